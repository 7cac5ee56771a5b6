"""Analysis 5: themes in inspectors' notes, good and poor, and what goes with what."""

from dataclasses import dataclass

import numpy as np

from noteworthy.bulletin.actors import actor_table
from noteworthy.bulletin.answers import Answers, answers_of
from noteworthy.bulletin.content import Chart, Quotation, Section, Table
from noteworthy.bulletin.corrected_shares import corrected_shares, corrected_table, correction_sentence, read_twice
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import cited, counted, in_text, listed, reads
from noteworthy.bulletin.groups import groups_of
from noteworthy.bulletin.judged_passages import JudgedPassages, judged_passages
from noteworthy.bulletin.levels import level_of
from noteworthy.bulletin.note_themes import BoolArray, NoteThemes, basis_sentence, note_themes, one_basis
from noteworthy.bulletin.one_to_one import (
    quality_table,
    stand_in,
    stand_in_finding,
    stand_in_table,
    variation,
    variation_table,
)
from noteworthy.bulletin.partner_information import partner_information
from noteworthy.bulletin.quotations import Quoting, quoting
from noteworthy.bulletin.released_texts import NOT_QUOTED, may_be_quoted
from noteworthy.bulletin.roles import Roles, default_roles
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.theme_differences import (
    compare,
    difference_table,
    sides,
    told,
)
from noteworthy.bulletin.theme_pairs import (
    delay_and_motivation,
    motivation_examples,
    motivation_finding,
    motivation_table,
    pair_table,
    theme_pairs,
)
from noteworthy.bulletin.theme_shares import DIVISIONS, ThemeShare, by_attribute, overall, share_table
from noteworthy.bulletin.victim_coordination import victim_coordination

NUMBER = 5
TITLE = "Themes in what inspectors wrote"
QUESTION = "What do the reasons speak of, is practice on it good or poor, and what goes together?"
METHOD = (
    "A note bears a theme where at least one of its passages is coded with it. Shares of notes have Wilson intervals "
    "on the effective number of notes (Wilson 1927; Korn and Graubard 1998); differences have Newcombe's hybrid "
    "interval on the same footing, and p-values are corrected for their number (Benjamini and Hochberg 1995). Whether "
    "two themes go together is an odds ratio by logistic regression with clustered, bias-reduced covariance (Mancl and "
    "DeRouen 2001). Machine counts are corrected where coders read notes of the same corpus (Rogan and Gladen 1978)."
)
JUDGED = ("good", "poor")


def section(data: BulletinData, settings: Settings, roles: Roles | None = None) -> Section:
    """Return the analysis of themes; where there is no note that counts, the reason."""
    made = _Themes.of(data, settings, roles or default_roles())
    if isinstance(made, str):
        return Section(NUMBER, TITLE, QUESTION, METHOD, unsupported=made)
    return made.section()


def no_notes(data: BulletinData, notes: NoteThemes) -> str:
    """Return why there is nothing to count; empty where there is."""
    if data.kind == "protected":
        return "A protected release holds no notes and no codings, only safe counts; run this on the private database."
    if not data.themes:
        return "The database holds no codebook, so that there are no themes."
    if not len(data.notes):
        return "There is no note."
    if not len(notes):
        return (
            "There is no note about a case that counts: none was read by coders, and those that the machine read are "
            "those that it learnt from."
        )
    return ""


