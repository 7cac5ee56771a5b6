"""What to leave out of a question that found next to nothing: each way with how much it would find."""

from collections.abc import Iterator
from dataclasses import replace

from noteworthy.finder.labels import FACET
from noteworthy.finder.narrowing import Narrowing
from noteworthy.finder.questions import Question, Wider
from noteworthy.finder.tokens import words_of
from noteworthy.finder.wanted import Part

FEW = 5
"""Passages below which there is advice."""

MOST_ADVICE = 6


def widen(question: Question, narrowing: Narrowing, total: int) -> tuple[Wider, ...]:
    """Return ways to find more, those that change least first, and among these those that find most."""
    if total >= FEW:
        return ()
    ways = [
        (step, -found, Wider(advice, _asked(question, wider), found))
        for step, advice, wider in _ways(narrowing)
        if (found := len(wider.passages())) > total
    ]
    ways.sort(key=lambda way: way[:2])
    return tuple(wider for _, _, wider in ways[:MOST_ADVICE])


def _ways(asked: Narrowing) -> Iterator[tuple[int, str, Narrowing]]:
    parts, chosen = asked.parts, asked.chosen
    for place, part in enumerate(parts):
        if part.is_phrase:
            apart = (*parts[:place], *_apart(part), *parts[place + 1 :])
            yield 0, f"look for the words of {_quoted(part)} anywhere in the passage", replace(asked, parts=apart)
    for facet in chosen:
        left = {name: values for name, values in chosen.items() if name != facet}
        yield 1, f"any {FACET[facet].lower()}", replace(asked, chosen=left)
    if len(parts) > 1:
        for place, part in enumerate(parts):
            yield 2, f"leave out {_quoted(part)}", replace(asked, parts=(*parts[:place], *parts[place + 1 :]))
    if len(chosen) > 1:
        yield 3, "the words alone, with nothing chosen" if parts else "all passages", replace(asked, chosen={})
    if parts and chosen:
        yield 4, "what is chosen, whatever the words", replace(asked, parts=())


def _apart(part: Part) -> Iterator[Part]:
    """Yield the words of a phrase, each once."""
    words = dict(zip(part.stems, words_of(part.written), strict=False))
    yield from (Part((stem,), word) for stem, word in words.items())


def _quoted(part: Part) -> str:
    inner = part.written.strip('"')
    return f"“{inner if len(inner) <= 40 else inner[:39] + '…'}”"


def _asked(question: Question, wider: Narrowing) -> Question:
    words = " ".join(part.written for part in wider.parts)
    return replace(question, words=words, chosen=dict(wider.chosen), page=1)
