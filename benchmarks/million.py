"""How fast the finder is on a hundred thousand and on a million notes: making its index, and answering from it.

    python -m benchmarks.million [--notes 100000 1000000] [--folder /tmp/million] [--questions 1000]
        [--mixed-minutes 30] [--rate 20]

With `--mixed-minutes` the largest file is then served, and read from for so many minutes. The notes are generated
(`benchmarks.million_corpus`) and removed afterwards unless `--keep` is given. What is found goes into
`benchmarks/results/million.json` and, in words, into `docs/speed.md`. Run it on a machine that does nothing else.
"""

import argparse
import json
import os
import platform
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.million_corpus import finish_corpus, make_corpus, read_sentences
from benchmarks.million_load import measure_mixed, memory_of
from benchmarks.million_stock import measure_datasette
from benchmarks.million_text import write_report
from corpus.store import counts
from noteworthy.finder.finder import Finder
from noteworthy.finder.indexing import TABLES, make_index
from noteworthy.finder.questions import Question
from noteworthy.summaries.making import make_summaries

RESULTS = Path("benchmarks/results/million.json")
REPORT = Path("docs/speed.md")
PARAGRAPHS = Path("../shared/real/inspection_paragraphs.csv")
DEMONSTRATION = Path("demo/public.db")
SEED = 11
READERS = 8
SIMILAR = 50
"""Sentences whose like are looked for."""


# ---------------------------------------------------------------------------------------------------------- questions


def make_questions(path: Path, number: int) -> list[Question]:
    """Return a realistic mix: words as often as they stand in the notes, phrases from them, up to three filters."""
    connection = _opened(path)
    chance = random.Random(SEED)
    words = connection.execute("SELECT word, passages FROM passage_words WHERE length(word) > 2").fetchall()
    texts = [row[0] for row in connection.execute("SELECT text FROM sentences LIMIT 5000")]
    facets: dict[str, list[str]] = {}
    for facet, value in connection.execute("SELECT facet, value FROM passage_facets"):
        facets.setdefault(facet, []).append(value)
    for column in ("theme", "polarity", "status"):
        facets[column] = [row[0] for row in connection.execute(f"SELECT DISTINCT {column} FROM passage_codings")]
    connection.close()
    names, weights = [row[0] for row in words], [row[1] for row in words]
    return [
        Question(" ".join(_words(names, weights, texts, chance)), _chosen(facets, chance), _page(chance))
        for _ in range(number)
    ]


