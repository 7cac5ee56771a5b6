"""One round of approval: passages that may be published, one after the other, and what each decision stores.

The terminal and the private site go through the same round. What is decided is stored at once, of just the words that
were shown; a round holds no connection.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from corpus.store import reviewing
from corpus.store.approving import Approval, Verdict, add_approval, person, standing_approvals_of
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


class _Step(NamedTuple):
    """What one step did: at which place, what it decided, and what the person had decided of the same words before."""

    at: int
    decided: Approval | None = None
    before: Approval | None = None


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
        self._done: list[_Step] = []
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
        passage = shown.passage
        told = passage.told_of(shown.candidate.theme)
        decided = Approval(
            passage.sentence, passage.note, shown.candidate.theme, passage.sha256, told.polarity if told else "",
            self._rules.is_sensitive(passage), verdict, self._approver, self._role, _now(),
        )  # fmt: skip
        step = _Step(self.at, decided, self._standing(database, decided))
        _add(database, decided)
        self._done.append(step)
        self._finished.add(self.at)

    def skip(self) -> None:
        """Leave what is shown undecided for now."""
        self._done.append(_Step(self.at))
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
        """Take the last step back; tell whether there was one. What it stored stays in the log, and is withdrawn.

        What the person had decided of these words before, as in another round, stands again.
        """
        if not self._done:
            return False
        step = self._done.pop()
        self.at = step.at
        self._finished.discard(step.at)
        if step.decided is not None:
            _add(database, replace(step.before or step.decided, decision=_before(step.before), decided=_now()))
        return True

    def _standing(self, database: WorkDatabase, decided: Approval) -> Approval | None:
        """Return what the person's decision of the same words is until now."""
        who = person(self._approver)
        of_words = (
            one
            for one in standing_approvals_of(database.connection, decided.sentence)
            if one.text_sha256 == decided.text_sha256 and person(one.approver) == who
        )
        return next(of_words, None)


def _before(before: Approval | None) -> Verdict:
    return "withdraw" if before is None else before.decision


def _add(database: WorkDatabase, approval: Approval) -> None:
    with database.changing() as connection:
        add_approval(connection, approval)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
