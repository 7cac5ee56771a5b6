"""A theme's page: its rule, its counts, and passages of good and poor practice side by side."""

from urllib.parse import urlencode

from datasette.utils.asgi import Response

from noteworthy.web.addresses import decoded
from noteworthy.web.answers import Visit, for_readers, problem
from noteworthy.web.counts import theme_counts_page

EXAMPLES = 10
"""Passages shown of each kind: enough to see the range, few enough to read."""


async def _theme_page(visit: Visit) -> Response:
    code = decoded(visit.request.url_vars["code"])
    queries = visit.queries
    theme = await queries.theme(code)
    if theme is None:
        return await _unknown(visit, code)
    if visit.site.holds == "counts":
        return await theme_counts_page(visit, theme)
    codings = visit.datasette.urls.table(visit.site.database, "codings")
    context = {
        "theme": theme,
        "balances": [balance for balance in await queries.balances() if balance.theme == code],
        "good": await queries.passages(code, "good", EXAMPLES),
        "poor": await queries.passages(code, "poor", EXAMPLES),
        "all_codings": f"{codings}?{urlencode({'theme': code})}",
    }
    return await visit.page("theme.html", context)


async def _unknown(visit: Visit, code: str) -> Response:
    urls = visit.datasette.urls
    return await problem(
        visit.datasette,
        visit.request,
        status=404,
        heading="No such theme",
        reason=f"The codebook of this collection has no theme “{code[:60]}”.",
        advice=[("See all themes in the codebook", urls.path("/-/codebook"))],
    )


theme_view = for_readers(_theme_page)
