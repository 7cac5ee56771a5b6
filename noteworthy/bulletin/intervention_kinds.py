"""Kinds of intervention that passages are about, and how these were judged: by theme, and by kind of text.

Only some passages say which kind of intervention they are about. Nothing is inferred for the others.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from noteworthy.bulletin.content import Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import count, in_text, text
from noteworthy.bulletin.frame_codings import FrameCodings
from noteworthy.bulletin.judged_passages import DENOMINATOR, Balance, JudgedPassages, balance_columns, balance_remarks
from noteworthy.bulletin.note_themes import NoteThemes
from noteworthy.bulletin.roles import Roles
from noteworthy.bulletin.theme_shares import group_numbers

POLARITIES = ("good", "poor", "mixed", "context")
ALL = "all themes"


def intervention_table(id: str, parts: list[tuple[str, JudgedPassages]], data: BulletinData) -> Table:
    """Return how passages on each kind of intervention were judged: over all themes, by theme, and by kind of text."""
    rows: list[tuple[str, str, str, Balance]] = []
    for kind, passages in parts:
        rows += [(kind, *row) for row in _rows(passages, data)]
    return Table(
        id=id,
        title="Kinds of intervention, by theme and kind of text",
        columns=(
            text("kind", "Texts", "Kind of text; each is kept apart."),
            text("intervention", "Kind of intervention", "What the passage is about."),
            text("theme", "Theme", "Theme of the passage."),
            *balance_columns(),
        ),
        rows=tuple((kind, about, theme, *balance.cells()) for kind, about, theme, balance in rows),
        denominator=DENOMINATOR,
        notes=(
            "Passages that do not say which kind of intervention they are about are left out.",
            *balance_remarks(
                (f"{kind}, {in_text(intervention)}, {in_text(theme)}", balance)
                for kind, intervention, theme, balance in rows
            ),
        ),
    )


def _rows(passages: JudgedPassages, data: BulletinData) -> Iterator[tuple[str, str, Balance]]:
    known = passages.take(passages.intervention.codes >= 0)
    if not len(known):
        return
    notes, codes = passages.notes, len(passages.notes.codes)
    groups, names = group_numbers(known.intervention)
    numbers = np.asarray(groups, dtype=np.int64)
    of_kind = known.balances(numbers, len(names))
    of_both = known.balances(numbers * codes + known.themes, len(names) * codes)
    for place, name in enumerate(names):
        label = data.interventions.get(name) or name
        yield label, ALL, of_kind[place]
        for theme, code in enumerate(notes.codes):
            balance = of_both[place * codes + theme]
            if balance.passages:
                yield label, notes.name(code), balance


def code_table(id: str, data: BulletinData, frame: FrameCodings, roles: Roles) -> Table | None:
    """Return which landscape codes stand in sentences about each kind of intervention; None where none do.

    A sentence is about a kind of intervention where a coding with the first codebook says so.
    """
    sentences = _sentences_about(data)
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    kinds = data.notes["kind"].to_numpy()
    for note, code, polarity, start in zip(
        frame.note.tolist(), frame.code.tolist(), frame.polarity.tolist(), frame.start.tolist(), strict=True
    ):
        for intervention in sentences.get((note, start), ()):
            key = (str(kinds[note]), intervention, frame.codebook.theme[code].name)
            counts = found.setdefault(key, dict.fromkeys(POLARITIES, 0))
            counts[polarity] += 1
    if not found:
        return None
    order = {kind: place for place, kind in enumerate((*roles.kinds.cases, *roles.kinds.system))}
    keys = sorted(found, key=lambda key: (order.get(key[0], len(order)), key[1:]))
    return Table(
        id=id,
        title="Landscape codes in sentences about each kind of intervention",
        columns=(
            text("kind", "Texts", "Kind of text; each is kept apart."),
            text("intervention", "Kind of intervention", "What the sentence is about."),
            text("code", "Landscape code", "Code of the landscape codebook."),
            count("sentences", "Sentences", "Sentences about it with this code."),
            count("good", "Good", "Of these, those that judge it good."),
            count("poor", "Poor", "Of these, those that judge it poor."),
            count("mixed", "Mixed", "Of these, those that judge it both."),
            count("context", "Not judged", "Of these, those that judge nothing."),
        ),
        rows=tuple(
            (
                roles.kinds.name(kind),
                data.interventions.get(intervention) or intervention,
                code,
                sum(found[kind, intervention, code].values()),
                *(found[kind, intervention, code][polarity] for polarity in POLARITIES),
            )
            for kind, intervention, code in keys
        ),
        denominator="Counts of sentences; few sentences say which kind of intervention they are about, so no shares.",
    )


def _sentences_about(data: BulletinData) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return the kinds of intervention that sentences are about, by note and where the sentence starts."""
    codings = data.codings
    values = pd.Categorical(codings["intervention"])
    rows = np.flatnonzero(values.codes >= 0)
    starts = np.append(data.sentences["start"].to_numpy(), -1)[codings["sentence"].to_numpy()[rows]]
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for note, start, name in zip(codings["note"].to_numpy()[rows].tolist(), starts.tolist(), values[rows], strict=True):
        here = found.get((note, start), ())
        found[note, start] = here if name in here else (*here, str(name))
    return found


def note_kind(notes: NoteThemes, kinds: tuple[str, ...]) -> NoteThemes:
    """Return the notes of some kinds only."""
    return notes.take(np.isin(notes.attribute("kind"), kinds))
