"""A net cast wide: what merely looks like an identifier, by a few crude shapes that share nothing with the redactor.

It is meant to catch too much. What it catches is for a person to look at, unless the same string is an identifier of
the private text: then it has got out.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from noteworthy.intruder.knowledge import Knowledge, starts_sentence
from noteworthy.intruder.own_note import PLACEHOLDER
from noteworthy.intruder.words import fold, listed, words_of

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("capitals and figures", r"\b(?=[A-Z/]*\d)(?=[\d/]*[A-Z])[A-Z\d/]{5,}\b"),
        ("a long number", r"\b\d(?:[ -]?\d){5,}\b"),
        ("an address with @", r"\S+\s?@\s?\S+|\S+ \(?at\)? \S+ \(?dot\)? \S+"),
        ("a web address", r"\b(?:https?://|www\.)\S+"),
        ("a date", r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b(?:19|20)\d\d-\d\d-\d\d\b"),
        (
            "a date",
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})[a-z]*\b|\b(?:{_MONTHS})[a-z]* \d{{1,2}}\b(?!:)",
        ),
        ("a postcode", r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"),
        ("a title and a name", r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|PC|DC|DS|Sgt)\.? [A-Z][\w'’-]+"),
    )
)
_TWO_NAMES = re.compile(r"\b[A-Z][a-z'’]+(?:-[A-Z][a-z]+)? (?=([A-Z][a-z'’]+))")


class Caught(NamedTuple):
    """A string that looks like an identifier, and by what shape."""

    shape: str
    words: str


def caught(text: str, knowledge: Knowledge) -> Iterator[Caught]:
    """Yield what looks like an identifier in a public text; our own placeholders are none."""
    text = PLACEHOLDER.sub(lambda hole: "." * len(hole[0]), text)
    for shape, pattern in _SHAPES:
        for found in pattern.finditer(text):
            yield Caught(shape, found[0])
    for found in _TWO_NAMES.finditer(text):
        words = found[0] + found[1]
        if not starts_sentence(text, found.start()) and not _is_common(words, knowledge):
            yield Caught("two names in a row", words)


def _is_common(words: str, knowledge: Knowledge) -> bool:
    known = knowledge.vocabulary | knowledge.capitalised | listed("generic") | listed("titles")
    return any(fold(found[0]) in known for found in words_of(words))
