"""The demonstration corpus's cases and closed answers keep what its card promises."""

from collections import Counter, defaultdict
from itertools import combinations

import pytest

from corpus.invented.answers import AVAILABLE, CONTRIBUTIONS, DELIVERED, INFORMED, PRIORITY
from corpus.invented.parameters import demonstration_parameters
from corpus.invented.tables import read_cases, read_judgements, regenerate
from tests.demonstration_files import HOME, agreed, notes_of, table


def test_attributes_cross_and_cluster_as_they_do_in_life() -> None:
    cases = table("demo/cases.csv")
    assert {case["organisation_kind"] for case in cases} == {"NPS", "CRC"}
    officers = Counter(case["officer"] for case in cases)
    assert len(cases) / len(officers) >= 2
    assert max(officers.values()) <= 12
    units = {case["officer"]: (case["organisation"], case["delivery_unit"]) for case in cases}
    assert all(units[case["officer"]] == (case["organisation"], case["delivery_unit"]) for case in cases)
    for a, b in combinations(("sex", "age_band", "ethnicity", "order_type", "risk_level"), 2):
        assert len({(case[a], case[b]) for case in cases}) >= 5
    assert all("2016-03" <= case["inspected"] <= "2017-12" for case in cases)


def test_a_case_has_two_or_three_notes_and_one_in_four_has_one_on_notable_practice() -> None:
    rationales = Counter(note["case"] for note in notes_of("demo") if note["kind"] == "rationale")
    assert set(rationales) == {case["case"] for case in table("demo/cases.csv")}
    assert set(rationales.values()) <= {2, 3}
    notable = {note["case"] for note in notes_of("demo") if note["kind"] == "notable"}
    assert 0.20 <= len(notable) / len(rationales) <= 0.30


def test_some_notes_honestly_disagree_with_their_answer() -> None:
    answers = {row["judgement"]: row["answer"] for row in table("demo/judgements.csv")}
    pairs = [
        (answers[note["judgement"]], agreed()[note["id"]].practice)
        for note in notes_of("demo")
        if note["kind"] == "rationale"
    ]
    clear = [pair for pair in pairs if pair[0] != "not_applicable" and pair[1] in ("good", "poor")]
    against = sum(pair in (("yes", "poor"), ("no", "good")) for pair in clear)
    assert 0.02 <= against / len(clear) <= 0.10


def share_of(question: str, factor: str | None, cases: set[str] | None = None) -> float:
    counts = Counter(
        row["answer"]
        for row in table("demo/judgements.csv")
        if row["question"] == question
        and (factor is None or row["factor"] == factor)
        and (cases is None or row["case"] in cases)
    )
    return counts["yes"] / (counts["yes"] + counts["no"])


def test_the_closed_answers_keep_to_what_was_published() -> None:
    factors = list(demonstration_parameters().factor)
    available = {factor: share_of(AVAILABLE, factor) for factor in factors}
    delivered = {factor: share_of(DELIVERED, factor) for factor in factors}
    assert sum(share > 0.80 for share in available.values()) == 8
    assert available["accommodation"] == pytest.approx(0.75, abs=0.02)
    assert sum(0.44 <= share < 0.50 for share in delivered.values()) == 6
    assert set(sorted(delivered, key=delivered.__getitem__)[:2]) == {"lifestyle", "attitudes"}
    for what in ("desistance", "safety"):
        bought, partners = (CONTRIBUTIONS[who, what] for who in ("contracted_provider", "partner"))
        assert share_of(bought, None) < share_of(partners, None)
        for question in (bought, partners):
            by_factor = {factor: share_of(question, factor) for factor in factors}
            assert set(sorted(by_factor, key=by_factor.__getitem__)[:2]) == {"lifestyle", "attitudes"}
    nps, crc = (
        {case["case"] for case in table("demo/cases.csv") if case["organisation_kind"] == kind}
        for kind in ("NPS", "CRC")
    )
    assert share_of(INFORMED, None, nps) > share_of(INFORMED, None, crc) + 0.05
    for question in CONTRIBUTIONS.values():
        assert share_of(question, "ete", nps) > share_of(question, "ete", crc), question


def test_outcomes_are_tied_to_supervision_as_published() -> None:
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for row in table("demo/judgements.csv"):
        if row["question"] == DELIVERED:
            said[row["case"]][row["answer"]] += 1
    well = {case: 2 * counts["yes"] >= counts["yes"] + counts["no"] for case, counts in said.items()}
    rates: dict[tuple[str, bool], list[bool]] = defaultdict(list)
    for case in table("demo/cases.csv"):
        for name in ("completed", "reoffended"):
            if case[name]:
                rates[name, well[case["case"]]].append(case[name] == "yes")
    share = {key: sum(values) / len(values) for key, values in rates.items()}
    assert share["completed", True] - share["completed", False] == pytest.approx(0.24, abs=0.01)
    assert share["reoffended", True] - share["reoffended", False] == pytest.approx(-0.14, abs=0.01)


def test_the_tables_can_be_made_again_from_parameters_and_the_notes_answers() -> None:
    cases, found = read_cases(HOME / "demo" / "cases.csv"), read_judgements(HOME / "demo" / "judgements.csv")
    noted = {note["judgement"] for note in notes_of("demo")}
    parameters = demonstration_parameters()
    again = regenerate(parameters, cases, [one for one in found if one.judgement_id in noted], seed=parameters.seed)
    assert again == (cases, found)


def test_a_factor_is_asked_about_only_where_it_was_a_priority() -> None:
    priorities = {
        (row["case"], row["factor"])
        for row in table("demo/judgements.csv")
        if row["question"] == PRIORITY and row["answer"] == "yes"
    }
    for row in table("demo/judgements.csv"):
        if row["factor"] and row["question"] != PRIORITY:
            assert (row["case"], row["factor"]) in priorities
