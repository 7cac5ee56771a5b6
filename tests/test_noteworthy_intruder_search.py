"""The intruder's tools, one by one: many strings in one pass, places in a file, alignment, recomputing."""

import random
import sqlite3
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noteworthy.disclosure.policy import default_policy
from noteworthy.disclosure.tables import Dimension, PublishedTable
from noteworthy.intruder.findings import Spot
from noteworthy.intruder.fulltext import FullTextIndex
from noteworthy.intruder.knowledge import Knowledge, KnownNote, KnownSpan, Secret
from noteworthy.intruder.linkage import recompute, suppressed_findings
from noteworthy.intruder.needles import Needles
from noteworthy.intruder.own_note import left_at_their_place
from noteworthy.intruder.pages import CHUNK, Layout, chunks
from noteworthy.intruder.search import Cell, Searcher


@given(
    st.binary(max_size=300).map(lambda text: bytes(byte % 3 + 97 for byte in text)),
    st.lists(st.text("abc", min_size=4, max_size=12).map(str.encode), max_size=20),
)
def test_all_places_of_all_strings_are_found(text: bytes, strings: list[bytes]) -> None:
    wanted = sorted((at, one) for one in set(strings) for at in range(len(text)) if text.startswith(one, at))

    assert sorted(Needles(strings).find(text)) == wanted


def test_five_thousand_identifiers_are_sought_in_good_time() -> None:
    """In a fiftieth of the amount that is to take less than a minute; the bound is wide, for slow machines."""
    draw = random.Random(5)
    names = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=6)).title() for _ in range(10_000)]
    secrets = [Secret(f"{a} {b}", "PERSON", "identifiers", "anywhere") for a, b in zip(names[::2], names[1::2])]  # noqa: B905
    words = [
        *names[:300],
        *(["the", "plan", "was", "kept", "by", "and", "for", "with", "her", "court", "order", "week"] * 200),
    ]
    cells = [Cell(Spot("table"), " ".join(draw.choices(words, k=100))) for _ in range(1_600)]
    cells.append(Cell(Spot("here"), f"seen by {names[2].upper()}\n{names[3]}"))
    begun = time.perf_counter()
    found = [cell.spot.place for _, cell in Searcher(secrets).in_cells(cells)]

    assert "here" in found
    assert time.perf_counter() - begun < 20


def test_a_file_is_read_in_pieces_that_overlap(tmp_path: Path) -> None:
    path = tmp_path / "file"
    content = bytes(CHUNK - 3) + b"Ana Roe" + bytes(CHUNK)
    path.write_bytes(content)
    pieces = list(chunks(path))

    assert all(content[start : start + len(data)] == data for start, data in pieces)
    assert any(b"Ana Roe" in data for _, data in pieces)
    assert pieces[-1][0] + len(pieces[-1][1]) == len(content)


def test_the_parts_of_a_file_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "file.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("CREATE TABLE kept (x)")
    connection.execute("CREATE TABLE gone (x)")
    for word in ("first word", "second word", "third word"):
        connection.execute("INSERT INTO kept VALUES (?)", (word,))
    connection.execute("INSERT INTO gone VALUES ('a dropped word')")
    connection.execute("DELETE FROM kept WHERE x = 'second word'")
    connection.execute("DROP TABLE gone")
    connection.close()
    content, layout = path.read_bytes(), Layout(path)
    parts = {word: layout.part(content.index(word) + 4)[0] for word in (b"first word", b"ond word", b"dropped word")}

    assert parts == {b"first word": "page", b"ond word": "slack of a page", b"dropped word": "free page"}
    assert layout.part(len(content) + 5)[0] == "bytes after the last page"


def _left(public: str) -> list[str]:
    raw = "Met Ana Roe and Will May on 14 March 2017. Ana said no."
    spans = [
        KnownSpan(raw.index(words), raw.index(words) + len(words), kind, "identifiers")
        for words, kind in (("Ana Roe", "PERSON"), ("Will May", "PERSON"), ("14 March 2017", "DATE"))
    ]
    return [one.word for one in left_at_their_place(KnownNote(raw, tuple(spans)), public)]


@pytest.mark.parametrize(
    ("public", "left"),
    [
        ("Met [PERSON 1] and [PERSON 2] on [DATE]. [PERSON 1] said no.", []),
        ("Met [PERSON 1] and [PERSON 2] on [DATE March 2017]. [PERSON 1] said no.", []),
        ("Met [PERSON 1] and [PERSON 2] on [DATE] 2017. [PERSON 1] said no.", []),
        ("Met [PERSON 1] Roe and [PERSON 2] on [DATE]. [PERSON 1] said no.", ["Roe"]),
        ("Met [PERSON 1] and [PERSON 2] May on [DATE]. [PERSON 1] said no.", ["May"]),
        ("Met [PERSON 1] and [PERSON 2] on 14 March [DATE]. [PERSON 1] said no.", ["14", "March"]),
        ("Met [PERSON 1] and Will May on [DATE]. Nobody said no.", ["Will", "May"]),
    ],
)
def test_words_are_led_back_to_where_they_stood(public: str, left: list[str]) -> None:
    assert _left(public) == left


UNROUNDED = default_policy().model_copy(update={"rounding_base": 1})


def _published(hidden: dict[str, int | None]) -> PublishedTable:
    themes = Dimension("theme", ("delay", "housing", "staffing"))
    cells: dict[tuple[str | None, ...], int | None] = {(theme,): hidden[theme] for theme in themes.categories}
    return PublishedTable("notes", (themes,), {**cells, (None,): 60})


def test_a_suppressed_cell_that_can_be_worked_out_is_a_failure() -> None:
    found = list(recompute([_published({"delay": None, "housing": None, "staffing": 57})], policy=UNROUNDED))

    assert [(one.severity, one.leak) for one in found] == [("failure", "suppressed cell")] * len(found)
    assert "notes with theme = delay" in {one.spot.row for one in found}


def test_suppressed_cells_that_nobody_tried_to_work_out_are_a_warning() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE safe_counts (theme, notes, suppressed)")
    connection.execute("INSERT INTO safe_counts VALUES ('delay', 25, 0)")
    assert list(suppressed_findings(connection, ["safe_counts"])) == []

    connection.execute("INSERT INTO safe_counts VALUES ('housing', NULL, 1)")
    (warning,) = suppressed_findings(connection, ["safe_counts"])
    (failure, *_) = suppressed_findings(
        connection,
        ["safe_counts"],
        tables_of=lambda _: [_published({"delay": None, "housing": None, "staffing": 57})],
        policy=UNROUNDED,
    )
    connection.close()

    assert (warning.severity, warning.leak) == ("warning", "not looked into")
    assert failure.severity == "failure"


def test_a_stem_that_an_everyday_word_has_too_proves_nothing_in_an_index() -> None:
    sql = "CREATE VIRTUAL TABLE words_fts USING fts5(text, tokenize='porter unicode61')"
    connection = sqlite3.connect(":memory:")
    connection.execute(sql)
    connection.execute("INSERT INTO words_fts VALUES ('he was leaving the parkers at ellerhope')")
    secrets = tuple(
        Secret(name, "PERSON", "identifiers", "anywhere", "folded") for name in ("Leaves", "Ellerhope", "Leaves Park")
    )
    known = Knowledge(secrets, {}, frozenset(), frozenset({"leave", "park"}), frozenset(), frozenset(), b"", 0, 0)

    found = [secret.words for secret, _ in FullTextIndex(connection, "words_fts", sql).secrets(known)]

    assert found == ["Ellerhope"]
    connection.close()
