"""A round of approval at a terminal: one passage after the other, as it would be published, and a key for each.

Nothing here knows a terminal: what reads keys and shows lines comes from the caller.
"""

from collections.abc import Callable
from pathlib import Path

from corpus.errors import NoteworthyError
from corpus.store.database import WorkDatabase
from corpus.values import IDENTIFIER_TYPES
from noteworthy.narratives.approval_round import ApprovalRound, Shown
from noteworthy.narratives.approved import Rules, approved
from noteworthy.review_round import Reviewer
from noteworthy.review_screen import passage, plain_line
from noteworthy.review_session import LEAVE, Desk

KEYS = "y publish it   n never   m mark what identifies someone   s skip   u undo   q leave"
KEYS_AT_END = "u undo   q leave"
QUESTION = "May these words be published as they stand? Could anybody be known by them, by name or by what happened?"


def approve_passages(
    work: Path, *, rules: Rules, desk: Desk, reviewer: Callable[[], Reviewer], theme: str | None = None
) -> str:
    """Go through passages that may be published; return in a sentence what may go out after it."""
    with WorkDatabase(work, create=False) as database:
        _check_theme(database, theme)
        who = reviewer()
        around = ApprovalRound(database, rules, approver=who.name, role=who.role, theme=theme)
        ApprovalSession(database, around, desk=desk).run()
        return standing_sentence(database, rules)


def left_to_approve(work: Path, *, rules: Rules) -> str:
    """Return in a sentence what may go out now."""
    with WorkDatabase(work, create=False) as database:
        return standing_sentence(database, rules)


def standing_sentence(database: WorkDatabase, rules: Rules) -> str:
    """Say how many passages may go out, and how the rest of what was decided fares."""
    found = approved(database, rules)
    count = len(found.passages)
    return " ".join([f"{count:,} passage{'' if count == 1 else 's'} may be published.", *found.sentences()])


def _check_theme(database: WorkDatabase, theme: str | None) -> None:
    codes = [code for (code,) in database.connection.execute("SELECT code FROM themes ORDER BY position")]
    if theme is not None and theme not in codes:
        raise NoteworthyError(f"there is no theme '{theme}' in {database.path}; there are: {', '.join(codes)}.")


class ApprovalSession:
    """A round at a desk."""

    def __init__(self, database: WorkDatabase, around: ApprovalRound, *, desk: Desk) -> None:
        self._database, self._round, self._desk = database, around, desk
        self._names = dict(database.connection.execute("SELECT code, name FROM themes").fetchall())

    def run(self) -> None:
        """Show one passage after the other until the person leaves, or nothing is left that was not skipped."""
        while (shown := self._next()) is not None:
            self._show(shown)
            if not self._answered(shown):
                return

    def _next(self) -> Shown | None:
        while True:
            if (shown := self._round.current(self._database)) is not None:
                return shown
            self._say(f"That was the last one; {self._round.left:,} left.", KEYS_AT_END)
            if self._desk.key().lower() != "u" or not self._round.undo(self._database):
                return None

    def _answered(self, shown: Shown) -> bool:
        """Wait for a key that means something and do what it says; tell whether to go on."""
        actions: dict[str, Callable[[], None]] = {
            "y": lambda: self._round.decide(self._database, shown, "approve"),
            "n": lambda: self._round.decide(self._database, shown, "refuse"),
            "m": lambda: self._mark(shown),
            "s": self._round.skip,
            "u": self._undo,
        }
        while (key := self._desk.key().lower()) not in LEAVE:
            if key in actions:
                actions[key]()
                return True
        return False

    def _mark(self, shown: Shown) -> None:
        words = self._desk.ask("Words that identify someone, as they stand in the passage:")
        typed = self._desk.ask("Type, such as PERSON, PLACE or DATE (empty: OTHER_ID):").strip().upper()
        kind = typed.replace(" ", "_") or "OTHER_ID"
        if kind not in IDENTIFIER_TYPES:
            self._say(f"One of these, please: {', '.join(IDENTIFIER_TYPES)}.")
        elif not (places := self._round.mark(self._database, shown, words, kind)):
            self._say("These words do not stand in the note.")
        else:
            self._say(f"Marked in {places} place{'' if places == 1 else 's'}; this is how the passage reads now.")

    def _undo(self) -> None:
        if not self._round.undo(self._database):
            self._say("Nothing to undo in this round.")

    def _show(self, shown: Shown) -> None:
        candidate = shown.candidate
        where = f"{self._round.at + 1:,} of {len(self._round.items):,}, {self._round.left:,} left"
        rule = ""
        if candidate.needed > 1:
            rule = f" | {candidate.needed} people must approve it, {candidate.so_far} did"
        theme = self._names.get(candidate.theme, candidate.theme)
        self._desk.show(plain_line(""))
        self._say(f"{where} | {theme}, {candidate.polarity} practice{rule}", QUESTION)
        lines = passage(shown.passage.text, (), width=self._desk.width)
        for line in [plain_line(""), *lines, plain_line("")]:
            self._desk.show(line)
        self._say(KEYS)

    def _say(self, *sentences: str) -> None:
        for sentence in sentences:
            for line in passage(sentence, (), width=self._desk.width):
                self._desk.show(line)
