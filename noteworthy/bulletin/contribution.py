"""Analysis 2: what contracted providers and partner agencies contributed, compared within the same case."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from noteworthy.bulletin.answers import Answers, Flags, answers_of
from noteworthy.bulletin.content import Chart, Section, Table
from noteworthy.bulletin.contrasts import (
    Contrast,
    contrast,
    contrast_columns,
    contrast_remarks,
    judged,
    paired_contrast,
)
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import count, counted, in_text, listed, reads, remarks, text
from noteworthy.bulletin.levels import Level, level_of
from noteworthy.bulletin.limits import limits_of, no_answers
from noteworthy.bulletin.measures import Measure
from noteworthy.bulletin.priorities import NEVER, InPriority, factor_words, in_priority
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.tallies import Tally, pooled, tallies, tally_columns

_ALL = "All factors together"
_ANSWERED = (
    "Shares are of the priority factors for which the question was answered yes or no. Not applicable is where nobody "
    "of that kind was involved; it stands apart, as what is not known does."
)
_OUTLINE = Section(
    number=2,
    title="Contribution of contracted providers and of partners",
    question="Did contracted providers and partner agencies contribute sufficiently to desistance and to the safety of "
    "others, and which of them more often?",
    method="Shares with Wilson's interval on the effective number of answers and Student's quantile (Wilson 1927; Korn "
    "and Graubard 1998). Where both were involved in the same factor of the same case, their answers are compared "
    "there, within the case, by Newcombe's interval for paired shares on the effective numbers (Newcombe 1998); that "
    "takes out all that the two share. p-values are adjusted for the number of comparisons (Benjamini and Hochberg "
    "1995).",
)


@dataclass(frozen=True, eq=False)
class _Contribution:
    """What was answered of one contributor and one aim."""

    measure: Measure
    inside: InPriority
    each: tuple[Tally, ...]
    together: Tally
    against: tuple[Contrast, ...]
    """Each factor against all the others."""


@dataclass(frozen=True, eq=False)
class _Pairing:
    """Two contributors to one aim, where both were answered about."""

    aim: str
    first: Measure
    second: Measure
    rows: tuple[tuple[Contrast, tuple[int, int, int, int]], ...]
    """A comparison named by its factor, and how often both, the first only, the second only, and neither did."""


def section(data: BulletinData, settings: Settings) -> Section:
    """Make the section; where only one kind of contributor was asked about, there is nothing to compare it with."""
    answers = answers_of(data, settings)
    if not answers.in_role("contribution"):
        what = "what contracted providers or partner agencies contributed"
        return replace(_OUTLINE, unsupported=no_answers(data, what))
    return _Report(data, settings, answers, level_of(data, settings)).section()


class _Report:
    def __init__(self, data: BulletinData, settings: Settings, answers: Answers, level: Level) -> None:
        self._data, self._settings, self._answers, self._level = data, settings, answers, level
        self._found = [self._counted(one.measure) for one in answers.in_role("contribution")]
        self._aims = tuple(dict.fromkeys(one.measure.aim for one in self._found))

    def section(self) -> Section:
        return replace(
            _OUTLINE,
            method=f"{_OUTLINE.method} {self._level.words}",
            findings=tuple(self._findings()),
            tables=(*self._share_tables(), *self._pair_table(), *self._against_table()),
            charts=tuple(self._charts()),
            limits=(*limits_of(self._data, self._answers, self._level), *self._missing()),
        )

    # ------------------------------------------------------------------------------------------ counting

    def _counted(self, measure: Measure) -> _Contribution:
        asked = next(one for one in self._answers.answered if one.measure == measure)
        inside = in_priority(asked, self._answers, self._data)
        return _Contribution(
            measure=measure,
            inside=inside,
            each=tallies(inside.answered, inside.base, level=self._level, nothing=NEVER),
            together=pooled(inside.answered, inside.base, level=self._level),
            against=judged([self._against_others(inside, at) for at in range(len(inside.answered.factors))]),
        )

    def _against_others(self, inside: InPriority, column: int) -> Contrast | None:
        yes, of = ((grid[:, column], np.delete(grid, column, axis=1).sum(axis=1)) for grid in inside.counts)
        names = (factor_words(inside.answered.factors[column], self._data), "")
        return contrast(names, yes, of, level=self._level, rate=self._settings.false_discovery_rate)

    @cached_property
    def _pairings(self) -> tuple[_Pairing, ...]:
        return tuple(
            self._paired(aim, one, other)
            for aim in self._aims
            for one, other in combinations([each for each in self._found if each.measure.aim == aim], 2)
        )

    def _paired(self, aim: str, one: _Contribution, other: _Contribution) -> _Pairing:
        factors = [factor for factor in one.inside.answered.factors if factor in other.inside.answered.factors]
        grids = [
            [np.column_stack([side.inside.answered.of_factor(factor) for factor in factors]) == said for said in (0, 1)]
            for side in (one, other)
        ]
        yes = [grid[1] for grid in grids]
        both = (grids[0][0] | grids[0][1]) & (grids[1][0] | grids[1][1])
        names = [factor_words(factor, self._data) for factor in factors]
        places = [*((name, [at]) for at, name in enumerate(names)), (_ALL, list(range(len(names))))]
        made = []
        for name, columns in places:
            some = yes[0][:, columns], yes[1][:, columns], both[:, columns]
            if (found := self._within(name, *some)) is not None:
                made.append((found, _of_four(*some)))
        adjusted = judged([found for found, _ in made])
        return _Pairing(aim, one.measure, other.measure, tuple(zip(adjusted, (four for _, four in made), strict=True)))

    def _within(self, name: str, first: Flags, second: Flags, both: Flags) -> Contrast | None:
        rate = self._settings.false_discovery_rate
        return paired_contrast((name, ""), first, second, both, level=self._level, rate=rate)

    # ------------------------------------------------------------------------------------------ tables

    def _share_tables(self) -> Iterator[Table]:
        for number, aim in enumerate(self._aims):
            some = [one for one in self._found if one.measure.aim == aim]
            rows, named = [], []
            for one in some:
                who = one.measure.contributor
                names = [*(factor_words(factor, self._data) for factor in one.inside.answered.factors), _ALL]
                for name, tally in zip(names, (*one.each, one.together), strict=True):
                    rows.append((who, name, *tally.cells))
                    named.append((f"{who}, {in_text(name)}", tally.share))
            yield Table(
                self._letter(number),
                f"Contribution to {aim}, by factor",
                (
                    text("contributor", "Contributor", "Whose contribution the question is about."),
                    text("factor", "Factor", "The need linked to offending."),
                    *tally_columns(
                        "Priorities",
                        "Sufficient",
                        of="priorities there are, a case counting once for each of its priority factors",
                        means=f"the contribution to {aim} was sufficient",
                    ),
                ),
                tuple(rows),
                _ANSWERED,
                remarks(named),
            )

    def _letter(self, number: int) -> str:
        return f"2{'abcdefghijklmnop'[number]}"

    def _pair_table(self) -> Iterator[Table]:
        rows = [
            (pairing.aim, pairing.first.contributor, pairing.second.contributor, found.first, *four, *found.cells)
            for pairing in self._pairings
            for found, four in pairing.rows
        ]
        if rows:
            yield Table(
                self._letter(len(self._aims)),
                "Contributors compared within the same case and factor",
                (
                    text("aim", "To", "What is contributed to."),
                    text("one", "First", "One contributor."),
                    text("other", "Second", "The other contributor."),
                    text("factor", "Factor", "The need linked to offending."),
                    count("both", "Both sufficient", "Priorities for which both contributed sufficiently."),
                    count("first_only", "First only", "Priorities for which the first alone did."),
                    count("second_only", "Second only", "Priorities for which the second alone did."),
                    count("neither", "Neither", "Priorities for which neither did."),
                    *contrast_columns("First", "Second", means="the contribution was sufficient"),
                ),
                tuple(rows),
                "Shares are of the priorities for which the question was answered yes or no about both contributors; "
                "the four counts add up to these.",
                (
                    "p-values are adjusted within each aim.",
                    *contrast_remarks(
                        (f"{pairing.aim}, {in_text(found.first)}", found)
                        for pairing in self._pairings
                        for found, _ in pairing.rows
                    ),
                ),
            )

    def _against_table(self) -> Iterator[Table]:
        made = [
            (one.measure, found)
            for one in self._found
            for found in sorted(one.against, key=lambda found: -found.shares[0])
        ]
        rows = [(measure.aim, measure.contributor, found.first, *found.cells) for measure, found in made]
        if rows:
            yield Table(
                self._letter(len(self._aims) + 1),
                "Contribution on each factor against that on all the others together",
                (
                    text("aim", "To", "What is contributed to."),
                    text("contributor", "Contributor", "Whose contribution the question is about."),
                    text("factor", "Factor", "The need linked to offending."),
                    *contrast_columns("This factor", "The others", means="the contribution was sufficient"),
                ),
                tuple(rows),
                _ANSWERED,
                (
                    "p-values are adjusted within each aim and contributor.",
                    *contrast_remarks(
                        (f"{measure.contributor} to {measure.aim}, {in_text(found.first)}", found)
                        for measure, found in made
                    ),
                ),
            )

    def _charts(self) -> Iterator[Chart]:
        for number, aim in enumerate(self._aims):
            some = [one for one in self._found if one.measure.aim == aim and one.together.share.known]
            if some:
                said = listed([f"{one.measure.contributor}, {reads(one.together.share)}" for one in some])
                yield Chart(
                    f"figure-{self._letter(number)}",
                    self._letter(number),
                    "interval",
                    f"Contribution to {aim}, by factor",
                    "factor",
                    ("share",),
                    f"Share of sufficient contributions to {aim} by factor with 95% intervals; over all factors: "
                    f"{said}.",
                    series="contributor",
                )

    # ------------------------------------------------------------------------------------------ in words

    def _findings(self) -> Iterator[str]:
        for number, aim in enumerate(self._aims):
            said = [
                f"{in_text(one.measure.contributor)} in {reads(one.together.share)} of "
                + counted(one.together.answered, "answered priority", "answered priorities")
                for one in self._found
                if one.measure.aim == aim and one.together.share.known
            ]
            if said:
                yield f"Sufficient contributions to {aim}: {listed(said)} (table {self._letter(number)})."
        for pairing in self._pairings:
            yield from self._told(pairing)
        for one in self._found:
            yield from self._told_of_factors(one)

    def _told(self, pairing: _Pairing) -> Iterator[str]:
        whole = next((found for found, _ in pairing.rows if found.first == _ALL), None)
        if whole is None:
            return
        first, second = in_text(pairing.first.contributor), in_text(pairing.second.contributor)
        difference = reads(whole.difference, "difference")
        reading = f"less often than {second}" if not whole.higher else f"more often than {second}"
        unclear = "show no clear difference" if whole.tells else "are too few to tell a difference"
        verdict = f"contributed sufficiently to {pairing.aim} {reading}" if whole.differs else (
            f"and {second} {unclear} in how often they contributed sufficiently to {pairing.aim}"
        )  # fmt: skip
        apart = [found for found, _ in pairing.rows if found.first != _ALL and found.differs]
        factors = len(pairing.rows) - 1
        told = f"; by factor there is a clear difference in {len(apart)} of {factors}" if factors > 1 else ""
        yield (
            f"Where both were involved ({counted(whole.of[0], 'priority', 'priorities')}), {first} {verdict}: a "
            f"difference of {difference} percentage points{told} (table {self._letter(len(self._aims))})."
        )

    def _told_of_factors(self, one: _Contribution) -> Iterator[str]:
        lower = [found for found in one.against if found.differs and not found.higher]
        if lower:
            lower.sort(key=lambda found: found.shares[0])
            yield (
                f"On {listed([in_text(found.first) for found in lower])}, {in_text(one.measure.contributor)} "
                f"contributed sufficiently to {one.measure.aim} less often than on the other factors together (table "
                f"{self._letter(len(self._aims) + 1)})."
            )

    def _missing(self) -> Iterator[str]:
        for aim in self._aims:
            some = [one for one in self._found if one.measure.aim == aim]
            if len(some) == 1:
                yield (
                    f"Only {in_text(some[0].measure.contributor)} were asked about for {aim}, so there is no "
                    "comparison."
                )
            for one in some:
                if one.together.answered == 0:
                    yield f"No answer says yes or no about {in_text(one.measure.contributor)} and {aim}."
        for pairing in self._pairings:
            if not pairing.rows:
                first, second = in_text(pairing.first.contributor), in_text(pairing.second.contributor)
                yield f"Nowhere were {first} and {second} both judged on {pairing.aim}, so they are not compared."


def _of_four(first: Flags, second: Flags, both: Flags) -> tuple[int, int, int, int]:
    """Return how often both, the first only, the second only, and neither are true, where both were answered."""
    one, other = first & both, second & both
    parts = (one & other, one & ~other, other & ~one, both & ~one & ~other)
    return tuple(int(part.sum()) for part in parts)  # type: ignore[return-value]
