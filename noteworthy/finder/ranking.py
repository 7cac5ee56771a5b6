"""Putting passages in order for a reader: near words and clear codings first, and no two alike side by side."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.values import Span
from noteworthy.finder.clarity import READABLE, clarity
from noteworthy.finder.passages import Passage
from noteworthy.finder.questions import HitCoding
from noteworthy.finder.tokens import spans_of_words, words_of
from noteworthy.finder.wanted import Part

MOST_OF_A_NOTE = 2
"""Passages of one note on one page."""

ALIKE = 0.6
"""Share of their different words that two passages have in common, from which on they are near-copies."""

NEAR = 8
"""Words within which all that was looked for must stand to be called close together."""

_CLOSENESS = 0.3
_EVIDENCE = 0.3
"""What closeness, and standing in the evidence, add to a clarity of at most 1."""

_UNREADABLE = -0.1
"""The clarity of what is coded with nothing, and too short or too long to be read."""

Stems = Callable[[Sequence[str]], list[str]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with what it is ranked by."""

    passage: Passage
    words: frozenset[str]
    best: HitCoding | None
    """The clearest of the codings that were asked for."""
    score: float
    """What it is ranked by: at most 1.6."""
    close: int | None = None
    """Words over which all that was asked for is spread; ``None`` where one thing or nothing was asked for."""
    in_evidence: bool = False
    """Whether all that was asked for stands in the words that carry a coding that was asked for."""


def rank(passages: Sequence[Passage], parts: Sequence[Part], stems: Stems) -> list[Ranked]:
    """Return the passages, the best first; those that are equal stay as they are."""
    return sorted((_weighed(passage, parts, stems) for passage in passages), key=lambda one: -one.score)


def varied(ranked: Sequence[Ranked], size: int) -> Iterator[Ranked]:
    """Yield all of them in pages of `size`: what is like another of its page, or a third of its note, comes later.

    Where nothing else is left, it comes all the same.
    """
    left = list(ranked)
    while left:
        page: list[Ranked] = []
        later: list[Ranked] = []
        notes: Counter[str] = Counter()
        for one in left:
            if len(page) < size and notes[one.passage.note] < MOST_OF_A_NOTE and not _is_like_any(one, page):
                page.append(one)
                notes[one.passage.note] += 1
            else:
                later.append(one)
        missing = size - len(page)
        yield from page
        yield from later[:missing]
        left = later[missing:]


def hits_in(text: str, parts: Sequence[Part], stems: Stems) -> tuple[Span, ...]:
    """Return where the words and phrases that were asked for stand in a text."""
    spans = spans_of_words(text) if parts else []
    found = stems([text[span.start : span.end].lower() for span in spans])
    hits = {
        Span(spans[place].start, spans[place + len(part.stems) - 1].end)
        for part in parts
        for place in _places(found, part.stems)
    }
    return tuple(sorted(hits))


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two passages, by their words, are near-copies: the Jaccard index of their words."""
    fewer, more = sorted((len(one), len(other)))
    return fewer >= ALIKE * more and len(one & other) >= ALIKE * len(one | other)


def _is_like_any(one: Ranked, page: Sequence[Ranked]) -> bool:
    return any(are_alike(one.words, other.words) for other in page)


def _weighed(passage: Passage, parts: Sequence[Part], stems: Stems) -> Ranked:
    words = words_of(passage.text)
    best, score = _clearest(passage)
    if not parts:
        return Ranked(passage, frozenset(words), best, score)
    found = stems(words)
    places = [list(_places(found, part.stems)) for part in parts]
    close = _spread(places, parts) if len(parts) > 1 and all(places) else None
    in_evidence = any(_holds(passage.text, coding, parts, stems) for coding in passage.matching)
    near = 0.0 if close is None else _CLOSENESS * min(1.0, NEAR / close)
    return Ranked(passage, frozenset(words), best, score + near + _EVIDENCE * in_evidence, close, in_evidence)


def _places(stems: Sequence[str], wanted: tuple[str, ...]) -> Iterator[int]:
    """Yield where a word or phrase begins, as a place among the words."""
    for place, stem in enumerate(stems):
        if stem == wanted[0] and tuple(stems[place : place + len(wanted)]) == wanted:
            yield place


def _spread(places: Sequence[Sequence[int]], parts: Sequence[Part]) -> int:
    """Return over how many words the closest of all parts are spread, going over them from left to right."""
    events = sorted((place, number) for number, own in enumerate(places) for place in own)
    latest: dict[int, int] = {}
    spreads = []
    for place, number in events:
        latest[number] = place
        if len(latest) == len(places):
            last = max(at + len(parts[which].stems) for which, at in latest.items())
            spreads.append(last - min(latest.values()))
    return min(spreads)


def _clearest(passage: Passage) -> tuple[HitCoding | None, float]:
    length = len(passage.text)
    weighed = [
        (clarity(coding.polarity, coding.status, _sureness(coding), length), -place, coding)
        for place, coding in enumerate(passage.matching)
    ]
    if not weighed:
        return None, 0.0 if length in READABLE else _UNREADABLE
    clear, _, best = max(weighed, key=lambda one: one[:2])
    return best, clear


def _sureness(coding: HitCoding) -> float | None:
    return None if coding.by_coders else 1.0 if coding.confidence is None else coding.confidence


def _holds(text: str, coding: HitCoding, parts: Sequence[Part], stems: Stems) -> bool:
    """Tell whether each part stands in the evidence of a coding at least once."""
    evidence = [stems(words_of(text[span.start : span.end])) for span in coding.spans]
    return all(any(True for own in evidence for _ in _places(own, part.stems)) for part in parts)
