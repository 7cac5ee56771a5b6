"""Phrases looked up in a document: spaCy's PhraseMatcher on lower-case words, with the variants that people type.

A phrase written with a hyphen is found with a hyphen, a space or nothing ("re-engaged", "re engaged", "reengaged"), and
with the non-breaking hyphen that word processors put; one with an apostrophe also with a curly one. White space
between its words may be anything, a line break included.
"""

from collections.abc import Iterable, Iterator
from itertools import product

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from nlp.layout import Layout

Match = tuple[int, int, int]
"""A phrase found: its first token, the token after its last, and its number in the list of phrases.

A plain tuple: there is one for every sixth word that is read.
"""


def variants(phrase: str) -> Iterator[str]:
    """Yield the spellings of a phrase, its own first.

    >>> list(variants("re-engaged"))
    ['re-engaged', 're engaged', 'reengaged', 're\u2011engaged']
    """
    hyphens = ("-", " ", "", "\u2011") if "-" in phrase else ("-",)
    apostrophes = ("'", "’") if "'" in phrase else ("'",)
    for hyphen, apostrophe in product(hyphens, apostrophes):
        yield phrase.replace("-", hyphen).replace("'", apostrophe)


class PhraseIndex:
    """Find the phrases of a list in documents; phrases are numbered as they come, and may stand twice."""

    def __init__(self, nlp: Language, phrases: Iterable[str]) -> None:
        self._vocab = nlp.vocab
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._numbers: dict[int, list[int]] = {}
        for number, phrase in enumerate(phrases):
            for spelling in variants(phrase):
                self._add(nlp.make_doc(spelling), spelling.lower(), number)

    def _add(self, pattern: Doc, key: str, number: int) -> None:
        numbers = self._numbers.setdefault(self._vocab.strings.add(key), [])
        if not numbers:
            self._matcher.add(key, [pattern])
        if number not in numbers:
            numbers.append(number)

    def find(self, layout: Layout) -> list[Match]:
        """Return the matches in order of their first token; they may overlap, and cross sentences."""
        numbers, kept = self._numbers, layout.kept
        found = [(start, end, number) for key, start, end in self._matcher(layout.dense) for number in numbers[key]]
        if kept is not None:
            found = [(kept[start], kept[end - 1] + 1, number) for start, end, number in found]
        found.sort()
        return found
