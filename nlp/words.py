"""The words, numbers and marks of a text, each looked up once: its shape, its kinds, what it says of its neighbours.

Cutting and looking up is done for all at a time, and what costs more waits until someone asks: where a sentence begins
is asked of few words.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from nlp.lexicon import COMPOUND, kinds_of, name_words

Shape = Literal["lower", "Title", "UPPER", "Mixed", "initial", "other"]

_LETTER = r"[^\W\d_]"
_REST = r"\d+(?:[.,/:-]\d+)*|[^\w\s]|_"
_CUT = re.compile(rf"({_LETTER}+(?:['’]{_LETTER}+)*|{_REST})")
# Classes of single characters are quicker than classes of classes, and nearly every text holds no other letters.
_LATIN = "".join(chr(code) for code in range(256) if re.fullmatch(_LETTER, chr(code)))
_CUT_LATIN = re.compile(rf"([{_LATIN}]+(?:['’][{_LATIN}]+)*|{_REST})")
_BEYOND_LATIN = re.compile("[^\x00-\xff‘’“”–—…•]")
_ENDS_SENTENCE = frozenset('.?!:•–—*\n"“‘')
_OPENS = frozenset("([{'")
_LEADS = _OPENS | set("-‐*+>~#")
"""Marks after which a sentence or a line still begins, where it began before them: what opens, and bullets."""
_LONGEST_NUMBER = 3
"""Characters of what numbers an item of a list, as in '2)' and '(iii)'."""
_POSSESSIVE = re.compile(r"['’](?:s|d|ll|ve|re|m)\Z")
_CODES = {"lower": "k", "Title": "T", "UPPER": "U", "Mixed": "X", "initial": "i", "other": "m"}
_MOST_REMEMBERED = 200_000


class Word:
    """A word, number or mark as written: what can be said of it wherever it stands.

    ``code`` is its shape in a letter: ``m`` for marks and numbers, ``k`` for a known word in lower case.
    """

    __slots__ = ("_facts", "_seen", "code", "cut", "folded", "kinds", "known", "near", "own", "shape", "text")

    def __init__(self, written: str) -> None:
        self.text = _POSSESSIVE.sub("", written) if written[:1].isalpha() else written
        self.cut = len(written) - len(self.text)
        self.shape = shape_of(self.text) if written else "other"
        self.kinds = _kinds(self.text, self.shape) if self.shape != "other" else ()
        self.code = _CODES[self.shape]
        if self.shape == "lower" and len(self.text) > 1 and not self.kinds:
            self.code = "u"
        self.folded = self.text.casefold()
        self.own = _class_of(self)
        self.near, self.known = self._as_neighbour()
        self._facts: dict[bool, tuple[str, ...]] = {}
        self._seen: dict[int, tuple[str, ...]] = {}

    def _as_neighbour(self) -> tuple[str, str]:
        """Return its class and shape, and the word itself where it is no name's."""
        if self.shape == "other":
            mark = "edge" if not self.text else "number" if self.text[0].isdigit() else self.text
            return mark, mark
        word = self.folded if self.kinds and "word_names" not in self.kinds else f"<{self.own}>"
        return f"{self.own}/{self.shape}", word

    def facts(self, begins: bool, /) -> tuple[str, ...]:
        """Return what speaks for and against its being a name, where a sentence begins with it or not."""
        if begins not in self._facts:
            # Each once: of two letters the last two and the last three are the same.
            self._facts[begins] = tuple(dict.fromkeys(self._facts_where(begins)))
        return self._facts[begins]

    def _facts_where(self, begins: bool, /) -> list[str]:
        word, shape = self.folded, self.shape
        facts = [f"shape={shape}", f"begins={begins}&{shape}", f"is={self.own}", f"is={self.own}&{shape}&{begins}"]
        facts += [f"kind={kind}&{shape}" for kind in self.kinds]
        if self.cut:
            facts.append(f"owns&{self.own}&{shape}")
        if "word_names" in self.kinds:
            # A word that often begins a sentence, as "Case" does, is seldom a name there; "Lily" is.
            facts.append(f"begins&word_name={word if begins else ''}")
        elif self.kinds and COMPOUND not in self.kinds:
            facts.append(f"word={word}")
        else:
            facts += [f"end={word[-3:]}", f"end={word[-2:]}", f"start={word[:3]}", f"size={min(len(word), 9)}"]
        return facts

    def seen_from(self, offset: int) -> tuple[str, ...]:
        """Return what it says of the word from which it stands so far away."""
        if offset not in self._seen:
            facts = [f"{offset}:{self.near}"]
            if abs(offset) <= 2:
                facts += [f"{offset}={self.known}", *(f"{offset}:kind={kind}" for kind in self.kinds)]
            self._seen[offset] = tuple(facts)
        return self._seen[offset]


