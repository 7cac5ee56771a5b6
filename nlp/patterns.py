"""Gap patterns: cues whose words stand apart ("no ... referral was made"), in a small form of their own.

A pattern is a line of elements separated by blanks:

    word            that word, whatever its case; a hyphen in it may be a blank or nothing
    one|another     one of these words
    refer*          a word that begins so
    (word)          may be left out; alternatives and beginnings are allowed inside
    <n>             a number, in figures or in words
    ...             up to four words; ...2 up to two (any number from 1 to 9)

No pattern crosses a punctuation mark, except that a gap may hold commas when it is written ``..,``
(up to eight words).
A pattern runs only on sentences that hold a word of each of its elements of whole words, which an index of words tells:
running a hundred of them over every sentence would cost more than all the rest of reading.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, field_validator
from spacy.language import Language
from spacy.tokens import Doc, Span

from corpus.configuration import read_toml
from corpus.errors import CodebookError
from nlp.layout import Layout

_WORD = r"[^\W_]+(?:['’.\-‑/][^\W_]+)*"
_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|several|many"
)
_ELEMENT = re.compile(r"(?P<open>\()?(?P<body>[^\s()]+)(?P<close>\))?\Z")
_GAP = re.compile(r"\.\.\.([1-9])?\Z|\.\.,\Z")
_WORDS = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*\*?(?:\|[^\W_]+(?:['’\-][^\W_]+)*\*?)*\Z")


class Pattern(BaseModel):
    """One gap pattern: the theme it points at (``""`` for practice alone) and what it says by itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    theme: str
    kind: Literal["good", "poor", "mixed", "topic"]
    pattern: str

    @field_validator("pattern")
    @classmethod
    def _has_the_form(cls, pattern: str) -> str:
        elements = pattern.split()
        if not elements or _GAP.match(elements[0]) or _GAP.match(elements[-1]):
            raise ValueError(f"pattern '{pattern}' must begin and end with a word")
        for element in elements:
            _checked(element, pattern)
        if not any(_is_indexed(element) for element in elements):
            raise ValueError(f"pattern '{pattern}' needs one element of whole words without an apostrophe")
        return pattern

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern as a regular expression on a sentence's text."""
        return re.compile(_expression(self.pattern.split()), re.IGNORECASE)

    @cached_property
    def needed(self) -> tuple[frozenset[str], ...]:
        """The words, in lower case, of every element that an index can look up: one of each must be in the sentence."""
        return tuple(_indexed(element) for element in self.pattern.split() if _is_indexed(element))

    @cached_property
    def anchor(self) -> frozenset[str]:
        """Those with the longest words: they are the rarest."""
        return max(self.needed, key=lambda words: min(map(len, words)))


class PatternMatch(NamedTuple):
    """A pattern found: its first token, the token after its last, and the pattern."""

    start: int
    end: int
    pattern: Pattern


class _PatternFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    pattern: tuple[Pattern, ...]


@cache
def default_patterns() -> tuple[Pattern, ...]:
    """Return the gap patterns that ship with the product."""
    return read_toml(files("nlp") / "data" / "patterns.toml", _PatternFile, error=CodebookError).pattern


class PatternIndex:
    """Find gap patterns in documents, each only in sentences that hold a word of every element that it needs."""

    def __init__(self, nlp: Language, patterns: tuple[Pattern, ...]) -> None:
        strings = nlp.vocab.strings
        self._patterns = patterns
        self._needed = [
            tuple(frozenset(strings.add(word) for word in words) for words in pattern.needed) for pattern in patterns
        ]
        self._by_anchor: defaultdict[int, list[int]] = defaultdict(list)
        for number, pattern in enumerate(patterns):
            for word in pattern.anchor:
                self._by_anchor[strings.add(word)].append(number)
        self._anchors = frozenset(self._by_anchor)

    def find(self, doc: Doc, layout: Layout) -> list[PatternMatch]:
        """Return the matches, sentence by sentence."""
        found: list[PatternMatch] = []
        for start, end in pairwise(layout.edges):
            words = set(layout.words[start:end])
            anchors = self._anchors & words
            if anchors:
                numbers = sorted({number for anchor in anchors for number in self._by_anchor[anchor]})
                likely = [n for n in numbers if not any(words.isdisjoint(needed) for needed in self._needed[n])]
                if likely:
                    found += self._in_sentence(doc[start:end], likely)
        return found

    def _in_sentence(self, sentence: Span, numbers: list[int]) -> Iterator[PatternMatch]:
        text = sentence.text
        for number in numbers:
            pattern = self._patterns[number]
            for match in pattern.regex.finditer(text):
                tokens = sentence.char_span(match.start(), match.end(), alignment_mode="expand")
                if tokens is not None and len(tokens):
                    yield PatternMatch(tokens.start, tokens.end, pattern)


# ---------------------------------------------------------------- the form


def _checked(element: str, pattern: str) -> None:
    parts = _ELEMENT.match(element)
    if parts is None or bool(parts["open"]) != bool(parts["close"]):
        raise ValueError(f"pattern '{pattern}': '{element}' has a bracket without its partner")
    body = parts["body"]
    if body != "<n>" and not _WORDS.match(body) and not (_GAP.match(body) and not parts["open"]):
        raise ValueError(f"pattern '{pattern}': '{element}' is no word, alternatives, <n> or gap")


def _is_indexed(element: str) -> bool:
    """Tell whether the token index can look an element up: alternatives of whole words, none with an apostrophe."""
    return element.replace("|", "").replace("-", "").isalpha()


def _indexed(element: str) -> frozenset[str]:
    """Return the tokens one of which stands wherever the element does, however a hyphen in it is typed."""
    words = element.lower().split("|")
    return frozenset(
        form for word in words for form in (word.split("-")[-1], word.replace("-", ""), word.replace("-", "‑"))
    )


def _expression(elements: list[str]) -> str:
    """Build the regular expression; every element but the first brings the white space before it."""
    parts, first = [r"(?<!\w)"], True
    for element in elements:
        gap = _GAP.match(element)
        if gap:
            parts.append(_gap(element, int(gap[1] or 4)))
            continue
        optional = element.startswith("(")
        body = _body(element.strip("()"))
        if first:
            parts.append(rf"(?:{body}\s+)?" if optional else body)
            first = optional
        else:
            parts.append(rf"(?:\s+{body})?" if optional else rf"\s+{body}")
    return "".join(parts) + r"(?!\w)"


def _gap(element: str, most: int) -> str:
    return rf"(?:,?\s+{_WORD}){{0,8}}?,?" if element == "..," else rf"(?:\s+{_WORD}){{0,{most}}}?"


def _body(body: str) -> str:
    if body == "<n>":
        return rf"(?:\d{{1,4}}|{_NUMBERS})(?!\w)"
    return rf"(?:{'|'.join(_alternative(word) for word in body.split('|'))})(?!\w)"


def _alternative(word: str) -> str:
    stem = re.escape(word.rstrip("*")).replace(r"\-", r"[-‑\s]?").replace("'", "['’]")
    return stem + r"\w*" if word.endswith("*") else stem
