"""Closed questions that the analyses know, and how an export may word them: data in `measures.toml`, not code."""

import re
from collections.abc import Sequence
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

Role = Literal[
    "priority", "available", "delivered", "contribution", "victims", "coordination", "information", "unrecognised"
]
"""What a question is to the analyses: several contributions are told apart by who contributes, and to what."""


class Measure(BaseModel):
    """A closed question whose answers are counted; yes is what practice should be, but for a priority."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    name: str
    """What yes means, as a table names it: short, without a stop."""
    role: Role
    per_factor: bool = False
    """Whether it is asked about each factor, rather than about the case as a whole."""
    contributor: str = ""
    aim: str = ""
    """Who contributes, and to what: words for people; for contributions only."""
    precedence: int = 0
    """Of several measures that ask a question, the one with the highest is taken."""
    patterns: tuple[str, ...] = ()
    """Regular expressions, one of which a question must hold; letter case and white space do not matter."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for pattern in self.patterns:
            try:
                re.compile(pattern)
            except re.error as problem:
                raise ValueError(f"'{pattern}' is no regular expression: {problem}") from None
        if (self.role == "contribution") != bool(self.contributor and self.aim):
            raise ValueError(f"'{self.code}': a contribution, and nothing else, has a contributor and an aim")
        return self

    def asks(self, question: str) -> bool:
        """Tell whether a question, folded and with single spaces, is this one."""
        return any(re.search(pattern, question) for pattern in self.patterns)


def measure_of(question: str, measures: Sequence[Measure]) -> Measure:
    """Return the measure that asks this question, the one of the highest precedence.

    Where none does, the question is a measure of its own, so that it is counted and compared all the same.
    """
    folded = " ".join(question.casefold().split())
    known = max((one for one in measures if one.asks(folded)), key=lambda one: one.precedence, default=None)
    return known or Measure(code=question, name=question, role="unrecognised")
