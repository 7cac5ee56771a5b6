"""Closed answers drawn anew from the corpus's own parameters, as arrays: quick enough for thousands of samples.

The model is that of ``corpus.invented.answers``, which draws one answer at a time; a test holds the two to the very
same answers from the same luck. There is one difference, and it is the point: here the intercepts are those of the
whole population, found once in a huge sample, so that units and inspectors that happen to be good make a sample good.
The corpus's own generator finds them anew in each sample, which takes that luck out again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.invented.answers import AVAILABLE, CONTRIBUTIONS, COORDINATED, DELIVERED, INFORMED, PRIORITY, VICTIMS
from corpus.invented.parameters import Parameters

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

YES, NO, NOT_ASKED = 1, 0, -1
VICTIM = "victim"
"""Name of the luck that says whether a case has somebody to protect; `involved` is followed by who is."""

Key = tuple[str, str | None]
"""A question, and a factor where it has one."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Who the cases are and where they lie; one row each."""

    unit: IntArray
    officer: IntArray
    inspector: IntArray
    nps: BoolArray
    female: BoolArray
    risk: NDArray[np.str_]
    order: NDArray[np.str_]
    age: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True, slots=True)
class Levels:
    """How good the work is in each case, and what its unit has on offer, in log-odds."""

    work: FloatArray
    site: FloatArray


Luck = Callable[[str, str | None], FloatArray]
"""The uniform draws of a question, and of a factor where it has one: one for each case."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by question and factor (None for the whole case): 1 yes, 0 no, -1 not asked or not applicable."""

    said: dict[Key, IntArray]
    intercepts: dict[Key, float]
    completed: BoolArray
    reoffended: BoolArray
    supervised_well: IntArray
    """-1 where nothing was a priority."""


def draw_cases(parameters: Parameters, rng: np.random.Generator, *, count: int, units: int, inspectors: int) -> Cases:
    """Return cases in so many units, half of them of either kind of organisation, each inspector with an equal part."""
    shares, spread = parameters.shares, parameters.spread
    half = units // 2
    kinds = np.arange(units) < half  # the first half is NPS
    weights = np.where(kinds, (1 - shares.crc.value) / half, shares.crc.value / (units - half))
    cuts = np.round(np.cumsum(weights) * count).astype(int)
    unit = np.repeat(np.arange(units), np.diff(cuts, prepend=0))
    most, fewest = spread.most_cases_an_officer.value, spread.fewest_cases_an_officer.value
    caseloads = rng.integers(fewest, most + 1, count)
    officer = np.searchsorted(np.cumsum(caseloads), np.arange(count), side="right")
    officer = np.unique(officer * units + unit, return_inverse=True)[1]  # an officer works in one unit
    inspector = np.empty(count, dtype=np.int64)
    inspector[rng.permutation(count)] = np.arange(count) * inspectors // count
    nps = kinds[unit]
    return Cases(
        unit, officer, inspector, nps, rng.random(count) < shares.female.value,
        _by_kind(rng, nps, shares.risk_nps.values, shares.risk_crc.values),
        _by_kind(rng, nps, shares.order_nps.values, shares.order_crc.values),
        _choices(rng, shares.age_band.values, count),
    )  # fmt: skip


def draw_levels(parameters: Parameters, rng: np.random.Generator, cases: Cases) -> Levels:
    """Return levels of units, officers, inspectors and cases, added up for each case."""
    spread = parameters.spread
    work = spread.case.value * rng.standard_normal(len(cases))
    for groups, deviation in (
        (cases.unit, spread.unit), (cases.officer, spread.officer), (cases.inspector, spread.inspector)
    ):  # fmt: skip
        work += deviation.value * rng.standard_normal(int(groups.max()) + 1)[groups]
    return Levels(work, spread.unit.value * rng.standard_normal(int(cases.unit.max()) + 1)[cases.unit])


def random_luck(rng: np.random.Generator, count: int) -> Luck:
    """Return luck that is drawn when it is asked for."""
    return lambda question, factor: rng.random(count)


def draw_answers(
    parameters: Parameters,
    cases: Cases,
    levels: Levels,
    luck: Luck,
    *,
    intercepts: Mapping[Key, float] | None = None,
) -> Answers:
    """Return every answer; without ``intercepts`` they are found in these very cases."""
    return _Drawing(parameters, cases, levels, luck, intercepts).answers()


