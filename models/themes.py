"""Which themes a sentence touches, with calibrated probabilities, each theme with thresholds of its own.

Two steps. A logistic regression a theme reads the wording. One small regression, shared by all themes, then puts its
verdict together with what the codebook's cues say, and the note encoder where there is one; it learns from verdicts on
sentences that neither had learnt from (stacked generalization, Wolpert 1992), so that it sees how far each can be
trusted, and so that its answers are calibrated, as Platt's are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from models.calibration import best_f1_threshold, recall_threshold, sigmoid
from models.folds import Rows, SecondStep, out_of_fold
from models.linear import Floats, fit_linear, fit_small, scores_of, stack
from models.settings import ThemeSettings

Profile = Literal["balanced", "recall"]
PROFILES: tuple[Profile, ...] = ("balanced", "recall")
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class ThemeModel:
    """A reader of wording for each theme that there was enough of to learn, and the blend with its cues."""

    classifiers: dict[str, LogisticRegression]
    blend: LogisticRegression | None
    """``None`` where no theme was learnt."""
    thresholds: dict[Profile, dict[str, float]]

    @property
    def themes(self) -> tuple[str, ...]:
        """Themes learnt, in the codebook's order."""
        return tuple(self.classifiers)

    @cached_property
    def _stacked(self) -> tuple[Floats, Floats]:
        return stack(list(self.classifiers.values()))

    @property
    def weights(self) -> Floats:
        """Weights of the features: (features, themes)."""
        return self._stacked[0]

    @property
    def directions(self) -> Floats:
        """Weights of the features, a row a theme: what a theme's evidence is looked for with."""
        return self.weights.T

    def probabilities(self, products: Floats, facts: Floats) -> Floats:
        """Return calibrated probabilities: (sentences, themes), from products of rows and weights, and from cues."""
        if self.blend is None:
            return np.zeros((len(products), 0))
        return blended(self.blend, products + self._stacked[1], facts)

    def wording(self, rows: Any) -> Floats:
        """Return what the wording alone says, as scores: (sentences, themes)."""
        return np.asarray(rows @ self.weights) + self._stacked[1]

    def cuts(self, profile: Profile) -> Floats:
        """Return the themes' thresholds under a profile."""
        return np.array([self.thresholds[profile][theme] for theme in self.themes])


def blended(blend: LogisticRegression, wording: Floats, facts: Floats) -> Floats:
    """Return probabilities (sentences, themes) from the wording's scores (likewise) and the cues' facts."""
    scores = scores_of(blend, sparse.csr_matrix(_blend_rows(wording, facts)))
    return sigmoid(scores.reshape(wording.shape))


def _blend_rows(wording: Floats, facts: Floats) -> Floats:
    """Return a row for each sentence and theme: the wording's score, alone and beside a cue; the cues; which theme.

    What a cue is worth is the same for all themes: learnt theme by theme from a few dozen cues, it gained nothing.
    """
    sentences, themes = wording.shape
    score, cued = wording[:, :, None], facts[:, :, :4].max(axis=2, keepdims=True)
    which = np.broadcast_to(np.eye(themes), (sentences, themes, themes))
    parts = np.concatenate([score, score * cued, facts, which], axis=2)
    return parts.reshape(sentences * themes, parts.shape[2])


@dataclass(frozen=True)
class LearntThemes:
    """The model, and what it said of the second step's sentences, unseen: (sentences, themes)."""

    model: ThemeModel
    held_out: Floats


@dataclass(frozen=True)
class Seen:
    """Sentences with their features, and which themes they bear: (sentences, themes)."""

    rows: Any
    present: Flags


def learn_themes(
    themes: Sequence[str],
    learn: Seen,
    *,
    aside: Seen,
    facts: Floats,
    folds: Sequence[tuple[Rows, Rows]],
    second: SecondStep,
    settings: ThemeSettings,
    seed: int,
) -> LearntThemes:
    """Learn themes: the wording from ``learn``, the blend and the thresholds from the second step's sentences.

    ``facts`` are those of the second step's sentences: (sentences, themes, facts).
    """
    if not themes:
        return LearntThemes(
            ThemeModel({}, None, {profile: {} for profile in PROFILES}), np.zeros((len(second.rows), 0))
        )
    flags = [[bool(flag) for flag in of_theme] for of_theme in learn.present.T]
    classifiers = {theme: fit_linear(learn.rows, of, settings) for theme, of in zip(themes, flags, strict=True)}
    bare = ThemeModel(classifiers, None, {})

    def held_out() -> Floats:
        return np.stack([_held_out(learn.rows, of, folds, settings) for of in learn.present.T], axis=1)

    wording = second.verdicts(held_out, bare.wording(aside.rows), first=len(learn.present))
    truth = np.concatenate([learn.present, aside.present])[second.rows]

    def predict(some: Rows, left_out: Rows) -> Floats:
        return blended(_fit_blend(wording[some], facts[some], truth[some]), wording[left_out], facts[left_out])

    said = out_of_fold(second.folds, predict)
    blend = _fit_blend(wording, facts, truth)
    return LearntThemes(ThemeModel(classifiers, blend, _thresholds(themes, said, truth, settings, seed)), said)


def _fit_blend(wording: Floats, facts: Floats, truth: Flags) -> LogisticRegression:
    return fit_small(_blend_rows(wording, facts), truth.ravel())


def _held_out(rows: Any, flags: Flags, folds: Sequence[tuple[Rows, Rows]], settings: ThemeSettings) -> Floats:
    def predict(learn: Rows, left_out: Rows) -> Floats:
        return scores_of(fit_linear(rows[learn], [bool(flag) for flag in flags[learn]], settings), rows[left_out])

    return out_of_fold(folds, predict)


def _thresholds(
    themes: Sequence[str], probabilities: Floats, truth: Flags, settings: ThemeSettings, seed: int
) -> dict[Profile, dict[str, float]]:
    cuts: dict[Profile, dict[str, float]] = {profile: {} for profile in PROFILES}
    lowest, highest = settings.lowest_threshold, settings.highest_threshold
    for theme, of_theme, flags in zip(themes, probabilities.T, truth.T, strict=True):
        balanced = best_f1_threshold(of_theme, flags, lowest=lowest, highest=highest, seed=seed)
        cuts["balanced"][theme] = balanced
        cuts["recall"][theme] = min(balanced, recall_threshold(of_theme, flags, recall=settings.recall))
    return cuts
