"""What a bulletin is asked to do: which groups to compare, what to adjust for, and the seed of what is drawn."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from corpus.configuration import read_toml
from corpus.errors import MappingError
from corpus.values import Case
from noteworthy.bulletin.measures import Measure

_ATTRIBUTES = frozenset(Case.__slots__) - {"case_id", "inspected"} | {"year"}


class Settings(BaseModel):
    """The settings of one bulletin; `data/settings.toml` has the defaults and says what each is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    attribute: str
    groups: tuple[str, ...] = ()
    asked_for: bool = False
    """Whether somebody named the groups, so that others may not be taken in their place."""
    case_mix: tuple[str, ...]
    clusters: tuple[tuple[str, ...], ...]
    crossing: tuple[str, ...] = ()
    fewest_clusters: int = Field(ge=2)
    fewest_in_level: int = Field(ge=1)
    protection_by: tuple[str, ...]
    in_order: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    available_above: float = Field(gt=0, lt=1)
    delivered_below: float = Field(gt=0, lt=1)
    supervised_well_from: float = Field(gt=0, le=1)
    false_discovery_rate: float = Field(gt=0, lt=1)
    seed: int
    measure: tuple[Measure, ...]

    @model_validator(mode="after")
    def _names_attributes(self) -> Self:
        named = [self.attribute, *self.case_mix, *self.crossing, *self.protection_by, *self.in_order]
        named += [column for columns in self.clusters for column in columns]
        if unknown := sorted(set(named) - _ATTRIBUTES):
            raise ValueError(f"'{unknown[0]}' is no attribute of a case; there are: {', '.join(sorted(_ATTRIBUTES))}")
        if len(self.groups) not in (0, 2) or len(set(self.groups)) != len(self.groups):
            raise ValueError("a comparison is of two different groups; name two, or none for the two largest")
        return self

    def ordered(self, attribute: str, values: Iterable[str]) -> list[str]:
        """Return an attribute's values in their natural order, and after these, by the alphabet, all others."""
        place = {value: number for number, value in enumerate(self.in_order.get(attribute, ()))}
        return sorted(values, key=lambda value: (place.get(value, len(place)), value))

    def comparing(self, attribute: str, groups: tuple[str, ...] = ()) -> "Settings":
        """Return these settings with other groups to compare, as somebody asked for them."""
        changed = {"attribute": attribute, "groups": tuple(groups), "asked_for": bool(groups)}
        return checked_settings({**self.model_dump(), **changed}, where="the comparison asked for")


class _Any(BaseModel):
    model_config = ConfigDict(extra="allow")


def read_settings(file: Path | None = None) -> Settings:
    """Return the default settings, with whatever a file of the user's own sets instead."""
    if file is None:
        return _defaults()
    given = read_toml(file, _Any, error=MappingError).model_dump()
    return checked_settings({**_defaults().model_dump(), **given}, where=str(file))


def checked_settings(values: dict[str, Any], *, where: str) -> Settings:
    """Return settings made of these values, or raise `MappingError` naming the place that is wrong."""
    from pydantic import ValidationError

    try:
        return Settings.model_validate(values)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(map(str, first["loc"]))
        at = f" at '{place}':" if place else ""
        raise MappingError(f"{where}:{at} {first['msg'].removeprefix('Value error, ')}; correct it there.") from None


@cache
def _defaults() -> Settings:
    folder = files("noteworthy.bulletin") / "data"
    values = {**_values(folder / "settings.toml"), **_values(folder / "measures.toml")}
    return checked_settings(values, where="settings.toml")


def _values(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
