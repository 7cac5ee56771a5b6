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
from corpus.errors import ReleaseRefusedError
from corpus.store.schema import database_schema

Manifest = dict[str, Any]

MOST_EARLIER = 50
"""Earlier releases that a manifest still tells of."""

WORKINGS = (
    ("corpus", "data/schema.toml"),
    ("corpus", "store/approving.py"),
    ("corpus", "store/counts.py"),
    ("corpus", "store/held.py"),
    ("corpus", "store/migrations.py"),
    ("corpus", "store/reviewing.py"),
    ("corpus", "store/rows.py"),
    ("corpus", "store/schema.py"),
    ("corpus", "store/tallying.py"),
    ("corpus", "store/upserts.py"),
    ("nlp", "data/identifiers.toml"),
    ("nlp", "data/names.toml"),
    ("nlp", "identifiers.py"),
    ("nlp", "lexicon.py"),
    ("nlp", "names.py"),
    ("nlp", "placeholders.py"),
    ("nlp", "plain.py"),
    ("nlp", "words.py"),
    ("models", "data/training.toml"),
    ("models", "embedding.py"),
    ("models", "linear.py"),
    ("models", "names.py"),
    ("models", "settings.py"),
    ("models", "shipped/names/card.json"),
    ("models", "data/stop_words.txt"),
    ("models", "static_embedding/card.json"),
    ("models", "words.py"),
    ("noteworthy", "data/review_roles.toml"),
    ("noteworthy", "data/summaries.toml"),
    ("noteworthy", "dates_and_ages.py"),
    ("noteworthy", "disclosure/anonymity.py"),
    ("noteworthy", "disclosure/attack.py"),
    ("noteworthy", "disclosure/audit.py"),
    ("noteworthy", "disclosure/earlier.py"),
    ("noteworthy", "disclosure/linked.py"),
    ("noteworthy", "disclosure/percentages.py"),
    ("noteworthy", "disclosure/policy.py"),
    ("noteworthy", "disclosure/protection.py"),
    ("noteworthy", "disclosure/row_suppression.py"),
    ("noteworthy", "disclosure/tables.py"),
    ("noteworthy", "earlier_counts.py"),
    ("noteworthy", "finder/clarity.py"),
    ("noteworthy", "finder/gathering.py"),
    ("noteworthy", "finder/indexing.py"),
    ("noteworthy", "finder/inversion.py"),
    ("noteworthy", "finder/meaning.py"),
    ("noteworthy", "finder/ordering.py"),
    ("noteworthy", "finder/questions.py"),
    ("noteworthy", "finder/tokens.py"),
    ("noteworthy", "identifiers.py"),
    ("noteworthy", "manifest.py"),
    ("noteworthy", "narratives/approved.py"),
    ("noteworthy", "narratives/passages.py"),
    ("noteworthy", "narratives/policy.py"),
    ("noteworthy", "open_release.py"),
    ("noteworthy", "people.py"),
    ("noteworthy", "protected_release.py"),
    ("noteworthy", "publication.py"),
    ("noteworthy", "redaction.py"),
    ("noteworthy", "redaction_policy.py"),
    ("noteworthy", "release.py"),
    ("noteworthy", "released_rows.py"),
    ("noteworthy", "reviewing.py"),
    ("noteworthy", "roles.py"),
    ("noteworthy", "safe_counts.py"),
    ("noteworthy", "statistics/clusters.py"),
    ("noteworthy", "statistics/distinctive.py"),
    ("noteworthy", "statistics/estimates.py"),
    ("noteworthy", "statistics/proportions.py"),
    ("noteworthy", "statistics/sampled.py"),
    ("noteworthy", "summaries/answers.py"),
    ("noteworthy", "summaries/counted.py"),
    ("noteworthy", "summaries/examples.py"),
    ("noteworthy", "summaries/making.py"),
    ("noteworthy", "summaries/pairs.py"),
    ("noteworthy", "summaries/passages.py"),
    ("noteworthy", "summaries/settings.py"),
    ("noteworthy", "summaries/shares.py"),
    ("noteworthy", "summaries/terms.py"),
    ("noteworthy", "summaries/words.py"),
)
"""The files that decide what a release looks like: when one changes, so may the release. A test looks for others."""


def manifest_path(database: Path) -> Path:
    """Return where the manifest of a public database lies: beside it."""
    return database.with_name(f"{database.name}.manifest.json")


def fingerprint(held: str, *, kind: str, policy: str, accepted: str = "", narratives: bool = False) -> str:
    """Hash everything that a release depends on: what the private database holds, what was asked for, the program."""
    parts = [held, kind, policy, accepted, *(["narratives"] if narratives else [])]
    parts += [database_schema().hash, sqlite3.sqlite_version, noteworthy.__version__]
    parts += [hashlib.sha256((files(room) / name).read_bytes()).hexdigest() for room, name in WORKINGS]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def release_date() -> date:
    """Return the date of a release: that of SOURCE_DATE_EPOCH where it is set, so that a release can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ReleaseRefusedError(
            f"SOURCE_DATE_EPOCH is '{epoch[:40]}', which is no time in whole seconds since 1970, such as 1774958400; "
            "correct it or unset it."
        ) from None


def read_manifest(database: Path) -> Manifest:
    """Return the manifest beside a public database; empty where there is none that can be read."""
    try:
        manifest = json.loads(manifest_path(database).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def earlier_releases(database: Path, *, besides: str) -> list[dict[str, Any]]:
    """Return what the manifest that lies beside a database says of it and of the releases before it, the latest first.

    `besides` is the hash of the file that is about to take its place, which is no earlier release of itself.
    """
    before = read_manifest(database)
    known = [before, *before.get("earlier", [])] if before else []
    told = [{name: release.get(name) for name in ("released", "sha256", "kind", "tables")} for release in known]
    return [release for release in told if release["sha256"] not in (None, besides)][:MOST_EARLIER]


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
    database: Path, *, name: str, kind: str, fingerprint: str, facts: dict[str, str], models: Iterable[str],
    sources: Iterable[dict[str, str]], replaced: dict[str, int], tables: dict[str, int], policy: dict[str, object],
    review: dict[str, object], earlier: Iterable[dict[str, Any]] = (), further: dict[str, object] | None = None,
) -> Manifest:  # fmt: skip
    """Say what went into a public database and what came out."""
    return {
        "kind": kind,
        "database": name,
        "released": release_date().isoformat(),
        "sha256": sha256_of(database),
        "bytes": database.stat().st_size,
        "sources": list(sources),
        "codebook": {"hash": facts["codebook"], "title": facts["codebook_title"], "version": facts["codebook_version"]},
        "models": sorted(models),
        "software": {"noteworthy": noteworthy.__version__, "sqlite": sqlite3.sqlite_version},
        "policy": policy,
        "review": review,
        "identifiers_replaced": dict(sorted(replaced.items())),
        **(further or {}),
        "tables": tables,
        "schema": database_schema().hash,
        "fingerprint": fingerprint,
        "earlier": list(earlier),
    }
