"""Invented closed answers: what inspectors answered about each case, drawn from the parameters.

The log-odds of an answer are an intercept, the effects of who the person and the organisation are, and levels of the
unit, the officer, the inspector and the case. Intercepts are worked out so that each share is the one in the
parameters: on average over all that could be drawn, or exactly in what is drawn.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from corpus.invented.draws import normal, probability, solve, uniform
from corpus.invented.parameters import Contribution, Parameters
from corpus.values import Case, Judgement

Margins = Literal["expected", "exact"]
Contributor = Literal["contracted_provider", "partner"]

PRIORITY = "Was this factor a priority in the case?"
AVAILABLE = "Was a suitable intervention available for this factor?"
DELIVERED = "Was sufficient work delivered on this factor?"
CONTRIBUTIONS: dict[tuple[Contributor, str], str] = {
    ("contracted_provider", "desistance"): "Did the contracted provider contribute sufficiently?",
    ("partner", "desistance"): "Did partner agencies contribute sufficiently?",
    ("contracted_provider", "safety"): "Did the contracted provider contribute sufficiently to the safety of others?",
    ("partner", "safety"): "Did partner agencies contribute sufficiently to the safety of others?",
}
VICTIMS = "Did the work keep sufficient focus on actual and potential victims?"
COORDINATED = "Was the work to keep others safe well coordinated?"
INFORMED = "Did partner agencies pass on the information that the case needed?"

STAGE = "implementation"
"""The stage of every question that no note was written to."""


class Asked(NamedTuple):
    """A question about a case, and about a factor where it has one."""

    case: str
    question: str
    factor: str | None = None


@dataclass(frozen=True, slots=True)
class _Chance:
    """One answer to be drawn: the log-odds of yes, but for the intercept that all of its kind share."""

    asked: Asked
    lean: float


class Answers:
    """Draws all answers for some cases. ``known`` holds those that stand already, from notes written to them."""

    def __init__(
        self,
        parameters: Parameters,
        cases: Sequence[Case],
        *,
        seed: int,
        known: Mapping[Asked, str] | None = None,
        margins: Margins = "expected",
    ) -> None:
        self._parameters, self._seed, self._margins = parameters, seed, margins
        self._cases = {case.case_id: case for case in cases}
        self._given = dict(known or {})
        self._answers: dict[Asked, str] = {}

    def draw(self) -> dict[Asked, str]:
        """Return every answer: ``yes``, ``no`` or ``not_applicable``."""
        for factor in self._parameters.factor:
            self._draw_factor(factor)
        for (who, what), question in CONTRIBUTIONS.items():
            self._draw_contribution(who, what, question)
        self._draw_whole()
        return self._answers

    # ------------------------------------------------------------------------------------------ one factor

    def _draw_factor(self, factor: str) -> None:
        facts = self._parameters.factor[factor]
        cases = list(self._cases)
        for case in {asked.case for asked in self._given if asked.factor == factor and asked.question != PRIORITY}:
            self._given.setdefault(Asked(case, PRIORITY, factor), "yes")  # nobody is asked about what is no priority
        self._settle((_Chance(Asked(case, PRIORITY, factor), 0.0) for case in cases), facts.priority.value)
        cases = [case for case in cases if self._said(case, PRIORITY, factor) == "yes"]
        available = (_Chance(Asked(case, AVAILABLE, factor), self._site(case, AVAILABLE)) for case in cases)
        self._settle(available, facts.available.value)
        delivered = (_Chance(Asked(case, DELIVERED, factor), self._delivery(case, factor)) for case in cases)
        self._settle(delivered, facts.delivered.value)

    def _delivery(self, case: str, factor: str) -> float:
        effect, facts = self._parameters.effect, self._cases[case]
        lean = self._level(case)
        if self._said(case, AVAILABLE, factor) == "yes":
            lean += effect.delivered_if_available.value
        if facts.organisation_kind == "NPS":
            lean += effect.nps_delivered.value
        if facts.risk_level in ("high", "very_high"):
            lean += effect.high_risk_delivered.value
        return lean + (effect.female_delivered.value if facts.sex == "female" else 0.0)

    def _draw_contribution(self, who: Contributor, what: str, question: str) -> None:
        """Answer a question about contributions for all factors together: its share is that of all ten."""
        facts: Contribution = getattr(self._parameters.contribution, who)
        priorities = [
            (asked.case, str(asked.factor))
            for asked, answer in self._answers.items()
            if asked.question == PRIORITY and answer == "yes"
        ]
        asked = [Asked(case, question, factor) for case, factor in priorities]
        involved = {one for one in asked if self._involved(one, who, facts.involved.value)}
        self._answers |= dict.fromkeys((one for one in asked if one not in involved), "not_applicable")
        chances = (_Chance(one, self._contribution(one, facts.weak.value)) for one in asked if one in involved)
        self._settle(chances, getattr(facts, what).value)

    def _involved(self, asked: Asked, who: str, share: float) -> bool:
        given = self._given.get(asked)
        if given is not None:
            return given != "not_applicable"
        return uniform(self._seed, "involved", who, asked.case, asked.factor) < share

    def _contribution(self, asked: Asked, weak: float) -> float:
        factors, effect = self._parameters.factor, self._parameters.effect
        weakest = sorted(factors, key=lambda name: factors[name].delivered.value)[:2]
        lean = self._level(asked.case) + (weak if asked.factor in weakest else 0.0)
        nps = asked.factor == "ete" and self._cases[asked.case].organisation_kind == "NPS"
        return lean + (effect.nps_contribution_ete.value if nps else 0.0)

    # ------------------------------------------------------------------------------------------ the whole case

    def _draw_whole(self) -> None:
        facts, effect = self._parameters.whole, self._parameters.effect
        for question in (VICTIMS, COORDINATED):
            asked = [Asked(case, question) for case in self._cases]
            some = [one for one in asked if self._has_victim(one, facts.applies.value)]
            apart = set(some)
            self._answers |= dict.fromkeys((one for one in asked if one not in apart), "not_applicable")
            target = facts.victims.value if question == VICTIMS else facts.coordinated.value
            self._settle((_Chance(one, self._level(one.case)) for one in some), target)
        nps = {name for name, case in self._cases.items() if case.organisation_kind == "NPS"}
        lift = dict.fromkeys(nps, effect.nps_informed.value)
        chances = (_Chance(Asked(case, INFORMED), self._level(case) + lift.get(case, 0.0)) for case in self._cases)
        self._settle(chances, facts.informed.value)

    def _has_victim(self, asked: Asked, share: float) -> bool:
        """Whoever is asked about victims is asked how well their protection was coordinated, and the reverse."""
        given = self._given.get(asked)
        if given is None:
            other = COORDINATED if asked.question == VICTIMS else VICTIMS
            given = self._given.get(asked._replace(question=other))
        if given is not None:
            return given != "not_applicable"
        return uniform(self._seed, "victim", asked.case) < share

    # ------------------------------------------------------------------------------------------ levels and drawing

    def _said(self, case: str, question: str, factor: str | None) -> str | None:
        return self._answers.get(Asked(case, question, factor))

    def _site(self, case: str, question: str) -> float:
        """What is on offer depends on the unit, not on who works there."""
        facts, spread = self._cases[case], self._parameters.spread
        return spread.unit.value * normal(self._seed, question, facts.organisation, facts.delivery_unit)

    def _level(self, case: str) -> float:
        """Return how good the work in a case is, with how strict its inspector is, in log-odds."""
        facts, spread, seed = self._cases[case], self._parameters.spread, self._seed
        return (
            spread.unit.value * normal(seed, "unit", facts.organisation, facts.delivery_unit)
            + spread.officer.value * normal(seed, "officer", facts.officer)
            + spread.inspector.value * normal(seed, "inspector", facts.inspector)
            + spread.case.value * normal(seed, "case", case)
        )

    def _settle(self, chances: Iterable[_Chance], target: float) -> None:
        """Answer the questions of one kind, yes in the target's share of them; what is given stands."""
        every = list(chances)
        given = {one.asked: self._given[one.asked] for one in every if one.asked in self._given}
        free = [one for one in every if one.asked not in given]
        self._answers |= given
        counts = Counter(given.values())
        wanted = target * (len(every) - counts["not_applicable"]) - counts["yes"]
        luck = {one.asked: uniform(self._seed, *one.asked) for one in free}

        def yes(intercept: float) -> float:
            chance = (probability(intercept + one.lean) for one in free)
            if self._margins == "expected":
                return sum(chance)
            return sum(luck[one.asked] < likely for one, likely in zip(free, chance, strict=True))

        intercept = solve(yes, wanted)
        for one in free:
            self._answers[one.asked] = "yes" if luck[one.asked] < probability(intercept + one.lean) else "no"


def judgements(
    answers: Mapping[Asked, str],
    *,
    numbered: Mapping[Asked, str] | None = None,
    stages: Mapping[str, str] | None = None,
    notable: Mapping[str, str] | None = None,
) -> Iterator[Judgement]:
    """Yield the answers as judgements, by case: those with a number of their own keep it, the others get one."""
    taken, stage_of, flags = dict(numbered or {}), dict(stages or {}), dict(notable or {})
    by_case: dict[str, list[Asked]] = defaultdict(list)
    for asked in answers:
        by_case[asked.case].append(asked)
    for case in sorted(by_case):
        for place, asked in enumerate(by_case[case], start=1):
            key = taken.get(asked, f"{case}-{place:02d}")
            yield Judgement(
                key,
                case,
                asked.question,
                stage_of.get(key, STAGE),
                asked.factor,
                answers[asked],
                flags.get(key),
            )
