"""Quotations only of what was reviewed: by the rule of the release gate, that of texts which are not invented."""

from dataclasses import replace
from pathlib import Path

from corpus.store.database import WorkDatabase
from noteworthy.bulletin.content import Section
from noteworthy.bulletin.data import BulletinData
from noteworthy.redaction_policy import default_redaction_policy, read_redaction_policy
from noteworthy.reviewing import queue

_LEFT_OUT = (
    "No passage is quoted: {} in these texts are left to review for what could identify somebody; decide them with "
    "`noteworthy review`, then make the bulletin again."
)


def left_to_review(data: BulletinData, policy: Path | None) -> int:
    """Return how much is left to review before texts of a private database may be quoted; of invented ones nothing."""
    if data.kind != "private" or all(source.publication == "authored" for source in data.sources):
        return 0
    rules = read_redaction_policy(policy) if policy else default_redaction_policy()
    with WorkDatabase(data.path, create=False) as database:
        return queue(database, rules).left


def without_quotations(section: Section, left: int) -> Section:
    """Return a section without its quotations, and with the reason where it had some."""
    if not (left and section.quotations):
        return section
    told = _LEFT_OUT.format("1 thing" if left == 1 else f"{left:,} things")
    return replace(section, quotations=(), limits=(*section.limits, told))
