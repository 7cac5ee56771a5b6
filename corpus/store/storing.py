"""Storing one item: which rows a note, a judgement or a coder's reading becomes, and which rows they replace.

Each function runs inside its caller's transaction.
"""

import sqlite3
from collections.abc import Sequence
from typing import Protocol

from corpus.store import projection, rows
from corpus.store.keys import judgement_key, note_key
from corpus.store.rows import Row
from corpus.store.upserts import insert, upsert
from corpus.values import Case, CodedNote, CoderReading, Judgement, Note, Span


class UnwrittenJudgement(Protocol):
    """A judgement whose reason was left empty (`corpus.sources.ingest.Unwritten`)."""

    @property
    def judgement(self) -> Judgement: ...
    @property
    def case(self) -> Case | None: ...
    @property
    def source(self) -> str: ...


def begin_run(connection: sqlite3.Connection) -> None:
    """Make the temporary tables that remember what a run has met."""
    connection.execute("CREATE TEMP TABLE met (kind TEXT, id TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID")
    connection.execute("CREATE TEMP TABLE met_cases AS SELECT * FROM cases LIMIT 0")
    connection.execute("CREATE UNIQUE INDEX temp.met_cases_id ON met_cases (id)")


def store_case(connection: sqlite3.Connection, case: Case) -> int:
    """Store a case; return how many rows of the temporary table changed.

    The first row of a run that says something of a case decides it, and what no row says stays as it was: so a second
    run over the same rows ends where the first did, without a detour over rows that disagree.
    """
    met = upsert(connection, "met_cases", rows.case_row(case), keep="whatever is known", key=("id",))
    known = connection.execute("SELECT * FROM temp.met_cases WHERE id = ?", (case.case_id,))
    names = [column[0] for column in known.description]
    upsert(connection, "cases", dict(zip(names, known.fetchone(), strict=True)), keep="what the new row leaves empty")
    return int(met)


def store_judgement(connection: sqlite3.Connection, judgement: Judgement, *, source: str) -> str:
    """Store a judgement; return its key."""
    _name_term(connection, "factors", judgement.factor)
    key = judgement_key(connection, judgement, source=source)
    upsert(connection, "judgements", rows.judgement_row(judgement, key=key, source=source))
    return key


def store_coded_note(connection: sqlite3.Connection, coded: CodedNote, *, judgement: str | None) -> str:
    """Store a coded note with all that belongs to it; return its key.

    What coders said of the note stays as long as its text is the same; of another text it would say nothing.
    """
    key, text = note_key(connection, coded.note), coded.note.text
    before = connection.execute("SELECT text FROM notes WHERE id = ?", (key,)).fetchone()
    if before is not None:
        forget_coding(connection, key)
        if before[0] != text:
            for table in ("readings", "frame_readings"):
                connection.execute(f"DELETE FROM {table} WHERE note = ?", (key,))
    upsert(connection, "notes", rows.note_row(coded, key=key, judgement=judgement))
    _store_sentences(connection, coded, key)
    insert(connection, "identifiers", list(rows.identifier_rows(coded.identifiers, note=key)))
    if before is not None:
        for row in connection.execute("SELECT * FROM readings WHERE note = ?", (key,)).fetchall():
            _lay_reading(connection, rows.reading_of(row, note_id=key), key, text)
    return key


def store_facts(connection: sqlite3.Connection, note: Note, *, judgement: str | None) -> str:
    """Bring up to date what the source says of a note that is coded already; return its key."""
    key = note_key(connection, note)
    if connection.execute("SELECT 1 FROM notes WHERE id = ?", (key,)).fetchone() is None:
        raise ValueError(f"note '{note.note_id}' has no coding yet: a bare note only brings one up to date")
    upsert(connection, "notes", rows.note_facts_row(note, key=key, judgement=judgement))
    return key


