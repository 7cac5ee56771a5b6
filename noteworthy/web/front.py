"""The front page: what this is, how often each theme is good or poor, and the ways in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Request, Response

from corpus.store.schema import database_schema
from noteworthy.web import words
from noteworthy.web.answers import Visit, for_readers
from noteworthy.web.counts import counts_page
from noteworthy.web.queries import COUNTED
from noteworthy.web.site import find_site
from noteworthy.web.versions import own_index

if TYPE_CHECKING:
    from datasette.app import Datasette


async def front_view(datasette: Datasette, request: Request, send: Any) -> Any:
    """Answer ``/``: our front page where there is a database of ours; Datasette's index elsewhere, and as JSON."""
    if request.url_vars.get("format") or await find_site(datasette) is None:
        return await own_index(datasette, request, send)
    return await _front(datasette, request)


async def index_view(datasette: Datasette, request: Request, send: Any) -> Any:
    """Answer ``/-/``: Datasette's own index, which our front page would else hide."""
    if await find_site(datasette) is None:
        raise NotFound("404")
    return await own_index(datasette, request, send)


async def _front_page(visit: Visit) -> Response:
    if visit.site.holds == "counts":
        return await counts_page(visit)
    queries = visit.queries
    tally = await queries.tally()
    balances = sorted(await queries.balances(), key=lambda balance: (-balance.total, balance.name))
    context = {
        "here": "front",
        "tally": tally,
        "practices": words.practices_told(tally.practices),
        "balances": balances,
        "views": [(view.name, view.title) for view in database_schema().views if view.name in COUNTED],
    }
    return await visit.page("front.html", context)


_front = for_readers(_front_page)
