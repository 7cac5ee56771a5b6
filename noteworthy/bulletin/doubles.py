"""Cases that may be one case under two ids: the same in all that is known of them, and in every answer."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from noteworthy.bulletin.answers import Answered
from noteworthy.bulletin.data import BulletinData, Problem

_FEWEST_ANSWERS = 10
"""With fewer answers, two cases are alike by chance often enough."""
_NOT_OF_THE_CASE = ("id", "start")


def possible_doubles(data: BulletinData, answered: Sequence[Answered]) -> Iterator[Problem]:
    """Say how many cases repeat another; they are counted all the same, since it cannot be known that they are one."""
    if not answered or not len(data.cases):
        return
    attributes = [column for column in data.cases.columns if column not in _NOT_OF_THE_CASE]
    codes = [np.asarray(pd.Categorical(data.cases[column]).codes, dtype=np.int32) for column in attributes]
    grid = np.concatenate([one.grid for one in answered], axis=1).astype(np.int32)
    many = grid.shape[1] - (grid < 0).sum(axis=1) >= _FEWEST_ANSWERS
    whole = np.ascontiguousarray(np.column_stack([*codes, grid])[many])
    # A row as one value of many bytes, so that rows can be sorted and compared whole.
    rows = np.sort(whole.view(np.dtype((np.void, whole.dtype.itemsize * whole.shape[1]))).ravel())
    doubles = int((rows[1:] == rows[:-1]).sum())
    if doubles:
        who = "case is" if doubles == 1 else "cases are"
        words = (
            f"{doubles:,} {who} like another in all that is known of it and in every answer, and may be the same case"
        )
        yield Problem("id", doubles, f"{words} under a second id; each is counted.")
