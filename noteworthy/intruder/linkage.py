"""What can be led back without any name: rows that should not be there, rare combinations, and suppressed cells.

`recompute` hands the published tables of counts to the audit of disclosure control.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator

from corpus.store.schema import database_schema
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.disclosure.tables import Nesting, PublishedTable
from noteworthy.intruder.findings import Finding, Spot

ROWS = ("cases", "judgements", "notes", "sentences", "codings", "readings", "sentence_readings")
"""Tables with a row for each case, or for something that was said of it."""

SAFE_COUNTS = "safe_counts"
SUPPRESSED = "suppressed"
"""The table of published counts, and its column that marks a suppressed cell."""

TablesOf = Callable[[sqlite3.Connection], Iterable[PublishedTable]]
"""Reads the published counts of a public file as the tables that the audit of disclosure control takes."""


def row_findings(connection: sqlite3.Connection, tables: Collection[str], *, protected: bool) -> Iterator[Finding]:
    """Yield a failure for each table of rows in a protected release; in an open one, how many cases stand alone."""
    for table in ROWS:
        if table not in tables:
            continue
        if protected and (count := _count(connection, f'SELECT count(*) FROM "{table}"')):
            yield Finding("failure", Spot("table", table, row=f"{count:,} rows"), "row in a protected release", table)
    if "cases" in tables and not protected and (alone := unique_cases(connection)):
        spot = Spot("table", "cases", row=f"{alone:,} cases that nothing else is like")
        yield Finding("information", spot, "unique combination", "public attributes of a case")


def unique_cases(connection: sqlite3.Connection) -> int:
    """Return how many cases no other case shares all public attributes with.

    Whoever knows these attributes of somebody, from a newspaper say, finds the case by them.
    """
    there = {row[1] for row in connection.execute('PRAGMA table_info("cases")')}
    cases = next(table for table in database_schema().public_tables if table.name == "cases")
    names = [column.name for column in cases.columns if column.publish != "hashed" and column.name in there]
    if not names:
        return 0
    rows = connection.execute("SELECT " + ", ".join(f'"{name}"' for name in names) + " FROM cases")
    return sum(count == 1 for count in Counter(rows).values())


def suppressed_findings(
    connection: sqlite3.Connection,
    tables: Collection[str],
    *,
    tables_of: TablesOf | None = None,
    policy: DisclosurePolicy | None = None,
) -> Iterator[Finding]:
    """Yield what can be worked out of the suppressed cells of a public file.

    `tables_of` reads the counts. Without it, a file that marks cells as suppressed gets a warning: nothing was tried.
    """
    if tables_of is not None:
        yield from recompute(tables_of(connection), policy=policy)
    elif SAFE_COUNTS in tables and _has_suppressed(connection):
        yield Finding("warning", Spot("table", SAFE_COUNTS), "not looked into", "suppressed cells")


def recompute(
    tables: Iterable[PublishedTable], *, policy: DisclosurePolicy | None = None, nestings: Iterable[Nesting] = ()
) -> Iterator[Finding]:
    """Yield a failure for each cell that the published tables give away together, by the audit of disclosure control.

    It names the cell by its public categories, and not the value that was found out.
    """
    # SciPy's solvers take a second to load, and most files have nothing to solve.
    from noteworthy.disclosure.audit import audit
    from noteworthy.disclosure.policy import default_policy

    for found in audit(tables, policy or default_policy(), nestings=nestings).findings:
        cell = str(found.interval.cell) if found.interval is not None else ""
        yield Finding("failure", Spot("table", SAFE_COUNTS, row=cell), "suppressed cell", found.kind)


def _has_suppressed(connection: sqlite3.Connection) -> bool:
    columns = {row[1] for row in connection.execute(f'PRAGMA table_info("{SAFE_COUNTS}")')}
    if SUPPRESSED not in columns:
        return False
    return bool(_count(connection, f"SELECT count(*) FROM {SAFE_COUNTS} WHERE {SUPPRESSED}"))


def _count(connection: sqlite3.Connection, select: str) -> int:
    return int(connection.execute(select).fetchone()[0])
