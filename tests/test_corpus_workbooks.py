"""XLSX workbooks as people make them."""

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from corpus.errors import SourceError
from corpus.sources.columns import vocabulary
from corpus.sources.mapping import Mapping
from corpus.sources.table_row import Row, Table
from corpus.sources.workbooks import open_workbook

_COMPUTED = b'<c r="B2" t="str"><f>A2</f><v>seen</v>'
WORDS = vocabulary(Mapping())


def sheet_of(book: Workbook, rows: Sequence[Sequence[object]], title: str = "Notes") -> Worksheet:
    sheet: Worksheet = book.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    return sheet


def new_book() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def opened(folder: Path, book: Workbook) -> Table:
    file = folder / "notes.xlsx"
    book.save(file)
    return open_workbook(file, WORDS)


def rows_of(table: Table) -> list[Row]:
    return [row for row in table.rows if isinstance(row, Row)]


def test_cells_are_text_as_a_person_sees_them(tmp_path: Path) -> None:
    book = new_book()
    headings = ["id", "inspected", "answer", "text", "month"]
    rows = [1.0, dt.datetime(2017, 5, 3), True, " as it is "], [7, dt.date(2017, 5, 4), False, 0.5, dt.date(2017, 5, 1)]
    sheet = sheet_of(book, [headings, *rows])
    sheet["A3"].number_format = "0000"
    sheet["E3"].number_format = "mmm-yy"
    first, second = rows_of(opened(tmp_path, book))
    assert first.cells == {"id": "1", "inspected": "2017-05-03", "answer": "TRUE", "text": " as it is "}
    assert second.cells == {
        "id": "0007",
        "inspected": "2017-05-04",
        "answer": "FALSE",
        "text": "0.5",
        "month": "2017-05",
    }


def test_a_title_and_blank_rows_above_the_headings_are_passed_over_and_stated(tmp_path: Path) -> None:
    book = new_book()
    sheet = sheet_of(book, [["Export of 3 May"], [], ["id", "rationale"], ["1", "seen"], [], ["2", "not seen"]])
    sheet.merge_cells("A1:F1")
    table = opened(tmp_path, book)
    assert [(row.number, row.cells["rationale"]) for row in rows_of(table)] == [(4, "seen"), (6, "not seen")]
    assert "stand in row 3" in " ".join(table.statements)


def test_a_merged_cell_gives_its_value_to_each_row_and_is_marked_as_carried(tmp_path: Path) -> None:
    book = new_book()
    sheet = sheet_of(
        book, [["case", "id", "text"], ["C1", "1", "a"], [None, "2", "b"], [None, "3", "c"], ["C2", "4", "d"]]
    )
    sheet.merge_cells("A2:A4")
    read = rows_of(opened(tmp_path, book))
    assert [row.cells["case"] for row in read] == ["C1", "C1", "C1", "C2"]
    assert [row.carried for row in read] == [frozenset(), {"case"}, {"case"}, frozenset()]


