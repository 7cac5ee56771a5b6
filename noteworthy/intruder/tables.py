"""The public file as SQLite reads it: every cell of every table, shadow tables and statistics too, and its schema."""

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from corpus.errors import DatabaseError
from corpus.store.schema import database_schema
from noteworthy.intruder.findings import Spot
from noteworthy.intruder.search import Cell, Stored

REPEATED = 60
"""Characters up to which a value that a column holds again and again is looked at once."""

KEY = re.compile(r"([a-z2-7]{16})(?:-\d+)?")
"""A public key, of a sentence with its number."""

NOT_OURS = "(a name that is not ours)"

_SHADOW = re.compile(r"\w+_fts_(?:data|idx|content|docsize|config)|sqlite_stat\d")
_SHADOW_COLUMNS = frozenset({"id", "segid", "pgno", "k", "v", "c0", "nEq", "nLt", "nDLt"})
_SQLITE_WORDS = frozenset(
    re.findall(
        r"\w+",
        "sqlite autoindex stat stat1 stat4 tbl neq nlt ndlt sample idx safe "
        "fts data content docsize config block segid term pgno sz id k v",
    )
)
"""Words in names of SQLite's own tables, of shadow tables and of the safe tables of a protected release."""


@contextmanager
def opened(public: Path) -> Iterator[sqlite3.Connection]:
    """Open a public file as it lies there: whatever stands beside it is left alone, and nothing is written."""
    try:
        connection = sqlite3.connect(f"{public.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error as problem:
        raise DatabaseError(f"cannot open {public}: {problem}; check its permissions.") from None
    try:
        connection.text_factory = _text
        connection.execute("PRAGMA temp_store = MEMORY")
        yield connection
    except sqlite3.Error as problem:
        raise DatabaseError(f"cannot read {public}: {problem}; release it anew.") from None
    finally:
        connection.close()


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


class PublicTables:
    """All tables of a public file. `keys` are the public keys that a report may show."""

    def __init__(self, connection: sqlite3.Connection, keys: frozenset[str]) -> None:
        self._connection = connection
        self._keys = keys
        select = "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
        self._tables = [(name, sql) for name, sql in connection.execute(select)]
        self.cells = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tables that hold something themselves: a virtual table's content lies in its shadow tables."""
        return tuple(name for name, sql in self._tables if not sql.upper().startswith("CREATE VIRTUAL"))

    @property
    def indexes(self) -> tuple[tuple[str, str], ...]:
        """Full-text indexes: name and SQL."""
        return tuple((name, sql) for name, sql in self._tables if re.search(r"\bUSING\s+fts5\b", sql, re.IGNORECASE))

    def schema(self) -> Iterator[Cell]:
        """Yield the names and the SQL of everything in the schema, comments included."""
        kinds = "SELECT rowid, type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
        for number, kind, name, table, sql in self._connection.execute(kinds):
            spot = Spot("schema", shown_name(name), kind, f"entry {number}")
            yield Cell(spot, f"{name} {table} {sql}")

    def rows(self, table: str) -> Iterator[Cell | Stored]:
        """Yield the texts and the bytes of a table, as they stand in its rows.

        A short value that a column holds again is left out: codes and labels come ten thousand times.
        """
        seen: set[tuple[str, str]] = set()
        figures = _columns_of_figures(table)
        for row, names, values in self._rows(table):
            self.cells += len(values)
            for name, value in zip(names, values, strict=True):
                if value is None or isinstance(value, float) or (isinstance(value, int) and name in figures):
                    continue
                if isinstance(value, bytes):
                    yield Stored(self._spot(table, name, row, values), value)
                    continue
                text = str(value)
                if len(text) <= REPEATED:
                    if (name, text) in seen:
                        continue
                    seen.add((name, text))
                yield Cell(self._spot(table, name, row, values), text)

    def _rows(self, table: str) -> Iterator[tuple[int, list[str], tuple[object, ...]]]:
        quoted = '"' + table.replace('"', '""') + '"'
        try:
            cursor = self._connection.execute(f"SELECT rowid, * FROM {quoted}")
        except sqlite3.OperationalError:  # WITHOUT ROWID
            cursor = self._connection.execute(f"SELECT NULL, * FROM {quoted}")
        names = [column[0] for column in cursor.description[1:]]
        for number, (rowid, *values) in enumerate(cursor, 1):
            yield rowid or number, names, tuple(values)

    def _spot(self, table: str, column: str, row: int, values: Iterable[object]) -> Spot:
        return Spot("table", shown_name(table), shown_name(column), self._shown_row(row, values))

    def _shown_row(self, rowid: int, values: Iterable[object]) -> str:
        for value in values:
            found = KEY.match(value) if isinstance(value, str) else None
            if found and found[1] in self._keys:
                return found[0]
        return f"row {rowid}"


@cache
def shown_name(name: str) -> str:
    """Return the name of a table or column where its words are the schema's: any other might give somebody away."""
    words = re.findall(r"[^\W_]+", name.casefold())
    return name if all(word in _schema_words() or word.isdigit() for word in words) else NOT_OURS


@cache
def _schema_words() -> frozenset[str]:
    schema = database_schema()
    tables = (*schema.table, *schema.protected, *schema.approved)
    texts = [f"{one.name} {one.title} {one.description}" for one in (*tables, *schema.views)]
    texts += [f"{column.name} {column.description}" for table in tables for column in table.columns]
    texts += [f"{column.name} {column.description}" for view in schema.views for column in view.columns]
    return frozenset(re.findall(r"[^\W_]+", " ".join(texts).casefold())) | _SQLITE_WORDS


def _columns_of_figures(table: str) -> Collection[str]:
    """Return the columns in which whole numbers belong: counts, positions and marks of the schema or of an index."""
    known = next((one for one in database_schema().public_tables if one.name == table), None)
    if known is None:
        return _SHADOW_COLUMNS if _SHADOW.fullmatch(table) else ()
    return {column.name for column in known.columns if column.type == "INTEGER"}
