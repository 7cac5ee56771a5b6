"""What disclosure control did, for the person who signs."""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass

from noteworthy.disclosure.audit import Audit, Interval
from noteworthy.disclosure.tables import Cell


@dataclass(frozen=True, slots=True)
class Report:
    """Numbers of cells, each counted once however many tables it stands in. It says nothing that hidden ones hold.

    It is for the person who signs: which cells are hidden for being small, and which beside them, is not published.
    """

    cells: int
    primary: tuple[Cell, ...]
    """Hidden for what they are."""
    complementary: tuple[Cell, ...]
    """Hidden so that those cannot be worked out."""
    audited: int
    narrowest: Interval | None
    widest: Interval | None
    """Of the values that were proved possible; there may be more."""

    @classmethod
    def of(cls, cells: Set[Cell], *, primary: Set[Cell], hidden: Set[Cell], audited: Audit) -> "Report":
        """Gather it."""
        by_width = sorted(audited.intervals, key=lambda interval: (interval.values, interval.cell))
        return cls(
            cells=len(cells),
            primary=tuple(sorted(primary & hidden)),
            complementary=tuple(sorted(hidden - primary)),
            audited=len(audited.intervals),
            narrowest=by_width[0] if by_width else None,
            widest=by_width[-1] if by_width else None,
        )

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return len(self.primary) + len(self.complementary)

    def hidden_by_dimensions(self) -> dict[tuple[str, ...], int]:
        """Return how many cells are hidden by what they count and the dimensions that divide them."""
        kinds = Counter(
            (cell.measure, *(dimension for dimension, _ in cell.pairs)) for cell in (*self.primary, *self.complementary)
        )
        return dict(sorted(kinds.items()))

    def sentences(self) -> tuple[str, ...]:
        """Say it in sentences that hold no hidden count."""
        if not self.hidden:
            return (f"All {self.cells:,} different counts are published; none had to be hidden.",)
        said = [
            f"Of {self.cells:,} different counts {self.hidden:,} are hidden: {len(self.primary):,} for being small or "
            f"telling of a whole group, {len(self.complementary):,} so that those cannot be worked out.",
            f"Each of the {self.audited:,} was attacked with all published counts together; none gave way.",
        ]
        if self.narrowest and self.widest:
            said.append(
                f"For all that is published, the hidden count that is known best may have {self.narrowest.values:,} "
                f"different values or more, the one known least {self.widest.values:,} or more."
            )
        for (measure, *dimensions), number in self.hidden_by_dimensions().items():
            by = " by ".join(dimensions)
            said.append(f"Hidden of {measure}{f' by {by}' if by else ', of all'}: {number:,}.")
        return tuple(said)
