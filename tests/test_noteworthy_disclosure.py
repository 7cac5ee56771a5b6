"""Disclosure control: what is small is hidden, and nothing hidden can be worked out from what is not."""

import doctest

import pytest

from corpus.errors import ReleaseRefusedError
from noteworthy.disclosure import percentages
from noteworthy.disclosure.audit import audit
from noteworthy.disclosure.protection import protect
from noteworthy.disclosure.tables import TOTAL, CountTable, Dimension, Nesting, Place, PublishedTable
from tests.small_tables import INNER, POLARITY, REGION, THEME, YEAR, hidden, kinds, policy, two_way, with_hidden

# --------------------------------------------------------------------------------------------------- worked by hand


def test_a_small_cell_takes_another_in_its_row_and_in_its_column_with_it() -> None:
    table = two_way([[3, 20, 40], [30, 25, 50]])

    published = protect([table], policy()).tables[0]

    # The cheapest rectangle through the small cell: the second column has the smaller counts.
    assert hidden(published) == {("north", "2017"), ("north", "2018"), ("south", "2017"), ("south", "2018")}


def test_what_is_hidden_beside_a_small_cell_is_as_unsure_as_that() -> None:
    result = protect([two_way([[3, 20, 40], [30, 25, 50]])], policy()).report

    assert (len(result.primary), len(result.complementary)) == (1, 3)
    assert result.narrowest is not None
    assert result.narrowest.values >= 5


def test_a_table_without_small_counts_is_published_whole() -> None:
    table = two_way([[5, 20, 40], [30, 0, 50]])

    protection = protect([table], policy())

    assert protection.tables[0].cells == table.cells
    assert protection.report.sentences() == ("All 12 different counts are published; none had to be hidden.",)


def test_two_small_cells_of_one_each_do_not_protect_one_another() -> None:
    """Noughts are shown, so a reader knows that neither is one: with a sum of 2 they are 1 and 1."""
    table = CountTable.of("notes", [YEAR], {("2017",): 1, ("2018",): 1, ("2019",): 50})

    assert hidden(protect([table], policy()).tables[0]) >= {("2017",), ("2018",), ("2019",)}
    assert kinds(audit([with_hidden(table, [("2017",), ("2018",)])], policy())) == ["pinned", "pinned"]


def test_counts_that_touch_a_protected_characteristic_or_a_victim_theme_need_ten() -> None:
    by_sex = CountTable.of("notes", [Dimension("sex", ("F", "M", "X"))], {("F",): 9, ("M",): 60, ("X",): 70})
    themes = Dimension("theme", ("delay", "protection"), adds_up=False)
    by_theme = CountTable.of("notes", [themes], {("delay",): 9, ("protection",): 9})

    assert ("F",) in hidden(protect([by_sex], policy()).tables[0])
    assert hidden(protect([by_theme], policy()).tables[0]) == {("protection",)}


def test_tables_that_share_a_margin_are_protected_together() -> None:
    """All of 103 and those of the regions that make it up: the small one is their difference."""
    nation = CountTable("notes", (YEAR,), {("2017",): 103, ("2018",): 60, ("2019",): 70})
    counts = dict(zip(INNER, (3, 30, 40, 100, 30, 30), strict=True))
    regions = CountTable("notes", (REGION, YEAR), counts)

    first, second = protect([nation, regions], policy()).tables

    assert hidden(second) >= {("north", "2017")}
    assert first.cells[("2017",)] is None or second.cells[("south", "2017")] is None


def test_a_cell_is_the_same_in_every_table_that_has_it() -> None:
    inner = two_way([[3, 20, 40], [30, 25, 50]])
    turned = CountTable.of("notes", (YEAR, REGION), {(y, r): n for (r, y), n in inner.cells.items() if r and y})

    first, second = protect([inner, turned], policy()).tables

    assert {(y, r) for r, y in hidden(first)} == hidden(second)


def test_themes_are_not_subtracted_since_a_note_may_bear_several() -> None:
    counts: dict[Place, int] = {("north", TOTAL): 40, ("south", TOTAL): 50}
    counts |= {
        ("north", "delay"): 38,
        ("north", "information"): 3,
        ("south", "delay"): 20,
        ("south", "information"): 30,
    }
    table = CountTable.of("notes", (REGION, THEME), counts)

    published = protect([table], policy()).tables[0]

    # 40 less 38 says nothing; only the regions add up, to the theme's margin.
    assert published.cells[("north", "delay")] == 38
    assert hidden(published) in (
        {("north", "information"), ("south", "information")},
        {("north", "information"), (TOTAL, "information")},
    )


