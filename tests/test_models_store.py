"""Models on disk: saved whole, loaded only when untouched."""

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import skops.io
from sklearn.preprocessing import FunctionTransformer

from corpus.errors import ModelError
from models.judge import Judge
from models.skops_files import from_bytes, to_bytes
from models.store import load_judge, save, shipped_models_folder
from models.training import Trained, train
from tests.models_stand_in import CODEBOOK, read, stand_in

CORPUS, READ = stand_in()
FILES = (
    "words.skops",
    "themes.skops",
    "polarity.skops",
    "practice.skops",
    "note.skops",
    "parameters.json",
    "learnt.json",
)


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train(CORPUS, READ, CODEBOOK)


@pytest.fixture(scope="module")
def saved(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "own"
    save(trained, folder, corpus="stand-in")
    return folder


@pytest.fixture
def copy(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "copy"))


def test_a_model_judges_the_same_after_saving(trained: Trained, saved: Path) -> None:
    notes = [*READ.values(), read("Nobody rang. A warm rapport grew.")]
    loaded = load_judge(saved)
    assert loaded.judge(notes) == trained.judge.judge(notes)
    assert loaded.learnt(READ["n00"].text)
    assert (loaded.codebook_id, loaded.codebook_hash) == (CODEBOOK.id, CODEBOOK.hash)


def test_the_hash_is_of_the_content_and_of_nothing_else(trained: Trained, saved: Path, tmp_path: Path) -> None:
    first, second = load_judge(saved), save(trained, tmp_path / "elsewhere", corpus="another name")
    assert first.hash == second.hash
    assert len(first.hash) == 12
    assert all((saved / name).read_bytes() == (tmp_path / "elsewhere" / name).read_bytes() for name in FILES)


def test_the_card_says_what_it_is_and_holds_no_text(saved: Path) -> None:
    card = json.loads((saved / "card.json").read_text(encoding="utf-8"))
    assert card["files"] == {name: hashlib.sha256((saved / name).read_bytes()).hexdigest() for name in sorted(FILES)}
    assert card["learnt_from"]["notes"] == 36
    assert card["left_to_cues"] == {"rare": 0}
    assert {"scikit-learn", "skops", "numpy", "onnxruntime", "tokenizers"} == set(card["versions"])
    assert "Eleven weeks" not in (saved / "card.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_is_refused_and_the_file_is_named(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(ModelError, match=rf"{name} was changed"):
        load_judge(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=rf"{name} is missing"):
        load_judge(copy)


def replace_file(folder: Path, name: str, content: bytes) -> None:
    """Put another file in the place of one, with its hash on the card, as someone would who wants it loaded."""
    (folder / name).write_bytes(content)
    change_card(folder, lambda card: card["files"].update({name: hashlib.sha256(content).hexdigest()}))


def change_card(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    change(card)
    del card["card_sha256"]
    sealed = card | {
        "card_sha256": hashlib.sha256((json.dumps(card, indent=1, ensure_ascii=False) + "\n").encode()).hexdigest()
    }
    (folder / "card.json").write_text(json.dumps(sealed), encoding="utf-8")


def test_a_card_that_says_other_figures_than_were_saved_is_refused(copy: Path) -> None:
    text = (copy / "card.json").read_text(encoding="utf-8")
    (copy / "card.json").write_text(text.replace('"seed": ', '"seed": 1'), encoding="utf-8")
    with pytest.raises(ModelError, match="was changed since the model was saved"):
        load_judge(copy)


def test_a_type_that_is_not_stock_is_refused_by_name(copy: Path) -> None:
    replace_file(copy, "note.skops", skops.io.dumps({"model": FunctionTransformer(func=shutil.rmtree)}))
    with pytest.raises(ModelError, match=r"note\.skops asks for 'shutil\.rmtree'"):
        load_judge(copy)


def test_a_file_that_is_no_skops_file_is_refused(copy: Path) -> None:
    replace_file(copy, "note.skops", b"not a zip file")
    with pytest.raises(ModelError, match=r"note\.skops"):
        load_judge(copy)


def test_parameters_out_of_their_form_are_refused(copy: Path) -> None:
    replace_file(copy, "parameters.json", b"{}")
    with pytest.raises(ModelError, match=r"parameters\.json"):
        load_judge(copy)


def test_another_version_of_scikit_learn_is_refused(copy: Path) -> None:
    change_card(copy, lambda card: card["versions"].update({"scikit-learn": "0.24.2"}))
    with pytest.raises(ModelError, match=r"scikit-learn 0\.24\.2"):
        load_judge(copy)


def test_another_version_of_the_features_is_refused(copy: Path) -> None:
    change_card(copy, lambda card: card.update({"feature_version": 99}))
    with pytest.raises(ModelError, match="version 99"):
        load_judge(copy)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": 1'])
def test_a_card_that_is_no_card_is_refused(copy: Path, content: str) -> None:
    (copy / "card.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"card\.json"):
        load_judge(copy)


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model folder"):
        load_judge(tmp_path)


def test_saving_again_replaces_the_model_and_leaves_nothing_beside_it(trained: Trained, copy: Path) -> None:
    before = load_judge(copy).hash
    assert save(trained, copy).hash == before
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_folder_with_other_files_is_not_overwritten(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    with pytest.raises(ModelError, match="other files"):
        save(trained, tmp_path)
    assert (tmp_path / "letter.txt").exists()


def test_a_folder_that_cannot_be_written_is_one_clear_error(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot write the model"):
        save(trained, tmp_path / "file" / "model")


def test_no_memory_address_is_stored(saved: Path) -> None:
    with zipfile.ZipFile(saved / "words.skops") as file:
        schema = file.read("schema.json").decode()
    assert "_stop_words_id" not in schema
    assert not re.search(r"\d{12,}", schema)


def test_words_that_look_like_parts_of_a_file_survive() -> None:
    vocabulary = {"file": 1, "content": 2, "__id__": 3}
    assert from_bytes(to_bytes(vocabulary)) == vocabulary
    assert to_bytes(vocabulary) == to_bytes(dict(vocabulary))


def test_a_reader_that_does_not_ship_is_named_with_those_that_do() -> None:
    with pytest.raises(ModelError, match="no reader 'hasty' ships with this version; it has: careful, fast"):
        load_judge(reader="hasty")


def test_a_folder_holds_the_reader_that_it_says(saved: Path) -> None:
    assert load_judge(saved, reader="fast").reader == "fast"
    with pytest.raises(ModelError, match="holds the reader 'fast', not 'careful'"):
        load_judge(saved, reader="careful")


@pytest.fixture(scope="module", params=["careful", "fast"])
def shipped(request: pytest.FixtureRequest) -> Judge:
    return load_judge(reader=request.param)


def test_what_ships_loads_without_a_word_and_judges(shipped: Judge) -> None:
    (found,) = shipped.judge([read("He waited eleven weeks for an appointment. She knew him well and was skilful.")])
    assert len(found.sentences) == 2
    assert found.practice.label in ("good", "poor", "mixed", "none")


@pytest.mark.parametrize("reader", ["careful", "fast"])
def test_what_ships_is_small_and_says_how_good_it_is(reader: str) -> None:
    folder = shipped_models_folder() / reader
    assert sum(file.stat().st_size for file in folder.iterdir()) < 18_000_000
    figures = json.loads((folder / "card.json").read_text(encoding="utf-8"))["held_out_figures"]
    assert 0.3 < figures["core_theme_micro_f1"] < 0.95
