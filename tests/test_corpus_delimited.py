"""CSV and TSV as they come."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.sources import delimited
from corpus.sources.columns import vocabulary
from corpus.sources.delimited import open_delimited
from corpus.sources.mapping import Mapping
from corpus.sources.table_row import Row, Table
from corpus.values import Refusal

WORDS = vocabulary(Mapping())


def opened(folder: Path, content: str | bytes, name: str = "notes.csv") -> Table:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_delimited(file, WORDS)


def texts(table: Table) -> list[str]:
    return [row.cells.get("text", "") if isinstance(row, Row) else str(row) for row in table.rows]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(tmp_path: Path, newline: str) -> None:
    assert texts(opened(tmp_path, newline.join(["id,text", "1,seen", "2,heard", ""]))) == ["seen", "heard"]


def test_a_line_break_inside_quotes_belongs_to_the_cell_as_it_is(tmp_path: Path) -> None:
    table = opened(tmp_path, 'id,text\r\n1,"first\r\nsecond\n\nfourth"\r\n2,x\r\n')
    rows = list(table.rows)
    assert rows == [Row(2, {"id": "1", "text": "first\r\nsecond\n\nfourth"}), Row(3, {"id": "2", "text": "x"})]


@pytest.mark.parametrize(
    ("separator", "said"),
    [(";", "separated by semicolons"), ("\t", "separated by tabs"), ("|", "separated by vertical bars"), (",", "")],
)
def test_the_separator_is_found_whatever_the_ending(tmp_path: Path, separator: str, said: str) -> None:
    lines = [["id", "case", "text"], ["1", "2", '"seen, then; not"'], ["3", "4", '"a, b, c; d"']]
    table = opened(tmp_path, "\n".join(separator.join(line) for line in lines))
    assert texts(table) == ["seen, then; not", "a, b, c; d"]
    assert said in " ".join(table.statements)


@pytest.mark.parametrize("name", ["notes.csv", "notes.tsv"])
def test_unquoted_prose_in_a_single_column_is_not_cut_at_its_commas(tmp_path: Path, name: str) -> None:
    prose = ["Seen twice; then, in May, not.", "No referral; no call, no visit, nothing."]
    assert texts(opened(tmp_path, "\n".join(["text", *prose]), name)) == prose


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\r\n', "SEP=;\n"])
def test_the_separator_that_excel_declares_is_believed(tmp_path: Path, first: str) -> None:
    rows = list(opened(tmp_path, first + "id;text\n1;a, b, c\n").rows)
    assert rows == [Row(3, {"id": "1", "text": "a, b, c"})]


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    table = opened(tmp_path, '\n\nExport of May\n\nid,text\n1,"a\nb"\n\n2,c\n')
    assert [row.number for row in table.rows if isinstance(row, Row)] == [6, 8]
    assert "stand in row 5" in table.statements[0]


def test_a_row_with_too_many_cells_is_refused_and_the_others_are_kept(tmp_path: Path) -> None:
    assert texts(opened(tmp_path, "id,text\n1,good\n2,seen, then not\n3\n4,also good,\n")) == [
        "good",
        "notes.csv, row 3: has 3 cells under 2 headings; put a text that holds the separator in quotes",
        "",
        "also good",
    ]


def test_a_quotation_mark_never_closed_costs_its_own_row_only(tmp_path: Path) -> None:
    found = texts(opened(tmp_path, 'id,text\n1,good\n2,"never closed\n3,"closed"\n4,last\n'))
    assert found[0] == "good"
    assert found[1].startswith("notes.csv, row 3: has a quotation mark that is never closed")
    assert found[2:] == ["closed", "last"]


def test_a_runaway_quotation_mark_is_stopped_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "_LARGEST_RECORD", 2_000)
    rows = "".join(f"{place},row {place}\n" for place in range(2, 1000))
    found = texts(opened(tmp_path, f'id,text\n1,"never closed\n{rows}1000,"quoted"\n'))
    assert "never closed" in found[0]
    assert found[1:] == [f"row {place}" for place in range(2, 1000)] + ["quoted"]


def test_what_follows_a_runaway_is_taken_only_if_it_looks_like_a_row(tmp_path: Path) -> None:
    found = texts(opened(tmp_path, 'id,text\n1,"never closed\nprose that is no row\n2,good\n3,"open'))
    assert found[2] == "good"
    assert "row 3" in found[1]
    assert "row 5" in found[3]
    assert len(found) == 4


def test_many_runaways_end_the_reading_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "_MOST_RUNAWAYS", 3)
    monkeypatch.setattr(delimited, "_LARGEST_RECORD", 1)
    found = texts(opened(tmp_path, "id,text\n" + '1,"open\n' * 10))
    assert "the rest of the file is not read" in found[-1]
    assert len(found) == 3


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('1,"he said ""no"""', 'he said "no"'),
        ('1,he said "no"', 'he said "no"'),
        ('1,"seen" ', "seen "),
        ('1,"he said "no" twice"', 'he said no" twice"'),
    ],
)
def test_quotation_marks_inside_one_line_are_read_as_well_as_they_can_be(tmp_path: Path, line: str, text: str) -> None:
    assert texts(opened(tmp_path, f"id,text\n{line}\n2,last\n")) == [text, "last"]


