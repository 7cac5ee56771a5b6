"""Coding a stream of input on one or more processes, in input order, in flat memory.

Only notes are coded; whatever else the stream holds (a refusal, an answer without text) passes through in its place.
The result is the same for any number of workers, since what is said of a note depends on that note alone.
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from corpus.codebook import read_codebook
from corpus.errors import NoteworthyError
from corpus.values import CodedNote, Note
from noteworthy.coder import Coder, Profile

Other = TypeVar("Other")

CHUNK = 256
"""Items handed to a worker at once."""


@dataclass(frozen=True, slots=True)
class CoderSettings:
    """What makes a coder, in a form that travels between processes."""

    codebook: Path | None = None
    model: Path | None = None
    reader: str | None = None
    profile: Profile = "balanced"

    def coder(self) -> Coder:
        """Create the coder; raise what is wrong with its codebook or model."""
        codebook = read_codebook(self.codebook) if self.codebook else None
        return Coder(codebook=codebook, model=self.model, reader=self.reader, profile=self.profile)


def code_stream(
    items: Iterable[Note | Other], *, settings: CoderSettings, workers: int = 1, coder: Coder | None = None
) -> Iterator[CodedNote | Other]:
    """Yield each item in its order, notes coded. ``coder`` spares making one where the caller has it."""
    if workers <= 1:
        coder = coder or settings.coder()
        with _models_left_alone():
            for chunk in _chunks(items):
                yield from _code_chunk(coder, chunk)
        return
    if coder is None:
        settings.coder()  # raises here, once, what is wrong with the model or the codebook, and not in every worker
    try:
        yield from _code_on_workers(items, settings=settings, workers=workers)
    except BrokenProcessPool:
        raise NoteworthyError(
            "a worker ended before its work was done, perhaps for want of memory; use fewer."
        ) from None


@contextmanager
def _models_left_alone() -> Iterator[None]:
    """Keep the collector of garbage from walking through the models, again and again, while notes are coded."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _chunks(items: Iterable[Note | Other]) -> Iterator[list[Note | Other]]:
    stream = iter(items)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk


def _code_chunk(coder: Coder, chunk: list[Note | Other]) -> list[CodedNote | Other]:
    coded = coder.code_all(item for item in chunk if isinstance(item, Note))
    return [next(coded) if isinstance(item, Note) else item for item in chunk]


def _code_on_workers(
    items: Iterable[Note | Other], *, settings: CoderSettings, workers: int
) -> Iterator[CodedNote | Other]:
    # Spawned, not forked: a fork copies the threads' locks of the numerical libraries in whatever state they are.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_start_worker, initargs=(settings,)) as pool:
        waiting: deque[Future[list[CodedNote | Other]]] = deque()
        for chunk in _chunks(items):
            waiting.append(pool.submit(_work, chunk))
            # No more than two chunks a worker are ever under way, so that a million notes need no more memory than ten.
            if len(waiting) >= 2 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


_coder_of_this_process: Coder | None = None


def _start_worker(settings: CoderSettings) -> None:
    global _coder_of_this_process
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says that it was stopped; its workers need not
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _coder_of_this_process = settings.coder()
    gc.freeze()  # nothing of it is ever garbage, and the collector would walk through it again and again


def _end_with_parent() -> None:
    """Leave when the parent is gone, however it went: a worker without one would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(chunk: list[Note | Other]) -> list[CodedNote | Other]:
    if _coder_of_this_process is None:
        raise RuntimeError("a worker was given notes before it had a coder")
    return _code_chunk(_coder_of_this_process, chunk)
