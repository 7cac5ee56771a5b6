"""Shares in tables: the columns that a share takes, with its numerator and interval, and many shares at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from noteworthy.bulletin.content import Cell, Column, Hidden
from noteworthy.bulletin.figures import cells, count, interval
from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.estimates import Estimate
from noteworthy.statistics.proportions import shares


def share_columns(name: str, label: str, what: str) -> tuple[Column, ...]:
    """Return the columns of a share: its numerator, the share, and both ends of its interval.

    ``what`` says in the plural what is counted, such as "notes that show good practice on it".
    """
    counted = f"{what[:1].upper()}{what[1:]}"
    return (
        count(f"{name}_count", f"{label}, number", f"{counted}: the numerator."),
        *interval(f"{name}_share", label, f"Share of {what}."),
    )


def share_cells(found: Estimate) -> tuple[Cell, ...]:
    """Return the cells of these columns."""
    if found.value is None:
        return (0, *[Hidden.NOT_AVAILABLE] * 3)
    return (round(found.value * found.n), *cells(found))


@dataclass(frozen=True, slots=True, eq=False)
class GroupedShares:
    """Many shares of the same rows in each of several groups, each with its interval."""

    totals: tuple[int, ...]
    """Rows in each group."""
    found: tuple[tuple[Estimate, ...], ...]
    """By group, then in the order of the columns of marks."""


def grouped_shares(
    marks: NDArray[np.bool_], groups: Sequence[int] | NDArray[np.integer], *, number: int, clusters: Clusters
) -> GroupedShares:
    """Return the share of rows with each mark (a column) in each group, numbered from 0; -1 is in none.

    Rows are summed up by cluster first, where both ways meet: the estimator needs no more than these sums, and many
    rows become few.
    """
    ways = np.stack(clusters.ways)
    of_group = np.asarray(groups, dtype=np.int64)
    totals, found = [], []
    for group in range(number):
        rows = np.flatnonzero(of_group == group)
        together, cell = np.unique(ways[:, rows], axis=1, return_inverse=True)
        cell, size = cell.reshape(-1), together.shape[1]
        trials = np.bincount(cell, minlength=size).astype(float)
        sums = [np.bincount(cell, weights=one, minlength=size) for one in marks[rows].T.astype(float)]
        yes = np.column_stack(sums) if sums else np.empty((size, 0))
        of = Clusters(tuple(np.unique(way, return_inverse=True)[1].reshape(-1) for way in together))
        totals.append(len(rows))
        found.append(shares(yes, np.repeat(trials[:, None], marks.shape[1], axis=1), clusters=of))
    return GroupedShares(tuple(totals), tuple(found))
