"""Analysis 7: what texts about the system speak of, each kind apart, by coders or by phrases alone."""

from pathlib import Path

import pytest

from corpus.codebook import landscape_codebook
from noteworthy.bulletin import landscape
from noteworthy.bulletin.content import Section, Table
from noteworthy.bulletin.roles import default_roles
from noteworthy.bulletin.settings import read_settings
from tests.bulletin_written import Said, Written, case, written

QUEUE = Said("There is a queue of nine months for the thinking skills group.", {"delay": "poor"})
TAUGHT = Said("We were all shown the toolkit over two good days.", {"staffing": "good"}, intervention="toolkit")
BEDS = Said("No beds are to be had for anyone who is released.", {"housing": "poor"})
COURSE = Said("He waited a year for the accredited programme.", {"delay": "poor"}, intervention="accredited_programme")
LIST = Said("The waiting list is far too long, and there is no training.")


def texts() -> list[Written]:
    """Return two survey answers and an interview that coders read, a survey answer that none did, and a case note."""
    return [
        Written("S1", [QUEUE, TAUGHT], kind="survey", frame=[{"waiting_lists": "poor"}, {"training": "good"}]),
        Written("S2", [BEDS], kind="survey", frame=[{"housing_supply": "poor"}]),
        Written("I1", [QUEUE], kind="interview", frame=[{"waiting_lists": "poor"}]),
        Written("S3", [LIST], kind="survey"),
        Written("N1", [COURSE, Said("It was late.", {"delay": "poor"})], case=case(1), factor="drugs", answer="no"),
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Section:
    """Return the section on them."""
    return landscape.section(written(tmp_path_factory.mktemp("landscape") / "work.db", texts()), read_settings())


def rows(table: Table, **where: object) -> list[dict[str, object]]:
    names = [column.name for column in table.columns]
    cells: list[dict[str, object]] = [dict(zip(names, row, strict=True)) for row in table.rows]
    return [row for row in cells if all(row[name] == value for name, value in where.items())]


def test_kinds_of_text_and_whose_coding_are_kept_apart(made: Section) -> None:
    waiting = rows(made.tables[0], code="Waiting for programmes")

    assert [(row["kind"], row["coding"], row["texts"], row["any_count"], row["poor_count"]) for row in waiting] == [
        ("survey answers", "coders' agreed coding", 2, 1, 1),
        ("survey answers", "phrases alone, uncorrected", 1, 1, 1),
        ("interview excerpts", "coders' agreed coding", 1, 1, 1),
    ]


def test_phrases_alone_are_called_too_low_and_give_no_finding(made: Section) -> None:
    assert any("read by no coder with the landscape codebook" in limit for limit in made.limits)
    assert not any("(1 of 1)" in finding and "survey" in finding for finding in made.findings)


def test_notes_on_cases_speak_of_programmes_only_in_passages_on_programmes(made: Section) -> None:
    (row,) = rows(made.tables[1], topic="Waiting for programmes", kind="inspectors' notes on cases")

    assert (row["texts"], row["any_count"]) == (1, 1)
    assert not rows(made.tables[1], topic="Consideration: commissioning", kind="inspectors' notes on cases")


def test_kinds_of_intervention_stand_with_their_landscape_codes(made: Section) -> None:
    table = next(one for one in made.tables if one.title.startswith("Landscape codes in sentences"))

    assert rows(table, intervention="Practitioner toolkit") == [
        {"kind": "survey answers", "intervention": "Practitioner toolkit", "code": "Training for interventions",
         "sentences": 1, "good": 1, "poor": 0, "mixed": 0, "context": 0},
    ]  # fmt: skip


def test_each_matter_has_its_passages_none_twice_under_system_texts(made: Section) -> None:
    waiting = [one for one in made.quotations if one.theme == "Waiting for programmes"]

    assert {one.text for one in waiting} == {QUEUE.text, COURSE.text} | {LIST.text} & {one.text for one in waiting}
    assert any(one.theme == "Housing" and one.text == BEDS.text for one in made.quotations)
    by_phrase = [one for one in made.quotations if one.text == LIST.text]
    assert all("found by a phrase" in one.context for one in by_phrase)


def test_every_code_that_a_matter_names_is_in_the_landscape_codebook() -> None:
    roles = default_roles()
    codes = set(landscape_codebook().codes)

    assert {code for topic in roles.topic for code in topic.codes} == codes
    assert {part for topic in roles.topic for part in topic.roles} <= set(roles.roles)


def test_notes_on_cases_alone_say_what_is_missing(tmp_path: Path) -> None:
    made = landscape.section(written(tmp_path / "w.db", [texts()[4]]), read_settings())

    assert not made.unsupported
    assert any("through notes on cases alone" in limit for limit in made.limits)


def test_no_text_at_all_is_the_reason_for_no_section(tmp_path: Path) -> None:
    some = [Written("A", [LIST], coders=(), learnt_from=True)]

    assert landscape.section(written(tmp_path / "w.db", some), read_settings()).unsupported
