"""The counts of a protected release: a fixed list of tables, made from the private database and read from a public one.

Cases are counted beside notes, since many notes about few people are few people. Parts of a dimension that are too
small to be shown, or that read as somebody's name, are taken together first, so that they are not even named.
"""

import hashlib
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from corpus.store.counts import NOT_KNOWN, reader_of
from corpus.store.rows import Row
from corpus.store.schema import database_schema
from corpus.values import POLARITIES, PRACTICES
from nlp.identifiers import find_identifiers
from nlp.lexicon import name_words
from noteworthy.disclosure.percentages import percentage
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.disclosure.tables import TOTAL, CountTable, Dimension, Place, PublishedTable
from noteworthy.identifiers import find_all_identifiers

OF_CASES = ("organisation_kind", "region", "year", "sex", "age_band", "ethnicity", "order_type", "risk_level")
"""Dimensions in which a case has one value."""
OF_JUDGEMENTS = ("factor", "stage", "answer", "kind")
"""Dimensions in which notes of one case may differ."""
DIMENSIONS = (*OF_CASES, *OF_JUDGEMENTS)
"""What is published; names of organisations, providers, units, programmes and questions never are."""
_CLASSES_OF_PEOPLE = ("sex", "age_band", "ethnicity")
"""Dimensions whose parts may read as names and are not: 'Arab' is nobody's."""
_WORD = re.compile(r"[^\W\d_]+")
MEASURES = ("cases", "notes")
OTHER = "other"
ALL = "all"
LEAST_PARTS = 2

_NOTES = f"""
CREATE TEMP TABLE safe_notes AS
SELECT n.id AS note, coalesce(n.case_id, 'note ' || n.id) AS "case",
  coalesce(r.practice, n.practice) AS practice, {{dimensions}}
FROM notes n
LEFT JOIN readings r ON r.note = n.id AND r.coder = {reader_of("n.id")}
LEFT JOIN judgements j ON j.id = n.judgement
LEFT JOIN cases k ON k.id = n.case_id
WHERE n.counted <> 'no'
"""
_THEMES = """
CREATE TEMP TABLE safe_themes AS SELECT DISTINCT note, theme, polarity FROM codings WHERE standing = 1
"""
_UNIT = {"cases": 'count(DISTINCT n."case")', "notes": "count(DISTINCT n.note)"}

_POLARITY = Dimension("polarity", POLARITIES, adds_up=False, covers=True)
_PRACTICE = Dimension("practice", PRACTICES)

Counts = dict[Place, int]


class SafeTable(NamedTuple):
    """A table to be published: what divides it beside themes or practice, and its true counts."""

    dimension: str
    counts: CountTable


Parts = Mapping[str, tuple[str, ...]]
"""Parts of each dimension that are named, 'other' among them where some are not."""


def safe_tables(
    connection: sqlite3.Connection, policy: DisclosurePolicy, *, divided: Parts | None = None
) -> list[SafeTable]:
    """Count what a protected release publishes; `divided` as an earlier one was, where that is given."""
    with _gathered(connection):
        if divided is None:
            divided = {ALL: ()} | {name: _parts(connection, name, policy) for name in DIMENSIONS}
        return [table for name, parts in divided.items() for table in _by(connection, name, parts)]


def counted_sha256(connection: sqlite3.Connection) -> str:
    """Return a hash of all that safe counts are counted from: the same where the same notes say the same."""
    digest = hashlib.sha256()
    cursor = connection.cursor()
    cursor.row_factory = None
    with _gathered(connection):
        for select in (
            "SELECT * FROM temp.safe_notes ORDER BY note",
            "SELECT * FROM temp.safe_themes ORDER BY note, theme, polarity",
            "SELECT code FROM themes ORDER BY code",
        ):
            for row in cursor.execute(select):
                digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


