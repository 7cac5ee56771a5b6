"""Encodings as exports come in them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.sources.encoding import find_encoding, open_text, refuse_binary, storable

SAID = "café – “no” naïve"


def read(path: Path) -> tuple[str, str]:
    encoding = find_encoding(path)
    with open_text(path, encoding) as file:
        return file.read(), encoding.statement


@pytest.mark.parametrize(
    ("codec", "statement"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", "It is read as UTF-16."),
        ("cp1252", "It is not UTF-8 and is read as Windows-1252."),
    ],
)
def test_the_text_is_the_same_in_every_encoding_and_an_unusual_one_is_stated(
    tmp_path: Path, codec: str, statement: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(SAID.encode(codec))
    assert read(file) == (SAID, statement)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_zeros(tmp_path: Path, codec: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"".join("id,text\n1,seen twice\n".encode(codec) for _ in range(20)))
    assert read(file)[0].startswith("id,text\n1,seen twice\n")


def test_one_stray_byte_does_not_garble_a_utf_8_file(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("naïve café ".encode() + b"it\x92s")
    text, statement = read(file)
    assert text == "naïve café it’s"
    assert "1 stray byte" in statement


def test_a_multi_byte_character_across_two_blocks_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"x" * ((1 << 20) - 1) + "é".encode() + b"y")
    text, statement = read(file)
    assert text.endswith("xéy")
    assert statement == ""


def test_the_holes_of_windows_1252_break_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"caf\xe9 \x81\x8d\x8f\x90\x9d")
    assert read(file)[0] == "café \x81\x8d\x8f\x90\x9d"


def test_line_endings_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"a\r\nb\rc\n")
    assert read(file)[0] == "a\r\nb\rc\n"


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_can_be_read_as_text(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("bytes") / "a.csv"
    file.write_bytes(content)
    assert isinstance(read(file)[0], str)


@pytest.mark.parametrize(
    ("content", "kind"), [(b"PK\x03\x04....", "workbook"), (b"%PDF-1.7", "PDF"), (b"\xd0\xcf\x11\xe0", "old Office")]
)
def test_a_file_that_is_no_text_is_refused_by_what_it_is(tmp_path: Path, content: bytes, kind: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=kind):
        refuse_binary(file)


@given(st.text(st.characters()))
def test_what_cannot_be_stored_is_replaced_one_for_one(text: str) -> None:
    clean = storable(text)
    assert len(clean) == len(text)
    assert "\0" not in clean
    clean.encode()
    assert all(old == new for old, new in zip(text, clean, strict=True) if new != "\ufffd")