def test_inner_quotation_marks_that_move_cells_are_refused(tmp_path: Path) -> None:
    found = texts(opened(tmp_path, 'id,text\n1,"he said "no, never" again"\n2,last\n'))
    assert "row 2" in found[0]
    assert found[1:] == ["last"]


def test_nul_characters_are_replaced_and_offsets_stay(tmp_path: Path) -> None:
    assert texts(opened(tmp_path, b"id,text\n1,se\0en\n")) == ["se\ufffden"]


def test_a_five_megabyte_cell_is_read_whole(tmp_path: Path) -> None:
    csv.field_size_limit(131_072)
    assert [len(text) for text in texts(opened(tmp_path, f'id,text\n1,"{"x" * 5_000_000}"\n'))] == [5_000_000]


@pytest.mark.parametrize("content", ["", "\n\n", "id,text\n", " , \n\n", "\ufeff"])
def test_a_file_without_rows_is_an_error_that_says_so(tmp_path: Path, content: str) -> None:
    with pytest.raises(SourceError, match="holds no rows"):
        opened(tmp_path, content)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), st.sampled_from("\r\n ,"), st.sampled_from(",;\t|"))
@settings(deadline=None)
@example([("\ufeff", "x")], " ", ",")
def test_what_a_program_writes_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], last: str, separator: str
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([("id", "text"), *rows, ("last", f"x{last}")])
    table = opened(tmp_path_factory.mktemp("round"), written.getvalue())
    read = [(row.cells["id"], row.cells["text"]) for row in table.rows if isinstance(row, Row)]
    filled = [row for row in rows if any(cell and not cell.isspace() for cell in row)]
    assert read == [*filled, ("last", f"x{last}")]


def test_a_long_file_is_read_in_little_memory(tmp_path: Path) -> None:
    def lines() -> Iterator[str]:
        yield "id,text\n"
        for place in range(20_000):
            yield f'{place},"Text {place}, which was seen promptly\nand then not at all."\n'

    (tmp_path / "long.csv").write_text("".join(lines()), encoding="utf-8")
    tracemalloc.start()
    try:
        count = sum(isinstance(row, Row) for row in open_delimited(tmp_path / "long.csv", WORDS).rows)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak < 3_000_000


def test_a_table_that_is_never_read_leaves_no_file_open(tmp_path: Path) -> None:
    table = opened(tmp_path, "id,text\n" + "1,x\n" * 100)
    del table


def test_refusals_name_the_file_without_its_folder(tmp_path: Path) -> None:
    refused = [row for row in opened(tmp_path, "id,text\n1,a,b\n").rows if isinstance(row, Refusal)]
    assert refused[0].source == "notes.csv"
