"""The motivated intruder: a clean release passes, and a leak planted wherever one could hide is found and named."""

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.codebook import default_codebook
from corpus.errors import DatabaseError, SourceError
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.reviewing import Review, store_review, text_sha256
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    Coding,
    Identifier,
    Judgement,
    Note,
    PracticeLabel,
    PracticeScore,
    RawText,
    Span,
)
from noteworthy.intruder import Finding, IntruderReport, run_intruder
from noteworthy.manifest import manifest_path
from noteworthy.publication import PublicKeys
from noteworthy.release import build_public

FILE = "export-of-the-team.csv"
LABEL = PracticeLabel("poor", (0.05, 0.9, 0.03, 0.02))
IDENTIFIERS = {
    "Ana Roe": "PERSON",
    "Will May": "PERSON",
    "José Ibáñez": "PERSON",
    "X000417": "CRN",
    "07700 900123": "PHONE",
    "14 March 2017": "DATE",
    "34": "AGE",
    "Tarn Valley School": "PLACE",
}
TEXTS = {
    "N-1001": "Ana Roe (X000417) rang on 07700 900123. Nobody rang her back. Ana Roe was 34. Seen on 14 March 2017.",
    "N-1002": "Seen at Tarn Valley School by Will May and José Ibáñez. The court may read it; hope was low. May it be.",
    "N-1003": "A plan was made. It was kept. The court may read it.",
    "N-1004": "The worker rang the court twice. The plan may be read.",
    "N-1005": "The court was told. The officer may read the plan. It was kept.",
}
SECRETS = (*(words for words in IDENTIFIERS if len(words) > 2), "officer 7", "Portmere", "2017-03-14", "CASE-1001")


def _note(key: str, text: str) -> CodedNote:
    number = key.removeprefix("N-")
    case = Case(
        f"CASE-{number}",
        organisation="Millbrook CRC",
        organisation_kind="CRC",
        region="north",
        order_type="licence" if number == "1001" else "community_order",
        delivery_unit="Portmere" if number == "1001" else "north",
        inspected="2017-03-14",
        officer="officer 7" if number == "1001" else "3",
        inspector="inspector 9",
    )
    asked = Judgement(f"JUDGE-{number}", case.case_id, "Was enough delivered?", "planning", "drugs", "no")
    cut = text.index(".") + 1
    coding = Coding("delay", "poor", "observed", (Span(cut - 5, cut),), 0.7, "model", reason="the words marked")
    found = [
        Identifier(place, place + len(words), kind, 0.9)
        for words, kind in IDENTIFIERS.items()
        for place in range(len(text))
        if text.startswith(words, place) and not text[place - 1 : place].isalnum()
    ]
    return CodedNote(
        note=Note(key, RawText(text), "rationale", case, asked, FILE, 417),
        sentences=(CodedSentence(0, cut, LABEL, (coding,)), CodedSentence(cut + 1, len(text), LABEL)),
        practice=PracticeScore("poor", 0.1, 0.0, 0.2, needs_review=False),
        identifiers=tuple(found),
        codebook=default_codebook().hash,
        model="m1",
    )


@pytest.fixture
def work(tmp_path: Path) -> Path:
    path = tmp_path / "work.db"
    with WorkDatabase(path) as database:
        database.store_codebook(default_codebook())
        database.describe(software="noteworthy test", model="m1")
        database.store_source(StoredSource(FILE, FILE, "ab" * 32, "authored", "CC0 1.0", "Invented.", "The testers"))
        database.store([_note(key, text) for key, text in TEXTS.items()])
        database.finish()
    return path


@pytest.fixture
def public(work: Path, tmp_path: Path) -> Path:
    path = tmp_path / "site" / "public.db"
    build_public(work, path)
    path.chmod(0o644)
    return path


@pytest.fixture
def attacked(work: Path, public: Path) -> Callable[..., IntruderReport]:
    def attack(*statements: str, values: tuple[object, ...] = ()) -> IntruderReport:
        plant(public, *statements, values=values)
        return run_intruder(work, public)

    return attack


