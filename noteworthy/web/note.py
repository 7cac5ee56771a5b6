"""A note's page: the whole text, every coding on its exact words, the score in words, and what is known around it."""

from typing import Any
from urllib.parse import urlencode

from datasette.utils import tilde_encode
from datasette.utils.asgi import Response

from corpus.store.counts import AGREED, PERSON
from noteworthy.web import words
from noteworthy.web.addresses import decoded
from noteworthy.web.answers import Visit, for_readers, problem
from noteworthy.web.counts import no_notes_page
from noteworthy.web.facts import JudgementFacts, NoteFacts
from noteworthy.web.layers import layers
from noteworthy.web.neighbours import neighbours
from noteworthy.web.score import components_of


async def _note_page(visit: Visit) -> Response:
    if visit.site.holds == "counts":
        return await no_notes_page(visit)
    key = decoded(visit.request.url_vars["key"])
    note = await visit.queries.note(key)
    if note is None:
        return await _unknown(visit, key)
    return await visit.page("note.html", {**await _reading(visit, note), **await _surroundings(visit, note)})


async def _reading(visit: Visit, note: NoteFacts) -> dict[str, Any]:
    """Return what the page says of the text itself."""
    readings = await visit.queries.readings(note.key)
    codings = await visit.queries.codings(note.key)
    sentences = await visit.queries.sentences(note.key)
    machine_says = note.practice is not None
    coded_here = visit.site.private and any(coder.startswith(PERSON) for coder in readings)
    names = await visit.queries.coder_names() if coded_here else {}
    marked, others = layers(
        note.text,
        codings,
        coders=readings,
        by_machine=machine_says or not readings,
        sentences={one.number: one.place for one in sentences if one.place is not None},
        names=names,
    )
    return {
        "note": note,
        "kind": words.said(words.NOTE_KIND, note.kind) or "Note",
        "coder_practice": readings.get(AGREED) or next((readings[one] for one in readings if one in names), None),
        "machine_says": machine_says,
        "layers": marked,
        "others": others,
        "coder_names": names,
        "neighbours": await neighbours(visit, codings, sentences),
        "sentences": sentences,
        "components": components_of(sentences) if note.score is not None else (),
        "scored_sentences": any(sentence.scores for sentence in sentences),
    }


async def _surroundings(visit: Visit, note: NoteFacts) -> dict[str, Any]:
    """Return what the page says around the text: judgement, case, neighbours, data."""
    before, after = await visit.queries.neighbours(note.key)
    urls, database = visit.datasette.urls, visit.site.database
    row = tilde_encode(note.key)
    codings = urls.table(database, "codings", format="json")
    return {
        "judgement": _in_words(await visit.queries.judgement(note.key)),
        "attributes": words.case_attributes(await visit.queries.case(note.key)),
        "source": note.source,
        "same_case": await visit.queries.same_case(note.key),
        "previous": before,
        "next": after,
        "row_page": urls.row(database, "notes", row),
        "row_json": f"{urls.row(database, 'notes', row)}.json?_shape=array",
        "codings_json": f"{codings}?{urlencode({'note': note.key, '_shape': 'array'})}",
    }


def _in_words(judgement: JudgementFacts | None) -> JudgementFacts | None:
    if judgement is None:
        return None
    return JudgementFacts(
        question=judgement.question,
        stage=words.sentence_case(judgement.stage),
        factor=words.sentence_case(judgement.factor),
        factor_code=judgement.factor_code,
        answer=words.said(words.ANSWER, judgement.answer),
        notable=words.said(words.PRACTICE, judgement.notable),
    )


async def _unknown(visit: Visit, key: str) -> Response:
    urls = visit.datasette.urls
    return await problem(
        visit.datasette,
        visit.request,
        status=404,
        heading="No such note",
        reason=f"There is no note with the key “{key[:80]}” in this collection.",
        advice=[
            ("Check the address: a key is copied whole, and capitals matter", None),
            ("Search all notes by their words", urls.table(visit.site.database, "notes")),
        ],
    )


note_view = for_readers(_note_page)
