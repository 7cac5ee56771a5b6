"""Our pages as responses: rendered, with headers that let nothing in from elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Forbidden, NotFound, Request, Response

from noteworthy.web import words
from noteworthy.web.queries import Queries
from noteworthy.web.scripts import script_path
from noteworthy.web.site import Site, find_site
from noteworthy.web.versions import may_view

if TYPE_CHECKING:
    from datasette.app import Datasette

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
"""Our pages hold no inline script or style and nothing from another address, and the browser is told so."""

_WORDS = {
    "polarity_words": words.POLARITY,
    "polarity_meanings": words.POLARITY_MEANING,
    "practice_words": words.PRACTICE,
    "status_words": words.STATUS,
    "source_words": words.SOURCE,
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to one of our pages, from someone who may see the data."""

    datasette: Datasette
    request: Request
    site: Site

    @property
    def queries(self) -> Queries:
        """The site's database, ready to be asked."""
        return Queries(self.datasette.get_database(self.site.database))

    async def page(self, template: str, context: Mapping[str, Any], *, scripts: Sequence[str] = ()) -> Response:
        """Answer with a page, which may name scripts of ours that it can use."""
        return await render(self.datasette, self.request, template, context, scripts=scripts)


Page = Callable[[Visit], Awaitable[Response]]
View = Callable[["Datasette", Request], Awaitable[Response]]


def for_readers(page: Page) -> View:
    """Make a Datasette view of a page: only where the site is ours, only to read, only for those who may."""

    async def view(datasette: Datasette, request: Request) -> Response:
        site = await find_site(datasette)
        if site is None:
            raise NotFound("404")
        if request.method not in ("GET", "HEAD"):
            return await wrong_method(datasette, request)
        if not await may_view(datasette, request.actor, database=site.database, table=site.table):
            raise Forbidden("view-database")
        response = await page(Visit(datasette, request, site))
        if request.method == "HEAD":
            response.body = b""
        return response

    return view


async def render(
    datasette: Datasette,
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    scripts: Sequence[str] = (),
) -> Response:
    """Render one of our templates into a response; scripts run only where a page names them, and only our own."""
    known = {**_WORDS, "scripts": [script_path(name) for name in scripts], **context}
    body = await datasette.render_template(f"noteworthy/{template}", known, request=request)
    return Response.html(body, status=status, headers=_allowing(scripts))


def _allowing(scripts: Sequence[str]) -> dict[str, str]:
    """Return the headers of a page: the policy opens for our own scripts where the page has any."""
    headers = dict(HEADERS)
    if scripts:
        headers["Content-Security-Policy"] += "; script-src 'self'"
    return headers


async def problem(
    datasette: Datasette,
    request: Request,
    *,
    status: int,
    heading: str,
    reason: str,
    advice: Sequence[tuple[str, str | None]] = (),
) -> Response:
    """Say what is wrong and what to do, as a plain page; as JSON, in Datasette's form, where the address asks for it.

    Advice is (sentence, link or ``None``).
    """
    if request.path.endswith(".json"):
        told = {"ok": False, "error": reason, "status": status, "title": heading}
        return Response.json(told, status=status, headers=dict(HEADERS))
    context = {"heading": heading, "reason": reason, "advice": advice}
    return await render(datasette, request, "problem.html", context, status=status)


async def wrong_method(datasette: Datasette, request: Request) -> Response:
    """Answer a request that would write: these pages are only read."""
    response = await problem(
        datasette, request, status=405, heading="This page can only be read", reason="It takes no input of this kind."
    )
    response.headers["Allow"] = "GET, HEAD"
    return response
