"""Probabilities and the decisions taken on them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import best_f1_threshold, conformal_quantile, recall_threshold, sigmoid, softmax


def test_the_logistic_function_stays_a_probability_at_both_ends() -> None:
    assert sigmoid(np.array([-1e9, 0.0, 1e9])).tolist() == [0.0, 0.5, 1.0]


@given(st.lists(st.lists(st.floats(-40, 40), min_size=4, max_size=4), min_size=1, max_size=5))
def test_shares_sum_to_one(logits: list[list[float]]) -> None:
    shares = softmax(np.array(logits))
    assert np.allclose(shares.sum(axis=1), 1.0, atol=1e-9)
    assert (shares >= 0).all()


def test_the_threshold_parts_what_can_be_parted() -> None:
    probabilities = np.array([0.9, 0.8, 0.7, 0.2, 0.1, 0.05] * 5)
    present = np.array([True, True, True, False, False, False] * 5)
    cut = best_f1_threshold(probabilities, present, lowest=0.0, highest=1.0, seed=0)
    assert 0.2 < cut <= 0.75


def test_a_theme_that_is_nowhere_gets_the_highest_threshold() -> None:
    assert best_f1_threshold(np.array([0.4, 0.6]), np.array([False, False]), lowest=0.1, highest=0.6, seed=0) == 0.6


def test_the_recall_threshold_finds_the_share_that_was_asked_for() -> None:
    probabilities = np.linspace(0.05, 1.0, 20)
    present = np.ones(20, dtype=bool)
    cut = recall_threshold(probabilities, present, recall=0.90)
    assert (probabilities >= cut).mean() == pytest.approx(0.90)


def test_a_conformal_quantile_covers_what_it_promises() -> None:
    rng = np.random.default_rng(1)
    covered = [(np.abs(rng.normal()) <= conformal_quantile(np.abs(rng.normal(size=40)), 0.9)) for _ in range(2000)]
    assert np.mean(covered) == pytest.approx(0.9, abs=0.03)


def test_too_few_residuals_promise_nothing() -> None:
    assert conformal_quantile(np.array([0.1, 0.2]), 0.9) == float("inf")
