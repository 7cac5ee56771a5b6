"""Trends: shares by year, and the slope of a regression."""

import numpy as np
import pytest
import statsmodels.api as sm  # type: ignore[import-untyped]

from noteworthy.statistics.proportions import share
from noteworthy.statistics.trends import trend


def test_each_year_has_its_share() -> None:
    found = trend([True, False, True, True], [2016, 2016, 2017, 2017], clusters=list("abcd"))
    assert found.years == (2016, 2017)
    assert found.shares[1] == share([True, True], clusters=list("cd"))


def test_the_slope_is_that_of_a_logistic_regression() -> None:
    rng = np.random.default_rng(1)
    years = rng.integers(2015, 2020, 400)
    yes = rng.random(400) < 0.3 + 0.08 * (years - 2015)
    plain = sm.Logit(yes.astype(float), sm.add_constant(years - 2015.0)).fit(disp=False)
    found = trend(yes, years.tolist()).a_year
    assert found.value == pytest.approx(np.exp(plain.params[1]))
    assert found.p == pytest.approx(plain.pvalues[1], rel=1e-4)


def test_units_inspected_in_one_year_each_make_a_trend_less_sure() -> None:
    rng = np.random.default_rng(2)
    unit = np.repeat(np.arange(24), 30)
    yes = rng.random(720) < 1 / (1 + np.exp(-rng.normal(0, 0.8, 24)[unit]))
    years = (2015 + unit % 4).tolist()
    plain, clustered = (trend(yes, years, clusters=of).a_year for of in (None, unit))
    assert plain.high is not None
    assert plain.low is not None
    assert clustered.high is not None
    assert clustered.low is not None
    assert clustered.high / clustered.low > 1.3 * plain.high / plain.low


@pytest.mark.parametrize(
    ("yes", "years", "said"),
    [
        ([True, False], [2016, 2016], "one year only"),
        ([True] * 50 + [False] * 3, [2016, *[2017] * 52], "3 answers of the rarer kind are too few"),
        ([], [], "one year only"),
    ],
)
def test_what_cannot_be_a_trend_says_why(yes: list[bool], years: list[int | None], said: str) -> None:
    assert said in trend(yes, years).a_year.note


def test_rows_without_a_year_or_an_answer_do_not_count() -> None:
    found = trend([True, True, False], [2016, None, 2016], answered=[True, True, False])
    assert [one.n for one in found.shares] == [1]
