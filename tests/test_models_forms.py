"""Texts cut into words and tokens, each form looked up once."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.embedding import load_embedding
from models.forms import Forms, Texts
from models.words import find_words, spaced_terms

EMBEDDING = load_embedding()
TERMS = ("he", "was", "seen")
AWKWARD = [
    "He was seen on 12 May, wasn’t he?", "", "   ", "£100–£200 (approx.)", "naïve cafe\u0301 e\u0301", "\x00he\x00was",
    "İzmir, ΑΣ.Β", "x_y__z", "中文 text", "a\ud800b", "½ pint → two", "w" * 130, "•\tlate\r\n\r\nnever ",
    "it's 'so' - no",
]  # fmt: skip


def tokens_of(cut: Texts) -> list[list[int]]:
    return [cut.tokens.ids[cut.tokens.text_of == place].tolist() for place in range(len(cut))]


def whole(text: str) -> list[int]:
    return [token for token, _, _ in EMBEDDING.places([text])[0]]


@pytest.mark.parametrize("text", AWKWARD)
def test_the_tokens_of_a_text_are_the_tokenisers_own(text: str) -> None:
    assert tokens_of(Forms(EMBEDDING, TERMS).cut([text])) == [whole(text)]


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=4))
def test_the_tokens_of_any_texts_are_the_tokenisers_own(texts: list[str]) -> None:
    assert tokens_of(Forms(EMBEDDING, TERMS).cut(texts)) == [whole(text) for text in texts]


def test_words_stand_where_they_stand_in_their_own_text() -> None:
    cut = Forms(EMBEDDING, TERMS).cut(AWKWARD)
    for place, text in enumerate(AWKWARD):
        own = cut.text_of == place
        found = list(zip(cut.starts[own].tolist(), cut.ends[own].tolist(), strict=True))
        assert found == [(word.start, word.end) for word in find_words(text)]


def test_a_token_knows_its_word() -> None:
    cut = Forms(EMBEDDING, TERMS).cut(["Was: unhelpfulness.", "cafe\u0301 £5 was"])
    for token, text, word in zip(cut.tokens.ids, cut.tokens.text_of, cut.tokens.word_of, strict=True):
        piece = EMBEDDING.model.tokenizer.id_to_token(int(token)).removeprefix("##")
        if word >= 0:
            assert cut.text_of[word] == text
            assert piece in cut.given[text][cut.starts[word] : cut.ends[word]].lower()
        else:
            assert not piece.isalnum()


def test_the_same_words_have_the_same_numbers_whatever_was_read_before() -> None:
    fresh, used = Forms(EMBEDDING, TERMS), Forms(EMBEDDING, TERMS)
    used.cut(["Quite another text, seen before."])
    one, other = (forms.cut(["He was SEEN; he drifted."]) for forms in (fresh, used))
    assert one.terms[:3].tolist() == other.terms[:3].tolist() == [0, 1, 2]
    assert one.terms[0] == one.terms[3]
    assert one.terms[4] >= fresh.known
    assert (one.terms >= fresh.known).tolist() == (other.terms >= used.known).tolist()


def test_what_was_forgotten_is_met_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.forms._MOST_REMEMBERED", 10)
    forms = Forms(EMBEDDING, TERMS)
    first = forms.cut(["one two three four five six seven eight nine ten"])
    again = forms.cut(["He was late", "one two"])
    assert first.counts.tolist() == [10]
    assert tokens_of(first) == [whole("one two three four five six seven eight nine ten")]
    assert tokens_of(again) == [whole("He was late"), whole("one two")]


def test_pauses_are_what_evidence_does_not_cross() -> None:
    cut = Forms(EMBEDDING, TERMS).cut(["seen, late but well-kept - never (once)\nmore"])
    words = [word.term for word in find_words(cut.given[0])]
    paused = [word for word, flag in zip(words, cut.paused.tolist(), strict=True) if flag]
    assert paused == ["late", "never", "once", "more"]


def test_plain_forms_keep_their_length() -> None:
    for text in AWKWARD:
        assert len(spaced_terms(text)) == len(" ".join(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text)))


def test_a_mean_does_not_hang_on_the_texts_beside_it() -> None:
    forms = Forms(EMBEDDING, TERMS)
    together, alone = forms.cut(AWKWARD), [forms.cut([text]) for text in AWKWARD]
    means = EMBEDDING.means(together.tokens.ids, together.tokens_of_texts)
    assert (means == np.vstack([EMBEDDING.means(one.tokens.ids, one.tokens_of_texts) for one in alone])).all()
    assert (means == np.vstack([EMBEDDING.pool([text]) for text in AWKWARD])).all()
