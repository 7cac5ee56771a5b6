"""Published counts of themes, and what they tell of the people whose answers are counted beside them.

Whoever reads a protected bulletin has both. Where every case with an answer has a note that is counted, cases with an
answer are a part of the cases that the tables of themes count; where a question was asked in all of these, they are
the very same people, and a count hidden in one table could be worked out from the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from noteworthy.disclosure.earlier import Earlier
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.disclosure.protection import protect
from noteworthy.disclosure.tables import TOTAL, Cell, CountTable, Dimension, PublishedTable, cell_at
from noteworthy.safe_counts import ALL, SafeTable

CASES, NOTES, QUESTION = "cases", "notes", "question"


@dataclass(frozen=True, slots=True)
class ThemeCounts:
    """The tables of themes that a protected release publishes: as they were counted, and as they are shown."""

    counted: tuple[SafeTable, ...]
    published: tuple[PublishedTable, ...]

    @classmethod
    def of(cls, tables: Sequence[SafeTable], policy: DisclosurePolicy) -> "ThemeCounts":
        """Hide what must be, as a release of these tables does."""
        return cls(tuple(tables), protect([one.counts for one in tables], policy).tables)

    def cases(self, name: str) -> Mapping[str | None, int]:
        """Return how many cases each part of a dimension has, truly; nothing where it divides none of the tables."""
        found = (one.counts for one in self.counted if one.dimension == name and one.counts.measure == CASES)
        return {
            place[0]: count
            for table in found
            for place, count in table.cells.items()
            if place[0] is not TOTAL and place[1] is TOTAL
        }

    def told(self, policy: DisclosurePolicy, *, dimensions: Sequence[str], everyone: Sequence[str]) -> Earlier:
        """Return what a reader knows of the cases from the tables by these dimensions.

        ``everyone`` are the questions that were asked in all of the cases.
        """
        tables: list[CountTable] = []
        told: dict[Cell, tuple[int, int]] = {}
        hidden: set[Cell] = set()
        for one, shown in zip(self.counted, self.published, strict=True):
            if one.dimension in (ALL, *dimensions):
                tables.append(one.counts)
                for place, value in shown.cells.items():
                    cell = cell_at(shown, place)
                    if value is None:
                        hidden.add(cell)
                    else:
                        told[cell] = policy.range_of(value, threshold=policy.threshold_of(cell.pairs))
        same = list(self._same(dimensions, everyone))
        for table in same:
            for place in table.cells:
                asked, anyone = cell_at(table, place), cell_at(table, (TOTAL, *place[1:]))
                if anyone in told:
                    told[asked] = told[anyone]
                elif anyone in hidden:
                    hidden.add(asked)
        return Earlier((*tables, *same), told, frozenset(hidden - told.keys()))

    def _same(self, dimensions: Sequence[str], everyone: Sequence[str]) -> Iterator[CountTable]:
        """Yield tables which say that those who were asked a question are all there are: its only category."""
        for question in everyone:
            for name in dimensions:
                parts = self.cases(name)
                divided = (Dimension(QUESTION, (question,)), Dimension(name, tuple(str(part) for part in parts)))
                yield CountTable.of(CASES, divided, {(question, part): count for part, count in parts.items()})
