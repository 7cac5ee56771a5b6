"""What several tests build alike: a coded note that gives reasons for a judgement, and a private database of such."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from corpus.codebook import default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    CoderReading,
    Identifier,
    Judgement,
    Note,
    PracticeLabel,
    PracticeScore,
    RawText,
)

POOR = PracticeLabel("poor", (0.05, 0.9, 0.03, 0.02))
SCORE = PracticeScore("poor", 0.1, 0.0, 0.2, needs_review=False)


def coded_note(
    note_id: str,
    text: str,
    case: Case,
    sentences: Iterable[CodedSentence],
    *,
    source: str,
    row: int,
    question: str = "Was enough delivered?",
    stage: str | None = "planning",
    factor: str = "drugs",
    practice: PracticeScore = SCORE,
    identifiers: Iterable[Identifier] = (),
) -> CodedNote:
    """Return a note of a case, coded by the model m1: NOTE-7 gives reasons for the judgement JUDGE-7."""
    judgement_id = f"JUDGE-{note_id.rpartition('-')[2]}"
    return CodedNote(
        note=Note(
            note_id, RawText(text), "rationale", case,
            Judgement(judgement_id, case.case_id, question, stage, factor, "no"), source, row,
        ),
        sentences=tuple(sentences),
        practice=practice,
        identifiers=tuple(identifiers),
        codebook=default_codebook().hash,
        model="m1",
    )  # fmt: skip


def store_notes(
    path: Path,
    notes: Iterable[CodedNote],
    source: StoredSource,
    *,
    readings: Iterable[CoderReading] = (),
    finish: bool = True,
) -> Path:
    """Write a private database of a source's notes and of what coders read in them; ``finish`` counts and indexes."""
    with WorkDatabase(path) as database:
        database.store_codebook(default_codebook())
        database.describe(software="noteworthy test", model="m1")
        database.store_source(source)
        database.store(notes)
        assert not database.store_readings(readings, source=source.name)
        if finish:
            database.finish()
    return path


def copied(made: Path, place: Path) -> Path:
    """Return a copy of a file or folder that was made once for many tests, for one test to do with as it likes."""
    if made.is_dir():
        shutil.copytree(made, place)
    else:
        shutil.copy2(made, place)
    return place
