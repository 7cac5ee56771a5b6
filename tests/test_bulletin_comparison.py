"""Analysis 3: two groups compared on every closed question."""

import re
from pathlib import Path

import pytest

from corpus.invented.answers import DELIVERED, INFORMED, PRIORITY
from corpus.values import Case, Judgement
from noteworthy.bulletin.comparison import section
from noteworthy.bulletin.content import Hidden, Section
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.settings import read_settings
from tests.bulletin_stand_in import answer, data_of, drawn_data, row, rows, table, words

SETTINGS = read_settings()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> BulletinData:
    return drawn_data(tmp_path_factory.mktemp("drawn"), 400)


@pytest.fixture(scope="module")
def of_many(data: BulletinData) -> Section:
    return section(data, SETTINGS)


def _cases(count: int, **all_of_them: str) -> list[Case]:
    kinds = ("NPS", "CRC")
    return [
        Case(f"C{number:02d}", organisation=f"{kinds[number % 2]} {number % 12}", organisation_kind=kinds[number % 2],
             **all_of_them)
        for number in range(count)
    ]  # fmt: skip


def _informed(cases: list[Case], yes: dict[str | None, int]) -> list[Judgement]:
    """Answer yes for the first so many cases in ten of each kind of organisation."""
    return [
        answer(case.case_id, INFORMED, "yes" if number // 2 % 10 < yes[case.organisation_kind] else "no")
        for number, case in enumerate(cases)
    ]


def test_every_measure_is_compared_as_a_whole_and_by_factor(of_many: Section) -> None:
    assert len(table(of_many, "3a").rows) == 9
    assert len(table(of_many, "3b").rows) == 70
    assert len(table(of_many, "3c").rows) == 79
    assert of_many.title == "NPS compared with CRC"


def test_the_difference_that_was_put_in_is_found_as_it_is(of_many: Section) -> None:
    measure = "Partner agencies passed on the information that the case needed"
    found = row(table(of_many, "3a"), measure=measure)
    assert float(str(found["difference"])) > 0
    assert found["difference"] == pytest.approx(float(str(found["first_share"])) - float(str(found["second_share"])))
    assert float(str(found["adjusted_low"])) < float(str(found["adjusted"])) < float(str(found["adjusted_high"]))


def test_p_values_are_never_smaller_once_many_comparisons_are_allowed_for(of_many: Section) -> None:
    for one in rows(table(of_many, "3b")):
        assert float(str(one["p_adjusted"])) >= float(str(one["p"])) - 1e-9


def test_the_mix_of_cases_sums_to_the_groups_and_its_unlikeness_is_told(of_many: Section, data: BulletinData) -> None:
    mix = [one for one in rows(table(of_many, "3e")) if one["attribute"] == "risk level"]
    nps = int((data.cases["organisation_kind"] == "NPS").sum())
    assert sum(int(str(one["first"])) for one in mix) == nps == mix[0]["first_of"]
    assert any("very unlike in risk level" in limit for limit in of_many.limits)


def test_inspectors_are_shown_by_how_much_they_differ_and_never_by_name(of_many: Section) -> None:
    levels = {one["level"] for one in rows(table(of_many, "3d"))}
    assert {"Inspector", "Officer", "Delivery unit", "Organisation"} == levels
    cells = " ".join(str(cell) for one in of_many.tables for cells in one.rows for cell in cells)
    assert "inspector 0" not in cells + " ".join(of_many.findings)
    assert "officer " not in cells


def test_a_file_without_staff_compares_all_the_same_and_says_what_is_not_there(tmp_path: Path) -> None:
    staff = frozenset({"officer", "inspector", "delivery_unit"})
    found = section(drawn_data(tmp_path, 100, without=staff), SETTINGS)
    assert {one["level"] for one in rows(table(found, "3d"))} == {"Organisation"}
    assert any("no inspector" in limit for limit in found.limits)
    assert any("names no inspector" in limit for limit in found.limits)


def test_every_figure_of_a_finding_stands_in_a_table(of_many: Section) -> None:
    pattern = r"[+−]?\d+(?:\.\d\d)?%? \(−?\d+(?:\.\d\d)? to −?\d+(?:\.\d\d)?\)"
    figures = [figure for one in of_many.findings for figure in re.findall(pattern, one)]
    assert figures
    assert set(figures) <= words(of_many)


def test_a_model_that_separates_or_has_too_few_answers_is_refused_with_its_reason(tmp_path: Path) -> None:
    cases = _cases(120, sex="male")
    found = section(data_of(tmp_path, cases, _informed(cases, {"NPS": 10, "CRC": 3})), SETTINGS)
    compared, model = rows(table(found, "3a"))[0], rows(table(found, "3c"))[0]
    assert compared["verdict"] == "higher"
    assert compared["adjusted_verdict"] == "cannot be adjusted"
    assert model["odds_ratio"] is Hidden.NOT_AVAILABLE
    assert "All answers of the first group are the same" in str(model["remark"])
    assert any("could not be adjusted" in limit for limit in found.limits)


def test_a_clear_difference_among_like_cases_stands_once_adjusted(tmp_path: Path) -> None:
    cases = [
        Case(one.case_id, organisation=one.organisation, organisation_kind=one.organisation_kind,
             sex="female" if number % 6 < 3 else "male")
        for number, one in enumerate(_cases(240))
    ]  # fmt: skip
    found = section(data_of(tmp_path, cases, _informed(cases, {"NPS": 8, "CRC": 3})), SETTINGS)
    compared = rows(table(found, "3a"))[0]
    assert (compared["verdict"], compared["adjusted_verdict"]) == ("higher", "higher")
    assert any("higher in NPS than in CRC" in told for told in found.findings)


def test_a_question_of_which_no_analysis_knows_is_compared_too(tmp_path: Path) -> None:
    cases = _cases(24)
    asked = [
        answer(case.case_id, "Was the plan reviewed?", "yes" if number % 3 else "no")
        for number, case in enumerate(cases)
    ]
    found = section(data_of(tmp_path, cases, asked), SETTINGS)
    assert rows(table(found, "3a"))[0]["measure"] == "Was the plan reviewed?"
    assert any("‘Was the plan reviewed?’" in limit for limit in found.limits)


def test_the_words_of_an_unknown_question_of_a_private_source_are_not_in_the_limits(tmp_path: Path) -> None:
    cases = _cases(24)
    asked = [answer(case.case_id, "Was J. Smith seen?", "yes") for case in cases]
    found = section(data_of(tmp_path, cases, asked, publication="private"), SETTINGS)
    assert not any("Smith" in limit for limit in found.limits)


def test_one_group_alone_is_said_and_nothing_compared(tmp_path: Path) -> None:
    cases = [Case(f"C{number}", organisation_kind="CRC") for number in range(4)]
    found = section(data_of(tmp_path, cases, [answer(one.case_id, INFORMED, "yes") for one in cases]), SETTINGS)
    assert "only ‘CRC’ is recorded" in found.unsupported


def test_any_two_groups_of_any_attribute_can_be_compared(tmp_path: Path) -> None:
    cases = [
        Case(f"C{number:02d}", region=("North", "South")[number % 2], organisation=f"o{number % 10}")
        for number in range(40)
    ]
    asked = [answer(one.case_id, PRIORITY, "yes", factor="ete") for one in cases]
    asked += [
        answer(one.case_id, DELIVERED, "yes" if number % 4 else "no", factor="ete") for number, one in enumerate(cases)
    ]
    found = section(data_of(tmp_path, cases, asked), SETTINGS.comparing("region", ("North", "South")))
    assert found.title == "North compared with South"
    assert row(table(found, "3a"), measure="Sufficient work was delivered")["first_answered"] == 20
