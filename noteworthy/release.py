"""The release gate: from the private database to the one that may be published.

This version makes open releases only: of text that its owner declares invented or already public. All that is public
comes from redacted text. The file is made beside its place, checked, made read-only and only then moved there, so that
a release that is cut off leaves what was there before.
"""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import noteworthy
from corpus.errors import DatabaseError, ReleaseRefusedError
from corpus.store import counts
from corpus.store.database import WorkDatabase
from corpus.store.migrations import PUBLIC_VERSION, is_ours, make_views
from corpus.store.schema import PUBLIC_ID, database_schema
from corpus.store.upserts import insert
from corpus.values import Identifier
from noteworthy import manifest
from noteworthy.publication import PrivateNote, PublicKeys, Publisher

PUBLISHABLE = ("authored", "already-public")
READ_ONLY = 0o444

_PLAIN_TABLES = ("sources", "themes", "factors", "actors", "interventions")
_META = ("codebook", "codebook_title", "codebook_version", "model")


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """What a release did."""

    database: Path
    notes: int
    replaced: int
    up_to_date: bool = False

    def sentence(self) -> str:
        """Say it in one sentence."""
        if self.up_to_date:
            return f"{self.database} is up to date: nothing has changed since it was released."
        return f"{self.database}: {self.notes:,} notes released, {self.replaced:,} identifiers in them replaced."


def build_public(work: Path, public: Path) -> ReleaseReport:
    """Release `work` as `public`, with its manifest beside it; do nothing where nothing has changed."""
    with WorkDatabase(work, create=False) as database:
        _check_target(work, public)
        _check_publishable(database)
        keys = PublicKeys(database.secret_key())
        fingerprint = manifest.fingerprint(work)
        if manifest.is_current(public, fingerprint):
            return ReleaseReport(public, 0, 0, up_to_date=True)
        return _release(database, public, keys, fingerprint)


def _check_target(work: Path, public: Path) -> None:
    """Refuse to write over anything that is no earlier release."""
    if public.is_dir():
        raise DatabaseError(f"{public} is a folder; name the file to write.")
    if public.exists() and is_ours(public) != "public":
        raise DatabaseError(f"{public} is there already and is no release of ours; name another file, or move it away.")
    if public.resolve() == work.resolve():
        raise DatabaseError(f"{work} cannot be released onto itself; name another file.")


def _check_publishable(database: WorkDatabase) -> None:
    if not database.finished:
        raise ReleaseRefusedError(
            f"{database.path} was not built to its end; run the same `noteworthy build` again, then release it."
        )
    sources = database.sources()
    if not sources:
        raise ReleaseRefusedError(f"{database.path} holds no source; build it from one first.")
    for source in sources:
        if source.publication not in PUBLISHABLE:
            raise ReleaseRefusedError(
                f"source '{source.name}' is declared '{source.publication}', and this version releases only text that "
                'is invented or already public; if it is, declare publication = "authored" or "already-public" under '
                "[source] in its mapping file and build again."
            )
    codebooks = [row[0] for row in database.connection.execute("SELECT DISTINCT codebook FROM notes")]
    if len(codebooks) > 1:
        raise ReleaseRefusedError(
            f"{database.path} holds notes coded with {len(codebooks)} versions of the codebook, which cannot be "
            "counted together; build all its sources again with one."
        )


def _release(database: WorkDatabase, public: Path, keys: PublicKeys, fingerprint: str) -> ReleaseReport:
    public.parent.mkdir(parents=True, exist_ok=True)
    partial = public.with_name(f".{public.name}.partial")
    partial_manifest = public.with_name(f".{public.name}.manifest.partial")
    partial.unlink(missing_ok=True)
    try:
        publisher = Publisher(keys)
        tables = _write(partial, database, publisher)
        facts = manifest.make_manifest(
            partial,
            name=public.name,
            fingerprint=fingerprint,
            facts=database.facts(),
            models=[row[0] for row in database.connection.execute("SELECT DISTINCT model FROM notes")],
            sources=[asdict(source) for source in database.sources()],
            replaced=publisher.replaced,
            tables=tables,
        )
        manifest.write_manifest(facts, partial_manifest)
        _settle(partial)
        partial.replace(public)
        partial_manifest.replace(manifest.manifest_path(public))
    except (OSError, sqlite3.Error) as problem:
        raise DatabaseError(f"cannot write {public}: {problem}; check the folder and that the disk has room.") from None
    finally:
        partial.unlink(missing_ok=True)
        partial_manifest.unlink(missing_ok=True)
    return ReleaseReport(public, tables["notes"], sum(publisher.replaced.values()))


