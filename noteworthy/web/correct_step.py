"""A posted form as a step of a person's coding: checked against the codebook, and taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from corpus.store import correcting as store
from corpus.store.correcting import StoredNote
from corpus.store.database import WorkDatabase
from corpus.values import POLARITIES, PRACTICES, STATUSES, Polarity, Practice, Status
from noteworthy import correcting
from noteworthy.correcting import Draft, Place
from noteworthy.web.posting import Form


def take_step(database: WorkDatabase, note: StoredNote, coder: str, form: Form, *, themes: Mapping[str, str]) -> None:
    """Take the step that a form asks for; raise ``ValueError`` with a sentence where it makes no sense."""
    draft = correcting.draft_of(database, note, coder)
    machine = store.machine_labels(database.connection, note.key)
    step = form.get("step", "")
    if step == "accept":
        _accept(database, draft, _place(form, themes))
    elif step == "code":
        _code(database, draft, form, themes=themes)
    elif step == "remove":
        correcting.remove(database, draft, _place(form, themes))
    elif step == "label":
        correcting.label(database, draft, _number(form, "sentence"), _practice(form))
    elif step == "complete":
        clarity = _number(form, "clarity") if form.get("clarity") else None
        if clarity not in (None, 1, 2, 3):
            raise ValueError("how clear an example a note is, is said by 1, 2 or 3")
        correcting.complete(database, draft, practice=_practice(form), clarity=clarity, machine=machine)
    elif step == "reopen":
        correcting.reopen(database, draft)
    elif step == "undo":
        correcting.undo(database, draft, machine=machine)
    else:
        raise ValueError("this form asks for nothing that is known here; load the page again")


def _accept(database: WorkDatabase, draft: Draft, place: Place) -> None:
    found = store.machine_coding(database.connection, draft.note.key, sentence=place.sentence, theme=place.theme)
    if found is None:
        raise ValueError("the machine codes this no longer; load the page again")
    own = correcting.coding_of(found.theme, found.polarity, found.status, found.spans, like=found)
    correcting.code(database, draft, own, basis="accepted")


def _code(database: WorkDatabase, draft: Draft, form: Form, *, themes: Mapping[str, str]) -> None:
    theme = _one_of(form, "theme", tuple(themes), "theme")
    polarity = cast(Polarity, _one_of(form, "polarity", POLARITIES, "polarity"))
    status = cast(Status, _one_of(form, "status", STATUSES, "status"))
    instead = _one_of(form, "instead", tuple(themes), "theme") if form.get("instead") else None
    sentence = _number(form, "sentence") if form.get("sentence") else None
    if sentence is not None and not 1 <= sentence <= len(draft.note.sentences):
        raise ValueError("there is no such sentence in this note")
    near = int(form["near"]) if form.get("near", "").isdecimal() else None
    spans = correcting.spans_of(draft.note, form.get("words", ""), sentence=sentence, near=near)
    place = Place(correcting.sentence_of(draft.note, spans), instead or theme)
    machine = store.machine_coding(database.connection, draft.note.key, sentence=place.sentence, theme=place.theme)
    like = draft.codings.get(place) or machine
    kept = correcting.coding_of(theme, polarity, status, spans, like=like if like and like.theme == theme else None)
    if machine and (theme, polarity, status, spans) == (machine.theme, machine.polarity, machine.status, machine.spans):
        correcting.code(database, draft, kept, basis="accepted")
    else:
        correcting.code(database, draft, kept, basis="corrected" if machine else "added", instead=instead)


def _place(form: Form, themes: Mapping[str, str]) -> Place:
    return Place(_number(form, "sentence"), _one_of(form, "theme", tuple(themes), "theme"))


def _practice(form: Form) -> Practice:
    return cast(Practice, _one_of(form, "practice", PRACTICES, "practice"))


def _number(form: Form, name: str) -> int:
    given = form.get(name, "")
    if not (given.isascii() and given.isdecimal()) or len(given) > 9:
        raise ValueError(f"'{name}' must be a whole number; load the page again")
    return int(given)


def _one_of(form: Form, name: str, known: tuple[str, ...], what: str) -> str:
    given = form.get(name, "")
    if given not in known:
        raise ValueError(f"choose a {what} from the list")
    return given
