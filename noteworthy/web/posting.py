"""Pages that take what is posted to them: for whom, by which methods, and never kept by a browser or a cache."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl

from datasette.utils.asgi import Forbidden, NotFound, Request, Response

from noteworthy.web.answers import View, Visit, problem
from noteworthy.web.offers import offers_of
from noteworthy.web.site import find_site
from noteworthy.web.versions import may_view

if TYPE_CHECKING:
    from datasette.app import Datasette

Offer = Literal["tag", "write"]
_OFF = (
    "Notes are not tagged here. Whoever runs this site can switch it on: "
    '`noteworthy serve FILE.db --tag`, or "plugins": {"noteworthy": {"tag": true}} in the metadata.'
)


Form = Mapping[str, str]
"""The fields of a form, each as it was first given."""
Page = Callable[[Visit], Awaitable[Response]]


def for_writers(page: Page, *, offer: Offer, methods: Sequence[str] = ("GET", "HEAD", "POST")) -> View:
    """Make a Datasette view of a page that takes input: only where it is offered to this reader, else 404."""

    async def view(datasette: Datasette, request: Request) -> Response:
        response = await _answered(datasette, request, page, offer=offer, methods=methods)
        response.headers["Cache-Control"] = "no-store"
        if request.method == "HEAD":
            response.body = b""
        return response

    return view


async def _answered(
    datasette: Datasette, request: Request, page: Page, *, offer: Offer, methods: Sequence[str]
) -> Response:
    site = await find_site(datasette)
    if site is None:
        raise NotFound("404")
    if not await may_view(datasette, request.actor, database=site.database, table=site.table):
        raise Forbidden("view-database")
    if not getattr(offers_of(datasette, request, site), offer):
        if offer == "write":
            raise NotFound("404")
        return await problem(datasette, request, status=404, heading="Tagging is not switched on", reason=_OFF)
    if request.method not in methods:
        heading, reason = "That cannot be done here", f"This address answers to {' and '.join(methods)} alone."
        response = await problem(datasette, request, status=405, heading=heading, reason=reason)
        response.headers["Allow"] = ", ".join(methods)
        return response
    return await page(Visit(datasette, request, site))


async def form_of(request: Request) -> Form:
    """Return the fields of a posted form; line ends are single, as a note's are."""
    fields: dict[str, str] = {}
    for name, value in parse_qsl((await request.post_body()).decode(), keep_blank_values=True):
        fields.setdefault(name, value.replace("\r\n", "\n"))
    return fields


def see_other(visit: Visit, path: str) -> Response:
    """Send the browser on to a page of ours, so that loading it again posts nothing twice."""
    return Response.redirect(visit.datasette.urls.path(path), status=303)
