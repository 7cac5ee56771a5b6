"""A bulletin's folder appears whole or not at all, and never takes the place of anything that is not ours."""

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from corpus.errors import NoteworthyError
from noteworthy.bulletin.files import write_files
from noteworthy.bulletin.folder import new_folder, write_manifest
from tests.bulletin_sample import BULLETIN

INVENTED = replace(BULLETIN, notices=("All of this is invented.",))


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


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "out"
    with new_folder(out) as folder:
        write_files(INVENTED, folder)
        write_manifest(folder, {"title": INVENTED.title})
    return out


def test_all_files_are_written_and_each_is_in_the_manifest(whole: Path) -> None:
    there = {path.relative_to(whole).as_posix() for path in whole.rglob("*") if path.is_file()}
    manifest = json.loads((whole / "manifest.json").read_text())
    assert set(manifest["files"]) == there - {"manifest.json"}
    assert {"bulletin.html", "bulletin.xlsx", "bulletin.docx", "bulletin.json", "methods.md"} <= there
    assert {"tables/1a.csv", "tables/1a.csv-metadata.json", "figures/figure-1a.svg", "figures/figure-1a.png"} <= there
    assert (manifest["made_by"], manifest["title"]) == ("noteworthy bulletin", BULLETIN.title)
    methods = (whole / "methods.md").read_text()
    assert "Two cases had no answer." in methods
    assert "| Cases | 1,066 |" in methods


def test_the_values_for_the_site_hold_words_and_charts(whole: Path) -> None:
    values = json.loads((whole / "bulletin.json").read_text())
    first = values["sections"][0]
    assert first["tables"][0]["shown"][0][3] == "75% (69 to 80)"
    assert first["charts"][0]["svg"].startswith("<svg")


def test_a_chart_and_a_table_that_go_about_alone_say_that_their_data_are_invented(whole: Path) -> None:
    chart = INVENTED.sections[0].charts[0]
    svg = (whole / "figures" / f"{chart.id}.svg").read_text()
    assert f">{chart.title}</text>" in svg
    assert ">All of this is invented.</text>" in svg
    table = json.loads((whole / "tables" / f"{chart.table}.csv-metadata.json").read_text())
    assert table["rdfs:comment"][0] == "All of this is invented."
    sheet = load_workbook(whole / "bulletin.xlsx")[f"Table_{chart.table}"]
    assert str(sheet["A2"].value).endswith("All of this is invented.")


def test_a_bulletin_that_somebody_went_on_writing_is_not_replaced(tmp_path: Path) -> None:
    _write(tmp_path / "out")
    (tmp_path / "out" / "page.html").write_text("my own words")
    with pytest.raises(NoteworthyError, match=r"'page\.html' in .* was changed"):
        _write(tmp_path / "out", "two")
    assert (tmp_path / "out" / "page.html").read_text() == "my own words"


def test_a_command_whose_terminal_is_gone_leaves_no_hidden_folder(collection: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "noteworthy.cli", "bulletin", str(collection), "-o", str(tmp_path / "out")],
        stderr=subprocess.DEVNULL,
    )
    try:
        while not list(tmp_path.glob(".out.*")):
            assert process.poll() is None, "it ended before it had begun to write"
            time.sleep(0.02)
        process.send_signal(signal.SIGHUP)
        assert process.wait(timeout=120) == 129
    finally:
        process.kill()
        process.wait()
    assert not list(tmp_path.iterdir())
