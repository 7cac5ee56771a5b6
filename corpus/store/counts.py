"""The precomputed counts: how often each theme is good or poor, over all and by whatever notes are divided by.

Notes, codings and sentences are each read once, and counted by all dimensions in the same pass
(`corpus.store.tallying`). A sentence belongs to one note, so sums over notes are exact.
"""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from corpus.store.schema import database_schema
from corpus.store.tallying import Division, Numbers, Tallies, distinct

AGREED = "adjudicated"
"""The coder whose name stands for what the coders agreed on."""

PERSON = "person-"
"""How the code of whoever codes on the private site begins; each of their readings is one that they called complete."""

NOT_KNOWN = "not known"

MOST_VALUES = 1_000
"""Values that a dimension may have to be counted by: a column with one for every note (a free text) divides nothing."""


def reader_of(note: str) -> str:
    """Return SQL for the coder whose reading of a note counts, given SQL for the note's key; NULL where nobody's does.

    It is what coders agreed on, else the complete reading of a person; of several people, of the one who came first.
    """
    return (
        f"(SELECT who.coder FROM readings who WHERE who.note = {note} "
        f"AND (who.coder = '{AGREED}' OR who.coder GLOB '{PERSON}[0-9]*') "
        f"ORDER BY who.coder <> '{AGREED}', who.coder LIMIT 1)"
    )


_COUNTED = f"""
CASE WHEN {reader_of("notes.id")} IS NOT NULL THEN 'coders'
     WHEN learnt_from THEN 'no' ELSE 'machine' END
"""

_STANDING = f"""
coalesce((SELECT CASE n.counted WHEN 'coders' THEN codings.coder = {reader_of("n.id")}
                                WHEN 'machine' THEN codings.coder = 'machine' ELSE 0 END
          FROM notes n WHERE n.id = codings.note), 0)
"""


def settle_standing(connection: sqlite3.Connection) -> None:
    """Decide whose reading of each note counts; write only what changes.

    Where coders agreed a coding it stands, else where a person called their coding complete, theirs. Elsewhere the
    machine's stands, unless it learnt from that very text.
    """
    connection.execute(f"UPDATE notes SET counted = {_COUNTED} WHERE counted IS NOT ({_COUNTED})")
    connection.execute(f"UPDATE codings SET standing = {_STANDING} WHERE standing IS NOT ({_STANDING})")


def count(connection: sqlite3.Connection) -> None:
    """Fill the tables of counts from the codings that stand. Runs inside the caller's transaction."""
    for table in ("theme_counts", "practice_counts", "note_counts"):
        connection.execute(f"DELETE FROM {table}")
    notes = _CountedNotes(connection)
    _insert(connection, "note_counts", notes.rows())
    _insert(connection, "theme_counts", _theme_rows(connection, notes))
    _insert(connection, "practice_counts", _practice_rows(connection, notes))


_NOTES = f"""
SELECT n.rowid, n.case_id, coalesce(r.practice, n.practice), (SELECT count(*) FROM sentences s WHERE s.note = n.id),
  {{dimensions}}
FROM notes n
LEFT JOIN readings r ON r.note = n.id AND r.coder = {reader_of("n.id")}
LEFT JOIN judgements j ON j.id = n.judgement
LEFT JOIN cases k ON k.id = n.case_id
WHERE n.counted <> 'no' ORDER BY n.rowid
"""
# In an order that an index has, so that only the codings of one note are ever sorted.
_CODINGS = """
SELECT n.rowid, c.theme, c.polarity, c.sentence, c.coder <> 'machine' FROM codings c CROSS JOIN notes n ON n.id = c.note
WHERE c.standing = 1 AND n.counted <> 'no' ORDER BY c.note, c.theme, c.polarity, c.sentence
"""
_SENTENCES = f"""
SELECT n.rowid, coalesce(r.practice, s.practice) FROM sentences s CROSS JOIN notes n ON n.id = s.note
LEFT JOIN sentence_readings r ON r.sentence = s.id AND r.coder = {reader_of("s.note")}
WHERE n.counted <> 'no'
"""
_BATCH = 50_000


