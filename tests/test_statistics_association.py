"""Whether two facts go together: against statsmodels, tables by hand, and empty cells."""

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import Table2x2  # type: ignore[import-untyped]

from noteworthy.statistics.association import EMPTY, adjusted_association, association


def table(both: int, first: int, second: int, neither: int) -> tuple[list[bool], list[bool]]:
    one = [True] * (both + first) + [False] * (second + neither)
    other = [True] * both + [False] * first + [True] * second + [False] * neither
    return one, other


def test_independent_rows_have_the_odds_ratio_and_interval_of_statsmodels() -> None:
    found = association(*table(30, 20, 25, 60))
    printed = Table2x2(np.array([[30, 20], [25, 60]]))
    assert found.odds_ratio.value == pytest.approx(printed.oddsratio)
    assert (found.odds_ratio.low, found.odds_ratio.high) == pytest.approx(printed.oddsratio_confint())
    assert (found.both, found.first_only, found.second_only, found.neither) == (30, 20, 25, 60)


def test_an_empty_cell_has_a_half_added_to_each() -> None:
    found = association(*table(8, 0, 5, 9))
    plain = Table2x2(np.array([[8.5, 0.5], [5.5, 9.5]]))
    assert found.odds_ratio.value == pytest.approx(plain.oddsratio)
    assert (found.odds_ratio.low, found.odds_ratio.high) == pytest.approx(plain.oddsratio_confint())
    assert found.odds_ratio.note == EMPTY


def test_lift_is_what_stands_together_over_what_would_by_chance() -> None:
    found = association(*table(30, 20, 25, 60))
    assert found.lift.value == pytest.approx(30 * 135 / (50 * 55))
    assert found.lift.low is not None
    assert found.lift.low > 1


def test_lift_has_the_interval_of_a_bootstrap() -> None:
    one, other = (np.array(side) for side in table(60, 40, 50, 120))
    rng = np.random.default_rng(1)
    drawn = rng.integers(0, len(one), (4000, len(one)))
    both = (one & other)[drawn].mean(axis=1)
    low, high = np.quantile(both / (one[drawn].mean(axis=1) * other[drawn].mean(axis=1)), [0.025, 0.975])
    found = association(one, other).lift
    assert (found.low, found.high) == pytest.approx((low, high), rel=0.03)


def test_groups_make_an_association_less_sure() -> None:
    rng = np.random.default_rng(2)
    unit = np.repeat(np.arange(15), 40)
    level = rng.normal(0, 1.2, 15)[unit]
    one, other = (rng.random(600) < 1 / (1 + np.exp(-level)) for _ in range(2))
    plain, clustered = association(one, other), association(one, other, clusters=unit)
    for narrow, wide in ((plain.odds_ratio, clustered.odds_ratio), (plain.lift, clustered.lift)):
        assert narrow.low is not None
        assert wide.low is not None
        assert wide.low < narrow.low


def test_a_confounder_that_explains_an_association_takes_it_away() -> None:
    rng = np.random.default_rng(3)
    kind = np.arange(800) % 2
    unit = np.arange(800) % 20
    one, other = (rng.random(800) < np.where(kind == 1, 0.8, 0.2) for _ in range(2))
    raw = association(one, other, clusters=unit).odds_ratio
    found = adjusted_association(one, other, attributes={"kind": [str(k) for k in kind]}, clusters=unit).odds_ratio
    assert raw.low is not None
    assert raw.low > 2
    assert found.low is not None
    assert found.high is not None
    assert found.low < 1.2
    assert found.high < raw.low * 2


@pytest.mark.parametrize(("one", "other"), [([], []), ([True, True], [True, False]), ([True, False], [False, False])])
def test_what_does_not_vary_has_no_odds_ratio(one: list[bool], other: list[bool]) -> None:
    assert association(one, other).odds_ratio.value is None


def test_what_never_stands_together_has_a_lift_of_nought_without_interval() -> None:
    found = association(*table(0, 5, 6, 9)).lift
    assert (found.value, found.low, found.note) == (0.0, None, "The two never stand together.")
