"""JSONL from files and from standard input."""

import io
import json
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.sources.jsonlines import open_json_lines, open_json_stream
from corpus.sources.table_row import Row, Table


def opened(folder: Path, *lines: str | bytes) -> Table:
    file = folder / "notes.jsonl"
    file.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines))
    return open_json_lines(file)


def test_keys_are_headings_and_numbers_are_text(tmp_path: Path) -> None:
    table = opened(tmp_path, '{"id": 1, "text": "seen"}', "", '{"id": 2.0, "text": null, "answer": true, "extra": [1]}')
    assert table.headings == ("id", "text", "answer", "extra")
    assert list(table.rows) == [
        Row(1, {"id": "1", "text": "seen"}),
        Row(3, {"id": "2", "text": "", "answer": "TRUE", "extra": ""}),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": 1, "text": "cut o', "is not JSON"),
        ("[1, 2]", "not a JSON object but a list"),
        ('"a text"', "not a JSON object but a text"),
        ("17", "not a JSON object but a number"),
        ("null", "not a JSON object but null"),
        ("[" * 100_000, "is not JSON"),
        ('{"id": ' + "9" * 5000 + "}", "is not JSON"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_others_are_kept(tmp_path: Path, line: str, said: str) -> None:
    good, refused, also_good = opened(tmp_path, '{"text": "a"}', line, '{"text": "b"}').rows
    assert str(refused).startswith("notes.jsonl, row 2: ")
    assert said in str(refused)
    assert isinstance(good, Row)
    assert isinstance(also_good, Row)


def test_a_message_never_quotes_the_line(tmp_path: Path) -> None:
    refused = next(iter(opened(tmp_path, '{"text": "Mr Secret', '{"text": "b"}').rows))
    assert "Secret" not in str(refused)


def test_lone_surrogates_and_nul_are_replaced_one_for_one(tmp_path: Path) -> None:
    (row,) = opened(tmp_path, r'{"text": "a\ud800b\u0000c"}').rows
    assert isinstance(row, Row)
    assert row.cells["text"] == "a\ufffdb\ufffdc"


def test_line_separators_inside_a_text_do_not_end_the_line(tmp_path: Path) -> None:
    (row,) = opened(tmp_path, json.dumps({"text": "a\u2028b\x85c"}, ensure_ascii=False)).rows
    assert isinstance(row, Row)
    assert row.cells["text"] == "a\u2028b\x85c"


def test_a_byte_order_mark_and_windows_bytes_are_read(tmp_path: Path) -> None:
    (row,) = opened(tmp_path, b"\xef\xbb\xbf" + b'{"text": "it\x92s"}').rows
    assert isinstance(row, Row)
    assert row.cells == {"text": "it’s"}


def test_standard_input_is_read_once_and_in_order() -> None:
    stream = io.BytesIO(b'{"id": 1, "text": "caf\xc3\xa9"}\n{"id": 2, "text": "it\x92s"}\n')
    table = open_json_stream(stream, source="standard input")
    assert [row.cells["text"] for row in table.rows if isinstance(row, Row)] == ["café", "it’s"]


def test_a_long_file_may_bring_keys_later(tmp_path: Path) -> None:
    table = opened(tmp_path, *['{"text": "a"}'] * 1000, '{"text": "b", "case": "7"}')
    assert not table.all_known
    assert table.headings == ("text",)
    assert list(table.rows)[-1] == Row(1001, {"text": "b", "case": "7"})


@pytest.mark.parametrize("content", ["", "\n \n", "{}"])
def test_no_rows_is_an_error(tmp_path: Path, content: str) -> None:
    with pytest.raises(SourceError, match="holds no rows"):
        opened(tmp_path, content)


def test_a_file_of_one_big_array_is_an_error_that_says_what_jsonl_is(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="one object a line"):
        opened(tmp_path, "[", '{"a": 1},', '{"a": 2}]')
