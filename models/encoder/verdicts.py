"""What the note encoder says, laid out by a codebook: by name, and only where it was taught that codebook."""

import numpy as np

from corpus.codebook import Codebook
from models.cue_facts import Verdicts
from models.encoder.encoder import NoteEncoder, Signals


def verdicts_of(signals: Signals, encoder: NoteEncoder, codebook: Codebook) -> Verdicts:
    """Return the encoder's verdicts in the order of the codebook's themes."""
    return verdicts_by_name(signals, encoder, codebook_id=codebook.id, themes=codebook.codes)


def verdicts_by_name(signals: Signals, encoder: NoteEncoder, *, codebook_id: str, themes: tuple[str, ...]) -> Verdicts:
    """Return the encoder's verdicts in the order of ``themes``, of themes only where the codebook is the encoder's."""
    if encoder.codebook_id != codebook_id or not set(themes) <= set(encoder.themes):
        return Verdicts(None, None, signals.practice)
    columns = np.array([encoder.themes.index(theme) for theme in themes])
    return Verdicts(signals.themes[:, columns], signals.polarities[:, columns], signals.practice)
