"""Logistic regression on clustered answers: generalised estimating equations that take answers for independent.

Liang and Zeger (1986), "Longitudinal data analysis using generalized linear models", Biometrika 73, 13-22. The
covariance is bias-reduced, since groups are few: Mancl and DeRouen (2001), "A covariance estimator for GEE with
improved small-sample properties", Biometrics 57, 126-134. With independence as the working correlation that needs no
matrix larger than the model: what group g adds to the coefficients is (B - B_g)^-1 u_g, with B the information, B_g
the group's part of it and u_g its score. So 100,000 answers take no longer than a plain regression, and groups may
cross, which statsmodels' GEE does not have; the tests hold the figures to statsmodels. Answers whose cases are alike in
all that the model looks at share one row of the design, so that many answers need little memory.

Where answers separate, coefficients would run away; then Firth's penalty holds them: Firth (1993), "Bias reduction of
maximum likelihood estimates", Biometrika 80, 27-38; Heinze and Schemper (2002), "A solution to the problem of
separation in logistic regression", Statistics in Medicine 21, 2409-2419.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from noteworthy.statistics.clusters import Clusters, FloatArray, IntArray, count, rows_by_group, totals

if TYPE_CHECKING:
    from scipy.sparse import csr_array

ROUNDS = 60
TOLERANCE = 1e-9
MANY = 5000
"""Groups beyond which a correction for few groups is dropped: it would be next to nothing and cost memory."""
RUNAWAY = 12.0
"""Log-odds that no real answer has: a coefficient on its way to infinity."""
SLIGHT = 0.5
"""Share of the information up to which a group leaves enough of it to be inverted as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """What the groups of one way pull: groups by coefficients, twice where there are two such axes."""

    sign: int
    groups: IntArray
    scores: FloatArray
    parts: FloatArray
    """Each group's part of the information; empty where no correction is needed."""
    without: FloatArray
    """Inverse of the information that is left without the group."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model and how its coefficients vary."""

    design: FloatArray
    """A row a pattern: all answers that the model cannot tell apart."""
    pattern: IntArray
    """The row of the design of each answer."""
    coefficients: FloatArray
    fitted: FloatArray
    """Expected share of yes, a pattern each."""
    covariance: FloatArray
    """That of the coefficients if answers were independent: the inverse of the information."""
    penalised: bool
    """Whether answers separated, so that Firth's penalty was needed."""
    groups: int
    ways: tuple[_Way, ...]

    def __len__(self) -> int:
        """Return how many answers it rests on."""
        return len(self.pattern)

    def sampling(self, gradient: FloatArray, beside: FloatArray | None = None) -> tuple[float, float]:
        """Return the variance of a function of the coefficients and its degrees of freedom.

        ``gradient`` is the function's derivative by the coefficients; ``beside`` is what each answer adds to it beyond
        them, such as who happened to be in the sample. Freedom is Satterthwaite's, were answers independent.
        """
        if not self.ways:
            plain = float(gradient @ self.covariance @ gradient)
            return plain + (float(beside @ beside) if beside is not None else 0.0), np.inf
        each, freedoms = [], []
        for way in self.ways:
            pulls = way.without @ gradient
            adds = np.einsum("gp,gp->g", np.broadcast_to(pulls, way.scores.shape), way.scores)
            if beside is not None:
                adds = adds + totals(way.groups, beside)
            each.append(way.sign * float(adds @ adds))
            if len(way.parts):
                freedoms.append(self._freedom(way, pulls))
        return _summed(each), min(freedoms, default=np.inf)

    def _freedom(self, way: _Way, pulls: FloatArray) -> float:
        """Return Satterthwaite's degrees of freedom: the covariance of what groups add is a diagonal less a square."""
        moved = np.einsum("gpq,gq->gp", way.parts, pulls)
        own = np.einsum("gp,gp->g", pulls, moved)
        small = moved.T @ moved @ self.covariance
        taken = np.einsum("gp,pq,gq->g", moved, self.covariance, moved, optimize=True)
        diagonal = own - taken
        whole = float((diagonal**2).sum() + np.trace(small @ small) - (taken**2).sum())
        return float(diagonal.sum() ** 2 / whole) if whole > 0 else np.inf


