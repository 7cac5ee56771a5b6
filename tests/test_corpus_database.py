"""The private database: stored once or twice it is the same, and cut off it is whole."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from corpus.codebook import Codebook, default_codebook
from corpus.errors import DatabaseError
from corpus.store.database import StoredSource, WorkDatabase
from corpus.values import CodedNote, Judgement, RawText
from tests.stored_notes import FILE, Ask, Asked, Build, a_case, a_judgement, ask, coded, reading, store_run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work.db"


@pytest.fixture
def build(path: Path) -> Build:
    return partial(store_run, path)


@pytest.fixture
def rows(path: Path) -> Ask:
    return partial(ask, path)


# ----------------------------------------------------------------------------------------------- storing, and again


def test_a_coded_note_comes_back_as_it_was_stored(path: Path, build: Build) -> None:
    note = coded("N1", ("delay", "poor"), ("information", "good"), case=a_case(), judgement=a_judgement())
    build([note])

    with WorkDatabase(path) as database:
        (back,) = database.coded_notes()
    rounded = tuple(replace(s, codings=tuple(replace(c, confidence=0.912) for c in s.codings)) for s in note.sentences)
    assert back == replace(note, sentences=rounded)


def test_building_again_changes_no_byte(path: Path, build: Build) -> None:
    first = coded("N1", ("delay", "poor"), case=a_case(), judgement=a_judgement())
    # Two rows of one case that do not agree: the first decides, whichever run it is.
    second = coded("N2", ("housing", "good"), case=a_case(kind="NPS", region="North"))
    build([first, second], [reading("N1")])
    before = path.read_bytes()
    build([first.note, second.note], [reading("N1")])

    assert path.read_bytes() == before


def test_the_first_row_of_a_case_decides_and_later_ones_fill_its_gaps(build: Build, rows: Ask) -> None:
    build([coded("N1", case=a_case(kind=None)), coded("N2", case=a_case(kind="NPS", region="North"))])
    build([coded("N1", case=a_case(kind=None)), coded("N2", case=a_case(kind="CRC", region="South"))])

    assert rows("SELECT organisation_kind, region FROM cases") == [("CRC", "South")]


def test_a_note_coded_again_is_replaced(build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"), ("housing", "poor"))])
    build([coded("N1", ("delay", "good"), model="m2")])

    assert rows("SELECT theme, polarity FROM codings") == [("delay", "good")]
    assert rows("SELECT count(*) FROM sentences") == [(2,)]
    assert rows("SELECT model FROM notes") == [("m2",)]


def test_a_bare_note_brings_only_its_facts_up_to_date(build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"), case=a_case())])
    build([replace(coded("N1", case=a_case("C2")).note, row=7)])

    assert rows('SELECT case_id, "row", practice FROM notes') == [("C2", 7, "mixed")]
    assert rows("SELECT theme FROM codings") == [("delay",)]
    assert rows("SELECT id FROM cases") == [("C2",)]


def test_a_bare_note_that_was_never_coded_is_a_mistake_and_stores_nothing(path: Path, build: Build, rows: Ask) -> None:
    build([coded("N1")])
    with WorkDatabase(path) as database, pytest.raises(ValueError, match="'N2' has no coding yet"):
        database.store([coded("N3"), coded("N2").note])

    assert rows("SELECT id FROM notes") == [("N1",)]


def test_what_is_coded_already_is_known_until_anything_it_rests_on_changes(path: Path, build: Build) -> None:
    note = coded("N1", judgement=a_judgement()).note
    build([coded("N1", judgement=a_judgement())])
    book = default_codebook().hash

    with WorkDatabase(path) as database:
        assert database.already_coded([note], codebook=book, model="m1") == {"N1"}
        assert not database.already_coded([note], codebook=book, model="m2")
        assert not database.already_coded([note], codebook="other", model="m1")
        assert not database.already_coded([replace(note, text=RawText("Other."))], codebook=book, model="m1")
        other = replace(note, judgement=a_judgement(factor="alcohol"))
        assert not database.already_coded([other], codebook=book, model="m1")


def test_a_judgement_without_a_reason_is_kept(build: Build, rows: Ask) -> None:
    build([Asked(a_judgement("J9", case="C9"), None)])

    assert rows("SELECT id, case_id, factor, answer FROM judgements") == [("J9", "C9", "drugs", "no")]
    assert rows("SELECT id FROM cases") == [("C9",)]


def test_a_factor_that_the_codebook_does_not_know_keeps_its_own_name(build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"), judgement=a_judgement(factor="gambling"))])

    assert rows("SELECT factor_name, poor FROM theme_by_factor WHERE poor > 0") == [("gambling", 1)]


def test_rows_that_a_source_no_longer_has_go_with_all_that_hangs_on_them(build: Build, rows: Ask) -> None:
    gone = coded("N2", ("delay", "poor"), case=a_case("C2"), judgement=a_judgement("J2", case="C2"))
    build([coded("N1", case=a_case()), gone], [reading("N2")])
    build([coded("N1", case=a_case())])

    for table in ("notes", "cases", "identifiers"):
        assert rows(f"SELECT count(*) FROM {table}") == [(1,)], table
    for table in ("judgements", "codings", "readings", "sentence_readings"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert rows("SELECT count(*) FROM notes_fts WHERE notes_fts MATCH 'rang'") == [(1,)]


def test_two_files_that_number_their_notes_alike_are_kept_apart(path: Path, build: Build, rows: Ask) -> None:
    other = coded("1", source="other.csv", text="A plan was made. It was kept.", judgement=Judgement("1"))
    items = [coded("1", judgement=Judgement("1")), other]
    build(items)
    before = path.read_bytes()
    build([item.note for item in items])

    assert path.read_bytes() == before
    assert rows("SELECT id, source, given_id, judgement FROM notes ORDER BY id") == [
        ("1", FILE, "1", "1"),
        ("other.csv:1", "other.csv", "1", "other.csv:1"),
    ]


def test_a_note_that_has_moved_to_another_file_stays_one_note(build: Build, rows: Ask) -> None:
    build([coded("N1", case=a_case(), judgement=a_judgement())])
    build([coded("N1", case=a_case(), judgement=a_judgement(), source="moved.csv")])

    assert rows("SELECT id, source FROM notes") == [("N1", "moved.csv")]
    assert rows("SELECT id FROM judgements") == [("J1",)]


def test_two_different_files_of_one_name_in_one_run_are_refused(path: Path) -> None:
    with WorkDatabase(path) as database:
        database.store_source(StoredSource(FILE, FILE, "0" * 64))
        with pytest.raises(DatabaseError, match=r"two different sources are named 'notes\.csv'; rename one"):
            database.store_source(StoredSource(FILE, FILE, "1" * 64))


def test_a_theme_that_is_not_in_the_codebook_stores_nothing(path: Path, build: Build, rows: Ask) -> None:
    build([coded("N1")])
    with WorkDatabase(path) as database, pytest.raises(DatabaseError, match="store the source and the codebook first"):
        database.store([coded("N2"), coded("N3", ("weather", "poor"))])

    assert rows("SELECT id FROM notes") == [("N1",)]


def test_a_codebook_of_ones_own_replaces_the_themes_that_nothing_uses(build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"))])
    data = default_codebook().model_dump()
    data["theme"] = [theme | {"confused_with": ()} for theme in data["theme"][1:3]]
    own = Codebook.model_validate(data)
    build([coded("N1", ("motivation", "poor"))], codebook=own)

    assert rows("SELECT code FROM themes ORDER BY position") == [("motivation",), ("coordination",)]


def test_two_builds_at_once_are_told_apart_in_one_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with WorkDatabase(path) as one, WorkDatabase(path) as other:
        other.connection.execute("PRAGMA busy_timeout = 50")
        one.connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="database is locked; close what else has it open"):
            other.describe(software="x")
        one.connection.execute("ROLLBACK")


# ------------------------------------------------------------------------------------------------- cut off, and secret


def test_a_batch_that_breaks_in_its_middle_stores_nothing_of_itself(path: Path, build: Build, rows: Ask) -> None:
    def breaking() -> Iterator[CodedNote]:
        yield coded("N2")
        raise KeyboardInterrupt

    build([coded("N1")])
    with WorkDatabase(path) as database, pytest.raises(KeyboardInterrupt):
        database.store(breaking())

    assert rows("SELECT id FROM notes") == [("N1",)]


def test_what_was_stored_after_the_last_count_is_known_to_be_uncounted(path: Path, build: Build) -> None:
    build([coded("N1")])
    with WorkDatabase(path) as database:
        found = [database.finished]
        database.store([coded("N2")])
        found.append(database.finished)
        database.finish()
        found.append(database.finished)

    assert found == [True, False, True]


KILLED = """
import sys
sys.path[:0] = {path}
from pathlib import Path
from test_corpus_database import FILE, StoredSource, WorkDatabase, coded, default_codebook
with WorkDatabase(Path(sys.argv[1])) as database:
    database.store_source(StoredSource(FILE, FILE, "0" * 64))
    database.store_codebook(default_codebook())
    number = 0
    while True:
        database.store([coded(f"N{{number + i}}", ("delay", "poor")) for i in range(50)])
        number += 50
        print(number, flush=True)
"""


def test_a_build_that_is_killed_leaves_whole_batches_and_no_stray_file(path: Path, rows: Ask) -> None:
    script = KILLED.format(path=[str(Path(__file__).parent), str(Path(__file__).parents[1])])
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(5)]
        process.send_signal(signal.SIGKILL)
    with WorkDatabase(path) as database:
        notes = database.totals()["notes"]
        assert not database.finished
        database.finish()

    assert notes >= told[-1]
    assert notes % 50 == 0
    assert rows("PRAGMA integrity_check") == [("ok",)]
    assert rows("SELECT count(*) FROM notes_fts WHERE notes_fts MATCH 'worker'") == [(notes,)]
    assert [other.name for other in path.parent.iterdir()] == ["work.db"]


def test_the_secret_key_is_made_once_and_leaves_the_counts_alone(path: Path, build: Build) -> None:
    build([coded("N1")])
    with WorkDatabase(path) as database:
        key = database.secret_key()
        assert database.finished
    before = path.read_bytes()
    with WorkDatabase(path) as database:
        assert database.secret_key() == key

    assert len(key) == 32
    assert path.read_bytes() == before
