"""Words that may be part of a name, each with what stands for and against it: candidates, on which a model decides.

A candidate is any word whose form is unusual (a capital where none is due, initials, a word that no lexicon has), and
the words beside it that may belong to the same name. Everything is a plain value, so that what decides needs no text.
Most words of a note are ordinary ones, and nothing is done for these but to look them up: see ``nlp.words``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from nlp.lexicon import COMPOUND
from nlp.words import EDGE, Word, WordsOfText, words_of

_STANDS_OUT = re.compile("[^km]")
_CAPITALISED = re.compile("[TX]")
_LINKS = frozenset({"-", "‐", "‑", "&", "'", "’", ".", "of", "and", "the", "for", "at", "in", "on", "n"})
_LONG = 20_000
"""Characters from which on looking a word up in the set of all costs less than looking for it in the text."""
_TWO_LETTERS = 2
"""So many capitals may be someone's initials, even where they are a known abbreviation too."""
_HEADS = frozenset({"place_heads", "organisation_heads", "street_heads"})
_MAY_FOLLOW = _HEADS | {COMPOUND}
"""Kinds of words in lower case that may be part of a name with capitals."""
_WINDOW = (-3, -2, -1, 1, 2, 3)
"""Words on either side that speak for or against a candidate."""


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """A word that may be part of a name: where it stands, and what speaks for and against it."""

    start: int
    end: int
    facts: tuple[str, ...]
    joined: bool
    """Whether it hangs together with the candidate before it, so that the two may be one name."""


def find_name_candidates(text: str) -> tuple[NameCandidate, ...]:
    """Return the words of a text that may be part of names, in order."""
    words = words_of(text)
    wanted = _wanted(words)
    if not wanted:
        return ()
    note = _Note(words)
    found: list[NameCandidate] = []
    last = -2
    for place in sorted(wanted):
        joined = bool(found) and (place == last + 1 or _linked(words, last, place))
        found.append(NameCandidate(words.start(place), words.end(place), _facts(words, place, note), joined))
        last = place
    return tuple(found)


def _wanted(words: WordsOfText) -> set[int]:
    """Return the places of the words to look at: those that stand out, and their neighbours that may belong to them."""
    seeds = {match.start() for match in _STANDS_OUT.finditer(words.codes) if _stands_out(words, match.start())}
    wanted = set(seeds)
    for place in seeds:
        for beside in (place - 1, place + 1):
            if 0 <= beside < len(words.forms) and _may_join(words.forms, beside, words.forms[place]):
                wanted.add(beside)
    return wanted


def _stands_out(words: WordsOfText, place: int) -> bool:
    word = words.forms[place]
    shape, kinds = word.shape, word.kinds
    if shape == "lower":
        return True
    if shape == "initial":
        return word.text not in "IA" or _beside_initial(words.forms, place)
    if "acronyms" in kinds:
        return len(word.text) == _TWO_LETTERS
    if shape == "UPPER":
        return True
    if word.text[:2] in ("I'", "I’"):
        return False
    if not kinds or kinds == (COMPOUND,) or not words.begins(place):
        return True
    return "closed" not in kinds and ("word_names" in kinds or "titles" in kinds)


def _beside_initial(forms: Sequence[Word], place: int) -> bool:
    after = forms[place + 1].text if place + 1 < len(forms) else ""
    return after == "." or (place > 1 and forms[place - 1].text == "." and forms[place - 2].shape == "initial")


def _may_join(forms: Sequence[Word], place: int, beside: Word) -> bool:
    """Tell whether a word may belong to the name of the one beside it."""
    word = forms[place]
    if word.shape == "other":
        return False
    if "acronyms" in word.kinds:
        return len(word.text) == _TWO_LETTERS
    if len(word.text) == 1:
        return word.shape == "initial" or (place + 1 < len(forms) and forms[place + 1].text == ".")
    if word.shape == "lower" and beside.shape != "lower":
        ends = place + 1 < len(forms) and not _HEADS.isdisjoint(forms[place + 1].kinds)
        return not _MAY_FOLLOW.isdisjoint(word.kinds) or (ends and "closed" not in word.kinds)
    return "closed" not in word.kinds or word.shape == "Title"


def _linked(words: WordsOfText, last: int, place: int) -> bool:
    """Tell whether only marks and small words that names hold stand between two candidates."""
    if place - last > 3 or "\n" in words.given[words.end(last) : words.start(place)]:
        return False
    return all(word.text in _LINKS for word in words.forms[last + 1 : place])


class _Note:
    """What the note as a whole says about its words."""

    def __init__(self, words: WordsOfText) -> None:
        self._words = words
        codes = words.codes
        self.shouts = codes.count("U") > (len(codes) - codes.count("m") - codes.count("i")) / 2
        self.whispers = not _CAPITALISED.search(codes)

    @cached_property
    def capital_inside(self) -> set[str]:
        """Words with a capital where none is due."""
        words = self._words
        places = (match.start() for match in _CAPITALISED.finditer(words.codes))
        return {words.forms[place].folded for place in places if not words.begins(place)}

    @cached_property
    def lower(self) -> set[str]:
        """Words in lower case."""
        return {word.text for word in self._words.forms if word.shape == "lower"}

    def has_lower(self, folded: str) -> bool:
        """Tell whether a word stands in lower case too; most do not stand so in the text at all."""
        given = self._words.given
        return (len(given) > _LONG or folded in given) and folded in self.lower


def _facts(words: WordsOfText, place: int, note: _Note) -> tuple[str, ...]:
    word, begins = words.forms[place], words.begins(place)
    facts = [*word.facts(begins)]
    if note.shouts or note.whispers:
        facts.append(f"note={'shouts' if note.shouts else 'whispers'}&{word.shape}")
    if begins and word.folded in note.capital_inside:
        facts.append("capital inside")
    if word.shape != "lower" and note.has_lower(word.folded):
        facts.append("lower elsewhere")
    around = _around(words.forms, place)
    for offset, near in zip(_WINDOW, around, strict=True):
        facts += near.seen_from(offset)
    _, before2, before, after, after2, _ = around
    own = word.own
    facts += (
        f"-1&is={before.near}&{own}", f"1&is={after.near}&{own}", f"-1&1={before.known}&{after.known}",
        f"-2&-1={before2.known}&{before.known}", f"1&2={after.known}&{after2.known}",
        f"last={_last_of_run(words, place)}",
    )  # fmt: skip
    return tuple(facts)


def _around(forms: Sequence[Word], place: int) -> Sequence[Word]:
    """Return the words on either side, the edge of the text where there are no more."""
    if 3 <= place < len(forms) - 3:
        return (*forms[place - 3 : place], *forms[place + 1 : place + 4])
    return [forms[at] if 0 <= (at := place + offset) < len(forms) else EDGE for offset in _WINDOW]


def _last_of_run(words: WordsOfText, place: int) -> str:
    """Return the kind of the last of the capitalised words that a word begins or stands among: a name's head."""
    codes, end = words.codes, place
    while codes[end + 1 : end + 2] in ("T", "X") and not words.begins(end + 1):
        end += 1
    if end == place:
        return "itself"
    return "+".join(kind for kind in words.forms[end].kinds if kind.endswith("heads") or kind == "general") or "no head"
