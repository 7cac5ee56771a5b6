"""Machine counts corrected for the machine's errors, where notes of the same corpus say how it errs.

The validation sample is those notes that coders agreed on and that the machine did not learn from: both read them.
Where there is none, or too few of them bear a theme, the count stays as it is and says so: error rates from another
corpus would be a guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from noteworthy.bulletin.content import Cell, Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import cells, count, counted, in_text, interval, remarks, text
from noteworthy.bulletin.note_themes import ANY, BoolArray, NoteThemes, theme_marks
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.shares import share_cells, share_columns
from noteworthy.bulletin.theme_shares import POLARITIES, group_numbers
from noteworthy.statistics.classifier_error import Validation, corrected_share
from noteworthy.statistics.estimates import Estimate
from noteworthy.statistics.proportions import share

FEWEST = 30
"""Notes that a validation sample must have to be one."""

COUNTED = (ANY, "good", "poor")


@dataclass(frozen=True, eq=False)
class ReadTwice:
    """Notes that coders and the machine both read, the machine without having learnt from them."""

    notes: NoteThemes
    """As coders read them."""
    machine: dict[str, BoolArray]
    """By polarity, which themes the machine found in them."""

    def validation(self, theme: str, polarity: str, rows: BoolArray | None = None) -> Validation:
        """Count where the two agree on a theme and polarity, in some rows or all."""
        column = self.notes.codes.index(theme)
        chosen = np.ones(len(self.notes), dtype=bool) if rows is None else rows
        return Validation.of(self.machine[polarity][chosen, column], self.notes.marks[polarity][chosen, column])


def read_twice(notes: NoteThemes) -> ReadTwice | None:
    """Return the validation sample among these notes; None where it is too small to be one."""
    data = notes.data
    learnt = data.notes["learnt_from"].to_numpy()[notes.notes] == 1
    rows = (notes.basis == "coders") & ~learnt & read_by_machine(data)[notes.notes]
    if int(rows.sum()) < FEWEST:
        return None
    some = notes.take(rows)
    codings = data.every_coding[np.asarray(pd.Categorical(data.every_coding["coder"]) == "machine")]
    return ReadTwice(some, theme_marks(codings, notes=some.notes, size=len(data.notes), codes=some.codes))


def read_by_machine(data: BulletinData) -> BoolArray:
    """Tell of each note whether the machine read it: it labelled it as a whole, whatever themes it found."""
    return np.asarray(pd.Categorical(data.notes["practice"]).codes >= 0, dtype=bool)


@dataclass(frozen=True, slots=True)
class CorrectedShare:
    """A theme and polarity in the notes that the machine alone read."""

    group: str
    theme: str
    polarity: str
    raw: Estimate
    validation: Validation
    own: bool
    """Whether the validation notes are of the same group, rather than of all."""
    corrected: Estimate


def corrected_shares(notes: NoteThemes, sample: ReadTwice, settings: Settings) -> list[CorrectedShare]:
    """Correct the machine's counts over all and by the groups that are compared."""
    machine = notes.of_basis("machine")
    groups, names = group_numbers(machine.attribute(settings.attribute))
    sampled = sample.notes.attribute(settings.attribute)
    parts: list[tuple[str, BoolArray, BoolArray | None]] = [("all notes", np.ones(len(machine), dtype=bool), None)]
    for place, name in enumerate(names):
        parts.append((name, np.asarray(groups) == place, np.asarray(sampled == name, dtype=bool)))
    clusters = machine.clusters(settings)
    found = []
    for name, rows, of_group in parts:
        for theme in machine.codes:
            for polarity in COUNTED:
                marks = machine.bears(theme, polarity)[rows]
                validation, own = _validation(sample, theme, polarity, of_group)
                some = clusters.take(rows)
                corrected = corrected_share(marks, validation=validation, clusters=some)
                raw = share(marks, clusters=some)
                found.append(CorrectedShare(name, theme, polarity, raw, validation, own, corrected))
    return found


def _validation(sample: ReadTwice, theme: str, polarity: str, rows: BoolArray | None) -> tuple[Validation, bool]:
    """Return how the machine errs in a group, or in all notes where the group's own are too few to say."""
    if rows is not None:
        own = sample.validation(theme, polarity, rows)
        if min(own.positives, own.negatives) >= FEWEST:
            return own, True
    return sample.validation(theme, polarity), False


def corrected_table(id: str, found: Sequence[CorrectedShare], notes: NoteThemes) -> Table:
    """Return corrected counts as a table, with what the correction rests on."""
    columns = (
        text("group", "Group", "The notes that are counted."),
        text("theme", "Theme", "Name of the theme."),
        text("polarity", "Judgement", "What is said of practice on it."),
        count("notes", "Notes", "Notes that the machine alone read: the denominator."),
        *share_columns("raw", "As counted", "notes in which the machine found it"),
        *interval("corrected", "Corrected", "Share that coders would have found, estimated."),
        text("validated_on", "Validated on", "Whose notes say how the machine errs."),
        count("hits", "Found by both", "Validation notes in which coders and machine found it."),
        count("misses", "Missed by the machine", "Validation notes in which coders alone found it."),
        count("false_alarms", "Added by the machine", "Validation notes in which the machine alone found it."),
        count("agreed_without", "Found by neither", "Validation notes in which neither found it."),
    )
    return Table(
        id=id,
        title="The machine's counts, corrected for its errors",
        columns=columns,
        rows=tuple(_row(one, notes) for one in found),
        denominator="Of the notes that the machine read, no coder read, and the machine did not learn from.",
        notes=remarks(
            (f"{one.group}, {in_text(notes.name(one.theme))}, {in_text(POLARITIES[one.polarity][0])}", each)
            for one in found
            for each in (one.raw, one.corrected)
        ),
    )


def _row(one: CorrectedShare, notes: NoteThemes) -> tuple[Cell, ...]:
    said = one.validation
    return (
        one.group,
        notes.name(one.theme),
        POLARITIES[one.polarity][0],
        one.raw.n,
        *share_cells(one.raw),
        *cells(one.corrected),
        "notes of the same group" if one.own else "all validation notes",
        said.true_positive,
        said.false_negative,
        said.false_positive,
        said.true_negative,
    )


def correction_sentence(notes: NoteThemes, sample: ReadTwice | None) -> str:
    """Say how the machine's errors were dealt with in this run."""
    if "machine" not in notes.bases:
        return "All notes that are counted were read by coders, so that no machine count needs correction."
    machine = len(notes.of_basis("machine"))
    if sample is None:
        return (
            f"{counted(machine, 'note was', 'notes were')} read by the machine alone, and no {FEWEST} notes of this "
            "corpus were read by coders too: its counts stand uncorrected."
        )
    return (
        f"{counted(machine, 'note was', 'notes were')} read by the machine alone; its counts are corrected by "
        f"{counted(len(sample.notes), 'note', 'notes')} that coders read too and that it did not learn from "
        "(Rogan and Gladen 1978; Lang and Reiczigel 2014)."
    )
