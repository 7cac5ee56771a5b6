"""Notes whose sentences can be approved one by one: each of its own case, with a name in some."""

from pathlib import Path
from typing import Any

from corpus.store.database import StoredSource, WorkDatabase
from corpus.values import Case, CodedNote, CodedSentence, Coding, Identifier, PracticeLabel, Span
from noteworthy.narratives.approval_round import ApprovalRound
from noteworthy.narratives.approved import Rules
from noteworthy.release import Policy
from tests.coded_notes import coded_note, store_notes

FILE = "team-export.csv"
NAME = "Kwabena Osei"
WORDS = (
    *("kettle", "ladder", "blanket", "garden", "ticket", "bottle", "window", "engine", "basket"),
    *("candle", "pillow", "hammer", "drawer", "bucket", "carpet", "saddle", "button", "pencil"),
    *("ribbon", "tunnel", "anchor", "feather", "lantern", "compass", "whistle", "barrel", "trolley"),
    *("harness", "curtain", "paddle", "shovel", "cushion", "napkin", "tractor", "pebble", "gutter"),
    *("spanner", "mattress", "kennel", "orchard", "chimney", "pantry", "cellar", "hedge"),
)
THEMES = (("delay", "poor"), ("information", "good"), ("protection", "good"))


def sentence_of(number: int, *, named: bool = False) -> str:
    """Return a sentence with words of its own."""
    some = [WORDS[(number * 7 + step * 11) % len(WORDS)] for step in range(7)]
    who = NAME if named else "the worker"
    return f"Week after week {who} asked about the {', the '.join(some[:5])} and never the {some[5]} or {some[6]}."


def note_of(number: int, *, two_sided: bool = False) -> CodedNote:
    """Return the note of a case; every third names its worker in the sentence that is coded.

    Were a sensitive theme always good, its counts would be hidden: where `two_sided`, it is as often poor.
    """
    named = number % 3 == 0
    first = sentence_of(number, named=named)
    text = f"{first} It went on until spring."
    theme, polarity = THEMES[number % len(THEMES)]
    good = polarity == "good" if theme != "protection" or not two_sided else number % 2 == 0
    label = PracticeLabel("good" if good else "poor", (0.9, 0.05, 0.03, 0.02) if good else (0.05, 0.9, 0.03, 0.02))
    coding: Any = Coding(theme, "good" if good else "poor", "observed", (Span(0, 15),), 0.9, "model")
    start = text.index(NAME) if named else 0
    return coded_note(
        f"NOTE-{number:03}",
        text,
        Case(f"CASE-{number:03}", organisation="Millbrook CRC", sex="male", officer="officer 7"),
        [CodedSentence(0, len(first), label, (coding,)), CodedSentence(len(first) + 1, len(text), label)],
        source=FILE,
        row=number + 2,
        identifiers=[Identifier(start, start + len(NAME), "PERSON", 0.95)] if named else [],
    )


def work_to_approve(path: Path, *, notes: int = 45, two_sided: bool = False, publication: Any = "private") -> Path:
    """Write a private database of such notes."""
    source = StoredSource(FILE, FILE, "ab" * 32, publication, title="An export")
    return store_notes(path, [note_of(number, two_sided=two_sided) for number in range(notes)], source)


def lenient() -> Rules:
    """Return the shipped rules, but let sentences be as alike as these are."""
    policy = Policy.read(None)
    narratives = policy.narratives.model_copy(update={"most_alike": 1.0})
    return Rules(narratives, policy.disclosure, policy.redaction)


def approve_all(work: Path, *, who: str = "Dana Oz", role: str = "inspector", theme: str | None = None) -> list[str]:
    """Approve all that is proposed to a person; return the sentences' keys in the order in which they came."""
    approved = []
    with WorkDatabase(work, create=False) as database:
        around = ApprovalRound(database, lenient(), approver=who, role=role, theme=theme)
        while (shown := around.current(database)) is not None:
            around.decide(database, shown, "approve")
            approved.append(shown.passage.sentence)
    return approved
