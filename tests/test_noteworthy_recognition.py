"""A note learnt from is recognised by its ordinary words, which hold nothing by which to guess a name."""

from models.text_hash import text_hash
from noteworthy.recognition import ordinary_words_of, recognised_by

NOTE = "Mr Will Read of 14 Tansy Court was seen weekly; will he read? Told kwabena on 3 May, CRN X000001."


def test_no_name_no_number_and_no_word_that_can_be_a_name_is_in_what_is_hashed() -> None:
    assert ordinary_words_of(NOTE) == ["of", "was", "seen", "weekly", "he", "on"]


def test_notes_that_differ_in_names_and_numbers_alone_are_one() -> None:
    other = NOTE.replace("Will Read", "Oluwaseun Adeyemi").replace("14", "9").replace("kwabena", "siobhan")
    assert recognised_by(other) == recognised_by(NOTE)
    assert recognised_by(NOTE.replace("weekly", "monthly")) != recognised_by(NOTE)


def test_ages_and_dates_in_words_are_not_in_it_either() -> None:
    told = "he was twenty-three years old on the second of march, a friday"
    assert ordinary_words_of(told) == ["he", "was", "years", "old", "on", "the", "of", "a"]
    assert recognised_by(told.replace("twenty-three", "forty")) == recognised_by(told)


def test_invisible_characters_and_spaces_make_no_difference() -> None:
    assert recognised_by("He was  se\u200ben\nweekly.") == recognised_by("He was seen weekly.")


def test_it_is_never_the_hash_of_a_text_and_a_note_without_words_has_none() -> None:
    assert recognised_by("he was seen") != text_hash("he was seen")
    assert recognised_by("X000001 KWABENA") == ""
