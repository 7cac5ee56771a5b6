"""Dates of inspection: as exact as they were given, and never month first."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sources.dates import read_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2021-11-19", "2021-11-19"),
        ("2021-11-19T00:00:00", "2021-11-19"),
        ("2021-11-19 14:03:22.5", "2021-11-19"),
        ("19/11/2021", "2021-11-19"),
        ("19/11/2021 00:00", "2021-11-19"),
        ("9/1/21", "2021-01-09"),
        ("3.4.2017", "2017-04-03"),
        ("19 november 2021", "2021-11-19"),
        ("19th of November 2021", "2021-11-19"),
        ("Friday 19 November 2021", "2021-11-19"),
        ("November 19, 2021", "2021-11-19"),
        ("3 Sept. 2016", "2016-09-03"),
        ("19-Nov-21", "2021-11-19"),
        ("Nov 2021", "2021-11"),
        ("Nov-21", "2021-11"),
        ("2021-11", "2021-11"),
        ("11/2021", "2021-11"),
        ("2021", "2021"),
        ("20211119", "2021-11-19"),
        ("44519", "2021-11-19"),
    ],
)
def test_the_shapes_that_exports_use(written: str, iso: str) -> None:
    assert read_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        "11/19/2021",
        "31/02/2021",
        "2021/22",
        "8 to 19 November 2021",
        "spring 2017",
        "tbc",
        "",
        "1/1/1",
        "0001-01-01",
        "99999",
        "12 of 30",
    ],
)
def test_what_is_no_date_or_an_unclear_one_is_not_guessed(written: str) -> None:
    assert read_date(written) is None


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y"]))
def test_every_date_is_read_back(date: dt.date, form: str) -> None:
    assert read_date(date.strftime(form)) == date.isoformat()


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_none(text: str) -> None:
    iso = read_date(text)
    assert iso is None or len(iso) in (4, 7, 10)
