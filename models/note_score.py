"""A note's practice from 0 (poor) to 1 (good): from its sentences, by a rule that can be read, with an interval.

Four components say what the sentences' scores amount to. A logistic regression with no negative weight puts them
together, so that a sentence that looks better can never lower the note. The interval is split conformal, normalised
by how spread a score of that height can be; it holds 90% of what coders say (good 1, mixed 0.5, poor 0) of notes
like those that it was measured on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from corpus.values import Practice, PracticeScore
from models.calibration import sigmoid
from models.linear import Floats
from models.note_components import COMPONENTS, components_of, said_anything_of
from models.ranges import Places

WORTH: dict[Practice, float] = {"good": 1.0, "mixed": 0.5, "poor": 0.0}
_LEAST_SPREAD = 0.1


def spread(scores: Floats) -> Floats:
    """Return how far from a score of this height a coder's label usually lies, up to a factor."""
    return np.sqrt(scores * (1.0 - scores)) + _LEAST_SPREAD


def note_scores(model: LogisticRegression, rows: Floats, used: Sequence[str]) -> Floats:
    """Return scores from 0 to 1 for rows of components, of which the model looks at those that it uses."""
    columns = [COMPONENTS.index(name) for name in used]
    logits = (rows[:, columns] * model.coef_[0]).sum(axis=1) + model.intercept_[0]
    return sigmoid(logits)


@dataclass(frozen=True)
class NoteScorer:
    """Puts a note's components together, cuts labels, draws the interval, and says when a person should look."""

    model: LogisticRegression
    used: tuple[str, ...]
    """Components with a weight; the others would have had a negative one."""
    least_said: float
    poor_below: float
    good_above: float
    quantile: float
    """Half the interval's width, in units of ``spread``."""
    margin: float
    """Nearer than this to a cut, a note needs review."""

    def score(self, rows: Floats) -> Floats:
        """Return scores for rows of components."""
        return note_scores(self.model, rows, self.used)

    def judge(self, practice: Floats) -> PracticeScore:
        """Return a note's score from its sentences' scores."""
        return self.judge_all(practice, np.array([len(practice)]))[0]

    def judge_all(self, practice: Floats, sizes: Places) -> list[PracticeScore]:
        """Return the scores of several notes, whose sentences' scores stand one note under the other."""
        said = said_anything_of(practice, sizes)
        scores = self.score(components_of(practice, sizes))
        halves = self.quantile * spread(scores)
        lows, highs = np.maximum(0.0, scores - halves), np.minimum(1.0, scores + halves)
        return list(map(self._judged, *(column.tolist() for column in (said, scores, lows, highs))))

    def _judged(self, said: float, score: float, low: float, high: float) -> PracticeScore:
        label = self.label(score, said)
        review = self.doubt(score, said) < self.margin
        if label == "none":
            return PracticeScore("none", None, None, None, review)
        return PracticeScore(label, round(score, 4), round(low, 4), round(high, 4), review)

    def label(self, score: float, said: float) -> Practice:
        """Return the label of a score, given how much is said."""
        if said < self.least_said:
            return "none"
        if score < self.poor_below:
            return "poor"
        return "good" if score > self.good_above else "mixed"

    def doubt(self, score: float, said: float) -> float:
        """Return the distance to the nearest cut: the smaller, the more doubtful the label."""
        if said < self.least_said:
            return self.least_said - said
        return min(said - self.least_said, abs(score - self.poor_below), abs(score - self.good_above))
