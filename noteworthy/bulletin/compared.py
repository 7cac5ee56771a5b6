"""Every closed question in two groups of cases: the difference as it is, and adjusted for who was supervised."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from noteworthy.bulletin.answers import Answered, Answers
from noteworthy.bulletin.case_mix import CaseMix
from noteworthy.bulletin.contrasts import Contrast, contrast, judged
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.groups import Groups
from noteworthy.bulletin.levels import Level
from noteworthy.bulletin.priorities import factor_words, in_priority
from noteworthy.bulletin.settings import Settings
from noteworthy.statistics.comparisons import benjamini_hochberg
from noteworthy.statistics.regression import Adjusted, adjusted

ALL, WHOLE = "All factors together", "The case as a whole"


@dataclass(frozen=True, eq=False)
class Item:
    """One question about one factor, about all factors, or about the case: a row an answer."""

    measure: str
    factor: str
    yes: np.ndarray
    case: np.ndarray
    """Position of the case of each answer."""
    factors: tuple[str, ...] | None = None
    """The factor of each answer, where they are of several."""

    @property
    def is_whole(self) -> bool:
        """Tell whether it is a measure as a whole, rather than on one factor."""
        return self.factor in (ALL, WHOLE)


@dataclass(frozen=True, eq=False)
class Compared:
    """An item, compared."""

    item: Item
    raw: Contrast
    model: Adjusted
    adjusted_p: float | None = None
    rate: float = 0.0

    @property
    def stands(self) -> bool:
        """Tell whether the groups differ once adjusted."""
        return self.adjusted_p is not None and self.adjusted_p <= self.rate

    @property
    def verdict(self) -> str:
        """Return how the adjusted difference reads."""
        if not self.model.difference.known:
            return "cannot be adjusted"
        if not self.stands:
            return "no clear difference"
        return "higher" if (self.model.difference.value or 0) > 0 else "lower"


class Comparison:
    """All comparisons of two groups."""

    def __init__(
        self, data: BulletinData, settings: Settings, answers: Answers, *, groups: Groups, level: Level, mix: CaseMix
    ) -> None:
        self._data, self._settings, self._answers = data, settings, answers
        self._groups, self._level, self._mix = groups, level, mix
        self._items = [item for one in answers.answered for item in self._items_of(one)]

    @cached_property
    def compared(self) -> tuple[Compared, ...]:
        """All items for which both groups have answers: measures as a whole, and then by factor.

        p-values are adjusted within either of the two: the few comparisons that a report leads with are not to be paid
        for with all that can be looked up beside them.
        """
        made = [(item, raw) for item in self._items if (raw := self._raw(item)) is not None]
        whole = [one for one in made if one[0].is_whole]
        return (*self._together(whole), *self._together([one for one in made if not one[0].is_whole]))

    def _together(self, made: Sequence[tuple[Item, Contrast]]) -> Iterator[Compared]:
        raws = judged([raw for _, raw in made])
        models = [self._adjusted(item) for item, _ in made]
        adjusted_ps = benjamini_hochberg([model.difference.p for model in models])
        for (item, _), raw, model, p in zip(made, raws, models, adjusted_ps, strict=True):
            yield Compared(item, raw, model, p, self._settings.false_discovery_rate)

    def _items_of(self, asked: Answered) -> Iterator[Item]:
        """Yield a measure over all factors and on each, or for the case as a whole."""
        if asked.measure.per_factor and asked.measure.role != "priority":
            asked = in_priority(asked, self._answers, self._data).answered
        closed = asked.closed & self._groups.either[:, None]
        names = [factor_words(factor, self._data) for factor in asked.factors]
        whole = asked.factors == ("",)
        cases, columns = np.nonzero(closed)
        factors = None if whole else tuple(names[column] for column in columns.tolist())
        if (
            asked.measure.role != "priority"
        ):  # how many priorities a case has says who it is, not how it was worked with
            yield Item(asked.measure.name, WHOLE if whole else ALL, asked.yes[cases, columns], cases, factors)
        one_factor = len(names) == 1 and asked.measure.role != "priority"  # the same again
        for column in range(0 if whole or one_factor else len(names)):
            some = np.flatnonzero(closed[:, column])
            yield Item(asked.measure.name, names[column], asked.yes[some, column], some)

    def _raw(self, item: Item) -> Contrast | None:
        cases = len(self._data.cases)
        yes = np.bincount(item.case[item.yes], minlength=cases)
        of = np.bincount(item.case, minlength=cases)
        first, second = self._groups.first, self._groups.second
        return contrast(
            self._groups.names,
            (yes * first, yes * second),
            (of * first, of * second),
            level=self._level,
            rate=self._settings.false_discovery_rate,
        )

    def _adjusted(self, item: Item) -> Adjusted:
        return adjusted(
            item.yes,
            self._groups.first[item.case],
            attributes=self._attributes(item),
            clusters=self._level.clusters.take(item.case),
            fewest=self._settings.fewest_in_level,
        )

    def _attributes(self, item: Item) -> Mapping[str, Sequence[str | None]]:
        known = {name: values[item.case].tolist() for name, values in self._mix.values.items()}
        return known if item.factors is None else {**known, "factor": item.factors}
