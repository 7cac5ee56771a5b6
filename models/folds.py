"""Grouped folds: what one author wrote is never both learnt from and tested on."""

from collections.abc import Callable, Iterator, Sequence

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
