"""The heading row of a grid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.sources.columns import vocabulary
from corpus.sources.headings import GridRow, find_headings, leading_rows, name_headings, with_headings
from corpus.sources.mapping import Mapping
from corpus.sources.table_row import Row
from corpus.values import Refusal

WORDS = vocabulary(Mapping())


def grid(*rows: list[str]) -> list[GridRow | Refusal]:
    return [GridRow(number, cells) for number, cells in enumerate(rows, start=1)]


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([["id", "text"], ["1", "seen"]], 1),
        ([["Inspection of Portmere"], ["id", "text"], ["1", "seen"]], 2),
        ([["Inspector", "A. Person"], ["Date", "May"], ["id", "case", "rationale"], ["1", "2", "seen"]], 3),
        ([["a title"], ["x", "y"], ["1", "2"]], 2),
        ([["x", "y"], ["text", "1"]], 2),
        ([["one heading"], ["seen"]], 1),
    ],
)
def test_it_is_the_row_with_the_most_known_headings(rows: list[list[str]], number: int) -> None:
    found = find_headings(grid(*rows), WORDS)
    assert found is not None
    assert found.number == number


def test_blank_rows_above_are_passed_over() -> None:
    taken = leading_rows(iter(grid([""], ["  ", "\t"], ["id", "text"], [], ["1", "seen"])))
    assert [row.number for row in taken if isinstance(row, GridRow)] == [3, 5]


def test_a_title_is_stated() -> None:
    headed = with_headings(grid(["A title"], ["id", "text"], ["1", "x"]), iter(()), WORDS, source="a.csv", exact=True)
    assert headed.headings == ("id", "text")
    assert "stand in row 2" in headed.statements[0]


@pytest.mark.parametrize("rows", [[], [["id", "text"]]])
def test_headings_alone_are_no_rows(rows: list[list[str]]) -> None:
    with pytest.raises(SourceError, match="holds no rows"):
        with_headings(grid(*rows), iter(()), WORDS, source="a.csv", exact=True)


def test_a_row_too_wide_is_refused_where_its_cells_have_moved_and_a_short_one_filled() -> None:
    rows = grid(["id", "text"], ["1", "seen", "twice"], ["2", "seen", " "], ["3"])
    refused, wide, short = with_headings(rows, iter(()), WORDS, source="a.csv", exact=True).rows
    assert isinstance(refused, Refusal)
    assert "3 cells under 2 headings" in str(refused)
    assert wide == Row(3, {"id": "2", "text": "seen"})
    assert short == Row(4, {"id": "3"})


def test_repeated_and_blank_headings_get_names_and_the_user_is_told() -> None:
    names, said = name_headings(["id", "note", "", " Note\nID ", "note"])
    assert names == ("id", "note", "column C", "Note ID", "note (2)")
    assert said == ("The heading 'note' stands again; the later column is called 'note (2)'.",)


@given(st.lists(st.sampled_from(["", "a", "a (2)", "A", "column A"]), max_size=8))
def test_names_are_never_alike(cells: list[str]) -> None:
    names = name_headings(cells)[0]
    assert len(set(names)) == len(cells)
