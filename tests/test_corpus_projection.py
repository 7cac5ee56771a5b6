"""Coders' readings laid over the machine's sentences: every word stays in one, every sentence gets its label."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.store.projection import lay_codings, lay_practice
from corpus.values import CoderReading, CoderSentence, Coding, Practice, Span


def reading(*sentences: CoderSentence) -> CoderReading:
    return CoderReading("N1", "c1", sentences, "good")


def coding(*spans: tuple[int, int]) -> Coding:
    return Coding("delay", "poor", "observed", tuple(Span(*span) for span in spans), 1.0, "coder")


def test_a_coding_goes_to_the_sentence_with_most_of_its_words_and_is_cut_to_it() -> None:
    said = reading(CoderSentence(0, 30, "poor", (coding((5, 22)), coding((2, 4), (12, 15)))))
    laid = list(lay_codings(said, [Span(0, 9), Span(10, 30)]))

    assert [(one.sentence, one.coding.spans) for one in laid] == [(1, (Span(10, 22),)), (1, (Span(12, 15),))]


def test_of_two_sentences_with_as_many_words_the_first_has_it() -> None:
    (laid,) = lay_codings(reading(CoderSentence(0, 20, "poor", (coding((5, 15)),))), [Span(0, 10), Span(10, 20)])

    assert laid.sentence == 0


def test_words_outside_every_sentence_are_left_out() -> None:
    assert not list(lay_codings(reading(CoderSentence(0, 20, "poor", (coding((12, 15)),))), [Span(0, 10)]))
    assert not list(lay_codings(reading(CoderSentence(0, 20, "poor", (coding((12, 15)),))), []))


@pytest.mark.parametrize(
    ("labels", "together"),
    [
        (["good", "good"], "good"),
        (["good", "none"], "good"),
        (["none", "none"], "none"),
        (["good", "poor"], "mixed"),
        (["mixed", "poor"], "mixed"),
    ],
)
def test_several_labels_in_one_sentence_say_one_thing_together(labels: Sequence[Practice], together: Practice) -> None:
    said = reading(*(CoderSentence(i * 10, i * 10 + 9, label) for i, label in enumerate(labels)))

    assert list(lay_practice(said, [Span(0, 19), Span(40, 50)])) == [(0, together)]


spans = st.tuples(st.integers(0, 90), st.integers(1, 20)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


@given(st.lists(st.lists(spans, min_size=1, max_size=3), max_size=4), st.sets(st.integers(1, 100), max_size=6))
def test_laid_codings_stand_within_their_sentence(coded: list[list[Span]], cuts: set[int]) -> None:
    ends = sorted({0, *cuts, 110})
    sentences = [Span(start, end) for start, end in pairwise(ends)]
    codings = tuple(Coding("delay", "poor", "observed", tuple(own), 1.0, "coder") for own in coded)
    laid = list(lay_codings(reading(CoderSentence(0, 110, "poor", codings)), sentences))

    assert len(laid) == len(codings)
    for one in laid:
        within = sentences[one.sentence]
        assert all(within.start <= span.start < span.end <= within.end for span in one.coding.spans)
