"""Whether the release that is served can be answered from: it is of this version, and still the file it was.

SQLite goes on reading a file that it has open, whatever is moved over its name, and Datasette opens it thread by
thread, when each is first needed: after a new release some pages would be of the one, some of the other. So that is
said on every page, and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DatabaseError
from corpus.store.migrations import is_ours, kind_of
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
        self._of_this_version = all(_can_be_read(path) for path in self._files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say why nothing is answered."""
        told = self._problem() if scope["type"] == "http" else ""
        if not told:
            await self._app(scope, receive, send)
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else told.encode()})

    def _problem(self) -> str:
        if not self._of_this_version:
            return OTHER_VERSION
        return REPLACED if any(_identity(path) != before for path, before in self._files.items()) else ""


def _can_be_read(path: Path) -> bool:
    try:
        kind_of(path)
    except DatabaseError:
        return False
    return True


def _identity(path: Path) -> tuple[int, ...] | None:
    """Return what tells a file from another at the same place; ``None`` where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
