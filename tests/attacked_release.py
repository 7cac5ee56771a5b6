"""A small release for the motivated intruder to attack, ways to plant a leak in it, and what is found of one."""

import sqlite3
from pathlib import Path

import pytest

from corpus.store.database import StoredSource, WorkDatabase
from corpus.values import Case, CodedNote, CodedSentence, Coding, Identifier, Span
from noteworthy.intruder import IntruderReport
from noteworthy.publication import PublicKeys
from noteworthy.release import build_public
from tests.coded_notes import POOR, coded_note, store_notes

FILE = "export-of-the-team.csv"
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
    cut = text.index(".") + 1
    coding = Coding("delay", "poor", "observed", (Span(cut - 5, cut),), 0.7, "model", reason="the words marked")
    found = [
        Identifier(place, place + len(words), kind, 0.9)
        for words, kind in IDENTIFIERS.items()
        for place in range(len(text))
        if text.startswith(words, place) and not text[place - 1 : place].isalnum()
    ]
    sentences = [CodedSentence(0, cut, POOR, (coding,)), CodedSentence(cut + 1, len(text), POOR)]
    return coded_note(key, text, case, sentences, source=FILE, row=417, identifiers=found)


@pytest.fixture(scope="session")
def clean_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a private database and its release in ``site``; tests take a copy to leave a leak in."""
    folder = tmp_path_factory.mktemp("clean")
    source = StoredSource(FILE, FILE, "ab" * 32, "authored", "CC0 1.0", "Invented.", "The testers")
    work = store_notes(folder / "work.db", [_note(key, text) for key, text in TEXTS.items()], source)
    public = folder / "site" / "public.db"
    build_public(work, public)
    public.chmod(0o644)
    return folder


def plant(public: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
    """Change the release behind its back; what is deleted stays in its pages."""
    connection = sqlite3.connect(public, isolation_level=None)
    connection.execute("PRAGMA secure_delete = OFF")
    for statement in statements:
        connection.execute(statement, values if "?" in statement else ())
    connection.close()


def places(report: IntruderReport) -> set[tuple[str, str, str]]:
    """Return where the test failed: place, table and column, type of identifier."""
    return {(one.spot.place, f"{one.spot.table}.{one.spot.column}".strip("."), one.type) for one in report.failures}


def key_of(work: Path, note: str) -> str:
    """Return the public key of a note."""
    with WorkDatabase(work) as database:
        return PublicKeys(database.secret_key())("note", note) or ""


def assert_quotes_nothing(report: IntruderReport) -> None:
    """Fail where the report itself gives an identifier away."""
    said = " ".join(report.sentences()) + repr(report.findings)
    assert not [secret for secret in SECRETS if secret.casefold() in said.casefold()]
