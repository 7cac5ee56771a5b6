"""Closed answers laid out: one a case, question and factor; what is missing is never no."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.values import Case, Judgement
from noteworthy.bulletin.answers import NO, NOT_APPLICABLE, NOT_ASKED, UNKNOWN, YES, Answers, answers_of
from noteworthy.bulletin.settings import read_settings
from tests.bulletin_stand_in import answer, data_of

CASES = [Case(f"C{number}") for number in range(1, 4)]
WORK = "Was sufficient work delivered on this factor?"
PLAN = "Was the plan reviewed?"


def _laid_out(folder: Path, asked: Sequence[Judgement]) -> Answers:
    return answers_of(data_of(folder, CASES, asked), read_settings())


def test_each_kind_of_answer_stands_apart(tmp_path: Path) -> None:
    said = ["yes", "no", "not_applicable", None]
    cases = [Case(f"C{number}") for number in range(5)]
    asked = [answer(f"C{number}", WORK, one, factor="ete") for number, one in enumerate(said)]
    data = data_of(tmp_path, cases, [*asked, answer("C4", PLAN, "yes")])
    delivered = answers_of(data, read_settings()).first("delivered")
    assert delivered is not None
    found = dict(zip(data.cases["id"], delivered.of_factor("ete").tolist(), strict=True))
    assert found == {"C0": YES, "C1": NO, "C2": NOT_APPLICABLE, "C3": UNKNOWN, "C4": NOT_ASKED}
    assert (delivered.of_factor("drugs") == NOT_ASKED).all()


def test_an_answer_given_twice_counts_once_and_is_told(tmp_path: Path) -> None:
    found = _laid_out(tmp_path, [answer("C1", WORK, "yes", factor="ete", number=number) for number in range(3)])
    assert found.answered[0].yes.sum() == 1
    assert ["2 answers repeat" in problem.sentence for problem in found.problems] == [True]


def test_answers_that_contradict_each_other_are_unknown(tmp_path: Path) -> None:
    asked = [answer("C1", WORK, said, factor="ete", number=number) for number, said in enumerate(("yes", "no"))]
    found = _laid_out(tmp_path, asked)
    assert (found.answered[0].grid == UNKNOWN).sum() == 1
    assert any("contradictory" in problem.sentence for problem in found.problems)


def test_an_empty_answer_beside_a_given_one_says_nothing(tmp_path: Path) -> None:
    asked = [answer("C1", WORK, said, factor="ete", number=number) for number, said in enumerate((None, "no"))]
    assert (_laid_out(tmp_path, asked).answered[0].grid == NO).sum() == 1


def test_two_wordings_of_a_measure_are_one_where_no_case_was_asked_both(tmp_path: Path) -> None:
    other = "Were interventions delivered effectively? Was the delivery sufficient?"
    found = _laid_out(tmp_path, [answer("C1", WORK, "yes", factor="ete"), answer("C2", other, "no", factor="ete")])
    assert [one.measure.code for one in found.answered] == ["delivered"]
    assert found.answered[0].closed.sum() == 2


def test_a_question_asked_of_a_case_at_two_stages_is_two_measures_and_no_contradiction(tmp_path: Path) -> None:
    asked = [answer("C1", WORK, "yes", stage="planning"), answer("C1", WORK, "no", stage="reviewing"),
             answer("C2", WORK, "yes", stage="planning")]  # fmt: skip
    found = _laid_out(tmp_path, asked)
    assert [one.measure.code for one in found.answered] == ["delivered", f"{WORK} (reviewing)"]
    assert [int(one.closed.sum()) for one in found.answered] == [2, 1]
    assert not found.problems


def test_a_question_without_closed_answers_is_none(tmp_path: Path) -> None:
    found = _laid_out(tmp_path, [answer("C1", "What would help most?", None), answer("C1", PLAN, "yes")])
    assert [one.measure.name for one in found.answered] == [PLAN]
    assert found.unrecognised == (PLAN,)


def test_an_answer_about_no_case_is_left_out_and_told(tmp_path: Path) -> None:
    found = _laid_out(tmp_path, [answer(None, WORK, "yes", factor="ete"), answer("C1", WORK, "no", factor="ete")])
    assert found.answered[0].closed.sum() == 1
    assert ["no case" in problem.sentence for problem in found.problems] == [True]


def test_answers_with_and_without_a_factor_stand_side_by_side(tmp_path: Path) -> None:
    found = _laid_out(tmp_path, [answer("C1", WORK, "yes"), answer("C1", WORK, "no", factor="ete")])
    assert found.answered[0].factors == ("", "ete")
    assert np.array_equal(found.answered[0].grid.max(axis=0), [YES, NO])
