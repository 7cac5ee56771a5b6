"""Logistic regressions, fitted the same way everywhere and scored so that a row's bits do not depend on its batch."""

import warnings
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from models.settings import ClassifierSettings

Floats = NDArray[np.float64]

_UNSEEN = -30.0
"""Score of a class that was never seen in training: next to impossible, and still a number."""


def fit_linear(
    rows: Any, labels: Sequence[Any], settings: ClassifierSettings, *, classes: Sequence[Any] = (False, True)
) -> LogisticRegression:
    """Fit a logistic regression; ``balance`` raises rare classes by that power of their rarity.

    Where all labels are the same, an empty row of another class stands beside them, so that the model says what it
    was shown and does not fail.
    """
    if len(set(labels)) == 1:
        rows = sparse.vstack([rows, sparse.csr_matrix((1, rows.shape[1]))], format="csr")
        labels = [*labels, next(label for label in classes if label != labels[0])]
    counts = Counter(labels)
    weights = {label: (len(labels) / (len(counts) * n)) ** settings.balance for label, n in counts.items()}
    model = LogisticRegression(C=settings.c, class_weight=weights, max_iter=1000, tol=1e-5)
    with warnings.catch_warnings():
        # A corpus may need more steps than that; the point reached is as good a model, and the same one every time.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(rows, np.asarray(labels))
    return model


def fit_small(rows: Floats, labels: NDArray[Any], *, classes: Sequence[Any] = (False, True)) -> LogisticRegression:
    """Fit a regression on few columns, a model's verdict and some facts: little is held back, nothing balanced."""
    return fit_linear(sparse.csr_matrix(rows), list(labels), ClassifierSettings(c=1.0, balance=0.0), classes=classes)


def scores_of(model: LogisticRegression, rows: Any) -> Floats:
    """Return the score of the second of two classes."""
    weights, intercept = stack([model])
    return (np.asarray(rows @ weights) + intercept)[:, 0]


def stack(models: Sequence[LogisticRegression]) -> tuple[Floats, Floats]:
    """Return the weights (features, scores) and the intercepts of several models, side by side."""
    weights = np.vstack([model.coef_ for model in models]).T
    return np.ascontiguousarray(weights), np.concatenate([model.intercept_ for model in models])


def class_scores(model: LogisticRegression, rows: Any, classes: Sequence[str]) -> Floats:
    """Return a score a class in the order given, also for classes that the model has never seen."""
    return by_class(model, np.asarray(rows @ stack([model])[0]), classes)


def by_class(model: LogisticRegression, products: Floats, classes: Sequence[str]) -> Floats:
    """Return the same from the products of rows and weights."""
    found = products + model.intercept_
    if found.shape[1] == 1:
        found = np.hstack([np.zeros_like(found), found])
    scores = np.full((found.shape[0], len(classes)), _UNSEEN)
    for column, label in enumerate(model.classes_):
        scores[:, list(classes).index(str(label))] = found[:, column]
    return scores
