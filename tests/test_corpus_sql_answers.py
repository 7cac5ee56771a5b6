"""The private database answers plain SQL: counts, views, search and evidence, in agreement with its own rows."""

from functools import partial
from pathlib import Path

import pytest

from corpus.values import Judgement
from tests.stored_notes import FIRST, Ask, Build, a_case, a_judgement, ask, coded, store_run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work.db"


@pytest.fixture
def build(path: Path) -> Build:
    return partial(store_run, path)


@pytest.fixture
def rows(path: Path) -> Ask:
    return partial(ask, path)


@pytest.fixture
def answers(build: Build, rows: Ask) -> Ask:
    drugs, alcohol = a_judgement("J1"), a_judgement("J2", case="C2", factor="alcohol")
    build(
        [
            coded("N1", ("delay", "poor"), case=a_case("C1"), judgement=drugs),
            coded("N2", ("delay", "good"), case=a_case("C1"), judgement=drugs),
            coded("N3", ("delay", "poor"), ("housing", "context"), case=a_case("C2", "NPS"), judgement=alcohol),
            coded("N4"),
        ]
    )
    return rows


def test_how_often_is_each_theme_good_or_poor(answers: Ask) -> None:
    select = "SELECT theme_name, passages, good, poor, good_percent, notes, notes_poor_percent FROM theme_by_polarity"

    assert answers(f"{select} WHERE theme = 'delay'") == [("Delay and timeliness", 3, 1, 2, 33.3, 4, 50.0)]
    assert answers(f"{select} WHERE theme = 'staffing'") == [("Staffing and oversight", 0, 0, 0, None, 4, 0.0)]


def test_how_often_for_each_factor(answers: Ask) -> None:
    select = "SELECT factor_name, good, poor, notes FROM theme_by_factor WHERE theme = 'delay'"

    assert answers(select) == [("Alcohol misuse", 0, 1, 1), ("Drug misuse", 1, 1, 2), ("not known", 0, 0, 1)]


def test_how_often_for_each_kind_of_organisation(answers: Ask) -> None:
    select = "SELECT organisation_kind, good, poor, poor_percent FROM theme_by_organisation_kind WHERE theme = 'delay'"

    assert answers(select) == [("CRC", 1, 1, 50.0), ("NPS", 0, 1, 100.0), ("not known", 0, 0, None)]


def test_where_good_practice_is_to_be_found(answers: Ask) -> None:
    select = "SELECT theme, evidence, sentence_text, factor_name, organisation_kind, year FROM good_practice"

    assert answers(select) == [("delay", "Nobody … rang", FIRST, "Drug misuse", "CRC", "2016-17")]


def test_every_count_agrees_with_the_codings_themselves(answers: Ask) -> None:
    counted = answers(
        "SELECT coalesce(j.factor, 'not known'), c.theme, c.polarity, count(DISTINCT c.note), "
        "count(DISTINCT c.sentence), count(*) FROM codings c JOIN notes n ON n.id = c.note "
        "LEFT JOIN judgements j ON j.id = n.judgement WHERE c.standing = 1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    held = answers(
        "SELECT value, theme, polarity, notes, sentences, codings FROM theme_counts WHERE dimension = 'factor' "
        "ORDER BY 1, 2, 3"
    )

    assert held == counted
    assert len(held) == 4


def test_a_dimension_without_any_value_has_no_rows(answers: Ask) -> None:
    found = {row[0] for row in answers("SELECT DISTINCT dimension FROM note_counts")}

    assert {"all", "factor", "organisation_kind", "organisation", "year", "source"} <= found
    assert not {"sex", "ethnicity", "region"} & found


def test_a_column_with_a_value_for_every_note_is_not_counted_by(
    build: Build, rows: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.store.counts.MOST_VALUES", 2)
    build([coded(f"N{i}", case=a_case(f"C{i}"), judgement=Judgement(f"J{i}", f"C{i}", f"Why {i}?")) for i in range(3)])
    found = {row[0] for row in rows("SELECT DISTINCT dimension FROM note_counts")}

    assert "question" not in found
    assert "organisation" in found


def test_search_finds_the_stem_of_a_word(answers: Ask) -> None:
    assert answers("SELECT count(*) FROM notes_fts WHERE notes_fts MATCH 'meets OR worker'") == [(4,)]
    assert answers("SELECT count(*) FROM notes_fts WHERE notes_fts MATCH 'workers'") == [(4,)]


def test_evidence_is_where_it_says(answers: Ask) -> None:
    inside = (
        'SELECT count(*), sum(c.start >= s.start AND c."end" <= s."end"), '
        "sum(c.evidence LIKE substr(n.text, c.start + 1, c.\"end\" - c.start) || '%') "
        "FROM codings c JOIN sentences s ON s.id = c.sentence JOIN notes n ON n.id = c.note"
    )

    assert answers(inside) == [(4, 4, 4)]
