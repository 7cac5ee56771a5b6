"""A theme's page: its rule, how often practice is good and poor, where and when, what goes with it, and examples."""

from __future__ import annotations

from urllib.parse import urlencode

from datasette.utils.asgi import Response

from corpus.store.counts import NOT_KNOWN
from noteworthy.web.addresses import decoded
from noteworthy.web.answers import Visit, for_readers, problem
from noteworthy.web.counts import theme_counts_page
from noteworthy.web.facts import ThemeEntry
from noteworthy.web.parts import PLACES, YEARS, parts_of
from noteworthy.web.summaries import Summaries
from noteworthy.web.trend import trend

WORDS_SHOWN = 15
"""Distinctive words shown of each side."""

FOLDED = ("provider", "region")
"""Parts whose tables are folded away at first, by anchor: they are long, and few readers come for them."""

TABLES = ("theme_shares", "theme_pairs", "distinctive_words")


async def theme_of(visit: Visit) -> ThemeEntry | Response:
    """Return the theme that an address names, or the page that says there is none."""
    code = decoded(visit.request.url_vars["code"])
    return await visit.queries.theme(code) or await _unknown(visit, code)


async def _theme_page(visit: Visit) -> Response:
    theme = await theme_of(visit)
    if isinstance(theme, Response):
        return theme
    if visit.site.holds == "counts":
        return await theme_counts_page(visit, theme)
    table, asked = visit.datasette.urls.table, summaries_of(visit)
    context = {
        "theme": theme,
        "balances": [balance for balance in await visit.queries.balances() if balance.theme == theme.code],
        "all_codings": f"{table(visit.site.database, 'codings')}?{urlencode({'theme': theme.code})}",
        "there": await asked.there(),
        "found": None,
    }
    if context["there"]:
        context |= await _summaries(visit, asked, theme.code)
    return await visit.page("theme.html", context)


def summaries_of(visit: Visit) -> Summaries:
    """Return the site's summaries, ready to be asked."""
    return Summaries(visit.datasette.get_database(visit.site.database))


async def _summaries(visit: Visit, asked: Summaries, code: str) -> dict[str, object]:
    shares = await asked.shares_of_theme(code)
    over_all = shares.get("all", {}).get("all")
    if over_all is None:
        return {}
    years = shares.get("year", {})
    known_years = {year: found for year, found in years.items() if year != NOT_KNOWN}
    factors = {factor.code: factor.name for factor in await asked.factors(counted=False)}
    return {
        "found": over_all,
        "years": parts_of(YEARS, years, over_all, factors={}),
        "trend": trend(known_years) if len(known_years) > 1 else None,
        "divided": [parts_of(place, shares.get(place.name, {}), over_all, factors=factors) for place in PLACES],
        "folded_parts": FOLDED,
        "pairs": await asked.pairs(code),
        "words": await asked.words("theme", code),
        "words_shown": WORDS_SHOWN,
        "examples": await asked.examples("theme", code),
        "tables": {name: visit.datasette.urls.table(visit.site.database, name) for name in TABLES},
    }


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
