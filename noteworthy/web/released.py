"""What the manifest beside a public database says of the release: read for the pages that tell of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from noteworthy.manifest import read_manifest
from noteworthy.web.answers import Visit


@dataclass(frozen=True, slots=True)
class Release:
    """One release: when, what kind, its hash, and how many rows its tables have."""

    released: str
    kind: str
    sha256: str
    tables: dict[str, int]

    @property
    def version(self) -> str:
        """How it is cited: the first digits of its hash."""
        return self.sha256[:12]


@dataclass(frozen=True, slots=True)
class Changes:
    """How a release differs in size from the one before it: (table, rows before, rows now), where they differ."""

    release: Release
    differing: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The whole of a manifest, as far as pages tell it."""

    releases: tuple[Release, ...]
    """The latest first."""
    replaced: dict[str, int]
    review: dict[str, Any]
    policy: dict[str, Any]
    software: str
    size: int
    """Bytes of the file."""
    narratives: dict[str, Any] = field(default_factory=dict)
    """What it says of passages that people approved; empty where there are none."""
    rows: dict[str, Any] = field(default_factory=dict)
    """How rare the attributes of its cases are, and what was left out; empty where it has no rows."""

    @property
    def latest(self) -> Release:
        """The release that is served."""
        return self.releases[0]

    @property
    def changes(self) -> tuple[Changes, ...]:
        """Each release with what changed since the one before it; the first changed nothing."""
        before: tuple[Release | None, ...] = (*self.releases[1:], None)
        return tuple(Changes(now, _differing(then, now)) for now, then in zip(self.releases, before, strict=True))


def _differing(then: Release | None, now: Release) -> tuple[tuple[str, int, int], ...]:
    if then is None:
        return ()
    names = dict.fromkeys((*now.tables, *then.tables))
    counts = ((name, then.tables.get(name, 0), now.tables.get(name, 0)) for name in names)
    return tuple(entry for entry in counts if entry[1] != entry[2])


def release_of(visit: Visit) -> Told | None:
    """Return what the manifest says of the file that is served; ``None`` where there is none, or it is of another."""
    path = visit.datasette.get_database(visit.site.database).path
    manifest = read_manifest(Path(path)) if path else {}
    try:
        if manifest["bytes"] != Path(path).stat().st_size:
            return None
        return _told(manifest)
    except (KeyError, TypeError, OSError):
        return None


def _told(manifest: dict[str, Any]) -> Told:
    known = [manifest, *manifest.get("earlier", [])]
    return Told(
        releases=tuple(
            Release(entry["released"], entry["kind"], entry["sha256"], entry.get("tables") or {}) for entry in known
        ),
        replaced=manifest.get("identifiers_replaced", {}),
        review=manifest.get("review", {}),
        policy=manifest.get("policy", {}),
        narratives=manifest.get("narratives", {}),
        rows=manifest.get("rows", {}),
        software=f"Noteworthy {manifest['software']['noteworthy']}",
        size=manifest["bytes"],
    )
