"""What coders said, laid upon the sentences that our own reader found.

Coders and reader may cut a text differently. A coding belongs to the sentence in which the middle of its evidence
lies; practice to every sentence that shares at least half of itself, or of the coder's, with the coder's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.values import CoderReading, CoderSentence, Polarity, Practice, ReadNote, ReadSentence


@dataclass(frozen=True, slots=True)
class Target:
    """What coders said of one sentence."""

    practice: Practice
    polarities: dict[str, Polarity]


def align(read: ReadNote, reading: CoderReading) -> list[Target]:
    """Return what the coders said of each sentence of the reader."""
    practices: list[list[Practice]] = [[] for _ in read.sentences]
    polarities: list[dict[str, list[Polarity]]] = [{} for _ in read.sentences]
    for coded in reading.sentences:
        for row, sentence in enumerate(read.sentences):
            if _shares_half(coded, sentence):
                practices[row].append(coded.practice)
        for coding in coded.codings:
            home = _home(coding.spans[0].start + coding.spans[0].end if coding.spans else coded.start + coded.end, read)
            if home is not None:
                polarities[home].setdefault(coding.theme, []).append(coding.polarity)
    return [
        Target(merge_practices(given), {theme: merge_polarities(values) for theme, values in of_themes.items()})
        for given, of_themes in zip(practices, polarities, strict=True)
    ]


def _shares_half(coded: CoderSentence, sentence: ReadSentence) -> bool:
    shared = min(coded.end, sentence.end) - max(coded.start, sentence.start)
    return shared > 0 and 2 * shared >= min(coded.end - coded.start, sentence.end - sentence.start)


def _home(twice_the_middle: int, read: ReadNote) -> int | None:
    """Return the sentence nearest to a place, given as twice its offset so that it stays whole."""

    def distance(row: int) -> int:
        sentence = read.sentences[row]
        return max(2 * sentence.start - twice_the_middle, twice_the_middle - 2 * sentence.end, 0)

    return min(range(len(read.sentences)), key=distance, default=None)


def merge_practices(values: Iterable[Practice]) -> Practice:
    """Return one label for several: good and poor together are mixed, none gives way."""
    said = {value for value in values if value != "none"}
    if not said:
        return "none"
    return said.pop() if len(said) == 1 else "mixed"


def merge_polarities(values: Iterable[Polarity]) -> Polarity:
    """Return one polarity for several: good and poor together are mixed, context gives way."""
    said = {value for value in values if value != "context"}
    if not said:
        return "context"
    return said.pop() if len(said) == 1 else "mixed"
