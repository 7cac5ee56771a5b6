"""Does the practice score of real paragraphs go with the grade that inspectors published? Learnt from no grade.

    python -m benchmarks.grades FILE

Each paragraph of a published report stands in a section that has a grade. The score of a paragraph, and the mean over
a section of a report, is held against good-or-outstanding or not: the area under the ROC curve, with an interval that
resamples authorities. FILE has the columns id, authority, date, section, grade and text (Ofsted's reports on
children's services, Open Government Licence). Nothing was learnt from a grade, nor chosen by one. Beside it stands a
list of ten negative words. The result goes to benchmarks/results/grades.json.
"""

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

from corpus.values import Note, RawText
from models.evaluation import auc
from models.intervals import clustered_interval
from noteworthy.coder import Coder

RESULTS = Path("benchmarks/results/grades.json")
GOOD = {"good", "outstanding"}
NEGATIVE = re.compile(
    r"\b(?:not|too|delays?|inconsistent|poor|weak|insufficient|however|lack|few)\b",
    re.IGNORECASE,
)
"""A baseline of ten words."""

Row = Mapping[str, str]


def graded(file: Path) -> list[Row]:
    """Return the paragraphs whose section has a grade."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["grade"].strip() and row["text"].strip()]


def by_section(rows: Sequence[Row], scores: Sequence[float]) -> list[tuple[str, bool, float]]:
    """Return the mean score of each section of each report, with its authority and whether it is good."""
    found: dict[tuple[str, str, str], list[tuple[bool, float]]] = defaultdict(list)
    for row, score in zip(rows, scores, strict=True):
        found[row["authority"], row["date"], row["section"]].append((row["grade"] in GOOD, score))
    return [(key[0], of[0][0], fmean(score for _, score in of)) for key, of in found.items()]


def area(points: Sequence[tuple[str, bool, float]]) -> list[float]:
    """Return the area under the curve with its interval, by authority."""

    def of_rows(rows: Sequence[int]) -> float:
        chosen = [points[row] for row in rows]
        return auc([score for _, good, score in chosen if good], [score for _, good, score in chosen if not good])

    found = clustered_interval([authority for authority, _, _ in points], of_rows, samples=200)
    return [round(value, 3) for value in (found.value, found.low, found.high)]


def main() -> None:
    """Score, hold against the grades, write."""
    arguments = argparse.ArgumentParser(description="Practice scores against published grades.")
    arguments.add_argument("file", type=Path, help="the CSV file with the texts")
    rows = graded(arguments.parse_args().file)
    notes = [Note(row["id"], RawText(row["text"])) for row in rows]
    result: dict[str, object] = {"paragraphs": len(rows), "good_or_outstanding": sum(r["grade"] in GOOD for r in rows)}
    for reader in ("careful", "fast"):
        coder = Coder(reader=reader)
        found = [coded.practice.score for coded in coder.code_all(notes)]
        scores = [0.5 if score is None else score for score in found]
        result[reader] = {"model": coder.judge.hash, **_areas(rows, scores)}
    words = [-len(NEGATIVE.findall(row["text"])) / len(row["text"].split()) for row in rows]
    result["ten_negative_words"] = _areas(rows, words)
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


def _areas(rows: Sequence[Row], scores: Sequence[float]) -> dict[str, list[float]]:
    paragraphs = [(row["authority"], row["grade"] in GOOD, score) for row, score in zip(rows, scores, strict=True)]
    return {"paragraphs": area(paragraphs), "sections": area(by_section(rows, scores))}


if __name__ == "__main__":
    main()
