"""Analysis 4: focus on victims, and coordination."""

import re
from pathlib import Path

import pytest

from corpus.invented.answers import COORDINATED, INFORMED, VICTIMS
from corpus.values import Case
from noteworthy.bulletin.content import Section
from noteworthy.bulletin.public_protection import section
from noteworthy.bulletin.settings import read_settings
from tests.bulletin_stand_in import answer, data_of, drawn_data, row, rows, table, words

SETTINGS = read_settings()
MEASURE = "Sufficient focus was kept on actual and potential victims"


@pytest.fixture(scope="module")
def of_many(tmp_path_factory: pytest.TempPathFactory) -> Section:
    return section(drawn_data(tmp_path_factory.mktemp("drawn"), 400), SETTINGS)


def test_where_there_was_nobody_to_protect_stands_apart(tmp_path: Path) -> None:
    said = ["yes", "no", "no", "not_applicable", None]
    cases = [Case(f"C{number}", risk_level="high" if number < 2 else None) for number in range(5)]
    asked = [answer(f"C{number}", VICTIMS, one) for number, one in enumerate(said)]
    found = section(data_of(tmp_path, cases, asked), SETTINGS)
    whole = row(table(found, "4a"), value="All cases")
    assert [whole[name] for name in ("base", "not_applicable", "not_known", "answered", "yes")] == [5, 1, 1, 3, 1]
    assert any("whether work was coordinated" in limit for limit in found.limits)
    assert not any(one.id == "4c" for one in found.tables)


def test_the_parts_of_each_attribute_sum_to_all_cases_those_not_known_among_them(tmp_path: Path) -> None:
    cases = [Case(f"C{number}", risk_level=(None, "low", "high")[number % 3]) for number in range(12)]
    asked = [answer(one.case_id, VICTIMS, "yes" if number % 2 else "no") for number, one in enumerate(cases)]
    found = table(section(data_of(tmp_path, cases, asked), SETTINGS), "4a")
    parts = [one for one in rows(found) if one["by"] == "risk level"]
    assert [one["value"] for one in parts] == ["low", "high", "risk level not known"]
    assert sum(int(str(one["base"])) for one in parts) == row(found, value="All cases")["base"] == 12


def test_risk_stands_in_its_own_order_and_each_level_is_compared_with_the_rest(of_many: Section) -> None:
    levels = [
        one["value"] for one in rows(table(of_many, "4a")) if one["measure"] == MEASURE and one["by"] == "risk level"
    ]
    assert levels == ["low", "medium", "high", "very high"]
    compared = [one for one in rows(table(of_many, "4b")) if one["measure"] == MEASURE]
    assert [one["value"] for one in compared] == ["CRC", "low", "medium", "high", "very high"]


def test_both_questions_are_set_side_by_side_within_the_case(of_many: Section) -> None:
    pair = rows(table(of_many, "4c"))[0]
    four = [int(str(pair[name])) for name in ("both", "first_only", "second_only", "neither")]
    assert sum(four) == pair["first_answered"] == pair["second_answered"]
    assert four[0] + four[1] == pair["first_yes"]


def test_every_figure_of_a_finding_stands_in_a_table(of_many: Section) -> None:
    figures = [figure for one in of_many.findings for figure in re.findall(r"[+−]?\d+%? \(−?\d+ to −?\d+\)", one)]
    assert len(figures) >= 3
    assert set(figures) <= words(of_many)


def test_without_either_question_the_section_says_so(tmp_path: Path) -> None:
    found = section(data_of(tmp_path, [Case("C1")], [answer("C1", INFORMED, "yes")]), SETTINGS)
    assert "victims" in found.unsupported


def test_coordination_alone_is_enough(tmp_path: Path) -> None:
    found = section(data_of(tmp_path, [Case("C1")], [answer("C1", COORDINATED, "yes")]), SETTINGS)
    assert row(table(found, "4a"), value="All cases")["yes"] == 1
