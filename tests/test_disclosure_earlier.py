"""What was published before of the same people: two publications that are safe alone may not be safe together."""

from collections.abc import Iterable
from itertools import product

from noteworthy.disclosure.audit import audit
from noteworthy.disclosure.earlier import Earlier
from noteworthy.disclosure.policy import DisclosurePolicy, default_policy
from noteworthy.disclosure.protection import protect
from noteworthy.disclosure.tables import Cell, CountTable, Dimension, Place, PublishedTable, cell_at

YEAR = Dimension("year", ("2017", "2018", "2019"))
REGION = Dimension("region", ("north", "south"))
ROWS = ((3, 20, 40), (30, 25, 50))
TABLE = CountTable.of(
    "notes",
    (REGION, YEAR),
    dict(zip(product(REGION.categories, YEAR.categories), (n for row in ROWS for n in row), strict=True)),
)


def policy(**changed: object) -> DisclosurePolicy:
    return DisclosurePolicy.model_validate(
        default_policy().model_dump() | {"rounding_base": 1, "whole_groups": "never"} | changed
    )


def square(year: str) -> set[Place]:
    """Return the four cells of both regions in 2017 and another year."""
    return set(product(REGION.categories, ("2017", year)))


def published(places: Iterable[Place], table: CountTable = TABLE) -> PublishedTable:
    gone = set(places)
    cells = {place: None if place in gone else count for place, count in table.cells.items()}
    return PublishedTable(table.measure, table.dimensions, cells)


def before(table: PublishedTable, *, divided: tuple[CountTable, ...] = ()) -> Earlier:
    """Return what a table that was published without rounding tells."""
    cells = {cell_at(table, place): count for place, count in table.cells.items()}
    told = {cell: (count, count) for cell, count in cells.items() if count is not None}
    return Earlier(divided, told, frozenset(cell for cell in cells if cell not in told))


def hidden(table: PublishedTable) -> set[Place]:
    return {place for place, count in table.cells.items() if count is None}


def test_two_tables_that_hide_different_cells_give_the_small_one_away_together() -> None:
    first, second = published(square("2018")), published(square("2019"))
    assert audit([first], policy()).passed
    assert audit([second], policy()).passed
    together = audit([second], policy(), earlier=before(first))
    assert "pinned" in {finding.kind for finding in together.findings}


def test_what_was_hidden_before_stays_hidden_and_nothing_else_has_to_be() -> None:
    assert hidden(protect([TABLE], policy()).tables[0]) == square("2018")
    again = protect([TABLE], policy(), earlier=before(published(square("2019"))))
    assert hidden(again.tables[0]) == square("2019")
    assert (again.shown_before, again.given_away) == (0, 0)


def test_the_same_publication_again_hides_the_same() -> None:
    once = protect([TABLE], policy())
    again = protect([TABLE], policy(), earlier=before(once.tables[0]))
    assert again.tables == once.tables
    assert again.report.hidden == once.report.hidden


def test_a_count_that_was_shown_before_is_hidden_under_a_stricter_policy_and_reported() -> None:
    shown = published(())
    now = protect([TABLE], policy(), earlier=before(shown))
    assert ("north", "2017") in hidden(now.tables[0])
    assert now.shown_before == len(hidden(now.tables[0]))


def test_what_an_earlier_publication_gives_away_is_reported_and_refuses_nothing() -> None:
    careless = published({("north", "2017")})
    now = protect([TABLE], policy(), earlier=before(careless))
    assert now.given_away == 1
    assert not audit(now.tables, policy(), earlier=before(careless)).passed


def test_parts_taken_together_otherwise_before_are_attacked_as_what_they_are() -> None:
    now = CountTable.of(
        "notes", (Dimension("region", ("east", "north", "south")),), _counts(east=9, north=40, south=60)
    )
    apart = Dimension("region", ("north", "other of abc"))
    earlier_table = CountTable.of("notes", (apart,), {("north",): 40, ("other of abc",): 69})
    everything = before(published((), earlier_table), divided=(earlier_table,))
    # With a threshold of 10 east is hidden; south beside it, else it would be what is left of the others.
    safe = protect([now], policy(threshold=10), earlier=everything)
    assert hidden(safe.tables[0]) == {("east",), ("south",)}
    assert safe.given_away == 0


def _counts(**regions: int) -> dict[Place, int]:
    return {(region,): count for region, count in regions.items()}


def test_nothing_published_before_is_no_publication() -> None:
    assert not Earlier()
    assert Earlier(told={Cell("notes", ()): (5, 5)})
