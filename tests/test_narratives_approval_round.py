"""Approving passages one by one: what is proposed, what is stored of a decision, and which passages may go out."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.store.approving import add_approval, person, standing_approvals
from corpus.store.database import WorkDatabase
from noteworthy.narratives.approval_round import ApprovalRound
from noteworthy.narratives.approved import Approved, Rules, approved
from noteworthy.narratives.passages import PassageReader, freed
from noteworthy.narratives.policy import NarrativesPolicy
from noteworthy.release import Policy
from tests.coded_notes import copied
from tests.passages_to_approve import NAME, approve_all, work_to_approve

POLICY = Policy.read(None)
RULES = POLICY.rules


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return work_to_approve(tmp_path_factory.mktemp("passages") / "work.db")


@pytest.fixture
def work(built: Path, tmp_path: Path) -> Path:
    return copied(built, tmp_path / "work.db")


@pytest.fixture
def database(work: Path) -> Iterator[WorkDatabase]:
    with WorkDatabase(work, create=False) as held:
        yield held


def begun(database: WorkDatabase, *, who: str = "Dana Oz", theme: str | None = None, **changed: Any) -> ApprovalRound:
    return ApprovalRound(database, rules(**changed), approver=who, role="inspector", theme=theme)


def rules(**changed: Any) -> Rules:
    alike = {"most_alike": 1.0}
    narratives = NarrativesPolicy.model_validate(POLICY.narratives.model_dump() | alike | changed)
    return Rules(narratives, POLICY.disclosure, POLICY.redaction)


def found(work: Path, **changed: Any) -> Approved:
    with WorkDatabase(work, create=False) as database:
        return approved(database, rules(**changed))


def ask(work: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(work)) as connection, connection:
        return connection.execute(sql).fetchall()


# ---------------------------------------------------------------------------------------------------- what is proposed


def test_each_theme_is_proposed_as_often_as_the_policy_seeks_it(database: WorkDatabase) -> None:
    around = begun(database, each=3)
    themes = [item.theme for item in around.items]
    assert {theme: themes.count(theme) for theme in themes} == {"delay": 3, "information": 3, "protection": 3}
    assert [item.theme for item in begun(database, theme="delay").items] == ["delay"] * RULES.narratives.each


def test_passages_are_redacted_as_they_would_be_published(database: WorkDatabase) -> None:
    texts = [item.passage.text for item in begun(database, each=20).items]
    assert any("[PERSON 1]" in text for text in texts)
    assert not any(part in text for text in texts for part in NAME.split())


def test_near_copies_and_what_is_too_short_or_too_long_are_not_proposed(database: WorkDatabase) -> None:
    assert len(begun(database, most_alike=0.3).items) < len(begun(database).items)
    assert not begun(database, shortest=250).items
    assert not begun(database, shortest=30, longest=60).items


def test_what_a_person_decided_is_not_put_before_them_again_and_another_person_sees_it_first(work: Path) -> None:
    first = approve_all(work, theme="protection")
    with WorkDatabase(work, create=False) as database:
        assert not {item.passage.sentence for item in begun(database, theme="protection").items} & set(first)
        again = begun(database, who="Ben Roe", theme="protection").items
    assert [item.passage.sentence for item in again[: len(first)]] == first
    assert {(item.needed, item.so_far) for item in again[: len(first)]} == {(2, 1)}


def test_a_case_that_has_a_passage_is_not_asked_for_another(work: Path) -> None:
    with closing(sqlite3.connect(work)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE notes SET case_id = 'CASE-000'")
    with WorkDatabase(work, create=False) as database:
        assert len(begun(database).items) == 1
        assert len(begun(database, most_of_a_case=4).items) == 4


# ----------------------------------------------------------------------------------------------------- what is decided


def test_decisions_are_added_with_name_role_and_time_and_an_undone_one_stays_in_the_log(database: WorkDatabase) -> None:
    around = begun(database, theme="delay")
    shown = around.current(database)
    assert shown is not None
    around.decide(database, shown, "approve")
    assert around.left == len(around.items) - 1
    assert around.undo(database)
    assert around.left == len(around.items)

    rows = database.connection.execute("SELECT decision, approver, role, length(decided) FROM approvals").fetchall()
    assert [tuple(row) for row in rows] == [
        ("approve", "Dana Oz", "inspector", 25),
        ("withdraw", "Dana Oz", "inspector", 25),
    ]
    assert standing_approvals(database.connection) == ()
    assert not around.undo(database)


def test_undoing_a_second_decision_brings_back_the_first_that_was_taken_in_another_round(work: Path) -> None:
    with WorkDatabase(work, create=False) as database:
        first, second = begun(database, theme="delay"), begun(database, theme="delay")
        for around, verdict in ((first, "refuse"), (second, "approve")):
            shown = around.current(database)
            assert shown is not None
            around.decide(database, shown, verdict)  # type: ignore[arg-type]
        assert second.undo(database)
        (stands,) = standing_approvals(database.connection)
    assert stands.decision == "refuse"
    approve_all(work, who="Ben Roe", theme="delay")
    assert found(work).refused == 1


def test_what_a_person_refused_stays_refused_whatever_they_decide_of_other_words(database: WorkDatabase) -> None:
    around = begun(database, theme="delay")
    shown = around.current(database)
    assert shown is not None
    around.decide(database, shown, "refuse")
    (refused,) = standing_approvals(database.connection)
    other = replace(refused, text_sha256="ab" * 32, decision="approve")
    with database.changing() as connection:
        add_approval(connection, other)
    assert standing_approvals(database.connection) == (refused, other)
    with database.changing() as connection:
        add_approval(connection, replace(other, decision="withdraw"))
    assert standing_approvals(database.connection) == (refused,)
    with database.changing() as connection:
        add_approval(connection, replace(refused, decision="approve"))
    assert [one.decision for one in standing_approvals(database.connection)] == ["approve"]


def test_a_name_spelt_with_other_code_points_is_the_same_person() -> None:
    assert person("Jos\u00e9  Diaz") == person("JOSE\u0301 diaz") == person("Jos\u00e9\u00a0D\uff49az")
    assert person("Jose Diaz") != person("Jos\u00e9 Diaz")


def test_one_person_is_enough_and_two_are_needed_where_a_theme_is_about_victims(work: Path) -> None:
    approve_all(work)
    alone = found(work)
    assert {told.theme for _, told in alone.passages} == {"delay", "information"}
    assert alone.waiting == RULES.narratives.each

    approve_all(work, who="  dana OZ ", theme="protection")
    assert found(work).waiting == alone.waiting, "the same person twice is one person"
    approve_all(work, who="Ben Roe", role="Ben Roe, the statistician", theme="protection")
    both = found(work)
    assert {told.theme for _, told in both.passages} == {"delay", "information", "protection"}
    assert both.facts()["roles"] == ["inspector", "reviewer"]
    assert not found(work, sensitive_approvals=0).facts()["by_theme"].get("protection")  # type: ignore[attr-defined]


def test_the_stricter_rule_holds_where_any_coding_of_the_sentence_touches_a_victim_theme(work: Path) -> None:
    (sentence, *_) = approve_all(work, theme="delay")
    before = len(found(work).passages)
    ask(
        work,
        'INSERT INTO codings (id, note, sentence, theme, polarity, status, start, "end", standing, coder) SELECT '
        f"id || '-2', note, sentence, 'protection', 'context', status, 0, 4, 0, 'person-01' FROM codings "
        f"WHERE sentence = '{sentence}'",
    )
    after = found(work)
    assert (len(after.passages), after.waiting) == (before - 1, 1)


def test_one_refusal_outweighs_every_approval(work: Path) -> None:
    first, *_ = approve_all(work, theme="delay")
    with WorkDatabase(work, create=False) as database:
        around = begun(database, who="Ben Roe", theme="delay", approvals=2, sensitive_approvals=2)
        shown = around.current(database)
        assert shown is not None
        assert shown.passage.sentence == first
        around.decide(database, shown, "refuse")
    after = found(work)
    assert first not in {passage.sentence for passage, _ in after.passages}
    assert after.refused == 1


def test_an_approval_binds_to_the_exact_words(work: Path) -> None:
    sentences = approve_all(work)
    with WorkDatabase(work, create=False) as database:
        reader = PassageReader(database, RULES.redaction)
        texts = {sentence: passage.text for sentence in sentences if (passage := reader.passage(sentence))}
    plain = next(sentence for sentence, text in texts.items() if "[PERSON 1]" not in text)
    before = found(work)

    ask(work, f"UPDATE notes SET text = replace(text, 'Week', 'Year') WHERE id = '{plain.removesuffix('-1')}'")
    after = found(work)
    assert after.changed == 1
    assert len(after.passages) + after.waiting == len(before.passages) + before.waiting - 1


def test_marking_a_missed_word_changes_the_passage_which_is_shown_again_and_approved_as_it_reads_then(
    work: Path,
) -> None:
    with WorkDatabase(work, create=False) as database:
        around = begun(database, theme="information")
        first = around.current(database)
        assert first is not None
        word = first.passage.text.split("the ")[2].split(",")[0]
        assert around.mark(database, first, word, "PLACE")
        again = around.current(database)
        assert again is not None
        assert again.passage.sentence == first.passage.sentence
        assert "[PLACE 1]" in again.passage.text
        assert again.passage.sha256 != first.passage.sha256
        around.decide(database, again, "approve")
    ((passage, _),) = found(work).passages
    assert "[PLACE 1]" in passage.text
    assert word not in passage.text.split()


def test_a_case_has_no_more_passages_in_a_release_than_the_policy_allows(work: Path) -> None:
    approve_all(work, theme="delay")
    ask(work, "UPDATE notes SET case_id = 'CASE-000'")
    assert (len(found(work).passages), found(work).over) == (1, RULES.narratives.each - 1)
    assert len(found(work, most_of_a_case=3).passages) == 3


def test_placeholders_of_a_passage_tell_nothing_of_its_note() -> None:
    assert (
        freed("[PERSON 7] met [PERSON 4], [DATE], at [PLACE 2].") == "[PERSON 1] met [PERSON 2], [DATE], at [PLACE 1]."
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"shortest": 400}, "more than longest"), ({"approvals": 3}, "less than approvals"), ({"most": 3}, "Extra")],
)
def test_a_policy_that_does_not_fit_together_is_refused(changed: dict[str, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rules(**changed)
