"""Analysis 9: reasons against answers, how often what is written disagrees with what was answered.

An answer of yes says that practice was sufficient. A note that gives the reason and judges practice poor as a whole
disagrees with it, and so does a good one with a no. A mixed note, and one that judges nothing, agrees with either.
Disagreement is no error: a reason may name the exception. Which cases to look at is a list for the owner of the data
alone, and names no inspector.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from noteworthy.bulletin.content import Cell, Chart, Section, Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import count as count_column
from noteworthy.bulletin.figures import counted, in_text, reads, remarks, text
from noteworthy.bulletin.levels import level_of
from noteworthy.bulletin.note_themes import NOT_KNOWN, Basis, BoolArray, NoteThemes, note_themes
from noteworthy.bulletin.roles import Roles, default_roles
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.shares import grouped_shares, share_cells, share_columns
from noteworthy.bulletin.theme_shares import BASIS_WORDS, group_numbers
from noteworthy.statistics.estimates import Estimate

NUMBER = 9
TITLE = "Reasons against answers"
QUESTION = "How often does what is written disagree with what was answered?"
METHOD = (
    "Each note that gives the reason for a yes or no is compared by its label as a whole: a poor note for a yes, and a "
    "good one for a no, disagrees. Shares have Wilson intervals on the effective number of notes (Wilson 1927; Korn "
    "and Graubard 1998). The label is that of the coders where they read the note, else the machine's; a label that "
    "the machine does not stand by is left out."
)
LIMIT = "Disagreement is not error: a reason may name what was missing in work that was sufficient as a whole."
BY = (
    ("question", "Question"),
    ("factor", "Factor"),
    ("organisation_kind", "Kind of organisation"),
    ("year", "Financial year"),
)
LABELS = ("good", "mixed", "poor", "none")
OPPOSITE = {"yes": "poor", "no": "good"}


@dataclass(frozen=True, slots=True)
class CaseToCheck:
    """A case whose written reason and closed answer disagree: for the owner of the data, never for publication."""

    case: str
    note: str
    """Ids as the source has them."""
    judgement: str
    question: str
    factor: str
    answer: str
    text_says: str
    """good or poor: the label of the note as a whole."""
    said_by: str
    """coders or machine."""
    score: float | None
    """The machine's practice score, 0 (poor) to 1 (good)."""


CHECK_COLUMNS = tuple(field.name for field in fields(CaseToCheck))


@dataclass(frozen=True, eq=False)
class Reasons:
    """Notes that give the reason for a yes or a no, and their labels."""

    notes: NoteThemes
    answer: NDArray[np.str_]
    label: NDArray[np.str_]
    """good, poor, mixed or none; empty where the machine does not stand by its own."""

    @property
    def clear(self) -> BoolArray:
        """Whether the text judges practice good or poor as a whole."""
        return np.isin(self.label, ("good", "poor"))

    @property
    def disagrees(self) -> BoolArray:
        """Whether the text disagrees with the answer."""
        against = ((self.answer == "yes") & (self.label == "poor")) | ((self.answer == "no") & (self.label == "good"))
        return np.asarray(against, dtype=bool)

    def take(self, rows: BoolArray) -> "Reasons":
        """Return some of the notes."""
        return Reasons(self.notes.take(rows), self.answer[rows], self.label[rows])


def reasons(data: BulletinData, roles: Roles) -> Reasons:
    """Return the notes that give the reason for a yes or a no, with the label that counts."""
    notes = note_themes(data, kinds=roles.kinds.cases[:1])
    answer = np.array(
        [str(value) if isinstance(value, str) else "" for value in notes.attribute("answer")], dtype="U16"
    )
    labels = note_labels(data)[notes.notes]
    rows = np.isin(answer, tuple(OPPOSITE))
    return Reasons(notes.take(rows), answer[rows], labels[rows])


def note_labels(data: BulletinData) -> NDArray[np.str_]:
    """Return the label of each note as a whole: the coders' agreed one, else the machine's where it stands by it."""
    machine = np.array([str(one) if isinstance(one, str) else "" for one in data.notes["practice"]], dtype="U8")
    labels = np.where(data.notes["needs_review"].to_numpy() == 1, "", machine)
    agreed = data.readings[np.asarray(pd.Categorical(data.readings["coder"]) == "adjudicated", dtype=bool)]
    said = np.array([str(one) if isinstance(one, str) else "" for one in agreed["practice"]], dtype="U8")
    labels[agreed["note"].to_numpy()] = said
    return labels.astype("U8")


