"""What was released from a private database, with which cases, so that it can be withdrawn when a case is erased.

Cases are named by keyed hashes: the record outlasts the case.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from corpus.store.database import WorkDatabase
from corpus.store.keys import keyed_hash
from corpus.store.upserts import upsert


@dataclass(frozen=True, slots=True)
class Release:
    """A release as the private database remembers it."""

    sha256: str
    """Of the public database."""
    kind: str
    """open or protected."""
    database: str
    """Name of the public file."""
    released: str
    """ISO 8601 date."""
    notes: int
    accepted: str = ""
    """Why it was released with the review unfinished; empty where it was finished."""
    counted: str = ""
    """Hash of what a protected release counted."""


@dataclass(frozen=True, slots=True)
class ReleasedCount:
    """What a protected release told of one count: the least and the most it can stand for, nothing where hidden."""

    measure: str
    dimension: str
    value: str
    theme: str
    polarity: str
    practice: str
    low: int | None
    high: int | None


def case_hash(database: WorkDatabase, case_id: str) -> str:
    """Return the hash that a case is remembered by when nothing else of it may be."""
    return keyed_hash(database.secret_key(), "remembered case", case_id)


def record_release(
    database: WorkDatabase,
    release: Release,
    *,
    cases: Iterable[str] | None = None,
    counts: Iterable[ReleasedCount] = (),
) -> None:
    """Store a release with the cases in it, by their ids: all that there are, unless others are named.

    With it goes what it told of each count. The same release recorded again changes nothing.
    """
    if cases is None:
        cases = [case_id for (case_id,) in database.connection.execute("SELECT id FROM cases")]
    hashes = sorted({case_hash(database, case_id) for case_id in cases})
    insert = "INSERT INTO released_cases VALUES (?, ?) ON CONFLICT DO NOTHING"
    with database.changing() as connection:
        upsert(connection, "releases", asdict(release))
        connection.executemany(insert, [(release.sha256, one) for one in hashes])
        for count in counts:
            upsert(connection, "released_counts", {"release": release.sha256} | asdict(count))


def released_counts_of(database: WorkDatabase, *, counted: str) -> dict[str, tuple[ReleasedCount, ...]]:
    """Return what each protected release of just these notes told of each count, by the hash of its file."""
    select = "SELECT sha256 FROM releases WHERE kind = 'protected' AND counted = ? ORDER BY released, sha256"
    counts = (
        "SELECT measure, dimension, value, theme, polarity, practice, low, high FROM released_counts "
        "WHERE release = ? ORDER BY rowid"
    )
    return {
        sha256: tuple(ReleasedCount(*row) for row in database.connection.execute(counts, (sha256,)))
        for (sha256,) in database.connection.execute(select, (counted,)).fetchall()
    }


def is_remembered(database: WorkDatabase, sha256: str) -> bool:
    """Tell whether a release of just these bytes is stored."""
    return database.connection.execute("SELECT 1 FROM releases WHERE sha256 = ?", (sha256,)).fetchone() is not None


def forget_release(database: WorkDatabase, sha256: str) -> None:
    """Remove a release that never came to be."""
    with database.changing() as connection:
        for table in ("released_cases", "released_counts"):
            connection.execute(f"DELETE FROM {table} WHERE release = ?", (sha256,))
        connection.execute("DELETE FROM releases WHERE sha256 = ?", (sha256,))


def releases_with(database: WorkDatabase, case_id: str) -> tuple[Release, ...]:
    """Return the releases that a case went into, the oldest first, whether or not the case is still held."""
    select = (
        "SELECT r.* FROM releases r JOIN released_cases c ON c.release = r.sha256 WHERE c.case_id = ? "
        "ORDER BY r.released, r.database, r.sha256"
    )
    rows = database.connection.execute(select, (case_hash(database, case_id),))
    return tuple(Release(*row) for row in rows)
