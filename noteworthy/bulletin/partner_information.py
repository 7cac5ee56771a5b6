"""How information flows in notes of two groups of cases: over all, and from partners alone."""

import numpy as np
import pandas as pd

from noteworthy.bulletin.note_themes import BoolArray, NoteThemes
from noteworthy.bulletin.roles import Roles
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.theme_differences import ThemeDifference, contrast, corrected

JUDGED = ("good", "poor")


def partner_information(
    notes: NoteThemes, theme: str, first: BoolArray, second: BoolArray, *, settings: Settings, roles: Roles
) -> list[ThemeDifference]:
    """Compare two groups of notes in a theme: among those that judge it, among all, and in passages on partners.

    A passage is on a partner where its coding says that it is about a partner's practice.
    """
    both, name = first | second, notes.name(theme)
    clusters = notes.take(both).clusters(settings)
    found = [_balance(notes, theme, first, both, settings)]
    partner = roles.actors.get("partner")
    for what, actor in ((name, None), *([(f"{name}, from a partner", partner)] if partner else [])):
        for polarity in JUDGED:
            marks = _borne(notes, theme, polarity, actor)[both]
            found.append(contrast(marks, first[both], clusters, what=what, theme=theme, polarity=polarity))
    return corrected(found, settings)


def _balance(notes: NoteThemes, theme: str, first: BoolArray, both: BoolArray, settings: Settings) -> ThemeDifference:
    """Compare the share with good practice among the notes of both groups that judge the theme at all."""
    judged = both & np.any([notes.bears(theme, polarity) for polarity in (*JUDGED, "mixed")], axis=0)
    return contrast(
        notes.bears(theme, "good")[judged],
        first[judged],
        notes.take(judged).clusters(settings),
        what=f"{notes.name(theme)}, of the notes that judge it",
        theme=theme,
        polarity="good",
    )


def _borne(notes: NoteThemes, theme: str, polarity: str, actor: str | None) -> BoolArray:
    """Tell of each note whether a passage judges the theme so, and is about this actor's practice if one is named."""
    codings = notes.data.codings
    chosen = np.asarray(pd.Categorical(codings["theme"]) == theme)
    chosen &= np.asarray(pd.Categorical(codings["polarity"]) == polarity)
    if actor is not None:
        chosen &= np.asarray(pd.Categorical(codings["actor"]) == actor)
    borne = np.zeros(len(notes.data.notes), dtype=bool)
    borne[codings["note"].to_numpy()[chosen]] = True
    return borne[notes.notes]
