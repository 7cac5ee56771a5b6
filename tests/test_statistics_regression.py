"""Regression on clustered answers: against statsmodels, against a table by hand, and where no model can be had."""

from collections.abc import Sequence

import numpy as np
import pytest
import statsmodels.api as sm  # type: ignore[import-untyped]
from numpy.typing import NDArray

from noteworthy.statistics.case_mix import case_mix
from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.logistic import Fit, fit
from noteworthy.statistics.regression import SEPARATED, adjusted

Floats = NDArray[np.float64]


def sample(seed: int = 1, *, units: int = 16, cases: int = 480) -> tuple[Floats, NDArray[np.bool_], list[str], Floats]:
    """Return answers, the group of each unit, a level of risk and the unit."""
    rng = np.random.default_rng(seed)
    unit = rng.integers(0, units, cases)
    first = unit % 2 == 0
    risk = rng.choice(["low", "medium", "high"], cases, p=[0.3, 0.5, 0.2])
    lean = -0.3 + 0.6 * first - 0.8 * (risk == "high") + rng.normal(0, 0.4, units)[unit]
    return (rng.random(cases) < 1 / (1 + np.exp(-lean))).astype(float), first, risk.tolist(), unit.astype(float)


def design(first: NDArray[np.bool_], risk: Sequence[str]) -> Floats:
    return np.column_stack([np.ones(len(first)), first, case_mix({"risk": risk}, rows=len(first)).columns])


def fitted(yes: Floats, columns: Floats, clusters: Clusters | None) -> Fit:
    model = fit(yes, columns, clusters)
    assert model is not None
    return model


def gee(yes: Floats, columns: Floats, unit: Floats) -> tuple[Floats, Floats]:
    model = sm.GEE(yes, columns, groups=unit, family=sm.families.Binomial(), cov_struct=sm.cov_struct.Independence())
    found = model.fit(cov_type="bias_reduced")
    return found.params, found.bse


def test_coefficients_and_their_bias_reduced_errors_are_those_of_statsmodels() -> None:
    yes, first, risk, unit = sample()
    columns = design(first, risk)
    model = fitted(yes, columns, Clusters.of(unit))
    coefficients, errors = gee(yes, columns, unit)
    own = [model.sampling(gradient)[0] ** 0.5 for gradient in np.eye(columns.shape[1])]
    assert model.coefficients == pytest.approx(coefficients, abs=1e-7)
    assert own == pytest.approx(errors, rel=1e-6)


def test_the_odds_ratio_is_that_of_statsmodels() -> None:
    yes, first, risk, unit = sample(2)
    coefficients, _ = gee(yes, design(first, risk), unit)
    found = adjusted(yes, first, attributes={"risk": risk}, clusters=unit)
    assert found.odds_ratio.value == pytest.approx(np.exp(coefficients[1]))
    assert found.adjusted_for == ("risk: high", "risk: low")


def test_without_groups_errors_are_those_of_a_plain_logistic_regression() -> None:
    yes, first, risk, _ = sample(3)
    columns = design(first, risk)
    plain = sm.Logit(yes, columns).fit(disp=False)
    model = fitted(yes, columns, None)
    own = [model.sampling(gradient)[0] ** 0.5 for gradient in np.eye(columns.shape[1])]
    assert own == pytest.approx(plain.bse, rel=1e-6)


def test_degrees_of_freedom_are_those_of_the_working_covariance_by_its_matrices() -> None:
    """Bell and McCaffrey's ratio of squared trace to trace of squares, with matrices as large as the sample."""
    yes, first, risk, unit = sample(4, units=6, cases=90)
    columns = design(first, risk)
    model = fitted(yes, columns, Clusters.of(unit))
    root = np.sqrt(model.fitted * (1 - model.fitted))
    scaled = columns * root[:, None]
    hat = scaled @ np.linalg.inv(scaled.T @ scaled) @ scaled.T
    gradient = np.eye(columns.shape[1])[1]
    information = scaled.T @ scaled
    rows = []
    for group in np.unique(unit):
        inside = unit == group
        rest = information - scaled[inside].T @ scaled[inside]
        weights = np.where(inside, scaled @ np.linalg.solve(rest, gradient), 0.0)
        rows.append(weights @ (np.eye(len(yes)) - hat))
    products = np.array(rows) @ np.array(rows).T
    assert model.sampling(gradient)[1] == pytest.approx(np.trace(products) ** 2 / (products**2).sum())


