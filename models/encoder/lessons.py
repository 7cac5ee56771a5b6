"""Coded notes as what the network learns from: numbers beside each sentence and each word piece.

Where several coders read a note, part of what is taught is their shares (soft labels): a theme that one of two gave is
taught as less certain than one that both gave. Pieces are taught as evidence where the coders marked words; where they
marked none, or the whole sentence, nothing is taught of its pieces for that theme.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.values import POLARITIES, PRACTICES, CodedCorpus, CoderReading, CoderSentence, Note
from models.consensus import AGREED, agreed_readings
from models.encoder.pieces import Window, windows

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Lesson:
    """A window with what is taught of its sentences and pieces."""

    window: Window
    themes: Floats
    """How far each theme is there, 0 to 1: (sentences, themes)."""
    polarities: Floats
    """1 at the polarity of each theme that is there: (sentences, themes, ``POLARITIES``)."""
    practice: Floats
    """Shares that sum to 1: (sentences, ``PRACTICES``)."""
    evidence: Floats
    """1 at pieces that carry a theme: (pieces, themes)."""
    taught: Floats
    """1 where something is known of a piece and a theme: (pieces, themes)."""


def lessons(
    corpus: CodedCorpus, tokenizer: Any, *, themes: Sequence[str], split: str | None, soft: float
) -> Iterator[Lesson]:
    """Yield the lessons of a split (``train`` holds the notes without one, too); ``soft`` is the weight of shares."""
    agreed = agreed_readings(corpus.readings)
    by_note: dict[str, list[CoderReading]] = {}
    for reading in corpus.readings:
        by_note.setdefault(reading.note_id, []).append(reading)
    for note in corpus.notes:
        if note.note_id in agreed and (corpus.splits.get(note.note_id) or "train") == split:
            apart = [reading for reading in by_note[note.note_id] if reading.coder != AGREED]
            yield from _of_note(note, agreed[note.note_id], apart, tokenizer, themes=themes, soft=soft)


def _of_note(
    note: Note,
    agreed: CoderReading,
    apart: Sequence[CoderReading],
    tokenizer: Any,
    *,
    themes: Sequence[str],
    soft: float,
) -> Iterator[Lesson]:
    alike = [reading for reading in apart if len(reading.sentences) == len(agreed.sentences)]
    spans = [(sentence.start, sentence.end) for sentence in agreed.sentences]
    for window in windows(tokenizer, note.text, spans):
        rows = range(window.first, window.first + len(window.stretches))
        sentences = [agreed.sentences[row] for row in rows]
        others = [[reading.sentences[row] for reading in alike] for row in rows]
        given = np.array([_themes(*pair, themes=themes, soft=soft) for pair in zip(sentences, others, strict=True)])
        evidence, taught = _evidence(window, sentences, given, themes)
        yield Lesson(
            window=window,
            themes=given,
            polarities=np.array([_polarities(sentence, themes) for sentence in sentences]),
            practice=np.array([_practice(*pair, soft=soft) for pair in zip(sentences, others, strict=True)]),
            evidence=evidence,
            taught=taught,
        )


def _themes(sentence: CoderSentence, others: Sequence[CoderSentence], *, themes: Sequence[str], soft: float) -> Floats:
    own = _bears(sentence, themes)
    if not others:
        return own
    shares = np.mean([_bears(other, themes) for other in others], axis=0)
    return np.asarray((1 - soft) * own + soft * shares, dtype=np.float32)


def _bears(sentence: CoderSentence, themes: Sequence[str]) -> Floats:
    given = {coding.theme for coding in sentence.codings}
    return np.array([theme in given for theme in themes], dtype=np.float32)


def _polarities(sentence: CoderSentence, themes: Sequence[str]) -> Floats:
    rows = np.zeros((len(themes), len(POLARITIES)), dtype=np.float32)
    for coding in sentence.codings:
        if coding.theme in themes:
            rows[themes.index(coding.theme), POLARITIES.index(coding.polarity)] = 1
    return rows


def _practice(sentence: CoderSentence, others: Sequence[CoderSentence], *, soft: float) -> Floats:
    own = _one_of_practices(sentence)
    if not others:
        return own
    shares = np.mean([_one_of_practices(other) for other in others], axis=0)
    return np.asarray((1 - soft) * own + soft * shares, dtype=np.float32)


def _one_of_practices(sentence: CoderSentence) -> Floats:
    return np.array([sentence.practice == practice for practice in PRACTICES], dtype=np.float32)


def _evidence(
    window: Window, sentences: Sequence[CoderSentence], given: Floats, themes: Sequence[str]
) -> tuple[Floats, Floats]:
    evidence = np.zeros((len(window.ids), len(themes)), dtype=np.float32)
    taught = np.zeros_like(evidence)
    for stretch, sentence, shares in zip(window.stretches, sentences, given, strict=True):
        own = slice(stretch.first, stretch.end)
        taught[own, shares == 0] = 1
        for coding in sentence.codings:
            spans = [(span.start, span.end) for span in coding.spans]
            if coding.theme not in themes or not spans or spans == [(sentence.start, sentence.end)]:
                continue
            theme, places = themes.index(coding.theme), window.places[own]
            taught[own, theme] = 1
            evidence[own, theme] = np.any([(places[:, 0] < b) & (places[:, 1] > a) for a, b in spans], axis=0)
    return evidence, taught
