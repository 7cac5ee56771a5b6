"""Invented outcomes: completion and reoffending, tied to the quality of supervision as strongly as was published.

Matched studies found the association; here it is put in, so what comes out of an analysis is no finding.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.invented.answers import DELIVERED, Asked, Margins
from corpus.invented.draws import uniform
from corpus.invented.parameters import Parameters
from corpus.values import Case


def supervised_well(answers: Mapping[Asked, str]) -> dict[str, bool]:
    """Tell for each case whether delivery was sufficient in at least half of its priority factors.

    A case without a priority factor is not in it.
    """
    said: dict[str, Counter[str]] = {}
    for asked, answer in answers.items():
        if asked.question == DELIVERED:
            said.setdefault(asked.case, Counter())[answer] += 1
    judged = {case: (counts["yes"], counts["yes"] + counts["no"]) for case, counts in said.items()}
    return {case: 2 * yes >= total for case, (yes, total) in judged.items() if total}


def with_outcomes(
    parameters: Parameters,
    cases: Sequence[Case],
    answers: Mapping[Asked, str],
    *,
    seed: int,
    margins: Margins = "expected",
) -> list[Case]:
    """Return the cases with what came of them; where nothing was delivered that could be judged, it stays unknown."""
    well, facts = supervised_well(answers), parameters.outcome
    happened: dict[str, set[str]] = {"completed": set(), "reoffended": set()}
    for group in (True, False):
        some = [case.case_id for case in cases if well.get(case.case_id) is group]
        completed = facts.completed_well.value - (0.0 if group else facts.completed_difference.value)
        reoffended = facts.reoffended_well.value - (0.0 if group else facts.reoffended_difference.value)
        for name, share in (("completed", completed), ("reoffended", reoffended)):
            happened[name] |= _some_of(some, share, seed=seed, name=name, margins=margins)
    return [
        replace(case, **{name: "yes" if case.case_id in found else "no" for name, found in happened.items()})
        if case.case_id in well
        else case
        for case in cases
    ]


def _some_of(cases: Sequence[str], share: float, *, seed: int, name: str, margins: Margins) -> set[str]:
    luck = {case: uniform(seed, name, case) for case in cases}
    if margins == "exact":
        return set(sorted(cases, key=luck.__getitem__)[: round(share * len(cases))])
    return {case for case in cases if luck[case] < share}
