"""Minutes of mixed reading against a real server: whether anything fails, how long pages take, whether memory grows.

The server is `noteworthy serve` in a process of its own, asked over the loopback by readers who each wait for an answer
before they ask again. They run on the same processors, so that what they cost is in the figures.
"""

import random
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import numpy as np

from noteworthy.finder.questions import Question

READERS = 8
KEYS = 2_000
SEED = 5
SAMPLES = 20
"""How often the server's memory is looked at, evenly over the whole time."""

WEIGHTS = {
    "front": 4, "theme": 8, "factor": 4, "words in context": 6, "note": 16, "find": 24, "find as JSON": 10,
    "find as CSV": 2, "passages alike": 10, "method and data": 3, "Datasette's table": 6, "Datasette's row as JSON": 7,
}  # fmt: skip
"""How often each kind of page is asked for, in a hundred."""


@dataclass(slots=True)
class Watched:
    """What the readers met: milliseconds by kind of page, and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, milliseconds: float, wrong: str) -> None:
        """Take in an answer."""
        with self.lock:
            self.taken[kind].append(milliseconds)
            if wrong:
                self.wrong.append(f"{kind}: {wrong}")


def measure_mixed(path: Path, questions: Sequence[Question], *, minutes: float, rate: float) -> dict[str, Any]:
    """Read for so many minutes, at most so many pages a second together; return what was met."""
    makers = _makers(path, questions)
    with _served(path) as (server, address):
        watched, memory = Watched(), [memory_of(server.pid)]
        end, pace = time.monotonic() + 60 * minutes, _Pace(rate)
        readers = [
            threading.Thread(target=_read, args=(address, makers, random.Random(SEED + one), end, pace, watched))
            for one in range(READERS)
        ]
        for reader in readers:
            reader.start()
        for sample in range(1, SAMPLES + 1):
            time.sleep(max(0.0, end - 60 * minutes * (1 - sample / SAMPLES) - time.monotonic()))
            memory.append(memory_of(server.pid))
        for reader in readers:
            reader.join()
        peak = memory_of(server.pid, "VmHWM")
    return _told(watched, memory, peak=peak, minutes=minutes)


def memory_of(process: int | str = "self", line: str = "VmRSS") -> int:
    """Return the resident memory of a process, in megabytes: now, or at its highest (``VmHWM``)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return next(int(own.split()[1]) // 1024 for own in status.splitlines() if own.startswith(line))


def _told(watched: Watched, memory: Sequence[int], *, peak: int, minutes: float) -> dict[str, Any]:
    every = [one for taken in watched.taken.values() for one in taken]
    kinds = {kind: _percentiles(watched.taken[kind]) for kind in WEIGHTS if watched.taken.get(kind)}
    return {
        "minutes": minutes,
        "readers": READERS,
        "pages": len(every),
        "pages_per_second": round(len(every) / 60 / minutes, 1),
        "errors": len(watched.wrong),
        "first_errors": watched.wrong[:10],
        # The first sample is taken as soon as the server answers, the second once it has got ready and is being asked.
        "memory_mb": {
            "start": memory[1], "middle": memory[len(memory) // 2], "end": memory[-1], "highest": peak, "all": memory,
        },
        "all": _percentiles(every),
        "kinds": kinds,
    }  # fmt: skip


def _percentiles(taken: Sequence[float]) -> dict[str, float]:
    half, most, last = np.percentile(taken, [50, 95, 100])
    return {"pages": len(taken), "p50": round(float(half)), "p95": round(float(most)), "max": round(float(last))}


class _Pace:
    """Lets readers go on one after the other, so many a second together; nobody waits where the rate is nought."""

    def __init__(self, rate: float) -> None:
        self._between = 1 / rate if rate > 0 else 0.0
        self._next = time.monotonic()
        self._lock = threading.Lock()

    def wait(self) -> None:
        with self._lock:
            now = time.monotonic()
            self._next = max(self._next + self._between, now - 1)
            left = self._next - now if self._between else 0.0
        if left > 0:
            time.sleep(left)


Maker = Callable[[random.Random], str]


def _read(
    address: str, makers: Mapping[str, Maker], chance: random.Random, end: float, pace: _Pace, watched: Watched
) -> None:
    kinds, weights = list(WEIGHTS), list(WEIGHTS.values())
    with httpx.Client(base_url=address, timeout=60, follow_redirects=True) as client:
        while time.monotonic() < end:
            pace.wait()
            kind = chance.choices(kinds, weights)[0]
            path = makers[kind](chance)
            began = time.perf_counter()
            try:
                answer = client.get(path)
                wrong = "" if answer.status_code == 200 and answer.content else f"{answer.status_code} {path[:200]}"
            except httpx.HTTPError as fault:
                wrong = f"{type(fault).__name__} {path[:200]}"
            watched.add(kind, 1000 * (time.perf_counter() - began), wrong)


def _makers(path: Path, questions: Sequence[Question]) -> dict[str, Maker]:
    """Return what makes an address of each kind of page."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    chance = random.Random(SEED)
    last = connection.execute("SELECT max(rowid) FROM sentences").fetchone()[0]
    places = [chance.randint(1, last) for _ in range(KEYS)]
    select = "SELECT id, note FROM sentences WHERE rowid = ?"
    sentences, notes = zip(*(connection.execute(select, (place,)).fetchone() for place in places), strict=True)
    themes = [row[0] for row in connection.execute("SELECT code FROM themes ORDER BY position LIMIT 15")]
    factors = [row[0] for row in connection.execute("SELECT DISTINCT code FROM examples WHERE subject = 'factor'")]
    words = [row[0] for row in connection.execute("SELECT word FROM distinctive_words ORDER BY code, word")]
    connection.close()
    asked = [found for question in questions if (found := _query(question))]
    table = path.stem

    def find(form: str) -> Maker:
        return lambda chance: f"/-/find{form}?{chance.choice(asked)}"

    return {
        "front": lambda _: "/",
        "theme": lambda chance: f"/-/theme/{chance.choice(themes)}",
        "factor": lambda chance: f"/-/factor/{chance.choice(factors)}",
        "words in context": lambda c: f"/-/theme/{c.choice(themes)}/words?{urlencode({'word': c.choice(words)})}",
        "note": lambda chance: f"/-/note/{chance.choice(notes)}",
        "find": find(""),
        "find as JSON": find(".json"),
        "find as CSV": find(".csv"),
        "passages alike": lambda chance: f"/-/passage/{chance.choice(sentences)}",
        "method and data": lambda chance: chance.choice(["/-/method", "/-/data", "/-/codebook"]),
        "Datasette's table": lambda chance: f"/{table}/notes?{urlencode({'_search': chance.choice(words)})}",
        "Datasette's row as JSON": lambda chance: f"/{table}/notes/{chance.choice(notes)}.json",
    }


def _query(question: Question) -> str:
    """Return a question as an address asks it, on its first page: later ones may not be there."""
    chosen = [(facet, value) for facet, values in question.chosen.items() for value in values]
    return urlencode([*([("words", question.words)] if question.words else []), *chosen])


@contextmanager
def _served(path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = _free_port()
    command = [sys.executable, "-m", "noteworthy.cli", "serve", str(path), "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _await_first_answer(address)
        yield server, address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_first_answer(address: str) -> None:
    for _ in range(600):
        try:
            httpx.get(address, timeout=60)
            return
        except httpx.ConnectError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer within a minute")
