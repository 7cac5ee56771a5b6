"""Analysis 3: two groups of cases on every closed question, as they are and adjusted for who was supervised."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from noteworthy.bulletin.answers import Answers, answers_of
from noteworthy.bulletin.case_mix import case_mix_of, case_mix_table, little_overlap
from noteworthy.bulletin.compared import Compared, Comparison
from noteworthy.bulletin.content import Cell, Chart, Column, Section, Table
from noteworthy.bulletin.contrasts import contrast_columns, contrast_remarks
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import (
    MOST_NAMED,
    cells,
    count,
    counted,
    in_text,
    interval,
    listed,
    p_cell,
    reads,
    share_words,
    text,
)
from noteworthy.bulletin.groups import Groups, groups_of
from noteworthy.bulletin.levels import level_of
from noteworthy.bulletin.limits import limits_of, no_answers
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.variation import variation, variation_table
from noteworthy.statistics.estimates import Estimate

_ANSWERED = (
    "Shares are of the answers yes or no; what is not applicable or not known is not counted as no. Questions about a "
    "factor are counted where it was a priority; over all factors together a case counts once for each."
)
_BY_CHANCE = 0.05
_TOLD = 8
"""So many differences are told in words; the table has them all."""
_OUTLINE = Section(
    number=3,
    title="Two groups compared",
    question="On which measures do the two groups differ, and does the difference remain among cases that are alike?",
    method="The difference as it is has Newcombe's hybrid interval on the effective numbers of answers (Newcombe "
    "1998). The adjusted difference is what a logistic regression on group and case mix expects were all cases in the "
    "first group, less what it expects were all in the second (generalised estimating equations, Liang and Zeger 1986; "
    "covariance of Mancl and DeRouen 2001, bias-reduced since groups are few; marginal standardisation, Muller and "
    "MacLehose 2014; Satterthwaite's degrees of freedom). p-values are adjusted for how many comparisons a table makes "
    "(Benjamini and Hochberg 1995); sizes are Cohen's h (1988). How much of the variation lies between inspectors is "
    "the intraclass correlation by analysis of variance, its interval from the F distribution (Searle 1971; Ridout, "
    "Demetrio and Firth 1999).",
)


def section(data: BulletinData, settings: Settings) -> Section:
    """Make the section, or say why there are no two groups or no answers to compare."""
    answers = answers_of(data, settings)
    if not any(one.closed.any() for one in answers.answered):
        return replace(_OUTLINE, unsupported=no_answers(data, "how the groups could differ"))
    groups = groups_of(data, settings)
    if isinstance(groups, str):
        return replace(_OUTLINE, unsupported=groups, limits=limits_of(data, answers, level_of(data, settings)))
    return _Report(data, settings, answers, groups).section()


class _Report:
    def __init__(self, data: BulletinData, settings: Settings, answers: Answers, groups: Groups) -> None:
        self._data, self._settings, self._answers, self._groups = data, settings, answers, groups
        self._level = level_of(data, settings, sides=(groups.first, groups.second))
        self._mix = case_mix_of(data, settings, groups)
        comparison = Comparison(data, settings, answers, groups=groups, level=self._level, mix=self._mix)
        self._compared = comparison.compared
        self._variation = variation(data, settings, answers, among=groups.either)

    def section(self) -> Section:
        first, second = self._groups.names
        return replace(
            _OUTLINE,
            title=f"{first} compared with {second}",
            question=f"On which measures do {first} and {second} differ, and does the difference remain among cases "
            "that are alike?",
            method=f"{_OUTLINE.method} {self._level.words}",
            findings=tuple(self._findings()),
            tables=(
                *self._difference_tables(),
                *self._model_table(),
                *variation_table(self._variation),
                *([case_mix_table(self._mix, self._groups)] if self._mix.values else []),
            ),
            charts=tuple(self._charts()),
            limits=(*limits_of(self._data, self._answers, self._level), *self._missing()),
        )

    # ------------------------------------------------------------------------------------------ tables

    def _difference_tables(self) -> Iterator[Table]:
        first, second = self._groups.names
        whole = [one for one in self._compared if one.item.is_whole]
        parts = [one for one in self._compared if not one.item.is_whole]
        for letter, some, title in (("a", whole, "on every measure"), ("b", parts, "on every measure, by factor")):
            if some:
                yield Table(
                    f"3{letter}",
                    f"{first} and {second} {title}",
                    self._difference_columns(),
                    tuple(
                        (
                            one.item.measure,
                            one.item.factor,
                            *one.raw.cells,
                            *cells(one.model.difference),
                            p_cell(one.adjusted_p),
                            one.verdict,
                        )
                        for one in some
                    ),
                    _ANSWERED,
                    (
                        self._adjusted_for(),
                        f"p-values are adjusted for the {len(some)} comparisons of this table.",
                        *contrast_remarks((_row_name(one), one.raw) for one in some),
                        *_of_models(some),
                    ),
                )

    def _difference_columns(self) -> tuple[Column, ...]:
        p = "p-value of the adjusted difference, adjusted for how many there are."
        return (
            text("measure", "Measure", "What yes means."),
            text("factor", "Factor", "The need linked to offending, or the case as a whole."),
            *contrast_columns(*self._groups.names, means="the measure in the first column"),
            *interval(
                "adjusted",
                "Difference, adjusted for case mix",
                "The difference among cases that are alike in case mix.",
                unit="difference",
            ),
            Column("adjusted_p", "p of that, adjusted", "p", p),
            text("adjusted_verdict", "Reads, adjusted for case mix", "How that difference reads, by its p-value."),
        )

    def _adjusted_for(self) -> str:
        if self._mix.values:
            return f"Case mix: {self._mix.words}; over all factors together the factor as well."
        return "No attribute of the supervised person is known to adjust for."

    def _model_table(self) -> Iterator[Table]:
        rows: list[tuple[Cell, ...]] = [
            (one.item.measure, one.item.factor, one.model.odds_ratio.n, one.model.odds_ratio.groups,
             len(one.model.adjusted_for), *cells(one.model.odds_ratio), p_cell(one.model.odds_ratio.p),
             one.model.odds_ratio.note)
            for one in self._compared
        ]  # fmt: skip
        if rows:
            yield Table(
                "3c",
                "The models behind the adjusted differences",
                (
                    text("measure", "Measure", "What yes means."),
                    text("factor", "Factor", "The need linked to offending, or the case as a whole."),
                    count("answers", "Answers", "Answers yes or no that the model rests on."),
                    count("groups", "Groups", "Groups of cases at the highest level that they lie in."),
                    count("levels", "Levels of case mix", "Levels of case mix with a coefficient of their own."),
                    *interval(
                        "odds_ratio",
                        "Odds ratio",
                        f"Odds of yes in {self._groups.names[0]} over those in {self._groups.names[1]}, adjusted.",
                        unit="ratio",
                    ),
                    Column("p", "p", "p", "p-value of an odds ratio of one, by itself."),
                    text("remark", "Remark", "Why there is no model, or what must be known of it."),
                ),
                tuple(rows),
                _ANSWERED,
                tuple(self._left_out()),
            )

    def _left_out(self) -> Iterator[str]:
        """Say what no model could be adjusted for; where only some could not, how many."""
        reasons: dict[str, int] = {}
        for one in self._compared:
            for reason in one.model.left_out:
                reasons[reason] = reasons.get(reason, 0) + 1
        for reason, many in sorted(reasons.items()):
            yield f"Left out of {counted(many, 'model', 'models')}: {reason.replace('_', ' ')}."

    def _charts(self) -> Iterator[Chart]:
        whole = [one for one in self._compared if one.item.is_whole]
        if whole:
            first, second = self._groups.names
            clear = sum(one.stands for one in whole)
            yield Chart(
                "figure-3a",
                "3a",
                "interval",
                f"{first} less {second} on every measure",
                "measure",
                ("difference", "adjusted"),
                f"Share of yes in {first} less that in {second} on each measure, as it is and adjusted for case mix, "
                f"with 95% intervals; {clear} of {len(whole)} are clear once adjusted.",
                reference=0.0,
            )

    # ------------------------------------------------------------------------------------------ in words

    def _findings(self) -> Iterator[str]:
        if not self._compared:
            return
        first, second = self._groups.names
        modelled = [one for one in self._compared if one.model.difference.known]
        raw, stands = sum(one.raw.differs for one in self._compared), sum(one.stands for one in modelled)
        yield (
            f"{first} and {second} differ in {raw} of {counted(len(self._compared), 'comparison', 'comparisons')} as "
            f"they are, and in {stands} of the {len(modelled)} that could be adjusted for case mix ({self._where()})."
        )
        told = sorted((one for one in self._compared if one.raw.differs or one.stands), key=_weight)
        yield from map(self._told, told[:_TOLD])
        if len(told) > _TOLD:
            yield f"These are {_TOLD} of the {len(told)} comparisons that show a difference; the tables have them all."
        yield from self._told_of_single()
        yield from self._told_of_variation()

    def _where(self) -> str:
        letters = sorted({_letter(one) for one in self._compared})
        return f"table{'s' if len(letters) > 1 else ''} {listed([f'3{letter}' for letter in letters])}"

    def _told(self, one: Compared) -> str:
        sides = zip(self._groups.names, one.raw.shares, one.raw.of, strict=True)
        shares = listed([f"{share_words(share)} of {of:,} in {name}" for name, share, of in sides])
        raw = f"{reads(one.raw.difference, 'difference')} percentage points, "
        raw += self._reading(one.raw.verdict, one.raw.difference)
        adjusted = "it could not be adjusted for case mix"
        if one.model.difference.known:
            adjusted = f"adjusted for case mix {reads(one.model.difference, 'difference')}, "
            adjusted += self._reading(one.verdict, one.model.difference)
        return f"{_called(one)}: {shares}. As they are, the difference is {raw}; {adjusted} (table 3{_letter(one)})."

    def _reading(self, verdict: str, estimate: Estimate) -> str:
        """Return a verdict in words; where many comparisons alone make it none, it says so."""
        first, second = self._groups.names
        if verdict in ("higher", "lower"):
            return f"{verdict} in {first} than in {second}"
        return f"{verdict}, as many comparisons go" if _leaves_out_nought(estimate) else verdict

    def _told_of_single(self) -> Iterator[str]:
        """Say what stands out by its own interval alone, and how much would by chance."""
        told = [one for one in self._compared if one.raw.differs or one.stands]
        alone = [one for one in self._compared if _leaves_out_nought(one.raw.difference) and one not in told]
        if alone:
            largest = max(alone, key=lambda one: abs(one.raw.difference.value or 0.0))
            many = counted(len(alone), "further comparison", "further comparisons")
            by_chance = max(1, round(_BY_CHANCE * len(self._compared)))
            yield (
                f"In {many} the interval of the difference, taken by itself, leaves out nought; of "
                f"{len(self._compared)} about {by_chance} would by chance, so that is for looking into, not for "
                f"telling. The largest is {_called(largest)}, {reads(largest.raw.difference, 'difference')} percentage "
                f"points (table 3{_letter(largest)})."
            )

    def _told_of_variation(self) -> Iterator[str]:
        """Say how much lies between those of the first level, which crosses all others: whoever inspected."""
        known = [row for row in self._variation if row[0] == self._variation[0][0] and row[4].known]
        if known:
            level, measure, *_, found = max(known, key=lambda row: row[4].value or 0.0)
            yield (
                f"Between one {in_text(level)} and another lies, at most, {share_words(found.value or 0.0)} of the "
                f"variation between cases, in ‘{measure}’: an intraclass correlation of {reads(found, 'number')} "
                "(table 3d)."
            )

    def _missing(self) -> Iterator[str]:
        if self._groups.remark:
            yield self._groups.remark
        yield from little_overlap(self._mix, self._groups)
        left = len(self._compared) - sum(one.model.difference.known for one in self._compared)
        if left:
            yield f"{counted(left, 'comparison', 'comparisons')} could not be adjusted; table 3c says why."
        if hidden := [name for name in self._settings.crossing if name in self._data.absent]:
            yield f"This file names no {listed(hidden)}, so their part in the variation cannot be shown."


def _row_name(one: Compared) -> str:
    return one.item.measure if one.item.is_whole else f"{one.item.measure}, {in_text(one.item.factor)}"


def _of_models(some: Sequence[Compared]) -> Iterator[str]:
    """Say of which models more must be known; what it is, each has beside it in the table of models."""
    named = [_row_name(one) for one in some if one.model.difference.note]
    if named:
        whose = listed(named) if len(named) <= MOST_NAMED else f"{len(named)} of {len(some)} rows"
        yield f"Adjusted for case mix, {whose}: table 3c has a remark."


def _leaves_out_nought(estimate: Estimate) -> bool:
    return estimate.low is not None and estimate.high is not None and not estimate.low <= 0 <= estimate.high


def _weight(one: Compared) -> tuple[bool, float]:
    return not one.item.is_whole, -abs(one.raw.difference.value or 0.0)


def _called(one: Compared) -> str:
    return f"‘{one.item.measure}’{'' if one.item.is_whole else f' on {in_text(one.item.factor)}'}"


def _letter(one: Compared) -> str:
    return "a" if one.item.is_whole else "b"
