"""A model learnt from notes about people holds none of their names, and still knows which notes it learnt from."""

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from corpus.coded.folder import read_coded_folder
from corpus.errors import ModelError
from models.store import load_judge
from noteworthy.coder import Coder
from noteworthy.learning import evaluate_model, train_model

PEOPLE = ("Oluwaseun Adeyemi", "Siobhan McKechnie", "Kwabena Osei", "Ioana Grigorescu", "Delroy Grandison")
SECRETS = ("Oluwaseun", "Adeyemi", "Siobhan", "McKechnie", "Kwabena", "Osei", "Ioana", "Grigorescu", "Delroy",
           "Grandison", "X123456", "07700 900123", "Kestrel House")  # fmt: skip
TOLD = (
    ("{name} waited {n} weeks for a first appointment.", "delay", "poor", "waited"),
    ("The worker saw {name} weekly and knew what drove the drinking.", "one_to_one", "good", "saw"),
    ("Nobody rang {name} (CRN X123456) on 07700 900123 about the tenancy.", "housing", "poor", "Nobody rang"),
    ("At Kestrel House {name} was helped with benefits in {n} days.", "housing", "good", "helped"),
)


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coded folder of notes that nobody declares authored: forty, each of three sentences with names."""
    folder = tmp_path_factory.mktemp("private")
    notes, codings = [], []
    for number in range(40):
        sentences, start, text = [], 0, ""
        codes = []
        for place in range(3):
            told, theme, polarity, words = TOLD[(number + place) % len(TOLD)]
            sentence = told.format(name=PEOPLE[(number + place) % len(PEOPLE)], n=number + 3)
            start = len(text) + bool(text)
            text += " " * bool(text) + sentence
            at = start + sentence.index(words)
            sentences.append([start, len(text)])
            codes.append({"note": f"N{number}", "sentence": place, "coder": "a", "practice": polarity, "codings": [
                {"theme": theme, "polarity": polarity, "spans": [[at, at + len(words)]]}]})  # fmt: skip
        label = "good" if number % 2 else "poor"
        codings += [{"note": f"N{number}", "sentence": None, "coder": "a", "practice": label}, *codes]
        notes.append({"id": f"N{number}", "text": text, "case": f"C{number}", "sentences": sentences})
    (folder / "notes.jsonl").write_text("".join(json.dumps(one) + "\n" for one in notes), encoding="utf-8")
    (folder / "codings.jsonl").write_text("".join(json.dumps(one) + "\n" for one in codings), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def model(private: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("models") / "redacted"
    list(train_model([private], made, reader="fast"))
    return made


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a folder, and what is packed in it, in small letters."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.name, file.read_bytes().lower()
            if zipfile.is_zipfile(file):
                with zipfile.ZipFile(BytesIO(file.read_bytes())) as packed:
                    for name in packed.namelist():
                        yield f"{file.name}/{name}", packed.read(name).lower()


def leaks(folder: Path) -> set[str]:
    return {secret for _, held in contents(folder) for secret in SECRETS if secret.lower().encode() in held}


def test_no_byte_of_the_model_holds_a_planted_name_or_number(model: Path) -> None:
    assert leaks(model) == set()


def test_the_same_notes_learnt_as_written_do_leave_names_so_that_the_search_finds_them(
    private: Path, tmp_path: Path
) -> None:
    list(train_model([private], tmp_path / "raw", reader="fast", raw_text="To show what would get out."))
    assert {"Oluwaseun", "Osei", "Grandison"} <= leaks(tmp_path / "raw")
    card = json.loads((tmp_path / "raw" / "card.json").read_text(encoding="utf-8"))
    assert card["learnt_from"]["texts"]["reason"] == "To show what would get out."
    assert card["learnt_from"]["texts"]["as_written"] == 40


def test_the_card_says_how_many_notes_were_redacted(model: Path) -> None:
    card = json.loads((model / "card.json").read_text(encoding="utf-8"))
    assert card["learnt_from"]["texts"]["redacted"] == 40


def test_no_hash_of_a_text_as_it_was_written_is_kept_to_guess_at(model: Path, private: Path) -> None:
    judge = load_judge(model)
    assert not any(judge.learnt(note.text) for note in read_coded_folder(private).notes)


def test_notes_learnt_from_are_marked_so_although_the_model_saw_them_redacted(model: Path, private: Path) -> None:
    coder = Coder(model=model)
    assert all(coder.code(note).learnt_from for note in read_coded_folder(private).notes[:5])
    assert not coder.code_text("He was seen in the week of his release and met the same worker since.").learnt_from
    with pytest.raises(ModelError, match="learnt from every one"):
        evaluate_model(private, model=model, codebook=None, split="train")


def test_learning_from_notes_as_written_needs_a_reason(private: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="needs a reason"):
        list(train_model([private], tmp_path / "model", reader="fast", raw_text="  "))


def test_what_is_done_to_the_notes_is_said_before_learning(private: Path, tmp_path: Path) -> None:
    said = list(train_model([private], tmp_path / "model", reader="fast"))
    assert "40 notes redacted before anything is learnt from them. Now learning." in said
