"""A reviewer's round: one thing after the other is shown, a key is pressed, and what it decides is stored at once.

Nothing here knows a terminal: what reads keys and shows lines comes from the caller.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from corpus.store import reviewing as store
from corpus.store.database import WorkDatabase
from corpus.store.reviewing import Decision, Review, ReviewedNote
from corpus.values import IDENTIFIER_TYPES, Identifier, Span
from noteworthy.redaction_policy import RedactionPolicy
from noteworthy.review_screen import CONTEXT, Line, harmless, passage, plain_line
from noteworthy.reviewing import Queue, is_decided, places_of, queue

KEYS_OF_FINDS = (
    "y identifier   n not one   a all the same words   t another type   m mark more   s skip   u undo   q leave"
)
KEYS_OF_NOTES = "n nothing (more) in this note   m mark a passage   s skip   u undo   q leave"
KEYS_AT_END = "u undo   q leave"
LEAVE = ("", "q", "\x03", "\x04")
"""Keys that leave: no key at all is the end of what was piped in."""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides: the name stays in the private database, the role may stand in a manifest."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Desk:
    """How a reviewer is reached."""

    key: Callable[[], str]
    """Wait for one key."""
    ask: Callable[[str], str]
    """Ask a question and return the line that is typed."""
    show: Callable[[Line], None]
    width: int


class _Item(NamedTuple):
    """A find to decide; or, without a find, a note of the sample to look at whole."""

    note: str
    find: Identifier | None


class _Step(NamedTuple):
    """What one key did: where the reviewer was, and what was decided of the same passages before."""

    at: int
    note: str
    before: tuple[tuple[Span, Review | None], ...] = ()
    whole: bool = False


def review(work: Path, *, policy: RedactionPolicy, desk: Desk, reviewer: Callable[[], Reviewer]) -> Queue:
    """Go through what is left to review; return what is left then. ``reviewer`` is asked only if there is anything."""
    with WorkDatabase(work, create=False) as database:
        waiting = queue(database, policy)
        if not waiting.left:
            return waiting
        ReviewSession(database, waiting, reviewer=reviewer(), desk=desk).run()
        return queue(database, policy)


def left_to_review(work: Path, *, policy: RedactionPolicy) -> Queue:
    """Return what is left to review in a private database."""
    with WorkDatabase(work, create=False) as database:
        return queue(database, policy)


class ReviewSession:
    """One round over a queue, as it was when the round began."""

    def __init__(self, database: WorkDatabase, waiting: Queue, *, reviewer: Reviewer, desk: Desk) -> None:
        self._database = database
        self._reviewer = reviewer
        self._desk = desk
        self._items = [_Item(doubt.note, doubt.identifier) for doubt in waiting.finds]
        self._items += [_Item(note, None) for note in waiting.sample]
        self._left = set(range(len(self._items)))
        self._of_note: dict[str, list[int]] = {}
        for place, item in enumerate(self._items):
            self._of_note.setdefault(item.note, []).append(place)
        self._at = 0
        self._steps: list[_Step] = []

    def run(self) -> None:
        """Show one thing after the other until the reviewer leaves, or nothing is left that was not skipped."""
        while self._forward():
            item = self._items[self._at]
            self._show(item)
            if not self._answered(item):
                return

    def _forward(self) -> bool:
        """Go to the next thing that is left. At the end, the last step can still be undone."""
        while True:
            while self._at < len(self._items) and self._at not in self._left:
                self._at += 1
            if self._at < len(self._items):
                return True
            self._say(f"That was the last one; {len(self._left):,} left.", KEYS_AT_END)
            if self._desk.key().lower() != "u" or not self._steps:
                return False
            self._undo()

    def _answered(self, item: _Item) -> bool:
        """Wait for a key that means something and do what it says; tell whether to go on."""
        for_finds: dict[str, Callable[[], None]] = {}
        if item.find is not None:
            find = item.find
            for_finds = {
                "y": lambda: self._decide(item.note, [find], "identifier"),
                "a": lambda: self._decide_all_alike(item.note, find),
                "t": lambda: self._change_type(item.note, find),
            }
        actions: dict[str, Callable[[], None]] = {
            **for_finds,
            "n": lambda: self._decide_against(item),
            "m": lambda: self._mark(item.note),
            "s": self._skip,
            "u": self._undo,
        }
        while (key := self._desk.key().lower()) not in LEAVE:
            if key in actions:
                actions[key]()
                return True
        return False

    # ------------------------------------------------------------------------------------------------- what keys do

    def _decide_against(self, item: _Item) -> None:
        if item.find is not None:
            self._decide(item.note, [item.find], "not")
        else:
            self._store(item.note, [], whole=True)

    def _decide_all_alike(self, note: str, find: Identifier) -> None:
        self._say("All the same words of this type in this note: y identifier   n not one   any other key: go back")
        decisions: dict[str, Decision] = {"y": "identifier", "n": "not"}
        decision = decisions.get(self._desk.key().lower())
        if decision is not None:
            text = store.text_of(self._database.connection, note)
            alike = [
                one
                for one in store.finds_of(self._database.connection, note)
                if one.type == find.type and _words(text, one) == _words(text, find)
            ]
            self._decide(note, alike, decision)

    def _change_type(self, note: str, find: Identifier) -> None:
        if kind := self._ask_type(default=find.type):
            self._decide(note, [Identifier(find.start, find.end, kind, 1.0)], "identifier")

    def _mark(self, note: str) -> None:
        words = self._desk.ask("Words of the passage, as they stand in the note:")
        places = places_of(words, store.text_of(self._database.connection, note))
        if not places:
            self._say("These words do not stand in the note.")
        elif kind := self._ask_type(default="PERSON"):
            self._decide(note, [Identifier(place.start, place.end, kind, 1.0) for place in places], "identifier")
            self._say(f"Marked in {len(places)} place{'' if len(places) == 1 else 's'}.")

    def _skip(self) -> None:
        self._steps.append(_Step(self._at, self._items[self._at].note))
        self._at += 1

    def _undo(self) -> None:
        if not self._steps:
            self._say("Nothing to undo in this round.")
            return
        step = self._steps.pop()
        with self._database.changing() as connection:
            for span, before in step.before:
                store.remove_review(connection, step.note, span.start, span.end)
                if before is not None:
                    store.store_review(connection, before)
            if step.whole:
                store.remove_reviewed_note(connection, step.note)
        self._at = step.at
        self._settle(step.note)

    def _ask_type(self, *, default: str) -> str | None:
        """Ask for a type by its name or how it begins; an empty line is the default, a wrong name nothing."""
        typed = self._desk.ask(f"Type, such as PERSON, PLACE or DATE (empty: {default}):")
        wanted = typed.strip().upper().replace(" ", "_")
        if not wanted:
            return default
        named = [kind for kind in IDENTIFIER_TYPES if kind == wanted] or [
            kind for kind in IDENTIFIER_TYPES if kind.startswith(wanted)
        ]
        if len(named) == 1:
            return named[0]
        self._say(f"One of these, please: {', '.join(IDENTIFIER_TYPES)}.")
        return None

    # ------------------------------------------------------------------------------------------------------- storing

    def _decide(self, note: str, finds: Iterable[Identifier], decision: Decision) -> None:
        sha256 = store.text_sha256(store.text_of(self._database.connection, note))
        now = _now()
        reviews = [
            Review(
                note, find.start, find.end, find.type, decision, sha256, self._reviewer.name, self._reviewer.role, now
            )
            for find in finds
        ]
        self._store(note, reviews)

    def _store(self, note: str, reviews: list[Review], *, whole: bool = False) -> None:
        with self._database.changing() as connection:
            before = [
                (Span(one.start, one.end), store.review_of(connection, note, one.start, one.end)) for one in reviews
            ]
            for one in reviews:
                store.store_review(connection, one)
            if whole:
                sha256 = store.text_sha256(store.text_of(connection, note))
                seen = ReviewedNote(note, sha256, self._reviewer.name, self._reviewer.role, _now())
                store.store_reviewed_note(connection, seen)
        self._steps.append(_Step(self._at, note, tuple(before), whole))
        self._settle(note)

    def _settle(self, note: str) -> None:
        """Find out anew what is left of a note."""
        reviews = store.standing_reviews(self._database.connection, note).get(note, ())
        seen = note in store.standing_reviewed_notes(self._database.connection, note)
        for place in self._of_note.get(note, ()):
            find = self._items[place].find
            done = seen if find is None else is_decided(find, reviews)
            (self._left.discard if done else self._left.add)(place)

    # ------------------------------------------------------------------------------------------------------- showing

    def _show(self, item: _Item) -> None:
        text = store.text_of(self._database.connection, item.note)
        where = f"{self._at + 1:,} of {len(self._items):,}, {len(self._left):,} left"
        note = harmless(item.note).replace("\n", " ")
        self._desk.show(plain_line(""))
        if item.find is None:
            self._say(f"{where} | note {note}, of the sample | is there anyone who could be known by something in it?")
            reviews = store.standing_reviews(self._database.connection, item.note).get(item.note, ())
            spans = [Span(one.start, one.end) for one in reviews if one.decision == "identifier"]
            lines = passage(text, spans, width=self._desk.width)
        else:
            find = item.find
            self._say(f"{where} | note {note} | {find.type} | {find.confidence:.0%} sure | {find.reason}")
            lines = passage(text, [Span(find.start, find.end)], width=self._desk.width, context=CONTEXT)
        for line in [plain_line(""), *lines, plain_line("")]:
            self._desk.show(line)
        self._say(KEYS_OF_NOTES if item.find is None else KEYS_OF_FINDS)

    def _say(self, *sentences: str) -> None:
        for sentence in sentences:
            for line in passage(sentence, (), width=self._desk.width):
                self._desk.show(line)


def _words(text: str, find: Identifier) -> str:
    return " ".join(text[find.start : find.end].casefold().split())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
