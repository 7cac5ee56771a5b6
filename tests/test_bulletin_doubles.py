"""Cases that may be one case under two ids."""

from dataclasses import replace
from pathlib import Path

from corpus.values import Case, Judgement
from noteworthy.bulletin.answers import answers_of
from noteworthy.bulletin.doubles import possible_doubles
from noteworthy.bulletin.settings import read_settings
from tests.bulletin_stand_in import data_of, drawn

CASES, ASKED = drawn(6, seed=5)


def _again(number: int) -> tuple[list[Case], list[Judgement]]:
    """Return the first cases a second time, under other ids."""
    new = {case.case_id: f"{case.case_id}/again" for case in CASES[:number]}
    cases = [replace(case, case_id=new[case.case_id]) for case in CASES[:number]]
    asked = [
        replace(one, case_id=new[one.case_id], judgement_id=f"{one.judgement_id}/again")
        for one in ASKED
        if one.case_id in new
    ]
    return cases, asked


def test_a_case_that_is_like_another_in_everything_is_told(tmp_path: Path) -> None:
    cases, asked = _again(2)
    data = data_of(tmp_path, [*CASES, *cases], [*ASKED, *asked])
    found = list(possible_doubles(data, answers_of(data, read_settings()).answered))
    assert [problem.count for problem in found] == [2]
    assert found[0].sentence.startswith("2 cases are like another")


def test_cases_that_differ_in_one_answer_are_two(tmp_path: Path) -> None:
    cases, asked = _again(1)
    asked = [replace(asked[0], answer="not_applicable"), *asked[1:]]
    data = data_of(tmp_path, [*CASES, *cases], [*ASKED, *asked])
    assert not list(possible_doubles(data, answers_of(data, read_settings()).answered))


def test_cases_of_which_little_is_known_are_no_doubles(tmp_path: Path) -> None:
    few = [replace(one, answer="yes") for one in ASKED[:1]]
    other = replace(few[0], judgement_id="other", case_id=CASES[1].case_id)
    data = data_of(tmp_path, CASES, [*few, other])
    assert not list(possible_doubles(data, answers_of(data, read_settings()).answered))
