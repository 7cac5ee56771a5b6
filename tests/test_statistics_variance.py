"""The intraclass correlation: against the analysis of variance of scipy, and against what was put in."""

import numpy as np
import pytest
from scipy.stats import f, f_oneway

from noteworthy.statistics.variance import intraclass


def drawn(seed: int, *, groups: int, each: int, spread: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), each)
    return rng.random(groups * each) < 1 / (1 + np.exp(-rng.normal(0, spread, groups)[group])), group


def test_the_estimate_is_that_of_an_analysis_of_variance() -> None:
    yes, group = drawn(1, groups=20, each=15, spread=1.0)
    ratio = f_oneway(*(yes[group == one].astype(float) for one in range(20))).statistic
    assert intraclass(yes, group).value == pytest.approx((ratio - 1) / (ratio + 14))


def test_unequal_groups_use_their_typical_size() -> None:
    sizes = [3, 9, 4, 12, 7, 5]
    group = np.repeat(np.arange(6), sizes)
    yes = np.random.default_rng(2).random(40) < np.array([0.1, 0.8, 0.3, 0.6, 0.9, 0.2])[group]
    ratio = f_oneway(*(yes[group == one].astype(float) for one in range(6))).statistic
    typical = (40 - sum(size**2 for size in sizes) / 40) / 5
    assert intraclass(yes, group).value == pytest.approx((ratio - 1) / (ratio + typical - 1))


def test_what_was_put_in_lies_in_the_interval() -> None:
    """A spread of 1 in log-odds around even odds: a correlation of .17 on the scale of answers, by integration."""
    points, weights = np.polynomial.hermite_e.hermegauss(60)
    chance = 1 / (1 + np.exp(-points))
    weights = weights / weights.sum()
    truth = float((weights * chance**2).sum() - (weights * chance).sum() ** 2) / 0.25
    found = intraclass(*drawn(3, groups=60, each=25, spread=1.0))
    assert found.low is not None
    assert found.high is not None
    assert found.low < truth < found.high


def test_groups_that_do_not_differ_have_a_correlation_of_nought() -> None:
    yes, group = np.tile([True, False], 60), np.repeat(np.arange(12), 10)
    found = intraclass(yes, group)
    assert (found.value, found.low) == (0.0, 0.0)
    assert "no more than by chance" in found.note


def test_the_interval_is_that_of_the_f_distribution() -> None:
    """Searle's: the observed ratio over the two points of F, each turned into a correlation."""
    yes, group = drawn(4, groups=12, each=10, spread=1.5)
    ratio = f_oneway(*(yes[group == one].astype(float) for one in range(12))).statistic
    ends = [ratio / f.ppf(share, 11, 108) for share in (0.975, 0.025)]
    found = intraclass(yes, group)
    assert (found.low, found.high) == pytest.approx([(end - 1) / (end + 9) for end in ends])


def test_groups_of_identical_answers_have_a_correlation_of_one() -> None:
    assert intraclass(np.repeat([True, False, True, True, False], 6), np.repeat(np.arange(5), 6)).value == 1.0


@pytest.mark.parametrize(
    ("yes", "groups", "said"),
    [
        ([True, False, True], ["a", "b", "c"], "3 groups are too few"),
        ([True] * 8, list("aabbccdd"), "All answers are the same"),
        ([True, False, True, False], list("abcd"), "No two groups have more than one answer"),
        ([], [], "0 groups are too few"),
    ],
)
def test_what_cannot_be_estimated_says_why(yes: list[bool], groups: list[str], said: str) -> None:
    assert said in intraclass(yes, groups).note


def test_what_was_not_answered_does_not_count() -> None:
    yes, group = drawn(5, groups=10, each=10, spread=1.0)
    answered = np.arange(100) % 4 > 0
    assert intraclass(yes, group, answered=answered) == intraclass(yes[answered], group[answered])
