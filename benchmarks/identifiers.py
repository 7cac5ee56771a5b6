"""Measure how well identifiers are found; write docs/redaction.md and benchmarks/results/identifiers.json.

    python -m benchmarks.identifiers [--real FILE] [--presidio]

On the test voices of the demonstration corpus, which neither the model nor its rules were made from; on the
development voices, with their own names and with others in their place; false removals on real paragraphs, where such
a file is given (CSV with a column ``text``); speed against the bare tokeniser. What is not asked for anew is kept from
the last results.
"""

import argparse
import csv
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import spacy

from benchmarks import identifiers_rivals as rivals
from benchmarks.identifiers_text import page
from models.intervals import clustered_interval
from nlp.lexicon import name_words
from nlp.words import WordsOfText
from noteworthy import figures as published
from noteworthy.identifiers import find_all_identifiers, finder
from noteworthy.naming.lessons import NAMES, Lesson, Marked, swapped

DEMO = Path("corpus/demo")
REPORT = Path("docs/redaction.md")
RESULTS = Path("benchmarks/results/identifiers.json")
SEEDS = 5
COVERED = 0.9
"""Share of an identifier's characters that must be removed for it to count as found."""
FIRST = 3000
COMMONEST = 60
ROUNDS = 7
_Z = 1.959964
_BODIES = frozenset((
    "service", "services", "team", "teams", "board", "boards", "partnership", "partnerships", "agency", "agencies",
    "strategy", "panel", "forum", "committee", "programme", "project", "hub", "academy", "adoption", "group",
    "council", "court", "trust", "plan", "framework", "order", "orders", "association", "unit", "network",
    "alliance", "charter", "pledge", "model", "conference", "review", "reviews", "clinic", "school", "families",
    "transfer", "scheme",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """An identifier of a note, and whether it was found."""

    note: str
    type: str
    origin: str
    form: str
    found: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """What a finder made of some notes."""

    planted: tuple[Planted, ...]
    removed: int
    rightly: int
    """Characters removed, and how many of them belong to identifiers."""


# ---------------------------------------------------------------- recall and precision


def lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file that holds one a line."""
    with file.open(encoding="utf-8") as opened:
        for line in opened:
            yield json.loads(line)


def notes_of(split: str) -> list[tuple[str, Lesson, list[dict[str, Any]]]]:
    """Return the notes of a split: name, text with what is marked, and what is known of each mark."""
    marks: dict[str, list[dict[str, Any]]] = {}
    for one in sorted(lines(DEMO / "identifiers.jsonl"), key=lambda mark: (mark["start"], mark["end"], mark["type"])):
        marks.setdefault(one["note"], []).append(one)
    found = []
    for note in lines(DEMO / "notes.jsonl"):
        if note["split"] == split:
            known = marks.get(note["id"], [])
            marked = tuple(Marked(one["start"], one["end"], one["type"]) for one in known)
            found.append((note["id"], Lesson(note["text"], marked), known))
    return found


def seek(notes: Iterable[tuple[str, Lesson, list[dict[str, Any]]]], find: rivals.Finder) -> Sought:
    """Find the identifiers of some notes and hold them against what is marked."""
    planted: list[Planted] = []
    removed = rightly = 0
    for name, lesson, known in notes:
        covered = {place for start, end in find(lesson.text) for place in range(start, end)}
        removed += len(covered)
        rightly += len(covered.intersection(place for one in lesson.marked for place in range(one.start, one.end)))
        for (start, end, kind), facts in zip(lesson.marked, known, strict=True):
            hidden = sum(place in covered for place in range(start, end)) >= COVERED * (end - start)
            planted.append(Planted(name, kind, facts.get("origin", ""), facts.get("form", ""), hidden))
    return Sought(tuple(planted), removed, rightly)


def other_names(split: str) -> Iterator[tuple[str, Lesson, list[dict[str, Any]]]]:
    """Yield the notes of a split with other names in place of their own, several times over."""
    for seed in range(SEEDS):
        for name, lesson, known in notes_of(split):
            yield name, swapped(lesson, random.Random(f"{seed} {name}")), known


def lowest(found: int, of: int) -> float:
    """Return the lower end of Wilson's 95% interval of a share."""
    if not of:
        return float("nan")
    share, z2 = found / of, _Z * _Z
    return (share + z2 / (2 * of) - _Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of))) / (1 + z2 / of)


