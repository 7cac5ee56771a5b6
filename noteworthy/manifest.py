"""The manifest of a release: what went in, what came out, and how anyone can check that it is the same file."""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import noteworthy
from corpus.store.schema import database_schema

Manifest = dict[str, Any]

_WORKINGS = (
    ("corpus", "store/counts.py"),
    ("corpus", "store/rows.py"),
    ("corpus", "store/schema.py"),
    ("corpus", "data/schema.toml"),
    ("nlp", "identifiers.py"),
    ("nlp", "data/identifiers.toml"),
    ("noteworthy", "publication.py"),
    ("noteworthy", "redaction.py"),
    ("noteworthy", "release.py"),
)
"""The files that decide what a release looks like: when one changes, so may the release."""


def manifest_path(database: Path) -> Path:
    """Return where the manifest of a public database lies: beside it."""
    return database.with_name(f"{database.name}.manifest.json")


def fingerprint(work: Path) -> str:
    """Hash everything that a release depends on: the private database, and the program."""
    parts = [sha256_of(work), database_schema().hash, sqlite3.sqlite_version, noteworthy.__version__]
    parts += [hashlib.sha256((files(room) / name).read_bytes()).hexdigest() for room, name in _WORKINGS]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def release_date() -> date:
    """Return the date of a release: that of SOURCE_DATE_EPOCH where it is set, so that a release can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()


def read_manifest(database: Path) -> Manifest:
    """Return the manifest beside a public database; empty where there is none that can be read."""
    try:
        manifest = json.loads(manifest_path(database).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write a manifest."""
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def is_current(database: Path, wanted: str) -> bool:
    """Tell whether a public database was released from just this, and is as it was then."""
    manifest = read_manifest(database)
    return (
        manifest.get("fingerprint") == wanted and database.is_file() and manifest.get("sha256") == sha256_of(database)
    )


def make_manifest(
    database: Path, *, name: str, fingerprint: str, facts: dict[str, str], models: Iterable[str],
    sources: Iterable[dict[str, str]], replaced: dict[str, int], tables: dict[str, int],
) -> Manifest:  # fmt: skip
    """Say what went into a public database and what came out."""
    return {
        "kind": "open",
        "database": name,
        "released": release_date().isoformat(),
        "sha256": sha256_of(database),
        "bytes": database.stat().st_size,
        "sources": list(sources),
        "codebook": {"hash": facts["codebook"], "title": facts["codebook_title"], "version": facts["codebook_version"]},
        "models": sorted(models),
        "software": {"noteworthy": noteworthy.__version__, "sqlite": sqlite3.sqlite_version},
        "identifiers_replaced": dict(sorted(replaced.items())),
        "tables": tables,
        "schema": database_schema().hash,
        "fingerprint": fingerprint,
    }