@dataclass(eq=False)
class _Themes:
    """The parts of the section, gathered as they are made."""

    data: BulletinData
    settings: Settings
    roles: Roles
    notes: NoteThemes
    judged: JudgedPassages
    answers: Answers
    tables: list[Table]
    charts: list[Chart]
    findings: list[str]
    limits: list[str]
    quotations: list[Quotation]
    quoting: Quoting | None

    @classmethod
    def of(cls, data: BulletinData, settings: Settings, roles: Roles) -> "_Themes | str":
        notes = note_themes(data, kinds=roles.kinds.cases)
        if reason := no_notes(data, notes):
            return reason
        quotes = quoting(data, roles, roles.kinds.cases) if may_be_quoted(data) else None
        limits = [one for one in ("" if quotes else NOT_QUOTED, basis_sentence(notes)) if one]
        judged, answers = judged_passages(notes, settings), answers_of(data, settings)
        return cls(data, settings, roles, notes, judged, answers, [], [], [], limits, [], quotes)

    def section(self) -> Section:
        """Make all parts."""
        self._shares()
        self._corrected()
        self._associations()
        self._one_to_one()
        self._groups()
        self._victims()
        if self.quoting is not None:
            self.quoting.texts.close()
        return Section(
            NUMBER,
            TITLE,
            QUESTION,
            f"{METHOD} {level_of(self.data, self.settings).words}",
            findings=tuple(self.findings),
            tables=tuple(self.tables),
            charts=tuple(self.charts),
            quotations=tuple(self.quotations),
            limits=tuple(self.limits),
        )

    def _next(self) -> str:
        return f"{NUMBER}{chr(ord('a') + len(self.tables))}"

    def _shares(self) -> None:
        rows = overall(self.notes, self.settings)
        table = share_table(self._next(), "Themes in all notes", rows, self.notes)
        self.tables.append(table)
        self.charts.append(_balance_chart(table, rows, self.notes))
        self.findings += [cited(one, table.id) for one in _overall_findings(rows, self.notes)]
        for division in DIVISIONS:
            values = self.notes.attribute(division.attribute)
            if not (values.codes >= 0).any():
                self.limits.append(f"{division.title}: of no note is it known, so that this table is left out.")
                continue
            rows = by_attribute(self.notes, division.attribute, self.settings)
            self.tables.append(share_table(self._next(), division.title, rows, self.notes, label=division.label))
        self._actors()

    def _actors(self) -> None:
        """Add themes by whose practice it is, which some passages say."""
        table = actor_table(self._next(), self.judged)
        if table is None:
            self.limits.append("No passage says whose practice it is about, so that themes are not told apart by that.")
        else:
            self.tables.append(table)

    def _corrected(self) -> None:
        sample = read_twice(self.notes)
        self.limits.append(correction_sentence(self.notes, sample))
        if sample is not None and "machine" in self.notes.bases:
            found = corrected_shares(self.notes, sample, self.settings)
            self.tables.append(corrected_table(self._next(), found, self.notes))

    def _associations(self) -> None:
        notes = self._one_basis()
        pairs = theme_pairs(notes, self.settings)
        self.tables.append(pair_table(self._next(), pairs, notes))
        if top := [pair for pair in pairs if pair.found.lift.known and _is_clear(pair.adjusted_p, self.settings)][:1]:
            one, other = notes.name(top[0].first), notes.name(top[0].second)
            lift = reads(top[0].found.lift, "ratio")
            both = counted(top[0].found.both, "note", "notes")
            said = f"{one} and {other} stand together most beyond chance: {lift} times as often, in {both}."
            self.findings.append(cited(said, self.tables[-1].id))
        delay, motivation = self._theme("delay"), self._theme("motivation")
        if delay is None or motivation is None:
            self._left_out("whether delay goes with lost motivation", ("delay", "motivation"))
            return
        rows = delay_and_motivation(notes, delay, motivation, self.settings)
        names = (notes.name(delay), notes.name(motivation))
        self.tables.append(motivation_table(self._next(), rows, names))
        self.findings.append(cited(motivation_finding(rows, names), self.tables[-1].id))
        if self.quoting is not None:
            self.quotations += motivation_examples(self.quoting, notes, delay, motivation)

    def _one_to_one(self) -> None:
        theme = self._theme("one_to_one")
        if theme is None:
            self._left_out("how one-to-one work varies", ("one_to_one",))
            return
        notes = self._one_basis()
        attributes = (("organisation_kind", "Kind of organisation"), ("factor", "Factor"), ("year", "Financial year"))
        judged = judged_passages(notes, self.settings)
        table = quality_table(self._next(), judged, theme, attributes)
        self.tables.append(table)
        balance = judged.of_theme(theme).balance()
        if balance.passages:
            said = f"Of {balance.passages:,} passages that judge {in_text(notes.name(theme))}, {reads(balance.good)} "
            self.findings.append(cited(f"{said}call it good and {reads(balance.poor)} poor.", table.id))
        varied = variation(judged, theme, self.settings)
        if varied:
            self.tables.append(variation_table(self._next(), notes.name(theme), varied))
        found = stand_in(notes, self.answers, theme, self.settings)
        if isinstance(found, str):
            self.limits.append(f"How often one-to-one work stands in for a missing intervention: {found}")
        else:
            self.tables.append(stand_in_table(self._next(), found))
            self.findings.append(cited(stand_in_finding(found), self.tables[-1].id))
        self._examples(theme)

    def _groups(self) -> None:
        notes = self._one_basis()
        groups = groups_of(self.data, self.settings)
        if isinstance(groups, str):
            self.limits.append(f"Notes of two groups are not compared. {groups}")
            return
        names = groups.names
        first, second = sides(notes, groups)
        if not (first.any() and second.any()):
            self.limits.append(f"Notes of {names[0]} and of {names[1]} are not compared: one of them has none.")
            return
        wanted = [(code, polarity) for code in notes.codes for polarity in JUDGED]
        found = compare(notes, wanted, first, second, self.settings)
        title = f"Themes in notes of {names[0]} and of {names[1]}"
        denominator = "Shares are of all notes of each group that count."
        self.tables.append(
            difference_table(self._next(), title, found, names=names, what="Theme", denominator=denominator)
        )
        self.findings += [cited(one, self.tables[-1].id) for one in told(found, names)]
        self._information(notes, names, first, second)

    def _information(self, notes: NoteThemes, names: tuple[str, str], first: BoolArray, second: BoolArray) -> None:
        """Compare the flow of information, of all and from partners alone, between the two groups."""
        theme = self._theme("information")
        if theme is None:
            self._left_out("the flow of information from partners", ("information",))
            return
        found = partner_information(notes, theme, first, second, settings=self.settings, roles=self.roles)
        title = f"{notes.name(theme)}, and that from partners, in notes of {names[0]} and of {names[1]}"
        self.tables.append(
            difference_table(
                self._next(),
                title,
                found,
                names=names,
                what="Passages counted",
                denominator="Shares are of all notes of each group that count; in the first row, of those judging it.",
                notes=("A passage is from partners where its coding says that it is about a partner's practice.",),
            )
        )
        for one in found:
            if one.what != notes.name(theme):
                said = f"{one.what}, {one.polarity}: {reads(one.first)} of the notes of {names[0]} and "
                said += f"{reads(one.second)} of those of {names[1]} ({one.differs})."
                self.findings.append(cited(said, self.tables[-1].id))

    def _victims(self) -> None:
        """Compare coordination in notes about victims with that in other notes."""
        coordination, victims = self._theme("coordination"), self._theme("victims")
        if coordination is None or victims is None:
            self._left_out("coordination where victims are concerned", ("coordination", "victims"))
            return
        notes = self._one_basis()
        found = victim_coordination(notes, coordination, victims, self.settings)
        if found is None:
            self.limits.append("Coordination where victims are concerned: notes are all about victims, or none is.")
            return
        names = ("notes about victims", "other notes")
        self.tables.append(
            difference_table(
                self._next(),
                "Coordination in notes about victims and in other notes",
                found,
                names=names,
                what="Theme",
                denominator=(
                    "A note is about victims where it bears the theme of protection or answers the question on victims."
                ),
            )
        )
        for one in found[1:]:
            said = f"{one.what} is judged {one.polarity} in {reads(one.first)} of {names[0]} and in "
            self.findings.append(cited(f"{said}{reads(one.second)} of {names[1]} ({one.differs}).", self.tables[-1].id))

    def _examples(self, theme: str) -> None:
        if self.quoting is None:
            return
        passages = self.quoting.passages
        for polarity in JUDGED:
            wanted = np.asarray((passages.theme == theme) & (passages.polarity == polarity), dtype=bool)
            self.quotations += self.quoting.quotations(wanted, most=2)

    def _theme(self, part: str) -> str | None:
        return self.roles.theme(part, self.data)

    def _left_out(self, what: str, parts: tuple[str, ...]) -> None:
        missing = listed([f"'{part}'" for part in self.roles.missing(parts, self.data)])
        self.limits.append(f"Left out: {what}. The codebook has no theme that plays the part of {missing}.")

    def _one_basis(self) -> NoteThemes:
        """Return the notes of the basis that associations rest on: coders', where they read enough of them."""
        return one_basis(self.notes)


