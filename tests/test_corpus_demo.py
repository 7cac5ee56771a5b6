"""The demonstration corpus keeps what its card promises: measured, not believed."""

import csv
import json
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz import fuzz, process

from corpus.codebook import default_codebook
from corpus.coded.folder import read_coded_folder
from corpus.values import IDENTIFIER_TYPES, PRACTICES

HOME = Path(__file__).parents[1] / "corpus"
FOLDERS = ("demo", "neighbouring")


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HOME / name).read_text(encoding="utf-8").splitlines()]


def table(name: str) -> list[dict[str, str]]:
    with (HOME / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NOTES = {folder: lines(f"{folder}/notes.jsonl") for folder in FOLDERS}
CODINGS = {folder: lines(f"{folder}/codings.jsonl") for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS)
def test_it_is_read_as_a_users_own_coding_would_be(folder: str) -> None:
    corpus = read_coded_folder(HOME / folder)
    assert len(corpus.notes) == len(NOTES[folder])
    assert {reading.coder for reading in corpus.readings} >= {"c1", "c2", "adjudicated"}


def test_it_is_large_enough_and_says_in_every_row_that_it_is_authored() -> None:
    assert len(NOTES["demo"]) >= 150
    assert all(note["authored"] is True for notes in NOTES.values() for note in notes)
    assert all(row["authored"] == "true" for name in ("cases", "judgements") for row in table(f"demo/{name}.csv"))


def test_the_card_states_the_numbers_that_the_files_hold() -> None:
    card = (HOME / "demo" / "CARD.md").read_text(encoding="utf-8")
    sentences = sum(len(note["sentences"]) for note in NOTES["demo"])
    voices = {note["voice"] for note in NOTES["demo"]}
    identifiers = lines("demo/identifiers.jsonl")
    for number, what in (
        (len(table("demo/cases.csv")), "cases"),
        (len(table("demo/judgements.csv")), "judgements"),
        (len(NOTES["demo"]), "notes"),
        (sentences, "sentences"),
        (len(voices), "voices"),
        (len(identifiers), "planted identifiers"),
    ):
        assert f"{number:,} {what}" in card, (number, what)


def test_every_sentence_is_its_own_passage_and_they_cover_the_note_in_order() -> None:
    for notes in NOTES.values():
        for note in notes:
            end = 0
            for start, stop in note["sentences"]:
                assert end <= start < stop <= len(note["text"])
                assert not note["text"][end:start].strip()
                assert note["text"][start:stop] == note["text"][start:stop].strip()
                end = stop
            assert not note["text"][end:].strip()
            assert not set("⟦⟧") & set(note["text"])


def test_no_two_notes_share_a_sentence_or_nearly() -> None:
    passages = [
        (note["id"], note["text"][start:end])
        for notes in NOTES.values()
        for note in notes
        for start, end in note["sentences"]
        if len(note["text"][start:end].split()) >= 5
    ]
    texts = [text for _, text in passages]
    scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=85, workers=2)
    pairs = [(passages[a], passages[b]) for a, b in zip(*scores.nonzero(), strict=True) if a < b]
    assert [(a, b) for a, b in pairs if a[0] != b[0]] == []


def test_no_eight_words_in_a_row_stand_in_two_notes() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for notes in NOTES.values():
        for note in notes:
            words = note["text"].casefold().split()
            for run in zip(*(words[start:] for start in range(8)), strict=False):
                assert seen.setdefault(run, note["id"]) == note["id"], run


def test_no_voice_stands_in_two_splits() -> None:
    splits: dict[str, set[str]] = defaultdict(set)
    for notes in NOTES.values():
        for note in notes:
            splits[note["voice"]].add(note["split"])
    assert all(len(found) == 1 for found in splits.values())
    assert {split for found in splits.values() for split in found} == {"train", "dev", "test"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_note_is_coded_whole_by_each_of_its_coders(folder: str) -> None:
    sentences = {note["id"]: len(note["sentences"]) for note in NOTES[folder]}
    coded: dict[tuple[str, str], set[int | None]] = defaultdict(set)
    for line in CODINGS[folder]:
        coded[line["note"], line["coder"]].add(line["sentence"])
        assert line["practice"] in PRACTICES
    for note, count in sentences.items():
        for coder in ("c1", "c2", "adjudicated"):
            assert coded[note, coder] == {None, *range(count)}, (note, coder)


def test_every_theme_is_coded_good_and_poor_often_enough_to_learn() -> None:
    agreed = [
        coding
        for codings in CODINGS.values()
        for line in codings
        if line["coder"] == "adjudicated"
        for coding in line.get("codings", ())
    ]
    counts = Counter((coding["theme"], coding["polarity"]) for coding in agreed)
    for theme in default_codebook().codes:
        assert counts[theme, "good"] >= 15
        assert counts[theme, "poor"] >= 15


def test_planted_identifiers_lie_where_they_are_said_to_and_can_never_be_real() -> None:
    texts = {note["id"]: note["text"] for note in NOTES["demo"]}
    for planted in lines("demo/identifiers.jsonl"):
        value = texts[planted["note"]][planted["start"] : planted["end"]]
        assert value == value.strip() != ""
        assert planted["type"] in IDENTIFIER_TYPES
        digits = "".join(character for character in value if character.isdigit())
        if planted["type"] in ("PNC", "CRO"):
            assert value[-1].upper() in "IOS"  # no check letter of a real number
        elif planted["type"] == "PHONE":
            # The ranges that Ofcom keeps for drama.
            assert any(kept in digits for kept in ("7700900", "1174960", "2079460")), value
        elif planted["type"] == "EMAIL":
            assert value.casefold().endswith("example.org")


def test_attributes_cross_as_they_do_in_life() -> None:
    cases = table("demo/cases.csv")
    assert {case["organisation_kind"] for case in cases} == {"NPS", "CRC"}
    officers = Counter(case["officer"] for case in cases)
    assert max(officers.values()) <= 12
    units = {case["officer"]: case["delivery_unit"] for case in cases}
    assert all(units[case["officer"]] == case["delivery_unit"] for case in cases)
    for a, b in combinations(("sex", "age_band", "ethnicity", "order_type", "risk_level"), 2):
        assert len({(case[a], case[b]) for case in cases}) >= 5
