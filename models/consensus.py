"""One reading of a note from several coders': the agreed one where there is one, else what most of them say."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeVar

from corpus.values import CoderReading, CoderSentence, Coding, Span

AGREED = "adjudicated"
MAJORITY = "majority"

Value = TypeVar("Value", bound=str)


def plurality(values: Sequence[Value], *, tie: Value) -> Value:
    """Return the most frequent value, or ``tie`` where two lead."""
    counts = Counter(values).most_common()
    return counts[0][0] if len(counts) == 1 or counts[0][1] > counts[1][1] else tie


def agreed_readings(readings: Iterable[CoderReading]) -> dict[str, CoderReading]:
    """Return one reading for each note: the adjudicated one, or the majority of its coders."""
    by_note = groupby(sorted(readings, key=lambda reading: reading.note_id), key=lambda reading: reading.note_id)
    return {note_id: _agreed(list(of_note)) for note_id, of_note in by_note}


def _agreed(readings: list[CoderReading]) -> CoderReading:
    adjudicated = [reading for reading in readings if reading.coder == AGREED]
    return adjudicated[0] if adjudicated else majority_reading(readings)


def majority_reading(readings: Sequence[CoderReading]) -> CoderReading:
    """Return what most coders say: a theme that most gave; polarity, status and practice by plurality, ties mixed.

    The sentences are those of the first coder; another coder's sentence counts for the one it overlaps most.
    """
    first = readings[0]
    sentences = tuple(
        majority_sentence([_counterpart(sentence, reading) for reading in readings]) for sentence in first.sentences
    )
    clear = [reading.clarity for reading in readings if reading.clarity is not None]
    return CoderReading(
        note_id=first.note_id,
        coder=MAJORITY,
        sentences=sentences,
        practice=plurality([reading.practice for reading in readings], tie="mixed"),
        clarity=round(sum(clear) / len(clear)) if clear else None,
    )


def _counterpart(sentence: CoderSentence, reading: CoderReading) -> CoderSentence:
    def shared(other: CoderSentence) -> int:
        return min(sentence.end, other.end) - max(sentence.start, other.start)

    best = max(reading.sentences, key=shared, default=None)
    if best is None or shared(best) <= 0:
        return CoderSentence(sentence.start, sentence.end, "none")
    return best


def majority_sentence(sentences: Sequence[CoderSentence]) -> CoderSentence:
    """Return what most coders say of one sentence."""
    need = len(sentences) // 2 + 1
    given: dict[str, list[Coding]] = {}
    for sentence in sentences:
        for coding in sentence.codings:
            given.setdefault(coding.theme, []).append(coding)
    codings = tuple(_majority_coding(of_theme, len(sentences)) for of_theme in given.values() if len(of_theme) >= need)
    practice = plurality([sentence.practice for sentence in sentences], tie="mixed")
    return CoderSentence(sentences[0].start, sentences[0].end, practice, codings)


def _majority_coding(codings: list[Coding], coders: int) -> Coding:
    first = codings[0]
    return Coding(
        theme=first.theme,
        polarity=plurality([coding.polarity for coding in codings], tie="mixed"),
        status=plurality([coding.status for coding in codings], tie="observed"),
        spans=tuple(Span(span.start, span.end) for span in first.spans),
        confidence=len(codings) / coders,
        source="coder",
    )
