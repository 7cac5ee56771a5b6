"""What people coded is exported without what identifies, unless it is asked for as it was written."""

import json
from pathlib import Path

import pytest

from corpus.codebook import default_codebook
from corpus.coded.folder import read_coded_folder
from corpus.store import correcting as store
from corpus.store import reviewing
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.reviewing import Review
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    Note,
    PracticeLabel,
    PracticeScore,
    Publication,
    RawText,
)
from noteworthy import correcting
from noteworthy.coded_folder import write_coded_folder
from noteworthy.recognition import recognised_by

TEXT = RawText("Kwabena Osei (CRN X000001) waited weeks. Nobody rang his mate Tolly about it.")
ENDS = (40, len(TEXT))
NOW = "2020-01-01T00:00:00+00:00"


def work_database(path: Path, publication: Publication) -> Path:
    """Make a private database with one note, coded whole by one person."""
    label = PracticeLabel("poor", (0.1, 0.8, 0.05, 0.05))
    note = Note("X000001/1", TEXT, case=Case("X000001"), source="notes.csv")
    sentences = (CodedSentence(0, ENDS[0], label), CodedSentence(ENDS[0] + 1, ENDS[1], label))
    practice = PracticeScore("poor", 0.1, 0.05, 0.2, needs_review=False)
    with WorkDatabase(path) as database:
        database.store_source(StoredSource("notes.csv", "notes.csv", "0" * 64, publication, notice="Invented."))
        database.store_codebook(default_codebook())
        database.store([CodedNote(note, sentences, practice, codebook=default_codebook().hash, model="m1")])
        database.finish()
        with database.changing() as connection:
            coder = store.coder_named(connection, "Dana", now=NOW)
        found = store.note_to_code(database.connection, "X000001/1")
        assert found is not None
        draft = correcting.draft_of(database, found, coder)
        spans = correcting.spans_of(found, "waited weeks")
        own = correcting.coding_of("delay", "poor", "observed", spans)
        correcting.code(database, draft, own, basis="added", instead=None)
        draft = correcting.draft_of(database, found, coder)
        machine = store.machine_labels(database.connection, found.key)
        correcting.complete(database, draft, practice="poor", clarity=2, machine=machine)
    return path


def written(folder: Path) -> str:
    return "".join(file.read_text(encoding="utf-8") for file in sorted(folder.iterdir()))


@pytest.fixture
def private(tmp_path: Path) -> Path:
    return work_database(tmp_path / "work.db", "private")


def test_names_numbers_and_keys_give_way_and_the_coding_stands_on_the_same_words(private: Path, tmp_path: Path) -> None:
    told = write_coded_folder(private, tmp_path / "coded")
    for secret in ("Kwabena", "Osei", "X000001", "Dana"):
        assert secret not in written(tmp_path / "coded")
    corpus = read_coded_folder(tmp_path / "coded")
    (note,), (reading,) = corpus.notes, corpus.readings
    (span,) = reading.sentences[0].codings[0].spans
    assert note.text[span.start : span.end] == "waited weeks"
    assert len(reading.sentences) == 2
    assert "redacted notes" in told.sentence()


def test_a_redacted_note_is_recognised_as_what_was_written(private: Path, tmp_path: Path) -> None:
    write_coded_folder(private, tmp_path / "coded")
    corpus = read_coded_folder(tmp_path / "coded")
    assert set(corpus.recognised_by.values()) == {recognised_by(TEXT)}


def test_what_people_marked_in_review_goes_too_and_what_they_cleared_stays(private: Path, tmp_path: Path) -> None:
    with WorkDatabase(private, create=False) as database, database.changing() as connection:
        for words, decision in (("mate", "identifier"), ("Tolly", "not")):
            start, size = TEXT.index(words), len(words)
            facts = (reviewing.text_sha256(TEXT), "Dana", "reviewer", NOW)
            review = Review("X000001/1", start, start + size, "PERSON", decision, *facts)  # type: ignore[arg-type]
            reviewing.store_review(connection, review)
    write_coded_folder(private, tmp_path / "coded")
    assert "mate" not in written(tmp_path / "coded")
    assert "Tolly" in written(tmp_path / "coded")


def test_as_written_it_is_only_where_it_is_asked_for_and_readable_by_its_owner_alone(
    private: Path, tmp_path: Path
) -> None:
    told = write_coded_folder(private, tmp_path / "coded", raw=True)
    assert "Kwabena Osei (CRN X000001)" in written(tmp_path / "coded")
    assert "names included" in told.sentence()
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "coded").iterdir()} == {0o600}
    assert (tmp_path / "coded").stat().st_mode & 0o777 == 0o700


def test_notes_of_a_source_declared_authored_stay_as_they_are_and_say_so(tmp_path: Path) -> None:
    write_coded_folder(work_database(tmp_path / "work.db", "authored"), tmp_path / "coded")
    line = json.loads((tmp_path / "coded" / "notes.jsonl").read_text(encoding="utf-8"))
    assert line["authored"] is True
    assert line["text"] == TEXT
    assert read_coded_folder(tmp_path / "coded").authored == {"X000001/1"}
