"""Analysis 8: what came of cases, against the quality of delivery."""

import re
from pathlib import Path

import pytest

from corpus.invented.answers import DELIVERED, PRIORITY
from corpus.values import Case, Judgement
from noteworthy.bulletin.content import Section
from noteworthy.bulletin.outcomes import section
from noteworthy.bulletin.settings import read_settings
from tests.bulletin_stand_in import answer, data_of, drawn_data, row, rows, table, words

SETTINGS = read_settings()


@pytest.fixture(scope="module")
def of_many(tmp_path_factory: pytest.TempPathFactory) -> Section:
    return section(drawn_data(tmp_path_factory.mktemp("drawn"), 1200), SETTINGS)


def _delivered(case: str, *said: str) -> list[Judgement]:
    factors = ("ete", "drugs", "alcohol", "thinking")[: len(said)]
    asked = [answer(case, PRIORITY, "yes", factor=factor) for factor in factors]
    return asked + [answer(case, DELIVERED, one, factor=factor) for factor, one in zip(factors, said, strict=True)]


def test_a_case_is_supervised_well_where_half_of_its_priorities_were(tmp_path: Path) -> None:
    cases = [Case("C1", completed="yes"), Case("C2", completed="no"), Case("C3", completed="yes"), Case("C4")]
    asked = _delivered("C1", "yes", "no") + _delivered("C2", "yes", "no", "no") + _delivered("C3", "not_applicable")
    asked += _delivered("C4", "yes")
    found = section(data_of(tmp_path, cases, asked), SETTINGS)
    quality = {str(one["quality"]): (one["base"], one["not_known"], one["yes"]) for one in rows(table(found, "8a"))}
    assert quality == {"Supervised well": (2, 1, 1), "Not supervised well": (1, 0, 0), "Not judged": (1, 0, 1)}
    assert any("Reoffending is not known of any case" in limit for limit in found.limits)


def test_the_association_that_was_put_in_is_found_and_called_one(of_many: Section) -> None:
    completed, reoffended = (row(table(of_many, "8b"), outcome=name) for name in ("Completion", "Reoffending"))
    assert (completed["verdict"], reoffended["verdict"]) == ("higher", "lower")
    for found, planted in ((completed, 0.24), (reoffended, -0.14)):
        assert float(str(found["difference_low"])) < planted < float(str(found["difference_high"]))
        assert float(str(found["adjusted_difference_low"])) < planted < float(str(found["adjusted_difference_high"]))
    assert all("association, not an effect" in told for told in of_many.findings)
    assert of_many.limits[0].startswith("Association, not effect")


def test_all_cases_are_in_the_steps_but_for_those_not_judged(of_many: Section) -> None:
    judged = sum(int(str(one["base"])) for one in rows(table(of_many, "8c")) if one["outcome"] == "Completion")
    groups = {
        one["quality"]: int(str(one["base"])) for one in rows(table(of_many, "8a")) if one["outcome"] == "Completion"
    }
    assert judged == groups["Supervised well"] + groups["Not supervised well"] == 1200 - groups["Not judged"]


def test_every_figure_of_a_finding_stands_in_a_table(of_many: Section) -> None:
    figures = [figure for one in of_many.findings for figure in re.findall(r"[+−]?\d+%? \(−?\d+ to −?\d+\)", one)]
    assert len(figures) == 4
    assert set(figures) <= words(of_many)


def test_without_linked_outcomes_the_section_says_so(tmp_path: Path) -> None:
    found = section(data_of(tmp_path, [Case("C1")], _delivered("C1", "yes")), SETTINGS)
    assert "No case is linked" in found.unsupported


def test_without_judged_delivery_the_section_says_so(tmp_path: Path) -> None:
    found = section(data_of(tmp_path, [Case("C1", completed="yes")], [answer("C1", "Was it so?", "yes")]), SETTINGS)
    assert "sufficient work was delivered" in found.unsupported


def test_where_all_were_supervised_well_there_is_nothing_to_compare(tmp_path: Path) -> None:
    cases = [Case(f"C{number}", completed="yes" if number % 2 else "no") for number in range(4)]
    found = section(
        data_of(tmp_path, cases, [one for case in cases for one in _delivered(case.case_id, "yes")]), SETTINGS
    )
    assert not any(one.id == "8b" for one in found.tables)
    assert any("all that were judged were supervised well" in limit for limit in found.limits)


def test_one_step_is_enough_to_say_how_many_are_of_which_quality(tmp_path: Path) -> None:
    cases = [Case(f"C{number}", reoffended="no") for number in range(3)]
    asked = [one for number, case in enumerate(cases) for one in _delivered(case.case_id, "yes" if number else "no")]
    found = row(table(section(data_of(tmp_path, cases, asked), SETTINGS), "8b"), outcome="Reoffending")
    assert (found["well_known"], found["less_known"], found["difference"], found["verdict"]) == (
        2,
        1,
        0.0,
        "no clear difference",
    )
