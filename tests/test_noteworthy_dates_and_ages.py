"""Dates and ages made coarser."""

from datetime import date

import pytest

from noteworthy.dates_and_ages import age_band, coarse_date, date_in, day_of


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("3 May 2016", (2016, 5, 3)),
        ("the 11th of May", (None, 5, 11)),
        ("Thurs 8 Dec 16", (2016, 12, 8)),
        ("09/06/1985", (1985, 6, 9)),
        ("9.6.85", (1985, 6, 9)),
        ("2017-02-03", (2017, 2, 3)),
        ("Jun 12", (None, 6, 12)),
        ("3/12", (None, 12, 3)),
        ("the second of September", (None, 9, None)),
        ("someday", (None, None, None)),
        ("31/13/2016", (2016, None, 31)),
    ],
)
def test_a_date_says_its_parts(words: str, parts: tuple[int | None, int | None, int | None]) -> None:
    assert date_in(words) == parts


def test_a_date_becomes_its_month_or_its_year_where_it_says_them() -> None:
    assert coarse_date("3 May 2016", to="month") == "May 2016"
    assert coarse_date("3 May 2016", to="year") == "2016"
    assert coarse_date("3 May", to="month") is None
    assert coarse_date("31/13/2016", to="month") is None


def test_a_whole_date_is_a_day_and_an_impossible_one_is_none() -> None:
    assert day_of("3 May 2016") == date(2016, 5, 3)
    assert day_of("31 June 2016") is None
    assert day_of("3 May") is None


@pytest.mark.parametrize(
    ("words", "band"), [("aged 34", "30 to 39"), ("9", "0 to 9"), ("aged 91", None), ("two-year-old", None)]
)
def test_an_age_becomes_a_band_of_ten_years(words: str, band: str | None) -> None:
    assert age_band(words) == band
