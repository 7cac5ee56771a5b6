"""The folder of a bulletin: it appears whole or not at all, and takes the place of nothing that is not ours."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import NoteworthyError
from noteworthy.manifest import sha256_of

MANIFEST = "manifest.json"
MADE_BY = "noteworthy bulletin"


@contextmanager
def new_folder(output: Path) -> Iterator[Path]:
    """Give a folder to write in, and put it in place when all is written; else nothing has changed.

    Raises `NoteworthyError` at once where the place is taken by anything but an earlier bulletin.
    """
    output = output.absolute()
    check_place(output)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{output.name}.", dir=output.parent))
    except OSError as problem:
        raise NoteworthyError(f"cannot write {output}: {problem.strerror}; name another folder.") from None
    try:
        yield partial
        partial.chmod(0o777 & ~_umask())
        _put_in_place(partial, output)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def check_place(output: Path) -> None:
    """Raise where something is there that is not an earlier bulletin, unchanged in what it consists of."""
    if not output.exists() and not output.is_symlink():
        return
    if not output.is_dir() or output.is_symlink():
        raise NoteworthyError(f"{output} is there already and is no folder; name another one.")
    there = {path.relative_to(output).as_posix() for path in output.rglob("*") if not path.is_dir()}
    ours = _ours(output)
    strange = sorted(there - set(ours))
    if strange:
        raise NoteworthyError(
            f"{output} holds '{strange[0]}', which no bulletin of ours put there; name another folder, or move it away."
        )
    changed = [name for name in sorted(there) if ours[name] and ours[name] != sha256_of(output / name)]
    if changed:
        raise NoteworthyError(
            f"'{changed[0]}' in {output} was changed since the bulletin was made, and would be lost; move it away, or "
            "name another folder."
        )


def _ours(output: Path) -> dict[str, str]:
    """Return the files of an earlier bulletin and their hashes, after its manifest, which has none; else nothing."""
    try:
        manifest = json.loads((output / MANIFEST).read_text(encoding="utf-8"))
        ours = manifest.get("made_by") == MADE_BY
        return {MANIFEST: "", **manifest["files"]} if ours else {}
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return {}


def _put_in_place(partial: Path, output: Path) -> None:
    """Move the folder there; one that stood there goes only when the new one stands."""
    if not output.exists():
        partial.rename(output)
        return
    before = Path(tempfile.mkdtemp(prefix=f".{output.name}.before.", dir=output.parent))
    try:
        output.rename(before / "before")
        try:
            partial.rename(output)
        except OSError:
            (before / "before").rename(output)
            raise
    finally:
        shutil.rmtree(before, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def write_manifest(folder: Path, facts: dict[str, Any]) -> dict[str, str]:
    """Write what the folder holds, each file with its SHA-256, and what it was made from; return the hashes."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    hashes = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    text = json.dumps({"made_by": MADE_BY, **facts, "files": hashes}, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return hashes
