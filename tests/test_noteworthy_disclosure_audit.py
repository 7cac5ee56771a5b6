"""The audit of disclosure control: it finds a planted failure, and none whatever the counts were."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from noteworthy.disclosure.audit import audit
from noteworthy.disclosure.protection import Protection, protect
from noteworthy.disclosure.tables import TOTAL, CountTable, Dimension, Place, PublishedTable
from tests.small_tables import INNER, REGION, YEAR, hidden, kinds, policy, two_way, with_hidden

# ------------------------------------------------------------------------------------------ what the audit must find


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({("2017",): None, ("2018",): 20, ("2019",): 40, (TOTAL,): 63}, "pinned"),
        ({("2017",): 3, ("2018",): 20, ("2019",): 40, (TOTAL,): 63}, "small"),
        ({("2017",): None, ("2018",): None, ("2019",): 40, (TOTAL,): 44}, "narrow"),
        ({("2017",): 10, ("2018",): 20, ("2019",): 40, (TOTAL,): 60}, "contradiction"),
    ],
)
def test_a_planted_failure_is_found(cells: Mapping[Place, int | None], found: str) -> None:
    assert set(kinds(audit([PublishedTable("notes", (YEAR,), cells)], policy()))) == {found}


def test_a_count_that_another_table_shows_is_found() -> None:
    whole = two_way([[13, 20, 40], [30, 25, 50]])
    gone = with_hidden(whole, [("north", "2017")])

    assert kinds(audit([gone, with_hidden(whole, [])], policy())) == ["shown elsewhere"]


def test_a_count_that_was_not_rounded_is_found() -> None:
    shown = PublishedTable("notes", (YEAR,), {("2017",): 11})

    assert kinds(audit([shown], policy(rounding_base=5))) == ["not rounded"]


def test_uncovering_any_cell_hidden_beside_the_small_one_fails_the_audit() -> None:
    table = two_way([[3, 20, 40], [30, 25, 50]])
    gone = hidden(protect([table], policy()).tables[0])

    for place in sorted(gone - {("north", "2017")}):
        assert not audit([with_hidden(table, gone - {place})], policy()).passed


def test_a_three_way_table_is_attacked_in_whole_numbers_over_all_its_margins() -> None:
    kind = Dimension("kind", ("x", "y"))
    counts = [3, 20, 40, 8, 9, 30, 50, 7, 6, 12, 25, 31]
    places = product(REGION.categories, YEAR.categories, kind.categories)
    table = CountTable.of("notes", (REGION, YEAR, kind), dict(zip(places, counts, strict=True)))
    naive = with_hidden(table, [("north", "2017", "x"), ("south", "2017", "x")])

    assert not audit([naive], policy()).passed
    assert audit(protect([table], policy()).tables, policy()).passed


# ------------------------------------------------------------------------------------------ whatever the counts are

COUNTS = st.lists(st.integers(0, 12), min_size=6, max_size=6)


def summed(place: Place) -> list[float]:
    """Say which of the inner cells of a two-way table a cell is the sum of."""
    return [float(all(c in (TOTAL, d) for c, d in zip(place, one, strict=True))) for one in INNER]


def possible(table: PublishedTable, place: Place) -> tuple[float, float]:
    """Attack a two-way table afresh: unknowns are its six inner cells, and what is shown is a sum of some of them."""
    shown = [(summed(p), value) for p, value in table.cells.items() if value is not None]
    ends = []
    for sign in (1, -1):
        costs = [sign * one for one in summed(place)]
        known = ([one for one, _ in shown], [value for _, value in shown]) if shown else (None, None)
        found = linprog(costs, A_eq=known[0], b_eq=known[1], bounds=(0, 1000))
        ends.append(sign * float(found.fun))
    return ends[0], ends[1]


def protected(counts: Sequence[int], **changed: object) -> tuple[CountTable, Protection]:
    table = two_way([counts[:3], counts[3:]])
    return table, protect([table], policy(**changed))


@settings(max_examples=20, deadline=None)
@given(counts=COUNTS)
def test_no_attack_narrows_a_hidden_cell_below_its_threshold(counts: list[int]) -> None:
    _, protection = protected(counts)

    for place in hidden(protection.tables[0]):
        low, high = possible(protection.tables[0], place)
        assert round(high - low) + 1 >= 5


@settings(max_examples=12, deadline=None)
@given(counts=st.lists(st.integers(0, 4), min_size=6, max_size=6))
def test_trying_every_table_of_whole_numbers_leaves_as_many_values_as_the_threshold(counts: list[int]) -> None:
    """The reader knows the policy: what is hidden is no nought, and what is shown is nought or no less than 3."""
    table = two_way([counts[:3], counts[3:]])
    shown = protect([table], policy(threshold=3)).tables[0]
    choices = [range(1, 8) if shown.cells[place] is None else (shown.cells[place],) for place in INNER]
    tried = np.array(list(product(*choices)))
    sums = {place: tried @ np.array(summed(place)) for place in shown.cells}
    fits = np.ones(len(tried), dtype=bool)
    for place in shown.cells.keys() - hidden(shown):
        fits &= sums[place] == shown.cells[place]

    assert all(len(np.unique(sums[place][fits])) >= 3 for place in hidden(shown))


@settings(max_examples=12, deadline=None)
@given(counts=COUNTS, base=st.sampled_from([1, 3, 5]), groups=st.sampled_from(["never", "always"]))
def test_what_is_published_passes_the_audit_and_is_never_small(counts: list[int], base: int, groups: str) -> None:
    table, protection = protected(counts, rounding_base=base, whole_groups=groups)
    published = protection.tables[0]

    assert audit([published], policy(rounding_base=base, whole_groups=groups)).passed
    assert {place for place, count in table.cells.items() if 0 < count < 5} <= hidden(published)


@settings(max_examples=8, deadline=None)
@given(counts=COUNTS, order=st.permutations(range(12)))
def test_the_order_of_tables_categories_and_cells_changes_nothing(counts: list[int], order: list[int]) -> None:
    table = two_way([counts[:3], counts[3:]])
    single = CountTable.of("notes", [REGION], {("north",): sum(counts[:3]), ("south",): sum(counts[3:])})
    cells = list(table.cells.items())
    years = Dimension("year", ("2019", "2017", "2018"))
    shuffled = CountTable("notes", (REGION, years), dict(cells[place] for place in order))

    one, other = protect([table, single], policy()), protect([single, shuffled], policy())

    assert one.tables[0].cells == other.tables[1].cells
    assert one.tables[1].cells == other.tables[0].cells
    assert one.report == other.report
