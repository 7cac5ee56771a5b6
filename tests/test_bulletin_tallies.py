"""What became of a question: four counts that sum, and a share of those answered."""

import numpy as np

from noteworthy.bulletin.answers import NO, NOT_APPLICABLE, NOT_ASKED, UNKNOWN, YES, Answered
from noteworthy.bulletin.levels import Level
from noteworthy.bulletin.measures import Measure
from noteworthy.bulletin.tallies import pooled, tallies, tally_columns
from noteworthy.statistics.clusters import Clusters

GRID = np.array([[YES, NO], [NO, NOT_APPLICABLE], [YES, UNKNOWN], [NOT_ASKED, YES]], dtype=np.int8)
LEVEL = Level(Clusters.of(range(4)), "case", 4)
ASKED = Answered(Measure(code="x", name="X", role="delivered", per_factor=True), ("a", "b"), GRID)


def test_the_parts_of_a_base_sum_and_the_share_is_of_the_answered() -> None:
    one, other = tallies(ASKED, np.ones_like(ASKED.yes), level=LEVEL)
    assert (one.base, one.not_applicable, one.not_known, one.answered, one.yes) == (4, 0, 1, 3, 2)
    assert (other.base, other.not_applicable, other.not_known, other.answered, other.yes) == (4, 1, 1, 2, 1)
    assert one.share.value == 2 / 3
    assert len(one.cells) == len(tally_columns("Cases", "Yes", of="cases there are", means="it is so"))


def test_outside_the_base_nothing_counts_and_an_empty_base_says_why() -> None:
    base = np.zeros_like(ASKED.yes)
    base[:2, 0] = True
    one, other = tallies(ASKED, base, level=LEVEL, nothing="Never.")
    assert (one.base, one.answered, one.yes) == (2, 2, 1)
    assert (other.base, other.share.value, other.share.note) == (0, None, "Never.")


def test_together_a_case_counts_once_for_each_column() -> None:
    found = pooled(ASKED, np.ones_like(ASKED.yes), level=LEVEL)
    assert (found.base, found.not_applicable, found.not_known, found.answered, found.yes) == (8, 1, 2, 5, 3)
