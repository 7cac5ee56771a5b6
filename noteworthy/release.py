"""The release gate: from the private database to the one that may be published.

Open releases are of text that its owner declares invented or already public; all that is public comes from redacted
text. Everything else is protected: safe counts alone. The file is made beside its place, checked, made read-only and
only then moved there, so that a release that is cut off leaves what was there before.
"""

import hashlib
import os
import sqlite3
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Literal

from corpus.errors import DatabaseError, ReleaseRefusedError
from corpus.store.approving import standing_approvals
from corpus.store.database import WorkDatabase
from corpus.store.held import held_sha256
from corpus.store.migrations import is_ours
from corpus.store.releases import Release, forget_release, is_remembered, record_release
from corpus.store.rows import Row
from noteworthy import manifest
from noteworthy.disclosure.policy import DisclosurePolicy, default_policy, read_policy
from noteworthy.narratives.approved import Approved, Rules, approved
from noteworthy.narratives.policy import NarrativesPolicy, default_narratives_policy, read_narratives_policy
from noteworthy.open_release import write_open
from noteworthy.protected_release import Protected, told_of, write_protected
from noteworthy.publication import PublicKeys, Publisher
from noteworthy.redaction_policy import RedactionPolicy, default_redaction_policy, read_redaction_policy
from noteworthy.released_rows import RowsReport
from noteworthy.reviewing import ReviewSummary, queue, summary

PUBLISHABLE = ("authored", "already-public")
READ_ONLY = 0o444
SECTIONS = frozenset({"disclosure", "redaction", "narratives"})
"""Sections of a policy file."""

Kind = Literal["open", "protected"]


@dataclass(frozen=True, slots=True)
class Policy:
    """What a release goes by: how texts are redacted, which counts are shown, and the hash of the file that says so."""

    redaction: RedactionPolicy
    disclosure: DisclosurePolicy
    sha256: str
    narratives: NarrativesPolicy = field(default_factory=NarrativesPolicy)

    @property
    def rules(self) -> Rules:
        """The parts that approved passages go by."""
        return Rules(self.narratives, self.disclosure, self.redaction)

    @classmethod
    def read(cls, file: Path | None) -> "Policy":
        """Read a policy file; the one that ships where none is given."""
        if file is None:
            content = (files("noteworthy") / "data" / "policy.toml").read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            return cls(default_redaction_policy(), default_policy(), digest, default_narratives_policy())
        parts = read_redaction_policy(file), read_policy(file), read_narratives_policy(file)
        _check_sections(file)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        return cls(parts[0], parts[1], digest, parts[2])


def _check_sections(file: Path) -> None:
    """Refuse a section that nothing reads: what a misspelt one asks for would silently be as shipped."""
    unknown = sorted(tomllib.loads(file.read_text(encoding="utf-8-sig")).keys() - SECTIONS)
    if unknown:
        known = ", ".join(f"[{name}]" for name in sorted(SECTIONS))
        raise ReleaseRefusedError(f"{file}: there is no section '{unknown[0]}' in a policy; name it one of {known}.")


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """What a release did."""

    database: Path
    kind: Kind
    notes: int = 0
    replaced: int = 0
    counts: int = 0
    passages: int = 0
    up_to_date: bool = False
    protection: tuple[str, ...] = ()
    """What disclosure control says to the person who signs."""

    def sentences(self) -> tuple[str, ...]:
        """Say it."""
        if self.up_to_date:
            return (f"{self.database} is up to date: nothing has changed since it was released.",)
        if self.kind == "open":
            told = f"{self.database}: {self.notes:,} notes released, {self.replaced:,} identifiers in them replaced."
            return (told, *self.protection)
        told = f"{self.database}: {self.counts:,} safe counts released, and no record of any case or note."
        if self.passages:
            told = (
                f"{self.database}: {self.counts:,} safe counts released, and {self.passages:,} single passages that "
                "people approved, without anything of their cases."
            )
        return (told, *self.protection)


def build_public(
    work: Path,
    public: Path,
    *,
    kind: Kind | None = None,
    policy: Policy | None = None,
    accepted: str = "",
    narratives: bool = False,
    state: Callable[[str], None] = lambda _: None,
) -> ReleaseReport:
    """Release `work` as `public`, with its manifest beside it; do nothing where nothing has changed.

    The kind is open where every source is invented or already public, and else protected. `accepted` is the reason for
    which a queue of review that is not empty is passed over; with `narratives`, passages that people approved one by
    one join a protected release; `state` hears of what takes long.
    """
    policy = policy or Policy.read(None)
    with WorkDatabase(work, create=False) as database:
        _check_target(work, public)
        _check_whole(database)
        kind = _kind(database, kind)
        review, accepted = _check_review(database, policy, kind=kind, accepted=_reason(accepted))
        _check_narratives(database, kind=kind, narratives=narratives)
        database.secret_key()
        wanted = manifest.fingerprint(
            held_sha256(database.connection),
            kind=kind,
            policy=policy.sha256,
            accepted=accepted,
            narratives=narratives,
        )
        if manifest.is_current(public, wanted):
            return ReleaseReport(public, kind, up_to_date=True)
        if kind == "protected":
            state("Counting, and hiding what is small; this can take minutes.")
        passages = _approved(database, policy) if narratives else None
        asked = _Asked(kind, policy, review, accepted, wanted, passages)
        return _Release(database, public, asked).make()


