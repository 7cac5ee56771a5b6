"""What people decided of single passages that a protected release may show, stored and read.

Decisions are only added. One binds to the exact redacted words, by their hash: of other words it says nothing. What
changes rows runs inside its caller's transaction.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
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
    """Return each person's last decision of each sentence, in the order of the log, less what they took back."""
    select = "SELECT sentence, note, theme, text_sha256, decision, approver, role, decided FROM approvals ORDER BY id"
    return _standing(Approval(*row) for row in connection.execute(select))


def standing_approvals_of(connection: sqlite3.Connection, sentence: str) -> tuple[Approval, ...]:
    """Return what stands of one sentence."""
    return tuple(one for one in standing_approvals(connection) if one.sentence == sentence)


def _standing(decisions: Iterable[Approval]) -> tuple[Approval, ...]:
    last: dict[tuple[str, str], Approval] = {}
    for one in decisions:
        key = (one.sentence, person(one.approver))
        last.pop(key, None)
        if one.decision != "withdraw":
            last[key] = one
    return tuple(last.values())


def person(name: str) -> str:
    """Return what a name is known by again: two spellings that differ in capitals or spaces are one person."""
    return " ".join(name.split()).casefold()
