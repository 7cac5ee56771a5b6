"""The file of an open release: every table from redacted text, every key hashed, its full-text index made anew."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import noteworthy
from corpus.errors import DatabaseError
from corpus.store import counts, reviewing
from corpus.store.database import WorkDatabase
from corpus.store.migrations import PUBLIC_VERSION, make_views
from corpus.store.schema import PUBLIC_ID, Table, database_schema
from corpus.store.upserts import insert
from corpus.values import Identifier
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.finder.indexing import make_index
from noteworthy.identifiers import find_all_identifiers
from noteworthy.publication import PrivateNote, Publisher
from noteworthy.released_rows import RowsReport, protect_rows
from noteworthy.reviewing import is_cleared, reviewed_identifiers
from noteworthy.summaries.making import make_summaries

_PLAIN_TABLES = ("sources", "themes", "factors", "actors", "interventions")
_META = ("codebook", "codebook_title", "codebook_version", "model")


@dataclass(frozen=True, slots=True)
class Opened:
    """What was written: rows by table, and how rare the attributes of its cases are."""

    tables: dict[str, int]
    rows: RowsReport | None


def write_open(path: Path, database: WorkDatabase, publisher: Publisher, policy: DisclosurePolicy) -> Opened:
    """Write the public database."""
    connection = begin_public(path)
    try:
        make_tables(connection, database_schema().public_tables)
        report = _write_rows(connection, database, publisher, policy)
        counts.count(connection)
        make_summaries(connection)
        make_index(connection)
        connection.execute("COMMIT")
        make_views(connection)
        _make_search(connection)
        end_public(connection)
        connection.execute("INSERT INTO notes_fts (notes_fts, rank) VALUES ('integrity-check', 1)")
        return Opened(rows_in(connection, database_schema().public_tables), report)
    finally:
        connection.close()


def begin_public(path: Path) -> sqlite3.Connection:
    """Begin a public file, which is marked as one of ours; what is written goes into one transaction."""
    connection = sqlite3.connect(path, isolation_level=None)
    # The file is nobody's until it is whole, so it needs no journal.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA application_id = {PUBLIC_ID}")
    connection.execute(f"PRAGMA user_version = {PUBLIC_VERSION}")
    connection.execute("BEGIN")
    return connection


def end_public(connection: sqlite3.Connection) -> None:
    """Measure, tidy and check a finished file: no freed page stays in it."""
    connection.execute("ANALYZE")
    connection.execute("VACUUM")
    _check(connection)


def make_tables(connection: sqlite3.Connection, tables: tuple[Table, ...]) -> None:
    """Make these tables."""
    for table in tables:
        for statement in table.statements():
            connection.execute(statement)


def rows_in(connection: sqlite3.Connection, tables: tuple[Table, ...]) -> dict[str, int]:
    """Return how many rows each table has."""
    return {t.name: connection.execute(f'SELECT count(*) FROM "{t.name}"').fetchone()[0] for t in tables}


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


def _write_rows(
    connection: sqlite3.Connection, database: WorkDatabase, publisher: Publisher, policy: DisclosurePolicy
) -> RowsReport | None:
    """Write all rows in the order of their public keys, which says nothing of the order in the sources."""
    private = database.connection
    private.create_function("public_key", 2, publisher.keys, deterministic=True)
    for name in _PLAIN_TABLES:
        rows = [publisher.row(name, row) for row in private.execute(f'SELECT * FROM "{name}" ORDER BY 1')]
        # Two values of the source can be alike once they are redacted.
        insert(connection, name, list({next(iter(row.values())): row for row in rows}.values()))
    write_facts(connection, database, kind="open")
    in_order = 'SELECT * FROM "{}" ORDER BY public_key(?, id)'
    cases = [publisher.row("cases", row) for row in private.execute(in_order.format("cases"), ("case",))]
    cases, report = protect_rows(cases, policy, invented=_invented_cases(database, publisher))
    insert(connection, "cases", cases)
    for row in private.execute(in_order.format("judgements"), ("judgement",)):
        insert(connection, "judgements", [publisher.row("judgements", row)])
    for note in _private_notes(database):
        for name, rows in publisher.note(note).items():
            insert(connection, name, rows)
    return report


def _invented_cases(database: WorkDatabase, publisher: Publisher) -> frozenset[str]:
    """Return the public keys of cases of which every note and judgement is from an authored source."""
    authored = [source.name for source in database.sources() if source.publication == "authored"]
    holes = ", ".join("?" * len(authored))
    real = f"SELECT {{}} FROM {{}} WHERE source NOT IN ({holes})"
    select = (
        f"SELECT id FROM cases WHERE id NOT IN ({real.format('coalesce(case_id, char(0))', 'notes')}) "
        f"AND id NOT IN ({real.format('coalesce(case_id, char(0))', 'judgements')})"
    )
    rows = database.connection.execute(select, (*authored, *authored))
    return frozenset(publisher.keys("case", key) or "" for (key,) in rows)


def write_facts(connection: sqlite3.Connection, database: WorkDatabase, *, kind: str) -> None:
    """Write what a public file says of itself."""
    facts = {"kind": kind, "software": f"noteworthy {noteworthy.__version__}"}
    facts |= {key: value for key, value in database.facts().items() if key in _META}
    insert(connection, "meta", [{"key": key, "value": value} for key, value in sorted(facts.items())])


def _private_notes(database: WorkDatabase) -> Iterator[PrivateNote]:
    private, reviews = database.connection, reviewing.standing_reviews(database.connection)

    def rows(table: str, order: str) -> list[sqlite3.Row]:
        return private.execute(f'SELECT * FROM "{table}" WHERE note = ? ORDER BY {order}', (key,)).fetchall()

    for (key,) in private.execute("SELECT id FROM notes ORDER BY public_key('note', id)"):
        note = private.execute("SELECT * FROM notes WHERE id = ?", (key,)).fetchone()
        decided = reviews.get(key, ())
        found = [Identifier(*row[1:5]) for row in rows("identifiers", "start")]
        yield PrivateNote(
            note=note,
            sentences=rows("sentences", "number"),
            codings=rows("codings", "coder, start, id"),
            readings=rows("readings", "coder"),
            sentence_readings=rows("sentence_readings", "coder, sentence"),
            # Looked through again: the database may have been built when less was found.
            identifiers=reviewed_identifiers([*found, *find_all_identifiers(note["text"])], decided),
            is_cleared=partial(is_cleared, reviews=decided),
        )
