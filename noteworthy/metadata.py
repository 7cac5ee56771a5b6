"""What Datasette is told of our databases: every table and column in plain English, how they sort, what to count.

`python -m noteworthy.metadata` writes `datasette_metadata.json` from the schema; a test fails when the file is stale.
What belongs to one file, such as the licence of its text, is read from its own table of sources when it is served.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.codebook import default_codebook
from corpus.store.schema import Column, Table, View, ViewColumn, database_schema

METADATA_FILE = Path(__file__).parents[1] / "datasette_metadata.json"

Metadata = dict[str, Any]

TITLE = "Noteworthy: inspectors' notes, coded by theme"

ABOUT_TAGS = "Automated tags are aids, not inspection judgements."

DEMONSTRATION = (
    "The demonstration corpus that comes with Noteworthy is invented: authored, not real cases, and dedicated to the "
    "public domain (CC0 1.0)."
)

OWN_LICENCES = "Each source's own: see the table sources"

_DATABASES = {
    "public": (
        "Inspectors' notes, published",
        "Notes that inspectors wrote about practice, with each theme, its polarity and the exact words that carry it. "
        "Whatever could identify a person is replaced by a placeholder; some of it may be missed.",
    ),
    "protected": (
        "Inspectors' notes, counted",
        "How many notes bear each theme, good and poor. Such notes are about people, so they are not "
        "published: every count is rounded, and small ones are hidden.",
    ),
    "work": (
        "Inspectors' notes, private",
        "The private working database. It may name people: it is for its owner alone, and is never to be published.",
    ),
}

_HIDDEN = ("_config", "_content", "_data", "_docsize", "_idx")


def metadata() -> Metadata:
    """Return the whole of `datasette_metadata.json`."""
    return {
        "title": TITLE,
        "description": f"{ABOUT_TAGS} {DEMONSTRATION}",
        "license": OWN_LICENCES,
        "source": "Each note's own: see the table sources",
        "about": f"Codebook: {default_codebook().title}, version {default_codebook().version}",
        "databases": {kind: database_metadata(kind) for kind in _DATABASES},
    }


def database_metadata(kind: str) -> Metadata:
    """Return what Datasette is told of a database of this kind: `public` (an open release), `protected` or `work`."""
    schema, private = database_schema(), kind == "work"
    title, description = _DATABASES[kind]
    protected = (*schema.protected_tables, *schema.approved)
    shown = {"work": schema.table, "public": schema.public_tables, "protected": protected}[kind]
    tables = {table.name: _table(table) for table in shown}
    tables |= {view.name: _view(view) for view in schema.views if kind != "protected"}
    tables |= {name: {"hidden": True} for name in _hidden_tables(shown, private=private)}
    about = {"title": title, "description": f"{description} {ABOUT_TAGS}", "license": OWN_LICENCES}
    # Whoever opens the private database without our `serve` still has to sign in.
    return about | ({"allow": {"id": "root"}} if private else {}) | {"tables": tables}


def _table(table: Table) -> Metadata:
    described: Metadata = {
        "title": table.title,
        "description": table.description,
        "columns": {column.name: _column(column) for column in table.columns},
        # Datasette's own heading links to an order by the key.
        "sortable_columns": _kept(dict.fromkeys((*table.key, *table.sortable)), table),
        "facets": _kept(table.facets, table),
        "size": table.page_size,
    }
    if table.label:
        described["label_column"] = table.label
    if table.sort:
        described["sort"] = table.sort
    if table.hidden:
        described["hidden"] = True
    if table.search:
        described |= {"fts_table": f"{table.name}_fts", "fts_pk": "rowid"}
    return described


def _view(view: View) -> Metadata:
    return {
        "title": view.title,
        "description": view.description,
        "columns": {column.name: _column(column) for column in view.columns},
        "sortable_columns": list(view.sortable),
        "facets": list(view.facets),
        "size": view.page_size,
    }


def _column(column: Column | ViewColumn) -> str:
    return f"{column.description} Unit: {column.unit}." if column.unit else column.description


def _kept(names: Iterable[str], table: Table) -> list[str]:
    """Leave out what a public file does not have."""
    there = {column.name for column in table.columns}
    return [name for name in names if name in there]


def _hidden_tables(tables: Iterable[Table], *, private: bool) -> Iterator[str]:
    """Yield the tables that SQLite and sqlite-utils keep for themselves."""
    for table in tables:
        if table.search:
            yield f"{table.name}_fts"
            yield from (f"{table.name}_fts{part}" for part in _HIDDEN if part != "_content")
    yield "sqlite_stat1"
    if private:
        yield "_sqlite_migrations"


@dataclass(frozen=True, slots=True)
class SourceNotice:
    """What a file's own table of sources says of one of them."""

    title: str
    licence: str
    notice: str
    attribution: str


def served_metadata(kind: str, *, name: str, sources: Iterable[SourceNotice]) -> Metadata:
    """Return the metadata for one file, served under `name`: the shipped ones, and what its own sources say."""
    shipped: Metadata = json.loads(METADATA_FILE.read_text(encoding="utf-8"))
    sources = list(sources)
    described: Metadata = dict(shipped["databases"][kind])
    top = {key: value for key, value in shipped.items() if key != "databases"}
    notices = _once(source.notice for source in sources)
    licences = _once(source.licence for source in sources)
    origins = _once(
        f"{source.title} ({source.attribution})" if source.attribution else source.title for source in sources
    )
    top["description"] = " ".join([ABOUT_TAGS, *notices])
    described["description"] = " ".join([described["description"], *notices])
    for level in (top, described):
        level["source"] = "; ".join(origins) or shipped["source"]
        level["license"] = "; ".join(licences) or OWN_LICENCES
    if "allow" in described:
        top["allow"] = described["allow"]
    return top | {"databases": {name: described}}


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def text_of(data: Metadata) -> str:
    """Return metadata as the file holds them."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write `datasette_metadata.json`."""
    METADATA_FILE.write_text(text_of(metadata()), encoding="utf-8")


if __name__ == "__main__":
    main()
