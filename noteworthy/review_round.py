"""One round of review: what is to be decided, one thing after the other, and what each decision does.

The terminal (`review_session`) and the private site go through the same round. Each decision is stored at once, and the
steps of a round can be undone one by one. A round holds no connection: whoever goes through it brings the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from corpus.store import reviewing as store
from corpus.store.database import WorkDatabase
from corpus.store.reviewing import Decision, Review, ReviewedNote
from corpus.values import Identifier, Span
from noteworthy.reviewing import Queue, is_decided, places_of


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides: the name stays in the private database, the role may stand in a manifest."""

    name: str
    role: str


class Item(NamedTuple):
    """A find to decide; or, without a find, a note of the sample to look at whole."""

    note: str
    find: Identifier | None


class _Step(NamedTuple):
    """What one decision did: where the reviewer was, and what was decided of the same passages before."""

    at: int
    note: str
    before: tuple[tuple[Span, Review | None], ...] = ()
    whole: bool = False


class ReviewRound:
    """One round over a queue, as it was when the round began."""

    def __init__(self, waiting: Queue, *, reviewer: Reviewer) -> None:
        self.reviewer = reviewer
        self.items = [Item(doubt.note, doubt.identifier) for doubt in waiting.finds]
        self.items += [Item(note, None) for note in waiting.sample]
        self._left = set(range(len(self.items)))
        self._of_note: dict[str, list[int]] = {}
        for place, item in enumerate(self.items):
            self._of_note.setdefault(item.note, []).append(place)
        self.at = 0
        """The place of what is shown."""
        self._steps: list[_Step] = []

    @property
    def left(self) -> int:
        """How many things are left to look at, those that were skipped among them."""
        return len(self._left)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._steps)

    def current(self) -> Item | None:
        """Go to the next thing that is left, and return it; ``None`` at the end."""
        while self.at < len(self.items) and self.at not in self._left:
            self.at += 1
        return self.items[self.at] if self.at < len(self.items) else None

    def decide(self, database: WorkDatabase, note: str, finds: Iterable[Identifier], decision: Decision) -> None:
        """Store a decision on passages of a note."""
        sha256, now = store.text_sha256(store.text_of(database.connection, note)), _now()
        who = self.reviewer
        reviews = [
            Review(note, find.start, find.end, find.type, decision, sha256, who.name, who.role, now) for find in finds
        ]
        self._store(database, note, reviews)

    def decide_alike(self, database: WorkDatabase, note: str, find: Identifier, decision: Decision) -> None:
        """Store a decision on every find of the same words and type in a note."""
        text = store.text_of(database.connection, note)
        alike = [
            one
            for one in store.finds_of(database.connection, note)
            if one.type == find.type and _words(text, one) == _words(text, find)
        ]
        self.decide(database, note, alike, decision)

    def looked_at(self, database: WorkDatabase, note: str) -> None:
        """Store that nothing, or nothing more, is in a note of the sample."""
        self._store(database, note, [], whole=True)

    def mark(self, database: WorkDatabase, note: str, words: str, kind: str) -> int:
        """Mark words as an identifier wherever they stand in a note; return in how many places they do."""
        places = places_of(words, store.text_of(database.connection, note))
        if places:
            finds = [Identifier(place.start, place.end, kind, 1.0) for place in places]
            self.decide(database, note, finds, "identifier")
        return len(places)

    def skip(self) -> None:
        """Leave what is shown undecided for now."""
        self._steps.append(_Step(self.at, self.items[self.at].note))
        self.at += 1

    def undo(self, database: WorkDatabase) -> bool:
        """Take the last step back; tell whether there was one."""
        if not self._steps:
            return False
        step = self._steps.pop()
        with database.changing() as connection:
            for span, before in step.before:
                store.remove_review(connection, step.note, span.start, span.end)
                if before is not None:
                    store.store_review(connection, before)
            if step.whole:
                store.remove_reviewed_note(connection, step.note)
        self.at = step.at
        self._settle(database, step.note)
        return True

    def marked_in(self, database: WorkDatabase, note: str) -> list[Span]:
        """Return the passages of a note that people declared to be identifiers."""
        reviews = store.standing_reviews(database.connection, note).get(note, ())
        return [Span(one.start, one.end) for one in reviews if one.decision == "identifier"]

    def _store(self, database: WorkDatabase, note: str, reviews: list[Review], *, whole: bool = False) -> None:
        with database.changing() as connection:
            before = [
                (Span(one.start, one.end), store.review_of(connection, note, one.start, one.end)) for one in reviews
            ]
            for one in reviews:
                store.store_review(connection, one)
            if whole:
                sha256 = store.text_sha256(store.text_of(connection, note))
                seen = ReviewedNote(note, sha256, self.reviewer.name, self.reviewer.role, _now())
                store.store_reviewed_note(connection, seen)
        self._steps.append(_Step(self.at, note, tuple(before), whole))
        self._settle(database, note)

    def _settle(self, database: WorkDatabase, note: str) -> None:
        """Find out anew what is left of a note."""
        reviews = store.standing_reviews(database.connection, note).get(note, ())
        seen = note in store.standing_reviewed_notes(database.connection, note)
        for place in self._of_note.get(note, ()):
            find = self.items[place].find
            done = seen if find is None else is_decided(find, reviews)
            (self._left.discard if done else self._left.add)(place)


def _words(text: str, find: Identifier) -> str:
    return " ".join(text[find.start : find.end].casefold().split())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
