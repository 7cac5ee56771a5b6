"""How a cell reads: shares in per cent, differences in percentage points, an interval beside its figure."""

from collections.abc import Iterator
from dataclasses import dataclass

from noteworthy.bulletin.content import Cell, Column, Hidden, Table

SHORTHAND: dict[Hidden, str] = {
    Hidden.SUPPRESSED: "hidden, so that nobody can be recognised",
    Hidden.NOT_AVAILABLE: "not applicable, or cannot be estimated",
}
"""What stands in a cell instead of a figure, in words."""
NOTHING = "nothing to count"
"""What an empty cell says to those who cannot see that it is empty."""
_LEAST_P = 0.001


@dataclass(frozen=True, slots=True)
class Shown:
    """A column as people see it: the ends of an interval are no columns of their own there."""

    column: Column
    number: int
    """Place of the column in the table."""
    ends: tuple[int, int] | None = None
    """Places of the columns with the ends of its interval."""

    @property
    def heading(self) -> str:
        """Return the heading, with the unit where the cells do not say it."""
        unit = "percentage points" if self.column.unit == "difference" else ""
        interval = "95% interval" if self.ends else ""
        beside = ", ".join(part for part in (unit, interval) if part)
        return f"{self.column.label} ({beside})" if beside else self.column.label

    @property
    def is_number(self) -> bool:
        """Whether it is set to the right, as figures are."""
        return self.column.unit not in ("text", "date")

    def cell(self, row: tuple[Cell, ...]) -> str:
        """Return the cell of a row, in words."""
        return cell_words(self.column, row[self.number], *(row[end] for end in self.ends or ()))


def shown_columns(table: Table) -> tuple[Shown, ...]:
    """Return the columns that people see, in their order."""
    places = {column.name: number for number, column in enumerate(table.columns)}
    ends = {end for column in table.columns for end in (column.low, column.high) if end}
    return tuple(
        Shown(column, number, (places[column.low], places[column.high]) if column.low and column.high else None)
        for number, column in enumerate(table.columns)
        if column.name not in ends
    )


def cell_words(column: Column, value: Cell, low: Cell = None, high: Cell = None) -> str:
    """Return how a cell reads, such as '45% (41 to 49)'.

    >>> cell_words(Column("a", "A", "share", ""), 0.452, 0.41, 0.49)
    '45% (41 to 49)'
    >>> cell_words(Column("a", "A", "difference", ""), -0.041, -0.08, -0.001)
    '−4 (−8 to 0)'
    >>> cell_words(Column("a", "A", "p", ""), 0.00002), cell_words(Column("a", "A", "count", ""), 1066)
    ('<0.001', '1,066')
    """
    figure = value_words(column, value)
    if not all(isinstance(end, int | float) for end in (value, low, high)):
        return figure
    return f"{figure} ({value_words(column, low, bare=True)} to {value_words(column, high, bare=True)})"


def value_words(column: Column, value: Cell, *, bare: bool = False) -> str:
    """Return how one value reads; `bare` leaves out the sign of the unit."""
    if value is None:
        return ""
    if isinstance(value, Hidden):
        return value.value
    if isinstance(value, str):
        return value
    match column.unit:
        case "share":
            return f"{_whole(100 * value)}" + ("" if bare else "%")
        case "difference":
            figure = _whole(100 * value)
            return figure if bare or figure.startswith("−") or figure == "0" else f"+{figure}"
        case "p":
            return f"<{_LEAST_P}" if value < _LEAST_P else f"{value:.3f}"
        case "count":
            return f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else _minus(f"{value:,.2f}")


def _whole(value: float) -> str:
    """Round as people do, halves away from nought; a binary fraction is taken for the decimal that it stands for."""
    whole = int(abs(value) + 0.5 + 1e-9)
    return f"−{whole}" if value < 0 and whole else f"{whole}"


def _minus(figure: str) -> str:
    return figure.replace("-", "−")


def shorthand_in(table: Table) -> Iterator[str]:
    """Yield what each shorthand of the table's cells means."""
    used = {cell for row in table.rows for cell in row if isinstance(cell, Hidden)}
    yield from (f"{mark.value} means {meaning}." for mark, meaning in SHORTHAND.items() if mark in used)
    if any(cell is None for row in table.rows for cell in row):
        yield f"An empty cell means {NOTHING}."
