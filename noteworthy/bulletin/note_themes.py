"""Which notes bear which theme, with which polarity: a row a note, a column a theme, from the codings that stand.

A note that coders agreed on is counted by their coding, another by the machine's; the two are kept apart, since the
machine errs. A note that the machine learnt from and no coder read is not counted at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.levels import level_of
from noteworthy.bulletin.settings import Settings
from noteworthy.statistics.clusters import Clusters

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

Basis = Literal["coders", "machine"]
BASES: tuple[Basis, ...] = ("coders", "machine")

ANY = "any"
"""In the place of a polarity: the theme is there, whatever is said of it."""

NOT_KNOWN = "not known"

FEWEST_CODERS = 200
"""Notes that coders must have read for associations to rest on them where the machine read others."""


@dataclass(frozen=True, eq=False)
class NoteThemes:
    """Notes and the themes that they bear."""

    data: BulletinData
    notes: IntArray
    """Positions of the notes in ``data.notes``."""
    basis: NDArray[np.str_]
    """Whose coding of each note is counted: coders or machine."""
    codes: tuple[str, ...]
    """Codes of the themes, in the codebook's order: the columns."""
    marks: dict[str, BoolArray]
    """By polarity, and ``any``: whether each note bears each theme so."""

    def __len__(self) -> int:
        return len(self.notes)

    @property
    def bases(self) -> tuple[Basis, ...]:
        """Whose codings there are: coders' first."""
        return tuple(basis for basis in BASES if (self.basis == basis).any())

    def take(self, rows: BoolArray | IntArray) -> "NoteThemes":
        """Return some of the notes."""
        marks = {polarity: marked[rows] for polarity, marked in self.marks.items()}
        return NoteThemes(self.data, self.notes[rows], self.basis[rows], self.codes, marks)

    def of_basis(self, basis: Basis) -> "NoteThemes":
        """Return the notes that are counted by coders' or by the machine's coding."""
        return self.take(self.basis == basis)

    def bears(self, code: str, polarity: str = ANY) -> BoolArray:
        """Tell of each note whether it bears this theme with this polarity."""
        return self.marks[polarity][:, self.codes.index(code)]

    def name(self, code: str) -> str:
        """Return a theme's name."""
        return next((theme.name for theme in self.data.themes if theme.code == code), code)

    @property
    def cases(self) -> IntArray:
        """Positions of the notes' cases, -1 where none is known."""
        return np.asarray(self.data.notes["case"].to_numpy()[self.notes], dtype=np.int64)

    @property
    def judgements(self) -> IntArray:
        """Positions of the notes' judgements, -1 where none is known."""
        return np.asarray(self.data.notes["judgement"].to_numpy()[self.notes], dtype=np.int64)

    def attribute(self, name: str) -> pd.Categorical:
        """Return an attribute of each note: of its own, of its judgement, or of its case."""
        if name in ("kind", "source"):
            return pd.Categorical(self.data.notes[name])[self.notes]
        if name in ("factor", "answer", "question", "stage"):
            values = pd.Categorical(self.data.judgements[name])
            return pd.Categorical.from_codes(np.append(values.codes, -1)[self.judgements], values.categories)
        return self.data.of_case(name, self.cases)

    def words(self, name: str, value: str) -> str:
        """Return a value of an attribute in words for people."""
        if name == "factor":
            return self.data.factor_name(value)
        return value.replace("_", " ").capitalize() if name == "answer" else value

    def clusters(self, settings: Settings) -> Clusters:
        """Return the groups within which notes may be alike: those of their cases; a note of no case is one alone."""
        cases = len(self.data.cases)
        alone = np.where(self.cases >= 0, -1, np.arange(len(self)))
        return Clusters(
            tuple(
                _numbered(np.where(alone < 0, np.append(way, 0)[self.cases], cases + alone))
                for way in level_of(self.data, settings).clusters.ways
            )
        )


def _numbered(labels: IntArray) -> IntArray:
    """Return group numbers from 0 without gaps."""
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64).reshape(-1)


def note_themes(data: BulletinData, *, kinds: Sequence[str]) -> NoteThemes:
    """Return the notes of these kinds that count, with the themes of the codings that stand."""
    kind = pd.Categorical(data.notes["kind"])
    counted = pd.Categorical(data.notes["counted"])
    wanted = np.isin(kind, list(kinds)) & np.isin(counted, list(BASES))
    notes = np.flatnonzero(wanted).astype(np.int64)
    codes = tuple(theme.code for theme in data.themes)
    marks = theme_marks(data.codings, notes=notes, size=len(data.notes), codes=codes)
    return NoteThemes(data, notes, np.asarray(counted)[notes].astype(str), codes, marks)


def theme_marks(codings: pd.DataFrame, *, notes: IntArray, size: int, codes: Sequence[str]) -> dict[str, BoolArray]:
    """Return by polarity, and for any, whether each of these notes bears each theme; ``size`` is that of all notes."""
    row = np.full(size + 1, -1, dtype=np.int64)
    row[notes] = np.arange(len(notes))
    rows = row[codings["note"].to_numpy()]
    themes = pd.Categorical(codings["theme"]).set_categories(list(codes)).codes
    polarities = pd.Categorical(codings["polarity"])
    known = (rows >= 0) & (themes >= 0)
    marks = {ANY: np.zeros((len(notes), len(codes)), dtype=bool)}
    marks[ANY][rows[known], themes[known]] = True
    for polarity in ("good", "poor", "mixed", "context"):
        chosen = known & np.asarray(polarities == polarity)
        marks[polarity] = np.zeros_like(marks[ANY])
        marks[polarity][rows[chosen], themes[chosen]] = True
    return marks


def one_basis(notes: NoteThemes) -> NoteThemes:
    """Return coders' notes where there are enough or no others; else the machine's."""
    bases = notes.bases
    if len(bases) < 2:
        return notes
    coders = notes.of_basis("coders")
    return coders if len(coders) >= FEWEST_CODERS else notes.of_basis("machine")


def basis_sentence(notes: NoteThemes) -> str:
    """Say which notes associations and comparisons rest on where coders read some and the machine others."""
    if len(notes.bases) < 2:
        return ""
    some = one_basis(notes)
    whose = "coders read" if some.bases == ("coders",) else "the machine alone read; its coding is not corrected there"
    return (
        f"Coders read some of the notes and the machine the others: comparisons, balances and associations rest on the "
        f"{len(some):,} that {whose}."
    )
