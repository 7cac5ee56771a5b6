"""Which themes stand together in notes; and whether delay goes with lost motivation.

A long note holds more themes than a short one, so any two themes seem to go together a little. The odds ratio of delay
and motivation is therefore adjusted for the length of the note, beside what the note was about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from noteworthy.bulletin.content import Cell, Column, Quotation, Table
from noteworthy.bulletin.figures import cells, count, in_text, interval, listed, p_cell, reads, remarks, text
from noteworthy.bulletin.note_themes import BoolArray, NoteThemes
from noteworthy.bulletin.quotations import Quoting
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.theme_differences import p_words
from noteworthy.bulletin.theme_shares import POLARITIES
from noteworthy.statistics.association import Association, adjusted_association, association
from noteworthy.statistics.comparisons import benjamini_hochberg
from noteworthy.statistics.differences import difference
from noteworthy.statistics.estimates import Estimate
from noteworthy.statistics.proportions import share

LENGTHS = 4
"""Parts into which notes are divided by length, each with as many notes."""


@dataclass(frozen=True, slots=True)
class ThemePair:
    """Two themes in the same notes."""

    first: str
    second: str
    found: Association
    adjusted_p: float | None


def theme_pairs(notes: NoteThemes, settings: Settings) -> list[ThemePair]:
    """Return how each two themes go together, those that do so most first."""
    clusters = notes.clusters(settings)
    pairs = list(combinations(notes.codes, 2))
    found = [association(notes.bears(one), notes.bears(other), clusters=clusters) for one, other in pairs]
    corrected = benjamini_hochberg([one.odds_ratio.p for one in found])
    rows = [ThemePair(*pair, one, p) for pair, one, p in zip(pairs, found, corrected, strict=True)]
    return sorted(rows, key=lambda row: -(row.found.lift.value or 0.0))


def pair_table(id: str, pairs: Sequence[ThemePair], notes: NoteThemes) -> Table:
    """Return all pairs as a table."""
    columns = (
        text("first", "Theme", "One theme."),
        text("second", "Other theme", "The other."),
        count("notes", "Notes", "All notes: what the pair is looked for in."),
        count("both", "Both", "Notes that bear both."),
        count("first_only", "First only", "Notes that bear the first and not the other."),
        count("second_only", "Other only", "Notes that bear the other and not the first."),
        *interval("lift", "Times as often as by chance", "Notes with both over those to be expected if "
                  "neither knew of the other; 1 is chance.", unit="ratio"),
        *interval("odds_ratio", "Odds ratio", "Odds of the one where the other is, over elsewhere.", unit="ratio"),
        Column("adjusted_p", "p, corrected", "p", "After correction for the number of pairs."),
    )  # fmt: skip
    return Table(
        id=id,
        title="Themes that stand together",
        columns=columns,
        rows=tuple(_pair_row(pair, notes) for pair in pairs),
        denominator="Of all notes that count; a note bears a theme where at least one passage does, whatever it says.",
        notes=(
            "A long note holds more themes than a short one: a figure somewhat above 1 is what length alone gives.",
            *remarks(
                (f"{notes.name(pair.first)} with {in_text(notes.name(pair.second))}", one)
                for pair in pairs
                for one in (pair.found.lift, pair.found.odds_ratio)
            ),
        ),
    )


def _pair_row(pair: ThemePair, notes: NoteThemes) -> tuple[Cell, ...]:
    found = pair.found
    return (
        notes.name(pair.first),
        notes.name(pair.second),
        len(notes),
        found.both,
        found.first_only,
        found.second_only,
        *cells(found.lift),
        *cells(found.odds_ratio),
        p_cell(pair.adjusted_p),
    )


@dataclass(frozen=True, slots=True)
class LostMotivation:
    """Delay and motivation with one polarity each in the same notes."""

    polarity: str
    with_delay: Estimate
    """Share with the motivation theme among notes with the delay theme."""
    without: Estimate
    difference: Estimate
    raw: Association
    adjusted: Estimate
    adjusted_for: tuple[str, ...]

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """Return the estimates that it consists of."""
        return self.with_delay, self.without, self.difference, self.raw.odds_ratio, self.adjusted


def delay_and_motivation(notes: NoteThemes, delay: str, motivation: str, settings: Settings) -> list[LostMotivation]:
    """Return how delay goes with motivation: poor with poor (lost), good with good, and whatever is said."""
    clusters = notes.clusters(settings)
    attributes = {
        "length of the note": length_band(notes),
        **{
            name.replace("_", " "): _strings(notes.attribute(name))
            for name in ("factor", "question", settings.attribute)
        },
    }
    rows = []
    for polarity in ("poor", "good", "any"):
        one, other = notes.bears(delay, polarity), notes.bears(motivation, polarity)
        fitted = adjusted_association(one, other, attributes=attributes, clusters=clusters)
        rows.append(
            LostMotivation(
                polarity,
                share(other[one], clusters=clusters.take(one)),
                share(other[~one], clusters=clusters.take(~one)),
                difference(other, one, clusters=clusters),
                association(one, other, clusters=clusters),
                fitted.odds_ratio,
                tuple(dict.fromkeys(name.split(":")[0] for name in fitted.adjusted_for)),
            )
        )
    return rows


def length_band(notes: NoteThemes) -> list[str | None]:
    """Return which quarter of notes by length, in characters, each belongs to."""
    characters = notes.data.notes["text"].str.len().to_numpy()[notes.notes]
    if len(characters) == 0:
        return []
    ends = np.quantile(characters, np.arange(1, LENGTHS) / LENGTHS)
    return [f"quarter {band + 1}" for band in np.searchsorted(ends, characters, side="right").tolist()]


def _strings(values: pd.Categorical) -> list[str | None]:
    names = [*map(str, values.categories), None]
    return [names[code] for code in values.codes]


def motivation_table(id: str, rows: Sequence[LostMotivation], names: tuple[str, str]) -> Table:
    """Return the association of delay and motivation as a table."""
    delay, motivation = names
    columns = (
        text("polarity", "Judgement of both", "What is said of practice on both themes."),
        count("delay_notes", "Notes with the first", "Notes that bear the first theme so: a denominator."),
        count("both", "Of these, with the second", "Notes that bear both themes so: a numerator."),
        *interval("with_share", "Second, where the first is", "Share with the second theme among these."),
        count("other_notes", "Notes without the first", "Notes that do not bear the first theme so: a denominator."),
        count("second_only", "Of these, with the second", "Notes that bear the second theme alone: a numerator."),
        *interval("without_share", "Second, elsewhere", "Share with the second theme among the others."),
        *interval("difference", "Difference", "The first share less the second.", unit="difference"),
        *interval("odds_ratio", "Odds ratio", "Odds of the second where the first is, over elsewhere.", unit="ratio"),
        *interval("adjusted", "Odds ratio, adjusted", "The same among notes alike in length, factor, question and "
                  "group.", unit="ratio"),
        Column("p", "p, adjusted", "p", "Probability of such an adjusted odds ratio if there were no association."),
    )  # fmt: skip
    return Table(
        id=id,
        title=f"{delay} (first) with {motivation.casefold()} (second) in the same notes",
        columns=columns,
        rows=tuple(_motivation_row(row) for row in rows),
        denominator="Shares are of the notes with, and of those without, the first theme so judged.",
        notes=(
            f"Adjusted for {listed(sorted({name for row in rows for name in row.adjusted_for})) or 'nothing'}.",
            *remarks((POLARITIES[row.polarity][0], one) for row in rows for one in row.estimates),
        ),
    )


def _motivation_row(row: LostMotivation) -> tuple[Cell, ...]:
    raw = row.raw
    return (
        POLARITIES[row.polarity][0],
        raw.both + raw.first_only,
        raw.both,
        *cells(row.with_delay),
        raw.second_only + raw.neither,
        raw.second_only,
        *cells(row.without),
        *cells(row.difference),
        *cells(raw.odds_ratio),
        *cells(row.adjusted),
        p_cell(row.adjusted.p),
    )


def motivation_finding(rows: Sequence[LostMotivation], names: tuple[str, str]) -> str:
    """Say whether delay goes with lost motivation."""
    lost = next(row for row in rows if row.polarity == "poor")
    if lost.adjusted.value is None:
        return f"Whether {names[0].casefold()} goes with lost motivation cannot be told: {in_text(lost.adjusted.note)}"
    goes = "goes" if (lost.adjusted.low or 0.0) > 1 else "does not clearly go"
    if (lost.adjusted.high or 2.0) < 1:
        goes = "goes less often than elsewhere"
    return (
        f"Poor practice on {names[0].casefold()} {goes} together with poor practice on {names[1].casefold()} in the "
        f"same note: {reads(lost.with_delay)} of notes with the first hold the second, {reads(lost.without)} of the "
        f"others (odds ratio {reads(lost.raw.odds_ratio, 'ratio')}; adjusted {reads(lost.adjusted, 'ratio')}, "
        f"{p_words(lost.adjusted.p)})."
    )


def motivation_examples(
    quoting: Quoting, notes: NoteThemes, delay: str, motivation: str, *, most: int = 4
) -> tuple[Quotation, ...]:
    """Return passages on motivation from notes that hold poor practice on both, to be read beside the figures."""
    both = np.zeros(len(notes.data.notes), dtype=bool)
    both[notes.notes[notes.bears(delay, "poor") & notes.bears(motivation, "poor")]] = True
    wanted: BoolArray = both[quoting.passages.note] & np.asarray(quoting.passages.polarity == "poor", dtype=bool)
    about = {notes.name(delay): delay, notes.name(motivation): motivation}
    found: list[Quotation] = []
    for code in about.values():
        of_theme = wanted & np.asarray(quoting.passages.theme == code, dtype=bool)
        title = f"{notes.name(code)}, in a note with poor practice on both"
        found += quoting.quotations(of_theme, most=most // 2, theme=lambda _, title=title: title)  # type: ignore[misc]
    return tuple(found)
