"""The parts that themes and kinds of texts play in the analyses: data, so that no analysis names a theme itself."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from corpus.configuration import read_toml
from corpus.errors import CodebookError
from noteworthy.bulletin.data import BulletinData


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kinds(_Entry):
    """Kinds of texts: those about cases, those about the system, and what each is called."""

    cases: tuple[str, ...]
    system: tuple[str, ...]
    names: dict[str, str] = Field(default_factory=dict)

    def name(self, kind: str) -> str:
        """Return a kind in words."""
        return self.names.get(kind, kind)


class Words(_Entry):
    """Words that the analyses leave out."""

    plain: frozenset[str] = frozenset()
    """Those that say who and when, rather than how well."""


class Topic(_Entry):
    """A matter that texts about the system are asked about."""

    id: str
    title: str
    codes: tuple[str, ...]
    """Codes of the landscape codebook."""
    roles: tuple[str, ...] = ()
    """Parts of themes of the first codebook, by which notes on cases speak of it."""
    interventions: tuple[str, ...] = ()
    """Kinds of intervention that a passage must be about to count; any where none is named."""
    actors: tuple[str, ...] = ()
    """Whose practice a passage must be about to count; anybody's where none is named."""


class Roles(_Entry):
    """Which theme plays which part, and what else the analyses of texts name."""

    roles: dict[str, str]
    kinds: Kinds
    actors: dict[str, str] = Field(default_factory=dict)
    words: Words = Words()
    topic: tuple[Topic, ...] = ()

    def theme(self, part: str, data: BulletinData) -> str | None:
        """Return the code of the theme that plays this part, or ``None`` where the codebook has no such theme."""
        code = self.roles.get(part)
        return code if any(theme.code == code for theme in data.themes) else None

    def missing(self, parts: Iterable[str], data: BulletinData) -> tuple[str, ...]:
        """Return those parts that no theme of this codebook plays."""
        return tuple(part for part in parts if self.theme(part, data) is None)


def read_roles(path: Path) -> Roles:
    """Read the parts from a TOML file, or raise ``CodebookError`` that says where it is wrong."""
    return read_toml(path, Roles, error=CodebookError)


@cache
def default_roles() -> Roles:
    """Return the parts that the themes of the shipped codebook play."""
    return read_toml(files("noteworthy.bulletin") / "data" / "roles.toml", Roles, error=CodebookError)
