"""A share over the years, and whether it rises or falls."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from noteworthy.statistics.clusters import BoolArray, Clusters, IntArray
from noteworthy.statistics.estimates import CONFIDENCE, Estimate, unknown
from noteworthy.statistics.logistic import fit
from noteworthy.statistics.proportions import GroupLabels, shares
from noteworthy.statistics.regression import METHOD, UNSETTLED, odds_ratio

FEWEST = 10
"""Answers of the rarer kind without which there is no talk of a trend."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Shares by year, and the trend over them."""

    years: tuple[int, ...]
    shares: tuple[Estimate, ...]
    """One for each year."""
    a_year: Estimate
    """Odds ratio of a year on the year before, with the p-value of no trend."""


def trend(
    successes: ArrayLike,
    years: Sequence[int | None],
    *,
    answered: ArrayLike | None = None,
    clusters: Clusters | Iterable[Hashable] | None = None,
    confidence: float = CONFIDENCE,
) -> Trend:
    """Return the share in each year and the linear trend of its log-odds; rows without a year do not count."""
    yes = np.asarray(successes, dtype=bool)
    groups: GroupLabels = Clusters.given(clusters, len(yes))
    rows = np.array([year is not None for year in years], dtype=bool)
    if answered is not None:
        rows &= np.asarray(answered, dtype=bool)
    yes, groups = yes[rows], groups.take(rows) if isinstance(groups, Clusters) else None
    when = np.array([int(year) for year, kept in zip(years, rows, strict=True) if kept and year is not None], dtype=int)
    distinct = np.unique(when)
    inside = when[:, None] == distinct
    by_year = shares(yes[:, None] & inside, inside, clusters=groups, confidence=confidence) if len(distinct) else ()
    return Trend(tuple(distinct.tolist()), by_year, _a_year(yes, when, groups, confidence))


def _a_year(yes: BoolArray, when: IntArray, groups: Clusters | None, confidence: float) -> Estimate:
    highest = groups.highest if groups is not None else len(yes)
    rarer = int(min(yes.sum(), len(yes) - yes.sum()))
    reason = ""
    if len(np.unique(when)) < 2:
        reason = "The answers are of one year only."
    elif rarer < FEWEST:
        reason = f"{rarer} answers of the rarer kind are too few for a trend; it needs {FEWEST}."
    elif groups is not None and highest < 4:
        reason = f"{highest} groups are too few to know how a trend varies over groups."
    model = None
    if not reason:
        distinct, pattern = np.unique(when, return_inverse=True)
        model = fit(yes.astype(float), np.column_stack([np.ones(len(distinct)), distinct - when.mean()]), groups,
                    pattern=pattern)  # fmt: skip
    if model is None:
        return unknown(reason or UNSETTLED, method=METHOD, n=len(yes), groups=highest)
    return odds_ratio(model, 1, confidence=confidence)
