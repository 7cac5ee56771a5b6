"""Which sections a bulletin has, and how each is made: data in `data/sections.toml`."""

from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from corpus.configuration import read_toml
from corpus.errors import MappingError
from noteworthy.bulletin.measures import Role


class Outline(BaseModel):
    """A section before anything is counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    analysis: str
    """Name of what makes it from open data."""
    title: str
    question: str
    protected: str
    """``answers`` or ``themes``: the safe counts that it has in a protected bulletin; else why it has none."""
    roles: tuple[Role, ...] = ()
    by: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    section: tuple[Outline, ...]


@cache
def outlines() -> tuple[Outline, ...]:
    """Return the sections in their order."""
    return read_toml(files("noteworthy.bulletin") / "data" / "sections.toml", _File, error=MappingError).section
