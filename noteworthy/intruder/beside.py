"""What lies beside the public file: its manifest, journals that SQLite left, and whatever else bears its name."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from noteworthy.intruder.findings import Spot
from noteworthy.intruder.search import Cell
from noteworthy.intruder.tables import shown_name
from noteworthy.manifest import manifest_path

STRAY = ("-wal", "-journal", "-shm", ".partial")
"""Endings of files that must not lie beside a finished release: they hold what the file held before."""

_ITS_DATE = "released"


def files_beside(public: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files that bear the name of a public file, each with what it is called in a report."""
    for path in sorted(public.parent.iterdir()):
        name = path.name.removeprefix(".")
        if path.name != public.name and name.startswith(public.name) and path.is_file():
            yield _place(path, public), path


def _place(path: Path, public: Path) -> str:
    if path == manifest_path(public):
        return "manifest"
    ending = path.name.removeprefix(".").removeprefix(public.name)
    return f"{ending} file" if ending in STRAY else "file beside"


def is_stray(path: Path) -> bool:
    """Tell whether a file is a journal or a half-made release."""
    return path.name.endswith(STRAY) and path.stat().st_size > 0


def json_cells(place: str, path: Path) -> Iterator[Cell]:
    """Yield the strings of a JSON file, keys and values; nothing where it is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return
    for where, text in strings_of(content):
        if where != _ITS_DATE:
            yield Cell(Spot(place, path.name, where), text)


def strings_of(content: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield all strings of nested lists and dictionaries, numbers too, each with the path that leads to it."""
    waiting = [(where, content)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, dict):
            for key, value in node.items():
                yield f"a key in {path}" if path else "a key", str(key)
                waiting.append((f"{path}.{shown_name(str(key))}".strip("."), value))
        elif isinstance(node, list):
            waiting += [(path, item) for item in node]
        elif isinstance(node, str):
            yield path, node
        elif isinstance(node, int) and not isinstance(node, bool):
            yield path, str(node)
