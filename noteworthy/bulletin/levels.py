"""The level at which cases resemble each other: what intervals must allow for, as far as the data name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.settings import Settings
from noteworthy.statistics.clusters import Clusters

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

_KNOWN_FOR = 0.5
"""A level counts as known where it is recorded for at least this share of cases."""


@dataclass(frozen=True, eq=False)
class Level:
    """The groups of the cases, the highest that the data tell, and whoever inspected across them."""

    clusters: Clusters
    """A group for each case, in one way or two."""
    name: str
    """The columns that name the groups, in words."""
    groups: int
    crossing: str = ""
    """What crosses the groups, in words; empty where nothing is known to."""

    @cached_property
    def _cells(self) -> tuple[Counts, Counts]:
        """Return the cases in the order of their cells, and where each cell starts in it.

        A cell is the cases that are in the same group in every way: what is counted of them may be summed first.
        """
        numbers = np.unique(np.stack(self.clusters.ways), axis=1, return_inverse=True)[1].reshape(-1)
        order = np.argsort(numbers, kind="stable")
        return order, np.flatnonzero(np.diff(numbers[order], prepend=-1))

    @cached_property
    def cells(self) -> Clusters:
        """Return the groups of the cells."""
        order, starts = self._cells
        return self.clusters.take(order[starts])

    @cached_property
    def cells_twice(self) -> Clusters:
        """Return the groups of the cells, all of them on one side, and then all on another."""
        return self.cells.take(np.tile(np.arange(len(self.cells)), 2))

    def summed(self, counts: Flags | Counts) -> Counts:
        """Return what is counted of each case, summed by cell: rows of cases in, rows of cells out."""
        order, starts = self._cells
        if not len(starts):
            return np.zeros((0, *counts.shape[1:]), dtype=np.int64)
        return np.asarray(np.add.reduceat(counts[order].astype(np.int64), starts, axis=0))

    @property
    def words(self) -> str:
        """Return a sentence on what the intervals allow for."""
        if self.name == "case":
            return "Nothing says which cases may resemble each other, so intervals allow for answers of one case alone."
        across = f" and, across these, of one {self.crossing}" if self.crossing else ""
        return f"Intervals allow for cases of one {self.name}{across} resembling each other ({self.groups:,} groups)."


def level_of(data: BulletinData, settings: Settings, *, sides: Sequence[Flags] = ()) -> Level:
    """Return the highest level of the settings that the data name in enough groups; the case where there is none.

    ``sides`` are cases that are to be compared with each other: each must then lie in several groups of its own, since
    one organisation against another says nothing of how organisations differ.
    """
    inside = np.logical_or.reduce(sides) if len(sides) else np.ones(len(data.cases), dtype=bool)
    for columns in settings.clusters:
        labels = _labels(data, columns)
        least = -(-settings.fewest_clusters // max(1, len(sides)))
        if _serves(labels[inside], settings.fewest_clusters) and all(_count(labels[side]) >= least for side in sides):
            name = " and ".join(column.replace("_", " ") for column in columns)
            crossing = (one for one in settings.crossing if one not in columns)
            across = next((one for one in crossing if _crosses(data, one, inside, settings)), None)
            ways = [_apart(labels), *([_apart(_labels(data, (across,)))] if across else [])]
            return Level(Clusters.of(*ways), name, _count(labels[inside]), across or "")
    return Level(Clusters.of(range(len(data.cases))), "case", int(inside.sum()))


def _labels(data: BulletinData, columns: tuple[str, ...]) -> np.ndarray:
    """Return a number for each case, -1 where any of the columns is empty."""
    numbers = np.zeros(len(data.cases), dtype=np.int64)
    for column in columns:
        values = pd.Categorical(data.cases[column])
        numbers = np.where(
            (numbers < 0) | (values.codes < 0), -1, numbers * (len(values.categories) + 1) + values.codes
        )
    return numbers


def _crosses(data: BulletinData, column: str, inside: Flags, settings: Settings) -> bool:
    return _serves(_labels(data, (column,))[inside], settings.fewest_clusters)


def _serves(labels: np.ndarray, fewest: int) -> bool:
    return len(labels) > 0 and _count(labels) >= fewest and float((labels >= 0).mean()) >= _KNOWN_FOR


def _count(labels: np.ndarray) -> int:
    return len(np.unique(labels[labels >= 0]))


def _apart(labels: np.ndarray) -> list[int | None]:
    """Return the labels, None for the cases without one, each of which is then a group of its own."""
    return [None if label < 0 else label for label in labels.tolist()]
