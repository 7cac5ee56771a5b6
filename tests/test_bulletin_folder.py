"""A bulletin's folder appears whole or not at all, and never takes the place of anything that is not ours."""

import json
from pathlib import Path

import pytest

from corpus.errors import NoteworthyError
from noteworthy.bulletin.files import write_files
from noteworthy.bulletin.folder import new_folder, write_manifest
from tests.bulletin_sample import BULLETIN


def _write(output: Path, text: str = "one") -> None:
    with new_folder(output) as folder:
        (folder / "page.html").write_text(text)
        write_manifest(folder, {"title": "T"})


def _stop_half_way(output: Path) -> None:
    with new_folder(output) as folder:
        (folder / "page.html").write_text("half")
        raise KeyboardInterrupt


def test_an_interrupted_bulletin_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _stop_half_way(tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_an_interrupted_bulletin_leaves_the_one_before_it(tmp_path: Path) -> None:
    _write(tmp_path / "out")
    with pytest.raises(KeyboardInterrupt):
        _stop_half_way(tmp_path / "out")
    assert (tmp_path / "out" / "page.html").read_text() == "one"


def test_an_earlier_bulletin_is_replaced_whole(tmp_path: Path) -> None:
    _write(tmp_path / "out")
    _write(tmp_path / "out", "two")
    assert (tmp_path / "out" / "page.html").read_text() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    _write(tmp_path / "out")
    (tmp_path / "out" / "my notes.txt").write_text("mine")
    with pytest.raises(NoteworthyError, match="my notes"):
        _write(tmp_path / "out", "two")
    assert (tmp_path / "out" / "page.html").read_text() == "one"


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"made_by": "noteworthy bulletin"}', '{"files": ["page.html"]}'])
def test_a_folder_with_another_manifest_is_not_ours(tmp_path: Path, content: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_text(content)
    with pytest.raises(NoteworthyError, match="holds"):
        _write(out)


def test_a_file_or_a_link_is_no_place_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("file", "link"):
        with pytest.raises(NoteworthyError, match="no folder"):
            _write(tmp_path / name)


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    _write(tmp_path / "out")
    assert (tmp_path / "out" / "page.html").is_file()


def test_all_files_are_written_and_each_is_in_the_manifest(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with new_folder(out) as folder:
        write_files(BULLETIN, folder)
        hashes = write_manifest(folder, {"title": BULLETIN.title})
    there = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert set(hashes) == there - {"manifest.json"}
    assert {"bulletin.html", "bulletin.xlsx", "bulletin.docx", "bulletin.json", "methods.md"} <= there
    assert {"tables/1a.csv", "tables/1a.csv-metadata.json", "figures/figure-1a.svg", "figures/figure-1a.png"} <= there
    manifest = json.loads((out / "manifest.json").read_text())
    assert (manifest["made_by"], manifest["title"]) == ("noteworthy bulletin", BULLETIN.title)
    methods = (out / "methods.md").read_text()
    assert "Two cases had no answer." in methods
    assert "| Cases | 1,066 |" in methods


def test_the_values_for_the_site_hold_words_and_charts(tmp_path: Path) -> None:
    write_files(BULLETIN, tmp_path)
    values = json.loads((tmp_path / "bulletin.json").read_text())
    first = values["sections"][0]
    assert first["tables"][0]["shown"][0][3] == "75% (69 to 80)"
    assert first["charts"][0]["svg"].startswith("<svg")
