"""The figures whose intervals are tried: what the bulletin asks of closed answers and themes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.coverage_notes import THEMES, NotePool
from benchmarks.coverage_population import NOT_ASKED, YES, Answers, BoolArray, Cases, IntArray
from corpus.invented.answers import AVAILABLE, CONTRIBUTIONS, DELIVERED, INFORMED, PRIORITY, VICTIMS
from noteworthy.statistics.association import association
from noteworthy.statistics.classifier_error import Validation, corrected_share
from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.differences import difference, paired_difference, ratio
from noteworthy.statistics.estimates import Estimate
from noteworthy.statistics.proportions import share
from noteworthy.statistics.regression import adjusted
from noteworthy.statistics.trends import trend
from noteworthy.statistics.variance import intraclass

MOST_UNITS = 1000
"""A sample with more units is the population."""

SENSITIVITY, SPECIFICITY = 0.8, 0.9
"""Of a machine that reads notes."""
CHECKED = 200
"""Notes that people read too, to know its errors."""

NOTED = 0.3
"""Share of answers about delivery that have a note."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One sample of cases with all that was answered and noted about them."""

    cases: Cases
    answers: Answers
    case_of: IntArray
    """Case of each answer about delivery, factor after factor; notes are about some of these."""
    factor_of: IntArray
    delivered: BoolArray
    noted: BoolArray
    themes: BoolArray
    machine: BoolArray
    """What a machine finds of the first theme, with errors."""
    checked: BoolArray
    """Notes that people coded too."""
    year: IntArray
    """Of each unit."""

    @property
    def population(self) -> bool:
        """Whether it stands for all that could be drawn."""
        return int(self.cases.unit.max()) > MOST_UNITS

    @classmethod
    def of(cls, cases: Cases, answers: Answers, pool: NotePool, rng: np.random.Generator) -> "Sample":
        """Put a sample together: answers about delivery in a row, some with a note."""
        factors = [factor for question, factor in answers.said if question == DELIVERED]
        said = np.stack([answers.said[DELIVERED, factor] for factor in factors])
        factor_of, case_of = np.nonzero(said != NOT_ASKED)
        delivered = said[factor_of, case_of]
        noted = rng.random(len(case_of)) < NOTED
        themes = pool.draw(rng, delivered)
        right = rng.random(len(case_of)) < np.where(themes[:, 0], SENSITIVITY, SPECIFICITY)
        checked = np.zeros(len(case_of), dtype=bool)
        checked[rng.permutation(np.flatnonzero(noted))[:CHECKED]] = True
        year = 2016 + rng.integers(0, 4, int(cases.unit.max()) + 1)
        machine = themes[:, 0] == right
        return cls(cases, answers, case_of, factor_of, delivered == YES, noted, themes, machine, checked, year)

    def said(self, question: str, factor: str | None) -> tuple[BoolArray, BoolArray]:
        """Return who answered yes and who answered."""
        found = self.answers.said[question, factor]
        return found == YES, found != NOT_ASKED

    def both(self, question: str, other: str) -> tuple[BoolArray, BoolArray, IntArray]:
        """Return the answers to two questions where both were answered, over all factors, and their cases."""
        factors = [factor for asked, factor in self.answers.said if asked == question and factor]
        one, two = (np.stack([self.answers.said[q, factor] for factor in factors]) for q in (question, other))
        rows = np.nonzero((one != NOT_ASKED) & (two != NOT_ASKED))
        return one[rows] == YES, two[rows] == YES, rows[1]


Grouping = Callable[[IntArray | None], Clusters | None]
"""Gives the groups of some cases, or of all."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a sample, or one for each kind where one estimator gives several."""

    name: str
    kinds: tuple[str, ...]
    work: Callable[[Sample, Grouping], Estimate | tuple[Estimate, ...]]


def _share(question: str, factor: str | None) -> Callable[[Sample, Grouping], Estimate]:
    def work(sample: Sample, groups: Grouping) -> Estimate:
        yes, asked = sample.said(question, factor)
        return share(yes, asked, clusters=groups(None))

    return work


