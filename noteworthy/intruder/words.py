"""Words as the intruder compares them: without capitals, accents, punctuation and what cannot be seen."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from urllib.parse import unquote

import numpy as np
from pydantic import BaseModel, ConfigDict

from corpus.configuration import read_toml
from corpus.errors import CodebookError

WORD = re.compile(r"[^\W_]+")
NUL = "\x00"
"""What stands between two texts that are searched in one go."""

_UNSEEN = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufeff]")
_BETWEEN = re.compile(r"(?:[^\w\x00]|_)+")
_ODD = re.compile(r"[^\w\x00-\x7f]+")
_SPACE = ord(" ")
_WITHOUT_SIGNS = bytes(byte if byte >= 128 or byte == 0 or chr(byte).isalnum() else ord(" ") for byte in range(256))
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt]")
_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}|\\[nrt]|%[0-9A-Fa-f]{2}|&#?\w{2,8};")


class WordLists(BaseModel):
    """The words of `words.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ordinary: str
    titles: str
    particles: str
    generic: str


@cache
def listed(name: str) -> frozenset[str]:
    """Return one of the lists of `words.toml`."""
    lists = read_toml(files("noteworthy.intruder") / "words.toml", WordLists, error=CodebookError)
    return frozenset(str(getattr(lists, name)).split())


def fold(text: str) -> str:
    """Take capitals, accents and invisible characters away.

    >>> fold("José\u200b ROE")
    'jose roe'
    """
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKD", text))
    return text.casefold()


def normal(text: str) -> str:
    r"""Return the folded words of a text with one space between them, whatever stood there, line breaks too.

    >>> normal("Ana-María\n ROE's")
    'ana maria roe s'
    """
    return _BETWEEN.sub(" ", fold(text)).strip()


def normal_batch(texts: list[str]) -> bytes:
    """Return many texts as one, folded, each word between single spaces, with a NUL between two texts.

    It is `normal` for many megabytes: what `normal` leaves to a regular expression is done on bytes here.
    """
    folded = fold(NUL.join(texts))
    if not folded.isascii():
        folded = _ODD.sub(" ", folded)
    content = f" {folded} ".encode("utf-8", "replace").translate(_WITHOUT_SIGNS).replace(b"\0", b" \0 ")
    letters = np.frombuffer(content, dtype=np.uint8)
    space = letters == _SPACE
    kept = np.ones(len(letters), dtype=np.bool_)
    kept[1:] = ~(space[1:] & space[:-1])
    return bytes(letters[kept])


def squashed_batch(normal: bytes) -> bytes:
    """Return such a text with the gaps beside figures closed: people cut numbers as they like."""
    letters = np.frombuffer(normal, dtype=np.uint8)
    figure = (letters >= ord("0")) & (letters <= ord("9"))
    gap = letters == _SPACE
    gap[1:-1] &= figure[:-2] | figure[2:]
    return bytes(letters[~gap])


def undisguised(text: str) -> str | None:
    """Return a text with JSON, HTML and address escapes undone; `None` where it has none."""
    if not _ESCAPED.search(text):
        return None
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", text)
    return unquote(html.unescape(plain))


def words_of(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text with their places."""
    return WORD.finditer(text)
