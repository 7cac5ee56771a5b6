"""How long the bulletin takes, and how much memory, for the demonstration corpus and for many more cases.

    python -m benchmarks.bulletin_speed demo/work.db [--cases 1066 100000] [--output FILE]

More cases are further samples of invented cases and answers, each with a seed of its own, and the notes of the
demonstration corpus once more for each sample, with the machine's codings alone: so few notes of a large collection
are read by coders. Nothing in them is a finding. Each size is run in a process of its own, by the command itself.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from corpus.invented.parameters import demonstration_parameters
from corpus.invented.tables import simulate

_NOTES = """
INSERT INTO notes SELECT id || :s, text, practice, score, low, high, needs_review, kind, judgement || :s, case_id || :s,
  source, 'machine', 0, codebook, model, given_id || :s, row, fingerprint FROM demo.notes
"""
_SENTENCES = """
INSERT INTO sentences SELECT id || :s, note || :s, number, start, "end", text, practice, score_good, score_poor,
  score_mixed, score_none FROM demo.sentences
"""
_CODINGS = """
INSERT INTO codings SELECT id || :s, note || :s, sentence || :s, theme, polarity, status, start, "end", spans, evidence,
  confidence, source, coder, 1, actor, factor, intervention, reason FROM demo.codings WHERE coder = 'machine'
"""


def enlarge(work: Path, target: Path, cases: int) -> int:
    """Copy a database and add samples until it holds about so many cases; return how many it holds."""
    shutil.copyfile(work, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("ATTACH ? AS demo", (str(work),))
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        held = connection.execute("SELECT count(*) FROM cases").fetchone()[0]
        sample = 0
        connection.execute("BEGIN")
        while held < cases:
            sample += 1
            held += _add(connection, sample)
        connection.execute("COMMIT")
    return int(held)


def _add(connection: sqlite3.Connection, sample: int) -> int:
    """Add one sample of cases and answers, and the notes again; notes keep the answers that they are the reason of."""
    parameters, suffix = demonstration_parameters(), f"/{sample}"
    cases, judgements = simulate(parameters, seed=parameters.seed + sample)
    names = [row[1] for row in connection.execute("PRAGMA table_info(cases)")]
    rows: Iterator[list[Any]] = ([_case_cell(case, name, suffix) for name in names] for case in cases)
    connection.executemany(f"INSERT INTO cases VALUES ({', '.join('?' * len(names))})", rows)
    source = connection.execute("SELECT source FROM judgements LIMIT 1").fetchone()[0]
    connection.executemany(
        "INSERT INTO judgements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((f"{one.judgement_id}{suffix}", f"{one.case_id}{suffix}", one.question, one.stage, one.factor, one.answer,
          one.notable, source, one.judgement_id) for one in judgements),
    )  # fmt: skip
    for statement in (_NOTES, _SENTENCES, _CODINGS):
        connection.execute(statement, {"s": suffix})
    return len(cases)


def _case_cell(case: Any, name: str, suffix: str) -> str | None:
    if name == "id":
        return f"{case.case_id}{suffix}"
    if name == "year":
        year, month = (int(part) for part in case.inspected.split("-")[:2])
        first = year if month >= 4 else year - 1
        return f"{first}-{(first + 1) % 100:02d}"
    value = getattr(case, name)
    return f"{value}{suffix}" if name in ("officer", "organisation", "delivery_unit") and value else value


def measured(database: Path, output: Path) -> dict[str, float]:
    """Run the command and return seconds by the clock and of the processor, and the most memory it took, in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = time.perf_counter()
    command = [str(Path(sys.executable).with_name("noteworthy")), "bulletin", str(database), "--output", str(output)]
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the command ended with status {os.waitstatus_to_exitcode(status)}")
    taken = time.perf_counter() - clock
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {"seconds": round(taken, 1), "processor_seconds": round(processor, 1),
            "megabytes": round(usage.ru_maxrss / 1024, 0)}  # fmt: skip


def main() -> None:
    """Measure each size and print, or write, what came out."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.bulletin_speed")
    arguments.add_argument("database", type=Path, help="the private database of the demonstration corpus")
    arguments.add_argument("--cases", type=int, nargs="+", default=[1066])
    arguments.add_argument("--output", type=Path)
    given = arguments.parse_args()
    found: dict[str, Any] = {"python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    found["sizes"] = []
    with tempfile.TemporaryDirectory() as folder:
        for cases in given.cases:
            database = Path(folder) / "work.db"
            held = enlarge(given.database, database, cases)
            result = {"cases": held, **measured(database, Path(folder) / f"bulletin-{cases}")}
            print(json.dumps(result), file=sys.stderr, flush=True)
            found["sizes"].append(result)
    text = json.dumps(found, indent=2) + "\n"
    if given.output:
        given.output.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
