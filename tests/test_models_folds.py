"""Grouped folds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.folds import grouped_folds, out_of_fold

GROUPS = st.lists(st.sampled_from("abcdefg"), min_size=2, max_size=60).filter(lambda groups: len(set(groups)) > 1)


@given(GROUPS, st.integers(2, 6), st.integers(0, 3))
def test_no_group_is_on_both_sides_and_each_row_is_left_out_once(groups: list[str], folds: int, seed: int) -> None:
    parts = grouped_folds(groups, folds=folds, seed=seed)
    left_out = np.concatenate([rows for _, rows in parts])
    assert sorted(left_out) == list(range(len(groups)))
    for learn, out in parts:
        assert not {groups[row] for row in learn} & {groups[row] for row in out}


def test_parts_are_of_near_equal_size() -> None:
    groups = ["a"] * 30 + ["b"] * 10 + ["c"] * 10 + ["d"] * 10
    assert sorted(len(out) for _, out in grouped_folds(groups, folds=2, seed=0)) == [30, 30]


def test_the_same_seed_gives_the_same_folds() -> None:
    groups = list("abcdefabcdef")
    first, second = (grouped_folds(groups, folds=3, seed=7) for _ in range(2))
    assert all((a[1] == b[1]).all() for a, b in zip(first, second, strict=True))


def test_answers_come_back_in_the_order_of_the_rows() -> None:
    folds = grouped_folds(list("abcabc"), folds=3, seed=0)
    assert out_of_fold(folds, lambda _, left_out: left_out.astype(float)).tolist() == [0, 1, 2, 3, 4, 5]
