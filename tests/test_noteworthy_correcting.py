"""Coding by hand: steps that are never lost, a draft that follows from them, and a reading that counts and stays."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.codebook import default_codebook
from corpus.coded.folder import read_coded_folder
from corpus.errors import DatabaseError
from corpus.store import correcting as store
from corpus.store.correcting import StoredNote
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.erasing import erase_case
from corpus.store.rows import rounded_scores
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    CoderReading,
    CoderSentence,
    Coding,
    Judgement,
    Note,
    Polarity,
    PracticeLabel,
    PracticeScore,
    RawText,
    Span,
)
from noteworthy import correcting
from noteworthy.coded_folder import write_coded_folder
from noteworthy.coding import CoderSettings
from noteworthy.correcting import Draft, Place
from noteworthy.release import build_public
from noteworthy.workflow import Reading, build_database

TEXT = "He waited weeks. She was seen, and seen weekly. Housing was found."
ENDS = [16, 47, 66]
SOURCE = "notes.csv"
NOW = "2020-01-01T00:00:00+00:00"
SCORES = (0.1, 0.8, 0.05, 0.05)


def coded(text: str = TEXT, *, note_id: str = "N1", learnt: bool = False, model: str = "m1") -> CodedNote:
    """Return a note as the machine codes it: delay in the first sentence, continuity in the second, nothing more."""
    ends = ENDS if text == TEXT else [len(text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    delay = Coding("delay", "poor", "observed", (Span(3, 15),), 0.9, "cue+model", actor="practitioner")
    more = Coding("continuity", "poor", "planned", (Span(25, 29), Span(35, 39)), 0.6, "model")
    codings = {0: (delay,), 1: (more,)}
    return CodedNote(
        note=Note(
            note_id,
            RawText(text),
            case=Case("C1", organisation="Millbrook"),
            judgement=Judgement("J" + note_id, "C1", "Was enough done?", "implementation", "accommodation", "no"),
            source=SOURCE,
        ),
        sentences=tuple(
            CodedSentence(start, end, PracticeLabel("poor", rounded_scores(SCORES)), codings.get(number, ()))  # type: ignore[arg-type]
            for number, (start, end) in enumerate(zip(starts, ends, strict=True))
        ),
        practice=PracticeScore("poor", 0.1, 0.05, 0.2, needs_review=True),
        codebook=default_codebook().hash,
        model=model,
        learnt_from=learnt,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work.db"


@pytest.fixture
def database(path: Path) -> Iterator[WorkDatabase]:
    with WorkDatabase(path) as held:
        held.store_source(StoredSource(SOURCE, SOURCE, "0" * 64, "authored", notice="Invented for these tests."))
        held.store_codebook(default_codebook())
        held.store([coded(), coded(note_id="N2")])
        held.finish()
        with held.changing() as connection:
            assert store.coder_named(connection, "Dana Öz", now=NOW) == "person-01"
        yield held


def note_of(database: WorkDatabase, key: str = "N1") -> StoredNote:
    found = store.note_to_code(database.connection, key)
    assert found is not None
    return found


def draft(database: WorkDatabase, key: str = "N1", coder: str = "person-01") -> Draft:
    return correcting.draft_of(database, note_of(database, key), coder)


def add(database: WorkDatabase, words: str, theme: str, polarity: Polarity = "good", **options: object) -> None:
    now = draft(database)
    spans = correcting.spans_of(now.note, words)
    own = correcting.coding_of(theme, polarity, "observed", spans)
    correcting.code(database, now, own, basis="added", instead=str(options["instead"]) if options else None)


def finish(database: WorkDatabase, key: str = "N1", coder: str = "person-01") -> None:
    machine = store.machine_labels(database.connection, key)
    correcting.complete(database, draft(database, key, coder), practice="good", clarity=2, machine=machine)


def counted(database: WorkDatabase) -> dict[str, list[tuple[str, str]]]:
    select = "SELECT note, theme, coder FROM codings WHERE standing = 1 ORDER BY start"
    found: dict[str, list[tuple[str, str]]] = {}
    for note, theme, coder in database.connection.execute(select):
        found.setdefault(note, []).append((theme, coder))
    return found


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


# ---------------------------------------------------------------- complete


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
