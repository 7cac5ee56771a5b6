"""Asking a file by its path."""

import sqlite3
from pathlib import Path

import pytest

from corpus.errors import DatabaseError
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.migrations import PUBLIC_VERSION
from corpus.store.schema import PUBLIC_ID
from noteworthy.finder.opening import find_in
from noteworthy.finder.questions import Question
from tests.finder_collection import build_collection


def test_a_file_is_asked_and_its_notices_told_and_no_byte_changed(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    known = build_collection(path, notes=12)
    with WorkDatabase(path) as database:
        source = StoredSource("north.csv", "north.csv", "0" * 64, "authored", notice="Invented for tests.")
        database.store_source(source)
    before = path.read_bytes()
    found = find_in(path, Question())

    assert found.answer.total == len(known)
    assert found.notices == ("Invented for tests.",)
    assert path.read_bytes() == before


def test_what_cannot_be_asked_says_why(tmp_path: Path) -> None:
    protected = tmp_path / "protected.db"
    connection = sqlite3.connect(protected)
    connection.executescript(
        f"PRAGMA application_id = {PUBLIC_ID}; PRAGMA user_version = {PUBLIC_VERSION}; CREATE TABLE meta (key, value);"
    )
    connection.close()
    with WorkDatabase(tmp_path / "unbuilt.db"):
        pass

    for name, words in {
        "absent.db": "there is no file",
        "protected.db": "is a protected release: it has counts and no notes",
        "unbuilt.db": "no index to find passages with",
    }.items():
        with pytest.raises(DatabaseError, match=words):
            find_in(tmp_path / name, Question("waiting"))
