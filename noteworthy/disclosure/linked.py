"""All tables of a release as one system: each cell once, and every sum that anybody can do with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from noteworthy.disclosure.tables import Cell, Nesting, Table, cell_at, groups

INFINITY = float("inf")

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sum:
    """What holds between cells: the parts less the whole lie from `low` to `high`."""

    whole: Cell
    parts: tuple[Cell, ...]
    low: float
    high: float

    @property
    def adds_up(self) -> bool:
        """Whether the parts are the whole."""
        return self.low == self.high


@dataclass(frozen=True)
class Linked:
    """The cells in their order, and the sums as a matrix: one row a sum, one column a cell."""

    cells: tuple[Cell, ...]
    sums: tuple[Sum, ...]
    listed: frozenset[Cell]
    """Cells that stand in a table; the others are margins that nobody printed and anybody can reckon."""

    @cached_property
    def numbers(self) -> dict[Cell, int]:
        """Cell to its column."""
        return {cell: number for number, cell in enumerate(self.cells)}

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """Coefficients of the sums: 1 for a part, -1 for the whole."""
        rows, columns, values = [], [], []
        for row, one in enumerate(self.sums):
            for cell, value in ((one.whole, -1.0), *((part, 1.0) for part in one.parts)):
                rows.append(row)
                columns.append(self.numbers[cell])
                values.append(value)
        return sparse.csr_array((values, (rows, columns)), shape=(len(self.sums), len(self.cells)))

    @cached_property
    def by_column(self) -> sparse.csc_array:
        """The same matrix, laid out by column."""
        return self.matrix.tocsc()

    @cached_property
    def low(self) -> Numbers:
        """Least value of each row."""
        return np.array([one.low for one in self.sums])

    @cached_property
    def high(self) -> Numbers:
        """Greatest value of each row."""
        return np.array([one.high for one in self.sums])

    @cached_property
    def neighbours(self) -> tuple[NDArray[np.int64], ...]:
        """Columns that may have to move with each: those in a sum with it that adds up, and what holds all of it."""
        strict = abs(self.matrix[np.flatnonzero(self.low == self.high)])
        loose = self.matrix[np.flatnonzero(self.low != self.high)]
        together = (strict.T @ strict + loose.maximum(0).T @ (-loose).maximum(0)).tocsr()
        together.sort_indices()
        return tuple(together.indices[start:end].astype(np.int64) for start, end in pairwise(together.indptr.tolist()))


def link(tables: Iterable[Table], *, measures: Sequence[str], nestings: Iterable[Nesting] = ()) -> Linked:
    """Find every cell of the tables and every sum between them, in an order that does not depend on theirs."""
    tables = list(tables)
    listed = {cell_at(table, place) for table in tables for place in table.cells}
    found = {one for table in tables for one in _margins(table, listed)}
    cells = listed | {cell for one in found for cell in (one.whole, *one.parts)}
    found |= {one for nesting in nestings for one in _nested(nesting, cells)}
    certain = {(part, one.whole) for one in found if one.adds_up for part in one.parts}
    found |= {Sum(whole, (part,), -INFINITY, 0) for part, whole in _within(cells, measures) - certain}
    ordered = sorted(found, key=lambda one: (one.whole, one.parts, one.low))
    return Linked(tuple(sorted(cells)), tuple(ordered), frozenset(listed))


def _margins(table: Table, listed: set[Cell]) -> Iterator[Sum]:
    for whole, dimension, parts in groups(table):
        if dimension.adds_up:
            yield Sum(whole, tuple(sorted(parts)), 0, 0)
        elif whole in listed:
            yield Sum(whole, tuple(sorted(parts)), 0, INFINITY)


def _nested(nesting: Nesting, cells: set[Cell]) -> Iterator[Sum]:
    """Yield the sums of finer categories to coarser ones; a category that no table has was never counted.

    Where a cell names both, the coarser says nothing more: it is the cell of the finer alone.
    """
    parts: dict[Cell, set[Cell]] = {}
    for cell in cells:
        pairs = dict(cell.pairs)
        finer = pairs.get(nesting.finer, "")
        coarse = nesting.places.get(finer)
        if coarse is None:
            continue
        given = pairs.pop(nesting.coarser, None)
        alone = Cell(cell.measure, tuple(sorted(pairs.items())))
        if given == coarse and alone in cells:
            yield Sum(alone, (cell,), 0, 0)
        elif given is None:
            del pairs[nesting.finer]
            whole = Cell(cell.measure, tuple(sorted((pairs | {nesting.coarser: coarse}).items())))
            parts.setdefault(whole, set()).add(cell)
    for whole, within in parts.items():
        if whole in cells:
            yield Sum(whole, tuple(sorted(within)), 0, 0)


def _within(cells: set[Cell], measures: Sequence[str]) -> set[tuple[Cell, Cell]]:
    """Return pairs of a cell and a next larger one that holds all of it: fewer pairs, or a smaller unit of counting."""
    found: set[tuple[Cell, Cell]] = set()
    for cell in cells:
        taken: list[set[tuple[str, str]]] = []
        for size in range(len(cell.pairs) - 1, -1, -1):
            for pairs in combinations(cell.pairs, size):
                wider = Cell(cell.measure, pairs)
                if wider in cells and not any(set(pairs) <= other for other in taken):
                    taken.append(set(pairs))
                    found.add((cell, wider))
        if cell.measure in measures:
            finer = (Cell(measure, cell.pairs) for measure in measures[measures.index(cell.measure) + 1 :])
            found |= {(cell, other) for other in list(finer) if other in cells}
    return found


def first_broken(linked: Linked, counts: Mapping[Cell, int]) -> Sum | None:
    """Return a sum that the true counts do not keep, if there is one."""
    values = np.array([counts[cell] for cell in linked.cells], dtype=float)
    totals = linked.matrix @ values
    broken = np.flatnonzero((totals < linked.low) | (totals > linked.high))
    return linked.sums[int(broken[0])] if broken.size else None
