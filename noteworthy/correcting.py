"""What a person makes of the machine's reading of a note, step by step: accepted, corrected, added, removed.

The steps are the truth (`corpus.store.correcting`) and the draft follows from them. A draft that its coder calls
complete becomes a coder's reading, like those that coders hand in: it stays when the note is coded anew, and
`noteworthy.coded_folder` gives it to whoever learns from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from corpus.store import correcting as store
from corpus.store.correcting import Step, StepKind, StoredNote
from corpus.store.database import WorkDatabase
from corpus.store.keeping import withdraw
from corpus.values import CoderReading, CoderSentence, Coding, Polarity, Practice, Span, Status
from noteworthy.reviewing import places_of

Basis = Literal["accepted", "corrected", "added"]
"""What a coding started from: the machine's as it was, the machine's changed, or nothing."""
BETWEEN = "…"
"""Stands between the passages of one coding where it has several."""


@dataclass(frozen=True, slots=True)
class Place:
    """A theme in a sentence, by the sentence's number counted from 1: there is at most one coding in it."""

    sentence: int
    theme: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a coder has made of a note so far."""

    note: StoredNote
    coder: str
    codings: dict[Place, Coding] = field(default_factory=dict)
    bases: dict[Place, Basis] = field(default_factory=dict)
    decided: frozenset[Place] = frozenset()
    """Where the coder said something, if only that there is nothing."""
    labels: dict[int, Practice] = field(default_factory=dict)
    """Practice of the sentences that the coder labelled, by their numbers."""
    practice: Practice | None = None
    """Of the note as a whole, once the coding is complete."""
    clarity: int | None = None
    complete: bool = False
    last: Step | None = None
    """The step that an undo would take back."""

    def label(self, sentence: int, machine: Practice | None) -> Practice:
        """Return a sentence's practice: the coder's label, else what their codings there say, else the machine's."""
        if sentence in self.labels:
            return self.labels[sentence]
        said = {coding.polarity for place, coding in self.codings.items() if place.sentence == sentence} - {"context"}
        if not said:
            return machine or "none"
        return "good" if said == {"good"} else "poor" if said == {"poor"} else "mixed"


def draft_of(database: WorkDatabase, note: StoredNote, coder: str) -> Draft:
    """Return what a coder's steps in a note come to.

    It is complete as long as the reading is there: where a text has changed and come back, it is to be completed again.
    """
    draft = follow(note, coder, store.steps_of(database.connection, note, coder=coder))
    return replace(draft, complete=draft.complete and store.is_laid(database.connection, note.key, coder))


def follow(note: StoredNote, coder: str, steps: Sequence[Step]) -> Draft:
    """Take the steps that were not undone, one after the other."""
    standing: list[Step] = []
    for step in steps:
        if step.kind != "undo":
            standing.append(step)
        elif standing and standing[-1].id == step.facts.get("of"):
            standing.pop()
    draft = Draft(note, coder, last=standing[-1] if standing else None)
    for step in standing:
        draft = _after(draft, step)
    return draft


def _after(draft: Draft, step: Step) -> Draft:
    facts = step.facts
    if step.kind == "keep":
        return draft
    if step.kind == "complete":
        return replace(draft, complete=True, practice=facts["practice"], clarity=facts.get("clarity"))
    if step.kind == "reopen":
        return replace(draft, complete=False)
    number = _sentence_at(draft.note.sentences, facts["at"])
    if number is None:
        return draft
    if step.kind == "label":
        return replace(draft, labels=draft.labels | {number: facts["practice"]})
    place = Place(number, facts["theme"])
    gone = {place, *([Place(number, facts["instead"])] if facts.get("instead") else [])}
    codings = {one: coding for one, coding in draft.codings.items() if one not in gone}
    bases = {one: basis for one, basis in draft.bases.items() if one not in gone}
    if step.kind == "code":
        codings[place], bases[place] = _coding(facts), facts["basis"]
    return replace(draft, codings=codings, bases=bases, decided=draft.decided | gone)


