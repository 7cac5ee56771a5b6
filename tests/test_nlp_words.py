"""The words of a text: each looked up once, with its place, and where sentences begin."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.words import EDGE, WordsOfText


def begins(text: str, word: str) -> bool:
    words = WordsOfText(text)
    return words.begins([one.text for one in words.forms].index(word))


@pytest.mark.parametrize(
    "text",
    [
        "Offered twice.",
        "He left.\nOffered twice.",
        "He left\n- Offered twice.",
        "He left\n* Offered twice.",
        "He left\n4) Offered twice.",
        "(ii) Offered twice.",
        'She said: "Offered twice".',
        "He left. (Offered twice.)",
    ],
)
def test_a_sentence_begins_after_marks_bullets_and_numbers_of_a_list(text: str) -> None:
    assert begins(text, "Offered")


@pytest.mark.parametrize(
    "text", ["He met Hope.", "He met the RO (Hope)", "He met J. Hope", "A half-Hope plan", "At 4, Hope"]
)
def test_no_sentence_begins_inside_another(text: str) -> None:
    assert not begins(text, "Hope")


@pytest.mark.parametrize("ending", ["'s", "’s", "'d", "'ll", "’ve", "'re", "'m"])
def test_possessives_and_shortened_verbs_are_cut_off(ending: str) -> None:
    text = f"Kwabena{ending} plan"
    words = WordsOfText(text)
    assert (words.forms[0].text, words.end(0)) == ("Kwabena", 7)


def test_what_stands_beyond_the_text_is_an_edge() -> None:
    assert (EDGE.near, EDGE.known, EDGE.kinds) == ("edge", "edge", ())


def test_brackets_without_end_take_no_more_than_their_time() -> None:
    text = "(" * 20_000 + "Hope"
    assert begins(text, "Hope")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aZÉłЖ9 .,'’-()\n²µ“", max_size=40))
def test_letters_beyond_latin_change_nothing_for_the_others(text: str) -> None:
    plain, with_more = WordsOfText(text), WordsOfText(text + " Ж")
    assert [one.text for one in with_more.forms[: len(plain.forms)]] == [one.text for one in plain.forms]
    for place, word in enumerate(plain.forms):
        assert text[plain.start(place) : plain.end(place)] == word.text