def plant(public: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
    connection = sqlite3.connect(public, isolation_level=None)
    connection.execute("PRAGMA secure_delete = OFF")
    for statement in statements:
        connection.execute(statement, values if "?" in statement else ())
    connection.close()


def places(report: IntruderReport) -> set[tuple[str, str, str]]:
    return {(one.spot.place, f"{one.spot.table}.{one.spot.column}".strip("."), one.type) for one in report.failures}


def key_of(work: Path, note: str) -> str:
    with WorkDatabase(work) as database:
        return PublicKeys(database.secret_key())("note", note) or ""


def assert_quotes_nothing(report: IntruderReport) -> None:
    said = " ".join(report.sentences()) + repr(report.findings)
    assert not [secret for secret in SECRETS if secret.casefold() in said.casefold()]


# ------------------------------------------------------------------------------------------------------ a clean release


def test_a_clean_release_passes(work: Path, public: Path) -> None:
    report = run_intruder(work, public)

    assert report.failures == ()
    assert report.passed
    assert report.kind == "open"
    assert report.sought > 10
    assert dict(report.places)["notes of its own"] == len(TEXTS)
    assert report.sentences()[0].startswith(f"The intruder test of {public} passed")


def test_what_is_public_by_the_schema_is_no_leak(work: Path, public: Path) -> None:
    """Four cases lie in the delivery unit north, which is the name of a region too."""
    assert run_intruder(work, public).excused >= 1


def test_cases_that_stand_alone_are_information_in_an_open_release(work: Path, public: Path) -> None:
    (alone,) = [one for one in run_intruder(work, public).findings if one.leak == "unique combination"]

    assert alone.severity == "information"
    assert alone.spot.row == "1 cases that nothing else is like"


# --------------------------------------------------------------------------------------------- in the tables and around

NAME = "Seen with Ana Roe."
IN_CELLS = {
    "UPDATE notes SET text = 'Seen with Ana Roe.'": "notes.text",
    "UPDATE sentences SET text = 'Seen with ana roe.'": "sentences.text",
    "UPDATE codings SET evidence = 'Seen with ANA ROE'": "codings.evidence",
    "UPDATE codings SET reason = 'the words ''Ana'', ''Roe'''": "codings.reason",
    "UPDATE cases SET organisation = 'House of Ana-Roe'": "cases.organisation",
    "INSERT INTO meta VALUES ('remark', 'made for Ana\n  Roe')": "meta.value",
    "UPDATE sources SET notice = 'About Ana\u200b Roe.'": "sources.notice",
    "UPDATE themes SET cues_good = '[\"Ana\\nRoe\"]'": "themes.cues_good",
    "UPDATE sources SET title = 'Ana%20Roe &amp; others'": "sources.title",
    "INSERT INTO sqlite_stat1 VALUES ('notes', 'Ana Roe', '1')": "sqlite_stat1.idx",
}


@pytest.mark.parametrize(("statement", "column"), IN_CELLS.items(), ids=IN_CELLS.values())
def test_a_name_in_a_cell_is_found(statement: str, column: str, attacked: Callable[..., IntruderReport]) -> None:
    report = attacked(statement)

    assert ("table", column, "PERSON") in places(report)
    assert_quotes_nothing(report)


@pytest.mark.parametrize("number", ["x000417", "CRN:X000417.", "X 000-417", "Ｘ０００４１７"])
def test_a_number_is_found_however_it_is_written(number: str, attacked: Callable[..., IntruderReport]) -> None:
    assert ("table", "meta.value", "CRN") in places(attacked("INSERT INTO meta VALUES ('a', ?)", values=(number,)))


@pytest.mark.parametrize("number", ["07700900123", "0770 090 0123", "(07700) 900-123", "07700\n900123"])
def test_a_telephone_number_is_found_however_it_is_cut(number: str, attacked: Callable[..., IntruderReport]) -> None:
    assert ("table", "meta.value", "PHONE") in places(attacked("INSERT INTO meta VALUES ('a', ?)", values=(number,)))


def test_the_figures_of_a_list_of_positions_are_no_number(attacked: Callable[..., IntruderReport]) -> None:
    assert attacked("UPDATE codings SET spans = '[[7700, 900], [7700, 900123]]'").passed


def test_a_name_without_its_accents_is_found(attacked: Callable[..., IntruderReport]) -> None:
    assert ("table", "meta.value", "PERSON") in places(attacked("INSERT INTO meta VALUES ('a', 'JOSE IBANEZ')"))


@pytest.mark.parametrize(
    ("value", "column"),
    {
        "officer 7": "cases.officer",
        "Portmere": "cases.delivery_unit",
        "2017-03-14": "cases.inspected",
        "14 March 2017": "cases.inspected",
        "CASE-1001": "cases.id",
        "JUDGE-1003": "judgements.id",
        "N-1003": "notes.id",
    }.items(),
)
def test_private_columns_are_found(value: str, column: str, attacked: Callable[..., IntruderReport]) -> None:
    report = attacked("UPDATE cases SET programme = ?", values=(value,))

    assert ("table", "cases.programme", column) in places(report)
    assert_quotes_nothing(report)


def test_a_column_that_was_never_to_be_there_is_found(attacked: Callable[..., IntruderReport]) -> None:
    report = attacked("ALTER TABLE cases ADD COLUMN officer TEXT", "UPDATE cases SET officer = 'officer 7'")

    assert ("table", "cases.officer", "cases.officer") in places(report)


def test_short_and_ordinary_values_prove_nothing(attacked: Callable[..., IntruderReport]) -> None:
    """The officer '3', the age 34, and words like the name Will May."""
    assert attacked("INSERT INTO meta VALUES ('a', '3 of 34 plans will may be read')").passed


def test_a_name_of_ordinary_words_counts_with_its_capitals(attacked: Callable[..., IntruderReport]) -> None:
    assert ("table", "meta.value", "PERSON") in places(attacked("INSERT INTO meta VALUES ('a', 'by Will May')"))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW told AS SELECT 'Ana Roe' AS who",
        "CREATE VIEW told AS SELECT 'Ana' || ' ' || 'Roe' AS who",
        "CREATE TABLE told (x TEXT /* as Ana Roe said */)",
        'CREATE TABLE "Ana Roe" (x)',
        "CREATE INDEX told ON notes (kind) WHERE kind = 'Ana Roe'",
    ],
)
def test_a_name_in_the_schema_is_found(statement: str, attacked: Callable[..., IntruderReport]) -> None:
    report = attacked(statement)

    assert "schema" in {one.spot.place for one in report.failures}
    assert_quotes_nothing(report)


