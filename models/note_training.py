"""Learn a note's score: the weights of its components, the cuts between labels, the interval, and when to ask a person.

All is chosen on held-out scores: neither the sentences' scores nor the note's come from a model that knew the note.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from corpus.values import Practice
from models.calibration import conformal_quantile
from models.folds import Rows, out_of_fold
from models.linear import Floats
from models.note_components import COMPONENTS, components, said_anything
from models.note_score import WORTH, NoteScorer, note_scores, spread
from models.settings import NoteSettings

_CUTS = np.round(np.arange(0.20, 0.81, 0.05), 2)
_LEAST_KEPT = 0.2
"""A share of notes smaller than this is no basis for stating an accuracy."""
_WIDEST = 10.0


@dataclass(frozen=True)
class LearntNotes:
    """The scorer, and what it said of notes that it had not learnt from."""

    scorer: NoteScorer
    scores: Floats
    said: Floats
    accuracy: float
    """Share of right labels among held-out notes that need no review."""
    kept: float
    """Share of held-out notes that need none."""


def learn_notes(
    practice: Sequence[Floats],
    labels: Sequence[Practice],
    *,
    folds: Sequence[tuple[Rows, Rows]],
    settings: NoteSettings,
) -> LearntNotes:
    """Learn from the held-out scores of each note's sentences, and the coders' label of the note."""
    rows = np.array([components(scores) for scores in practice])
    said = np.array([said_anything(scores) for scores in practice])

    def predict(learn: Rows, left_out: Rows) -> Floats:
        model, used = fit_components(rows[learn], [labels[row] for row in learn])
        return note_scores(model, rows[left_out], used)

    scores = out_of_fold(folds, predict)
    model, used = fit_components(rows, labels)
    poor_below, good_above = _best_cuts(scores, labels)
    scorer = NoteScorer(
        model=model,
        used=used,
        least_said=_best_least_said(said, labels),
        poor_below=poor_below,
        good_above=good_above,
        quantile=_quantile(scores, labels, settings.coverage),
        margin=0.0,
    )
    margin, accuracy, kept = _margin(scorer, scores, said, labels, aim=settings.accuracy)
    return LearntNotes(replace(scorer, margin=margin), scores, said, accuracy, kept)


def fit_components(rows: Floats, labels: Sequence[Practice]) -> tuple[LogisticRegression, tuple[str, ...]]:
    """Fit weights that are never negative: a component that would get one is left out, the most negative first.

    A mixed note counts half as good and half as poor. Two made notes, wholly good and wholly poor, stand beside the
    real ones, so that a corpus without one of them can be learnt too.
    """
    worth = np.array([WORTH[label] for label in labels if label != "none"])
    judged = rows[[label != "none" for label in labels]]
    ends = np.ones((1, len(COMPONENTS)))
    points = np.vstack([judged, judged, ends, -ends])
    outcomes = np.concatenate([np.ones(len(judged)), np.zeros(len(judged)), [1, 0]])
    weights = np.concatenate([worth, 1 - worth, [1, 1]])
    used = list(range(len(COMPONENTS)))
    while True:
        model = LogisticRegression(C=1.0, max_iter=1000, tol=1e-8).fit(points[:, used], outcomes, sample_weight=weights)
        lowest = int(model.coef_[0].argmin())
        if model.coef_[0, lowest] >= 0 or len(used) == 1:
            return model, tuple(COMPONENTS[column] for column in used)
        del used[lowest]


def _quantile(scores: Floats, labels: Sequence[Practice], coverage: float) -> float:
    judged = np.array([label != "none" for label in labels])
    worth = np.array([WORTH.get(label, 0.5) for label in labels])
    residuals = np.abs(worth - scores) / spread(scores)
    return round(min(conformal_quantile(residuals[judged], coverage), _WIDEST), 4)


def _best_cuts(scores: Floats, labels: Sequence[Practice]) -> tuple[float, float]:
    """Return the two cuts of best macro-F1 over good, poor and mixed; the nearest to the middle where several are."""
    judged = [(score, label) for score, label in zip(scores, labels, strict=True) if label != "none"]
    if not judged:
        return 0.5, 0.5
    given = np.array([label for _, label in judged])
    values = np.array([score for score, _ in judged])

    def merit(cuts: tuple[float, float]) -> tuple[float, float]:
        named = np.where(values < cuts[0], "poor", np.where(values > cuts[1], "good", "mixed"))
        return _macro_f1(given, named), -abs(cuts[0] - 0.4) - abs(cuts[1] - 0.6)

    return max(((float(a), float(b)) for a, b in product(_CUTS, _CUTS) if a <= b), key=merit)


def _macro_f1(given: NDArray[np.str_], named: NDArray[np.str_]) -> float:
    hits = {label: int(((given == label) & (named == label)).sum()) for label in WORTH}
    both = {label: int((given == label).sum() + (named == label).sum()) for label in WORTH}
    return round(sum(2 * hits[label] / max(1, both[label]) for label in WORTH) / len(WORTH), 9)


def _best_least_said(said: Floats, labels: Sequence[Practice]) -> float:
    """Return the cut below which a note says nothing of practice: best F1 of the label ``none``."""
    silent = np.array([label == "none" for label in labels])
    if not silent.any():
        return 0.5

    def merit(cut: float) -> tuple[float, float]:
        named = said < cut
        return round(2 * int((named & silent).sum()) / int(named.sum() + silent.sum()), 9), -abs(cut - 0.5)

    return max((float(cut) for cut in _CUTS), key=merit)


def _margin(
    scorer: NoteScorer, scores: Floats, said: Floats, labels: Sequence[Practice], *, aim: float
) -> tuple[float, float, float]:
    """Return the smallest margin that keeps the aimed accuracy, with the accuracy and the share of notes kept.

    Where no margin reaches it, the one that comes nearest among those that keep enough notes.
    """
    pairs = list(zip(scores, said, strict=True))
    doubts = np.array([scorer.doubt(float(score), float(much)) for score, much in pairs])
    right = np.array([scorer.label(float(a), float(b)) == label for (a, b), label in zip(pairs, labels, strict=True)])
    tried = []
    for margin in np.unique(np.round([0.0, *doubts], 3)):  # nought keeps every note, also where all doubts are alike
        kept = doubts >= margin
        if kept.mean() >= _LEAST_KEPT:
            accuracy = float(right[kept].mean())
            tried.append((min(accuracy, aim), float(kept.mean()), float(margin), accuracy))
    _, kept_share, margin, accuracy = max(tried)
    return round(float(margin), 3), round(accuracy, 4), round(kept_share, 4)
