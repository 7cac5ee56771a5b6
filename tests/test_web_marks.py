"""The text under its marks is the text, and each mark covers its words."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.values import POLARITIES, Span
from noteworthy.web.marks import Mark, cut, printable

TEXT = "a long wait for housing"


def mark(number: int, *spans: tuple[int, int]) -> Mark:
    """Return a mark on these spans."""
    return Mark(number, POLARITIES[number % 4], f"label {number}", tuple(Span(start, end) for start, end in spans))


def test_a_text_without_marks_is_one_piece() -> None:
    assert [(piece.text, piece.marks) for piece in cut(TEXT, [])] == [(TEXT, ())]


def test_an_empty_text_has_no_pieces() -> None:
    assert cut("", [mark(1, (0, 4))]) == ()


def test_overlapping_marks_are_both_on_the_words_they_share() -> None:
    pieces = cut(TEXT, [mark(1, (2, 11)), mark(2, (7, 23))])
    assert [(piece.text, [mark.number for mark in piece.marks]) for piece in pieces] == [
        ("a ", []),
        ("long ", [1]),
        ("wait", [2, 1]),
        (" for housing", [2]),
    ]
    assert [[mark.number for mark in piece.closing] for piece in pieces] == [[], [], [1], [2]]


def test_two_marks_on_the_same_words_are_nested_in_their_order() -> None:
    piece = cut(TEXT, [mark(1, (2, 11)), mark(2, (2, 11))])[1]
    assert [mark.number for mark in piece.marks] == [1, 2]
    assert [mark.number for mark in piece.closing] == [1, 2]


def test_a_coding_on_several_passages_is_numbered_at_each_and_found_back_at_the_first() -> None:
    pieces = cut(TEXT, [mark(1, (2, 6), (16, 23))])
    assert [piece.text for piece in pieces if piece.marks] == ["long", "housing"]
    assert [piece.text for piece in pieces if piece.closing] == ["long", "housing"]
    assert [piece.text for piece in pieces if 1 in piece.first] == ["long"]


def test_passages_of_one_coding_that_touch_or_overlap_are_one() -> None:
    pieces = cut(TEXT, [mark(1, (2, 6), (2, 4), (6, 11))])
    assert [(piece.text, len(piece.marks), len(piece.closing)) for piece in pieces] == [
        ("a ", 0, 0),
        ("long wait", 1, 1),
        (" for housing", 0, 0),
    ]


def test_sentences_are_places_that_no_mark_reaches_across() -> None:
    sentences = {1: Span(0, 6), 2: Span(7, 23)}
    pieces = cut(TEXT, [mark(1, (2, 11))], sentences=sentences)
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [(piece.text, piece.begins, piece.ends) for piece in pieces] == [
        ("a ", 1, False),
        ("long", None, True),
        (" ", None, False),
        ("wait", 2, False),
        (" for housing", None, True),
    ]


def test_a_sentence_that_overlaps_another_or_leaves_the_text_is_no_place() -> None:
    sentences = {1: Span(0, 11), 2: Span(7, 23), 3: Span(12, 99)}
    assert [piece.begins for piece in cut(TEXT, [], sentences=sentences)] == [1, None]


def test_a_span_beyond_the_text_is_shortened_to_it() -> None:
    assert cut(TEXT, [mark(1, (16, 99))])[-1].marks[0].number == 1
    assert [piece.marks for piece in cut(TEXT, [mark(1, (90, 99))])] == [()]


spans = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.text(max_size=40), st.lists(st.lists(spans, min_size=1, max_size=3), max_size=6))
def test_the_pieces_are_the_text_and_each_mark_covers_exactly_its_characters(
    text: str, drawn: list[list[tuple[int, int]]]
) -> None:
    marks = [mark(number, *sorted(passages)) for number, passages in enumerate(drawn, 1)]
    pieces = cut(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    for one in marks:
        wanted = {place for span in one.spans for place in range(span.start, min(span.end, len(text)))}
        covered: set[int] = set()
        start = 0
        for piece in pieces:
            if one in piece.marks:
                covered.update(range(start, start + len(piece.text)))
            start += len(piece.text)
        assert covered == wanted


@given(st.text(st.characters(codec=None)))
def test_what_is_printed_is_as_long_and_holds_nothing_that_a_page_cannot(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    shown.encode()
    assert not [letter for letter in shown if ord(letter) < 32 and letter not in "\t\n\r"]
