"""Roles of reviewers, as they may be published: those of a short list, since what somebody types may be a name."""

from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from corpus.configuration import read_toml
from corpus.errors import NoteworthyError

OTHER_ROLE = "reviewer"
"""Stands for every role that is not on the list."""


class _Roles(BaseModel):
    """The file `noteworthy/data/review_roles.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    roles: tuple[str, ...]


@cache
def known_roles() -> tuple[str, ...]:
    """Return the roles that are published as they are."""
    return read_toml(files("noteworthy") / "data" / "review_roles.toml", _Roles, error=NoteworthyError).roles


def published_role(role: str) -> str:
    """Return what a manifest may say of a role: itself where it is on the list, in whatever capitals.

    >>> published_role("Inspector"), published_role("Dana Oz, inspector")
    ('inspector', 'reviewer')
    """
    typed = " ".join(role.split()).casefold()
    return next((known for known in known_roles() if known.casefold() == typed), OTHER_ROLE)
