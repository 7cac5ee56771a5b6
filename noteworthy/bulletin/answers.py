"""Closed answers as one grid a measure: a row a case, a column a factor, so that every count is a sum over a grid.

A case has one answer to a question about a factor. The same answer given twice counts once; answers that contradict
each other are unknown, and how many there were is told. Whatever is not yes or no is kept apart: not asked, not
applicable and not known are three things, and none of them is "no".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from noteworthy.bulletin.data import BulletinData, Problem
from noteworthy.bulletin.measures import Measure, Role, measure_of
from noteworthy.bulletin.settings import Settings

Flags = NDArray[np.bool_]

NOT_ASKED, NO, YES, NOT_APPLICABLE, UNKNOWN = -1, 0, 1, 2, 3
_OF_ANSWER = np.array([YES, NO, NOT_APPLICABLE, UNKNOWN], dtype=np.int8)
"""In the order of `ANSWERS`, and last what is unknown."""
_MAY_OVERLAP = 0.01
"""Up to this share of their cells, two wordings in the same place are a slip; above it, they are two questions."""


@dataclass(frozen=True, eq=False)
class Answered:
    """The answers to one measure."""

    measure: Measure
    factors: tuple[str, ...]
    """Codes of the factors, one a column; a single empty one where the question is about the case as a whole."""
    grid: NDArray[np.int8]
    """Cases by factors: NOT_ASKED, NO, YES, NOT_APPLICABLE or UNKNOWN."""

    @property
    def yes(self) -> Flags:
        """Where the answer is yes."""
        return np.asarray(self.grid == YES)

    @property
    def closed(self) -> Flags:
        """Where the answer is yes or no: what a share is of."""
        return np.asarray((self.grid == YES) | (self.grid == NO))

    @property
    def not_applicable(self) -> Flags:
        """Where the answer is that the question does not apply."""
        return np.asarray(self.grid == NOT_APPLICABLE)

    def of_factor(self, factor: str) -> NDArray[np.int8]:
        """Return the answers about one factor; not asked where the measure knows no such factor."""
        if factor not in self.factors:
            return np.full(len(self.grid), NOT_ASKED, dtype=np.int8)
        return self.grid[:, self.factors.index(factor)]

    def within(self, flags: Flags) -> "Answered":
        """Return the answers in these cells only, as if no other had been asked."""
        return replace(self, grid=np.where(flags, self.grid, np.int8(NOT_ASKED)))


@dataclass(frozen=True, eq=False)
class Answers:
    """All closed answers of a database, one `Answered` a measure, in the order of the file of measures."""

    answered: tuple[Answered, ...]
    problems: tuple[Problem, ...] = ()
    unrecognised: tuple[str, ...] = ()
    """Questions that no measure of the settings asks."""

    def in_role(self, role: Role) -> tuple[Answered, ...]:
        """Return what was answered in a role."""
        return tuple(one for one in self.answered if one.measure.role == role)

    def first(self, role: Role) -> Answered | None:
        """Return what was answered in a role that one question alone has; None where it was not asked."""
        return next(iter(self.in_role(role)), None)

    @cached_property
    def factors(self) -> tuple[str, ...]:
        """Codes of all factors that something was asked about, in alphabetical order."""
        return tuple(sorted({factor for one in self.answered for factor in one.factors if factor}))


def answers_of(data: BulletinData, settings: Settings) -> Answers:
    """Lay out all closed answers; a question that was never answered with a word of the closed list is none.

    Every analysis of a bulletin asks for the same, so what was laid out last of some data is kept as long as they are.
    """
    known = _KEPT.get(data)
    if known is None or known[0] != settings.measure:
        known = _KEPT[data] = (settings.measure, _all_laid_out(data, settings))
    return known[1]


_KEPT: WeakKeyDictionary[BulletinData, tuple[tuple[Measure, ...], Answers]] = WeakKeyDictionary()


def _all_laid_out(data: BulletinData, settings: Settings) -> Answers:
    rows, problems = _closed_rows(data)
    bundles = list(_bundles(rows, settings.measure))
    place = {measure.code: number for number, measure in enumerate(settings.measure)}
    bundles.sort(key=lambda pair: (place.get(pair[0].code, len(place)), pair[0].name))
    answered, repeated, contradictory = [], 0, 0
    for measure, some in bundles:
        one, again, against = _laid_out(measure, some, len(data.cases))
        answered.append(one)
        repeated, contradictory = repeated + again, contradictory + against
    unknown = tuple(one.measure.name for one in answered if one.measure.role == "unrecognised")
    return Answers(tuple(answered), (*problems, *_told(repeated, contradictory)), unknown)


def _closed_rows(data: BulletinData) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the answers that belong to a case and to a question with closed answers."""
    rows = data.judgements
    questions = pd.Categorical(rows["question"])
    said = pd.Categorical(rows["answer"]).codes >= 0
    closed = np.bincount(questions.codes[said] + 1, minlength=len(questions.categories) + 1) > 0
    closed[0] = False  # an answer without a question
    kept, problems = closed[questions.codes + 1], []
    homeless = kept & (rows["case"].to_numpy() < 0)
    if count := int(homeless.sum()):
        who = "answer names" if count == 1 else "answers name"
        problems.append(Problem("case", count, f"{count:,} {who} no case, and so cannot be counted by case."))
    return rows[kept & ~homeless], problems


