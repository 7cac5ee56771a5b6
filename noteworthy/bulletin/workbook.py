"""The bulletin as a workbook in the form that government statisticians use: cover, contents, notes, a sheet a table.

gptables writes it after the Analysis Function's guidance on accessible spreadsheets.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from noteworthy.bulletin.content import Bulletin, Cell, Column, Hidden, Section, Table, Unit
from noteworthy.bulletin.settled import settle_archive
from noteworthy.bulletin.wording import SHORTHAND, shorthand_in
from noteworthy.manifest import release_date

UNITS: dict[Unit, str] = {"share": "%", "difference": "percentage points", "count": "number", "ratio": "ratio"}
_DECIMALS: dict[Unit, int] = {"share": 1, "difference": 1, "ratio": 2, "score": 2, "number": 2, "p": 4}
_FORMATS: dict[Unit, str] = {"share": "0.0", "difference": "0.0", "ratio": "0.00", "score": "0.00", "p": "0.0000",
                             "count": "#,##0"}  # fmt: skip
NARROW, WIDE = 90, 420
"""Pixels of a column."""
_LINK = re.compile(r"\]\(")
_PLAIN = re.compile(r"[A-Za-z0-9]")


def write_workbook(bulletin: Bulletin, path: Path) -> None:
    """Write the workbook."""
    tables = list(_tables(bulletin))
    sheets = {"Columns": _definitions(tables)} if tables else {}
    sheets |= {f"Table_{table.id}": _sheet(section, table, bulletin.notices) for section, table in tables}
    date = release_date()
    with warnings.catch_warnings():
        # Columns without a unit are words, and pandas tells of changes to come in what gptables does.
        warnings.simplefilter("ignore")
        book = _gptables().produce_workbook(
            str(path),
            sheets,
            cover=_cover(bulletin),
            contentsheet_label="Contents" if sheets else None,
            notes_table=_notes(bulletin),
            notesheet_options={"title": "Notes, methods and limits",
                               "instructions": "This worksheet contains one table. Titles of tables refer to it."},
            auto_width=False,
            workbook_options={"strings_to_formulas": False, "strings_to_urls": False},
        )  # fmt: skip
        for sheet in book.worksheets():
            _set_widths(sheet, sheets.get(sheet.get_name()))
        made = datetime.combine(date, time(), UTC).replace(tzinfo=None)
        book.set_properties({"title": bulletin.title, "subject": "Statistical bulletin", "created": made})
        book.close()
    settle_archive(path, date)


@cache
def _gptables() -> Any:
    """Import gptables, which leaves a file of its own open while it is imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        import gptables
    return gptables


def _tables(bulletin: Bulletin) -> Iterator[tuple[Section, Table]]:
    for section in bulletin.sections:
        for table in section.tables:
            if table.rows:
                yield section, table


