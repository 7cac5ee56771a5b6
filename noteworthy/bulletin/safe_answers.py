"""Closed answers counted for a protected bulletin: by factor, kind of organisation, risk and year, none of them small.

The tables go through disclosure control together, and with what is published of themes beside them, so that what is
hidden in one cannot be worked out from another. A question is named by the settings' measures and never in an export's
own words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from noteworthy.bulletin.answers import Answered, Answers
from noteworthy.bulletin.beside_themes import BesideThemes, beside_themes
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.theme_counts import CASES, NOTES, QUESTION, ThemeCounts
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.disclosure.protection import protect
from noteworthy.disclosure.report import Report
from noteworthy.disclosure.tables import TOTAL, CountTable, Dimension, Place, PublishedTable
from noteworthy.safe_counts import OF_CASES, OTHER, may_name_someone

JUDGEMENTS = "judgements"
ANSWER, FACTOR = "answer", "factor"
SENSITIVE_ANSWER = "answer on victims"
"""Answers to a sensitive question that everyone was asked."""
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
    spared: tuple[str, ...] = ()
    """Attributes by which sensitive questions are not divided, or no question is: the themes would give them away."""


def safe_answers(
    data: BulletinData,
    answers: Answers,
    policy: DisclosurePolicy,
    *,
    by: Sequence[str],
    themes: ThemeCounts | None = None,
) -> SafeAnswers:
    """Count the answers yes and no by each attribute, and hide what must be.

    ``themes`` are the counts that are published beside these: both are attacked together. Where that leaves a small
    count within reach whatever is hidden here, sensitive questions are not divided by an attribute, or none is.
    """
    known = [one for one in _in_priority(answers) if one.measure.role != "unrecognised" and one.closed.any()]
    beside = beside_themes(data, known, themes, [name for name in by if name in OF_CASES])
    rules = _rules(policy, known, beside.everyone)
    spared = [name for name in by if name in beside.dimensions]
    for left_out in (some for size in range(len(spared) + 1) for some in combinations(spared, size)):
        found = _protected(data, known, rules, by, beside, sparing=left_out)
        if found is not None:
            return found
    others = [name for name in by if name not in spared]
    found = _protected(data, known, rules, others, beside, sparing=()) or SafeAnswers({})
    return replace(found, spared=tuple(spared))


def _protected(
    data: BulletinData,
    known: Sequence[Answered],
    rules: DisclosurePolicy,
    by: Sequence[str],
    beside: BesideThemes,
    *,
    sparing: Sequence[str],
) -> SafeAnswers | None:
    """Return what may be published; None where what stands beside it gives a small count away.

    Sensitive questions are not divided by the attributes named in ``sparing``.
    """
    counted: dict[str, list[CountTable]] = {}
    for name in by:
        asked = [one for one in known if name not in sparing or one.measure.role != "victims"]
        if tables := _counted(data, asked, rules, name, parts=beside.parts.get(name), everyone=beside.everyone):
            counted[name] = tables
    if not counted:
        return SafeAnswers({}, spared=tuple(sparing))
    together = [table for tables in counted.values() for table in tables]
    protection = protect(together, rules, earlier=beside.told(rules))
    if protection.given_away:
        return None
    left = iter(protection.tables)
    shown = {name: _joined([next(left) for _ in tables]) for name, tables in counted.items()}
    return SafeAnswers(shown, protection.report, tuple(sparing))


def _joined(tables: Sequence[PublishedTable]) -> PublishedTable:
    """Return one table of what is published: cases of questions about the factors are counted, and not shown."""
    shown = [one for one in tables if one.measure == JUDGEMENTS or one.dimensions[2].adds_up]
    codes = tuple(code for one in shown for code in one.dimensions[0].categories)
    question = Dimension(QUESTION, codes, adds_up=False)
    cells = {place: count for one in shown for place, count in one.cells.items()}
    return PublishedTable(JUDGEMENTS, (question, *shown[0].dimensions[1:]), cells)


def _in_priority(answers: Answers) -> Iterator[Answered]:
    """Yield what was answered, about a factor only where it was a priority if that was asked."""
    priority = answers.first("priority")
    for one in answers.answered:
        if priority is None or one is priority or not one.measure.per_factor:
            yield one
        else:
            yield one.within(np.column_stack([priority.of_factor(factor) == 1 for factor in one.factors]))


def _rules(policy: DisclosurePolicy, known: Sequence[Answered], everyone: Sequence[str]) -> DisclosurePolicy:
    """Count cases beside judgements, and take questions about victims for as sensitive as themes about them.

    Where everyone was asked, that a case was asked says nothing of it, and its answer alone is sensitive.
    """
    victims = frozenset(one.measure.code for one in known if one.measure.role == "victims")
    categories = {**policy.sensitive.categories, QUESTION: victims - set(everyone)}
    dimensions = policy.sensitive.dimensions | {SENSITIVE_ANSWER}
    sensitive = policy.sensitive.model_copy(update={"categories": categories, "dimensions": dimensions})
    return policy.model_copy(update={"measures": (CASES, JUDGEMENTS, NOTES), "sensitive": sensitive})


def _counted(
    data: BulletinData,
    known: Sequence[Answered],
    policy: DisclosurePolicy,
    name: str,
    *,
    parts: Mapping[str, str] | None,
    everyone: Sequence[str],
) -> list[CountTable]:
    """Return the counts by question, part of this attribute, and answer; none where it divides nothing.

    A question about the case has one answer a case, so that its answers are cases. Of questions about the factors both
    are counted, so that many answers about few people are hidden.
    """
    asked = [one for one in known if name != FACTOR or one.measure.per_factor]
    parts = dict(parts) if parts is not None else _parts(data, asked, policy, name)
    if len(set(parts.values())) < LEAST_PARTS:
        return []
    found: list[CountTable] = []
    for of_case, answer in ((False, ANSWER), (True, ANSWER), (True, SENSITIVE_ANSWER)):
        some = [one for one in asked if (_is_of_case(one), _answer_of(one, everyone)) == (of_case, answer)]
        judgements: dict[Place, int] = {}
        cases: dict[Place, int] = {}
        for one in some:
            labels = _labels(data, one, name, parts)
            for part in dict.fromkeys(parts.values()):
                inside = labels == part
                for said, flags in ((YES, one.yes), (NO, one.closed & ~one.yes), (TOTAL, one.closed)):
                    place = (one.measure.code, part, said)
                    cases[place] = int((flags & inside).any(axis=1).sum())
                    judgements[place] = int((flags & inside).sum())
        if some:
            codes, names = tuple(one.measure.code for one in some), tuple(dict.fromkeys(parts.values()))
            divided = (Dimension(QUESTION, codes, adds_up=False), Dimension(name, names), Dimension(answer, (YES, NO)))
            found += _of_cases(divided, cases) if of_case else _of_both(divided, judgements, cases)
    return found


def _answer_of(one: Answered, everyone: Sequence[str]) -> str:
    return SENSITIVE_ANSWER if one.measure.role == "victims" and one.measure.code in everyone else ANSWER


def _is_of_case(one: Answered) -> bool:
    return not one.measure.per_factor and one.grid.shape[1] == 1


def _of_cases(divided: tuple[Dimension, ...], cases: dict[Place, int]) -> Iterator[CountTable]:
    yield CountTable.of(CASES, divided, _without_totals(cases))


def _of_both(
    divided: tuple[Dimension, ...], judgements: dict[Place, int], cases: dict[Place, int]
) -> Iterator[CountTable]:
    yield CountTable.of(JUDGEMENTS, divided, _without_totals(judgements))
    # A case has one kind of organisation, and may have answers about several factors, or both answers.
    question, part, answer = divided
    covered = (question, replace(part, adds_up=part.name in OF_CASES, covers=True),
               replace(answer, adds_up=False, covers=True))  # fmt: skip
    yield CountTable.of(CASES, covered, cases)


def _without_totals(counts: dict[Place, int]) -> dict[Place, int]:
    return {place: count for place, count in counts.items() if TOTAL not in place}


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
