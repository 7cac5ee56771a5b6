"""How a theme is judged in a sentence: good, poor, mixed or context, decided for each pair of sentence and theme.

One classifier for all themes. It sees the sentence, the theme's own cues apart from those of other themes, and the
words of the clauses in which the theme's cues stand: "prompt, but the work was superficial" is good for one theme and
poor for the other. It does not see what the practice model said: held out, that made it worse (its answers on
training sentences come from models of other voices, and lean away from the truth).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from corpus.values import POLARITIES, Polarity, ReadSentence
from models.features import FeatureSpace, cue_counts
from models.folds import Rows, out_of_fold
from models.linear import Floats, class_scores, fit_linear
from models.settings import ClassifierSettings
from models.words import spaced_terms


class Pair(NamedTuple):
    """A theme in a sentence; ``row`` is the sentence's row in the matrix of features."""

    row: int
    theme: str


@dataclass(frozen=True)
class PolarityModel:
    """A four-way classifier of pairs."""

    classifier: LogisticRegression

    def scores(self, rows: Any) -> Floats:
        """Return raw scores: (pairs, ``POLARITIES``)."""
        return class_scores(self.classifier, rows, POLARITIES)

    def judge(self, rows: Any) -> list[Polarity]:
        """Return a polarity for each row of pairs."""
        return _named(self.scores(rows))


def pair_rows(pairs: Sequence[Pair], *, sentences: Sequence[ReadSentence], rows: Any, space: FeatureSpace) -> Any:
    """Return a CSR matrix with one row for each pair."""
    places = np.array([pair.row for pair in pairs], dtype=np.intp)
    said = [sentences[pair.row] for pair in pairs]
    clauses = [_clauses_of(sentence, pair.theme) for sentence, pair in zip(said, pairs, strict=True)]
    cues = [_own_and_other(sentence, pair.theme, space) for sentence, pair in zip(said, pairs, strict=True)]
    which = [[float(pair.theme == theme) for theme in space.themes] for pair in pairs]
    return sparse.hstack(
        [
            rows[places],
            sparse.csr_matrix(np.array(cues).reshape(len(pairs), -1)),
            sparse.csr_matrix(np.array(which).reshape(len(pairs), -1)),
            space.vectorisers.single_words.transform(clauses),
        ],
        format="csr",
    )


def _own_and_other(sentence: ReadSentence, theme: str, space: FeatureSpace) -> Floats:
    counts = cue_counts(sentence, space.themes, most=space.settings.most_of_a_cue)
    own = counts[space.themes.index(theme)]
    return np.concatenate([own, np.minimum(counts[:-1].sum(axis=0) - own, 2.0)])


def _clauses_of(sentence: ReadSentence, theme: str) -> str:
    """Return the words of the clauses in which the theme's cues stand."""
    cues = [finding for finding in sentence.findings if finding.theme == theme]
    clauses = [
        sentence.text[clause.start - sentence.start : clause.end - sentence.start]
        for clause in sentence.clauses
        if any(cue.start < clause.end and clause.start < cue.end for cue in cues)
    ]
    return spaced_terms(" ".join(clauses))


@dataclass(frozen=True)
class LearntPolarity:
    """The model (``None`` where no theme was coded), and what it said of pairs that it had not learnt from."""

    model: PolarityModel | None
    held_out: list[Polarity]


def learn_polarity(
    rows: Any,
    given: Sequence[Polarity | None],
    *,
    aside: Any,
    folds: Sequence[tuple[Rows, Rows]],
    settings: ClassifierSettings,
) -> LearntPolarity:
    """Learn from the pairs that coders gave (``None`` where they gave none); judge all, each unseen."""
    labels = np.asarray([polarity or "" for polarity in given])

    def fit(some: Rows) -> PolarityModel | None:
        coded = some[labels[some] != ""]
        if not len(coded):
            return None
        return PolarityModel(fit_linear(rows[coded], list(labels[coded]), settings, classes=POLARITIES))

    def predict(learn: Rows, left_out: Rows) -> Floats:
        model = fit(learn)
        return model.scores(rows[left_out]) if model else np.zeros((len(left_out), len(POLARITIES)))

    model = fit(np.arange(len(labels)))
    if model is None:
        return LearntPolarity(None, ["context"] * (rows.shape[0] + aside.shape[0]))
    scores = np.concatenate([out_of_fold(folds, predict), model.scores(aside)])
    return LearntPolarity(model, _named(scores))


def _named(scores: Floats) -> list[Polarity]:
    return [POLARITIES[best] for best in scores.argmax(axis=1)]
