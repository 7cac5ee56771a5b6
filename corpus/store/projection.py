"""Coders' readings laid over the machine's sentences.

Coders and machine may cut a note into sentences differently. What a coder said is kept as it was handed in; for the
tables it is laid over the machine's sentences, so that both stand side by side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.values import CoderReading, Coding, Practice, Span


@dataclass(frozen=True, slots=True)
class LaidCoding:
    """A coder's coding in a sentence of the machine: its place in the list, and its spans within it."""

    sentence: int
    coding: Coding


def lay_codings(reading: CoderReading, sentences: Sequence[Span]) -> Iterator[LaidCoding]:
    """Yield each coding with the sentence that holds most of its words, its spans cut to that sentence."""
    for sentence in reading.sentences:
        for coding in sentence.codings:
            place = max(range(len(sentences)), key=lambda i: (_shared(coding.spans, sentences[i]), -i), default=None)
            if place is None:
                continue
            spans = tuple(_cut(coding.spans, sentences[place]))
            if spans:
                yield LaidCoding(place, replace(coding, spans=spans))


def lay_practice(reading: CoderReading, sentences: Sequence[Span]) -> Iterator[tuple[int, Practice]]:
    """Yield the label of each sentence of the machine that the coder read, at least in part."""
    for place, span in enumerate(sentences):
        labels = {part.practice for part in reading.sentences if part.start < span.end and span.start < part.end}
        if labels:
            yield place, _together(labels)


def _together(labels: set[Practice]) -> Practice:
    """Return what several labels say together: whatever judges prevails, and good and poor are mixed."""
    judging = labels - {"none"}
    if not judging:
        return "none"
    return judging.pop() if len(judging) == 1 else "mixed"


def _cut(spans: Sequence[Span], within: Span) -> Iterator[Span]:
    for span in spans:
        if span.overlaps(within):
            yield Span(max(span.start, within.start), min(span.end, within.end))


def _shared(spans: Sequence[Span], within: Span) -> int:
    return sum(span.end - span.start for span in _cut(spans, within))
