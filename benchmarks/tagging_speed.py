"""How long a note of 200 words takes to be tagged: the whole answer of the server, page and JSON, alone and in company.

    python -m benchmarks.tagging_speed [--notes 50] [--write docs/speed_tagging.md]

The notes are those of the demonstration corpus, put together until they have 200 words, so that none is one which the
model learnt from. Requests go through the whole application in this process: the door, Datasette, the plugin, the
careful reader, the template. What a network and a browser add is not in the figures.
"""

import argparse
import asyncio
import os
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import httpx
from datasette.app import Datasette

from corpus.codebook import default_codebook
from corpus.coded.folder import read_coded_folder
from corpus.store.database import StoredSource, WorkDatabase
from noteworthy.serving import application, make_datasette, sign_in_link
from noteworthy.tagging import shared_tagger
from noteworthy.web import tag
from noteworthy.web.tag_rate import Buckets

WORDS = 200
TOGETHER = 4
Ask = Callable[[str], Awaitable[httpx.Response]]

TEXT = """# How fast a note is tagged

Written by `python -m benchmarks.tagging_speed`. {count} notes of {words} words, put together from the demonstration
corpus, answered by the whole application in one process with the careful reader: milliseconds from the request to the
whole answer, without network and browser. {together} at once: as many readers ask at the same moment, over and over; a
note waits for those before it. Processor time is that of all threads for one answer, on average. Measured on {cores}
cores; what else ran there made a load average of {load:.1f} when it began. Python {python}, onnxruntime {onnxruntime},
Datasette {datasette}.

| what is asked | median | 95th percentile | longest | processor time |
|---|---|---|---|---|
{rows}

The model is loaded once, in {loading:.1f} seconds, beside all else when the server starts. Wanted: under 150 ms for 200
words.
"""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many answers."""

    what: str
    taken: tuple[float, ...]
    processor: float
    """Of one answer, on average."""

    def row(self) -> str:
        """Return them as a row of the table."""
        cut = statistics.quantiles(self.taken, n=20, method="inclusive")
        figures = (statistics.median(self.taken), cut[-1], max(self.taken), self.processor)
        return f"| {self.what} | {' | '.join(f'{figure:.0f}' for figure in figures)} |"


def texts(count: int) -> list[str]:
    """Return texts of 200 words, each from other notes of the corpus."""
    return list(_texts(count))


def _texts(count: int) -> Iterator[str]:
    words: list[str] = []
    for note in read_coded_folder(Path("corpus/demo")).notes:
        words += note.text.split()
        if len(words) >= WORDS:
            yield " ".join(words[:WORDS])
            words, count = [], count - 1
        if not count:
            return


def empty_database(folder: Path) -> Path:
    """Make a private database without a note: tagging reads none."""
    path = folder / "work.db"
    with WorkDatabase(path) as database:
        database.store_source(StoredSource("none", "none", "", "authored", notice="No note is in it."))
        database.store_codebook(default_codebook())
        database.finish()
    return path


async def timed(what: str, notes: Sequence[str], ask: Ask, *, together: int = 1) -> Times:
    """Ask for every note, so many at a time, and return how long each answer took."""
    taken: list[float] = []
    waiting = list(notes)

    async def reader() -> None:
        while waiting:
            text = waiting.pop()
            began = time.perf_counter()
            answer = await ask(text)
            taken.append(1000 * (time.perf_counter() - began))
            answer.raise_for_status()

    before = time.process_time()
    await asyncio.gather(*(reader() for _ in range(together)))
    return Times(what, tuple(taken), 1000 * (time.process_time() - before) / len(taken))


async def measure(datasette: Datasette, notes: Sequence[str]) -> list[Times]:
    """Measure what is asked as JSON and as the page's script asks, alone and in company."""
    tag._buckets[datasette] = Buckets(size=1e12)
    transport = httpx.ASGITransport(app=application(datasette, private=True))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as client:
        await client.get(sign_in_link(datasette, ""))
        page = (await client.get("/-/tag")).text
        token = page.split('name="csrftoken" value="')[1].split('"')[0]

        async def as_json(text: str) -> httpx.Response:
            return await client.post("/-/tag.json", json={"text": text})

        async def as_page(text: str) -> httpx.Response:
            return await client.post("/-/tag", data={"text": text, "csrftoken": token}, headers={tag.PART: "tagged"})

        await timed("warm", notes[:5], as_page)
        return [
            await timed("JSON", notes, as_json),
            await timed("the page, as one types", notes, as_page),
            await timed(f"the page, {TOGETHER} at once", notes, as_page, together=TOGETHER),
        ]


def main() -> None:
    """Measure, print, and write where asked to."""
    arguments = argparse.ArgumentParser(description="How fast a note is tagged.")
    arguments.add_argument("--notes", type=int, default=50)
    arguments.add_argument("--write", type=Path)
    given = arguments.parse_args()
    load = os.getloadavg()[0]
    notes = texts(given.notes)
    began = time.perf_counter()
    shared_tagger().coder()
    loading = time.perf_counter() - began
    folder = Path(tempfile.mkdtemp())
    try:
        found = asyncio.run(measure(make_datasette(empty_database(folder), private=True), notes))
    finally:
        shutil.rmtree(folder)
    text = TEXT.format(
        count=len(notes),
        words=WORDS,
        together=TOGETHER,
        cores=os.cpu_count(),
        load=load,
        python=platform.python_version(),
        onnxruntime=version("onnxruntime"),
        datasette=version("datasette"),
        rows="\n".join(times.row() for times in found),
        loading=loading,
    )
    print(text)
    if given.write is not None:
        given.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
