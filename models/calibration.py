"""From scores to probabilities, and from probabilities to decisions."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_DECIMALS = 6
"""Probabilities are rounded, so that vector arithmetic of another width cannot show in what is written."""


def sigmoid(scores: Floats) -> Floats:
    """Return the logistic function, rounded."""
    return np.asarray(np.round(1.0 / (1.0 + np.exp(-np.clip(scores, -500, 500))), _DECIMALS))


def softmax(logits: Floats) -> Floats:
    """Return rows of probabilities that sum to 1, rounded but for the largest, which takes up the rest."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares = np.round(powers / powers.sum(axis=1, keepdims=True), _DECIMALS)
    rows, largest = np.arange(len(shares)), shares.argmax(axis=1)
    shares[rows, largest] = np.round(shares[rows, largest] + 1.0 - shares.sum(axis=1), _DECIMALS)
    return np.asarray(shares)


def log_softmax(logits: Floats) -> Floats:
    """Return logarithms of the shares that rows of scores come to, cut off at one in 3,000, rounded."""
    powers = logits - logits.max(axis=1, keepdims=True)
    shares = powers - np.log(np.exp(powers).sum(axis=1, keepdims=True))
    return np.asarray(np.round(np.maximum(shares, -8.0), _DECIMALS))


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
