"""The file of a protected release: a fixed list of safe counts, and what says how to read them; no record of anything.

Passages that people approved one by one may join it, cut off from their notes and cases.

The file is safe when it is downloaded whole: what is hidden is not in it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from corpus.errors import ReleaseRefusedError
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.releases import ReleasedCount
from corpus.store.rows import Row
from corpus.store.schema import database_schema
from corpus.store.upserts import insert
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.disclosure.protection import Protection, protect
from noteworthy.earlier_counts import earlier_counts
from noteworthy.earlier_counts import told_of as remembered
from noteworthy.narratives.approved import Approved
from noteworthy.narratives.passages import Told
from noteworthy.open_release import begin_public, end_public, make_tables, rows_in, write_facts
from noteworthy.publication import Publisher, redacted_value
from noteworthy.safe_counts import ALL, counted_sha256, notes_without_case, rows_of, safe_tables

APPROVED = "approved_passages"
"""The table of passages."""


@dataclass(frozen=True, slots=True)
class Protected:
    """What was written: rows by table, and what disclosure control says of it to the person who signs."""

    tables: dict[str, int]
    sentences: tuple[str, ...]
    counted: str
    """Hash of what was counted."""
    told: tuple[ReleasedCount, ...]
    """What each count tells a reader, to be remembered."""
    passages: Approved | None
    """The passages that stand beside the counts."""


def write_protected(
    path: Path,
    database: WorkDatabase,
    publisher: Publisher,
    policy: DisclosurePolicy,
    *,
    passages: Approved | None = None,
) -> Protected:
    """Count, protect and write; passages that people approved join in a table of their own."""
    schema = database_schema()
    tables = (*schema.protected_tables, *(schema.approved if passages is not None else ()))
    counted = safe_tables(database.connection, policy)
    sha256 = counted_sha256(database.connection)
    earlier = earlier_counts(database, counted, policy, counted=sha256)
    protected = protect([table.counts for table in counted], policy, earlier=earlier)
    connection = begin_public(path)
    try:
        make_tables(connection, tables)
        _write_lists(connection, database, publisher)
        named = zip((table.dimension for table in counted), protected.tables, strict=True)
        rows = list(rows_of(named, policy))
        insert(connection, "safe_counts", rows)
        if passages is not None:
            passages = _beside_counts(passages, rows)
            insert(connection, APPROVED, passages.rows(publisher.keys))
        write_facts(connection, database, kind="protected")
        connection.execute("COMMIT")
        end_public(connection)
        said = [*protected.report.sentences(), *_of_earlier(protected), *_warnings(database.connection, policy)]
        said += passages.sentences() if passages is not None else ()
        told = tuple(remembered(rows, policy))
        return Protected(rows_in(connection, tables), tuple(said), sha256, told, passages)
    finally:
        connection.close()


def _beside_counts(passages: Approved, rows: Sequence[Row]) -> Approved:
    """Return the passages that may stand beside the counts; refuse where none may."""
    found = passages.where(partial(_is_shown, _shown_cells(rows)))
    if not found.passages:
        raise ReleaseRefusedError(
            "every approved passage belongs to a count of its theme and polarity that is hidden, and would tell that "
            "it is not nought; approve passages of commoner themes, or release without --narratives."
        )
    return found


def _shown_cells(rows: Sequence[Row]) -> frozenset[tuple[str, ...]]:
    """Return the counts that are shown, by measure, dimension, value, theme and polarity."""
    parts = ("measure", "dimension", "value", "theme", "polarity")
    return frozenset(
        tuple(str(row[part]) for part in parts) for row in rows if not row["suppressed"] and not row["practice"]
    )


def _is_shown(cells: frozenset[tuple[str, ...]], told: Told, kind: str | None) -> bool:
    """Tell whether the counts that a passage belongs to are shown: of all texts, or of those of a kind."""
    part = (ALL, ALL) if kind is None else ("kind", kind)
    return {("cases", *part, told.theme, ""), ("notes", *part, told.theme, told.polarity)} <= cells


def told_of(sources: tuple[StoredSource, ...]) -> list[Row]:
    """Return what a protected release says of its sources: nothing of their files but the hash in the manifest.

    A title is what the owner wrote; where they wrote none it is the file's name, and is left out with it.
    """
    told = []
    for number, source in enumerate(sources, 1):
        name = f"source {number}"
        title = name if source.title in (source.name, source.file) else redacted_value(source.title)
        told.append(asdict(source) | {"name": name, "title": title, "file": ""})
    return told


def _write_lists(connection: sqlite3.Connection, database: WorkDatabase, publisher: Publisher) -> None:
    """Write what is counted by: sources without their files, and the codebook's own lists."""
    for source in told_of(database.sources()):
        insert(connection, "sources", [publisher.row("sources", source, sha256="")])
    # A factor that only an export knows has no name beside its code.
    for name, only in (("themes", ""), ("factors", "WHERE name <> code")):
        rows = database.connection.execute(f'SELECT * FROM "{name}" {only} ORDER BY 1').fetchall()
        insert(connection, name, [publisher.row(name, row) for row in rows])


def _of_earlier(protected: Protection) -> Iterator[str]:
    """Yield what earlier releases of the same notes have given away already."""
    if protected.shown_before:
        yield (
            f"{protected.shown_before:,} counts that are hidden now stand in an earlier release of the same notes: "
            "hiding them takes nothing back while that is about. Withdraw it."
        )
    if protected.given_away:
        yield (
            f"{protected.given_away:,} hidden counts can be worked out from an earlier release of the same notes, "
            "whatever is hidden now: it had another policy. Withdraw it."
        )


def _warnings(connection: sqlite3.Connection, policy: DisclosurePolicy) -> Iterator[str]:
    """Yield what the person who signs has to know, and no count can show."""
    if alone := notes_without_case(connection):
        yield (
            f"{alone:,} notes name no case but themselves, and count as a case each: where several are about one "
            "person, a count is of fewer people than it says. Have the source name its cases."
        )
    codes = {code for (code,) in connection.execute("SELECT code FROM themes")}
    for theme in sorted(policy.sensitive.categories.get("theme", frozenset()) - codes):
        yield f"The policy calls the theme '{theme}' sensitive, and the codebook has none: name those that are."
