"""The words that speak for a theme."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.values import ReadSentence, Span
from models.embedding import load_embedding
from models.evidence import EvidenceFinder
from models.features import FeatureSpace, learn_space
from models.forms import Texts
from models.settings import default_settings
from models.words import find_words, stop_words
from tests.models_stand_in import CODEBOOK, read, stand_in

NOTES = list(stand_in()[1].values())
WORDS = ["the", "he", "was", "late", "never", "visited", "housing", "prompt", "trust", "zyzzyva", ",", "—", "and"]


@pytest.fixture(scope="module")
def finder() -> EvidenceFinder:
    space = learn_space(NOTES, themes=CODEBOOK.codes, settings=default_settings().features, embedding=load_embedding())
    width = space.rows([read("He waited.")]).shape[1]
    return EvidenceFinder(space, np.random.default_rng(5).normal(size=(3, width)))


def cut(space: FeatureSpace, sentences: list[ReadSentence]) -> Texts:
    return space.cut([sentence.text for sentence in sentences])


def find(finder: EvidenceFinder, sentences: list[ReadSentence], pairs: list[tuple[int, int]]) -> list[Span | None]:
    rows, themes = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return finder.find(rows, themes, sentences, cut(finder.space, sentences))


def sentence(text: str, start: int = 0) -> ReadSentence:
    half = text.find(" and ") + 1
    edges = [0, half, len(text)] if half > 0 else [0, len(text)]
    clauses = tuple(Span(start + one, start + other) for one, other in pairwise(edges))
    return ReadSentence(start, start + len(text), text, clauses=clauses)


def said_plainly(finder: EvidenceFinder, sentence: ReadSentence, theme: int) -> Span | None:
    """Find a passage word by word and run by run, as the documentation has it."""
    words, known = find_words(sentence.text), finder.space.vectorisers.words.vocabulary_
    if not words:
        return None
    direction, use = finder.directions[theme], finder.space.settings
    rarity = finder.space.vectorisers.words.idf_
    shares, terms = np.zeros(len(words)), 0
    for size in (1, 2):
        for first in range(len(words) - size + 1):
            column = known.get(" ".join(word.term for word in words[first : first + size]))
            if column is not None:
                terms += 1
                shares[first : first + size] += direction[column] * use.words * rarity[column] / size
    shares /= max(1, terms) ** 0.5 * rarity.mean()
    embedding, columns = finder.space.embedding, finder.space.embedding_columns()
    places = embedding.places([sentence.text])[0]
    held = [
        (home, token) for token, start, _ in places for home, word in enumerate(words) if word.start <= start < word.end
    ]
    if held:
        length = np.linalg.norm(embedding.vectors[[token for _, token in held]].sum(axis=0))
        for home, token in held:
            shares[home] += embedding.vectors[token] @ (direction[columns] * use.embedding) / max(length, 1e-9)
    above = shares - max(0.0, shares.mean())
    telling = [word.term not in stop_words() for word in words]
    telling = telling if any(telling) else [True] * len(words)
    best, found = -np.inf, (0, 0)
    for first in range(len(words)):
        for last in range(first, min(first + 8, len(words))):
            between = sentence.text[words[first].end : words[last].start]
            clauses = {
                sum(clause.end - sentence.start <= word.start for clause in sentence.clauses)
                for word in words[first : last + 1]
            }
            whole = not set(between) & set(",;:()[]—–•\n") and " - " not in between and len(clauses) == 1
            worth = round(float(above[first : last + 1].sum()), 9)
            if telling[first] and telling[last] and whole and worth > best + 1e-7:
                best, found = worth, (first, last)
    return Span(sentence.start + words[found[0]].start, sentence.start + words[found[1]].end)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20), st.integers(0, 2))
def test_a_passage_is_the_run_of_words_that_weighs_most(finder: EvidenceFinder, words: list[str], theme: int) -> None:
    own = sentence(" ".join(words), start=7)
    assert find(finder, [own], [(0, theme)]) == [said_plainly(finder, own, theme)]


def test_a_passage_does_not_hang_on_what_else_is_asked(finder: EvidenceFinder) -> None:
    texts = [
        "…",
        "He was late",
        "—",
        "never visited, and housing was prompt",
        "trust " * 70,
        "the the the",
        "cafe\u0301",
    ]
    sentences = [sentence(text, start=3 * place) for place, text in enumerate(texts)]
    pairs = [(row, theme) for row in range(len(texts)) for theme in range(3)]
    alone = [find(finder, [sentences[row]], [(0, theme)])[0] for row, theme in pairs]
    assert find(finder, sentences, pairs) == alone
    assert find(finder, sentences, pairs[::-1]) == alone[::-1]
    assert alone[0] is None


def test_many_words_are_weighed_a_few_at_a_time(finder: EvidenceFinder, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = [sentence("he was never visited and late " * size) for size in (1, 3, 9, 2)]
    pairs = [(row, theme) for row in range(4) for theme in range(3)]
    expected = find(finder, sentences, pairs)
    monkeypatch.setattr("models.evidence._AT_ONCE", 16)
    assert find(finder, sentences, pairs) == expected
