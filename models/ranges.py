"""Runs of whole numbers laid end to end: how rows of different lengths are walked without a loop."""

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]


def ranges(starts: Places, lengths: Places) -> Places:
    """Return the numbers from each start on, so many of each, one run after the other.

    >>> ranges(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist()
    [5, 6, 9, 10, 11]
    """
    ends = np.cumsum(lengths)
    shift = starts - (ends - lengths)
    return np.asarray(np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.intp) + np.repeat(shift, lengths))