def store_reading(connection: sqlite3.Connection, reading: CoderReading, *, key: str, text: str) -> None:
    """Store a coder's reading of the note with this key and text; do nothing where it stands already."""
    if upsert(connection, "readings", _reading_row(reading, key)):
        for table in ("codings", "sentence_readings"):
            connection.execute(f"DELETE FROM {table} WHERE note = ? AND coder = ?", (key, reading.coder))
        _lay_reading(connection, reading, key, text)


def store_frame_reading(connection: sqlite3.Connection, reading: CoderReading, *, key: str, frame: str) -> None:
    """Store a coder's reading with a further codebook, by its id; kept as handed in, beside the tables of codings.

    What is published and searched rests on one codebook; what was read with another is counted by the bulletin alone.
    """
    upsert(connection, "frame_readings", {"frame": frame} | _reading_row(reading, key))


def _reading_row(reading: CoderReading, key: str) -> Row:
    return {
        "note": key,
        "coder": reading.coder,
        "practice": reading.practice,
        "clarity": reading.clarity,
        "record": rows.reading_record(reading),
    }


def forget_coding(connection: sqlite3.Connection, key: str) -> None:
    """Remove everything that was read in a note; the note and its coders' readings, as handed in, stay."""
    for table in ("codings", "sentence_readings", "sentences", "identifiers"):
        connection.execute(f"DELETE FROM {table} WHERE note = ?", (key,))


def forget_note(connection: sqlite3.Connection, key: str) -> None:
    """Remove a note with everything that was read in it, coded of it and decided of it."""
    forget_coding(connection, key)
    for table in ("readings", "frame_readings", "reviews", "reviewed_notes", "corrections", "approvals"):
        connection.execute(f"DELETE FROM {table} WHERE note = ?", (key,))
    connection.execute("DELETE FROM notes WHERE id = ?", (key,))


def _store_sentences(connection: sqlite3.Connection, coded: CodedNote, key: str) -> None:
    text, numbered = coded.note.text, list(enumerate(coded.sentences, 1))
    insert(connection, "sentences", [rows.sentence_row(s, note=key, number=i, text=text) for i, s in numbered])
    codings = [
        rows.coding_row(coding, note=key, sentence=rows.sentence_key(key, i), text=text)
        for i, sentence in numbered
        for coding in sentence.codings
    ]
    _insert_codings(connection, codings)


def _insert_codings(connection: sqlite3.Connection, codings: Sequence[Row]) -> None:
    for coding in codings:
        for table, column in (("factors", "factor"), ("actors", "actor"), ("interventions", "intervention")):
            _name_term(connection, table, coding[column])
    insert(connection, "codings", codings)


def _lay_reading(connection: sqlite3.Connection, reading: CoderReading, key: str, text: str) -> None:
    """Write a reading's codings and labels under the machine's sentences."""
    select = 'SELECT id, start, "end" FROM sentences WHERE note = ? ORDER BY number'
    found = connection.execute(select, (key,)).fetchall()
    keys, spans = [row[0] for row in found], [Span(row[1], row[2]) for row in found]
    codings: dict[str, Row] = {}
    for laid in projection.lay_codings(reading, spans):
        row = rows.coding_row(laid.coding, note=key, sentence=keys[laid.sentence], text=text, coder=reading.coder)
        # Two of a coder's sentences can fall into one of ours with the same theme in each: the second gets a number.
        own = row["id"]
        for number in range(2, len(codings) + 2):
            if row["id"] not in codings:
                break
            row["id"] = f"{own}-{number}"
        codings[row["id"]] = row
    _insert_codings(connection, list(codings.values()))
    labels = [
        {"sentence": keys[place], "coder": reading.coder, "note": key, "practice": practice}
        for place, practice in projection.lay_practice(reading, spans)
    ]
    insert(connection, "sentence_readings", labels)


def _name_term(connection: sqlite3.Connection, table: str, code: str | None) -> None:
    """Make room for a code that the codebook does not know: an export may have factors of its own."""
    if code is not None:
        connection.execute(f"INSERT INTO {table} VALUES (?, ?) ON CONFLICT DO NOTHING", (code, code))
