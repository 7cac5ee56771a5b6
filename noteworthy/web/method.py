"""How notes are coded and how well: the figures of the evaluation, their intervals and baselines, and the limits."""

from __future__ import annotations

from datasette.utils.asgi import Response

from noteworthy.figures import shipped_figures
from noteworthy.web.answers import Visit, for_readers
from noteworthy.web.released import release_of


async def _method_page(visit: Visit) -> Response:
    facts = await visit.queries.meta()
    figures = shipped_figures()
    readers = {hash_: reader for reader, hash_ in (figures.models if figures else {}).items()}
    context = {
        "here": "method",
        "figures": figures,
        "facts": facts,
        "models": [(model, readers.get(model)) for model in facts.get("model", "").split()],
        "tally": await visit.queries.tally() if visit.site.holds == "records" else None,
        "told": release_of(visit),
    }
    return await visit.page("method.html", context)


method_view = for_readers(_method_page)
