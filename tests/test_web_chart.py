"""The bar's parts are the counts' shares, end to end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.values import POLARITIES
from noteworthy.web.chart import stack


def test_parts_run_from_good_over_mixed_and_poor_to_context() -> None:
    parts = stack({"context": 1, "poor": 2, "mixed": 1, "good": 4})
    assert [(part.polarity, part.start, part.share) for part in parts] == [
        ("good", 0.0, 50.0),
        ("mixed", 50.0, 12.5),
        ("poor", 62.5, 25.0),
        ("context", 87.5, 12.5),
    ]
    assert parts[0].middle == 25.0


def test_a_part_too_narrow_for_its_figure_has_none() -> None:
    parts = stack({"good": 95, "poor": 5})
    assert [part.label for part in parts] == ["95%", ""]


def test_nothing_makes_no_bar() -> None:
    assert stack({}) == ()
    assert stack({"good": 0}) == ()


@given(st.dictionaries(st.sampled_from(POLARITIES), st.integers(0, 10**6)))
def test_parts_fill_the_bar_without_gap_or_overlap(counts: dict[str, int]) -> None:
    parts = stack(counts)  # type: ignore[arg-type]
    assert sum(part.count for part in parts) == sum(counts.values())
    if parts:
        assert sum(part.share for part in parts) == pytest.approx(100, abs=0.05)
    for before, after in pairwise(parts):
        assert after.start == pytest.approx(before.start + before.share, abs=0.02)
