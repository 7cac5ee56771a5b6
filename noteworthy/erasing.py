"""Erasing a case from the private database, and saying what its owner has to do then."""

from dataclasses import dataclass
from pathlib import Path

from corpus.store.database import WorkDatabase
from corpus.store.erasing import Erasure, erase_case
from corpus.store.releases import Release
from noteworthy.finder.indexing import make_index
from noteworthy.summaries.making import make_summaries


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What an erasure did, in words; the case itself is not named in them."""

    database: Path
    erasure: Erasure

    def sentences(self) -> tuple[str, ...]:
        """Say what is gone, and what is still to be done."""
        gone, releases = self.erasure, self.erasure.releases
        done = (
            f"{self.database}: the case had gone already; the file is written anew."
            if gone.before
            else f"{self.database}: the case is erased, with {_many(gone.judgements, 'judgement')}, "
            f"{_many(gone.notes, 'note')} and all that was read, coded and decided in them; the file is written anew."
        )
        source = "Take it out of its source too: until then each build refuses its rows ('erased on request')."
        if not releases:
            return done, source, "It is in no release that this database remembers."
        return done, source, f"It is in {_many(len(releases), 'release')}, to be withdrawn and made anew:"

    def releases(self) -> tuple[str, ...]:
        """Say in a line each which releases the case is in."""
        return tuple(_line(release) for release in self.erasure.releases)


def erase(work: Path, case_id: str) -> ErasureReport:
    """Erase a case, by its id in the source, and all that derives from it."""
    with WorkDatabase(work, create=False) as database:
        return ErasureReport(work, erase_case(database, case_id, make_summaries, make_index))


def _line(release: Release) -> str:
    return f"{release.released}  {release.kind}  {release.database}  sha256 {release.sha256}"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
