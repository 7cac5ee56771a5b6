"""A reading by hand that is called complete: it counts from the next build, stays, and goes with its text."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.store import correcting as store
from corpus.store.database import WorkDatabase
from corpus.store.erasing import erase_case
from corpus.values import CoderReading, CoderSentence, Coding, Span
from noteworthy import correcting
from noteworthy.coding import CoderSettings
from noteworthy.correcting import Place
from noteworthy.workflow import Reading, build_database
from tests.corrected_notes import NOW, SOURCE, add, coded, counted, draft, finish, opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work.db"


@pytest.fixture
def database(path: Path) -> Iterator[WorkDatabase]:
    yield from opened(path)


def test_what_is_begun_stands_in_no_table_of_codings(database: WorkDatabase) -> None:
    add(database, "Housing", "housing")

    assert database.connection.execute("SELECT count(*) FROM codings WHERE coder <> 'machine'").fetchone()[0] == 0
    assert database.finished


def test_a_complete_reading_counts_in_place_of_the_machines_from_the_next_build(database: WorkDatabase) -> None:
    add(database, "Housing", "housing")
    finish(database)
    assert not database.finished
    assert counted(database)["N1"] == [("delay", "machine"), ("continuity", "machine")]
    database.finish()

    assert counted(database)["N1"] == [("housing", "person-01")]
    assert counted(database)["N2"] == [("delay", "machine"), ("continuity", "machine")]
    rows = database.connection.execute("SELECT theme, polarity, notes FROM theme_counts WHERE dimension = 'all'")
    assert [tuple(row) for row in rows] == [("continuity", "poor", 1), ("delay", "poor", 1), ("housing", "good", 1)]
    rows = database.connection.execute("SELECT practice, notes FROM practice_counts WHERE dimension = 'all'")
    assert [tuple(row) for row in rows] == [("good", 1), ("poor", 1)]


def test_a_complete_reading_without_a_theme_counts_too(database: WorkDatabase) -> None:
    finish(database)
    database.finish()

    assert "N1" not in counted(database)
    assert database.connection.execute("SELECT counted FROM notes WHERE id = 'N1'").fetchone()[0] == "coders"


def test_what_coders_agreed_stands_before_what_one_person_says(database: WorkDatabase) -> None:
    agreed = Coding("tailoring", "good", "observed", (Span(0, 5),), 1.0, "coder")
    reading = CoderReading("N1", "adjudicated", (CoderSentence(0, 16, "good", (agreed,)),), "good")
    database.store_readings([reading], source=SOURCE)
    add(database, "Housing", "housing")
    finish(database)
    database.finish()

    assert counted(database)["N1"] == [("tailoring", "adjudicated")]


def test_of_two_people_the_one_who_came_first_counts(database: WorkDatabase) -> None:
    with database.changing() as connection:
        store.coder_named(connection, "Noor", now=NOW)
    finish(database, coder="person-02")
    add(database, "Housing", "housing")
    finish(database)
    database.finish()

    assert counted(database)["N1"] == [("housing", "person-01")]


def test_it_counts_where_the_machine_learnt_from_the_note(database: WorkDatabase) -> None:
    database.store([coded(learnt=True)])
    finish(database)
    database.finish()

    assert database.connection.execute("SELECT counted FROM notes WHERE id = 'N1'").fetchone()[0] == "coders"


def test_a_complete_reading_stays_when_the_note_is_coded_anew_and_goes_when_its_text_changes(
    database: WorkDatabase,
) -> None:
    add(database, "Housing", "housing")
    finish(database)
    database.store([coded(model="m2")])
    database.finish()
    assert counted(database)["N1"] == [("housing", "person-01")]
    database.store([coded("She waited weeks for a place.")])
    database.finish()

    assert counted(database)["N1"] == [("delay", "machine")]


def test_a_text_that_comes_back_brings_the_steps_and_is_to_be_completed_again(database: WorkDatabase) -> None:
    add(database, "Housing", "housing")
    finish(database)
    database.store([coded("She waited weeks for a place.")])
    database.store([coded()])

    assert list(draft(database).codings) == [Place(3, "housing")]
    assert not draft(database).complete


def test_what_is_complete_is_changed_only_once_it_is_taken_up_again(database: WorkDatabase) -> None:
    add(database, "Housing", "housing")
    finish(database)
    with pytest.raises(ValueError, match="take it up again first"):
        add(database, "waited", "delay", "poor")
    correcting.reopen(database, draft(database))
    database.finish()

    assert counted(database)["N1"] == [("delay", "machine"), ("continuity", "machine")]
    assert list(draft(database).codings) == [Place(3, "housing")]
    assert not draft(database).complete


def test_completing_and_taking_up_again_can_be_undone(database: WorkDatabase) -> None:
    add(database, "Housing", "housing")
    finish(database)
    correcting.undo(database, draft(database), machine=("poor",) * 3)
    assert not draft(database).complete
    assert list(database.readings()) == []
    finish(database)
    correcting.reopen(database, draft(database))
    correcting.undo(database, draft(database), machine=("poor",) * 3)

    assert draft(database).complete
    assert [reading.coder for reading in database.readings()] == ["person-01"]


def test_a_build_that_is_run_again_keeps_what_was_coded_and_counts_it(tmp_path: Path) -> None:
    source, work = tmp_path / "notes.csv", tmp_path / "built.db"
    source.write_text("id,text\nN1,He waited eleven weeks for a place on the waiting list.\n")

    def build() -> None:
        reading, settings = Reading((str(source),)), CoderSettings(reader="fast")
        build_database(work, reading=reading, settings=settings, refused=print, state=said.append)

    said: list[str] = []

    build()
    with WorkDatabase(work, create=False) as held:
        with held.changing() as connection:
            store.coder_named(connection, "Dana Öz", now=NOW)
        add(held, "a place", "availability", "poor")
        finish(held)
    build()
    with WorkDatabase(work, create=False) as held:
        assert held.finished
        assert counted(held) == {"N1": [("availability", "person-01")]}
        assert draft(held).complete


def test_steps_go_with_their_note(database: WorkDatabase) -> None:
    add(database, "Housing", "housing")
    finish(database)
    database.prune(SOURCE)
    kept = database.connection.execute("SELECT count(*) FROM corrections").fetchone()[0]

    assert kept == 2, "the notes were met in this run"
    with WorkDatabase(database.path, create=False) as later:
        later.prune(SOURCE)
        assert later.connection.execute("SELECT count(*) FROM corrections").fetchone()[0] == 0


def test_steps_go_with_an_erased_case(database: WorkDatabase) -> None:
    add(database, "Housing", "housing")
    finish(database)
    erase_case(database, "C1")

    for table in ("corrections", "readings"):
        assert database.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0
