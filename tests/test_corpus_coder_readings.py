"""What coders read, stored beside the machine's codings: what they agreed stands, and survives a new coding."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from corpus.store.database import WorkDatabase
from corpus.values import CodedSentence, PracticeLabel
from tests.stored_notes import FILE, FIRST, TEXT, Ask, Build, ask, coded, reading, store_run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work.db"


@pytest.fixture
def build(path: Path) -> Build:
    return partial(store_run, path)


@pytest.fixture
def rows(path: Path) -> Ask:
    return partial(ask, path)


def test_what_coders_agreed_stands_and_the_machine_does_not(build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"))], [reading("N1", "c1", "delay"), reading("N1")])

    standing = rows("SELECT coder, theme FROM codings WHERE standing = 1 ORDER BY theme")
    assert standing == [("adjudicated", "information"), ("adjudicated", "one_to_one")]
    assert rows("SELECT DISTINCT coder FROM codings WHERE standing = 0 ORDER BY 1") == [("c1",), ("machine",)]
    assert rows("SELECT counted FROM notes") == [("coders",)]
    assert rows("SELECT theme, good, poor FROM theme_by_polarity WHERE passages > 0 ORDER BY theme") == [
        ("information", 0, 1),
        ("one_to_one", 1, 0),
    ]


def test_a_coding_that_the_machine_learnt_from_never_counts(build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"), learnt=True), coded("N2", ("delay", "good"))], [reading("N1", "c1")])

    assert rows("SELECT id, counted FROM notes ORDER BY id") == [("N1", "no"), ("N2", "machine")]
    assert rows("SELECT good, poor, notes FROM theme_by_polarity WHERE theme = 'delay'") == [(1, 0, 1)]
    assert rows("SELECT notes, sentences FROM note_counts WHERE dimension = 'all'") == [(1, 2)]


def test_coders_labels_count_where_they_agreed(build: Build, rows: Ask) -> None:
    build([coded("N1"), coded("N2")], [reading("N1")])

    found = rows("SELECT practice, notes, sentences FROM practice_counts WHERE dimension = 'all' ORDER BY practice")
    assert found == [("good", 0, 1), ("mixed", 1, 2), ("poor", 1, 1)]


def test_a_coders_words_are_laid_over_the_machines_sentences(build: Build, rows: Ask) -> None:
    build([coded("N1")], [reading("N1")])

    found = rows("SELECT c.theme, s.number, c.evidence, c.actor FROM codings c JOIN sentences s ON s.id = c.sentence")
    assert sorted(found) == [
        ("information", 1, TEXT[:11], "practitioner"),
        ("one_to_one", 2, TEXT[len(FIRST) + 5 :], None),
    ]
    assert rows("SELECT sentence, practice FROM sentence_readings") == [("N1-1", "mixed"), ("N1-2", "mixed")]


def test_a_reading_survives_that_the_machine_codes_the_note_again(path: Path, build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"))], [reading("N1")])
    whole = replace(
        coded("N1", model="m2"), sentences=(CodedSentence(0, len(TEXT), PracticeLabel("none", (0, 0, 0, 1))),)
    )
    build([whole])

    assert rows("SELECT theme, sentence FROM codings ORDER BY theme") == [
        ("information", "N1-1"),
        ("one_to_one", "N1-1"),
    ]
    with WorkDatabase(path) as database:
        assert list(database.readings()) == [reading("N1")]


def test_a_reading_of_another_text_goes(build: Build, rows: Ask) -> None:
    build([coded("N1")], [reading("N1")])
    build([coded("N1", text="A plan was made. It was kept.")])

    assert rows("SELECT count(*) FROM readings") == [(0,)]


def test_a_reading_of_a_note_that_is_not_there_is_refused_and_the_others_are_kept(path: Path, build: Build) -> None:
    build([coded("N1"), coded("N2", text="A. B.")])
    with WorkDatabase(path) as database:
        refused = database.store_readings([reading("N9"), reading("N2"), reading("N1")], source=FILE)

        assert [note.note_id for note in database.readings()] == ["N1"]
    assert [str(refusal) for refusal in refused] == [
        "notes.csv: coder 'adjudicated' read note 'N9', which is not there",
        "notes.csv: coder 'adjudicated' marked words beyond the end of note 'N2'",
    ]
