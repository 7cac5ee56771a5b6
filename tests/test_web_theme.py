"""A theme's page over a collection with something to compare, and over those that have nothing: it says so in words."""

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest
from datasette.app import Datasette

from noteworthy.web.figures import Share, Together, percent_words, scale_of
from noteworthy.web.parts import PLACES, YEARS, parts_of
from noteworthy.web.trend import trend
from tests.compared_notes import build_compared
from tests.site_pages import Page

SHARE = Share(12, 40, 30.0, 18.0, 45.25)
WHOLE = {"good": SHARE, "poor": Share(4, 40, 10.0, 4.0, 23.0)}


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_compared(tmp_path_factory.mktemp("compared") / "compared.db")


async def _text(path: str, file: Path, *, status: int = 200) -> str:
    response = await Datasette(immutables=[str(file)]).client.get(path)
    assert response.status_code == status, response.text[:300]
    return str(response.text)


def _words(html: str) -> str:
    return Page(html).text


@pytest.mark.asyncio
async def test_the_share_over_all_is_told_with_its_interval(compared: Path) -> None:
    words = _words(await _text("/-/theme/delay", compared))
    assert "Of 60 notes, 40 judge practice good on this theme: 67%, with a 95% interval from" in words
    assert "20 judge it poor: 33%" in words


@pytest.mark.asyncio
async def test_the_way_leads_to_its_passages(compared: Path) -> None:
    assert 'href="/-/find?theme=delay"' in await _text("/-/theme/delay", compared)


@pytest.mark.asyncio
async def test_each_part_has_its_shares_and_all_notes_stand_beside_them(compared: Path) -> None:
    html = await _text("/-/theme/delay", compared)
    words = _words(html)
    for heading in ("Over the years", "By factor", "By kind of organisation"):
        assert heading in words
    assert words.count("All notes") == 3
    assert '<a href="/-/factor/drugs">Drug misuse</a>' in html
    assert "CRC" in words
    assert "2016-17" in words


@pytest.mark.asyncio
async def test_the_years_are_a_chart_with_its_text_and_its_table(compared: Path) -> None:
    html = await _text("/-/theme/delay", compared)
    start = html.index('<svg class="trend"')
    chart = html[start : html.index("</svg>\n", start)]
    assert 'role="img"' in chart
    assert re.search(r"Good practice: 2015-16 \d+%, 2016-17 \d+%, 2017-18 \d+%\. Poor practice: 2015-16 \d+%", chart)
    assert html.index("by year", start) > start


@pytest.mark.asyncio
async def test_what_goes_together_is_told_against_chance(compared: Path) -> None:
    words = _words(await _text("/-/theme/delay", compared))
    assert "Motivation and engagement 1.00" in words
    assert "Where practice is good on this theme" in words


@pytest.mark.asyncio
async def test_distinctive_words_lead_to_their_contexts(compared: Path) -> None:
    html = await _text("/-/theme/delay", compared)
    assert '<a href="/-/theme/delay/words?word=promptly">' in html
    assert '<a href="/-/theme/delay/words?word=autumn">' in html


@pytest.mark.asyncio
async def test_examples_of_both_kinds_say_their_factor_and_whose_coding_it_is(compared: Path) -> None:
    words = _words(await _text("/-/theme/delay", compared))
    assert "Drug misuse. Note" in words
    assert "tagged by the machine." in words
    assert "No passage of" not in words


@pytest.mark.asyncio
async def test_a_theme_without_codings_says_so(compared: Path) -> None:
    words = _words(await _text("/-/theme/diversity", compared))
    assert "No coding of these notes that counts names this theme" in words
    assert "On this page" not in words


@pytest.mark.asyncio
async def test_one_value_and_none_are_told_in_words(tmp_path: Path) -> None:
    file = build_compared(tmp_path / "one.db", years=("2016-05-01",), factors=("drugs",), kinds=("NPS",))
    words = _words(await _text("/-/theme/delay", file))
    assert "All notes whose year is known are of one, 2016-17, so there is nothing to compare." in words
    assert "All notes whose factor is known are of one, Drug misuse, so there is nothing to compare." in words
    assert "All notes whose kind of organisation is known are of one, NPS" in words
    assert "The region of these notes is not known" in words


