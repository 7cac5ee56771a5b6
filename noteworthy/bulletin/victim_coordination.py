"""Whether work is coordinated where victims are concerned: notes about victims beside other notes."""

import numpy as np

from noteworthy.bulletin.measures import measure_of
from noteworthy.bulletin.note_themes import ANY, BoolArray, NoteThemes
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.theme_differences import ThemeDifference, contrast, corrected

ASKED = "victims"
"""Role of the closed question on victims."""


def victim_coordination(
    notes: NoteThemes, coordination: str, victims: str, settings: Settings
) -> list[ThemeDifference] | None:
    """Compare coordination in notes about victims with that in others; ``None`` where all notes are, or none is.

    A note is about victims where it bears the theme of their protection or gives the reason for an answer on them.
    """
    about = notes.bears(victims) | _asked_about_victims(notes, settings)
    if not about.any() or about.all():
        return None
    clusters, what = notes.clusters(settings), notes.name(coordination)
    return corrected(
        [
            contrast(
                notes.bears(coordination, polarity), about, clusters, what=what, theme=coordination, polarity=polarity
            )
            for polarity in (ANY, "good", "poor")
        ],
        settings,
    )


def _asked_about_victims(notes: NoteThemes, settings: Settings) -> BoolArray:
    questions = notes.attribute("question")
    wanted = [measure_of(str(one), settings.measure).role == ASKED for one in questions.categories]
    return np.asarray(np.append(np.array(wanted, dtype=bool), False)[questions.codes], dtype=bool)