# --------------------------------------------------------------------------------------------------- full-text indexes


def test_a_name_that_only_the_full_text_index_knows_is_found(attacked: Callable[..., IntruderReport]) -> None:
    report = attacked("INSERT INTO notes_fts (rowid, text) VALUES (1, 'Seen with Ana Roe.')")

    assert ("full-text index", "notes_fts", "PERSON") in places(report)


def test_an_index_made_from_the_raw_text_is_found(work: Path, public: Path) -> None:
    key = key_of(work, "N-1001")
    plant(public, f"INSERT INTO notes_fts (rowid, text) SELECT rowid, 'about Roe' FROM notes WHERE id = '{key}'")
    report = run_intruder(work, public)

    (found,) = report.failures
    assert (found.spot.place, found.leak, found.type) == ("full-text index", "part of an identifier", "PERSON")


def test_stems_are_compared_with_stems(attacked: Callable[..., IntruderReport]) -> None:
    report = attacked("INSERT INTO notes_fts (rowid, text) VALUES (1, 'at tarn valleys schools')")

    assert ("full-text index", "notes_fts", "PLACE") in places(report)


# ------------------------------------------------------------------------------------------------------------ as bytes


def test_a_dropped_table_is_found_in_free_pages(attacked: Callable[..., IntruderReport]) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 90) INSERT INTO t SELECT ? || i FROM n"
    report = attacked("CREATE TABLE t (x)", many, "DROP TABLE t", values=(f"{'Seen. ' * 60} Ana Roe rang ",))

    assert "free page" in {one.spot.place for one in report.failures}
    assert all(one.spot.row.startswith("page ") for one in report.failures)