def population_intercepts(parameters: Parameters, *, seed: int, count: int) -> dict[Key, float]:
    """Return the intercepts at which the parameters' shares hold in the whole population."""
    rng = np.random.default_rng(seed)
    cases = draw_cases(parameters, rng, count=count, units=count // 30, inspectors=count // 25)
    return draw_answers(parameters, cases, draw_levels(parameters, rng, cases), random_luck(rng, count)).intercepts


class _Drawing:
    def __init__(
        self, parameters: Parameters, cases: Cases, levels: Levels, luck: Luck, given: Mapping[Key, float] | None
    ) -> None:
        self._parameters, self._cases, self._levels, self._luck, self._given = parameters, cases, levels, luck, given
        self._said: dict[Key, IntArray] = {}
        self._intercepts: dict[Key, float] = {}

    def answers(self) -> Answers:
        for factor in self._parameters.factor:
            self._factor(factor)
        for (who, what), question in CONTRIBUTIONS.items():
            self._contribution(who, what, question)
        self._whole()
        well = self._well()
        outcome = self._parameters.outcome
        completed = self._outcome("completed", well, outcome.completed_well.value, outcome.completed_difference.value)
        again = self._outcome("reoffended", well, outcome.reoffended_well.value, outcome.reoffended_difference.value)
        return Answers(self._said, self._intercepts, completed, again, well)

    def _factor(self, factor: str) -> None:
        facts, cases, effect = self._parameters.factor[factor], self._cases, self._parameters.effect
        nothing = np.zeros(len(cases))
        self._settle((PRIORITY, factor), np.ones(len(cases), dtype=bool), nothing, facts.priority.value)
        asked = self._said[PRIORITY, factor] == YES
        self._settle((AVAILABLE, factor), asked, self._levels.site, facts.available.value)
        lean = self._levels.work + effect.delivered_if_available.value * (self._said[AVAILABLE, factor] == YES)
        lean = lean + effect.nps_delivered.value * cases.nps + effect.female_delivered.value * cases.female
        lean = lean + effect.high_risk_delivered.value * np.isin(cases.risk, ("high", "very_high"))
        self._settle((DELIVERED, factor), asked, lean, facts.delivered.value)

    def _contribution(self, who: str, what: str, question: str) -> None:
        """Answer for all factors with one intercept, as the share is that of all."""
        facts, factors = getattr(self._parameters.contribution, who), self._parameters.factor
        weakest = sorted(factors, key=lambda name: factors[name].delivered.value)[:2]
        asked, leans, lucks = [], [], []
        for factor in factors:
            involved = self._luck(f"involved {who}", factor) < facts.involved.value
            asked.append((self._said[PRIORITY, factor] == YES) & involved)
            lean = self._levels.work + facts.weak.value * (factor in weakest)
            leans.append(
                lean + self._parameters.effect.nps_contribution_ete.value * self._cases.nps * (factor == "ete")
            )
            lucks.append(self._luck(question, factor))
        target = getattr(facts, what).value
        intercept = self._intercept((question, None), np.concatenate(leans), np.concatenate(asked), target)
        for factor, some, lean, luck in zip(factors, asked, leans, lucks, strict=True):
            self._said[question, factor] = _answered(some, luck, lean + intercept)

    def _whole(self) -> None:
        facts, cases = self._parameters.whole, self._cases
        some = self._luck(VICTIM, None) < facts.applies.value
        self._settle((VICTIMS, None), some, self._levels.work, facts.victims.value)
        self._settle((COORDINATED, None), some, self._levels.work, facts.coordinated.value)
        lean = self._levels.work + self._parameters.effect.nps_informed.value * cases.nps
        self._settle((INFORMED, None), np.ones(len(cases), dtype=bool), lean, facts.informed.value)

    def _settle(self, key: Key, asked: BoolArray, lean: FloatArray, target: float) -> None:
        intercept = self._intercept(key, lean, asked, target)
        self._said[key] = _answered(asked, self._luck(*key), lean + intercept)

    def _intercept(self, key: Key, lean: FloatArray, asked: BoolArray, target: float) -> float:
        found = self._given[key] if self._given is not None else _solved(lean[asked], target)
        self._intercepts[key] = found
        return found

    def _well(self) -> IntArray:
        said = np.stack([self._said[DELIVERED, factor] for factor in self._parameters.factor])
        yes, of = (said == YES).sum(axis=0), (said != NOT_ASKED).sum(axis=0)
        return np.where(of == 0, NOT_ASKED, (2 * yes >= of).astype(int))

    def _outcome(self, name: str, well: IntArray, share: float, difference: float) -> BoolArray:
        return self._luck(name, None) < np.where(well == YES, share, share - difference)


def _answered(asked: BoolArray, luck: FloatArray, log_odds: FloatArray) -> IntArray:
    return np.where(asked, (luck < 1 / (1 + np.exp(-log_odds))).astype(int), NOT_ASKED)


def _solved(lean: FloatArray, target: float) -> float:
    """Return the intercept at which the mean chance is the target, by halving as the corpus's generator does."""
    low, high = -20.0, 20.0
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 / (1 + np.exp(-(lean + middle)))).mean() < target else (low, middle)
    return (low + high) / 2


def _by_kind(
    rng: np.random.Generator, nps: BoolArray, one: Mapping[str, float], other: Mapping[str, float]
) -> NDArray[np.str_]:
    return np.where(nps, _choices(rng, one, len(nps)), _choices(rng, other, len(nps)))


def _choices(rng: np.random.Generator, shares: Mapping[str, float], count: int) -> NDArray[np.str_]:
    weights = np.array(list(shares.values()))
    return np.array(list(shares))[rng.choice(len(shares), count, p=weights / weights.sum())]
