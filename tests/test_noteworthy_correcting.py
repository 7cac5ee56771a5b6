"""Coding by hand: steps that are never lost, a draft that follows from them, and what is made of them."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.coded.folder import read_coded_folder
from corpus.errors import DatabaseError
from corpus.store import correcting as store
from corpus.store.database import WorkDatabase
from corpus.values import Span
from noteworthy import correcting
from noteworthy.coded_folder import write_coded_folder
from noteworthy.correcting import Place
from noteworthy.release import build_public
from tests.corrected_notes import NOW, TEXT, add, coded, draft, finish, note_of, opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work.db"


@pytest.fixture
def database(path: Path) -> Iterator[WorkDatabase]:
    yield from opened(path)


# ---------------------------------------------------------------- steps and drafts


def test_a_coding_is_added_replaced_and_removed(database: WorkDatabase) -> None:
    add(database, "waited weeks", "delay", "poor")
    add(database, "waited", "delay", "mixed")
    assert [(c.polarity, c.spans) for c in draft(database).codings.values()] == [("mixed", (Span(3, 9),))]
    correcting.remove(database, draft(database), Place(1, "delay"))

    assert draft(database).codings == {}
    assert draft(database).decided == {Place(1, "delay")}


def test_a_theme_can_be_coded_instead_of_another(database: WorkDatabase) -> None:
    add(database, "waited weeks", "delay", "poor")
    add(database, "waited weeks", "availability", "poor", instead="delay")

    assert list(draft(database).codings) == [Place(1, "availability")]
    assert draft(database).decided == {Place(1, "delay"), Place(1, "availability")}


def test_undo_takes_back_one_step_after_the_other_and_the_log_keeps_them_all(database: WorkDatabase) -> None:
    add(database, "waited weeks", "delay", "poor")
    correcting.label(database, draft(database), 3, "good")
    for _ in range(3):
        correcting.undo(database, draft(database), machine=())

    assert draft(database).codings == {}
    assert draft(database).labels == {}
    steps = [step.kind for step in store.steps_of(database.connection, note_of(database), coder="person-01")]
    assert steps == ["code", "label", "undo", "undo"]


def test_after_an_undo_one_goes_on(database: WorkDatabase) -> None:
    add(database, "waited weeks", "delay", "poor")
    correcting.undo(database, draft(database), machine=())
    add(database, "Housing", "housing")
    assert list(draft(database).codings) == [Place(3, "housing")]
    correcting.undo(database, draft(database), machine=())

    assert draft(database).codings == {}


def test_each_coder_has_a_draft_of_their_own(database: WorkDatabase) -> None:
    with database.changing() as connection:
        other = store.coder_named(connection, "Noor", now=NOW)
        again = store.coder_named(connection, "Dana Öz", now=NOW)
    add(database, "waited weeks", "delay", "poor")

    assert (other, again) == ("person-02", "person-01")
    assert draft(database, coder=other).codings == {}


def test_a_step_says_nothing_of_another_text(database: WorkDatabase) -> None:
    add(database, "waited weeks", "delay", "poor")
    database.store([coded("She waited weeks for a place.")])

    assert draft(database).codings == {}


def test_a_sentences_label_is_the_coders_else_what_their_codings_say_else_the_machines(database: WorkDatabase) -> None:
    add(database, "Housing", "housing")
    assert [draft(database).label(number, "poor") for number in (1, 2, 3)] == ["poor", "poor", "good"]
    add(database, "found", "delay", "poor")
    correcting.label(database, draft(database), 1, "none")

    assert [draft(database).label(number, "poor") for number in (1, 2, 3)] == ["none", "poor", "mixed"]


# ---------------------------------------------------------------- words


def test_words_are_found_in_the_sentence_asked_for_or_nearest_to_the_place_marked(database: WorkDatabase) -> None:
    note = note_of(database)

    assert correcting.spans_of(note, "seen") == (Span(25, 29),)
    assert correcting.spans_of(note, "seen", near=36) == (Span(35, 39),)
    assert correcting.spans_of(note, " Weeks ", sentence=1) == (Span(10, 15),)
    assert correcting.spans_of(note, "seen … seen weekly") == (Span(25, 29), Span(35, 46))


@pytest.mark.parametrize(
    ("words", "sentence", "why"),
    [
        ("", None, "in the note"),
        ("…", None, "in the note"),
        ("never there", None, "in the note"),
        ("wait", None, "in the note"),
        ("weeks. She", None, "within one sentence"),
        ("waited … Housing", None, "within one sentence"),
        ("Housing", 1, "stand there"),
    ],
)
def test_words_that_stand_nowhere_in_one_sentence_are_refused_unquoted(
    words: str, sentence: int | None, why: str, database: WorkDatabase
) -> None:
    with pytest.raises(ValueError, match=why) as problem:
        correcting.spans_of(note_of(database), words, sentence=sentence)

    assert not words.strip("… ") or words not in str(problem.value)


# ---------------------------------------------------------------- what follows


def test_what_was_coded_is_written_as_a_folder_that_can_be_learnt_from(database: WorkDatabase, tmp_path: Path) -> None:
    correcting.code(
        database,
        draft(database),
        correcting.coding_of("delay", "mixed", "observed", (Span(3, 9),), like=coded().sentences[0].codings[0]),
        basis="corrected",
    )
    add(database, "seen … seen weekly", "continuity")
    finish(database)
    folder = tmp_path / "coded"
    told = write_coded_folder(database.path, folder)
    corpus = read_coded_folder(folder)

    assert "1 complete reading of 1 note by 1 person" in told.sentence()
    assert [file.stat().st_mode & 0o777 for file in sorted(folder.iterdir())] == [0o600, 0o600]
    assert [(note.note_id, note.text) for note in corpus.notes] == [("N1", TEXT)]
    assert corpus.notes[0].judgement is not None
    assert corpus.notes[0].judgement.question == "Was enough done?"
    reading = corpus.readings[0]
    assert (reading.coder, reading.practice, reading.clarity) == ("person-01", "good", 2)
    assert [(part.start, part.end, part.practice) for part in reading.sentences] == [
        (0, 16, "mixed"),
        (17, 47, "good"),
        (48, 66, "poor"),
    ]
    first, second = (part.codings[0] for part in reading.sentences[:2])
    assert (first.theme, first.polarity, first.actor) == ("delay", "mixed", "practitioner")
    assert second.spans == (Span(25, 29), Span(35, 46))
    assert "Dana" not in "".join(file.read_text() for file in folder.iterdir())


def test_with_nothing_complete_there_is_nothing_to_write(database: WorkDatabase, tmp_path: Path) -> None:
    add(database, "Housing", "housing")
    with pytest.raises(DatabaseError, match="nobody has completed"):
        write_coded_folder(database.path, tmp_path / "coded")

    assert not (tmp_path / "coded").exists()


def test_no_name_and_no_unfinished_step_is_released(database: WorkDatabase, tmp_path: Path) -> None:
    add(database, "Housing", "housing")
    finish(database)
    database.finish()
    work = tmp_path / "copy.db"
    shutil.copy(database.path, work)
    public = tmp_path / "public.db"
    build_public(work, public)
    connection = sqlite3.connect(public)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    coders = {coder for (coder,) in connection.execute("SELECT DISTINCT coder FROM codings WHERE standing = 1")}
    connection.close()

    assert not {"coders", "corrections"} & tables
    assert coders == {"machine", "person-01"}
    assert not re.search("Dana|Öz".encode(), public.read_bytes())


def test_the_log_is_json_that_says_what_was_done(database: WorkDatabase) -> None:
    add(database, "Housing", "housing")
    row = database.connection.execute("SELECT step, record, made FROM corrections").fetchone()

    assert row["step"] == "code"
    assert json.loads(row["record"]) == {
        "at": 48, "theme": "housing", "polarity": "good", "status": "observed", "spans": [[48, 55]], "basis": "added",
    }  # fmt: skip
    assert row["made"].endswith("+00:00")
