"""The factors: a list of them, and a page for each: its judgements, its themes, its examples and its words."""

from __future__ import annotations

from urllib.parse import urlencode

from datasette.utils.asgi import Response

from noteworthy.web.addresses import decoded, factor_path, theme_path
from noteworthy.web.answers import Visit, for_readers, problem
from noteworthy.web.counts import POLARITIES
from noteworthy.web.facts import Balance
from noteworthy.web.figures import Part, Share, scale_of
from noteworthy.web.summaries import FactorEntry
from noteworthy.web.theme import WORDS_SHOWN, summaries_of
from noteworthy.web.words import practices_told

TABLES = ("theme_shares", "answer_shares", "distinctive_words")


async def _factors_page(visit: Visit) -> Response:
    with_notes = visit.site.holds == "records"
    factors = await summaries_of(visit).factors(counted=with_notes)
    context = {
        "here": "factors",
        "factors": factors,
        "balances": [_balance(factor) for factor in factors] if with_notes else [],
        "factor_link": factor_path,
    }
    return await visit.page("factors.html", context)


async def factor_of(visit: Visit) -> FactorEntry | Response:
    """Return the factor that an address names, or the page that says there is none."""
    code = decoded(visit.request.url_vars["code"])
    known = await summaries_of(visit).factors(counted=visit.site.holds == "records")
    return next((factor for factor in known if factor.code == code), None) or await _unknown(visit, code)


async def _factor_page(visit: Visit) -> Response:
    factor = await factor_of(visit)
    if isinstance(factor, Response):
        return factor
    asked = summaries_of(visit)
    if visit.site.holds == "counts":
        counts = await asked.safe_counts_of(factor.code)
        context = {"factor": factor, "counts": counts, "polarities": POLARITIES, "names": visit.site.theme_names}
        return await visit.page("factor_counts.html", context)
    urls, database = visit.datasette.urls, visit.site.database
    judgements = f"{urls.table(database, 'judgements')}?{urlencode({'factor': factor.code})}"
    context = {"factor": factor, "judgements": judgements, "there": await asked.there()}
    if context["there"]:
        answers = await asked.answers(factor.code)
        parts = _by_theme(await asked.shares_of_factor(factor.code), visit.site.theme_names)
        context |= {
            "practices": practices_told(await asked.practices(factor.code)),
            "balances": [_balance(factor)],
            "factor_link": factor_path,
            "answers": answers,
            "parts": parts,
            "scale": scale_of(share for part, _ in parts for share in (part.good, part.poor)),
            "words": await asked.words("factor", factor.code),
            "words_shown": WORDS_SHOWN,
            "examples": await asked.examples("factor", factor.code),
            "tables": {name: urls.table(database, name) for name in TABLES},
        }
    return await visit.page("factor.html", context)


def _balance(factor: FactorEntry) -> Balance:
    return Balance(factor.code, factor.name, factor.counts or {})


def _by_theme(shares: dict[str, dict[str, dict[str, Share]]], names: dict[str, str]) -> list[tuple[Part, Part]]:
    """Return each theme's shares in the notes on the factor, and in all notes to read them against."""
    found = []
    for theme, divided in shares.items():
        if "factor" in divided and "all" in divided:
            here, everywhere = divided["factor"], divided["all"]
            part = Part(names.get(theme, theme), here["good"], here["poor"], theme_path(theme))
            found.append((part, Part("All notes", everywhere["good"], everywhere["poor"])))
    return sorted(found, key=lambda pair: -(pair[0].good.count + pair[0].poor.count))


async def _unknown(visit: Visit, code: str) -> Response:
    return await problem(
        visit.datasette,
        visit.request,
        status=404,
        heading="No such factor",
        reason=f"No judgement or passage of this collection is about a factor “{code[:60]}”.",
        advice=[("See all factors", visit.datasette.urls.path("/-/factors"))],
    )


factors_view = for_readers(_factors_page)
factor_view = for_readers(_factor_page)
