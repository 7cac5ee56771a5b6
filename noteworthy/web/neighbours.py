"""A note's neighbours in theme: passages of other notes that mean nearly what its clearest coded sentence does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from noteworthy.finder.clarity import clarity
from noteworthy.web.answers import Visit
from noteworthy.web.facts import CodingFacts, SentenceFacts
from noteworthy.web.find_passages import ShownPassage, shown
from noteworthy.web.finders import finder_of

MOST = 5
"""Enough to compare with, few enough to stand below a note."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbours, and what they are neighbours of."""

    coding: CodingFacts
    passages: tuple[ShownPassage, ...]
    """The nearest first."""


async def neighbours(
    visit: Visit, codings: Sequence[CodingFacts], sentences: Sequence[SentenceFacts]
) -> Neighbours | None:
    """Return a note's neighbours; ``None`` where nothing of it is coded, nothing is near, or there is no index."""
    by_number = {sentence.number: sentence for sentence in sentences}
    found = [coding for coding in codings if coding.counts and coding.sentence in by_number]
    finder = await finder_of(visit) if found else None
    if finder is None:
        return None
    coding = max(found, key=lambda coding: _clarity(coding, by_number[coding.sentence or 0]))
    hits = await finder.similar(by_number[coding.sentence or 0].key, number=MOST, theme=coding.theme)
    return Neighbours(coding, tuple(shown(hit, whole=False) for hit in hits)) if hits else None


def _clarity(coding: CodingFacts, sentence: SentenceFacts) -> float:
    return clarity(coding.polarity, coding.status, coding.confidence, len(sentence.text))
