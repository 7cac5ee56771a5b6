"""How a note is recognised that a model learnt from redacted, without anything by which to guess a name.

The sha256 of a whole text would give names away: who has the redacted text can try names and numbers in its gaps until
the hash comes out. So the hash is of the ordinary words in small letters alone, in order: no capital, no figure, no
number, month or weekday in words (ages and dates are made of these), no word that the lexicon lacks, none that can be a
name. It is the same whatever was found and redacted, by whichever version, so that a model still knows what it learnt
from. Notes that differ in nothing but names and numbers count as one: that errs to the safe side.
"""

import re
from functools import lru_cache

from models.text_hash import text_hash
from nlp.lexicon import is_ordinary, name_words
from nlp.plain import plain
from nlp.words import words_of

_NUMBERS = re.compile(
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|first|second|third|fifth|eighth|ninth|twelfth"
    r"|(?:four|six|seven|ten|eleven|(?:thir|four|fif|six|seven|eigh|nine)teen)th"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)tieth|hundredth|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)s?"
)
"""Words that ages and dates are made of: so few that what stood in a gap would be found by trying them."""
_MARK = "ordinary words:"
"""Begins what is hashed, so that no whole text ever has such a hash."""


def recognised_by(text: str) -> str:
    """Return the hash by which a note is recognised; ``""`` where it holds no ordinary word."""
    words = ordinary_words_of(text)
    return text_hash(_MARK + " ".join(words)) if words else ""


def ordinary_words_of(text: str) -> list[str]:
    """Return the words of a text that are no one's name, and of no age or date, in order."""
    return [word.text for word in words_of(plain(text).text).forms if word.code == "k" and _is_no_name(word.text)]


@lru_cache(maxsize=100_000)
def _is_no_name(word: str) -> bool:
    """Tell whether a word in lower case is in some list, and in none of names or numbers."""
    return not _NUMBERS.fullmatch(word) and word not in name_words().word_names and is_ordinary(word)
