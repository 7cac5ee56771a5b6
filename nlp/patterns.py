"""Gap patterns: cues whose words stand apart ("no ... referral was made"), in a small form of their own.

A pattern is a line of elements separated by blanks:

    word            that word, whatever its case, in any spelling that ``nlp.phrases`` allows
    one|another     one of these words
    (word)          may be left out; alternatives are allowed inside
    <n>             a number up to a hundred, in figures or in words, or "several"
    ...             up to four words; ...2 up to two (any number from 1 to 9)
    ..,             up to eight words and commas

Elements that are not gaps follow each other directly, and no gap crosses a punctuation mark, but for the comma of
``..,``.

Patterns are looked for among the words of a sentence, as numbers, and only in sentences that hold a word of every
element that may not be left out: an index from words to patterns tells which. A ``Matcher`` with a hundred patterns
that hold gaps, run over every sentence, would cost more than all the rest of reading.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from re import compile as regex
from typing import Literal, NamedTuple, TypeGuard

from pydantic import BaseModel, ConfigDict, field_validator
from spacy.language import Language

from corpus.configuration import read_toml
from corpus.errors import CodebookError
from nlp.layout import Layout
from nlp.phrases import variants

_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|several|many|" + "|".join(map(str, range(101)))
)
_MARKS = (",", ".", ";", ":", "!", "?", "(", ")", "[", "]", "–", "—", "…", "...", '"', "“", "”", "•")
_GAP = regex(r"\.\.\.([1-9])?\Z|\.\.,\Z")
_WORDS = regex(r"(?:<n>|[^\W_]+(?:['’\-][^\W_]+)*(?:\|[^\W_]+(?:['’\-][^\W_]+)*)*)\Z")


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
        for element in elements:
            bare = element.removeprefix("(").removesuffix(")")
            brackets = element.count("(") + element.count(")")
            if not _GAP.match(element) and not (_WORDS.match(bare) and brackets == (len(element) - len(bare))):
                raise ValueError(f"pattern '{pattern}': '{element}' is no word, alternatives, <n> or gap")
            if len(element) - len(bare) == 1:
                raise ValueError(f"pattern '{pattern}': '{element}' has a bracket without its partner")
        if not elements or _GAP.match(elements[0]) or _GAP.match(elements[-1]):
            raise ValueError(f"pattern '{pattern}' must begin and end with a word")
        if all(_GAP.match(element) or element.startswith("(") for element in elements):
            raise ValueError(f"pattern '{pattern}' needs a word that may not be left out")
        return pattern


@cache
def in_words(pattern: str) -> str:
    """Return a pattern as a person would write an instance of it: what a reader is shown as the reason.

    >>> in_words("took|takes (for) (nearly|almost) <n> weeks|months")
    'took a number of weeks'
    >>> in_words("no|not ...2 referral made")
    'no … referral made'
    """
    spoken = []
    for element in pattern.split():
        if _GAP.match(element):
            spoken.append("…")
        elif not element.startswith("("):
            first = element.split("|")[0]
            spoken.append("a number of" if first == "<n>" else first)
    return " ".join(spoken)


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


# ---------------------------------------------------------------- looking for them


class _Words(NamedTuple):
    """One of some spellings: first word to what may follow it."""

    spellings: dict[int, list[list[int]]]
    optional: bool


class _Gap(NamedTuple):
    """Up to so many words, none of them one of these marks."""

    most: int
    marks: frozenset[int]


_Step = _Words | _Gap


class PatternIndex:
    """Find gap patterns in documents."""

    def __init__(self, nlp: Language, patterns: tuple[Pattern, ...]) -> None:
        self._patterns = patterns
        self._steps = [_compiled(nlp, pattern) for pattern in patterns]
        self._needed = [tuple(frozenset(s.spellings) for s in steps if _is_needed(s)) for steps in self._steps]
        self._by_anchor: defaultdict[int, list[int]] = defaultdict(list)
        for number, (pattern, needed) in enumerate(zip(patterns, self._needed, strict=True)):
            for word in needed[_anchor(pattern)]:
                self._by_anchor[word].append(number)
        self._anchors = frozenset(self._by_anchor)
        self._openers = [_openers(steps) for steps in self._steps]

    def find(self, layout: Layout) -> list[PatternMatch]:
        """Return the matches, sentence by sentence; one pattern's matches in a sentence do not overlap."""
        found: list[PatternMatch] = []
        by_anchor, needed = self._by_anchor, self._needed
        for start, end in pairwise(layout.edges):
            present = set(layout.words[start:end])
            likely = {
                number
                for anchor in self._anchors & present
                for number in by_anchor[anchor]
                if _all_meet(needed[number], present)
            }
            if likely:
                places = [place for place in range(start, end) if place not in layout.spaces]
                words = [layout.words[place] for place in places]
                for number in sorted(likely):
                    for first, last in _search(self._steps[number], self._openers[number], words):
                        found.append(PatternMatch(places[first], places[last - 1] + 1, self._patterns[number]))
        return found