def recall(planted: Sequence[Planted]) -> dict[str, float]:
    """Return the recall of some identifiers with the lower ends of two intervals, the second by resampled notes."""
    found = [one.found for one in planted]
    resampled = clustered_interval(
        [one.note for one in planted], lambda rows: sum(found[row] for row in rows) / len(rows), samples=1000
    )
    return {
        "planted": len(found),
        "found": sum(found),
        "recall": round(sum(found) / len(found), 4),
        "lowest": round(lowest(sum(found), len(found)), 4),
        "lowest_by_note": round(resampled.low, 4),
    }


def in_brief(sought: Sought) -> dict[str, Any]:
    """Return recall for names, number-like identifiers and all, and the share of removed characters that were right."""
    names = [one for one in sought.planted if one.type in NAMES]
    numbers = [one for one in sought.planted if one.type not in NAMES]
    return {
        "names": recall(names),
        "number_like": recall(numbers),
        "all": recall(sought.planted),
        "rightly_removed": round(sought.rightly / max(1, sought.removed), 4),
    }


def in_full(sought: Sought) -> dict[str, Any]:
    """Return the same, and recall by type, by origin and by form of names."""
    return in_brief(sought) | {
        "types": by(sought.planted, lambda one: one.type),
        "origins": by(sought.planted, lambda one: one.origin),
        "forms": by(sought.planted, lambda one: one.form),
    }


def by(planted: Sequence[Planted], group: Callable[[Planted], str]) -> dict[str, dict[str, float]]:
    """Return recall for each group that has a name."""
    names = sorted({name for one in planted if (name := group(one))})
    return {name: recall([one for one in planted if group(one) == name]) for name in names}


# ---------------------------------------------------------------- false removals


def removals(paragraphs: Sequence[str]) -> dict[str, Any]:
    """Return how much of some paragraphs is removed, and of what kind it is; of its words nothing is kept."""
    words = 0
    of_type: Counter[str] = Counter()
    of_kind: Counter[str] = Counter()
    phrases: Counter[tuple[str, str]] = Counter()
    for text in paragraphs:
        words += len(text.split())
        for one in find_all_identifiers(text):
            phrase = " ".join(text[one.start : one.end].split())
            kind, size = kind_of(phrase, one.type), len(phrase.split())
            of_type[one.type] += size
            of_kind[kind] += size
            phrases[kind, phrase] += 1
    commonest: dict[str, list[int]] = {}
    for (kind, _), times in phrases.most_common(COMMONEST):
        commonest.setdefault(kind, []).append(times)
    return {
        "paragraphs": len(paragraphs),
        "words": words,
        "removed": round(sum(of_type.values()) / words, 5),
        "types": {kind: round(count / words, 5) for kind, count in of_type.most_common()},
        "kinds": {kind: round(count / words, 5) for kind, count in of_kind.most_common()},
        "commonest": {kind: {"phrases": len(times), "times": sum(times)} for kind, times in commonest.items()},
    }


def kind_of(phrase: str, kind: str) -> str:
    """Return what kind of phrase was removed, by its form."""
    if kind in ("AGE", "DATE"):
        return {"AGE": "ages", "DATE": "dates"}[kind]
    if kind not in NAMES:
        return "numbers and addresses to reach someone"
    forms = [word for word in WordsOfText(phrase).forms if word.shape != "other"]
    if any(word.folded in name_words().areas for word in forms):
        return "areas and authorities"
    if forms and forms[-1].folded in _BODIES:
        return "bodies, services and programmes"
    if len(forms) == 1:
        return {
            "lower": "words in lower case that the lexicon lacks",
            "Title": "one word with a capital",
        }.get(forms[0].shape, "abbreviations")
    return "several words with capitals"


