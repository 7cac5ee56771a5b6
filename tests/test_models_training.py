"""Training on a small corpus, and judging with what came of it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.codebook import Codebook
from corpus.errors import ModelError
from corpus.values import CodedCorpus, CoderReading, Finding, RawText, ReadNote, ReadSentence, Span
from models.encoder.encoder import load_encoder
from models.judge import Judge
from models.store import contents_of
from models.text_hash import text_hash
from models.training import Trained, train
from models.words import find_words, stop_words
from tests.models_stand_in import CODEBOOK, read, stand_in

CORPUS, READ = stand_in()
LETTERS = st.sampled_from("weks dritedlaEnobyg,.;-—’'12\n\u00e9\u05d0\U0001f600")
NEW = "Eleven weeks passed and help drifted. A warm and honest rapport grew. He likes football."


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train(CORPUS, READ, CODEBOOK, seed=1)


@pytest.fixture(scope="module")
def judge(trained: Trained) -> Judge:
    return trained.judge


def test_what_can_be_learnt_from_the_stand_in_is_learnt(trained: Trained, judge: Judge) -> None:
    (found,) = judge.judge([read(NEW)])
    delay, trust, silent = found.sentences
    assert [(theme.theme, theme.polarity) for theme in delay.themes] == [("delay", "poor")]
    assert [(theme.theme, theme.polarity) for theme in trust.themes] == [("trust", "good")]
    assert silent.themes == ()
    assert [sentence.practice.label for sentence in found.sentences] == ["poor", "good", "none"]
    assert trained.figures["all_theme_micro_f1"] > 0.8


def test_scores_of_practice_sum_to_one(judge: Judge) -> None:
    for found in judge.judge(list(READ.values())):
        assert all(sum(sentence.practice.scores) == pytest.approx(1.0, abs=1e-9) for sentence in found.sentences)


def test_a_theme_too_rare_to_learn_is_reported_and_left_to_its_cues(trained: Trained) -> None:
    assert trained.rare == {"rare": 0}
    assert trained.judge.learnt_themes == ("delay", "trust")


def test_the_same_input_gives_the_same_bytes(trained: Trained) -> None:
    again = train(CORPUS, READ, CODEBOOK, seed=1)
    assert contents_of(again.judge) == contents_of(trained.judge)


def test_test_notes_are_not_looked_at_and_dev_notes_not_learnt_from(trained: Trained) -> None:
    assert trained.counts["notes"] == 36
    assert trained.counts["notes_aside"] == 4
    held = replace(CORPUS, splits=CORPUS.splits | {"n00": "test"})
    assert train(held, READ, CODEBOOK).counts["notes"] == 35


def test_it_knows_the_texts_that_it_learnt_from_or_was_set_on_and_no_others(trained: Trained, judge: Judge) -> None:
    assert judge.learnt(READ["n00"].text)
    assert judge.learnt(READ["n09"].text)
    assert not judge.learnt(READ["n00"].text + " ")
    held = train(replace(CORPUS, splits=CORPUS.splits | {"n00": "test"}), READ, CODEBOOK).judge
    assert not held.learnt(READ["n00"].text)


# ---------------------------------------------------------------- with the note encoder


@pytest.fixture(scope="module")
def careful() -> Judge:
    """A model on the shipped encoder, which knows neither these notes nor this codebook."""
    return train(CORPUS, READ, CODEBOOK, seed=1, encoder=load_encoder()).judge


def test_another_codebook_is_learnt_from_what_the_encoder_makes_of_a_sentence(careful: Judge) -> None:
    assert careful.reader == "careful"
    assert careful.space.settings.in_context > 0
    (found,) = careful.judge([read(NEW)])
    delay, trust, silent = found.sentences
    assert [(theme.theme, theme.polarity) for theme in delay.themes] == [("delay", "poor")]
    assert [(theme.theme, theme.polarity) for theme in trust.themes] == [("trust", "good")]
    assert silent.themes == ()


def test_with_the_encoder_too_a_note_is_judged_by_itself(careful: Judge) -> None:
    notes = [*READ.values(), read(NEW), read(""), read("Nobody rang")]
    assert careful.judge(notes) == [careful.judge([note])[0] for note in notes]


def test_what_the_encoder_had_learnt_is_known_as_learnt(careful: Judge) -> None:
    assert careful.encoder is not None
    taught = replace(careful, encoder=replace(careful.encoder, texts=frozenset({text_hash("Taught before.")})))
    assert taught.learnt("Taught before.")
    assert not careful.learnt("Taught before.")


def test_notes_that_the_encoder_knows_are_not_weighed_on_and_its_vectors_not_used(trained: Trained) -> None:
    known = replace(load_encoder(), texts=frozenset(text_hash(note.text) for note in list(READ.values())[:12]))
    found = train(CORPUS, READ, CODEBOOK, seed=1, encoder=known)
    assert found.judge.space.settings.in_context == 0
    assert found.counts["sentences_weighed_on"] < trained.counts["sentences_weighed_on"]


def test_an_encoder_that_knows_nearly_all_notes_teaches_nothing() -> None:
    known = replace(load_encoder(), texts=frozenset(text_hash(note.text) for note in READ.values()))
    with pytest.raises(ModelError, match="learnt from all but 0 of these notes, and 20 that it does not know"):
        train(CORPUS, READ, CODEBOOK, seed=1, encoder=known)


def halves() -> CodedCorpus:
    """Return the corpus with its first half to learn from and its second for calibration, all of one group."""
    ids = [note.note_id for note in CORPUS.notes]
    splits = dict.fromkeys(ids[:20], "train") | dict.fromkeys(ids[20:], "dev")
    return replace(CORPUS, splits=splits, groups=CORPUS.groups | dict.fromkeys(ids[20:], "one voice"))


def test_calibration_notes_of_one_group_are_parted_note_by_note() -> None:
    known = replace(load_encoder(), texts=frozenset(text_hash(note.text) for note in CORPUS.notes[:20]))
    found = train(halves(), READ, CODEBOOK, seed=1, encoder=known)
    assert found.counts["sentences_weighed_on"] == found.counts["sentences_aside"]


def test_calibration_notes_without_a_theme_are_refused() -> None:
    corpus = halves()
    aside = {note.note_id for note in corpus.notes[20:]}
    bare = tuple(
        replace(reading, sentences=tuple(replace(one, codings=()) for one in reading.sentences))
        if reading.note_id in aside
        else reading
        for reading in corpus.readings
    )
    known = replace(load_encoder(), texts=frozenset(text_hash(note.text) for note in CORPUS.notes[:20]))
    with pytest.raises(ModelError, match="no theme is coded in the notes that the second step may learn from"):
        train(replace(corpus, readings=bare), READ, CODEBOOK, seed=1, encoder=known)


def test_theme_probabilities_are_those_that_decide(judge: Judge) -> None:
    assert judge.theme_probabilities([]).shape == (0, 2)
    notes = [read(NEW), READ["n01"]]
    chances = judge.theme_probabilities(notes)
    found = [sentence for note in judge.judge(notes) for sentence in note.sentences]
    for row, sentence in zip(chances, found, strict=True):
        said = {theme.theme: theme.probability for theme in sentence.themes}
        over = {
            t: p for t, p, cut in zip(judge.learnt_themes, row, judge.themes.cuts("balanced"), strict=True) if p >= cut
        }
        assert said == pytest.approx(over)


def test_what_is_said_of_a_note_does_not_depend_on_the_batch(judge: Judge) -> None:
    notes = [*READ.values(), read(NEW), read(""), read("Nobody rang")]
    assert judge.judge(notes) == [judge.judge([note])[0] for note in notes]


def test_a_long_run_is_judged_in_parts_and_in_order(judge: Judge) -> None:
    notes = [read(NEW), read("It drifted for months.")] * 900
    found = judge.judge(notes)
    assert len(found) == len(notes)
    assert found[-2:] == found[:2]


def test_no_notes_and_notes_without_sentences_are_judged_too(judge: Judge) -> None:
    assert judge.judge([]) == []
    (found,) = judge.judge([ReadNote(RawText(""), ())])
    assert (found.sentences, found.practice.label, found.practice.score) == ((), "none", None)


def test_the_recall_profile_finds_at_least_as_much(judge: Judge) -> None:
    notes = [*READ.values(), read("Somebody rang the clinic in the north.")]
    balanced, recall = judge.judge(notes), judge.judge(notes, profile="recall")
    for few, many in zip(balanced, recall, strict=True):
        for less, more in zip(few.sentences, many.sentences, strict=True):
            assert {theme.theme for theme in less.themes} <= {theme.theme for theme in more.themes}


def test_a_cue_is_the_evidence_where_there_is_one(judge: Judge) -> None:
    text = "The plan drifted for months."
    ((theme,),) = [sentence.themes for sentence in judge.judge([read(text)])[0].sentences]
    assert theme.evidence == Span(text.index("drifted"), text.index("drifted") + len("drifted"))


@settings(deadline=None, max_examples=60)
@given(
    text=st.text(
        alphabet=st.sampled_from("weks dritedlaEnobyg,.;-—’'12\n\u00e9\u05d0\U0001f600"), min_size=1, max_size=80
    )
)
def test_evidence_is_inside_its_sentence_and_never_mere_punctuation(judge: Judge, text: str) -> None:
    note = without_cues(read(text))
    everything = replace(judge, themes=replace(judge.themes, thresholds={"balanced": {"delay": 0.0, "trust": 0.0}}))
    for sentence, found in zip(note.sentences, everything.judge([note])[0].sentences, strict=True):
        for theme in found.themes:
            if theme.evidence is None:
                assert not find_words(sentence.text)
            else:
                assert sentence.start <= theme.evidence.start < theme.evidence.end <= sentence.end
                words = note.text[theme.evidence.start : theme.evidence.end]
                assert find_words(words)
                assert words == words.strip()


def test_evidence_begins_and_ends_with_a_word_that_says_something(judge: Judge) -> None:
    note = without_cues(read("It was that eleven weeks had passed, and of the two of them she was the one."))
    (found,) = judge.judge([note], profile="recall")[0].sentences
    (delay,) = [theme for theme in found.themes if theme.theme == "delay"]
    assert delay.evidence is not None
    words = find_words(note.text[delay.evidence.start : delay.evidence.end])
    assert {words[0].term, words[-1].term}.isdisjoint(stop_words())
    assert "weeks" in [word.term for word in words]


def without_cues(note: ReadNote) -> ReadNote:
    return replace(note, sentences=tuple(replace(sentence, findings=()) for sentence in note.sentences))


def test_themes_are_learnt_where_nobody_judged_practice() -> None:
    bare = tuple(
        replace(reading, practice="none", sentences=tuple(replace(one, practice="none") for one in reading.sentences))
        for reading in CORPUS.readings
    )
    found = train(replace(CORPUS, readings=bare), READ, CODEBOOK, seed=1).judge.judge([read(NEW)])[0]
    assert found.practice.label == "none"
    assert [theme.theme for theme in found.sentences[0].themes] == ["delay"]


def test_too_few_notes_are_one_clear_error() -> None:
    few = replace(CORPUS, notes=CORPUS.notes[:12])
    with pytest.raises(ModelError, match="11 coded notes to learn from and 20 are needed"):
        train(few, READ, CODEBOOK)


def test_the_majority_of_coders_stands_in_for_an_agreed_reading() -> None:
    corpus, reading = stand_in(coders=("a", "b", "c"))
    assert train(corpus, reading, CODEBOOK, seed=1).judge.judge([read(NEW)])[0].practice is not None


def test_notes_without_labels_of_their_own_get_them_from_their_sentences() -> None:
    silent = tuple(replace(reading, practice="none") for reading in CORPUS.readings)
    found = train(replace(CORPUS, readings=silent), READ, CODEBOOK)
    assert found.derived_labels
    assert found.judge.judge([read("It drifted for months.")])[0].practice.label == "poor"


def test_one_group_alone_can_be_learnt_from() -> None:
    found = train(replace(CORPUS, groups=dict.fromkeys(CORPUS.groups, "one"), splits={}), READ, CODEBOOK)
    assert found.counts["notes_aside"] == 0
    assert found.figures["all_theme_micro_f1"] > 0.8


def test_a_corpus_without_any_coding_still_learns_practice() -> None:
    bare = tuple(without_codings(reading) for reading in CORPUS.readings)
    found = train(replace(CORPUS, readings=bare), READ, CODEBOOK)
    assert found.judge.learnt_themes == ()
    (judged,) = found.judge.judge([read("It drifted for months.")])
    assert judged.sentences[0].themes == ()
    assert judged.sentences[0].practice.label == "poor"


def without_codings(reading: CoderReading) -> CoderReading:
    return replace(reading, sentences=tuple(replace(sentence, codings=()) for sentence in reading.sentences))


def test_a_corpus_of_one_practice_and_one_polarity_can_be_learnt() -> None:
    same = tuple(all_good(reading) for reading in CORPUS.readings)
    found = train(replace(CORPUS, readings=same), READ, CODEBOOK)
    (judged,) = found.judge.judge([read("It drifted for months.")])
    assert judged.sentences[0].practice.label == "good"


def all_good(reading: CoderReading) -> CoderReading:
    sentences = tuple(
        replace(sentence, practice="good", codings=tuple(replace(one, polarity="good") for one in sentence.codings))
        for sentence in reading.sentences
    )
    return replace(reading, sentences=sentences, practice="good")


def test_themes_of_another_codebook_in_findings_are_passed_over(judge: Judge) -> None:
    finding = Finding("elsewhere", "good", "observed", 0, 2, "He")
    note = ReadNote(RawText("He waited."), (ReadSentence(0, 10, "He waited.", (finding,)),))
    assert len(judge.judge([note])[0].sentences) == 1


def test_a_users_codebook_is_learnt_like_ours() -> None:
    own = Codebook(id="own", title="Own", version="1", theme=tuple(reversed(CODEBOOK.theme)))
    found = train(CORPUS, READ, own)
    assert (found.judge.codebook_id, found.judge.codebook_hash) == ("own", own.hash)
    assert found.judge.learnt_themes == ("trust", "delay")


def test_readings_of_unknown_notes_are_passed_over() -> None:
    stray = CodedCorpus(CORPUS.notes, (*CORPUS.readings, replace(CORPUS.readings[0], note_id="gone")), CORPUS.splits)
    assert train(stray, READ, CODEBOOK).counts["notes"] == 36
