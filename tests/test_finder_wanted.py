"""Reading what was typed: words, phrases, and what is neither."""

import pytest

from noteworthy.finder.tokens import Stemmer
from noteworthy.finder.wanted import read_words

STEMS = Stemmer()


def _parts(text: str) -> list[tuple[str, ...]]:
    return [part.stems for part in read_words(text, STEMS).parts]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("waiting lists", [("wait",), ("list",)]),
        ('"waiting lists" housed', [("wait", "list"), ("hous",)]),
        ("“waiting lists”", [("wait", "list")]),
        ("one-to-one", [("on", "to", "on")]),
        ("officer's", [("offic", "s")]),
        ("wait waiting", [("wait",)]),
        ('"waiting', [("wait",)]),
        ('a"b c"d', [("a",), ("b", "c"), ("d",)]),
        ("AND or NOT", [("and",), ("or",), ("not",)]),
        ("", []),
    ],
)
def test_words_and_phrases(text: str, parts: list[tuple[str, ...]]) -> None:
    assert _parts(text) == parts


@pytest.mark.parametrize(("text", "unread"), [("* wait", ("*",)), ('"', ('"',)), ('""', ('""',)), ("wait (", ("(",))])
def test_signs_alone_are_told(text: str, unread: tuple[str, ...]) -> None:
    assert read_words(text, STEMS).unread == unread


def test_what_is_told_can_be_shown_anywhere() -> None:
    read = read_words("\u202e\u0007 " + "*" * 90, STEMS)

    assert read.unread == ("\ufffd\ufffd", "*" * 39 + "…")


def test_a_phrase_that_has_too_many_words_is_not_looked_for() -> None:
    phrase = '"' + " ".join(f"w{number}" for number in range(25)) + '"'

    assert _parts(f"{phrase} wait") == [("wait",)]
