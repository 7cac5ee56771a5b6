"""Many comparisons at once: how sure one may be of each, and how large a difference is in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, sqrt

RATE = 0.05


def benjamini_hochberg(values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Return the adjusted p-value of each comparison; None, which was not tested, stays None and is not counted.

    Those at or below .05 are held to differ: among them one in twenty is expected to be false. Benjamini and Hochberg
    (1995), "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57, 289-300.
    """
    tested = sorted((value, place) for place, value in enumerate(values) if value is not None)
    found: list[float | None] = [None] * len(values)
    least = 1.0
    for rank in range(len(tested), 0, -1):
        value, place = tested[rank - 1]
        least = min(least, value * len(tested) / rank)
        found[place] = least
    return tuple(found)


@dataclass(frozen=True, slots=True)
class EffectSize:
    """How large the difference of two shares is."""

    h: float
    """Cohen's h; above nought where the first share is higher."""
    words: str


def effect_size(first: float, second: float) -> EffectSize:
    """Return the size of a difference of shares, alike near nought, one half and one.

    Cohen (1988), "Statistical power analysis for the behavioral sciences", chapter 6: h of 0.2 is small, 0.5 medium,
    0.8 large; below 0.2 is called negligible here.

    >>> effect_size(0.6, 0.5).words
    'small'
    """
    h = 2 * asin(sqrt(first)) - 2 * asin(sqrt(second))
    words = next((word for least, word in ((0.8, "large"), (0.5, "medium"), (0.2, "small")) if abs(h) >= least), None)
    return EffectSize(h, words or "negligible")
