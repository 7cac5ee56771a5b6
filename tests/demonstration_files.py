"""The files of the corpora that ship, read once for all tests that measure them."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from corpus.coded.folder import read_coded_folder
from corpus.values import CodedCorpus, CoderReading
from models.consensus import agreed_readings

HOME = Path(__file__).parents[1] / "corpus"
NOTES_OF = {"demo": "notes.jsonl", "landscape": "landscape.jsonl", "neighbouring": "notes.jsonl"}


@cache
def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HOME / name).read_text(encoding="utf-8").splitlines()]


@cache
def table(name: str) -> list[dict[str, str]]:
    with (HOME / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def notes_of(folder: str) -> list[dict[str, Any]]:
    return lines(f"{folder}/{NOTES_OF[folder]}")


@cache
def demo() -> CodedCorpus:
    return read_coded_folder(HOME / "demo")


@cache
def agreed() -> dict[str, CoderReading]:
    return agreed_readings(demo().readings)
