"""Code a note by hand on the private site: accept, correct or remove what the machine tagged, add what it missed.

Only for who has signed in to a private database. Each step is stored at once and can be undone; what is called complete
becomes a coder's reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from datasette.utils.asgi import Response

from corpus.errors import DatabaseError
from corpus.store import correcting as store
from corpus.store.database import WorkDatabase
from corpus.store.reviewing import text_sha256
from corpus.store.rows import BETWEEN_PASSAGES, MACHINE
from corpus.values import POLARITIES, PRACTICES, STATUSES, Coding, Practice
from noteworthy.correcting import Draft, Place, draft_of
from noteworthy.web import words
from noteworthy.web.addresses import correct_path, decoded
from noteworthy.web.answers import Visit, problem
from noteworthy.web.correct_step import take_step
from noteworthy.web.desk import Person, ask_who, at_desk, busy, introduce, who
from noteworthy.web.facts import CodingFacts, NoteFacts
from noteworthy.web.layers import marks_of
from noteworthy.web.marks import cut
from noteworthy.web.posting import Form, for_writers, form_of, see_other

NEXT = 20
"""Notes that are offered to be coded next."""
_GOES_ON_AT = {"accept": "machine", "remove": "machine", "label": "labels", "complete": "text", "reopen": "yours"}
"""The part of the page to go on at after a step."""
_NAMELESS = "Give a name of at most 80 characters."


@dataclass(frozen=True, slots=True)
class Entry:
    """A coding in a list, with what a form needs to name it."""

    facts: CodingFacts
    place: Place
    basis: str = ""


@dataclass(frozen=True, slots=True)
class SentenceEntry:
    """A sentence with its practice as it would be handed in now."""

    number: int
    text: str
    practice: Practice
    own: bool
    """Whether the coder labelled it."""


async def _correct_page(visit: Visit) -> Response:
    key = decoded(visit.request.url_vars["key"])
    note = await visit.queries.note(key)
    if note is None:
        return await _unknown(visit)
    path = correct_path(key)
    form = await form_of(visit.request) if visit.request.method == "POST" else {}
    if form.get("step") == "who":
        return introduce(visit, form, role=False, back=path) or await ask_who(
            visit, role=False, here="correct", action=path, fault=_NAMELESS
        )
    person = who(visit.datasette, visit.request)
    if person is None or "rename" in visit.request.args:
        return await ask_who(visit, role=False, here="correct", action=path)
    try:
        if form:
            if fault := await _stepped(visit, key, person, form):
                return await _shown(visit, note, person, fault=fault, form=form)
            if form.get("step") == "undo" and await visit.queries.note(key) is None:
                # A note that was kept on the site, and is no longer.
                return see_other(visit, "/-/correct")
            return see_other(visit, f"{path}#{_GOES_ON_AT.get(form.get('step', ''), 'yours')}")
        return await _shown(visit, note, person)
    except DatabaseError as fault_:
        return await busy(visit, fault_)


async def _stepped(visit: Visit, key: str, person: Person, form: Form) -> str:
    """Take a step; return what is wrong with it, or an empty string."""
    themes = visit.site.theme_names

    def step(database: WorkDatabase) -> None:
        stored = store.note_to_code(database.connection, key)
        if stored is None or form.get("seen") != _seen(stored.text):
            raise ValueError(
                "the note has changed since this page was loaded, and nothing was stored; look at it again"
            )
        take_step(database, stored, _coder(database, person), form, themes=themes)

    try:
        await at_desk(visit, step)
    except ValueError as fault:
        return f"{words.sentence_case(str(fault))}."
    return ""


async def _shown(
    visit: Visit, note: NoteFacts, person: Person, *, fault: str = "", form: Form | None = None
) -> Response:
    draft, machine = await at_desk(visit, lambda database: _draft(database, note.key, person))
    codings = [one for one in await visit.queries.codings(note.key) if one.coder == MACHINE]
    names = visit.site.theme_names
    mine = [
        Entry(_facts(coding, draft, names, place.sentence), place, draft.bases[place])
        for place, coding in draft.codings.items()
    ]
    mine.sort(key=lambda entry: (entry.facts.spans, entry.facts.theme))
    suggested = [Entry(one, Place(one.sentence or 0, one.theme)) for one in codings]
    context = {
        "here": "correct",
        "note": note,
        "person": person,
        "path": correct_path(note.key),
        "seen": _seen(note.text),
        "draft": draft,
        "mine": mine,
        "pieces": cut(note.text, marks_of([entry.facts for entry in mine])),
        "suggested": [entry for entry in suggested if entry.place not in draft.decided],
        "decided": sum(entry.place in draft.decided for entry in suggested),
        "sentences": _sentences(draft, machine),
        "themes": names,
        "polarities": POLARITIES,
        "statuses": STATUSES,
        "practices": PRACTICES,
        "fault": fault,
        "given": form if fault and form and form.get("step") == "code" else {},
    }
    response = await visit.page("correct.html", context, scripts=("correct",))
    response.status = 400 if fault else 200
    return response


def _draft(database: WorkDatabase, key: str, person: Person) -> tuple[Draft, tuple[Practice | None, ...]]:
    stored = store.note_to_code(database.connection, key)
    if stored is None:
        raise DatabaseError("the note has just gone; look for it again.")
    codes = {name: code for code, name in store.coder_names(database.connection).items()}
    draft = draft_of(database, stored, codes.get(person.name, ""))
    return draft, store.machine_labels(database.connection, key)


def _coder(database: WorkDatabase, person: Person) -> str:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with database.changing() as connection:
        return store.coder_named(connection, person.name, now=now)


def _facts(coding: Coding, draft: Draft, names: dict[str, str], sentence: int) -> CodingFacts:
    text = draft.note.text
    return CodingFacts(
        theme=coding.theme,
        name=names.get(coding.theme, coding.theme),
        polarity=coding.polarity,
        status=coding.status,
        spans=coding.spans,
        evidence=BETWEEN_PASSAGES.join(text[span.start : span.end] for span in coding.spans),
        confidence=None,
        source="coder",
        coder=draft.coder,
        reason=None,
        sentence=sentence,
        counts=False,
    )


def _sentences(draft: Draft, machine: Iterable[Practice | None]) -> list[SentenceEntry]:
    text = draft.note.text
    return [
        SentenceEntry(number, text[span.start : span.end], draft.label(number, said), number in draft.labels)
        for number, (span, said) in enumerate(zip(draft.note.sentences, machine, strict=True), start=1)
    ]


def _seen(text: str) -> str:
    return text_sha256(text)[:16]


async def _unknown(visit: Visit) -> Response:
    return await problem(
        visit.datasette,
        visit.request,
        status=404,
        heading="No such note",
        reason="There is no note with this key in the database.",
        advice=[("See the notes that you coded, and those that wait", visit.datasette.urls.path("/-/correct"))],
    )


async def _index_page(visit: Visit) -> Response:
    form = await form_of(visit.request) if visit.request.method == "POST" else {}
    if form:
        return introduce(visit, form, role=False, back="/-/correct") or await ask_who(
            visit, role=False, here="correct", action="/-/correct", fault=_NAMELESS
        )
    person = who(visit.datasette, visit.request)
    if person is None or "rename" in visit.request.args:
        return await ask_who(visit, role=False, here="correct", action="/-/correct")

    def look(database: WorkDatabase) -> dict[str, Any]:
        codes = {name: code for code, name in store.coder_names(database.connection).items()}
        coder = codes.get(person.name, "")
        begun = list(store.notes_begun(database.connection, coder=coder))
        return {
            "coder": coder,
            "open": [key for key, complete in begun if not complete],
            "complete": [key for key, complete in begun if complete],
            "waiting": store.notes_to_read(database.connection, coder=coder, number=NEXT),
            "fresh": database.finished,
        }

    try:
        found = await at_desk(visit, look)
    except DatabaseError as fault:
        return await busy(visit, fault)
    return await visit.page("corrections.html", {"here": "correct", "person": person, **found})


correct_view = for_writers(_correct_page, offer="write")
corrections_view = for_writers(_index_page, offer="write")
