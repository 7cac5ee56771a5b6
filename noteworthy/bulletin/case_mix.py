"""Who was supervised in two groups of cases: what a comparison is adjusted for, and how unlike the groups are in it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from noteworthy.bulletin.content import Cell, Column, Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import count, listed, text
from noteworthy.bulletin.groups import Groups
from noteworthy.bulletin.settings import Settings
from noteworthy.statistics.comparisons import EffectSize, effect_size

_APART = 0.8
"""Cohen's h from which a value is so unlike in the groups that adjusting for it leans on the model."""
_NOT_KNOWN = "not known"


@dataclass(frozen=True, eq=False)
class CaseMix:
    """Attributes of the supervised person: a value a case, None where it is not known."""

    values: dict[str, np.ndarray]

    @property
    def words(self) -> str:
        """Return the attributes in words."""
        return listed([name.replace("_", " ") for name in self.values])


def case_mix_of(data: BulletinData, settings: Settings, groups: Groups) -> CaseMix:
    """Return the attributes of the settings that the data hold, but for the one whose groups are compared."""
    held = [name for name in settings.case_mix if name != groups.attribute and data.cases[name].notna().any()]
    return CaseMix({name: data.values_of(name) for name in held})


def case_mix_table(mix: CaseMix, groups: Groups) -> Table:
    """Return how many cases of either group have each value."""
    one, other = groups.names
    rows: list[tuple[Cell, ...]] = [
        (name.replace("_", " "), value, *_part(flags, groups.first), *_part(flags, groups.second),
         _unlike(flags, groups).words)
        for name, value, flags in _levels(mix, groups)
    ]  # fmt: skip
    return Table(
        "3e",
        "Who was supervised in either group",
        (
            text("attribute", "Attribute", "Attribute of the supervised person."),
            text("value", "Value", "Its value."),
            count("first", f"{one}: cases", f"Cases of {one} with this value."),
            count("first_of", f"{one}: all", f"All cases of {one}."),
            Column("first_share", f"{one}: share", "share", "The first as a share of the second."),
            count("second", f"{other}: cases", f"Cases of {other} with this value."),
            count("second_of", f"{other}: all", f"All cases of {other}."),
            Column("second_share", f"{other}: share", "share", "The first as a share of the second."),
            text("size", "Size", "How unlike the two shares are, by Cohen's h."),
        ),
        tuple(rows),
        "Shares are of all cases of the group; where the value is not known, that is a value of its own.",
    )


def little_overlap(mix: CaseMix, groups: Groups) -> Iterator[str]:
    """Say of which attributes the groups are so unlike that few cases of one compare with cases of the other."""
    far: dict[str, list[str]] = {}
    for name, value, flags in _levels(mix, groups):
        if abs(_unlike(flags, groups).h) >= _APART:
            far.setdefault(name, []).append(value.replace("_", " "))
    for name, values in far.items():
        quoted = listed([f"‘{value}’" for value in values])
        yield (
            f"{groups.names[0]} and {groups.names[1]} are very unlike in {name.replace('_', ' ')} ({quoted}): few "
            "cases of one compare with cases of the other in that, so the adjustment leans on the model (table 3e)."
        )


def _levels(mix: CaseMix, groups: Groups) -> Iterator[tuple[str, str, np.ndarray]]:
    for name, values in mix.values.items():
        held = {one for one in values[groups.either].tolist() if one is not None}
        yield from ((name, value, values == value) for value in sorted(held))
        unknown = np.array([one is None for one in values.tolist()], dtype=bool)
        if (unknown & groups.either).any():
            yield name, _NOT_KNOWN, unknown


def _part(flags: np.ndarray, group: np.ndarray) -> tuple[int, int, float]:
    some, of = int((flags & group).sum()), int(group.sum())
    return some, of, some / of


def _unlike(flags: np.ndarray, groups: Groups) -> EffectSize:
    return effect_size(_part(flags, groups.first)[2], _part(flags, groups.second)[2])
