"""Rows of features and facts of cues."""

import numpy as np
import pytest

from corpus.values import Finding, ReadNote, ReadSentence
from models.cue_facts import Verdicts, cue_table, notes_of
from models.embedding import load_embedding
from models.features import FeatureSpace, learn_space, weigh
from models.settings import default_settings
from tests.models_stand_in import CODEBOOK, read, stand_in

_, READ = stand_in()
NOTES = list(READ.values())


@pytest.fixture(scope="module")
def space() -> FeatureSpace:
    return learn_space(NOTES, themes=CODEBOOK.codes, settings=default_settings().features, embedding=load_embedding())


def test_a_row_has_the_same_bits_alone_and_among_others(space: FeatureSpace) -> None:
    together = space.rows(NOTES).toarray()
    alone = np.vstack([space.rows([note]).toarray() for note in NOTES])
    assert (together == alone).all()


def test_a_row_depends_on_its_own_note_and_not_on_its_neighbours(space: FeatureSpace) -> None:
    own = read("He waited. It drifted for months.")
    before, after = read("She listened with care."), read("Nobody rang.")
    assert (space.rows([before, own, after]).toarray()[1:3] == space.rows([own]).toarray()).all()


def test_the_sentence_before_leaves_a_trace(space: FeatureSpace) -> None:
    first, second = (space.rows([read(f"{start} Then he left.")]).toarray()[1] for start in ("He waited.", "He sang."))
    assert (first != second).any()


def test_a_sentence_in_strange_words_has_a_short_row(space: FeatureSpace) -> None:
    known, strange = weigh(space.vectorisers.words, ["the assessment drifted", "the zyzzyva drifted quixotically"])
    assert np.linalg.norm(known.toarray()) > np.linalg.norm(strange.toarray()) > 0


def test_a_note_without_a_question_gets_the_average_one(space: FeatureSpace) -> None:
    asked = [ReadNote(note.text, note.sentences, question="housing") for note in NOTES[:10]]
    others = [ReadNote(note.text, note.sentences, question="drugs delivery") for note in NOTES[10:]]
    learnt = learn_space([*asked, *others], themes=(), settings=default_settings().features, embedding=space.embedding)
    without, average = learnt.rows([read("He waited.")]), learnt.average_question
    start = without.shape[1] - 256 - len(learnt.vectorisers.single_words.vocabulary_) - len(average)
    assert without.toarray()[0, start : start + len(average)] == pytest.approx(average * learnt.settings.question)
    assert average.any()


def test_texts_without_words_are_rows_too(space: FeatureSpace) -> None:
    silent = ReadNote(NOTES[0].text, (ReadSentence(0, 1, "—"),))
    assert np.isfinite(space.rows([silent]).toarray()).all()


def test_a_space_can_be_learnt_where_no_word_comes_twice() -> None:
    notes = [ReadNote(NOTES[0].text, (ReadSentence(0, 1, word),)) for word in ("alpha", "beta", "…")]
    learnt = learn_space(notes, themes=(), settings=default_settings().features, embedding=load_embedding())
    assert learnt.rows(notes).shape[0] == 3


def cue(theme: str, polarity: str, *, status: str = "observed") -> Finding:
    return Finding(theme, polarity, status, 0, 1, "x")  # type: ignore[arg-type]


def test_cues_are_counted_by_theme_and_polarity_and_unknown_themes_passed_over() -> None:
    sentence = ReadSentence(
        0,
        9,
        "x",
        (cue("delay", "good"), cue("trust", "poor", status="hypothetical"), cue("", "good"), cue("?", "good")),
    )
    table = cue_table([sentence], notes_of([1]), ("delay", "trust"))
    delay, trust = table.of_themes([0, 1])[0]
    assert delay.tolist() == pytest.approx([1, 0, 0, 0, 0, 1 / 3, 0])
    assert trust.tolist() == pytest.approx([0, 1, 0, 0, 1, 1 / 3, 0])
    good, poor, mixed, context, not_observed = table.of_practice()[0][:5]
    assert (good, poor, mixed, context, not_observed) == (2, 1, 0, 0, 1)


def test_a_cue_is_worth_more_in_a_note_that_speaks_plainly_throughout() -> None:
    plain, silent = ReadSentence(0, 1, "x", (cue("delay", "good"),)), ReadSentence(0, 1, "x")
    told = cue_table([plain, silent, silent], notes_of([3]), ("delay",)).of_themes([0])
    report = cue_table([plain, plain, silent], notes_of([3]), ("delay",)).of_themes([0])
    assert told[:, 0, -1].tolist() == [0, 0, 0]
    assert report[:, 0, -1].tolist() == [0.5, 0.5, 0]


def test_what_the_encoder_says_stands_beside_the_cues_and_once_more_where_they_speak() -> None:
    plain, silent = ReadSentence(0, 1, "x", (cue("delay", "good"),)), ReadSentence(0, 1, "x")
    said = Verdicts(np.array([[1.5], [-99.0]]), np.zeros((2, 1, 4)), np.array([[2.0, 0, 0, 0], [0, 0, 0, 0]]))
    table = cue_table([plain, silent], notes_of([2]), ("delay",), verdicts=said)
    assert table.of_themes([0])[:, 0, -2:].tolist() == [[1.5, 1.5], [-6.0, 0.0]]
    shares = np.exp(table.of_practice()[:, -4:])
    assert shares[0].argmax() == 0
    assert shares.sum(axis=1) == pytest.approx([1, 1], abs=1e-4)
    pairs = table.of_pairs(np.array([0, 1]), np.array([0, 0]))
    assert np.exp(pairs[:, -4:]) == pytest.approx(np.full((2, 4), 0.25), abs=1e-4)


def test_an_encoder_of_another_codebook_says_practice_and_no_theme() -> None:
    sentence = ReadSentence(0, 1, "x", (cue("delay", "good"),))
    bare, told = (
        cue_table([sentence], notes_of([1]), ("delay",), verdicts=said)
        for said in (None, Verdicts(None, None, np.zeros((1, 4))))
    )
    assert told.of_themes([0]).shape == bare.of_themes([0]).shape
    assert told.of_practice().shape[1] == bare.of_practice().shape[1] + 4


def test_what_the_other_sentences_lean_to_stays_inside_the_note() -> None:
    good, silent, poor = (ReadSentence(0, 1, "x", found) for found in ((cue("", "good"),), (), (cue("", "poor"),)))
    around = cue_table([good, silent, poor], notes_of([2, 1]), ()).of_practice()[:, -1]
    assert around.tolist() == [0.0, 0.5, 0.0]


def test_a_pair_sees_its_own_cues_apart_from_the_others() -> None:
    sentence = ReadSentence(0, 9, "x", (cue("delay", "good"), cue("trust", "poor")))
    facts = cue_table([sentence], notes_of([1]), ("delay", "trust")).of_pairs(np.array([0, 0]), np.array([0, 1]))
    assert facts[0, :2].tolist() == [1, 0]
    assert facts[1, :2].tolist() == [0, 1]
    assert facts[0, 5:7].tolist() == [0, 1]
