"""What coders said, laid upon our own sentences."""

import pytest

from corpus.values import CoderReading, CoderSentence, Polarity, Practice
from models.targets import align, merge_polarities, merge_practices
from tests.models_stand_in import coding, read

TEXT = "It began at once. Then it drifted for months."


def test_equal_sentences_are_matched_one_to_one() -> None:
    reading = CoderReading(
        "n",
        "a",
        (
            CoderSentence(0, 17, "good", (coding("delay", "good", 9, 16),)),
            CoderSentence(18, 45, "poor", (coding("delay", "poor", 26, 33),)),
        ),
        "mixed",
    )
    first, second = align(read(TEXT), reading)
    assert (first.practice, first.polarities) == ("good", {"delay": "good"})
    assert (second.practice, second.polarities) == ("poor", {"delay": "poor"})


def test_a_coders_long_sentence_is_shared_out_by_its_evidence() -> None:
    whole = CoderSentence(0, 45, "mixed", (coding("delay", "good", 9, 16), coding("trust", "poor", 26, 33)))
    first, second = align(read(TEXT), CoderReading("n", "a", (whole,), "mixed"))
    assert (first.polarities, second.polarities) == ({"delay": "good"}, {"trust": "poor"})
    assert first.practice == second.practice == "mixed"


def test_a_coders_short_sentences_come_together_in_ours() -> None:
    halves = (
        CoderSentence(18, 30, "good", (coding("delay", "good", 18, 22),)),
        CoderSentence(31, 45, "poor", (coding("delay", "poor", 36, 44),)),
    )
    first, second = align(read(TEXT), CoderReading("n", "a", halves, "mixed"))
    assert (first.practice, first.polarities) == ("none", {})
    assert (second.practice, second.polarities) == ("mixed", {"delay": "mixed"})


@pytest.mark.parametrize(
    ("given", "one"), [([], "none"), (["none", "good"], "good"), (["good", "poor"], "mixed"), (["none"], "none")]
)
def test_practices_merge(given: list[Practice], one: Practice) -> None:
    assert merge_practices(given) == one


@pytest.mark.parametrize(
    ("given", "one"), [(["context"], "context"), (["context", "poor"], "poor"), (["good", "poor"], "mixed")]
)
def test_polarities_merge(given: list[Polarity], one: Polarity) -> None:
    assert merge_polarities(given) == one
