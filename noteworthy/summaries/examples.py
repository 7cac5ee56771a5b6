"""Passages that show good and poor practice: clear ones, of different cases, and unlike each other.

The clearest of each subject are held while the corpus goes by; the few that are shown are then taken in turn from what
they can differ in: the factors of a theme, the themes of a factor.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from corpus.store.rows import Row
from noteworthy.summaries.passages import ReadSentence, Told
from noteworthy.summaries.settings import ExampleSettings
from noteworthy.summaries.shares import JUDGED
from noteworthy.summaries.terms import telling_terms
from noteworthy.summaries.words import Subject

MOST_POINTS = 11
"""What `Examples` can give a passage at most."""


class _Candidate(NamedTuple):
    """A passage that may be shown; the greatest is the clearest."""

    by_coders: bool
    points: int
    confidence: float
    key: str
    note: str
    case: str
    group: str
    """What the examples of its subject are to differ in."""
    text: str


class Examples:
    """Holds the clearest passages of each subject, sentence by sentence."""

    def __init__(self, settings: ExampleSettings) -> None:
        self._settings = settings
        self._clearest: dict[tuple[Subject, str], list[_Candidate]] = defaultdict(list)

    def add(self, sentence: ReadSentence) -> None:
        """Take in a sentence."""
        for told in sentence.codings:
            if told.observed and told.polarity in JUDGED:
                self._hold(("theme", told.theme), told, sentence, sentence.factor or "")
                if sentence.factor:
                    self._hold(("factor", sentence.factor), told, sentence, told.theme)

    def _hold(self, subject: Subject, told: Told, sentence: ReadSentence, group: str) -> None:
        held = self._clearest[subject, told.polarity]
        full = len(held) == self._settings.looked_at
        # In a large corpus most are behind even with all points, so that theirs are never counted.
        if full and (told.by_coders, MOST_POINTS, told.confidence, told.key) < held[0]:
            return
        points = self._points(told, sentence)
        if full and (told.by_coders, points, told.confidence, told.key) < held[0]:
            return
        candidate = _Candidate(
            told.by_coders, points, told.confidence, told.key, sentence.note, sentence.case, group, sentence.text
        )
        if full:
            heapq.heapreplace(held, candidate)
        else:
            heapq.heappush(held, candidate)

    def _points(self, told: Told, sentence: ReadSentence) -> int:
        """Return how clear an example is: its sentence says one thing, whole, at a readable length."""
        text = sentence.text.strip()
        return (
            2 * (sentence.practice == told.polarity)
            + 2 * (self._settings.shortest <= len(text) <= self._settings.longest)
            + 2 * all(other.polarity == told.polarity for other in sentence.codings)
            + (len(sentence.codings) == 1)
            + (text[:1].isupper() and text[-1:] in ".!?")
            + (text.partition(" ")[0].strip(",").lower() not in self._settings.leaning)
            + ("[" not in text)
            + (sentence.clarity == 3)
        )

    def rows(self) -> Iterator[Row]:
        """Yield the rows of `examples`."""
        for subject, polarity in sorted(self._clearest):
            chosen = _varied(sorted(self._clearest[subject, polarity], reverse=True), self._settings)
            for place, one in enumerate(chosen, start=1):
                yield {
                    "subject": subject[0], "code": subject[1], "polarity": polarity, "place": place,
                    "coding": one.key, "note": one.note,
                }  # fmt: skip


def _varied(clearest: Sequence[_Candidate], settings: ExampleSettings) -> list[_Candidate]:
    """Take the clearest of each group in turn, then the next of each, leaving out what is much like one taken."""
    groups: dict[str, list[_Candidate]] = defaultdict(list)
    for one in clearest:
        groups[one.group].append(one)
    chosen: list[tuple[_Candidate, set[str]]] = []
    for one in (one for turn in zip_longest(*groups.values()) for one in turn if one is not None):
        words = telling_terms(one.text)
        if all(one.case != other.case and _alike(words, of_other) <= settings.most_alike for other, of_other in chosen):
            chosen.append((one, words))
        if len(chosen) == settings.kept:
            break
    return [one for one, _ in chosen]


def _alike(one: set[str], other: set[str]) -> float:
    """Return the share of all their words that two passages have in common (Jaccard's index)."""
    return len(one & other) / len(one | other) if one | other else 1.0
