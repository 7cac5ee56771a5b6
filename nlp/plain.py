"""A text as it looks: full-width figures, letters of other alphabets that pass for Latin ones, invisible characters.

Who hides a number from a filter writes it so, and what is copied from elsewhere holds such characters by accident. The
plain text is for finding only; a position in it leads back to the text as it was given.
"""

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеѕіјорсхуԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανρ‐‑‒–—―−⁄∕",
    "ABESIJKMHOPCTXYaesijopcxydhqwABEZHIKMNOPTYXoavp-------//",
)
_STRANGE = re.compile(
    f"[{_INVISIBLE}\u0370-\u052f\u2010-\u2015\u2044\u2212\u2215\uff01-\uff5e\u00a0\u2000-\u200a\u202f\u3000]"
)
_MIXED = re.compile(r"[^\W_]*[a-zA-Z0-9][^\W_]*")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text as it looks; ``places`` leads each of its characters back, and is empty where nothing moved."""

    text: str
    places: tuple[int, ...] = ()
    same: bool = True

    def start(self, offset: int) -> int:
        """Return where in the given text a passage begins that begins here."""
        return self.places[offset] if self.places else offset

    def end(self, offset: int) -> int:
        """Return where in the given text a passage ends that ends here."""
        return self.places[offset - 1] + 1 if self.places and offset else offset


def plain(text: str) -> PlainText:
    """Return the text as it looks."""
    if text.isascii() or not _STRANGE.search(text):
        return PlainText(text)
    hidden = set(_INVISIBLE)
    places = [place for place, character in enumerate(text) if character not in hidden]
    seen = "".join(_as_seen(text[place]) for place in places)
    # Letters of another alphabet count as Latin only beside Latin ones or figures, so that Greek stays Greek.
    seen = _MIXED.sub(lambda word: word.group().translate(_ALIKE), seen)
    return PlainText(seen, tuple(places) if len(places) < len(text) else (), same=len(places) == len(text))


def _as_seen(character: str) -> str:
    if character in "‐‑‒–—―−":
        return "-" if character in "‐‑−" else character
    if "\uff01" <= character <= "\uff5e" or character == "\u2044":
        found = unicodedata.normalize("NFKC", character)
        return found if len(found) == 1 else character
    return " " if character.isspace() and character not in "\n\r\t\v\f" else character
