"""Two shares set against each other."""

import numpy as np
import pytest

from noteworthy.bulletin.contrasts import contrast, judged, paired_contrast, tellable
from noteworthy.bulletin.levels import Level
from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.estimates import Estimate

RATE = 0.05
CASES = 200
LEVEL = Level(Clusters.of([case // 20 for case in range(CASES)]), "organisation", 10)


def test_a_large_difference_is_told_and_a_small_one_is_not() -> None:
    ones = np.ones(CASES, dtype=np.int64)
    most, half = (np.arange(CASES) % 10 < 8).astype(np.int64), (np.arange(CASES) % 4 < 2).astype(np.int64)
    found = judged(
        [contrast((name, ""), (one, half), (ones, ones), level=LEVEL, rate=RATE)
         for name, one in (("most", most), ("half", half))]
    )  # fmt: skip
    assert [(one.first, one.verdict) for one in found] == [("most", "higher"), ("half", "no clear difference")]
    assert found[0].difference.value == pytest.approx(0.3)
    assert found[0].yes == (160, 100)


def test_a_side_without_an_answer_gives_no_contrast() -> None:
    nothing, ones = np.zeros(CASES, dtype=np.int64), np.ones(CASES, dtype=np.int64)
    made = contrast(("a", "b"), (ones, nothing), (ones, nothing), level=LEVEL, rate=RATE)
    assert made is None
    assert judged([made]) == ()


def test_pairs_count_only_where_both_were_answered() -> None:
    first = np.column_stack([np.arange(CASES) % 2 == 0, np.ones(CASES, dtype=bool)])
    second = np.zeros_like(first)
    both = np.column_stack([np.arange(CASES) < 50, np.zeros(CASES, dtype=bool)])
    found = paired_contrast(("a", "b"), first, second, both, level=LEVEL, rate=RATE)
    assert found is not None
    assert (found.of, found.yes) == ((50, 50), (25, 0))
    assert found.difference.value == pytest.approx(0.5)


def test_the_adjusted_p_value_counts_all_that_were_made() -> None:
    ones = np.ones(CASES, dtype=np.int64)
    most, half = (np.arange(CASES) % 10 < 7).astype(np.int64), (np.arange(CASES) % 4 < 2).astype(np.int64)
    one = contrast(("a", ""), (most, half), (ones, ones), level=LEVEL, rate=RATE)
    same = contrast(("b", ""), (half, half), (ones, ones), level=LEVEL, rate=RATE)
    alone, among = judged([one])[0], judged([one, same, same, same])[0]
    assert alone.adjusted == pytest.approx(alone.difference.p)
    assert among.adjusted == pytest.approx(4 * (alone.difference.p or 0))


def test_a_difference_between_few_groups_is_shown_and_not_told() -> None:
    few = Level(Clusters.of([case // 40 for case in range(CASES)]), "organisation", 5)
    ones = np.ones(CASES, dtype=np.int64)
    most, half = (np.arange(CASES) % 10 < 8).astype(np.int64), (np.arange(CASES) % 4 < 2).astype(np.int64)
    (found,) = judged([contrast(("most", "half"), (most, half), (ones, ones), level=few, rate=RATE)])
    assert found.difference.value == pytest.approx(0.3)
    assert (found.difference.p, found.adjusted, found.verdict) == (None, None, "too few to tell")


def test_where_interval_and_p_value_contradict_each_other_the_interval_stands() -> None:
    assert tellable(Estimate(-0.1, -0.26, 0.04, 84, 10, "", p=0.0)).p is None
    assert tellable(Estimate(-0.1, -0.26, -0.04, 84, 10, "", p=0.001)).p == 0.001
