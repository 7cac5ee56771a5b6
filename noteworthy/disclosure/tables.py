"""Tables of counts, before and after disclosure control, and which of their cells are of the same people.

A cell is known by what it counts and of whom, not by the table where it stands: `notes` of women on `delay` is one cell
whether it stands in the body of a table or in the margin of a finer one. So tables that share cells are linked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from corpus.errors import ReleaseRefusedError

TOTAL: Final = None
"""Stands in a place for a dimension that is not looked at: everything counted, whatever its category there."""

Place = tuple[str | None, ...]
"""Where a cell stands in its table: a category, or `TOTAL`, for each dimension."""

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a table is divided by."""

    name: str
    categories: tuple[str, ...]
    adds_up: bool = True
    """Whether each thing counted has exactly one category, so that the categories sum to the margin."""
    covers: bool = False
    """Whether each has one category at least, where they do not add up: a note on a theme has some polarity."""


@dataclass(frozen=True, slots=True)
class Nesting:
    """A dimension whose categories lie within those of a coarser one, as anybody can look up: units in regions."""

    finer: str
    coarser: str
    places: Mapping[str, str]
    """Category of the finer to that of the coarser."""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A count of something: what is counted, and the (dimension, category) pairs of whom, by dimension."""

    measure: str
    pairs: Pairs

    def __str__(self) -> str:
        """Say in words what is counted."""
        return f"{self.measure} with {', '.join(f'{d} = {c}' for d, c in self.pairs)}" if self.pairs else self.measure


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table as it is published; what is hidden is `None`."""

    measure: str
    dimensions: tuple[Dimension, ...]
    cells: Mapping[Place, int | None]

    def __post_init__(self) -> None:
        """Refuse a table that is not in its form."""
        check_form(self)


@dataclass(frozen=True, slots=True)
class CountTable:
    """A table of true counts, margins among them."""

    measure: str
    dimensions: tuple[Dimension, ...]
    cells: Mapping[Place, int]

    def __post_init__(self) -> None:
        """Refuse a table that is not in its form, or does not add up where it should."""
        check_form(self)
        for place, number, parts in _groups(self):
            if self.dimensions[number].adds_up and place in self.cells and all(part in self.cells for part in parts):
                margin, total = self.cells[place], sum(self.cells[part] for part in parts)
                if margin != total:
                    raise ReleaseRefusedError(
                        f"{described(self)} has a margin of {margin} over cells that sum to {total}; count it anew, "
                        "or say that the dimension does not add up."
                    )

    @classmethod
    def of(cls, measure: str, dimensions: Sequence[Dimension], counts: Mapping[Place, int]) -> "CountTable":
        """Make a table from the counts that are not nought: fill in the noughts, and the margins where it adds up.

        Margins over dimensions that do not add up cannot be worked out; they are in the table where they are given.
        """
        cells = dict(counts)
        patterns = {tuple(category is TOTAL for category in place) for place in counts}
        patterns.add((False,) * len(dimensions))
        for pattern in patterns:
            if len(pattern) == len(dimensions):
                ways = [(TOTAL,) if total else d.categories for total, d in zip(pattern, dimensions, strict=True)]
                if not any(total and d.adds_up for total, d in zip(pattern, dimensions, strict=True)):
                    cells.update({place: 0 for place in product(*ways) if place not in cells})
        check_form(PublishedTable(measure, tuple(dimensions), cells))
        for number, dimension in enumerate(dimensions):
            if dimension.adds_up:
                sums: dict[Place, int] = {}
                for place, count in cells.items():
                    if place[number] is not TOTAL:
                        margin = _with(place, number, TOTAL)
                        sums[margin] = sums.get(margin, 0) + count
                cells = sums | cells
        return cls(measure, tuple(dimensions), cells)


Table = CountTable | PublishedTable


def cell_at(table: Table, place: Place) -> Cell:
    """Return which cell stands at a place: totals dropped, since they restrict nothing."""
    named = zip(table.dimensions, place, strict=True)
    return Cell(table.measure, tuple(sorted((d.name, category) for d, category in named if category is not TOTAL)))


def groups(table: Table) -> Iterator[tuple[Cell, Dimension, tuple[Cell, ...]]]:
    """Yield each margin, given or not, with the cells that sum to it or cover it."""
    for place, number, parts in _groups(table):
        yield cell_at(table, place), table.dimensions[number], tuple(cell_at(table, part) for part in parts)


def _groups(table: Table) -> Iterator[tuple[Place, int, tuple[Place, ...]]]:
    reached = dict.fromkeys(table.cells)
    for number, dimension in enumerate(table.dimensions):
        if dimension.adds_up:
            reached |= dict.fromkeys(_with(place, number, TOTAL) for place in list(reached))
    for number, dimension in enumerate(table.dimensions):
        if dimension.adds_up or dimension.covers:
            margins = dict.fromkeys(_with(place, number, TOTAL) for place in reached if place[number] is not TOTAL)
            for margin in margins:
                yield margin, number, tuple(_with(margin, number, category) for category in dimension.categories)


def _with(place: Place, number: int, category: str | None) -> Place:
    return (*place[:number], category, *place[number + 1 :])


def described(table: Table) -> str:
    """Name a table by what it counts and its dimensions, which are never anyone's words."""
    by = " by ".join(dimension.name for dimension in table.dimensions)
    return f"the table of {table.measure} by {by}" if by else f"the table of {table.measure}"


def check_form(table: Table) -> None:
    """Refuse a table with unclear dimensions, places that it does not have, or counts that cannot be.

    Categories are not quoted: a column of the source may hold what somebody typed.
    """
    where = described(table)
    names = [dimension.name for dimension in table.dimensions]
    if len(set(names)) < len(names):
        raise ReleaseRefusedError(f"{where} has a dimension twice; name each once.")
    for dimension in table.dimensions:
        if not dimension.categories or len(set(dimension.categories)) < len(dimension.categories):
            raise ReleaseRefusedError(f"{where}: '{dimension.name}' has no category, or one twice; name each once.")
    known = [{*dimension.categories, TOTAL} for dimension in table.dimensions]
    for place, count in table.cells.items():
        if len(place) != len(known):
            raise ReleaseRefusedError(f"{where} has a cell with {len(place)} categories; give one to each dimension.")
        for category, dimension, categories in zip(place, table.dimensions, known, strict=True):
            if category not in categories:
                raise ReleaseRefusedError(
                    f"{where} has a cell whose category is not among the {len(dimension.categories)} of "
                    f"'{dimension.name}'; add the category, or correct the cell."
                )
        if count is not None and (not isinstance(count, int) or isinstance(count, bool) or count < 0):
            raise ReleaseRefusedError(f"{where} has a cell of {count!r}; a count is a whole number, nought or more.")
