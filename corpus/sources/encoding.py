"""Which encoding a text file is in, and its text.

Exports come as UTF-8 with or without a byte order mark, as UTF-16 (Excel's "Unicode text") and as Windows-1252
(everything saved by an older Excel). A file that is not valid UTF-8 is read as Windows-1252, unless most of its
non-ASCII characters are good UTF-8: then only the stray bytes are, so that one pasted name does not garble the rest.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from corpus.errors import SourceError
from corpus.sources.quoting import counted

_BLOCK = 1 << 20
_UTF_8 = "utf-8-sig"
_STRAY_BYTES = "noteworthy-windows-1252"
_BINARY = {
    b"PK\x03\x04": "a zipped file such as an Excel workbook or a Word document",
    b"\xd0\xcf\x11\xe0": "an old Office file or one with a password",
    b"%PDF-": "a PDF",
    b"PAR1": "a Parquet file",
    b"SQLite f": "a database",
    b"\x1f\x8b": "compressed",
}
_UNSTORABLE = {0: "\ufffd"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to open a file, and what to tell the user about it (``""`` where there is nothing to tell)."""

    codec: str
    errors: str = "strict"
    statement: str = ""


def storable(text: str) -> str:
    r"""Replace what no database or UTF-8 file can hold (NUL, lone surrogates) by U+FFFD, one character for one.

    >>> storable("a\0b") == "a\ufffdb"
    True
    """
    if text.isascii():
        return text.replace("\0", "\ufffd")
    if "\0" in text or _has_surrogate(text):
        return text.translate(_UNSTORABLE)
    return text


def find_encoding(path: Path) -> Encoding:
    """Find a file's encoding by its byte order mark, or else by reading it through once."""
    with open_bytes(path) as file:
        head = file.read(4096)
        if codec := _utf16(head):
            return Encoding(codec, "replace", "It is read as UTF-16.")
        if _is_utf8(file):
            return Encoding(_UTF_8)
        return _with_stray_bytes(file)


def open_bytes(path: Path) -> BinaryIO:
    """Open a file for reading bytes, or raise a ``SourceError`` that says why it cannot be."""
    try:
        if path.is_dir():
            raise SourceError(f"{path} is a folder; name a file in it.")
        return path.open("rb")
    except FileNotFoundError:
        raise SourceError(f"{path} does not exist; check the path.") from None
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise SourceError(f"{path} cannot be read: {reason}; check the path and its permissions.") from None


def refuse_binary(path: Path) -> None:
    """Raise a ``SourceError`` where a file that is called text is a workbook, a document or the like."""
    with open_bytes(path) as file:
        head = file.read(8)
    for magic, kind in _BINARY.items():
        if head.startswith(magic):
            raise SourceError(f"{path} is no text but {kind}; give it the ending of what it is, or save it as text.")


def open_text(path: Path, encoding: Encoding) -> TextIO:
    """Open a file as text, its line endings kept as they are."""
    return path.open(encoding=encoding.codec, errors=encoding.errors, newline="")


def decoded(bytes_: BinaryIO) -> TextIO:
    """Read a stream that cannot be looked at twice as UTF-8, a stray byte as Windows-1252."""
    return TextIOWrapper(bytes_, encoding=_UTF_8, errors=_STRAY_BYTES, newline="")


def _utf16(head: bytes) -> str:
    """Tell UTF-16 by its mark, or by its zeros: nearly every other byte of English text is one."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    many, few = len(head) * 0.3, len(head) * 0.05
    if odd > many and even <= few:
        return "utf-16-le"
    if even > many and odd <= few:
        return "utf-16-be"
    return ""


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(file):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _with_stray_bytes(file: BinaryIO) -> Encoding:
    """Choose between UTF-8 with stray bytes and Windows-1252: by a mark, or by which more characters speak for."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    stray = well_formed = 0
    file.seek(0)
    marked = file.read(3) == codecs.BOM_UTF8
    for block in _blocks(file):
        for character in _NOT_ASCII.findall(decoder.decode(block)):
            if "\udc80" <= character <= "\udcff":
                stray += 1
            else:
                well_formed += 1
    if marked or well_formed > stray:
        return Encoding(
            _UTF_8, _STRAY_BYTES, f"It is UTF-8 but for {counted(stray, 'stray byte')}, read as Windows-1252."
        )
    return Encoding("cp1252", _STRAY_BYTES, "It is not UTF-8 and is read as Windows-1252.")


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _as_windows_1252(problem: UnicodeError) -> tuple[str, int]:
    """Decode the bytes that a codec could not, as Windows-1252, whose five holes stand for themselves."""
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    stray = problem.object[problem.start : problem.end]
    return "".join(_WINDOWS_1252[byte] for byte in stray), problem.end


_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_WINDOWS_1252 = tuple(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(256))
codecs.register_error(_STRAY_BYTES, _as_windows_1252)
