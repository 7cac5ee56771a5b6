"""The words of a passage that word lists know: lower case, without what a redaction put in.

What stands for an identifier, such as [PERSON 1], is not a word that anybody wrote; numbers, single letters and the
commonest little words say nothing alone. Nothing is stemmed: "sufficient" and "insufficient" share a stem.
"""

import re
from functools import lru_cache

from models.words import stop_words

_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*(?: \d+)?\]")
_LETTERS = re.compile(r"(?<![\w'])[^\W\d_]+(?:'[^\W\d_]+)*(?!\w)")
_NONE = frozenset([-1])


class _Apart(dict[int, str | int]):
    """Which characters hold a word together: letters, digits, underscores and apostrophes; all else is a space."""

    def __missing__(self, character: int) -> str | int:
        found = character if re.match(r"[\w']", chr(character)) else " "
        self[character] = found
        return found


_APART = _Apart()


def telling_terms(text: str) -> set[str]:
    """Return the words of a text that say something by themselves, each once."""
    return {_term(part) for part in _parts(text)} - {""}


class Vocabulary(dict[str, int]):
    """The telling words of many texts as numbers from 0, in the order in which they come.

    What stands between two spaces is looked at once, however often it comes again: it holds the number of its word, or
    -1 where it is none.
    """

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, int] = {}

    def __missing__(self, part: str) -> int:
        word = _term(part)
        number = self[part] = self._numbers.setdefault(word, len(self._numbers)) if word else -1
        return number

    @property
    def words(self) -> tuple[str, ...]:
        """The words in the order of their numbers."""
        return tuple(self._numbers)

    def numbers(self, text: str) -> set[int]:
        """Return the numbers of the telling words of a text."""
        return {self[part] for part in _parts(text)} - _NONE


def _parts(text: str) -> list[str]:
    """Cut a text where no word goes on."""
    plain = _PLACEHOLDER.sub(" ", text) if "[" in text else text
    return plain.lower().replace("’", "'").translate(_APART).split()


@lru_cache(maxsize=100_000)
def _term(part: str) -> str:
    """Return the word that a part of a text holds, or nothing where it says nothing alone."""
    found = _LETTERS.search(part)
    word = found[0].removesuffix("'s") if found else ""
    return word if len(word) > 1 and word not in stop_words() else ""
