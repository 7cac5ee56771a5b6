"""What a sentence says of practice, whatever the theme: good, poor, mixed or none, with calibrated scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from corpus.values import PRACTICES, Practice, PracticeLabel
from models.calibration import fit_temperature, softmax
from models.folds import Rows, out_of_fold
from models.linear import Floats, class_scores, fit_linear
from models.settings import ClassifierSettings


@dataclass(frozen=True)
class PracticeModel:
    """A four-way classifier and the temperature that calibrates it."""

    classifier: LogisticRegression
    temperature: float

    def probabilities(self, rows: Any) -> Floats:
        """Return calibrated probabilities: (sentences, ``PRACTICES``)."""
        return softmax(class_scores(self.classifier, rows, PRACTICES), self.temperature)


@dataclass(frozen=True)
class LearntPractice:
    """The model, and what it said of sentences that it had not learnt from: (sentences, ``PRACTICES``)."""

    model: PracticeModel
    held_out: Floats


def learn_practice(
    rows: Any,
    labels: Sequence[Practice],
    *,
    aside: Any,
    labels_aside: Sequence[Practice],
    folds: Sequence[tuple[Rows, Rows]],
    settings: ClassifierSettings,
) -> LearntPractice:
    """Learn practice from ``rows``; calibrate on out-of-fold scores and on the rows kept ``aside``."""
    given = np.asarray(labels)

    def predict(learn: Rows, left_out: Rows) -> Floats:
        fitted = fit_linear(rows[learn], list(given[learn]), settings, classes=PRACTICES)
        return class_scores(fitted, rows[left_out], PRACTICES)

    classifier = fit_linear(rows, list(given), settings, classes=PRACTICES)
    scores = np.concatenate([out_of_fold(folds, predict), class_scores(classifier, aside, PRACTICES)])
    truth = np.array([PRACTICES.index(label) for label in (*labels, *labels_aside)])
    temperature = fit_temperature(scores, truth)
    return LearntPractice(PracticeModel(classifier, temperature), softmax(scores, temperature))


def label_of(scores: Floats) -> PracticeLabel:
    """Return the likeliest label with its scores, in the order of ``PRACTICES``."""
    good, poor, mixed, none = (float(score) for score in scores)
    return PracticeLabel(PRACTICES[int(scores.argmax())], (good, poor, mixed, none))
