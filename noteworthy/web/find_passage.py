"""A passage's own page, its lasting address: its words in their place, what they were coded as, and others like it."""

from __future__ import annotations

from datasette.utils.asgi import Response

from noteworthy.finder.labels import FACET
from noteworthy.finder.questions import Hit
from noteworthy.web.addresses import decoded, sentence_number
from noteworthy.web.answers import Visit, for_readers, problem
from noteworthy.web.counts import no_notes_page
from noteworthy.web.facts import SentenceFacts
from noteworthy.web.find_citation import citing
from noteworthy.web.find_passages import shown
from noteworthy.web.find_question import PATH
from noteworthy.web.finders import finder_of, no_index_page
from noteworthy.web.shortlist import MOST as LIST_HOLDS

SIMILAR = 8
"""Similar passages shown."""


async def _passage_page(visit: Visit) -> Response:
    if visit.site.holds == "counts":
        return await no_notes_page(visit)
    finder = await finder_of(visit)
    if finder is None:
        return await no_index_page(visit)
    key = decoded(visit.request.url_vars["key"])
    hit = (await finder.passages([key])).get(key)
    if hit is None:
        return await unknown_passage(visit, key)
    cited = await citing(visit)
    similar = await finder.similar(key, number=SIMILAR)
    before, after = _beside(hit, await visit.queries.sentences(hit.note))
    context = {
        "passage": shown(hit),
        "citation": cited.of(hit),
        "before": before,
        "after": after,
        "similar": [(shown(other, whole=False), cited.of(other)) for other in similar],
        "facet_words": FACET,
        "most": LIST_HOLDS,
    }
    return await visit.page("passage.html", context, scripts=("shortlist",))


def _beside(hit: Hit, sentences: tuple[SentenceFacts, ...]) -> tuple[str, str]:
    """Return the sentence before and the one after in the note; empty where there is none."""
    texts = {str(sentence.number): sentence.text for sentence in sentences}
    number = int(sentence_number(hit.sentence) or 0)
    return texts.get(str(number - 1), ""), texts.get(str(number + 1), "")


async def unknown_passage(visit: Visit, key: str) -> Response:
    """Say that there is no such passage."""
    return await problem(
        visit.datasette,
        visit.request,
        status=404,
        heading="No such passage",
        reason=f"There is no passage with the key “{key[:80]}” in this collection.",
        advice=[
            ("Check the address: a key is copied whole, and capitals matter", None),
            ("Find practice by its words", visit.datasette.urls.path(PATH)),
        ],
    )


passage_view = for_readers(_passage_page)
