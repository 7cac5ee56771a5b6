"""How fast notes are coded, against spaCy's own blank pipeline with its sentencizer, in one process.

    python -m benchmarks.coding_speed [--notes 1000] [--output benchmarks/results/coding_speed.json]

The notes are those of the demonstration corpus. Everything is run in turns and the best of three counts. The fast
reader and the tokeniser are compared in processor time; the careful reader, which uses every core, also by the clock.
The ratios are the figures to compare: words per second depend on the processor.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import spacy

from corpus.coded.folder import read_coded_folder
from noteworthy.coder import Coder
from noteworthy.coding import CoderSettings, code_stream

ROUNDS = 3
IMPORTS = "import spacy, sklearn.linear_model, skops.io, onnxruntime, tokenizers, model2vec"
FIRST_NOTE = "from noteworthy.coder import Coder; Coder(reader={reader!r}).code_text('He waited. Nobody rang.')"


def taken(run: Callable[[], object]) -> tuple[float, float]:
    """Return the processor time and the time by the clock that one run takes."""
    cpu, clock = time.process_time(), time.perf_counter()
    run()
    return time.process_time() - cpu, time.perf_counter() - clock


def best(run: Callable[[], object]) -> tuple[float, float]:
    """Return the best of several runs, after one that warms up."""
    run()
    cpu, clock = zip(*(taken(run) for _ in range(ROUNDS)), strict=True)
    return min(cpu), min(clock)


def start(code: str) -> float:
    """Return how long a new process takes to run some code, the best of three."""
    return min(taken(lambda: subprocess.run([sys.executable, "-c", code], check=True))[1] for _ in range(3))


def main() -> None:
    """Measure, print, and store where asked to."""
    arguments = argparse.ArgumentParser(description="How fast notes are coded.")
    arguments.add_argument("--notes", type=int, default=1000)
    arguments.add_argument("--output", type=Path)
    given = arguments.parse_args()
    notes = read_coded_folder(Path("corpus/demo")).notes[: given.notes]
    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")
    words = sum(len(note.text.split()) for note in notes)
    tokenised, _ = best(lambda: list(blank.pipe(note.text for note in notes)))
    result: dict[str, object] = {
        "notes": len(notes),
        "words": words,
        "cores": os.cpu_count(),
        "blank_and_sentencizer_words_per_second": round(words / tokenised, -2),
    }
    for reader in ("fast", "careful"):
        coder = Coder(reader=reader)
        sentences = sum(len(coded.sentences) for coded in coder.code_all(notes))

        def code(coder: Coder = coder) -> list[object]:
            return list(code_stream(notes, settings=CoderSettings(), coder=coder))

        cpu, clock = best(code)
        result[reader] = {
            "words_per_processor_second": round(words / cpu, -1),
            "ratio_to_blank_and_sentencizer": round(tokenised / cpu, 3),
            "sentences_per_second": round(sentences / clock),
            "notes_per_second": round(len(notes) / clock),
        }
    imports = start(IMPORTS)
    result["start_up"] = {
        "imports_alone_seconds": round(imports, 2),
        **{
            f"first_note_{r}_to_imports": round(start(FIRST_NOTE.format(reader=r)) / imports, 2)
            for r in ("fast", "careful")
        },
    }
    result |= {"python": platform.python_version(), **{name: version(name) for name in ("spacy", "onnxruntime")}}
    print(json.dumps(result, indent=1))
    if given.output is not None:
        given.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
