"""Rows as columns: repeated words once, and references as positions."""

import sqlite3

import numpy as np
import pytest

from noteworthy.bulletin import frames
from noteworthy.bulletin.frames import columns_of, read_frame


@pytest.fixture
def connection() -> sqlite3.Connection:
    found = sqlite3.connect(":memory:")
    found.execute("CREATE TABLE t (word, number, real, link)")
    found.executemany(
        "INSERT INTO t VALUES (?, ?, ?, ?)",
        [("b", 1, 0.5, 7), ("a", None, None, 9), ("", 3, 1.0, None), ("b", 4, 2.0, 8)],
    )
    return found


def test_columns_keep_what_is_empty_apart(connection: sqlite3.Connection) -> None:
    frame = read_frame(
        connection, "SELECT word, number, real FROM t", {"word": "category", "number": "number", "real": "real"}
    )
    assert list(frame["word"].cat.categories) == ["a", "b"]
    assert frame["word"].isna().tolist() == [False, False, True, False]
    assert frame["number"].tolist() == [1, -1, 3, 4]
    assert np.isnan(frame["real"][1])


def test_a_reference_becomes_a_position_and_minus_one_where_it_leads_nowhere(connection: sqlite3.Connection) -> None:
    known = {"link": np.array([7, 9])}
    frame = read_frame(connection, "SELECT link FROM t", {"link": "position"}, rowids=known)
    assert frame["link"].tolist() == [0, 1, -1, -1]


def test_chunks_do_not_show(connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds: dict[str, frames.Kind] = {"word": "category", "number": "number"}
    whole = read_frame(connection, "SELECT word, number FROM t", kinds)
    monkeypatch.setattr(frames, "_CHUNK", 1)
    assert read_frame(connection, "SELECT word, number FROM t", kinds).equals(whole)


def test_a_table_that_is_not_there_has_no_columns(connection: sqlite3.Connection) -> None:
    assert columns_of(connection, "t") == {"word", "number", "real", "link"}
    assert columns_of(connection, "none") == frozenset()
