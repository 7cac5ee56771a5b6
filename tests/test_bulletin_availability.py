"""Analysis 1: priority, availability and delivery by factor."""

import re
from pathlib import Path

import pytest

from corpus.invented.answers import AVAILABLE, DELIVERED, PRIORITY
from corpus.invented.parameters import demonstration_parameters
from corpus.values import Case, Judgement
from noteworthy.bulletin.availability import section
from noteworthy.bulletin.content import Hidden, Section
from noteworthy.bulletin.settings import read_settings
from tests.bulletin_stand_in import answer, data_of, drawn_data, row, rows, table, words

SETTINGS = read_settings()
CASES = [Case(f"C{number}") for number in range(6)]


def _section(folder: Path, asked: list[Judgement]) -> Section:
    return section(data_of(folder, CASES, asked), SETTINGS)


@pytest.fixture(scope="module")
def of_many(tmp_path_factory: pytest.TempPathFactory) -> Section:
    return section(drawn_data(tmp_path_factory.mktemp("drawn"), 1200), SETTINGS)


def _few() -> list[Judgement]:
    """Return answers of six cases: housing a priority in five, of which one is not applicable and one unanswered."""
    asked = [
        answer(f"C{number}", PRIORITY, "yes" if number < 5 else "no", factor="accommodation") for number in range(6)
    ]
    said = ["yes", "yes", "no", "not_applicable", None]
    return asked + [answer(f"C{number}", AVAILABLE, one, factor="accommodation") for number, one in enumerate(said)]


def test_shares_are_of_priority_cases_answered_and_the_parts_sum(tmp_path: Path) -> None:
    found = row(table(_section(tmp_path, _few()), "1b"), factor="Accommodation")
    counts = [found[name] for name in ("base", "not_applicable", "not_known", "answered", "yes")]
    assert counts == [5, 1, 1, 3, 2]
    assert found["share"] == pytest.approx(2 / 3)


def test_answers_about_what_was_no_priority_are_told_and_not_counted(tmp_path: Path) -> None:
    found = _section(tmp_path, [*_few(), answer("C5", AVAILABLE, "no", factor="accommodation")])
    assert row(table(found, "1b"), factor="Accommodation")["answered"] == 3
    assert any("were no priority" in limit for limit in found.limits)


def test_a_factor_that_was_never_a_priority_stands_last_without_a_share(tmp_path: Path) -> None:
    asked = [*_few(), *(answer(f"C{number}", PRIORITY, "no", factor="drugs") for number in range(6))]
    shown = table(_section(tmp_path, asked), "1b")
    found = row(shown, factor="Drug misuse")
    assert (found["rank"], found["base"], found["share"]) == (Hidden.NOT_AVAILABLE, 0, Hidden.NOT_AVAILABLE)
    assert [one["factor"] for one in rows(shown)][-2:] == ["Drug misuse", "All factors together"]
    assert "Drug misuse: It was a priority in no case." in shown.notes


def test_without_a_question_on_priority_all_that_were_asked_count(tmp_path: Path) -> None:
    asked = [answer(f"C{number}", DELIVERED, said, factor="ete") for number, said in enumerate(("yes", "no", "no"))]
    found = _section(tmp_path, asked)
    assert row(table(found, "1c"), factor="Education, training and employment")["base"] == 3
    assert any("No question asked whether" in limit for limit in found.limits)
    assert any("suitable intervention was available" in limit for limit in found.limits)


def test_without_either_question_the_section_says_so(tmp_path: Path) -> None:
    found = _section(tmp_path, [answer("C1", "Was the plan reviewed?", "yes")])
    assert "No closed question was recognised" in found.unsupported
    assert not found.tables


def test_the_shares_that_were_put_in_lie_in_the_intervals(of_many: Section) -> None:
    parameters = demonstration_parameters()
    inside = []
    for name, share in (("1b", "available"), ("1c", "delivered")):
        found = table(of_many, name)
        for code, facts in parameters.factor.items():
            one = next(
                each
                for each in rows(found)
                if str(each["factor"]).lower().startswith(code[:5].replace("ete", "educ")[:4])
            )
            inside.append(float(str(one["share_low"])) <= getattr(facts, share).value <= float(str(one["share_high"])))
    assert sum(inside) >= 18  # of twenty intervals at 95%, one outside is expected


def test_only_factors_that_were_put_in_as_lowest_are_told_as_lower(of_many: Section) -> None:
    told = [one for one in rows(table(of_many, "1e")) if one["measure"] == "Sufficient delivery"]
    lower = {one["factor"] for one in told if one["verdict"] == "lower"}
    assert "Lifestyle and associates" in lower
    assert lower <= {"Lifestyle and associates", "Attitudes to offending"}
    sentence = next(one for one in of_many.findings if one.startswith("Sufficient delivery is"))
    assert "lifestyle and associates" in sentence.split("lower than for the others together for", 1)[1]


def test_ranks_follow_the_shares(of_many: Section) -> None:
    found = [one for one in rows(table(of_many, "1b")) if one["rank"] is not Hidden.NOT_AVAILABLE]
    shares = [float(str(one["share"])) for one in found]
    assert shares == sorted(shares, reverse=True)
    assert [one["rank"] for one in found] == list(range(1, len(found) + 1))


def test_delivery_is_more_often_sufficient_where_something_was_available(of_many: Section) -> None:
    found = row(table(of_many, "1d"), factor="All factors together")
    assert found["verdict"] == "higher"


def test_every_figure_of_a_finding_stands_in_a_table(of_many: Section) -> None:
    shown = words(of_many)
    figures = [figure for one in of_many.findings for figure in re.findall(r"[+−]?\d+%? \(−?\d+ to −?\d+\)", one)]
    assert len(figures) >= 7
    assert set(figures) <= shown


def test_every_pair_of_factors_is_compared(of_many: Section) -> None:
    assert len(table(of_many, "1f").rows) == 2 * 45
