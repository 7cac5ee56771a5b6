"""Figures: worked examples, and the same definitions as the program that scores hidden sets."""

import importlib.util
import math
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from corpus.values import POLARITIES, PRACTICES
from models.evaluation import (
    Counts,
    Said,
    auc,
    brier,
    coverage,
    good_poor_auc,
    macro_f1,
    micro,
    polarity_counts,
    practice_accuracy,
    practice_macro_f1,
    sentence_figures,
    swaps,
    theme_counts,
)
from models.intervals import clustered_interval

GOLD = [
    Said("good", {"delay": "good"}),
    Said("poor", {"delay": "poor", "trust": "poor"}),
    Said("none"),
    Said("mixed", {"trust": "mixed"}),
]
FOUND = [
    Said("good", {"delay": "poor"}, lean=0.9),
    Said("good", {"delay": "poor"}, lean=0.1),
    Said("none", {"trust": "context"}),
    Said("poor", {"trust": "mixed"}),
]


def test_themes_are_counted_by_sentence() -> None:
    assert theme_counts(GOLD, FOUND, "delay") == Counts(2, 0, 0)
    assert theme_counts(GOLD, FOUND, "trust") == Counts(1, 1, 1)
    assert micro([Counts(2, 0, 0), Counts(1, 1, 1)]) == Counts(3, 1, 1)


def test_another_polarity_is_a_false_alarm_and_a_miss() -> None:
    assert polarity_counts(GOLD, FOUND, "delay") == Counts(1, 1, 1)


def test_precision_recall_and_f1_follow_and_are_nought_where_nothing_is() -> None:
    counts = Counts(3, 1, 2)
    assert (counts.precision, counts.recall) == (0.75, 0.6)
    assert counts.f1 == pytest.approx(2 / 3)
    assert Counts(0, 0, 0).f1 == Counts(0, 0, 0).precision == Counts(0, 0, 0).recall == 0.0


def test_macro_f1_passes_over_themes_that_are_not_there() -> None:
    assert macro_f1([Counts(1, 0, 0), Counts(0, 5, 0)]) == 1.0


def test_practice_figures() -> None:
    assert practice_accuracy(GOLD, FOUND) == 0.5
    assert swaps(GOLD, FOUND) == 0.5
    assert good_poor_auc(GOLD, FOUND) == 1.0
    assert practice_macro_f1(GOLD, FOUND) == pytest.approx((2 / 3 + 0 + 0 + 1) / 4)


def test_the_auc_counts_a_tie_as_half_and_cannot_be_had_of_nothing() -> None:
    assert auc([0.5], [0.5]) == 0.5
    assert math.isnan(auc([], [0.5]))


def test_brier_and_coverage() -> None:
    assert brier([1.0, 0.5], [True, False]) == 0.125
    assert coverage([(0.0, 0.5), (0.2, 0.3)], [0.5, 0.5]) == 0.5


def test_an_interval_resamples_groups_and_holds_the_figure() -> None:
    values = [1.0] * 10 + [0.0] * 10
    groups = ["a"] * 10 + ["b"] * 10
    found = clustered_interval(groups, lambda rows: float(np.mean([values[row] for row in rows])), samples=200)
    assert (found.low, found.value, found.high) == (0.0, 0.5, 1.0)
    alone = clustered_interval([str(row) for row in range(20)], lambda rows: float(np.mean([values[r] for r in rows])))
    assert found.high - found.low > alone.high - alone.low > 0


def test_a_figure_that_cannot_be_had_has_no_interval() -> None:
    found = clustered_interval(["a", "b"], lambda _: float("nan"), samples=10)
    assert math.isnan(found.value)
    assert math.isnan(found.low)


def scoring_program() -> ModuleType:
    file = Path(__file__).parents[2] / "shared" / "gold-dev" / "evaluate.py"
    if not file.exists():
        pytest.skip("../shared/gold-dev/evaluate.py is not here")
    spec = importlib.util.spec_from_file_location("evaluate", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(5))
def test_our_figures_are_those_of_the_scoring_program(seed: int) -> None:
    program, themes = scoring_program(), ["delay", "information", "trust", "never"]
    gold, found = (random_sentences(np.random.default_rng(seed * 2 + side), themes[:3]) for side in range(2))
    theirs = program.score([as_dict(said) for said in gold], [as_dict(said) for said in found], themes)
    ours = {name: figure(gold, found) for name, figure in sentence_figures(themes, ()).items()}
    same = {
        "all_theme_micro_f1": "theme_micro_f1",
        "all_theme_macro_f1": "theme_macro_f1",
        "all_theme_polarity_f1": "theme_polarity_micro_f1",
        "practice_accuracy": "practice_accuracy",
        "practice_macro_f1": "practice_macro_f1",
        "good_poor_swaps": "good_poor_flips",
    }
    assert {mine: ours[mine] for mine in same} == pytest.approx({mine: theirs[name] for mine, name in same.items()})
    leans = [
        [said.lean for said, true in zip(found, gold, strict=True) if true.practice == x] for x in ("good", "poor")
    ]
    assert ours["good_poor_auc"] == pytest.approx(program.auc(*leans), nan_ok=True)


def random_sentences(rng: np.random.Generator, themes: list[str]) -> list[Said]:
    return [
        Said(
            PRACTICES[rng.integers(4)],
            {theme: POLARITIES[rng.integers(4)] for theme in themes if rng.random() < 0.4},
            lean=round(float(rng.random()), 1),
        )
        for _ in range(40)
    ]


def as_dict(said: Said) -> dict[str, object]:
    return {"practice": said.practice, "codings": said.polarities}
