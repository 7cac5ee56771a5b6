"""The disclosure policy: every limit that decides whether a count is published, as data that a person can sign."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from corpus.configuration import read_toml
from corpus.errors import ReleaseRefusedError

Limit = Annotated[int, Field(ge=1, le=1_000)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Sensitive(_Entry):
    """What makes a count sensitive: a dimension that divides it, or a category that it is of."""

    dimensions: Annotated[frozenset[str], Field(strict=False)] = frozenset()
    categories: dict[str, Annotated[frozenset[str], Field(strict=False)]] = {}
    """Dimension to those of its categories that are sensitive."""

    def is_touched_by(self, pairs: tuple[tuple[str, str], ...]) -> bool:
        """Say whether a count of these (dimension, category) pairs is sensitive."""
        return any(
            dimension in self.dimensions or category in self.categories.get(dimension, frozenset())
            for dimension, category in pairs
        )


RareRowsRule = Literal["report", "suppress", "refuse"]


class Rows(_Entry):
    """What is done about rows whose attributes, taken together, fewer than k others share."""

    authored: RareRowsRule = "report"
    """Where every source is invented: its cases are nobody's."""
    others: RareRowsRule = "suppress"
    attributes: Annotated[tuple[str, ...], Field(strict=False)] = (
        "organisation", "provider", "programme", "region", "year", "risk_level", "order_type", "ethnicity", "age_band",
        "sex", "organisation_kind", "completed", "reoffended",
    )  # fmt: skip
    """Columns of cases that somebody may know of a person, in the order in which they are given up."""


class DisclosurePolicy(_Entry):
    """The limits; `docs/disclosure.md` gives the reason of each."""

    threshold: Limit
    """The smallest count that is published, noughts apart."""
    sensitive_threshold: Limit
    rounding_base: Limit
    smallest_percentage_base: Limit
    k: Limit
    suppress_zeros: bool
    whole_groups: Literal["never", "sensitive", "always"]
    """Whether a group is hidden of which all fall into one category, so that the category is known of each of them."""
    measures: Annotated[tuple[str, ...], Field(strict=False)]
    """What is counted, from the largest unit to the smallest: every count of one is at most that of the next."""
    sensitive: Sensitive
    rows: Rows = Rows()

    @model_validator(mode="after")
    def _limits_fit_together(self) -> "DisclosurePolicy":
        if self.sensitive_threshold < self.threshold:
            raise ValueError("sensitive_threshold is less than threshold; make it at least as large")
        if self.rounding_base // 2 >= self.threshold:
            raise ValueError("rounding_base is twice the threshold or more, so that counts to publish round to nought")
        if len(set(self.measures)) < len(self.measures):
            raise ValueError("measures names one thing twice; name each once")
        return self

    @property
    def hides_noughts(self) -> bool:
        """Whether a nought may be hidden, so that a hidden count may be one."""
        return self.suppress_zeros or self.whole_groups != "never"

    def threshold_of(self, pairs: tuple[tuple[str, str], ...]) -> int:
        """Return the smallest count of these (dimension, category) pairs that may be published."""
        return self.sensitive_threshold if self.sensitive.is_touched_by(pairs) else self.threshold

    def rounded(self, count: int) -> int:
        """Round to the nearest multiple of the base, and halves up, so that a reader can reckon with it."""
        base = self.rounding_base
        return (count + base // 2) // base * base

    def range_of(self, shown: int, *, threshold: int) -> tuple[int, int]:
        """Return the least and the greatest count that a published one can stand for, to a reader of this policy.

        Such a reader knows the rounding, and that what is published is either nought or no less than the threshold.
        """
        base = self.rounding_base
        if shown == 0 or shown % base:
            return shown, shown  # what is no multiple of the base was never rounded
        low, high = shown - base // 2, shown + (base - 1) // 2
        return (max(low, threshold) if high >= threshold else low), high


class _PolicyFile(BaseModel):
    """A policy file; its other sections belong to others."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    disclosure: DisclosurePolicy | None = None


def read_policy(path: Path) -> DisclosurePolicy:
    """Read the `[disclosure]` section of a policy file; the one that ships where it has none."""
    return read_toml(path, _PolicyFile, error=ReleaseRefusedError).disclosure or default_policy()


@cache
def default_policy() -> DisclosurePolicy:
    """Return the policy that ships with the product."""
    file = files("noteworthy") / "data" / "policy.toml"
    shipped = read_toml(file, _PolicyFile, error=ReleaseRefusedError).disclosure
    if shipped is None:
        raise ReleaseRefusedError(f"{file} has no section [disclosure]; install Noteworthy anew.")
    return shipped
