"""The bulletin made: data read, every analysis asked for its section, disclosure control, and the files written.

What the data cannot support is said in its section, and everything else is made all the same.
"""

import hashlib
import platform
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import noteworthy
from corpus.errors import NoteworthyError
from noteworthy.bulletin import (
    agreement,
    availability,
    comparison,
    contribution,
    landscape,
    mismatch,
    outcomes,
    practice,
    public_protection,
    themes,
)
from noteworthy.bulletin.content import Bulletin, Section
from noteworthy.bulletin.data import BulletinData, load
from noteworthy.bulletin.files import write_files
from noteworthy.bulletin.folder import new_folder, write_manifest
from noteworthy.bulletin.groups import groups_of
from noteworthy.bulletin.legible import legible
from noteworthy.bulletin.outline import Outline, outlines
from noteworthy.bulletin.private_checks import check_checks, write_checks
from noteworthy.bulletin.protected import protected_sections
from noteworthy.bulletin.released_values import as_released
from noteworthy.bulletin.reviewed import left_to_review, without_quotations
from noteworthy.bulletin.settings import Settings, read_settings
from noteworthy.disclosure.policy import DisclosurePolicy, default_policy, read_policy
from noteworthy.manifest import release_date, sha256_of

State = Callable[[str], None]
ANALYSES: dict[str, Callable[[BulletinData, Settings], Section]] = {
    "availability": availability.section,
    "contribution": contribution.section,
    "comparison": comparison.section,
    "public_protection": public_protection.section,
    "themes": themes.section,
    "practice": practice.section,
    "landscape": landscape.section,
    "outcomes": outcomes.section,
    "mismatch": mismatch.section,
    "agreement": agreement.section,
}
"""The analyses by the name that `data/sections.toml` has for them."""
_SOFTWARE = ("numpy", "pandas", "scipy", "statsmodels", "altair", "vl-convert-python", "gptables", "python-docx")
_KINDS = {
    "open": "open: exact counts, since all text is invented or already public",
    "protected": "protected: safe counts alone, hidden and rounded by the policy",
}


@dataclass(frozen=True, slots=True)
class BulletinReport:
    """What was made."""

    output: Path
    kind: str
    tables: int
    figures: int
    unsupported: tuple[str, ...]
    """Titles of the sections that the data could not support."""
    checks: int | None = None
    """Cases in the private list, where one was asked for."""

    def sentences(self) -> tuple[str, ...]:
        """Say it."""
        made = f"{self.output}: {self.tables:,} tables and {self.figures:,} charts, {_KINDS[self.kind].split(':')[0]}."
        left = f"Not supported by these data: {'; '.join(self.unsupported)}." if self.unsupported else ""
        listed = "" if self.checks is None else f"{self.checks:,} cases to check are listed in the private file."
        return tuple(sentence for sentence in (made, left, listed) if sentence)


def make_bulletin(
    database: Path,
    output: Path,
    *,
    settings: Settings | None = None,
    policy: Path | None = None,
    private_checks: Path | None = None,
    state: State = lambda _: None,
) -> BulletinReport:
    """Make the bulletin of a database in a folder, whole or not at all.

    ``private_checks`` names the file for the list of cases whose reason and answer disagree, which is never published.
    """
    with new_folder(output) as folder:
        state(f"Reading {database}.")
        data = load(database)
        _check_groups(data, settings)
        if private_checks:
            check_checks(private_checks, data, output)
        bulletin = bulletin_of(data, settings or read_settings(), policy=policy, state=state)
        write_files(bulletin, folder, state=state)
        write_manifest(folder, _manifest(data, bulletin, policy))
        figures = len(list((folder / "figures").glob("*.svg")))
    checks = write_checks(private_checks, data) if private_checks else None
    tables = sum(len(section.tables) for section in bulletin.sections)
    left = tuple(section.title for section in bulletin.sections if section.unsupported)
    return BulletinReport(output, kind_of(data), tables, figures, left, checks)


def _check_groups(data: BulletinData, settings: Settings | None) -> None:
    """Raise where somebody asked for a comparison that these data cannot make: it would be missing unnoticed."""
    if settings is None or not settings.asked_for or kind_of(data) == "protected":
        return
    if isinstance(reason := groups_of(as_released(data), settings), str):
        raise NoteworthyError(reason)


def bulletin_of(
    data: BulletinData, settings: Settings, *, policy: Path | None = None, state: State = lambda _: None
) -> Bulletin:
    """Return the bulletin as values; of private data they are safe counts alone."""
    rules = read_policy(policy) if policy else default_policy()
    if kind_of(data) == "protected":
        with _one_thread():
            sections = protected_sections(data, settings, rules, state=state)
    else:
        left, data = left_to_review(data, policy), as_released(data, policy)
        with _one_thread():
            made = [_section(outline, data, settings, state) for outline in outlines()]
        sections = tuple(without_quotations(section, left) for section in made)
    return legible(
        Bulletin(
            title=_title(data),
            notices=data.notices,
            facts=tuple(_facts(data, settings, rules, policy).items()),
            sections=sections,
            corrections=_corrections(data, settings),
        )
    )


def _one_thread() -> AbstractContextManager[Any]:
    """Keep linear algebra to one thread: the products are small, so that threads wait for each other, and the way they
    share the work could change the last bits of a figure.

    Only what has been loaded can be held to it, so SciPy's is loaded first.
    """
    import scipy.linalg  # noqa: F401
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    held: AbstractContextManager[Any] = threadpool_limits(1)
    return held


