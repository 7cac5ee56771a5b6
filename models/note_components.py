"""What the scores of a note's sentences amount to: the few numbers that its practice score is built from."""

import numpy as np
from numpy.typing import NDArray

from models.ranges import Places

Floats = NDArray[np.float64]

COMPONENTS = ("balance", "last", "worst", "best")
"""Good against poor over all that is said; the last sentence; the worst; the best. All between -1 and 1."""

_PRIOR = 0.5


def components(practice: Floats) -> Floats:
    """Return a note's components from its sentences' scores, in the order of ``PRACTICES``."""
    return np.asarray(components_of(practice, np.array([len(practice)]))[0])


def components_of(practice: Floats, sizes: Places) -> Floats:
    """Return the components of several notes, a row each; their sentences' scores stand one note under the other.

    A note's sums are added up sentence by sentence, so that they do not depend on the notes beside it.
    """
    rows = np.zeros((len(sizes), len(COMPONENTS)))
    filled = np.flatnonzero(sizes)
    if len(filled):
        lean, note_of = practice[:, 0] - practice[:, 1], np.repeat(np.arange(len(filled)), sizes[filled])
        lasts = np.cumsum(sizes[filled]) - 1
        firsts = lasts + 1 - sizes[filled]
        said = np.bincount(note_of, weights=1.0 - practice[:, 3])
        balance = np.bincount(note_of, weights=lean) / (said + _PRIOR)
        worst, best = (extreme.reduceat(lean, firsts) for extreme in (np.minimum, np.maximum))
        rows[filled] = np.stack([balance, lean[lasts], worst, best], axis=1)
    return rows


def said_anything(practice: Floats) -> float:
    """Return how much is said of practice: the score of the sentence that says most, 0 to 1."""
    return float(said_anything_of(practice, np.array([len(practice)]))[0])


def said_anything_of(practice: Floats, sizes: Places) -> Floats:
    """Return the same for several notes."""
    said = np.zeros(len(sizes))
    filled = np.flatnonzero(sizes)
    if len(filled):
        firsts = np.cumsum(sizes[filled]) - sizes[filled]
        said[filled] = np.maximum.reduceat(1.0 - practice[:, 3], firsts)
    return said
