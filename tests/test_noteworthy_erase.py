"""Erasing a case: its words leave the tables, the counts, the index and the bytes; a build does not bring it back."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from corpus.codebook import default_codebook
from corpus.errors import DatabaseError
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.erasing import erase_case, erased_cases
from corpus.store.releases import Release, record_release
from corpus.store.reviewing import Review, ReviewedNote, store_review, store_reviewed_note, text_sha256
from corpus.values import Case, CodedNote, CodedSentence, CoderReading, CoderSentence, Coding, Identifier, Span
from noteworthy.cli import main
from noteworthy.erasing import erase
from tests.coded_notes import POOR, coded_note, copied

FILE = "notes.csv"
ERASED, KEPT = "X712345", "X700001"
SECRETS = (
    ERASED, "Quillfeather", "quillfeath", "zanzibar", "marmalad", "JUDGE-7", "NOTE-7", "Wobblingham", "lepidopter",
    "a reason of its own", "Tumbledown", "R. Viewer",
)  # fmt: skip
"""Words of the case alone: as they are written, and as the index holds their stems."""
TEXT = "Quillfeather waited for marmalade. Zanzibar was named."
RELEASE = Release("ab" * 32, "open", "public.db", "2026-01-02", 3)

Ask = Callable[..., list[tuple[Any, ...]]]


def coded(key: str, text: str, case_id: str, *, unit: str, question: str, factor: str) -> CodedNote:
    coding = Coding("delay", "poor", "observed", (Span(0, 12),), 0.9, "cue", reason=f"the words {text[:12]}")
    case = Case(case_id, delivery_unit=unit, organisation=unit)
    sentence = CodedSentence(0, len(text), POOR, (coding,))
    found = Identifier(0, 12, "PERSON", 0.9, "a reason of its own" if key == "7" else "a name")
    return coded_note(
        f"NOTE-{key}", text, case, [sentence], source=FILE, row=2, question=question, factor=factor, identifiers=[found]
    )


def others(count: int) -> list[CodedNote]:
    return [
        coded(f"{i + 100}", f"Brown waited {i} weeks. A plan was made.", f"{KEPT}{i}", unit="Unit", question="Why?",
              factor="drugs")
        for i in range(count)
    ]  # fmt: skip


def build(path: Path, *, finish: bool = True) -> Path:
    case = coded("7", TEXT, ERASED, unit="Wobblingham", question="Was Tumbledown seen?", factor="lepidoptery")
    agreed = Coding("delay", "poor", "observed", (Span(0, 12),), 1.0, "coder")
    reading = CoderReading("NOTE-7", "adjudicated", (CoderSentence(0, len(TEXT), "poor", (agreed,)),), "poor")
    review = Review("NOTE-7", 0, 12, "PERSON", "identifier", text_sha256(TEXT), "R. Viewer", "editor", "2026-01-01")
    plain = others(300)
    with WorkDatabase(path) as database:
        database.store_codebook(default_codebook())
        database.store_source(StoredSource(FILE, FILE, "0" * 64))
        database.store([*plain[:150], case, *plain[150:]])
        assert not database.store_readings([reading], source=FILE)
        with database.changing() as connection:
            store_review(connection, review)
            store_reviewed_note(
                connection, ReviewedNote("NOTE-7", text_sha256(TEXT), "R. Viewer", "editor", "2026-01-01")
            )
        if finish:
            database.finish()
        record_release(database, RELEASE)
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built") / "work.db")


@pytest.fixture
def work(built: Path, tmp_path: Path) -> Path:
    return copied(built, tmp_path / "work.db")


@pytest.fixture
def rows(work: Path) -> Ask:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(work)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    return ask


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_words_of_an_erased_case_are_nowhere_in_the_file(work: Path) -> None:
    before = work.read_bytes().lower()
    assert [secret for secret in SECRETS if secret.lower().encode() not in before] == [], "the test is blind"
    erase(work, ERASED)
    after = work.read_bytes().lower()

    assert [secret for secret in SECRETS if secret.lower().encode() in after] == []
    assert [path.name for path in work.parent.iterdir()] == ["work.db"]
    assert work.stat().st_mode & 0o777 == 0o600


def test_all_that_derives_from_the_case_goes_and_nothing_else(work: Path, rows: Ask) -> None:
    erase(work, ERASED)

    for table in ("cases", "judgements", "notes", "sentences", "codings", "identifiers"):
        assert rows(f"SELECT count(*) FROM {table}") == [(300,)], table
    for table in ("readings", "sentence_readings", "reviews", "reviewed_notes"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert rows("SELECT code FROM factors WHERE name = code") == []
    assert rows("PRAGMA foreign_key_check") == []
    assert rows("PRAGMA integrity_check") == [("ok",)]


def test_counts_are_made_fresh(work: Path, rows: Ask) -> None:
    assert rows("SELECT notes, cases FROM note_counts WHERE dimension = 'all'") == [(301, 301)]
    erase(work, ERASED)

    assert rows("SELECT notes, cases FROM note_counts WHERE dimension = 'all'") == [(300, 300)]
    assert rows("SELECT DISTINCT value FROM note_counts WHERE dimension = 'organisation'") == [("Unit",)]
    with WorkDatabase(work) as database:
        assert database.finished


def test_search_finds_what_is_left(work: Path, rows: Ask) -> None:
    erase(work, ERASED)

    found = "SELECT count(*) FROM notes_fts JOIN notes n ON n.rowid = notes_fts.rowid WHERE notes_fts MATCH '{}'"
    assert rows(found.format("weeks")) == [(300,)]
    assert rows(found.format("17") + " AND n.id = 'NOTE-117'") == [(1,)]
    assert rows(found.format("zanzibar")) == [(0,)]
    with WorkDatabase(work) as database:
        database.connection.execute("INSERT INTO notes_fts (notes_fts, rank) VALUES ('integrity-check', 1)")


def test_an_unfinished_build_stays_unfinished(tmp_path: Path) -> None:
    work = build(tmp_path / "cut-off.db", finish=False)
    erase(work, ERASED)

    with WorkDatabase(work) as database:
        assert not database.finished


def test_the_releases_that_the_case_is_in_are_listed(work: Path) -> None:
    result = run("erase", work, ERASED)

    assert result.exit_code == 0, result.output
    assert result.stdout == f"2026-01-02  open  public.db  sha256 {'ab' * 32}\n"
    assert "with 1 judgement, 1 note and all that was read" in result.stderr
    assert "Take it out of its source too" in result.stderr
    assert "in 1 release, to be withdrawn" in result.stderr
    assert ERASED not in result.output


def test_a_case_that_was_in_no_release_says_so(work: Path) -> None:
    with WorkDatabase(work) as database:
        database.store([coded("8", "Green waited there.", "X8", unit="Unit", question="Why?", factor="drugs")])
        database.finish()

    assert erase(work, "X8").sentences()[-1] == "It is in no release that this database remembers."


def test_erasing_a_case_again_lists_its_releases_again(work: Path, rows: Ask) -> None:
    erase(work, ERASED)
    report = erase(work, ERASED)

    assert report.sentences()[0] == f"{work}: the case had gone already; the file is written anew."
    assert len(report.releases()) == 1
    assert rows("SELECT count(*) FROM erased_cases") == [(1,)]


def test_a_case_that_was_never_there_is_one_clear_sentence_and_changes_nothing(work: Path) -> None:
    before = work.read_bytes()
    result = run("erase", work, "X7")

    assert result.exit_code == 2
    assert result.stderr == f"noteworthy: there is no case 'X7' in {work}; give the id as its source has it.\n"
    assert work.read_bytes() == before


def test_a_file_that_cannot_be_written_anew_says_what_to_do_and_can_be_erased_again(work: Path) -> None:
    reader = sqlite3.connect(work, isolation_level=None)
    with WorkDatabase(work) as database:
        database.connection.execute("PRAGMA busy_timeout = 50")
        database.connection.set_trace_callback(lambda sql: reader.execute("BEGIN IMMEDIATE") if sql == "VACUUM" else 0)
        with pytest.raises(DatabaseError, match=r"could not be overwritten: .* erase the same case again"):
            erase_case(database, ERASED)
        database.connection.set_trace_callback(None)
    reader.close()

    assert erase(work, ERASED).erasure.before


def test_the_next_build_refuses_an_erased_case_once_and_takes_the_rest(tmp_path: Path) -> None:
    folder, work = tmp_path / "coded", tmp_path / "work.db"
    folder.mkdir()
    (folder / "notes.jsonl").write_text(
        '{"id": "1", "case_id": "C1", "text": "Seen late.", "sentences": [[0, 10]]}\n'
        '{"id": "2", "case_id": "C2", "text": "Quillfeather was seen.", "sentences": [[0, 22]]}\n',
        encoding="utf-8",
    )
    line = '{"note": "%s", "sentence": 0, "coder": "c1", "practice": "good"}\n'
    (folder / "codings.jsonl").write_text(line % "1" + line % "2", encoding="utf-8")
    (folder / "mapping.toml").write_text('[source]\nfile = "notes.jsonl"\n', encoding="utf-8")
    first = run("build", folder, "--database", work, "--reader", "fast")
    assert first.exit_code == 0, first.output
    assert run("erase", work, "C2").exit_code == 0
    result = run("build", folder, "--database", work, "--reader", "fast")

    assert result.exit_code == 1, result.output
    assert [line for line in result.stderr.splitlines() if line.startswith("refused")] == [
        "refused: notes.jsonl, row 2: erased on request"
    ]
    assert "Quillfeather" not in result.output
    assert b"Quillfeather" not in work.read_bytes()
    with WorkDatabase(work) as database:
        assert [row[0] for row in database.connection.execute("SELECT case_id FROM notes")] == ["C1"]
        assert erased_cases(database)("C2")
        assert not erased_cases(database)("C1")
        assert not erased_cases(database)(None)
