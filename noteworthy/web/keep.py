"""Keep a note that was tagged: on the private site alone, where it becomes a note like those of any source.

It is coded once more, with the question and the factor that it is said to be on, and whoever keeps it goes on to code
it by hand. To undo the keeping, as long as nothing else is done to it, takes it out of the database again.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from datasette.utils.asgi import Response

from corpus.errors import DatabaseError
from corpus.store.correcting import coder_named
from corpus.store.database import WorkDatabase
from corpus.store.keeping import keep, note_to_keep
from corpus.values import CodedNote, Note
from noteworthy.tagging import TaggingError, as_note, shared_tagger
from noteworthy.web import words
from noteworthy.web.addresses import correct_path
from noteworthy.web.answers import Visit
from noteworthy.web.desk import LONGEST, Person, at_desk, busy, introduce, person_of, who
from noteworthy.web.posting import Form, for_writers, form_of, see_other
from noteworthy.web.tag import keeping, tag_page

LONGEST_QUESTION = 300
"""Characters of the question that a note answers."""


async def _keep_page(visit: Visit) -> Response:
    """Store the note as the first step of a coder's log, and go on to where it is coded."""
    form = await form_of(visit.request)
    text = form.get("text", "")
    person = who(visit.datasette, visit.request) or person_of(form)
    try:
        note = await _note_to_keep(visit, form)
        if person is None:
            raise ValueError(f"give a name of at most {LONGEST} characters: a note is kept under somebody's")
        if shared_tagger().overrun:
            raise TaggingError("many notes are waiting to be tagged; try again in 5 seconds.")
        coded = await asyncio.wrap_future(shared_tagger().tag(note))
        key = await at_desk(visit, lambda database: _kept(database, coded, person))
    except ValueError as fault:
        return await tag_page(visit, text, {"fault": f"{words.sentence_case(str(fault))}."}, status=400)
    except TaggingError as fault:
        return await tag_page(visit, text, {"fault": words.sentence_case(str(fault))}, status=503)
    except DatabaseError as fault:
        return await busy(visit, fault)
    path = correct_path(key)
    return introduce(visit, form, role=False, back=path) or see_other(visit, path)


async def _note_to_keep(visit: Visit, form: Form) -> Note:
    """Return the note that a form asks to have kept; raise ``ValueError`` where something in it makes no sense."""
    question, case_id = (" ".join(form.get(name, "").split()) for name in ("question", "case"))
    factor = form.get("factor", "")
    if not form.get("text", "").strip():
        raise ValueError("there is nothing to keep yet: type or paste a note")
    if len(question) > LONGEST_QUESTION or len(case_id) > LONGEST or not (question + case_id).isprintable():
        raise ValueError(f"a question has at most {LONGEST_QUESTION} characters, and the id of a case {LONGEST}")
    if factor and factor not in {one.code for one in (await keeping(visit))["factors"]}:
        raise ValueError("choose a factor from the list")
    return note_to_keep(as_note(form["text"]).text, question=question, factor=factor, case_id=case_id)


def _kept(database: WorkDatabase, coded: CodedNote, person: Person) -> str:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with database.changing() as connection:
        coder = coder_named(connection, person.name, now=now)
    return keep(database, coded, coder=coder, now=now)


keep_view = for_writers(_keep_page, offer="write", methods=("POST",))
