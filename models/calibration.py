"""From scores to probabilities that can be taken at their word, and from probabilities to decisions.

Platt, J. (1999), "Probabilistic outputs for support vector machines": a logistic regression on held-out scores.
Guo, C. et al. (2017), "On calibration of modern neural networks": one temperature for several classes.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_DECIMALS = 6
"""Probabilities are rounded, so that vector arithmetic of another width cannot show in what is written."""


def sigmoid(scores: Floats) -> Floats:
    """Return the logistic function, rounded."""
    return np.asarray(np.round(1.0 / (1.0 + np.exp(-np.clip(scores, -500, 500))), _DECIMALS))


def softmax(logits: Floats, temperature: float) -> Floats:
    """Return rows of probabilities that sum to 1, rounded but for the largest, which takes up the rest."""
    scaled = logits / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares = np.round(powers / powers.sum(axis=1, keepdims=True), _DECIMALS)
    rows, largest = np.arange(len(shares)), shares.argmax(axis=1)
    shares[rows, largest] = np.round(shares[rows, largest] + 1.0 - shares.sum(axis=1), _DECIMALS)
    return np.asarray(shares)


def fit_platt(scores: Floats, present: Flags) -> LogisticRegression:
    """Learn how a held-out score becomes a probability."""
    return LogisticRegression(C=10.0, tol=1e-8, max_iter=1000).fit(scores.reshape(-1, 1), present)


def fit_temperature(logits: Floats, labels: NDArray[np.intp]) -> float:
    """Find the temperature with the smallest log loss on held-out logits."""

    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        top = scaled.max(axis=1, keepdims=True)
        total = np.log(np.exp(scaled - top).sum(axis=1)) + top[:, 0]
        return float((total - scaled[np.arange(len(labels)), labels]).mean())

    found = minimize_scalar(loss, bounds=(-2.0, 3.0), method="bounded", options={"xatol": 1e-4})
    return round(float(np.exp(found.x)), 4)


def best_f1_threshold(probabilities: Floats, present: Flags, *, lowest: float, highest: float, seed: int) -> float:
    """Return the threshold of best F1, averaged over resamples: with few examples a single best one is luck."""
    rng = np.random.default_rng(seed)
    samples = [np.arange(len(present)), *(rng.integers(0, len(present), len(present)) for _ in range(50))]
    best = [_best_f1(probabilities[rows], present[rows]) for rows in samples if present[rows].any()]
    return round(float(np.clip(np.mean(best), lowest, highest)), 4) if best else highest


def _best_f1(probabilities: Floats, present: Flags) -> float:
    order = np.argsort(-probabilities, kind="stable")
    ranked = probabilities[order]
    hits = np.cumsum(present[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + present.sum())
    last_of_ties = np.append(ranked[:-1] != ranked[1:], True)
    return float(ranked[np.where(last_of_ties, f1, -1.0).argmax()])


def recall_threshold(probabilities: Floats, present: Flags, *, recall: float) -> float:
    """Return the highest threshold at which at least this share of the examples is found."""
    found = np.sort(probabilities[present])
    missed = int(np.floor((1.0 - recall) * len(found) + 1e-9))
    return float(found[missed]) if len(found) else 1.0


def conformal_quantile(residuals: Floats, coverage: float) -> float:
    """Return the residual that a new one stays under with this probability: the finite-sample quantile.

    Lei, J. et al. (2018), "Distribution-free predictive inference for regression", section 2.2.
    """
    rank = int(np.ceil((len(residuals) + 1) * coverage))
    return float(np.sort(residuals)[rank - 1]) if rank <= len(residuals) else float("inf")
