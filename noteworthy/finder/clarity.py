"""How clear an example a passage is: what makes one passage worth reading before another, whatever was asked."""

from corpus.values import Polarity, Status

JUDGED: dict[Polarity, float] = {"good": 1.0, "poor": 1.0, "mixed": 0.75, "context": 0.4}
"""A passage that judges practice one way shows more than one that does both or neither."""

SEEN: dict[Status, float] = {"observed": 1.0, "reported": 0.7, "planned": 0.6, "hypothetical": 0.6, "normative": 0.5}
"""What was seen shows more than what was said, planned or wished."""

READABLE = range(40, 321)
"""Characters that an example should have: fewer show too little, more are not read."""

LENGTH_UNREADABLE = 0.7
MACHINE = 0.9
"""What the machine is sure of weighs as much less than what coders agreed."""

LEVELS = 40
"""Steps of clarity that are told apart: within a step, passages are mixed."""


def clarity(polarity: Polarity, status: Status, confidence: float | None, length: int) -> float:
    """Return the clarity of a coding, 0 to 1; `confidence` is ``None`` where coders agreed, `length` in characters."""
    sure = 1.0 if confidence is None else MACHINE * confidence
    readable = 1.0 if length in READABLE else LENGTH_UNREADABLE
    return JUDGED[polarity] * SEEN[status] * sure * readable


def level(clearness: float) -> int:
    """Return the step of a coding's clarity, 1 to ``LEVELS``: what is not coded is below."""
    return max(1, round(clearness * LEVELS))
