"""What a sentence says of practice, whatever the theme: good, poor, mixed or none, with calibrated scores.

Two steps, as for themes: a four-way regression reads the wording, a small one puts its verdict together with the cues.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from corpus.values import PRACTICES, Practice, PracticeLabel
from models.calibration import softmax
from models.folds import Rows, out_of_fold
from models.linear import Floats, class_scores, fit_linear, fit_small
from models.settings import ClassifierSettings


@dataclass(frozen=True)
class PracticeModel:
    """A four-way reader of wording, and its blend with what the cues say."""

    classifier: LogisticRegression
    blend: LogisticRegression

    def probabilities(self, rows: Any, facts: Floats) -> Floats:
        """Return calibrated probabilities: (sentences, ``PRACTICES``)."""
        return _blended(self.blend, class_scores(self.classifier, rows, PRACTICES), facts)


def _blended(blend: LogisticRegression, wording: Floats, facts: Floats) -> Floats:
    return softmax(class_scores(blend, sparse.csr_matrix(np.hstack([wording, facts])), PRACTICES))


@dataclass(frozen=True)
class LearntPractice:
    """The model, and what it said of sentences that it had not learnt from: (sentences, ``PRACTICES``)."""

    model: PracticeModel
    held_out: Floats


def learn_practice(
    rows: Any,
    facts: Floats,
    labels: Sequence[Practice],
    *,
    folds: Sequence[tuple[Rows, Rows]],
    settings: ClassifierSettings,
    aside: tuple[Any, Floats],
) -> LearntPractice:
    """Learn practice; ``aside`` holds rows and facts of sentences that are only to be judged."""
    given = np.asarray(labels)

    def read(learn: Rows, left_out: Rows) -> Floats:
        fitted = fit_linear(rows[learn], list(given[learn]), settings, classes=PRACTICES)
        return class_scores(fitted, rows[left_out], PRACTICES)

    def blend(learn: Rows, left_out: Rows) -> Floats:
        fitted = fit_small(np.hstack([wording[learn], facts[learn]]), given[learn], classes=PRACTICES)
        return _blended(fitted, wording[left_out], facts[left_out])

    wording = out_of_fold(folds, read)
    model = PracticeModel(
        fit_linear(rows, list(given), settings, classes=PRACTICES),
        fit_small(np.hstack([wording, facts]), given, classes=PRACTICES),
    )
    return LearntPractice(model, np.concatenate([out_of_fold(folds, blend), model.probabilities(*aside)]))


def label_of(scores: Floats) -> PracticeLabel:
    """Return the likeliest label with its scores, in the order of ``PRACTICES``."""
    good, poor, mixed, none = (float(score) for score in scores)
    return PracticeLabel(PRACTICES[int(scores.argmax())], (good, poor, mixed, none))
