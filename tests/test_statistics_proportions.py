"""Shares: against printed intervals, against statsmodels, against the design of a cluster sample by hand."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint  # type: ignore[import-untyped]

from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.proportions import NARROWEST, NO_VARIATION, ONE_GROUP, share, shares
from noteworthy.statistics.sampled import Sampled


def answers(yes: int, of: int) -> list[bool]:
    return [True] * yes + [False] * (of - yes)


@pytest.mark.parametrize(
    ("yes", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_independent_answers_have_the_intervals_that_newcombe_printed(
    yes: int, of: int, low: float, high: float
) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    found = share(answers(yes, of))
    assert (found.value, found.low, found.high) == pytest.approx((yes / of, low, high), abs=5e-5)


def test_independent_answers_have_the_interval_of_statsmodels() -> None:
    found = share(answers(3, 11))
    assert (found.low, found.high) == pytest.approx(proportion_confint(3, 11, method="wilson"))


def test_counts_and_single_answers_say_the_same() -> None:
    assert share([3, 4], [5, 6]) == share(answers(7, 11))


def test_what_was_not_answered_is_not_a_no() -> None:
    found = share([True, True, False, True], [True, True, True, False])
    assert found.n == 3
    assert found.value == pytest.approx(2 / 3)


def test_more_successes_than_trials_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="between nought and the trials"):
        share([2], [1])


def test_groups_of_identical_answers_are_worth_one_answer_each_less_one() -> None:
    """Ten groups of twenty identical answers: the variance is p(1-p)/9, with 9 degrees of freedom."""
    yes = np.repeat(answers(4, 10), 20)
    found = share(yes, clusters=np.repeat(np.arange(10), 20))
    t, worth = 2.2621571627, 9  # Student's 97.5% point at 9 degrees of freedom, as printed in tables
    middle = (0.4 + t**2 / (2 * worth)) / (1 + t**2 / worth)
    half = t / (1 + t**2 / worth) * (0.4 * 0.6 / worth + t**2 / (4 * worth**2)) ** 0.5
    assert (found.low, found.high, found.groups) == pytest.approx((middle - half, middle + half, 10))


def test_groups_that_are_even_by_luck_leave_most_of_an_interval() -> None:
    yes = np.tile([True, False], 50)  # every group is half and half: less alike than chance allows
    found, plain = share(yes, clusters=np.repeat(np.arange(50), 2)), share(yes)
    assert found.low is not None
    assert plain.low is not None
    assert 0.5 - found.low == pytest.approx(NARROWEST * (0.5 - plain.low), rel=0.02)


def test_unequal_groups_have_the_variance_of_a_regression_with_cr2() -> None:
    """By the matrices of Bell and McCaffrey (2002), written out for a regression on nothing but a constant."""
    sizes = np.array([3, 8, 5, 14, 2])
    rng = np.random.default_rng(1)
    way = np.repeat(np.arange(5), sizes)
    yes = rng.random(sizes.sum()) < np.array([0.2, 0.5, 0.7, 0.4, 0.9])[way]
    n = len(yes)
    hat = np.full((n, n), 1 / n)
    residuals, variance = yes - yes.mean(), 0.0
    rows = []
    for group in range(5):
        inside = way == group
        block = np.eye(sizes[group]) - hat[np.ix_(inside, inside)]
        values, vectors = np.linalg.eigh(block)
        root = vectors @ np.diag(values**-0.5) @ vectors.T
        weights = np.zeros(n)
        weights[inside] = root @ np.full(sizes[group], 1 / n)
        variance += float(weights @ residuals) ** 2
        rows.append(weights @ (np.eye(n) - hat))
    products = np.array(rows) @ np.array(rows).T
    freedom = np.trace(products) ** 2 / (products**2).sum()

    sampled = Sampled.of(yes[:, None], np.ones((n, 1)), Clusters.of(way))
    assert sampled.variances()[0] == pytest.approx(variance)
    assert sampled.freedoms()[0] == pytest.approx(freedom)


def test_crossing_groups_add_what_each_way_adds() -> None:
    """Units by inspectors without a common effect, then with inspectors who are strict or lenient."""
    unit, inspector = np.divmod(np.arange(400), 20)
    strict = inspector % 2 == 0
    crossed, units = share(strict, clusters=Clusters.of(unit, inspector)), share(strict, clusters=unit)
    assert crossed.low is not None
    assert units.low is not None
    assert crossed.low < units.low - 0.1  # every unit is half and half; only inspectors show that answers are alike


def test_all_yes_has_an_interval_and_says_what_is_not_known() -> None:
    found = share([True] * 30, clusters=np.repeat(np.arange(10), 3))
    assert (found.value, found.high, found.note) == (1.0, 1.0, NO_VARIATION)
    assert found.low is not None
    assert 0.8 < found.low < 0.95


def test_one_group_alone_is_said_to_tell_nothing_of_groups() -> None:
    found, plain = share(answers(20, 50), clusters=["Portmere"] * 50), share(answers(20, 50))
    assert (found.low, found.high, found.note) == (plain.low, plain.high, ONE_GROUP)


def test_three_cases_have_a_wide_interval() -> None:
    found = share([True, False, True], clusters=["a", "b", "c"])
    assert found.low is not None
    assert found.high is not None
    assert found.high - found.low > 0.8


def test_one_case_has_an_interval() -> None:
    found = share([True], clusters=["a"])
    assert (found.n, found.high) == (1, 1.0)


def test_no_answer_has_no_share_and_says_so() -> None:
    found = share([], [])
    assert (found.value, found.low, found.note, found.known) == (None, None, "There is no answer to count.", False)


def test_many_shares_at_once_are_those_of_one_at_a_time() -> None:
    rng = np.random.default_rng(3)
    yes, asked = rng.random((200, 40)) < 0.4, rng.random((200, 40)) < 0.6
    of = Clusters.of(rng.integers(0, 12, 200), rng.integers(0, 9, 200))
    together = shares(yes, asked, clusters=of)
    assert len(together) == 40
    for column in (0, 17, 39):
        one = share(yes[:, column], asked[:, column], clusters=of)
        assert together[column].value == one.value
        assert (together[column].low, together[column].high) == pytest.approx((one.low, one.high))
