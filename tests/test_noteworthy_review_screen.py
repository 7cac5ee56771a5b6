"""What a reviewer sees of a text: finds marked, lines of the terminal's width, and nothing that acts on it."""

from corpus.values import Span
from noteworthy.review_screen import harmless, passage


def lines(text: str, *spans: Span, width: int = 30, context: int | None = None) -> list[str]:
    return ["".join(piece.text for piece in line) for line in passage(text, spans, width=width, context=context)]


def test_a_find_stands_in_brackets_and_is_marked_over_the_end_of_a_line() -> None:
    laid = passage("He met Ana Roe there.", [Span(7, 14)], width=14)

    assert ["".join(piece.text for piece in line) for line in laid] == ["He met [[Ana", "Roe]] there."]
    assert [[piece.text for piece in line if piece.marked] for line in laid] == [["[[", "Ana"], ["Roe", "]]"]]


def test_no_line_is_longer_than_the_terminal_is_wide() -> None:
    assert max(map(len, lines("word " * 50 + "x" * 100, Span(250, 300), width=23))) == 23


def test_a_window_shows_what_stands_around_a_find_and_says_that_there_is_more() -> None:
    text = "alpha " * 50 + "Ana " + "omega " * 50
    (line,) = lines(text, Span(300, 303), width=200, context=40)

    assert line == "… " + "alpha " * 6 + "[[Ana]]" + " omega" * 6 + " …"


def test_what_acts_on_a_terminal_is_shown_by_its_number() -> None:
    text = "a\x1b]0;title\x07 \u202eb\x9b2J \ue000c\u2028d\t\x00"

    assert harmless(text) == "a<U+001B>]0;title<U+0007> <U+202E>b<U+009B>2J <U+E000>c<U+2028>d <U+0000>"
    assert lines("a\r\nb\n\nc") == ["a", "b", "", "c"]


def test_passages_that_overlap_are_shown_as_one() -> None:
    assert lines("abcdef", Span(1, 3), Span(2, 4), Span(4, 5)) == ["a[[bcd]][[e]]f"]
