"""A protected bulletin: safe counts alone, and figures worked out from published counts, so that they tell no more.

Nothing of it is made by the analyses of open data: their shares, intervals, models and sentences rest on exact counts,
and an exact share beside a rounded count gives the count away. What cannot be had so is left out, with its reason.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

import numpy as np

from corpus.values import POLARITIES
from noteworthy.bulletin.answers import Answers, answers_of
from noteworthy.bulletin.content import Cell, Chart, Column, Hidden, Section, Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import listed
from noteworthy.bulletin.measures import Measure
from noteworthy.bulletin.outline import Outline, outlines
from noteworthy.bulletin.safe_answers import ANSWER, FACTOR, YES, SafeAnswers, safe_answers
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.theme_counts import ThemeCounts
from noteworthy.disclosure.percentages import percentage
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.disclosure.tables import TOTAL, PublishedTable
from noteworthy.safe_counts import ALL, published_tables, safe_tables
from noteworthy.statistics.proportions import quantile, wilson

SUPPRESSED = Hidden.SUPPRESSED
_INTERVAL = (
    "Intervals are Wilson's, worked out from the published counts alone; they take no account of cases of one "
    "organisation resembling each other, and so are too narrow."
)
_METHOD = (
    "Counts are hidden and rounded by the rules of the release policy, over all tables together, so that none can be "
    "worked out from others. Shares are worked out from published counts. " + _INTERVAL
)
_LEFT_OUT = (
    "Sentences on what was found, comparisons adjusted for case mix, and tests are left out: they rest on exact counts."
)
_NEEDS_ANSWERS = "A protected release holds safe counts of themes alone, and none of closed answers."
_GIVEN_AWAY = (
    "Answers to sensitive questions, or to all, are not divided by {}: so few cases have some value of it that, beside "
    "the tables of themes, their answers could be worked out."
)
_ROUNDED = "Counts are rounded, so that parts need not add up to the whole."


def protected_sections(
    data: BulletinData, settings: Settings, policy: DisclosurePolicy, *, state: Callable[[str], None]
) -> tuple[Section, ...]:
    """Return the sections of a protected bulletin."""
    state("Counting, and hiding what is small; this can take minutes.")
    answers = answers_of(data, settings)
    by = tuple(dict.fromkeys(name for outline in outlines() for name in outline.by))
    themes = _theme_counts(data, policy) if data.kind == "private" else None
    safe = safe_answers(data, answers, policy, by=by, themes=themes) if data.kind == "private" else SafeAnswers({})
    made = _Protected(data, answers, safe, _by_dimension(themes.published if themes else _released(data)), policy)
    return tuple(made.section(outline) for outline in outlines())


def _theme_counts(data: BulletinData, policy: DisclosurePolicy) -> ThemeCounts:
    """Return the tables of themes that a protected release of this database would publish."""
    with _opened(data) as connection:
        connection.execute("PRAGMA temp_store = MEMORY")
        return ThemeCounts.of(safe_tables(connection, policy), policy)


def _released(data: BulletinData) -> list[PublishedTable]:
    """Return the tables of themes that a protected release has published."""
    with _opened(data) as connection:
        return published_tables(connection)


@contextlib.contextmanager
def _opened(data: BulletinData) -> Iterator[sqlite3.Connection]:
    address = f"file:{quote(str(data.path.resolve()))}?mode=ro"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
        yield connection


def _by_dimension(tables: Iterable[PublishedTable]) -> dict[str, list[PublishedTable]]:
    """Sort tables by what divides them."""
    found: dict[str, list[PublishedTable]] = {}
    for table in tables:
        first = table.dimensions[0].name
        found.setdefault(ALL if first in ("theme", "practice") else first, []).append(table)
    return found


class _Protected:
    """The sections, put together from published tables."""

    def __init__(self, data: BulletinData, answers: Answers, safe: SafeAnswers,
                 themes: dict[str, list[PublishedTable]], policy: DisclosurePolicy) -> None:  # fmt: skip
        self._data, self._answers, self._safe, self._themes, self._policy = data, answers, safe, themes, policy

    def section(self, outline: Outline) -> Section:
        """Return a section, or why it cannot be made."""
        if outline.protected == "answers":
            tables, reason = tuple(self._answer_tables(outline)), "No closed question of this section was recognised."
            if self._data.kind == "protected":
                reason = _NEEDS_ANSWERS
            elif spared := self._spared(outline):
                reason = spared
        elif outline.protected == "themes":
            tables, reason = tuple(self._theme_section(outline)), "No theme was counted."
        else:
            tables, reason = (), outline.protected
        return Section(
            outline.number,
            outline.title,
            outline.question,
            _METHOD if tables else "Nothing was counted.",
            tables=tables,
            charts=tuple(chart for table in tables for chart in _charts(table)),
            limits=(_LEFT_OUT, *([spared] if (spared := self._spared(outline)) else [])) if tables else (),
            unsupported="" if tables else reason,
        )

    # ------------------------------------------------------------------------------------------ closed answers

    def _spared(self, outline: Outline) -> str:
        """Say what answers were not divided by, since the tables of themes would give small counts away."""
        left = [_words(name) for name in outline.by if name in self._safe.spared]
        asked = any(one.measure.role in outline.roles for one in self._answers.answered)
        return _GIVEN_AWAY.format(listed(left)) if left and asked and outline.protected == "answers" else ""

    def _answer_tables(self, outline: Outline) -> Iterator[Table]:
        measures = [one.measure for one in self._answers.answered if one.measure.role in outline.roles]
        wanted = [(measure, name) for name in outline.by for measure in measures if self._has(measure, name)]
        for letter, (measure, name) in zip("abcdefghijklmnopqrstuvwxyz", wanted, strict=False):
            yield self._answer_table(f"{outline.number}{letter}", measure, name)

    def _has(self, measure: Measure, name: str) -> bool:
        table = self._safe.tables.get(name)
        return table is not None and measure.code in table.dimensions[0].categories

    def _answer_table(self, id_: str, measure: Measure, name: str) -> Table:
        table = self._safe.tables[name]
        rows = []
        for part in (*table.dimensions[1].categories, TOTAL):
            whole, yes = (table.cells.get((measure.code, part, answer)) for answer in (TOTAL, YES))
            rows.append((self._named(name, part), _cell(whole), _cell(yes), *self._share(yes, whole)))
        columns = (
            Column("part", _words(name).capitalize(), "text", f"What divides the answers: {_words(name)}."),
            Column("answered", "Answered", "count", "Answers yes or no, rounded as the policy has it."),
            Column("yes", "Yes", "count", "Those of them that are yes, rounded as the policy has it."),
            *_share_columns("Share yes", "Answers yes as a share of those answered."),
        )
        base = "answers about needs that were a priority" if measure.per_factor else "answers"
        return Table(id_, f"{measure.name}, by {_words(name)}", columns, tuple(rows),
                     f"Shares are of the {base} that are yes or no; what is missing or not applicable is not counted.",
                     (_ROUNDED, _INTERVAL))  # fmt: skip

    # ------------------------------------------------------------------------------------------ themes

    def _theme_section(self, outline: Outline) -> Iterator[Table]:
        letters = iter("abcdefghijklmnopqrstuvwxyz")
        for table in self._themes.get(ALL, ()):
            if table.measure == "notes" and table.dimensions[0].name == "theme":
                yield self._polarities(f"{outline.number}{next(letters)}", table)
        for name, tables in self._themes.items():
            for table in tables if name != ALL else ():
                if table.measure == "notes" and table.dimensions[1].name == "theme":
                    yield self._theme_by(f"{outline.number}{next(letters)}", name, table)

    def _polarities(self, id_: str, table: PublishedTable) -> Table:
        whole = table.cells.get((TOTAL, TOTAL))
        rows = []
        for theme in table.dimensions[0].categories:
            notes = table.cells.get((theme, TOTAL))
            by = [_cell(table.cells.get((theme, polarity))) for polarity in POLARITIES]
            rows.append((self._named("theme", theme), _cell(notes), *by, *self._share(notes, whole)))
        columns = (
            Column("theme", "Theme", "text", "The theme, by its name in the codebook."),
            Column("notes", "Notes", "count", "Notes that bear the theme, rounded as the policy has it."),
            *(Column(polarity, polarity.capitalize(), "count", f"Those of them that speak of it as {polarity}.")
              for polarity in POLARITIES),
            *_share_columns("Share of notes", "Notes that bear the theme as a share of all that are counted."),
        )  # fmt: skip
        return Table(id_, "Notes by theme and polarity", columns, tuple(rows),
                     f"Shares are of {_about(whole)} notes. A note may bear several themes and polarities.",
                     (_ROUNDED, _INTERVAL))  # fmt: skip

    def _theme_by(self, id_: str, name: str, table: PublishedTable) -> Table:
        rows = []
        for part in table.dimensions[0].categories:
            whole = table.cells.get((part, TOTAL, TOTAL))
            for theme in table.dimensions[1].categories:
                notes = table.cells.get((part, theme, TOTAL))
                named = (self._named(name, part), self._named("theme", theme))
                rows.append((*named, _cell(whole), _cell(notes), *self._share(notes, whole)))
        columns = (
            Column("part", _words(name).capitalize(), "text", f"What divides the notes: {_words(name)}."),
            Column("theme", "Theme", "text", "The theme, by its name in the codebook."),
            Column("all_notes", "All notes", "count", "Notes of this part, rounded as the policy has it."),
            Column("notes", "Notes on the theme", "count", "Those of them that bear the theme, rounded likewise."),
            *_share_columns("Share of notes", "Notes that bear the theme as a share of the part's notes."),
        )
        return Table(id_, f"Notes by {_words(name)} and theme", columns, tuple(rows),
                     "Shares are of the notes of each part. A note may bear several themes.",
                     (_ROUNDED, _INTERVAL))  # fmt: skip

    # ------------------------------------------------------------------------------------------ words and shares

    def _named(self, name: str, part: str | None) -> str:
        if part is TOTAL:
            return "All"
        if name == FACTOR:
            return self._data.factor_name(part)
        if name == "theme":
            return next((theme.name for theme in self._data.themes if theme.code == part), part)
        return part.replace("_", " ")

    def _share(self, part: int | None, whole: int | None) -> tuple[Cell, Cell, Cell]:
        """Return a share of published counts and its interval; hidden where a count is, or the base too small."""
        share = percentage(part, whole, self._policy)
        if share is None or part is None or whole is None:
            return SUPPRESSED, SUPPRESSED, SUPPRESSED
        value, worth = np.array([min(1.0, part / whole)]), np.array([float(whole)])
        low, high = wilson(value, worth, quantile(np.array([np.inf]), 0.95))
        return share / 100, round(float(low[0]), 2), round(float(high[0]), 2)


def _share_columns(label: str, description: str) -> tuple[Column, Column, Column]:
    return (
        Column("share", label, "share", description, "share_low", "share_high"),
        Column("share_low", f"{label}, lower end", "share", "Lower end of its 95% interval."),
        Column("share_high", f"{label}, upper end", "share", "Upper end of its 95% interval."),
    )


def _cell(count: int | None) -> Cell:
    return SUPPRESSED if count is None else count


def _about(count: int | None) -> str:
    return "all" if count is None else f"about {count:,}"


def _words(name: str) -> str:
    return {"factor": "factor", ANSWER: "answer", "kind": "kind of text", "year": "year of inspection",
            "organisation_kind": "kind of organisation"}.get(name, name.replace("_", " "))  # fmt: skip


def _charts(table: Table) -> Iterator[Chart]:
    """Yield the chart of a table that has one row a part, with a text that names no figure but published ones."""
    if table.columns[1].unit != "count":
        return
    shown = [(row[0], row[-3]) for row in table.rows if isinstance(row[-3], float)]
    if not shown:
        return
    most, least = (found(shown, key=lambda one: float(str(one[1]))) for found in (max, min))
    text = f"The share is highest for {most[0]} ({most[1]:.0%}) and lowest for {least[0]} ({least[1]:.0%})."
    yield Chart(f"figure-{table.id}", table.id, "interval", table.title, table.columns[0].name, ("share",), text)