def shape_of(word: str) -> Shape:
    """Return how a word is written: in lower case, with a capital, in capitals, mixed, or as an initial."""
    if not word[0].isalpha():
        return "other"
    if len(word) == 1:
        return "initial" if word.isupper() else "lower"
    if word.islower():
        return "lower"
    if word.isupper():
        return "UPPER"
    return "Title" if word[0].isupper() and word[1:].islower() else "Mixed"


def _kinds(words: str, shape: Shape) -> tuple[str, ...]:
    if shape == "UPPER" and (words in name_words().acronyms or words[:-1] in name_words().acronyms):
        return ("acronyms",)
    if words.rstrip("s") in name_words().acronyms and shape == "Mixed":
        return ("acronyms",)
    return kinds_of(words.casefold().replace("’", "'"))


def _class_of(word: Word) -> str:
    """Return the one kind that says most of a word."""
    for kind in ("titles", "closed", "areas", "general", "street_heads", "place_heads", "organisation_heads", "roles"):
        if kind in word.kinds:
            return f"{kind}+name" if "word_names" in word.kinds else kind
    if "word_names" in word.kinds:
        return "word_names"
    if word.shape == "UPPER" and len(word.text) <= 3:
        return f"{len(word.text)} letters"
    if COMPOUND in word.kinds:
        return COMPOUND
    return "ordinary" if word.kinds else "unknown"


class _Remembered(dict[str, Word]):
    """Words by how they are written, made when first met."""

    def __missing__(self, written: str) -> Word:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        made = self[written] = Word(written)
        return made


_REMEMBERED = _Remembered()
EDGE = Word("")
"""What stands beyond the first and the last word."""


@lru_cache(maxsize=1)
def words_of(text: str) -> "WordsOfText":
    """Return the words of a text; of the text that was asked for last they are still known."""
    return WordsOfText(text)


class WordsOfText:
    """The words, numbers and marks of a text in order; ``codes`` holds a letter for each."""

    __slots__ = ("_begins", "_ends", "_gaps", "codes", "forms", "given")

    def __init__(self, text: str) -> None:
        parts = (_CUT if _BEYOND_LATIN.search(text) else _CUT_LATIN).split(text)
        self.given = text
        self.forms: Sequence[Word] = list(map(_REMEMBERED.__getitem__, parts[1::2]))
        self.codes = "".join([word.code for word in self.forms])
        self._gaps = parts[::2]
        self._ends = list(accumulate(map(len, parts)))
        self._begins: dict[int, bool] = {}

    def start(self, place: int) -> int:
        """Return where a word begins."""
        return self._ends[2 * place]

    def end(self, place: int) -> int:
        """Return where it ends, a possessive or a shortened verb left out."""
        return self._ends[2 * place + 1] - self.forms[place].cut

    def begins(self, place: int) -> bool:
        """Tell whether a sentence or a line begins with a word, so that a capital says little."""
        passed = []
        while (known := self._begins.get(place)) is None:
            passed.append(place)
            if place == 0 or "\n" in self._gaps[place]:
                known = True
                break
            before = self.forms[place - 1]
            if before.text == ")" and place > 1 and len(self.forms[place - 2].text) <= _LONGEST_NUMBER:
                place -= 2
            elif before.text in _LEADS:
                place -= 1
            else:
                at_end = before.code == "m" and before.text in _ENDS_SENTENCE
                known = at_end and not (before.text == "." and self._after_capital(place - 1))
                break
        for one in passed:
            self._begins[one] = known
        return known

    def _after_capital(self, place: int) -> bool:
        """Tell whether a full stop stands after a capital letter, as after an initial."""
        place -= 1
        while place >= 0 and self.forms[place].text in _LEADS and self.begins(place):
            place -= 1
        if place < 0:
            return False
        word = self.forms[place]
        last = word.text if word.code == "m" else word.text[-1]
        return len(last) == 1 and last.isupper()
