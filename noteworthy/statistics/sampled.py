"""Shares with the variances and covariances of their sampling, by linearisation over groups.

A share is a ratio of sums; what a group adds to it beyond its size is the group's residual. The variance is the sum of
the squared residuals, each raised by as much as the group itself pulled the share towards it (CR2): Bell and McCaffrey
(2002), "Bias reduction in standard errors for linear regression with multi-stage samples", Survey Methodology 28,
169-181. Degrees of freedom are Satterthwaite's for that variance, in the closed form that a share allows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from noteworthy.statistics.clusters import Clusters, FloatArray, totals


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """What the groups of one way add to the sampling of some shares: rows are groups, columns shares."""

    sign: int
    residuals: FloatArray
    """With their small-sample correction, as shares of all trials."""
    sizes: FloatArray
    """Trials, as shares of all."""

    def freedom(self, *contrast: tuple[int, float]) -> float:
        """Return Satterthwaite's degrees of freedom of a share, or of a difference of shares without common answers.

        Each share comes with the variance of one of its answers over its trials. Were answers independent, the
        residuals of a share would have the covariance D - vv', D diagonal; those of several shares add up.
        """
        parts = [(*self._spread(share), weight) for share, weight in contrast]
        trace = sum(weight * float((own - pull**2).sum()) for own, pull, weight in parts)
        square = sum(
            one * other * _product(own, pull, own_too, pull_too)
            for own, pull, one in parts
            for own_too, pull_too, other in parts
        )
        return trace**2 / square if square > 0 else 0.0

    def _spread(self, share: int) -> tuple[FloatArray, FloatArray]:
        size = self.sizes[:, share]
        own = np.divide(size, 1 - size, out=np.zeros_like(size), where=size < 1)
        return own, np.sqrt(size * own)


def _product(own: FloatArray, pull: FloatArray, own_too: FloatArray, pull_too: FloatArray) -> float:
    """Return the sum of the products of the elements of D - vv' and of D' - v'v''."""
    crossed = (own * own_too).sum() - (own * pull_too**2).sum() - (own_too * pull**2).sum()
    return float(crossed + (pull @ pull_too) ** 2)


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """Some shares of the same answers and how they vary."""

    successes: FloatArray
    trials: FloatArray
    groups: FloatArray
    """Groups of the highest level that have a trial; as many as trials where no groups were given."""
    ways: tuple[Way, ...]
    """Empty where no groups were given."""

    @classmethod
    def of(cls, successes: ArrayLike, trials: ArrayLike, clusters: Clusters | None) -> "Sampled":
        """Sum up answers: rows by shares, of successes and of trials (nought where nothing was asked)."""
        yes, asked = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
        sums, of = yes.sum(axis=0), asked.sum(axis=0)
        if clusters is None:
            return cls(sums, of, of.copy(), ())
        ways = tuple(_way(totals(way, yes), totals(way, asked), sign) for way, sign in clusters.signed())
        return cls(sums, of, (ways[0].sizes > 0).sum(axis=0).astype(float), ways)

    @property
    def values(self) -> FloatArray:
        """The shares; ``nan`` where nothing was asked."""
        return _over(self.successes, self.trials, np.nan)

    def covariance(self, first: int, second: int) -> float:
        """Return the covariance of two shares, or of one with itself; over groups."""
        return sum(way.sign * float(way.residuals[:, first] @ way.residuals[:, second]) for way in self.ways)

    def variances(self) -> FloatArray:
        """Return the variance of each share: over groups, or of independent answers where there are none.

        Where two ways cross and chance makes the sum less than nothing, it is that of the way with more.
        """
        if not self.ways:
            return _over(self.values * (1 - self.values), self.trials, np.nan)
        each = [way.sign * (way.residuals**2).sum(axis=0) for way in self.ways]
        total = sum(each, np.zeros(len(self.trials)))
        return np.asarray(np.where(total > 0, total, np.max(each, axis=0)))

    def freedoms(self) -> FloatArray:
        """Return the degrees of freedom of each variance; infinite without groups, or where one group has it all."""
        return np.array([self.freedom((share, 1.0)) for share in range(len(self.trials))])

    def freedom(self, *contrast: tuple[int, float]) -> float:
        """Return the degrees of freedom of the way that has fewest: see `Way.freedom`."""
        known = [way.freedom(*contrast) for way in self.ways if way.sign > 0]
        return min((one for one in known if one > 0), default=np.inf)


def _way(yes: FloatArray, asked: FloatArray, sign: int) -> Way:
    of = asked.sum(axis=0)
    sizes = _over(asked, of, 0.0)
    raw = _over(yes, of, 0.0) - _over(yes.sum(axis=0), of, 0.0) * sizes
    return Way(sign, _over(raw, np.sqrt(np.maximum(0.0, 1 - sizes)), 0.0), sizes)


def _over(part: FloatArray, whole: FloatArray, otherwise: float) -> FloatArray:
    whole = np.broadcast_to(whole, part.shape)
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, otherwise), where=whole > 0))
