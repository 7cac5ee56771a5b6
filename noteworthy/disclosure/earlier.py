"""What was published before of the very same people: a reader has it beside whatever is published next."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from noteworthy.disclosure.tables import Cell, CountTable


@dataclass(frozen=True, slots=True)
class Earlier:
    """Earlier publications together. Two that divide people otherwise have cells of their own, under other names."""

    tables: tuple[CountTable, ...] = ()
    """Their tables with the true counts, as far as they divide otherwise than the next publication."""
    told: Mapping[Cell, tuple[int, int]] = field(default_factory=dict)
    """What a published count can stand for: the least and the greatest."""
    hidden: frozenset[Cell] = frozenset()
    """What every one of them hid."""

    def __bool__(self) -> bool:
        return bool(self.told or self.hidden)
