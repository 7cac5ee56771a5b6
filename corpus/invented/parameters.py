"""The parameters of invented cases: all that is put in, each marked ``published`` or ``assumed``, in one TOML file."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from corpus.configuration import read_toml
from corpus.errors import SourceError

Basis = Literal["published", "assumed"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True)


class _Parameter(_Entry):
    basis: Basis
    source: str = ""
    """Where it was published, or what else should be known of it."""

    @model_validator(mode="after")
    def _published_has_a_source(self) -> "_Parameter":
        if self.basis == "published" and not self.source:
            raise ValueError("a published parameter names its source")
        return self


class Number(_Parameter):
    """A number: a share, a count, a standard deviation or an effect in log-odds."""

    value: float


class Deviation(_Parameter):
    """A standard deviation in log-odds."""

    value: Annotated[float, Field(ge=0, le=10)]


class Count(_Parameter):
    """A whole number, at least 1."""

    value: Annotated[int, Field(ge=1, le=1_000_000)]


class Share(_Parameter):
    """A number between 0 and 1."""

    value: Annotated[float, Field(ge=0, le=1)]


class Month(_Parameter):
    """A month, as ``YYYY-MM``."""

    value: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class Shares(BaseModel):
    """The shares of several values, which sum to 1. None of them is published, so all are assumed."""

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)
    __pydantic_extra__: dict[str, Annotated[float, Field(ge=0, le=1)]]
    basis: Literal["assumed"]

    @model_validator(mode="after")
    def _sum_to_one(self) -> "Shares":
        if abs(sum(self.values.values()) - 1) > 1e-9:
            raise ValueError(f"the shares sum to {sum(self.values.values()):g}, not to 1")
        return self

    @property
    def values(self) -> dict[str, float]:
        """Value to share."""
        return self.__pydantic_extra__


class Size(_Entry):
    """How many cases, inspected when."""

    cases: Count
    first_month: Month
    last_month: Month

    @model_validator(mode="after")
    def _months_in_order(self) -> "Size":
        if self.first_month.value > self.last_month.value:
            raise ValueError(f"the first month, {self.first_month.value}, is after the last, {self.last_month.value}")
        return self


class Attributes(_Entry):
    """How the attributes of cases are spread."""

    crc: Share
    female: Share
    age_band: Shares
    ethnicity: Shares
    order_nps: Shares
    order_crc: Shares
    risk_nps: Shares
    risk_crc: Shares


class Spread(_Entry):
    """How much levels differ, as standard deviations in log-odds, and how many cases an officer has in the sample."""

    unit: Deviation
    officer: Deviation
    inspector: Deviation
    case: Deviation
    fewest_cases_an_officer: Count
    most_cases_an_officer: Count

    @model_validator(mode="after")
    def _fewest_are_not_more_than_most(self) -> "Spread":
        fewest, most = self.fewest_cases_an_officer.value, self.most_cases_an_officer.value
        if fewest > most:
            raise ValueError(f"an officer has at least {fewest} cases and at most {most}; turn them round")
        return self


class Factor(_Entry):
    """One desistance factor: how often a priority, and then how often available and sufficiently delivered."""

    priority: Share
    available: Share
    delivered: Share


class Contribution(_Entry):
    """What contracted providers, or partners, contribute to a priority factor."""

    involved: Share
    desistance: Share
    safety: Share
    weak: Number


class Contributions(_Entry):
    """Who contributes."""

    contracted_provider: Contribution
    partner: Contribution


class Whole(_Entry):
    """Questions about the case as a whole."""

    victims: Share
    coordinated: Share
    informed: Share
    applies: Share


class Effects(_Entry):
    """What moves answers up and down, in log-odds."""

    delivered_if_available: Number
    nps_delivered: Number
    nps_contribution_ete: Number
    nps_informed: Number
    high_risk_delivered: Number
    female_delivered: Number


class Outcome(_Entry):
    """Completion and reoffending of cases supervised well, and how far the others are from them."""

    completed_well: Share
    completed_difference: Number
    reoffended_well: Share
    reoffended_difference: Number

    @model_validator(mode="after")
    def _shares_of_the_others_are_shares(self) -> "Outcome":
        for name in ("completed", "reoffended"):
            well, difference = getattr(self, f"{name}_well").value, getattr(self, f"{name}_difference").value
            if not 0 <= well - difference <= 1:
                raise ValueError(f"{name}_well less {name}_difference is {well - difference:g}, which is no share")
        return self


class Parameters(_Entry):
    """All that is put into invented cases."""

    seed: int
    size: Size
    shares: Attributes
    spread: Spread
    factor: dict[str, Factor]
    contribution: Contributions
    whole: Whole
    effect: Effects
    outcome: Outcome


def read_parameters(path: Path) -> Parameters:
    """Read a parameter file; a fault in it is a ``SourceError`` that names the place."""
    return read_toml(path, Parameters, error=SourceError)


@cache
def demonstration_parameters() -> Parameters:
    """Return the parameters of the demonstration corpus."""
    return read_toml(files("corpus") / "demo" / "parameters.toml", Parameters, error=SourceError)
