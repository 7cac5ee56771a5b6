"""The layout of a document: its words as numbers and its sentences as ranges of tokens, read once for every step."""

from dataclasses import dataclass

import numpy as np
from spacy.attrs import IS_SPACE, LOWER, SENT_START
from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are in a document, in tokens."""

    words: list[int]
    """The lower-case form of every token, as spaCy's hash."""
    edges: list[int]
    """First token of every sentence, ascending, and the number of tokens."""
    dense: Doc
    """The document without its tokens of white space (a line break, a second blank), which would hide a phrase."""
    kept: list[int] | None
    """The places of the dense document's tokens in the document; ``None`` where the two are the same."""
    spaces: frozenset[int] = frozenset()
    """The places of the tokens of white space."""


def layout_of(doc: Doc) -> Layout:
    """Return the layout of a document; one without boundaries is one sentence."""
    if not len(doc):
        return Layout([], [0], doc, None)
    table = doc.to_array([LOWER, SENT_START])
    edges: list[int] = np.flatnonzero(table[:, 1] == 1).tolist()
    if not edges or edges[0]:
        edges.insert(0, 0)
    return laid_out(doc, words=table[:, 0].tolist(), edges=[*edges, len(doc)])


def laid_out(doc: Doc, *, words: list[int], edges: list[int], may_hold_spaces: bool = True) -> Layout:
    """Return the layout of a document whose words and sentences are known."""
    spaces = np.flatnonzero(doc.to_array(IS_SPACE)) if may_hold_spaces else ()
    if not len(spaces):
        return Layout(words, edges, doc, None)
    places = frozenset(int(place) for place in spaces)
    kept = [place for place in range(len(words)) if place not in places]
    strings = doc.vocab.strings
    return Layout(words, edges, Doc(doc.vocab, words=[strings[words[place]] for place in kept]), kept, places)
