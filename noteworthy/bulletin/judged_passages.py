"""Passages that judge practice, good, poor or both: how they divide, by theme and by what their notes are divided by.

Where shares of notes ask how much is written of a theme, the balance of its passages asks how it was judged wherever it
was: what merely mentions a theme is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from noteworthy.bulletin.content import Cell, Column
from noteworthy.bulletin.figures import count, remarks
from noteworthy.bulletin.note_themes import IntArray, NoteThemes
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.shares import grouped_shares, share_cells, share_columns
from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.estimates import Estimate

JUDGING = ("good", "poor", "mixed")

DENOMINATOR = (
    "Of the passages that judge practice (good, poor or both); those that merely mention a theme are left out. A "
    "passage is what one coding marks: a sentence, or words in it, that bear the theme. A sentence with two codings of "
    "a theme is two passages."
)


@dataclass(frozen=True, slots=True)
class Balance:
    """How the passages of one part divide."""

    passages: int
    good: Estimate
    poor: Estimate
    mixed: Estimate

    def cells(self) -> tuple[Cell, ...]:
        """Return the cells of ``balance_columns``."""
        return (self.passages, *share_cells(self.good), *share_cells(self.poor), *share_cells(self.mixed))


def balance_remarks(named: Iterable[tuple[str, Balance]]) -> tuple[str, ...]:
    """Return what must be said of the shares in rows with these names."""
    return remarks((name, share) for name, one in named for share in (one.good, one.poor, one.mixed))


def balance_columns() -> tuple[Column, ...]:
    """Return the columns of a balance."""
    return (
        count("passages", "Passages that judge", "Passages that judge practice: the denominator."),
        *share_columns("good", "Good", "passages that judge it good"),
        *share_columns("poor", "Poor", "passages that judge it poor"),
        *share_columns("mixed", "Mixed", "passages that judge it both"),
    )


@dataclass(frozen=True, eq=False)
class JudgedPassages:
    """Passages that judge practice in the notes that count."""

    notes: NoteThemes
    rows: IntArray
    """Their notes, as rows of ``notes``."""
    themes: IntArray
    """Their themes, as columns of ``notes``."""
    polarity: NDArray[np.str_]
    status: NDArray[np.str_]
    """Whether what they tell was observed; empty where the coding does not say."""
    actor: pd.Categorical
    intervention: pd.Categorical
    factor: pd.Categorical
    """The need that the passage itself is about, where it says so."""
    clusters: Clusters

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, rows: NDArray[np.bool_] | IntArray) -> "JudgedPassages":
        """Return some of the passages."""
        return JudgedPassages(
            self.notes,
            self.rows[rows],
            self.themes[rows],
            self.polarity[rows],
            self.status[rows],
            self.actor[rows],
            self.intervention[rows],
            self.factor[rows],
            self.clusters.take(rows),
        )

    def of_theme(self, code: str) -> "JudgedPassages":
        """Return the passages of one theme."""
        return self.take(self.themes == self.notes.codes.index(code))

    def attribute(self, name: str) -> pd.Categorical:
        """Return an attribute of each passage: whose practice it is, or one of its note."""
        return self.actor if name == "actor" else self.notes.attribute(name)[self.rows]

    def balances(self, groups: Sequence[int] | IntArray, number: int) -> list[Balance]:
        """Return how the passages of each group, numbered from 0, divide."""
        marks = np.column_stack([self.polarity == polarity for polarity in JUDGING])
        found = grouped_shares(marks, groups, number=number, clusters=self.clusters)
        return [Balance(total, *of_group) for total, of_group in zip(found.totals, found.found, strict=True)]

    def balance(self) -> Balance:
        """Return how all the passages divide."""
        return self.balances(np.zeros(len(self), dtype=np.int64), 1)[0]


def judged_passages(notes: NoteThemes, settings: Settings) -> JudgedPassages:
    """Return the passages that judge practice in the notes that count, from the codings that stand."""
    codings = notes.data.codings
    polarity = pd.Categorical(codings["polarity"])
    row = np.full(len(notes.data.notes) + 1, -1, dtype=np.int64)
    row[notes.notes] = np.arange(len(notes))
    rows = row[codings["note"].to_numpy()]
    themes = pd.Categorical(codings["theme"]).set_categories(list(notes.codes)).codes.astype(np.int64)
    chosen = np.flatnonzero((rows >= 0) & (themes >= 0) & np.isin(polarity, JUDGING))
    return JudgedPassages(
        notes,
        rows[chosen],
        themes[chosen],
        np.asarray(polarity)[chosen].astype(str),
        np.asarray(codings["status"].astype(object).fillna(""))[chosen].astype(str),
        pd.Categorical(codings["actor"])[chosen],
        pd.Categorical(codings["intervention"])[chosen],
        pd.Categorical(codings["factor"])[chosen],
        notes.clusters(settings).take(rows[chosen]),
    )
