"""Who the cases are, as columns of a regression: one for each level of each attribute, but for the commonest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from noteworthy.statistics.clusters import BoolArray, FloatArray

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

    def take(self, rows: BoolArray) -> "CaseMix":
        """Return the columns of some rows."""
        return CaseMix(self.columns[rows], self.names, self.dropped)


def case_mix(attributes: Mapping[str, Sequence[str | None]], *, rows: int, fewest: int = FEWEST) -> CaseMix:
    """Return the columns for some attributes; what was not recorded is a level of its own."""
    columns: list[FloatArray] = []
    names, dropped = [], []
    for attribute, given in attributes.items():
        levels, place = np.unique(np.array([value or UNKNOWN for value in given], dtype=str), return_inverse=True)
        names_of, level_of = _merged(levels.tolist(), np.bincount(place, minlength=len(levels)).tolist(), fewest)
        if len(names_of) < 2:
            dropped.append(f"{attribute} is the same in all")
            continue
        said = np.array(level_of)[place]
        commonest = int(np.bincount(said).argmax())
        for level, name in enumerate(names_of):
            if level != commonest:
                columns.append((said == level).astype(float))
                names.append(f"{attribute}: {name}")
    return CaseMix(np.column_stack(columns) if columns else np.empty((rows, 0)), tuple(names), tuple(dropped))


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
