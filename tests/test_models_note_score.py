"""A note's score from its sentences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.values import Practice
from models.folds import grouped_folds
from models.note_components import components, said_anything
from models.note_score import NoteScorer
from models.note_training import LearntNotes, fit_components, learn_notes
from models.settings import NoteSettings

SHARES = st.lists(st.floats(0.01, 1.0), min_size=4, max_size=4).map(lambda raw: np.array(raw) / sum(raw))
SENTENCES = st.lists(SHARES, min_size=1, max_size=6).map(np.array)


def sample(size: int = 120) -> tuple[list[NDArray[np.float64]], list[Practice]]:
    """Return sentences' scores and labels of notes that lean as they are labelled, with some noise."""
    rng = np.random.default_rng(3)
    labels: list[Practice] = [("good", "poor", "mixed", "none")[rng.integers(4)] for _ in range(size)]
    centre = {"good": (6, 1, 1, 1), "poor": (1, 6, 1, 1), "mixed": (3, 3, 2, 1), "none": (0.5, 0.5, 0.3, 8)}
    return [rng.dirichlet(centre[label], size=3) for label in labels], labels


@pytest.fixture(scope="module")
def learnt() -> LearntNotes:
    scores, labels = sample()
    folds = grouped_folds([str(place % 5) for place in range(len(labels))], folds=5, seed=0)
    return learn_notes(scores, labels, folds=folds, settings=NoteSettings(coverage=0.9, accuracy=0.85))


@pytest.fixture(scope="module")
def scorer(learnt: LearntNotes) -> NoteScorer:
    return learnt.scorer


@given(sentences=SENTENCES, place=st.integers(0, 5), share=st.floats(0.0, 1.0))
def test_a_sentence_that_looks_better_never_lowers_the_note(
    scorer: NoteScorer,
    sentences: NDArray[np.float64],
    place: int,
    share: float,
) -> None:
    better = sentences.copy()
    row = better[place % len(better)]
    row[0] += share * row[1]
    row[1] -= share * row[1]
    before, after = (scorer.score(components(scores)[None, :])[0] for scores in (sentences, better))
    assert after >= before - 1e-6


@given(sentences=SENTENCES)
def test_the_interval_holds_the_score_and_stays_between_0_and_1(
    scorer: NoteScorer,
    sentences: NDArray[np.float64],
) -> None:
    found = scorer.judge(sentences)
    if found.label == "none":
        assert (found.score, found.low, found.high) == (None, None, None)
    else:
        assert found.score is not None
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= found.score <= found.high <= 1


def test_good_sentences_make_a_good_note_and_silent_ones_none(scorer: NoteScorer) -> None:
    good, poor, silent = ([0.9, 0.02, 0.03, 0.05], [0.02, 0.9, 0.03, 0.05], [0.02, 0.02, 0.01, 0.95])
    assert scorer.judge(np.array([good, good])).label == "good"
    assert scorer.judge(np.array([poor, poor])).label == "poor"
    assert scorer.judge(np.array([silent])).label == "none"


def test_a_note_without_sentences_is_none(scorer: NoteScorer) -> None:
    empty = np.zeros((0, 4))
    assert said_anything(empty) == 0.0
    assert scorer.judge(empty).label == "none"


def test_intervals_cover_what_they_promise_on_new_notes(scorer: NoteScorer) -> None:
    scores, labels = sample(400)
    worth = {"good": 1.0, "mixed": 0.5, "poor": 0.0}
    judged = [(scorer.judge(one), worth[label]) for one, label in zip(scores, labels, strict=True) if label != "none"]
    inside = [
        found.low <= value <= found.high for found, value in judged if found.low is not None and found.high is not None
    ]
    assert np.mean(inside) >= 0.85


def test_the_stated_accuracy_is_what_the_notes_kept_reach(learnt: LearntNotes) -> None:
    assert learnt.accuracy >= 0.85
    assert 0 < learnt.kept <= 1


def test_no_component_has_a_negative_weight() -> None:
    rng = np.random.default_rng(0)
    lean = rng.uniform(-1, 1, 80)
    rows = np.stack([lean, -lean, lean, rng.uniform(-1, 1, 80)], axis=1)
    model, used = fit_components(rows, ["good" if value > 0 else "poor" for value in lean])
    assert (model.coef_ >= 0).all()
    assert "last" not in used


def test_labels_all_of_one_kind_can_be_learnt() -> None:
    model, used = fit_components(np.full((10, 4), 0.5), ["good"] * 10)
    assert used
    assert model.predict(np.ones((1, len(used))))[0] == 1


@given(notes=st.lists(st.one_of(SENTENCES, st.just(np.zeros((0, 4)))), max_size=5))
def test_a_note_gets_the_same_score_alone_and_among_others(
    scorer: NoteScorer, notes: list[NDArray[np.float64]]
) -> None:
    together = np.concatenate([np.zeros((0, 4)), *notes])
    assert scorer.judge_all(together, np.array([len(note) for note in notes], dtype=np.intp)) == [
        scorer.judge(note) for note in notes
    ]
