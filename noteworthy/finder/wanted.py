"""What a reader typed, read as words and phrases: nothing that can be typed is an error."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from noteworthy.finder.tokens import words_of

Stems = Callable[[Sequence[str]], list[str]]

MOST_WORDS = 20
"""Words that are looked for: more would only narrow to nothing."""

LONGEST_TEXT = 4_000
"""Characters that are read."""

_MOST_TOLD = 8
_LONGEST_TOLD = 40
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)|(")')


@dataclass(frozen=True, slots=True)
class Part:
    """A word, or a phrase whose words must stand next to each other."""

    stems: tuple[str, ...]
    written: str
    """As it was typed, quotes included."""

    @property
    def is_phrase(self) -> bool:
        """Whether it has several words."""
        return len(self.stems) > 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parts that can be looked for, and what could not be used."""

    parts: tuple[Part, ...]
    unread: tuple[str, ...]


def read_words(text: str, stems: Stems) -> Wanted:
    """Read what was typed. A word that has signs within it ("one-to-one") is a phrase."""
    parts: list[Part] = []
    unread: list[str] = []
    left = MOST_WORDS
    for written, inner in _pieces(text[:LONGEST_TEXT]):
        found = tuple(stem for stem in stems(words_of(inner)[: MOST_WORDS + 1]) if stem)
        if not found or len(found) > left:
            unread.append(written)
            continue
        left -= len(found)
        parts.append(Part(found, written))
    if len(text) > LONGEST_TEXT:
        unread.append(text[LONGEST_TEXT:])
    # Said twice is said once.
    once = {part.stems: part for part in reversed(parts)}
    return Wanted(tuple(part for part in parts if once[part.stems] is part), tuple(_told(unread)))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands between spaces or in quotes, as it was typed and without its quotes."""
    for found in _PIECE.finditer(text.translate(_QUOTES)):
        phrase, word, quote = found.groups()
        if phrase is not None:
            yield found[0], phrase
        else:
            yield word or quote, word or ""


def _told(unread: Sequence[str]) -> Iterator[str]:
    """Yield what could not be used, shortened to what a page can show."""
    for piece in unread[:_MOST_TOLD]:
        plain = "".join(sign if sign.isprintable() else "\ufffd" for sign in piece)
        yield plain if len(plain) <= _LONGEST_TOLD else plain[: _LONGEST_TOLD - 1] + "…"
    if len(unread) > _MOST_TOLD:
        yield f"… and {len(unread) - _MOST_TOLD:,} more"
