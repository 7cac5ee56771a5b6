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


def layout_of(doc: Doc) -> Layout:
    """Return the layout of a document; one without boundaries is one sentence."""
    if not len(doc):
        return Layout([], [0], doc, None)
    table = doc.to_array([LOWER, SENT_START, IS_SPACE])
    words: list[int] = table[:, 0].tolist()
    edges: list[int] = np.flatnonzero(table[:, 1] == 1).tolist()
    if not edges or edges[0]:
        edges.insert(0, 0)
    edges.append(len(doc))
    if not table[:, 2].any():
        return Layout(words, edges, doc, None)
    kept: list[int] = np.flatnonzero(table[:, 2] == 0).tolist()
    strings = doc.vocab.strings
    return Layout(words, edges, Doc(doc.vocab, words=[strings[words[place]] for place in kept]), kept)