def _kind(database: WorkDatabase, wanted: Kind | None) -> Kind:
    """Return the kind of release; refuse an open one of what is private."""
    private = [source for source in database.sources() if source.publication not in PUBLISHABLE]
    if wanted == "open" and private:
        raise ReleaseRefusedError(
            f"source '{private[0].name}' is declared '{private[0].publication}', and only text that is invented or "
            'already public can be released openly; if it is, declare publication = "authored" or "already-public" '
            "under [source] in its mapping file and build again."
        )
    return wanted or ("protected" if private else "open")


def _reason(given: str) -> str:
    """Return a reason on one line; refuse one that says nothing, or holds what acts on a terminal."""
    reason = " ".join(given.split())
    if given and not (reason and reason.isprintable()):
        raise ReleaseRefusedError("--accept-unreviewed needs a reason in plain words, since a manifest shows it.")
    return reason


def _check_review(database: WorkDatabase, policy: Policy, *, kind: Kind, accepted: str) -> tuple[ReviewSummary, str]:
    """Refuse while people have finds to look at. Of invented text there is nobody to protect, of counts no text.

    Return what was reviewed, and the reason where something was passed over for it.
    """
    left = queue(database, policy.redaction)
    needed = kind == "open" and any(source.publication != "authored" for source in database.sources())
    passed_over = needed and left.left > 0
    if passed_over and not accepted:
        raise ReleaseRefusedError(
            f"{left.left:,} things are left to review ({left.sentence().removeprefix('Left to review: ')[:-1]}); look "
            f"at them with `noteworthy review {database.path}`, or release with --accept-unreviewed REASON, which is "
            "recorded."
        )
    return summary(database, left), accepted if passed_over else ""


def _check_narratives(database: WorkDatabase, *, kind: Kind, narratives: bool) -> None:
    """Refuse passages where there are none to add, or where the release holds all text anyway."""
    if not narratives:
        return
    if kind == "open":
        raise ReleaseRefusedError(
            "--narratives is for a protected release, and this one is open: it holds the whole redacted text already; "
            "leave it out, or add --kind protected."
        )
    if not standing_approvals(database.connection):
        raise ReleaseRefusedError(
            f"nobody has approved a passage in {database.path}; read and approve some with `noteworthy review "
            f"{database.path} --passages` or on the private site, or release without --narratives."
        )


def _approved(database: WorkDatabase, policy: Policy) -> Approved:
    """Return the passages that may go out; refuse where what people decided lets none."""
    found = approved(database, policy.rules)
    if not found.passages:
        why = " ".join(found.sentences()) or "What was approved is gone."
        raise ReleaseRefusedError(
            f"no passage in {database.path} may be published. {why} Approve some with `noteworthy review "
            f"{database.path} --passages`, or release without --narratives."
        )
    return found


def _check_target(work: Path, public: Path) -> None:
    """Refuse to write over anything that is no earlier release."""
    beside = manifest.manifest_path(public)
    for path in (public, beside):
        if path.is_dir():
            raise DatabaseError(f"{path} is a folder; name the file to write, or move the folder away.")
    if public.exists() and is_ours(public) != "public":
        raise DatabaseError(f"{public} is there already and is no release of ours; name another file, or move it away.")
    if work.resolve() in {path.resolve() for path in (public, beside, *_partial(public))}:
        raise DatabaseError(f"{work} would be written over by the release or its manifest; name another file.")


def _partial(public: Path) -> tuple[Path, Path]:
    """Return the files that a release and its manifest are made in."""
    return public.with_name(f".{public.name}.partial"), public.with_name(f".{public.name}.manifest.partial")


