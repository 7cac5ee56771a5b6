"""Find practice: words and filters in, passages out, each with what it rests on; the same as JSON and as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from datasette.utils import add_cors_headers
from datasette.utils.asgi import Response

from noteworthy.finder.labels import FACET
from noteworthy.finder.questions import Answer, Facet, Question
from noteworthy.web import words
from noteworthy.web.answers import HEADERS, Visit, for_readers, problem
from noteworthy.web.counts import no_notes_page
from noteworthy.web.find_citation import citing
from noteworthy.web.find_data import answer_as_csv, answer_as_json
from noteworthy.web.find_passages import shown
from noteworthy.web.find_question import (
    MOST,
    PATH,
    SIZE,
    Misread,
    find_path,
    pages,
    read_question,
    turned,
    without,
)
from noteworthy.web.finders import finder_of, no_index_page
from noteworthy.web.shortlist import MOST as LIST_HOLDS

OPEN = ("theme", "polarity")
"""Facets that are shown unfolded from the start: what most readers narrow by."""


@dataclass(frozen=True, slots=True)
class Removable:
    """One thing chosen, and the path to the answer without it."""

    facet: str
    value: str
    path: str


@dataclass(frozen=True, slots=True)
class Found:
    """A question that could be answered, and its answer."""

    question: Question
    answer: Answer

    @property
    def pages(self) -> int:
        """How many pages the answer has."""
        return pages(self.question, self.answer.total)


async def _find_page(visit: Visit) -> Response:
    found = await _found(visit)
    if isinstance(found, Response):
        return found
    return await visit.page("find.html", {"here": "find", **await _shown(visit, found)}, scripts=("shortlist",))


async def _find_json(visit: Visit) -> Response:
    found = await _found(visit)
    if isinstance(found, Response):
        return found
    text = answer_as_json(found.answer, pages=found.pages, citing=await citing(visit), notices=visit.site.notices)
    return _data(visit, text, "application/json; charset=utf-8")


async def _find_csv(visit: Visit) -> Response:
    found = await _found(visit, size=MOST)
    if isinstance(found, Response):
        return found
    response = _data(visit, answer_as_csv(found.answer, citing=await citing(visit)), "text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="passages.csv"'
    return response


def _data(visit: Visit, text: str, kind: str) -> Response:
    response = Response(text, headers=dict(HEADERS), content_type=kind)
    if visit.datasette.cors:
        add_cors_headers(response.headers)
    return response


async def _found(visit: Visit, **sizes: int) -> Found | Response:
    """Return what was found, or the page that says why nothing could be looked for."""
    if visit.site.holds == "counts":
        return await no_notes_page(visit)
    question = read_question(visit.request.args, themes=visit.site.theme_names, **sizes)
    if isinstance(question, Misread):
        return await _misread(visit, question)
    finder = await finder_of(visit)
    if finder is None:
        return await no_index_page(visit)
    answer = await finder.answer(question)
    found = Found(question, answer)
    return await _beyond(visit, found) if question.page > found.pages else found


async def _shown(visit: Visit, found: Found) -> dict[str, Any]:
    question, answer = found.question, found.answer
    cited = await citing(visit)
    return {
        "question": question,
        "size": SIZE,
        "total_words": _total(answer),
        "answer": answer,
        "passages": [(shown(hit, whole=False), cited.of(hit)) for hit in answer.hits],
        "first": (question.page - 1) * question.size + 1,
        "pages": found.pages,
        "previous": find_path(turned(question, question.page - 1)) if question.page > 1 else None,
        "next": find_path(turned(question, question.page + 1)) if question.page < found.pages else None,
        "removable": _removable(question, answer),
        "cleared": find_path(Question(question.words)),
        "list_holds": LIST_HOLDS,
        "facets": [facet for facet in answer.facets if _useful(facet)],
        "open": {*OPEN, *question.chosen},
        "wider": [(wider, find_path(wider.question)) for wider in answer.wider],
        "as_json": find_path(question, ending=".json"),
        "as_csv": find_path(Question(question.words, question.chosen), ending=".csv"),
        "most": MOST,
        "facet_words": FACET,
    }


def _total(answer: Answer) -> str:
    if not answer.total:
        return "No passage was found"
    passages = words.counted(answer.total, "passage")
    return f"{passages} in {words.counted(answer.notes, 'note')}" if answer.notes else passages


def _useful(facet: Facet) -> bool:
    """Tell whether a facet divides the answer, or has something chosen that can be taken back."""
    return sum(value.count > 0 for value in facet.values) > 1 or any(value.chosen for value in facet.values)


def _removable(question: Question, answer: Answer) -> list[Removable]:
    said = {(facet.name, value.value): value.label for facet in answer.facets for value in facet.values}
    return [
        Removable(FACET[facet], said.get((facet, value), value), find_path(without(question, facet, value)))
        for facet, values in question.chosen.items()
        for value in values
    ]


async def _misread(visit: Visit, misread: Misread) -> Response:
    return await problem(
        visit.datasette,
        visit.request,
        status=400,
        heading=misread.heading,
        reason=misread.reason,
        advice=[*((sentence, None) for sentence in misread.advice), ("Find practice", visit.datasette.urls.path(PATH))],
    )


async def _beyond(visit: Visit, found: Found) -> Response:
    last = find_path(turned(found.question, found.pages))
    return await problem(
        visit.datasette,
        visit.request,
        status=404,
        heading="That page is beyond the last one",
        reason=f"This answer has {words.counted(found.pages, 'page')}.",
        advice=[(f"See page {found.pages}", visit.datasette.urls.path(last))],
    )


find_view = for_readers(_find_page)
find_json_view = for_readers(_find_json)
find_csv_view = for_readers(_find_csv)