@pytest.mark.asyncio
async def test_an_older_file_says_what_it_lacks(compared: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    old.write_bytes(compared.read_bytes())
    connection = sqlite3.connect(old)
    connection.execute("DROP TABLE theme_pairs")
    connection.commit()
    connection.close()
    for path in ("/-/theme/delay", "/-/factor/drugs"):
        words = _words(await _text(path, old))
        assert "made by an older version of Noteworthy" in words
    assert "“promptly” in its contexts" in _words(await _text("/-/theme/delay/words?word=promptly", old))


# ---------------------------------------------------------------- figures, parts, the chart


@pytest.mark.parametrize(
    ("value", "told"), [(None, "none"), (0.0, "0%"), (0.04, "0.0%"), (9.94, "9.9%"), (9.96, "10%"), (99.6, "100%")]
)
def test_small_percentages_have_a_decimal(value: float | None, told: str) -> None:
    assert percent_words(value) == told


def test_a_share_is_told_with_its_interval() -> None:
    assert SHARE.told == "30% (18 to 45)"
    assert Share(1, 1, 100.0).told == "100%"


def test_a_scale_holds_every_interval() -> None:
    assert scale_of([SHARE]) == 50
    assert scale_of([Share(0, 9, 0.0)]) == 5
    assert scale_of([]) == 5


def test_a_ratio_lies_on_a_scale_of_doublings() -> None:
    assert [Together.place_of(ratio) for ratio in (0.0, 0.1, 0.25, 1.0, 2.0, 9.0)] == [0.0, 0.0, 0.0, 50.0, 75.0, 100.0]


@pytest.mark.parametrize(("low", "high", "clear"), [(1.1, 2.0, "more often"), (0.5, 0.9, "less often"), (0.9, 1.1, "")])
def test_a_ratio_is_clear_where_its_interval_leaves_chance(low: float, high: float, clear: str) -> None:
    assert Together("a", "A", 3, 2.0, 1.0, low, high).clear == clear


def test_parts_name_factors_with_a_page_first_and_what_is_not_known_last() -> None:
    values: Mapping[str, Mapping[str, Share]] = dict.fromkeys(("drugs", "alcohol", "not known"), WHOLE)
    found = parts_of(PLACES[0], values, WHOLE, factors={"drugs": "Drug misuse", "alcohol": "Alcohol misuse"})
    assert [part.name for part in found.parts] == [
        "All notes",
        "Alcohol misuse",
        "Drug misuse",
        "On no factor, or not known",
    ]
    assert [part.path for part in found.parts] == [None, "/-/factor/alcohol", "/-/factor/drugs", None]
    assert found.scale == 50


def test_years_of_one_value_have_nothing_to_compare() -> None:
    assert parts_of(YEARS, {"2016-17": WHOLE, "not known": WHOLE}, WHOLE, factors={}).parts == ()


def test_a_chart_goes_from_left_to_right_and_higher_shares_are_higher() -> None:
    found = trend({"2015-16": WHOLE, "2016-17": {"good": Share(20, 40, 50.0), "poor": Share(0, 0, None)}})
    good, poor = found.series
    assert [point.x for point in good.points] == sorted(point.x for point in good.points)
    assert good.points[1].y < good.points[0].y
    assert (good.points[1].low, good.points[1].high) == (None, None)
    assert len(poor.points) == 1
    assert found.told == "Good practice: 2015-16 30%, 2016-17 50%. Poor practice: 2015-16 10%, 2016-17 none."
    assert [label for _, label in found.grid] == ["0%", "25%", "50%"]


def test_many_years_are_not_all_written() -> None:
    found = trend({str(year): WHOLE for year in range(2000, 2020)})
    assert len(found.series[0].points) == 20
    assert len(found.years) <= 8
