"""What reviewers decided, stored and read: of single passages, and of notes that they looked at whole.

A decision is about a passage of a text. It stands as long as the note's text is the one that was decided on, whatever
the machine makes of the note later; of another text it would say nothing. What changes rows runs inside its caller's
transaction.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal, NamedTuple

from corpus.store.upserts import upsert
from corpus.values import Identifier, RawText

Decision = Literal["identifier", "not"]


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer decided of one passage of a note, by its key."""

    note: str
    start: int
    end: int
    type: str
    decision: Decision
    text_sha256: str
    reviewer: str
    role: str
    decided: str
    """When: ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class ReviewedNote:
    """A note that a reviewer looked at whole."""

    note: str
    text_sha256: str
    reviewer: str
    role: str
    decided: str


class Find(NamedTuple):
    """A passage that the machine took for an identifier, with the note that it stands in."""

    note: str
    text: RawText
    identifier: Identifier


def text_sha256(text: str) -> str:
    """Return the hash by which a text is known again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def store_review(connection: sqlite3.Connection, review: Review) -> None:
    """Store a decision in place of what was decided of the same passage before."""
    upsert(connection, "reviews", asdict(review))


def store_reviewed_note(connection: sqlite3.Connection, note: ReviewedNote) -> None:
    """Store that a note was looked at whole."""
    upsert(connection, "reviewed_notes", asdict(note))


def remove_review(connection: sqlite3.Connection, note: str, start: int, end: int) -> None:
    """Remove what was decided of a passage."""
    connection.execute('DELETE FROM reviews WHERE note = ? AND start = ? AND "end" = ?', (note, start, end))


def remove_reviewed_note(connection: sqlite3.Connection, note: str) -> None:
    """Remove that a note was looked at whole."""
    connection.execute("DELETE FROM reviewed_notes WHERE note = ?", (note,))


def review_of(connection: sqlite3.Connection, note: str, start: int, end: int) -> Review | None:
    """Return what was decided of just this passage, of whatever text."""
    select = 'SELECT * FROM reviews WHERE note = ? AND start = ? AND "end" = ?'
    row = connection.execute(select, (note, start, end)).fetchone()
    return None if row is None else Review(*row)


def standing_reviews(connection: sqlite3.Connection, note: str | None = None) -> dict[str, tuple[Review, ...]]:
    """Return the decisions that stand, by note and in text order: of all notes, or of one."""
    found: dict[str, list[Review]] = {}
    for key, text in _reviewed_texts(connection, "reviews", note):
        sha256 = text_sha256(text)
        select = 'SELECT * FROM reviews WHERE note = ? AND text_sha256 = ? ORDER BY start, "end"'
        if rows := connection.execute(select, (key, sha256)).fetchall():
            found[key] = [Review(*row) for row in rows]
    return {key: tuple(reviews) for key, reviews in found.items()}


def standing_reviewed_notes(connection: sqlite3.Connection, note: str | None = None) -> frozenset[str]:
    """Return the notes that were looked at whole, as they are now: of all notes, or of one."""
    select = "SELECT text_sha256 FROM reviewed_notes WHERE note = ?"
    return frozenset(
        key
        for key, text in _reviewed_texts(connection, "reviewed_notes", note)
        if connection.execute(select, (key,)).fetchone()[0] == text_sha256(text)
    )


def uncertain_finds(connection: sqlite3.Connection, *, below: float) -> Iterator[Find]:
    """Yield what the machine found with less confidence than this, in the order of the notes and in text order."""
    select = (
        'SELECT n.id, n.text, i.start, i."end", i.type, i.confidence, i.reason FROM notes n '
        'JOIN identifiers i ON i.note = n.id WHERE coalesce(i.confidence, 0) < ? ORDER BY n.rowid, i.start, i."end"'
    )
    for key, text, *identifier in connection.execute(select, (below,)):
        yield Find(key, RawText(text), _identifier(*identifier))


def finds_of(connection: sqlite3.Connection, note: str) -> tuple[Identifier, ...]:
    """Return everything that the machine found in a note, in text order."""
    select = 'SELECT start, "end", type, confidence, reason FROM identifiers WHERE note = ? ORDER BY start, "end"'
    return tuple(_identifier(*row) for row in connection.execute(select, (note,)))


def notes_without_finds(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the notes with a text in which the machine found nothing."""
    select = "SELECT id FROM notes WHERE trim(text) <> '' AND id NOT IN (SELECT note FROM identifiers)"
    for (key,) in connection.execute(select):
        yield key


def text_of(connection: sqlite3.Connection, note: str) -> RawText:
    """Return the text of a note."""
    return RawText(connection.execute("SELECT text FROM notes WHERE id = ?", (note,)).fetchone()[0])


def _identifier(start: int, end: int, kind: str, confidence: float | None, reason: str | None) -> Identifier:
    return Identifier(start, end, kind, confidence or 0.0, reason or "")


def _reviewed_texts(connection: sqlite3.Connection, table: str, note: str | None) -> list[tuple[str, str]]:
    if note is not None:
        return connection.execute(
            f"SELECT id, text FROM notes WHERE id = ?1 AND EXISTS (SELECT 1 FROM {table} WHERE note = ?1)", (note,)
        ).fetchall()
    select = f"SELECT id, text FROM notes WHERE id IN (SELECT note FROM {table}) ORDER BY rowid"
    return connection.execute(select).fetchall()


def roles(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the roles of those who read notes whole."""
    return frozenset(role for (role,) in connection.execute("SELECT DISTINCT role FROM reviewed_notes"))
