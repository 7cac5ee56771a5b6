"""A difference between two groups adjusted for who their cases are: odds ratio, difference and ratio of shares.

The model is a logistic regression (see `logistic`). The adjusted difference is what the model expects were all cases of
the first group, less what it expects were all of the second: marginal standardisation, Muller and MacLehose (2014),
"Estimating predicted probabilities from logistic regression", International Journal of Epidemiology 43, 962-970. Its
interval is by the delta method over groups, with who happened to be sampled as a part; Student's quantile with
Satterthwaite's degrees of freedom, Bell and McCaffrey (2002).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import ArrayLike

from noteworthy.statistics.case_mix import FEWEST, CaseMix, case_mix, patterns
from noteworthy.statistics.clusters import BoolArray, Clusters, FloatArray
from noteworthy.statistics.estimates import CONFIDENCE, Estimate, unknown
from noteworthy.statistics.logistic import Fit, expit, fit
from noteworthy.statistics.proportions import GroupLabels, quantile

METHOD = "logistic regression clustered over groups (GEE, independence; Mancl-DeRouen covariance; t quantile)"
STANDARDISED = f"marginal standardisation after {METHOD}"
ANSWERS_A_COEFFICIENT = 5
"""Answers of the rarer kind that each coefficient needs: fewer, and the model is refused."""
UNSETTLED = "The model did not settle on coefficients."
SEPARATED = (
    "Within some level of the case mix all answers are the same; Firth's penalty held the coefficients of the model."
)


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What a regression says of a group against the other."""

    odds_ratio: Estimate
    difference: Estimate
    ratio: Estimate
    adjusted_for: tuple[str, ...]
    """Levels that had a coefficient."""
    left_out: tuple[str, ...]
    """Attributes that could not be adjusted for, with reasons."""


def adjusted(
    successes: ArrayLike,
    first: ArrayLike,
    *,
    attributes: Mapping[str, Sequence[str | None]] | None = None,
    answered: ArrayLike | None = None,
    clusters: GroupLabels = None,
    fewest: int = FEWEST,
    confidence: float = CONFIDENCE,
) -> Adjusted:
    """Return how the rows where ``first`` is True differ from the others, adjusted for attributes of the case.

    Rows are answers; those where ``answered`` is False do not count. Where a model cannot be had, all three figures say
    why.
    """
    yes, inside = np.asarray(successes, dtype=float), np.asarray(first, dtype=bool)
    rows = np.ones(len(yes), dtype=bool) if answered is None else np.asarray(answered, dtype=bool)
    groups = Clusters.given(clusters, len(yes))
    groups = groups.take(rows) if groups is not None else None
    n = int(rows.sum())
    known = {name: _chosen(given, rows) for name, given in (attributes or {}).items()}
    yes, inside = yes[rows], inside[rows]
    first_of, pattern = patterns(inside, known)
    each = {name: [given[row] for row in first_of.tolist()] for name, given in known.items()}
    mix = case_mix(each, rows=len(first_of), fewest=fewest, counts=np.bincount(pattern).astype(float))
    mix = independent_of(inside[first_of], mix)
    reason = _refusal(yes, inside, mix, groups)
    model = None if reason else fit(yes, _design(inside[first_of], mix), groups, pattern=pattern)
    if model is None:
        none = unknown(reason or UNSETTLED, method=METHOD, n=n, groups=groups.highest if groups is not None else n)
        return Adjusted(none, none, none, mix.names, mix.dropped)
    return Adjusted(
        odds_ratio(model, 1, confidence=confidence),
        *_standardised(model, confidence),
        mix.names,
        mix.dropped,
    )


def _chosen(given: Sequence[str | None], rows: BoolArray) -> Sequence[str | None]:
    return given if rows.all() else list(compress(given, rows))


def odds_ratio(model: Fit, coefficient: int, *, confidence: float = CONFIDENCE) -> Estimate:
    """Return the odds ratio of one column of a model."""
    gradient = np.zeros(len(model.coefficients))
    gradient[coefficient] = 1.0
    value = float(model.coefficients[coefficient])
    return _around(model, value, *model.sampling(gradient), METHOD, confidence).through(_exponential)


