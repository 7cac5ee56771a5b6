"""What a reviewer sees of a note: a passage with what stands around it, wrapped, and nothing that acts on a terminal.

A note may hold anything, also characters that move the cursor, turn the direction of writing, or cannot be seen. They
are shown by their numbers.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from corpus.values import Span

CONTEXT = 300
"""Characters shown on either side of a find."""

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand for the brackets until lines are cut; no note holds them once it is harmless."""
_BRACKETS = re.compile(f"({_OPEN}+|{_CLOSE}+)")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_WORD_EDGE = 30


class Piece(NamedTuple):
    """Part of a line; marked where it belongs to a find, with its brackets."""

    text: str
    marked: bool = False


Line = tuple[Piece, ...]


def plain_line(text: str) -> Line:
    """Return a line in which nothing is marked."""
    return (Piece(text),)


def harmless(text: str) -> str:
    r"""Show control and invisible characters by their numbers; line breaks stay, and every space is a plain one.

    >>> harmless("a\x1b[2J\u202eb\r\nc")
    'a<U+001B>[2J<U+202E>b\nc'
    """
    text = text.replace("\r\n", "\n").replace("\t", " ")
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def passage(text: str, spans: Iterable[Span], *, width: int, context: int | None = None) -> list[Line]:
    """Lay out a text with some of its passages in brackets, no line longer than ``width``.

    With ``context``, only so many characters on either side of the passages.
    """
    placed = _apart(spans)
    start, end = _window(text, placed, context)
    parts = ["… "] if start else []
    at = start
    for span in placed:
        found = harmless(text[span.start : span.end])
        parts += [harmless(text[at : span.start]), _OPEN * 2, found, _CLOSE * 2]
        at = span.end
    parts += [harmless(text[at:end]), " …" if end < len(text) else ""]
    return list(_lines("".join(parts).strip("\n"), width))


def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    if character == "\n" or kind not in _HIDDEN:
        return " " if kind == "Zs" else character
    return f"<U+{ord(character):04X}>"


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Put passages in text order; of those that overlap make one."""
    placed: list[Span] = []
    for span in sorted(spans):
        if placed and span.start < placed[-1].end:
            placed[-1] = Span(placed[-1].start, max(placed[-1].end, span.end))
        else:
            placed.append(span)
    return placed


def _window(text: str, placed: Sequence[Span], context: int | None) -> tuple[int, int]:
    """Return which part of a text to show; it starts and ends between words where one is near."""
    if context is None or not placed:
        return 0, len(text)
    start, end = max(placed[0].start - context, 0), min(placed[-1].end + context, len(text))
    if start and (edge := re.compile(r"\s+").search(text, start, min(start + _WORD_EDGE, placed[0].start))):
        start = edge.end()
    if end < len(text):
        last = re.search(r"\s+\S*\Z", text[max(end - _WORD_EDGE, placed[-1].end) : end])
        end -= len(last.group()) if last else 0
    return start, end


def _lines(text: str, width: int) -> Iterator[Line]:
    marked = False
    for paragraph in text.split("\n"):
        for line in textwrap.wrap(paragraph, width, break_on_hyphens=False) or [""]:
            pieces: list[Piece] = []
            for part in filter(None, _BRACKETS.split(line)):
                if part[0] in (_OPEN, _CLOSE):
                    marked = part[0] == _OPEN
                    pieces.append(Piece(("[" if marked else "]") * len(part), marked=True))
                else:
                    pieces.append(Piece(part, marked))
            yield tuple(pieces)
