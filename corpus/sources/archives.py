"""Zipped office files: whether one is whole, and whether unpacking it would fill the memory."""

import zipfile
import zlib
from pathlib import Path

from corpus.errors import SourceError
from corpus.sources.encoding import open_bytes

_LARGEST_UNPACKED = 2 << 30
_SUSPECT_SIZE = 100 << 20
_SUSPECT_RATIO = 200
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def check_archive(path: Path, *, kind: str, part: str) -> None:
    """Raise ``SourceError`` unless the file is a sound zip that holds ``part`` and unpacks to a sensible size.

    Text packs ten or twenty times smaller; a part that packs two hundred times smaller and is large is a trap.
    """
    with open_bytes(path) as file:
        head = file.read(4)
    if not head:
        raise SourceError(f"{path} is empty; there is nothing to read.")
    if head == _OLD_OFFICE:
        raise SourceError(
            f"{path} has a password or is in the old Office format; save it as {kind} without a password."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive.infolist(), kind=kind, part=part)
            broken = archive.testzip()
    except _UNREADABLE:
        broken = path.name
    if broken:
        raise SourceError(f"{path} is damaged or not {kind}; open it in its own program and save it again.")


def _check_members(path: Path, members: list[zipfile.ZipInfo], *, kind: str, part: str) -> None:
    if not any(member.filename.casefold().startswith(part) for member in members):
        raise SourceError(f"{path} is not {kind}, though it is a zipped file; check what it is.")
    if any(_is_trap(member) for member in members) or sum(member.file_size for member in members) > _LARGEST_UNPACKED:
        raise SourceError(f"{path} unpacks to an unreasonable size and is not read; save it again, or as CSV or text.")


def _is_trap(member: zipfile.ZipInfo) -> bool:
    return member.file_size > _SUSPECT_SIZE and member.file_size > _SUSPECT_RATIO * max(1, member.compress_size)
