"""The tables of a bulletin as pandas DataFrames, each with what it is of and how its figures were made."""

from pathlib import Path

import pandas as pd

from noteworthy.bulletin.content import Cell, Column, Hidden, Section, Table
from noteworthy.bulletin.data import load
from noteworthy.bulletin.making import bulletin_of
from noteworthy.bulletin.settings import Settings, read_settings


def table_frames(
    database: Path, *, settings: Settings | None = None, policy: Path | None = None
) -> dict[str, pd.DataFrame]:
    """Return the tables of a database's bulletin, by their ids."""
    bulletin = bulletin_of(load(database), settings or read_settings(), policy=policy)
    return {table.id: frame_of(section, table) for section in bulletin.sections for table in section.tables}


def frame_of(section: Section, table: Table) -> pd.DataFrame:
    """Return one table: figures as numbers, words as words, and the rest in its ``attrs``."""
    columns = {
        column.name: _values(column, [row[number] for row in table.rows]) for number, column in enumerate(table.columns)
    }
    frame = pd.DataFrame(columns)
    frame.attrs = {
        "title": table.title,
        "denominator": table.denominator,
        "notes": list(table.notes),
        "units": {column.name: column.unit for column in table.columns},
        "descriptions": {column.name: column.description for column in table.columns},
        "question": section.question,
        "method": section.method,
        "marks": {
            (number, column.name): cell.value
            for number, row in enumerate(table.rows)
            for column, cell in zip(table.columns, row, strict=True)
            if isinstance(cell, Hidden)
        },
    }
    return frame


def _values(column: Column, cells: list[Cell]) -> "pd.Series[float] | pd.Series[str]":
    if column.unit in ("text", "date"):
        return pd.Series(["" if not isinstance(cell, str) else cell for cell in cells], dtype=object)
    return pd.Series([cell if isinstance(cell, int | float) else float("nan") for cell in cells], dtype="float64")
