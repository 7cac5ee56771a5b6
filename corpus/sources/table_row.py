"""Rows of a table, whatever file they come from: what every table reader yields."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.values import Refusal


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank: its cells by heading, as text."""

    number: int
    """Counted as a spreadsheet does, the heading row included and title rows too; in JSONL the line."""
    cells: dict[str, str]
    carried: frozenset[str] = frozenset()
    """Headings whose value stands in a row above, in a merged cell that reaches down to this one."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table opened: its headings are known, its rows are read as they are asked for, once."""

    headings: tuple[str, ...]
    rows: Iterator[Row | Refusal]
    statements: tuple[str, ...] = ()
    """What the user should know of how it is read: encoding, separator, sheet, title rows."""
    all_known: bool = True
    """False where later rows may bring headings of their own (JSONL)."""
