"""Notes that people tagged on the private site and kept: a source of their own, which no file stands behind.

So no build can lose one for not meeting it, and each is coded anew, like all others, when codebook or model change. A
note about no case that is known is a case of its own, so that whoever it is about can be erased like anybody else.
"""

import secrets
import sqlite3

from corpus.errors import DatabaseError
from corpus.store import storing
from corpus.store.correcting import StoredNote, add_step
from corpus.store.database import WorkDatabase
from corpus.store.erasing import erased_cases
from corpus.store.rows import case_of, judgement_of
from corpus.store.upserts import upsert
from corpus.values import Case, CodedNote, Judgement, Note, RawText, Span

KEPT = "tagged on the site"
"""The source of these notes."""

_KEPT_ALREADY = "SELECT id FROM notes WHERE source = ?1 AND text = ?2 AND (case_id = ?3 OR ?4) ORDER BY rowid"
_SOURCE = {
    "name": KEPT,
    "title": "Notes kept on the site",
    "file": "",
    "sha256": "",
    "publication": "private",
    "licence": "",
    "notice": "Some notes were typed on the private site: not for publication.",
    "attribution": "",
}


def note_to_keep(text: RawText, *, question: str = "", factor: str = "", case_id: str = "") -> Note:
    """Return a text as a note that can be kept: with a key of its own, and what is known of its judgement and case."""
    key = f"kept-{secrets.token_hex(4)}"
    case = Case(case_id or key)
    asked = Judgement(key, case.case_id, question or None, factor=factor or None) if question or factor else None
    return Note(key, text, case=case, judgement=asked, source=KEPT)


def keep(database: WorkDatabase, coded: CodedNote, *, coder: str, now: str) -> str:
    """Store a note that was tagged, as the first step of its coder's log; return its key.

    A text that was kept already keeps its key, and nothing is stored, unless it is said to be of another case now.
    Raises ``ValueError`` where its case was erased on request, and ``DatabaseError`` where the database goes by another
    codebook than the tags do.
    """
    note = coded.note
    if database.facts().get("codebook") != coded.codebook:
        raise DatabaseError(
            "notes are tagged here with another codebook than this database holds; run `noteworthy build` with the "
            "codebook that ships, or code the note from a file."
        )
    case_id = note.case.case_id if note.case is not None else note.note_id
    if erased_cases(database)(case_id):
        raise ValueError("this case was erased on request, so that no note about it is kept")
    with database.recoding() as connection:
        known = connection.execute(_KEPT_ALREADY, (KEPT, note.text, case_id, case_id == note.note_id)).fetchone()
        if known is not None:
            return str(known[0])
        upsert(connection, "sources", _SOURCE)
        if note.case is not None:
            storing.store_case(connection, note.case)
        judgement = storing.store_judgement(connection, note.judgement, source=KEPT) if note.judgement else None
        key = storing.store_coded_note(connection, coded, judgement=judgement)
        stored = StoredNote(key, note.text, tuple(Span(one.start, one.end) for one in coded.sentences))
        add_step(connection, stored, coder=coder, kind="keep", facts={}, now=now)
    return key


def withdraw(database: WorkDatabase, key: str, *, coder: str) -> None:
    """Take back that a note was kept: it leaves the database with all that was read in it, and so does its log.

    Raises ``ValueError`` where somebody else has coded it since. The file may hold its bytes until it is written anew:
    `noteworthy erase` sees to that.
    """
    database.connection.execute("PRAGMA secure_delete = ON")
    with database.recoding() as connection:
        others = "SELECT 1 FROM corrections WHERE note = ? AND coder <> ? LIMIT 1"
        if connection.execute(others, (key, coder)).fetchone() is not None:
            raise ValueError("somebody else has coded this note since it was kept, so that it stays")
        case = connection.execute("SELECT case_id FROM notes WHERE id = ? AND source = ?", (key, KEPT)).fetchone()
        if case is None:
            raise ValueError("this note was not kept on the site")
        storing.forget_note(connection, key)
        connection.execute("DELETE FROM judgements WHERE source = ? AND given_id = ?", (KEPT, key))
        connection.execute(
            "DELETE FROM cases WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM notes WHERE case_id = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM judgements WHERE case_id = ?1)",
            (case[0],),
        )
        connection.execute(
            "DELETE FROM sources WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM notes WHERE source = ?1)", (KEPT,)
        )


def kept_notes(connection: sqlite3.Connection) -> list[Note]:
    """Return the notes that were kept, in the order in which they were, as a source would give them."""

    def one(table: str, key: str | None) -> sqlite3.Row | None:
        cursor = connection.execute(f"SELECT * FROM {table} WHERE id = ?", (key,))
        cursor.row_factory = sqlite3.Row
        found: sqlite3.Row | None = cursor.fetchone()
        return found

    keys = [key for (key,) in connection.execute("SELECT id FROM notes WHERE source = ? ORDER BY rowid", (KEPT,))]
    notes = []
    for key in keys:
        row = one("notes", key)
        assert row is not None  # it has just been found
        case, judgement = one("cases", row["case_id"]), one("judgements", row["judgement"])
        notes.append(
            Note(
                row["given_id"],
                RawText(row["text"]),
                row["kind"],
                case_of(case) if case else None,
                judgement_of(judgement) if judgement else None,
                KEPT,
            )
        )
    return notes
