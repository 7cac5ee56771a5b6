"""What the policy says of passages in a protected release: how many people must approve one, and which are proposed."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from corpus.configuration import read_toml
from corpus.errors import ReleaseRefusedError
from corpus.values import Polarity, Status

_Share = Annotated[float, Field(ge=0, le=1)]
_Number = Annotated[int, Field(ge=1, le=10_000)]


class NarrativesPolicy(BaseModel):
    """The section `[narratives]` of a policy file, which says what each entry means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    approvals: Annotated[int, Field(ge=1, le=9)] = 1
    sensitive_approvals: Annotated[int, Field(ge=0, le=9)] = 2
    most_of_a_case: _Number = 1
    shortest: _Number = 60
    longest: _Number = 320
    most_placeholders: Annotated[int, Field(ge=0, le=100)] = 2
    most_alike: _Share = 0.4
    each: _Number = 5
    polarities: tuple[Polarity, ...] = ("good", "poor")
    statuses: tuple[Status, ...] = ("observed",)

    @model_validator(mode="after")
    def _limits_fit_together(self) -> "NarrativesPolicy":
        if self.shortest > self.longest:
            raise ValueError("shortest is more than longest, so that no passage could be approved")
        if 0 < self.sensitive_approvals < self.approvals:
            raise ValueError("sensitive_approvals is less than approvals; make it at least as large, or 0 for never")
        return self

    def people_needed(self, *, sensitive: bool) -> int:
        """Return how many people must approve a passage; 0 where it may never be published."""
        return self.sensitive_approvals if sensitive else self.approvals


class _PolicyFile(BaseModel):
    """A policy file; its other sections belong to others."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    narratives: NarrativesPolicy = NarrativesPolicy()


def read_narratives_policy(path: Path) -> NarrativesPolicy:
    """Read the `[narratives]` section of a policy file; what it does not say is as shipped."""
    return read_toml(path, _PolicyFile, error=ReleaseRefusedError).narratives


@cache
def default_narratives_policy() -> NarrativesPolicy:
    """Return the policy that ships with the product."""
    return read_toml(files("noteworthy") / "data" / "policy.toml", _PolicyFile, error=ReleaseRefusedError).narratives
