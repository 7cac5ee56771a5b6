"""Coefficients of agreement between coders: pure functions on counts, one definition each.

Every function takes its counts with any number of leading axes, so that one call gives the figure of the data and of a
thousand resamples alike. A figure that cannot be had is ``nan``: where nothing is compared, or where only one value was
given, so that no disagreement was to be expected.

Sources: Cohen (1960), "A coefficient of agreement for nominal scales"; Light (1971), "Measures of response agreement
for qualitative data"; Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability"; Gwet (2008), "Computing
inter-rater reliability and its variance in the presence of high agreement"; Passonneau (2006), "Measuring Agreement on
Set-valued Items (MASI) for Semantic and Pragmatic Annotation".
"""

from collections.abc import Sequence, Set
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

SUBSET, CROSSING = 2 / 3, 1 / 3
"""Passonneau's weights of two sets that differ: one inside the other, or each with something of its own."""

NOUGHT = 1e-12
"""What is no further from nought than this is nought, but for rounding."""


def krippendorff_alpha(disagreement: FloatArray, counts: FloatArray, distances: FloatArray) -> FloatArray:
    """Return Krippendorff's alpha, for any number of coders and missing values.

    ``1 - (n - 1) * D / sum(n_c * n_k * d_ck)``, with ``n_c`` the pairable values of category c (``counts``, last axis),
    ``n`` their sum, ``d`` the ``distances``, and ``D`` the ``disagreement``: the distances of all ordered pairs of
    values in a unit, divided by its number of values less one, summed over units.
    """
    expected = np.sum((counts[..., None, :] @ distances)[..., 0, :] * counts, axis=-1)
    return 1 - _ratio((counts.sum(axis=-1) - 1) * disagreement, expected)


def ordinal_alpha(coincidences: FloatArray) -> FloatArray:
    """Return alpha for ordered categories, from coincidences (last two axes): their distances rest on the counts."""
    counts = coincidences.sum(axis=-1)
    distances = ordinal_distances(counts)
    return krippendorff_alpha(np.sum(coincidences * distances, axis=(-2, -1)), counts, distances)


def nominal_distances(categories: int) -> FloatArray:
    """Return 0 for a category with itself and 1 for any two."""
    return 1 - np.eye(categories)


def ordinal_distances(counts: FloatArray) -> FloatArray:
    """Return Krippendorff's ordinal distances: ``(n_c / 2 + n_k / 2 + those between) ** 2``; 0 on the diagonal.

    >>> ordinal_distances(np.array([2.0, 4.0, 6.0]))[0].tolist()
    [0.0, 9.0, 64.0]
    """
    middles = np.cumsum(counts, axis=-1) - counts / 2
    return np.asarray((middles[..., :, None] - middles[..., None, :]) ** 2)


def masi_distance(one: Set[object], other: Set[object]) -> float:
    """Return 1 less Jaccard's share of what is common times Passonneau's weight of how the two sets lie.

    Two empty sets are the same; an empty set has nothing in common with any other.

    >>> masi_distance({"a"}, {"a"}), round(masi_distance({"a"}, {"a", "b"}), 3), masi_distance({"a"}, {"b"})
    (0.0, 0.667, 1.0)
    """
    if one == other:
        return 0.0
    weight = SUBSET if one <= other or other <= one else CROSSING
    return 1 - weight * len(one & other) / len(one | other)


def masi_distances(sets: Sequence[Set[object]]) -> FloatArray:
    """Return the MASI distance of any two of the sets."""
    return np.array([[masi_distance(one, other) for other in sets] for one in sets]).reshape(len(sets), len(sets))


def gwet_ac1(same: FloatArray, compared: FloatArray, shares: FloatArray) -> FloatArray:
    """Return Gwet's AC1, for any number of coders and missing values.

    ``(p - e) / (1 - e)``, with ``p`` the mean over the units with two values or more (``compared``) of the share of
    pairs that are the ``same``, and ``e = sum(q * (1 - q)) / (categories - 1)``, where ``q`` is a category's mean share
    of a unit's values (``shares``: summed over units, last axis). Every category of the scale counts, also one that
    nobody used.
    """
    share = _ratio(shares, shares.sum(axis=-1, keepdims=True))
    expected = np.sum(share * (1 - share), axis=-1) / (shares.shape[-1] - 1)
    return _ratio(_ratio(same, compared) - expected, 1 - expected)


def cohen_kappa(table: FloatArray) -> FloatArray:
    """Return Cohen's kappa from the table of two coders (last two axes): ``(p - e) / (1 - e)``.

    ``p`` is the share on the diagonal, ``e`` what the two coders' own shares of each category would give by chance.
    """
    total = table.sum(axis=(-2, -1))
    same = _ratio(np.trace(table, axis1=-2, axis2=-1), total)
    expected = _ratio(np.sum(table.sum(axis=-1) * table.sum(axis=-2), axis=-1), total**2)
    return _ratio(same - expected, 1 - expected)


def mean_kappa(tables: FloatArray) -> FloatArray:
    """Return the mean of Cohen's kappa over pairs of coders (third axis from the end), after Light.

    A pair weighs as much as the units that it shares; a pair whose kappa cannot be had is left out.
    """
    kappas = cohen_kappa(tables)
    weights = np.where(np.isnan(kappas), 0.0, tables.sum(axis=(-2, -1)))
    return _ratio(np.sum(weights * np.nan_to_num(kappas), axis=-1), weights.sum(axis=-1))


def share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return a share, ``nan`` of nothing."""
    return _ratio(part, whole)


def f1(both: FloatArray, one: FloatArray) -> FloatArray:
    """Return F1 between coders, whichever is taken for right: ``2 * both / (2 * both + one alone)``."""
    return _ratio(2 * both, 2 * both + one)


def _ratio(above: Any, below: Any) -> FloatArray:
    """Divide; what is divided by nought, or by next to it, cannot be had."""
    above, below = np.broadcast_arrays(np.asarray(above, dtype=float), np.asarray(below, dtype=float))
    result: FloatArray = np.full(above.shape, np.nan)
    np.divide(above, below, out=result, where=np.abs(below) > NOUGHT)
    return result
