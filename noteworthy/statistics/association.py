"""Whether two things go together in notes: the odds ratio of one by the other, and how much oftener than by chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from noteworthy.statistics.clusters import BoolArray, Clusters, FloatArray, totals
from noteworthy.statistics.estimates import CONFIDENCE, Estimate, unknown
from noteworthy.statistics.logistic import fit
from noteworthy.statistics.proportions import GroupLabels, quantile
from noteworthy.statistics.regression import Adjusted, adjusted, odds_ratio

CORRECTED = "odds ratio with a half added to each cell (Haldane-Anscombe), independent answers"
LIFT = "observed over expected together, delta method over groups"
EMPTY = (
    "A cell of the table is nought; a half was added to each (Haldane 1956, Anscombe 1956), and the interval takes "
    "answers for independent."
)


@dataclass(frozen=True, slots=True)
class Association:
    """How two facts go together."""

    both: int
    first_only: int
    second_only: int
    neither: int
    odds_ratio: Estimate
    lift: Estimate
    """Share of rows with both over what it would be if one did not know of the other; 1 is no association."""


def association(
    first: ArrayLike, second: ArrayLike, *, clusters: GroupLabels = None, confidence: float = CONFIDENCE
) -> Association:
    """Return how two facts about the same rows go together."""
    one, other = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    groups = Clusters.given(clusters, len(one))
    both, only, too, none = cells = [
        int(some.sum()) for some in (one & other, one & ~other, ~one & other, ~one & ~other)
    ]
    return Association(
        both, only, too, none, _odds_ratio(one, other, cells, groups, confidence), _lift(one, other, groups, confidence)
    )


def adjusted_association(
    first: ArrayLike,
    second: ArrayLike,
    *,
    attributes: Mapping[str, Sequence[str | None]],
    clusters: GroupLabels = None,
    confidence: float = CONFIDENCE,
) -> Adjusted:
    """Return how the second fact goes with the first, among rows alike in their attributes."""
    return adjusted(second, first, attributes=attributes, clusters=clusters, confidence=confidence)


def _odds_ratio(
    one: BoolArray, other: BoolArray, cells: Sequence[int], groups: Clusters | None, confidence: float
) -> Estimate:
    n, highest = len(one), groups.highest if groups is not None else len(one)
    if n == 0 or one.all() or not one.any() or other.all() or not other.any():
        return unknown("One of the two is in all rows or in none.", method=CORRECTED, n=n, groups=highest)
    if all(cells) and (groups is None or highest > 2):
        pattern = one.astype(np.int64)
        model = fit(other.astype(float), np.array([[1.0, 0.0], [1.0, 1.0]]), groups, pattern=pattern)
        if model is not None:
            return odds_ratio(model, 1, confidence=confidence)
    note = EMPTY if not all(cells) else "There are too few groups to know how alike answers within them are."
    both, only, too, none = (cell + (0.0 if all(cells) else 0.5) for cell in cells)
    middle = float(np.log(both * none / (only * too)))
    half = float(quantile(np.array([np.inf]), confidence)[0] * np.sqrt(1 / both + 1 / only + 1 / too + 1 / none))
    ends = [float(np.exp(middle + side)) for side in (0.0, -half, half)]
    return Estimate(ends[0], ends[1], ends[2], n, highest, CORRECTED, note)


def _lift(one: BoolArray, other: BoolArray, groups: Clusters | None, confidence: float) -> Estimate:
    n = len(one)
    highest = groups.highest if groups is not None else n
    both, first, second = (float(some.sum()) for some in (one & other, one, other))
    if not both:
        reason = "The two never stand together." if n else "There is no row to count."
        return unknown(reason, method=LIFT, n=n, groups=highest, value=0.0 if first and second else None)
    each: FloatArray = (one & other) / both - one / first - other / second + 1 / n
    if groups is None:
        variance, freedom = float(each @ each), np.inf
    else:
        variance, freedom = _over_groups(each, groups), float(min(way.max() for way in groups.ways))
    if freedom < 1:
        return unknown("All rows lie in one group.", method=LIFT, n=n, groups=1, value=both * n / (first * second))
    half = float(np.sqrt(variance) * quantile(np.array([freedom]), confidence)[0])
    middle = float(np.log(both * n / (first * second)))
    value, low, high = (float(np.exp(middle + side)) for side in (0.0, -half, half))
    return Estimate(value, low, high, n, highest, LIFT)


def _over_groups(each: FloatArray, groups: Clusters) -> float:
    found = []
    for way, sign in groups.signed():
        sums = totals(way, each)
        found.append(sign * float(sums @ sums) * len(sums) / max(1, len(sums) - 1))
    return sum(found) if sum(found) > 0 else max(found)
