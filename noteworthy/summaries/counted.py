"""The notes that count, in memory: whose case each is, what they are divided by, and which themes each has.

One pass over notes and one over codings fill a few arrays, from which all figures of a corpus follow: at a million
notes they take some 100 MB, and no question goes back to the database.
"""

import sqlite3
from array import array
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpus.store.counts import NOT_KNOWN, reader_of
from corpus.store.schema import database_schema
from noteworthy.summaries.settings import SummarySettings

Seen = Literal["any", "good", "poor"]
SEEN: tuple[Seen, ...] = ("any", "good", "poor")
"""What a note can say on a theme, in the order of the second axis of `CountedNotes.themes_of`."""

_NOTES = f"""
SELECT n.rowid, n.case_id, (SELECT count(*) FROM sentences s WHERE s.note = n.id), coalesce(r.practice, n.practice),
  {{dimensions}}
FROM notes n
LEFT JOIN readings r ON r.note = n.id AND r.coder = {reader_of("n.id")}
LEFT JOIN judgements j ON j.id = n.judgement
LEFT JOIN cases k ON k.id = n.case_id
WHERE n.counted <> 'no' ORDER BY n.rowid
"""
_CODINGS = """
SELECT n.rowid, c.theme, c.polarity FROM codings c JOIN notes n ON n.id = c.note
WHERE c.standing = 1 AND n.counted <> 'no'
"""
_THEMES = """
SELECT code FROM themes WHERE EXISTS (SELECT 1 FROM codings c WHERE c.theme = themes.code AND c.standing = 1)
ORDER BY position
"""


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """The notes divided by one dimension."""

    values: tuple[str, ...]
    part: NDArray[np.int64]
    """The place of each note's value among them."""


@dataclass(frozen=True, slots=True, eq=False)
class CountedNotes:
    """The notes that count, as arrays as long as there are notes."""

    case: NDArray[np.int64]
    """Number of each note's case, from 0 without gaps; a note whose case is not known is one of its own."""
    sentences: NDArray[np.int64]
    divisions: dict[str, Division]
    practice: NDArray[np.int64]
    """Number of what each note shows as a whole, as coders agreed it, else as the machine sees it."""
    themes: tuple[str, ...]
    """Codes of the themes that any of them has, in the codebook's order."""
    themes_of: NDArray[np.bool_]
    """(themes, what is said, notes): whether the note has such a passage."""

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return int(self.case.max()) + 1 if len(self.case) else 0

    @classmethod
    def read(cls, connection: sqlite3.Connection, settings: SummarySettings) -> "CountedNotes":
        """Read what counts; dimensions that have no value, or too many, divide nothing."""
        by_name = {dimension.name: dimension.sql for dimension in database_schema().dimension}
        columns = ", ".join(f"nullif({by_name[name]}, '')" for name in settings.dimensions)
        keys, case, sentences, practice = array("q"), Numbered(), array("q"), Numbered()
        divided = {name: Numbered() for name in settings.dimensions}
        for rows in _batches(connection.execute(_NOTES.replace("{dimensions}", columns))):
            key, of_case, length, shown, *values = zip(*rows, strict=True)
            keys.extend(key)
            case.extend(of_case)
            sentences.extend(length)
            practice.extend(label or "" for label in shown)
            for numbers, own in zip(divided.values(), values, strict=True):
                numbers.extend(NOT_KNOWN if value is None else value for value in own)
        themes = tuple(row[0] for row in connection.execute(_THEMES))
        of_note = np.array(keys, dtype=np.int64)
        divisions = {name: _division(numbers) for name, numbers in divided.items()}
        return cls(
            case=case.numbers(),
            sentences=np.array(sentences, dtype=np.int64),
            practice=practice.numbers(),
            divisions={
                name: division
                for name, division in divisions.items()
                if set(division.values) - {NOT_KNOWN} and len(division.values) <= settings.most_values
            },
            themes=themes,
            themes_of=_themes_of(connection, of_note, themes),
        )


class Numbered:
    """Names as numbers from 0, in the order in which they come; each that is not known has a number of its own."""

    def __init__(self, names: Iterable[str | None] = ()) -> None:
        self._found: dict[Hashable, int] = {}
        self._numbers = array("q")
        self.extend(names)

    def extend(self, names: Iterable[str | None]) -> None:
        """Take in more names."""
        found, numbers = self._found, self._numbers
        for name in names:
            numbers.append(found.setdefault(len(numbers) if name is None else name, len(found)))

    @property
    def names(self) -> list[str]:
        """The names, where all are known, in the order of their numbers."""
        return [str(name) for name in self._found]

    def numbers(self) -> NDArray[np.int64]:
        """Return the number of each."""
        return np.array(self._numbers, dtype=np.int64)


def _division(numbers: Numbered) -> Division:
    values = tuple(sorted(numbers.names))
    place = {value: number for number, value in enumerate(values)}
    return Division(values, np.array([place[name] for name in numbers.names], dtype=np.int64)[numbers.numbers()])


def _batches(cursor: sqlite3.Cursor) -> Iterator[list[tuple[Any, ...]]]:
    # Rows of another kind, which connections of ours may make, are slower to take apart.
    cursor.row_factory = None
    while rows := cursor.fetchmany(50_000):
        yield rows


def _themes_of(connection: sqlite3.Connection, keys: NDArray[np.int64], themes: tuple[str, ...]) -> NDArray[np.bool_]:
    found = np.zeros((len(themes), len(SEEN), len(keys)), dtype=np.bool_)
    place = {theme: number for number, theme in enumerate(themes)}
    said = {name: number for number, name in enumerate(SEEN)}
    for rows in _batches(connection.execute(_CODINGS)):
        notes = np.searchsorted(keys, [row[0] for row in rows])
        columns = np.array([place[row[1]] for row in rows])
        polarity = np.array([said.get(row[2], 0) for row in rows])
        found[columns, 0, notes] = True
        found[columns, polarity, notes] = True
    return found
