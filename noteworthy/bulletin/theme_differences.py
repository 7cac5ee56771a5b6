"""How notes of two groups of cases differ in the themes that they bear; and notes about victims from other notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from noteworthy.bulletin.content import Cell, Column, Table
from noteworthy.bulletin.contrasts import tellable
from noteworthy.bulletin.figures import cells, count, in_text, interval, p_cell, reads, remarks, text
from noteworthy.bulletin.groups import Groups
from noteworthy.bulletin.note_themes import BoolArray, NoteThemes
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.shares import share_cells, share_columns
from noteworthy.bulletin.theme_shares import POLARITIES
from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.comparisons import benjamini_hochberg, effect_size
from noteworthy.statistics.differences import difference
from noteworthy.statistics.estimates import Estimate
from noteworthy.statistics.proportions import share


@dataclass(frozen=True, slots=True)
class ThemeDifference:
    """A theme and polarity in notes of two groups."""

    what: str
    theme: str
    polarity: str
    first: Estimate
    second: Estimate
    difference: Estimate
    adjusted_p: float | None = None
    """After correction for the number of comparisons in its table."""

    rate: float = 0.0
    """False discovery rate at which it is told."""

    @property
    def estimates(self) -> tuple[Estimate, Estimate, Estimate]:
        """Return the estimates that it consists of."""
        return self.first, self.second, self.difference

    @property
    def stands(self) -> bool:
        """Tell whether the two differ, many comparisons allowed for."""
        return self.adjusted_p is not None and self.adjusted_p <= self.rate

    @property
    def differs(self) -> str:
        """Say in a few words whether the two differ and how much."""
        if self.adjusted_p is None or self.first.value is None or self.second.value is None:
            return "cannot be told"
        if not self.stands:
            return "no clear difference"
        return f"differ, {effect_size(self.first.value, self.second.value).words}"


def sides(notes: NoteThemes, groups: Groups) -> tuple[BoolArray, BoolArray]:
    """Return which notes are about cases of the first group, and which of the second."""
    return np.append(groups.first, False)[notes.cases], np.append(groups.second, False)[notes.cases]


def compare(
    notes: NoteThemes, wanted: Sequence[tuple[str, str]], first: BoolArray, second: BoolArray, settings: Settings
) -> list[ThemeDifference]:
    """Compare two groups of notes in these themes and polarities, corrected for how many comparisons there are."""
    both = notes.take(first | second)
    inside, clusters = first[first | second], both.clusters(settings)
    found = [
        contrast(both.bears(theme, polarity), inside, clusters, what=notes.name(theme), theme=theme, polarity=polarity)
        for theme, polarity in wanted
    ]
    return corrected(found, settings)


def contrast(
    marks: BoolArray, inside: BoolArray, clusters: Clusters, *, what: str, theme: str = "", polarity: str = ""
) -> ThemeDifference:
    """Return the share of rows with a mark inside and outside a group, and their difference."""
    return ThemeDifference(
        what,
        theme,
        polarity,
        share(marks[inside], clusters=clusters.take(inside)),
        share(marks[~inside], clusters=clusters.take(~inside)),
        tellable(difference(marks, inside, clusters=clusters)),
    )


def corrected(found: Sequence[ThemeDifference], settings: Settings) -> list[ThemeDifference]:
    """Add to each difference its p-value after correction for how many there are."""
    adjusted = benjamini_hochberg([one.difference.p for one in found])
    rate = settings.false_discovery_rate
    return [replace(one, adjusted_p=p, rate=rate) for one, p in zip(found, adjusted, strict=True)]


def difference_table(
    id: str,
    title: str,
    found: Sequence[ThemeDifference],
    *,
    names: tuple[str, str],
    what: str,
    denominator: str,
    notes: Sequence[str] = (),
) -> Table:
    """Return differences as a table; ``names`` are those of the two groups, ``what`` what the rows are called."""
    columns: list[Column] = [text("what", what, f"{what}."), text("polarity", "Judgement", "What is said of practice.")]
    for place, name in zip(("first", "second"), names, strict=True):
        columns.append(count(f"{place}_notes", f"{name}, all", f"All of {name}: the denominator of its share."))
        columns += share_columns(place, name, f"those of {name} of which it holds")
    columns += interval("difference", "Difference", f"Share of {names[0]} less that of {names[1]}.", unit="difference")
    columns += [
        Column("p", "p", "p", "Probability of such a difference or a larger one if there were none."),
        Column("adjusted_p", "p, corrected", "p", "After correction for all comparisons of this table."),
        text("verdict", "In words", "Whether the two differ, and how much (Cohen's h)."),
    ]
    said = remarks((f"{one.what}, {in_text(_kind(one))}", each) for one in found for each in one.estimates)
    return Table(id, title, tuple(columns), tuple(_row(one) for one in found), denominator, (*notes, *said))


def _row(one: ThemeDifference) -> tuple[Cell, ...]:
    sides = [cell for side in (one.first, one.second) for cell in (side.n, *share_cells(side))]
    change = cells(one.difference)
    return (one.what, _kind(one), *sides, *change, p_cell(one.difference.p), p_cell(one.adjusted_p), one.differs)


def told(found: Sequence[ThemeDifference], names: tuple[str, str], *, most: int = 4) -> Iterator[str]:
    """Yield in sentences which differences are clear, the largest first, and how many are not."""
    clear = [one for one in found if one.stands]
    tested = sum(one.adjusted_p is not None for one in found)
    if not tested:
        return
    clear.sort(key=lambda one: -abs(one.difference.value or 0.0))
    for one in clear[:most]:
        shares = f"{reads(one.first)} of the notes of {names[0]} and {reads(one.second)} of those of {names[1]}"
        change = f"a difference of {reads(one.difference, 'difference')} percentage points"
        yield f"{one.what}, {_kind(one).casefold()}: {shares}, {change}; {p_words(one.adjusted_p)} after correction."
    yield (
        f"Of {tested} comparisons of {names[0]} with {names[1]}, {len(clear) or 'none'} "
        f"{'show' if len(clear) > 1 else 'shows'} a clear difference after correction for their number."
    )


def p_words(value: float | None) -> str:
    """Return a p-value as a sentence has it."""
    if value is None:
        return "no p-value can be had"
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"


def _kind(one: ThemeDifference) -> str:
    return POLARITIES[one.polarity][0] if one.polarity in POLARITIES else one.polarity
