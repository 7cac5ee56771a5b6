"""Analysis 10: how far coders agree, the machine as one more of them, and change over time and programmes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan

from models.intervals import Interval, Resamples
from models.ratings import Ratings
from noteworthy.bulletin.coder_ratings import MACHINE, CoderRatings, coder_ratings, with_machine
from noteworthy.bulletin.content import Cell, Chart, Column, Hidden, Section, Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.drift import Drift, drifts, known_years, programme_table, trend_table, year_names, year_table
from noteworthy.bulletin.figures import cited, count, counted, in_text, interval, listed, reads, text
from noteworthy.bulletin.note_themes import note_themes, one_basis
from noteworthy.bulletin.roles import Roles, default_roles
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.wording import cell_words

NUMBER = 10
TITLE = "Agreement of coders, and change over time"
QUESTION = "How far do coders agree, and do figures drift over time and programmes?"
METHOD = (
    "Agreement is measured sentence by sentence on notes that two coders or more read by themselves, before they "
    "agreed on one coding: Krippendorff's alpha (2011), which no prevalence flatters, and Gwet's AC1 (2008), which a "
    "rare theme does not depress; 95% intervals resample whole notes. The machine is taken as one more coder on notes"
    " that it did not learn from. Change over years is the odds ratio of a year by logistic regression clustered over"
    " groups, corrected for the number of trends (Benjamini and Hochberg 1995)."
)
SAMPLES = 1000
NO_GRADE = "No figure is called good or bad: what is enough depends on what the coding is for."
NO_FIGURE = (
    "All coders said the same of all, or no two answered, so that a figure of agreement beyond chance has no value."
)
PEOPLE = "Where coders are language models, as a source's notice may say, their agreement is not that of people."


def section(data: BulletinData, settings: Settings, roles: Roles | None = None) -> Section:
    """Return the agreement of coders and the change over time, whichever the data support."""
    if data.kind == "protected":
        reason = "A protected release holds no readings and no notes; `noteworthy agreement` reports on coded folders."
        return Section(NUMBER, TITLE, QUESTION, METHOD, unsupported=reason)
    made = _Parts(data, settings, [], [], [], [])
    if made.agreement():
        made.machine()
    made.drift(roles or default_roles())
    if not made.tables:
        return Section(NUMBER, TITLE, QUESTION, METHOD, unsupported=" ".join(made.limits))
    return Section(
        NUMBER,
        TITLE,
        QUESTION,
        METHOD,
        findings=tuple(made.findings),
        tables=tuple(made.tables),
        charts=tuple(made.charts),
        limits=tuple(made.limits),
    )


@dataclass(eq=False)
class _Parts:
    data: BulletinData
    settings: Settings
    tables: list[Table]
    charts: list[Chart]
    findings: list[str]
    limits: list[str]

    def _next(self) -> str:
        return f"{NUMBER}{chr(ord('a') + len(self.tables))}"

    def agreement(self) -> bool:
        """Add how far coders agree, by theme and on what else they were asked; return whether any can be measured."""
        ratings = coder_ratings(self.data)
        if ratings is None:
            self.limits.append("No note was read by two coders, so that their agreement cannot be measured.")
            return False
        resamples = Resamples(len(ratings.notes), samples=SAMPLES, seed=self.settings.seed)
        table = _theme_table(self._next(), ratings, resamples)
        self.tables.append(table)
        self.charts.append(_chart(table))
        self.findings.append(cited(_range(table, ratings), table.id))
        self.tables.append(_question_table(self._next(), ratings, resamples))
        self.limits += [NO_GRADE, PEOPLE]
        return True

    def machine(self) -> None:
        """Add the machine as one more coder."""
        ratings = with_machine(self.data)
        if ratings is None:
            self.limits.append(
                "The machine learnt from every note that two coders read, so that it cannot be compared with them."
            )
            return
        resamples = Resamples(len(ratings.notes), samples=SAMPLES, seed=self.settings.seed)
        table, within = _machine_table(self._next(), ratings, resamples)
        self.tables.append(table)
        self.findings.append(cited(within, table.id))

    def drift(self, roles: Roles) -> None:
        """Add what changes from year to year, and between programmes."""
        notes = one_basis(note_themes(self.data, kinds=roles.kinds.cases))
        if len(known_years(self.data)) < 2:
            self.limits.append("The cases are of fewer than two known years, so that change over time cannot be told.")
        else:
            found = drifts(self.data, notes, self.settings)
            self.tables.append(trend_table(self._next(), found))
            self.tables.append(year_table(self._next(), found, year_names(self.data)))
            self.findings += [cited(one, self.tables[-2].id) for one in _drift_findings(found, self.settings)]
        programmes = programme_table(self._next(), notes, self.settings)
        if isinstance(programmes, str):
            self.limits.append(programmes)
        else:
            self.tables.append(programmes)


def _figure(found: Interval) -> tuple[Cell, ...]:
    return tuple(Hidden.NOT_AVAILABLE if isnan(end) else float(end) for end in found)


def _coefficients(ratings: Ratings, resamples: Resamples, *names: str) -> list[Cell]:
    """Return figures of a question with their intervals, in the order of their names."""
    figures = ratings.figures() | {"f1": ratings.f1()}
    found: list[Cell] = []
    for name in names:
        one = figures[name]
        if not len(ratings.values):
            found += [Hidden.NOT_AVAILABLE] * 3
        else:
            found += _figure(resamples.interval(one.parts, one.of))
    return found


def _theme_table(id: str, ratings: CoderRatings, resamples: Resamples) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for theme in ratings.data.themes:
        presence, polarity = ratings.presence(theme.code), ratings.polarity(theme.code)
        given = int((presence.values == 1).any(axis=1).sum())
        rows.append(
            (
                theme.name,
                len(presence.values),
                given,
                *_coefficients(presence, resamples, "alpha", "ac1", "f1"),
                len(polarity.values),
                *_coefficients(polarity, resamples, "alpha", "ac1"),
            )
        )
    return Table(
        id=id,
        title="Agreement of coders by theme",
        columns=(
            text("theme", "Theme", "Name of the theme."),
            count("sentences", "Sentences", "Sentences that two coders or more read: what agreement is measured on."),
            count("given", "Given", "Sentences to which at least one coder gave the theme."),
            *interval("alpha", "Alpha", "Krippendorff's alpha of whether the theme is there.", unit="score"),
            *interval("ac1", "AC1", "Gwet's AC1 of whether the theme is there.", unit="score"),
            *interval("f1", "F1", "F1 between coders, whichever is taken as right.", unit="score"),
            count("both_given", "Given by two", "Sentences to which two coders or more gave it."),
            *interval("polarity_alpha", "Polarity, alpha", "Krippendorff's alpha of its polarity there.", unit="score"),
            *interval("polarity_ac1", "Polarity, AC1", "Gwet's AC1 of its polarity there.", unit="score"),
        ),
        rows=tuple(rows),
        denominator=_who(ratings),
        notes=_without_figure(rows),
    )


def _who(ratings: CoderRatings) -> str:
    coders = [coder for coder in ratings.coders if coder != MACHINE]
    return (
        f"Sentences that at least two of {counted(len(coders), 'coder', 'coders')} read, in "
        f"{counted(len(ratings.notes), 'note', 'notes')}; a coder who read a sentence and did not give a theme has "
        "said that it is not there."
    )


def _without_figure(rows: Sequence[tuple[Cell, ...]]) -> tuple[str, ...]:
    """Say why agreement on something cannot be measured, and on what."""
    named = [str(name) for name, *figures in rows if Hidden.NOT_AVAILABLE in figures]
    return (f"{listed(named)}: {NO_FIGURE}",) if named else ()


def _question_table(id: str, ratings: CoderRatings, resamples: Resamples) -> Table:
    rows = [
        (name, len(found.values), *_coefficients(found, resamples, "same", "alpha", "ac1", "kappa"))
        for name, found in (
            ("Practice of sentences", ratings.practice()),
            ("Practice of notes", ratings.note_practice()),
        )
    ]
    return Table(
        id=id,
        title="Agreement of coders on practice",
        columns=(
            text("question", "Question", "What coders were asked."),
            count("units", "Units", "Sentences or notes that two coders or more answered for."),
            *interval("same", "Same", "Share of pairs of coders that said the same.", unit="score"),
            *interval("alpha", "Alpha", "Krippendorff's alpha.", unit="score"),
            *interval("ac1", "AC1", "Gwet's AC1.", unit="score"),
            *interval("kappa", "Kappa", "Cohen's kappa, the mean over pairs of coders.", unit="score"),
        ),
        rows=tuple(rows),
        denominator=_who(ratings),
        notes=_without_figure(rows),
    )


def _machine_table(id: str, ratings: CoderRatings, resamples: Resamples) -> tuple[Table, str]:
    """Return the machine beside the coders as a table, and in how many themes it agrees as they do."""
    people = ratings.only(ratings.coders[:-1])
    rows: list[tuple[Cell, ...]] = []
    inside, compared = [], 0
    questions = [
        (theme.name, people.presence(theme.code), ratings.presence(theme.code)) for theme in ratings.data.themes
    ]
    questions.append(("Practice of sentences", people.practice(), ratings.practice()))
    questions.append(("Practice of notes", people.note_practice(), ratings.note_practice()))
    for name, of_people, of_all in questions:
        alone = _coefficients(of_people, resamples, "alpha")
        together = _coefficients(of_all, resamples, "alpha")
        rows.append((name, len(of_people.values), *alone, *together))
        low, both = alone[1], together[0]
        if isinstance(low, float) and isinstance(both, float):
            compared += 1
            inside += [name] if both >= low else []
    table = Table(
        id=id,
        title="The machine as one more coder",
        columns=(
            text("question", "Theme or question", "Whether the theme is there, or the label of practice."),
            count("units", "Units", "Sentences or notes that two coders or more answered for."),
            *interval("people", "Alpha of coders", "Krippendorff's alpha of the coders.", unit="score"),
            *interval("together", "Alpha with the machine", "The same, the machine as one more coder.", unit="score"),
        ),
        rows=tuple(rows),
        denominator=_who(ratings) + " Only notes that the machine did not learn from.",
        notes=(
            "Where the machine agreed with the coders as they do with each other, both figures would be the same.",
            *_without_figure(rows),
        ),
    )
    words = (
        f"With the machine as one more coder, alpha lies within or above the interval of the coders alone for "
        f"{len(inside)} of {counted(compared, 'theme or question', 'themes and questions')}"
        + (f": {listed(inside)}." if inside else ".")
    )
    return table, words


def _range(table: Table, ratings: CoderRatings) -> str:
    known = [
        (row[3], str(row[0]), cell_words(Column("", "", "score", ""), *row[3:6]))
        for row in table.rows
        if isinstance(row[3], float)
    ]
    if not known:
        return "Agreement on no theme can be had: none was given, or all sentences have it."
    (_, worst, least), (_, best, most) = min(known), max(known)
    return (
        f"On {counted(len(ratings.notes), 'note', 'notes')} that two coders or more read, alpha for whether a theme is "
        f"there runs from {least} for {in_text(worst)} to {most} for {in_text(best)}."
    )


def _drift_findings(found: list[Drift], settings: Settings) -> Iterator[str]:
    clear = [one for one in found if one.adjusted_p is not None and one.adjusted_p <= settings.false_discovery_rate]
    tested = sum(one.adjusted_p is not None for one in found)
    for one in clear[:4]:
        way = "rises" if (one.found.a_year.value or 1.0) > 1 else "falls"
        odds = reads(one.found.a_year, "ratio")
        yield f"{one.kind}, {one.what}: the share {way} from year to year (odds ratio of a year {odds})."
    if tested:
        yield (
            f"Of {counted(tested, 'trend', 'trends')} over the years, {len(clear)} "
            f"{'is' if len(clear) == 1 else 'are'} clear after correction for their number."
        )


def _chart(table: Table) -> Chart:
    return Chart(
        id=f"figure-{table.id}",
        table=table.id,
        kind="interval",
        title="Agreement of coders on whether a theme is there",
        category="theme",
        values=("alpha",),
        description="A point and its interval for each theme: Krippendorff's alpha of whether the theme is there.",
    )
