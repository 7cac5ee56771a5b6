"""The two groups of cases that a bulletin compares: those asked for, or the two with the most cases."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import counted
from noteworthy.bulletin.settings import Settings


@dataclass(frozen=True, eq=False)
class Groups:
    """Two values of an attribute, and the cases that have them."""

    attribute: str
    names: tuple[str, str]
    first: NDArray[np.bool_]
    second: NDArray[np.bool_]
    remark: str = ""
    """What must be said of how they were chosen; empty where they are those that were asked for."""

    @property
    def words(self) -> str:
        """Return the attribute in words."""
        return self.attribute.replace("_", " ")

    @property
    def either(self) -> NDArray[np.bool_]:
        """Return the cases of either group."""
        return np.asarray(self.first | self.second)


def groups_of(data: BulletinData, settings: Settings) -> Groups | str:
    """Return the groups to compare, or the reason why there are none."""
    words = settings.attribute.replace("_", " ")
    if settings.attribute in data.absent:
        return f"This file does not hold the {words} of a case, so there are no groups to compare."
    values = pd.Categorical(data.cases[settings.attribute])
    counts = np.bincount(values.codes[values.codes >= 0], minlength=len(values.categories))
    found = {str(name): int(many) for name, many in zip(values.categories, counts, strict=True) if many}
    if len(found) < 2:
        known = f"only ‘{next(iter(found))}’ is recorded" if found and data.open else counted(len(found), "is", "are")
        return f"Two groups are needed to compare, and of {words} {known if found else 'nothing is recorded'}."
    wanted, remark = settings.groups, ""
    if missing := [name for name in wanted if name not in found]:
        if settings.asked_for:
            return f"No case has the {words} ‘{missing[0]}’, so it cannot be compared; see how the data name it."
        remark = f"Of {words}, the two values with the most cases are compared, since there is no ‘{missing[0]}’."
    if not wanted or missing:
        wanted = tuple(sorted(found, key=lambda name: (-found[name], name))[:2])
    places = [list(map(str, values.categories)).index(name) for name in wanted]
    first, second = (np.asarray(values.codes == place) for place in places)
    return Groups(settings.attribute, (wanted[0], wanted[1]), first, second, remark)
