"""Shares corrected for a classifier's error: the published examples, and what must hold."""

import numpy as np
import pytest

from noteworthy.statistics.classifier_error import Validation, corrected_share


@pytest.mark.parametrize(
    ("found", "validation", "low", "high"),
    [
        ((4060, 11284), Validation(178, 1, 358, 1), 0.349, 0.372),
        ((51, 2971), Validation(32, 1, 20, 0), 0.0, 0.053),
        ((259, 509), Validation(84, 43, 96, 13), 0.58, 0.87),
        ((51, 509), Validation(23, 18, 187, 8), 0.037, 0.195),
    ],
)
def test_intervals_are_those_that_lang_and_reiczigel_printed(
    found: tuple[int, int], validation: Validation, low: float, high: float
) -> None:
    """Lang and Reiczigel (2014), section 4; the figures stand also in the documentation of the R package asht."""
    yes, of = found
    estimate = corrected_share([yes], [of], validation=validation)
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=5e-3 if high == 0.87 else 5e-4)


def test_the_estimate_is_rogan_and_gladens() -> None:
    """150 tested, 23 positive, sensitivity .96, specificity .89: 5.1 in 100, as epiR's documentation has it."""
    estimate = corrected_share([23], [150], validation=Validation(96, 4, 89, 11))
    assert estimate.value == pytest.approx(0.051, abs=5e-4)


def test_errors_that_are_badly_known_widen_the_interval() -> None:
    few = corrected_share([40], [200], validation=Validation(16, 4, 18, 2))
    many = corrected_share([40], [200], validation=Validation(160, 40, 180, 20))
    assert few.low is not None
    assert few.high is not None
    assert many.low is not None
    assert many.high is not None
    assert few.high - few.low > 1.3 * (many.high - many.low)


def test_a_share_below_nought_is_cut_off_and_says_so() -> None:
    estimate = corrected_share([2], [200], validation=Validation(18, 2, 170, 30))
    assert (estimate.value, estimate.low) == (0.0, 0.0)
    assert "cut off" in estimate.note


def test_groups_of_notes_widen_the_interval() -> None:
    unit = np.repeat(np.arange(10), 30)
    found = np.random.default_rng(1).random(300) < np.linspace(0.1, 0.7, 10)[unit]
    validation = Validation(80, 20, 180, 20)
    plain, clustered = (corrected_share(found, validation=validation, clusters=of) for of in (None, unit))
    assert clustered.low is not None
    assert plain.low is not None
    assert clustered.low < plain.low
    assert (clustered.n, clustered.groups) == (300, 10)


def test_without_enough_validation_there_is_no_correction() -> None:
    estimate = corrected_share([40], [200], validation=Validation(4, 1, 90, 5))
    assert estimate.value is None
    assert "5 notes with it and 95 without" in estimate.note


def test_a_machine_no_better_than_chance_cannot_be_corrected() -> None:
    assert "no better than chance" in corrected_share([40], [200], validation=Validation(10, 10, 10, 10)).note


def test_nothing_counted_is_said() -> None:
    assert corrected_share([], validation=Validation(80, 20, 180, 20)).note == "There is no answer to count."


def test_a_validation_counts_both_readings_of_the_same_notes() -> None:
    found = Validation.of([True, True, False, False, True], [True, False, False, True, True])
    assert found == Validation(true_positive=2, false_negative=1, true_negative=1, false_positive=1)
