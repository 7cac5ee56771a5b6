"""The difference of two shares, and their ratio: of two groups of answers, or of two answers to the same case.

Each share has its own interval; they are put together by the method of variance estimates recovery, which takes how the
two go together into account: Newcombe (1998), "Interval estimation for the difference between independent proportions"
and "Improved confidence intervals for the difference between binomial proportions based on paired data", Statistics in
Medicine 17, 873-890 and 2635-2650; Zou and Donner (2008), "Construction of confidence limits about effect measures",
Statistics in Medicine 27, 1693-1702. Here the intervals and the correlation are those of clustered answers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from noteworthy.statistics.clusters import BoolArray, Clusters, FloatArray
from noteworthy.statistics.estimates import CONFIDENCE, Estimate, unknown
from noteworthy.statistics.proportions import GroupLabels, counted, effective, narrowing, quantile, wilson
from noteworthy.statistics.sampled import Sampled

METHOD = "Newcombe's hybrid interval"
CLUSTERED = "Newcombe's hybrid interval on effective numbers of answers, t quantile"
PAIRED = "Newcombe's paired interval"
PAIRED_CLUSTERED = "Newcombe's paired interval on effective numbers of answers, t quantile"
STEPS = 65
"""Quantiles that are tried at a time on the way to a p-value."""
USUAL = 8.0
"""Quantile beyond which a p-value is nought for every purpose, unless degrees of freedom are very few."""
FARTHEST = 1000.0
"""Standard errors from nought beyond which a p-value is nought to any reader."""
ONE_GROUP = (
    "The answers of one side all lie in one unit or other group, so that the interval takes them for independent and "
    "may be too narrow."
)
RATIO = "ratio of shares, interval recovered from those of both shares"


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two shares, how they go together and how well that is known."""

    values: FloatArray
    worth: FloatArray
    correlation: float
    freedom: float

    def difference(self, quantiles: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return both ends of the difference at each quantile."""
        low, high = self._ends(quantiles)
        one, other = self.values
        down = _joined(one - low[:, 0], high[:, 1] - other, self.correlation)
        up = _joined(high[:, 0] - one, other - low[:, 1], self.correlation)
        return np.maximum(-1.0, one - other - down), np.minimum(1.0, one - other + up)

    def ratio(self, quantiles: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return both ends of the ratio, by recovery of variances on the scale of logarithms."""
        one, other = np.log(self.values)
        low, high = (np.log(ends) for ends in self._ends(quantiles))
        down = _joined(one - low[:, 0], high[:, 1] - other, self.correlation)
        up = _joined(high[:, 0] - one, other - low[:, 1], self.correlation)
        return np.exp(one - other - down), np.exp(one - other + up)

    def quantile(self, confidence: float) -> FloatArray:
        """Return the quantile of so much confidence, as an array of one."""
        return quantile(np.array([self.freedom]), confidence)

    def p(self, confidence: float) -> float:
        """Return the p-value at which the interval of the difference just reaches nought, so that the two agree.

        Intervals of strongly correlated shares need not grow with every step of the quantile. So it is looked for
        within the interval of this confidence where that reaches nought, and beyond it where it does not.
        """
        from scipy.special import ndtr, stdtr

        usual = self.quantile(confidence)
        low, high = (float(end[0]) for end in self.difference(usual))
        within, z = low <= 0 <= high, float(usual[0])
        for first, last in ((0.0, z),) if within else ((z, max(USUAL, 2 * z)), (z, FARTHEST)):
            if (reach := self._reach(first, last)) is not None:
                return float(2 * (stdtr(self.freedom, -reach) if np.isfinite(self.freedom) else ndtr(-reach)))
        return 0.0

    def _reach(self, first: float, last: float) -> float | None:
        """Return the least quantile between these whose interval reaches nought; None where none of them does."""
        for _ in range(4):  # each round looks between two steps of the one before it
            steps = np.linspace(first, last, STEPS)
            low, high = self.difference(steps)
            inside = np.flatnonzero((low <= 0) & (high >= 0))
            if not len(inside) or inside[0] == 0:
                return first if len(inside) else None
            first, last = float(steps[inside[0] - 1]), float(steps[inside[0]])
        return last

    def _ends(self, quantiles: FloatArray) -> tuple[FloatArray, FloatArray]:
        return wilson(self.values, self.worth, quantiles[:, None])


def _joined(one: FloatArray, other: FloatArray, correlation: float) -> FloatArray:
    return np.sqrt(np.maximum(0.0, one**2 - 2 * correlation * one * other + other**2))


def difference(
    successes: ArrayLike, first: ArrayLike, *, trials: ArrayLike | None = None, clusters: GroupLabels = None,
    confidence: float = CONFIDENCE,
) -> Estimate:  # fmt: skip
    """Return the share among the rows where ``first`` is True, less that among the rows where it is False."""
    sampled = _two_groups(successes, first, trials, clusters)
    method = CLUSTERED if sampled.ways else METHOD
    refusal = _refusal(sampled)
    if refusal:
        return unknown(refusal, method=method, n=int(sampled.trials.sum()), groups=_groups(sampled))
    return _estimate(sampled, _independent(sampled), confidence, method)


def ratio(
    successes: ArrayLike, first: ArrayLike, *, trials: ArrayLike | None = None, clusters: GroupLabels = None,
    confidence: float = CONFIDENCE,
) -> Estimate:  # fmt: skip
    """Return the share among the rows where ``first`` is True, over that among the rows where it is False."""
    sampled = _two_groups(successes, first, trials, clusters)
    refusal = _refusal(sampled) or ("" if sampled.successes.all() else "A ratio needs a success in both groups.")
    if refusal:
        return unknown(refusal, method=RATIO, n=int(sampled.trials.sum()), groups=_groups(sampled))
    pair = _independent(sampled)
    low, high = (float(end[0]) for end in pair.ratio(pair.quantile(confidence)))
    value = float(pair.values[0] / pair.values[1])
    note = ONE_GROUP if sampled.ways and (sampled.groups == 1).any() else ""
    return Estimate(value, low, high, int(sampled.trials.sum()), _groups(sampled), RATIO, note, pair.p(confidence))


def paired_difference(
    first: ArrayLike, second: ArrayLike, *, both: ArrayLike | None = None, clusters: GroupLabels = None,
    confidence: float = CONFIDENCE,
) -> Estimate:  # fmt: skip
    """Return the share of ``first`` less that of ``second``, each row holding both answers about the same thing.

    ``both`` is True where both questions were answered; other rows do not count.
    """
    yes = np.column_stack([np.asarray(first, dtype=float), np.asarray(second, dtype=float)])
    answered = np.ones(len(yes), dtype=bool) if both is None else np.asarray(both, dtype=bool)
    of = Clusters.given(clusters, len(yes))
    yes, of = yes[answered], of.take(answered) if of is not None else None
    sampled = Sampled.of(yes, np.ones_like(yes), of)
    method = PAIRED_CLUSTERED if sampled.ways else PAIRED
    if not len(yes):
        return unknown("No case has both answers.", method=method)
    found = _estimate(sampled, _together(sampled, yes), confidence, method)
    return Estimate(found.value, found.low, found.high, len(yes), int(sampled.groups[0]), method, found.note, found.p)


def _two_groups(successes: ArrayLike, first: ArrayLike, trials: ArrayLike | None, clusters: GroupLabels) -> Sampled:
    yes, asked = counted(successes, trials)
    inside: BoolArray = np.asarray(first, dtype=bool)
    sides = np.column_stack([inside, ~inside])
    return Sampled.of(yes[:, None] * sides, asked[:, None] * sides, Clusters.given(clusters, len(yes)))


def _refusal(sampled: Sampled) -> str:
    if not sampled.trials.any():
        return "There is no answer to count."
    return "" if sampled.trials.all() else "There are answers for one of the two groups only."


def _independent(sampled: Sampled) -> _Pair:
    """Put two shares together that have no answer in common; groups may still hold answers of both."""
    each = sampled.values * (1 - sampled.values) / sampled.trials
    freedom = sampled.freedom(*enumerate(each.tolist())) if each.any() else float(sampled.freedoms().min())
    return _pair(sampled, freedom, 0.0, plain=float(each.sum()))


def _together(sampled: Sampled, yes: FloatArray) -> _Pair:
    """Put two shares together that have every row in common."""
    plain = float((yes[:, 0] - yes[:, 1]).var()) / len(yes)
    return _pair(sampled, float(sampled.freedoms().min()), _phi(yes), plain=plain)


def _pair(sampled: Sampled, freedom: float, otherwise: float, *, plain: float) -> _Pair:
    """Return two shares with their correlation over groups; with ``otherwise`` where that is not known.

    The correlation is no higher than leaves the difference the narrowest interval that a share may have too, by the
    variance ``plain`` of the difference of independent rows: see ``NARROWEST``. Where no row has two unlike answers
    that variance is nought and bounds nothing, and ``otherwise`` is the most.
    """
    worth = effective(sampled, np.full(2, freedom))
    variances = sampled.variances()
    if not sampled.ways or not variances.all():
        return _Pair(sampled.values, worth, otherwise, freedom)
    correlation = sampled.covariance(0, 1) / float(np.sqrt(variances[0] * variances[1]))
    one, other = np.sqrt(sampled.values * (1 - sampled.values) / worth)
    narrowest = float(narrowing(np.array([freedom]))[0])
    most = (one**2 + other**2 - narrowest * plain) / (2 * one * other) if plain else otherwise
    return _Pair(sampled.values, worth, float(np.clip(min(correlation, most), -1.0, 1.0)), freedom)


def _phi(yes: FloatArray) -> float:
    """Return the correlation of two answers as Newcombe's tenth method has it: cautious where it is above nought."""
    n = len(yes)
    both, first, second = (yes[:, 0] * yes[:, 1]).sum(), yes[:, 0].sum(), yes[:, 1].sum()
    root = float(np.sqrt(first * (n - first) * second * (n - second)))
    if root == 0:
        return 0.0
    cross = both * (n - first - second + both) - (first - both) * (second - both)
    return float((max(cross - n / 2, 0.0) if cross > 0 else cross) / root)


def _groups(sampled: Sampled) -> int:
    if not sampled.ways:
        return int(sampled.trials.sum())
    return int((sampled.ways[0].sizes > 0).any(axis=1).sum())


def _estimate(sampled: Sampled, pair: _Pair, confidence: float, method: str) -> Estimate:
    low, high = (float(end[0]) for end in pair.difference(pair.quantile(confidence)))
    value = float(pair.values[0] - pair.values[1])
    note = ONE_GROUP if sampled.ways and (sampled.groups == 1).any() else ""
    return Estimate(value, low, high, int(sampled.trials.sum()), _groups(sampled), method, note, pair.p(confidence))
