"""Sentences: where they begin and end in text that inspectors typed, pasted and wrapped.

Boundaries are found on the characters, before and apart from any tokeniser, in one pass: lines are walked, then the
stops inside them. A stop is a candidate; what stands before it (an abbreviation, an initial) and after it (a capital,
a figure, a closing quotation mark) decides. Every step looks at a bounded stretch of text, so
time grows with its length.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import repeat

import numpy as np
from pydantic import BaseModel, ConfigDict, field_serializer, field_validator
from spacy.attrs import IDX, SENT_START
from spacy.tokens import Doc

from corpus.configuration import read_toml
from corpus.errors import CodebookError
from corpus.values import Span
from nlp.component import DataComponent

_BREAK = r"(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])"
_LINE_BREAKS = re.compile(rf"{_BREAK}(?:[ \t\xa0]*{_BREAK})*")
_STOP = re.compile(
    # A long word, a full stop, a capital: most sentences end so, and nothing more need be asked.
    r"(?P<plain>(?<=[a-z]{7})\.(?= [A-Z]))"
    r"|[.!?…؟۔]+[\"'”’»)\]]*(?=\s|\Z)"
    r"|(?<=[a-z]{3})\.(?=[A-Z][a-z])"
    r"|(?<=\s)[•▪‣◦●](?=\s)"
)
_BULLET = re.compile(
    r"[ \t]*(?:[•·‣▪◦●][ \t]*|[-*+–—][ \t]+|o\t[ \t]*"
    r"|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})\)[ \t]+|(?:\d{1,2}|[a-z]|[ivx]{1,4})\.[ \t]+)(?=\S)"
)
_WORD_BEFORE = 24
"""Longest word that is looked at before a stop: no abbreviation is longer."""
_NARROW = 45
"""A block whose longest line is shorter was not wrapped by a margin: its line breaks are the writer's own."""
_ROOM = 10
"""Characters of room that a line must leave before one that begins in lower case is taken to be a new sentence."""
_CAPITAL = re.compile(r"\W{0,20}(?:\d+\W+)?(?:[A-Z][a-z]|[AI]\s)")
_BLANK = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u200b\ufeff"
_TRIM = re.compile(r"[\s\u200b\ufeff]*")
_PRONOUN = re.compile(r"[a-z] I\Z")
_CLOSERS = frozenset("\"'”’»)]")
_MIDLINE_BULLETS = frozenset("•▪‣◦●")
_VOWEL = re.compile(r"[aeiouy]")
_WORD = re.compile(r"[^\W\d_]{1,40}")
_FIGURE_SOON = re.compile(r"[(\[]?[A-Za-z]{0,2}\d")
_VISIBLE = re.compile(r"[^\W_]")