def section(data: BulletinData, settings: Settings, roles: Roles | None = None) -> Section:
    """Return how often reasons disagree with answers; where there is nothing to compare, why."""
    if data.kind == "protected":
        reason = "A protected release holds no notes, only safe counts; run this on the private database."
        return Section(NUMBER, TITLE, QUESTION, METHOD, unsupported=reason)
    found = reasons(data, roles or default_roles())
    if not len(found.notes):
        reason = "No note that counts gives the reason for an answer of yes or no."
        return Section(NUMBER, TITLE, QUESTION, METHOD, unsupported=reason)
    if not found.clear.any():
        reason = "No note that gives the reason for a yes or a no judges practice good or poor as a whole."
        return Section(NUMBER, TITLE, QUESTION, METHOD, unsupported=reason)
    table = disagreement_table("9b", found, settings)
    return Section(
        NUMBER,
        TITLE,
        QUESTION,
        f"{METHOD} {level_of(data, settings).words}",
        findings=tuple(_findings(found, settings)),
        tables=(answer_table("9a", found, settings), table),
        charts=(_chart(table),),
        limits=tuple(_limits(found)),
    )


def answer_table(id: str, found: Reasons, settings: Settings) -> Table:
    """Return what the notes say as a whole, by answer."""
    rows: list[tuple[Cell, ...]] = []
    named: list[tuple[str, Estimate]] = []
    for basis in found.notes.bases:
        some = found.take((found.notes.basis == basis) & (found.label != ""))
        marks = np.column_stack([some.label == label for label in LABELS])
        answers = np.where(some.answer == "yes", 0, 1)
        of = grouped_shares(marks, answers, number=2, clusters=some.notes.clusters(settings))
        for name, total, estimates in zip(("Yes", "No"), of.totals, of.found, strict=True):
            cells = [cell for one in estimates for cell in share_cells(one)]
            rows.append((name, BASIS_WORDS[basis], total, *cells))
            named += [(f"{name}, {BASIS_WORDS[basis]}", one) for one in estimates]
    columns = [
        text("answer", "Answer", "The inspector's answer; yes says that practice was sufficient."),
        text("coding", "Whose label", "Whose label of the note as a whole is counted."),
        count_column("notes", "Notes", "Notes that give the reason for that answer: the denominator."),
    ]
    words = {"good": "Good", "mixed": "Mixed", "poor": "Poor", "none": "Nothing judged"}
    for label in LABELS:
        columns += share_columns(label, words[label], f"notes that are {words[label].casefold()} as a whole")
    return Table(
        id=id,
        title="What the notes say as a whole, by the answer that they give the reason for",
        columns=tuple(columns),
        rows=tuple(rows),
        denominator="Of notes that give the reason for a yes or a no; other answers and unknown ones are left out.",
        notes=remarks(named),
    )


def disagreement_table(id: str, found: Reasons, settings: Settings) -> Table:
    """Return how often clear notes disagree with the answer: over all, and by what they are divided by."""
    rows: list[tuple[Cell, ...]] = []
    named: list[tuple[str, Estimate]] = []
    for basis in found.notes.bases:
        some = found.take((found.notes.basis == basis) & found.clear)
        for label, group, total, estimates in _divided(some, settings):
            cells = (cell for one in estimates for cell in share_cells(one))
            rows.append((label, group, BASIS_WORDS[basis], total, *cells))
            named += [(f"{label}, {in_text(group)}", one) for one in estimates]
    columns = (
        text("by", "Divided by", "What the notes are divided by."),
        text("group", "Group", "The part."),
        text("coding", "Whose label", "Whose label of the note as a whole is counted."),
        count_column("notes", "Clear notes", "Notes that judge practice good or poor as a whole: the denominator."),
        *share_columns("disagree", "Disagree", "clear notes that disagree with the answer"),
        *share_columns("poor_yes", "Poor, for a yes", "clear notes that are poor where the answer is yes"),
        *share_columns("good_no", "Good, for a no", "clear notes that are good where the answer is no"),
    )
    return Table(
        id=id,
        title="How often reasons disagree with answers",
        columns=columns,
        rows=tuple(rows),
        denominator="Of notes that give the reason for a yes or a no and judge practice good or poor as a whole.",
        notes=(LIMIT, *remarks(named)),
    )


