"""Words as the models see them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.words import find_words, spaced_terms, stop_words


def test_negations_stay_words_and_stems_stay_apart() -> None:
    assert spaced_terms("It didn’t help; NOT sufficient, insufficient.") == "it didn't help not sufficient insufficient"


def test_every_digit_becomes_a_nought_so_that_counts_resemble_each_other() -> None:
    assert spaced_terms("seen 12 of 40 times") == spaced_terms("seen 37 of 85 times")


def test_places_point_at_the_words_even_where_lower_case_is_longer() -> None:
    text = "İzmir was late"
    assert [text[word.start : word.end] for word in find_words(text)] == ["İzmir", "was", "late"]


@given(st.text())
def test_places_are_in_order_and_inside_any_text(text: str) -> None:
    words = find_words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert all(before.end <= after.start for before, after in pairwise(words))


def test_negations_are_no_stop_words() -> None:
    assert not {"no", "not", "never", "without", "nobody"} & stop_words()
    assert {"the", "was", "and"} <= stop_words()
