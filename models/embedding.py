"""The static word embedding that ships with the product: one vector a token, no network, no torch.

A sentence's vector is the mean of its tokens' vectors, brought to length 1. It is computed as one sparse product,
row by row, so that a sentence's vector has the same bits whatever sentences stand beside it.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from corpus.errors import ModelError

_PARTS = ("model.safetensors", "tokenizer.json", "config.json")


@dataclass(frozen=True)
class StaticEmbedding:
    """Vectors of tokens and the tokeniser that cuts a text into them."""

    model: Any
    """The ``model2vec.StaticModel``."""
    hash: str
    """Content hash: 12 hex digits."""

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """Vectors of all tokens, one a row."""
        scales = np.asarray(self.model.weights, dtype=np.float32)
        return np.asarray(self.model.embedding, dtype=np.float32) * scales[:, None]

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.model.dim)

    def pool(self, texts: list[str]) -> NDArray[np.float64]:
        """Return a vector of length 1 for each text, or noughts for a text without a known token."""
        ids = self.tokens([_sound(text) for text in texts])
        lengths = np.array([len(row) for row in ids], dtype=np.int64)
        return self.means(np.fromiter(chain.from_iterable(ids), dtype=np.int32, count=int(lengths.sum())), lengths)

    def tokens(self, texts: list[str]) -> list[list[int]]:
        """Return the known tokens of each text, which holds no lone surrogate."""
        found: list[list[int]] = self.model.tokenize(texts)
        return found

    def means(self, tokens: NDArray[Any], lengths: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the same of texts whose tokens are known: all their tokens in order, and how many each has."""
        shares = np.repeat(1.0 / np.maximum(lengths, 1), lengths).astype(np.float32)
        return _to_unit_length(np.asarray(self._sums(tokens, lengths, shares), dtype=np.float64))

    def lengths_of_sums(self, tokens: NDArray[Any], lengths: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how long the sum of each text's vectors is."""
        sums = self._sums(tokens, lengths, np.ones(len(tokens), dtype=np.float32)).astype(np.float64)
        return np.asarray(np.sqrt((sums * sums).sum(axis=1)))

    def _sums(self, tokens: NDArray[Any], lengths: NDArray[np.int64], shares: NDArray[np.float32]) -> Any:
        starts = np.concatenate(([0], np.cumsum(lengths)))
        return sparse.csr_matrix((shares, tokens, starts), shape=(len(lengths), len(self.vectors))) @ self.vectors

    def token_scores(self, directions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far each token points along each direction: (tokens, directions)."""
        return np.asarray(self.vectors @ directions.T.astype(np.float32), dtype=np.float64)

    def places(self, texts: list[str]) -> list[list[tuple[int, int, int]]]:
        """Return the known tokens of each text as (token, start, end), offsets in the text."""
        unknown = self.model.unk_token_id
        return [
            [(token, *place) for token, place in zip(code.ids, code.offsets, strict=True) if token != unknown]
            for code in self.model.tokenizer.encode_batch([_sound(text) for text in texts], add_special_tokens=False)
        ]


def _sound(text: str) -> str:
    """Return a text of the same length without lone surrogates, which the tokeniser cannot take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _to_unit_length(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.sqrt((rows * rows).sum(axis=1))
    return rows / np.where(lengths > 0, lengths, 1.0)[:, None]


def shipped_embedding_folder() -> Path:
    """Return the folder of the embedding that ships with the product."""
    return Path(str(files("models"))) / "static_embedding"


def load_embedding(folder: Path | None = None) -> StaticEmbedding:
    """Load an embedding from its folder, the shipped one by default, once every file has the hash on its card."""
    folder = folder or shipped_embedding_folder()
    card = _read_card(folder)
    for name in _PARTS:
        _check(folder / name, card["files"][name])
    from model2vec import StaticModel

    model = StaticModel.from_pretrained(folder, force_download=False, max_length=None)
    joined = "".join(card["files"][name] for name in _PARTS)
    return StaticEmbedding(model=model, hash=hashlib.sha256(joined.encode()).hexdigest()[:12])


def _read_card(folder: Path) -> Any:
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        return {"files": {name: str(card["files"][name]) for name in _PARTS}}
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelError(f"{folder} holds no word embedding with a card.json; install the product again.") from None


def _check(file: Path, expected: str) -> None:
    try:
        found = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        raise ModelError(f"{file} is missing; install the product again.") from None
    if found != expected:
        raise ModelError(f"{file} was changed since it was made (its hash is not the card's); install it again.")
