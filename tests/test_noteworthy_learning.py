"""Learning from coded folders, and measuring what was learnt."""

import json
from importlib.util import find_spec
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


def coded_folder(folder: Path, *, voices: tuple[str, ...], each: int, left_out: tuple[str, ...] = ()) -> Path:
    """Write a coded folder with some notes of some voices of the demonstration corpus, without some of their keys."""
    folder.mkdir()
    notes = [json.loads(line) for line in (DEMO / "notes.jsonl").read_text(encoding="utf-8").splitlines()]
    kept = [note for voice in voices for note in [n for n in notes if n["voice"] == voice][:each]]
    ids = {note["id"] for note in kept}
    lines = (DEMO / "codings.jsonl").read_text(encoding="utf-8").splitlines()
    codings = [line for line in lines if json.loads(line)["note"] in ids]
    bare = [{key: value for key, value in note.items() if key not in left_out} for note in kept]
    (folder / "notes.jsonl").write_text("".join(json.dumps(note) + "\n" for note in bare), encoding="utf-8")
    (folder / "codings.jsonl").write_text("".join(line + "\n" for line in codings), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coded folder of thirty notes of the demonstration corpus, two voices."""
    return coded_folder(tmp_path_factory.mktemp("small") / "coded", voices=("v01", "v02"), each=15)


@pytest.fixture(scope="module")
def learnt(small: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A model learnt from them, and what was said meanwhile."""
    model = tmp_path_factory.mktemp("learnt") / "model"
    return model, " ".join(train_model([small], model, reader="fast"))


def test_a_model_is_learnt_saved_and_used_and_remembers_what_it_learnt_from(
    small: Path, learnt: tuple[Path, str]
) -> None:
    model, said = learnt
    assert load_judge(model).hash in said
    note = read_coded_folder(small).notes[0]
    assert Coder(model=model).code(note).learnt_from


def test_the_same_coding_teaches_the_same_model(small: Path, learnt: tuple[Path, str], tmp_path: Path) -> None:
    list(train_model([small], tmp_path / "again", reader="fast"))
    assert load_judge(tmp_path / "again").hash == load_judge(learnt[0]).hash


def test_a_model_is_never_measured_on_what_it_learnt_from(small: Path, learnt: tuple[Path, str]) -> None:
    with pytest.raises(ModelError, match="learnt from every one"):
        evaluate_model(small, model=learnt[0], codebook=None, split="train")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A coded folder as a user brings it, without splits, of two voices that the encoder has not learnt from."""
    return coded_folder(tmp_path / "own", voices=("v36", "v37"), each=25, left_out=("split",))


def test_own_coding_is_learnt_on_the_encoder_that_ships(own: Path, tmp_path: Path) -> None:
    list(train_model([own], tmp_path / "careful"))
    list(train_model([own], tmp_path / "fast", reader="fast"))
    judge = load_judge(tmp_path / "careful")
    assert judge.reader == "careful"
    assert judge.encoder is not None
    assert judge.space.settings.in_context > 0
    assert not (tmp_path / "careful" / "encoder").exists()
    cards = [json.loads((tmp_path / name / "card.json").read_text(encoding="utf-8")) for name in ("careful", "fast")]
    careful, fast = (card["held_out_figures"]["all_theme_micro_f1"] for card in cards)
    assert careful > fast + 0.1


def test_notes_that_the_encoder_learnt_from_teach_the_careful_reader_nothing_new(small: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="learnt from all but 0 of these notes"):
        list(train_model([small], tmp_path / "model"))
    assert not (tmp_path / "model").exists()


def with_split(folder: Path, of_voice: dict[str, str]) -> None:
    """Say of each voice of a coded folder which split it is."""
    notes = [json.loads(line) for line in (folder / "notes.jsonl").read_text(encoding="utf-8").splitlines()]
    lines = [json.dumps(note | {"split": of_voice[note["voice"]]}) + "\n" for note in notes]
    (folder / "notes.jsonl").write_text("".join(lines), encoding="utf-8")


def test_fitting_an_encoder_without_what_it_needs_says_what_to_install(own: Path, tmp_path: Path) -> None:
    if all(find_spec(name) for name in ("torch", "onnx", "onnxscript")):
        pytest.skip("the extra 'train' is installed here")
    with_split(own, {"v36": "train", "v37": "dev"})
    with pytest.raises(ModelError, match=r"needs '\w+'; install the extra: pip install -e '\.\[train\]'"):
        list(train_model([own], tmp_path / "model", fit_encoder=True))
    assert not (tmp_path / "model").exists()


def test_an_encoder_is_not_fitted_where_no_notes_are_left_to_weigh_it_on(own: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="20 others are needed to weigh it on; the corpus has 0 of the split dev"):
        list(train_model([own], tmp_path / "model", fit_encoder=True))


def test_a_folder_with_other_things_is_refused_before_anything_is_learnt(own: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "beach.jpg").write_bytes(b"x")
    with pytest.raises(ModelError, match="holds other files than a model"):
        list(train_model([own], tmp_path / "photos"))


def test_a_reader_that_is_not_there_is_refused(own: Path, tmp_path: Path) -> None:
    for reader, fit in (("hasty", False), ("fast", True)):
        with pytest.raises(ModelError, match=f"no reader '{reader}'.*ask for careful or fast"):
            list(train_model([own], tmp_path / "model", reader=reader, fit_encoder=fit))


def test_a_split_that_is_not_there_is_named_with_those_that_are(small: Path) -> None:
    with pytest.raises(ModelError, match="it has: train"):
        evaluate_model(small, model=None, codebook=None, split="final")


def test_the_report_sets_interval_and_baselines_beside_each_figure(tmp_path: Path) -> None:
    unseen = coded_folder(tmp_path / "unseen", voices=("v38", "v39", "v40", "v41", "v42"), each=12)
    report = evaluate_model(unseen, model=None, codebook=None, split="test")
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
