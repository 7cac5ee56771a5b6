"""Which words tell one set of texts from another: log-odds with a prior that knows how rare words behave.

Monroe, Colaresi and Quinn (2008), "Fightin' words: lexical feature selection and evaluation for identifying the content
of political conflict", Political Analysis 16, 372-403, equations 15, 16, 20 and 22. A plain ratio would call every rare
word distinctive; the prior, in proportion to how often a word comes in all texts together, pulls those back.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from noteworthy.statistics.clusters import FloatArray

PRIOR_WORDS = 500.0
"""Words that the prior is worth, all together, unless another weight is given."""


@dataclass(frozen=True, slots=True)
class DistinctiveWord:
    """How a word tells the two sets of texts apart."""

    word: str
    log_odds: float
    """Above nought where the first set has it more."""
    z: float
    """Log-odds over their standard error."""
    first: int
    second: int
    """How often it comes."""


def log_odds(
    first: ArrayLike, second: ArrayLike, *, prior: ArrayLike | None = None, prior_words: float = PRIOR_WORDS
) -> tuple[FloatArray, FloatArray]:
    """Return the difference in log-odds of each word, and its z; the prior is all words together unless given."""
    one, other = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    general = one + other if prior is None else np.asarray(prior, dtype=float)
    whole = general.sum()
    before = general * (prior_words / whole) if whole else general
    ends = []
    for counts in (one, other):
        raised = counts + before
        with np.errstate(divide="ignore", invalid="ignore"):
            ends.append((np.log(raised / (raised.sum() - raised)), 1 / raised))
    with np.errstate(invalid="ignore"):
        delta = ends[0][0] - ends[1][0]
        return np.nan_to_num(delta), np.nan_to_num(delta / np.sqrt(ends[0][1] + ends[1][1]))


def distinctive_words(
    first: Mapping[str, int], second: Mapping[str, int], *, fewest: int = 5, prior_words: float = PRIOR_WORDS
) -> tuple[DistinctiveWord, ...]:
    """Return the words that come at least ``fewest`` times, those of the first set first, by z."""
    words = sorted(first.keys() | second.keys())
    one, other = ([side.get(word, 0) for word in words] for side in (first, second))
    deltas, z = log_odds(one, other, prior_words=prior_words)
    found = [
        DistinctiveWord(word, float(delta), float(score), here, there)
        for word, delta, score, here, there in zip(words, deltas, z, one, other, strict=True)
        if here + there >= fewest
    ]
    return tuple(sorted(found, key=lambda one: (-one.z, one.word)))
