"""Passages as a page shows them: cut where words or evidence begin and end, with all that is told of them in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from corpus.values import Polarity, Span
from noteworthy.finder.questions import Hit, HitCoding
from noteworthy.web import words
from noteworthy.web.marks import Mark, cut

TOLD = ("factor", "organisation_kind", "provider", "region", "year", "kind", "source")
"""What is told of where a passage is from, in this order."""

LONG = 600
"""Characters beyond which a passage among others is cut; few sentences have so many."""
_BEFORE = 120
"""Characters shown before the first thing found in a passage that is cut."""

_WORDS = 0
"""The number of the mark on the words that were asked for; codings are numbered from 1."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a passage that is marked alike all along."""

    text: str
    sought: bool
    """Whether it was asked for."""
    polarities: tuple[Polarity, ...]
    """Of the codings that rest on it, the longest first."""


@dataclass(frozen=True, slots=True)
class ShownCoding:
    """A coding of a passage in words."""

    theme: str
    name: str
    polarity: Polarity
    said: str
    """Such as "good practice" or "poor practice (planned)"."""
    evidence: tuple[str, ...]
    by: str
    """Whose it is."""


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage, ready for a page."""

    hit: Hit
    stretches: tuple[Stretch, ...]
    part: Span | None
    """The part of its text that the stretches are, where they are not all of it."""
    codings: tuple[ShownCoding, ...]
    """Those that were asked for first."""
    told: tuple[tuple[str, str], ...]
    """Where it is from, as (facet, words)."""


def shown(hit: Hit, *, whole: bool = True) -> ShownPassage:
    """Return a passage as a page shows it; where it need not be whole, a very long one is cut to what was found."""
    codings = sorted(hit.codings, key=lambda coding: not coding.matches)
    part = None if whole else _part(hit)
    return ShownPassage(
        hit=hit,
        stretches=_stretches(hit) if part is None else tuple(_within(_stretches(hit), part)),
        part=part,
        codings=tuple(_in_words(coding, hit.text) for coding in codings),
        told=told(hit.attributes),
    )


def told(attributes: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what is known of where a passage is from, in reading order."""
    return tuple((name, attributes[name]) for name in TOLD if attributes.get(name))


def said_of(coding: HitCoding) -> str:
    """Return a coding's polarity in words, with its status where it is more than what was observed."""
    status = "" if coding.status == "observed" else f" ({coding.status})"
    return f"{words.POLARITY[coding.polarity]}{status}"


def _stretches(hit: Hit) -> tuple[Stretch, ...]:
    marks = [Mark(number, coding.polarity, "", coding.spans) for number, coding in enumerate(hit.codings, start=1)]
    if hit.hits:
        marks.append(Mark(_WORDS, "context", "", hit.hits))
    return tuple(
        Stretch(
            text=piece.text,
            sought=any(mark.number == _WORDS for mark in piece.marks),
            polarities=tuple(dict.fromkeys(mark.polarity for mark in piece.marks if mark.number != _WORDS)),
        )
        for piece in cut(hit.text, marks)
    )


def _part(hit: Hit) -> Span | None:
    """Return the part of a very long passage to show: from a little before what was found, whole words only."""
    if len(hit.text) <= LONG:
        return None
    found = sorted(hit.hits or [span for coding in hit.codings if coding.matches for span in coding.spans])
    start = max(0, found[0].start - _BEFORE) if found else 0
    if start:
        start = hit.text.find(" ", start, found[0].start) + 1 or start
    end = min(len(hit.text), start + LONG)
    if end < len(hit.text):
        end = max(hit.text.rfind(" ", start, end), start + LONG // 2)
    return Span(start, end)


def _within(stretches: Iterable[Stretch], part: Span) -> Iterator[Stretch]:
    place = 0
    for stretch in stretches:
        start, end = max(place, part.start), min(place + len(stretch.text), part.end)
        if start < end:
            yield replace(stretch, text=stretch.text[start - place : end - place])
        place += len(stretch.text)


def _in_words(coding: HitCoding, text: str) -> ShownCoding:
    if coding.by_coders:
        by = "tagged by coders"
    elif coding.confidence is None:
        by = "tagged by the machine"
    else:
        by = f"tagged by the machine, confidence {100 * coding.confidence:.0f}%"
    evidence = tuple(_quoted(text, span) for span in sorted(coding.spans))
    return ShownCoding(coding.theme, coding.name, coding.polarity, said_of(coding), evidence, by)


def _quoted(text: str, span: Span) -> str:
    return text[span.start : span.end]