def test_polarities_that_cover_a_theme_leave_no_less_than_the_rest() -> None:
    """Six notes on a theme and none of them good: all six are poor."""
    theme = CountTable("notes", (THEME,), {("delay",): 6})
    polarity = PublishedTable("notes", (THEME, POLARITY), {("delay", "good"): 0, ("delay", "poor"): None})
    shown = PublishedTable("notes", theme.dimensions, theme.cells)

    assert kinds(audit([shown, polarity], policy())) == ["pinned"]


def test_units_that_lie_in_a_region_are_summed_by_whoever_knows_the_map() -> None:
    unit = Dimension("unit", ("a", "b", "c"))
    units = CountTable.of("notes", [unit], {("a",): 3, ("b",): 30, ("c",): 80})
    regions = CountTable.of("notes", [REGION], {("north",): 33, ("south",): 80})
    nesting = Nesting("unit", "region", {"a": "north", "b": "north", "c": "south"})
    naive = [with_hidden(units, [("a",), ("c",)]), with_hidden(regions, [])]

    assert set(kinds(audit(naive, policy(), nestings=[nesting]))) == {"pinned"}
    safe = protect([units, regions], policy(), nestings=[nesting])
    assert audit(safe.tables, policy(), nestings=[nesting]).passed


def test_a_unit_is_the_same_with_its_region_and_without() -> None:
    unit = Dimension("unit", ("a", "b", "c"))
    units = CountTable.of("notes", [unit], {("a",): 3, ("b",): 30, ("c",): 80})
    both = CountTable.of("notes", [REGION, unit], {("north", "a"): 3, ("north", "b"): 30, ("south", "c"): 80})
    nesting = Nesting("unit", "region", {"a": "north", "b": "north", "c": "south"})

    alone, together = protect([units, both], policy(), nestings=[nesting]).tables

    assert {place for (place,) in hidden(alone)} >= {"a"}
    assert audit([alone, together], policy(), nestings=[nesting]).passed
    assert not audit([alone, with_hidden(both, [])], policy(), nestings=[nesting]).passed


def test_many_sentences_of_few_people_are_hidden_too() -> None:
    cases = CountTable.of("cases", [YEAR], {("2017",): 2, ("2018",): 50, ("2019",): 60})
    sentences = CountTable.of("sentences", [YEAR], {("2017",): 40, ("2018",): 300, ("2019",): 400})

    assert all(("2017",) in hidden(table) for table in protect([cases, sentences], policy()).tables)


def test_a_margin_that_nobody_printed_is_not_to_be_small_either() -> None:
    """Of 100 notes 97 are in the one region: the other is in no table, and has three."""
    wide = PublishedTable("notes", (YEAR,), {("2017",): 100})
    region = PublishedTable("notes", (REGION, YEAR), {("north", "2017"): 97})

    assert kinds(audit([wide, region], policy())) == ["reckoned"]


# ------------------------------------------------------------------------------------------------ noughts and groups


def test_noughts_stand_unless_the_policy_hides_them() -> None:
    table = two_way([[0, 20, 40], [30, 25, 50]])

    assert not hidden(protect([table], policy()).tables[0])
    assert ("north", "2017") in hidden(protect([table], policy(suppress_zeros=True)).tables[0])


def test_a_group_that_falls_into_one_category_is_hidden_with_the_noughts_that_tell_it() -> None:
    sex = Dimension("sex", ("F", "M"))
    table = two_way([[0, 40, 40], [30, 45, 50]], first=sex)

    published = protect([table], policy(whole_groups="sensitive")).tables[0]

    assert hidden(published) >= {("F", "2017"), ("M", "2017")}
    assert audit([published], policy(whole_groups="sensitive")).passed
    assert not hidden(protect([table], policy()).tables[0])


