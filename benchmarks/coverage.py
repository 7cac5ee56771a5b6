"""Do the bulletin's 95% intervals hold the truth 95 times in 100? Closed answers drawn anew, thousands of times.

    python -m benchmarks.coverage [--samples 2000] [--processes 2] [--parts FOLDER]

Each sample has new units, officers, inspectors, cases and luck, from the corpus's own parameters, and notes drawn from
the corpus's coded ones by their answer. The truth is what the same figures come to in a huge sample. It writes
benchmarks/results/coverage.json and docs/statistics.md. With ``--parts`` what is done is kept there, so that a run that
was stopped goes on where it was.
"""

import argparse
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage_figures import NAMES, Grouping, Sample, estimates
from benchmarks.coverage_notes import note_pool
from benchmarks.coverage_population import (
    Cases,
    IntArray,
    Key,
    draw_answers,
    draw_cases,
    draw_levels,
    population_intercepts,
    random_luck,
)
from benchmarks.coverage_text import as_text
from corpus.invented.parameters import demonstration_parameters
from noteworthy.statistics.clusters import Clusters

RESULTS, PAGE = Path("benchmarks/results/coverage.json"), Path("docs/statistics.md")
INSPECTORS = 42
HUGE = 500_000
CHUNK = 50
SEED = 20190122

BOTH, UNITS, ORGANISATIONS, NONE = "units and inspectors", "units", "organisations", "none"


@dataclass(frozen=True, slots=True)
class Setting:
    """How many cases lie in how many units, and which groups the intervals are told of."""

    name: str
    units: int
    cases: int
    groupings: tuple[str, ...] = (BOTH, NONE)


SETTINGS = (
    Setting("36 units, as in the corpus", 36, 1066, (BOTH, UNITS, ORGANISATIONS, NONE)),
    Setting("12 units", 12, 1066),
    Setting("40 units", 40, 1066),
)


def grouping(cases: Cases, name: str) -> Grouping:
    """Return how cases are grouped; three units are an organisation."""
    ways = {BOTH: (cases.unit, cases.inspector), UNITS: (cases.unit,), ORGANISATIONS: (cases.unit // 3,), NONE: ()}
    whole = Clusters.of(*ways[name]) if ways[name] else None

    def of(rows: IntArray | None) -> Clusters | None:
        return whole if whole is None or rows is None else whole.take(rows)

    return of


@cache
def intercepts() -> dict[Key, float]:
    """Return the population's intercepts: the same in each process."""
    return population_intercepts(demonstration_parameters(), seed=SEED, count=HUGE)


def draw(setting: Setting, rng: np.random.Generator, *, inspectors: int = INSPECTORS) -> Sample:
    """Draw one sample."""
    parameters = demonstration_parameters()
    cases = draw_cases(parameters, rng, count=setting.cases, units=setting.units, inspectors=inspectors)
    levels = draw_levels(parameters, rng, cases)
    answers = draw_answers(parameters, cases, levels, random_luck(rng, len(cases)), intercepts=intercepts())
    return Sample.of(cases, answers, note_pool(), rng)


def truths() -> NDArray[np.float64]:
    """Return each figure in a huge sample, whose units and inspectors are as many as its cases ask for."""
    huge = draw(Setting("huge", HUGE // 30, HUGE), np.random.default_rng(SEED + 1), inspectors=HUGE // 25)
    return np.array([found.value for found in estimates(huge, grouping(huge.cases, NONE))], dtype=float)


def tried(setting: Setting, first: int, count: int) -> NDArray[np.float64]:
    """Return value, low and high: samples by groupings by figures by three; ``nan`` where one could not be had."""
    rng = np.random.default_rng([SEED, setting.units, first])
    found = np.full((count, len(setting.groupings), len(NAMES), 3), np.nan)
    for number in range(count):
        sample = draw(setting, rng)
        for place, name in enumerate(setting.groupings):
            ends = [(one.value, one.low, one.high) for one in estimates(sample, grouping(sample.cases, name))]
            found[number, place] = np.array(ends, dtype=float)  # None becomes nan
    return found


def kept(part: Path, setting: Setting, first: int, count: int) -> NDArray[np.float64]:
    """Return what ``tried`` does, from the part's file if it is there."""
    if not part.is_file():
        beside = part.with_suffix(".new.npy")
        np.save(beside, tried(setting, first, count))
        beside.rename(part)
    return np.asarray(np.load(part), dtype=float)


def all_tried(setting: Setting, parts: Path, *, samples: int, processes: int) -> NDArray[np.float64]:
    """Return all samples of a setting, by several processes."""
    firsts = range(0, samples, CHUNK)
    files = [parts / f"{setting.units}-{first}.npy" for first in firsts]
    sizes = [min(CHUNK, samples - first) for first in firsts]
    with ProcessPoolExecutor(processes) as pool:
        found: Iterator[NDArray[np.float64]] = pool.map(kept, files, [setting] * len(files), firsts, sizes)
        return np.concatenate(list(found))


def summary(found: NDArray[np.float64], truth: NDArray[np.float64]) -> list[dict[str, float | None]]:
    """Return for each figure how often its interval held the truth, lay above or below it, and its mean width."""
    low, high = found[:, :, 1], found[:, :, 2]
    known = ~np.isnan(low)
    with np.errstate(invalid="ignore"):
        above, below = (low > truth).sum(axis=0), (high < truth).sum(axis=0)
    of = known.sum(axis=0)
    return [
        {
            "known": round(int(of[place]) / len(found), 4),
            "coverage": round(1 - float(above[place] + below[place]) / int(of[place]), 4) if of[place] else None,
            "above": round(float(above[place]) / int(of[place]), 4) if of[place] else None,
            "below": round(float(below[place]) / int(of[place]), 4) if of[place] else None,
            "width": round(float(np.nanmean(high[:, place] - low[:, place])), 4) if of[place] else None,
        }
        for place in range(found.shape[1])
    ]


def main() -> None:
    """Draw, try, write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--samples", type=int, default=2000)
    arguments.add_argument("--processes", type=int, default=2)
    arguments.add_argument("--parts", type=Path)
    given = arguments.parse_args()
    intercepts()
    with TemporaryDirectory() as scratch:
        parts = given.parts or Path(scratch)
        parts.mkdir(parents=True, exist_ok=True)
        results = measured(parts, samples=given.samples, processes=given.processes)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(as_text(results), encoding="utf-8")
    print(f"{RESULTS} and {PAGE} are written")


def measured(parts: Path, *, samples: int, processes: int) -> dict[str, object]:
    """Return everything that the results file holds."""
    truth_file = parts / "truths.npy"
    if not truth_file.is_file():
        np.save(truth_file, truths())
    truth = np.load(truth_file)
    settings = {}
    for setting in SETTINGS:
        found = all_tried(setting, parts, samples=samples, processes=processes)
        of = {name: summary(found[:, place], truth) for place, name in enumerate(setting.groupings)}
        settings[setting.name] = {"units": setting.units, "cases": setting.cases, "groupings": of}
    figures = [
        {"kind": kind, "name": name, "truth": round(float(value), 4)}
        for (kind, name), value in zip(NAMES, truth, strict=True)
    ]
    coded = sum(len(themes) for themes in note_pool().by_answer.values())
    return {"samples": samples, "inspectors": INSPECTORS, "coded": coded, "figures": figures, "settings": settings}


if __name__ == "__main__":
    main()