def test_a_deleted_row_is_found_in_the_slack_of_its_page(attacked: Callable[..., IntruderReport]) -> None:
    report = attacked("INSERT INTO meta VALUES ('x', 'X000417')", "DELETE FROM meta WHERE key = 'x'")

    assert {one.spot.place for one in report.failures} == {"slack of a page"}


@pytest.mark.parametrize("order", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("words", ["Ana Roe", "X000417", "José Ibáñez"])
def test_bytes_of_a_column_are_read_in_every_order(
    words: str, order: str, attacked: Callable[..., IntruderReport]
) -> None:
    content = b"\x00\x01\xfe" + f"vector of {words}, made".encode(order) + b"\x80\x00"
    report = attacked(
        "ALTER TABLE notes ADD COLUMN embedding BLOB", "UPDATE notes SET embedding = ?", values=(content,)
    )

    assert ("table", "notes.(a name that is not ours)", IDENTIFIERS[words]) in places(report)


def test_packed_bytes_are_unpacked(attacked: Callable[..., IntruderReport]) -> None:
    content = gzip.compress(b"seen with Ana Roe")
    report = attacked("ALTER TABLE notes ADD COLUMN packed BLOB", "UPDATE notes SET packed = ?", values=(content,))

    assert ("table", "notes.(a name that is not ours)", "PERSON") in places(report)


def test_bytes_after_the_last_page_are_read(work: Path, public: Path) -> None:
    with public.open("ab") as file:
        file.write(b"\0" * 100 + "Seen with Ana Roe".encode("utf-16-le"))

    assert {one.spot.place for one in run_intruder(work, public).failures} == {"bytes after the last page"}


def test_the_key_of_public_keys_is_looked_for(work: Path, public: Path) -> None:
    with WorkDatabase(work) as database:
        key = database.secret_key()
    plant(public, "INSERT INTO meta VALUES ('hex', ?)", values=(key.hex(),))
    with public.open("ab") as file:
        file.write(key)

    found = {(one.spot.place, one.type) for one in run_intruder(work, public).failures}
    assert {("table", "secrets.value"), ("bytes after the last page", "secrets.value")} <= found


# --------------------------------------------------------------------------------------------------- beside the file


def test_the_manifest_is_read(work: Path, public: Path) -> None:
    path = manifest_path(public)
    facts = json.loads(path.read_text())
    facts["sources"][0]["title"] = "José Ibáñez"
    path.write_text(json.dumps(facts))
    report = run_intruder(work, public)

    assert ("manifest", "public.db.manifest.json.sources.title", "PERSON") in places(report)


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_what_sqlite_left_beside_the_file_is_read(ending: str, work: Path, public: Path) -> None:
    public.with_name(public.name + ending).write_bytes(b"\x37\x7f\x06\x82" + b"\0" * 40 + b"seen with Ana Roe, she")
    found = {(one.spot.place, one.leak) for one in run_intruder(work, public).failures}

    assert found == {(f"{ending} file", "stray file"), (f"{ending} file", "identifier in full")}


def test_any_other_file_of_its_name_is_read(work: Path, public: Path) -> None:
    public.with_name("public.db.csv").write_text("id,text\n1,seen with Ana Roe\n")

    assert {one.spot.place for one in run_intruder(work, public).failures} == {"file beside"}


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
