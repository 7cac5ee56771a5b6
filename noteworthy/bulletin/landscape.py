"""Analysis 7: the interventions landscape, from notes on cases and from texts about the system, each kept apart."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from corpus.codebook import landscape_codebook
from noteworthy.bulletin.content import Cell, Chart, Column, Quotation, Section, Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import cited, count, counted, in_text, remarks, text
from noteworthy.bulletin.frame_codings import FrameCodings, frame_codings
from noteworthy.bulletin.intervention_kinds import code_table, intervention_table, note_kind
from noteworthy.bulletin.judged_passages import (
    DENOMINATOR,
    Balance,
    JudgedPassages,
    balance_columns,
    balance_remarks,
    judged_passages,
)
from noteworthy.bulletin.landscape_passages import topic_codings, topic_passages
from noteworthy.bulletin.note_themes import NOT_KNOWN, BoolArray, NoteThemes, note_themes
from noteworthy.bulletin.released_texts import NOT_QUOTED, may_be_quoted
from noteworthy.bulletin.roles import Roles, Topic, default_roles
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.shares import grouped_shares, share_cells, share_columns
from noteworthy.bulletin.theme_shares import MACHINE_NOTE, group_numbers
from noteworthy.bulletin.wording import cell_words
from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.estimates import Estimate

NUMBER = 7
TITLE = "The landscape of interventions"
QUESTION = "What do staff, interviews and notes say of the interventions that there are?"
METHOD = (
    "Texts about the system (survey answers, interviews, notes on delivery units) are counted by the codes of the "
    "landscape codebook, and they and notes on cases by themes and by the kinds of intervention that passages say they "
    "are about. Each kind of text is kept apart: they were asked differently and cannot be added up. Shares of notes "
    "on cases have Wilson intervals that allow for notes of one organisation and inspector resembling each other; "
    "other texts are taken as independent (Wilson 1927)."
)
BY_PHRASES = (
    "{} read by no coder with the landscape codebook: the codes come from its phrases alone, which are seldom "
    "wrong and miss most of what coders find. Their counts are too low, and are not corrected."
)
BY_CODERS = "coders' agreed coding"
JUDGED = ("any", "good", "poor")


def section(data: BulletinData, settings: Settings, roles: Roles | None = None) -> Section:
    """Return the analysis of the landscape; where there is no text to count from, the reason."""
    roles = roles or default_roles()
    if data.kind == "protected":
        reason = (
            "A protected release holds no texts and no codings, only safe counts; run this on the private database."
        )
        return Section(NUMBER, TITLE, QUESTION, METHOD, unsupported=reason)
    notes = note_themes(data, kinds=(*roles.kinds.cases, *roles.kinds.system))
    if not len(notes):
        return Section(NUMBER, TITLE, QUESTION, METHOD, unsupported="There is no text that counts.")
    return _Landscape.of(data, settings, roles, notes).section()


@dataclass(eq=False)
class _Landscape:
    """The parts of the section, gathered as they are made."""

    data: BulletinData
    settings: Settings
    roles: Roles
    notes: NoteThemes
    frame: FrameCodings
    parts: list[tuple[str, NoteThemes]]
    """Kinds of text in words, and the texts of each; notes on cases together."""
    tables: list[Table] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, data: BulletinData, settings: Settings, roles: Roles, notes: NoteThemes) -> "_Landscape":
        kinds = roles.kinds
        system = note_kind(notes, kinds.system)
        parts = [(kinds.name("case_notes"), note_kind(notes, kinds.cases))]
        parts += [(kinds.name(kind), note_kind(notes, (kind,))) for kind in kinds.system]
        frame = frame_codings(data, landscape_codebook(), system.notes)
        return cls(data, settings, roles, notes, frame, [part for part in parts if len(part[1])])

    def section(self) -> Section:
        """Make all parts."""
        if "machine" in self.notes.bases:
            self.limits.append(MACHINE_NOTE)
        self._codes()
        self._topics()
        self._needs()
        self._interventions()
        quotations: tuple[Quotation, ...] = ()
        if may_be_quoted(self.data):
            quotations = topic_passages(self.data, self.roles, self.frame)
        else:
            self.limits.append(NOT_QUOTED)
        return Section(
            NUMBER,
            TITLE,
            QUESTION,
            METHOD,
            findings=tuple(self.findings),
            tables=tuple(self.tables),
            charts=tuple(self.charts),
            quotations=quotations,
            limits=tuple(self.limits),
        )

    def _next(self) -> str:
        return f"{NUMBER}{chr(ord('a') + len(self.tables))}"

    def _codes(self) -> None:
        """Count landscape codes by kind of text."""
        if not len(self.frame.texts):
            self.limits.append(
                "There are no survey answers, interviews or notes on delivery units, so that the landscape is seen "
                "through notes on cases alone."
            )
            return
        if unread := int((~self.frame.by_coders).sum()):
            self.limits.append(
                BY_PHRASES.format(counted(unread, "text about the system was", "texts about the system were"))
            )
        rows: list[tuple[Cell, ...]] = []
        named: list[tuple[str, Estimate]] = []
        for kind, some in self.parts[1:] if self._has_case_notes() else self.parts:
            for code, coding, texts, estimates in _code_rows(self.frame, some):
                rows.append((kind, code, coding, texts, *_share_cells(estimates)))
                named += [(f"{kind}, {in_text(code)}", one) for one in estimates]
        columns = [
            text("kind", "Texts", "Kind of text; each is kept apart."),
            text("code", "Landscape code", "Code of the landscape codebook."),
            text("coding", "Whose coding", "Coders' agreed coding, or the codebook's phrases."),
            count("texts", "Texts, number", "All texts of the row: the denominator."),
            *share_columns("any", "Speak of it", "texts that speak of it"),
            *share_columns("good", "Good", "texts that judge it good"),
            *share_columns("poor", "Poor", "texts that judge it poor"),
        ]
        table = Table(
            id=self._next(),
            title="What texts about the system speak of",
            columns=tuple(columns),
            rows=tuple(rows),
            denominator="Shares are of the texts of the row; a text that does not speak of a matter counts as one that "
            "does not, and may have been asked about another.",
            notes=remarks(named),
        )
        self.tables.append(table)
        self._code_findings(rows)
        if len({row[2] for row in rows}) == 1:
            self.charts.append(
                Chart(
                    id=f"figure-{table.id}",
                    table=table.id,
                    kind="bar",
                    title="Share of texts about the system that judge each matter poor",
                    category="code",
                    values=("poor_share",),
                    series="kind",
                    description="A bar for each matter and kind of text: the share of texts that judge it poor. "
                    + " ".join(self.findings[:2]),
                )
            )

    def _has_case_notes(self) -> bool:
        return bool(self.parts) and self.parts[0][0] == self.roles.kinds.name("case_notes")

    def _code_findings(self, rows: list[tuple[Cell, ...]]) -> None:
        for kind in dict.fromkeys(str(row[0]) for row in rows):
            some = [row for row in rows if row[0] == kind and row[2] == BY_CODERS and isinstance(row[13], float)]
            top = sorted(some, key=lambda row: -float(row[13] or 0))[:3]  # type: ignore[arg-type]
            if top and float(top[0][13] or 0) > 0:  # type: ignore[arg-type]
                named = "; ".join(f"{in_text(str(row[1]))}, {_words(row[13:16])} of {row[3]}" for row in top)
                self.findings.append(cited(f"What {kind} judge poor most often: {named}.", self.tables[-1].id))

    def _topics(self) -> None:
        """Count each matter that the inspectorate drew attention to, by kind of text."""
        rows: list[tuple[Cell, ...]] = []
        named: list[tuple[str, Estimate]] = []
        for topic in self.roles.topic:
            for kind, some in self.parts:
                if (estimates := self._topic_shares(topic, some)) is not None:
                    rows.append((topic.title, kind, len(some), *_share_cells(estimates)))
                    named += [(f"{topic.title}, {kind}", one) for one in estimates]
        self.tables.append(
            Table(
                id=self._next(),
                title="Matters that the inspectorate drew attention to, by kind of text",
                columns=(
                    text("topic", "Matter", "What was asked about."),
                    text("kind", "Texts", "Kind of text; each is kept apart."),
                    count("texts", "Texts, number", "All texts of the row: the denominator."),
                    *share_columns("any", "Speak of it", "texts that speak of it"),
                    *share_columns("good", "Good", "texts that judge it good"),
                    *share_columns("poor", "Poor", "texts that judge it poor"),
                ),
                rows=tuple(rows),
                denominator="Shares are of the texts of the row. A text about the system speaks of a matter where a "
                "code of the landscape codebook says so; a note on a case where a theme of the first codebook that is "
                "close to it does, in a passage on the kinds of intervention or the actors in question.",
                notes=remarks(named),
            )
        )

    def _topic_shares(self, topic: Topic, some: NoteThemes) -> tuple[Estimate, ...] | None:
        """Return the shares of a topic in one kind of text; None where neither codebook asks those texts about it."""
        if np.isin(some.notes, self.frame.texts).any():
            marks = self.frame.marks(some.notes, len(self.data.notes))
            codes = [self.frame.codebook.codes.index(code) for code in topic.codes if code in self.frame.codebook.codes]
            said = [np.any(marks[polarity][:, codes], axis=1) for polarity in JUDGED]
        elif topic_codings(self.data, self.roles, topic).any():
            said = [_in_cases(self.data, self.roles, topic, polarity)[some.notes] for polarity in JUDGED]
        else:
            return None
        return _shares(np.column_stack(said), some.clusters(self.settings))

    def _needs(self) -> None:
        """Count how passages on each need were judged, by kind of text."""
        rows: list[tuple[str, str, Balance]] = []
        parts = [(kind, judged_passages(some, self.settings)) for kind, some in self.parts]
        for kind, passages in parts:
            rows += [(kind, *row) for row in self._need_rows(passages)]
        if not rows:
            self.limits.append("No passage says which need it is about, so that sufficiency by need is not told.")
            return
        self.tables.append(
            Table(
                id=self._next(),
                title="Needs, and how practice on them was judged, by kind of text",
                columns=(
                    text("kind", "Texts", "Kind of text; each is kept apart."),
                    text("need", "Need", "Factor that the passage, or else its note, is about."),
                    *balance_columns(),
                ),
                rows=tuple((kind, need, *balance.cells()) for kind, need, balance in rows),
                denominator=DENOMINATOR,
                notes=(
                    "Closed answers on each need stand in section 1.",
                    *balance_remarks((f"{kind}, {in_text(need)}", balance) for kind, need, balance in rows),
                ),
            )
        )

    def _need_rows(self, passages: JudgedPassages) -> list[tuple[str, Balance]]:
        of_note = passages.attribute("factor")
        own = passages.factor.set_categories(list(dict.fromkeys([*of_note.categories, *passages.factor.categories])))
        codes = np.where(own.codes >= 0, own.codes, of_note.set_categories(own.categories).codes)
        groups, names = group_numbers(own.from_codes(codes, categories=own.categories))
        balances = passages.balances(groups, len(names))
        return [
            (self.data.factor_name(name), balance)
            for name, balance in zip(names, balances, strict=True)
            if name != NOT_KNOWN and balance.passages
        ]

    def _interventions(self) -> None:
        parts = [(kind, judged_passages(some, self.settings)) for kind, some in self.parts]
        table = intervention_table(self._next(), parts, self.data)
        if not table.rows:
            self.limits.append("No passage says which kind of intervention it is about.")
            return
        self.tables.append(table)
        overall = [row for row in table.rows if row[2] == "all themes" and row[0] == self.parts[0][0]]
        for row in sorted(overall, key=lambda row: -int(row[3] or 0))[:2]:  # type: ignore[arg-type]
            kind = f"the kind of intervention ‘{in_text(str(row[1]))}’"
            many = int(row[3] or 0)  # type: ignore[arg-type]
            said = f"In {row[0]}, {counted(many, 'passage judges', 'passages judge')} practice on {kind}: "
            self.findings.append(cited(f"{said}{row[4]} good and {row[8]} poor.", table.id))
        codes = code_table(self._next(), self.data, self.frame, self.roles)
        if codes is not None:
            self.tables.append(codes)


def _words(share: tuple[Cell, ...]) -> str:
    return cell_words(Column("", "", "share", ""), *share)


def _code_rows(frame: FrameCodings, some: NoteThemes) -> Iterator[tuple[str, str, int, tuple[Estimate, ...]]]:
    by_coders = frame.by_coders[np.searchsorted(frame.texts, some.notes)]
    for read, words in ((True, BY_CODERS), (False, "phrases alone, uncorrected")):
        texts = some.notes[by_coders == read]
        if not len(texts):
            continue
        marks = frame.marks(texts, len(some.data.notes))
        shares = [_shares(marks[polarity], Clusters((np.arange(len(texts)),))) for polarity in JUDGED]
        for place, theme in enumerate(frame.codebook.theme):
            yield theme.name, words, len(texts), tuple(of[place] for of in shares)


def _in_cases(data: BulletinData, roles: Roles, topic: Topic, polarity: str) -> BoolArray:
    """Tell of each note whether a passage speaks of a topic by the first codebook."""
    chosen = topic_codings(data, roles, topic)
    if polarity != "any":
        chosen = chosen & np.asarray(data.codings["polarity"] == polarity, dtype=bool)
    found = np.zeros(len(data.notes), dtype=bool)
    found[data.codings["note"].to_numpy()[chosen]] = True
    return found


def _share_cells(estimates: Iterable[Estimate]) -> Iterator[Cell]:
    return (cell for one in estimates for cell in share_cells(one))


def _shares(marks: BoolArray, clusters: Clusters) -> tuple[Estimate, ...]:
    return grouped_shares(marks, np.zeros(len(marks), dtype=np.int64), number=1, clusters=clusters).found[0]
