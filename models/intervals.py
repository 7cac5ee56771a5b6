"""How far a figure may be from the truth: bootstrap intervals that resample whole groups.

Sentences of one voice, case or author resemble each other; resampling them one by one would make intervals too
narrow. See Davison and Hinkley (1997), "Bootstrap methods and their application", section 3.8.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np


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
