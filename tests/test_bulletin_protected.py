"""A protected bulletin: whoever has all of its files cannot work out a small count, and finds no exact one."""

import csv
import json
import random
import re
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from corpus.codebook import default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    Coding,
    Judgement,
    Note,
    PracticeLabel,
    PracticeScore,
    RawText,
    Span,
)
from noteworthy.bulletin.answers import answers_of
from noteworthy.bulletin.beside_themes import BesideThemes, beside_themes
from noteworthy.bulletin.data import BulletinData, load
from noteworthy.bulletin.making import kind_of, make_bulletin
from noteworthy.bulletin.safe_answers import JUDGEMENTS, SENSITIVE_ANSWER, SafeAnswers, safe_answers
from noteworthy.bulletin.settings import read_settings
from noteworthy.bulletin.theme_counts import CASES, QUESTION, ThemeCounts
from noteworthy.disclosure.audit import Finding, audit
from noteworthy.disclosure.policy import DisclosurePolicy, default_policy
from noteworthy.disclosure.tables import Dimension, PublishedTable
from noteworthy.safe_counts import safe_tables

TEXT = "Kwabena Osei waited nine weeks for a place."
CASE_COUNT = 137
PRIORITY = "Was the factor a priority?"
AVAILABLE = "Was a suitable intervention available?"
VICTIMS = "Was enough attention paid to actual and potential victims?"
LABEL = PracticeLabel("poor", (0.05, 0.9, 0.03, 0.02))


def _notes(number: int, rng: random.Random) -> list[CodedNote]:
    """Return the notes of a case; three cases are on finance, two are of the kind 'Hub' and are judged alike."""
    kind = "Hub" if number < 2 else ("NPS" if number % 3 else "CRC")
    risk = "very high" if number < 7 else rng.choice(["low", "medium", "high"])
    case = Case(f"CASE-{number:04}", organisation="Millbrook", organisation_kind=kind, risk_level=risk,
                inspected=rng.choice(["2016-05-01", "2017-05-01"]), officer=f"officer {number % 9}")  # fmt: skip
    factor = "finance" if number in (11, 12, 13) else rng.choice(["drugs", "alcohol", "accommodation"])
    said = {PRIORITY: "yes", AVAILABLE: "no" if number in (20, 21) else rng.choice(["yes", "yes", "no"]),
            VICTIMS: "no" if number in (4, 5, 30, 31) else "yes"}  # fmt: skip
    codings = (Coding("delay", "poor", "observed", (Span(13, 19),), 0.9, "model"),) if number % 2 else ()
    sentence = CodedSentence(0, len(TEXT), LABEL, codings)
    return [
        CodedNote(
            note=Note(f"N{number}-{place}", RawText(TEXT), "rationale", case,
                      Judgement(f"J{number}-{place}", case.case_id, question, None,
                                None if question == VICTIMS else factor, answer), "team.csv", number),
            sentences=(sentence,),
            practice=PracticeScore("poor", 0.2, 0.1, 0.3, needs_review=False),
            codebook=default_codebook().hash,
            model="m1",
        )
        for place, (question, answer) in enumerate(said.items())
    ]  # fmt: skip


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("protected") / "work.db"
    rng = random.Random(7)
    with WorkDatabase(path) as database:
        database.store_source(StoredSource("team.csv", "team.csv", "0" * 64, "private", "", "", "", "Team notes"))
        database.store_codebook(default_codebook())
        database.store([note for number in range(CASE_COUNT) for note in _notes(number, rng)])
        database.finish()
    return path


@pytest.fixture(scope="module")
def data(work: Path) -> BulletinData:
    return load(work)


@pytest.fixture(scope="module")
def safe(data: BulletinData) -> SafeAnswers:
    answers = answers_of(data, read_settings())
    return safe_answers(data, answers, default_policy(), by=("factor", "organisation_kind", "risk_level", "year"))


