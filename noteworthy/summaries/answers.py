"""How inspectors answered each closed question, factor by factor and over all, with intervals."""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from corpus.store.rows import Row
from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.proportions import shares
from noteworthy.summaries.settings import SummarySettings
from noteworthy.summaries.shares import percentages

ALL_FACTORS = ""
"""What stands for all judgements together, where else the code of a factor stands."""

_JUDGEMENTS = """
SELECT j.factor, j.question, j.answer, coalesce(j.case_id, 'judgement ' || j.id) FROM judgements j
WHERE j.question <> ''
"""


@dataclass(slots=True)
class _Answers:
    """The answers to one question: numbers of the cases that say yes and no, and how many say neither."""

    yes: array[int] = field(default_factory=lambda: array("q"))
    no: array[int] = field(default_factory=lambda: array("q"))
    not_applicable: int = 0
    unanswered: int = 0


def answer_shares(connection: sqlite3.Connection, settings: SummarySettings) -> Iterator[Row]:
    """Yield the rows of `answer_shares`: nothing where each judgement has a question of its own."""
    found = _read(connection)
    questions = sorted({question for _, question in found})
    if len(questions) > settings.most_values:
        return
    for question in questions:
        of_factor = {factor: answers for (factor, asked), answers in found.items() if asked == question}
        together = _together(of_factor.values())
        if together.yes or together.no:
            yield _row(ALL_FACTORS, question, together)
            yield from (_row(factor, question, of_factor[factor]) for factor in sorted(of_factor) if factor)


def _read(connection: sqlite3.Connection) -> dict[tuple[str, str], _Answers]:
    found: dict[tuple[str, str], _Answers] = defaultdict(_Answers)
    cases: dict[str, int] = {}
    for factor, question, answer, case in connection.execute(_JUDGEMENTS):
        answers = found[factor or ALL_FACTORS, question]
        if answer == "yes":
            answers.yes.append(cases.setdefault(case, len(cases)))
        elif answer == "no":
            answers.no.append(cases.setdefault(case, len(cases)))
        elif answer == "not_applicable":
            answers.not_applicable += 1
        else:
            answers.unanswered += 1
    return found


def _together(parts: Iterable[_Answers]) -> _Answers:
    whole = _Answers()
    for part in parts:
        whole.yes.extend(part.yes)
        whole.no.extend(part.no)
        whole.not_applicable += part.not_applicable
        whole.unanswered += part.unanswered
    return whole


def _row(factor: str, question: str, answers: _Answers) -> Row:
    numbers = np.concatenate([np.array(answers.yes, dtype=np.int64), np.array(answers.no, dtype=np.int64)])
    of_case = np.unique(numbers, return_inverse=True)[1]
    trials = np.bincount(of_case)
    successes = np.bincount(of_case[: len(answers.yes)], minlength=len(trials))
    share = shares(successes[:, None], trials[:, None], clusters=Clusters((np.arange(len(trials)),)))[0]
    return {
        "factor": factor, "question": question, "yes": len(answers.yes), "no": len(answers.no),
        "not_applicable": answers.not_applicable, "unanswered": answers.unanswered, "cases": len(trials),
        **percentages(share),
    }  # fmt: skip
