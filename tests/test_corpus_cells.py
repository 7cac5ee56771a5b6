"""Typed values as a person reads them."""

import datetime as dt
from decimal import Decimal

import pytest

from corpus.sources.cells import cell_text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "", ""),
        ("  as it is ", "", "  as it is "),
        (1.0, "General", "1"),
        (17, "General", "17"),
        (7.0, "00000", "00007"),
        (0.1 + 0.2, "", "0.3"),
        (10**20, "", "100000000000000000000"),
        (float("nan"), "", ""),
        (float("inf"), "", "inf"),
        (Decimal("2.50"), "", "2.50"),
        (Decimal("3.0"), "", "3"),
        (True, "", "TRUE"),
        (False, "", "FALSE"),
        (dt.datetime(2017, 5, 3), "dd/mm/yyyy", "2017-05-03"),
        (dt.datetime(2017, 5, 3, 9, 30), "", "2017-05-03 09:30:00"),
        (dt.datetime(2017, 5, 1), "mmm-yy", "2017-05"),
        (dt.datetime(2017, 5, 1), "[$-809]yyyy", "2017"),
        (dt.date(2017, 5, 3), "", "2017-05-03"),
        (dt.time(9, 30), "", "09:30:00"),
        (["a", 1], "", ""),
        ({"a": 1}, "", ""),
    ],
)
def test_a_cell_is_written_as_it_is_seen(value: object, number_format: str, text: str) -> None:
    assert cell_text(value, number_format=number_format) == text
