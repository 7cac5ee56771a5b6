"""What people decided of single passages that a protected release may show, stored and read.

Decisions are only added. One binds to the exact redacted words, by their hash: of other words it says nothing. What
changes rows runs inside its caller's transaction.
"""

import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Literal

from corpus.store.upserts import insert

Verdict = Literal["approve", "refuse", "withdraw"]


@dataclass(frozen=True, slots=True)
class Approval:
    """What one person decided of one passage: a sentence, by its key, and the theme that it is to stand for."""

    sentence: str
    note: str
    theme: str
    text_sha256: str
    """Of the redacted words."""
    polarity: str
    """What the passage said of the theme when it was shown: an approval is of the words with this beside them."""
    sensitive: bool
    """Whether it touched a sensitive theme then."""
    decision: Verdict
    approver: str
    role: str
    decided: str
    """When: ISO 8601, UTC."""


def add_approval(connection: sqlite3.Connection, approval: Approval) -> None:
    """Add a decision to the log."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM approvals").fetchone()
    insert(connection, "approvals", [{"id": last + 1} | asdict(approval)])


def standing_approvals(connection: sqlite3.Connection) -> tuple[Approval, ...]:
    """Return what stands of each person's decisions of each sentence, in the order of the log.

    That is the last, less what they took back; and what they refused before, as long as they have not decided otherwise
    of just these words.
    """
    names = [column.name for column in fields(Approval)]
    rows = connection.execute(f"SELECT {', '.join(names)} FROM approvals ORDER BY id")
    given = (dict(zip(names, row, strict=True)) for row in rows)
    return _standing(Approval(**one | {"sensitive": bool(one["sensitive"])}) for one in given)


def standing_approvals_of(connection: sqlite3.Connection, sentence: str) -> tuple[Approval, ...]:
    """Return what stands of one sentence."""
    return tuple(one for one in standing_approvals(connection) if one.sentence == sentence)


def _standing(decisions: Iterable[Approval]) -> tuple[Approval, ...]:
    standing: dict[tuple[str, str], dict[int, Approval]] = {}
    for place, one in enumerate(decisions):
        before = standing.setdefault((one.sentence, person(one.approver)), {})
        for other, earlier in list(before.items()):
            if earlier.decision != "refuse" or earlier.text_sha256 == one.text_sha256:
                del before[other]
        if one.decision != "withdraw":
            before[place] = one
    in_order = {place: one for of_person in standing.values() for place, one in of_person.items()}
    return tuple(in_order[place] for place in sorted(in_order))


def person(name: str) -> str:
    """Return what a name is known by again: spellings that differ in capitals, spaces or code points are one person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
