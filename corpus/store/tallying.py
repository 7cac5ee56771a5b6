"""Counting things by all that notes are divided by at once, batch by batch.

Each note has a number in each division, and each kind of thing (a theme with its polarity, a label) has one too, so
that a batch is counted as sums over pairs of numbers. At a million notes a division takes two megabytes.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Kind = TypeVar("Kind")
Numbers = NDArray[np.int64]


class Division:
    """The notes divided by one dimension; given up where there are more values than are counted by."""

    def __init__(self, name: str, *, unknown: str, most: int) -> None:
        self.name = name
        self._unknown = unknown
        self._most = most
        self._place: dict[str, int] = {}
        self._known: set[str] = set()
        self._parts: list[NDArray[np.int16]] = []
        self._given_up = False

    def add(self, values: Sequence[str | None]) -> None:
        """Take in the values of the next notes; ``None`` stands for one that is not known."""
        if self._given_up:
            return
        here = dict.fromkeys(values)
        self._known.update(value for value in here if value is not None)
        if len(self._known) > self._most:
            self._given_up, self._parts = True, []
            return
        place = {value: self._place.setdefault(value or self._unknown, len(self._place)) for value in here}
        self._parts.append(np.fromiter((place[value] for value in values), dtype=np.int16, count=len(values)))

    @property
    def divides(self) -> bool:
        """Whether some value is known, and there are not too many."""
        return bool(self._known) and not self._given_up

    @property
    def values(self) -> tuple[str, ...]:
        """The values in the order of their numbers."""
        return tuple(self._place)

    @property
    def part(self) -> NDArray[np.int16]:
        """The number of each note's value, by the note's own number."""
        if len(self._parts) > 1:
            self._parts = [np.concatenate(self._parts)]
        return self._parts[0]


class Tallies(Generic[Kind]):
    """Sums of a few measures by value of each division and by kind of thing."""

    def __init__(self, divisions: Sequence[Division], *, measures: int) -> None:
        self._divisions = divisions
        self._kinds: dict[Kind, int] = {}
        self._room = 0
        self._sums = [np.zeros((measures, len(division.values), 0), dtype=np.int64) for division in divisions]

    def add(self, notes: Numbers, kinds: Sequence[Kind], *amounts: Numbers) -> None:
        """Take in things: the number of each one's note, its kind, and what it adds to each measure."""
        for kind in dict.fromkeys(kinds):
            self._kinds.setdefault(kind, len(self._kinds))
        self._make_room()
        of_kind = np.fromiter((self._kinds[kind] for kind in kinds), dtype=np.int64, count=len(kinds))
        for division, sums in zip(self._divisions, self._sums, strict=True):
            place = division.part[notes].astype(np.int64) * self._room + of_kind
            for measure, amount in zip(sums, amounts, strict=True):
                # Whole numbers of this size are exact as floating-point ones.
                found = np.bincount(place, weights=amount, minlength=measure.size)
                measure += found.astype(np.int64).reshape(measure.shape)

    def _make_room(self) -> None:
        """Widen the sums, more than is needed now, so that each kind has its column."""
        if len(self._kinds) > self._room:
            more = 2 * len(self._kinds) - self._room
            self._sums = [np.pad(sums, ((0, 0), (0, 0), (0, more))) for sums in self._sums]
            self._room += more

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield dimension, value, kind and measures, where there is anything: values and kinds in their order."""
        kinds = sorted(self._kinds.items(), key=lambda item: item[0])  # type: ignore[arg-type, return-value]
        for division, sums in zip(self._divisions, self._sums, strict=True):
            for value, number in sorted(zip(division.values, range(len(division.values)), strict=True)):
                for kind, column in kinds:
                    measures = [int(one) for one in sums[:, number, column]]
                    if any(measures):
                        yield (division.name, value, kind, *measures)


def distinct(division: Division, things: Numbers) -> dict[str, int]:
    """Return how many different things the notes of each value have; a negative number is no thing."""
    known = things >= 0
    several = int(things.max(initial=0)) + 1
    pairs = np.unique(division.part[known].astype(np.int64) * several + things[known])
    of_value = np.bincount(pairs // several, minlength=len(division.values))
    return dict(zip(division.values, (int(one) for one in of_value), strict=True))
