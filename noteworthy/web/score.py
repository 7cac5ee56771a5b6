"""What a note's practice score was built from, in words: which sentences raised it and which lowered it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.note_components import components
from noteworthy.web.facts import SentenceFacts

_SLIGHT = 0.1
"""Nearer to nought than this, a component neither raises nor lowers."""


@dataclass(frozen=True, slots=True)
class Component:
    """One part of the score."""

    name: str
    value: float
    """-1 (poor) to 1 (good)."""
    sentence: int | None
    """Number of the sentence that it is about; ``None`` where it is about all."""

    @property
    def effect(self) -> str:
        """What it does to the score."""
        if abs(self.value) < _SLIGHT:
            return "makes little difference"
        return "raises the score" if self.value > 0 else "lowers the score"


def components_of(sentences: Sequence[SentenceFacts]) -> tuple[Component, ...]:
    """Return the parts of a note's score in the order in which a page tells them; none without scored sentences."""
    scored = [sentence for sentence in sentences if sentence.scores]
    if not scored:
        return ()
    practice = np.array([sentence.scores for sentence in scored])
    balance, last, worst, best = (float(value) for value in components(practice))
    lean = practice[:, 0] - practice[:, 1]
    low, high = scored[int(lean.argmin())].number, scored[int(lean.argmax())].number
    parts = [Component("Good against poor, over all that it says", balance, None)]
    if len(scored) > 1:
        parts += [
            Component("Its best sentence", best, high),
            Component("Its worst sentence", worst, low),
            Component("Its last sentence, which often sums up", last, scored[-1].number),
        ]
    return tuple(parts)