class Abbreviations(BaseModel):
    """The words that carry a full stop inside a sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    never_end: frozenset[str]
    before_figure: frozenset[str]
    before_name: frozenset[str]
    may_end: frozenset[str]
    openers: frozenset[str]
    units: frozenset[str]
    joins: frozenset[str]

    @field_serializer("*")
    def _in_order(self, words: frozenset[str]) -> list[str]:
        return sorted(words)

    @field_validator("never_end", "before_figure", "before_name", "may_end")
    @classmethod
    def _are_short(cls, words: frozenset[str]) -> frozenset[str]:
        long = sorted(word for word in words if re.search(r"[a-z]{7}\Z", word))
        if long:
            raise ValueError(f"'{long[0]}' ends in seven letters or more; longer words are taken to end a sentence")
        return words


@cache
def default_abbreviations() -> Abbreviations:
    """Return the abbreviations that ship with the product."""
    return read_toml(files("nlp") / "data" / "abbreviations.toml", Abbreviations, error=CodebookError)


def find_sentences(text: str, abbreviations: Abbreviations | None = None) -> tuple[Span, ...]:
    """Find the sentences of a text, in order, each trimmed of surrounding white space."""
    words = abbreviations or default_abbreviations()
    found: list[Span] = []
    start = 0
    for end in _boundaries(text, words):
        span = _trimmed(text, start, end)
        if span is not None:
            found.append(span)
        start = end
    return tuple(found)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    match = _TRIM.match(text, start, end)
    first = match.end() if match else start
    last = end
    while last > first and (text[last - 1] in _BLANK or text[last - 1].isspace()):
        last -= 1
    return Span(first, last) if first < last else None


def _boundaries(text: str, words: Abbreviations) -> Iterator[int]:
    """Yield the ends of sentences, ascending, the last being the end of the text."""
    last, visible = 0, -1
    for start, end in _paragraphs(text, words):
        for stop in _stops(text, start, end, words):
            if visible < last:
                # Looked for once and kept: a row of stops says nothing and is no sentence of its own.
                match = _VISIBLE.search(text, last)
                visible = match.start() if match else len(text)
            if visible < stop:
                yield stop
                last = stop
        yield end
        last = end


# ---------------------------------------------------------------- lines


def _paragraphs(text: str, words: Abbreviations) -> Iterator[tuple[int, int]]:
    """Yield stretches that no sentence crosses: runs of lines that were only wrapped."""
    lines = list(_lines(text))
    start, listing = 0, False
    for line, after, block in zip(lines, lines[1:], _blocks(text, lines), strict=False):
        written = text[line.start : line.end].rstrip()
        stopped = line.blank_follows or written.endswith((".", "!", "?"))
        listing = (listing or written.endswith(":")) and not stopped
        if line.blank_follows or listing or _break_ends(written, text[after.start : after.end], block, words):
            yield start, after.start
            start = after.start
    yield start, len(text)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    blank_follows: bool


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines that are not blank, the line break left out."""
    start = 0
    for match in _LINE_BREAKS.finditer(text):
        blank = match.end() - match.start() > (2 if match.group().startswith("\r\n") else 1)
        yield _Line(start, match.start(), blank)
        start = match.end()
    yield _Line(start, len(text), True)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines without a blank one between them: the longest one's length, and whether the writer uses capitals."""

    width: int
    capitals: bool


def _blocks(text: str, lines: list[_Line]) -> Iterator[_Block]:
    """Yield each line's block."""
    first = 0
    for number, line in enumerate(lines):
        if line.blank_follows:
            own = lines[first : number + 1]
            block = _Block(max(one.end - one.start for one in own), _CAPITAL.match(text, own[0].start) is not None)
            yield from repeat(block, len(own))
            first = number + 1


def _break_ends(line: str, after: str, block: _Block, words: Abbreviations) -> bool:
    """Tell whether a single line break ends the sentence: the writer's own break does, a margin's does not."""
    if _BULLET.match(after):
        return True
    head = after[:_WORD_BEFORE].lstrip(" \t\"'“‘([")[:1]
    # Where the next line's first word would still have fitted, no margin made the break.
    room = block.width - len(line) - 1 - len(_first_word(after))
    if head.isupper() or head.isdigit():
        return block.width < _NARROW or room >= 0
    if line.endswith((",", "-", "–", "(", "/", "&")) or _last_word(line).casefold() in words.joins:
        return False
    return not block.capitals or room >= _ROOM


def _first_word(line: str) -> str:
    return (line[: 2 * _WORD_BEFORE].split(None, 1) or [""])[0]


def _last_word(line: str) -> str:
    return (line[-_WORD_BEFORE:].split() or [""])[-1]


# ---------------------------------------------------------------- stops


def _stops(text: str, start: int, end: int, words: Abbreviations) -> Iterator[int]:
    """Yield the ends of sentences inside one stretch, its own end left out."""
    bullet = _BULLET.match(text, start, end)
    begin = bullet.end() if bullet else start
    for match in _STOP.finditer(text, begin, end):
        if match.lastgroup:
            yield match.end()
            continue
        mark = match.group()
        if mark in _MIDLINE_BULLETS:
            yield match.start()
            continue
        after = _first_after(text, match.end(), end)
        if after == end or (after == match.end() and not _is_missing_its_blank(text, start, match.start(), after)):
            continue
        if _ends(text, start, match.start(), mark, after, words):
            yield match.end()


