"""What the release gate refuses, and what a release that fails leaves behind: nothing half, nothing forgotten."""

import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.codebook import default_codebook
from corpus.errors import DatabaseError, ReleaseRefusedError
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.releases import releases_with
from noteworthy.manifest import manifest_path
from noteworthy.release import build_public
from tests.coded_notes import copied
from tests.released_notes import FILE, build, coded


@pytest.fixture
def work(built_once: Path, tmp_path: Path) -> Path:
    return copied(built_once, tmp_path / "work.db")


@pytest.fixture
def public(tmp_path: Path) -> Path:
    return tmp_path / "site" / "public.db"


@pytest.fixture
def released(released_once: Path, work: Path, public: Path) -> Path:
    """Return a release and put the database that remembers it in the place of the one that does not."""
    copied(released_once / "work.db", work)
    copied(released_once / "site", public.parent)
    return public


def test_a_private_source_is_refused_with_what_to_do(tmp_path: Path, public: Path) -> None:
    work = build(tmp_path / "work.db", publication="private")
    with pytest.raises(ReleaseRefusedError) as refusal:
        build_public(work, public, kind="open")

    assert str(refusal.value).startswith(f"source '{FILE}' is declared 'private'")
    assert 'publication = "authored"' in str(refusal.value)
    assert not public.parent.exists()


def test_one_private_source_among_others_is_enough(work: Path, public: Path) -> None:
    with WorkDatabase(work) as database:
        database.store_source(StoredSource("more.csv", "more.csv", "0" * 64))
        database.finish()

    with pytest.raises(ReleaseRefusedError, match=r"source 'more\.csv' is declared 'private'"):
        build_public(work, public, kind="open")
    assert build_public(work, public).kind == "protected"


def test_a_refusal_leaves_an_earlier_release_alone(work: Path, released: Path) -> None:
    before = released.read_bytes()
    with WorkDatabase(work) as database:
        database.store_source(StoredSource(FILE, FILE, "ab" * 32, "private"))
        database.finish()
    with pytest.raises(ReleaseRefusedError):
        build_public(work, released, kind="open")

    assert released.read_bytes() == before


def test_a_build_that_was_cut_off_is_refused(tmp_path: Path, public: Path) -> None:
    work = build(tmp_path / "work.db", finish=False)

    with pytest.raises(ReleaseRefusedError, match="was not built to its end"):
        build_public(work, public)


def test_an_empty_database_is_refused(tmp_path: Path, public: Path) -> None:
    with WorkDatabase(tmp_path / "work.db") as database:
        database.store_codebook(default_codebook())
        database.finish()

    with pytest.raises(ReleaseRefusedError, match="holds no source"):
        build_public(tmp_path / "work.db", public)


def test_notes_of_two_codebooks_are_not_counted_together(work: Path, public: Path) -> None:
    with WorkDatabase(work) as database:
        database.store([replace(coded("old", "Old. Note.", codings=False), codebook="older")])
        database.finish()

    with pytest.raises(ReleaseRefusedError, match="2 versions of the codebook"):
        build_public(work, public)


def test_nothing_that_is_no_release_is_written_over(work: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    cases = {precious: "is no release of ours", tmp_path: "is a folder", work: "is no release of ours"}

    for target, words in cases.items():
        with pytest.raises(DatabaseError, match=words):
            build_public(work, target)
    assert precious.read_text() == "precious"


def test_a_public_file_cannot_be_released_again(released: Path, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="is a public release; name the private database"):
        build_public(released, tmp_path / "other.db")


def test_a_failure_in_its_middle_leaves_nothing(work: Path, public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("noteworthy.open_release.counts.count", full)
    with pytest.raises(DatabaseError, match="database or disk is full; check the folder"):
        build_public(work, public)

    assert list(public.parent.iterdir()) == []


@pytest.mark.parametrize("problem", [OSError("no room"), KeyboardInterrupt()])
def test_a_release_that_never_came_to_be_is_not_remembered(
    problem: BaseException, work: Path, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise problem

    with monkeypatch.context() as patched:
        patched.setattr("noteworthy.release.manifest.write_manifest", fail)
        with pytest.raises((DatabaseError, KeyboardInterrupt)):
            build_public(work, public)
    with WorkDatabase(work) as database:
        assert releases_with(database, "CASE-8") == ()
    assert list(public.parent.iterdir()) == []
    build_public(work, public)
    with WorkDatabase(work) as database:
        assert [(one.database, one.notes) for one in releases_with(database, "CASE-8")] == [("public.db", 4)]


def test_a_release_made_again_in_vain_stays_remembered(
    work: Path, released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no room")

    manifest_path(released).unlink()
    monkeypatch.setattr("noteworthy.release.manifest.write_manifest", fail)
    with pytest.raises(DatabaseError, match="no room"):
        build_public(work, released)
    with WorkDatabase(work) as database:
        assert len(releases_with(database, "CASE-8")) == 1


def test_neither_release_nor_manifest_is_written_over_the_private_database(tmp_path: Path) -> None:
    for name in ("public.db.manifest.json", ".public.db.partial", ".public.db.manifest.partial"):
        work = build(tmp_path / name)
        before = work.read_bytes()
        with pytest.raises(DatabaseError, match="would be written over"):
            build_public(work, tmp_path / "public.db")
        assert work.read_bytes() == before
        work.unlink()


def test_a_folder_in_the_manifests_place_is_told_before_anything_is_written(work: Path, public: Path) -> None:
    manifest_path(public).mkdir(parents=True)
    with pytest.raises(DatabaseError, match=r"manifest\.json is a folder"):
        build_public(work, public)
    assert not public.exists()


KILLED = """
import sys
from pathlib import Path
from typing import Any
from noteworthy.release import build_public
print("ready", flush=True)
while True:
    build_public(Path(sys.argv[1]), Path(sys.argv[2]))
    Path(sys.argv[2] + ".manifest.json").unlink()
"""


@pytest.mark.parametrize("wait", [0.02, 0.11, 0.23])
def test_a_release_that_is_killed_leaves_a_whole_file_or_none(wait: float, tmp_path: Path, public: Path) -> None:
    work = build(tmp_path / "work.db", more=150)
    command = [sys.executable, "-c", KILLED, str(work), str(public)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1], text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
    if public.exists():
        connection = sqlite3.connect(f"file:{public}?immutable=1", uri=True)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM notes").fetchall() == [(151,)]
        connection.close()
    build_public(work, public)

    assert sorted(path.name for path in public.parent.iterdir()) == ["public.db", "public.db.manifest.json"]
