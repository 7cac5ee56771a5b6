"""Make the model of names that ships, from the training voices: ``python -m noteworthy.naming.making``.

It learns from the planted names of the demonstration corpus and from the lessons with names put in; of the voices of
the splits ``dev`` and ``test`` it sees nothing. Needs the extra ``train`` (for ``faker``); takes about a minute.
"""

import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from models.names import NO_NAME, NameModel, fit_names, save_names, shipped_names_folder
from models.settings import NameSettings, default_settings
from nlp.names import find_name_candidates
from noteworthy.naming.lessons import NAMES, Lesson, Marked, swapped, with_names

_FOLDERS = ("demo", "lessons", "neighbouring")
_SEED = 2019


def planted(folder: Path, split: str) -> list[Lesson]:
    """Return the notes of a split with their planted identifiers."""
    marked: dict[str, list[Marked]] = defaultdict(list)
    if (folder / "identifiers.jsonl").exists():
        for one in _lines(folder / "identifiers.jsonl"):
            marked[one["note"]].append(Marked(one["start"], one["end"], one["type"]))
    notes = [note for note in _lines(folder / "notes.jsonl") if note.get("split", "train") == split]
    return [Lesson(note["text"], tuple(sorted(marked[note["id"]]))) for note in notes]


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def lessons(notes: Sequence[Lesson], settings: NameSettings, rng: random.Random) -> Iterator[Lesson]:
    """Yield each note, and the variations of it that are learnt from."""
    for note in notes:
        yield note
        if any(one.type in NAMES for one in note.marked):
            for _ in range(settings.swaps):
                yield swapped(note, rng)
        elif not note.marked:
            for _ in range(settings.inserted):
                yield with_names(note.text, rng)


def learn(taught: Iterable[Lesson], settings: NameSettings) -> NameModel:
    """Fit a model on lessons."""
    words: list[Sequence[str]] = []
    labels: list[str] = []
    for lesson in taught:
        for candidate in find_name_candidates(lesson.text):
            label = _label(candidate.start, candidate.end, lesson.marked)
            if label is not None:
                words.append(candidate.facts)
                labels.append(label)
    return fit_names(words, labels, settings)


def _label(start: int, end: int, marked: Sequence[Marked]) -> str | None:
    """Return what a word is part of; ``None`` where it belongs to an identifier of another kind and teaches nothing."""
    kind = next((one.type for one in marked if start < one.end and one.start < end), NO_NAME)
    if kind == "BANK":
        return "ORGANISATION"
    return kind if kind in (*NAMES, NO_NAME) else None


def make(folder: Path) -> NameModel:
    """Fit the model that ships and write it into ``folder``."""
    settings, rng = default_settings().names, random.Random(_SEED)
    corpus = Path(str(files("corpus")))
    notes = [lesson for name in _FOLDERS for lesson in planted(corpus / name, "train")]
    model = learn(lessons(notes, settings, rng), settings)
    return save_names(model, folder, settings=settings,
                      learnt_from={"corpora": list(_FOLDERS), "notes": len(notes), "seed": _SEED})  # fmt: skip


if __name__ == "__main__":
    made = make(Path(sys.argv[1]) if len(sys.argv) > 1 else shipped_names_folder())
    sys.stdout.write(f"{shipped_names_folder()}: {len(made.facts):,} facts, {made.hash}\n")
