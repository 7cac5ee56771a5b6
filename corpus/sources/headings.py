"""The heading row of a grid of cells, and the grid's other rows under those headings.

CSV and XLSX are grids. The heading row is usually the first that is not blank; where a title or a block of facts
stands above it, it is the first of the leading rows that holds the most headings we know.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from corpus.errors import SourceError
from corpus.sources.columns import Vocabulary
from corpus.sources.encoding import storable
from corpus.sources.quoting import quoted
from corpus.sources.table_row import Row
from corpus.values import Refusal

_LOOKED_AT = 12
"""How many leading rows may hold the headings."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of cells without headings yet; ``carried`` holds the positions that a merged cell above fills."""

    number: int
    cells: Sequence[str]
    carried: frozenset[int] = frozenset()
    doubtful: bool = False
    """Whether its quotation marks were at fault: it is taken only if it has exactly a cell for each heading."""

    @property
    def blank(self) -> bool:
        """Tell whether no cell of its own holds anything but white space."""
        if self.carried:
            return not any(cell.strip() for place, cell in enumerate(self.cells) if place not in self.carried)
        return not any(cell and not cell.isspace() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Headed:
    """A grid whose heading row has been found."""

    headings: tuple[str, ...]
    rows: Iterator[Row | Refusal]
    statements: tuple[str, ...]


def leading_rows(grid: Iterator[GridRow | Refusal]) -> list[GridRow | Refusal]:
    """Take from a grid the rows among which the headings must stand; blank rows are passed over."""
    taken: list[GridRow | Refusal] = []
    filled = 0
    for row in grid:
        if isinstance(row, Refusal) or not row.blank:
            taken.append(row)
            filled += isinstance(row, GridRow)
        if filled == _LOOKED_AT:
            break
    return taken


def find_headings(leading: Sequence[GridRow | Refusal], vocabulary: Vocabulary) -> GridRow | None:
    """Return the heading row: the first with the most known headings, or else the first of more than one cell."""
    rows = [row for row in leading if isinstance(row, GridRow)]
    known = [vocabulary.known(row.cells) for row in rows]
    if any(known):
        return rows[known.index(max(known))]
    several = [row for row in rows if sum(bool(cell.strip()) for cell in row.cells) > 1]
    return next(iter(several or rows), None)


def with_headings(
    leading: Sequence[GridRow | Refusal],
    rest: Iterator[GridRow | Refusal],
    vocabulary: Vocabulary,
    *,
    source: str,
    exact: bool,
) -> Headed:
    """Put a grid's rows under their headings.

    Too few cells are filled with empty ones. With ``exact``, a row with filled cells beyond the last heading is
    refused, since in a delimited file it means that a separator stands in an unquoted text and the cells have moved.
    """
    heading = find_headings(leading, vocabulary)
    if heading is None:
        raise SourceError(f"{source} holds no rows.")
    place = leading.index(heading)
    if not leading[place + 1 :]:
        raise SourceError(f"{source} holds no rows below its headings.")
    before = [row for row in leading[:place] if isinstance(row, Refusal)]
    titles = [row for row in leading[:place] if isinstance(row, GridRow)]
    headings, statements = name_headings(heading.cells)
    if titles:
        statements = (f"The headings stand in row {heading.number}; what is above is taken for a title.", *statements)
    grid = chain(before, leading[place + 1 :], rest)
    return Headed(headings, _rows(grid, headings, source=source, exact=exact), statements)


def name_headings(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give every column a name of its own: a blank heading its letter, a repeated one a number.

    >>> name_headings(["id", "", "note", "note"])[0]
    ('id', 'column B', 'note', 'note (2)')
    """
    named: dict[str, int] = {}
    statements: list[str] = []
    for index, cell in enumerate(cells):
        heading = name = " ".join(storable(cell).split()) or f"column {column_letter(index)}"
        number = 1
        while name in named:
            number += 1
            name = f"{heading} ({number})"
        if number > 1:
            statements.append(f"The heading {quoted(heading)} stands again; the later column is called {quoted(name)}.")
        named[name] = index
    return tuple(named), tuple(statements)


def column_letter(index: int) -> str:
    """Return a column's letter as a spreadsheet shows it.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters = chr(ord("A") + rest) + letters
        index -= 1
    return letters


def _rows(
    grid: Iterator[GridRow | Refusal], headings: tuple[str, ...], *, source: str, exact: bool
) -> Iterator[Row | Refusal]:
    width = len(headings)
    for row in grid:
        if isinstance(row, Refusal):
            yield row
        elif row.blank:
            continue
        elif exact and len(row.cells) > width and any(cell.strip() for cell in row.cells[width:]):
            reason = f"has {len(row.cells)} cells under {width} headings; put a text that holds the separator in quotes"
            yield Refusal(source, row.number, None, reason)
        elif row.doubtful and len(row.cells) != width:
            yield Refusal(source, row.number, None, "follows or has a quotation mark that is not closed or not doubled")
        else:
            cells = dict(zip(headings, map(storable, row.cells), strict=False))
            yield Row(row.number, cells, frozenset(headings[place] for place in row.carried if place < width))
