"""The one order of all passages: the clearest examples first, and copies of a text after its first."""

import numpy as np
from numpy.typing import NDArray


def numbering(levels: NDArray[np.int16], copies: NDArray[np.uint64], ties: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return the places of the passages in the order in which they are numbered.

    Clearer before less clear (`levels`); within a step of clarity the first of each text before the second of any;
    then by `ties`, so that what stands side by side comes from different notes.
    """
    by_text = np.lexsort((ties, -levels, copies))
    text = copies[by_text]
    starts_text = np.concatenate(([True], text[1:] != text[:-1])) if len(text) else np.zeros(0, dtype=bool)
    places = np.arange(len(text))
    nth = np.empty(len(text), dtype=np.int64)
    nth[by_text] = places - np.maximum.accumulate(np.where(starts_text, places, 0))
    return np.lexsort((ties, nth, -levels))
