"""Everything that the index is made from, read from the tables once and held as arrays: one entry a sentence."""

import sqlite3
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.store.rows import MACHINE
from corpus.store.schema import database_schema
from corpus.values import Polarity, Status
from noteworthy.finder.clarity import READABLE, clarity, level
from noteworthy.finder.questions import FACETS
from noteworthy.finder.tokens import Stemmer, words_of

OF_CODINGS = ("theme", "polarity", "status")
OF_NOTES = tuple(facet for facet in FACETS if facet not in OF_CODINGS)
"""Facets that a note, its judgement or its case has, each a dimension of the schema."""

Combination = tuple[str, Polarity, Status]
"""Theme, polarity and status of one coding."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The corpus as the index sees it; sentences in the order of their rows."""

    keys: list[str]
    notes: NDArray[np.uint32]
    """Of each sentence, the place of its note."""
    levels: NDArray[np.int16]
    """Of each sentence, how clear its clearest coding is; below nought where it has none and is hard to read."""
    ties: NDArray[np.uint32]
    """What decides among equals: a hash of the key, so that no note's sentences stand together."""
    copies: NDArray[np.uint64]
    """Of each sentence, a hash of its words."""
    words: "WordStream"
    facets: dict[str, dict[str, NDArray[np.uint32]]]
    """Facet, value, and the places of the notes that have it."""
    codings: dict[Combination, NDArray[np.uint32]]
    """The places of the sentences that have a standing coding of the kind."""


@dataclass(frozen=True, slots=True)
class WordStream:
    """All words one after the other: of each its stem, and where each sentence starts."""

    stems: list[str]
    places: NDArray[np.uint32]
    """Of each word, the place of its stem in ``stems``."""
    starts: NDArray[np.int64]
    """Of each sentence, where its words start; one more at the end."""
    spellings: list[str]
    spelt: NDArray[np.uint32]
    """Of each word, the place of its spelling in ``spellings``."""


def gather(connection: sqlite3.Connection) -> Gathered:
    """Read the tables. Memory grows with the corpus: 2.3 GB for a million notes."""
    note_rows, facets = _facets(connection)
    sentences = _Sentences()
    for row, key, note, text in _rows(connection, _SENTENCES):
        sentences.add(row, key, note, text or "")
    rows = np.frombuffer(sentences.rows, dtype=np.int64)
    levels = np.where(sentences.readable, 0, -1).astype(np.int16)
    codings = _codings(connection, rows, np.frombuffer(sentences.lengths, dtype=np.uint32), levels)
    return Gathered(
        keys=sentences.keys,
        notes=np.searchsorted(note_rows, np.frombuffer(sentences.notes, dtype=np.int64)).astype(np.uint32),
        levels=levels,
        ties=np.frombuffer(sentences.ties, dtype=np.uint32),
        copies=np.frombuffer(sentences.copies, dtype=np.int64).view(np.uint64),
        words=sentences.words(),
        facets=facets,
        codings=codings,
    )


_SENTENCES = "SELECT s.rowid, s.id, n.rowid, s.text FROM sentences s JOIN notes n ON n.id = s.note ORDER BY s.rowid"

_CODINGS = f"""
SELECT s.rowid, c.theme, c.polarity, c.status, CASE WHEN c.coder = '{MACHINE}' THEN coalesce(c.confidence, 1) END
FROM codings c JOIN sentences s ON s.id = c.sentence WHERE c.standing = 1
"""

_NOTES = """
SELECT n.rowid, {facets} FROM notes n
LEFT JOIN judgements j ON j.id = n.judgement LEFT JOIN cases k ON k.id = n.case_id ORDER BY n.rowid
"""


def _rows(connection: sqlite3.Connection, select: str) -> Iterator[Any]:
    cursor = connection.cursor()
    cursor.row_factory = None
    return iter(cursor.execute(select))


_AT_ONCE = 50_000
"""Words whose stems are worked out in one go."""


