"""Closed answers counted for a protected bulletin: by factor, kind of organisation, risk and year, none of them small.

The tables go through disclosure control together, as those of a protected release do, so that what is hidden in one
cannot be worked out from another. A question is named by the settings' measures and never in an export's own words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from noteworthy.bulletin.answers import Answered, Answers
from noteworthy.bulletin.data import BulletinData
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.disclosure.protection import protect
from noteworthy.disclosure.report import Report
from noteworthy.disclosure.tables import TOTAL, CountTable, Dimension, Place, PublishedTable
from noteworthy.safe_counts import OF_CASES, OTHER, may_name_someone

JUDGEMENTS, CASES = "judgements", "cases"
QUESTION, ANSWER, FACTOR = "question", "answer", "factor"
YES, NO = "yes", "no"
NOT_KNOWN = "not known"
LEAST_PARTS = 2

Labels = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class SafeAnswers:
    """What may be published of the closed answers, and what disclosure control says of it to the person who signs."""

    tables: dict[str, PublishedTable]
    """Counts of judgements by question, part and answer: by the name of what divides them."""
    report: Report | None = None


def safe_answers(data: BulletinData, answers: Answers, policy: DisclosurePolicy, *, by: Sequence[str]) -> SafeAnswers:
    """Count the answers yes and no by each attribute, and hide what must be."""
    known = [one for one in _in_priority(answers) if one.measure.role != "unrecognised" and one.closed.any()]
    rules = _rules(policy, known)
    counted = {name: tables for name in by if known and (tables := _counted(data, known, rules, name))}
    protected = protect([table for pair in counted.values() for table in pair], rules) if counted else None
    if protected is None:
        return SafeAnswers({})
    # Of each pair the first counts judgements; the second, of cases, is there to hide many answers about few people.
    return SafeAnswers(dict(zip(counted, protected.tables[::2], strict=True)), protected.report)


def _in_priority(answers: Answers) -> Iterator[Answered]:
    """Yield what was answered, about a factor only where it was a priority if that was asked."""
    priority = answers.first("priority")
    for one in answers.answered:
        if priority is None or one is priority or not one.measure.per_factor:
            yield one
        else:
            yield one.within(np.column_stack([priority.of_factor(factor) == 1 for factor in one.factors]))


def _rules(policy: DisclosurePolicy, known: Sequence[Answered]) -> DisclosurePolicy:
    """Count cases beside judgements, and take questions about victims for as sensitive as themes about them."""
    victims = frozenset(one.measure.code for one in known if one.measure.role == "victims")
    categories = {**policy.sensitive.categories, QUESTION: victims}
    sensitive = policy.sensitive.model_copy(update={"categories": categories})
    return policy.model_copy(update={"measures": (CASES, JUDGEMENTS), "sensitive": sensitive})


def _counted(
    data: BulletinData, known: Sequence[Answered], policy: DisclosurePolicy, name: str
) -> tuple[CountTable, CountTable] | None:
    """Return judgements and cases by question, part of this attribute, and answer; none where it divides nothing."""
    asked = [one for one in known if name != FACTOR or one.measure.per_factor]
    parts = _parts(data, asked, policy, name)
    if len(set(parts.values())) < LEAST_PARTS:
        return None
    judgements: dict[Place, int] = {}
    cases: dict[Place, int] = {}
    for one in asked:
        labels = _labels(data, one, name, parts)
        for part in dict.fromkeys(parts.values()):
            inside = labels == part
            for answer, flags in ((YES, one.yes), (NO, one.closed & ~one.yes), (TOTAL, one.closed)):
                place = (one.measure.code, part, answer)
                cases[place] = int((flags & inside).any(axis=1).sum())
                if answer is not TOTAL:
                    judgements[place] = int((flags & inside).sum())
    return _tables(name, [one.measure.code for one in asked], tuple(dict.fromkeys(parts.values())), judgements, cases)


def _tables(
    name: str, codes: Sequence[str], parts: tuple[str, ...], judgements: dict[Place, int], cases: dict[Place, int]
) -> tuple[CountTable, CountTable]:
    question = Dimension(QUESTION, tuple(codes), adds_up=False)
    both = (YES, NO)
    of_judgements = (question, Dimension(name, parts), Dimension(ANSWER, both))
    # A case has one kind of organisation, and may have answers about several factors, or both answers.
    of_cases = (question, Dimension(name, parts, adds_up=name in OF_CASES, covers=True),
                Dimension(ANSWER, both, adds_up=False, covers=True))  # fmt: skip
    return CountTable.of(JUDGEMENTS, of_judgements, judgements), CountTable.of(CASES, of_cases, cases)


def _parts(data: BulletinData, asked: Sequence[Answered], policy: DisclosurePolicy, name: str) -> dict[str, str]:
    """Return which part each value counts in: values of too few cases, or that read as a name, are 'other'."""
    cases: dict[str, NDArray[np.bool_]] = {}
    for one in asked:
        labels = _labels(data, one, name)
        for value in sorted(set(labels[one.closed].tolist())):
            there = (one.closed & (labels == value)).any(axis=1)
            cases[value] = cases[value] | there if value in cases else there
    shown = {
        value: value
        for value, there in cases.items()
        if int(there.sum()) >= policy.threshold_of(((name, value),)) and not may_name_someone(value, of=name)
    }
    return {value: shown.get(value, OTHER) for value in sorted(cases)}


def _labels(data: BulletinData, one: Answered, name: str, parts: dict[str, str] | None = None) -> Labels:
    """Return the part of each cell of a measure's grid."""
    if name == FACTOR:
        row = np.array([factor or NOT_KNOWN for factor in one.factors], dtype=object)[None, :]
    else:
        values = pd.Categorical(data.cases[name])
        row = np.asarray(values.astype(object).tolist(), dtype=object)[:, None]
        row = np.where(values.codes[:, None] < 0, NOT_KNOWN, row)
    if parts is not None:
        row = np.array([[parts.get(value, OTHER) for value in line] for line in row.tolist()], dtype=object)
    return np.broadcast_to(row, one.grid.shape)
