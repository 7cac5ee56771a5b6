"""What a model file remembers: names in vocabularies, tokenisers, tensors and cards."""

import json
from pathlib import Path

import pytest

from corpus.errors import ModelError
from models.skops_files import to_bytes
from noteworthy.intruder.attack import run_intruder
from tests.attacked_release import assert_quotes_nothing
from tests.coded_notes import copied


@pytest.fixture
def work(clean_release: Path, tmp_path: Path) -> Path:
    return copied(clean_release / "work.db", tmp_path / "work.db")


@pytest.fixture
def public(clean_release: Path, tmp_path: Path) -> Path:
    return copied(clean_release / "site", tmp_path / "site") / "public.db"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    return folder


def _words(*texts: str) -> bytes:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return to_bytes(TfidfVectorizer(ngram_range=(1, 2)).fit(texts))


def _tensors(head: dict[str, object]) -> bytes:
    content = json.dumps(head).encode()
    return len(content).to_bytes(8, "little") + content + b"\0" * 16


def test_a_vocabulary_learnt_from_redacted_text_passes(model: Path, work: Path, public: Path) -> None:
    (model / "words.skops").write_bytes(_words("[PERSON 1] rang and nobody rang back", "the plan may be read"))
    (model / "words.safetensors").write_bytes(_tensors({"rows": {"dtype": "F16", "shape": [2, 4]}}))
    report = run_intruder(work, public, models=[model])

    assert report.passed
    assert not [one for one in report.warnings if one.spot.place == "model vocabulary"]
    assert dict(report.places)["model files"] == 2


@pytest.mark.parametrize(
    ("name", "content"),
    {
        "words.skops": _words("seen with Ana Roe today"),
        "tokenizer.json": json.dumps({"model": {"vocab": {"the": 0, "x000417": 1}}}).encode(),
        "learnt.json": json.dumps(["Ana Roe"]).encode(),
        "words.safetensors": _tensors({"__metadata__": {"by": "Ana Roe"}}),
        "vocab.txt": b"the\nx000417\n",
        "encoder.onnx": b"\x08\x07\x12" + b"doc: seen with Ana Roe\x00",
        "CARD.md": b"Made with X000417.\n",
    }.items(),
)
def test_an_identifier_in_a_model_file_is_found(
    name: str, content: bytes, model: Path, work: Path, public: Path
) -> None:  # fmt: skip
    (model / name).write_bytes(content)
    report = run_intruder(work, public, models=[model / name])

    assert {(one.spot.place, one.spot.table) for one in report.failures} == {("model vocabulary", name)}
    assert_quotes_nothing(report)


def test_a_part_of_a_name_among_learnt_words_is_a_warning(model: Path, work: Path, public: Path) -> None:
    (model / "words.skops").write_bytes(_words("nobody told roe"))
    report = run_intruder(work, public, models=[model])

    assert report.passed
    (found,) = [one for one in report.warnings if one.spot.place == "model vocabulary"]
    assert (found.leak, found.type) == ("part of an identifier", "PERSON")


def test_a_model_that_is_not_there_is_refused(work: Path, public: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no model at"):
        run_intruder(work, public, models=[tmp_path / "nothing"])
