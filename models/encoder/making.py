"""Make a note encoder from coded notes: fit the network, write its files, and a card that says what it is.

Needs the extra ``train``. The base model's weights are read from the package that carries them, once their file has the
published hash; none of its code runs.
"""

import json
import shutil
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from corpus.codebook import Codebook
from corpus.errors import ModelError
from corpus.values import CodedCorpus
from models.distil_embedding import CARRIER, WEIGHTS_SHA256, carried_model, sha256
from models.encoder.encoder import PARTS, NoteEncoder, load_encoder, shipped_encoder_folder
from models.settings import EncoderSettings
from models.text_hash import text_hash

_LEAST_LESSONS = 200
"""Fewer windows of coded notes than this teach a network of 22 million numbers nothing but themselves."""


def make_encoder(
    corpus: CodedCorpus,
    codebook: Codebook,
    folder: Path,
    *,
    settings: EncoderSettings,
    seed: int,
    name: str,
    state: Callable[[str], None],
) -> NoteEncoder:
    """Fit an encoder on the notes of the split ``train``, write it into ``folder``, and load it from there."""
    base = _base()
    from models.encoder.fitting import fit, seeded
    from models.encoder.graph import write_graph
    from models.encoder.lessons import lessons
    from models.encoder.network import Network, base_weights

    tokenizer = _tokenizer(base / "tokenizer.json")
    taught = list(lessons(corpus, tokenizer, themes=codebook.codes, split="train", soft=settings.soft_labels))
    if len(taught) < _LEAST_LESSONS:
        raise ModelError(
            f"the corpus makes {len(taught)} lessons and a note encoder needs {_LEAST_LESSONS}; "
            "train without --encoder, on the one that ships."
        )
    seeded(seed)
    network = Network(base_weights(base), themes=len(codebook.codes), dropout=settings.dropout)
    state(f"{len(taught):,} lessons; fitting the note encoder.")
    fit(network, taught, settings=settings, seed=seed, state=state)
    folder.mkdir(parents=True, exist_ok=True)
    write_graph(network, folder)
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    for name in ("LICENSE-APACHE", "NOTICE"):
        shutil.copyfile(shipped_encoder_folder() / name, folder / name)
    known = [note for note in corpus.notes if (corpus.splits.get(note.note_id) or "train") == "train"]
    hashes = {corpus.recognised_by.get(note.note_id) or text_hash(note.text) for note in known}
    _write(folder / "learnt.json", sorted(hashes))
    sentences = sum(len(lesson.themes) for lesson in taught)
    _write(folder / "card.json", _card(folder, codebook, settings, name=name, seed=seed, sentences=sentences))
    return load_encoder(folder)


def _base() -> Path:
    """Return the base model's folder, once everything that fitting and writing need is found to be here."""
    try:
        for name in ("torch", "onnx", "onnxscript", "onnxruntime.quantization"):
            import_module(name)
        return carried_model()
    except (ImportError, PackageNotFoundError) as missing:
        raise ModelError(
            f"fitting a note encoder needs '{missing.name}'; install the extra: pip install -e '.[train]'."
        ) from None


def _tokenizer(file: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _card(
    folder: Path, codebook: Codebook, settings: EncoderSettings, *, name: str, seed: int, sentences: int
) -> dict[str, Any]:
    from models.encoder.network import WIDTH

    return {
        "name": "noteworthy note encoder",
        "what": "Reads a note whole and scores each sentence for themes, polarity and practice. The judging models "
        "weigh and calibrate what it says; alone it decides nothing.",
        "licence": "Apache-2.0",
        "base": {
            "model": "sentence-transformers/all-MiniLM-L6-v2",
            "licence": "Apache-2.0",
            "weights_sha256": WEIGHTS_SHA256,
            "carried_by": f"{CARRIER} {version(CARRIER)} (its weights and its tokeniser only)",
        },
        "learnt_from": {"corpus": name, "sentences": sentences, "seed": seed},
        "settings": settings.model_dump(),
        "stored_as": "ONNX, weights int8 with a scale a column; words' vectors int8 with a scale a row",
        "codebook": {"id": codebook.id, "hash": codebook.hash},
        "themes": list(codebook.codes),
        "dimensions": WIDTH,
        "made_with": {package: version(package) for package in ("torch", "onnx", "onnxruntime", "tokenizers")},
        "files": {part: sha256(folder / part) for part in PARTS},
    }


def _write(file: Path, value: Any) -> None:
    file.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