@contextmanager
def _gathered(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold what is counted in two temporary tables."""
    _gather(connection)
    try:
        yield
    finally:
        for table in ("safe_notes", "safe_themes"):
            connection.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _gather(connection: sqlite3.Connection) -> None:
    by_name = {dimension.name: dimension.sql for dimension in database_schema().dimension}
    columns = ", ".join(
        f"coalesce(nullif({by_name[name]}, ''), '{NOT_KNOWN}') AS \"{name}\"" for name in (ALL, *DIMENSIONS)
    )
    for table in ("safe_notes", "safe_themes"):
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
    connection.execute(_NOTES.replace("{dimensions}", columns))
    connection.execute(_THEMES)
    connection.execute("CREATE UNIQUE INDEX temp.safe_notes_note ON safe_notes (note)")
    connection.execute("CREATE INDEX temp.safe_themes_note ON safe_themes (note)")


def _by(connection: sqlite3.Connection, name: str, parts: tuple[str, ...]) -> Iterator[SafeTable]:
    """Yield the tables by one dimension: cases and notes by theme, notes by theme and polarity, and by practice."""
    if name != ALL and len(parts) < LEAST_PARTS:
        return
    counting = _Counting(connection, name, parts)
    theme = Dimension("theme", counting.themes(), adds_up=False)
    first = {measure: () if name == ALL else (_dimension(name, parts, measure),) for measure in MEASURES}
    cases = _with_totals(counting.of("cases"), 1) | counting.of("cases", "t.theme")
    yield SafeTable(name, CountTable.of("cases", (*first["cases"], theme), cases))
    notes = _with_totals(counting.of("notes"), 2) | _with_totals(counting.of("notes", "t.theme"), 1)
    notes |= counting.of("notes", "t.theme", "t.polarity")
    yield SafeTable(name, CountTable.of("notes", (*first["notes"], theme, _POLARITY), notes))
    practice = counting.of("notes", "n.practice")
    yield SafeTable(name, CountTable.of("notes", (*first["notes"], _PRACTICE), practice))


def _with_totals(counts: Counts, number: int) -> Counts:
    return {(*place, *([TOTAL] * number)): count for place, count in counts.items()}


def _dimension(name: str, parts: tuple[str, ...], measure: str) -> Dimension:
    # A case has one region, and may have notes on several factors, though on one at least.
    return Dimension(name, parts, adds_up=measure == "notes" or name in OF_CASES, covers=True)


class _Counting:
    """Counts by one dimension."""

    def __init__(self, connection: sqlite3.Connection, name: str, parts: Sequence[str]) -> None:
        self._connection = connection
        self._first = () if name == ALL else (_value(connection, name, parts),)

    def themes(self) -> tuple[str, ...]:
        """Return the codes of the themes."""
        return tuple(row[0] for row in self._connection.execute("SELECT code FROM themes ORDER BY position"))

    def of(self, measure: str, *columns: str) -> Counts:
        """Count cases or notes by the dimension and these columns, of notes `n` and their themes `t`."""
        groups = (*self._first, *columns)
        joined = "JOIN temp.safe_themes t ON t.note = n.note" if "t.theme" in columns else ""
        by = f"GROUP BY {', '.join(map(str, range(1, len(groups) + 1)))}" if groups else ""
        select = ", ".join((*groups, _UNIT[measure]))
        found = self._connection.execute(f"SELECT {select} FROM temp.safe_notes n {joined} {by}")
        return {tuple(row[:-1]): int(row[-1]) for row in found}


def notes_without_case(connection: sqlite3.Connection) -> int:
    """Return how many notes count as cases of their own, since their source names no case."""
    select = "SELECT count(*) FROM notes WHERE counted <> 'no' AND (case_id IS NULL OR case_id = given_id)"
    return int(connection.execute(select).fetchone()[0])


def _value(connection: sqlite3.Connection, name: str, parts: Sequence[str]) -> str:
    """Return the expression that gives a note's part of a dimension: parts that are not shown are 'other'."""
    shown = ", ".join(connection.execute("SELECT quote(?)", (part,)).fetchone()[0] for part in parts)
    return f'CASE WHEN n."{name}" IN ({shown}) THEN n."{name}" ELSE \'{OTHER}\' END'


def _parts(connection: sqlite3.Connection, name: str, policy: DisclosurePolicy) -> tuple[str, ...]:
    """Return the parts of a dimension that are large enough to be named, and 'other' where some are not."""
    select = f'SELECT n."{name}", count(*), count(DISTINCT n."case") FROM temp.safe_notes n GROUP BY 1 ORDER BY 1'
    named, others = [], 0
    for part, _, cases in connection.execute(select).fetchall():
        if cases >= policy.threshold_of(((name, part),)) and part != OTHER and not may_name_someone(part, of=name):
            named.append(part)
        else:
            others += cases
    return (*named, OTHER) if others else tuple(named)


def may_name_someone(part: str, *, of: str) -> bool:
    """Tell whether a part of a dimension holds an identifier of fixed shape or a person's name: it may be free text.

    Quarters of the compass and single letters name nobody. An area that reads as a surname is lost with the surnames.
    """
    if find_identifiers(part):
        return True
    people = [part[one.start : one.end].casefold() for one in find_all_identifiers(part) if one.type == "PERSON"]
    words = {word for words in people for word in _WORD.findall(words) if len(word) > 1}
    return of not in _CLASSES_OF_PEOPLE and not words <= name_words().areas


# ---------------------------------------------------------------- as rows

_DIVIDED = ("theme", "polarity", "practice")


def rows_of(tables: Iterable[tuple[str, PublishedTable]], policy: DisclosurePolicy) -> Iterator[Row]:
    """Yield the rows of `safe_counts`, each cell once; tables come with the name of what divides them.

    They come in the order of their keys: in the tables noughts stand last, which would tell the hidden ones among them.
    """
    found: dict[tuple[str, ...], Row] = {}
    for name, table in tables:
        names = [dimension.name for dimension in table.dimensions]
        for place, count in table.cells.items():
            named = dict(zip(names, place, strict=True))
            value = ALL if name == ALL else named[name]
            key = (table.measure, name, str(value), *(named.get(part) or "" for part in _DIVIDED))
            if value is not TOTAL and key not in found:
                row: Row = dict(zip(("measure", "dimension", "value", *_DIVIDED), key, strict=True))
                share = percentage(count, _base(table, place, names, name), policy)
                found[key] = row | {"count": count, "suppressed": int(count is None), "percent": share}
    yield from (found[key] for key in sorted(found))


def _base(table: PublishedTable, place: Place, names: Sequence[str], name: str) -> int | None:
    """Return the count of all in the same part; nothing for that count itself."""
    base = tuple(part if names[number] == name else TOTAL for number, part in enumerate(place))
    return table.cells.get(base) if base != place else None


def published_tables(connection: sqlite3.Connection) -> list[PublishedTable]:
    """Read the tables of a protected release back, for whoever wants to attack them; none of an open one."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'safe_counts'").fetchone():
        return []
    cells: dict[tuple[str, str, bool], dict[Place, int | None]] = defaultdict(dict)
    select = "SELECT measure, dimension, value, theme, polarity, practice, count FROM safe_counts ORDER BY rowid"
    for measure, name, value, theme, polarity, practice, count in connection.execute(select):
        first = () if name == ALL else (value,)
        if not practice:
            last = (theme or TOTAL, polarity or TOTAL) if measure == "notes" else (theme or TOTAL,)
            cells[(measure, name, False)][(*first, *last)] = count
        if measure == "notes" and not (theme or polarity):
            cells[(measure, name, True)][(*first, practice or TOTAL)] = count
    return [_table(measure, name, of_practice, of) for (measure, name, of_practice), of in cells.items()]


def _table(measure: str, name: str, of_practice: bool, cells: Mapping[Place, int | None]) -> PublishedTable:
    first = () if name == ALL else (_dimension(name, _categories(cells, 0), measure),)
    if of_practice:
        return PublishedTable(measure, (*first, _PRACTICE), cells)
    theme = Dimension("theme", _categories(cells, len(first)), adds_up=False)
    return PublishedTable(measure, (*first, theme, *((_POLARITY,) if measure == "notes" else ())), cells)


def _categories(cells: Iterable[Place], number: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for place in cells if (part := place[number]) is not TOTAL))
