"""A note with an identifier of every kind, and plain ones beside it: what the tests of a release release."""

from pathlib import Path

import pytest

from corpus.store.database import StoredSource
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    CoderReading,
    CoderSentence,
    Coding,
    Identifier,
    Publication,
    Span,
)
from noteworthy.release import build_public
from tests.coded_notes import POOR, coded_note, copied, store_notes

FILE = "export-of-the-team.csv"
PERSON, PHONE, DAY = "Ana Roe", "07700 900123", "14 March 2017"
TEXT = f"{PERSON} rang {PHONE} and nobody rang her back. {PERSON} was seen on {DAY}."
SECRETS = (
    *(PERSON, PHONE, DAY, "officer 7", "inspector 9", "Portmere", "2017-03-14", "X000417"),
    *("CASE-8", "JUDGE-8", "NOTE-8"),
)


def _span(words: str) -> Span:
    place = TEXT.index(words)
    return Span(place, place + len(words))


def _codings() -> tuple[Coding, Coding]:
    """Return one coding whose evidence is partly an identifier and one whose evidence is nothing else."""
    reason = "the words '07700', 'back'"
    cut = (_span("900123 and nobody"), _span("back"))
    return (
        Coding("delay", "poor", "observed", cut, 0.9, "cue", reason="the cue 'rang'"),
        Coding("information", "poor", "observed", (_span(PHONE),), 0.7, "model", reason=reason),
    )


def coded(key: str = "8", text: str = TEXT, *, codings: bool = True) -> CodedNote:
    """Return a note of the case of its own key, with the codings and the name of the first text or without any."""
    case = Case(
        f"CASE-{key}",
        organisation="Millbrook CRC",
        organisation_kind="CRC",
        delivery_unit="Portmere",
        inspected="2017-03-14",
        officer="officer 7",
        inspector="inspector 9",
    )
    cut = text.index(".") + 1
    first = CodedSentence(0, cut, POOR, _codings() if codings else ())
    return coded_note(
        f"NOTE-{key}",
        text,
        case,
        [first, CodedSentence(cut + 1, len(text), POOR)],
        source=FILE,
        row=417,
        question="Was enough delivered to X000417?",
        identifiers=[Identifier(0, len(PERSON), "PERSON", 0.9)] if codings else [],
    )


def build(path: Path, *, publication: Publication = "authored", more: int = 3, finish: bool = True) -> Path:
    """Write a private database of the note, of what coders agreed of it, and of plain notes."""
    agreed = Coding("delay", "poor", "observed", (_span("rang her back"),), 1.0, "coder")
    reading = CoderReading("NOTE-8", "adjudicated", (CoderSentence(0, len(TEXT), "poor", (agreed,)),), "poor")
    plain = [coded(str(number + 20), "A plan was made. It was kept.", codings=False) for number in range(more)]
    source = StoredSource(FILE, FILE, "ab" * 32, publication, "CC0 1.0", "Invented.", "The testers")
    return store_notes(path, [coded(), *plain], source, readings=[reading], finish=finish)


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a private database that has not been released; tests take copies of it."""
    return build(tmp_path_factory.mktemp("built") / "work.db")


@pytest.fixture(scope="session")
def released_once(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the database after its release and the release in ``site``; tests take copies of both."""
    folder = tmp_path_factory.mktemp("released")
    build_public(copied(built_once, folder / "work.db"), folder / "site" / "public.db")
    return folder
