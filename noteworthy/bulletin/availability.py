"""Analysis 1: for each factor how often it was a priority, an intervention was available, and work was sufficient."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from noteworthy.bulletin.answers import NO, YES, Answered, Answers, answers_of
from noteworthy.bulletin.content import Cell, Chart, Column, Hidden, Section, Table
from noteworthy.bulletin.contrasts import Contrast, contrast, contrast_columns, contrast_remarks, judged
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import counted, in_text, listed, reads, remarks, share_words, text
from noteworthy.bulletin.levels import Level, level_of
from noteworthy.bulletin.limits import limits_of, no_answers
from noteworthy.bulletin.measures import Role
from noteworthy.bulletin.priorities import NEVER, InPriority, factor_words, in_priority
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.tallies import Tally, pooled, tallies, tally_columns

_ALL = "All factors together"
_ANSWERED = "Shares are of the cases answered yes or no; what is not applicable or not known is not counted as no."
_OUTLINE = Section(
    number=1,
    title="Availability and delivery by factor",
    question="For each need linked to offending: how often was it a priority, was an intervention there for it, and "
    "was sufficient work done on it?",
    method="Shares with Wilson's interval on the effective number of answers and Student's quantile (Wilson 1927; Korn "
    "and Graubard 1998). Two factors, or a factor and the others, are compared by Newcombe's hybrid interval on the "
    "effective numbers (Newcombe 1998; Zou and Donner 2008), which allows for the same case counting on both sides. "
    "p-values are adjusted for the number of comparisons (Benjamini and Hochberg 1995); sizes are Cohen's h (1988).",
)


@dataclass(frozen=True, slots=True)
class _Words:
    """How a measure is spoken of."""

    letter: str
    noun: str
    yes: str
    means: str


_WORDS: dict[Role, _Words] = {
    "available": _Words("b", "Availability", "Available", "a suitable intervention was available"),
    "delivered": _Words("c", "Sufficient delivery", "Sufficient", "sufficient work was delivered"),
}


@dataclass(frozen=True, eq=False)
class _Factors:
    """One measure, factor by factor, in the cases in which the factor was a priority."""

    words: _Words
    inside: InPriority
    each: tuple[Tally, ...]
    together: Tally
    against: tuple[Contrast, ...]
    pairs: tuple[Contrast, ...]

    @property
    def factors(self) -> tuple[str, ...]:
        """Return the codes of the factors."""
        return self.inside.answered.factors

    @property
    def ranked(self) -> list[int]:
        """Return the columns by share, the highest first, and last those without one."""
        return sorted(range(len(self.each)), key=lambda column: _by_share(self.each[column]))

    def rank(self, column: int) -> Cell:
        """Return the place of a factor; equal shares have equal places."""
        value = self.each[column].share.value
        if value is None:
            return Hidden.NOT_AVAILABLE
        return 1 + sum((other.share.value or 0) > value for other in self.each)


def section(data: BulletinData, settings: Settings) -> Section:
    """Make the section; what was never asked is left out, with its reason."""
    answers = answers_of(data, settings)
    if not any(answers.first(role) for role in _WORDS):
        return replace(_OUTLINE, unsupported=no_answers(data, "what was available and what was delivered"))
    return _Report(data, settings, answers, level_of(data, settings)).section()


class _Report:
    def __init__(self, data: BulletinData, settings: Settings, answers: Answers, level: Level) -> None:
        self._data, self._settings, self._answers, self._level = data, settings, answers, level
        self._priority = answers.first("priority")
        asked = {role: answers.first(role) for role in _WORDS}
        self._factors = {role: self._in_priority(role, one) for role, one in asked.items() if one is not None}

    def section(self) -> Section:
        tables = [*self._priority_table(), *map(self._share_table, self._factors.values()), *self._by_availability()]
        tables += [*self._against_table(), *self._pair_table()]
        return replace(
            _OUTLINE,
            method=f"{_OUTLINE.method} {self._level.words}",
            findings=tuple(self._findings()),
            tables=tuple(tables),
            charts=tuple(self._charts()),
            limits=(*limits_of(self._data, self._answers, self._level), *self._missing()),
        )

    # ------------------------------------------------------------------------------------------ counting

    def _in_priority(self, role: Role, asked: Answered) -> _Factors:
        inside = in_priority(asked, self._answers, self._data)
        columns = range(len(inside.answered.factors))
        return _Factors(
            words=_WORDS[role],
            inside=inside,
            each=tallies(inside.answered, inside.base, level=self._level, nothing=NEVER),
            together=pooled(inside.answered, inside.base, level=self._level),
            against=judged([self._against_others(inside, column) for column in columns]),
            pairs=judged([self._pair(inside, *pair) for pair in combinations(columns, 2)]),
        )

    def _against_others(self, inside: InPriority, column: int) -> Contrast | None:
        yes, of = ((grid[:, column], np.delete(grid, column, axis=1).sum(axis=1)) for grid in inside.counts)
        return self._contrast((self._name(inside.answered.factors[column]), ""), yes, of)

    def _pair(self, inside: InPriority, one: int, other: int) -> Contrast | None:
        yes, of = ((grid[:, one], grid[:, other]) for grid in inside.counts)
        names = (self._name(inside.answered.factors[one]), self._name(inside.answered.factors[other]))
        return self._contrast(names, yes, of)

    def _contrast(
        self, names: tuple[str, str], yes: tuple[np.ndarray, np.ndarray], of: tuple[np.ndarray, np.ndarray]
    ) -> Contrast | None:
        return contrast(names, yes, of, level=self._level, rate=self._settings.false_discovery_rate)

    # ------------------------------------------------------------------------------------------ tables

    def _name(self, factor: str) -> str:
        return factor_words(factor, self._data)

    def _priority_table(self) -> Iterator[Table]:
        if self._priority is None:
            return
        asked = self._priority
        found = tallies(asked, np.ones_like(asked.yes), level=self._level)
        rows = sorted(zip(map(self._name, asked.factors), found, strict=True), key=lambda row: _by_share(row[1]))
        yield Table(
            "1a",
            "How often each factor was a priority",
            (
                text("factor", "Factor", "The need linked to offending."),
                *tally_columns("Cases", "Priority", of="cases there are", means="the factor was a priority"),
            ),
            tuple((name, *one.cells) for name, one in rows),
            _ANSWERED,
            remarks((name, one.share) for name, one in rows),
        )

    def _share_table(self, factors: _Factors) -> Table:
        words = factors.words
        rows = [
            (factors.rank(column), self._name(factors.factors[column]), *factors.each[column].cells)
            for column in factors.ranked
        ]
        base = "Priority cases" if self._priority else "Cases"
        of = "cases there are in which the factor was a priority" if self._priority else "cases were asked about it"
        named = [(self._name(one), each.share) for one, each in zip(factors.factors, factors.each, strict=True)]
        return Table(
            f"1{words.letter}",
            f"{words.noun} by factor{', where it was a priority' if self._priority else ''}",
            (
                Column("rank", "Rank", "number", "Place by share, the highest first; equal shares share a place."),
                text("factor", "Factor", "The need linked to offending."),
                *tally_columns(base, words.yes, of=of, means=words.means),
            ),
            (*rows, (Hidden.NOT_AVAILABLE, _ALL, *factors.together.cells)),
            f"{_ANSWERED} In the last row a case counts once for each factor.",
            remarks([*named, (_ALL, factors.together.share)]),
        )

    def _by_availability(self) -> Iterator[Table]:
        """Set delivery where an intervention was available against delivery where none was."""
        if not self._with_and_without:
            return
        yield Table(
            "1d",
            "Sufficient delivery, with and without an intervention available",
            (
                text("factor", "Factor", "The need linked to offending."),
                *contrast_columns("Available", "Not available", means=_WORDS["delivered"].means),
            ),
            tuple((one.first, *one.cells) for one in self._with_and_without),
            f"{_ANSWERED} Both questions must be answered. In the last row a case counts once for each factor.",
            contrast_remarks((one.first, one) for one in self._with_and_without),
        )

    @cached_property
    def _with_and_without(self) -> tuple[Contrast, ...]:
        if len(self._factors) < len(_WORDS):
            return ()
        there, done = self._factors["available"].inside.answered, self._factors["delivered"].inside.answered
        aligned = np.column_stack([there.of_factor(factor) for factor in done.factors])
        sides = done.within(aligned == YES), done.within(aligned == NO)
        rows = [(self._name(factor), [column]) for column, factor in enumerate(done.factors)]
        contrasts = []
        for name, columns in (*rows, (_ALL, list(range(len(done.factors))))):
            (yes, of), (others, of_others) = (_summed(side, columns) for side in sides)
            contrasts.append(self._contrast((name, ""), (yes, others), (of, of_others)))
        return judged(contrasts)

    def _against_table(self) -> Iterator[Table]:
        every = self._factors.values()
        found = [(one.words.noun, each) for one in every for each in _falling(one.against)]
        rows = [(noun, each.first, *each.cells) for noun, each in found]
        if rows:
            yield Table(
                "1e",
                "Each factor against all the others together",
                (
                    text("measure", "Measure", "What is compared."),
                    text("factor", "Factor", "The need linked to offending."),
                    *contrast_columns("This factor", "The others", means="the measure in the first column"),
                ),
                tuple(rows),
                f"{_ANSWERED} A case counts once for each of its priority factors.",
                (
                    "p-values are adjusted within each measure.",
                    *contrast_remarks((f"{noun}, {in_text(each.first)}", each) for noun, each in found),
                ),
            )

    def _pair_table(self) -> Iterator[Table]:
        every = self._factors.values()
        found = [(one.words.noun, each) for one in every for each in one.pairs]
        rows = [(noun, each.first, each.second, *each.cells) for noun, each in found]
        if rows:
            yield Table(
                "1f",
                "Each factor against each other",
                (
                    text("measure", "Measure", "What is compared."),
                    text("factor", "Factor", "The need linked to offending."),
                    text("other", "Other factor", "The factor that it is compared with."),
                    *contrast_columns("Factor", "Other factor", means="the measure in the first column"),
                ),
                tuple(rows),
                _ANSWERED,
                (
                    "p-values are adjusted within each measure.",
                    *contrast_remarks(
                        (f"{noun}, {in_text(each.first)} with {in_text(each.second)}", each) for noun, each in found
                    ),
                ),
            )

    def _charts(self) -> Iterator[Chart]:
        for factors in self._factors.values():
            letter, shown = factors.words.letter, [one for one in factors.ranked if factors.each[one].share.known]
            if shown:
                ends = [f"{self._name(factors.factors[one])}, {reads(factors.each[one].share)}"
                        for one in (shown[0], shown[-1])]  # fmt: skip
                yield Chart(
                    f"figure-1{letter}",
                    f"1{letter}",
                    "interval",
                    f"{factors.words.noun} by factor",
                    "factor",
                    ("share",),
                    f"{factors.words.noun} by factor with 95% intervals, from {ends[0]}, down to {ends[1]}.",
                )

    # ------------------------------------------------------------------------------------------ in words

    def _findings(self) -> Iterator[str]:
        for role, factors in self._factors.items():
            yield from self._spread(factors)
            yield from self._beyond(role, factors)
            yield from _differing(factors)
        whole = next((one for one in self._with_and_without if one.first == _ALL), None)
        if whole is not None:
            with_one, without = (share_words(share) for share in whole.shares)
            yield (
                f"Where an intervention was available, sufficient work was delivered in {with_one}; where none was, in "
                f"{without}: a difference of {reads(whole.difference, 'difference')} percentage points (table 1d)."
            )

    def _spread(self, factors: _Factors) -> Iterator[str]:
        words, shown = factors.words, [one for one in factors.ranked if factors.each[one].share.known]
        if not shown:
            return
        said = f"Over all factors {words.means} in {reads(factors.together.share)} of "
        said += counted(factors.together.answered, "answered priority", "answered priorities")
        if len(shown) > 1:
            high, low = (
                f"{reads(factors.each[one].share)} for {in_text(self._name(factors.factors[one]))}"
                for one in (shown[0], shown[-1])
            )
            said += f"; by factor from {low} to {high}"
        yield f"{said} (table 1{words.letter})."

    def _beyond(self, role: Role, factors: _Factors) -> Iterator[str]:
        """Count the factors above, or below, the share that the settings name."""
        known = [one.share.value for one in factors.each if one.share.value is not None]
        if len(known) < _FEWEST_TO_COUNT:
            return
        if role == "available":
            many, of = sum(value > self._settings.available_above for value in known), self._settings.available_above
            yield f"In {many} of {len(known)} factors it was available in more than {share_words(of)} (table 1b)."
        else:
            many, of = sum(value < self._settings.delivered_below for value in known), self._settings.delivered_below
            yield f"In {many} of {len(known)} factors work was sufficient in fewer than {share_words(of)} (table 1c)."

    def _missing(self) -> Iterator[str]:
        if self._priority is None:
            yield (
                "No question asked whether a factor was a priority, so shares are of all cases that were asked about "
                "it."
            )
        for role, words in _WORDS.items():
            if role not in self._factors:
                yield f"No question was recognised that says whether {words.means}."
        for factors in self._factors.values():
            if factors.inside.strays:
                many = counted(factors.inside.strays, "answer is", "answers are")
                yield (
                    f"{many} about factors that were no priority, and so not counted in table 1{factors.words.letter}."
                )


_FEWEST_TO_COUNT = 3
"""With fewer factors, a count of factors says less than their shares do."""


def _by_share(tally: Tally) -> float:
    return 2.0 if tally.share.value is None else -tally.share.value


def _summed(answered: Answered, columns: list[int]) -> tuple[np.ndarray, np.ndarray]:
    yes, of = (part[:, columns].sum(axis=1) for part in (answered.yes, answered.closed))
    return yes, of


def _falling(contrasts: tuple[Contrast, ...]) -> list[Contrast]:
    return sorted(contrasts, key=lambda one: -one.shares[0])


def _differing(factors: _Factors) -> Iterator[str]:
    """Say which factors differ from the others, many comparisons allowed for."""
    if len(factors.against) < 2:
        return
    sides = {
        word: [in_text(one.first) for one in _falling(factors.against) if one.differs and one.higher == up]
        for word, up in (("higher", True), ("lower", False))
    }
    said = [f"{word} than for the others together for {listed(names)}" for word, names in sides.items() if names]
    rest = len(factors.against) - sum(map(len, sides.values()))
    if not any(one.tells for one in factors.against):
        yield f"The answers are too few to tell whether {in_text(factors.words.noun)} differs by factor (table 1e)."
        return
    if not said:
        yield f"{factors.words.noun} shows no clear difference between any factor and the others together (table 1e)."
        return
    others = f"; for the other {counted(rest, 'factor', 'factors')} there is no clear difference" if rest else ""
    pairs = counted(len(factors.pairs), "pair", "pairs")
    yield (
        f"{factors.words.noun} is {listed(said)}{others}; of {pairs} of factors, "
        f"{sum(one.differs for one in factors.pairs)} differ (tables 1e and 1f)."
    )