def kind_of(data: BulletinData) -> str:
    """Return the kind of bulletin, by the rule of the release gate: open where all text is invented or public."""
    return "open" if data.kind == "open" or (data.kind == "private" and data.open) else "protected"


def _section(outline: Outline, data: BulletinData, settings: Settings, state: State) -> Section:
    """Return a section; one whose estimators break on these data says so, and the rest is made."""
    state(f"Analysis {outline.number} of {len(outlines())}: {outline.title}.")
    try:
        return ANALYSES[outline.analysis](data, settings)
    except (ArithmeticError, np.linalg.LinAlgError, NoteworthyError) as problem:
        reason = f"The analysis could not be computed on these data ({type(problem).__name__})."
        return Section(outline.number, outline.title, outline.question, "Nothing was computed.", unsupported=reason)


def _title(data: BulletinData) -> str:
    years = sorted({str(year) for year in data.cases["year"].dropna()})
    span = ", " + " to ".join(dict.fromkeys((years[0], years[-1]))) if years else ""
    return f"Availability, delivery and practice: what inspectors recorded{span}"


def _facts(data: BulletinData, settings: Settings, policy: DisclosurePolicy, file: Path | None) -> dict[str, str]:
    """Return what the run was of: for the page, the methods and the manifest."""
    kind = kind_of(data)
    facts = {"Kind of bulletin": _KINDS[kind], "Made from": f"a {data.kind} database"}
    facts |= {f"Source {number}": source.title for number, source in enumerate(data.sources, 1) if kind == "open"}
    facts |= _counts(data) if kind == "open" else {}
    meta = data.meta
    facts["Codebook"] = " ".join(meta.get(key, "") for key in ("codebook_title", "codebook_version")).strip()
    facts["Codebook, hash"], facts["Model, hash"] = meta.get("codebook", ""), meta.get("model", "")
    facts["Policy"] = f"SHA-256 {sha256_of(file)}" if file else "the one that ships with Noteworthy"
    if kind == "protected":
        facts["Thresholds"] = (
            f"counts from 1 to {policy.threshold - 1} are hidden, sensitive ones from 1 to "
            f"{policy.sensitive_threshold - 1}; rounded to the nearest {policy.rounding_base}; no percentage of fewer "
            f"than {policy.smallest_percentage_base}"
        )
    facts["Groups compared"] = f"{', '.join(settings.groups) or 'the two largest'} ({settings.attribute})"
    facts["Seed"] = str(settings.seed)
    facts["Software"] = ", ".join(
        [f"noteworthy {noteworthy.__version__}", f"Python {platform.python_version()}"]
        + [f"{name} {version(name)}" for name in _SOFTWARE]
    )
    return {label: value for label, value in facts.items() if value}


def _counts(data: BulletinData) -> dict[str, str]:
    """Return how much there is of what, and what is missing of it."""
    found = {"Cases": len(data.cases), "Answers to closed questions": len(data.judgements), "Texts": len(data.notes),
             "Sentences": len(data.sentences), "Codings that stand": len(data.codings)}  # fmt: skip
    facts = {label: f"{number:,}" for label, number in found.items()}
    for whose, label in (("coders", "Texts counted by coders' agreed coding"),
                         ("machine", "Texts counted by the machine's coding"),
                         ("no", "Texts not counted: the machine learnt from them and no coder read them")):  # fmt: skip
        facts[label] = f"{int((data.notes['counted'] == whose).sum()):,}"
    missing = {name: int(data.cases[name].isna().sum()) for name in data.cases.columns if name not in data.absent}
    told = [f"{name.replace('_', ' ')} {number:,}" for name, number in missing.items() if number]
    facts["Cases where it is not known"] = ", ".join(told) or "nothing is missing"
    facts["Not held by this file"] = ", ".join(sorted(name.replace("_", " ") for name in data.absent))
    facts |= {f"Not usable: {one.subject}": one.sentence for one in data.problems}
    return facts


def _corrections(data: BulletinData, settings: Settings) -> tuple[str, ...]:
    if kind_of(data) == "protected":
        return (
            "Counts were hidden and rounded by disclosure control; no figure rests on anything but published counts.",
        )
    return (
        "Where many comparisons are made, p-values are adjusted so that of the differences told no more than "
        f"{settings.false_discovery_rate:.0%} are expected to be false (Benjamini and Hochberg 1995); each table says "
        "over which comparisons.",
        "Machine counts are given raw, and corrected for the machine's error only where coders' readings of texts of "
        "the same corpus, from which it did not learn, measure that error.",
    )


def _manifest(data: BulletinData, bulletin: Bulletin, policy: Path | None) -> dict[str, Any]:
    """Return what the bulletin was made from."""
    return {
        "title": bulletin.title,
        "kind": kind_of(data),
        "made": release_date().isoformat(),
        "input": {"name": data.path.name, "kind": data.kind, "sha256": sha256_of(data.path)},
        "policy": hashlib.sha256(policy.read_bytes()).hexdigest() if policy else "default",
        "facts": dict(bulletin.facts),
        "sections": {
            str(section.number): section.unsupported or f"{len(section.tables)} tables" for section in bulletin.sections
        },
    }
