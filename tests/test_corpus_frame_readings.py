"""What coders read with a second codebook: kept as handed in, apart from the tables of codings, and never published."""

import json
import sqlite3
from pathlib import Path

import pytest

from corpus.codebook import landscape_codebook
from corpus.coded.folder import frame_readings
from corpus.store.database import WorkDatabase
from corpus.store.erasing import erase_case
from corpus.store.schema import database_schema
from corpus.values import CoderReading
from noteworthy.bulletin.frame_codings import frame_codings
from tests.bulletin_written import Said, Written, case, written

TEXT = "The queue is long. Training was good."


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return a database with a text that was read with both codebooks."""
    said = [Said("The queue is long.", {"delay": "poor"}), Said("Training was good.")]
    note = Written("A", said, case=case(1), frame=[{"waiting_lists": "poor"}, {"training": "good"}])
    return written(tmp_path / "work.db", [note]).path


def test_they_stand_beside_the_codings_and_not_among_them(work: Path) -> None:
    assert rows(work, "SELECT frame, coder FROM frame_readings") == [("landscape", "adjudicated")]
    assert rows(work, "SELECT DISTINCT theme FROM codings") == [("delay",)]


def test_the_same_reading_stored_again_changes_nothing(work: Path) -> None:
    before = work.read_bytes()
    with WorkDatabase(work) as database:
        record = json.loads(str(rows(work, "SELECT record FROM frame_readings")[0][0]))
        assert len(record["sentences"]) == 2
        assert not database.store_readings([], source="written.csv", frame="landscape")

    assert work.read_bytes() == before


def test_a_reading_of_a_note_that_is_not_there_is_refused(work: Path) -> None:
    with WorkDatabase(work) as database:
        lost = CoderReading("Z", "adjudicated", (), "none")
        (refusal,) = database.store_readings([lost], source="written.csv", frame="landscape")

    assert "which is not there" in refusal.reason


def test_an_erased_case_takes_them_with_it(work: Path) -> None:
    with WorkDatabase(work) as database:
        erase_case(database, "C1")

    assert rows(work, "SELECT count(*) FROM frame_readings") == [(0,)]


def test_no_public_file_has_a_place_for_them() -> None:
    assert "frame_readings" not in {table.name for table in database_schema().public_tables}


def test_a_folder_holds_them_in_a_file_named_after_the_codebook(tmp_path: Path) -> None:
    folder = tmp_path / "coded"
    folder.mkdir()
    (folder / "notes.jsonl").write_text(json.dumps({"id": "A", "text": TEXT}) + "\n", encoding="utf-8")
    line = {"note": "A", "sentence": 0, "start": 0, "end": 18, "coder": "adjudicated", "practice": "poor",
            "codings": [{"theme": "waiting_lists", "polarity": "poor", "status": "observed"}]}  # fmt: skip
    frame = landscape_codebook()

    assert frame_readings(folder, codebook=frame) == ()
    (folder / "codings.landscape.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (reading,) = frame_readings(folder, codebook=frame)
    assert reading.sentences[0].codings[0].theme == "waiting_lists"


def test_a_text_without_a_reading_is_read_by_phrases(tmp_path: Path) -> None:
    said = [Said("There is a long waiting list for the programme.")]
    data = written(tmp_path / "w.db", [Written("A", said, kind="survey")])
    found = frame_codings(data, landscape_codebook(), data.notes.index.to_numpy())

    assert found.by_coders.tolist() == [False]
    assert {found.codebook.codes[code] for code in found.code.tolist()} == {"waiting_lists"}
