"""What the scores of a note's sentences amount to: the few numbers that its practice score is built from."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

COMPONENTS = ("balance", "last", "worst", "best")
"""Good against poor over all that is said; the last sentence; the worst; the best. All between -1 and 1."""

_PRIOR = 0.5


def components(practice: Floats) -> Floats:
    """Return a note's components from its sentences' scores, in the order of ``PRACTICES``."""
    if not len(practice):
        return np.zeros(len(COMPONENTS))
    lean = practice[:, 0] - practice[:, 1]
    said = float((1.0 - practice[:, 3]).sum())
    return np.array([float(lean.sum()) / (said + _PRIOR), lean[-1], lean.min(), lean.max()])


def said_anything(practice: Floats) -> float:
    """Return how much is said of practice: the score of the sentence that says most, 0 to 1."""
    return float((1.0 - practice[:, 3]).max()) if len(practice) else 0.0