def _coding(facts: dict[str, Any]) -> Coding:
    return Coding(
        theme=facts["theme"],
        polarity=facts["polarity"],
        status=facts["status"],
        spans=tuple(Span(start, end) for start, end in facts["spans"]),
        confidence=1.0,
        source="coder",
        actor=facts.get("actor"),
        factor=facts.get("factor"),
        intervention=facts.get("intervention"),
    )


def _sentence_at(sentences: Sequence[Span], at: int) -> int | None:
    """Return the number of the sentence that a place lies in; a later cut of the note may have moved its ends."""
    return next((number for number, span in enumerate(sentences, 1) if span.start <= at < span.end), None)


# ---------------------------------------------------------------------------------------------------------------- steps


def code(database: WorkDatabase, draft: Draft, coding: Coding, *, basis: Basis, instead: str | None = None) -> None:
    """Set a coding in place of what the coder said of this theme in this sentence, and of the theme ``instead``.

    Raises ``ValueError`` where its words do not lie in one sentence.
    """
    facts: dict[str, Any] = {
        "at": draft.note.sentences[sentence_of(draft.note, coding.spans) - 1].start,
        "theme": coding.theme,
        "polarity": coding.polarity,
        "status": coding.status,
        "spans": [[span.start, span.end] for span in coding.spans],
        "basis": basis,
    }
    if instead and instead != coding.theme:
        facts["instead"] = instead
    further = {"actor": coding.actor, "factor": coding.factor, "intervention": coding.intervention}
    _take(database, draft, "code", facts | {name: value for name, value in further.items() if value})


def remove(database: WorkDatabase, draft: Draft, place: Place) -> None:
    """Say that a theme is not in a sentence, whoever coded it there."""
    _take(database, draft, "remove", {"at": _start(draft, place.sentence), "theme": place.theme})


def label(database: WorkDatabase, draft: Draft, sentence: int, practice: Practice) -> None:
    """Say what practice a sentence shows."""
    _take(database, draft, "label", {"at": _start(draft, sentence), "practice": practice})


def complete(
    database: WorkDatabase,
    draft: Draft,
    *,
    practice: Practice,
    clarity: int | None,
    machine: Sequence[Practice | None],
) -> None:
    """Call the coding of a note complete: it becomes a coder's reading, and counts from the next build.

    ``machine`` are its labels of the sentences, which stand where the coder says nothing else.
    """
    reading = reading_of(replace(draft, practice=practice, clarity=clarity), machine=machine)
    with database.recoding() as connection:
        facts = {"practice": practice} | ({"clarity": clarity} if clarity else {})
        store.add_step(connection, draft.note, coder=draft.coder, kind="complete", facts=facts, now=_now())
        store.lay_complete(connection, draft.note, reading)


def reopen(database: WorkDatabase, draft: Draft) -> None:
    """Take a complete coding up again: until it is complete once more it counts for nothing."""
    with database.recoding() as connection:
        store.add_step(connection, draft.note, coder=draft.coder, kind="reopen", facts={}, now=_now())
        store.take_back(connection, draft.note.key, draft.coder)


def undo(database: WorkDatabase, draft: Draft, *, machine: Sequence[Practice | None]) -> None:
    """Take back the last step that stands; the log keeps it, and that it was undone. Do nothing where there is none.

    To take back the step by which a note was kept takes the note out of the database, and the log of it.
    """
    if draft.last is None:
        return
    if draft.last.kind == "keep":
        withdraw(database, draft.note.key, coder=draft.coder)
        return
    with database.recoding() as connection:
        facts = {"of": draft.last.id}
        store.add_step(connection, draft.note, coder=draft.coder, kind="undo", facts=facts, now=_now())
        after = follow(draft.note, draft.coder, store.steps_of(connection, draft.note, coder=draft.coder))
        if draft.complete and not after.complete:
            store.take_back(connection, draft.note.key, draft.coder)
        elif after.complete and not draft.complete:
            store.lay_complete(connection, draft.note, reading_of(after, machine=machine))


