"""Charts say what they show, show what is hidden as hidden, and are the same each time."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from noteworthy.bulletin.content import Chart, Hidden
from noteworthy.bulletin.drawing import VARIABLES, Picture, draw, for_page
from tests.bulletin_sample import CHARTS, HIDDEN, LATER, PARTS, SHARES, TIMES

TABLES = {table.id: table for table in (SHARES, PARTS, TIMES)}


def _drawn(chart: Chart) -> Picture:
    picture = draw(chart, TABLES[chart.table])
    assert picture is not None
    return picture


@pytest.mark.parametrize("chart", [*CHARTS, *LATER], ids=lambda chart: chart.id)
def test_each_kind_of_chart_is_a_picture_with_a_name_and_a_text(chart: Chart) -> None:
    picture = _drawn(chart)
    root = ElementTree.fromstring(picture.svg)
    title, description = (root.find(f"{{http://www.w3.org/2000/svg}}{name}") for name in ("title", "desc"))
    assert title is not None
    assert title.text == chart.title
    assert description is not None
    assert description.text == chart.description
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{chart.id}-title {chart.id}-desc"
    assert picture.png.startswith(b"\x89PNG")


def test_the_same_chart_is_the_same_bytes() -> None:
    first, second = _drawn(CHARTS[0]), _drawn(CHARTS[0])
    assert first == second


def test_a_hidden_figure_is_said_to_be_hidden_and_draws_no_mark() -> None:
    svg = _drawn(CHARTS[0]).svg
    assert "Relationships" in svg
    assert ">hidden<" in svg
    assert "NaN" not in svg
    shown = [row for row in SHARES.rows if not isinstance(row[3], Hidden)]
    assert len(re.findall(r'class="mark-symbol role-mark', svg)) == 1
    marks = svg.split("mark-symbol role-mark", 1)[1].split("</g>", 1)[0]
    assert marks.count("<path") == len(shown)


def test_a_table_without_a_figure_has_no_chart() -> None:
    empty = replace(SHARES, rows=(("Housing", 3, *[HIDDEN] * 8),))
    assert draw(CHARTS[0], empty) is None


def test_on_a_page_a_chart_has_the_pages_colours_and_ids_of_its_own() -> None:
    one, other = (for_page(_drawn(chart)) for chart in CHARTS[:2])
    assert not [colour for colour in VARIABLES if f'"{colour}"' in one + other]
    assert "#ffffff" not in one
    ids = re.findall(r'\bid="([^"]+)"', one + other)
    assert len(ids) == len(set(ids))


def test_no_picture_names_another_address() -> None:
    svg = "".join(_drawn(chart).svg for chart in (*CHARTS, *LATER))
    assert set(re.findall(r'https?://[^"\s]+', svg)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