def test_a_row_that_only_a_merged_cell_fills_is_blank(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(book, [["case", "text"], ["C1", "a"], [None, None], ["C2", "b"]]).merge_cells("A2:A3")
    assert [row.number for row in rows_of(opened(tmp_path, book))] == [2, 4]


def test_headings_in_two_rows_are_read_from_the_row_that_names_more(tmp_path: Path) -> None:
    book = new_book()
    above, below = ["Case", "Judgement"], [None, "Question", "Answer", "Rationale"]
    sheet = sheet_of(book, [above, below, ["C1", "Q1", "yes", "seen"]])
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:D1")
    (row,) = rows_of(opened(tmp_path, book))
    assert row.cells == {"Case": "C1", "Question": "Q1", "Answer": "yes", "Rationale": "seen"}


def test_the_sheet_with_a_text_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(book, [["Read me first"], ["Notes"], ["This workbook holds an export."]], "Cover")
    sheet_of(book, [["text"], ["hidden"]], "Old").sheet_state = "hidden"
    sheet_of(book, [["id", "Rationale"], ["1", "seen"]], "Data")
    table = opened(tmp_path, book)
    assert table.headings == ("id", "Rationale")
    assert table.statements == ("Read from sheet 'Data'; not read: 'Cover', 'Old'.",)


def test_the_first_sheet_with_rows_is_read_where_none_names_a_text(tmp_path: Path) -> None:
    book = new_book()
    book.create_sheet("Empty")
    sheet_of(book, [["ref", "was sonst"], ["1", "seen"]], "First")
    sheet_of(book, [["ref", "noch was"], ["1", "seen"]], "Second")
    assert opened(tmp_path, book).headings == ("ref", "was sonst")


def test_rows_on_hidden_sheets_alone_are_an_error(tmp_path: Path) -> None:
    book = new_book()
    book.create_sheet("Empty")
    sheet_of(book, [["text"], ["seen"]], "Secret").sheet_state = "hidden"
    with pytest.raises(SourceError, match=r"only hidden sheets hold rows: 'Secret'"):
        opened(tmp_path, book)


@pytest.mark.parametrize("rows", [[], [["id", "text"]]])
def test_a_workbook_without_rows_is_an_error(tmp_path: Path, rows: list[list[object]]) -> None:
    book = new_book()
    sheet_of(book, rows)
    with pytest.raises(SourceError, match="holds no rows"):
        opened(tmp_path, book)


def test_errors_give_nothing_and_escaped_characters_are_themselves(tmp_path: Path) -> None:
    book = new_book()
    sheet = sheet_of(book, [["id", "answer", "text"], ["1", "#N/A", "first_x000D_\nsecond"]])
    sheet["B2"].data_type = "e"
    (row,) = rows_of(opened(tmp_path, book))
    assert row.cells == {"id": "1", "answer": "", "text": "first\r\nsecond"}


def test_a_formula_gives_the_value_that_was_last_computed(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(book, [["id", "text"], ["1", "=A2"]])
    book.save(tmp_path / "plain.xlsx")
    computed = tmp_path / "computed.xlsx"
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as old, zipfile.ZipFile(computed, "w") as new:
        for name in old.namelist():
            part = (
                old.read(name).replace(b"<f>A2</f><v />", b"<f>A2</f><v>seen</v>").replace(b"<v></v>", b"<v>seen</v>")
            )
            new.writestr(name, part.replace(b'<c r="B2">', b'<c r="B2" t="str">'))
    (row,) = rows_of(open_workbook(computed, WORDS))
    assert row.cells["text"] == "seen"


def test_a_wrong_dimension_in_the_file_hides_no_rows(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(book, [["id", "text"], ["1", "seen"], ["2", "heard"]])
    book.save(tmp_path / "right.xlsx")
    wrong = tmp_path / "wrong.xlsx"
    with zipfile.ZipFile(tmp_path / "right.xlsx") as old, zipfile.ZipFile(wrong, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:B3"', b'ref="A1"'))
    assert len(rows_of(open_workbook(wrong, WORDS))) == 2


def test_cells_beyond_the_headings_are_not_read(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(book, [["id", "text"], ["1", "seen", "a scribble"]])
    assert rows_of(opened(tmp_path, book))[0].cells == {"id": "1", "text": "seen"}


def test_a_sheet_damaged_in_its_middle_is_an_error_when_it_is_reached(tmp_path: Path) -> None:
    book = new_book()
    sheet_of(book, [["id", "text"], *([str(place), "seen"] for place in range(500))])
    book.save(tmp_path / "whole.xlsx")
    cut = tmp_path / "cut.xlsx"
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as old, zipfile.ZipFile(cut, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part[: len(part) // 2] if name.endswith("sheet1.xml") else part)
    table = open_workbook(cut, WORDS)
    with pytest.raises(SourceError, match=r"cut\.xlsx is damaged"):
        list(table.rows)
