"""Words that tell passages on good practice from passages on poor practice, over all themes and by theme.

A word counts once a passage. A word is shown only if it stands in several notes and is an ordinary word, and never if
the machine took it for part of an identifier anywhere: names and places tell two sets of texts apart too, and must not
be shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from noteworthy.bulletin.content import Cell, Column, Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import count, text
from noteworthy.bulletin.note_themes import IntArray, NoteThemes
from noteworthy.statistics.distinctive import log_odds

FEWEST_NOTES = 10
"""Notes in which a word must stand to be shown."""
MOST_PASSAGES = 50_000
"""Passages of each polarity that are read; of more, so many are drawn."""
EACH_SIDE = 10
CLEAR = 1.96
"""z from which a word is called distinctive: 95% of the normal distribution lie within."""

_TOKENS = r"(?u)\b[^\W\d_]{3,}(?:['’][a-z]+)?\b"


@dataclass(frozen=True, slots=True)
class DistinctiveRow:
    """A word that one of the two sides has more."""

    theme: str
    """Name of the theme; empty over all."""
    side: str
    word: str
    good: int
    """Passages on good practice that hold it."""
    poor: int
    z: float


def distinctive_words(notes: NoteThemes, *, seed: int, plain: frozenset[str] = frozenset()) -> list[DistinctiveRow]:
    """Return the most distinctive words of good and of poor practice: over all themes, then by theme.

    Words of ``plain`` are counted and never shown.
    """
    passages = _passages(notes, seed=seed)
    if not (passages.good.any() and (~passages.good).any()):
        return []
    counts, words = _counted(passages.texts)
    shown = _may_be_shown(notes.data, words, counts, passages.note) & ~np.isin(words, list(plain))
    rows = _of_side(counts, words, shown, passages.good, theme="")
    for place, code in enumerate(notes.codes):
        inside = np.flatnonzero(passages.themes[:, place])
        good = passages.good[inside]
        if good.any() and (~good).any():
            rows += _of_side(counts[inside], words, shown, good, theme=notes.name(code))
    return rows


def word_table(id: str, rows: Sequence[DistinctiveRow], *, by_theme: bool) -> Table:
    """Return distinctive words as a table, over all or by theme."""
    chosen = [row for row in rows if bool(row.theme) == by_theme]
    head = (text("theme", "Theme", "Name of the theme."),) if by_theme else ()
    columns = (
        *head,
        text("side", "More in", "Which passages have the word more."),
        text("word", "Word", "The word, in lower case."),
        count("good", "Good passages", "Passages on good practice that hold the word."),
        count("poor", "Poor passages", "Passages on poor practice that hold the word."),
        Column("z", "z", "score", "Log-odds ratio over its standard error; above 0 where good passages have it more."),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (*((row.theme,) if by_theme else ()), row.side, row.word, row.good, row.poor, round(row.z, 2)) for row in chosen
    )
    return Table(
        id=id,
        title="Distinctive words of good and of poor practice" + (", by theme" if by_theme else ""),
        columns=columns,
        rows=cells,
        denominator="Passages that judge practice good or poor and not both; a word counts once a passage.",
        notes=(
            f"Words of at least {FEWEST_NOTES} notes, told apart beyond chance (z beyond {CLEAR}); names and what else "
            "may identify somebody are left out.",
        ),
    )


@dataclass(frozen=True, eq=False)
class _Sentences:
    """Sentences that judge practice good or poor, each once."""

    texts: list[str]
    note: IntArray
    good: NDArray[np.bool_]
    themes: NDArray[np.bool_]


def _passages(notes: NoteThemes, *, seed: int) -> _Sentences:
    data, codings = notes.data, notes.data.codings
    counted = np.zeros(len(data.notes) + 1, dtype=bool)
    counted[notes.notes] = True
    polarity = pd.Categorical(codings["polarity"])
    sentence = codings["sentence"].to_numpy()
    theme = pd.Categorical(codings["theme"]).set_categories(list(notes.codes)).codes
    chosen = counted[codings["note"].to_numpy()] & (sentence >= 0) & (theme >= 0)
    sides = {}
    for side in ("good", "poor"):
        sides[side] = np.zeros(len(data.sentences), dtype=bool)
        sides[side][sentence[chosen & np.asarray(polarity == side)]] = True
    drawn = np.concatenate([_drawn(np.flatnonzero(sides[a] & ~sides[b]), seed) for a, b in _SIDES])
    themes = np.zeros((len(data.sentences), len(notes.codes)), dtype=bool)
    themes[sentence[chosen], theme[chosen]] = True
    start, end = data.sentences["start"].to_numpy(), data.sentences["end"].to_numpy()
    note = data.sentences["note"].to_numpy()
    texts = data.notes["text"].to_numpy()
    words = [str(texts[note[row]])[start[row] : end[row]] for row in drawn]
    return _Sentences(words, note[drawn].astype(np.int64), sides["good"][drawn], themes[drawn])


_SIDES = (("good", "poor"), ("poor", "good"))


def _drawn(rows: IntArray, seed: int) -> IntArray:
    if len(rows) <= MOST_PASSAGES:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, MOST_PASSAGES, replace=False))


def _counted(texts: Sequence[str]) -> tuple[Any, NDArray[np.str_]]:
    """Return whether each passage holds each word, as a sparse matrix, and the words."""
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(token_pattern=_TOKENS, binary=True, dtype=np.int32)
    try:
        counts = vectorizer.fit_transform(texts).tocsr()
    except ValueError:  # no passage holds a word
        from scipy.sparse import csr_matrix

        return csr_matrix((len(texts), 0), dtype=np.int32), np.empty(0, dtype=str)
    return counts, np.asarray(vectorizer.get_feature_names_out(), dtype=str)


def _may_be_shown(data: BulletinData, words: NDArray[np.str_], counts: Any, note: IntArray) -> NDArray[np.bool_]:
    """Tell which words may be shown: ordinary ones of enough notes that are in no identifier."""
    from nlp.lexicon import is_ordinary

    several = np.zeros(len(words), dtype=bool)
    columns = counts.tocsc()
    for place in range(len(words)):
        rows = columns.indices[columns.indptr[place] : columns.indptr[place + 1]]
        several[place] = len(rows) >= FEWEST_NOTES and len(np.unique(note[rows])) >= FEWEST_NOTES
    secret = _identifying(data)
    return np.array(
        [there and is_ordinary(word) and word not in secret for word, there in zip(words, several, strict=True)],
        dtype=bool,
    )


def _identifying(data: BulletinData) -> frozenset[str]:
    """Return the words of whatever was taken for an identifier in a private database."""
    import sqlite3
    from contextlib import closing
    from urllib.parse import quote

    if data.kind != "private":
        return frozenset()
    select = 'SELECT substr(n.text, i.start + 1, i."end" - i.start) FROM identifiers i JOIN notes n ON n.id = i.note'
    address = f"file:{quote(str(data.path.resolve()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        found = connection.execute(select + " WHERE i.type IN ('PERSON', 'PLACE', 'ORGANISATION', 'ADDRESS')")
        return frozenset(word for (words,) in found for word in re.findall(r"[^\W\d_]{3,}", str(words).casefold()))


def _of_side(
    counts: Any, words: NDArray[np.str_], shown: NDArray[np.bool_], good: NDArray[np.bool_], *, theme: str
) -> list[DistinctiveRow]:
    first = np.asarray(counts[good].sum(axis=0)).reshape(-1)
    second = np.asarray(counts[~good].sum(axis=0)).reshape(-1)
    _, z = log_odds(first, second)
    rows = []
    for side, sign in (("good", 1), ("poor", -1)):
        order = [place for place in np.argsort(-sign * z, kind="stable") if shown[place] and sign * z[place] > CLEAR]
        for place in order[:EACH_SIDE]:
            word, here, there = str(words[place]), int(first[place]), int(second[place])
            rows.append(DistinctiveRow(theme, f"{side} practice", word, here, there, float(z[place])))
    return rows