def _words(names: Sequence[str], weights: Sequence[int], texts: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Yield up to three words, and in a quarter of the questions a phrase of two to four words."""
    yield from chance.choices(names, weights, k=chance.choice((0, 1, 1, 1, 2, 2, 3)))
    if chance.random() < 0.25:
        text = chance.choice(texts).replace('"', " ").split()
        first = chance.randrange(max(1, len(text) - 4))
        yield '"' + " ".join(text[first : first + chance.choice((2, 2, 3, 4))]) + '"'


def _chosen(facets: dict[str, list[str]], chance: random.Random) -> dict[str, tuple[str, ...]]:
    return {
        facet: (chance.choice(facets[facet]),)
        for facet in chance.sample(sorted(facets), chance.choice((0, 0, 1, 1, 2, 3)))
    }


def _page(chance: random.Random) -> int:
    return chance.choice((1, 1, 1, 1, 2, 3))


# -------------------------------------------------------------------------------------------------------------- asking


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def ask(path: Path, questions: Sequence[Question], *, readers: int) -> dict[str, float]:
    """Ask all questions, so many readers at once, each waiting for its answer; return milliseconds."""
    finder, taken, left, lock = Finder(), list[float](), iter(questions), threading.Lock()

    def read() -> None:
        connection = _opened(path)
        while True:
            with lock:
                question = next(left, None)
            if question is None:
                break
            began = time.perf_counter()
            finder.answer(connection, question)
            taken.append(1000 * (time.perf_counter() - began))
        connection.close()

    began, used = time.perf_counter(), time.process_time()
    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    clock = time.perf_counter() - began
    return {
        **_percentiles(taken),
        "answers_per_second": round(len(taken) / clock, 1),
        "processor_ms": round(1000 * (time.process_time() - used) / len(taken), 1),
    }


def find_similar(path: Path) -> dict[str, float]:
    """Look for what is like some sentences; the first call, which reads all signatures, is told apart."""
    finder, connection = Finder(), _opened(path)
    keys = [row[0] for row in connection.execute("SELECT id FROM sentences LIMIT ?", (SIMILAR + 1,))]
    taken = []
    for key in keys:
        began = time.perf_counter()
        finder.similar(connection, key)
        taken.append(1000 * (time.perf_counter() - began))
    connection.close()
    return {"first": round(taken[0]), **_percentiles(taken[1:])}


def _percentiles(taken: Sequence[float]) -> dict[str, float]:
    half, most, last = np.percentile(taken, [50, 95, 100])
    return {"p50": round(float(half), 1), "p95": round(float(most), 1), "max": round(float(last), 1)}


def measure_answers(path: Path, number: int) -> dict[str, Any]:
    """Measure answering in this process, which has done nothing else; its memory at the end is the server's."""
    questions = make_questions(path, number)
    before = memory_of()
    alone = ask(path, questions, readers=1)
    together = ask(path, questions, readers=READERS)
    return {
        "alone": alone,
        "together": together,
        "similar": find_similar(path),
        "memory_mb": {"before": before, "after": memory_of()},
    }


# --------------------------------------------------------------------------------------------------------------- stock


STOCK = {
    "ranked search": "SELECT rowid FROM notes_fts WHERE notes_fts MATCH ? ORDER BY bm25(notes_fts) LIMIT 20",
    "search counted": "SELECT count(*) FROM notes_fts WHERE notes_fts MATCH ?",
    "one facet of a search": (
        "SELECT practice, count(*) FROM notes WHERE rowid IN (SELECT rowid FROM notes_fts WHERE notes_fts MATCH ?) "
        "GROUP BY practice"
    ),
}
"""What Datasette's own pages ask of the same file: plain SQL over its full-text search."""


def measure_stock(path: Path) -> dict[str, dict[str, float]]:
    """Measure plain SQL on the same file, for words that stand in ever fewer passages."""
    connection = _opened(path)
    select = "SELECT word FROM passage_words WHERE passages < ? AND length(word) > 3 ORDER BY passages DESC LIMIT 5"
    total = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    found: dict[str, dict[str, float]] = {}
    for share in (0.06, 0.01, 0.001):
        words = [row[0] for row in connection.execute(select, (int(total * share),))]
        for name, sql in STOCK.items():
            taken = []
            for word in words:
                began = time.perf_counter()
                connection.execute(sql, (f'"{word}"',)).fetchall()
                taken.append(1000 * (time.perf_counter() - began))
            found.setdefault(name, {})[f"{share:.1%}"] = round(float(np.median(taken)), 1)
    connection.close()
    return found


# -------------------------------------------------------------------------------------------------------------- whole


def measure(
    notes: int, folder: Path, *, questions: int, keep: bool, minutes: float = 0, rate: float = 0
) -> dict[str, Any]:
    """Generate so many notes, work out all that a release does, and ask; read for some minutes where that is wanted."""
    path = folder / f"million-{notes}.db"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        make_corpus(partial, notes=notes, demonstration=DEMONSTRATION, sentences=read_sentences(PARAGRAPHS))
        partial.rename(path)
    took = finish_corpus(path, counts.count, make_summaries, make_index)
    # In a process of its own, so that the memory is that of a server.
    asked = subprocess.run(
        [sys.executable, "-m", "benchmarks.million", "--ask", str(path), "--questions", str(questions)],
        check=True,
        capture_output=True,
        text=True,
    )
    result = {
        "notes": notes,
        **_sizes(path),
        "seconds": {name: round(seconds, 1) for name, seconds in took.items()},
        **json.loads(asked.stdout),
        "stock": measure_stock(path),
        "datasette": measure_datasette(path),
    }
    if minutes:
        result["mixed"] = measure_mixed(path, make_questions(path, questions), minutes=minutes, rate=rate)
    if not keep:
        path.unlink()
    return result


def _sizes(path: Path) -> dict[str, Any]:
    connection = _opened(path)
    rows = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        for name in ("sentences", "codings", "passage_words")
    }
    data = {
        "passages": "sum(length(sentence) + 8)",
        "passage_words": "sum(length(word) + coalesce(length(bitmap), 0) + length(positions))",
        "passage_facets": "sum(length(bitmap))",
        "passage_codings": "sum(length(bitmap))",
        "passage_arrays": "sum(length(data))",
    }
    index = sum(connection.execute(f"SELECT {data[table]} FROM {table}").fetchone()[0] for table in TABLES)
    connection.close()
    return {"rows": rows, "file_mb": path.stat().st_size // 10**6, "index_mb": index // 10**6}


def main() -> None:
    """Measure, and write what was found."""
    arguments = argparse.ArgumentParser(description="How fast the finder is on a million notes.")
    arguments.add_argument("--notes", type=int, nargs="+", default=[100_000, 1_000_000])
    arguments.add_argument("--folder", type=Path, default=Path("/tmp/million"))
    arguments.add_argument("--questions", type=int, default=1000)
    arguments.add_argument("--keep", action="store_true", help="Leave the databases there, and take those that are.")
    arguments.add_argument("--mixed-minutes", type=float, default=0, help="Read from a server for so long.")
    arguments.add_argument(
        "--rate", type=float, default=0, help="Pages a second, all readers together; 0 sets no limit."
    )
    arguments.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.ask:
        sys.stdout.write(json.dumps(measure_answers(given.ask, given.questions)))
        return
    if not PARAGRAPHS.exists() or not DEMONSTRATION.exists():
        sys.exit(f"This needs {PARAGRAPHS} and {DEMONSTRATION} (`make demo`).")
    runs = [
        measure(
            notes,
            given.folder,
            questions=given.questions,
            keep=given.keep,
            minutes=given.mixed_minutes if notes == max(given.notes) else 0,
            rate=given.rate,
        )
        for notes in given.notes
    ]
    result = {
        "cores": os.cpu_count(),
        "load_at_the_end": round(os.getloadavg()[2], 1),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "questions": given.questions,
        "readers": READERS,
        "runs": runs,
    }
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    write_report(result, REPORT)


if __name__ == "__main__":
    main()
