"""Where results are written: standard output, or a file that appears whole or not at all."""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from corpus.errors import NoteworthyError

Write = Callable[[str], object]


def check_writable(output: Path | None) -> None:
    """Raise now what would else be found only when everything has been coded."""
    if output is not None and output.is_dir():
        raise NoteworthyError(f"{output} is a folder; name a file to write to.")
    above = next((parent for parent in output.absolute().parents if parent.exists()), None) if output else None
    if above is not None and not above.is_dir():
        raise NoteworthyError(f"{output} cannot be written: {above} is no folder; name another file.")


def check_apart(outputs: Sequence[Path | None], inputs: Sequence[Path | None]) -> None:
    """Raise where an output lies in a folder that is read, or is such a file, or where two are one file."""
    named = [output.resolve() for output in outputs if output is not None]
    if len(set(named)) < len(named):
        raise NoteworthyError(f"{named[0]} is named for two outputs; give each a file of its own.")
    for source in (source.resolve() for source in inputs if source is not None):
        for output in named:
            if output == source or source in output.parents:
                raise NoteworthyError(f"{output} would be written over what is read; name a file elsewhere.")


@contextmanager
def writing(output: Path | None) -> Iterator[Write]:
    """Give a function that writes text: UTF-8 with plain line feeds, whatever the system's own way is.

    A file is made beside its place, readable by its owner alone since coded notes are about people, and put there when
    all is written; where nothing was written, what stood there stays.
    """
    check_writable(output)
    if output is None:
        _speak_utf8(sys.stdout)
        yield sys.stdout.write
        return
    output = output.resolve()
    if output.exists() and not output.is_file():
        # A pipe or a device is written to as it is: it cannot be put in place of anything.
        with output.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream.write
        return
    yield from _beside(output)


def _beside(output: Path) -> Iterator[Write]:
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        handle = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, before it is renamed
            "w", encoding="utf-8", newline="\n", dir=output.parent, prefix=f".{output.name}.", delete=False
        )
    except OSError as error:
        raise NoteworthyError(f"cannot write {output}: {error.strerror}; name another file.") from None
    temporary = Path(handle.name)
    try:
        with handle:
            yield handle.write
        if temporary.stat().st_size:
            temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)


def _speak_utf8(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", newline="\n")
