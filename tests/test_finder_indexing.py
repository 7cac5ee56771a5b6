"""The index: the same rows give the same bytes, and nothing of what is erased or redacted stays in it."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from pyroaring import BitMap

from corpus.store.database import WorkDatabase
from corpus.store.erasing import erase_case
from corpus.store.schema import database_schema
from noteworthy.finder.finder import Finder
from noteworthy.finder.gathering import gather
from noteworthy.finder.indexing import MOST_VALUES, RARE, TABLES, has_index, index_stamp, make_index
from noteworthy.finder.inversion import invert, position_starts
from noteworthy.finder.ordering import numbering
from noteworthy.finder.questions import Question
from tests.finder_collection import build_collection


@pytest.fixture
def work(tmp_path: Path) -> Path:
    build_collection(tmp_path / "work.db", notes=30)
    return tmp_path / "work.db"


def _rows(path: Path, select: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(select).fetchall()
    finally:
        connection.close()


def test_an_index_made_again_has_the_same_hash_and_rows(work: Path) -> None:
    before = {table: _rows(work, f"SELECT * FROM {table}") for table in TABLES}
    stamp = _rows(work, "SELECT value FROM meta WHERE key = 'finder'")
    with WorkDatabase(work) as database, database.changing() as connection:
        make_index(connection)

    assert all(before.values())
    assert {table: _rows(work, f"SELECT * FROM {table}") for table in TABLES} == before
    assert _rows(work, "SELECT value FROM meta WHERE key = 'finder'") == stamp


def test_two_builds_from_the_same_notes_have_the_same_index(work: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.db"
    build_collection(second, notes=30)

    for select in ("SELECT * FROM passage_words", "SELECT value FROM meta WHERE key = 'finder'"):
        assert _rows(work, select) == _rows(second, select)


def test_a_build_that_is_cut_off_while_it_indexes_leaves_all_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    build_collection(path, notes=12)
    whole = _rows(path, "SELECT value FROM meta WHERE key = 'finder'")
    with WorkDatabase(path) as database:
        database.describe(counts="stale")

        def cut_off(connection: sqlite3.Connection) -> None:
            make_index(connection)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            database.finish(cut_off)
        assert not database.finished
    with WorkDatabase(path) as database:
        database.finish(make_index)
        assert database.finished
        assert index_stamp(database.connection) == whole[0][0]


def test_the_index_has_every_sentence_once(work: Path) -> None:
    numbered = _rows(work, "SELECT number, sentence FROM passages ORDER BY number")

    assert [number for number, _ in numbered] == list(range(len(numbered)))
    assert sorted(str(key) for _, key in numbered) == sorted(
        str(row[0]) for row in _rows(work, "SELECT id FROM sentences")
    )


def test_words_of_an_erased_case_leave_the_index_too(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    build_collection(path, notes=30)
    secret = "zanzibar"
    with WorkDatabase(path) as database:
        with database.changing() as connection:
            connection.execute("UPDATE sentences SET text = ? WHERE id = 'N6-1'", (f"Seen at {secret} once.",))
            connection.execute("UPDATE notes SET text = ? WHERE id = 'N6'", (f"Seen at {secret} once.",))
            make_index(connection)
        assert secret.encode() in path.read_bytes()
        assert Finder().answer(database.connection, Question(secret)).total == 1
        erase_case(database, "C3", make_index)
        answer = Finder().answer(database.connection, Question(secret))

        assert answer.total == 0
        assert not _rows(path, "SELECT 1 FROM passages WHERE sentence LIKE 'N6-%'")
    assert secret.encode() not in path.read_bytes()


def test_a_finder_notices_that_the_index_was_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    build_collection(path, notes=30)
    finder = Finder()
    with WorkDatabase(path) as database:
        before = finder.answer(database.connection, Question("waiting")).total
        erase_case(database, "C0", make_index)

        assert 0 < finder.answer(database.connection, Question("waiting")).total < before


def test_it_knows_whether_a_database_has_an_index(work: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(work)
    assert has_index(connection)
    connection.close()
    other = sqlite3.connect(":memory:")
    assert not has_index(other)
    other.close()


def test_a_common_word_has_a_bitmap_and_a_rare_one_its_positions_alone(tmp_path: Path) -> None:
    build_collection(tmp_path / "work.db", notes=30)
    with WorkDatabase(tmp_path / "work.db") as database:
        connection = database.connection
        often = " ".join(["often"] * (RARE + 1))
        with database.changing():
            connection.execute("UPDATE sentences SET text = ? WHERE id = 'N1-1'", (often,))
            make_index(connection)
        rows = connection.execute("SELECT word, passages, places, bitmap IS NULL FROM passage_words").fetchall()

    assert [tuple(row)[1:] for row in rows if row[0] == "often"] == [(1, RARE + 1, 0)]
    assert {row[3] for row in rows if row[0] != "often"} == {1}


def test_a_facet_with_a_value_for_every_note_is_none(tmp_path: Path) -> None:
    build_collection(tmp_path / "work.db", notes=4)
    with WorkDatabase(tmp_path / "work.db") as database:
        connection = database.connection
        with database.changing():
            for number in range(MOST_VALUES + 1):
                connection.execute("INSERT INTO cases (id, region) VALUES (?, ?)", (f"X{number}", f"R{number}"))
                connection.execute(
                    "INSERT INTO notes (id, text, case_id) VALUES (?, 'Seen.', ?)", (f"X{number}", f"X{number}")
                )
            make_index(connection)
        facets = {row[0] for row in connection.execute("SELECT DISTINCT facet FROM passage_facets")}

    assert "region" not in facets
    assert "organisation_kind" in facets


def test_every_table_of_the_index_is_hidden_and_published_as_what_follows_from_the_rest() -> None:
    tables = {table.name: table for table in database_schema().public_tables}

    for name in TABLES:
        assert tables[name].hidden, name
        assert {column.publish for column in tables[name].columns} <= {"derived", "hashed"}, name


# ----------------------------------------------------------------------------------------------------------- its parts


def test_positions_are_those_of_the_words_in_the_order_of_the_passages(work: Path) -> None:
    connection = sqlite3.connect(work)
    gathered = gather(connection)
    connection.close()
    order = numbering(gathered.levels, gathered.copies, gathered.ties)
    starts = position_starts(gathered.words, order)
    stream = gathered.words
    expected: dict[str, list[int]] = {}
    for number, place in enumerate(order.tolist()):
        for within, word in enumerate(stream.places[stream.starts[place] : stream.starts[place + 1]].tolist()):
            expected.setdefault(stream.stems[word], []).append(int(starts[number]) + within)

    assert {posting.stem: posting.positions.tolist() for posting in invert(stream, order)} == expected


def test_the_order_is_by_clarity_then_copies_after_firsts() -> None:
    levels = np.array([1, 9, 9, 9, 0], dtype=np.int16)
    copies = np.array([7, 7, 5, 5, 3], dtype=np.uint64)
    ties = np.array([0, 4, 2, 1, 0], dtype=np.uint32)

    assert numbering(levels, copies, ties).tolist() == [3, 1, 2, 0, 4]
    assert numbering(levels[:0], copies[:0], ties[:0]).tolist() == []


def test_stored_bitmaps_can_be_read_by_any_roaring_library(work: Path) -> None:
    ((data, passages),) = _rows(work, "SELECT bitmap, passages FROM passage_facets WHERE value = 'NPS'")
    assert isinstance(data, bytes)

    assert int.from_bytes(data[:2], "little") in (12346, 12347), "the cookie of the portable format"
    assert len(BitMap.deserialize(data)) == passages
