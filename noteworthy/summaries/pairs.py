"""Which themes stand in the same notes: how often they do, against how often they would by chance.

Long notes name many themes, so that any two stand together more often than over all notes taken alike. What is expected
is therefore worked out among notes with the same number of sentences, and added up. A note that is good as a whole is
good on most that it names; where good and poor are told apart, it is worked out among notes that show the same practice
as a whole, too: else every good thing would seem to go with every other. The interval of the ratio (lift) is
on its logarithm, by linearisation over cases: what each case adds to the figures observed and expected.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.store.rows import Row
from noteworthy.statistics.estimates import CONFIDENCE
from noteworthy.statistics.proportions import quantile
from noteworthy.summaries.counted import SEEN, CountedNotes, Seen

KINDS: tuple[tuple[Seen, Seen], ...] = (
    ("any", "any"),
    ("good", "good"),
    ("good", "poor"),
    ("poor", "good"),
    ("poor", "poor"),
)
"""What is said on the one theme and on the other."""


@dataclass(frozen=True, slots=True)
class Lift:
    """How often two facts stand together, and how often they would by chance."""

    together: int
    expected: float
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """The notes of which something holds, out of those that lie in some strata."""

    holds: NDArray[np.bool_]
    """As long as there are notes."""
    strata: NDArray[np.int64]
    """Of those notes alone, as is the next."""
    case: NDArray[np.int64]
    share: NDArray[np.float64]
    """Of each stratum, the share of its notes of which it holds."""

    @property
    def notes(self) -> int:
        """How many notes it holds of."""
        return len(self.case)


class Strata:
    """Notes that are alike but for what they say, stratum by stratum: where chance is looked for."""

    def __init__(self, strata: NDArray[np.int64], case: NDArray[np.int64]) -> None:
        self._strata = strata
        self._case = case
        self._size = np.bincount(strata).astype(np.float64)

    def fact(self, holds: NDArray[np.bool_]) -> Fact:
        """Return what is needed of a fact, so that each pair of facts costs what its notes cost."""
        rows = np.flatnonzero(holds)
        strata = self._strata[rows]
        with_it = np.bincount(strata, minlength=len(self._size))
        return Fact(holds, strata, self._case[rows], _over(with_it, self._size))

    def lift(self, one: Fact, other: Fact) -> Lift:
        """Return the lift of two facts over chance, with its 95% interval over cases.

        Without a note that has both there is a lift of nought and no interval, since nothing tells how far from nought
        it may be.
        """
        expected = float((self._size * one.share * other.share).sum())
        both = one.holds & other.holds
        together = int(np.count_nonzero(both))
        if not expected:
            return Lift(together, 0.0, None)
        if not together or self._case.max() < 1:
            return Lift(together, expected, together / expected)
        observed, by_chance = self._pulls(one, other, both)
        of_case = observed / together - by_chance / expected
        cases = len(of_case)
        error = math.sqrt(cases / (cases - 1) * float((of_case**2).sum()))
        reach = math.exp(float(quantile(np.array([cases - 1.0]), CONFIDENCE)[0]) * error)
        return Lift(together, expected, together / expected, together / expected / reach, together / expected * reach)

    def _pulls(self, one: Fact, other: Fact, both: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return what each case adds to the notes observed and to those expected."""
        cases = int(self._case.max()) + 1
        observed = np.bincount(self._case[both], minlength=cases)
        expected = np.bincount(one.case, weights=other.share[one.strata], minlength=cases)
        expected += np.bincount(other.case, weights=one.share[other.strata], minlength=cases)
        expected -= np.bincount(self._case, weights=(one.share * other.share)[self._strata], minlength=cases)
        return observed, np.asarray(expected, dtype=np.float64)


def theme_pairs(notes: CountedNotes, *, longest: int) -> Iterator[Row]:
    """Yield the rows of `theme_pairs`, each pair from both sides; pairs that cannot stand together are left out."""
    length = np.minimum(notes.sentences, longest)
    strata = {
        True: Strata(length, notes.case),
        False: Strata(length + (longest + 1) * notes.practice, notes.case),
    }
    facts = {
        (place, seen): strata[seen == "any"].fact(notes.themes_of[place, number])
        for place in range(len(notes.themes))
        for number, seen in enumerate(SEEN)
    }
    for first, second in combinations(range(len(notes.themes)), 2):
        for said, also in KINDS:
            one, other = facts[first, said], facts[second, also]
            if one.notes and other.notes:
                found = strata[said == "any"].lift(one, other)
                sides = (notes.themes[first], said, one.notes), (notes.themes[second], also, other.notes)
                yield _row(found, *sides)
                yield _row(found, *reversed(sides))


def _row(found: Lift, side: tuple[str, str, int], other: tuple[str, str, int]) -> Row:
    return {
        "theme": side[0], "polarity": side[1], "other": other[0], "other_polarity": other[1],
        "notes": found.together, "notes_theme": side[2], "notes_other": other[2],
        "expected": round(found.expected, 2), "lift": _rounded(found.value), "low": _rounded(found.low),
        "high": _rounded(found.high),
    }  # fmt: skip


def lift(
    one: NDArray[np.bool_], other: NDArray[np.bool_], *, strata: NDArray[np.int64], case: NDArray[np.int64]
) -> Lift:
    """Return the lift of two facts over chance within strata: see `Strata.lift`.

    All arrays are as long as there are notes; strata and cases are numbered from 0.
    """
    among = Strata(strata, case)
    return among.lift(among.fact(one), among.fact(other))


def _over(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return found


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
