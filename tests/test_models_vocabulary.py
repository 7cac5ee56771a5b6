"""A compiled vocabulary gives the rows of the vectoriser that it was made of."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from models.embedding import load_embedding
from models.features import weigh
from models.forms import Forms
from models.ranges import ranges
from models.vocabulary import Vocabulary, single_terms
from models.words import spaced_terms

LEARNT = ["the referral was late", "he was late and late again", "the visit was prompt", "not prompt, not late", "¶"]
TEXTS = [
    "The referral was LATE, late, late!",
    "",
    "zyzzyva quixotically",
    "not late but prompt 12 of 40 visits",
    "¶ the",
]


@pytest.mark.parametrize("longest", [1, 2])
def test_rows_are_the_vectorisers_own_to_the_bit(longest: int) -> None:
    vectoriser = TfidfVectorizer(
        lowercase=False, token_pattern=r"\S+", ngram_range=(1, longest), sublinear_tf=True, norm=None
    ).fit([spaced_terms(text) for text in LEARNT])
    terms = {term: number for number, term in enumerate(single_terms([vectoriser]))}
    words = Forms(load_embedding(), terms).cut(TEXTS)
    rows = Vocabulary(vectoriser, terms).weigh(words.terms, words.text_of, len(words))
    expected = weigh(vectoriser, [spaced_terms(text) for text in TEXTS])
    assert rows.shape == expected.shape
    assert (rows.toarray() == expected.toarray()).all()


def test_no_pair_is_made_of_the_end_of_one_text_and_the_beginning_of_the_next() -> None:
    vectoriser = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2)).fit(["was late"])
    terms = {term: number for number, term in enumerate(single_terms([vectoriser]))}
    words = Forms(load_embedding(), terms).cut(["he was", "late was late"])
    columns = Vocabulary(vectoriser, terms).pairs(words.terms, words.text_of).tolist()
    assert columns == [-1, -1, -1, vectoriser.vocabulary_["was late"], -1]


def test_ranges_follow_each_other_and_may_be_empty() -> None:
    assert ranges(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
    assert ranges(np.array([], dtype=int), np.array([], dtype=int)).tolist() == []
