"""Who the cases are, as columns of a regression: one for each level of each attribute, but for the commonest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from noteworthy.statistics.clusters import BoolArray, FloatArray, IntArray

FEWEST = 20
"""Rows that a level must have to have a coefficient of its own; rarer ones stand together as 'other'."""
UNKNOWN = "not recorded"
OTHER = "other"


@dataclass(frozen=True, slots=True, eq=False)
class CaseMix:
    """Columns that stand for attributes."""

    columns: FloatArray
    names: tuple[str, ...]
    """Such as 'risk_level: high', one for each column."""
    dropped: tuple[str, ...]
    """Attributes that could not be adjusted for, each with its reason."""


def case_mix(
    attributes: Mapping[str, Sequence[str | None]], *, rows: int, fewest: int = FEWEST, counts: FloatArray | None = None
) -> CaseMix:
    """Return the columns for some attributes; what was not recorded is a level of its own.

    ``counts`` is how many answers each row stands for: one unless given.
    """
    columns: list[FloatArray] = []
    names, dropped = [], []
    for attribute, given in attributes.items():
        levels, place = np.unique(np.array([value or UNKNOWN for value in given], dtype=str), return_inverse=True)
        many = np.bincount(place, weights=counts, minlength=len(levels)).astype(int)
        names_of, level_of = _merged(levels.tolist(), many.tolist(), fewest)
        if len(names_of) < 2:
            dropped.append(f"{attribute} is the same in all")
            continue
        said = np.array(level_of)[place]
        commonest = int(np.bincount(said, weights=counts).argmax())
        for level, name in enumerate(names_of):
            if level != commonest:
                columns.append((said == level).astype(float))
                names.append(f"{attribute}: {name}")
    return CaseMix(np.column_stack(columns) if columns else np.empty((rows, 0)), tuple(names), tuple(dropped))


def patterns(inside: BoolArray, attributes: Mapping[str, Sequence[str | None]]) -> tuple[IntArray, IntArray]:
    """Return a row for each pattern of group and attributes that occurs, and the pattern of each row."""
    number = inside.astype(np.int64)
    first = np.empty(0, dtype=np.int64)
    for given in (None, *attributes.values()):
        if given is not None:
            codes = {value: code for code, value in enumerate(dict.fromkeys(given))}
            number = number * len(codes) + np.fromiter(map(codes.__getitem__, given), np.int64, len(number))
        _, first, number = np.unique(number, return_index=True, return_inverse=True)
    return first.astype(np.int64), number.astype(np.int64)


def _merged(levels: Sequence[str], counts: Sequence[int], fewest: int) -> tuple[list[str], list[int]]:
    """Put rare levels together; if they are rare even so, with the commonest.

    Returns the names of what is left and, for each level, which of them it is now.
    """
    many = dict(zip(levels, counts, strict=True))
    common = [level for level in levels if many[level] >= fewest]
    together = sum(many.values()) - sum(many[level] for level in common)
    into = OTHER
    if together < fewest and common:
        into = max(common, key=many.__getitem__)
    named = [level if level in common else into for level in levels]
    left = sorted(set(named))
    return left, [left.index(name) for name in named]
