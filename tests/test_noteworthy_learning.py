"""Learning from coded folders, and measuring what was learnt."""

import json
from pathlib import Path

import pytest

from corpus.coded.folder import read_coded_folder
from corpus.errors import ModelError, SourceError
from corpus.values import CodedCorpus
from models.store import load_judge
from noteworthy.coder import Coder, question_of
from noteworthy.learning import evaluate_model, joined, train_model, with_and_without_question

DEMO = Path(__file__).parents[1] / "corpus" / "demo"


@pytest.fixture(scope="module")
def demo() -> CodedCorpus:
    return read_coded_folder(DEMO)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A coded folder of thirty notes of the demonstration corpus, two voices."""
    folder = tmp_path / "coded"
    folder.mkdir()
    notes = [json.loads(line) for line in (DEMO / "notes.jsonl").read_text(encoding="utf-8").splitlines()]
    kept = [note for voice in ("v01", "v02") for note in [n for n in notes if n["voice"] == voice][:15]]
    ids = {note["id"] for note in kept}
    lines = (DEMO / "codings.jsonl").read_text(encoding="utf-8").splitlines()
    codings = [line for line in lines if json.loads(line)["note"] in ids]
    (folder / "notes.jsonl").write_text("".join(json.dumps(note) + "\n" for note in kept), encoding="utf-8")
    (folder / "codings.jsonl").write_text("".join(line + "\n" for line in codings), encoding="utf-8")
    return folder


def test_a_model_is_learnt_saved_and_used_and_remembers_what_it_learnt_from(small: Path, tmp_path: Path) -> None:
    said = list(train_model([small], tmp_path / "model"))
    judge = load_judge(tmp_path / "model")
    assert judge.hash in " ".join(said)
    note = read_coded_folder(small).notes[0]
    assert Coder(model=tmp_path / "model").code(note).learnt_from


def test_the_same_coding_teaches_the_same_model(small: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        list(train_model([small], tmp_path / name))
    assert load_judge(tmp_path / "one").hash == load_judge(tmp_path / "two").hash


def test_a_model_is_never_measured_on_what_it_learnt_from(small: Path, tmp_path: Path) -> None:
    list(train_model([small], tmp_path / "model"))
    with pytest.raises(ModelError, match="learnt from every one"):
        evaluate_model(small, model=tmp_path / "model", codebook=None, split="train")


def test_a_split_that_is_not_there_is_named_with_those_that_are(small: Path) -> None:
    with pytest.raises(ModelError, match="it has: train"):
        evaluate_model(small, model=None, codebook=None, split="final")


def test_the_report_sets_interval_and_baselines_beside_each_figure() -> None:
    report = evaluate_model(DEMO, model=None, codebook=None, split="test")
    (line,) = [line for line in report.splitlines() if line.startswith("core theme micro f1")]
    words = line.split()
    product, low, high, cues = (float(words[place]) for place in (4, 5, 7, 8))
    assert low <= product <= high
    assert product > cues + 0.1  # on these voices, cues alone find little


def test_each_note_is_learnt_with_and_without_its_question(demo: CodedCorpus) -> None:
    both = with_and_without_question(demo)
    asked = [note for note in demo.notes if question_of(note)]
    assert len(both.notes) == len(demo.notes) + len(asked)
    assert sum(not question_of(note) for note in both.notes) == len(asked) + len(demo.notes) - len(asked)
    assert set(both.splits.values()) == set(demo.splits.values())
    assert all(note.note_id in both.groups for note in both.notes)


def test_two_folders_with_one_id_are_refused(demo: CodedCorpus) -> None:
    with pytest.raises(SourceError, match="stands in two of the folders"):
        joined([demo, demo])
