"""Kinds of expression in which people give an address, a place, a first name or an age, each found whole."""

import pytest

from noteworthy.identifiers import find_all_identifiers


def hidden(text: str, words: str) -> bool:
    """Tell whether the words are covered, the spaces between two finds left aside."""
    covered = {place for one in find_all_identifiers(text) for place in range(one.start, one.end)}
    start = text.index(words)
    return all(place in covered for place in range(start, start + len(words)) if text[place].isalnum())


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("He has moved to Flat 3, Marlow House, and nobody has been.", "Flat 3, Marlow House"),
        ("The house on the corner of Bell Street and Alma Road was raided.", "the corner of Bell Street and Alma Road"),
        ("Curfewed to the end house in Tanner's Yard.", "the end house in Tanner's Yard"),
        ("He sleeps in the top flat at 9 Cutler Row.", "top flat at 9 Cutler Row"),
        ("Post goes to c/o 15 Sefton Terrace.", "c/o 15 Sefton Terrace"),
        ("The tag was fitted at number 8 Priory Mount.", "number 8 Priory Mount"),
        ("They met behind the garages on Selby Close.", "the garages on Selby Close"),
        ("Lives 3rd floor, Ellison Tower.", "3rd floor, Ellison Tower"),
        ("The victim lives two doors down, at No. 31.", "No. 31"),
    ],
)
def test_an_address_goes_with_what_says_which_house_it_is(text: str, whole: str) -> None:
    assert hidden(text, whole)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("He was seen in the King's Head with a friend.", "the King's Head"),
        ("Assaulted outside the Fox and Hounds.", "the Fox and Hounds"),
        ("Taken to the royal oak by his brother.", "royal oak"),
        ("He does his hours at Netherfield allotments.", "Netherfield allotments"),
        ("They attend the Al-Noor mosque.", "Al-Noor mosque"),
        ("She was found on Saltburn pier at night.", "Saltburn pier"),
        ("He was met at Ravensthorpe station.", "Ravensthorpe station"),
        ("Sectioned to the Bracken Unit in March.", "the Bracken Unit"),
    ],
)
def test_a_place_that_singles_out_goes_with_the_word_for_what_it_is(text: str, whole: str) -> None:
    assert hidden(text, whole)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Will did not attend, and nobody rang him.", "Will"),
        ("Grace said that she had not been told.", "Grace"),
        ("Morgan asked him what he was afraid of.", "Morgan"),
        ("Salmon had brought the letter with him.", "Salmon"),
        ("They met Kwabena Drake-Heineachain at court.", "Kwabena Drake-Heineachain"),
    ],
)
def test_a_first_name_that_is_a_word_is_found_at_the_start_of_a_sentence(text: str, name: str) -> None:
    assert hidden(text, name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She turned sixty-one in May.", "turned sixty-one"),
        ("He is a man of fifty-three.", "a man of fifty-three"),
        ("Her son is six.", "Her son is six"),
        ("He died on Boxing Day 2016.", "Boxing Day 2016"),
        ("The assault was on Monday 3rd.", "Monday 3rd"),
    ],
)
def test_an_age_or_a_date_in_words_goes(text: str, words: str) -> None:
    assert hidden(text, words)


@pytest.mark.parametrize(
    "text",
    [
        "She speaks Gujarati and Tigrinya and comes on Tuesdays and Fridays.",
        "He has a fridge, a sensible plan and a bursary; the survivor has an admin post.",
        "Will he attend? May was bad. Two of them left; one in ten stayed.",
        "The plan turned nine sessions into ten, and the group of twelve met.",
    ],
)
def test_words_that_point_at_no_one_stay(text: str) -> None:
    assert find_all_identifiers(text) == ()


def test_what_is_redacted_already_is_read_as_such() -> None:
    text = "[PERSON 1] met [PERSON 2] on [DATE] at [PLACE 1]; [AGE 30 to 39], [DATE March 2019], [DATE +3 days]."
    assert find_all_identifiers(text) == ()


def test_brackets_do_not_hide_what_is_no_placeholder() -> None:
    text = "[CRN X000001] [Kwabena Osei] [PERSON Osei]"
    covered = {place for one in find_all_identifiers(text) for place in range(one.start, one.end)}
    for words in ("X000001", "Kwabena Osei", "PERSON Osei"):
        start = text.index(words) + (7 if words.startswith("PERSON") else 0)
        assert start in covered
