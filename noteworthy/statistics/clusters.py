"""Groups of answers that resemble each other: of one unit, and crossing that, of one inspector.

Cases of one unit share its way of working, and cases of one inspector his or her strictness. Answers are therefore
worth less than as many independent ones. Where two kinds of group cross each other, variances are added for each and
what both count is taken off once: Cameron, Gelbach and Miller (2011), "Robust inference with multiway clustering",
Journal of Business and Economic Statistics 29, 238-249.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FEW_COLUMNS = 16
"""Columns that are summed up one by one; more of them are a product of matrices."""


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """The group of each answer, in one way or in two ways that cross."""

    ways: tuple[IntArray, ...]
    """One or two arrays of group numbers from 0, each without gaps, as long as there are answers."""

    @classmethod
    def of(cls, *labels: Iterable[Hashable]) -> "Clusters":
        """Make groups from labels, such as units, or units and inspectors; first the highest level.

        An answer without a label (``None``, ``""`` or ``nan``) is a group of its own: nothing is known to be like it.
        """
        if not 1 <= len(labels) <= 2:
            raise ValueError(f"groups go one way or two, not {len(labels)}; leave out the lowest level")
        ways = tuple(_numbered(one) for one in labels)
        if len({len(way) for way in ways}) != 1:
            raise ValueError("the two ways must label the same answers, in the same order")
        return cls(ways)

    @classmethod
    def given(cls, clusters: "Clusters | Iterable[Hashable] | None", rows: int) -> "Clusters | None":
        """Return what a caller gave as groups, or None; they must be as many as there are answers."""
        found = clusters if clusters is None or isinstance(clusters, Clusters) else cls.of(clusters)
        if found is not None and len(found) != rows:
            raise ValueError(f"{len(found):,} answers have a group, but {rows:,} are given")
        return found

    def __len__(self) -> int:
        return len(self.ways[0])

    @property
    def highest(self) -> int:
        """How many groups there are at the highest level."""
        return count(self.ways[0])

    def take(self, rows: BoolArray | IntArray | Sequence[int]) -> "Clusters":
        """Return the groups of some answers only."""
        return Clusters(tuple(_gapless(way[rows]) for way in self.ways))

    def signed(self) -> Iterator[tuple[IntArray, int]]:
        """Yield each way with 1, and what lies in a group of both ways with -1."""
        for way in self.ways:
            yield way, 1
        if len(self.ways) == 2:
            first, second = self.ways
            yield _gapless(first * count(second) + second), -1


def count(way: IntArray) -> int:
    """Return how many groups there are."""
    return int(way.max()) + 1 if len(way) else 0


def totals(way: IntArray, values: ArrayLike) -> FloatArray:
    """Return the sum of the rows of each group: a row a group, columns as given."""
    rows = np.asarray(values, dtype=float)
    groups = count(way)
    if rows.ndim == 1:
        return np.asarray(np.bincount(way, rows, minlength=groups), dtype=float)
    if rows.shape[1] <= FEW_COLUMNS:
        return np.stack([np.bincount(way, column, minlength=groups) for column in rows.T], axis=1)
    from scipy.sparse import csr_array

    indicator = csr_array((np.ones(len(way)), (way, np.arange(len(way)))), shape=(groups, len(way)))
    return np.asarray(indicator @ rows)


def rows_by_group(way: IntArray) -> Iterator[IntArray]:
    """Yield the rows of each group, in the order of their numbers."""
    yield from np.split(np.argsort(way, kind="stable"), np.cumsum(np.bincount(way))[:-1])


def _gapless(way: IntArray) -> IntArray:
    return np.asarray(np.unique(way, return_inverse=True)[1], dtype=np.int64)


def _numbered(labels: Iterable[Hashable]) -> IntArray:
    if isinstance(labels, np.ndarray) and labels.dtype.kind in "iubU" and not (labels == "").any():
        return _gapless(labels)
    number: dict[Hashable, int] = {}
    found = []
    for place, label in enumerate(labels):
        missing = label is None or label == "" or label != label
        found.append(number.setdefault((place, "without a label") if missing else label, len(number)))
    return np.array(found, dtype=np.int64)
