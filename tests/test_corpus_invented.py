"""Invented cases and answers: drawn by name, clustered, with the shares that went in, and the same on every machine."""

import csv
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import mean, pstdev

import pytest
from hypothesis import given, strategies

from corpus.errors import SourceError
from corpus.invented.answers import AVAILABLE, CONTRIBUTIONS, DELIVERED, INFORMED, PRIORITY, Answers, Asked
from corpus.invented.cases import draw_cases, units
from corpus.invented.draws import choice, normal, probability, solve, uniform
from corpus.invented.outcomes import supervised_well, with_outcomes
from corpus.invented.parameters import demonstration_parameters, read_parameters
from corpus.invented.tables import read_cases, read_judgements, simulate, write_tables
from corpus.sources.ingest import open_source
from corpus.values import Case, Judgement, Refusal

PARAMETERS = demonstration_parameters()
DEMO = Path(__file__).parents[1] / "corpus" / "demo"
INSPECTORS = [f"inspector {number}" for number in range(10)]


@pytest.fixture(scope="module")
def drawn() -> tuple[list[Case], list[Judgement]]:
    return simulate(PARAMETERS, seed=5)


@pytest.fixture(scope="module")
def some_cases() -> list[Case]:
    return draw_cases(PARAMETERS, seed=5, count=400, inspectors=INSPECTORS)


def share(answers: dict[Asked, str], wanted: Callable[[Asked], bool]) -> float:
    counts = Counter(answer for asked, answer in answers.items() if wanted(asked))
    return counts["yes"] / (counts["yes"] + counts["no"])


# ------------------------------------------------------------------------------------------ drawing by name


def test_a_draw_depends_on_its_seed_and_name_alone() -> None:
    assert uniform(1, "C1", "drugs") == uniform(1, "C1", "drugs") == 0.03537669504077229
    assert len({uniform(1, "C1"), uniform(2, "C1"), uniform(1, "C2"), uniform(1, "C", "1")}) == 4


@given(seed=strategies.integers(), name=strategies.text())
def test_a_uniform_draw_lies_between_0_and_1(seed: int, name: str) -> None:
    assert 0 < uniform(seed, name) < 1


def test_normal_draws_are_standard_normal() -> None:
    drawn = [normal(0, number) for number in range(4000)]
    assert abs(mean(drawn)) < 0.05
    assert abs(pstdev(drawn) - 1) < 0.05


def test_values_are_chosen_as_often_as_their_shares_say() -> None:
    counts = Counter(choice({"a": 0.7, "b": 0.3, "never": 0.0}, 0, number) for number in range(2000))
    assert abs(counts["a"] / 2000 - 0.7) < 0.03
    assert "never" not in counts


@given(target=strategies.floats(0.01, 0.99))
def test_the_intercept_is_found_that_gives_a_share(target: float) -> None:
    assert probability(solve(probability, target)) == pytest.approx(target)


# ------------------------------------------------------------------------------------------ cases


def test_cases_lie_in_officers_officers_in_units_and_units_in_regions(some_cases: list[Case]) -> None:
    of_officer = defaultdict(list)
    for case in some_cases:
        of_officer[case.officer].append(case)
    assert 2 < mean(map(len, of_officer.values())) <= max(map(len, of_officer.values())) <= 6
    assert all(len({(case.organisation, case.delivery_unit) for case in cases}) == 1 for cases in of_officer.values())
    places = {(unit.name, unit.kind): unit for unit in units()}
    assert all(
        places[str(case.delivery_unit), str(case.organisation_kind)].region == case.region for case in some_cases
    )


def test_inspectors_have_equal_parts_and_meet_several_units(some_cases: list[Case]) -> None:
    of_inspector = defaultdict(list)
    for case in some_cases:
        of_inspector[case.inspector].append(case)
    assert {len(cases) for cases in of_inspector.values()} == {40}
    assert all(len({case.delivery_unit for case in cases}) >= 5 for cases in of_inspector.values())


def test_a_unit_is_inspected_in_one_month_of_the_period(some_cases: list[Case]) -> None:
    months = defaultdict(set)
    for case in some_cases:
        months[case.organisation, case.delivery_unit].add(case.inspected)
    assert all(len(found) == 1 for found in months.values())
    assert all("2016-03" <= str(case.inspected) <= "2017-12" for case in some_cases)


