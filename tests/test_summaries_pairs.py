"""What stands together: against chance among notes of the same length, with an interval that knows of cases."""

import numpy as np
import pytest

from noteworthy.statistics.association import association
from noteworthy.summaries.counted import CountedNotes
from noteworthy.summaries.pairs import lift, theme_pairs

RANDOM = np.random.default_rng(6)


def _strata(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_without_strata_the_lift_is_that_of_the_statistics_room() -> None:
    case = np.sort(RANDOM.integers(0, 60, 200))
    case = np.unique(case, return_inverse=True)[1]
    one, other = RANDOM.random((2, 200)) < 0.4
    theirs = association(one, other, clusters=case.tolist()).lift

    ours = lift(one, other, strata=np.zeros(200, dtype=np.int64), case=case)

    assert ours.value == pytest.approx(theirs.value)
    assert ours.low == pytest.approx(theirs.low)
    assert ours.high == pytest.approx(theirs.high)


def test_what_only_long_notes_explain_is_no_lift() -> None:
    """Both facts stand in long notes alone, independently there: over all they seem to go together, and do not."""
    strata = _strata(*[0] * 100, *[1] * 100)
    one = np.array([False] * 100 + [True, True, False, False] * 25)
    other = np.array([False] * 100 + [True, False] * 50)

    within = lift(one, other, strata=strata, case=np.arange(200))
    over_all = lift(one, other, strata=np.zeros(200, dtype=np.int64), case=np.arange(200))

    assert within.value == pytest.approx(1.0)
    assert over_all.value == pytest.approx(2.0)
    assert within.low is not None
    assert within.high is not None
    assert within.low < 1 < within.high


def test_what_never_stands_together_has_no_interval() -> None:
    found = lift(
        np.array([True, False, True, False]),
        np.array([False, True, False, True]),
        strata=np.zeros(4, dtype=np.int64),
        case=np.arange(4),
    )
    assert (found.together, found.expected, found.value, found.low) == (0, 1.0, 0.0, None)


def test_what_cannot_stand_together_has_no_lift() -> None:
    found = lift(np.array([True, False]), np.array([False, True]), strata=np.arange(2), case=np.arange(2))
    assert (found.expected, found.value) == (0.0, None)


def test_notes_of_one_case_say_the_same_thing_once() -> None:
    """Each note copied within its case: the lift stays, and its interval does not get narrower."""
    one, other = RANDOM.random((2, 80)) < 0.5
    none = np.zeros(80, dtype=np.int64)
    single = lift(one, other, strata=none, case=np.arange(80))
    copied = lift(np.tile(one, 3), np.tile(other, 3), strata=np.tile(none, 3), case=np.tile(np.arange(80), 3))
    assert copied.value == pytest.approx(single.value)
    assert copied.low == pytest.approx(single.low)
    assert copied.high == pytest.approx(single.high)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Two facts that go together by a factor of 1.5 within each of two lengths, in cases of three notes each."""
    held, rounds = 0, 300
    for _ in range(rounds):
        case = np.repeat(np.arange(150), 3)
        strata = np.repeat(RANDOM.integers(0, 2, 150), 3)
        base = np.where(strata == 1, 0.4, 0.2)
        with_one = np.repeat(RANDOM.random(150), 3) < base
        # Where the first holds the second is likelier; the ratio to its share over all notes of a length is 1.5.
        share = base * 0.8
        if_one, if_not = 1.5 * share, share * (1 - 1.5 * base) / (1 - base)
        with_other = RANDOM.random(450) < np.where(with_one, if_one, if_not)
        found = lift(with_one, with_other, strata=strata, case=case)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 1.5 <= found.high
    assert 0.91 <= held / rounds <= 0.985


def test_each_pair_stands_from_both_sides_and_by_what_is_said() -> None:
    themes_of = np.zeros((2, 3, 6), dtype=np.bool_)
    themes_of[0, [0, 1], :4] = True
    themes_of[1, [0, 2], 2:6] = True
    notes = CountedNotes(
        np.arange(6), np.ones(6, dtype=np.int64), {}, np.zeros(6, dtype=np.int64), ("a", "b"), themes_of
    )

    rows = {
        (row["theme"], row["polarity"], row["other"], row["other_polarity"]): row
        for row in theme_pairs(notes, longest=12)
    }

    assert set(rows) == {
        ("a", "any", "b", "any"), ("a", "good", "b", "poor"), ("b", "any", "a", "any"), ("b", "poor", "a", "good"),
    }  # fmt: skip
    pair = rows["a", "good", "b", "poor"]
    assert (pair["notes"], pair["notes_theme"], pair["notes_other"], pair["expected"]) == (2, 4, 4, 2.67)
    assert pair["lift"] == rows["b", "poor", "a", "good"]["lift"] == 0.75
