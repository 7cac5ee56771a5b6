"""Which themes a sentence touches: one calibrated logistic regression a theme, each with thresholds of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.calibration import best_f1_threshold, fit_platt, recall_threshold, sigmoid
from models.folds import Rows, out_of_fold
from models.linear import Floats, fit_linear, stack
from models.settings import ThemeSettings

Profile = Literal["balanced", "recall"]
PROFILES: tuple[Profile, ...] = ("balanced", "recall")
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class ThemeModel:
    """A classifier, its calibration and its thresholds for each theme that there was enough of to learn."""

    classifiers: dict[str, LogisticRegression]
    calibrators: dict[str, LogisticRegression]
    thresholds: dict[Profile, dict[str, float]]

    @property
    def themes(self) -> tuple[str, ...]:
        """Themes learnt, in the codebook's order."""
        return tuple(self.classifiers)

    @cached_property
    def _weights(self) -> tuple[Floats, Floats]:
        return stack(list(self.classifiers.values()))

    @cached_property
    def _calibration(self) -> tuple[Floats, Floats]:
        slopes, intercepts = stack(list(self.calibrators.values()))
        return slopes[0], intercepts

    @property
    def directions(self) -> Floats:
        """Weights of the features, a row a theme: what a theme's evidence is looked for with."""
        return self._weights[0].T

    def scores(self, rows: Any) -> Floats:
        """Return raw scores: (sentences, themes)."""
        if not self.classifiers:
            return np.zeros((rows.shape[0], 0))
        weights, intercepts = self._weights
        return np.asarray(rows @ weights) + intercepts

    def probabilities(self, rows: Any) -> Floats:
        """Return calibrated probabilities: (sentences, themes)."""
        if not self.classifiers:
            return np.zeros((rows.shape[0], 0))
        slopes, intercepts = self._calibration
        return sigmoid(self.scores(rows) * slopes + intercepts)

    def cuts(self, profile: Profile) -> Floats:
        """Return the themes' thresholds under a profile."""
        return np.array([self.thresholds[profile][theme] for theme in self.themes])


@dataclass(frozen=True)
class LearntThemes:
    """The model, and what it said of sentences that it had not learnt from: (sentences, themes)."""

    model: ThemeModel
    held_out: Floats


def learn_themes(
    rows: Any,
    present: dict[str, Flags],
    *,
    aside: Any,
    present_aside: dict[str, Flags],
    folds: Sequence[tuple[Rows, Rows]],
    settings: ThemeSettings,
    seed: int,
) -> LearntThemes:
    """Learn each theme from ``rows``; calibrate and cut on out-of-fold scores and on the rows kept ``aside``."""
    classifiers: dict[str, LogisticRegression] = {}
    calibrators: dict[str, LogisticRegression] = {}
    held: list[Floats] = []
    thresholds: dict[Profile, dict[str, float]] = {profile: {} for profile in PROFILES}
    for theme, flags in present.items():
        classifier = fit_linear(rows, [bool(flag) for flag in flags], settings)
        scores = np.concatenate([_held_out(rows, flags, folds, settings), _scores(classifier, aside)])
        truth = np.concatenate([flags, present_aside[theme]])
        calibrator = fit_platt(scores, truth)
        probabilities = sigmoid(scores * calibrator.coef_[0, 0] + calibrator.intercept_[0])
        classifiers[theme], calibrators[theme] = classifier, calibrator
        thresholds["balanced"][theme], thresholds["recall"][theme] = _cuts(probabilities, truth, settings, seed)
        held.append(probabilities)
    model = ThemeModel(classifiers, calibrators, thresholds)
    total = rows.shape[0] + aside.shape[0]
    return LearntThemes(model, np.stack(held, axis=1) if held else np.zeros((total, 0)))


def _scores(classifier: LogisticRegression, rows: Any) -> Floats:
    weights, intercept = stack([classifier])
    return (np.asarray(rows @ weights) + intercept)[:, 0]


def _held_out(rows: Any, flags: Flags, folds: Sequence[tuple[Rows, Rows]], settings: ThemeSettings) -> Floats:
    def predict(learn: Rows, left_out: Rows) -> Floats:
        return _scores(fit_linear(rows[learn], [bool(flag) for flag in flags[learn]], settings), rows[left_out])

    return out_of_fold(folds, predict)


def _cuts(probabilities: Floats, truth: Flags, settings: ThemeSettings, seed: int) -> tuple[float, float]:
    lowest, highest = settings.lowest_threshold, settings.highest_threshold
    balanced = best_f1_threshold(probabilities, truth, lowest=lowest, highest=highest, seed=seed)
    return balanced, min(balanced, recall_threshold(probabilities, truth, recall=settings.recall))
