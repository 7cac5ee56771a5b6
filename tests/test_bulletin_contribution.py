"""Analysis 2: contributions of contracted providers and of partners."""

import re
from pathlib import Path

import pytest

from corpus.invented.answers import CONTRIBUTIONS, PRIORITY
from corpus.values import Case, Judgement
from noteworthy.bulletin.content import Hidden, Section
from noteworthy.bulletin.contribution import section
from noteworthy.bulletin.settings import read_settings
from tests.bulletin_stand_in import answer, data_of, drawn_data, row, rows, table, words

SETTINGS = read_settings()
CASES = [Case(f"C{number}") for number in range(6)]
PROVIDER, PARTNER = (CONTRIBUTIONS[who, "desistance"] for who in ("contracted_provider", "partner"))


def _section(folder: Path, asked: list[Judgement]) -> Section:
    return section(data_of(folder, CASES, asked), SETTINGS)


def _asked(provider: list[str], partner: list[str]) -> list[Judgement]:
    asked = [answer(f"C{number}", PRIORITY, "yes", factor="ete") for number in range(6)]
    asked += [answer(f"C{number}", PROVIDER, said, factor="ete") for number, said in enumerate(provider)]
    return asked + [answer(f"C{number}", PARTNER, said, factor="ete") for number, said in enumerate(partner)]


@pytest.fixture(scope="module")
def of_many(tmp_path_factory: pytest.TempPathFactory) -> Section:
    return section(drawn_data(tmp_path_factory.mktemp("drawn"), 1200), SETTINGS)


def test_pairs_are_counted_within_the_case_where_both_were_involved(tmp_path: Path) -> None:
    found = _section(
        tmp_path, _asked(["yes", "yes", "no", "no", "not_applicable"], ["yes", "no", "yes", "no", "yes", "no"])
    )
    pair = row(table(found, "2b"), factor="All factors together")
    assert [pair[name] for name in ("both", "first_only", "second_only", "neither")] == [1, 1, 1, 1]
    assert (pair["first_answered"], pair["second_answered"], pair["difference"]) == (4, 4, 0.0)
    assert row(table(found, "2a"), contributor="Contracted providers")["not_applicable"] == 1
    assert row(table(found, "2a"), contributor="Partner agencies")["not_known"] == 0


def test_where_no_provider_was_ever_involved_partners_are_shown_and_the_rest_explained(tmp_path: Path) -> None:
    found = _section(tmp_path, _asked(["not_applicable"] * 6, ["yes"] * 4 + ["no"] * 2))
    shown = table(found, "2a")
    assert row(shown, contributor="Contracted providers")["share"] is Hidden.NOT_AVAILABLE
    assert row(shown, contributor="Partner agencies")["share"] == pytest.approx(2 / 3)
    assert any("No answer says yes or no about contracted providers" in limit for limit in found.limits)
    assert any("not compared" in limit for limit in found.limits)


def test_a_single_kind_of_contributor_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    found = _section(tmp_path, _asked([], ["yes"] * 6))
    assert any("Only partner agencies were asked about" in limit for limit in found.limits)
    assert [one.id for one in found.tables] == ["2a"]


def test_without_the_questions_the_section_says_so(tmp_path: Path) -> None:
    assert _section(tmp_path, [answer("C1", PRIORITY, "yes", factor="ete")]).unsupported


def test_providers_contribute_less_often_than_partners_as_was_put_in(of_many: Section) -> None:
    pairs = [one for one in rows(table(of_many, "2c")) if one["factor"] == "All factors together"]
    assert {one["aim"]: one["verdict"] for one in pairs} == {"desistance": "lower", "the safety of others": "lower"}
    for one in pairs:
        four = [int(str(one[name])) for name in ("both", "first_only", "second_only", "neither")]
        assert sum(four) == one["first_answered"] == one["second_answered"]
        assert (four[0] + four[1], four[0] + four[2]) == (one["first_yes"], one["second_yes"])
    assert any("less often than partner agencies" in told for told in of_many.findings)


def test_every_base_sums(of_many: Section) -> None:
    for name in ("2a", "2b"):
        for one in rows(table(of_many, name)):
            parts = (int(str(one[part])) for part in ("not_applicable", "not_known", "answered"))
            assert sum(parts) == one["base"]


def test_every_figure_of_a_finding_stands_in_a_table(of_many: Section) -> None:
    figures = [figure for one in of_many.findings for figure in re.findall(r"[+−]?\d+%? \(−?\d+ to −?\d+\)", one)]
    assert figures
    assert set(figures) <= words(of_many)
