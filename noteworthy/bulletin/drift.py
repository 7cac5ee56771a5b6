"""Change over time and over programmes: of closed answers, and of what notes say of themes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from noteworthy.bulletin.answers import answers_of
from noteworthy.bulletin.content import Cell, Column, Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import cells, count, in_text, interval, p_cell, remarks, text
from noteworthy.bulletin.levels import level_of
from noteworthy.bulletin.note_themes import IntArray, NoteThemes
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.shares import share_cells, share_columns
from noteworthy.bulletin.theme_shares import POLARITIES
from noteworthy.statistics.comparisons import benjamini_hochberg
from noteworthy.statistics.trends import Trend, trend


@dataclass(frozen=True, slots=True)
class Drift:
    """One share over the years."""

    kind: str
    what: str
    found: Trend
    adjusted_p: float | None = None


def drifts(data: BulletinData, notes: NoteThemes, settings: Settings) -> list[Drift]:
    """Return the trend of each closed question and of each theme, corrected for how many there are."""
    found = [*_answers(data, settings), *_themes(data, notes, settings)]
    adjusted = benjamini_hochberg([one.found.a_year.p for one in found])
    return [Drift(one.kind, one.what, one.found, p) for one, p in zip(found, adjusted, strict=True)]


def known_years(data: BulletinData) -> list[int]:
    """Return the years that cases are of, in order; a financial year is named by the year in which it begins."""
    start = data.cases["start"].to_numpy()
    return sorted(set(start[start >= 0].tolist()))


def _answers(data: BulletinData, settings: Settings) -> list[Drift]:
    level = level_of(data, settings).clusters
    found = []
    for answered in answers_of(data, settings).answered:
        case, column = np.nonzero(answered.closed)
        if len(case):
            years = _years(data, case)
            of = trend(answered.yes[case, column], years, clusters=level.take(case))
            found.append(Drift("Answers of yes", answered.measure.name, of))
    return found


def _themes(data: BulletinData, notes: NoteThemes, settings: Settings) -> list[Drift]:
    years, clusters = _years(data, notes.cases), notes.clusters(settings)
    return [
        Drift(f"Notes, {POLARITIES[polarity][0].casefold()}", notes.name(code),
              trend(notes.bears(code, polarity), years, clusters=clusters))
        for code in notes.codes for polarity in ("good", "poor")
    ]  # fmt: skip


def _years(data: BulletinData, cases: IntArray) -> list[int | None]:
    start = np.append(data.cases["start"].to_numpy(), -1)[cases]
    return [year if year >= 0 else None for year in start.tolist()]


def trend_table(id: str, found: Sequence[Drift]) -> Table:
    """Return the trends as a table."""
    return Table(
        id=id,
        title="Change from year to year",
        columns=(
            text("kind", "Share of", "What the share is of."),
            text("what", "Question or theme", "What is asked, or written of."),
            count("n", "Answers or notes", "All that the trend rests on: those with a year."),
            *interval(
                "a_year",
                "Odds ratio of a year",
                "Odds in a year over those in the year before; 1 is no change.",
                unit="ratio",
            ),
            Column("p", "p", "p", "Probability of such a trend or a stronger one if there were none."),
            Column("adjusted_p", "p, corrected", "p", "After correction for the number of trends in the table."),
        ),
        rows=tuple(_trend_row(one) for one in found),
        denominator="Answers of yes or no, and notes that count, of cases with a known year.",
        notes=remarks((f"{one.kind}, {in_text(one.what)}", one.found.a_year) for one in found),
    )


def _trend_row(one: Drift) -> tuple[Cell, ...]:
    a_year = one.found.a_year
    return (one.kind, one.what, a_year.n, *cells(a_year), p_cell(a_year.p), p_cell(one.adjusted_p))


def year_table(id: str, found: Sequence[Drift], names: dict[int, str]) -> Table:
    """Return the share of each year, for each question and theme."""
    rows = [
        (one.kind, one.what, names.get(year, str(year)), estimate.n, *share_cells(estimate))
        for one in found
        for year, estimate in zip(one.found.years, one.found.shares, strict=True)
    ]
    return Table(
        id=id,
        title="Shares by year",
        columns=(
            text("kind", "Share of", "What the share is of."),
            text("what", "Question or theme", "What is asked, or written of."),
            text("year", "Financial year", "April to March."),
            count("n", "Answers or notes", "All of that year: the denominator."),
            *share_columns("yes", "Share", "those that say so"),
        ),
        rows=tuple(rows),
        denominator="Answers of yes or no, and notes that count, of cases of that year.",
        notes=remarks(
            (f"{one.kind}, {in_text(one.what)}, {names.get(year, str(year))}", estimate)
            for one in found
            for year, estimate in zip(one.found.years, one.found.shares, strict=True)
        ),
    )


def programme_table(id: str, notes: NoteThemes, settings: Settings) -> Table | str:
    """Return the themes of notes by inspection programme, or the reason why there is nothing to compare."""
    from noteworthy.bulletin.theme_shares import by_attribute, share_table

    values = notes.attribute("programme")
    held = len(np.unique(values.codes[values.codes >= 0]))
    if not len(notes):
        return "There is no note that counts, so that themes of programmes cannot be compared."
    if held < 2:
        programmes = "one inspection programme only" if held else "no inspection programme that is recorded"
        return f"The notes are of {programmes}, so that programmes cannot be compared."
    rows = by_attribute(notes, "programme", settings)
    return share_table(id, "Themes by inspection programme", rows, notes, label="Programme")


def year_names(data: BulletinData) -> dict[int, str]:
    """Return what the data call each year, by the year in which it begins."""
    frame = data.cases[data.cases["start"] >= 0]
    names = pd.Categorical(frame["year"])
    return dict(zip(frame["start"].tolist(), map(str, names), strict=True))
