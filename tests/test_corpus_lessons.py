"""The lessons keep what their card promises."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpus.coded.folder import read_coded_folder
from corpus.values import CodedCorpus

HOME = Path(__file__).parents[1] / "corpus"
FOLDER = HOME / "lessons"
RUN = 9
"""Words in a row that no two texts may share."""


def notes_of(folder: str, name: str = "notes.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HOME / folder / name).read_text(encoding="utf-8").splitlines()]


NOTES = notes_of("lessons")


@pytest.fixture(scope="module")
def corpus() -> CodedCorpus:
    return read_coded_folder(FOLDER)


def test_every_text_is_coded_whole_and_a_fifth_of_them_twice(corpus: CodedCorpus) -> None:
    coders: dict[str, set[str]] = {}
    for reading in corpus.readings:
        coders.setdefault(reading.note_id, set()).add(reading.coder)
    cut = {note["id"]: len(note["sentences"]) for note in NOTES}
    assert all(len(reading.sentences) == cut[reading.note_id] for reading in corpus.readings)
    assert set(coders) == set(cut)
    assert {frozenset(of) for of in coders.values()} == {frozenset({"c1"}), frozenset({"c1", "c2"})}
    assert sum(len(of) == 2 for of in coders.values()) > len(cut) / 5


def test_no_voice_stands_in_two_splits_nor_in_another_corpus() -> None:
    splits = {(note["voice"], note["split"]) for note in NOTES}
    voices = {voice for voice, _ in splits}
    assert len(splits) == len(voices)
    assert {split for _, split in splits} == {"train", "dev"}
    others = {note["voice"] for folder in ("demo", "neighbouring") for note in notes_of(folder)}
    assert not voices & others


def test_no_nine_words_in_a_row_stand_in_two_texts_of_any_corpus() -> None:
    found: dict[tuple[str, ...], str] = {}
    every = [*NOTES, *notes_of("demo"), *notes_of("neighbouring"), *notes_of("landscape", "landscape.jsonl")]
    for note in every:
        words = note["text"].casefold().split()
        for start in range(len(words) - RUN + 1):
            run = tuple(words[start : start + RUN])
            assert found.setdefault(run, note["id"]) == note["id"], (note["id"], " ".join(run))


def test_evidence_stands_in_its_sentence(corpus: CodedCorpus) -> None:
    for reading in corpus.readings:
        for sentence in reading.sentences:
            for coding in sentence.codings:
                assert all(sentence.start <= span.start < span.end <= sentence.end for span in coding.spans)


def test_the_card_states_the_numbers_that_the_files_hold(corpus: CodedCorpus) -> None:
    card = re.sub(r"\s+", " ", (FOLDER / "CARD.md").read_text(encoding="utf-8"))
    sentences = sum(len(note["sentences"]) for note in NOTES)
    voices = Counter(note["voice"] for note in NOTES)
    assert f"{len(NOTES):,} texts, {sentences:,} sentences, {len(voices)} voices" in card
    for letter in "vn":
        of = [number for voice, number in voices.items() if voice.startswith(letter)]
        assert f"{len(of)} voices" in card
        assert f"{sum(of):,} texts" in card
    twice = {reading.note_id for reading in corpus.readings if reading.coder == "c2"}
    assert f"{len(twice):,} texts (voices" in card


def test_everything_in_it_is_marked_as_authored() -> None:
    assert all(note["authored"] is True for note in NOTES)
