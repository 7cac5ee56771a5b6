"""The review queue on the private site: each uncertain find in its context, and the random sample, to be decided on.

It goes through the same round as the terminal (`noteworthy.review_round`), one for each reviewer, held in memory: what
is decided is stored at once, and a round that is lost with the server begins anew with what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Response

from corpus.errors import DatabaseError
from corpus.store import reviewing as store
from corpus.store.database import WorkDatabase
from corpus.store.reviewing import text_sha256
from corpus.values import IDENTIFIER_TYPES, Identifier, Span
from noteworthy.redaction_policy import RedactionPolicy, default_redaction_policy, read_redaction_policy
from noteworthy.review_round import Item, Reviewer, ReviewRound
from noteworthy.review_screen import CONTEXT, Line, harmless, passage
from noteworthy.reviewing import queue
from noteworthy.web import words
from noteworthy.web.answers import Visit
from noteworthy.web.desk import Person, ask_who, at_desk, busy, introduce, who
from noteworthy.web.posting import Form, for_writers, form_of, see_other

if TYPE_CHECKING:
    from datasette.app import Datasette

PATH = "/-/review"
_UNWRAPPED = 1_000_000
"""A page wraps lines by itself."""

_rounds: WeakKeyDictionary[Datasette, dict[Person, ReviewRound]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reviewer sees of one thing."""

    place: int
    of: int
    left: int
    note: str
    seen: str
    find: Identifier | None
    words: str
    lines: tuple[Line, ...]
    can_undo: bool


async def _review_page(visit: Visit) -> Response:
    form = await form_of(visit.request) if visit.request.method == "POST" else {}
    if form.get("step") == "who":
        fault = "Give a name and a role of at most 80 characters each."
        return introduce(visit, form, role=True, back=PATH) or await ask_who(
            visit, role=True, here="review", action=PATH, fault=fault
        )
    person = who(visit.datasette, visit.request)
    if person is None or not person.role or "rename" in visit.request.args:
        return await ask_who(visit, role=True, here="review", action=PATH)
    fault = ""
    try:
        if form:
            try:
                said = await at_desk(visit, lambda database: _take(visit, database, person, form))
                return see_other(visit, f"{PATH}?said={said}#item" if said else f"{PATH}#item")
            except ValueError as problem:
                fault = f"{words.sentence_case(str(problem))}."
        shown = await at_desk(visit, lambda database: _show(visit, database, person))
    except DatabaseError as problem:
        return await busy(visit, problem)
    context = {
        "here": "review",
        "person": person,
        "shown": shown if isinstance(shown, Shown) else None,
        "rest": shown,
        "types": IDENTIFIER_TYPES,
        "fault": fault,
        "said": _said(visit.request.args.get("said")),
        "given": form if fault else {},
    }
    response = await visit.page("review.html", context, scripts=("review",))
    response.status = 400 if fault else 200
    return response


def _round(visit: Visit, database: WorkDatabase, person: Person) -> ReviewRound:
    """Return the reviewer's round; the first begins with what is left now."""
    rounds = _rounds.setdefault(visit.datasette, {})
    if person not in rounds:
        rounds[person] = ReviewRound(queue(database, _policy(visit)), reviewer=Reviewer(person.name, person.role))
    return rounds[person]


def _policy(visit: Visit) -> RedactionPolicy:
    """Return the policy that the server was started with: it says what is certain, and how large the sample is."""
    given = (visit.datasette.plugin_config("noteworthy") or {}).get("policy")
    return read_redaction_policy(Path(given)) if given else default_redaction_policy()


def _show(visit: Visit, database: WorkDatabase, person: Person) -> Shown | dict[str, Any]:
    """Return what comes next; at the end, what is left and whether the last step can be undone."""
    around = _round(visit, database, person)
    item = around.current()
    if item is not None and not _is_there(database, item.note):
        # The database was built anew since the round began.
        del _rounds[visit.datasette][person]
        around = _round(visit, database, person)
        item = around.current()
    if item is None:
        waiting = queue(database, _policy(visit))
        return {"left": waiting.left, "sentence": waiting.sentence(), "can_undo": around.can_undo}
    text, find = store.text_of(database.connection, item.note), item.find
    if find is None:
        lines = passage(text, around.marked_in(database, item.note), width=_UNWRAPPED)
    else:
        lines = passage(text, [Span(find.start, find.end)], width=_UNWRAPPED, context=CONTEXT)
    said = harmless(text[find.start : find.end]) if find else ""
    seen = text_sha256(text)[:16]
    at, of = around.at + 1, len(around.items)
    return Shown(at, of, around.left, item.note, seen, find, said, tuple(lines), around.can_undo)


def _is_there(database: WorkDatabase, note: str) -> bool:
    return database.connection.execute("SELECT 1 FROM notes WHERE id = ?", (note,)).fetchone() is not None


def _take(visit: Visit, database: WorkDatabase, person: Person, form: Form) -> str:
    """Take the step that a form asks for; return what is to be said of it. Raise ``ValueError`` where it is no step."""
    around, step = _round(visit, database, person), form.get("step", "")
    if step == "undo":
        return "undone" if around.undo(database) else "nothing"
    if step == "again":
        del _rounds[visit.datasette][person]
        return ""
    item = around.current()
    if item is None or not _is_there(database, item.note):
        return ""
    text = store.text_of(database.connection, item.note)
    if form.get("item") != str(around.at + 1) or form.get("seen") != text_sha256(text)[:16]:
        raise ValueError(
            "something else was decided in the meantime, and nothing was stored; look at what is shown now"
        )
    return _decide(database, around, item, form)


def _decide(database: WorkDatabase, around: ReviewRound, item: Item, form: Form) -> str:
    step, note, find = form.get("step", ""), item.note, item.find
    if step == "skip":
        around.skip()
    elif step == "mark":
        if not around.mark(database, note, form.get("words", ""), _kind(form)):
            raise ValueError("these words do not stand in the note; copy them as they are written")
        return "marked"
    elif step == "not":
        if find is None:
            around.looked_at(database, note)
        else:
            around.decide(database, note, [find], "not")
    elif find is None:
        raise ValueError("this form asks for nothing that is known here; load the page again")
    elif step == "identifier":
        around.decide(database, note, [find], "identifier")
    elif step == "type":
        around.decide(database, note, [Identifier(find.start, find.end, _kind(form), 1.0)], "identifier")
    elif step == "alike":
        around.decide_alike(database, note, find, "identifier")
    elif step == "none-alike":
        around.decide_alike(database, note, find, "not")
    else:
        raise ValueError("this form asks for nothing that is known here; load the page again")
    return ""


def _kind(form: Form) -> str:
    kind = form.get("type", "")
    if kind not in IDENTIFIER_TYPES:
        raise ValueError("choose a type from the list")
    return kind


def _said(code: str | None) -> str:
    known = {
        "undone": "The last step was undone.",
        "nothing": "There is nothing to undo in this round.",
        "marked": "The words were marked wherever they stand in the note.",
    }
    return known.get(code or "", "")


review_view = for_writers(_review_page, offer="write")
