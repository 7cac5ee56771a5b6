"""One-to-one work: how its quality varies, and how often it stands where no intervention was to be had."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from noteworthy.bulletin.answers import NO, YES, Answers
from noteworthy.bulletin.content import Table
from noteworthy.bulletin.figures import cells, count, counted, in_text, interval, reads, remarks, text
from noteworthy.bulletin.judged_passages import DENOMINATOR, Balance, JudgedPassages, balance_columns, balance_remarks
from noteworthy.bulletin.levels import level_of
from noteworthy.bulletin.note_themes import NOT_KNOWN, NoteThemes
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.theme_differences import ThemeDifference, contrast, corrected, difference_table
from noteworthy.bulletin.theme_shares import group_numbers
from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.estimates import Estimate
from noteworthy.statistics.variance import intraclass

LEVELS = ("officer", "inspector", "delivery_unit", "organisation")
"""Attributes of a case between whose values quality may vary."""


def quality_table(id: str, passages: JudgedPassages, theme: str, attributes: Sequence[tuple[str, str]]) -> Table:
    """Return how passages of a theme divide into good, poor and mixed, over all and by attributes (name, label)."""
    notes, some = passages.notes, passages.of_theme(theme)
    rows: list[tuple[str, str, Balance]] = [("All", "all notes", some.balance())]
    for attribute, label in attributes:
        groups, names = group_numbers(some.attribute(attribute))
        for name, balance in zip(names, some.balances(groups, len(names)), strict=True):
            if name != NOT_KNOWN:
                rows.append((label, notes.words(attribute, name), balance))
    return Table(
        id=id,
        title=f"How {notes.name(theme).casefold()} was judged",
        columns=(
            text("by", "Divided by", "What the passages are divided by."),
            text("group", "Group", "The part."),
            *balance_columns(),
        ),
        rows=tuple((label, group, *balance.cells()) for label, group, balance in rows),
        denominator=DENOMINATOR,
        notes=balance_remarks((f"{label}, {in_text(group)}", balance) for label, group, balance in rows),
    )


def variation(passages: JudgedPassages, theme: str, settings: Settings) -> list[tuple[str, Estimate]]:
    """Return for each level of cases how alike the quality of the theme is within it: the intraclass correlation."""
    some = passages.of_theme(theme)
    clear = some.take(some.polarity != "mixed")
    good = clear.polarity == "good"
    found = []
    for level in LEVELS:
        if level in passages.notes.data.absent:
            continue
        values = clear.attribute(level)
        known = values.codes >= 0
        if known.any():
            found.append((level, intraclass(good[known], values.codes[known].tolist())))
    return found


def variation_table(id: str, theme: str, found: Sequence[tuple[str, Estimate]]) -> Table:
    """Return the variation of a theme's quality as a table; no officer, inspector or unit is named."""
    columns = (
        text("level", "Between", "Who or what the passages are grouped by; nobody is named."),
        count("groups", "Groups", "How many there are with a passage that judges."),
        count("passages", "Passages", "Passages that judge practice good or poor."),
        *interval("icc", "Intraclass correlation", "Correlation of two judgements within a group: 0 where groups "
                  "do not differ beyond chance, 1 where all variation lies between them.", unit="score"),
    )  # fmt: skip
    rows = tuple((level.replace("_", " "), one.groups, one.n, *cells(one)) for level, one in found)
    return Table(
        id=id,
        title=f"How far the quality of {theme.casefold()} differs between those who work and those who judge",
        columns=columns,
        rows=rows,
        denominator="Passages that judge practice good or poor, in cases of which the group is known.",
        notes=remarks((level.replace("_", " "), one) for level, one in found),
    )


@dataclass(frozen=True, slots=True)
class StandIn:
    """One-to-one work where an intervention was not available, and where one was."""

    unavailable: int
    """Factors of cases where none was available, about which a note was written."""
    found: ThemeDifference


def stand_in(notes: NoteThemes, answers: Answers, theme: str, settings: Settings) -> StandIn | str:
    """Return how often notes about a factor speak of one-to-one work where no intervention was available for it.

    The unit is a factor in a case with at least one note about it. Returns the reason where there is nothing to count.
    """
    available = answers.first("available")
    if available is None:
        return "No question on whether an intervention was available was recognised."
    factors = notes.attribute("factor")
    place = {code: number for number, code in enumerate(available.factors)}
    column = np.array([*(place.get(str(code), -1) for code in factors.categories), -1])[factors.codes]
    known = (notes.cases >= 0) & (column >= 0)
    if not known.any():
        return "No note belongs to a factor of a case on which the availability of an intervention was judged."
    cell = notes.cases[known] * len(available.factors) + column[known]
    cells_of, inverse = np.unique(cell, return_inverse=True)
    borne = np.zeros(len(cells_of), dtype=bool)
    np.logical_or.at(borne, inverse.reshape(-1), notes.bears(theme)[known])
    said = available.grid.reshape(-1)[cells_of]
    asked = (said == YES) | (said == NO)
    none = said[asked] == NO
    if not none.any() or none.all():
        return "Every factor with a note has the same answer on availability, so that there is nothing to compare."
    level = level_of(notes.data, settings).clusters
    clusters = Clusters(level.ways).take(cells_of[asked] // len(available.factors))
    found = contrast(borne[asked], none, clusters, what=notes.name(theme), theme=theme, polarity="any")
    return StandIn(int(none.sum()), corrected([found], settings)[0])


def stand_in_table(id: str, found: StandIn) -> Table:
    """Return it as a table."""
    return difference_table(
        id,
        f"{found.found.what} where no intervention was available, and where one was",
        [found.found],
        names=("factors without an available intervention", "factors with one"),
        what="Theme",
        denominator=(
            "Of factors in cases where the inspector said whether a suitable intervention was available, and about "
            "which at least one note was written; other answers are left out."
        ),
        notes=("A note may speak of one-to-one work beside an intervention: that it stood in for one is not said.",),
    )


def stand_in_finding(found: StandIn) -> str:
    """Say it in a sentence."""
    one = found.found
    number = counted(one.first.n, "factor", "factors")
    return (
        f"{one.what} is spoken of in {reads(one.first)} of the {number} of cases for which no suitable intervention "
        f"was available, and in {reads(one.second)} of those for which one was (difference "
        f"{reads(one.difference, 'difference')} percentage points)."
    )
