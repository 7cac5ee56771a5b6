"""The page of the data: every table and column, downloads, licence, checksum, citation, and what releases changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import Response

from corpus.store.schema import Column, View, ViewColumn, database_schema
from noteworthy.web.answers import Visit, for_readers
from noteworthy.web.released import release_of
from noteworthy.web.site import Site

COUNTING_LIMIT = 200
"""Milliseconds that counting one table of a private database may take; a count that takes longer is left out."""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table or view as the page describes it."""

    name: str
    title: str
    description: str
    rows: int | None
    columns: tuple[Column | ViewColumn, ...]
    is_view: bool = False


async def _data_page(visit: Visit) -> Response:
    site, urls = visit.site, visit.datasette.urls
    told = release_of(visit)
    tables, views = await _tables(visit)
    database = visit.datasette.get_database(site.database)
    context: dict[str, Any] = {
        "here": "data",
        "tables": tables,
        "views": views,
        "told": told,
        "download": urls.database(site.database, format="db") if not database.is_mutable and database.path else None,
        "address": visit.datasette.absolute_url(visit.request, urls.path("/")),
    }
    return await visit.page("data.html", context)


async def _tables(visit: Visit) -> tuple[list[TableFacts], list[TableFacts]]:
    database = visit.datasette.get_database(visit.site.database)
    counts = await database.table_counts(COUNTING_LIMIT)
    known = {name: counts.get(name) for name in await database.table_names()}
    tables = [
        TableFacts(table.name, table.title, table.description, known[table.name], table.columns)
        for table in _described(visit.site)
        if table.name in known
    ]
    there = set(await database.view_names())
    return tables, [_view(view) for view in database_schema().views if view.name in there]


def _described(site: Site) -> tuple[Any, ...]:
    schema = database_schema()
    return schema.public_tables if site.holds == "records" else (*schema.protected_tables, *schema.approved)


def _view(view: View) -> TableFacts:
    return TableFacts(view.name, view.title, view.description, None, view.columns, is_view=True)


data_view = for_readers(_data_page)
