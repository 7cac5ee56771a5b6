"""Distinctive words: the equations of Monroe, Colaresi and Quinn, by hand."""

from math import log, sqrt

import pytest

from noteworthy.statistics.distinctive import distinctive_words, log_odds


def test_two_words_have_the_log_odds_and_z_of_the_equations() -> None:
    """Equations 16, 20 and 22 for counts (8, 2) and (3, 7), with a prior of 10 words in proportion 11 to 9."""
    deltas, z = log_odds([8, 2], [3, 7], prior_words=10)
    before = 10 * 11 / 20, 10 * 9 / 20
    one = log((8 + before[0]) / (2 + before[1]))
    other = log((3 + before[0]) / (7 + before[1]))
    assert deltas[0] == pytest.approx(one - other)
    assert z[0] == pytest.approx((one - other) / sqrt(1 / (8 + before[0]) + 1 / (3 + before[0])))
    assert z[1] < 0


def test_a_given_prior_is_used() -> None:
    common, _ = log_odds([5, 5], [1, 9], prior=[1, 1], prior_words=1000)
    assert abs(common[0]) < 0.1  # a strong prior leaves little


def test_a_rare_word_is_less_distinctive_than_a_frequent_one_with_the_same_ratio() -> None:
    one, other = {"waited": 60, "owl": 6, "he": 500}, {"waited": 10, "owl": 1, "he": 500}
    found = {word.word: word.z for word in distinctive_words(one, other)}
    assert found["waited"] > found["owl"] > 0


def test_words_come_in_order_and_rare_ones_are_left_out() -> None:
    found = distinctive_words({"prompt": 20, "odd": 1}, {"delay": 30, "odd": 2}, fewest=5)
    assert [(word.word, word.first, word.second) for word in found] == [("prompt", 20, 0), ("delay", 0, 30)]


def test_no_words_make_no_list() -> None:
    assert distinctive_words({}, {}) == ()
    assert distinctive_words({"only": 9}, {})[0].z == 0.0
