"""The private working database: what was inspected, read and judged, stored so that a second run changes nothing.

One transaction a batch: after a kill the last whole batch stands. Rows are written only where they differ, so that
building the same sources again leaves the same bytes, and whoever works from the file can tell that nothing changed.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus.codebook import Codebook, Term
from corpus.errors import DatabaseError
from corpus.store import counts, rows, storing
from corpus.store.keys import note_key
from corpus.store.migrations import connect_work
from corpus.store.rows import Row
from corpus.store.storing import UnwrittenJudgement
from corpus.store.upserts import upsert
from corpus.values import Case, CodedNote, CoderReading, Judgement, Note, Publication, Refusal

Stored = CodedNote | Note | UnwrittenJudgement

Derive = Callable[[sqlite3.Connection], None]
"""What works out tables from the rows of others, such as an index, and writes them anew."""


@dataclass(frozen=True)
class StoredSource:
    """A source as the database knows it: what file it was, and what its owner declared of it."""

    name: str
    """As the notes name it: the file's name."""
    file: str
    sha256: str
    publication: Publication = "private"
    licence: str = ""
    notice: str = ""
    attribution: str = ""
    title: str = ""
    """What it is called for people; its name where nothing else is said."""


class WorkDatabase:
    """A private database, open for writing. Use it in a `with` block."""

    def __init__(self, path: Path, *, create: bool = True) -> None:
        self.path = path
        self.connection = connect_work(path, create=create)
        self.connection.row_factory = sqlite3.Row
        # Rows written into temporary tables, which are no change of the database.
        self._met = 0
        # Themes of the codebook in use, once it is stored.
        self._codes: tuple[str, ...] = ()
        self._stored_sources: dict[str, str] = {}
        self.connection.execute("PRAGMA temp_store = MEMORY")
        storing.begin_run(self.connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; nothing stays beside it."""
        self.connection.close()

    # ------------------------------------------------------------------------------------------------------ writing

    def store_source(self, source: StoredSource) -> None:
        """Store what a source is; what was said of it before is replaced.

        Two files of one name in one run would overwrite each other's notes, so the second is refused.
        """
        first = self._stored_sources.setdefault(source.name, source.sha256)
        if first != source.sha256:
            raise DatabaseError(f"two different sources are named '{source.name}'; rename one of the files.")
        with self._writing():
            upsert(self.connection, "sources", asdict(source) | {"title": source.title or source.name})

    def store_codebook(self, codebook: Codebook) -> None:
        """Store the themes and the closed lists; at the end, themes of another codebook that nothing uses go."""
        with self._writing():
            for row in _theme_rows(codebook):
                upsert(self.connection, "themes", row)
            lists = {"factors": codebook.factor, "actors": codebook.actor, "interventions": codebook.intervention}
            for table, terms in lists.items():
                for term in terms:
                    upsert(self.connection, table, _term_row(term))
            self._codes = codebook.codes
            self._describe(codebook=codebook.hash, codebook_title=codebook.title, codebook_version=codebook.version)

    def describe(self, **facts: str) -> None:
        """Store facts about the database as a whole, such as `software="noteworthy 0.1.0"`."""
        with self._writing():
            self._describe(**facts)

    def store(self, batch: Iterable[Stored]) -> None:
        """Store a batch in one transaction: coded notes with all that belongs to them, and judgements without a text.

        A note coded before is replaced; what coders said of it stays, as long as its text is the same. A note given
        bare keeps its coding, and only what its source says of it is brought up to date.
        """
        with self._writing():
            for item in batch:
                self._store_one(item)

    def store_readings(
        self, readings: Iterable[CoderReading], *, source: str, frame: str | None = None
    ) -> tuple[Refusal, ...]:
        """Store coders' readings of the notes of a source; return a refusal for each whose note is not there.

        ``frame`` is the id of the codebook where it is not the database's own.
        """
        refused = []
        select = "SELECT id, text FROM notes WHERE source = ? AND given_id = ?"
        with self._writing():
            for reading in readings:
                note = self.connection.execute(select, (source, reading.note_id)).fetchone()
                if reason := _why_not(reading, note):
                    refused.append(Refusal(source, None, None, reason))
                elif frame is not None:
                    storing.store_frame_reading(self.connection, reading, key=note["id"], frame=frame)
                else:
                    storing.store_reading(self.connection, reading, key=note["id"], text=note["text"])
        return tuple(refused)

    def prune(self, source: str) -> int:
        """Remove the notes and judgements of a source that this run did not meet; return how many notes went.

        To be called when the whole source has been read. Cases that nothing is left of go with them.
        """
        gone = "source = ? AND id NOT IN (SELECT id FROM temp.met WHERE kind = ?)"
        with self._writing():
            keys = self.connection.execute(f"SELECT id FROM notes WHERE {gone}", (source, "note")).fetchall()
            for (key,) in keys:
                storing.forget_note(self.connection, key)
            unused = "id NOT IN (SELECT judgement FROM notes WHERE judgement IS NOT NULL)"
            self.connection.execute(f"DELETE FROM judgements WHERE {gone} AND {unused}", (source, "judgement"))
            self.connection.execute(
                "DELETE FROM cases WHERE id NOT IN (SELECT case_id FROM notes WHERE case_id IS NOT NULL "
                "UNION SELECT case_id FROM judgements WHERE case_id IS NOT NULL)"
            )
        return len(keys)

    def finish(self, *further: Derive) -> None:
        """Decide what counts, count it, and let SQLite measure its tables; do nothing where nothing changed.

        `further` work out in the same transaction what else follows from all rows together.
        """
        if self.finished:
            return
        with self._writing(counts_after="fresh"):
            counts.settle_standing(self.connection)
            counts.count(self.connection)
            self._forget_unused_themes()
            for derive in further:
                derive(self.connection)
            self.connection.execute("INSERT INTO notes_fts (notes_fts) VALUES ('optimize')")
            self.connection.execute("ANALYZE")

    def _forget_unused_themes(self) -> None:
        unused = "SELECT code FROM themes WHERE code NOT IN (SELECT theme FROM codings)"
        for (code,) in self.connection.execute(unused).fetchall():
            if self._codes and code not in self._codes:
                self.connection.execute("DELETE FROM themes WHERE code = ?", (code,))

    def _store_one(self, item: Stored) -> None:
        note = item.note if isinstance(item, CodedNote) else item
        case = note.case or _case_named(note.judgement)
        if case is not None:
            self._met += storing.store_case(self.connection, case)
        judgement = None
        if note.judgement is not None:
            judgement = storing.store_judgement(self.connection, note.judgement, source=note.source)
            self._meet("judgement", judgement)
        if isinstance(item, CodedNote):
            self._meet("note", storing.store_coded_note(self.connection, item, judgement=judgement))
        elif isinstance(item, Note):
            self._meet("note", storing.store_facts(self.connection, item, judgement=judgement))

    def _describe(self, **facts: str) -> None:
        for key, value in facts.items():
            upsert(self.connection, "meta", {"key": key, "value": value})

    def _meet(self, kind: str, key: str) -> None:
        insert = "INSERT INTO temp.met VALUES (?, ?) ON CONFLICT DO NOTHING"
        self._met += self.connection.execute(insert, (kind, key)).rowcount

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Hold one transaction of a caller who sees to the counts: whether they are fresh stays as it was."""
        with self._writing(counts_after=self.facts().get("counts", "stale")):
            yield self.connection

    @contextmanager
    def recoding(self) -> Iterator[sqlite3.Connection]:
        """Hold one transaction of a caller who changes what coders say: the counts are stale after it, if it does."""
        with self._writing():
            yield self.connection

    @contextmanager
    def _writing(self, *, counts_after: str = "stale") -> Iterator[None]:
        """Hold one transaction; say in it, if anything changed, what has become of the counts."""
        connection = self.connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                before = connection.total_changes - self._met
                yield
                if connection.total_changes - self._met > before:
                    self._describe(counts=counts_after)
        except sqlite3.IntegrityError as problem:
            raise DatabaseError(
                f"cannot store into {self.path}: {problem}; store the source and the codebook first."
            ) from None
        except sqlite3.OperationalError as problem:
            raise DatabaseError(
                f"cannot write {self.path}: {problem}; close what else has it open, and see that the disk has room."
            ) from None

    # ------------------------------------------------------------------------------------------------------ reading

    @property
    def finished(self) -> bool:
        """Whether everything stored has been counted: false after a build that was cut off."""
        return self.facts().get("counts") == "fresh"

    def facts(self) -> dict[str, str]:
        """Return the facts about the database as a whole."""
        return {row["key"]: row["value"] for row in self._rows("SELECT key, value FROM meta ORDER BY key")}

    def secret_key(self) -> bytes:
        """Return the key that public keys are made with. It never leaves this file."""
        found = self._rows("SELECT value FROM secrets WHERE name = 'public keys'")
        if found:
            return bytes.fromhex(found[0]["value"])
        with self.changing() as connection:
            value = secrets.token_hex(32)
            connection.execute("INSERT INTO secrets VALUES ('public keys', ?)", (value,))
        return bytes.fromhex(value)

    def already_coded(self, notes: Sequence[Note], *, codebook: str, model: str) -> frozenset[str]:
        """Return the ids of those notes whose coding stands as this codebook and this model would make it again."""
        found = set()
        for note in notes:
            select = "SELECT fingerprint FROM notes WHERE id = ?"
            row = self.connection.execute(select, (note_key(self.connection, note),)).fetchone()
            if row is not None and row[0] == rows.fingerprint(note, codebook=codebook, model=model):
                found.add(note.note_id)
        return frozenset(found)

    def totals(self) -> dict[str, int]:
        """Return how many rows each table of records holds."""
        names = ("sources", "cases", "judgements", "notes", "sentences", "codings", "readings", "identifiers")
        return {name: self._rows(f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in names}

    def sources(self) -> tuple[StoredSource, ...]:
        """Return the sources, by name."""
        return tuple(StoredSource(**dict(row)) for row in self._rows("SELECT * FROM sources ORDER BY name"))

    def coded_notes(self) -> Iterator[CodedNote]:
        """Yield the notes with the machine's coding, in the order in which they were first stored."""
        codings = (
            "SELECT c.* FROM codings c JOIN themes t ON t.code = c.theme "
            f"WHERE c.note = ? AND c.coder = '{rows.MACHINE}' ORDER BY t.position"
        )
        for row in self.connection.execute("SELECT * FROM notes ORDER BY rowid"):
            yield rows.coded_note_of(
                row,
                case=self._case(row["case_id"]),
                judgement=self._judgement(row["judgement"]),
                sentences=self._rows("SELECT * FROM sentences WHERE note = ? ORDER BY number", row["id"]),
                codings=self._rows(codings, row["id"]),
                identifiers=self._rows('SELECT * FROM identifiers WHERE note = ? ORDER BY start, "end"', row["id"]),
            )

    def readings(self) -> Iterator[CoderReading]:
        """Yield the coders' readings as they were handed in."""
        select = "SELECT r.*, n.given_id FROM readings r JOIN notes n ON n.id = r.note ORDER BY n.rowid, r.coder"
        for row in self.connection.execute(select):
            yield rows.reading_of(row, note_id=row["given_id"])

    def _rows(self, select: str, *values: Any) -> list[sqlite3.Row]:
        return self.connection.execute(select, values).fetchall()

    def _case(self, key: str | None) -> Case | None:
        found = self._rows("SELECT * FROM cases WHERE id = ?", key)
        return rows.case_of(found[0]) if found else None

    def _judgement(self, key: str | None) -> Judgement | None:
        found = self._rows("SELECT * FROM judgements WHERE id = ?", key)
        return rows.judgement_of(found[0]) if found else None


def _case_named(judgement: Judgement | None) -> Case | None:
    """Return the case that a judgement names, where nothing more is known of it than its id."""
    return Case(judgement.case_id) if judgement is not None and judgement.case_id is not None else None


def _theme_rows(codebook: Codebook) -> Iterator[Row]:
    for position, theme in enumerate(codebook.theme, 1):
        yield {
            "code": theme.code,
            "name": theme.name,
            "position": position,
            "core": int(theme.core),
            "definition": theme.definition,
            "use": theme.use,
            "not_use": theme.not_use,
            "confused_with": json.dumps(theme.confused_with),
            "cues_good": json.dumps(theme.cues.good, ensure_ascii=False),
            "cues_poor": json.dumps(theme.cues.poor, ensure_ascii=False),
            "cues_topic": json.dumps(theme.cues.topic, ensure_ascii=False),
        }


def _term_row(term: Term) -> Row:
    return {"code": term.code, "name": term.name}


def _why_not(reading: CoderReading, note: sqlite3.Row | None) -> str:
    """Return why a reading cannot be stored, or an empty string."""
    if note is None:
        return f"coder '{reading.coder}' read note '{reading.note_id}', which is not there"
    ends = [span.end for sentence in reading.sentences for coding in sentence.codings for span in coding.spans]
    if max(ends, default=0) > len(note["text"]):
        return f"coder '{reading.coder}' marked words beyond the end of note '{reading.note_id}'"
    return ""
