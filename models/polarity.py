"""How a theme is judged in a sentence: good, poor, mixed or context, decided for each pair of sentence and theme.

Two steps for all themes together, as for practice: a four-way regression reads the sentence, which theme is asked for,
and the words of the clauses in which the theme's cues stand ("prompt, but the work was superficial" is good for one
theme and poor for the other); a small one puts its verdict together with the theme's own cues and the others'.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from corpus.values import POLARITIES, Polarity, ReadSentence
from models.cue_facts import CueTable
from models.features import FeatureSpace
from models.folds import Rows, out_of_fold
from models.linear import Floats, by_class, class_scores, fit_linear, fit_small, stack
from models.ranges import Places
from models.settings import ClassifierSettings


class Pair(NamedTuple):
    """A theme in a sentence; ``row`` is the sentence's row in the matrix of features."""

    row: int
    theme: str


@dataclass(frozen=True)
class PairRows:
    """What is known of pairs, a row each: wording, and what the cues say."""

    wording: Any
    facts: Floats

    def some(self, rows: Any) -> "PairRows":
        """Return some of the pairs."""
        return PairRows(self.wording[rows], self.facts[rows])


@dataclass(frozen=True)
class PolarityModel:
    """A four-way reader of wording, and its blend with what the cues say."""

    classifier: LogisticRegression
    blend: LogisticRegression

    @cached_property
    def weights(self) -> Floats:
        """Weights of the reader of wording: those of sentences' rows, then of which theme it is, then of clauses."""
        return stack([self.classifier])[0]

    def judge(self, products: Floats, pairs: "PairsApart") -> list[Polarity]:
        """Return a polarity for each pair, from products of the sentences' rows and their weights."""
        clauses = len(self.weights) - pairs.clauses.shape[1]
        themes = clauses - pairs.which.shape[1]
        of_themes, of_clauses = self.weights[themes:clauses], self.weights[clauses:]
        together = products[pairs.places] + pairs.which @ of_themes + pairs.clauses @ of_clauses
        return _named(_blended(self.blend, by_class(self.classifier, together, POLARITIES), pairs.facts))


def _blended(blend: LogisticRegression, wording: Floats, facts: Floats) -> Floats:
    return class_scores(blend, sparse.csr_matrix(np.hstack([wording, facts])), POLARITIES)


def _named(scores: Floats) -> list[Polarity]:
    return [POLARITIES[best] for best in scores.argmax(axis=1)]


class PairsApart(NamedTuple):
    """What is known of pairs, apart from their sentences' rows: a row each."""

    places: Places
    """The row of each pair's sentence."""
    which: Any
    clauses: Any
    facts: Floats


def pairs_apart(
    pairs: Sequence[Pair], *, sentences: Sequence[ReadSentence], cues: CueTable, space: FeatureSpace
) -> PairsApart:
    """Return what is known of pairs beside the wording of their sentences."""
    places = np.array([pair.row for pair in pairs], dtype=np.intp)
    known = {theme: place for place, theme in enumerate(space.themes)}
    themes = np.array([known[pair.theme] for pair in pairs], dtype=np.intp)
    which = sparse.csr_matrix((np.ones(len(pairs)), (np.arange(len(pairs)), themes)), (len(pairs), len(space.themes)))
    words = space.cut([_clauses_of(sentences[pair.row], pair.theme) for pair in pairs])
    clauses = space.single_words.weigh(words.terms, words.text_of, len(words))
    return PairsApart(places, which, clauses, cues.of_pairs(places, themes))


def pair_rows(
    pairs: Sequence[Pair], *, sentences: Sequence[ReadSentence], rows: Any, cues: CueTable, space: FeatureSpace
) -> PairRows:
    """Return what is known of pairs."""
    apart = pairs_apart(pairs, sentences=sentences, cues=cues, space=space)
    return PairRows(sparse.hstack([rows[apart.places], apart.which, apart.clauses], format="csr"), apart.facts)


def _clauses_of(sentence: ReadSentence, theme: str) -> str:
    """Return the words of the clauses in which the theme's cues stand."""
    cues = [finding for finding in sentence.findings if finding.theme == theme]
    if not cues:
        return ""
    clauses = [
        sentence.text[clause.start - sentence.start : clause.end - sentence.start]
        for clause in sentence.clauses
        if any(cue.start < clause.end and clause.start < cue.end for cue in cues)
    ]
    return " ".join(clauses)


@dataclass(frozen=True)
class LearntPolarity:
    """The model (``None`` where no theme was coded), and what it said of the second step's pairs, unseen."""

    model: PolarityModel | None
    held_out: list[Polarity]


def learn_polarity(
    learn: tuple[Any, Sequence[Polarity]],
    judged: PairRows,
    given: Sequence[Polarity | None],
    *,
    learnt: Sequence[int | None],
    folds: Sequence[tuple[Rows, Rows]],
    second_folds: Sequence[tuple[Rows, Rows]],
    settings: ClassifierSettings,
) -> LearntPolarity:
    """Learn from pairs that coders gave; judge the second step's, each unseen.

    ``learn`` are the first step's pairs, wording and polarity; ``judged`` the second step's, with the polarity that
    coders gave (``None`` where they gave none) and their place among the first step's, where they stand there.
    """
    labels, known = np.asarray(learn[1]), np.asarray([polarity or "" for polarity in given])
    if not len(labels) or not (known != "").any():
        return LearntPolarity(None, ["context"] * len(known))

    def read(some: Rows, left_out: Rows) -> Floats:
        rows = some if len(some) else np.arange(len(labels))
        fitted = fit_linear(learn[0][rows], list(labels[rows]), settings, classes=POLARITIES)
        return class_scores(fitted, learn[0][left_out], POLARITIES)

    def coded(some: Rows) -> Rows:
        # Pairs that no coder gave are judged and never learnt from; a fold without any coded pair learns from all.
        kept = some[known[some] != ""]
        return kept if len(kept) else np.flatnonzero(known != "")

    def fit(rows: Rows) -> LogisticRegression:
        return fit_small(np.hstack([wording[rows], judged.facts[rows]]), known[rows], classes=POLARITIES)

    def blend(some: Rows, left_out: Rows) -> Floats:
        return _blended(fit(coded(some)), wording[left_out], judged.facts[left_out])

    reader = fit_linear(learn[0], list(labels), settings, classes=POLARITIES)
    wording = class_scores(reader, judged.wording, POLARITIES)
    again = [(row, place) for row, place in enumerate(learnt) if place is not None]
    if again:
        rows, places = np.array(again).T
        wording[rows] = out_of_fold(folds, read)[places]
    model = PolarityModel(reader, fit(coded(np.arange(len(known)))))
    return LearntPolarity(model, _named(out_of_fold(second_folds, blend)))
