"""The schema of our databases as data: every table, column, view and dimension, and what a release does with each.

`corpus/data/schema.toml` holds it. The public database and the descriptions that Datasette shows are made from it; the
private database is made by the migrations, which a test holds to it.
"""

from functools import cache, cached_property
from importlib.resources import files
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from corpus.configuration import content_hash, read_toml
from corpus.errors import DatabaseError

WORK_ID = 0x4E6F7457
PUBLIC_ID = 0x4E6F7450
"""SQLite's `application_id` of a private and of a public database of ours ("NotW", "NotP")."""

Publish = Literal["as-is", "redacted", "generalised", "hashed", "derived", "dropped"]


PROTECTED_LISTS = ("sources", "themes", "factors", "meta")
"""Tables that an open and a protected release share: they describe, and record nothing."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ViewColumn(_Entry):
    """A column of a view: what it means; `sql` where several views share the way to work it out."""

    name: str
    description: str
    unit: str = ""
    sql: str = ""


class Column(_Entry):
    """A column of a table, and what a release does with it."""

    name: str
    type: Literal["TEXT", "INTEGER", "REAL", "BLOB"]
    description: str
    unit: str = ""
    key: bool = False
    references: str = ""
    """`table.column` that it points at."""
    publish: Publish

    @property
    def sql(self) -> str:
        """The column as `CREATE TABLE` writes it, without what concerns the table as a whole."""
        table, _, column = self.references.partition(".")
        reference = f' REFERENCES "{table}"("{column}")' if table else ""
        return f'"{self.name}" {self.type}{" NOT NULL" if self.key else ""}{reference}'


class _Shown(_Entry):
    """What tables and views share: how they are described and shown."""

    name: str
    title: str
    description: str
    label: str = ""
    sort: str = ""
    facets: tuple[str, ...] = ()
    sortable: tuple[str, ...] = ()
    page_size: int = 100


class Table(_Shown):
    """A table, its key and its indexes; `publish` is false for what never leaves the private database."""

    columns: tuple[Column, ...]
    index: tuple[tuple[str, ...], ...] = ()
    search: tuple[str, ...] = ()
    """Columns that full-text search covers."""
    publish: bool = True
    hidden: bool = False
    """Whether it is for the machine alone: Datasette leaves it out of its lists."""

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Names of the columns that make up the primary key."""
        return tuple(column.name for column in self.columns if column.key)

    @cached_property
    def public(self) -> "Table | None":
        """The table as a public file has it: without what is dropped; `None` where it is not published at all."""
        if not self.publish:
            return None
        columns = tuple(column for column in self.columns if column.publish != "dropped")
        names = {column.name for column in columns}
        index = tuple(columns for columns in self.index if names.issuperset(columns))
        return self.model_copy(update={"columns": columns, "index": index})

    def statements(self) -> tuple[str, ...]:
        """Return the SQL that makes the table and its indexes."""
        lines = [column.sql for column in self.columns]
        lines.append(f"PRIMARY KEY ({_quoted(self.key)})")
        table = f'CREATE TABLE "{self.name}" (\n  ' + ",\n  ".join(lines) + "\n)"
        indexes = [
            f'CREATE INDEX "idx_{self.name}_{"_".join(columns)}" ON "{self.name}" ({_quoted(columns)})'
            for columns in self.index
        ]
        return (table, *indexes)

    def search_statements(self, *, triggers: bool) -> tuple[str, ...]:
        """Return the SQL that makes its full-text index: the words' stems, with no second copy of the text.

        With triggers the index follows the table, change by change; without them it is filled by a rebuild.
        """
        if not self.search:
            return ()
        columns, name = _quoted(self.search), self.name
        index = (
            f'CREATE VIRTUAL TABLE "{name}_fts" USING FTS5 ({columns}, tokenize=\'porter unicode61\', content="{name}")'
        )
        return (index, *(_search_triggers(name, self.search) if triggers else ()))


class View(_Shown):
    """A view. `like` names the view whose columns it has; `tally` adds the columns of every view of counts."""

    sql: str
    columns: tuple[ViewColumn, ...] = ()
    tally: bool = False
    like: str = ""


