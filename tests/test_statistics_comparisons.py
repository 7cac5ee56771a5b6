"""Many comparisons: the published example, statsmodels, and sizes in words."""

import doctest

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests  # type: ignore[import-untyped]

from noteworthy.statistics import comparisons
from noteworthy.statistics.comparisons import benjamini_hochberg, effect_size

PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0
]  # fmt: skip
"""Benjamini and Hochberg (1995), section 4.1: fifteen hypotheses of a trial; four are rejected at .05."""


def test_four_of_fifteen_hypotheses_are_rejected_as_published() -> None:
    found = benjamini_hochberg(PUBLISHED)
    assert [value is not None and value <= 0.05 for value in found] == [True] * 4 + [False] * 11


def test_adjusted_values_are_those_of_statsmodels_in_any_order() -> None:
    values = np.random.default_rng(1).permutation(PUBLISHED)
    assert benjamini_hochberg(values.tolist()) == pytest.approx(multipletests(values, method="fdr_bh")[1])


def test_what_was_not_tested_is_not_counted() -> None:
    assert benjamini_hochberg([0.01, None, 0.04]) == (0.02, None, 0.04)
    assert benjamini_hochberg([]) == ()


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [(0.5, 0.5, "negligible"), (0.6, 0.5, "small"), (0.75, 0.5, "medium"), (0.9, 0.5, "large"), (0.05, 0.0, "small")],
)
def test_sizes_have_words(first: float, second: float, words: str) -> None:
    assert effect_size(first, second).words == words
    assert effect_size(second, first).words == words


def test_cohens_h_is_that_of_his_table() -> None:
    """Cohen (1988), table 6.2.2: the angle of .50 is 1.571, of .65 is 1.875."""
    assert effect_size(0.65, 0.50).h == pytest.approx(1.875 - 1.571, abs=1e-3)
    assert effect_size(0.50, 0.65).h < 0


def test_the_example_runs() -> None:
    assert doctest.testmod(comparisons).failed == 0
