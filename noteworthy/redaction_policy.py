"""The redaction policy: what is removed, what is made coarser, what is kept; data that a person can sign."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from corpus.configuration import read_toml
from corpus.errors import ReleaseRefusedError
from corpus.values import IDENTIFIER_TYPES, Identifier

_WORD = re.compile(r"\w+(?:['’]\w+)*")


class RedactionPolicy(BaseModel):
    """The section `[redaction]` of a policy file, which says what each entry means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dates: Literal["remove", "year", "month", "relative", "keep"] = "remove"
    ages: Literal["remove", "band", "keep"] = "remove"
    keep: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    certain_from: Annotated[float, Field(ge=0, le=1)] = 0.9
    sample: Annotated[int, Field(ge=0, le=1_000_000)] = 50

    @field_validator("keep")
    @classmethod
    def _are_known(cls, kinds: frozenset[str]) -> frozenset[str]:
        if unknown := sorted(kinds - set(IDENTIFIER_TYPES)):
            raise ValueError(f"'{unknown[0]}' is no type of identifier; there are: {', '.join(IDENTIFIER_TYPES)}")
        return kinds

    @field_validator("words")
    @classmethod
    def _folded(cls, words: frozenset[str]) -> frozenset[str]:
        return frozenset(word.casefold() for word in words)

    def applies_to(self, text: str, found: Iterable[Identifier]) -> list[Identifier]:
        """Return those finds that do not stay as they are."""
        return [one for one in found if not self._stays(text[one.start : one.end], one.type)]

    def _stays(self, words: str, kind: str) -> bool:
        if kind in self.keep or (kind == "DATE" and self.dates == "keep") or (kind == "AGE" and self.ages == "keep"):
            return True
        parts = [part.casefold() for part in _WORD.findall(words)]
        return bool(parts) and self.words.issuperset(parts)


class _PolicyFile(BaseModel):
    """A policy file; its other sections belong to others."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    redaction: RedactionPolicy = RedactionPolicy()


def read_redaction_policy(path: Path) -> RedactionPolicy:
    """Read the `[redaction]` section of a policy file."""
    return read_toml(path, _PolicyFile, error=ReleaseRefusedError).redaction


@cache
def default_redaction_policy() -> RedactionPolicy:
    """Return the policy that ships with the product."""
    return read_toml(files("noteworthy") / "data" / "policy.toml", _PolicyFile, error=ReleaseRefusedError).redaction
