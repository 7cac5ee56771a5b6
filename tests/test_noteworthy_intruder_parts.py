"""The motivated intruder who knows a note: parts of its identifiers, what else is known of it, and linkage."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import DatabaseError, SourceError
from corpus.store.database import WorkDatabase
from corpus.store.reviewing import Review, store_review, text_sha256
from noteworthy.intruder import Finding, IntruderReport, run_intruder
from tests.attacked_release import IDENTIFIERS, TEXTS, assert_quotes_nothing, key_of, plant
from tests.coded_notes import copied


@pytest.fixture
def work(clean_release: Path, tmp_path: Path) -> Path:
    return copied(clean_release / "work.db", tmp_path / "work.db")


@pytest.fixture
def public(clean_release: Path, tmp_path: Path) -> Path:
    return copied(clean_release / "site", tmp_path / "site") / "public.db"


@pytest.fixture
def attacked(work: Path, public: Path) -> Callable[..., IntruderReport]:
    def attack(*statements: str, values: tuple[object, ...] = ()) -> IntruderReport:
        plant(public, *statements, values=values)
        return run_intruder(work, public)

    return attack


# ------------------------------------------------------------------------------------------- parts, in their own note


def own(work: Path, public: Path, note: str, text: str) -> set[tuple[str, str, str]]:
    """Return what is found once the public text of a note is this one."""
    plant(public, "UPDATE notes SET text = ? WHERE id = ?", values=(text, key_of(work, note)))
    report = run_intruder(work, public)
    assert_quotes_nothing(report)
    return {(one.spot.column, one.leak, one.type) for one in report.failures if one.spot.table == "notes"}


FIRST = "[PERSON 1] ([CRN 1]) rang on [PHONE 1]. Nobody rang her back. [PERSON 1] was [AGE]. Seen on [DATE]."
PARTS = {
    "a surname left at its place": (FIRST.replace("[PERSON 1] was", "[PERSON 1] Roe was"), "PERSON"),
    "a surname in small letters elsewhere": (FIRST.replace("Nobody rang her", "Nobody rang roe"), "PERSON"),
    "the digits without the letter": (FIRST.replace("[CRN 1]", "no. 000417"), "CRN"),
    "half a telephone number": (FIRST.replace("[PHONE 1]", "[PHONE 1] 900123"), "PHONE"),
    "a day with its month": (FIRST.replace("[DATE]", "14 March [DATE]"), "DATE"),
    "an age at its place": (FIRST.replace("[AGE]", "34"), "AGE"),
}


@pytest.mark.parametrize(("text", "kind"), PARTS.values(), ids=PARTS.keys())
def test_a_part_in_its_own_note_is_found(text: str, kind: str, work: Path, public: Path) -> None:
    assert kind in {found[2] for found in own(work, public, "N-1001", text)}


@pytest.mark.parametrize(
    "text",
    [
        FIRST.replace("Nobody rang her", "Nobody at 34 High Street rang her"),
        FIRST.replace("[DATE]", "[DATE] March 2017"),
        FIRST.replace("Nobody", "Heroes"),
    ],
)
def test_what_is_no_part_is_let_be(text: str, work: Path, public: Path) -> None:
    assert own(work, public, "N-1001", text) == set()


SECOND = "Seen at [PLACE 1] by [PERSON 1] and [PERSON 2]. The court may read it; hope was low. May it be."


def test_an_everyday_word_counts_at_its_place_alone(work: Path, public: Path) -> None:
    at_its_place = own(work, public, "N-1002", SECOND.replace("[PERSON 1]", "[PERSON 1] May"))
    assert at_its_place == {("text", "part of an identifier", "PERSON")}


def test_an_everyday_word_elsewhere_is_let_be(work: Path, public: Path) -> None:
    assert own(work, public, "N-1002", SECOND) == set()


def test_a_common_noun_of_a_place_is_let_be_and_its_own_name_is_not(work: Path, public: Path) -> None:
    assert own(work, public, "N-1002", SECOND.replace("[PLACE 1]", "[PLACE 1] School")) == set()
    assert own(work, public, "N-1002", SECOND.replace("[PLACE 1]", "Tarn [PLACE 1]")) == {
        ("text", "part of an identifier", "PLACE")
    }


def test_a_part_of_one_note_proves_nothing_in_another(work: Path, public: Path) -> None:
    text = TEXTS["N-1003"].replace("A plan", "The 900123 plan")
    assert own(work, public, "N-1003", text) == set()


def test_sentence_evidence_and_reason_are_held_against_their_note(work: Path, public: Path) -> None:
    key = key_of(work, "N-1001")
    plant(
        public,
        f"UPDATE sentences SET text = 'Nobody rang Roe back' WHERE note = '{key}'",
        f"UPDATE codings SET evidence = 'rang Roe back', reason = 'the cue roe' WHERE note = '{key}'",
    )
    found = {(one.spot.table, one.spot.column) for one in run_intruder(work, public).failures}

    assert found == {("sentences", "text"), ("codings", "evidence"), ("codings", "reason")}


# ------------------------------------------------------------------------------------------------- what else it knows


def test_the_planted_truth_is_known_where_it_is_given(work: Path, public: Path, tmp_path: Path) -> None:
    truth = tmp_path / "identifiers.jsonl"
    start = TEXTS["N-1003"].index("plan")
    truth.write_text(json.dumps({"note": "N-1003", "start": start, "end": start + 4, "type": "PERSON"}) + "\n")
    failures = run_intruder(work, public, truth=truth).failures

    assert {(one.spot.table, one.source, one.leak) for one in failures} == {
        ("notes", "planted truth", "identifier in full"),
        ("sentences", "planted truth", "identifier in full"),
    }


def test_a_truth_that_cannot_be_read_is_refused(work: Path, public: Path, tmp_path: Path) -> None:
    truth = tmp_path / "identifiers.jsonl"
    truth.write_text('{"note": "N-1003"}\n')
    with pytest.raises(SourceError, match=r"identifiers\.jsonl, line 1: not of the form"):
        run_intruder(work, public, truth=truth)


def test_what_a_reviewer_marked_is_known(work: Path, public: Path) -> None:
    text = TEXTS["N-1004"]
    with WorkDatabase(work, create=False) as database, database.changing() as connection:
        (key,) = connection.execute("SELECT id FROM notes WHERE given_id = 'N-1004'").fetchone()
        start = text.index("rang the court twice")
        review = Review(
            key, start, start + 20, "OTHER_ID", "identifier", text_sha256(text), "A. Reader", "reviewer", "2026-01-02"
        )
        store_review(connection, review)
    report = run_intruder(work, public)
    assert [(finding.type, finding.source) for finding in report.failures][:1] == [("OTHER_ID", "reviewers' finds")]


def test_what_a_person_has_cleared_is_no_leak(work: Path, public: Path) -> None:
    text = TEXTS["N-1002"]
    plant(public, "UPDATE notes SET text = ? WHERE id = ?", values=(text, key_of(work, "N-1002")))
    spans = [(text.index(words), text.index(words) + len(words)) for words in IDENTIFIERS if words in text]
    cleared = {("N-1002", start, end) for start, end in spans}

    assert not run_intruder(work, public).passed
    assert run_intruder(work, public, cleared=cleared).passed


@pytest.mark.parametrize(
    ("words", "shape"),
    {
        "ref AB12345": "capitals and figures",
        "on 0161 496 0000": "a long number",
        "at bo@example.org": "an address with @",
        "on 3/4/2018": "a date",
        "in PM1 4XY": "a postcode",
        "by Mrs Zed": "a title and a name",
        "by Zora Quill": "two names in a row",
    }.items(),
)
def test_what_merely_looks_like_an_identifier_is_a_warning(
    words: str, shape: str, attacked: Callable[..., IntruderReport]
) -> None:
    report = attacked("UPDATE notes SET text = ?", values=(f"Seen {words} then.",))

    assert report.passed
    assert shape in {one.type for one in report.warnings}


# ------------------------------------------------------------------------------------------------------------ linkage


def test_any_row_in_a_protected_release_is_a_failure(attacked: Callable[..., IntruderReport]) -> None:
    report = attacked("UPDATE meta SET value = 'protected' WHERE key = 'kind'")

    assert report.kind == "protected"
    assert {one.spot.table for one in report.failures} >= {"cases", "judgements", "notes", "sentences", "codings"}


def test_rows_of_a_private_source_are_a_failure_whatever_the_file_says(work: Path, public: Path) -> None:
    plant(work, "UPDATE sources SET publication = 'private'")

    assert run_intruder(work, public).kind == "protected"


def test_another_file_is_refused(work: Path, public: Path) -> None:
    with pytest.raises(DatabaseError, match="is no release of ours"):
        run_intruder(work, work)
    with pytest.raises(DatabaseError, match="is a public release"):
        run_intruder(public, public)


def test_findings_of_one_kind_in_one_place_are_one_sentence(attacked: Callable[..., IntruderReport]) -> None:
    report = attacked("UPDATE notes SET text = 'Seen with Ana Roe, ' || id")
    said = [words for words in report.sentences() if "identifier in full, PERSON, in table notes.text" in words]

    assert len(said) == 1
    assert "times" in said[0]
    assert isinstance(report.failures[0], Finding)
