"""Differences and ratios of shares: against Newcombe's printed tables, and as groups make them wider or narrower."""

import numpy as np
import pytest

from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.differences import ONE_GROUP, _Pair, difference, paired_difference, ratio
from noteworthy.statistics.proportions import NARROWEST


def table(first: tuple[int, int], second: tuple[int, int]) -> tuple[list[bool], list[bool]]:
    (a, m), (b, n) = first, second
    return [True] * a + [False] * (m - a) + [True] * b + [False] * (n - b), [True] * m + [False] * n


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_two_groups_have_the_intervals_that_newcombe_printed(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10."""
    found = difference(*table(first, second))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [((36, 12, 2, 0), 0.0569, 0.3404), ((36, 14, 0, 0), 0.1528, 0.4167), ((54, 0, 0, 0), -0.0664, 0.0664)],
)
def test_pairs_have_the_intervals_that_newcombe_printed(
    cells: tuple[int, int, int, int], low: float, high: float
) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 2635-2650, table III, method 10."""
    both, one, other, neither = cells
    first = [True] * (both + one) + [False] * (other + neither)
    second = [True] * both + [False] * one + [True] * other + [False] * neither
    found = paired_difference(first, second)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_an_interval_that_just_reaches_nought_has_the_p_value_of_its_confidence() -> None:
    found = difference(*table((56, 70), (48, 80)))
    assert found.p is not None
    edge = difference(*table((56, 70), (48, 80)), confidence=1 - found.p)
    assert edge.low == pytest.approx(0.0, abs=1e-5)


def test_no_difference_has_a_p_value_of_one() -> None:
    assert difference(*table((3, 6), (4, 8))).p == 1.0


def test_groups_within_either_side_make_a_difference_less_sure() -> None:
    rng = np.random.default_rng(5)
    unit = np.repeat(np.arange(20), 30)
    yes = rng.random(600) < (0.5 + 0.25 * rng.standard_normal(20).clip(-1.5, 1.5))[unit]
    clustered, plain = difference(yes, unit < 10, clusters=unit), difference(yes, unit < 10)
    assert clustered.high is not None
    assert clustered.low is not None
    assert plain.high is not None
    assert plain.low is not None
    assert clustered.high - clustered.low > 1.3 * (plain.high - plain.low)
    assert clustered.groups == 20


def test_what_both_sides_share_falls_out_of_their_difference_but_for_a_bound() -> None:
    """Each inspector is strict or lenient to both sides alike: nothing of the difference is luck of inspectors."""
    inspector, first = np.repeat(np.arange(10), 40), np.tile([True, False], 200)
    found, plain = difference(inspector < 5, first, clusters=inspector), difference(inspector < 5, first)
    assert found.high is not None
    assert plain.high is not None
    assert found.value == 0.0
    assert 0.6 * plain.high < found.high < 0.85 * plain.high


def test_pairs_that_differ_alike_in_every_group_keep_most_of_their_interval() -> None:
    first, second = np.tile([True, True, False, False], 40), np.tile([True, False, True, False], 40)
    found, plain = (
        paired_difference(first, second, clusters=np.repeat(np.arange(40), 4)),
        paired_difference(first, second),
    )
    assert found.high is not None
    assert plain.high is not None
    assert found.high == pytest.approx(NARROWEST * plain.high, rel=0.05)


def test_pairs_of_few_groups_use_the_quantile_of_few() -> None:
    rng = np.random.default_rng(2)
    first, second = rng.random(120) < 0.6, rng.random(120) < 0.4
    few, many = (paired_difference(first, second, clusters=np.arange(120) % groups) for groups in (3, 60))
    assert few.groups == 3
    assert few.high is not None
    assert few.low is not None
    assert many.high is not None
    assert many.low is not None
    assert few.high - few.low > many.high - many.low


def test_pairs_count_only_where_both_were_answered() -> None:
    found = paired_difference([True, True, False], [False, True, True], both=[True, True, False])
    assert (found.n, found.value) == (2, 0.5)


def test_all_yes_on_both_sides_has_an_interval_around_nought() -> None:
    found = difference(*table((10, 10), (10, 10)), clusters=list("abcdefghijabcdefghij"))
    assert found.value == 0.0
    assert found.low is not None
    assert -0.35 < found.low < -0.25


def test_one_organisation_only_is_no_comparison() -> None:
    found = difference([True, False], [True, True])
    assert (found.value, found.note) == (None, "There are answers for one of the two groups only.")


def test_nothing_answered_is_no_comparison() -> None:
    assert difference([], []).note == "There is no answer to count."
    assert paired_difference([True], [False], both=[False]).note == "No case has both answers."


def test_a_side_within_one_unit_says_that_it_cannot_be_told_from_it() -> None:
    yes, first = table((6, 20), (12, 40))
    found = difference(yes, first, clusters=["one"] * 20 + [f"unit {number % 8}" for number in range(40)])
    assert found.note == ONE_GROUP
    assert found.low is not None


def test_a_ratio_has_the_ends_of_the_recovered_variances() -> None:
    """Zou and Donner's formula on the scale of logarithms, written out with the Wilson ends of 56/70 and 48/80."""
    low, high = np.log([0.6916, 0.4904]), np.log([0.8769, 0.7004])
    one, other = np.log([56 / 70, 48 / 80])
    ends = (
        np.exp(one - other - np.hypot(one - low[0], high[1] - other)),
        np.exp(one - other + np.hypot(high[0] - one, other - low[1])),
    )
    found = ratio(*table((56, 70), (48, 80)))
    assert (found.value, found.low, found.high) == pytest.approx((0.8 / 0.6, *ends), abs=3e-4)


def test_a_ratio_over_nought_is_refused() -> None:
    found = ratio(*table((3, 10), (0, 10)))
    assert (found.value, found.note) == (None, "A ratio needs a success in both groups.")


def test_crossing_groups_may_be_given() -> None:
    rng = np.random.default_rng(4)
    of = Clusters.of(rng.integers(0, 12, 300), rng.integers(0, 15, 300))
    found = difference(rng.random(300) < 0.5, rng.random(300) < 0.5, clusters=of)
    assert found.known


def test_a_p_value_does_not_step_over_the_interval_of_shares_that_go_together() -> None:
    """15 of 29 against 34 of 55, alike over groups: beyond the usual quantiles the interval narrows once more."""
    pair = _Pair(np.array([15 / 29, 34 / 55]), np.array([10.7, 59.9]), correlation=1.0, freedom=5.5)
    low, high = (float(end[0]) for end in pair.difference(pair.quantile(0.95)))
    assert low < 0 < high
    assert pair.p(0.95) > 0.05


def test_a_p_value_below_a_twentieth_goes_with_an_interval_that_leaves_out_nought() -> None:
    rng = np.random.default_rng(17)
    told = 0
    for _ in range(600):
        answers = rng.integers(6, 90, 2)
        shares = rng.integers(1, answers) / answers
        correlation, freedom = min(1.0, float(rng.uniform(-1, 1.6))), float(rng.uniform(2, 40))
        pair = _Pair(shares, answers * rng.uniform(0.2, 1.5, 2), correlation, freedom)
        low, high = (float(end[0]) for end in pair.difference(pair.quantile(0.95)))
        assert (pair.p(0.95) < 0.05) == (not low <= 0 <= high)
        told += not low <= 0 <= high
    assert 100 < told < 500


@pytest.mark.parametrize("paired", [False, True])
def test_p_value_and_interval_agree_on_answers_of_groups(paired: bool) -> None:
    rng = np.random.default_rng(23)
    told = 0
    for _ in range(150):
        rows, groups = int(rng.integers(40, 300)), int(rng.integers(6, 25))
        of, strict = rng.integers(0, groups, rows), rng.normal(0, rng.uniform(0, 2), groups)
        first, effect = rng.random(rows) < 0.5, rng.normal(0, 0.8)
        chances = [1 / (1 + np.exp(-(strict[of] + effect * side))) for side in (first, np.ones(rows), np.zeros(rows))]
        yes, one, other = (rng.random(rows) < chance for chance in chances)
        found = paired_difference(one, other, clusters=of) if paired else difference(yes, first, clusters=of)
        assert found.p is not None
        assert found.low is not None
        assert found.high is not None
        assert (found.p < 0.05) == (not found.low <= 0 <= found.high)
        told += found.p < 0.05
    assert 20 < told < 130


def test_pairs_that_never_differ_leave_an_interval() -> None:
    few = paired_difference([True, False], [True, False], clusters=["a", "b"])
    assert few.low is not None
    assert few.high is not None
    assert few.low < -0.5 < 0.5 < few.high
    more = paired_difference([True, False] * 30, [True, False] * 30, clusters=np.arange(60) % 12)
    assert more.high is not None
    assert 0.01 < more.high < 0.2
