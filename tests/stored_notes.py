"""Small items to store in a private database, the run that stores them, and anyone who asks it in SQL."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.codebook import Codebook, default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    CoderReading,
    CoderSentence,
    Coding,
    Identifier,
    Judgement,
    Note,
    Polarity,
    PracticeLabel,
    PracticeScore,
    RawText,
    Span,
)

FILE = "notes.csv"
FIRST, SECOND = "Nobody rang her back for six weeks.", "The worker then met her twice a week."
TEXT = f"{FIRST} {SECOND}"


@dataclass(frozen=True)
class Asked:
    """A judgement without a reason, as ingest hands it on."""

    judgement: Judgement
    case: Case | None
    source: str = FILE


def a_case(case_id: str = "C1", kind: str | None = "CRC", **known: str) -> Case:
    return Case(case_id, organisation="Millbrook", organisation_kind=kind, inspected="2017-02-14", **known)


def a_judgement(judgement_id: str = "J1", *, case: str = "C1", factor: str | None = "drugs") -> Judgement:
    return Judgement(judgement_id, case, "Was enough delivered?", "implementation", factor, "no")


def coded(
    note_id: str = "N1",
    *codings: tuple[str, Polarity],
    case: Case | None = None,
    judgement: Judgement | None = None,
    source: str = FILE,
    text: str = TEXT,
    learnt: bool = False,
    model: str = "m1",
) -> CodedNote:
    """Return a note of two sentences whose first carries the codings."""
    found = tuple(
        Coding(theme, polarity, "observed", (Span(0, 6), Span(7, 11)), 0.91234, "cue+model", reason="the cue 'rang'")
        for theme, polarity in codings
    )
    cut = text.index(".") + 1
    return CodedNote(
        note=Note(note_id, RawText(text), case=case, judgement=judgement, source=source, row=2),
        sentences=(
            CodedSentence(0, cut, PracticeLabel("poor", (0.05, 0.9, 0.03, 0.02)), found),
            CodedSentence(cut + 1, len(text), PracticeLabel("good", (0.9, 0.05, 0.03, 0.02))),
        ),
        practice=PracticeScore("mixed", 0.4, 0.2, 0.6, needs_review=True),
        identifiers=(Identifier(0, 6, "PERSON", 0.5, "a test"),),
        codebook=default_codebook().hash,
        model=model,
        learnt_from=learnt,
    )


def reading(note_id: str = "N1", coder: str = "adjudicated", theme: str = "information") -> CoderReading:
    """Return a reading of the note as a single sentence, with words from each of the machine's two."""
    coding = Coding(theme, "poor", "observed", (Span(0, 11),), 1.0, "coder", actor="practitioner")
    later = Coding("one_to_one", "good", "observed", (Span(len(FIRST) + 5, len(TEXT)),), 1.0, "coder")
    return CoderReading(note_id, coder, (CoderSentence(0, len(TEXT), "mixed", (coding, later)),), "poor", 2)


def store_run(
    path: Path,
    items: Sequence[CodedNote | Note | Asked],
    readings: Sequence[CoderReading] = (),
    codebook: Codebook | None = None,
) -> None:
    """Build the database from a list of items, source by source, as a run does."""
    with WorkDatabase(path) as database:
        database.store_codebook(codebook or default_codebook())
        for name in dict.fromkeys(map(_source_of, items)):
            database.store_source(StoredSource(name, name, "0" * 64, "authored"))
            database.store([item for item in items if _source_of(item) == name])
            database.prune(name)
            assert database.store_readings(readings, source=name) == ()
        database.finish()


def _source_of(item: CodedNote | Note | Asked) -> str:
    return item.note.source if isinstance(item, CodedNote) else item.source


def ask(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Ask the file, as anyone with SQLite would."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


Build = Callable[..., None]
Ask = Callable[..., list[tuple[object, ...]]]
