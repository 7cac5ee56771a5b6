"""Groups of answers: how labels become groups, and what crossing groups have in common."""

import numpy as np
import pytest

from noteworthy.statistics.clusters import Clusters, rows_by_group, totals


def test_answers_with_the_same_label_lie_in_one_group() -> None:
    assert Clusters.of(["a", "b", "a"]).ways[0].tolist() == [0, 1, 0]


@pytest.mark.parametrize("missing", [None, "", float("nan")])
def test_an_answer_without_a_label_is_a_group_of_its_own(missing: object) -> None:
    assert Clusters.of(["a", missing, missing]).highest == 3


def test_arrays_make_the_same_groups_as_lists() -> None:
    labels = np.array([7, 3, 7, 5])
    by_array, by_list = Clusters.of(labels).ways[0], Clusters.of(labels.tolist()).ways[0]
    assert (by_array[:, None] == by_array).tolist() == (by_list[:, None] == by_list).tolist()


def test_some_answers_keep_their_groups_without_gaps() -> None:
    assert Clusters.of(["a", "b", "c", "c"]).take([0, 2, 3]).ways[0].tolist() == [0, 1, 1]


def test_what_two_ways_have_in_common_is_taken_off_once() -> None:
    found = list(Clusters.of(["a", "a", "b", "b"], ["x", "y", "y", "y"]).signed())
    assert [sign for _, sign in found] == [1, 1, -1]
    assert found[2][0].tolist() == [0, 1, 2, 2]


def test_groups_go_one_way_or_two() -> None:
    with pytest.raises(ValueError, match="one way or two, not 3"):
        Clusters.of("a", "b", "c")


def test_every_answer_needs_its_group() -> None:
    with pytest.raises(ValueError, match="2 answers have a group, but 3 are given"):
        Clusters.given(["a", "b"], 3)
    with pytest.raises(ValueError, match="the same answers"):
        Clusters.of(["a"], ["x", "y"])


def test_sums_of_groups_are_the_same_for_few_columns_and_for_many() -> None:
    way = np.array([0, 2, 1, 2])
    values = np.arange(80.0).reshape(4, 20)
    assert totals(way, values).tolist() == [*values[[0, 2]].tolist(), (values[1] + values[3]).tolist()]
    assert totals(way, values[:, :2]).tolist() == totals(way, values)[:, :2].tolist()


def test_rows_are_told_by_their_group() -> None:
    assert [rows.tolist() for rows in rows_by_group(np.array([1, 0, 1]))] == [[1], [0, 2]]
