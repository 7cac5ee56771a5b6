"""How far a figure may be from the truth: bootstrap intervals that resample whole groups.

Sentences of one voice, case or author resemble each other; resampling them one by one would make intervals too
narrow. See Davison and Hinkley (1997), "Bootstrap methods and their application", section 3.8.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

BLOCK = 2**22
"""Counts of drawn groups that are held as numbers with a fraction at a time: 32 MiB."""

KNOWN = 0.95
"""Share of the resamples in which a figure must be there: an interval of the rest alone would be too narrow."""


class Interval(NamedTuple):
    """A figure with the ends of its interval; all are ``nan`` where it cannot be had."""

    value: float
    low: float
    high: float


def clustered_interval(
    groups: Sequence[str],
    figure: Callable[[Sequence[int]], float],
    *,
    samples: int = 500,
    coverage: float = 0.95,
    seed: int = 0,
) -> Interval:
    """Return ``figure(all rows)`` with its percentile interval over resampled groups."""
    rows_of: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        rows_of.setdefault(group, []).append(row)
    parts = list(rows_of.values())
    rng = np.random.default_rng(seed)
    drawn = [
        figure([row for part in rng.integers(0, len(parts), len(parts)) for row in parts[part]]) for _ in range(samples)
    ]
    known = [value for value in drawn if not np.isnan(value)]
    value = figure(range(len(groups)))
    if not known:
        return Interval(value, float("nan"), float("nan"))
    tail = (1 - coverage) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return Interval(value, float(low), float(high))


class Resamples:
    """Resampled groups, drawn once: the intervals of all figures that follow from sums over groups rest on the same.

    A figure's sums in all resamples are then one product of matrices, where ``clustered_interval`` goes through the
    rows for each resample anew.
    """

    def __init__(self, groups: int, *, samples: int, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        self.times = np.zeros((samples, groups), dtype=np.uint16)
        """How often each group (column) was drawn in each resample (row)."""
        for drawn in self.times:
            drawn[:] = np.bincount(rng.integers(0, groups, groups), minlength=groups)

    def totals(self, parts: FloatArray) -> Iterator[FloatArray]:
        """Yield the sums of every resample, a row each, in blocks; a row of ``parts`` holds what one group adds."""
        rows = max(1, BLOCK // max(1, *parts.shape))
        for first in range(0, len(self.times), rows):
            yield self.times[first : first + rows].astype(float) @ parts

    def interval(
        self, parts: FloatArray, figure: Callable[[FloatArray], FloatArray], *, coverage: float = 0.95
    ) -> Interval:
        """Return ``figure`` of the sums, with its percentile interval over the resamples.

        The ends are ``nan`` where there is one group only, or where too many resamples do not allow the figure.
        """
        value = float(figure(parts.sum(axis=0)))
        drawn = np.concatenate([np.empty(0), *(figure(sums) for sums in self.totals(parts))])
        known = drawn[~np.isnan(drawn)]
        if np.isnan(value) or self.times.shape[1] < 2 or not len(drawn) or len(known) < KNOWN * len(drawn):
            return Interval(value, float("nan"), float("nan"))
        tail = (1 - coverage) / 2
        low, high = np.quantile(known, [tail, 1 - tail])
        return Interval(value, float(low), float(high))
