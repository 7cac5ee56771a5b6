"""A user's own coding with a codebook of its own: NHS comments with 36 themes, learnt from some, held against others.

    python -m benchmarks.feedback FILE [--rows 300] [--folds 5]

FILE has the columns id, text, split and themes (NHS comments of pxtextmining, MIT licence), coded by analysts, whole.
They are learnt as a user's coding is, in the same two steps, with the note encoder that ships and without, and no cue
at all: micro and macro F1 over themes, on each fifth when the rest was learnt. Results go to
benchmarks/results/feedback.json.
"""

import argparse
import csv
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.codebook import Codebook, Theme
from corpus.values import (
    CodedCorpus,
    CoderReading,
    CoderSentence,
    Coding,
    Note,
    RawText,
    ReadNote,
    ReadSentence,
    Span,
)
from models.encoder.encoder import NoteEncoder, load_encoder
from models.settings import default_settings
from models.training import train

RESULTS = Path("benchmarks/results/feedback.json")
Flags = NDArray[np.bool_]
Comment = tuple[str, str, tuple[str, ...]]
"""Id, text and themes."""


def comments(file: Path) -> list[Comment]:
    """Return the coded comments of the split ``train``."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["split"] == "train" and row["text"].strip()]
    return [
        (row["id"], row["text"], tuple(_code(theme) for theme in re.split(r"\|", row["themes"]) if theme.strip()))
        for row in rows
    ]


def _code(theme: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", theme.strip().lower()).strip("_")


def frame(some: Sequence[Comment]) -> Codebook:
    """Return a codebook of the themes that the comments bear, without cues."""
    codes = sorted({theme for _, _, themes in some for theme in themes})
    themes = tuple(Theme(code=code, name=code, core=True, definition=code, use=code) for code in codes)
    return Codebook(id="feedback", title="Themes of patients' comments", version="1", theme=themes)


def coded(some: Sequence[Comment]) -> tuple[CodedCorpus, dict[str, ReadNote]]:
    """Return the comments as a coded corpus, each one sentence, since they were coded whole."""
    notes = tuple(Note(key, RawText(text)) for key, text, _ in some)
    readings = tuple(
        CoderReading(
            key,
            "analysts",
            (
                CoderSentence(
                    0,
                    len(text),
                    "none",
                    tuple(Coding(t, "context", "observed", (Span(0, len(text)),), 1.0, "coder") for t in themes),
                ),
            ),
            "none",
        )
        for key, text, themes in some
    )
    read = {key: ReadNote(RawText(text), (ReadSentence(0, len(text), text),)) for key, text, _ in some}
    return CodedCorpus(notes, readings), read


def said(learn: Sequence[Comment], held: Sequence[Comment], book: Codebook, encoder: NoteEncoder | None) -> Flags:
    """Return which themes are said of the held-out comments."""
    corpus, read = coded(learn)
    judge = train(corpus, read, book, settings=default_settings(), encoder=encoder).judge
    _, asked = coded(held)
    found = judge.judge([asked[key] for key, _, _ in held])
    return np.array([[code in {t.theme for t in one.sentences[0].themes} for code in book.codes] for one in found])


def f1(truth: Flags, found: Flags) -> tuple[float, float]:
    """Return micro and macro F1 over themes; a theme that is neither there nor said counts nought."""
    hits, total = (truth & found).sum(axis=0), truth.sum(axis=0) + found.sum(axis=0)
    return float(2 * hits.sum() / total.sum()), float(np.mean(2 * hits / np.maximum(total, 1)))


def main() -> None:
    """Learn and measure, fold by fold, and write."""
    arguments = argparse.ArgumentParser(description="Learning a user's own coding.")
    arguments.add_argument("file", type=Path, help="the CSV file with the texts")
    arguments.add_argument("--rows", type=int, help="learn from so many of each fold's rows")
    arguments.add_argument("--folds", type=int, default=5)
    given = arguments.parse_args()
    every = comments(given.file)
    random.Random(0).shuffle(every)
    book, encoder = frame(every), load_encoder()
    figures: dict[str, list[tuple[float, float]]] = {"careful": [], "fast": []}
    for fold in range(given.folds):
        held = every[fold :: given.folds]
        learn = [one for place, one in enumerate(every) if place % given.folds != fold][: given.rows]
        truth = np.array([[code in themes for code in book.codes] for _, _, themes in held])
        for reader, helped in (("careful", encoder), ("fast", None)):
            figures[reader].append(f1(truth, said(learn, held, book, helped)))
            print(fold, reader, figures[reader][-1], flush=True)
    key = f"rows_{given.rows or len(every) * (given.folds - 1) // given.folds}"
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    known[key] = {
        reader: {
            "micro_f1": round(float(np.mean(of, axis=0)[0]), 3),
            "macro_f1": round(float(np.mean(of, axis=0)[1]), 3),
        }
        for reader, of in figures.items()
    }
    known[key]["folds"] = given.folds
    RESULTS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(known, indent=1))


if __name__ == "__main__":
    main()
