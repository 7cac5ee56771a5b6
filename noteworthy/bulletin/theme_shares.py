"""How many notes bear each theme, and what they say of practice on it: over all, and by what notes are divided by.

A note bears a theme with a polarity where at least one of its passages does. It may hold good and poor passages on one
theme, so shares of polarities do not add up. Notes whose coding is the machine's have rows of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from noteworthy.bulletin.content import Cell, Column, Table
from noteworthy.bulletin.figures import count, in_text, remarks, text
from noteworthy.bulletin.note_themes import ANY, NOT_KNOWN, Basis, NoteThemes
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.shares import grouped_shares, share_cells, share_columns
from noteworthy.statistics.estimates import Estimate

BASIS_WORDS: dict[Basis, str] = {
    "coders": "coders' agreed coding",
    "machine": "the machine's coding, uncorrected",
}

POLARITIES: dict[str, tuple[str, str]] = {
    ANY: ("Any mention", "notes that bear the theme, whatever they say of it"),
    "good": ("Good practice", "notes with a passage that judges practice good on the theme"),
    "poor": ("Poor practice", "notes with a passage that judges practice poor on the theme"),
    "mixed": ("Mixed", "notes with a passage that judges practice both good and poor on the theme"),
    "context": ("Not judged", "notes with a passage that mentions the theme and judges nothing"),
}
"""By polarity, the heading of its column and what is counted there."""

MACHINE_NOTE = (
    "The machine's coding errs: it misses themes and finds some that are not there. Its shares are counts of what it "
    "found, not estimates of what is there, unless a table says that they were corrected."
)

BY_DEFAULT = (ANY, "good", "poor")


@dataclass(frozen=True, slots=True)
class Division:
    """What notes are divided by."""

    attribute: str
    title: str
    label: str
    """Heading of its column."""


DIVISIONS = (
    Division("factor", "Themes by factor", "Factor"),
    Division("organisation_kind", "Themes by kind of organisation", "Kind of organisation"),
    Division("answer", "Themes by the inspector's answer", "Answer"),
    Division("year", "Themes by year", "Financial year"),
)
"""Themes by whose practice it is stand in a table of their own, since that is a fact of passages."""


@dataclass(frozen=True, slots=True)
class ThemeShare:
    """One theme in one group of notes of one basis."""

    group: str
    basis: Basis
    theme: str
    notes: int
    found: dict[str, Estimate]
    """By polarity."""


def overall(notes: NoteThemes, settings: Settings) -> list[ThemeShare]:
    """Return the share of all notes that bear each theme, for each polarity."""
    polarities = tuple(POLARITIES)
    return list(_shares(notes, [0] * len(notes), [""], polarities, settings))


def by_attribute(notes: NoteThemes, attribute: str, settings: Settings) -> list[ThemeShare]:
    """Return the shares in each group of an attribute; notes of which it is not known make a group of their own."""
    values = notes.attribute(attribute)
    groups, names = group_numbers(values)
    return list(_shares(notes, groups, [notes.words(attribute, name) for name in names], BY_DEFAULT, settings))


def group_numbers(values: pd.Categorical) -> tuple[Sequence[int], list[str]]:
    """Return the group of each row, and the groups' names; only groups that occur, those not known last."""
    codes = np.asarray(values.codes, dtype=np.int64)
    used = np.flatnonzero(np.bincount(codes[codes >= 0], minlength=len(values.categories))).tolist()
    names = [str(values.categories[code]) for code in used]
    place = np.full(len(values.categories) + 1, len(used), dtype=np.int64)
    place[used] = np.arange(len(used))
    if (codes == -1).any():
        names.append(NOT_KNOWN)
    return place[codes].tolist(), names


def _shares(
    notes: NoteThemes, groups: Sequence[int], names: Sequence[str], polarities: Sequence[str], settings: Settings
) -> Iterator[ThemeShare]:
    of_group = np.asarray(groups, dtype=np.int64)
    for basis in notes.bases:
        rows = notes.basis == basis
        some = notes.take(rows)
        marks = np.hstack([some.marks[polarity] for polarity in polarities])
        found = grouped_shares(marks, of_group[rows], number=len(names), clusters=some.clusters(settings))
        for place, name in enumerate(names):
            for number, code in enumerate(notes.codes):
                of_theme = found.found[place][number :: len(notes.codes)]
                estimates = dict(zip(polarities, of_theme, strict=True))
                yield ThemeShare(name, basis, code, found.totals[place], estimates)


def share_table(
    id: str, title: str, rows: Sequence[ThemeShare], notes: NoteThemes, *, label: str = "", extra: Sequence[str] = ()
) -> Table:
    """Return shares as a table: a row a theme, or a group and theme."""
    polarities = tuple(rows[0].found) if rows else BY_DEFAULT
    several = len(notes.bases) > 1 or notes.bases == ("machine",)
    columns: list[Column] = [text("group", label, f"{label}.")] if label else []
    columns.append(text("theme", "Theme", "Name of the theme."))
    columns += [text("coding", "Whose coding", "Whose coding of the notes is counted.")] if several else []
    columns.append(count("notes", "Notes", "All notes of the row: the denominator of its shares."))
    for polarity in polarities:
        columns += share_columns(polarity, *POLARITIES[polarity])
    shown = [row for row in rows if row.notes]
    return Table(
        id=id,
        title=title,
        columns=tuple(columns),
        rows=tuple(_row(row, notes, label=bool(label), several=several) for row in shown),
        denominator=(
            "Shares are of the notes of the row; a note without the theme counts as one that does not bear it, and a "
            "note that the machine learnt from and no coder read is not counted."
        ),
        notes=(
            *((MACHINE_NOTE,) if "machine" in notes.bases else ()),
            *extra,
            *remarks((_row_name(row, notes, several=several), found) for row in shown for found in row.found.values()),
        ),
    )


def _row_name(row: ThemeShare, notes: NoteThemes, *, several: bool) -> str:
    theme = notes.name(row.theme)
    named = f"{row.group}, {in_text(theme)}" if row.group else theme
    return f"{named} by {BASIS_WORDS[row.basis]}" if several else named


def _row(row: ThemeShare, notes: NoteThemes, *, label: bool, several: bool) -> tuple[Cell, ...]:
    group: list[Cell] = [row.group] if label else []
    basis: list[Cell] = [BASIS_WORDS[row.basis]] if several else []
    shares = [cell for found in row.found.values() for cell in share_cells(found)]
    return (*group, notes.name(row.theme), *basis, row.notes, *shares)