def _is_missing_its_blank(text: str, start: int, stop: int, after: int) -> bool:
    """Tell whether a stop with no blank after it stands between two words, and in no address ("www.example.Com")."""
    return _word_before(text, start, stop).isalpha() and "@" not in _first_word(text[after : after + 2 * _WORD_BEFORE])


def _first_after(text: str, at: int, end: int) -> int:
    match = _TRIM.match(text, at, end)
    return match.end() if match else at


def _ends(text: str, start: int, stop: int, mark: str, after: int, words: Abbreviations) -> bool:
    """Decide whether a stop ends the sentence, by the word before it and the character after it."""
    head = text[after]
    if head in "\"'“‘([«" and after + 1 < len(text):
        head = text[after + 1]
    closed = mark[-1] not in ".!?…؟۔"
    goes_on = head.islower() and not _is_bullet(text, after)
    if closed and goes_on:
        return False
    if mark.startswith(("...", "…")) or ".." in mark:
        return not goes_on
    if mark[0] != "." or text[stop - 1 : stop] in _CLOSERS or _PRONOUN.match(text, max(stop - 3, start), stop):
        return True
    return _full_stop_ends(_word_before(text, start, stop), head, goes_on, text, after, words)


def _is_bullet(text: str, at: int) -> bool:
    return _BULLET.match(text, at, at + _WORD_BEFORE) is not None


def _word_before(text: str, start: int, stop: int) -> str:
    """Return what stands between the last white space and the stop, brackets and quotation marks left out."""
    stretch = text[max(start, stop - _WORD_BEFORE) : stop]
    word = stretch.split()[-1] if stretch and not stretch[-1].isspace() else ""
    return word.lstrip("([\"'“‘«-–—/")


def _full_stop_ends(word: str, head: str, goes_on: bool, text: str, after: int, words: Abbreviations) -> bool:
    key = word.casefold()
    if key in words.never_end:
        return False
    if key in words.before_figure and _FIGURE_SOON.match(text, after):
        return False
    if key in words.may_end:
        return not goes_on
    if key in words.before_name or (len(word) == 1 and word.isalpha() and word.isupper()):
        return _opens(text, after, words)
    if goes_on and key not in words.units:
        # A missing capital, unless the word is spelt like a shortened one: "mgt.", "p.o.", "ref."
        return ("." not in word and len(word) > 1 and _VOWEL.search(key) is not None) or word[-1:].isdigit()
    return True


def _opens(text: str, at: int, words: Abbreviations) -> bool:
    """Tell whether the word at this place is one that begins sentences and is hardly ever a surname."""
    match = _WORD.search(text, at, at + _WORD_BEFORE)
    return match is not None and match.group().casefold() in words.openers


# ---------------------------------------------------------------- the component


class SentenceComponent(DataComponent[Abbreviations]):
    """Set ``token.is_sent_start`` where sentences begin."""

    schema = Abbreviations

    def find(self, doc: Doc) -> tuple[Span, ...]:
        """Find the sentences of a document, as characters."""
        return self.find_in(doc.text)

    def find_in(self, text: str) -> tuple[Span, ...]:
        """Find the sentences of a text."""
        return find_sentences(text, self.data)

    def write(self, doc: Doc, starts_at: Sequence[int]) -> None:
        """Write boundaries at these characters; white space between two sentences goes to the first."""
        if not len(doc):
            return
        starts = np.searchsorted(doc.to_array(IDX), starts_at)
        marks = np.full(len(doc), -1, dtype=np.int64)
        marks[starts[starts < len(doc)]] = 1
        marks[0] = 1
        doc.from_array([SENT_START], marks.astype(np.uint64).reshape(-1, 1))  # type: ignore[arg-type]

    def __call__(self, doc: Doc) -> Doc:
        """Find the sentences and write them."""
        self.write(doc, [sentence.start for sentence in self.find(doc)])
        return doc