def _share_of_few(question: str, factor: str | None) -> Callable[[Sample, Grouping], Estimate]:
    def work(sample: Sample, groups: Grouping) -> Estimate:
        yes, asked = sample.said(question, factor)
        return share(yes, asked & (sample.cases.order == "post_sentence_supervision"), clusters=groups(None))

    return work


def _pooled_share(sample: Sample, groups: Grouping) -> Estimate:
    return share(sample.delivered, clusters=groups(sample.case_of))


def _organisation_share(sample: Sample, groups: Grouping) -> Estimate:
    """Return the share in one organisation, of three units; in the whole population, in all of its kind."""
    rows = (sample.cases.nps if sample.population else sample.cases.unit < 3)[sample.case_of]
    return share(sample.delivered, rows, clusters=groups(sample.case_of))


def _theme_share(theme: str) -> Callable[[Sample, Grouping], Estimate]:
    def work(sample: Sample, groups: Grouping) -> Estimate:
        return share(sample.themes[:, THEMES.index(theme)], sample.noted, clusters=groups(sample.case_of))

    return work


def _difference(question: str, factor: str | None) -> Callable[[Sample, Grouping], Estimate]:
    def work(sample: Sample, groups: Grouping) -> Estimate:
        yes, asked = sample.said(question, factor)
        return difference(yes, sample.cases.nps, trials=asked, clusters=groups(None))

    return work


def _factors_differ(sample: Sample, groups: Grouping) -> Estimate:
    """Return the difference in delivery of two factors, both a priority in some cases."""
    rows = np.isin(sample.factor_of, (4, 5))
    return difference(sample.delivered, sample.factor_of == 5, trials=rows, clusters=groups(sample.case_of))


def _themes_differ(sample: Sample, groups: Grouping) -> Estimate:
    nps = sample.cases.nps[sample.case_of]
    return difference(sample.themes[:, 0], nps, trials=sample.noted, clusters=groups(sample.case_of))


def _paired(what: str) -> Callable[[Sample, Grouping], Estimate]:
    def work(sample: Sample, groups: Grouping) -> Estimate:
        one, two, case_of = sample.both(CONTRIBUTIONS["partner", what], CONTRIBUTIONS["contracted_provider", what])
        return paired_difference(one, two, clusters=groups(case_of))

    return work


def _paired_factor(factor: str) -> Callable[[Sample, Grouping], Estimate]:
    def work(sample: Sample, groups: Grouping) -> Estimate:
        one, asked = sample.said(CONTRIBUTIONS["partner", "desistance"], factor)
        two, asked_too = sample.said(CONTRIBUTIONS["contracted_provider", "desistance"], factor)
        return paired_difference(one, two, both=asked & asked_too, clusters=groups(None))

    return work


def _attributes(cases: Cases, rows: IntArray) -> dict[str, Sequence[str | None]]:
    of = {"risk": cases.risk, "order": cases.order, "age": cases.age, "sex": np.where(cases.female, "f", "m")}
    return {name: values[rows].tolist() for name, values in of.items()}


def _adjusted(question: str | None) -> Callable[[Sample, Grouping], tuple[Estimate, ...]]:
    def work(sample: Sample, groups: Grouping) -> tuple[Estimate, ...]:
        rows, yes = sample.case_of, sample.delivered
        if question is not None:
            said, asked = sample.said(question, None)
            rows = np.flatnonzero(asked)
            yes = said[rows]
        found = adjusted(yes, sample.cases.nps[rows], attributes=_attributes(sample.cases, rows), clusters=groups(rows))
        return found.odds_ratio, found.difference, found.ratio

    return work


def _outcome(sample: Sample, groups: Grouping) -> tuple[Estimate, ...]:
    rows = np.flatnonzero(sample.answers.supervised_well != NOT_ASKED)
    well, done = sample.answers.supervised_well[rows] == YES, sample.answers.completed[rows]
    of = groups(rows)
    found = adjusted(done, well, attributes=_attributes(sample.cases, rows), clusters=of)
    return difference(done, well, clusters=of), ratio(done, well, clusters=of), found.difference, found.ratio


