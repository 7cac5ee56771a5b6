"""Figures as cells, and in sentences."""

import doctest

from noteworthy.bulletin import figures
from noteworthy.bulletin.content import Hidden
from noteworthy.bulletin.figures import cells, interval, reads, remarks
from noteworthy.statistics.estimates import Estimate, unknown


def test_the_examples_run() -> None:
    assert doctest.testmod(figures).failed == 0


def test_what_could_not_be_had_is_a_mark_and_no_nought() -> None:
    assert cells(unknown("Why.", method="m")) == (Hidden.NOT_AVAILABLE,) * 3
    assert reads(Estimate(0.45, 0.41, 0.49, 10, 5, "m")) == "45% (41 to 49)"


def test_an_interval_names_its_ends() -> None:
    value, low, high = interval("share", "Share", "A share.")
    assert (value.low, value.high) == (low.name, high.name)


def test_a_remark_is_made_once_for_all_that_it_is_about() -> None:
    found = remarks(
        [("A", unknown("Why.", method="m")), ("B", unknown("Why.", method="m")), ("C", Estimate(1, 1, 1, 1, 1, "m"))]
    )
    assert found == ("A and B: Why.",)
