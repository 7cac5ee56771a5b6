"""What a sentence says of practice, whatever the theme: good, poor, mixed or none, with calibrated scores.

Two steps, as for themes: a four-way regression reads the wording, a small one puts its verdict together with the cues.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from corpus.values import PRACTICES, Practice, PracticeLabel
from models.calibration import softmax
from models.folds import Rows, SecondStep, out_of_fold
from models.linear import Floats, by_class, class_scores, fit_linear, fit_small, stack
from models.settings import ClassifierSettings


@dataclass(frozen=True)
class PracticeModel:
    """A four-way reader of wording, and its blend with what the cues say."""

    classifier: LogisticRegression
    blend: LogisticRegression

    @cached_property
    def weights(self) -> Floats:
        """Weights of the reader of wording: (features, scores)."""
        return stack([self.classifier])[0]

    def probabilities(self, products: Floats, facts: Floats) -> Floats:
        """Return calibrated probabilities: (sentences, ``PRACTICES``), from products of rows and weights."""
        return _blended(self.blend, by_class(self.classifier, products, PRACTICES), facts)


def _blended(blend: LogisticRegression, wording: Floats, facts: Floats) -> Floats:
    return softmax(class_scores(blend, sparse.csr_matrix(np.hstack([wording, facts])), PRACTICES))


@dataclass(frozen=True)
class LearntPractice:
    """The model, and what it said of the second step's sentences, unseen: (sentences, ``PRACTICES``)."""

    model: PracticeModel
    held_out: Floats


def learn_practice(
    rows: Any,
    labels: Sequence[Practice],
    *,
    aside: tuple[Any, Sequence[Practice]],
    facts: Floats,
    folds: Sequence[tuple[Rows, Rows]],
    second: SecondStep,
    settings: ClassifierSettings,
) -> LearntPractice:
    """Learn practice: the wording from ``rows``, the blend from the second step's sentences, whose facts are given."""
    given = np.asarray(labels)

    def read(learn: Rows, left_out: Rows) -> Floats:
        fitted = fit_linear(rows[learn], list(given[learn]), settings, classes=PRACTICES)
        return class_scores(fitted, rows[left_out], PRACTICES)

    def fit(some: Rows) -> LogisticRegression:
        return fit_small(np.hstack([wording[some], facts[some]]), truth[some], classes=PRACTICES)

    def blend(learn: Rows, left_out: Rows) -> Floats:
        return _blended(fit(learn), wording[left_out], facts[left_out])

    reader = fit_linear(rows, list(given), settings, classes=PRACTICES)
    wording = second.verdicts(
        lambda: out_of_fold(folds, read), class_scores(reader, aside[0], PRACTICES), first=len(labels)
    )
    truth = np.asarray([*labels, *aside[1]])[second.rows]
    model = PracticeModel(reader, fit(np.arange(len(truth))))
    return LearntPractice(model, out_of_fold(second.folds, blend))


def labels_of(scores: Floats) -> list[PracticeLabel]:
    """Return the likeliest label of each row with its scores, in the order of ``PRACTICES``."""
    likeliest = scores.argmax(axis=1).tolist() if len(scores) else []
    return [
        PracticeLabel(PRACTICES[best], tuple(of_sentence))
        for best, of_sentence in zip(likeliest, scores.tolist(), strict=True)
    ]