@pytest.fixture(scope="module")
def folder(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("bulletin") / "out"
    make_bulletin(work, output)
    return output


def _texts(folder: Path) -> dict[str, str]:
    """Return the words of every file, those inside office files too; pictures have none of their own."""
    found: dict[str, str] = {}
    for path in folder.rglob("*"):
        if path.suffix == ".xlsx":
            sheets = openpyxl.load_workbook(path).worksheets
            cells = [cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row]
            found[path.name] = "\n".join(str(cell) for cell in cells)
        elif path.suffix == ".docx":
            with zipfile.ZipFile(path) as archive:
                words = re.findall(r"<w:t[^>]*>([^<]*)", archive.read("word/document.xml").decode())
            found[path.name] = "\n".join(words)
        elif path.is_file() and path.suffix != ".png":
            found[path.name] = path.read_text(encoding="utf-8")
    return found


def test_private_sources_make_a_protected_bulletin(data: BulletinData, folder: Path) -> None:
    assert kind_of(data) == "protected"
    assert json.loads((folder / "manifest.json").read_text())["kind"] == "protected"


def test_every_count_is_rounded_and_none_is_small(safe: SafeAnswers) -> None:
    counts = [count for table in safe.tables.values() for count in table.cells.values() if count is not None]
    assert counts
    assert all(count == 0 or (count >= 5 and count % 5 == 0) for count in counts)


def test_planted_small_cells_are_hidden_or_taken_together(safe: SafeAnswers) -> None:
    assert "finance" not in safe.tables["factor"].dimensions[1].categories
    assert "Hub" not in safe.tables["organisation_kind"].dimensions[1].categories
    victims = [place for place in safe.tables["risk_level"].cells if place[0] == "victims"]
    hidden = [place for place in victims if safe.tables["risk_level"].cells[place] is None]
    assert ("victims", "very high", "no") in hidden
    assert safe.report is not None
    assert safe.report.hidden > 0


def test_an_attack_on_all_tables_together_finds_nothing(safe: SafeAnswers) -> None:
    rules = default_policy()
    victims = {**rules.sensitive.categories, QUESTION: frozenset({"victims"})}
    sensitive = rules.sensitive.model_copy(update={"categories": victims})
    attacked = audit(list(safe.tables.values()), rules.model_copy(
        update={"measures": (CASES, JUDGEMENTS), "sensitive": sensitive}))  # fmt: skip
    assert attacked.passed, [str(finding) for finding in attacked.findings]


def test_no_file_holds_an_exact_count_of_the_data(folder: Path) -> None:
    texts = _texts(folder)
    assert {"bulletin.html", "bulletin.xlsx", "bulletin.docx", "bulletin.json", "methods.md", "manifest.json"} <= set(
        texts
    )
    for name, text in texts.items():
        words = re.sub(r"[0-9a-f]{64}|<style>.*?</style>|<svg.*?</svg>", "", text, flags=re.DOTALL)
        if not name.endswith(".svg"):
            assert not re.search(rf"\b({CASE_COUNT}|{3 * CASE_COUNT})\b", words), name


def test_no_file_holds_a_word_of_a_note_or_a_key_of_the_source(folder: Path) -> None:
    for name, text in _texts(folder).items():
        for secret in ("Kwabena", "Osei", "CASE-0", "officer 3", "Millbrook", "nine weeks", "team.csv", PRIORITY):
            assert secret not in text, (name, secret)


def test_every_file_hides_the_same_cells(folder: Path) -> None:
    values = json.loads((folder / "bulletin.json").read_text())
    tables = [table for section in values["sections"] for table in section["tables"]]
    assert tables
    html = (folder / "bulletin.html").read_text(encoding="utf-8")
    for table in tables:
        with (folder / "tables" / f"{table['id']}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))[1:]
        marked = sum(cell == "[c]" for row in rows for cell in row)
        ends = sum(
            2 * (shown[number] == "[c]")
            for shown in table["shown"]
            for number, column in enumerate(table["columns"])
            if column["low"]
        )
        assert marked == sum(cell == "[c]" for row in table["shown"] for cell in row) + ends
        part = html.split(f'id="table-{table["id"]}"', 1)[1].split("</table>", 1)[0]
        assert part.count("[c]") == sum(cell == "[c]" for row in table["shown"] for cell in row)


def test_a_share_tells_no_more_than_its_published_counts(folder: Path) -> None:
    for file in (folder / "tables").glob("[1-4]*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["share"] == "[c]":
                    continue
                base, part = int(row["answered"]), int(row["yes"])
                assert base >= default_policy().smallest_percentage_base
                assert float(row["share"]) == pytest.approx(min(1, part / base), abs=0.0051)


def test_nothing_that_rests_on_exact_counts_is_said(folder: Path) -> None:
    sections = json.loads((folder / "bulletin.json").read_text())["sections"]
    assert len(sections) == 10
    assert not [section for section in sections if section["findings"] or section["quotations"]]
    assert all(section["unsupported"] or section["tables"] for section in sections)


def test_a_stricter_policy_hides_more(data: BulletinData) -> None:
    answers = answers_of(data, read_settings())
    strict = default_policy().model_copy(update={"threshold": 20, "sensitive_threshold": 20})
    by = ("factor", "risk_level")
    hidden = [
        found.report.hidden for policy in (default_policy(), strict)
        if (found := safe_answers(data, answers, policy, by=by)).report
    ]  # fmt: skip
    assert hidden[1] > hidden[0]


def test_without_a_recognised_question_nothing_is_counted(data: BulletinData) -> None:
    answers = answers_of(replace(data, judgements=data.judgements.iloc[:0]), read_settings())
    assert not safe_answers(data, answers, default_policy(), by=("factor",)).tables


def test_questions_of_an_exports_own_wording_are_never_named(data: BulletinData) -> None:
    settings = read_settings().model_copy(update={"measure": ()})
    answers = answers_of(data, settings)
    assert answers.unrecognised
    assert not safe_answers(data, answers, default_policy(), by=("factor",)).tables


def test_apart_from_the_themes_an_answer_could_be_worked_out_and_together_none_can(
    data: BulletinData,
) -> None:
    """All cases have a note and were asked about victims: both tables are of the same people."""
    policy = default_policy().model_copy(update={"rounding_base": 1})
    with closing(sqlite3.connect(data.path)) as connection:
        themes = ThemeCounts.of(safe_tables(connection, policy), policy)
    answers, by = answers_of(data, read_settings()), ("organisation_kind", "risk_level", "year")
    beside = beside_themes(data, answers.answered, themes, by)
    assert beside.everyone == ("priority", "available", "victims")
    apart = safe_answers(data, answers, policy, by=by)
    together = safe_answers(data, answers, policy, by=by, themes=themes)
    assert "pinned" in {finding.kind for finding in _attacked(apart, beside, policy)}
    assert not _attacked(together, beside, policy)
    assert together.spared == ("risk_level",)
    assert "victims" in together.tables["organisation_kind"].dimensions[0].categories


def _attacked(safe: SafeAnswers, beside: BesideThemes, policy: DisclosurePolicy) -> tuple[Finding, ...]:
    """Attack the answers on victims as one who has the tables of themes, and knows that all were asked."""
    sensitive = policy.sensitive.model_copy(update={"dimensions": policy.sensitive.dimensions | {SENSITIVE_ANSWER}})
    rules = policy.model_copy(update={"measures": (CASES, JUDGEMENTS, "notes"), "sensitive": sensitive})
    shown = [
        PublishedTable(
            CASES,
            (Dimension(QUESTION, ("victims",), adds_up=False), part, replace(answer, name=SENSITIVE_ANSWER)),
            {place: count for place, count in table.cells.items() if place[0] == "victims"},
        )
        for table in safe.tables.values()
        for question, part, answer in [table.dimensions]
        if "victims" in question.categories
    ]
    return audit(shown, rules, earlier=beside.told(rules)).findings


def test_answers_of_cases_without_a_note_are_not_linked_to_the_themes(data: BulletinData) -> None:
    themes = ThemeCounts((), ())
    answers = answers_of(data, read_settings())
    unread = replace(data, notes=data.notes.assign(counted="no"))
    assert beside_themes(unread, answers.answered, themes, ["year"]).told(default_policy()) is None


def test_a_section_says_what_answers_are_not_divided_by(folder: Path) -> None:
    protection = json.loads((folder / "bulletin.json").read_text())["sections"][3]
    assert "not divided by kind of organisation and risk level" in protection["unsupported"]
