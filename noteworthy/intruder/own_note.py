"""A part of an identifier left standing in the text of its own note, where it still points at somebody.

The public text is the private one with passages replaced, so the words that are left can be led back to where they
stood. A word is a leak

* at its own place: it stood within an identifier, which was replaced in part or not at all. Left out are small words
  (of, the), titles, and common nouns in names of places (Road, School), unless all of the identifier is left;
* elsewhere in the note: it is a word of an identifier and no everyday word. An everyday word (Court, May, Read) counts
  only with a capital in mid-sentence, and only if other notes do not write it so.

Everyday words are those that three notes use in small letters outside identifiers, those of the codebook and the
schema, and a short list of names that are words.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from corpus.values import IDENTIFIER_TYPES
from noteworthy.intruder.knowledge import Knowledge, KnownNote, KnownSpan, starts_sentence
from noteworthy.intruder.words import fold, listed, words_of

_KINDS = "|".join(kind.replace("_", " ") for kind in IDENTIFIER_TYPES)
PLACEHOLDER = re.compile(rf"\[(?:{_KINDS})(?: \d+)?\]|\[(?:DATE|AGE) [^\[\]]{{1,30}}\]")
"""A placeholder of the redaction, coarse dates and ages too; a whole date in one is found by the other searches."""

_NAMES = frozenset({"PERSON", "PLACE", "ORGANISATION", "ADDRESS"})
_MONTH = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Left(NamedTuple):
    """A word left in the public text that should not be, by its place there and the type of its identifier."""

    start: int
    word: str
    type: str
    source: str
    whole: bool
    """Whether all of the identifier is left."""


class _Kept(NamedTuple):
    """A stretch that the public text has from the private one."""

    public: int
    end: int
    raw: int


class _Word(NamedTuple):
    start: int
    raw: int
    word: str


def left_at_their_place(note: KnownNote, public: str) -> Iterator[Left]:
    """Yield the words that stood within an identifier and stand there still."""
    if not note.spans:
        return
    words = list(_led_back(note.text, public))
    places = [word.raw for word in words]
    for span in note.spans:
        first = bisect_right(places, span.start - 1)
        kept = [word for word in words[first:] if word.raw < span.end]
        if not kept:
            continue
        whole = len(kept) == len(list(words_of(note.text[span.start : span.end])))
        telling = kept if whole else [word for word in kept if _tells(word.word, span.type)]
        if span.type == "DATE" and not whole and not _is_a_day(kept):
            continue
        for word in telling:
            yield Left(word.start, word.word, span.type, span.source, whole)


def _led_back(raw: str, public: str) -> Iterator[_Word]:
    stretches = sorted(_aligned(raw, public), key=lambda one: one.raw)
    for stretch in stretches:
        for found in words_of(public[stretch.public : stretch.end]):
            yield _Word(stretch.public + found.start(), stretch.raw + found.start(), found[0])


def _aligned(raw: str, public: str) -> list[_Kept]:
    """Find where the words between the placeholders stood; word by word where that does not come out."""
    walked = _walked(raw, public)
    return walked if walked is not None else list(_compared(raw, public))


def _walked(raw: str, public: str) -> list[_Kept] | None:
    kept: list[_Kept] = []
    place = written = 0
    holes = [*((hole.start(), hole.end()) for hole in PLACEHOLDER.finditer(public)), (len(public), len(public))]
    for number, (start, end) in enumerate(holes):
        words = public[written:start]
        last = number == len(holes) - 1
        found = raw.find(words, place) if number else (0 if raw.startswith(words) else -1)
        if last and number:
            found = len(raw) - len(words) if raw.endswith(words) and len(raw) - len(words) >= place else -1
        if found < 0 or (last and not number and len(words) != len(raw)):
            return None
        if words:
            kept.append(_Kept(written, start, found))
        place, written = found + len(words) + 1, end  # a placeholder stands for one character at least
    return kept


def _compared(raw: str, public: str) -> Iterator[_Kept]:
    before, after = list(words_of(raw)), list(words_of(PLACEHOLDER.sub(lambda hole: " " * len(hole[0]), public)))
    matcher = SequenceMatcher(None, [word[0] for word in before], [word[0] for word in after], autojunk=False)
    for first, second, size in matcher.get_matching_blocks():
        for one, other in zip(before[first : first + size], after[second : second + size], strict=True):
            yield _Kept(other.start(), other.end(), one.start())


def _tells(word: str, kind: str) -> bool:
    """Tell whether a single word of an identifier of this type says something about whose it is."""
    folded = fold(word)
    if any(character.isdigit() for character in word):
        return kind in ("AGE", "DATE") or len(word) >= 2
    if kind in _NAMES:
        dull = listed("titles") | listed("particles") | (frozenset() if kind == "PERSON" else listed("generic"))
        return folded not in dull and (not word.islower() or folded not in listed("ordinary"))
    if kind == "EMAIL":
        return len(word) >= 4
    return kind == "DATE"


def _is_a_day(kept: list[_Word]) -> bool:
    """Tell whether what is left of a date names a day: a month or year alone is what a policy may keep."""
    words = [fold(word.word) for word in kept]
    day = [word for word in words if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", word)]
    return len(day) >= 2 or (bool(day) and any(_MONTH.fullmatch(word) for word in words))


def left_elsewhere(parts: dict[str, str], public: str, knowledge: Knowledge) -> Iterator[Left]:
    """Yield the words of a text of the note that are parts of its identifiers; `parts` come from `parts_of_note`."""
    if not parts:
        return
    text = PLACEHOLDER.sub(lambda hole: " " * len(hole[0]), public)
    for found in words_of(text):
        word = found[0]
        folded = fold(word)
        kind = parts.get(folded)
        if kind is None:
            continue
        if folded in knowledge.ordinary and (
            not word[0].isupper() or folded in knowledge.capitalised or starts_sentence(text, found.start())
        ):
            continue
        yield Left(found.start(), word, kind, "identifiers", False)


def parts_of_note(note: KnownNote, knowledge: Knowledge) -> dict[str, str]:
    """Return the parts of a note's identifiers that could be told for themselves, folded, with their type."""
    parts: dict[str, str] = {}
    for span in note.spans:
        for part in _parts(note.text[span.start : span.end], span, knowledge):
            parts.setdefault(part, span.type)
    return parts


def _parts(words: str, span: KnownSpan, knowledge: Knowledge) -> Iterator[str]:
    if span.type in ("AGE", "DATE", "URL"):
        return
    if span.type == "EMAIL":
        words = words.split("@")[0]
    for found in words_of(words):
        word, folded = found[0], fold(found[0])
        if any(character.isdigit() for character in word):
            if len(word) >= 4 and not _YEAR.fullmatch(word):
                yield folded
            for figures in re.findall(r"\d{4,}", word):
                if not _YEAR.fullmatch(figures):
                    yield figures
        elif _is_telling_name(word, folded, span.type, knowledge):
            yield folded


def _is_telling_name(word: str, folded: str, kind: str, knowledge: Knowledge) -> bool:
    """Tell whether a word without figures points at somebody: of a place or body only one that others do not share."""
    if kind == "PERSON":
        return len(word) >= 3 and _tells(word, kind)
    if kind == "EMAIL":
        return len(word) >= 4 and folded not in knowledge.ordinary
    if kind not in _NAMES or len(word) < 4 or word.islower() or folded in listed("generic"):
        return False
    return not any(folded in known for known in (knowledge.ordinary, knowledge.capitalised, knowledge.vocabulary))
