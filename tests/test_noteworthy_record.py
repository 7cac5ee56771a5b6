"""The JSON line that other programs rely on."""

import json

from hypothesis import given
from hypothesis import strategies as st

from corpus.values import (
    CodedNote,
    CodedSentence,
    Coding,
    Identifier,
    Note,
    PracticeLabel,
    PracticeScore,
    RawText,
    Span,
)
from noteworthy.record import line_of, record_of

TEXT = "Referred in week one. Nothing followed for X000417."


def coded(**changes: object) -> CodedNote:
    coding = Coding("delay", "poor", "observed", (Span(22, 38),), 0.91234, "cue+model", reason="the cue 'nothing'")
    sentences = (
        CodedSentence(0, 21, PracticeLabel("good", (0.8, 0.1, 0.05, 0.05))),
        CodedSentence(22, 51, PracticeLabel("poor", (0.1, 0.8, 0.05, 0.05)), (coding,)),
    )
    facts: dict[str, object] = {
        "note": Note("B014", RawText(TEXT)),
        "sentences": sentences,
        "practice": PracticeScore("mixed", 0.41239, 0.1, 0.7, True),
        "identifiers": (Identifier(43, 50, "CRN", 0.99),),
        "codebook": "1f0c",
        "model": "9ab2",
    }
    return CodedNote(**(facts | changes))  # type: ignore[arg-type]


def test_the_record_has_the_names_of_the_contract_in_their_order() -> None:
    record = record_of(coded())
    assert list(record) == ["id", "sentences", "practice", "identifiers", "codebook", "model"]
    assert record["sentences"][1]["codings"] == [
        {
            "theme": "delay",
            "polarity": "poor",
            "status": "observed",
            "start": 22,
            "end": 38,
            "confidence": 0.912,
            "source": "cue+model",
            "reason": "the cue 'nothing'",
        }
    ]
    assert record["practice"] == {"label": "mixed", "score": 0.412, "low": 0.1, "high": 0.7, "needs_review": True}
    assert record["identifiers"] == [{"start": 43, "end": 50, "type": "CRN", "confidence": 0.99}]


def test_a_line_is_one_line_of_json_and_holds_the_text_only_when_asked() -> None:
    line = line_of(coded())
    assert "\n" not in line
    assert "Referred" not in line
    assert json.loads(line_of(coded(), include_text=True))["text"] == TEXT


def test_several_spans_of_one_coding_are_all_there_with_the_first_in_front() -> None:
    coding = Coding("delay", "mixed", "observed", (Span(30, 38), Span(22, 29)), 0.7, "cue")
    note = coded(sentences=(CodedSentence(22, 51, PracticeLabel("mixed", (0, 0, 1, 0)), (coding,)),))
    (written,) = record_of(note)["sentences"][0]["codings"]
    assert (written["start"], written["end"]) == (30, 38)
    assert written["spans"] == [[30, 38], [22, 29]]


def test_a_note_that_the_model_learnt_from_says_so_and_others_do_not() -> None:
    assert record_of(coded(learnt_from=True))["learnt_from"] is True
    assert "learnt_from" not in record_of(coded())


def test_a_note_where_nothing_was_judged_has_no_score() -> None:
    practice = record_of(coded(practice=PracticeScore("none", None, None, None, False)))["practice"]
    assert practice == {"label": "none", "score": None, "low": None, "high": None, "needs_review": False}


@given(st.lists(st.floats(0.001, 1), min_size=4, max_size=4))
def test_rounded_scores_still_sum_to_one(weights: list[float]) -> None:
    shares = tuple(weight / sum(weights) for weight in weights)
    label = PracticeLabel("good", (shares[0], shares[1], shares[2], shares[3]))
    record = record_of(coded(sentences=(CodedSentence(0, 21, label),)))
    scores = record["sentences"][0]["practice"]["scores"]
    assert abs(sum(scores.values()) - 1) < 1e-9
    assert all(score >= 0 for score in scores.values())
