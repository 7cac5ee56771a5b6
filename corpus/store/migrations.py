"""Opening a database: is it ours, which schema has it, and the numbered migrations that bring it up to date.

A migration that has been applied somewhere is never changed; what comes next is added to the list. Each runs in one
transaction together with the record of it, so that a database is at one schema or the next, never between. Views hold
no data and are not migrated: they are made anew whenever they differ from `corpus.store.schema`.
"""

import os
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Literal

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from corpus.errors import DatabaseError
from corpus.store.schema import PUBLIC_ID, WORK_ID, database_schema

MIGRATIONS = Migrations("noteworthy")

PRIVATE_MODE = 0o600

Kind = Literal["work", "public"]


@MIGRATIONS(name="0001_tables")
def make_tables(db: Database) -> None:
    """Make the first schema, and mark the file as one of ours."""
    _run(db, "0001_tables.sql")
    db.execute(f"PRAGMA application_id = {WORK_ID}")


@MIGRATIONS(name="0002_outcomes")
def add_outcomes(db: Database) -> None:
    """Add what came of a case."""
    _run(db, "0002_outcomes.sql")


@MIGRATIONS(name="0003_reviews")
def add_reviews(db: Database) -> None:
    """Add what reviewers decide, what is released, and what is erased."""
    _run(db, "0003_reviews.sql")


@MIGRATIONS(name="0004_finder")
def add_finder(db: Database) -> None:
    """Add the index that passages are found with."""
    _run(db, "0004_finder.sql")


@MIGRATIONS(name="0005_summaries")
def add_summaries(db: Database) -> None:
    """Add what pages show of the whole corpus."""
    _run(db, "0005_summaries.sql")


@MIGRATIONS(name="0006_corrections")
def add_corrections(db: Database) -> None:
    """Add what people code on the private site."""
    _run(db, "0006_corrections.sql")


@MIGRATIONS(name="0007_frame_readings")
def add_frame_readings(db: Database) -> None:
    """Add what coders read with a second codebook."""
    _run(db, "0007_frame_readings.sql")


@MIGRATIONS(name="0008_approvals")
def add_approvals(db: Database) -> None:
    """Add which passages people approved for publication, and what each protected release counted."""
    _run(db, "0008_approvals.sql")


def migration_names() -> tuple[str, ...]:
    """Return the names of all migrations, in order: those that an empty database has yet to go through."""
    with Database(memory=True, execute_plugins=False) as empty:
        return tuple(migration.name for migration in MIGRATIONS.pending(empty))


def _run(db: Database, name: str) -> None:
    for statement in statements_of((files("corpus") / "data" / "migrations" / name).read_text(encoding="utf-8")):
        db.execute(statement)


def statements_of(script: str) -> Iterator[str]:
    """Cut a script into statements, triggers whole: `executescript` would end the transaction that we are in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def connect_work(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open a private database at the current schema; make it where `create` is set and nothing is there.

    It is readable by its owner alone from its first byte. Its journal is SQLite's own rollback journal, which is
    removed at the end of each transaction: after a kill the next opening rolls back, and no file stays beside it.
    """
    if create:
        _make_private(path)
    _check_kind(path, wanted="work", may_be_empty=create)
    try:
        path.chmod(PRIVATE_MODE)
        # No implicit transactions: each is begun and ended by name.
        connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    except (OSError, sqlite3.Error) as problem:
        raise DatabaseError(f"cannot open {path}: {problem}; check its permissions and the folder's.") from None
    try:
        _bring_up_to_date(connection, path)
    # Where a damaged file spoils the words of an error, Python cannot even read the error.
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        connection.close()
        raise DatabaseError(f"cannot use {path}: {problem}; close what else has it open, or build it anew.") from None
    except BaseException:
        connection.close()
        raise
    return connection


def kind_of(path: Path) -> Kind:
    """Tell a private from a public database of ours; raise `DatabaseError` for anything else, in one sentence."""
    return _check_kind(path, wanted=None, may_be_empty=False)


def is_ours(path: Path) -> Kind | None:
    """Tell which kind of database of ours a file is, of whatever version; `None` for any other file."""
    try:
        application_id, _ = _marks(path, may_be_empty=False)
    except DatabaseError:
        return None
    return _KINDS.get(application_id or 0)


def _make_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_MODE))
    except FileExistsError:
        return
    except OSError as problem:
        raise DatabaseError(f"cannot make {path}: {problem.strerror}; check the folder.") from None


def _check_kind(path: Path, *, wanted: Kind | None, may_be_empty: bool) -> Kind:
    application_id, user_version = _marks(path, may_be_empty=may_be_empty)
    if application_id is None:
        return "work"
    kind = _KINDS.get(application_id)
    if kind is None:
        raise DatabaseError(f"{path} is an SQLite database, but not one of Noteworthy; name another file.")
    if wanted == "work" and kind == "public":
        raise DatabaseError(f"{path} is a public release; name the private database that it was made from.")
    if kind == "public" and user_version != PUBLIC_VERSION:
        age = "an older" if user_version < PUBLIC_VERSION else "a newer"
        raise DatabaseError(f"{path} was released by {age} version of Noteworthy; release it anew with this one.")
    return kind


PUBLIC_VERSION = 2
"""`user_version` of a public file; it changes when the tables of a public file do."""

_KINDS: dict[int, Kind] = {WORK_ID: "work", PUBLIC_ID: "public"}


def _marks(path: Path, *, may_be_empty: bool) -> tuple[int | None, int]:
    """Read `application_id` and `user_version` from the file's header, where SQLite's file format keeps them."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise DatabaseError(f"there is no file {path}; make it with `noteworthy build`.") from None
    except IsADirectoryError:
        raise DatabaseError(f"{path} is a folder; name a database file in it.") from None
    except OSError as problem:
        raise DatabaseError(f"cannot read {path}: {problem.strerror}; check its permissions.") from None
    if may_be_empty and not header:
        return None, 0
    if len(header) < 100 or not header.startswith(b"SQLite format 3\x00"):
        raise DatabaseError(f"{path} is not an SQLite database; name another file.")
    return int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big")


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    # The connection comes from us, so sqlite-utils' plugins, which may be any, are kept out of it.
    db = Database(connection, execute_plugins=False)
    db.execute("PRAGMA foreign_keys = ON")
    unknown = [migration.name for migration in MIGRATIONS.applied(db) if migration.name not in migration_names()]
    if unknown:
        raise DatabaseError(f"{path} was made by a newer version of Noteworthy (it has '{unknown[-1]}'); update it.")
    if MIGRATIONS.pending(db):
        MIGRATIONS.apply(db)
    make_views(connection)


def make_views(connection: sqlite3.Connection) -> None:
    """Make the views, or make them anew where they differ from the schema; do nothing where they do not."""
    there = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'").fetchall())
    wanted = {view.name: view.sql for view in database_schema().views}
    if there == wanted:
        return
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        for name in there:
            connection.execute(f'DROP VIEW "{name}"')
        for sql in wanted.values():
            connection.execute(sql)
