"""A reviewer's round: one thing after the other is shown, a key is pressed, and what it decides is stored at once.

Nothing here knows a terminal: what reads keys and shows lines comes from the caller.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.store import reviewing as store
from corpus.store.database import WorkDatabase
from corpus.store.reviewing import Decision
from corpus.values import IDENTIFIER_TYPES, Identifier, Span
from noteworthy.redaction_policy import RedactionPolicy
from noteworthy.review_round import Item, Reviewer, ReviewRound
from noteworthy.review_screen import CONTEXT, Line, harmless, passage, plain_line
from noteworthy.reviewing import Queue, places_of, queue

KEYS_OF_FINDS = (
    "y identifier   n not one   a all the same words   t another type   m mark more   s skip   u undo   q leave"
)
KEYS_OF_NOTES = "n nothing (more) in this note   m mark a passage   s skip   u undo   q leave"
KEYS_AT_END = "u undo   q leave"
LEAVE = ("", "q", "\x03", "\x04")
"""Keys that leave: no key at all is the end of what was piped in."""


@dataclass(frozen=True, slots=True)
class Desk:
    """How a reviewer is reached."""

    key: Callable[[], str]
    """Wait for one key."""
    ask: Callable[[str], str]
    """Ask a question and return the line that is typed."""
    show: Callable[[Line], None]
    width: int


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
    """A round at a desk: each thing is shown, and the reviewer's keys say what becomes of it."""

    def __init__(self, database: WorkDatabase, waiting: Queue, *, reviewer: Reviewer, desk: Desk) -> None:
        self._database = database
        self._round = ReviewRound(waiting, reviewer=reviewer)
        self._desk = desk

    def run(self) -> None:
        """Show one thing after the other until the reviewer leaves, or nothing is left that was not skipped."""
        while (item := self._next()) is not None:
            self._show(item)
            if not self._answered(item):
                return

    def _next(self) -> Item | None:
        """Go to the next thing that is left. At the end, the last step can still be undone."""
        while True:
            if (item := self._round.current()) is not None:
                return item
            self._say(f"That was the last one; {self._round.left:,} left.", KEYS_AT_END)
            if self._desk.key().lower() != "u" or not self._round.can_undo:
                return None
            self._undo()

    def _answered(self, item: Item) -> bool:
        """Wait for a key that means something and do what it says; tell whether to go on."""
        for_finds: dict[str, Callable[[], None]] = {}
        if item.find is not None:
            find = item.find
            for_finds = {
                "y": lambda: self._round.decide(self._database, item.note, [find], "identifier"),
                "a": lambda: self._decide_all_alike(item.note, find),
                "t": lambda: self._change_type(item.note, find),
            }
        actions: dict[str, Callable[[], None]] = {
            **for_finds,
            "n": lambda: self._decide_against(item),
            "m": lambda: self._mark(item.note),
            "s": self._round.skip,
            "u": self._undo,
        }
        while (key := self._desk.key().lower()) not in LEAVE:
            if key in actions:
                actions[key]()
                return True
        return False

    # ------------------------------------------------------------------------------------------------- what keys do

    def _decide_against(self, item: Item) -> None:
        if item.find is not None:
            self._round.decide(self._database, item.note, [item.find], "not")
        else:
            self._round.looked_at(self._database, item.note)

    def _decide_all_alike(self, note: str, find: Identifier) -> None:
        self._say("All the same words of this type in this note: y identifier   n not one   any other key: go back")
        decisions: dict[str, Decision] = {"y": "identifier", "n": "not"}
        decision = decisions.get(self._desk.key().lower())
        if decision is not None:
            self._round.decide_alike(self._database, note, find, decision)

    def _change_type(self, note: str, find: Identifier) -> None:
        if kind := self._ask_type(default=find.type):
            self._round.decide(self._database, note, [Identifier(find.start, find.end, kind, 1.0)], "identifier")

    def _mark(self, note: str) -> None:
        words = self._desk.ask("Words of the passage, as they stand in the note:")
        if not places_of(words, store.text_of(self._database.connection, note)):
            self._say("These words do not stand in the note.")
        elif kind := self._ask_type(default="PERSON"):
            places = self._round.mark(self._database, note, words, kind)
            self._say(f"Marked in {places} place{'' if places == 1 else 's'}.")

    def _undo(self) -> None:
        if not self._round.undo(self._database):
            self._say("Nothing to undo in this round.")

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

    # ------------------------------------------------------------------------------------------------------- showing

    def _show(self, item: Item) -> None:
        text = store.text_of(self._database.connection, item.note)
        where = f"{self._round.at + 1:,} of {len(self._round.items):,}, {self._round.left:,} left"
        note = harmless(item.note).replace("\n", " ")
        self._desk.show(plain_line(""))
        if item.find is None:
            self._say(f"{where} | note {note}, of the sample | is there anyone who could be known by something in it?")
            lines = passage(text, self._round.marked_in(self._database, item.note), width=self._desk.width)
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
