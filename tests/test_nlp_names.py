"""Which words are looked at as parts of names, and what is said of them."""

import pytest

from nlp.lexicon import kinds_of, name_words, ordinary_words
from nlp.names import find_name_candidates
from nlp.plain import plain
from nlp.words import shape_of


def words(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_name_candidates(text)]


def test_words_of_unusual_form_are_candidates_and_ordinary_ones_are_not() -> None:
    assert words("He waited for three weeks and the officer did not ring.") == []
    assert "Kwabena" in words("He met Kwabena there.")
    assert "kwabena" in words("he met kwabena there")
    assert "Hope" in words("Then he rang Hope at noon.")


def test_a_known_word_that_begins_a_sentence_is_a_candidate_only_where_it_may_be_a_name() -> None:
    assert words("Nobody rang. Supervision was weekly.") == []
    assert "Hope" in words("Nobody rang. Hope was seen.")


def test_initials_and_two_letters_are_candidates_and_longer_abbreviations_are_not() -> None:
    assert {"M", "C"} <= set(words("He saw M.C. there."))
    assert "EB" in words("Then EB made a plan.")
    assert words("The MAPPA meeting and the SPO were late.") == []


def test_possessives_are_left_outside_the_name() -> None:
    assert "Kwabena" in words("It was Kwabena's plan.")


def test_a_line_that_begins_is_a_sentence_that_begins() -> None:
    first, second = (
        next(one for one in find_name_candidates(text) if text[one.start : one.end] == "Hope")
        for text in ("rang\nHope was seen.", "rang Hope was seen.")
    )
    assert "begins=True&Title" in first.facts
    assert "begins=False&Title" in second.facts


def test_an_unknown_name_is_known_by_its_ending_and_never_as_a_whole() -> None:
    text = "He met Zbigniew there."
    one = next(one for one in find_name_candidates(text) if text[one.start : one.end] == "Zbigniew")
    assert not any("zbigniew" in fact.casefold() for fact in one.facts)


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("he", "lower"),
        ("He", "Title"),
        ("HE", "UPPER"),
        ("McKay", "Mixed"),
        ("M", "initial"),
        ("m", "lower"),
        ("7", "other"),
    ],
)
def test_shapes(word: str, shape: str) -> None:
    assert shape_of(word) == shape


def test_the_lexicon_holds_words_and_no_names() -> None:
    assert {"probation", "waited", "because", "keyworker"} <= ordinary_words()
    assert not {"kwabena", "siobhan", "nowicki", "kevin"} & ordinary_words()
    assert "word_names" in kinds_of("hope")
    assert kinds_of("kwabena") == ()
    assert not name_words().titles & name_words().areas


def test_plain_text_keeps_ordinary_texts_as_they_are() -> None:
    for text in ("Plain.", "Café — “quoted” naïve", "Ελληνικά και кириллица"):
        assert plain(text).text.replace("-", "—") == text.replace("-", "—")


def test_plain_text_leads_back_to_the_given_one() -> None:
    given = "a\u200bb\uff11c"
    seen = plain(given)
    assert seen.text == "ab1c"
    assert given[seen.start(1) : seen.end(3)] == "b\uff11"
