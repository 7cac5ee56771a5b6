"""The shares of a theme in the parts of one dimension, such as each factor, or in words why none are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.store.counts import NOT_KNOWN
from noteworthy.web import words
from noteworthy.web.addresses import factor_path
from noteworthy.web.figures import Part, Share, scale_of

Values = Mapping[str, Mapping[str, Share]]
"""Shares by value of the dimension, and by polarity."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """What notes are divided by, as a page says it."""

    name: str
    heading: str
    what: str
    """What one part is."""
    unknown: str = "Not known"
    """What the notes are called of which it is not known."""


YEARS = Dimension("year", "Over the years", "year")
PLACES = (
    Dimension("factor", "By factor", "factor", "On no factor, or not known"),
    Dimension("organisation_kind", "By kind of organisation", "kind of organisation"),
    Dimension("provider", "By provider", "provider"),
    Dimension("region", "By region", "region"),
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one dimension, all notes first."""

    anchor: str
    heading: str
    first: str
    """What the column of names is headed."""
    parts: tuple[Part, ...] = ()
    scale: int = 100
    """Upper end, in per cent, of the scale that all are drawn on."""
    nothing: str = ""
    """Why there is nothing to compare."""


def parts_of(
    dimension: Dimension, values: Values, over_all: Mapping[str, Share], *, factors: Mapping[str, str]
) -> Parts:
    """Return a theme's shares part by part; ``factors`` are the names of those that have a page of their own."""
    linked = factors if dimension.name == "factor" else {}
    anchor, first = dimension.name.replace("_", "-"), words.sentence_case(dimension.what) or ""
    known = [value for value in values if value != NOT_KNOWN]
    if len(known) < 2:
        one = linked.get(known[0], words.readable(known[0])) if known else ""
        return Parts(anchor, dimension.heading, first, nothing=_nothing(dimension, one))
    found = [_part(dimension, value, shares, linked) for value, shares in values.items()]
    if linked:
        found.sort(key=lambda part: (part.path is None, part.name))
    parts = (Part("All notes", over_all["good"], over_all["poor"], whole=True), *found)
    scale = scale_of(share for part in parts for share in (part.good, part.poor))
    return Parts(anchor, dimension.heading, first, parts, scale)


def _part(dimension: Dimension, value: str, shares: Mapping[str, Share], linked: Mapping[str, str]) -> Part:
    name = dimension.unknown if value == NOT_KNOWN else linked.get(value, words.readable(value))
    return Part(name, shares["good"], shares["poor"], factor_path(value) if value in linked else None)


def _nothing(dimension: Dimension, one: str) -> str:
    if one:
        return f"All notes whose {dimension.what} is known are of one, {one}, so there is nothing to compare."
    return f"The {dimension.what} of these notes is not known, or there are too many to list, so nothing is compared."
