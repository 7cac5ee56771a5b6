"""The static word embedding that ships."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ModelError
from models.embedding import load_embedding, shipped_embedding_folder

EMBEDDING = load_embedding()


def likeness(one: str, other: str) -> float:
    first, second = EMBEDDING.pool([one, other])
    return float(first @ second)


def test_related_words_lie_nearer_than_unrelated_ones() -> None:
    assert likeness("a long delay", "kept waiting") > likeness("a long delay", "a red bicycle") + 0.1


def test_a_text_without_a_known_token_is_all_noughts() -> None:
    assert not EMBEDDING.pool(["", "\u200b"]).any()


def test_a_vector_has_length_one_and_the_same_bits_alone_and_among_others() -> None:
    texts = ["He waited for weeks.", "No referral was made, and nobody rang.", "x", "Good work " * 200]
    together = EMBEDDING.pool(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0)
    assert all((EMBEDDING.pool([text])[0] == row).all() for text, row in zip(texts, together, strict=True))


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=40))
def test_any_text_has_a_vector_even_with_lone_surrogates(text: str) -> None:
    assert np.isfinite(EMBEDDING.pool([text])).all()
    assert all(0 <= start <= end <= len(text) for _, start, end in EMBEDDING.places([text])[0])


def test_what_ships_is_small_and_carries_its_licence() -> None:
    folder = shipped_embedding_folder()
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 8_000_000
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert card["licence"] == "Apache-2.0"
    assert card["base"]["weights_sha256"] == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert "Apache License" in (folder / "LICENSE-APACHE").read_text(encoding="utf-8")
    assert "all-MiniLM-L6-v2" in (folder / "NOTICE").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_changed_byte_is_refused_and_the_file_is_named(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "embedding"
    shutil.copytree(shipped_embedding_folder(), folder)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match=name):
        load_embedding(folder)


def test_a_folder_without_a_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"card\.json"):
        load_embedding(tmp_path)


def test_loading_never_reaches_for_the_network_nor_imports_torch() -> None:
    program = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise RuntimeError('network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from models.embedding import load_embedding\n"
        "load_embedding().pool(['a delay'])\n"
        "assert 'torch' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
