"""Gap patterns: their small form, and where they are found."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.layout import layout_of
from nlp.patterns import Pattern, PatternIndex, default_patterns, in_words
from nlp.pipeline import build_pipeline

PIPELINE = build_pipeline()
Kind = Literal["good", "poor", "mixed", "topic"]


def found(pattern: str, text: str, kind: Kind = "poor") -> list[str]:
    index = PatternIndex(PIPELINE, (Pattern(theme="delay", kind=kind, pattern=pattern),))
    doc = PIPELINE(text)
    return [doc[match.start : match.end].text for match in index.find(layout_of(doc))]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("no ... made", "No referral was made.", ["No referral was made"]),
        ("no ... made", "No. The referral was made.", []),
        ("no ... made", "No, the referral was made.", []),
        ("no ..., made", "No call, visit or referral was made.", ["No call, visit or referral was made"]),
        ("no ..., made", "No call or visit was made.", ["No call or visit was made"]),
        ("no ..., made", "No plan was in the end ever, it seems, made", []),
        ("no ... made", "No plan, it seems, was made", []),
        ("no ..., made", "No plan, it seems, was made", ["No plan, it seems, was made"]),
        ("no ...1 made", "No referral was made.", []),
        ("no ...2 made", "No referral was made.", ["No referral was made"]),
        ("<n> weeks|months before", "Eleven weeks before it", ["Eleven weeks before"]),
        ("<n> weeks|months before", "It was 11 MONTHS before it", ["11 MONTHS before"]),
        ("took (nearly) <n> weeks", "It took nearly six weeks.", ["took nearly six weeks"]),
        ("took (nearly) <n> weeks", "It took six weeks.", ["took six weeks"]),
        ("took (nearly) <n> weeks", "It took almost six weeks.", []),
        ("(so) late", "late, so late", ["late", "so late"]),
        ("not three-way", "It was not three way.", ["not three way"]),
        ("didn't|never call", "They didn’t call and never call.", ["didn’t call", "never call"]),
        ("left ...3 risk", "He left her at risk and left them at risk", ["left her at risk", "left them at risk"]),
        ("two words", "Say two\nwords and two  words", ["two\nwords", "two  words"]),
        ("no ... made", "noted referrals were unmade", []),
    ],
)
def test_what_a_pattern_finds(pattern: str, text: str, expected: list[str]) -> None:
    pattern = pattern.replace("...,", "..,")
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("... made", "begin and end"),
        ("no ...", "begin and end"),
        ("", "begin and end"),
        ("no (more made", "bracket"),
        ("no ....", "no word"),
        ("no a||b", "no word"),
        ("(no) (more)", "may not be left out"),
    ],
)
def test_a_pattern_out_of_form_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Pattern(theme="delay", kind="poor", pattern=pattern)


WORDS = ["no", "not", "made", "weeks", "six", ",", ".", "-", "\n", "three", "way", "never", "(", "é", "risk"]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_matches_lie_inside_one_sentence(text: str) -> None:
    doc = PIPELINE(text)
    layout = layout_of(doc)
    for match in PatternIndex(PIPELINE, default_patterns()).find(layout):
        assert 0 <= match.start < match.end <= len(doc)
        assert not any(match.start < edge < match.end for edge in layout.edges)


def test_a_pattern_is_put_in_words_that_a_person_can_read() -> None:
    assert in_words("(nearly|almost) <n> weeks|months late|overdue") == "a number of weeks late"
    assert in_words("no|not ...2 referral (was) made") == "no … referral made"