def _association(sample: Sample, groups: Grouping) -> tuple[Estimate, ...]:
    rows = np.flatnonzero(sample.noted)
    found = association(sample.themes[rows, 0], sample.themes[rows, 1], clusters=groups(sample.case_of[rows]))
    return found.odds_ratio, found.lift


def _corrected(sample: Sample, groups: Grouping) -> Estimate:
    """Return the share of a theme from a machine's finds; in the whole population, from the truth."""
    of = groups(sample.case_of)
    if sample.population:
        return share(sample.themes[:, 0], sample.noted, clusters=of)
    validation = Validation.of(sample.machine[sample.checked], sample.themes[sample.checked, 0])
    return corrected_share(sample.machine, sample.noted, validation=validation, clusters=of)


def _inspectors(sample: Sample, groups: Grouping) -> Estimate:
    """Return how alike answers of an inspector are; it has groups of its own."""
    yes, asked = sample.said(VICTIMS, None)
    return intraclass(yes, sample.cases.inspector, answered=asked)


def _trend(sample: Sample, groups: Grouping) -> Estimate:
    """Return the trend over four years, each unit inspected in one of them."""
    yes, _ = sample.said(INFORMED, None)
    return trend(yes, sample.year[sample.cases.unit].tolist(), clusters=groups(None)).a_year


FIGURES = (
    Figure("accommodation a priority", ("share",), _share(PRIORITY, "accommodation")),
    Figure("accommodation available", ("share",), _share(AVAILABLE, "accommodation")),
    Figure("drugs available", ("share",), _share(AVAILABLE, "drugs")),
    Figure("accommodation delivered", ("share",), _share(DELIVERED, "accommodation")),
    Figure("lifestyle delivered", ("share",), _share(DELIVERED, "lifestyle")),
    Figure("delivered, all factors", ("share",), _pooled_share),
    Figure("delivered, one organisation of three units", ("share",), _organisation_share),
    Figure("partners informed, few cases", ("share",), _share_of_few(INFORMED, None)),
    Figure("partners informed", ("share",), _share(INFORMED, None)),
    Figure("focus on victims", ("share",), _share(VICTIMS, None)),
    Figure("notes with delay", ("share",), _theme_share("delay")),
    Figure("notes with housing", ("share",), _theme_share("housing")),
    Figure("NPS - CRC, partners informed", ("difference",), _difference(INFORMED, None)),
    Figure("NPS - CRC, partners on ETE", ("difference",), _difference(CONTRIBUTIONS["partner", "desistance"], "ete")),
    Figure("NPS - CRC, drugs available", ("difference",), _difference(AVAILABLE, "drugs")),
    Figure("NPS - CRC, notes with delay", ("difference",), _themes_differ),
    Figure("drugs - lifestyle, delivered", ("difference",), _factors_differ),
    Figure("partners - providers, desistance", ("paired difference",), _paired("desistance")),
    Figure("partners - providers, safety", ("paired difference",), _paired("safety")),
    Figure("partners - providers, finance", ("paired difference",), _paired_factor("finance")),
    Figure(
        "completed, supervised well or not", ("difference", "ratio", "adjusted difference", "adjusted ratio"), _outcome
    ),
    Figure(
        "NPS or CRC, partners informed",
        ("adjusted odds ratio", "adjusted difference", "adjusted ratio"),
        _adjusted(INFORMED),
    ),
    Figure("NPS or CRC, delivered", ("adjusted odds ratio", "adjusted difference", "adjusted ratio"), _adjusted(None)),
    Figure("delay with motivation in notes", ("odds ratio", "lift"), _association),
    Figure("partners informed, a year", ("trend",), _trend),
    Figure("notes with delay, found by a machine", ("corrected share",), _corrected),
    Figure("focus on victims, within inspectors", ("intraclass correlation",), _inspectors),
)

NAMES = tuple((kind, figure.name) for figure in FIGURES for kind in figure.kinds)
"""Kind and name of each estimate, in the order of `estimates`."""


def estimates(sample: Sample, groups: Grouping) -> list[Estimate]:
    """Return every figure of a sample."""
    found: list[Estimate] = []
    for figure in FIGURES:
        of = figure.work(sample, groups)
        found += of if isinstance(of, tuple) else (of,)
    return found