def test_a_longer_list_of_officers_leaves_earlier_attributes_as_they_were() -> None:
    few, more = (draw_cases(PARAMETERS, seed=5, count=count, inspectors=INSPECTORS) for count in (50, 60))
    attributes = [[(case.sex, case.age_band, case.ethnicity) for case in cases[:50]] for cases in (few, more)]
    assert attributes[0] == attributes[1]


# ------------------------------------------------------------------------------------------ answers


def test_exact_margins_give_the_very_shares_of_the_parameters(some_cases: list[Case]) -> None:
    answers = Answers(PARAMETERS, some_cases, seed=5, margins="exact").draw()
    for factor, facts in PARAMETERS.factor.items():
        for question, wanted in (
            (PRIORITY, facts.priority),
            (AVAILABLE, facts.available),
            (DELIVERED, facts.delivered),
        ):
            found = share(answers, lambda asked, q=question, f=factor: asked[1:] == (q, f))  # type: ignore[misc]
            assert found == pytest.approx(wanted.value, abs=0.01), (question, factor)


def test_expected_margins_vary_from_seed_to_seed_around_the_parameters(some_cases: list[Case]) -> None:
    wanted = PARAMETERS.factor["thinking"].delivered.value
    found = [
        share(Answers(PARAMETERS, some_cases, seed=seed).draw(), lambda asked: asked[1:] == (DELIVERED, "thinking"))
        for seed in range(12)
    ]
    assert mean(found) == pytest.approx(wanted, abs=0.025)
    assert pstdev(found) > 0.01


def test_what_was_answered_before_stands_and_makes_its_factor_a_priority(some_cases: list[Case]) -> None:
    case = some_cases[0].case_id
    known = {Asked(case, DELIVERED, "finance"): "not_applicable", Asked(case, AVAILABLE, "drugs"): "no"}
    answers = Answers(PARAMETERS, some_cases, seed=5, known=known).draw()
    assert known.items() <= answers.items()
    assert answers[Asked(case, PRIORITY, "finance")] == answers[Asked(case, PRIORITY, "drugs")] == "yes"


def test_nobody_is_asked_about_a_factor_that_was_no_priority(some_cases: list[Case]) -> None:
    answers = Answers(PARAMETERS, some_cases, seed=5).draw()
    asked = {(one.case, one.factor) for one in answers if one.factor and one.question != PRIORITY}
    assert asked == {
        (one.case, one.factor) for one, answer in answers.items() if one.question == PRIORITY and answer == "yes"
    }


def test_clustering_is_real() -> None:
    """Answers within an officer resemble each other more than chance allows, as the parameters say."""
    cases, found = simulate(PARAMETERS, seed=11)
    officer = {case.case_id: case.officer for case in cases}
    by_officer = defaultdict(list)
    for one in found:
        if one.question == DELIVERED and one.answer in ("yes", "no"):
            by_officer[officer[str(one.case_id)]].append(one.answer == "yes")
    every = [value for values in by_officer.values() for value in values]
    overall = mean(every)
    between = sum(len(values) * (mean(values) - overall) ** 2 for values in by_officer.values())
    by_chance = (len(by_officer) - 1) * overall * (1 - overall)
    assert between / by_chance > 1.5


def test_groups_differ_as_published(drawn: tuple[list[Case], list[Judgement]]) -> None:
    cases, found = drawn
    kind = {case.case_id: case.organisation_kind for case in cases}
    answers = {Asked(str(one.case_id), str(one.question), one.factor): str(one.answer) for one in found}
    for question, factor in ((INFORMED, None), *((asked, "ete") for asked in CONTRIBUTIONS.values())):
        nps, crc = (
            share(answers, lambda asked, k=k, q=question, f=factor: asked[1:] == (q, f) and kind[asked.case] == k)  # type: ignore[misc]
            for k in ("NPS", "CRC")
        )
        assert nps > crc, question


# ------------------------------------------------------------------------------------------ outcomes


def test_outcomes_differ_by_exactly_what_was_put_in(some_cases: list[Case]) -> None:
    answers = Answers(PARAMETERS, some_cases, seed=5).draw()
    cases, well = with_outcomes(PARAMETERS, some_cases, answers, seed=5, margins="exact"), supervised_well(answers)
    rates = {
        (name, group): mean(getattr(case, name) == "yes" for case in cases if well.get(case.case_id) is group)
        for name in ("completed", "reoffended")
        for group in (True, False)
    }
    assert rates["completed", True] - rates["completed", False] == pytest.approx(0.24, abs=0.01)
    assert rates["reoffended", True] - rates["reoffended", False] == pytest.approx(-0.14, abs=0.01)


