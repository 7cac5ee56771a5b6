"""The words of a text as the models see them: lower case, plain apostrophes, every digit a nought.

Negations stay words of their own ("not", "didn't") and nothing is stemmed: "sufficient" and "insufficient" share a
stem, and a stemmer would throw away the judgement.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DIGIT = re.compile(r"\d")


class Word(NamedTuple):
    """A word of a text and where it stands."""

    term: str
    start: int
    end: int


def find_words(text: str) -> list[Word]:
    """Return the words of a text in order, each with its plain form and its place."""
    return [Word(plain_form(found.group()), found.start(), found.end()) for found in WORD.finditer(text)]


def spaced_terms(text: str) -> str:
    """Return the plain forms of a text's words with single spaces between: what the vectorisers take."""
    return " ".join(map(plain_form, WORD.findall(text)))


@lru_cache(maxsize=100_000)
def plain_form(word: str) -> str:
    """Return the plain form of a word, which has its length: the one letter that grows in lower case does not."""
    return _DIGIT.sub("0", word.replace("İ", "i").lower().replace("’", "'"))


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say nothing by themselves and never stand alone as evidence."""
    lines = (files("models") / "data" / "stop_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
