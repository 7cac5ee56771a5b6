"""How far a private string may be looked for: a long or odd one anywhere, a short or ordinary one in its own note."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from noteworthy.intruder.words import normal

Reach = Literal["anywhere", "cell", "note"]
Likeness = Literal["folded", "verbatim", "cased"]
"""How a string must stand to count: in any form; with the punctuation of the original; with its capitals too."""

_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY_AND_MONTH = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})|\b(?:{_MONTH})\w* \d{{1,2}}(?!\d)")


def reach_of_value(value: str, ordinary: frozenset[str]) -> Reach | None:
    """Return how far a private value of a case or judgement is looked for; `None` where it is too short to tell.

    >>> [reach_of_value(value, frozenset({"north"})) for value in ("officer 7", "Portmere", "North", "2016-05", "3")]
    ['anywhere', 'anywhere', 'cell', 'cell', None]
    """
    words = normal(value).split()
    length, figures = sum(map(len, words)), sum(character.isdigit() for character in "".join(words))
    if length < 4:
        return None
    if figures == length:
        return "anywhere" if length >= 8 or (length >= 6 and len(words) == 1) else "cell"
    if figures:
        return "anywhere" if length >= 5 else "cell"
    return "cell" if ordinary.issuperset(words) else "anywhere"


def reach_of_identifier(words: str, kind: str, ordinary: frozenset[str]) -> tuple[Reach, Likeness]:
    """Return how far an identifier is looked for, and how closely it must be kept to.

    A single word of ordinary English that was once a name is looked for in its own note alone; elsewhere it proves
    nothing.

    >>> reach_of_identifier("Ana Roe", "PERSON", frozenset()), reach_of_identifier("34", "AGE", frozenset())
    (('anywhere', 'folded'), ('note', 'folded'))
    >>> reach_of_identifier("Will May", "PERSON", frozenset({"will", "may"}))
    ('anywhere', 'cased')
    >>> reach_of_identifier("E-mails", "PERSON", frozenset({"mails"}))
    ('note', 'folded')
    """
    parts = normal(words).split()
    length, figures = sum(map(len, parts)), sum(character.isdigit() for character in "".join(parts))
    if kind == "AGE" or length < 4:
        return "note", "folded"
    if kind == "DATE":
        numbers = [part for part in parts if part.isdigit()]
        whole = len(numbers) >= 3 or _DAY_AND_MONTH.search(" ".join(parts)) is not None
        return ("anywhere" if whole or figures >= 6 else "note"), "folded"
    if figures:
        strong = figures >= 6 if figures == length else len(parts) >= 3 or (length >= 5 and figures >= 3)
        return ("anywhere" if strong else "note"), "folded"
    if any(len(part) >= 3 and part not in ordinary for part in parts):
        return "anywhere", "folded"
    return ("anywhere", "cased") if len(words.split()) > 1 else ("note", "folded")


def forms_of_date(value: str) -> Iterator[str]:
    """Yield the other ways of writing an ISO date."""
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        return
    for month in (f"{day:%B}", f"{day:%b}"):
        yield f"{day.day} {month} {day.year}"
        yield f"{month} {day.day} {day.year}"
    yield f"{day:%d/%m/%Y}"
    yield f"{day.day}/{day.month}/{day.year}"