def test_a_group_of_which_all_bear_a_theme_is_hidden() -> None:
    sex = Dimension("sex", ("F", "M"))
    counts: dict[Place, int] = {("F", TOTAL): 40, ("M", TOTAL): 50, ("F", "delay"): 40, ("M", "delay"): 20}
    table = CountTable.of("notes", (sex, THEME), counts)

    published = protect([table], policy(whole_groups="sensitive")).tables[0]

    assert ("F", "delay") in hidden(published)


# --------------------------------------------------------------------------------------------------------- rounding


def test_counts_are_rounded_and_halves_go_up() -> None:
    assert [policy(rounding_base=5).rounded(count) for count in (0, 7, 8, 12, 13)] == [0, 5, 10, 10, 15]
    assert policy(rounding_base=4).rounded(6) == 8


@pytest.mark.parametrize("base", [1, 2, 3, 4, 5, 8])
def test_a_reader_knows_exactly_which_counts_a_rounded_one_stands_for(base: int) -> None:
    of = policy(rounding_base=base)
    standing: dict[int, list[int]] = {}
    for count in range(5, 60):
        standing.setdefault(of.rounded(count), []).append(count)

    for shown, counts in list(standing.items())[:-1]:
        assert of.range_of(shown, threshold=5) == (counts[0], counts[-1])


def test_rounding_does_not_pin_a_hidden_count() -> None:
    """The margin of 10 stands for at most 12, the two beside for at least 5 each: what is left is 1 or 2."""
    table = CountTable.of("notes", [YEAR], {("2017",): 2, ("2018",): 5, ("2019",): 5})
    shown: dict[Place, int | None] = {("2017",): None, ("2018",): 5, ("2019",): 5, (TOTAL,): 10}
    rounding = policy(rounding_base=5)

    result = audit([PublishedTable("notes", (YEAR,), shown)], rounding)

    assert kinds(result) == ["narrow"]
    assert str(result.findings[0]) == (
        "notes with year = 2017: is hidden and can have only 2 different values, fewer than 5."
    )
    assert len(hidden(protect([table], rounding).tables[0])) > 1


def test_what_is_not_hidden_is_its_rounded_count() -> None:
    table = two_way([[3, 21, 43], [32, 25, 58]])
    rounding = policy(rounding_base=5)

    published = protect([table], rounding).tables[0]

    assert published.cells.keys() == table.cells.keys()
    assert all(shown in (None, rounding.rounded(table.cells[place])) for place, shown in published.cells.items())


# -------------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("dimensions", "cells", "said"),
    [
        ([YEAR], {("2017",): -1}, "a cell of -1"),
        ([YEAR], {("2017",): 1.5}, "a cell of 1.5"),
        ([YEAR], {("Mrs Roe",): 9}, "not among the 3 of 'year'"),
        ([YEAR], {("2017", "north"): 9}, "2 categories"),
        ([YEAR, YEAR], {}, "a dimension twice"),
        ([Dimension("year", ("2017", "2017"))], {}, "has no category, or one twice"),
        ([YEAR], {("2017",): 9, ("2018",): 9, ("2019",): 9, (TOTAL,): 28}, "a margin of 28 over cells that sum to 27"),
    ],
)
def test_a_table_that_cannot_be_is_refused_in_one_sentence(
    dimensions: list[Dimension], cells: dict[Place, int], said: str
) -> None:
    with pytest.raises(ReleaseRefusedError) as refused:
        CountTable("notes", tuple(dimensions), cells)

    message = str(refused.value)
    assert said in message
    assert "Roe" not in message
    assert "\n" not in message


def test_tables_that_contradict_one_another_are_refused() -> None:
    one = CountTable("notes", (YEAR,), {("2017",): 9})
    other = CountTable("notes", (YEAR,), {("2017",): 10})

    with pytest.raises(ReleaseRefusedError, match="another table gives otherwise"):
        protect([one, other], policy())


def test_a_part_that_is_more_than_its_whole_is_refused() -> None:
    cases = CountTable("cases", (), {(): 50})
    notes = CountTable("notes", (), {(): 40})

    with pytest.raises(ReleaseRefusedError, match="do not fit"):
        protect([cases, notes], policy())


def test_nothing_to_publish_is_nothing_to_hide() -> None:
    assert protect([], policy()).tables == ()
    assert audit([], policy()).passed


def test_examples_in_the_documentation_of_percentages_run() -> None:
    assert doctest.testmod(percentages).failed == 0
