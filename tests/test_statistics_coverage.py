"""The simulation behind docs/statistics.md: it draws what the corpus's own generator draws, and counts rightly."""

import json

import numpy as np
import pytest

from benchmarks.coverage import PAGE, RESULTS, grouping, summary
from benchmarks.coverage_figures import NAMES, Sample, estimates
from benchmarks.coverage_notes import THEMES, NotePool
from benchmarks.coverage_population import (
    NO,
    NOT_ASKED,
    VICTIM,
    YES,
    Cases,
    Levels,
    Luck,
    draw_answers,
    draw_cases,
    draw_levels,
    random_luck,
)
from benchmarks.coverage_text import as_text
from corpus.invented import answers as invented
from corpus.invented.cases import draw_cases as invented_cases
from corpus.invented.draws import uniform
from corpus.invented.outcomes import with_outcomes
from corpus.invented.parameters import demonstration_parameters
from corpus.values import Case

PARAMETERS = demonstration_parameters()
SEED = 3


def luck_of(cases: list[Case]) -> Luck:
    """Return the very luck of the corpus's generator, which goes by name."""

    def name(question: str, factor: str | None, case: str) -> tuple[object, ...]:
        if question.startswith("involved "):
            return "involved", question.removeprefix("involved "), case, factor
        if question in (VICTIM, "completed", "reoffended"):
            return question, case
        return case, question, factor

    return lambda question, factor: np.array([uniform(SEED, *name(question, factor, case.case_id)) for case in cases])


def test_arrays_hold_the_very_answers_of_the_corpuss_generator() -> None:
    cases = invented_cases(PARAMETERS, seed=SEED, count=150, inspectors=[f"inspector {n}" for n in range(6)])
    generator = invented.Answers(PARAMETERS, cases, seed=SEED)
    own = generator.draw()
    nobody, nothing = np.zeros(len(cases), dtype=np.int64), np.zeros(len(cases), dtype=str)
    who = Cases(
        nobody, nobody, nobody,
        np.array([case.organisation_kind == "NPS" for case in cases]),
        np.array([case.sex == "female" for case in cases]),
        np.array([str(case.risk_level) for case in cases]),
        nothing, nothing,
    )  # fmt: skip
    levels = Levels(
        np.array([generator._level(case.case_id) for case in cases]),
        np.array([generator._site(case.case_id, invented.AVAILABLE) for case in cases]),
    )
    found = draw_answers(PARAMETERS, who, levels, luck_of(cases))
    codes = {"yes": YES, "no": NO, "not_applicable": NOT_ASKED}
    for (question, factor), said in found.said.items():
        asked = [own.get(invented.Asked(case.case_id, question, factor), "not_applicable") for case in cases]
        assert said.tolist() == [codes[answer] for answer in asked], (question, factor)
    outcomes = with_outcomes(PARAMETERS, cases, own, seed=SEED)
    judged = [place for place, case in enumerate(outcomes) if case.completed is not None]
    assert [outcomes[place].completed == "yes" for place in judged] == found.completed[judged].tolist()
    assert [outcomes[place].reoffended == "yes" for place in judged] == found.reoffended[judged].tolist()


@pytest.fixture(scope="module")
def sample() -> Sample:
    rng = np.random.default_rng(1)
    cases = draw_cases(PARAMETERS, rng, count=1066, units=12, inspectors=42)
    answers = draw_answers(PARAMETERS, cases, draw_levels(PARAMETERS, rng, cases), random_luck(rng, 1066))
    pool = NotePool({answer: rng.random((50, len(THEMES))) < 0.3 for answer in (YES, NO)})
    return Sample.of(cases, answers, pool, rng)


def test_officers_work_in_one_unit_and_inspectors_have_equal_parts(sample: Sample) -> None:
    cases = sample.cases
    assert len(set(zip(cases.officer.tolist(), cases.unit.tolist(), strict=True))) == int(cases.officer.max()) + 1
    assert np.ptp(np.bincount(cases.inspector)) <= 1
    assert len(np.unique(cases.unit)) == 12
    assert np.bincount(cases.officer).max() <= PARAMETERS.spread.most_cases_an_officer.value


def test_every_figure_can_be_had_of_a_sample(sample: Sample) -> None:
    found = estimates(sample, grouping(sample.cases, "units and inspectors"))
    assert len(found) == len(NAMES)
    assert [name for name, one in zip(NAMES, found, strict=True) if not one.known] == []


def test_intervals_are_counted_by_where_the_truth_lies() -> None:
    ends = [(0.5, 0.4, 0.6), (0.3, 0.2, 0.35), (0.7, 0.6, 0.8), (np.nan, np.nan, np.nan)]
    found = summary(np.array(ends)[:, None, :], np.array([0.5]))[0]
    assert found == {
        "known": 0.75,
        "coverage": pytest.approx(1 / 3, abs=1e-4),
        "above": pytest.approx(1 / 3, abs=1e-4),
        "below": pytest.approx(1 / 3, abs=1e-4),
        "width": pytest.approx(0.55 / 3, abs=1e-4),
    }


def test_the_page_is_written_from_the_results() -> None:
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert PAGE.read_text(encoding="utf-8") == as_text(results)


def test_at_least_two_thousand_samples_stand_behind_the_page() -> None:
    assert json.loads(RESULTS.read_text(encoding="utf-8"))["samples"] >= 2000
