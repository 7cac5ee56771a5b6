"""A protected release with passages: what joins, what never does, and what an intruder and an erasure make of it."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from corpus.errors import ReleaseRefusedError
from corpus.store.database import WorkDatabase
from noteworthy.cli import main
from noteworthy.erasing import erase
from noteworthy.intruder import run_intruder
from noteworthy.manifest import manifest_path, read_manifest
from noteworthy.publication import PublicKeys
from noteworthy.release import build_public
from noteworthy.safe_counts import published_tables
from noteworthy.serving import make_datasette
from tests.coded_notes import copied
from tests.passages_to_approve import NAME, approve_all, work_to_approve

Ask = Callable[..., list[tuple[Any, ...]]]
PRIVATE = (*NAME.split(), "NOTE-0", "CASE-0", "JUDGE-0", "Millbrook", "officer 7", "Dana Oz", "Ben Roe", "team-export")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("narratives")
    work, public = work_to_approve(folder / "work.db", notes=72, two_sided=True), folder / "public.db"
    approve_all(work)
    approve_all(work, who="Ben Roe", role="Ben Roe, statistician", theme="protection")
    build_public(work, public, narratives=True)
    return work, public


@pytest.fixture
def both(released: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """Return copies of the private and the public database."""
    work, public = (copied(file, tmp_path / file.name) for file in released)
    copied(manifest_path(released[1]), manifest_path(public))
    public.chmod(0o644)
    return work, public


def ask(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(sql, values).fetchall()


# ------------------------------------------------------------------------------------------------------ what is refused


def test_without_an_approval_it_is_refused_in_a_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    work = work_to_approve(tmp_path / "work.db", notes=3)
    with pytest.raises(ReleaseRefusedError, match=r"nobody has approved a passage .* review .* --passages"):
        build_public(work, tmp_path / "public.db", narratives=True)
    assert not (tmp_path / "public.db").exists()


def test_where_no_approved_passage_may_go_out_it_says_why(tmp_path: Path) -> None:
    work = work_to_approve(tmp_path / "work.db", notes=9)
    approve_all(work, theme="protection")
    with pytest.raises(ReleaseRefusedError, match="3 waiting for another person's approval"):
        build_public(work, tmp_path / "public.db", narratives=True)


def test_an_open_release_has_no_use_for_them(tmp_path: Path) -> None:
    work = work_to_approve(tmp_path / "work.db", notes=3, publication="authored")
    with pytest.raises(ReleaseRefusedError, match="is for a protected release"):
        build_public(work, tmp_path / "public.db", narratives=True)


# -------------------------------------------------------------------------------------------------------- what goes out


def test_a_passage_stands_without_anything_of_its_case(released: tuple[Path, Path]) -> None:
    _, public = released
    columns = [row[1] for row in ask(public, "PRAGMA table_info(approved_passages)")]
    assert columns == ["id", "text", "theme", "polarity", "status", "practice", "kind"]
    rows = ask(public, "SELECT theme, polarity, status, practice, kind FROM approved_passages")
    assert {row[0] for row in rows} == {"delay", "information", "protection"}
    assert {row[2:] for row in rows} == {("observed", "good", None), ("observed", "poor", None)}, (
        "of one kind no count is published"
    )
    tables = {name for (name,) in ask(public, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert not tables & {"cases", "judgements", "notes", "sentences", "codings", "readings", "approvals"}


def test_its_key_is_no_key_of_a_note_and_its_place_says_nothing(released: tuple[Path, Path]) -> None:
    work, public = released
    ids = [key for (key,) in ask(public, "SELECT id FROM approved_passages ORDER BY rowid")]
    assert ids == sorted(ids)
    with WorkDatabase(work, create=False) as database:
        keys = PublicKeys(database.secret_key())
        notes = [note for (note,) in database.connection.execute("SELECT id FROM notes")]
    assert not set(ids) & {keys(kind, note) for kind in ("note", "case", "judgement") for note in notes}


def test_nothing_private_and_no_name_of_a_person_stands_in_the_file_or_its_manifest(
    released: tuple[Path, Path],
) -> None:
    work, public = released
    content = public.read_bytes() + manifest_path(public).read_bytes()
    assert not [word for word in PRIVATE if word.encode() in content]
    assert run_intruder(work, public, tables_of=published_tables).passed


def test_the_manifest_gives_counts_and_roles_of_the_short_list_alone(released: tuple[Path, Path]) -> None:
    _, public = released
    told = read_manifest(public)["narratives"]
    assert set(told.pop("policy")) == {"narratives", "redaction"}
    by_theme = dict(ask(public, "SELECT theme, count(*) FROM approved_passages GROUP BY theme"))
    assert told == {
        "passages": sum(by_theme.values()),
        "by_theme": by_theme,
        "approvals": sum(by_theme.values()) + by_theme["protection"],
        "refused": 0,
        "roles": ["inspector", "reviewer"],
    }


def test_a_passage_whose_count_is_hidden_is_left_out(tmp_path: Path) -> None:
    work, public = work_to_approve(tmp_path / "work.db", notes=45), tmp_path / "public.db"
    approve_all(work)
    approve_all(work, who="Ben Roe", theme="protection")

    report = build_public(work, public, narratives=True)

    count = "SELECT count FROM safe_counts WHERE dimension = 'all' AND theme = 'protection' AND polarity = 'good'"
    assert ask(public, count) == [(None,)]
    assert {theme for (theme,) in ask(public, "SELECT theme FROM approved_passages")} == {"delay", "information"}
    assert "left out, since a count that they belong to is hidden" in " ".join(report.protection)
    assert "protection" not in read_manifest(public)["narratives"]["by_theme"]


def test_an_approval_is_of_the_words_with_the_coding_beside_them(both: tuple[Path, Path], tmp_path: Path) -> None:
    work, _ = both
    before = ask(work, "SELECT count(DISTINCT sentence) FROM approvals WHERE theme = 'delay'")[0][0]
    ask(work, "UPDATE codings SET polarity = 'mixed' WHERE theme = 'delay'")

    report = build_public(work, tmp_path / "again.db", narratives=True)

    assert f"{before} to be decided anew" in " ".join(report.protection)
    assert not ask(tmp_path / "again.db", "SELECT 1 FROM approved_passages WHERE theme = 'delay'")


def test_with_passages_or_without_are_two_releases(both: tuple[Path, Path], tmp_path: Path) -> None:
    work, public = both
    assert build_public(work, public, narratives=True).up_to_date
    without = tmp_path / "counts.db"
    assert build_public(work, without).counts
    assert not ask(without, "SELECT 1 FROM sqlite_master WHERE name = 'approved_passages'")
    assert "narratives" not in read_manifest(without)
    assert build_public(work, public, narratives=True).up_to_date, "the other file makes this one no older"
    assert build_public(work, without).up_to_date


# --------------------------------------------------------------------------------------------------------- the intruder


def leaks(work: Path, public: Path) -> set[tuple[str, str]]:
    report = run_intruder(work, public, tables_of=published_tables)
    assert not any(word in sentence for word in PRIVATE for sentence in report.sentences())
    return {(found.leak, found.type) for found in report.failures if found.spot.table == "approved_passages"}


def test_a_passage_that_nobody_approved_as_it_stands_is_found(both: tuple[Path, Path]) -> None:
    work, public = both
    ask(public, "UPDATE approved_passages SET text = text || ' He went.' WHERE rowid = 1")
    assert leaks(work, public) == {("row in a protected release", "a passage that nobody approved")}
    refusal = "id + 1000, sentence, note, theme, text_sha256, polarity, sensitive, 'refuse', 'Eve', role, decided"
    ask(work, f"INSERT INTO approvals SELECT {refusal} FROM approvals WHERE id = 2")
    assert len(run_intruder(work, public, tables_of=published_tables).failures) == 2


def test_a_part_of_a_name_left_in_its_passage_is_found(both: tuple[Path, Path]) -> None:
    work, public = both
    ask(public, "UPDATE approved_passages SET text = replace(text, '[PERSON 1]', 'Osei')")
    assert ("part of an identifier", "PERSON") in leaks(work, public)


def test_a_column_that_leads_back_to_the_case_is_found(both: tuple[Path, Path]) -> None:
    work, public = both
    ask(public, "ALTER TABLE approved_passages ADD COLUMN region TEXT")
    assert leaks(work, public) == {("row in a protected release", "more than a passage")}


# ----------------------------------------------------------------------------------------------------------- afterwards


def test_erasing_a_case_removes_what_was_decided_of_its_passages(both: tuple[Path, Path]) -> None:
    work, _ = both
    ((note, case),) = ask(work, "SELECT a.note, n.case_id FROM approvals a JOIN notes n ON n.id = a.note LIMIT 1")
    erase(work, case)
    assert not ask(work, "SELECT 1 FROM approvals WHERE note = ?", note)
    assert ask(work, "SELECT count(*) FROM approvals")[0][0] > 0


def test_the_terminal_approves_by_single_keys(tmp_path: Path) -> None:
    work = work_to_approve(tmp_path / "work.db", notes=9)
    start = ["review", str(work), "--passages", "--theme", "delay"]
    done = CliRunner().invoke(main, [*start, "--reviewer", "Dana Oz", "--role", "inspector"], input="xyuynq")
    assert done.exit_code == 0, done.output
    assert "May these words be published as they stand?" in done.output
    assert NAME.split()[0] not in done.output
    decisions = [row[0] for row in ask(work, "SELECT decision FROM approvals ORDER BY id")]
    assert decisions[:3] == ["approve", "withdraw", "approve"]
    status = CliRunner().invoke(main, ["review", str(work), "--passages", "--status"])
    assert status.output.startswith("1 passage may be published.")


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--theme", "delay"], "--theme goes with --passages"), (["--passages", "--theme", "nothing"], "no theme")],
)
def test_a_wrong_call_is_told(options: list[str], said: str, tmp_path: Path) -> None:
    work = work_to_approve(tmp_path / "work.db", notes=3)
    who = ["--reviewer", "Dana Oz", "--role", "inspector"]
    done = CliRunner().invoke(main, ["review", str(work), *options, *who])
    assert done.exit_code == 2
    assert said in done.output


@pytest.mark.asyncio
async def test_the_site_shows_them_on_the_pages_of_their_themes_and_says_what_they_are(
    released: tuple[Path, Path],
) -> None:
    _, public = released
    site = make_datasette(public)

    async def page(path: str) -> str:
        response = await site.client.get(path)
        assert response.status_code == 200, path
        return str(response.text)

    theme = await page("/-/theme/protection")
    assert "Passages that a person approved" in theme
    ((words,), *_) = ask(public, "SELECT text FROM approved_passages WHERE theme = 'protection'")
    assert words in theme
    assert "Passages that a person approved" in await page("/")
    assert "Passages that a person approved" not in await page("/-/theme/housing")
    privacy = await page("/-/privacy")
    assert "each read and approved by a person" in privacy
    assert "roles: inspector, reviewer" in privacy
    assert "approved_passages" in await page("/-/data")
    table = json.loads((await site.client.get("/public/approved_passages.json?_shape=array")).text)
    assert len(table) == read_manifest(public)["narratives"]["passages"]
