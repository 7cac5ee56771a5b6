"""Cells read as people write figures."""

import pytest

from noteworthy.bulletin.content import Cell, Column, Hidden, Unit
from noteworthy.bulletin.wording import cell_words, shorthand_in, shown_columns, value_words
from tests.bulletin_sample import PARTS, SHARES


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("share", 0.455, "46%"),
        ("share", 0.0, "0%"),
        ("difference", 0.034, "+3"),
        ("difference", -0.034, "−3"),
        ("difference", -0.004, "0"),
        ("ratio", 1.4, "1.40"),
        ("p", 0.0004, "<0.001"),
        ("p", 0.05, "0.050"),
        ("count", 12345, "12,345"),
        ("score", 0.5, "0.50"),
        ("number", 3, "3"),
        ("text", "Housing", "Housing"),
        ("share", None, ""),
        ("share", Hidden.SUPPRESSED, "[c]"),
    ],
)
def test_a_value_reads_by_its_unit(unit: Unit, value: Cell, words: str) -> None:
    assert value_words(Column("a", "A", unit, ""), value) == words


def test_an_interval_stands_beside_its_figure() -> None:
    share = Column("a", "A", "share", "")
    assert cell_words(share, 0.45, 0.41, 0.49) == "45% (41 to 49)"
    assert cell_words(share, 0.45, Hidden.NOT_AVAILABLE, 0.49) == "45%"
    assert cell_words(share, Hidden.SUPPRESSED, Hidden.SUPPRESSED, Hidden.SUPPRESSED) == "[c]"


def test_the_ends_of_an_interval_are_no_columns_for_people() -> None:
    shown = shown_columns(SHARES)
    assert [column.column.name for column in shown] == ["factor", "answered", "available", "share", "difference", "p"]
    assert shown[3].heading == "Share available (95% interval)"
    assert shown[4].heading == "Against the others (percentage points, 95% interval)"
    assert shown[4].cell(SHARES.rows[0]) == "−10 (−15 to −4)"


def test_shorthand_is_explained_only_where_it_is_used() -> None:
    assert [line[:3] for line in shorthand_in(SHARES)] == ["[c]", "[z]", "An "]
    assert not list(shorthand_in(PARTS))
