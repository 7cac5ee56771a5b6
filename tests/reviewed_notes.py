"""A note with doubtful finds among plain ones, a reviewer whose keys are known, and what is decided and left."""

from collections.abc import Callable
from pathlib import Path

from corpus.codebook import default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.reviewing import standing_reviews
from corpus.values import CodedNote, CodedSentence, Identifier, Note, PracticeLabel, PracticeScore, RawText
from noteworthy.redaction_policy import RedactionPolicy
from noteworthy.review_round import Reviewer
from noteworthy.review_session import Desk, ReviewSession
from noteworthy.reviewing import queue

FILE = "notes.csv"
TEXT = "Brown saw Read. Later Brown read to Ana on 3 May."
POLICY = RedactionPolicy(certain_from=0.98, sample=2)
REASON = "words that read as a person's name"


def find(words: str, kind: str = "PERSON", confidence: float = 0.6, *, text: str = TEXT, after: int = 0) -> Identifier:
    start = text.index(words, after)
    return Identifier(start, start + len(words), kind, confidence, REASON)


BROWN, READ, AGAIN = find("Brown"), find("Read"), find("Brown", confidence=0.99, after=5)
DAY = find("3 May", "DATE", 0.9)


def coded(key: str, text: str, *found: Identifier, model: str = "m1") -> CodedNote:
    label = PracticeLabel("none", (0.0, 0.0, 0.0, 1.0))
    return CodedNote(
        note=Note(key, RawText(text), source=FILE),
        sentences=(CodedSentence(0, len(text), label),),
        practice=PracticeScore("none", None, None, None, needs_review=False),
        identifiers=found,
        codebook=default_codebook().hash,
        model=model,
    )


def build(path: Path) -> Path:
    """Make a database of one note with four finds, three of them doubtful, and of six notes with none."""
    with WorkDatabase(path) as database:
        database.store_codebook(default_codebook())
        database.store_source(StoredSource(FILE, FILE, "0" * 64))
        database.store([coded(f"S{number}", f"A plan was made, number {number}.") for number in range(6)])
        database.store([coded("N1", TEXT, BROWN, READ, AGAIN, DAY)])
        database.finish()
        database.secret_key()
    return path


class Typed:
    """A reviewer whose keys are known beforehand: what is in a list are lines, typed where they are asked for."""

    def __init__(self, *keys: str, lines: tuple[str, ...] = ()) -> None:
        self._keys = iter("".join(keys))
        self._lines = iter(lines)
        self.shown: list[str] = []

    def desk(self, width: int = 80) -> Desk:
        return Desk(lambda: next(self._keys, ""), self._ask, self._show, width)

    def _ask(self, question: str) -> str:
        self.shown.append(question)
        return next(self._lines, "")

    def _show(self, line: tuple[object, ...]) -> None:
        self.shown.append("".join(piece.text for piece in line))  # type: ignore[attr-defined]


def press_keys(database: WorkDatabase, keys: str, *lines: str, policy: RedactionPolicy = POLICY) -> list[str]:
    """Go through the queue with these keys; return what was shown."""
    typed = Typed(keys, lines=lines)
    reviewer = Reviewer("A. Person", "editor")
    ReviewSession(database, queue(database, policy), reviewer=reviewer, desk=typed.desk()).run()
    return typed.shown


Press = Callable[..., list[str]]


def decisions(database: WorkDatabase) -> dict[str, str]:
    reviews = standing_reviews(database.connection).get("N1", ())
    return {f"{TEXT[one.start : one.end]}@{one.start}": f"{one.decision} {one.type}" for one in reviews}


def left(database: WorkDatabase, policy: RedactionPolicy = POLICY) -> list[str]:
    return [TEXT[one.identifier.start : one.identifier.end] for one in queue(database, policy).finds]
