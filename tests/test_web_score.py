"""What a score was built from: the parts that the model weighs, told with the sentences they come from."""

import pytest

from noteworthy.web.facts import SentenceFacts
from noteworthy.web.score import components_of

GOOD, POOR, NONE = (0.9, 0.05, 0.03, 0.02), (0.05, 0.9, 0.03, 0.02), (0.01, 0.01, 0.0, 0.98)


def sentences(*scores: tuple[float, ...]) -> list[SentenceFacts]:
    return [SentenceFacts(number, "Words.", "none", one) for number, one in enumerate(scores, start=1)]


def test_each_part_names_the_sentence_that_it_is_about() -> None:
    parts = components_of(sentences(NONE, POOR, GOOD))
    assert [(part.sentence, part.effect) for part in parts] == [
        (None, "makes little difference"),
        (3, "raises the score"),
        (2, "lowers the score"),
        (3, "raises the score"),
    ]
    assert parts[1].value == pytest.approx(0.85)


def test_a_note_of_one_sentence_has_one_part() -> None:
    (part,) = components_of(sentences(POOR))
    assert part.sentence is None
    assert part.effect == "lowers the score"


def test_sentences_without_scores_make_no_parts() -> None:
    assert components_of(sentences((), ())) == ()
