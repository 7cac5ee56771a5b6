"""An index that has been opened: which passages hold a word, a phrase, a value or a coding, as bitmaps."""

import sqlite3
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from noteworthy.finder.gathering import OF_CODINGS, Combination
from noteworthy.finder.indexing import passages_at
from noteworthy.finder.meaning import LANES
from noteworthy.finder.shelf import Shelf, bitmap_of
from noteworthy.finder.wanted import Part

NOTHING = BitMap()

MOST_NOTED = 100_000
"""Passages up to which their notes are counted."""

Choice = tuple[frozenset[str], frozenset[str], frozenset[str]]
"""Themes, polarities and statuses, any of which will do; an empty set leaves all of them."""

ANY: Choice = (frozenset(), frozenset(), frozenset())


class Index:
    """The index as one thread reads it, through its own connection; what is read stands on a shelf that all share."""

    def __init__(self, connection: sqlite3.Connection, shelf: Shelf) -> None:
        self._connection = connection
        self._shelf = shelf

    # ------------------------------------------------------------------------------------------------------ passages

    @property
    def everything(self) -> BitMap:
        """All passages."""
        return self._shelf.get("everything", self._read_everything)

    def _read_everything(self) -> tuple[BitMap, int]:
        number = self._one("SELECT coalesce(max(number) + 1, 0) FROM passages")
        return BitMap(range(number)), 64

    def notes_of(self, passages: BitMap) -> int | None:
        """Return in how many notes passages stand; ``None`` where they are so many that to count would take long."""
        if len(passages) > MOST_NOTED:
            return None
        notes = np.sort(self._shelf.array(self._connection, "notes", "<u4")[numbers_of(passages)])
        return int(np.count_nonzero(notes[1:] != notes[:-1])) + 1 if len(notes) else 0

    def signatures(self) -> NDArray[np.uint64]:
        """Return the signatures of all passages: (passages, lanes)."""
        return self._shelf.array(self._connection, "signatures", "<u8", width=LANES)

    def centre(self) -> NDArray[np.float32]:
        """Return what the meanings of all passages have in common."""
        return self._shelf.array(self._connection, "centre", "<f4")

    # --------------------------------------------------------------------------------------------------------- words

    def with_part(self, part: Part) -> BitMap:
        """Return the passages in which a word stands, or all words of a phrase one after the other."""
        if not part.is_phrase:
            return self._with_word(part.stems[0])
        return self._shelf.get(("phrase", part.stems), lambda: _weighed(self._with_phrase(part.stems)))

    def _with_word(self, stem: str) -> BitMap:
        return self._shelf.get(("word", stem), lambda: self._read_word(stem))

    def _read_word(self, stem: str) -> tuple[BitMap, int]:
        row = self._connection.execute("SELECT bitmap FROM passage_words WHERE word = ?", (stem,)).fetchone()
        if row is None:
            return NOTHING, 64
        return bitmap_of(row[0]) if row[0] is not None else _weighed(self._passages_at(self._positions(stem)))

    def _positions(self, stem: str) -> BitMap:
        return self._shelf.get(("positions", stem), lambda: self._read_positions(stem))

    def _read_positions(self, stem: str) -> tuple[BitMap, int]:
        row = self._connection.execute("SELECT positions FROM passage_words WHERE word = ?", (stem,)).fetchone()
        return bitmap_of(row[0]) if row else (NOTHING, 64)

    def _with_phrase(self, stems: tuple[str, ...]) -> BitMap:
        """Intersect the positions of the words, each moved back by its place in the phrase: the rarest first."""
        words = sorted((len(self._positions(stem)), place, stem) for place, stem in enumerate(stems))
        _, at, rarest = words[0]
        found = self._positions(rarest)
        for _, place, stem in words[1:]:
            if not found:
                return NOTHING
            found, at = found.shift(place - at) & self._positions(stem), place
        return self._passages_at(found)

    def _passages_at(self, positions: BitMap) -> BitMap:
        starts = self._shelf.array(self._connection, "starts", "<u4")
        return BitMap(passages_at(numbers_of(positions), starts))

    # ------------------------------------------------------------------------------------------------------- choices

    def facet_values(self, facet: str) -> Mapping[str, int]:
        """Return the values of a facet of notes, each with how many passages have it."""
        select = "SELECT value, passages FROM passage_facets WHERE facet = ? ORDER BY value"
        return self._shelf.get(("values", facet), lambda: self._read_values(select, facet))

    def _read_values(self, select: str, facet: str) -> tuple[dict[str, int], int]:
        found = {row[0]: row[1] for row in self._connection.execute(select, (facet,))}
        return found, 200 * len(found)

    def with_value(self, facet: str, value: str) -> BitMap:
        """Return the passages that have a value."""
        return self._shelf.get(("facet", facet, value), lambda: self._read_facet(facet, value))

    def _read_facet(self, facet: str, value: str) -> tuple[BitMap, int]:
        select = "SELECT bitmap FROM passage_facets WHERE facet = ? AND value = ?"
        row = self._connection.execute(select, (facet, value)).fetchone()
        return bitmap_of(row[0]) if row else (NOTHING, 64)

    def with_any_value(self, facet: str, values: Iterable[str]) -> BitMap:
        """Return the passages that have any of the values."""
        return reduce(or_, (self.with_value(facet, value) for value in values), NOTHING)

    # ------------------------------------------------------------------------------------------------------- codings

    def combinations(self) -> Mapping[Combination, BitMap]:
        """Return every theme, polarity and status that stand together in a coding, with the passages that have it."""
        return self._shelf.get("combinations", self._read_combinations)

    def _read_combinations(self) -> tuple[dict[Combination, BitMap], int]:
        select = "SELECT theme, polarity, status, bitmap FROM passage_codings ORDER BY theme, polarity, status"
        rows = [tuple(row) for row in self._connection.execute(select)]
        weight = sum(len(row[3]) for row in rows)
        return {(theme, polarity, status): bitmap_of(data)[0] for theme, polarity, status, data in rows}, weight

    def coding_values(self, facet: str) -> Mapping[str, int]:
        """Return the themes, polarities or statuses that there are."""
        place = OF_CODINGS.index(facet)
        values = sorted({combination[place] for combination in self.combinations()})
        return self._shelf.get(("values", facet), lambda: (dict.fromkeys(values, 0), 64 * len(values)))

    def with_coding(self, choice: Choice) -> BitMap:
        """Return the passages with one coding whose theme, polarity and status are all among those chosen."""
        return self._shelf.get(("codings", choice), lambda: _weighed(self._united(choice)))

    def _united(self, choice: Choice) -> BitMap:
        found = [bitmap for combination, bitmap in self.combinations().items() if is_among(combination, choice)]
        return BitMap.union(*found) if found else NOTHING

    # ------------------------------------------------------------------------------------------------------- the rest

    def labels(self, select: str) -> Mapping[str, str]:
        """Return the names that a table has for codes; `select` gives both."""
        return self._shelf.get(("labels", select), lambda: self._read_labels(select))

    def _read_labels(self, select: str) -> tuple[dict[str, str], int]:
        found = {row[0]: row[1] or row[0] for row in self._connection.execute(select)}
        return found, 200 * len(found)

    def once(self, key: Hashable, make: Callable[[], list[str]]) -> list[str]:
        """Return a list that is worked out once for all questions."""
        return self._shelf.get(key, lambda: _weighed_list(make()))

    def _one(self, select: str) -> int:
        return int(self._connection.execute(select).fetchone()[0])


def is_among(combination: Combination, choice: Choice) -> bool:
    """Tell whether a coding is what was chosen."""
    return all(not chosen or value in chosen for value, chosen in zip(combination, choice, strict=True))


def numbers_of(bitmap: BitMap) -> NDArray[np.uint32]:
    """Return the numbers in a bitmap, rising."""
    return np.frombuffer(bitmap.to_array(), dtype=np.uint32)


def _weighed_list(values: list[str]) -> tuple[list[str], int]:
    return values, 200 * len(values)


def _weighed(bitmap: BitMap) -> tuple[BitMap, int]:
    bitmap.run_optimize()
    facts = bitmap.get_statistics()
    weight = facts["n_bytes_array_containers"] + facts["n_bytes_run_containers"] + facts["n_bytes_bitset_containers"]
    return bitmap, int(weight) + 64
