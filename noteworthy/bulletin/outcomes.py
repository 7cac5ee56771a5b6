"""Analysis 8: completion and reoffending against the quality of delivery: an association, not an effect."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from noteworthy.bulletin.answers import NO, UNKNOWN, YES, Answered, Answers, Flags, answers_of
from noteworthy.bulletin.content import Cell, Chart, Column, Section, Table
from noteworthy.bulletin.contrasts import tellable
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import (
    cells,
    count,
    counted,
    interval,
    listed,
    p_cell,
    reads,
    remarks,
    share_words,
    text,
)
from noteworthy.bulletin.levels import Level, level_of
from noteworthy.bulletin.limits import limits_of, no_answers
from noteworthy.bulletin.measures import Measure
from noteworthy.bulletin.priorities import in_priority
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.tallies import Tally, pooled, tally_columns
from noteworthy.statistics.comparisons import benjamini_hochberg, effect_size
from noteworthy.statistics.differences import difference, ratio
from noteworthy.statistics.estimates import Estimate
from noteworthy.statistics.regression import Adjusted, adjusted

_OUTCOMES = {
    "completed": ("Completion", "the order or licence was completed"),
    "reoffended": ("Reoffending", "proven reoffending followed"),
}
"""Column of the cases to its name, and what yes means."""
_WELL, _LESS, _NOT_JUDGED = "Supervised well", "Not supervised well", "Not judged"
_NOT_AN_EFFECT = (
    "Association, not effect: cases in which work was sufficient may differ from the others in much that nobody "
    "recorded, and people who do well are easier to deliver work to."
)
_ANSWERED = "Shares are of the cases whose outcome is known; where it is not, that is not counted as no."
_OUTLINE = Section(
    number=8,
    title="Quality of delivery and outcome",
    question="Among cases that are linked to what came of them: did completion and reoffending go with the quality of "
    "what was delivered?",
    method="Differences of shares have Newcombe's hybrid interval on the effective numbers of answers (Newcombe 1998), "
    "ratios the interval recovered from those of both shares (Zou and Donner 2008). Adjusted ones are by logistic "
    "regression on quality and case mix (generalised estimating equations with a bias-reduced covariance, Mancl and "
    "DeRouen 2001; marginal standardisation, Muller and MacLehose 2014). p-values are adjusted for the number of "
    "outcomes (Benjamini and Hochberg 1995). What is found is an association, not an effect.",
)


@dataclass(frozen=True, eq=False)
class _Quality:
    """The quality of delivery in each case."""

    share: np.ndarray
    """Share of its priority factors with sufficient work; nan where none was judged."""
    least: float
    """Share from which a case counts as supervised well."""

    @property
    def judged(self) -> Flags:
        return np.asarray(~np.isnan(self.share))

    @property
    def well(self) -> Flags:
        return np.asarray(np.nan_to_num(self.share, nan=-1.0) >= self.least)

    def groups(self) -> list[tuple[str, Flags]]:
        """Return the cases supervised well, those not, and those in which nothing was judged."""
        return [(_WELL, self.well), (_LESS, self.judged & ~self.well), (_NOT_JUDGED, ~self.judged)]

    def steps(self) -> list[tuple[str, Flags]]:
        """Return the cases by how much was sufficient: none, some, most, all."""
        share, judged = np.nan_to_num(self.share, nan=-1.0), self.judged
        least = share_words(self.least)
        return [
            ("None of them", judged & (share == 0)),
            (f"Some, fewer than {least}", judged & (share > 0) & (share < self.least)),
            (f"At least {least}, not all", judged & (share >= self.least) & (share < 1)),
            ("All", judged & (share == 1)),
        ]


@dataclass(frozen=True, eq=False)
class _Association:
    """One outcome in cases supervised well, against the others."""

    name: str
    means: str
    yes: tuple[int, int]
    of: tuple[int, int]
    difference: Estimate
    ratio: Estimate
    model: Adjusted
    adjusted_p: float | None = None
    rate: float = 0.0

    @property
    def shares(self) -> tuple[float, float]:
        return self.yes[0] / self.of[0], self.yes[1] / self.of[1]

    @property
    def verdict(self) -> str:
        if self.adjusted_p is None or self.adjusted_p > self.rate:
            return "no clear difference"
        return "higher" if self.shares[0] > self.shares[1] else "lower"


def section(data: BulletinData, settings: Settings) -> Section:
    """Make the section; without linked outcomes, or without judged delivery, there is nothing to compare."""
    answers = answers_of(data, settings)
    delivered = answers.first("delivered")
    if delivered is None:
        return replace(_OUTLINE, unsupported=no_answers(data, "whether sufficient work was delivered"))
    linked = {name: data.cases[name].notna().any() for name in _OUTCOMES}
    if not any(linked.values()):
        reason = "No case is linked to what came of it: whether it was completed, or followed by reoffending."
        return replace(_OUTLINE, unsupported=reason)
    return _Report(data, settings, answers, delivered).section()


class _Report:
    def __init__(self, data: BulletinData, settings: Settings, answers: Answers, delivered: Answered) -> None:
        self._data, self._settings, self._answers = data, settings, answers
        yes, of = (part.sum(axis=1) for part in in_priority(delivered, answers, data).counts)
        share = np.divide(yes, of, out=np.full(len(yes), np.nan), where=of > 0)
        self._quality = _Quality(share, settings.supervised_well_from)
        self._outcomes = {name: _outcome(data, name) for name in _OUTCOMES if data.cases[name].notna().any()}
        self._level: Level = level_of(data, settings)
        self._found = self._associations()

    def section(self) -> Section:
        return replace(
            _OUTLINE,
            method=f"{_OUTLINE.method} {self._level.words}",
            findings=tuple(self._findings()),
            tables=(
                self._share_table("8a", "Outcomes by quality of delivery", self._quality.groups()),
                *self._association_table(),
                self._share_table("8c", "Outcomes by how much of the work was sufficient", self._quality.steps()),
            ),
            charts=tuple(self._charts()),
            limits=(_NOT_AN_EFFECT, *limits_of(self._data, self._answers, self._level), *self._missing()),
        )

    # ------------------------------------------------------------------------------------------ counting

    def _tally(self, outcome: Answered, cases: Flags) -> Tally:
        return pooled(outcome, cases[:, None], level=self._level)

    def _associations(self) -> tuple[_Association, ...]:
        found = [
            one for name, outcome in self._outcomes.items() if (one := self._association(name, outcome)) is not None
        ]
        # A model that could not be had is no test, and the difference as it is stands in for it.
        ps = [one.model.difference.p if one.model.difference.known else one.difference.p for one in found]
        rate = self._settings.false_discovery_rate
        return tuple(
            replace(one, adjusted_p=p, rate=rate) for one, p in zip(found, benjamini_hochberg(ps), strict=True)
        )

    def _association(self, name: str, outcome: Answered) -> _Association | None:
        rows = np.flatnonzero(outcome.closed[:, 0] & self._quality.judged)
        well, yes = self._quality.well[rows], outcome.yes[rows, 0]
        of = (int(well.sum()), int((~well).sum()))
        if not all(of):
            return None
        clusters = self._level.clusters.take(rows)
        return _Association(
            *_OUTCOMES[name],
            (int(yes[well].sum()), int(yes[~well].sum())),
            of,
            tellable(difference(yes, well, clusters=clusters)),
            ratio(yes, well, clusters=clusters),
            adjusted(
                yes,
                well,
                attributes={name: self._data.values_of(name)[rows].tolist() for name in self._adjusted_for()},
                clusters=clusters,
                fewest=self._settings.fewest_in_level,
            ),
        )

    def _adjusted_for(self) -> list[str]:
        """Return the case mix, and the attribute whose groups the bulletin compares, as far as the data hold them."""
        wanted = dict.fromkeys((*self._settings.case_mix, self._settings.attribute))
        return [name for name in wanted if self._data.cases[name].notna().any()]

    # ------------------------------------------------------------------------------------------ tables

    def _share_table(self, letter: str, title: str, groups: list[tuple[str, Flags]]) -> Table:
        rows: list[tuple[Cell, ...]] = []
        named = []
        for name, outcome in self._outcomes.items():
            for words, cases in groups:
                tally = self._tally(outcome, cases)
                rows.append((_OUTCOMES[name][0], words, *tally.cells))
                named.append((f"{_OUTCOMES[name][0]}, {words}", tally.share))
        return Table(
            letter,
            title,
            (
                text("outcome", "Outcome", "What came of the case."),
                text("quality", "Quality", "In how many of the case's priority factors sufficient work was delivered."),
                *tally_columns("Cases", "With outcome", of="cases there are", means="the outcome in the first column"),
            ),
            tuple(rows),
            f"{_ANSWERED} A case was supervised well where work was sufficient in at least "
            f"{share_words(self._quality.least)} of its priority factors that were judged.",
            remarks(named),
        )

    def _association_table(self) -> Iterator[Table]:
        rows = [
            (one.name, one.yes[0], one.of[0], one.shares[0], one.yes[1], one.of[1], one.shares[1],
             *cells(one.difference), *cells(one.ratio), *cells(one.model.difference), *cells(one.model.ratio),
             *cells(one.model.odds_ratio), p_cell(one.adjusted_p), effect_size(*one.shares).words, one.verdict)
            for one in self._found
        ]  # fmt: skip
        if rows:
            names = (
                listed([name.replace("_", " ") for name in self._adjusted_for()]) or "nothing, since nothing is known"
            )
            yield Table(
                "8b",
                "Cases supervised well against the others: association, not effect",
                _ASSOCIATION_COLUMNS,
                tuple(rows),
                f"{_ANSWERED} Cases in which nothing was judged are on neither side.",
                (
                    f"Adjusted for {names}.",
                    *remarks((one.name, one.difference) for one in self._found),
                    *remarks((f"{one.name}, ratio", one.ratio) for one in self._found),
                    *remarks((f"{one.name}, adjusted", one.model.difference) for one in self._found),
                ),
            )

    def _charts(self) -> Iterator[Chart]:
        if self._outcomes:
            said = listed([f"{one.name}, {share_words(one.shares[0])} against {share_words(one.shares[1])}"
                           for one in self._found])  # fmt: skip
            yield Chart(
                "figure-8c",
                "8c",
                "interval",
                "Outcomes by how much of the work was sufficient",
                "quality",
                ("share",),
                "Shares with 95% intervals by how much of the work was sufficient."
                + (f" In cases supervised well against the others: {said}." if said else ""),
                series="outcome",
            )

    # ------------------------------------------------------------------------------------------ in words

    def _findings(self) -> Iterator[str]:
        for one in self._found:
            model = reads(one.model.difference, "difference")
            fitted = f"adjusted for case mix, {model}" if one.model.difference.known else "not adjusted for case mix"
            yield (
                f"{one.name}: {share_words(one.shares[0])} of {counted(one.of[0], 'case', 'cases')} supervised well, "
                f"{share_words(one.shares[1])} of {counted(one.of[1], 'other', 'others')}; a difference of "
                f"{reads(one.difference, 'difference')} percentage points, "
                f"{fitted}{'' if one.verdict in ('higher', 'lower') else _UNCLEAR}. This is an "
                "association, not an effect (table 8b)."
            )

    def _missing(self) -> Iterator[str]:
        for name, (words, _) in _OUTCOMES.items():
            if name not in self._outcomes:
                yield f"{words} is not known of any case."
        for name, outcome in self._outcomes.items():
            if not any(one.name == _OUTCOMES[name][0] for one in self._found):
                side = "supervised well" if self._quality.well[outcome.closed[:, 0]].any() else "not supervised well"
                yield f"{_OUTCOMES[name][0]}: of the cases whose outcome is known, all that were judged were {side}."
            unknown = int((~outcome.closed[:, 0]).sum())
            if unknown:
                yield (
                    f"{_OUTCOMES[name][0]} is not known of {counted(unknown, 'case', 'cases')}; if these differ from "
                    "the others, so would the shares."
                )
        if left := sorted({reason for one in self._found for reason in one.model.left_out}):
            yield f"Not adjusted for: {listed([reason.replace('_', ' ') for reason in left])}."


_UNCLEAR = "; no clear difference once the number of outcomes is allowed for"
_ASSOCIATION_COLUMNS = (
    text("outcome", "Outcome", "What came of the case."),
    count("well_yes", f"{_WELL}: with outcome", "Cases supervised well that had this outcome."),
    count("well_known", f"{_WELL}: known", "Cases supervised well whose outcome is known."),
    Column("well_share", f"{_WELL}: share", "share", "The first as a share of the second."),
    count("less_yes", "Others: with outcome", "Cases not supervised well that had this outcome."),
    count("less_known", "Others: known", "Cases not supervised well whose outcome is known."),
    Column("less_share", "Others: share", "share", "The first as a share of the second."),
    *interval("difference", "Risk difference", "Share of the first less share of the second.", unit="difference"),
    *interval("ratio", "Risk ratio", "Share of the first over share of the second.", unit="ratio"),
    *interval(
        "adjusted_difference",
        "Risk difference, adjusted",
        "As above, among cases alike in case mix.",
        unit="difference",
    ),
    *interval("adjusted_ratio", "Risk ratio, adjusted", "As above, among cases alike in case mix.", unit="ratio"),
    *interval("odds_ratio", "Odds ratio, adjusted", "Odds of the first over odds of the second.", unit="ratio"),
    Column(
        "p_adjusted",
        "p, adjusted",
        "p",
        "p-value of the adjusted difference (of the difference as it is where there is no model), adjusted for the "
        "number of outcomes.",
    ),
    text("size", "Size", "How large the difference is by Cohen's h: negligible, small, medium or large."),
    text(
        "verdict", "Reads", "Whether the outcome was more or less frequent in cases supervised well, by that p-value."
    ),
)


def _outcome(data: BulletinData, name: str) -> Answered:
    """Return an outcome as if it had been asked about each case."""
    column = pd.Categorical(data.cases[name])
    grid = np.where(column == "yes", YES, np.where(column == "no", NO, UNKNOWN)).astype(np.int8)
    words, _ = _OUTCOMES[name]
    measure = Measure(code=name, name=words, role="unrecognised")
    return Answered(measure, ("",), grid[:, None])
