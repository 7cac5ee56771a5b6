"""What a bulletin consists of, as frozen values: the analyses make it, and every output is written from it alone."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal


class Hidden(Enum):
    """What stands in a cell instead of a figure."""

    SUPPRESSED = "[c]"
    """Hidden by disclosure control; '[c]' is the Analysis Function's shorthand for confidential."""
    NOT_AVAILABLE = "[z]"
    """Not applicable or not estimable; '[z]' is the Analysis Function's shorthand. A note of the table says why."""


Cell = str | int | float | Hidden | None
"""``None``: nothing there to count. Shares are fractions from 0 to 1, never per cent: outputs multiply."""

Unit = Literal["text", "count", "share", "difference", "ratio", "p", "score", "number", "date"]
"""``share``: 0 to 1; ``difference``: of two shares, -1 to 1 (shown as percentage points); ``ratio``: odds or risks."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    """Machine name: lower case with underscores."""
    label: str
    unit: Unit
    description: str
    low: str = ""
    high: str = ""
    """Names of the columns with the ends of its 95% interval, where it has one."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: each row has a cell for each column."""

    id: str
    """Such as '1a': number of the section and a letter; unique in the bulletin."""
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    denominator: str
    """One sentence: what the shares are of, and how what is missing was treated."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart drawn from a table, and from nothing else."""

    id: str
    """Such as 'figure-1a'."""
    table: str
    """Id of the table."""
    kind: Literal["interval", "bar", "stacked", "line"]
    """interval: a point and its interval a row; bar: a bar a row; stacked: parts of a whole a row; line: over time."""
    title: str
    category: str
    """Column whose cells name the rows (for a line: the time)."""
    values: tuple[str, ...]
    """Columns that are drawn; several are series."""
    description: str
    """Text alternative: what the chart shows, in one or two sentences with its main figures."""
    series: str = ""
    """Column that splits rows into series, where the table is long rather than wide."""
    reference: float | None = None
    """A line to compare with, such as 0 for differences or 1 for ratios."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage that bears on what the section says, from redacted text."""

    text: str
    note: str
    """Key of the note."""
    theme: str
    """Name of the theme, in words."""
    polarity: str
    """In words."""
    context: str = ""
    """Factor, organisation kind or source, in words."""


@dataclass(frozen=True, slots=True)
class Section:
    """One analysis."""

    number: int
    title: str
    question: str
    """What it asks, in one plain sentence."""
    method: str
    """How, in a few sentences that name the estimator and its source."""
    findings: tuple[str, ...] = ()
    """What came out, in sentences whose figures stand in the tables; none where nothing can be said."""
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    limits: tuple[str, ...] = ()
    """What the data could not support, each with its reason."""
    unsupported: str = ""
    """Why the whole section cannot be made from these data; empty where it can."""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """The whole bulletin."""

    title: str
    notices: tuple[str, ...]
    """What must be said of the sources wherever their data are shown."""
    facts: tuple[tuple[str, str], ...]
    """(label, value): counts, missing, codebook, model, kind of release, policy, software; for methods and manifest."""
    sections: tuple[Section, ...]
    corrections: tuple[str, ...] = ()
    """How classifier error and many comparisons were dealt with, as this run did it."""