class Tally(_Entry):
    """The columns that every view of counts ends with."""

    columns: tuple[ViewColumn, ...]


class Dimension(_Entry):
    """What counts are divided by: an expression over notes `n`, judgements `j` and cases `k`."""

    name: str
    description: str
    sql: str


class DatabaseSchema(_Entry):
    """All tables, views and dimensions, in the order in which a reader should meet them."""

    table: tuple[Table, ...]
    view: tuple[View, ...]
    tally: Tally
    dimension: tuple[Dimension, ...]
    protected: tuple[Table, ...] = ()
    """Tables that a protected release has in place of records."""
    approved: tuple[Table, ...] = ()
    """Tables that join it where people approved single passages."""

    @model_validator(mode="after")
    def _what_is_named_is_there(self) -> Self:
        tables = (*self.table, *self.protected, *self.approved)
        known = {f"{table.name}.{column.name}" for table in tables for column in table.columns}
        for table in tables:
            named = [*table.facets, *table.sortable, *table.search, *sum(table.index, ())]
            named += [name for name in (table.label, table.sort) if name]
            missing = [name for name in named if f"{table.name}.{name}" not in known]
            missing += [column.references for column in table.columns if column.references not in known | {""}]
            if missing:
                raise ValueError(f"table '{table.name}' names '{missing[0]}', which is no column")
        return self

    @cached_property
    def hash(self) -> str:
        """Content hash: 12 hex digits."""
        return content_hash(self)

    @cached_property
    def views(self) -> tuple[View, ...]:
        """The views with their columns and their SQL complete."""
        by_name = {view.name: view for view in self.view}
        return tuple(
            view.model_copy(update={"columns": self._columns_of(view, by_name), "sql": self._sql_of(view)})
            for view in self.view
        )

    def _columns_of(self, view: View, by_name: dict[str, View]) -> tuple[ViewColumn, ...]:
        own = by_name[view.like].columns if view.like else view.columns
        return own + (self.tally.columns if view.tally else ())

    def _sql_of(self, view: View) -> str:
        columns = ",\n  ".join(f"{column.sql} AS {column.name}" for column in self.tally.columns)
        body = view.sql.strip().replace("{tally}", "\n  " + columns)
        return f'CREATE VIEW "{view.name}" AS\n{body}'

    @cached_property
    def public_tables(self) -> tuple[Table, ...]:
        """The tables of a public file, without the columns that never stand there."""
        return tuple(table.public for table in self.table if table.public is not None)

    @cached_property
    def protected_tables(self) -> tuple[Table, ...]:
        """The tables of a protected release: what says how to read it, and safe counts; no record of anything."""
        spoken = [self.named(name).public for name in PROTECTED_LISTS]
        return (*(table for table in spoken if table is not None), *self.protected)

    def named(self, name: str) -> Table:
        """Return the table with this name."""
        return next(table for table in self.table if table.name == name)


@cache
def database_schema() -> DatabaseSchema:
    """Return the schema of our databases."""
    return read_toml(files("corpus") / "data" / "schema.toml", DatabaseSchema, error=DatabaseError)


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _search_triggers(name: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the triggers that keep an external-content index in step with its table (SQLite manual, FTS5, 4.4.3)."""
    new, old = (", ".join(f'{row}."{column}"' for column in columns) for row in ("new", "old"))
    index, quoted = f'"{name}_fts"', _quoted(columns)
    add = f"INSERT INTO {index} (rowid, {quoted}) VALUES (new.rowid, {new});"
    remove = f"INSERT INTO {index} ({index}, rowid, {quoted}) VALUES ('delete', old.rowid, {old});"
    return (
        f'CREATE TRIGGER "{name}_ai" AFTER INSERT ON "{name}" BEGIN {add} END',
        f'CREATE TRIGGER "{name}_ad" AFTER DELETE ON "{name}" BEGIN {remove} END',
        f'CREATE TRIGGER "{name}_au" AFTER UPDATE OF {quoted} ON "{name}" BEGIN {remove} {add} END',
    )
