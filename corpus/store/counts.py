"""The precomputed counts: how often each theme is good or poor, over all and by whatever notes are divided by.

Counting goes through two small temporary tables, one row a note, so that each dimension costs one pass over notes and
none over codings. A sentence belongs to one note, so sums over notes are exact.
"""

import sqlite3

from corpus.store.schema import Dimension, database_schema

AGREED = "adjudicated"
"""The coder whose name stands for what the coders agreed on."""

PERSON = "person-"
"""How the code of whoever codes on the private site begins; each of their readings is one that they called complete."""

NOT_KNOWN = "not known"

MOST_VALUES = 1_000
"""Values that a dimension may have to be counted by: a column with one for every note (a free text) divides nothing."""


def reader_of(note: str) -> str:
    """Return SQL for the coder whose reading of a note counts, given SQL for the note's key; NULL where nobody's does.

    It is what coders agreed on, else the complete reading of a person; of several people, of the one who came first.
    """
    return (
        f"(SELECT who.coder FROM readings who WHERE who.note = {note} "
        f"AND (who.coder = '{AGREED}' OR who.coder GLOB '{PERSON}[0-9]*') "
        f"ORDER BY who.coder <> '{AGREED}', who.coder LIMIT 1)"
    )


_COUNTED = f"""
CASE WHEN {reader_of("notes.id")} IS NOT NULL THEN 'coders'
     WHEN learnt_from THEN 'no' ELSE 'machine' END
"""

_STANDING = f"""
coalesce((SELECT CASE n.counted WHEN 'coders' THEN codings.coder = {reader_of("n.id")}
                                WHEN 'machine' THEN codings.coder = 'machine' ELSE 0 END
          FROM notes n WHERE n.id = codings.note), 0)
"""


def settle_standing(connection: sqlite3.Connection) -> None:
    """Decide whose reading of each note counts; write only what changes.

    Where coders agreed a coding it stands, else where a person called their coding complete, theirs. Elsewhere the
    machine's stands, unless it learnt from that very text.
    """
    connection.execute(f"UPDATE notes SET counted = {_COUNTED} WHERE counted IS NOT ({_COUNTED})")
    connection.execute(f"UPDATE codings SET standing = {_STANDING} WHERE standing IS NOT ({_STANDING})")


def count(connection: sqlite3.Connection) -> None:
    """Fill the tables of counts from the codings that stand. Runs inside the caller's transaction."""
    for table in ("theme_counts", "practice_counts", "note_counts"):
        connection.execute(f"DELETE FROM {table}")
    _gather(connection)
    for dimension in database_schema().dimension:
        if 0 < _values(connection, dimension) <= MOST_VALUES:
            _count_by(connection, dimension)
    for table in _GATHERED:
        connection.execute(f"DROP TABLE temp.{table}")


_GATHERED = {
    "counted_notes": f"""
SELECT n.id AS note, n.case_id, coalesce(r.practice, n.practice) AS practice,
  (SELECT count(*) FROM sentences s WHERE s.note = n.id) AS sentences, {{dimensions}}
FROM notes n
LEFT JOIN readings r ON r.note = n.id AND r.coder = {reader_of("n.id")}
LEFT JOIN judgements j ON j.id = n.judgement
LEFT JOIN cases k ON k.id = n.case_id
WHERE n.counted <> 'no'
""",
    "counted_themes": """
SELECT note, theme, polarity, count(DISTINCT sentence) AS sentences, count(*) AS codings,
  sum(coder <> 'machine') AS by_coders
FROM codings WHERE standing = 1 GROUP BY note, theme, polarity
""",
    "counted_practice": f"""
SELECT s.note, coalesce(r.practice, s.practice) AS practice, count(*) AS sentences
FROM sentences s
LEFT JOIN sentence_readings r ON r.sentence = s.id AND r.coder = {reader_of("s.note")}
GROUP BY s.note, coalesce(r.practice, s.practice)
""",
}


def _gather(connection: sqlite3.Connection) -> None:
    dimensions = ", ".join(f"nullif({d.sql}, '') AS \"by_{d.name}\"" for d in database_schema().dimension)
    for table, select in _GATHERED.items():
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
        connection.execute(f"CREATE TEMP TABLE {table} AS {select.replace('{dimensions}', dimensions)}")
    connection.execute("CREATE UNIQUE INDEX temp.counted_notes_note ON counted_notes (note)")


def _values(connection: sqlite3.Connection, dimension: Dimension) -> int:
    found = connection.execute(f'SELECT count(DISTINCT "by_{dimension.name}") FROM temp.counted_notes')
    return int(found.fetchone()[0])


def _count_by(connection: sqlite3.Connection, dimension: Dimension) -> None:
    value = f"coalesce(n.\"by_{dimension.name}\", '{NOT_KNOWN}')"
    by = (dimension.name,)
    connection.execute(
        f"INSERT INTO note_counts SELECT ?, {value}, count(*), sum(n.sentences), count(DISTINCT n.case_id) "
        "FROM temp.counted_notes n GROUP BY 2 ORDER BY 2",
        by,
    )
    connection.execute(
        f"INSERT INTO theme_counts SELECT ?, {value}, t.theme, t.polarity, count(*), sum(t.sentences), sum(t.codings), "
        "sum(t.by_coders) "
        "FROM temp.counted_themes t JOIN temp.counted_notes n ON n.note = t.note GROUP BY 2, 3, 4 ORDER BY 2, 3, 4",
        by,
    )
    connection.execute(
        f"INSERT INTO practice_counts SELECT ?, value, practice, sum(notes), sum(sentences) FROM ("
        f"SELECT {value} AS value, n.practice, 1 AS notes, 0 AS sentences FROM temp.counted_notes n UNION ALL "
        f"SELECT {value}, p.practice, 0, p.sentences FROM temp.counted_practice p "
        "JOIN temp.counted_notes n ON n.note = p.note) GROUP BY 2, 3 ORDER BY 2, 3",
        by,
    )
