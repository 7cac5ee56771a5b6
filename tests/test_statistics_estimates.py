"""Figures with intervals: known, without an interval, or without a value and with the reason."""

from math import exp, log

import pytest

from noteworthy.statistics.estimates import Estimate, unknown


def test_a_figure_without_value_or_interval_is_not_known() -> None:
    assert Estimate(0.4, 0.3, 0.5, 100, 12, "Wilson interval").known
    assert not unknown("There is no answer to count.", method="Wilson interval").known
    assert not unknown("The two never stand together.", method="lift", n=9, value=0.0).known


def test_an_estimate_goes_through_a_rising_function_with_both_ends() -> None:
    found = Estimate(log(2), log(1), log(4), 50, 5, "log odds ratio", p=0.04).through(exp, method="odds ratio")
    assert (found.value, found.low, found.high) == pytest.approx((2, 1, 4))
    assert (found.n, found.method, found.p) == (50, "odds ratio", 0.04)


def test_what_is_not_known_stays_unknown_through_a_function() -> None:
    found = unknown("All answers are the same.", method="odds ratio", n=3, groups=2).through(exp)
    assert (found.value, found.low, found.note) == (None, None, "All answers are the same.")
