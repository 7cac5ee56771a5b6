"""The summaries of a whole database: as they can be counted by hand, made alike each time, without who was erased."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.codebook import default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.migrations import connect_work
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    Coding,
    Judgement,
    Note,
    Polarity,
    PracticeLabel,
    PracticeScore,
    RawText,
    Span,
)  # fmt: skip
from noteworthy.erasing import erase
from noteworthy.release import build_public
from noteworthy.summaries.making import TABLES, make_summaries
from noteworthy.summaries.settings import summary_settings

FILE = "notes.csv"
Ask = Callable[..., list[tuple[Any, ...]]]
LABEL = PracticeLabel("good", (0.9, 0.05, 0.03, 0.02))
SCORE = PracticeScore("good", 0.9, 0.8, 1.0, needs_review=False)
ERASED = "case 0"
NAME = "Quillfeather"


def _note(
    number: int, case: int | None, polarity: Polarity, *, factor: str = "drugs", year: str = "2016-05-01",
    kind: str = "CRC", answer: str = "yes", theme: str = "delay", text: str = "",
) -> CodedNote:  # fmt: skip
    text = text or f"The referral was made within {number} weeks of the sentence by staff."
    of_case = Case(f"case {case}", organisation_kind=kind, inspected=year) if case is not None else None
    case_id = of_case.case_id if of_case else None
    judgement = Judgement(f"J{number}", case_id, "Was enough delivered?", "planning", factor, answer)
    coding = Coding(theme, polarity, "observed", (Span(0, 12),), 0.9, "cue")
    return CodedNote(
        note=Note(f"N{number}", RawText(text), case=of_case, judgement=judgement, source=FILE),
        sentences=(CodedSentence(0, len(text), LABEL, (coding,)),),
        practice=SCORE, codebook=default_codebook().hash, model="m1",
    )  # fmt: skip


def _build(path: Path, *notes: CodedNote | Note) -> Path:
    with WorkDatabase(path) as database:
        database.store_codebook(default_codebook())
        database.describe(software="noteworthy test", model="m1")
        database.store_source(StoredSource(FILE, FILE, "0" * 64, "authored"))
        database.store(notes)
        database.finish(make_summaries)
    return path


def _asking(path: Path) -> Ask:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    return ask


NOTES = (
    _note(0, 0, "good", text=f"{NAME} was seen at the desk within a day of the sentence."),
    _note(1, 0, "good", factor="alcohol"),
    _note(2, 1, "poor", year="2017-05-01", answer="no"),
    _note(3, 2, "good", year="2017-05-01", kind="NPS", answer="not_applicable"),
    _note(4, None, "context", answer=""),
)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return _build(tmp_path / "work.db", *NOTES)


@pytest.fixture
def ask(work: Path) -> Ask:
    return _asking(work)


def _everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    connection = sqlite3.connect(path)
    found = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    connection.close()
    return found


def test_shares_are_of_notes_and_cases_part_by_part(ask: Ask) -> None:
    found = ask(
        "SELECT dimension, value, notes, of_notes, of_cases, percent FROM theme_shares "
        "WHERE theme = 'delay' AND polarity = 'good' ORDER BY dimension, value"
    )
    assert found == [
        ("all", "all", 3, 5, 4, 60.0),
        ("factor", "alcohol", 1, 1, 1, 100.0),
        ("factor", "drugs", 2, 4, 4, 50.0),
        ("organisation_kind", "CRC", 2, 3, 2, 66.67),
        ("organisation_kind", "NPS", 1, 1, 1, 100.0),
        ("organisation_kind", "not known", 0, 1, 1, 0.0),
        ("year", "2016-17", 2, 2, 1, 100.0),
        ("year", "2017-18", 1, 2, 2, 50.0),
        ("year", "not known", 0, 1, 1, 0.0),
    ]


def test_an_interval_holds_its_share_and_one_case_has_none(ask: Ask) -> None:
    shares = ask("SELECT of_cases, percent, low, high FROM theme_shares")
    assert {cases == 1 for cases, *_ in shares} == {True, False}, "the test is blind"
    for cases, percent, low, high in shares:
        if cases == 1:
            assert (low, high) == (None, None)
        else:
            assert 0 <= low <= percent <= high <= 100


def test_a_theme_without_codings_has_no_row(ask: Ask) -> None:
    assert ask("SELECT DISTINCT theme FROM theme_shares") == [("delay",)]
    assert ask("SELECT count(*) FROM theme_pairs") == [(0,)]


def test_answers_are_counted_and_what_is_missing_is_not_no(ask: Ask) -> None:
    found = ask("SELECT factor, yes, no, not_applicable, unanswered, cases, percent FROM answer_shares ORDER BY factor")
    assert found == [("", 2, 1, 1, 1, 2, 66.67), ("alcohol", 1, 0, 0, 0, 1, 100.0), ("drugs", 1, 1, 1, 1, 2, 50.0)]


def test_a_dimension_with_too_many_values_divides_nothing(tmp_path: Path) -> None:
    most = summary_settings().most_values
    notes = [_note(number, number, "good", kind=f"kind {number}") for number in range(most + 1)]
    ask = _asking(_build(tmp_path / "many.db", *notes))
    assert ask("SELECT DISTINCT dimension FROM theme_shares ORDER BY 1") == [("all",), ("factor",), ("year",)]


def test_a_question_for_each_judgement_is_no_question(tmp_path: Path) -> None:
    path = _build(tmp_path / "asked.db", *NOTES)
    connection = connect_work(path, create=False)
    insert = "INSERT INTO judgements (id, question, answer) VALUES (?, ?, 'yes')"
    connection.executemany(insert, [(f"M{number}", f"Question {number}?") for number in range(500)])
    make_summaries(connection)
    assert connection.execute("SELECT count(*) FROM answer_shares").fetchone() == (0,)
    connection.close()


def test_an_empty_database_has_empty_summaries(tmp_path: Path) -> None:
    assert not any(_everything(_build(tmp_path / "empty.db")).values())


def test_they_are_made_alike_each_time_and_in_whatever_order_notes_came(work: Path, tmp_path: Path) -> None:
    again = _build(tmp_path / "again.db", *reversed(NOTES))
    first, second = _everything(work), _everything(again)
    assert {table: sorted(rows, key=str) for table, rows in first.items()} == {
        table: sorted(rows, key=str) for table, rows in second.items()
    }


def test_a_second_build_writes_nothing(work: Path) -> None:
    before = work.read_bytes()
    # What was coded before comes bare, as a build gives it.
    _build(work, *(coded.note for coded in NOTES))
    assert work.read_bytes() == before


def test_an_older_database_has_them_after_its_next_build(work: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    shutil.copy(work, old)
    connection = sqlite3.connect(old)
    for table in TABLES:
        connection.execute(f"DROP TABLE {table}")
    connection.execute("ALTER TABLE theme_counts DROP COLUMN by_coders")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0005_summaries'")
    connection.commit()
    connection.close()

    assert _everything(_build(old, *NOTES)) == _everything(work)


def test_an_erased_case_leaves_nothing_in_them(work: Path) -> None:
    before = _everything(work)
    assert any("N0" in str(row) for row in before["examples"])
    erase(work, ERASED)
    after = _everything(work)

    assert not [row for rows in after.values() for row in rows if "N0" in str(row) or NAME.lower() in str(row).lower()]
    ask = _asking(work)
    assert ask("SELECT notes, of_notes FROM theme_shares WHERE dimension = 'all' AND polarity = 'good'") == [(1, 3)]
    assert ask("SELECT yes, no FROM answer_shares WHERE factor = ''") == [(0, 1)]


def test_a_public_file_has_them_of_its_own_keys_and_redacted_words(tmp_path: Path) -> None:
    notes = [
        _note(number, number, "good" if number % 2 else "poor", text=(
            f"{NAME} saw staff promptly within the week." if number % 2 else "Nothing was offered until the autumn."
        ))
        for number in range(40)
    ]  # fmt: skip
    work, public = _build(tmp_path / "work.db", *notes), tmp_path / "public.db"
    build_public(work, public)
    ask = _asking(public)

    assert NAME.lower().encode() not in public.read_bytes().lower()
    assert ask("SELECT count(*) FROM distinctive_words WHERE word = 'promptly' AND good = 20") == [(2,)]
    missing = (
        "SELECT count(*) FROM examples e LEFT JOIN codings c ON c.id = e.coding AND c.note = e.note WHERE c.id IS NULL"
    )
    assert ask(missing) == [(0,)]
    assert ask("SELECT count(*) FROM examples")[0][0] > 0
    same = "SELECT * FROM theme_shares ORDER BY dimension, value, theme, polarity"
    assert ask(same) == _asking(work)(same)