def _bundles(rows: pd.DataFrame, measures: Sequence[Measure]) -> Iterator[tuple[Measure, pd.DataFrame]]:
    """Yield each measure with its rows.

    Several wordings of a measure, or stages at which it was asked, are one measure where no case was asked two of them;
    where cases were, the most frequent stays the measure and the others become measures of their own.
    """
    questions, stages = pd.Categorical(rows["question"]), pd.Categorical(rows["stage"])
    factor = pd.Categorical(rows["factor"])
    cell = rows["case"].to_numpy(dtype=np.int64) * (len(factor.categories) + 1) + factor.codes + 1
    wording = questions.codes.astype(np.int64) * (len(stages.categories) + 1) + stages.codes + 1
    by_code: dict[str, tuple[Measure, list[int]]] = {}
    for code in np.flatnonzero(np.bincount(wording)).tolist():
        measure = measure_of(str(questions.categories[code // (len(stages.categories) + 1)]), measures)
        by_code.setdefault(measure.code, (measure, []))[1].append(code)
    for measure, codes in by_code.values():
        for number, some in enumerate(_apart(codes, wording, cell)):
            inside = np.logical_or.reduce([wording == code for code in some])
            yield (measure if number == 0 else _own(rows[inside])), rows[inside]


def _apart(codes: Sequence[int], wording: np.ndarray, cell: np.ndarray) -> list[list[int]]:
    """Put wordings together that were not asked in the same places, the most frequent first."""
    if len(codes) < 2:
        return [list(codes)]
    places = {code: _flags(cell[wording == code], int(cell.max()) + 1) for code in codes}
    asked = {code: int(flags.sum()) for code, flags in places.items()}
    groups: list[tuple[list[int], Flags]] = []
    for code in sorted(codes, key=lambda code: (-asked[code], code)):
        for members, taken in groups:
            if int((places[code] & taken).sum()) <= _MAY_OVERLAP * asked[code]:
                members.append(code)
                taken |= places[code]
                break
        else:
            groups.append(([code], places[code].copy()))
    return [members for members, _ in groups]


def _flags(places: np.ndarray, size: int) -> Flags:
    found = np.zeros(size, dtype=bool)
    found[places] = True
    return found


def _own(rows: pd.DataFrame) -> Measure:
    question, stage = rows["question"].iloc[0], rows["stage"].iloc[0]
    name = f"{question} ({stage})" if isinstance(stage, str) else str(question)
    return Measure(code=name, name=name, role="unrecognised")


def _laid_out(measure: Measure, rows: pd.DataFrame, cases: int) -> tuple[Answered, int, int]:
    """Return the grid, how many answers repeat another, and how many cells hold answers that contradict each other."""
    factor = pd.Categorical(rows["factor"]).remove_unused_categories()
    nameless = bool((factor.codes < 0).any())
    names = (*([""] if nameless else []), *map(str, factor.categories))
    column = factor.codes.astype(np.int64) + (1 if nameless else 0)
    cell = rows["case"].to_numpy(dtype=np.int64) * len(names) + column
    said = _OF_ANSWER[pd.Categorical(rows["answer"]).codes]
    low, high = np.full((2, cases * len(names)), [[UNKNOWN], [NOT_ASKED]], dtype=np.int8)
    known = said != UNKNOWN
    np.minimum.at(low, cell[known], said[known])
    np.maximum.at(high, cell[known], said[known])
    flat = np.full(cases * len(names), NOT_ASKED, dtype=np.int8)
    flat[cell] = UNKNOWN
    flat[low == high] = low[low == high]
    against = int((low < high).sum())
    return Answered(measure, names, flat.reshape(cases, len(names))), len(cell) - int((flat >= 0).sum()), against


def _told(repeated: int, contradictory: int) -> Iterator[Problem]:
    if repeated:
        who = "answer repeats" if repeated == 1 else "answers repeat"
        words = f"{repeated:,} {who} the question of another in the same case; each question is counted once."
        yield Problem("answer", repeated, words)
    if contradictory:
        who = "question was" if contradictory == 1 else "questions were"
        words = f"{contradictory:,} {who} answered in contradictory ways in one case; taken as not known."
        yield Problem("answer", contradictory, words)
