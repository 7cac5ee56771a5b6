"""The pages of a protected release: safe counts, and why there is nothing else to see."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from datasette.utils.asgi import Response

from corpus.store.schema import database_schema
from noteworthy.web import words
from noteworthy.web.answers import Visit, problem
from noteworthy.web.facts import SafeCounts, ThemeEntry

POLARITIES = ("good", "mixed", "poor", "context")


async def counts_page(visit: Visit) -> Response:
    """Answer the front page: how many notes bear each theme, good and poor."""
    queries = visit.queries
    context = {
        "here": "front",
        "totals": await queries.safe_totals(),
        "counts": await queries.safe_counts(),
        "names": visit.site.theme_names,
        "polarities": POLARITIES,
        "approved": await queries.how_many_approved(),
        "all_counts": visit.datasette.urls.table(visit.site.database, "safe_counts"),
    }
    return await visit.page("counts.html", context)


async def theme_counts_page(visit: Visit, theme: ThemeEntry) -> Response:
    """Answer the page of a theme: its rule, and its counts by each dimension."""
    context = {
        "theme": theme,
        "tables": _by_dimension(await visit.queries.safe_counts(theme.code)),
        "polarities": POLARITIES,
        "approved": await visit.queries.approved(theme.code),
        "text_kinds": words.NOTE_KIND,
        "table": visit.datasette.urls.table(visit.site.database, "approved_passages"),
    }
    return await visit.page("theme_counts.html", context)


def _by_dimension(counts: tuple[SafeCounts, ...]) -> list[dict[str, Any]]:
    described = {dimension.name: dimension.description.rstrip(".") for dimension in database_schema().dimension}
    return [
        {"name": name, "title": described.get(name, name), "rows": list(rows)}
        for name, rows in groupby(counts, key=lambda row: row.dimension)
    ]


async def no_notes_page(visit: Visit) -> Response:
    """Say that this release holds no notes, and why."""
    return await problem(
        visit.datasette,
        visit.request,
        status=404,
        heading="This release holds no notes",
        reason="Such notes are about people, so what is published of them are counts that lead back to nobody.",
        advice=[("See the counts", visit.datasette.urls.path("/"))],
    )