class _CountedNotes:
    """The notes that count: what each is divided by, and where each stands among them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        dimensions = database_schema().dimension
        divisions = [Division(one.name, unknown=NOT_KNOWN, most=MOST_VALUES) for one in dimensions]
        columns = ", ".join(f"nullif({one.sql}, '')" for one in dimensions)
        keys, cases, sentences = array("q"), array("q"), array("q")
        self._practices: list[str] = []
        numbers: dict[str, int] = {}
        for rows in _batches(connection.execute(_NOTES.replace("{dimensions}", columns))):
            key, case, practice, length, *values = zip(*rows, strict=True)
            keys.extend(key)
            cases.extend(-1 if one is None else numbers.setdefault(one, len(numbers)) for one in case)
            sentences.extend(length)
            self._practices.extend(practice)
            for division, own in zip(divisions, values, strict=True):
                division.add(own)
        self._keys, self._cases, self._sentences = (np.array(one, dtype=np.int64) for one in (keys, cases, sentences))
        self.divisions = [division for division in divisions if division.divides]

    def places(self, keys: Iterable[int]) -> Numbers:
        """Return the place of each note, by its row in the database, among those that count."""
        return np.searchsorted(self._keys, np.fromiter(keys, dtype=np.int64))

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of `note_counts`."""
        tallies = Tallies[str](self.divisions, measures=2)
        everyone = np.arange(len(self._keys))
        tallies.add(everyone, [""] * len(everyone), np.ones_like(everyone), self._sentences)
        cases = {division.name: distinct(division, self._cases) for division in self.divisions}
        for dimension, value, _, notes, sentences in tallies.rows():
            yield dimension, value, notes, sentences, cases[dimension][value]

    def practices(self) -> Iterator[tuple[Numbers, list[str]]]:
        """Yield the places of the notes, batch by batch, with what each shows as a whole."""
        for first in range(0, len(self._keys), _BATCH):
            practices = self._practices[first : first + _BATCH]
            yield np.arange(first, first + len(practices)), practices


def _theme_rows(connection: sqlite3.Connection, notes: _CountedNotes) -> Iterator[tuple[Any, ...]]:
    tallies = Tallies[tuple[str, str]](notes.divisions, measures=4)
    before: tuple[Any, ...] = (None,) * 5
    for rows in _batches(connection.execute(_CODINGS)):
        new = [(one[:3] != last[:3], one[:4] != last[:4]) for last, one in pairwise((before, *rows))]
        amounts = np.array(
            [(*fresh, True, by_coder) for fresh, (*_, by_coder) in zip(new, rows, strict=True)], dtype=np.int64
        )
        tallies.add(notes.places(row[0] for row in rows), [row[1:3] for row in rows], *amounts.T)
        before = rows[-1]
    for dimension, value, kind, *measures in tallies.rows():
        yield dimension, value, *kind, *measures


def _practice_rows(connection: sqlite3.Connection, notes: _CountedNotes) -> Iterator[tuple[Any, ...]]:
    tallies = Tallies[str](notes.divisions, measures=2)
    for places, practices in notes.practices():
        tallies.add(places, practices, np.ones_like(places), np.zeros_like(places))
    for rows in _batches(connection.execute(_SENTENCES)):
        places = notes.places(row[0] for row in rows)
        tallies.add(places, [row[1] for row in rows], np.zeros_like(places), np.ones_like(places))
    yield from tallies.rows()


def _batches(cursor: sqlite3.Cursor) -> Iterator[list[tuple[Any, ...]]]:
    # Connections of ours may make rows of another kind, which are slower to take apart.
    cursor.row_factory = None
    while rows := cursor.fetchmany(_BATCH):
        yield rows


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    found = list(rows)
    marks = ", ".join("?" * len(database_schema().named(table).columns))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
