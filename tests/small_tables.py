"""Small tables of counts for disclosure control to protect, exact so that they can be worked out by hand."""

from collections.abc import Iterable, Sequence
from itertools import product

from noteworthy.disclosure.audit import Audit
from noteworthy.disclosure.policy import DisclosurePolicy, default_policy
from noteworthy.disclosure.tables import CountTable, Dimension, Place, PublishedTable

YEAR = Dimension("year", ("2017", "2018", "2019"))
REGION = Dimension("region", ("north", "south"))
THEME = Dimension("theme", ("delay", "information"), adds_up=False)
POLARITY = Dimension("polarity", ("good", "poor"), adds_up=False, covers=True)

INNER: list[Place] = list(product(REGION.categories, YEAR.categories))


def policy(**changed: object) -> DisclosurePolicy:
    exact = {"rounding_base": 1, "whole_groups": "never"}
    return DisclosurePolicy.model_validate(default_policy().model_dump() | exact | changed)


def two_way(rows: Sequence[Sequence[int]], *, first: Dimension = REGION, second: Dimension = YEAR) -> CountTable:
    places = product(first.categories, second.categories)
    return CountTable.of("notes", (first, second), dict(zip(places, [n for row in rows for n in row], strict=True)))


def hidden(table: PublishedTable) -> set[Place]:
    return {place for place, count in table.cells.items() if count is None}


def with_hidden(table: CountTable, places: Iterable[Place]) -> PublishedTable:
    gone = set(places)
    return PublishedTable(
        table.measure, table.dimensions, {p: None if p in gone else n for p, n in table.cells.items()}
    )


def kinds(result: Audit) -> list[str]:
    return [finding.kind for finding in result.findings]
