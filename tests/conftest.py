"""What several test modules share: a small collection with every shape that the site has to show."""

from pathlib import Path

import pytest
from hypothesis import settings

from corpus.codebook import default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    CoderReading,
    CoderSentence,
    Coding,
    CodingSource,
    Judgement,
    Note,
    Polarity,
    Practice,
    PracticeLabel,
    PracticeScore,
    RawText,
    Span,
    Status,
)
from noteworthy.finder.indexing import make_index
from noteworthy.summaries.making import make_summaries
from tests.attacked_release import clean_release
from tests.browsing import address, browser
from tests.compared_notes import build_compared
from tests.released_notes import built_once, released_once

__all__ = ["address", "browser", "built_once", "clean_release", "collection", "compared", "released_once"]

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("noteworthy", deadline=None)
settings.load_profile("noteworthy")

SOURCE = "invented.csv"
SCORES = (0.05, 0.8, 0.1, 0.05)
CASE = Case("C1", organisation="Millbrook", organisation_kind="CRC", region="North", order_type="community_order")
TEXTS = {
    "A1": "He waited eleven weeks for a place on the waiting list. An earlier referral would have helped.",
    "A2": "A trusting relationship was built with care. Housing was settled. He felt heard.",
    "A1/notable": "The landlord was called each week and the tenancy was kept.",
    "silent": "He was born in March and likes football.",
    "x/<script>alert(1)</script>": (
        "<script>alert('note')</script> waiting list & \u202e\u05e9\u05dc\u05d5\u05dd \x00 <b>late</b>"
    ),
    "long": "He waited for months & <i>nothing</i> followed. " * 2100,
}


def _coding(
    text: str,
    theme: str,
    polarity: Polarity,
    *words: str,
    status: Status = "observed",
    source: CodingSource = "cue+model",
    reason: str = "",
) -> Coding:
    spans = tuple(Span(text.index(word), text.index(word) + len(word)) for word in words)
    return Coding(theme, polarity, status, spans, 0.9, source, reason=reason)


def _machine_codings(key: str) -> dict[int, tuple[Coding, ...]]:
    """Return the machine's codings by sentence."""
    text = TEXTS[key]
    if key == "A1":
        overlapping = (
            _coding(
                text, "delay", "poor", "waited eleven weeks for a place", "waiting list", reason="cue ‘waiting list’"
            ),
            _coding(text, "availability", "mixed", "a place on the waiting list", source="model"),
        )
        return {0: overlapping, 1: (_coding(text, "sequencing", "poor", "earlier referral", status="hypothetical"),)}
    if key == "A2":
        return {0: (_coding(text, "one_to_one", "good", "trusting relationship", source="cue"),)}
    if key == "A1/notable":
        return {0: (_coding(text, "housing", "good", "tenancy was kept"),)}
    if key == "silent":
        return {}
    return {0: (_coding(text, "delay", "poor", "waiting list" if "waiting list" in text else "waited for months"),)}


def _sentences(key: str) -> list[tuple[int, int]]:
    text = TEXTS[key]
    if key not in ("A1", "A2"):
        return [(0, len(text))]
    ends = [place + 1 for place, letter in enumerate(text) if letter == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return list(zip(starts, ends, strict=True))


def _coded(key: str) -> CodedNote:
    question = "Was <enough> work delivered?"
    judgement = Judgement("J1", "C1", question, "implementation", "accommodation", "no") if key == "A1" else None
    codings = _machine_codings(key)
    silent = key == "silent"
    return CodedNote(
        note=Note(
            key,
            RawText(TEXTS[key]),
            kind="notable" if key.endswith("notable") else "rationale",
            case=CASE if key.startswith("A") else None,
            judgement=judgement,
            source=SOURCE,
        ),
        sentences=tuple(
            CodedSentence(start, end, PracticeLabel("none" if silent else "poor", SCORES), codings.get(number, ()))
            for number, (start, end) in enumerate(_sentences(key))
        ),
        practice=PracticeScore("none", None, None, None, needs_review=False)
        if silent
        else PracticeScore("poor", 0.07, 0.02, 0.21, needs_review=key == "A1"),
        codebook=default_codebook().hash,
        model="9ab2",
        learnt_from=key == "A2",
    )


def _reading(coder: str, practice: Practice, theme: str) -> CoderReading:
    text = TEXTS["A2"]
    coding = _coding(text, theme, "good", "trusting relationship", "with care", source="coder")
    sentences = [CoderSentence(start, end, "none") for start, end in _sentences("A2")]
    sentences[0] = CoderSentence(sentences[0].start, sentences[0].end, "good", (coding,))
    return CoderReading("A2", coder, tuple(sentences), practice, clarity=3)


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database of ours: notes short, long, silent, hostile, overlapping, and one that coders read too."""
    path = tmp_path_factory.mktemp("site") / "collection.db"
    notice = "Invented for these tests: authored, not real cases."
    with WorkDatabase(path) as database:
        database.store_source(
            StoredSource(SOURCE, SOURCE, "0" * 64, "authored", "CC0 1.0", notice, "The testers", "Test notes")
        )
        database.store_codebook(default_codebook())
        database.store([_coded(key) for key in TEXTS])
        readings = [
            _reading("c1", "good", "one_to_one"),
            _reading("c2", "mixed", "motivation"),
            _reading("adjudicated", "good", "one_to_one"),
        ]
        assert not database.store_readings(readings, source=SOURCE)
        database.finish(make_index, make_summaries)
    return path


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database whose notes differ in what they are divided by."""
    return build_compared(tmp_path_factory.mktemp("compared") / "compared.db")
