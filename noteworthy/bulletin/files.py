"""The files of a bulletin, each written from its values alone, so that what is hidden there is in none of them."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from noteworthy.bulletin.content import Bulletin, Hidden, Table
from noteworthy.bulletin.document import write_document
from noteworthy.bulletin.drawing import Picture, by_itself, draw, for_page
from noteworthy.bulletin.methods import methods_text
from noteworthy.bulletin.page import page
from noteworthy.bulletin.tables_csv import csv_text, metadata_text
from noteworthy.bulletin.wording import shorthand_in, shown_columns
from noteworthy.bulletin.workbook import write_workbook

FIGURES, TABLES = "figures", "tables"
FORM = 1
"""Version of the form of `bulletin.json`, which the site reads."""


def write_files(bulletin: Bulletin, folder: Path, *, state: Callable[[str], None] = lambda _: None) -> None:
    """Write the page, the workbook, the document, the tables, the figures and the account of methods."""
    state("Drawing the charts.")
    pictures = drawn(bulletin)
    for name in (FIGURES, TABLES):
        (folder / name).mkdir()
    for picture in pictures.values():
        svg, png = by_itself(picture, bulletin.notices)
        _write(folder / FIGURES / f"{picture.chart.id}.svg", svg + "\n")
        (folder / FIGURES / f"{picture.chart.id}.png").write_bytes(png)
    for table in (table for section in bulletin.sections for table in section.tables):
        _write(folder / TABLES / f"{table.id}.csv", csv_text(table))
        _write(folder / TABLES / f"{table.id}.csv-metadata.json", metadata_text(table, bulletin.notices))
    state("Writing the page, the workbook and the document.")
    _write(folder / "bulletin.html", page(bulletin, pictures))
    write_workbook(bulletin, folder / "bulletin.xlsx")
    write_document(bulletin, pictures, folder / "bulletin.docx")
    _write(folder / "methods.md", methods_text(bulletin))
    _write(folder / "bulletin.json", values_text(bulletin, pictures))


def drawn(bulletin: Bulletin) -> dict[str, Picture]:
    """Draw every chart of which there is something to draw, by its id."""
    found = {}
    for section in bulletin.sections:
        tables = {table.id: table for table in section.tables}
        for chart in section.charts:
            picture = draw(chart, tables[chart.table]) if chart.table in tables else None
            if picture is not None:
                found[chart.id] = picture
    return found


def values_text(bulletin: Bulletin, pictures: dict[str, Picture]) -> str:
    """Return the bulletin for programs, and for the site: its values, how each cell reads, and its charts."""
    found: dict[str, Any] = {"form": FORM, **asdict(bulletin)}
    for section, told in zip(bulletin.sections, found["sections"], strict=True):
        told["tables"] = [_table(table) for table in section.tables]
        told["charts"] = [
            {**asdict(chart), "svg": for_page(pictures[chart.id])} for chart in section.charts if chart.id in pictures
        ]
    return json.dumps(found, indent=1, ensure_ascii=False, default=_mark) + "\n"


def _table(table: Table) -> dict[str, Any]:
    columns = shown_columns(table)
    return {
        "id": table.id,
        "title": table.title,
        "denominator": table.denominator,
        "notes": table.notes,
        "legend": tuple(shorthand_in(table)),
        "columns": [{**asdict(column.column), "heading": column.heading} for column in columns],
        "shown": [[column.cell(row) for column in columns] for row in table.rows],
    }


def _mark(value: object) -> str:
    if isinstance(value, Hidden):
        return value.value
    raise TypeError(f"{type(value).__name__} has no place in a bulletin")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
