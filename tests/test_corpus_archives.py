"""Zipped office files that are damaged, disguised or a trap."""

import zipfile
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.sources.archives import check_archive


def check(path: Path) -> None:
    check_archive(path, kind="an Excel workbook", part="xl/")


def zipped(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_sound_workbook_passes(tmp_path: Path) -> None:
    check(zipped(tmp_path / "a.xlsx", {"xl/workbook.xml": b"<a/>"}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "has a password or is in the old Office format"),
        (b"<html>a table</html>", "is damaged or not an Excel workbook"),
        (b"PK\x03\x04 cut off", "is damaged or not an Excel workbook"),
    ],
)
def test_what_is_no_archive_is_said_to_be_none(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=said):
        check(file)


def test_another_kind_of_archive_is_not_taken_for_this_one(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is not an Excel workbook, though it is a zipped file"):
        check(zipped(tmp_path / "a.xlsx", {"word/document.xml": b"<a/>"}))


def test_a_damaged_part_is_found_before_anything_is_read(tmp_path: Path) -> None:
    file = zipped(tmp_path / "a.xlsx", {"xl/sheet.xml": b"<a>" + bytes(range(256)) * 40})
    content = bytearray(file.read_bytes())
    content[200] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(SourceError, match="is damaged"):
        check(file)


def test_a_file_that_unpacks_to_fill_the_memory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="unpacks to an unreasonable size"):
        check(zipped(tmp_path / "a.xlsx", {"xl/sheet.xml": bytes(101 << 20)}))