def _check_whole(database: WorkDatabase) -> None:
    if not database.finished:
        raise ReleaseRefusedError(
            f"{database.path} was not built to its end; run the same `noteworthy build` again, then release it."
        )
    sources = database.sources()
    if not sources:
        raise ReleaseRefusedError(f"{database.path} holds no source; build it from one first.")
    codebooks = [row[0] for row in database.connection.execute("SELECT DISTINCT codebook FROM notes")]
    if len(codebooks) > 1:
        raise ReleaseRefusedError(
            f"{database.path} holds notes coded with {len(codebooks)} versions of the codebook, which cannot be "
            "counted together; build all its sources again with one."
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a release is to be, and what was looked at before."""

    kind: Kind
    policy: Policy
    review: ReviewSummary
    accepted: str
    fingerprint: str
    approved: Approved | None
    """Passages that join it; `None` where none were asked for."""


class _Release:
    """One release: its parts, and the files that it is made in before it is put in its place."""

    def __init__(self, database: WorkDatabase, public: Path, asked: _Asked) -> None:
        self._database, self._public, self._asked = database, public, asked
        self._policy, self._kind = asked.policy, asked.kind
        self._publisher = Publisher(PublicKeys(database.secret_key()), asked.policy.redaction)
        self._rows: RowsReport | None = None
        self._protected: Protected | None = None

    def make(self) -> ReleaseReport:
        """Make it whole, or not at all."""
        public = self._public
        public.parent.mkdir(parents=True, exist_ok=True)
        partial, partial_manifest = _partial(public)
        partial.unlink(missing_ok=True)
        try:
            report, tables = self._write(partial)
            with self._remembered(self._record(partial, tables)):
                manifest.write_manifest(self._manifest(partial, tables), partial_manifest)
                _settle(partial)
                partial.replace(public)
                partial_manifest.replace(manifest.manifest_path(public))
        except (OSError, sqlite3.Error) as problem:
            raise DatabaseError(
                f"cannot write {public}: {problem}; check the folder and that the disk has room."
            ) from None
        finally:
            partial.unlink(missing_ok=True)
            partial_manifest.unlink(missing_ok=True)
        return report

    @contextmanager
    def _remembered(self, release: Release) -> Iterator[None]:
        """Remember a release while it is put in its place, and forget it again if it does not get there.

        First, so that no release is out that the private database does not know: after a kill it knows one too many.
        """
        known = is_remembered(self._database, release.sha256)
        record_release(self._database, release, counts=self._protected.told if self._protected else ())
        try:
            yield
        except BaseException:
            there = self._public.is_file() and manifest.sha256_of(self._public) == release.sha256
            if not (known or there):
                forget_release(self._database, release.sha256)
            raise

    def _write(self, partial: Path) -> tuple[ReleaseReport, dict[str, int]]:
        if self._kind == "protected":
            passages = self._asked.approved
            made = write_protected(partial, self._database, self._publisher, self._policy.disclosure, passages=passages)
            self._protected = made
            report = ReleaseReport(
                self._public,
                "protected",
                counts=made.tables["safe_counts"],
                passages=len(made.passages.passages) if made.passages else 0,
                protection=made.sentences,
            )
            return report, made.tables
        opened = write_open(partial, self._database, self._publisher, self._policy.disclosure)
        self._rows = opened.rows
        replaced, said = sum(self._publisher.replaced.values()), tuple(opened.rows.sentences() if opened.rows else ())
        report = ReleaseReport(self._public, "open", notes=opened.tables["notes"], replaced=replaced, protection=said)
        return report, opened.tables

    def _record(self, partial: Path, tables: dict[str, int]) -> Release:
        """Return what the private database remembers, so that a case that is erased can be found in its releases."""
        return Release(
            sha256=manifest.sha256_of(partial),
            kind=self._kind,
            database=self._public.name,
            released=manifest.release_date().isoformat(),
            notes=tables.get("notes", self._database.totals()["notes"]),
            accepted=self._asked.accepted,
            counted=self._protected.counted if self._protected else "",
        )

    def _manifest(self, partial: Path, tables: dict[str, int]) -> manifest.Manifest:
        database = self._database
        return manifest.make_manifest(
            partial,
            name=self._public.name,
            kind=self._kind,
            fingerprint=self._asked.fingerprint,
            facts=database.facts(),
            models=[row[0] for row in database.connection.execute("SELECT DISTINCT model FROM notes")],
            sources=self._sources(),
            replaced=self._publisher.replaced,
            tables=tables,
            policy=_policy_facts(self._policy, kind=self._kind),
            review=asdict(self._asked.review) | {"accepted_unreviewed": self._asked.accepted},
            further=self._further(),
            earlier=manifest.earlier_releases(self._public, besides=manifest.sha256_of(partial)),
        )

    def _further(self) -> dict[str, object]:
        """Return what only some manifests say."""
        passages = self._protected.passages if self._protected else None
        further: dict[str, object] = {}
        if passages is not None:
            parts = {"narratives": self._policy.narratives, "redaction": self._policy.redaction}
            says = {name: _in_order(part.model_dump()) for name, part in parts.items()}
            further = {"narratives": passages.facts() | {"policy": says}}
        return further if self._rows is None else further | {"rows": self._rows.facts()}

    def _sources(self) -> list[Row]:
        sources = self._database.sources()
        return told_of(sources) if self._kind == "protected" else [asdict(source) for source in sources]


def _policy_facts(policy: Policy, *, kind: Kind) -> dict[str, object]:
    part = policy.redaction if kind == "open" else policy.disclosure
    return {"sha256": policy.sha256, "says": _in_order(part.model_dump())}


def _in_order(value: object) -> object:
    """Put sets in order, so that the same policy is written the same way each time."""
    if isinstance(value, dict):
        return {key: _in_order(one) for key, one in value.items()}
    return sorted(value) if isinstance(value, frozenset) else value


def _settle(path: Path) -> None:
    """Make a finished file read-only, and see it onto the disk before anything points at it."""
    path.chmod(READ_ONLY)
    with path.open("rb") as file:
        os.fsync(file.fileno())
