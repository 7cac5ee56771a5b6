"""What people code on the private site, step by step: an append-only log, and the readings that are complete.

A step is about one text of a note and says nothing of another. No step is changed or removed while its note is here:
to undo one is a step of its own. A coder goes by a code such as ``person-01``: the name stays in one table, which is
never published. What changes rows runs inside its caller's transaction.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from corpus.store import rows, storing
from corpus.store.counts import PERSON
from corpus.store.reviewing import text_sha256
from corpus.values import CoderReading, Coding, Practice, RawText, Span

StepKind = Literal["keep", "code", "remove", "label", "complete", "reopen", "undo"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one coder in one note."""

    id: int
    note: str
    coder: str
    made: str
    """When: ISO 8601, UTC."""
    kind: StepKind
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note as it is to be coded: its text, and the machine's sentences in order."""

    key: str
    text: RawText
    sentences: tuple[Span, ...]


def coder_named(connection: sqlite3.Connection, name: str, *, now: str) -> str:
    """Return the code of whoever has this name; one who is new gets the next."""
    found = connection.execute("SELECT coder FROM coders WHERE name = ?", (name,)).fetchone()
    if found is not None:
        return str(found[0])
    codes = [code for (code,) in connection.execute("SELECT coder FROM coders")]
    number = 1 + max((int(code.removeprefix(PERSON)) for code in codes), default=0)
    coder = f"{PERSON}{number:02d}"
    connection.execute("INSERT INTO coders VALUES (?, ?, ?)", (coder, name, now))
    return coder


def coder_names(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the names of those who coded here, by their codes."""
    return dict(tuple(row) for row in connection.execute("SELECT coder, name FROM coders ORDER BY coder"))


def note_to_code(connection: sqlite3.Connection, key: str) -> StoredNote | None:
    """Return a note with the machine's sentences, or ``None`` where there is none with this key."""
    found = connection.execute("SELECT text FROM notes WHERE id = ?", (key,)).fetchone()
    if found is None:
        return None
    select = 'SELECT start, "end" FROM sentences WHERE note = ? ORDER BY number'
    sentences = tuple(Span(start, end) for start, end in connection.execute(select, (key,)))
    return StoredNote(key, RawText(found[0]), sentences)


def add_step(
    connection: sqlite3.Connection, note: StoredNote, *, coder: str, kind: StepKind, facts: dict[str, Any], now: str
) -> None:
    """Add a step to the log."""
    record = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    insert = "INSERT INTO corrections (note, coder, text_sha256, made, step, record) VALUES (?, ?, ?, ?, ?, ?)"
    connection.execute(insert, (note.key, coder, text_sha256(note.text), now, kind, record))


def steps_of(connection: sqlite3.Connection, note: StoredNote, *, coder: str) -> tuple[Step, ...]:
    """Return every step of a coder in a note as its text is now, the first first; those undone are among them."""
    select = (
        "SELECT id, made, step, record FROM corrections WHERE note = ? AND coder = ? AND text_sha256 = ? ORDER BY id"
    )
    found = connection.execute(select, (note.key, coder, text_sha256(note.text)))
    return tuple(Step(row[0], note.key, coder, row[1], row[2], json.loads(row[3])) for row in found)


def notes_begun(connection: sqlite3.Connection, *, coder: str) -> Iterator[tuple[str, bool]]:
    """Yield the notes in which a coder took a step, the latest first, and whether their reading of each is complete."""
    select = (
        "SELECT c.note, r.note IS NOT NULL FROM corrections c "
        "LEFT JOIN readings r ON r.note = c.note AND r.coder = c.coder "
        "WHERE c.coder = ? GROUP BY c.note ORDER BY max(c.id) DESC"
    )
    for key, complete in connection.execute(select, (coder,)):
        yield key, bool(complete)


def notes_to_read(connection: sqlite3.Connection, *, coder: str, number: int) -> tuple[str, ...]:
    """Return notes that no coder has read and this one has not begun, those that the machine doubts first."""
    select = (
        "SELECT n.id FROM notes n WHERE NOT EXISTS (SELECT 1 FROM readings r WHERE r.note = n.id) "
        "AND NOT EXISTS (SELECT 1 FROM corrections c WHERE c.note = n.id AND c.coder = ?) "
        "AND n.text <> '' ORDER BY n.needs_review DESC, n.rowid LIMIT ?"
    )
    return tuple(key for (key,) in connection.execute(select, (coder, number)))


def lay_complete(connection: sqlite3.Connection, note: StoredNote, reading: CoderReading) -> None:
    """Store a reading that its coder calls complete, among those of other coders."""
    storing.store_reading(connection, reading, key=note.key, text=note.text)


def is_laid(connection: sqlite3.Connection, note: str, coder: str) -> bool:
    """Tell whether a coder's reading of a note is stored as complete."""
    select = "SELECT 1 FROM readings WHERE note = ? AND coder = ?"
    return connection.execute(select, (note, coder)).fetchone() is not None


def take_back(connection: sqlite3.Connection, note: str, coder: str) -> None:
    """Remove a reading that is complete no longer; the steps that led to it stay."""
    for table in ("codings", "sentence_readings", "readings"):
        connection.execute(f"DELETE FROM {table} WHERE note = ? AND coder = ?", (note, coder))


def complete_readings(connection: sqlite3.Connection) -> Iterator[CoderReading]:
    """Yield the complete readings of those who coded here, by the keys of the notes and in their order."""
    select = (
        "SELECT r.* FROM readings r JOIN notes n ON n.id = r.note JOIN coders c ON c.coder = r.coder "
        "ORDER BY n.rowid, r.coder"
    )
    cursor = connection.execute(select)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        found = dict(zip(names, row, strict=True))
        yield rows.reading_of(found, note_id=found["note"])


def machine_coding(connection: sqlite3.Connection, note: str, *, sentence: int, theme: str) -> Coding | None:
    """Return what the machine coded of a theme in a sentence, by its number."""
    select = (
        "SELECT c.* FROM codings c JOIN sentences s ON s.id = c.sentence "
        "WHERE c.note = ? AND s.number = ? AND c.theme = ? AND c.coder = ?"
    )
    cursor = connection.execute(select, (note, sentence, theme, rows.MACHINE))
    found = cursor.fetchone()
    if found is None:
        return None
    return rows.coding_of(dict(zip((column[0] for column in cursor.description), found, strict=True)))


def machine_labels(connection: sqlite3.Connection, note: str) -> tuple[Practice | None, ...]:
    """Return the machine's label of each sentence of a note, in order."""
    select = "SELECT practice FROM sentences WHERE note = ? ORDER BY number"
    return tuple(practice for (practice,) in connection.execute(select, (note,)))
