"""k-anonymity: rows whose attributes, taken together, too few others share."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.errors import ReleaseRefusedError
from noteworthy.disclosure.policy import DisclosurePolicy


@dataclass(frozen=True, slots=True)
class RareRows:
    """What falls below k."""

    attributes: tuple[str, ...]
    combinations: tuple[tuple[tuple[str, ...], int], ...]
    """Values of the attributes and how many rows have them, the rarest first. Not for publication."""
    rows: tuple[int, ...]
    """Numbers of the rows that have one of these, from nought."""

    def sentence(self) -> str:
        """Say it, without the values."""
        by = ", ".join(self.attributes) or "no attribute"
        if not self.rows:
            return f"By {by}, no row stands out."
        return f"By {by}, {len(self.rows):,} rows in {len(self.combinations):,} combinations are shared by too few."


def rare_rows(rows: Sequence[Mapping[str, str]], attributes: Sequence[str], policy: DisclosurePolicy) -> RareRows:
    """Find the rows of which fewer than k have the same attributes.

    A value that is not known is a value like any other, since a reader sees that it is missing: give it a name.

    Source: Sweeney (2002), "k-anonymity: a model for protecting privacy".
    """
    for attribute in attributes:
        if any(attribute not in row for row in rows):
            raise ReleaseRefusedError(f"a row has no '{attribute}'; give each row all attributes, 'not known' too.")
    keys = [tuple(row[attribute] for attribute in attributes) for row in rows]
    rare = {key: number for key, number in Counter(keys).items() if number < policy.k}
    return RareRows(
        attributes=tuple(attributes),
        combinations=tuple(sorted(rare.items(), key=lambda one: (one[1], one[0]))),
        rows=tuple(number for number, key in enumerate(keys) if key in rare),
    )