def test_a_case_in_which_nothing_was_a_priority_has_no_outcome(some_cases: list[Case]) -> None:
    (case,) = with_outcomes(PARAMETERS, some_cases[:1], {}, seed=5)
    assert (case.completed, case.reoffended) == (None, None)


# ------------------------------------------------------------------------------------------ parameters and tables


def test_every_parameter_says_whether_it_was_published_or_assumed_and_where() -> None:
    text = (DEMO / "parameters.toml").read_text(encoding="utf-8")
    assert text.count('basis = "published"') > 20
    assert text.count('basis = "assumed"') > 20


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'basis = "published", source = "B19" }\nfirst',
            'basis = "published" }\nfirst',
            "a published parameter names its source",
        ),
        ("White = 0.66", "White = 0.6", "the shares sum to 0.94, not to 1"),
        ("White = 0.66", "White = nan", "finite number"),
        ("cases = { value = 1066", "cases = { value = 0", "greater than or equal to 1"),
        ('"2016-03"', '"2018-03"', "is after the last"),
        ("fewest_cases_an_officer = { value = 2", "fewest_cases_an_officer = { value = 9", "turn them round"),
        ("completed_difference = { value = 0.24", "completed_difference = { value = 7", "which is no share"),
        ("unit = { value = 0.30", "unit = { value = -3", "greater than or equal to 0"),
        ("[contribution.partner]", "[contribution.friends]", "partner"),
        ('value = 0.75, basis = "published"', 'value = 75, basis = "published"', "less than or equal to 1"),
        ('crc = { value = 0.57, basis = "assumed" }', "crc = { value = 0.57 }", "basis"),
    ],
)
def test_a_faulty_parameter_is_one_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (DEMO / "parameters.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "own.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SourceError, match=said) as caught:
        read_parameters(tmp_path / "own.toml")
    assert "own.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_tables_come_back_as_they_were_written(tmp_path: Path, drawn: tuple[list[Case], list[Judgement]]) -> None:
    write_tables(tmp_path, *drawn)
    assert (read_cases(tmp_path / "cases.csv"), read_judgements(tmp_path / "judgements.csv")) == drawn


def test_the_ordinary_reader_takes_the_tables_beside_notes(
    tmp_path: Path, drawn: tuple[list[Case], list[Judgement]]
) -> None:
    write_tables(tmp_path, *drawn)
    (tmp_path / "notes.csv").write_text(f"id,judgement,text\nN1,{drawn[1][1].judgement_id},Seen on day two.\n")
    (tmp_path / "mapping.toml").write_text(
        (DEMO / "mapping.toml")
        .read_text()
        .replace("notes.jsonl", "notes.csv")
        .replace('kind = "kind"\ncase = "case"\n', "")
    )
    items = list(open_source(tmp_path).items)
    assert len(items) == len(drawn[1])
    assert {item.judgement for item in items if not isinstance(item, Refusal)} == set(drawn[1])


def test_the_program_draws_from_any_seed(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "corpus.invented", "--output"]
    first, second, other = tmp_path / "first", tmp_path / "second", tmp_path / "other"
    for folder, seed in ((first, "7"), (second, "7"), (other, "8")):
        done = subprocess.run(
            [*run, str(folder), "--seed", seed], capture_output=True, text=True, timeout=60, check=True
        )
        assert "nothing in them is a finding" in done.stdout
    assert (first / "judgements.csv").read_bytes() == (second / "judgements.csv").read_bytes()
    assert (first / "judgements.csv").read_bytes() != (other / "judgements.csv").read_bytes()
    with (first / "cases.csv").open(encoding="utf-8", newline="") as rows:
        assert {row["authored"] for row in csv.DictReader(rows)} == {"true"}


def test_the_program_says_in_one_sentence_what_is_wrong(tmp_path: Path) -> None:
    wrong = [
        sys.executable,
        "-m",
        "corpus.invented",
        "--output",
        str(tmp_path),
        "--parameters",
        str(tmp_path / "no.toml"),
    ]
    done = subprocess.run(wrong, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "no.toml" in done.stderr
    assert "Traceback" not in done.stderr
