"""One round of approval: passages that may be published, one after the other, and what each decision stores.

The terminal and the private site go through the same round. What is decided is stored at once, of just the words that
were shown; a round holds no connection.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from corpus.store import reviewing
from corpus.store.approving import Approval, Verdict, add_approval
from corpus.store.database import WorkDatabase
from corpus.store.reviewing import Review
from noteworthy.narratives.approved import Rules
from noteworthy.narratives.candidates import Candidate, candidates
from noteworthy.narratives.passages import Passage, PassageReader
from noteworthy.reviewing import places_of


class Shown(NamedTuple):
    """A passage as it is put before the person now: its words may have changed since the round began."""

    candidate: Candidate
    passage: Passage


class ApprovalRound:
    """One round over the candidates as they were when it began."""

    def __init__(
        self, database: WorkDatabase, rules: Rules, *, approver: str, role: str, theme: str | None = None
    ) -> None:
        self._rules, self._approver, self._role = rules, approver, role
        reader = PassageReader(database, rules.redaction)
        self.items = candidates(database, reader, rules, approver=approver, theme=theme)
        self.at = 0
        """The place of what is shown."""
        self._done: list[tuple[int, str | None]] = []
        self._finished: set[int] = set()

    @property
    def left(self) -> int:
        """How many are left, those that were skipped among them."""
        return len(self.items) - len(self._finished)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    def current(self, database: WorkDatabase) -> Shown | None:
        """Go to the next that is left and still there, and return it as it reads now; ``None`` at the end."""
        reader = PassageReader(database, self._rules.redaction)
        while self.at < len(self.items):
            candidate = self.items[self.at]
            passage = reader.passage(candidate.passage.sentence) if self.at not in self._finished else None
            if passage is not None and passage.told_of(candidate.theme) is not None:
                return Shown(candidate, passage)
            self._finished.add(self.at)
            self.at += 1
        return None

    def decide(self, database: WorkDatabase, shown: Shown, verdict: Verdict) -> None:
        """Store what the person says of the words that were shown."""
        self._add(database, shown.passage, shown.candidate.theme, verdict)
        self._done.append((self.at, shown.passage.sentence))
        self._finished.add(self.at)

    def skip(self) -> None:
        """Leave what is shown undecided for now."""
        self._done.append((self.at, None))
        self.at += 1

    def mark(self, database: WorkDatabase, shown: Shown, words: str, kind: str) -> int:
        """Mark words as an identifier wherever they stand in the passage's note; return in how many places they do.

        It is a reviewer's decision like any other. The passage then reads differently, and is shown again.
        """
        note = shown.passage.note
        text = reviewing.text_of(database.connection, note)
        sha256, now = reviewing.text_sha256(text), _now()
        places = places_of(words, text)
        with database.changing() as connection:
            for place in places:
                reviewing.store_review(
                    connection,
                    Review(note, place.start, place.end, kind, "identifier", sha256, self._approver, self._role, now),
                )
        return len(places)

    def undo(self, database: WorkDatabase) -> bool:
        """Take the last step back; tell whether there was one. What it stored stays in the log, and is withdrawn."""
        if not self._done:
            return False
        self.at, sentence = self._done.pop()
        self._finished.discard(self.at)
        if sentence is not None:
            candidate = self.items[self.at]
            self._add(database, candidate.passage, candidate.theme, "withdraw")
        return True

    def _add(self, database: WorkDatabase, passage: Passage, theme: str, verdict: Verdict) -> None:
        with database.changing() as connection:
            add_approval(
                connection,
                Approval(
                    passage.sentence, passage.note, theme, passage.sha256, verdict, self._approver, self._role, _now()
                ),
            )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