def _is_clear(p: float | None, settings: Settings) -> bool:
    return p is not None and p <= settings.false_discovery_rate


def _bars(notes: NoteThemes) -> str:
    if len(notes.bases) > 1:
        return "the share of notes that judge practice poor on it, by coders' and by the machine's coding"
    return "the share of notes that judge practice good on it, and poor"


def _balance_chart(table: Table, rows: list[ThemeShare], notes: NoteThemes) -> Chart:
    first = [row for row in rows if row.basis == notes.bases[0]]
    top = max(first, key=lambda row: row.found["any"].value or 0.0)
    return Chart(
        id=f"figure-{table.id}",
        table=table.id,
        kind="bar",
        title=f"Share of notes with {'poor' if len(notes.bases) > 1 else 'good and with poor'} practice on each theme",
        category="theme",
        values=("poor_share",) if len(notes.bases) > 1 else ("good_share", "poor_share"),
        series="coding" if len(notes.bases) > 1 else "",
        description=(
            f"Two bars a theme: {_bars(notes)}. The theme that most notes "
            f"bear is {notes.name(top.theme)}: {reads(top.found['good'])} of notes judge it good, "
            f"{reads(top.found['poor'])} poor."
        ),
    )


def _overall_findings(rows: list[ThemeShare], notes: NoteThemes) -> list[str]:
    found = []
    for basis in notes.bases:
        of_basis = [row for row in rows if row.basis == basis and row.found["any"].value is not None]
        top = sorted(of_basis, key=lambda row: -(row.found["any"].value or 0.0))[:3]
        who = "coders' agreed coding" if basis == "coders" else "the machine's uncorrected coding"
        named = listed([f"{reads(row.found['any'])} speak of {in_text(notes.name(row.theme))}" for row in top])
        found.append(f"By {who} of {counted(top[0].notes, 'note', 'notes')}, {named}.")
        leaning = [row for row in of_basis if _clear(row)]
        if leaning:
            worst = max(leaning, key=lambda row: (row.found["poor"].value or 0) - (row.found["good"].value or 0))
            best = max(leaning, key=lambda row: (row.found["good"].value or 0) - (row.found["poor"].value or 0))
            for row, polarity, other in ((best, "good", "poor"), (worst, "poor", "good")):
                if (row.found[polarity].value or 0) > (row.found[other].value or 0):
                    found.append(
                        f"{notes.name(row.theme)} leans most to {polarity} practice: {reads(row.found[polarity])} of "
                        f"notes judge it {polarity}, {reads(row.found[other])} {other}."
                    )
    return found


def _clear(row: ThemeShare) -> bool:
    good, poor = row.found["good"], row.found["poor"]
    ends = (good.low, good.high, poor.low, poor.high)
    if any(end is None for end in ends):
        return False
    return (good.low or 0) > (poor.high or 0) or (poor.low or 0) > (good.high or 0)
