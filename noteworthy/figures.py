"""How well the shipped models read, as the benchmarks measured it: what the site says of its own quality.

`models/shipped/figures.json` is written by `benchmarks.quality` and `benchmarks.identifiers` and names the models that
were measured, so that a page can say when the figures are of another model than the one that coded what it shows.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

FILE = Path(str(files("models"))) / "shipped" / "figures.json"

SAID = {
    "core_theme_micro_f1": ("Core themes", "micro F1 over the core themes: 1 is perfect"),
    "all_theme_micro_f1": ("All themes", "micro F1 over all themes: 1 is perfect"),
    "all_theme_polarity_f1": ("Theme and polarity", "micro F1 where theme and polarity must both be right"),
    "practice_accuracy": ("Practice of a sentence", "share of sentences with the right one of four labels"),
    "practice_macro_f1": ("Practice, each label alike", "mean F1 over the four labels, rare ones counting as much"),
    "good_poor_swaps": ("Good taken for poor, or the reverse", "share of good or poor sentences: 0 is perfect"),
    "good_poor_auc": ("Telling good from poor", "area under the ROC curve: 0.5 is chance"),
}
"""The figures that the page shows, in its order, each with its name and what it means."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the default reader with its 95% interval, and others' beside it."""

    name: str
    meaning: str
    value: float
    low: float
    high: float
    beside: dict[str, float]
    """Baselines and other readers: name to figure."""


@dataclass(frozen=True, slots=True)
class MeasuredSet:
    """A set of coded notes that the models were measured on."""

    title: str
    about: str
    figures: tuple[Figure, ...]

    @property
    def beside(self) -> tuple[str, ...]:
        """Names of the baselines and other readers, in their order."""
        return tuple(self.figures[0].beside) if self.figures else ()


@dataclass(frozen=True, slots=True)
class Recall:
    """How many planted identifiers were found."""

    what: str
    planted: int
    found: int
    recall: float
    lowest: float
    """Lower end of the 95% interval."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All that was measured of the shipped models."""

    models: dict[str, str]
    """Reader to its model's hash."""
    sets: tuple[MeasuredSet, ...]
    identifiers: tuple[Recall, ...]
    rightly_removed: float | None
    """Share of the removed characters that belonged to identifiers."""


@cache
def shipped_figures() -> Figures | None:
    """Return what was measured; ``None`` where the file is not there."""
    if not FILE.is_file():
        return None
    held = json.loads(FILE.read_text(encoding="utf-8"))
    reading, identifiers = held.get("reading", {}), held.get("identifiers", {})
    return Figures(
        models=reading.get("models", {}),
        sets=tuple(_set(entry) for entry in reading.get("sets", ())),
        identifiers=tuple(Recall(**entry) for entry in identifiers.get("recall", ())),
        rightly_removed=identifiers.get("rightly_removed"),
    )


def _set(entry: dict[str, Any]) -> MeasuredSet:
    own, ends, others = entry["own"], entry["ends"], entry["beside"]
    return MeasuredSet(
        entry["title"],
        entry["about"],
        tuple(
            Figure(words, meaning, own[name], low, high, {other: of[name] for other, of in others.items()})
            for name, (words, meaning) in SAID.items()
            for low, high in [ends[name]]
        ),
    )


def record(part: str, said: dict[str, Any]) -> None:
    """Write one part of what was measured, keeping the other."""
    held = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    text = json.dumps(held | {part: said}, indent=1, ensure_ascii=False) + "\n"
    FILE.write_text(text, encoding="utf-8")
