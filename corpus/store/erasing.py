"""Erasing a case: it leaves the tables, the counts, the full-text index and the bytes of the file.

What stays is a keyed hash of its id, by which a build knows that it must not take the case in again.
"""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.errors import DatabaseError
from corpus.store import counts, storing
from corpus.store.database import Derive, WorkDatabase
from corpus.store.releases import Release, case_hash, releases_with

_OF_CASE = "case_id = ?1 OR judgement IN (SELECT id FROM judgements WHERE case_id = ?1)"
_SOURCES_OWN_TERMS = {
    "factors": ("judgements.factor", "codings.factor"),
    "actors": ("codings.actor",),
    "interventions": ("codings.intervention",),
}


@dataclass(frozen=True, slots=True)
class Erasure:
    """What left the database with a case, and what it was released in."""

    notes: int
    judgements: int
    releases: tuple[Release, ...]
    before: bool = False
    """Whether the case had gone already, so that nothing but the file itself was written anew."""


def erase_case(database: WorkDatabase, case_id: str, *further: Derive) -> Erasure:
    """Erase a case, by its id in the source, with all that derives from it, and write the file anew without it.

    `further` are those that a build is finished with: what they made of the case's rows they make again without it.
    A case that has gone already is answered with its releases again, and remembered as erased. Raises
    ``DatabaseError`` for one that was never here.
    """
    connection = database.connection
    held = connection.execute("SELECT 1 FROM cases WHERE id = ?", (case_id,)).fetchone() is not None
    releases = releases_with(database, case_id)
    if not held and not releases and not erased_cases(database)(case_id):
        raise DatabaseError(f"there is no case '{case_id}' in {database.path}; give the id as its source has it.")
    connection.execute("PRAGMA secure_delete = ON")
    hashed = case_hash(database, case_id)
    with database.changing():
        notes, judgements = _remove(connection, case_id)
        today = datetime.now(UTC).date().isoformat()
        connection.execute("INSERT INTO erased_cases VALUES (?, ?) ON CONFLICT DO NOTHING", (hashed, today))
        _count_anew(connection, further)
    _write_anew(database)
    return Erasure(notes, judgements, releases, before=not held)


def erased_cases(database: WorkDatabase) -> Callable[[str | None], bool]:
    """Return a function that tells whether a case, by its id in the source, was erased on request."""
    erased = {row[0] for row in database.connection.execute("SELECT case_id FROM erased_cases")}
    if not erased:
        return lambda case_id: False
    return lambda case_id: case_id is not None and case_hash(database, case_id) in erased


def _remove(connection: sqlite3.Connection, case_id: str) -> tuple[int, int]:
    keys = [key for (key,) in connection.execute(f"SELECT id FROM notes WHERE {_OF_CASE}", (case_id,))]
    for key in keys:
        storing.forget_note(connection, key)
    judgements = connection.execute("DELETE FROM judgements WHERE case_id = ?", (case_id,)).rowcount
    connection.execute("DELETE FROM cases WHERE id = ?", (case_id,))
    for table, columns in _SOURCES_OWN_TERMS.items():
        _forget_unused_terms(connection, table, columns)
    return len(keys), judgements


def _forget_unused_terms(connection: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> None:
    """Remove codes that only the source knew, which bear their own code as a name, where nothing uses them now."""
    used = [column.split(".") for column in columns]
    unused = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {other} WHERE {other}.{column} = {table}.code)" for other, column in used
    )
    connection.execute(f"DELETE FROM {table} WHERE name = code AND {unused}")


def _count_anew(connection: sqlite3.Connection, further: Iterable[Derive]) -> None:
    counts.settle_standing(connection)
    counts.count(connection)
    for derive in further:
        derive(connection)
    _index_anew(connection)
    connection.execute("ANALYZE")


def _index_anew(connection: sqlite3.Connection) -> None:
    """Make the full-text index from the notes that are left: one that follows deletions may keep their words."""
    for command in ("rebuild", "optimize"):
        connection.execute("INSERT INTO notes_fts (notes_fts) VALUES (?)", (command,))


def _write_anew(database: WorkDatabase) -> None:
    """Write the whole file anew, and then its index: SQLite may renumber the rows that the index points at."""
    try:
        database.connection.execute("VACUUM")
    except sqlite3.OperationalError as problem:
        raise DatabaseError(
            f"the case has left the tables of {database.path}, but its pages could not be overwritten: {problem}; see "
            "that nothing else has the file open and the disk has room, and erase the same case again."
        ) from None
    with database.changing() as connection:
        _index_anew(connection)
