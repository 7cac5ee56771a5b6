"""The note encoder at work: from read notes to what it says of each sentence, without torch.

Every window of a note is run by itself. That costs little, since a note is read once and not sentence by sentence, and
it is what makes the answer depend on the note alone: int8 arithmetic scales its activations over all that is run
together, so that in a batch a sentence's numbers would hang on its neighbours.
"""

import hashlib
import json
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from corpus.values import POLARITIES, PRACTICES, ReadNote
from models.encoder.pieces import Numbers, Window, windows

Floats = NDArray[np.float64]

PARTS = ("encoder.onnx", "words.safetensors", "tokenizer.json", "learnt.json")
OUTPUTS = ("themes", "polarities", "practice", "evidence", "meaning")

_DECIMALS = 4
"""What the network says is rounded: most differences between processors are smaller. Bytes are promised alike only on
the same kind of processor and version of onnxruntime."""
_UNLIKELY = -8.0
"""Score of every theme for a sentence without a single piece to read."""


class Pieces(NamedTuple):
    """A sentence's word pieces: offsets in the note (pieces, 2), and how each speaks for themes (pieces, themes)."""

    places: Numbers
    weights: NDArray[np.float32]


@dataclass(frozen=True)
class Signals:
    """What the encoder says of sentences, one under the other."""

    themes: Floats
    """Scores before calibration, as log odds: (sentences, themes)."""
    polarities: Floats
    """Scores of each polarity, if the theme is there: (sentences, themes, ``POLARITIES``)."""
    practice: Floats
    """Scores of each practice: (sentences, ``PRACTICES``)."""
    meaning: NDArray[np.float32]
    """The sentence in its context as a vector of length 1: (sentences, dimensions)."""
    pieces: tuple[Pieces, ...]

    def __len__(self) -> int:
        return len(self.themes)


