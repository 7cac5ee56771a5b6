"""Passages that mean much the same: candidates by their signatures, ordered by what their words mean together."""

import sqlite3
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from noteworthy.finder.index import ANY, Choice, Index, numbers_of
from noteworthy.finder.meaning import differing_bits, meanings_of, signatures_of, unit_rows
from noteworthy.finder.passages import Passage, read_attributes, read_passage, read_passages
from noteworthy.finder.questions import Hit
from noteworthy.finder.ranking import are_alike
from noteworthy.finder.tokens import words_of

CANDIDATES = 300
"""Passages whose texts are compared, those whose signatures differ least."""

CANDIDATES_OF_THEME = 40
"""As many where only one theme's passages are asked for, and few are shown beside a note."""

LEAST = 0.25
"""Cosine below which two passages have little in common; by chance it is about nought."""

Stems = Callable[[Sequence[str]], list[str]]


def similar_passages(
    connection: sqlite3.Connection, index: Index, sentence: str, *, stems: Stems, number: int, theme: str = ""
) -> tuple[Hit, ...]:
    """Return the passages of other notes nearest in meaning, none a near-copy of the sentence or of another.

    With a theme only passages that are coded with it.
    """
    asked = read_passage(connection, sentence)
    if asked is None:
        return ()
    text = asked.text
    choice: Choice = (frozenset([theme]), frozenset(), frozenset()) if theme else ANY
    candidates = nearest(index, text, CANDIDATES_OF_THEME if theme else CANDIDATES, choice)
    passages = [one for one in read_passages(connection, candidates, choice) if one.note != asked.note]
    cosines = _cosines(text, passages, index.centre())
    chosen: list[tuple[Passage, float]] = []
    seen = [frozenset(stems(words_of(text)))]
    notes: set[str] = set()
    for place in np.argsort(-cosines, kind="stable").tolist():
        passage, words = passages[place], frozenset(stems(words_of(passages[place].text)))
        if cosines[place] < LEAST or len(chosen) == number:
            break
        if passage.note in notes or any(are_alike(words, other) for other in seen):
            continue
        chosen.append((passage, float(cosines[place])))
        seen.append(words)
        notes.add(passage.note)
    attributes = read_attributes(connection, index, notes)
    return tuple(_hit(passage, cosine, attributes.get(passage.note, {})) for passage, cosine in chosen)


def nearest(index: Index, text: str, number: int, choice: Choice = ANY) -> list[int]:
    """Return the numbers of the passages whose signatures differ least from a text's, the nearest first."""
    among = None if choice == ANY else numbers_of(index.with_coding(choice))
    signatures = index.signatures() if among is None else index.signatures()[among]
    if not len(signatures):
        return []
    signature = signatures_of(meanings_of([text]), index.centre())[0]
    differing = differing_bits(signatures, signature)
    # Counted rather than sorted: there are 257 distances and perhaps millions of passages.
    within = np.searchsorted(np.cumsum(np.bincount(differing, minlength=1)), min(number, len(differing)))
    near = np.flatnonzero(differing <= within)
    places = near[np.argsort(differing[near], kind="stable")][:number]
    return [int(place) for place in (places if among is None else among[places])]


def _cosines(text: str, passages: Sequence[Passage], centre: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how near in meaning passages are to a text, once what all passages have in common is taken off."""
    rows = unit_rows(meanings_of([text, *(passage.text for passage in passages)]) - centre)
    return np.asarray(rows[1:] @ rows[0])


def _hit(passage: Passage, cosine: float, attributes: dict[str, str]) -> Hit:
    return Hit(
        sentence=passage.sentence,
        note=passage.note,
        text=passage.text,
        hits=(),
        codings=passage.codings,
        practice=passage.practice,
        why=(f"alike in meaning: {cosine:.2f} of 1",),
        attributes=attributes,
    )
