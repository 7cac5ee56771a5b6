"""Coded notes as what the encoder learns from."""

from collections.abc import Sequence

import numpy as np

from corpus.values import (
    POLARITIES,
    PRACTICES,
    CodedCorpus,
    CoderReading,
    CoderSentence,
    Coding,
    Note,
    Polarity,
    Practice,
    RawText,
    Span,
)
from models.encoder.encoder import load_encoder
from models.encoder.lessons import Lesson, lessons

TOKENIZER = load_encoder().tokenizer
THEMES = ("delay", "trust")
TEXT = "He waited eleven weeks. She knew him well."
CUT = ((0, 23), (24, 42))


def coding(theme: str, polarity: Polarity, *words: str) -> Coding:
    spans = tuple(Span(TEXT.index(word), TEXT.index(word) + len(word)) for word in words)
    return Coding(theme, polarity, "observed", spans, 1.0, "coder")


def reading(coder: str, *sentences: tuple[Practice, Sequence[Coding]]) -> CoderReading:
    cut = tuple(CoderSentence(a, b, practice, tuple(of)) for (a, b), (practice, of) in zip(CUT, sentences, strict=True))
    return CoderReading("n1", coder, cut, "mixed")


def only(*readings: CoderReading, soft: float = 0.0) -> Lesson:
    corpus = CodedCorpus((Note("n1", RawText(TEXT)),), readings)
    (lesson,) = lessons(corpus, TOKENIZER, themes=THEMES, split="train", soft=soft)
    return lesson


def pieces_of(lesson: Lesson, flags: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]") -> list[str]:
    return [TEXT[a:b] for (a, b), flag in zip(lesson.window.places.tolist(), flags, strict=True) if flag]


MARKED = reading(
    "adjudicated",
    ("poor", [coding("delay", "poor", "eleven weeks")]),
    ("good", [coding("trust", "good", "knew him well")]),
)


def test_themes_polarity_and_practice_stand_beside_their_sentence() -> None:
    lesson = only(MARKED)
    assert lesson.themes.tolist() == [[1, 0], [0, 1]]
    assert POLARITIES[lesson.polarities[0, 0].argmax()] == "poor"
    assert not lesson.polarities[0, 1].any()
    assert [PRACTICES[row.argmax()] for row in lesson.practice] == ["poor", "good"]


def test_the_marked_words_are_evidence_and_the_others_of_the_sentence_are_not() -> None:
    lesson = only(MARKED)
    assert pieces_of(lesson, lesson.evidence[:, 0] > 0) == ["eleven", "weeks"]
    assert pieces_of(lesson, lesson.evidence[:, 1] > 0) == ["knew", "him", "well"]
    assert not lesson.taught[[0, -1]].any()
    assert lesson.taught[1:-1].all()


def test_where_the_whole_sentence_is_marked_nothing_is_taught_of_its_words() -> None:
    whole = coding("delay", "poor", "He waited eleven weeks.")
    lesson = only(reading("adjudicated", ("poor", [whole]), ("none", [])))
    assert not lesson.taught[:, 0][lesson.window.membership[0] > 0].any()
    assert lesson.taught[:, 1][1:-1].all()


def test_what_coders_say_apart_softens_what_was_agreed() -> None:
    one = reading("c1", ("poor", [coding("delay", "poor", "eleven weeks")]), ("good", []))
    other = reading("c2", ("poor", []), ("none", []))
    lesson = only(MARKED, one, other, soft=0.4)
    np.testing.assert_allclose(lesson.themes, [[0.6 + 0.4 * 0.5, 0], [0, 0.6]], rtol=1e-6)
    np.testing.assert_allclose(lesson.practice[1], [0.6 + 0.4 * 0.5, 0, 0, 0.4 * 0.5], rtol=1e-6)
    np.testing.assert_allclose(lesson.practice.sum(axis=1), [1, 1], rtol=1e-6)


def test_notes_of_another_split_teach_nothing() -> None:
    corpus = CodedCorpus((Note("n1", RawText(TEXT)),), (MARKED,), splits={"n1": "test"})
    assert not list(lessons(corpus, TOKENIZER, themes=THEMES, split="train", soft=0.0))
