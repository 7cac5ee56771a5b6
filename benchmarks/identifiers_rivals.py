"""Simpler ways of finding identifiers, and stock Presidio, to hold the product against."""

import re
from collections.abc import Callable, Iterable
from importlib.util import find_spec

from nlp.identifiers import find_identifiers
from nlp.words import WordsOfText
from noteworthy.identifiers import find_all_identifiers
from noteworthy.presidio import PACKAGE, PresidioFinder

Finder = Callable[[str], Iterable[tuple[int, int]]]


def product(text: str) -> list[tuple[int, int]]:
    """Return what the product finds."""
    return [(one.start, one.end) for one in find_all_identifiers(text)]


def shapes_alone(text: str) -> list[tuple[int, int]]:
    """Return identifiers of fixed shape."""
    return [(one.start, one.end) for one in find_identifiers(text)]


def shapes_and_capitals(text: str) -> list[tuple[int, int]]:
    """Return identifiers of fixed shape, and every word with a capital that begins no sentence."""
    words = WordsOfText(text)
    capitals = [match.start() for match in re.finditer("[TXU]", words.codes) if not words.begins(match.start())]
    return [*shapes_alone(text), *((words.start(place), words.end(place)) for place in capitals)]


def presidio() -> Finder | None:
    """Return stock Presidio with its British recognisers over a blank pipeline; ``None`` if not installed."""
    if find_spec(PACKAGE) is None:
        return None
    found = PresidioFinder()
    return lambda text: [(one.start, one.end) for one in found.find(text)]
