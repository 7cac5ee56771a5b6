"""Cues: the codebook's phrases found in a document, longest first inside each theme."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict
from spacy.tokens import Doc, Span

from corpus.codebook import Codebook
from nlp.component import DataComponent
from nlp.layout import Layout, layout_of
from nlp.patterns import Pattern, PatternIndex, default_patterns, in_words
from nlp.phrases import PhraseIndex

CUES_KEY = "noteworthy_cues"
Kind = Literal["good", "poor", "mixed", "topic"]


class Cue(NamedTuple):
    """A phrase of the codebook: its theme (``""`` for one that judges practice alone) and what it says by itself."""

    theme: str
    kind: Kind
    phrase: str

    @property
    def label(self) -> str:
        """Return the label of its spans: theme and kind."""
        return f"{self.theme}:{self.kind}"


class CueMatch(NamedTuple):
    """A cue found: first token, the token after its last, and the cue."""

    start: int
    end: int
    cue: Cue


def cues_of(codebook: Codebook) -> tuple[Cue, ...]:
    """Return the codebook's cues, themes in its order, practice last."""
    lists = [*((theme.code, theme.cues) for theme in codebook.theme), ("", codebook.practice)]
    return tuple(Cue(code, kind, phrase) for code, cues in lists for kind, phrase in cues.phrases())


def longest(matches: Iterable[CueMatch]) -> list[CueMatch]:
    """Keep the longest of overlapping matches inside each theme; themes do not disturb each other."""
    taken: defaultdict[str, set[int]] = defaultdict(set)
    kept: list[CueMatch] = []
    for match in sorted(matches, key=_longest_first):
        start, end, cue = match
        tokens = taken[cue.theme]
        if start in tokens or end - 1 in tokens:
            continue
        tokens.update(range(start, end))
        kept.append(match)
    kept.sort()
    return kept


def _longest_first(match: CueMatch) -> tuple[int, int, Cue]:
    return match.start - match.end, match.start, match.cue


class CueData(BaseModel):
    """What the component works with: a codebook, and the gap patterns that go with its themes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    codebook: Codebook
    patterns: tuple[Pattern, ...] = ()


def cue_data(codebook: Codebook) -> CueData:
    """Return a codebook with those of the shipped gap patterns whose theme it has."""
    known = {"", *codebook.codes}
    return CueData(codebook=codebook, patterns=tuple(p for p in default_patterns() if p.theme in known))


class CueComponent(DataComponent[CueData]):
    """Write the codebook's cues into ``doc.spans["noteworthy_cues"]``: label theme and kind, id the phrase.

    The id of a span is the phrase as the codebook writes it; both are a closed set, so the string store stays as it is.
    """

    schema = CueData

    def use(self, data: CueData) -> None:
        """Take another codebook."""
        super().use(data)
        self._cues = cues_of(data.codebook)
        self._index = PhraseIndex(self.nlp, (cue.phrase for cue in self._cues))
        self._patterns = PatternIndex(self.nlp, data.patterns)

    def find(self, doc: Doc, layout: Layout | None = None) -> list[CueMatch]:
        """Find the cues of a document; none crosses a sentence boundary."""
        layout = layout or layout_of(doc)
        edges, cues = layout.edges, self._cues
        found = [
            CueMatch(start, end, cues[number])
            for start, end, number in self._index.find(layout)
            if end - start == 1 or bisect_right(edges, start) == bisect_left(edges, end)
        ]
        for start, end, pattern in self._patterns.find(layout):
            found.append(CueMatch(start, end, Cue(pattern.theme, pattern.kind, in_words(pattern.pattern))))
        return longest(found)

    def write(self, doc: Doc, matches: Iterable[CueMatch]) -> None:
        """Write the matches into ``doc.spans``."""
        doc.spans[CUES_KEY] = [
            Span(doc, start, end, label=cue.label, span_id=cue.phrase) for start, end, cue in matches
        ]

    def __call__(self, doc: Doc) -> Doc:
        """Find the cues and write them."""
        self.write(doc, self.find(doc))
        return doc