def _all_meet(needed: tuple[frozenset[int], ...], present: set[int]) -> bool:
    for words in needed:  # noqa: SIM110 (a generator costs three times as much, and this runs for every sentence)
        if words.isdisjoint(present):
            return False
    return True


def _openers(steps: Sequence[_Step]) -> frozenset[int]:
    """Return the words that a match can begin with."""
    words: set[int] = set()
    for step in steps:
        if isinstance(step, _Words):
            words.update(step.spellings)
            if not step.optional:
                break
    return frozenset(words)


def _search(steps: Sequence[_Step], openers: frozenset[int], words: list[int]) -> Iterator[tuple[int, int]]:
    after = 0
    for place, word in enumerate(words):
        if word in openers and place >= after:
            end = _match(steps, 0, words, place)
            if end > place:
                yield place, end
                after = end


def _match(steps: Sequence[_Step], number: int, words: list[int], place: int) -> int:
    """Return where the steps from this number on end when they begin at this place, or -1; gaps are kept short."""
    if number == len(steps):
        return place
    step = steps[number]
    if isinstance(step, _Gap):
        return _match_gap(step, steps, number, words, place)
    if place < len(words):
        for rest in step.spellings.get(words[place], ()):
            after = place + 1 + len(rest)
            if words[place + 1 : after] == rest:
                end = _match(steps, number + 1, words, after)
                if end >= 0:
                    return end
    return _match(steps, number + 1, words, place) if step.optional else -1


def _match_gap(gap: _Gap, steps: Sequence[_Step], number: int, words: list[int], place: int) -> int:
    for skipped in range(gap.most + 1):
        end = _match(steps, number + 1, words, place + skipped)
        if end >= 0 or place + skipped >= len(words) or words[place + skipped] in gap.marks:
            return end
    return -1


# ---------------------------------------------------------------- the form


def _compiled(nlp: Language, pattern: Pattern) -> tuple[_Step, ...]:
    return tuple(_step(nlp, element) for element in pattern.pattern.split())


def _step(nlp: Language, element: str) -> _Step:
    gap = _GAP.match(element)
    if gap:
        commas = element == "..,"
        marks = frozenset(nlp.vocab.strings.add(mark) for mark in _MARKS if not (commas and mark == ","))
        return _Gap(8 if commas else int(gap[1] or 4), marks)
    body = element.strip("()")
    spellings: defaultdict[int, list[list[int]]] = defaultdict(list)
    for word in (_NUMBERS if body == "<n>" else body).split("|"):
        for spelling in variants(word):
            first, *rest = [token.lower for token in nlp.make_doc(spelling)]
            if rest not in spellings[first]:
                spellings[first].append(rest)
    return _Words({first: sorted(rests, key=len, reverse=True) for first, rests in spellings.items()}, "(" in element)


def _is_needed(step: _Step) -> TypeGuard[_Words]:
    return isinstance(step, _Words) and not step.optional


def _anchor(pattern: Pattern) -> int:
    """Return which of the needed elements has the longest words: they are the rarest."""
    needed = [element for element in pattern.pattern.split() if not _GAP.match(element) and not element.startswith("(")]
    lengths = [0 if element == "<n>" else min(map(len, element.split("|"))) for element in needed]
    return lengths.index(max(lengths))