def _sheet(section: Section, table: Table, notices: Sequence[str]) -> Any:
    headings = _headings(table)
    frame = pd.DataFrame(
        [[_value(cell, column) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows],
        columns=headings,
        dtype=object,
    )
    told = f"This worksheet contains one table, of section {section.number}: {section.title}."
    told += " Notes on it are on the notes worksheet." if table.notes else ""
    return _gptables().GPTable(
        table=frame,
        table_name=f"table_{table.id}",
        title=_text(f"Table {table.id}: {table.title}") + "".join(f"$${ref}$$" for ref in _references(table)),
        instructions=_text(" ".join((told, *notices))),
        scope=_text(table.denominator),
        legend=[_text(line) for line in shorthand_in(_filled(table))] or None,
        index_columns={2: 0},
        additional_formatting=[
            {"column": {"columns": [heading], "format": {"num_format": _FORMATS[column.unit]}}}
            for heading, column in zip(headings, table.columns, strict=True)
            if column.unit in _FORMATS
        ],
    )


def _definitions(tables: Iterable[tuple[Section, Table]]) -> Any:
    """Return the sheet that says what each column of each table holds."""
    rows = [
        (f"Table {table.id}", _text(column.label), UNITS.get(column.unit, column.unit).replace("%", "per cent"),
         _text(column.description))
        for _, table in tables
        for column in table.columns
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["Table", "Column", "Unit", "What it holds"], dtype=object)
    told = "This worksheet contains one table: what each column of the other tables holds."
    return _gptables().GPTable(table=frame.replace("", Hidden.NOT_AVAILABLE.value), table_name="columns_table",
                            title="What the columns hold", instructions=told, index_columns={2: 0})  # fmt: skip


def _references(table: Table) -> list[str]:
    return [f"{table.id} {number}" for number, _ in enumerate(table.notes, 1)]


def _filled(table: Table) -> Table:
    """Return the table as the workbook has it: no cell is empty."""
    rows = tuple(tuple(Hidden.NOT_AVAILABLE if cell is None else cell for cell in row) for row in table.rows)
    return replace(table, rows=rows)


def _headings(table: Table) -> list[str]:
    """Return the headings with their units, each different: two columns of one name are told apart by number."""
    found: list[str] = []
    for column in table.columns:
        said = UNITS.get(column.unit, "")
        unit = f" ({said})" if said and said not in column.label.lower() else ""
        heading = _text(f"{column.label}{unit}")
        same = sum(one == heading or one.startswith(f"{heading} [") for one in found)
        found.append(f"{heading} [{same + 1}]" if same else heading)
    return found


def _value(cell: Cell, column: Column) -> str | int | float:
    """Return a cell as the workbook has it: shares in per cent, and a shorthand where there is no figure."""
    if cell is None:
        return Hidden.NOT_AVAILABLE.value
    if isinstance(cell, Hidden):
        return cell.value
    if isinstance(cell, str):
        return _text(cell) or Hidden.NOT_AVAILABLE.value
    scale = 100 if column.unit in ("share", "difference") else 1
    decimals = _DECIMALS.get(column.unit)
    return cell if decimals is None or isinstance(cell, bool) else round(scale * cell, decimals)


def _text(words: str) -> str:
    """Return words that gptables takes for words: it reads marks of its own in them, and refuses bare signs."""
    words = _LINK.sub("] (", words).replace("$$", "$ $").strip()
    return words if not words or _PLAIN.search(words) else f"{words} (text)"


def _cover(bulletin: Bulletin) -> Any:
    shorthand = [f"{mark.value} means {meaning}." for mark, meaning in SHORTHAND.items()]
    return _gptables().Cover(
        cover_label="Cover",
        title=_text(bulletin.title),
        intro=[_text(notice) for notice in bulletin.notices]
        + [
            "This workbook holds every table of the bulletin, one a worksheet. The contents worksheet lists them.",
            "Shares are in per cent and differences in percentage points. The ends of 95% intervals stand in columns "
            "of their own.",
            "What is missing is never counted as no. Each table says what its shares are of.",
        ],
        about=[*shorthand, *(_text(f"{label}: {value}") for label, value in bulletin.facts),
               *(_text(correction) for correction in bulletin.corrections)],
        contact=["Made by Noteworthy on " + release_date().isoformat() + ". The person who publishes the bulletin "
                 "answers for it."],
    )  # fmt: skip


def _notes(bulletin: Bulletin) -> pd.DataFrame:
    """Return the notes of the tables, which titles refer to, the methods, and what the data could not support."""
    rows = [(reference, f"Table {table.id}", note) for section in bulletin.sections for table in section.tables
            for reference, note in zip(_references(table), table.notes, strict=True)]  # fmt: skip
    for section in bulletin.sections:
        where = f"Section {section.number}"
        rows.append((f"{where} method", f"{where}, method", section.method))
        rows += [(f"{where} limit {number}", f"{where}, limit", limit) for number, limit in enumerate(section.limits)]
        if section.unsupported:
            rows.append((f"{where} unsupported", f"{where}, not supported", section.unsupported))
    told = [(reference, _text(where), _text(what)) for reference, where, what in rows if what.strip()]
    return pd.DataFrame(told, columns=["Note reference", "Of what", "Note"])


def _set_widths(sheet: Any, table: Any) -> None:
    if table is None:
        wide = {"Contents": (110, 700), "Notes": (100, 180, 760)}.get(sheet.get_name())
        for number, width in enumerate(wide or ()):
            sheet.set_column_pixels(number, number, width)
        return
    for number, heading in enumerate(table.table.columns):
        longest = max((len(str(value)) for value in table.table.iloc[:, number]), default=0)
        width = max(NARROW, 8 * longest + 16, 5 * len(str(heading)))
        sheet.set_column_pixels(number, number, min(WIDE, width))
