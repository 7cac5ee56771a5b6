"""The workbook is in the form that government statisticians use, and no cell of it is empty or a formula."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from noteworthy.bulletin.content import Column, Table
from noteworthy.bulletin.workbook import write_workbook
from tests.bulletin_sample import BULLETIN


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "bulletin.xlsx"
    write_workbook(BULLETIN, path)
    return path


@pytest.fixture(scope="module")
def book(file: Path) -> Workbook:
    return openpyxl.load_workbook(file)


def _lines(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in book[sheet].iter_rows(values_only=True)]


def test_it_has_cover_contents_notes_columns_and_a_sheet_a_table(book: Workbook) -> None:
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Columns", "Table_1a", "Table_1b", "Table_2a"]
    assert [name for sheet in book.worksheets[1:] for name in sheet.tables] == [
        "contents_table",
        "notes_table",
        "columns_table",
        "table_1a",
        "table_1b",
        "table_2a",
    ]


def test_the_cover_says_what_the_data_are(book: Workbook) -> None:
    words = [str(line[0]) for line in _lines(book, "Cover")]
    assert "Invented for these tests." in words
    assert "Cases: 1,066" in words


def test_shares_are_in_per_cent_and_units_are_in_the_headings(book: Workbook) -> None:
    lines = _lines(book, "Table_1a")
    start = next(number for number, line in enumerate(lines) if line[0] == "Factor")
    assert lines[start][1:5] == (
        "Answered (number)",
        "Available (number)",
        "Share available (%)",
        "Share available, lower end (%)",
    )
    assert lines[start + 1][:6] == ("Housing", 1320, 990, 75, 69, 80.4)
    assert lines[start + 3][2:5] == ("[c]", "[c]", "[c]")
    assert lines[start + 4][-1] == "[z]"
    assert all(cell is not None for line in lines[start : start + 5] for cell in line)


def test_the_title_refers_to_its_notes(book: Workbook) -> None:
    assert _lines(book, "Table_1a")[0][0] == "Table 1a: Availability by factor[note 1]"
    assert (1, "Table 1a", "Relationships: few cases.") in _lines(book, "Notes")
    assert any("No case is linked" in str(line) for line in _lines(book, "Notes"))


def test_words_are_never_formulas_or_marks_of_the_writer(tmp_path: Path) -> None:
    odd = Table(
        "9a", "Odd", (Column("a", "A [x](y) $$z$$", "text", ""), Column("n", "N", "count", "Number.")),
        (("=1+1", 3), ("…", 4), ("[go](http://example.org)", 5), ("", 6)), "Of all.",
    )  # fmt: skip
    section = replace(BULLETIN.sections[1], tables=(odd,), charts=())
    path = tmp_path / "odd.xlsx"
    write_workbook(replace(BULLETIN, sections=(section,)), path)
    sheet = openpyxl.load_workbook(path)["Table_9a"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert {"=1+1", "… (text)", "[z]"} <= {cell.value for cell in cells}


def test_a_bulletin_without_a_table_is_a_workbook_too(tmp_path: Path) -> None:
    path = tmp_path / "none.xlsx"
    write_workbook(replace(BULLETIN, sections=(BULLETIN.sections[2],)), path)
    assert "Notes" in openpyxl.load_workbook(path).sheetnames


def test_the_same_bulletin_is_the_same_bytes(file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    write_workbook(BULLETIN, again)
    assert again.read_bytes() == file.read_bytes()
