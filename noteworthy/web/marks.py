"""Codings marked on a note's words: the text is cut where any begins or ends, so that overlapping ones stay legible."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.values import Polarity, Span


@dataclass(frozen=True, slots=True)
class Mark:
    """One coding as the reader sees it in the text: its number in the list, and its words."""

    number: int
    polarity: Polarity
    label: str
    """Theme and polarity in words, for those who do not see the mark."""
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks all along."""

    text: str
    marks: tuple[Mark, ...] = ()
    """The marks that cover it, the longest first, as they are nested in the page."""
    closing: tuple[Mark, ...] = ()
    """The marks with a passage that ends here: their numbers are printed after the piece."""
    first: frozenset[int] = frozenset()
    """Numbers of those among them whose first passage it is: where the list's way back into the text leads."""
    begins: int | None = None
    """The number of the sentence that begins with it, where sentences are wanted as places to link to."""
    ends: bool = False
    """Whether such a sentence ends with it."""


def cut(text: str, marks: Sequence[Mark], *, sentences: Mapping[int, Span] | None = None) -> tuple[Piece, ...]:
    """Cut a text into pieces; joined again, the pieces are the text, character for character.

    A span that reaches outside the text is shortened to it: a page shows what it can and never fails on old data.
    ``sentences`` are places by their numbers; one that overlaps those before it is no place.
    """
    return tuple(_pieces(text, marks, _apart(sentences or {}, len(text))))


def _apart(sentences: Mapping[int, Span], length: int) -> dict[int, Span]:
    found: dict[int, Span] = {}
    reached = 0
    for number, span in sorted(sentences.items(), key=lambda entry: entry[1]):
        if reached <= span.start and span.end <= length:
            found[number] = span
            reached = span.end
    return found


def _pieces(text: str, marks: Sequence[Mark], sentences: Mapping[int, Span]) -> Iterator[Piece]:
    begin = {span.start: number for number, span in sentences.items()}
    end_of_one = {span.end for span in sentences.values()}
    passages = {mark.number: _passages(mark, len(text)) for mark in marks}
    opening: dict[int, list[Mark]] = {}
    closing: dict[int, list[Mark]] = {}
    for mark in marks:
        for start, end in passages[mark.number]:
            opening.setdefault(start, []).append(mark)
            closing.setdefault(end, []).append(mark)
    covering: dict[int, Mark] = {}
    for start, end in pairwise(sorted({0, len(text), *opening, *closing, *begin, *end_of_one})):
        for mark in closing.get(start, ()):
            del covering[mark.number]
        for mark in opening.get(start, ()):
            covering[mark.number] = mark
        ending = sorted(closing.get(end, ()), key=lambda mark: mark.number)
        yield Piece(
            text=text[start:end],
            marks=tuple(sorted(covering.values(), key=lambda mark: (-_reach(passages[mark.number]), mark.number))),
            closing=tuple(ending),
            first=frozenset(mark.number for mark in ending if passages[mark.number][0][1] == end),
            begins=begin.get(start),
            ends=end in end_of_one,
        )


def _passages(mark: Mark, length: int) -> list[tuple[int, int]]:
    """Return where a mark's passages begin and end in the text, those that touch made one."""
    passages: list[tuple[int, int]] = []
    for span in sorted(mark.spans):
        start, end = span.start, min(span.end, length)
        if passages and start <= passages[-1][1]:
            passages[-1] = passages[-1][0], max(passages[-1][1], end)
        elif start < end:
            passages.append((start, end))
    return passages


def _reach(passages: list[tuple[int, int]]) -> int:
    return passages[-1][1] - passages[0][0]


def printable(text: str) -> str:
    """Return the text with characters that a page cannot carry made visible, one for one.

    HTML forbids most control characters. Each becomes its picture (U+2400 and following), so nothing vanishes unseen;
    tab, line feed and carriage return stay. Characters that force a direction on what follows become U+FFFD: Hebrew
    and Arabic read well without them, and with them a text can be made to show other words than it holds.
    """
    return text.translate(_PICTURES)


_PICTURES = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"},
    0x7F: 0x2421,
    **dict.fromkeys(
        [*range(0x80, 0xA0), *range(0xD800, 0xE000), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF],
        0xFFFD,
    ),
}