def fit(
    answers: FloatArray, design: FloatArray, clusters: Clusters | None, *, pattern: IntArray | None = None
) -> Fit | None:
    """Fit the log-odds of yes; ``design`` has a column of ones and full rank.

    Its rows are answers, or, where ``pattern`` gives the row of each answer, all that differ. None where not even a
    penalised model settles.
    """
    of = np.arange(len(answers)) if pattern is None else pattern
    counts = _Counts(totals(of, answers), totals(of, np.ones(len(of))), design)
    found = _iterate(counts, penalised=False)
    penalised = found is None
    coefficients = found if found is not None else _iterate(counts, penalised=True)
    if coefficients is None:
        return None
    fitted = expit(design @ coefficients)
    information = counts.information(fitted)
    residuals = answers - fitted[of]
    signed = clusters.signed() if clusters is not None else ()
    ways = tuple(_way(way, sign, design, of, fitted, residuals, information) for way, sign in signed)
    groups = clusters.highest if clusters is not None else len(answers)
    covariance = np.asarray(np.linalg.inv(information), dtype=float)
    return Fit(design, of, coefficients, fitted, covariance, penalised, groups, ways)


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """Answers summed up by pattern."""

    yes: FloatArray
    trials: FloatArray
    design: FloatArray

    def information(self, fitted: FloatArray) -> FloatArray:
        """Return the information on the coefficients that all answers hold."""
        return np.asarray(self.design.T @ (self.design * (self.trials * fitted * (1 - fitted))[:, None]))


def _summed(each: Sequence[float]) -> float:
    """Return the variance over all ways; where chance makes the sum less than nothing, that of the way with more."""
    return sum(each) if sum(each) > 0 else max(each)


def _way(
    way: IntArray, sign: int, design: FloatArray, of: IntArray, fitted: FloatArray, residuals: FloatArray,
    information: FloatArray,
) -> _Way:  # fmt: skip
    """Work out what groups pull. Where a coefficient rests on one group alone, the inverse is a generalised one.

    What is taken off needs no correction, nor do very many groups, each of which pulls next to nothing.
    """
    scores = _by_group(way, of, residuals, len(design)) @ design
    if sign < 0 or count(way) > MANY:
        return _Way(sign, way, scores, np.empty(0), np.asarray(np.linalg.inv(information), dtype=float))
    weights = fitted * (1 - fitted)
    parts = np.stack([(rows := design[of[own]]).T @ (rows * weights[of[own], None]) for own in rows_by_group(way)])
    return _Way(sign, way, scores, parts, _inverses(information, parts))


def _by_group(way: IntArray, of: IntArray, values: FloatArray, patterns: int) -> "csr_array":
    """Return the sums of what answers hold, groups by patterns."""
    from scipy.sparse import csr_array

    return csr_array((values, (way, of)), shape=(count(way), patterns))


def _inverses(information: FloatArray, parts: FloatArray) -> FloatArray:
    """Return for each group the inverse of the information without it: a generalised one where much of it goes."""
    taken = np.einsum("pq,gqp->g", np.linalg.inv(information), parts)  # no smaller than the largest share of it
    slight = taken <= SLIGHT
    found = np.empty_like(parts)
    found[slight] = np.linalg.inv(information - parts[slight])
    found[~slight] = np.linalg.pinv(information - parts[~slight], hermitian=True)
    return found


def expit(log_odds: FloatArray) -> FloatArray:
    """Return the probabilities of log-odds."""
    from scipy.special import expit as inverse

    return np.asarray(inverse(log_odds))


def _iterate(counts: _Counts, *, penalised: bool) -> FloatArray | None:
    """Return the coefficients at which scores are nought; None where they run away or do not settle."""
    design = counts.design
    coefficients = np.zeros(design.shape[1])
    for _ in range(ROUNDS):
        fitted = expit(design @ coefficients)
        residuals = counts.yes - counts.trials * fitted
        try:
            information = counts.information(fitted)
            if penalised:
                spread = np.einsum("np,pn->n", design, np.linalg.solve(information, design.T))
                residuals = residuals + counts.trials * fitted * (1 - fitted) * spread * (0.5 - fitted)
            step = np.linalg.solve(information, design.T @ residuals)
        except np.linalg.LinAlgError:
            return None
        longest = float(np.abs(step).max())
        coefficients = coefficients + step * min(1.0, 5.0 / max(longest, 1e-300))
        if not penalised and np.abs(coefficients).max() > RUNAWAY:
            return None
        if longest < TOLERANCE:
            return coefficients
    return None
