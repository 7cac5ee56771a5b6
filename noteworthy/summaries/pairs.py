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


def theme_pairs(notes: CountedNotes, *, longest: int) -> Iterator[Row]:
    """Yield the rows of `theme_pairs`, each pair from both sides; pairs that cannot stand together are left out."""
    length = np.minimum(notes.sentences, longest)
    strata = {True: length, False: length + (longest + 1) * notes.practice}
    for first, second in combinations(range(len(notes.themes)), 2):
        for said, also in KINDS:
            one, other = (
                notes.themes_of[:, place, SEEN.index(seen)] for place, seen in ((first, said), (second, also))
            )
            if one.any() and other.any():
                found = lift(one, other, strata=strata[said == "any"], case=notes.case)
                sides = (notes.themes[first], said, int(one.sum())), (notes.themes[second], also, int(other.sum()))
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
    """Return the lift of two facts over chance within strata, with its 95% interval over cases.

    All arrays are as long as there are notes; strata and cases are numbered from 0. Without a note that has both there
    is a lift of nought and no interval, since nothing tells how far from nought it may be.
    """
    size, with_one, with_other = (np.bincount(strata, weights=each) for each in (np.ones(len(strata)), one, other))
    share_one, share_other = (_over(part, size) for part in (with_one, with_other))
    expected = float((with_one * share_other).sum())
    both = one & other
    together = int(both.sum())
    if not expected:
        return Lift(together, 0.0, None)
    if not together or case.max() < 1:
        return Lift(together, expected, together / expected)
    pull = share_other[strata] * one + share_one[strata] * other - (share_one * share_other)[strata]
    of_case = np.bincount(case, weights=both / together - pull / expected)
    cases = len(of_case)
    error = math.sqrt(cases / (cases - 1) * float(of_case @ of_case))
    reach = math.exp(float(quantile(np.array([cases - 1.0]), CONFIDENCE)[0]) * error)
    return Lift(together, expected, together / expected, together / expected / reach, together / expected * reach)


def _over(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return found


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
