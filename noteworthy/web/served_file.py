"""Whether the release that is served can be answered from: it is of this version, and still the file it was.

SQLite goes on reading a file that it has open, whatever is moved over its name, and Datasette opens it thread by
thread, when each is first needed: after a new release some pages would be of the one, some of the other. So that is
said on every page, and nothing else. A file that was merely touched, or whose times its file system keeps less exactly
than it first said, is looked through once: if it is still what its manifest says, it goes on being served.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DatabaseError
from corpus.store.migrations import is_ours, kind_of
from noteworthy.manifest import read_manifest, sha256_of
from noteworthy.web.intake import Application, Receive, Scope, Send

if TYPE_CHECKING:
    from datasette.app import Datasette

REPLACED = (
    "This collection has been replaced by another release, or moved away, while it was being served. Whoever runs this "
    "site has to start it again.\n"
)
OTHER_VERSION = (
    "This collection was released by another version of Noteworthy than this site runs. Whoever runs this site can "
    "release it anew with “noteworthy release”, and start the site again.\n"
)


class ServedFile:
    """Pass requests on as long as each release of ours can be answered from."""

    def __init__(self, app: Application, datasette: Datasette) -> None:
        self._app = app
        paths = [Path(str(one.path)) for one in datasette.databases.values() if one.path and not one.is_mutable]
        self._files = {path: _identity(path) for path in paths if is_ours(path) == "public"}
        self._sha256 = {path: read_manifest(path).get("sha256") for path in self._files}
        self._read: dict[Path, tuple[int, ...]] = {}
        """What each was when it was last looked through: once is enough."""
        self._one_at_a_time = asyncio.Lock()
        self._of_this_version = all(_can_be_read(path) for path in self._files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say why nothing is answered."""
        told = await self._problem() if scope["type"] == "http" else ""
        if not told:
            await self._app(scope, receive, send)
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else told.encode()})

    async def _problem(self) -> str:
        if not self._of_this_version:
            return OTHER_VERSION
        for path in self._files:
            if _identity(path) != self._files[path] and not await self._is_only_touched(path):
                return REPLACED
        return ""

    async def _is_only_touched(self, path: Path) -> bool:
        """Tell whether nothing but a file's time has changed, and remember that; the whole file is read for it."""
        async with self._one_at_a_time:
            before, now = self._files[path], _identity(path)
            if now == before:
                return True
            if before is None or now is None or now[:-1] != before[:-1] or self._read.get(path) == now:
                return False
            self._read[path] = now
            try:
                same = await asyncio.to_thread(sha256_of, path) == self._sha256[path]
            except OSError:
                return False
            if same and _identity(path) == now:
                self._files[path] = now
            return self._files[path] == now


def _can_be_read(path: Path) -> bool:
    try:
        kind_of(path)
    except DatabaseError:
        return False
    return True


def _identity(path: Path) -> tuple[int, ...] | None:
    """Return what tells a file from another at the same place, its time last; ``None`` where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