def _settle(path: Path) -> None:
    """Make a finished file read-only, and see it onto the disk before anything points at it."""
    path.chmod(READ_ONLY)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _write(path: Path, database: WorkDatabase, publisher: Publisher) -> dict[str, int]:
    """Write the public database; return how many rows each table has."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # The file is nobody's until it is whole, so it needs no journal.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA application_id = {PUBLIC_ID}")
        connection.execute(f"PRAGMA user_version = {PUBLIC_VERSION}")
        connection.execute("BEGIN")
        _make_tables(connection)
        _write_rows(connection, database, publisher)
        counts.count(connection)
        connection.execute("COMMIT")
        make_views(connection)
        _make_search(connection)
        connection.execute("ANALYZE")
        connection.execute("VACUUM")
        _check(connection)
        return {
            table.name: connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]
            for table in database_schema().public_tables
        }
    finally:
        connection.close()


def _make_tables(connection: sqlite3.Connection) -> None:
    for table in database_schema().public_tables:
        for statement in table.statements():
            connection.execute(statement)


def _make_search(connection: sqlite3.Connection) -> None:
    for table in database_schema().public_tables:
        for statement in table.search_statements(triggers=False):
            connection.execute(statement)
        for command in ("rebuild", "optimize") if table.search else ():
            connection.execute(f"INSERT INTO {table.name}_fts ({table.name}_fts) VALUES (?)", (command,))


def _check(connection: sqlite3.Connection) -> None:
    """Raise where the finished file is not whole: its pages, its references, its full-text index."""
    found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
    if found != ["ok"] or dangling:
        what = found[0] if found != ["ok"] else f"table {dangling[0][0]} names something that is not there"
        raise DatabaseError(f"the release did not pass SQLite's own check ({what}); build the private database anew.")
    connection.execute("INSERT INTO notes_fts (notes_fts, rank) VALUES ('integrity-check', 1)")


def _write_rows(connection: sqlite3.Connection, database: WorkDatabase, publisher: Publisher) -> None:
    """Write all rows in the order of their public keys, which says nothing of the order in the sources."""
    private = database.connection
    private.create_function("public_key", 2, publisher.keys, deterministic=True)
    for name in _PLAIN_TABLES:
        rows = [publisher.row(name, row) for row in private.execute(f'SELECT * FROM "{name}" ORDER BY 1')]
        # Two values of the source can be alike once they are redacted.
        insert(connection, name, list({next(iter(row.values())): row for row in rows}.values()))
    facts = {"kind": "open", "software": f"noteworthy {noteworthy.__version__}"}
    facts |= {key: value for key, value in database.facts().items() if key in _META}
    insert(connection, "meta", [{"key": key, "value": value} for key, value in sorted(facts.items())])
    for name, kind in (("cases", "case"), ("judgements", "judgement")):
        for row in private.execute(f'SELECT * FROM "{name}" ORDER BY public_key(?, id)', (kind,)):
            insert(connection, name, [publisher.row(name, row)])
    for note in _private_notes(private):
        for name, rows in publisher.note(note).items():
            insert(connection, name, rows)


def _private_notes(private: sqlite3.Connection) -> Iterator[PrivateNote]:
    def rows(table: str, order: str) -> list[sqlite3.Row]:
        return private.execute(f'SELECT * FROM "{table}" WHERE note = ? ORDER BY {order}', (key,)).fetchall()

    for (key,) in private.execute("SELECT id FROM notes ORDER BY public_key('note', id)"):
        yield PrivateNote(
            note=private.execute("SELECT * FROM notes WHERE id = ?", (key,)).fetchone(),
            sentences=rows("sentences", "number"),
            codings=rows("codings", "coder, start, id"),
            readings=rows("readings", "coder"),
            sentence_readings=rows("sentence_readings", "coder, sentence"),
            identifiers=[
                Identifier(row["start"], row["end"], row["type"], row["confidence"])
                for row in rows("identifiers", "start")
            ],
        )