def test_without_case_mix_the_adjusted_difference_is_the_plain_one() -> None:
    yes, first, _, unit = sample(5)
    found = adjusted(yes, first, clusters=unit)
    assert found.difference.value == pytest.approx(yes[first].mean() - yes[~first].mean())
    assert found.ratio.value == pytest.approx(yes[first].mean() / yes[~first].mean())


def test_standardisation_to_a_stratum_is_the_weighted_mean_of_its_tables() -> None:
    """With one stratum that has an effect of its own in the model, by hand: each side's share in each stratum."""
    yes, first, risk, unit = sample(6)
    found = adjusted(yes, first, attributes={"risk": risk}, clusters=unit)
    coefficients, _ = gee(yes, design(first, risk), unit)
    one, other = design(np.ones_like(first), risk), design(np.zeros_like(first), risk)
    sides = [(1 / (1 + np.exp(-columns @ coefficients))).mean() for columns in (one, other)]
    assert found.difference.value == pytest.approx(sides[0] - sides[1], abs=1e-7)


def test_the_interval_of_the_adjusted_difference_is_close_to_the_jackknife_over_units() -> None:
    yes, first, risk, unit = sample(7)
    mix = {"risk": np.array(risk, dtype=object)}
    without = []
    for group in np.unique(unit):
        rows = unit != group
        some = adjusted(yes[rows], first[rows], attributes={"risk": mix["risk"][rows].tolist()})
        assert some.difference.value is not None
        without.append(some.difference.value)
    whole = adjusted(yes, first, attributes={"risk": risk}, clusters=unit).difference
    assert whole.low is not None
    assert whole.high is not None
    error = np.sqrt(((np.array(without) - np.mean(without)) ** 2).sum() * 15 / 16)
    assert (whole.high - whole.low) / 2 / error == pytest.approx(2.14, rel=0.1)  # Student's, at about 14 freedoms


def test_crossing_groups_widen_what_inspectors_share() -> None:
    rng = np.random.default_rng(8)
    unit, inspector = rng.integers(0, 30, 900), rng.integers(0, 10, 900)
    second = inspector % 2 == 0
    yes = rng.random(900) < 1 / (1 + np.exp(-rng.normal(0, 1.0, 10)[inspector]))
    units, both = (adjusted(yes, second, clusters=of).odds_ratio for of in (unit, Clusters.of(unit, inspector)))
    assert units.high is not None
    assert both.high is not None
    assert both.high > 1.5 * units.high


def test_an_inspector_who_was_not_recorded_makes_no_group() -> None:
    yes, first, risk, unit = sample(16)
    units, both = (
        adjusted(yes, first, attributes={"risk": risk}, clusters=of).odds_ratio
        for of in (unit, Clusters.of(unit, [None] * len(yes)))
    )
    assert units.high is not None
    assert both.high == pytest.approx(units.high, rel=0.03)


def test_firth_penalty_on_a_table_adds_a_half_to_each_cell() -> None:
    """Firth's estimate of a two-by-two table is the log odds ratio with a half added; here one cell is nought."""
    yes = np.array([1.0] * 17 + [0.0] * 9)
    columns = np.column_stack([np.ones(26), np.array([1.0] * 12 + [0.0] * 14)])
    model = fitted(yes, columns, None)
    assert model.penalised
    assert model.coefficients[1] == pytest.approx(np.log(12.5 * 9.5 / (0.5 * 5.5)), abs=1e-6)


def test_a_level_in_which_all_say_the_same_does_not_spoil_the_comparison() -> None:
    yes, first, risk, unit = sample(9)
    high = np.array(risk) == "high"
    found = adjusted(np.where(high, 1.0, yes), first, attributes={"risk": risk}, clusters=unit)
    assert found.odds_ratio.known
    assert found.odds_ratio.note == SEPARATED