def independent_of(inside: BoolArray, mix: CaseMix) -> CaseMix:
    """Return the columns that say something beside the ones before them and the group: a model needs full rank."""
    whole = _design(inside, mix)
    products = whole.T @ whole
    columns, dropped = [0, 1], list(mix.dropped)
    for place, name in enumerate(mix.names, start=2):
        wider = [*columns, place]
        if np.linalg.matrix_rank(products[np.ix_(wider, wider)]) == len(wider):
            columns = wider
        else:
            dropped.append(f"{name} follows from the others")
    kept = [place - 2 for place in columns[2:]]
    return CaseMix(mix.columns[:, kept], tuple(mix.names[place] for place in kept), tuple(dropped))


def _design(inside: BoolArray, mix: CaseMix) -> FloatArray:
    return np.column_stack([np.ones(len(inside)), inside.astype(float), mix.columns])


def _refusal(yes: FloatArray, inside: BoolArray, mix: CaseMix, groups: Clusters | None) -> str:
    """Say why no model can be had, or nothing."""
    if not len(yes):
        return "There is no answer to count."
    if inside.all() or not inside.any():
        return "There are answers for one of the two groups only."
    for name, some in (("first", yes[inside]), ("second", yes[~inside])):
        if some.all() or not some.any():
            return f"All answers of the {name} group are the same, so that a model's odds ratio would be boundless."
    rarer, coefficients = min(yes.sum(), len(yes) - yes.sum()), 2 + len(mix.names)
    if rarer < ANSWERS_A_COEFFICIENT * coefficients:
        return (
            f"{int(rarer)} answers of the rarer kind are too few for a model with {coefficients} coefficients; "
            f"it needs {ANSWERS_A_COEFFICIENT * coefficients}."
        )
    if groups is not None and min(groups.take(side).highest for side in (inside, ~inside)) < 2:
        return "The answers of one of the two groups lie in one unit, so that it cannot be told from that unit."
    if groups is not None and groups.highest < 4:
        return f"{groups.highest} groups are too few to know how a model's coefficients vary over groups."
    return ""


def _standardised(model: Fit, confidence: float) -> tuple[Estimate, Estimate]:
    """Return the adjusted difference and the adjusted ratio of shares."""
    shares, gradients, rows = [], [], []
    part = np.bincount(model.pattern, minlength=len(model.design)) / len(model)
    for side in (1.0, 0.0):
        as_if = model.design.copy()
        as_if[:, 1] = side
        expected = expit(as_if @ model.coefficients)
        share = float(part @ expected)
        shares.append(share)
        gradients.append((part * expected * (1 - expected)) @ as_if)
        rows.append(((expected - share) / len(model))[model.pattern])
    one, other = shares
    between = model.sampling(gradients[0] - gradients[1], rows[0] - rows[1])
    relative = model.sampling(gradients[0] / one - gradients[1] / other, rows[0] / one - rows[1] / other)
    difference = _around(model, one - other, *between, STANDARDISED, confidence)
    ratio = _around(model, float(np.log(one / other)), *relative, STANDARDISED, confidence).through(_exponential)
    return difference, ratio


def _around(model: Fit, value: float, variance: float, freedom: float, method: str, confidence: float) -> Estimate:
    from scipy.special import ndtr, stdtr

    error = float(np.sqrt(variance))
    half = error * float(quantile(np.array([freedom]), confidence)[0])
    ratio = -abs(value) / error if error > 0 else -np.inf
    p = 2 * float(stdtr(freedom, ratio) if np.isfinite(freedom) else ndtr(ratio))
    note = SEPARATED if model.penalised else ""
    return Estimate(value, value - half, value + half, len(model), model.groups, method, note, p)


def _exponential(value: float) -> float:
    return float(np.exp(np.clip(value, -700, 700)))
