"""TXT documents, and what all documents share."""

from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.sources.documents import open_document, paragraphs_of


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("Seen twice.\nNo referral.\n\nA second.", ("Seen twice.\nNo referral.", "A second.")),
        ("A.\n \t \nB.\n\n\n\nC.\n", ("A.", "B.", "C.")),
        ("\n\n  A.\n", ("A.",)),
        ("one line\nanother line\n", ("one line\nanother line",)),
        (f"{'long ' * 30}\nnext\n", (("long " * 30), "next")),
        (" \n ", ()),
    ],
)
def test_paragraphs_are_divided_by_blank_lines_or_are_long_lines(text: str, paragraphs: tuple[str, ...]) -> None:
    assert paragraphs_of(text) == paragraphs


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_ending_of_a_text_file_becomes_one(tmp_path: Path, newline: str) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes(newline.join(["  Seen.", "", "Not seen. "]).encode("cp1252"))
    document = open_document(file)
    assert document.text == "  Seen.\n\nNot seen. "
    assert document.paragraphs == ("Seen.", "Not seen.")


def test_an_unusual_encoding_is_stated(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes("it’s".encode("cp1252"))
    document = open_document(file)
    assert document.text == "it’s"
    assert document.statements == ("It is not UTF-8 and is read as Windows-1252.",)


def test_a_text_file_without_text_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text(" \n\n", encoding="utf-8")
    with pytest.raises(SourceError, match="holds no text"):
        open_document(file)


def test_a_text_file_beyond_reason_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    with file.open("wb") as sparse:
        sparse.write(b"x")
        sparse.truncate((256 << 20) + 1)
    with pytest.raises(SourceError, match="larger than 256 megabytes"):
        open_document(file)
