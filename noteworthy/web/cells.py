"""Cells of Datasette's own tables: a note's key leads to the note's page, a theme's code shows its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from noteworthy.web.addresses import note_path, theme_path
from noteworthy.web.marks import printable
from noteworthy.web.site import Site, find_site

if TYPE_CHECKING:
    from datasette.app import Datasette

_NOTE_KEYS = {("notes", "id")}
"""(table, column) that hold a note's key under another name than ``note``."""

_EXCERPT = 400


def is_ours(table: str | None, column: str) -> bool:
    """Tell whether a cell may be shown our way; asked of every cell, so it must cost nothing."""
    return column in ("note", "theme", "code") or (table == "notes" and column in ("id", "text"))


async def cell(
    datasette: Datasette, *, row: Any, value: Any, column: str, table: str | None, database: str
) -> Markup | None:
    """Return how a cell is shown, or ``None`` to leave it to Datasette. Whatever stands in it is escaped."""
    site = await find_site(datasette)
    code = value["value"] if isinstance(value, dict) else value
    if site is None or site.database != database or not isinstance(code, str) or not code:
        return None
    if column == "note" or (table, column) in _NOTE_KEYS:
        return _link(datasette, note_path(code), code)
    if column == "theme" or (table, column) == ("themes", "code"):
        return _theme(datasette, site, row, code)
    if (table, column) == ("notes", "text"):
        return _excerpt(datasette, row, code)
    return None


def _link(datasette: Datasette, path: str, words: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(path), printable(words))


def _theme(datasette: Datasette, site: Site, row: Any, code: str) -> Markup | None:
    """Return the theme's name, or its code where a column of names stands beside it."""
    name = site.theme_names.get(code)
    if name is None:
        return None
    named_beside = {"name", "theme_name"}.intersection(row.keys())
    return _link(datasette, theme_path(code), code if named_beside else name)


def _excerpt(datasette: Datasette, row: Any, text: str) -> Markup:
    """Return the text, cut where it is long, with the way to the page that shows it whole and marked."""
    short = text if len(text) <= _EXCERPT else text[:_EXCERPT].rstrip() + "…"
    key = row["id"] if "id" in row.keys() else None  # noqa: SIM118 (a database row has no other membership test)
    if not isinstance(key, str):
        return Markup("<bdi>{}</bdi>").format(printable(short))
    path = datasette.urls.path(note_path(key))
    return Markup('<bdi>{}</bdi>\n<a href="{}">Read this note, marked</a>').format(printable(short), path)