def _take(database: WorkDatabase, draft: Draft, kind: StepKind, facts: dict[str, Any]) -> None:
    if draft.complete:
        raise ValueError("this coding is complete; take it up again first")
    with database.changing() as connection:
        store.add_step(connection, draft.note, coder=draft.coder, kind=kind, facts=facts, now=_now())


def _start(draft: Draft, sentence: int) -> int:
    if not 1 <= sentence <= len(draft.note.sentences):
        raise ValueError("there is no such sentence in this note")
    return draft.note.sentences[sentence - 1].start


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


# ------------------------------------------------------------------------------------------------------ words and spans


def spans_of(note: StoredNote, words: str, *, sentence: int | None = None, near: int | None = None) -> tuple[Span, ...]:
    """Return where words stand in a note: in a given sentence, nearest to a place, or else where they stand first.

    Several passages are written with an ellipsis between them. Raises ``ValueError`` where the words do not stand
    there, or not within one sentence.
    """
    parts = [part for part in words.replace("...", BETWEEN).split(BETWEEN) if part.strip()]
    within = note.sentences if sentence is None else note.sentences[sentence - 1 : sentence]
    found = [spans for one in within if (spans := _within(note, parts, one))]
    if not parts or not found:
        whole = bool(parts) and all(places_of(part, note.text) for part in parts)
        where = "within one sentence" if whole and sentence is None else "there" if whole else "in the note"
        raise ValueError(f"these words do not stand {where}; copy whole words of one sentence, as they are written")
    if near is not None:
        found = [_nearest(note, parts, near)] if len(parts) == 1 else found
    return found[0]


def _within(note: StoredNote, parts: Sequence[str], sentence: Span) -> tuple[Span, ...]:
    """Return the first place of each part in a sentence; nothing where one has none."""
    spans = [
        next(
            (
                place
                for place in places_of(part, note.text)
                if sentence.start <= place.start and place.end <= sentence.end
            ),
            None,
        )
        for part in parts
    ]
    return tuple(span for span in spans if span is not None) if None not in spans else ()


def _nearest(note: StoredNote, parts: Sequence[str], near: int) -> tuple[Span, ...]:
    places = [
        place
        for place in places_of(parts[0], note.text)
        if any(one.start <= place.start and place.end <= one.end for one in note.sentences)
    ]
    return (min(places, key=lambda place: abs(place.start - near)),)


def sentence_of(note: StoredNote, spans: Sequence[Span]) -> int:
    """Return the number of the sentence that holds all these passages; raise ``ValueError`` where none does."""
    for number, one in enumerate(note.sentences, 1):
        if all(one.start <= span.start and span.end <= one.end for span in spans):
            return number
    raise ValueError("a coding lies within one sentence; code each sentence by itself")


def reading_of(draft: Draft, *, machine: Sequence[Practice | None]) -> CoderReading:
    """Return a draft as a coder's reading of the whole note; its codings in the order of the text."""
    sentences = []
    for number, span in enumerate(draft.note.sentences, 1):
        own = sorted(
            (coding for place, coding in draft.codings.items() if place.sentence == number),
            key=lambda coding: (coding.spans[0], coding.theme),
        )
        practice = draft.label(number, machine[number - 1] if number <= len(machine) else None)
        sentences.append(CoderSentence(span.start, span.end, practice, tuple(own)))
    return CoderReading(draft.note.key, draft.coder, tuple(sentences), draft.practice or "none", draft.clarity)


def coding_of(
    theme: str, polarity: Polarity, status: Status, spans: tuple[Span, ...], *, like: Coding | None = None
) -> Coding:
    """Return a coder's coding; what ``like`` says of actor, factor and intervention goes into it."""
    further = (like.actor, like.factor, like.intervention) if like else (None, None, None)
    return Coding(theme, polarity, status, spans, 1.0, "coder", *further)