def _divided(some: Reasons, settings: Settings) -> Iterator[tuple[str, str, int, tuple[Estimate, ...]]]:
    clusters = some.notes.clusters(settings)
    marks = np.column_stack(
        [some.disagrees, some.disagrees & (some.answer == "yes"), some.disagrees & (some.answer == "no")]
    )
    for attribute, label in (("", "All"), *BY):
        groups: Sequence[int] = [0] * len(some.notes)
        names = ["all notes"]
        if attribute:
            groups, names = group_numbers(some.notes.attribute(attribute))
        of = grouped_shares(marks, groups, number=len(names), clusters=clusters)
        for name, total, estimates in zip(names, of.totals, of.found, strict=True):
            if name == NOT_KNOWN or not total:
                continue
            yield label, some.notes.words(attribute, name) if attribute else name, total, estimates


def overall(found: Reasons, basis: Basis, settings: Settings) -> Estimate:
    """Return how often the clear notes of one basis disagree with the answer."""
    some = found.take((found.notes.basis == basis) & found.clear)
    marks = some.disagrees[:, None]
    return grouped_shares(marks, [0] * len(marks), number=1, clusters=some.notes.clusters(settings)).found[0][0]


def _findings(found: Reasons, settings: Settings) -> Iterator[str]:
    for basis in found.notes.bases:
        one = overall(found, basis, settings)
        if one.value is None:
            continue
        whose = "coders' labels" if basis == "coders" else "the machine's labels"
        number = round(one.value * one.n)
        yield (
            f"By {whose}, {number:,} of {counted(one.n, 'clear note', 'clear notes')} disagree with the answer that "
            f"they give the reason for: {reads(one)} (table 9b)."
        )


def _limits(found: Reasons) -> Iterator[str]:
    yield LIMIT
    unsure = int((found.label == "").sum())
    if unsure:
        yield f"{counted(unsure, 'note is', 'notes are')} left out, since the machine does not stand by its own label."
    if "machine" in found.notes.bases:
        yield "The machine's label errs: some of what it calls a disagreement is its own mistake; look at the notes."


def _chart(table: Table) -> Chart:
    return Chart(
        id=f"figure-{table.id}",
        table=table.id,
        kind="interval",
        title=table.title,
        category="group",
        values=("disagree_share",),
        series="coding" if len({row[2] for row in table.rows}) > 1 else "",
        description=(
            "A point and its interval for all notes and for each question, factor, kind of organisation and year: the "
            "share of clear notes that disagree with the answer."
        ),
    )


def cases_to_check(data: BulletinData, roles: Roles | None = None) -> tuple[CaseToCheck, ...]:
    """Return the cases whose reason and answer disagree, those that the machine is surest of first.

    They name cases as the source does, so that the owner can look them up, and no inspector. Of a public file there is
    no such list: raises ``ValueError``.
    """
    if data.kind != "private":
        raise ValueError("the list of cases to check is made from the private database alone")
    found = reasons(data, roles or default_roles())
    rows = np.flatnonzero(found.disagrees)
    score = data.notes["score"].to_numpy()[found.notes.notes[rows]]
    toward = np.where(found.label[rows] == "good", score, 1 - score)
    order = rows[np.lexsort((rows, -np.nan_to_num(toward, nan=0.5)))]
    return tuple(_to_check(found, int(row)) for row in order)


def _to_check(found: Reasons, row: int) -> CaseToCheck:
    data, note = found.notes.data, int(found.notes.notes[row])
    judgement, case = int(found.notes.judgements[row]), int(found.notes.cases[row])
    score = float(data.notes["score"].to_numpy()[note])

    def of_judgement(column: str) -> str:
        value = data.judgements[column].to_numpy()[judgement]
        return value if isinstance(value, str) else ""

    return CaseToCheck(
        case=str(data.cases["id"].iat[case]) if case >= 0 else "",
        note=str(data.notes["given_id"].iat[note] or data.notes["id"].iat[note]),
        judgement=str(data.notes["judgement_id"].iat[note]),
        question=of_judgement("question"),
        factor=of_judgement("factor"),
        answer=str(found.answer[row]),
        text_says=str(found.label[row]),
        said_by=str(found.notes.basis[row]),
        score=None if np.isnan(score) else score,
    )
