"""The bulletin of a release: its tables and charts, from the folder that lies beside the database, and its files.

`noteworthy bulletin FILE.db --output NAME.db.bulletin` puts it there. It went through the same disclosure control as
the release, so that everything in it may be shown; only what its manifest names, unchanged, is.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import NotFound, Response
from markupsafe import Markup

from noteworthy.manifest import read_manifest, sha256_of
from noteworthy.web.addresses import decoded
from noteworthy.web.answers import HEADERS, Visit, for_readers

if TYPE_CHECKING:
    from datasette.app import Datasette

SUFFIX = ".bulletin"
VALUES = "bulletin.json"
FORM = 1
"""Version of the form of `bulletin.json` that this page reads."""
FILES = ("bulletin.html", "bulletin.xlsx", "bulletin.docx", "methods.md", "manifest.json")
_TYPES = {".md": "text/markdown", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
          ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}  # fmt: skip
_SHOWN = (".png", ".svg")
"""Files that a browser may show; all others are saved, so that no page but ours is shown from this address."""


def bulletin_folder(database: Path) -> Path:
    """Return where the bulletin of a database lies."""
    return database.with_name(f"{database.name}{SUFFIX}")


def has_bulletin(database: str | None) -> bool:
    """Tell whether a bulletin lies beside a database; whether it is whole, its page finds out."""
    return database is not None and (bulletin_folder(Path(database)) / VALUES).is_file()


class Shelf:
    """The bulletin beside the database that is served: its manifest, and the files that the manifest names."""

    def __init__(self, visit: Visit) -> None:
        path = visit.datasette.get_database(visit.site.database).path
        self.folder = bulletin_folder(Path(path)) if path else None
        self.manifest = self._manifest()

    def _manifest(self) -> dict[str, Any]:
        try:
            found = json.loads((self.folder / "manifest.json").read_text("utf-8")) if self.folder else {}
        except (OSError, ValueError):
            return {}
        known = isinstance(found, dict) and isinstance(found.get("files"), dict)
        return found if known else {}

    def content(self, name: str) -> bytes | None:
        """Return a file that the manifest names, if it is as it was made."""
        if self.folder is None or name not in {*self.manifest.get("files", {}), "manifest.json"} or not self.manifest:
            return None
        try:
            content = (self.folder / name).read_bytes()
        except OSError:
            return None
        made = self.manifest["files"].get(name)
        return content if made is None or hashlib.sha256(content).hexdigest() == made else None

    def values(self) -> dict[str, Any] | None:
        """Return the bulletin's values; none where there is no bulletin, or one of another form."""
        content = self.content(VALUES)
        found = json.loads(content) if content else {}
        return found if found.get("form") == FORM else None


async def _bulletin_page(visit: Visit) -> Response:
    shelf = Shelf(visit)
    values = shelf.values()
    if values is None:
        raise NotFound("There is no bulletin of this release.")
    path = Path(visit.datasette.get_database(visit.site.database).path or "")
    made_from = shelf.manifest.get("input", {})
    context = {
        "here": "bulletin",
        "bulletin": values,
        "sections": await _sections(visit.datasette, values, made=shelf.manifest["files"][VALUES]),
        "made": shelf.manifest.get("made", ""),
        "kind": shelf.manifest.get("kind", ""),
        "from_this_file": made_from.get("sha256") == await _hash_of(path),
        "made_from": made_from.get("kind", ""),
        "files": [name for name in FILES if name in shelf.manifest["files"] or name == "manifest.json"],
    }
    return await visit.page("bulletin.html", context)


_rendered: WeakKeyDictionary[Datasette, tuple[str, Markup]] = WeakKeyDictionary()
"""The sections of the bulletin last shown, with the hash of its values."""


async def _sections(datasette: Datasette, values: dict[str, Any], *, made: str) -> Markup:
    """Return the sections as HTML, worked out once for a file: over a thousand rows take a third of a second."""
    known, sections = _rendered.get(datasette, ("", Markup("")))
    if known != made:
        for section in values["sections"]:
            for chart in section["charts"]:
                chart["svg"] = Markup(chart["svg"])  # drawn by vl-convert, unchanged since: its hash is in the manifest
        sections = Markup(await datasette.render_template("noteworthy/_bulletin_sections.html", {"bulletin": values}))
        _rendered[datasette] = made, sections
    return sections


async def _hash_of(path: Path) -> str:
    """Return the hash of a database, from its manifest where that has it."""
    manifest, found = read_manifest(path), path.stat()
    known = manifest.get("bytes") == found.st_size and manifest.get("sha256")
    return str(known) if known else await asyncio.to_thread(_hashed, path, found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=4)
def _hashed(path: Path, _size: int, _changed: int) -> str:
    """Return the hash of a file, worked out once until it changes: it may have gigabytes."""
    return sha256_of(path)


async def _bulletin_file(visit: Visit) -> Response:
    name = decoded(visit.request.url_vars["name"])
    content = Shelf(visit).content(name)
    if content is None:
        raise NotFound("There is no such file in the bulletin of this release.")
    suffix = Path(name).suffix
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = dict(HEADERS)
    if suffix not in _SHOWN:
        headers["Content-Disposition"] = f'attachment; filename="{Path(name).name}"'
    return Response(content, headers=headers, content_type=kind)


bulletin_view = for_readers(_bulletin_page)
bulletin_file_view = for_readers(_bulletin_file)
