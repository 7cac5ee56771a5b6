"""Making the index of passages: from the tables into five others, which hold bitmaps and arrays and no second text."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from noteworthy.finder.gathering import Gathered, gather
from noteworthy.finder.inversion import invert, position_starts
from noteworthy.finder.meaning import LANES, centre_of, meanings, signatures_of, vectors_of_words
from noteworthy.finder.ordering import numbering

FACT = "finder"
"""The key in `meta` under which an index has its hash."""

TABLES = ("passages", "passage_words", "passage_facets", "passage_codings", "passage_arrays")

RARE = 4_096
"""Positions up to which a word has no bitmap of passages: it is quickly made from them."""

MOST_VALUES = 1_000
"""Values that a facet may have: a column with one for every note (a free text) narrows nothing."""

_PART = 65_536
"""Rows of an array in one part of it."""


def make_index(connection: sqlite3.Connection) -> None:
    """Make the index anew, in the transaction that the caller holds; the same tables give the same bytes."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")
    gathered = gather(connection)
    order = numbering(gathered.levels, gathered.copies, gathered.ties)
    writer = _Writer(connection)
    keys = gathered.keys
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?)", ((number, keys[place]) for number, place in enumerate(order.tolist()))
    )
    writer.write("passage_words", _word_rows(gathered, order))
    number_of = np.empty(len(order), dtype=np.uint32)
    number_of[order] = np.arange(len(order), dtype=np.uint32)
    writer.write("passage_facets", _facet_rows(gathered, order))
    writer.write("passage_codings", _coding_rows(gathered, number_of))
    writer.write("passage_arrays", _array_rows(gathered, order))
    upsert = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    connection.execute(upsert, (FACT, writer.stamp))


def index_stamp(connection: sqlite3.Connection) -> str | None:
    """Return the hash of the index that a database holds, or ``None`` where it holds none."""
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (FACT,)).fetchone()
    except sqlite3.OperationalError:  # no table of facts: no database of ours
        return None
    return str(row[0]) if row else None


def has_index(connection: sqlite3.Connection) -> bool:
    """Tell whether a database holds an index to find passages with."""
    return index_stamp(connection) is not None


class _Writer:
    """Writes rows, and hashes what it writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._hash = hashlib.sha256()

    def write(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" for _ in self._connection.execute(f"PRAGMA table_info({table})").fetchall())
        self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", self._hashed(rows))

    def _hashed(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        for row in rows:
            for value in row:
                self._hash.update(value if isinstance(value, bytes) else str(value).encode())
            yield row

    @property
    def stamp(self) -> str:
        return self._hash.hexdigest()[:12]


def _word_rows(gathered: Gathered, order: NDArray[np.int64]) -> Iterator[tuple[Any, ...]]:
    """Yield stem, how many passages it stands in, how often, those passages where they are many, and its positions."""
    starts = position_starts(gathered.words, order)
    for posting in invert(gathered.words, order):
        passages = passages_at(posting.positions, starts)
        stored = _bitmap(passages) if len(posting.positions) > RARE else None
        yield posting.stem, len(passages), len(posting.positions), stored, _bitmap(posting.positions)


def passages_at(positions: NDArray[np.uint32], starts: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the numbers of the passages in which positions stand, each once; both rise."""
    numbers = (np.searchsorted(starts, positions, side="right") - 1).astype(np.uint32)
    return numbers[np.concatenate(([True], numbers[1:] != numbers[:-1]))] if len(numbers) else numbers


def _facet_rows(gathered: Gathered, order: NDArray[np.int64]) -> Iterator[tuple[Any, ...]]:
    notes = gathered.notes[order]
    for facet, values in gathered.facets.items():
        if len(values) > MOST_VALUES:
            continue
        names = sorted(values)
        value_of = np.zeros(int(notes.max(initial=0)) + 1, dtype=np.uint32)
        for place, name in enumerate(names, 1):
            value_of[values[name][values[name] < len(value_of)]] = place
        by_passage = value_of[notes]
        grouped = np.argsort(by_passage, kind="stable").astype(np.uint32)
        bounds = np.searchsorted(by_passage[grouped], np.arange(1, len(names) + 2))
        for place, name in enumerate(names):
            numbers = grouped[bounds[place] : bounds[place + 1]]
            if len(numbers):
                yield facet, name, len(numbers), _bitmap(numbers)


def _coding_rows(gathered: Gathered, number_of: NDArray[np.uint32]) -> Iterator[tuple[Any, ...]]:
    for combination in sorted(gathered.codings):
        numbers = np.unique(number_of[gathered.codings[combination]])
        yield *combination, len(numbers), _bitmap(numbers)


def _array_rows(gathered: Gathered, order: NDArray[np.int64]) -> Iterator[tuple[str, int, bytes]]:
    yield from _parts("notes", gathered.notes[order])
    yield from _parts("starts", position_starts(gathered.words, order))
    stream = gathered.words
    vectors = vectors_of_words(stream.spellings) if stream.spellings else np.zeros((0, 64 * LANES), dtype=np.float32)
    centre = centre_of(stream.spelt, stream.starts, vectors)
    yield from _parts("centre", centre)
    signatures = np.empty((len(order), LANES), dtype=np.uint64)
    for first in range(0, len(order), _PART):
        bounds = stream.starts[first : first + _PART + 1]
        signatures[first : first + _PART] = signatures_of(meanings(stream.spelt, bounds, vectors), centre)
    yield from _parts("signatures", signatures[order])


def _parts(name: str, whole: NDArray[Any]) -> Iterator[tuple[str, int, bytes]]:
    for part, first in enumerate(range(0, len(whole), _PART)):
        yield name, part, whole[first : first + _PART].tobytes()


def _bitmap(numbers: NDArray[np.uint32]) -> bytes:
    bitmap = BitMap(np.ascontiguousarray(numbers, dtype=np.uint32))
    bitmap.run_optimize()
    data: bytes = bitmap.serialize()
    return data
