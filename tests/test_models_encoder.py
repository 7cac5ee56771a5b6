"""The note encoder at work: pieces, windows, verdicts, and what it refuses."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.codebook import default_codebook
from corpus.errors import ModelError
from corpus.values import POLARITIES, PRACTICES, RawText, ReadNote, ReadSentence
from models.encoder import encoder as at_work
from models.encoder.encoder import PARTS, load_encoder, shipped_encoder_folder
from models.encoder.pieces import CONTEXT, LONGEST, MOST, Window, windows
from models.encoder.verdicts import verdicts_by_name, verdicts_of

ENCODER = load_encoder()
TOKENIZER = ENCODER.tokenizer
PLAIN = "He waited eleven weeks. Nobody rang the hostel. He likes football."
LETTERS = st.sampled_from("abz .,;\n-9’\u00e9\u05d0\U0001f600\ud800\x00\u200b")


def spans_of(text: str, *, every: int = 24) -> list[tuple[int, int]]:
    """Cut a text into sentences of one length, for want of a reader."""
    return [(at, min(at + every, len(text))) for at in range(0, len(text), every)]


def note(text: str) -> ReadNote:
    """Read a note as sentences that end at full stops."""
    ends = [place + 1 for place, letter in enumerate(text) if letter == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    sentences = tuple(ReadSentence(a, b, text[a:b]) for a, b in zip(starts, ends, strict=True))
    return ReadNote(RawText(text), sentences)


def cut(text: str, sentences: list[tuple[int, int]]) -> list[Window]:
    return list(windows(TOKENIZER, text, sentences))


# ---------------------------------------------------------------- pieces


def test_a_note_of_usual_length_is_one_window_and_each_piece_belongs_to_its_sentence() -> None:
    sentences = [(s.start, s.end) for s in note(PLAIN).sentences]
    (window,) = cut(PLAIN, sentences)
    words = [
        [PLAIN[a:b] for a, b in window.places[stretch.first : stretch.end].tolist()] for stretch in window.stretches
    ]
    assert words[1] == ["Nobody", "rang", "the", "hostel", "."]
    assert window.membership.sum(axis=1).tolist() == [len(of) for of in words]
    assert not window.membership[:, [0, -1]].any()


def test_a_long_note_is_cut_between_sentences_and_each_window_begins_with_those_before() -> None:
    text = " ".join(f"On visit {number} the officer wrote down what he had said of it." for number in range(120))
    sentences = [(s.start, s.end) for s in note(text).sentences]
    found = cut(text, sentences)
    assert len(found) > 2
    assert [window.first + place for window in found for place in range(len(window.stretches))] == list(range(120))
    assert all(len(window.ids) <= LONGEST for window in found)
    before = sentences[found[1].first - CONTEXT][0]
    assert found[1].places[1, 0] == before


def test_a_sentence_longer_than_a_window_is_read_as_far_as_one_goes() -> None:
    text = "word " * 4000
    (window,) = cut(text, [(0, len(text))])
    assert len(window.ids) == LONGEST


def test_sentences_without_a_piece_are_not_gathered_without_end() -> None:
    text = "\u0301" * 5000
    found = cut(text, [(at, at + 1) for at in range(5000)])
    assert len(found) == -(-5000 // MOST)
    assert all(len(window.stretches) <= MOST for window in found)


@given(st.text(alphabet=LETTERS, max_size=900))
@settings(max_examples=60, deadline=None)
def test_any_text_is_cut_into_windows_that_judge_each_sentence_once(text: str) -> None:
    sentences = spans_of(text)
    found = cut(text, sentences)
    assert [window.first + at for window in found for at in range(len(window.stretches))] == list(range(len(sentences)))
    for window in found:
        assert len(window.ids) == len(window.places) <= LONGEST
        assert ((window.places >= 0) & (window.places <= len(text))).all()


# ---------------------------------------------------------------- reading


def test_a_note_gets_the_same_numbers_alone_and_among_others() -> None:
    notes = [note(PLAIN), note("She knew him well. It drifted."), note("x. " * 90 + "y.")]
    together = ENCODER.read(notes)
    start = 0
    for one in notes:
        alone = ENCODER.read([one])
        rows = slice(start, start + len(alone))
        start += len(alone)
        for name in ("themes", "polarities", "practice", "meaning"):
            assert (getattr(alone, name) == getattr(together, name)[rows]).all()


def test_the_number_of_threads_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    notes = [note(f"He waited {weeks} weeks. Nobody rang.") for weeks in range(20)]
    many = ENCODER.read(notes)
    monkeypatch.setattr(at_work, "threads_here", lambda: 1)
    one = ENCODER.read(notes)
    assert (many.themes == one.themes).all()
    assert (many.meaning == one.meaning).all()


def test_what_is_said_has_a_row_for_each_sentence_and_a_weight_for_each_piece() -> None:
    said = ENCODER.read([note(PLAIN), ReadNote(RawText(""), ()), note("It drifted.")])
    themes = len(ENCODER.themes)
    assert len(said) == 4
    assert said.themes.shape == (4, themes)
    assert said.polarities.shape == (4, themes, len(POLARITIES))
    assert said.practice.shape == (4, len(PRACTICES))
    assert said.meaning.shape == (4, ENCODER.dimensions)
    assert np.allclose(np.linalg.norm(said.meaning, axis=1), 1.0, atol=1e-2)
    assert [len(pieces.places) for pieces in said.pieces] == [len(pieces.weights) for pieces in said.pieces]


def test_a_sentence_without_a_piece_bears_no_theme() -> None:
    said = ENCODER.read([ReadNote(RawText("\u200b\x00"), (ReadSentence(0, 2, "\u200b\x00"),))])
    assert (said.themes < -5).all()
    assert not said.meaning.any()


def test_nothing_read_is_nothing_said() -> None:
    assert len(ENCODER.read([])) == 0


# ---------------------------------------------------------------- verdicts


def test_verdicts_stand_in_the_order_of_the_codebook_that_is_asked_with() -> None:
    said, turned = ENCODER.read([note(PLAIN)]), tuple(reversed(ENCODER.themes))
    found = verdicts_by_name(said, ENCODER, codebook_id=ENCODER.codebook_id, themes=turned)
    assert found.themes is not None
    assert (found.themes[:, 0] == said.themes[:, -1]).all()


def test_another_codebook_hears_of_practice_alone() -> None:
    said = ENCODER.read([note(PLAIN)])
    found = verdicts_of(said, ENCODER, default_codebook().model_copy(update={"id": "another"}))
    assert found.themes is None
    assert found.polarities is None
    assert (found.practice == said.practice).all()


# ---------------------------------------------------------------- on disk


@pytest.mark.parametrize("name", PARTS)
def test_a_changed_byte_is_refused_and_the_file_is_named(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(shipped_encoder_folder(), folder)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match=f"{name} was changed since it was made"):
        load_encoder(folder)


def test_a_folder_without_a_card_or_a_part_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds no note encoder with a sound card\.json; train the model again"):
        load_encoder(tmp_path)
    folder = tmp_path / "encoder"
    shutil.copytree(shipped_encoder_folder(), folder)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"tokenizer\.json is missing"):
        load_encoder(folder)
    (folder / "card.json").write_text(json.dumps({"files": dict.fromkeys(PARTS, ""), "codebook": 1}), encoding="utf-8")
    with pytest.raises(ModelError, match=r"sound card\.json"):
        load_encoder(folder)


def test_its_hash_holds_how_its_numbers_are_to_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(shipped_encoder_folder(), folder)
    assert load_encoder(folder).hash == ENCODER.hash
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    (folder / "card.json").write_text(json.dumps(card | {"themes": card["themes"][::-1]}), encoding="utf-8")
    assert load_encoder(folder).hash != ENCODER.hash


def test_a_graph_that_cannot_be_run_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "encoder.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelError, match=r"encoder\.onnx cannot be run by onnxruntime .* use --reader fast"):
        _ = replace(ENCODER, folder=tmp_path)._session


def test_what_ships_is_small_and_says_where_it_comes_from() -> None:
    folder = shipped_encoder_folder()
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 25_000_000
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert card["licence"] == "Apache-2.0"
    assert card["base"]["weights_sha256"] == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert card["themes"] == list(default_codebook().codes)
    assert "Apache License" in (folder / "LICENSE-APACHE").read_text(encoding="utf-8")


def test_reading_needs_no_torch() -> None:
    code = (
        "import sys; from noteworthy.coder import Coder; Coder().code_text('He waited. Nobody rang.'); "
        "sys.exit(bool({'torch', 'onnx', 'transformers'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_shipped_graph_says_nothing_of_the_machine_that_made_it() -> None:
    content = (shipped_encoder_folder() / "encoder.onnx").read_bytes()
    assert b"graph.py" not in content
    assert b'File "' not in content
