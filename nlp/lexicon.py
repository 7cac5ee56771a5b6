"""What kind of word a word is, as far as that helps to tell a name from a word.

The ordinary words of English come from the lexicon in the package ``lemminflect`` (MIT; made from the SPECIALIST
lexicon of the US National Library of Medicine), which holds no names. Its file is read and none of its code runs. What
it leaves out (closed classes, shorthand, bodies, places) stands in ``nlp/data/names.toml``.
"""

import gzip
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.metadata import distribution
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, field_validator

from corpus.configuration import read_toml
from corpus.errors import CodebookError

_PACKAGE = "lemminflect"
_FORMS = ("lemma_lu.csv.gz", "infl_lu.csv.gz")
COMPOUND = "compound"
"""A word that no list has, though it may be made of one: 'unreturned', and by accident 'fennelly'."""
_BETWEEN = re.compile(r"[,/\n]")

Words = frozenset[str]


class NameWords(BaseModel):
    """The lists of ``nlp/data/names.toml``, which says what each is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    titles: Words
    roles: Words
    word_names: Words
    closed: Words
    acronyms: Words
    general: Words
    areas: Words
    place_heads: Words
    organisation_heads: Words
    street_heads: Words

    @field_validator("*", mode="before")
    @classmethod
    def _split(cls, words: object) -> object:
        return frozenset(words.split()) if isinstance(words, str) else words


@cache
def name_words() -> NameWords:
    """Return the lists that ship with the product."""
    return read_toml(files("nlp") / "data" / "names.toml", NameWords, error=CodebookError)


@cache
def ordinary_words() -> Words:
    """Return the forms of ordinary words, in lower case: some 70,000."""
    found: set[str] = set()
    for name in _FORMS:
        file = distribution(_PACKAGE).locate_file(f"{_PACKAGE}/resources/{name}")
        with gzip.open(str(file), "rt", encoding="utf-8") as lines:
            found.update(_BETWEEN.split(lines.read().rstrip("\n")))
    return frozenset(found) | name_words().closed


@lru_cache(maxsize=100_000)
def kinds_of(word: str) -> tuple[str, ...]:
    """Return the kinds that a word in lower case may be of; an empty tuple for one that is in no list."""
    lists = name_words()
    kinds = [kind for kind in _KINDS if word in getattr(lists, kind)]
    if word in ordinary_words():
        kinds.append("ordinary")
    elif _is_compound(word):
        kinds.append(COMPOUND)
    return tuple(kinds)


def is_ordinary(word: str) -> bool:
    """Tell whether a word in lower case is in some list; one that only looks as if made of such words is not."""
    return any(kind != COMPOUND for kind in kinds_of(word))


_KINDS = (
    "titles", "roles", "word_names", "closed", "general", "areas", "place_heads", "organisation_heads", "street_heads",
)  # fmt: skip
_ENDINGS = ("s", "es", "ed", "ing", "ly", "ness", "less")
_BEGINNINGS = ("un", "re", "non", "pre", "mis", "over", "under", "out", "co", "sub", "self", "semi", "anti", "multi")


def _is_compound(word: str) -> bool:
    """Tell whether a word is made of ordinary ones by an ending or a beginning that the lexicon may leave out."""
    known = ordinary_words()
    stems: Iterable[str] = [word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) > 3]
    if any(stem in known or f"{stem}e" in known for stem in stems):
        return True
    return any(word[len(begin) :] in known for begin in _BEGINNINGS if word.startswith(begin) and len(word) > 6)
