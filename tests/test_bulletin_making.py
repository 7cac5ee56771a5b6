"""A bulletin from a database: every section is there or says why not, whatever the data lack."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.errors import DatabaseError, NoteworthyError
from noteworthy.bulletin import making, tables
from noteworthy.bulletin.content import Hidden
from noteworthy.bulletin.data import BulletinData, load
from noteworthy.bulletin.making import ANALYSES, bulletin_of, make_bulletin
from noteworthy.bulletin.notebook import frame_of
from noteworthy.bulletin.outline import outlines
from noteworthy.bulletin.private_checks import write_checks
from noteworthy.bulletin.released_values import as_released
from noteworthy.bulletin.settings import Settings, read_settings
from noteworthy.cli import main
from noteworthy.manifest import sha256_of
from tests.bulletin_sample import BULLETIN, SHARES


@pytest.fixture(scope="module")
def folder(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("bulletin") / "out"
    make_bulletin(collection, output)
    return output


def test_every_outlined_section_has_an_analysis() -> None:
    assert [outline.analysis for outline in outlines()] == list(ANALYSES)
    assert [outline.number for outline in outlines()] == list(range(1, 11))


def test_a_handful_of_notes_makes_a_whole_bulletin(folder: Path) -> None:
    sections = json.loads((folder / "bulletin.json").read_text())["sections"]
    assert [section["number"] for section in sections] == list(range(1, 11))
    assert all(section["unsupported"] or section["tables"] for section in sections)
    ids = [table["id"] for section in sections for table in section["tables"]]
    assert len(ids) == len(set(ids))


def test_the_manifest_says_what_it_was_made_from(folder: Path, collection: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["kind"] == "open"
    assert manifest["input"] == {"name": collection.name, "kind": "private", "sha256": sha256_of(collection)}
    assert manifest["files"]["bulletin.html"] == sha256_of(folder / "bulletin.html")


def test_the_notice_of_the_sources_stands_in_every_text(folder: Path) -> None:
    for name in ("bulletin.html", "methods.md", "bulletin.json"):
        assert "Invented for these tests" in (folder / name).read_text(encoding="utf-8"), name


def test_an_analysis_that_breaks_on_the_data_leaves_the_others(
    collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: BulletinData, settings: Settings) -> None:
        raise ZeroDivisionError(data.path.name)

    monkeypatch.setitem(making.ANALYSES, "themes", broken)
    sections = bulletin_of(load(collection), read_settings()).sections
    assert "could not be computed" in sections[4].unsupported
    assert len(sections) == 10


def test_a_file_that_is_no_database_of_ours_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE a (b)")
    with pytest.raises(DatabaseError):
        make_bulletin(file, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["other.db"]


def test_what_reads_as_an_identifier_in_an_attribute_is_replaced_before_it_is_counted(collection: Path) -> None:
    data = load(collection)
    renamed = data.cases.assign(region=data.cases["region"].cat.rename_categories({"North": "call 07700 900123"}))
    released = as_released(replace(data, cases=renamed))
    assert not [region for region in released.cases["region"].cat.categories if "07700" in region]
    assert as_released(data).cases["region"].equals(data.cases["region"])


@pytest.fixture
def run() -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_command_says_what_it_made_and_makes_the_same_bytes_again(
    collection: Path, folder: Path, tmp_path: Path, run: Callable[..., Result]
) -> None:
    result = run("bulletin", collection, "--output", tmp_path / "out", "--private-checks", tmp_path / "checks.csv")
    assert result.exit_code == 0, result.output
    assert re.search(r"\d+ tables and \d+ charts, open\.", result.stderr)
    first, again = (json.loads((one / "manifest.json").read_text())["files"] for one in (folder, tmp_path / "out"))
    assert first == again
    checks = tmp_path / "checks.csv"
    assert checks.stat().st_mode & 0o777 == 0o600
    assert checks.read_text().startswith("case,note,")
    assert "inspector" not in checks.read_text().splitlines()[0]


def test_the_list_of_cases_is_never_written_into_the_bulletin(collection: Path, tmp_path: Path) -> None:
    with pytest.raises(NoteworthyError, match="made to be published"):
        make_bulletin(collection, tmp_path / "out", private_checks=tmp_path / "out" / "checks.csv")
    assert not list(tmp_path.iterdir())


def test_a_group_that_is_no_attribute_is_a_wrong_call(
    collection: Path, tmp_path: Path, run: Callable[..., Result]
) -> None:
    result = run("bulletin", collection, "--output", tmp_path / "out", "--by", "shoe_size")
    assert result.exit_code == 2
    assert "shoe_size" in result.stderr


def test_groups_that_the_data_do_not_have_are_refused_before_anything_is_made(
    collection: Path, tmp_path: Path, run: Callable[..., Result]
) -> None:
    result = run("bulletin", collection, "--output", tmp_path / "out", "--by", "region", "--groups", "North", "Mars")
    assert result.exit_code == 2
    assert "Mars" in result.stderr or "region" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_notebook_has_the_same_tables_with_their_methods(collection: Path, folder: Path) -> None:
    found = tables(collection)
    assert {f"{id_}.csv" for id_ in found} == {path.name for path in (folder / "tables").glob("*.csv")}
    assert all(frame.attrs["method"] for frame in found.values())


def test_a_frame_keeps_figures_as_numbers_and_says_what_is_hidden() -> None:
    frame = frame_of(BULLETIN.sections[0], SHARES)
    assert frame["share"].dtype == "float64"
    assert frame["share"].isna().tolist() == [False, False, True, True]
    assert frame.attrs["marks"][(2, "share")] == Hidden.SUPPRESSED.value
    assert frame.attrs["units"]["share"] == "share"


def test_the_list_of_cases_can_be_empty(collection: Path, tmp_path: Path) -> None:
    assert write_checks(tmp_path / "checks.csv", load(collection)) >= 0