def test_a_group_that_always_says_yes_is_refused_with_the_reason() -> None:
    yes, first, risk, unit = sample(10)
    found = adjusted(np.where(first, 1.0, yes), first, attributes={"risk": risk}, clusters=unit)
    assert found.difference.value is None
    assert "All answers of the first group are the same" in found.difference.note


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (slice(0, 0), "There is no answer to count."),
        (slice(0, 3), "."),
        (slice(0, 24), "too few for a model"),
    ],
)
def test_few_cases_are_refused_with_the_reason(rows: slice, said: str) -> None:
    yes, first, risk, unit = sample(11)
    found = adjusted(yes[rows], first[rows], attributes={"risk": risk[rows]}, clusters=unit[rows], fewest=1)
    assert found.odds_ratio.value is None
    assert said in found.odds_ratio.note


def test_one_organisation_only_is_refused() -> None:
    yes, _, _, unit = sample(12)
    found = adjusted(yes, np.ones(len(yes), dtype=bool), clusters=unit)
    assert found.odds_ratio.note == "There are answers for one of the two groups only."


def test_a_group_within_one_unit_is_refused() -> None:
    yes, _, _, unit = sample(13)
    found = adjusted(yes, unit == 3, clusters=unit)
    assert "lie in one unit" in found.odds_ratio.note


def test_what_was_not_answered_does_not_count() -> None:
    yes, first, risk, unit = sample(14)
    answered = np.arange(len(yes)) % 3 > 0
    found = adjusted(yes, first, attributes={"risk": risk}, answered=answered, clusters=unit)
    risk_of = [level for level, kept in zip(risk, answered, strict=True) if kept]
    alone = adjusted(yes[answered], first[answered], attributes={"risk": risk_of}, clusters=unit[answered])
    assert found.odds_ratio.n == alone.odds_ratio.n == 320
    assert found.odds_ratio.value == pytest.approx(alone.odds_ratio.value)
    assert found.odds_ratio.high == pytest.approx(alone.odds_ratio.high)


# ------------------------------------------------------------------------------------------ case mix


def test_each_level_but_the_commonest_has_a_column() -> None:
    mix = case_mix({"sex": ["f", "m", "m"], "order": ["a", "a", "a"]}, rows=3, fewest=1)
    assert mix.names == ("sex: f",)
    assert mix.columns.tolist() == [[1], [0], [0]]
    assert mix.dropped == ("order is the same in all",)


def test_rare_levels_stand_together_or_with_the_commonest() -> None:
    some = ["White"] * 50 + ["Black"] * 30 + ["Mixed"] * 15 + ["Other"] * 10
    assert case_mix({"ethnicity": some}, rows=105).names == ("ethnicity: Black", "ethnicity: other")
    assert case_mix({"ethnicity": some[:-10]}, rows=95).names == ("ethnicity: Black",)


def test_what_was_not_recorded_is_a_level() -> None:
    assert case_mix({"sex": [None, "m", "m"]}, rows=3, fewest=1).names == ("sex: not recorded",)


def test_a_column_that_follows_from_the_group_is_left_out() -> None:
    yes, first, risk, unit = sample(15)
    kind = ["NPS" if one else "CRC" for one in first]
    found = adjusted(yes, first, attributes={"kind": kind, "risk": risk}, clusters=unit)
    assert found.left_out == ("kind: CRC follows from the others",) or found.left_out == (
        "kind: NPS follows from the others",
    )
    assert found.odds_ratio == adjusted(yes, first, attributes={"risk": risk}, clusters=unit).odds_ratio


def test_nothing_to_adjust_for_makes_no_column() -> None:
    assert case_mix({}, rows=4).columns.shape == (4, 0)


@pytest.mark.parametrize("separated", [False, True])
def test_answers_that_the_model_cannot_tell_apart_may_share_a_row_of_the_design(separated: bool) -> None:
    yes, first, risk, unit = sample(9)
    yes = np.where([one == "high" for one in risk], 1.0, yes) if separated else yes
    columns = design(first, risk)
    rows, pattern = np.unique(columns, axis=0, return_inverse=True)
    each, few = (
        fitted(yes, columns, Clusters.of(unit)),
        fit(yes.astype(float), rows, Clusters.of(unit), pattern=pattern),
    )
    assert few is not None
    assert (few.penalised, len(few), len(few.design) < len(few)) == (each.penalised, len(each), True)
    assert few.coefficients == pytest.approx(each.coefficients)
    gradient = np.eye(columns.shape[1])[1]
    beside = np.linspace(-0.01, 0.01, len(yes))
    assert few.sampling(gradient, beside) == pytest.approx(each.sampling(gradient, beside))
