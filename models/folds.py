"""Grouped folds: what one author wrote is never both learnt from and tested on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]


def grouped_folds(groups: Sequence[str], *, folds: int, seed: int) -> list[tuple[Rows, Rows]]:
    """Return (rows to learn from, rows left out) pairs; each group is left out once, in parts of near equal size.

    Large groups are dealt first, each to the part with the fewest rows so far; ``seed`` settles ties.
    """
    names, member = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    sizes = np.bincount(member, minlength=len(names))
    shuffled = np.random.default_rng(seed).permutation(len(names))
    parts = np.zeros(len(names), dtype=int)
    filled = np.zeros(min(folds, len(names)), dtype=int)
    for name in sorted(shuffled, key=lambda name: -sizes[name]):
        parts[name] = int(filled.argmin())
        filled[parts[name]] += sizes[name]
    part_of_row = parts[member]
    return [(np.flatnonzero(part_of_row != part), np.flatnonzero(part_of_row == part)) for part in range(len(filled))]


def out_of_fold(
    folds: Sequence[tuple[Rows, Rows]], predict: Callable[[Rows, Rows], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Return what ``predict(learn, left_out)`` says of every row when the row itself was left out."""
    answers = list(_answers(folds, predict))
    rows = np.concatenate([left_out for left_out, _ in answers])
    values = np.concatenate([value for _, value in answers])
    return values[np.argsort(rows, kind="stable")]


def _answers(
    folds: Sequence[tuple[Rows, Rows]], predict: Callable[[Rows, Rows], NDArray[np.float64]]
) -> Iterator[tuple[Rows, NDArray[np.float64]]]:
    for learn, left_out in folds:
        yield left_out, predict(learn, left_out)


@dataclass(frozen=True)
class SecondStep:
    """The rows that a second step learns from: none was learnt from by what it is to weigh.

    ``rows`` are places among the rows of the first step followed by those kept aside; ``folds`` part them by group.
    """

    rows: Rows
    folds: list[tuple[Rows, Rows]]

    def verdicts(
        self, held_out: Callable[[], NDArray[np.float64]], aside: NDArray[np.float64], *, first: int
    ) -> NDArray[np.float64]:
        """Return the first step's verdicts on these rows: out of fold on its own ``first`` rows, and on those aside.

        Where none of its own is among them, they are not worked out: that is most of the time that learning takes.
        """
        if len(self.rows) and self.rows.min() >= first:
            return aside[self.rows - first]
        return np.concatenate([held_out(), aside])[self.rows]
