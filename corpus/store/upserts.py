"""Writing rows: insert, or bring up to date where they differ and leave alone where they do not.

A row that says what the table says already is not written, so that doing a thing twice changes no byte of the file.
"""

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Literal

from corpus.store.rows import Row
from corpus.store.schema import database_schema

Keep = Literal["nothing", "what the new row leaves empty", "whatever is known"]
"""Which values of the row that is there an upsert leaves alone."""


def insert(connection: sqlite3.Connection, table: str, rows: Sequence[Row]) -> None:
    """Insert rows, all of which have the same columns."""
    if rows:
        names = ", ".join(f'"{name}"' for name in rows[0])
        values = ", ".join(f":{name}" for name in rows[0])
        connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({values})', rows)


def upsert(
    connection: sqlite3.Connection, table: str, row: Row, *, keep: Keep = "nothing", key: tuple[str, ...] = ()
) -> bool:
    """Insert a row, or bring the row with its key up to date; return whether that changed anything.

    The key is the schema's, unless a temporary table has its own.
    """
    return connection.execute(_upsert_sql(table, tuple(row), keep, key), row).rowcount > 0


@cache
def _upsert_sql(table: str, columns: tuple[str, ...], keep: Keep, key: tuple[str, ...]) -> str:
    key = key or database_schema().named(table).key
    new = {name: _value(table, name, keep) for name in columns if name not in key}
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(f":{name}" for name in columns)
    target = ", ".join(f'"{name}"' for name in key)
    changes = ", ".join(f'"{name}" = {value}' for name, value in new.items())
    differs = " OR ".join(f'"{table}"."{name}" IS NOT {value}' for name, value in new.items())
    action = f"UPDATE SET {changes} WHERE {differs}" if new else "NOTHING"
    return f'INSERT INTO "{table}" ({names}) VALUES ({values}) ON CONFLICT ({target}) DO {action}'


def _value(table: str, name: str, keep: Keep) -> str:
    there, new = f'"{table}"."{name}"', f'excluded."{name}"'
    if keep == "nothing":
        return new
    return f"coalesce({there}, {new})" if keep == "whatever is known" else f"coalesce({new}, {there})"
