"""Analysis 4: whether work kept its focus on victims, and was coordinated to keep others safe."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from noteworthy.bulletin.answers import NO, YES, Answered, Answers, Flags, answers_of
from noteworthy.bulletin.content import Cell, Chart, Section, Table
from noteworthy.bulletin.contrasts import (
    Contrast,
    contrast,
    contrast_columns,
    contrast_remarks,
    judged,
    paired_contrast,
)
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import count, counted, in_text, listed, reads, remarks, share_words, text
from noteworthy.bulletin.levels import Level, level_of
from noteworthy.bulletin.limits import limits_of, no_answers
from noteworthy.bulletin.measures import Role
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.tallies import Tally, pooled, tally_columns

_ROLES: tuple[Role, ...] = ("victims", "coordination")
_ALL = "All cases"
_ANSWERED = (
    "Shares are of the cases answered yes or no. Not applicable is where there was nobody to protect; it stands apart, "
    "as what is not known does, and neither is counted as no."
)
_OUTLINE = Section(
    number=4,
    title="Public protection",
    question="Did the work keep enough focus on actual and potential victims, and was what was done to keep others "
    "safe well coordinated?",
    method="Shares with Wilson's interval on the effective number of answers and Student's quantile (Wilson 1927; Korn "
    "and Graubard 1998); groups of cases compared by Newcombe's hybrid interval on the effective numbers (Newcombe "
    "1998), each with all other cases together, and the two questions within the same case by his interval for paired "
    "shares. p-values are adjusted for the number of comparisons (Benjamini and Hochberg 1995).",
)


@dataclass(frozen=True, eq=False)
class _Part:
    """Cases with one value of an attribute."""

    attribute: str
    value: str
    cases: Flags
    known: bool = True

    @property
    def cells(self) -> tuple[str, str]:
        """Return the attribute and the value, in words."""
        by, value = self.attribute.replace("_", " "), self.value.replace("_", " ")
        return by, value if self.known else f"{by} not known"


def section(data: BulletinData, settings: Settings) -> Section:
    """Make the section from whichever of its questions was asked."""
    answers = answers_of(data, settings)
    if not any(answers.first(role) for role in _ROLES):
        what = "whether victims were kept in mind or work to keep others safe was coordinated"
        return replace(_OUTLINE, unsupported=no_answers(data, what))
    return _Report(data, settings, answers, level_of(data, settings)).section()


class _Report:
    def __init__(self, data: BulletinData, settings: Settings, answers: Answers, level: Level) -> None:
        self._data, self._settings, self._answers, self._level = data, settings, answers, level
        self._asked = [one for role in _ROLES if (one := answers.first(role)) is not None]
        self._parts = list(self._divided())
        self._whole = [(one, self._tally(one, np.ones(len(data.cases), dtype=bool))) for one in self._asked]
        self._contrasts = self._compared()
        self._pair = self._both()

    def section(self) -> Section:
        return replace(
            _OUTLINE,
            method=f"{_OUTLINE.method} {self._level.words}",
            findings=tuple(self._findings()),
            tables=(self._share_table(), *self._contrast_table(), *self._pair_table()),
            charts=tuple(self._charts()),
            limits=(*limits_of(self._data, self._answers, self._level), *self._missing()),
        )

    # ------------------------------------------------------------------------------------------ counting

    def _divided(self) -> Iterator[_Part]:
        """Yield the parts of each attribute that divides the cases; what is not known is a part of its own."""
        for attribute in self._settings.protection_by:
            column = pd.Categorical(self._data.cases[attribute])
            held = [value for value in map(str, column.categories) if (column == value).any()]
            if len(held) < 2:
                continue
            for value in self._settings.ordered(attribute, held):
                yield _Part(attribute, value, np.asarray(column == value))
            if (unknown := np.asarray(column.isna())).any():
                yield _Part(attribute, "", unknown, known=False)

    def _tally(self, asked: Answered, cases: Flags) -> Tally:
        base = np.zeros_like(asked.yes)
        base[cases, 0] = (
            True  # asked about the case as a whole: the first column, whatever factors were named beside it
        )
        return pooled(asked, base, level=self._level)

    def _compared(self) -> list[tuple[str, _Part, Contrast]]:
        """Set each part against all other cases whose value is known, in each question."""
        places = [(asked, part) for asked in self._asked for part in self._parts]
        found = [(asked.measure.name, part, self._against_others(asked, part)) for asked, part in places]
        made = [(name, part, one) for name, part, one in found if one is not None]
        adjusted = judged([one for _, _, one in made])
        return [(name, part, one) for (name, part, _), one in zip(made, adjusted, strict=True)]

    def _against_others(self, asked: Answered, part: _Part) -> Contrast | None:
        """Compare a part; of two parts of an attribute, only the first with the second."""
        same = [one for one in self._parts if one.attribute == part.attribute and one.known]
        if not part.known or (len(same) == 2 and part is same[1]):
            return None
        rest = np.logical_or.reduce([one.cases for one in same if one is not part])
        yes, closed = asked.yes[:, 0].astype(np.int64), asked.closed[:, 0].astype(np.int64)
        return contrast(
            (part.value, "others"),
            (yes * part.cases, yes * rest),
            (closed * part.cases, closed * rest),
            level=self._level,
            rate=self._settings.false_discovery_rate,
        )

    def _both(self) -> Contrast | None:
        if len(self._asked) < len(_ROLES):
            return None
        one, other = (asked.grid[:, :1] for asked in self._asked)
        both = ((one == YES) | (one == NO)) & ((other == YES) | (other == NO))
        names = (self._asked[0].measure.name, self._asked[1].measure.name)
        rate = self._settings.false_discovery_rate
        found = judged([paired_contrast(names, one == YES, other == YES, both, level=self._level, rate=rate)])
        return found[0] if found else None

    # ------------------------------------------------------------------------------------------ tables

    def _share_table(self) -> Table:
        rows: list[tuple[Cell, ...]] = []
        named = []
        for asked, whole in self._whole:
            rows.append((asked.measure.name, "nothing", _ALL, *whole.cells))
            named.append((f"{asked.measure.name}, {_ALL}", whole.share))
            for part in self._parts:
                tally = self._tally(asked, part.cases)
                rows.append((asked.measure.name, *part.cells, *tally.cells))
                named.append((f"{asked.measure.name}, {' '.join(part.cells)}", tally.share))
        return Table(
            "4a",
            "Focus on victims, and coordination of work to keep others safe",
            (
                text("measure", "Measure", "What yes means."),
                text("by", "By", "What the cases are divided by."),
                text("value", "Cases with", "Its value."),
                *tally_columns("Cases", "Sufficient", of="cases there are", means="the measure in the first column"),
            ),
            tuple(rows),
            _ANSWERED,
            remarks(named),
        )

    def _contrast_table(self) -> Iterator[Table]:
        if self._contrasts:
            yield Table(
                "4b",
                "Groups of cases compared with all others",
                (
                    text("measure", "Measure", "What yes means."),
                    text("by", "By", "What the cases are divided by."),
                    text("value", "Cases with", "Its value."),
                    *contrast_columns("These cases", "All others", means="the measure in the first column"),
                ),
                tuple((name, *part.cells, *one.cells) for name, part, one in self._contrasts),
                f"{_ANSWERED} Cases whose value is not known are on neither side.",
                (
                    f"p-values are adjusted for the {len(self._contrasts)} comparisons of this table.",
                    *contrast_remarks((f"{name}, {' '.join(part.cells)}", one) for name, part, one in self._contrasts),
                ),
            )

    def _pair_table(self) -> Iterator[Table]:
        if self._pair is None:
            return
        one, other = (asked.grid[:, 0] for asked in self._asked)
        four = [int(((one == a) & (other == b)).sum()) for a, b in ((YES, YES), (YES, NO), (NO, YES), (NO, NO))]
        first, second = (asked.measure.name for asked in self._asked)
        yield Table(
            "4c",
            "Both questions in the same case",
            (
                text("first", "First question", "What yes to it means."),
                text("second", "Second question", "What yes to it means."),
                count("both", "Both yes", "Cases in which both are so."),
                count("first_only", "First only", "Cases in which the first alone is so."),
                count("second_only", "Second only", "Cases in which the second alone is so."),
                count("neither", "Neither", "Cases in which neither is so."),
                *contrast_columns("First", "Second", means="the question named so"),
            ),
            ((first, second, *four, *self._pair.cells),),
            "Shares are of the cases in which both questions were answered yes or no; the four counts add up to these.",
            contrast_remarks([("The difference", self._pair)]),
        )

    def _charts(self) -> Iterator[Chart]:
        known = [(asked, whole) for asked, whole in self._whole if whole.share.known]
        if known and self._parts:
            said = listed([f"{in_text(asked.measure.name)}, {reads(whole.share)}" for asked, whole in known])
            yield Chart(
                "figure-4a",
                "4a",
                "interval",
                "Focus on victims, and coordination, by group of cases",
                "value",
                ("share",),
                f"Shares with 95% intervals in each group of cases; over all cases: {said}.",
                series="measure",
            )

    # ------------------------------------------------------------------------------------------ in words

    def _findings(self) -> Iterator[str]:
        for asked, whole in self._whole:
            if whole.share.known:
                apart = (
                    f"; it did not apply in {whole.not_applicable:,} of {whole.base:,}" if whole.not_applicable else ""
                )
                yield (
                    f"{asked.measure.name}: in {reads(whole.share)} of {counted(whole.answered, 'case', 'cases')} to "
                    f"which it applied{apart} (table 4a)."
                )
        yield from self._told_of_groups()
        if self._pair is not None:
            yield self._told_of_both(self._pair)

    def _told_of_groups(self) -> Iterator[str]:
        if not self._contrasts:
            return
        clear = [found for found in self._contrasts if found[2].differs]
        if not clear:
            by = listed(list(dict.fromkeys(part.cells[0] for part in self._parts)), "or")
            if any(one.tells for _, _, one in self._contrasts):
                yield f"No group of cases by {by} shows a clear difference from the others (table 4b)."
            else:
                yield f"The cases are too few to tell whether groups by {by} differ from the others (table 4b)."
        for name, part, one in clear:
            attribute, value = part.cells
            shares = " against ".join(share_words(share) for share in one.shares)
            yield (
                f"{name}: {one.verdict} in cases with {attribute} ‘{value}’ than in the others, {shares}, a difference "
                f"of {reads(one.difference, 'difference')} percentage points (table 4b)."
            )

    def _told_of_both(self, pair: Contrast) -> str:
        one, other = (asked.grid[:, 0] for asked in self._asked)
        both = int(((one == YES) & (other == YES)).sum())
        unclear = "there is no clear difference" if pair.tells else "they are too few to tell a difference"
        reading = "more often of one than of the other" if pair.differs else f"{unclear} between the two"
        return (
            f"Both were so in {both:,} of {counted(pair.of[0], 'case', 'cases')} in which both were judged; {reading}: "
            f"{reads(pair.difference, 'difference')} percentage points (table 4c)."
        )

    def _missing(self) -> Iterator[str]:
        for role, what in zip(_ROLES, ("victims were kept in mind", "work was coordinated"), strict=True):
            if self._answers.first(role) is None:
                yield f"No question was recognised that says whether {what}."
        for attribute in self._settings.protection_by:
            if not any(part.attribute == attribute for part in self._parts):
                yield (
                    f"The {attribute.replace('_', ' ')} of the cases is not known, or the same in all, so it divides "
                    "nothing."
                )