# ---------------------------------------------------------------- speed


def speed(texts: Sequence[str]) -> dict[str, float]:
    """Return the processor time that the bare tokeniser takes as a share of the product's: median of pairs of runs."""
    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")

    def tokenise() -> None:
        for _ in blank.pipe(texts):
            pass

    def find() -> None:
        for text in texts:
            find_all_identifiers(text)

    tokenise()
    find()
    ratios = [seconds(tokenise) / seconds(find) for _ in range(ROUNDS)]
    return {"texts": len(texts), "words": sum(len(text.split()) for text in texts),
            "ratio": round(statistics.median(ratios), 3)}  # fmt: skip


def seconds(run: Callable[[], None]) -> float:
    """Return the processor time of one run."""
    begun = time.process_time()
    run()
    return time.process_time() - begun


# ---------------------------------------------------------------- all of it


def measure(real: Path | None, *, with_presidio: bool) -> dict[str, Any]:
    """Measure anew what is asked for."""
    test = notes_of("test")
    others: dict[str, rivals.Finder | None] = {
        "shapes alone": rivals.shapes_alone,
        "shapes and capitals": rivals.shapes_and_capitals,
        "Presidio": rivals.presidio() if with_presidio else None,
    }
    results: dict[str, Any] = {
        "model": finder().model.hash,
        "found_from": finder().found_from,
        "test": {"notes": len(test), **in_full(seek(test, rivals.product))},
        "dev": {"notes": len(notes_of("dev")), **in_full(seek(notes_of("dev"), rivals.product))},
        "dev_with_other_names": {"times": SEEDS, **in_brief(seek(other_names("dev"), rivals.product))},
        "rivals": {name: in_brief(seek(test, find)) for name, find in others.items() if find is not None},
        "speed": {"demo": speed([note["text"] for note in lines(DEMO / "notes.jsonl")])},
    }
    if real is not None:
        with real.open(encoding="utf-8", newline="") as opened:
            paragraphs = [row["text"] for row in csv.DictReader(opened)]
        results["real"] = {"first": removals(paragraphs[:FIRST]), "rest": removals(paragraphs[FIRST:])}
        results["speed"]["real"] = speed(paragraphs[:FIRST])
    return results


def main() -> None:
    """Measure, write the page and the results."""
    arguments = argparse.ArgumentParser(description="Measure how well identifiers are found.")
    arguments.add_argument("--real", type=Path, help="real paragraphs, as CSV with a column text")
    arguments.add_argument(
        "--presidio", action="store_true", help="hold stock Presidio against it, where it is installed"
    )
    given = arguments.parse_args()
    results = measure(given.real, with_presidio=given.presidio)
    if RESULTS.exists():
        results = kept_from(json.loads(RESULTS.read_text(encoding="utf-8")), results)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    REPORT.write_text(page(results), encoding="utf-8")
    published.record("identifiers", published_recall(results["test"]))
    print(REPORT.read_text(encoding="utf-8"))


def published_recall(test: dict[str, Any]) -> dict[str, Any]:
    """Return how many planted identifiers were found, as the site shows it."""
    parts = {"Names of people, places and organisations": "names", "Numbers, dates and addresses": "number_like",
             "All identifiers": "all"}  # fmt: skip
    kept = ("planted", "found", "recall", "lowest")
    told = [{"what": words, **{key: test[part][key] for key in kept}} for words, part in parts.items()]
    return {"recall": told, "rightly_removed": test["rightly_removed"]}


def kept_from(before: dict[str, Any], results: dict[str, Any]) -> dict[str, Any]:
    """Return the results with what was measured before and not anew: that needs a file or a package."""
    return {
        **results,
        "rivals": before["rivals"] | results["rivals"],
        "speed": before["speed"] | results["speed"],
        **({"real": before["real"]} if "real" in before and "real" not in results else {}),
    }


if __name__ == "__main__":
    main()
