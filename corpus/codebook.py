"""The codebook: the themes that passages are coded with, as data that a user can replace.

The form is that of a structured team codebook (a definition, when to use, when not to use, cues), after MacQueen,
McLellan, Kay and Milstein (1998), "Codebook development for team-based qualitative analysis".
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from corpus.configuration import content_hash, read_toml
from corpus.errors import CodebookError


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Cues(_Entry):
    """Phrases that point at a theme, sorted by the judgement that they carry by themselves.

    Matched on whole words, whatever the case. ``good`` and ``poor`` carry their polarity unless the context changes
    it ("no delays"); ``topic`` names the theme and leaves the polarity to the words around it.
    """

    good: tuple[str, ...] = ()
    poor: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()

    def phrases(self) -> Iterator[tuple[Literal["good", "poor", "topic"], str]]:
        """Yield (polarity of the list, phrase)."""
        for phrase in self.good:
            yield "good", phrase
        for phrase in self.poor:
            yield "poor", phrase
        for phrase in self.topic:
            yield "topic", phrase


class Theme(_Entry):
    """One code of the codebook."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    core: bool = False
    definition: str
    use: str
    not_use: str = ""
    confused_with: tuple[str, ...] = ()
    cues: Cues = Cues()


class Term(_Entry):
    """A code of a closed list (a desistance factor, an actor, a kind of intervention) with its name for people."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    also: tuple[str, ...] = ()
    """Other spellings that exports use for it."""


class Codebook(_Entry):
    """A coding frame: themes in their order, closed lists, and the words that judge practice in general."""

    id: str
    title: str
    version: str
    language: str = "en"
    theme: tuple[Theme, ...] = Field(min_length=1)
    factor: tuple[Term, ...] = ()
    actor: tuple[Term, ...] = ()
    intervention: tuple[Term, ...] = ()
    practice: Cues = Cues()

    @model_validator(mode="after")
    def _codes_are_unique_and_known(self) -> "Codebook":
        counts = Counter(theme.code for theme in self.theme)
        twice = [code for code, n in counts.items() if n > 1]
        if twice:
            raise ValueError(f"theme '{twice[0]}' stands twice")
        for theme in self.theme:
            unknown = [code for code in theme.confused_with if code not in counts]
            if unknown:
                raise ValueError(f"theme '{theme.code}' is said to be confused with '{unknown[0]}', which is no theme")
        return self

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes of the themes, in the codebook's order."""
        return tuple(theme.code for theme in self.theme)

    @cached_property
    def core(self) -> tuple[str, ...]:
        """Codes of the core themes, in the codebook's order."""
        return tuple(theme.code for theme in self.theme if theme.core)

    @cached_property
    def hash(self) -> str:
        """Content hash: 12 hex digits."""
        return content_hash(self)

    def named(self, code: str) -> Theme:
        """Return the theme with this code; raise ``CodebookError`` naming the codes that exist."""
        for theme in self.theme:
            if theme.code == code:
                return theme
        raise CodebookError(f"no theme '{code}' in codebook '{self.id}'; it has: {', '.join(self.codes)}.")


def read_codebook(path: Path) -> Codebook:
    """Read a codebook from a TOML file."""
    return read_toml(path, Codebook, error=CodebookError)


@cache
def landscape_codebook() -> Codebook:
    """Return the second codebook that ships with the product: the interventions landscape, for texts about a system."""
    return read_toml(files("corpus") / "data" / "landscape.toml", Codebook, error=CodebookError)


@cache
def default_codebook() -> Codebook:
    """Return the codebook that ships with the product: probation, fifteen themes."""
    return read_toml(files("corpus") / "data" / "codebook.toml", Codebook, error=CodebookError)
