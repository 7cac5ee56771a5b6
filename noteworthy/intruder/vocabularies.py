"""What a model file remembers: vocabularies, tokenisers, cards. A word list learnt from notes can hold names."""

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import ModelError
from noteworthy.intruder.beside import strings_of
from noteworthy.intruder.findings import Spot
from noteworthy.intruder.search import Cell, Stored

PLACE = "model vocabulary"

GENERAL = ("tokenizer.json", "vocab.txt")
"""Word lists of a language at large: a common name in one proves nothing."""

_ZIP, _GZIP, _ZLIB = b"PK\x03\x04", b"\x1f\x8b", (b"\x78\x01", b"\x78\x9c", b"\x78\xda")
_MOST = 256 << 20
"""Bytes to which packed bytes may unfold."""


def model_files(models: Path) -> list[Path]:
    """Return the files of a model: the file itself, or all within the folder."""
    if models.is_file():
        return [models]
    if not models.is_dir():
        raise ModelError(f"there is no model at {models}; name its folder or one of its files.")
    return sorted(path for path in models.rglob("*") if path.is_file())


def entries(path: Path) -> Iterator[Cell | Stored]:
    """Yield what a model file holds: its strings one by one, and its bytes."""
    content = path.read_bytes()
    spot = Spot(PLACE, path.name)
    if path.suffix == ".safetensors" and len(content) > 8:
        head = content[8 : 8 + int.from_bytes(content[:8], "little")]
        yield from _strings(head, spot)
    elif path.suffix in (".json", ".jsonl"):
        for line in [content] if path.suffix == ".json" else content.splitlines():
            yield from _strings(line, spot)
    elif path.suffix in (".txt", ".md", ".toml", ".csv"):
        yield from (Cell(spot, words) for words in content.decode("utf-8", "replace").splitlines())
    yield Stored(spot, content)
    for part in unpacked(content):
        yield from _strings(part, spot)
        yield Stored(spot, part)


def _strings(content: bytes, spot: Spot) -> Iterator[Cell]:
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        return
    for _, text in strings_of(read):
        yield Cell(spot, text)


def unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what is packed in bytes: the members of a ZIP archive (skops, npz), or a zlib or gzip stream."""
    if content.startswith(_ZIP):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in archive.infolist():
                    if member.file_size <= _MOST:
                        yield archive.read(member)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
            return
    elif content.startswith((_GZIP, *_ZLIB)):
        try:
            yield zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(content, _MOST)
        except zlib.error:
            return
