"""The command that reviews: keys from a pipe or a terminal, who is asked, and how much it says is left."""

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from corpus.store.database import WorkDatabase
from corpus.store.reviewing import standing_reviews
from noteworthy.cli import main
from tests.reviewed_notes import build, decisions


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return build(tmp_path / "work.db")


@pytest.fixture
def database(work: Path) -> Iterator[WorkDatabase]:
    with WorkDatabase(work) as database:
        yield database


WHO = ("--reviewer", "A. Person", "--role", "editor")


def run(*words: object, stdin: str = "") -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=stdin)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.toml"
    file.write_text("[redaction]\ncertain_from = 0.98\nsample = 2\n", encoding="utf-8")
    return file


def test_keys_can_be_piped_in(work: Path, policy: Path, database: WorkDatabase) -> None:
    result = run("review", work, "--policy", policy, *WHO, stdin="ynm3 May\nDATE\nnn")

    assert result.exit_code == 0, result.output
    assert "1 of 5, 5 left | note N1 | PERSON | 60% sure | words that read as" in result.stdout
    assert "[[Brown]] saw Read." in result.stdout
    assert "Nothing is left to review." in result.stderr
    assert "Brown" not in result.stderr
    assert decisions(database)["3 May@43"] == "identifier DATE"


def test_a_round_that_is_left_says_how_much_is_left(work: Path, policy: Path) -> None:
    result = run("review", work, "--policy", policy, *WHO, stdin="yq")

    assert result.exit_code == 0
    assert result.stderr == "Left to review: 2 uncertain finds and 2 notes of the sample.\n"


def test_name_and_role_are_asked_for_once(work: Path, policy: Path, database: WorkDatabase) -> None:
    result = run("review", work, "--policy", policy, stdin="A. Person\neditor\nyyq")

    assert result.exit_code == 0, result.output
    assert {(one.reviewer, one.role) for one in standing_reviews(database.connection)["N1"]} == {
        ("A. Person", "editor")
    }


@pytest.mark.parametrize("words", [(), ("--reviewer", "A", "--role", " "), ("--reviewer", "A\x1b[2J", "--role", "r")])
def test_a_review_without_a_reviewer_is_a_wrong_call(words: tuple[str, ...], work: Path) -> None:
    result = run("review", work, *words)

    assert result.exit_code == 2
    assert "noteworthy: a review needs the reviewer's name and role" in result.stderr


def test_status_says_only_how_many_are_left(work: Path, policy: Path) -> None:
    result = run("review", work, "--policy", policy, "--status")

    assert result.exit_code == 0
    assert result.stdout == "finds to decide: 3\n  PERSON 2\n  DATE 1\nnotes of the sample to read: 2\n"
    assert result.stderr == ""


def test_with_nothing_left_nobody_is_asked_who_they_are(tmp_path: Path) -> None:
    WorkDatabase(tmp_path / "empty.db").close()
    result = run("review", tmp_path / "empty.db")

    assert result.exit_code == 0
    assert result.output == "Nothing is left to review.\n"


def test_a_real_pipe_works_like_a_terminal(work: Path, policy: Path, database: WorkDatabase) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "noteworthy.cli", "review", str(work), "--policy", str(policy), *WHO],
        input="ny", capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert found.returncode == 0, found.stderr
    assert "\x1b" not in found.stdout
    assert decisions(database) == {"Brown@0": "not PERSON", "Read@10": "identifier PERSON"}


def test_on_a_terminal_a_find_is_in_reverse_video_and_keys_are_single(
    work: Path, monkeypatch: pytest.MonkeyPatch, database: WorkDatabase
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    keys, screen = iter("yq"), Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(click, "getchar", lambda: next(keys))
    main.main(["review", str(work), *WHO], standalone_mode=False)

    assert "\x1b[7m[[\x1b[0m\x1b[7mBrown\x1b[0m\x1b[7m]]\x1b[0m saw Read." in screen.getvalue()
    assert decisions(database) == {"Brown@0": "identifier PERSON"}
