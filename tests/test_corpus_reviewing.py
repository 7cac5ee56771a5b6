"""Decisions of reviewers, releases and erased cases in the private database: stored, found again, and gone when due."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.codebook import default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.releases import Release, case_hash, record_release, releases_with
from corpus.store.reviewing import (
    Review,
    ReviewedNote,
    finds_of,
    notes_without_finds,
    remove_review,
    remove_reviewed_note,
    review_of,
    standing_reviewed_notes,
    standing_reviews,
    store_review,
    store_reviewed_note,
    text_sha256,
    uncertain_finds,
)
from corpus.values import Case, CodedNote, CodedSentence, Identifier, Note, PracticeLabel, PracticeScore, RawText

FILE = "notes.csv"
TEXT = "Ana Roe met Brown at the clinic."
NAME, OTHER = Identifier(0, 7, "PERSON", 0.62, "reads as a name"), Identifier(12, 17, "PERSON", 0.99, "reads as a name")


def coded(key: str, text: str = TEXT, *found: Identifier, case: str = "C1", model: str = "m1") -> CodedNote:
    label = PracticeLabel("none", (0.0, 0.0, 0.0, 1.0))
    return CodedNote(
        note=Note(key, RawText(text), case=Case(case), source=FILE),
        sentences=(CodedSentence(0, len(text), label),),
        practice=PracticeScore("none", None, None, None, needs_review=False),
        identifiers=found,
        codebook=default_codebook().hash,
        model=model,
    )


def decided(note: str = "N1", start: int = 0, end: int = 7, text: str = TEXT) -> Review:
    return Review(note, start, end, "PERSON", "not", text_sha256(text), "A. Person", "editor", "2026-01-02T03:04:05")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[WorkDatabase]:
    with WorkDatabase(tmp_path / "work.db") as database:
        database.store_codebook(default_codebook())
        database.store_source(StoredSource(FILE, FILE, "0" * 64))
        database.store([coded("N2", TEXT, NAME, OTHER), coded("N1", TEXT, NAME), coded("N3", "Nobody rang.")])
        database.finish()
        yield database


def test_a_decision_is_stored_found_and_removed(database: WorkDatabase) -> None:
    with database.changing() as connection:
        store_review(connection, decided())
        store_review(connection, replace(decided(), decision="identifier"))

    assert standing_reviews(database.connection) == {"N1": (replace(decided(), decision="identifier"),)}
    assert standing_reviews(database.connection, "N2") == {}
    assert review_of(database.connection, "N1", 0, 7) == replace(decided(), decision="identifier")
    with database.changing() as connection:
        remove_review(connection, "N1", 0, 7)
    assert standing_reviews(database.connection) == {}
    assert review_of(database.connection, "N1", 0, 7) is None


def test_storing_a_decision_leaves_the_counts_fresh(database: WorkDatabase) -> None:
    with database.changing() as connection:
        store_review(connection, decided())

    assert database.finished


def test_a_decision_survives_that_the_machine_codes_the_note_again(database: WorkDatabase) -> None:
    with database.changing() as connection:
        store_review(connection, decided())
    database.store([coded("N1", TEXT, OTHER, model="m2")])

    assert standing_reviews(database.connection)["N1"] == (decided(),)


def test_a_decision_on_another_text_does_not_stand(database: WorkDatabase) -> None:
    seen = ReviewedNote("N3", text_sha256("Nobody rang."), "A. Person", "editor", "2026-01-02T03:04:05")
    with database.changing() as connection:
        store_review(connection, decided())
        store_reviewed_note(connection, seen)
    assert standing_reviewed_notes(database.connection) == {"N3"}
    database.store([coded("N1", "Ana Roe met Green."), coded("N3", "Nobody came.")])

    assert standing_reviews(database.connection) == {}
    assert standing_reviewed_notes(database.connection) == frozenset()
    database.store([coded("N1", TEXT)])
    assert set(standing_reviews(database.connection)) == {"N1"}


def test_a_note_looked_at_whole_can_be_taken_back(database: WorkDatabase) -> None:
    with database.changing() as connection:
        store_reviewed_note(connection, ReviewedNote("N3", text_sha256("Nobody rang."), "A", "editor", "now"))
        remove_reviewed_note(connection, "N3")

    assert standing_reviewed_notes(database.connection, "N3") == frozenset()


def test_decisions_go_with_a_note_that_its_source_no_longer_has(database: WorkDatabase) -> None:
    with database.changing() as connection:
        store_review(connection, decided("N1"))
        store_reviewed_note(connection, ReviewedNote("N1", text_sha256(TEXT), "A", "editor", "now"))
    with WorkDatabase(database.path) as again:
        again.store([coded("N2", TEXT)])
        again.prune(FILE)

        assert again.connection.execute("SELECT count(*) FROM reviews").fetchone()[0] == 0
        assert again.connection.execute("SELECT count(*) FROM reviewed_notes").fetchone()[0] == 0


def test_uncertain_finds_come_in_the_order_of_the_notes(database: WorkDatabase) -> None:
    found = list(uncertain_finds(database.connection, below=0.98))

    assert [(one.note, one.identifier) for one in found] == [("N2", NAME), ("N1", NAME)]
    assert {one.text for one in found} == {TEXT}
    assert finds_of(database.connection, "N2") == (NAME, OTHER)
    assert list(notes_without_finds(database.connection)) == ["N3"]


# ------------------------------------------------------------------------------------------------------------ releases

RELEASE = Release("ab" * 32, "open", "public.db", "2026-01-02", 3)


def test_a_release_is_remembered_with_its_cases_and_names_none_of_them(database: WorkDatabase) -> None:
    database.store([coded("N4", "Seen.", case="CASE-9")])
    record_release(database, RELEASE, cases=["C1", "CASE-9"])
    later = replace(RELEASE, sha256="cd" * 32, released="2026-02-02", kind="protected", accepted="trial run")
    record_release(database, later, cases=["C1"])

    assert releases_with(database, "C1") == (RELEASE, later)
    assert releases_with(database, "CASE-9") == (RELEASE,)
    assert releases_with(database, "C2") == ()
    held = {row[0] for row in database.connection.execute("SELECT case_id FROM released_cases")}
    assert held == {case_hash(database, "C1"), case_hash(database, "CASE-9")}
    assert not any("CASE" in one for one in held)


def test_a_release_is_of_all_cases_unless_some_are_named_and_recording_it_twice_changes_no_byte(
    database: WorkDatabase,
) -> None:
    record_release(database, RELEASE)
    before = database.path.read_bytes()
    record_release(database, RELEASE)

    assert releases_with(database, "C1") == (RELEASE,)
    assert database.path.read_bytes() == before
