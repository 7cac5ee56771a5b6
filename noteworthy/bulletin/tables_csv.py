"""Each table as CSV for programs, with what its columns hold beside it in the form of the W3C (CSV on the Web)."""

import csv
import io
import json
from typing import Any

from noteworthy.bulletin.content import Cell, Column, Hidden, Table, Unit
from noteworthy.bulletin.wording import SHORTHAND
from noteworthy.spreadsheets import inert

DIGITS = 6
"""Decimals of figures: more than any interval warrants, enough to reckon with."""
_TYPES: dict[Unit, str] = {"text": "string", "date": "string", "count": "integer"}
_UNITS: dict[Unit, str] = {
    "count": "number",
    "share": "share, 0 to 1",
    "difference": "difference of two shares, -1 to 1",
    "ratio": "ratio, 1 where equal",
    "p": "probability, 0 to 1",
    "score": "score, 0 to 1",
    "number": "number",
}


def csv_text(table: Table) -> str:
    """Return a table as CSV: a line a row, names of columns above, figures plain, shorthand where there is none."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_value(cell) for cell in row] for row in table.rows)
    return stream.getvalue()


def _value(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Hidden):
        return cell.value
    if isinstance(cell, str):
        return str(inert(cell))
    if isinstance(cell, int):
        return str(cell)
    # No exponent, and no figures after the last that says something.
    return f"{cell:.{DIGITS}f}".rstrip("0").rstrip(".") or "0"


def metadata_text(table: Table, notices: tuple[str, ...] = ()) -> str:
    """Return what CSV on the Web says of a table: its columns, their units, and what marks that there is no figure.

    What must be said of the data wherever they are shown stands first, since a table goes about without its bulletin.

    Source: W3C (2015), "Metadata Vocabulary for Tabular Data".
    """
    described: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{table.id}.csv",
        "dc:title": f"Table {table.id}: {table.title}",
        "dc:description": table.denominator,
        "rdfs:comment": [
            *notices,
            *table.notes,
            *(f"{mark.value} means {meaning}." for mark, meaning in SHORTHAND.items()),
        ],
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True, "lineTerminators": ["\n"]},
        "tableSchema": {"columns": [_column(column) for column in table.columns]},
    }
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def _column(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "titles": [column.name, column.label],
        "dc:description": column.description,
        "datatype": _TYPES.get(column.unit, "number"),
    }
    if column.unit in _UNITS:
        found["schema:unitText"] = _UNITS[column.unit]
        found["null"] = ["", *(mark.value for mark in SHORTHAND)]
    return found