@dataclass(frozen=True)
class NoteEncoder:
    """A network with the words that it knows and the tokeniser that cuts a text into them."""

    folder: Path
    themes: tuple[str, ...]
    """The themes that it was taught, in the order of its scores."""
    dimensions: int
    codebook_id: str
    texts: frozenset[str]
    """sha256 of the texts that it was trained on: what it says of these is no evidence of anything."""
    hash: str
    """Content hash of its files: 12 hex digits."""

    def read(self, notes: Sequence[ReadNote]) -> Signals:
        """Return what the network says of every sentence of the notes, in order."""
        distinct = {_key(note): note for note in notes}  # a note is often there twice, with its question and without
        cut = {key: list(self._windows(note)) for key, note in distinct.items()}
        self._ready()
        with ThreadPoolExecutor(threads_here()) as pool:
            said = pool.map(self._read_window, (window for of_note in cut.values() for window in of_note))
            read = {key: [next(said) for _ in of_note] for key, of_note in cut.items()}
        return _joined([part for note in notes for part in read[_key(note)]], self)

    def _windows(self, note: ReadNote) -> Iterator[Window]:
        return windows(self.tokenizer, note.text, ((sentence.start, sentence.end) for sentence in note.sentences))

    def _ready(self) -> None:
        """Load what the threads share before there are any."""
        _ = self._session, self._rows

    def _read_window(self, window: Window) -> Signals:
        words = self._rows[window.ids].astype(np.float32) * self._scales[window.ids, None]
        given = {"words": words, "membership": window.membership}
        found = dict(zip(OUTPUTS, self._session.run(OUTPUTS, given), strict=True))
        themes, polarities, practice = (np.round(found[name].astype(np.float64), _DECIMALS) for name in OUTPUTS[:3])
        evidence, meaning = (np.round(found[name], _DECIMALS) for name in OUTPUTS[3:])
        silent = [stretch.first == stretch.end for stretch in window.stretches]
        themes[silent], polarities[silent], practice[silent], meaning[silent] = _UNLIKELY, 0.0, 0.0, 0.0
        return Signals(themes, polarities, practice, meaning, tuple(_pieces(window, evidence)))

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # several notes at once, each on one thread
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(
                str(self.folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as problem:  # onnxruntime raises errors of its own at whatever does not fit it
            raise ModelError(
                f"{self.folder / 'encoder.onnx'} cannot be run by onnxruntime {onnxruntime.__version__} "
                f"({type(problem).__name__}); fit or install the encoder again, or use --reader fast."
            ) from None

    @cached_property
    def tokenizer(self) -> Any:
        """Cuts a text into word pieces: a ``tokenizers.Tokenizer``."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _words(self) -> dict[str, Any]:
        from safetensors.numpy import load_file

        return dict(load_file(self.folder / "words.safetensors"))

    @property
    def _rows(self) -> NDArray[np.int8]:
        return np.asarray(self._words["rows"])

    @property
    def _scales(self) -> NDArray[np.float32]:
        return np.asarray(self._words["scales"])


def threads_here() -> int:
    """Return how many windows are read at once: one in a worker process, which shares the processor with others."""
    if multiprocessing.parent_process():
        return 1
    # Not every system tells which processors a process may use; all of them are the next best answer.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _key(note: ReadNote) -> tuple[str, tuple[tuple[int, int], ...]]:
    return note.text, tuple((sentence.start, sentence.end) for sentence in note.sentences)


def _pieces(window: Window, evidence: NDArray[np.float32]) -> Iterator[Pieces]:
    for first, end in window.stretches:
        yield Pieces(window.places[first:end], evidence[first:end])


def _joined(parts: Sequence[Signals], encoder: NoteEncoder) -> Signals:
    themes = len(encoder.themes)
    empty = Signals(
        np.zeros((0, themes)),
        np.zeros((0, themes, len(POLARITIES))),
        np.zeros((0, len(PRACTICES))),
        np.zeros((0, encoder.dimensions), dtype=np.float32),
        (),
    )
    every = [empty, *parts]
    return Signals(
        themes=np.concatenate([part.themes for part in every]),
        polarities=np.concatenate([part.polarities for part in every]),
        practice=np.concatenate([part.practice for part in every]),
        meaning=np.concatenate([part.meaning for part in every]),
        pieces=tuple(pieces for part in every for pieces in part.pieces),
    )


# ---------------------------------------------------------------- on disk


def shipped_encoder_folder() -> Path:
    """Return the folder of the encoder that ships with the product."""
    return Path(str(files("models"))) / "note_encoder"


def load_encoder(folder: Path | None = None) -> NoteEncoder:
    """Load an encoder from its folder, the shipped one by default, once every file has the hash on its card."""
    folder = folder or shipped_encoder_folder()
    card = _read_card(folder)
    for name in PARTS:
        _check(folder / name, card["files"][name])
    return NoteEncoder(
        folder=folder,
        themes=tuple(card["themes"]),
        dimensions=card["dimensions"],
        codebook_id=card["codebook"],
        texts=frozenset(json.loads((folder / "learnt.json").read_text(encoding="utf-8"))),
        hash=_hash(card),
    )


def _hash(card: dict[str, Any]) -> str:
    """Return an encoder's hash: of its files, and of what says how their numbers are to be read."""
    return hashlib.sha256(json.dumps(card, sort_keys=True).encode()).hexdigest()[:12]


def _read_card(folder: Path) -> dict[str, Any]:
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        return {
            "files": {name: str(card["files"][name]) for name in PARTS},
            "themes": [str(theme) for theme in card["themes"]],
            "dimensions": int(card["dimensions"]),
            "codebook": str(card["codebook"]["id"]),
        }
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelError(f"{folder} holds no note encoder with a sound card.json; {_again(folder)}.") from None


def _check(file: Path, expected: str) -> None:
    try:
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        raise ModelError(f"{file} is missing; {_again(file.parent)}.") from None
    if found != expected:
        raise ModelError(f"{file} was changed since it was made (its hash is not the card's); {_again(file.parent)}.")


def _again(folder: Path) -> str:
    return "install the product again" if folder == shipped_encoder_folder() else "train the model again"