class _Spellings(dict[str, int]):
    """Words, each with a number: the next one where it is new."""

    def __missing__(self, word: str) -> int:
        self[word] = len(self)
        return self[word]


class _Sentences:
    """What is read of each sentence, as plain arrays that grow."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.rows, self.notes, self.copies = array("q"), array("q"), array("q")
        self.lengths, self.ties, self._spelt = array("I"), array("I"), array("I")
        self._starts = array("q", [0])
        self._spellings = _Spellings()

    def add(self, row: int, key: str, note: int, text: str) -> None:
        words = words_of(text)
        self.keys.append(key)
        self.rows.append(row)
        self.notes.append(note)
        self.lengths.append(len(text))
        self.ties.append(zlib.crc32(key.encode("utf-8", "replace")))
        self.copies.append(hash(tuple(words)))
        self._spelt.extend(map(self._spellings.__getitem__, words))
        self._starts.append(len(self._spelt))

    @property
    def readable(self) -> NDArray[np.bool_]:
        lengths = np.frombuffer(self.lengths, dtype=np.uint32)
        return (lengths >= READABLE.start) & (lengths < READABLE.stop)

    def words(self) -> WordStream:
        spellings = list(self._spellings)
        stemmer = Stemmer()
        stems = [
            stem
            for first in range(0, len(spellings), _AT_ONCE)
            for stem in stemmer(spellings[first : first + _AT_ONCE])
        ]
        unique = sorted(set(stems) - {""})
        number = {stem: place for place, stem in enumerate(unique, 1)} | {"": 0}
        place_of = np.array([number[stem] for stem in stems], dtype=np.uint32)
        spelt = np.frombuffer(self._spelt, dtype=np.uint32)
        places = place_of[spelt] if len(spelt) else spelt
        return WordStream(["", *unique], places, np.frombuffer(self._starts, dtype=np.int64), spellings, spelt)


def _facets(connection: sqlite3.Connection) -> tuple[NDArray[np.int64], dict[str, dict[str, NDArray[np.uint32]]]]:
    """Return the rows of the notes, and for each facet and value the places of the notes that have it."""
    expressions = {dimension.name: dimension.sql for dimension in database_schema().dimension}
    columns = ", ".join(f"nullif({expressions[facet]}, '')" for facet in OF_NOTES)
    rows = array("q")
    found: list[dict[str | None, array[int]]] = [{} for _ in OF_NOTES]
    for place, (row, *values) in enumerate(_rows(connection, _NOTES.format(facets=columns))):
        rows.append(row)
        for by_value, value in zip(found, values, strict=True):
            by_value.setdefault(value, array("I")).append(place)
    facets = {
        facet: {
            str(value): np.frombuffer(places, dtype=np.uint32)
            for value, places in by_value.items()
            if value is not None
        }
        for facet, by_value in zip(OF_NOTES, found, strict=True)
    }
    return np.frombuffer(rows, dtype=np.int64), facets


def _codings(
    connection: sqlite3.Connection, rows: NDArray[np.int64], lengths: NDArray[np.uint32], levels: NDArray[np.int16]
) -> dict[Combination, NDArray[np.uint32]]:
    """Return the sentences of each combination; raise the levels of those that are coded."""
    found: dict[Combination, tuple[array[int], array[float]]] = {}
    for row, theme, polarity, status, confidence in _rows(connection, _CODINGS):
        coded, sure = found.setdefault((theme, polarity, status), (array("q"), array("d")))
        coded.append(row)
        sure.append(-1.0 if confidence is None else confidence)
    combinations = {}
    for combination, (coded, sure) in found.items():
        places = np.searchsorted(rows, np.frombuffer(coded, dtype=np.int64)).astype(np.uint32)
        _, polarity, status = combination
        for place, confidence in zip(places.tolist(), sure, strict=True):
            clear = clarity(polarity, status, None if confidence < 0 else confidence, int(lengths[place]))
            levels[place] = max(levels[place], level(clear))
        combinations[combination] = places
    return combinations
