"""How a passage is cited: what it is from, which edition of the data, its lasting address, and what must be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from noteworthy.finder.questions import Hit
from noteworthy.web.addresses import passage_path
from noteworthy.web.facts import Provenance
from noteworthy.web.released import release_of
from noteworthy.web.words import PUBLICATION, said

if TYPE_CHECKING:
    from noteworthy.web.answers import Visit


@dataclass(frozen=True, slots=True)
class Citation:
    """All that a citation of one passage says."""

    title: str
    """Of the source."""
    passage: str
    edition: str
    """Which data it was found in, such as "Open release of 28 November 2025, sha256 0123456789ab"."""
    address: str
    notice: str

    @property
    def line(self) -> str:
        """The citation as one line."""
        cited = f"{self.title}, passage {self.passage}. {self.edition}. {self.address}"
        return f"{cited} – {self.notice}" if self.notice else cited


@dataclass(frozen=True, slots=True)
class Citing:
    """How passages of one site are cited to one reader."""

    edition: str
    address: str
    """Of the site, with its base, without the last slash."""
    sources: Sequence[Provenance]

    def of(self, hit: Hit) -> Citation:
        """Return the citation of a passage."""
        title = hit.attributes.get("source") or (self.sources[0].title if len(self.sources) == 1 else "Noteworthy")
        source = next((source for source in self.sources if source.title == title), None)
        notice = (source.notice or said(PUBLICATION, source.publication) or "") if source else ""
        return Citation(title, hit.sentence, self.edition, f"{self.address}{passage_path(hit.sentence)}", notice)


async def citing(visit: Visit) -> Citing:
    """Return how this site's passages are cited by whoever makes this visit."""
    address = visit.datasette.absolute_url(visit.request, visit.datasette.urls.path("/")).rstrip("/")
    return Citing(await _edition(visit), address, visit.site.sources)


async def _edition(visit: Visit) -> str:
    """Say which data these are: a release, or what has not been released, by its codebook."""
    told = release_of(visit)
    if told is not None:
        release = told.latest
        return f"{release.kind.capitalize()} release of {_day(release.released)}, sha256 {release.version}"
    what = "Private database, not to be quoted outside" if visit.site.private else "Not a release"
    codebook = (await visit.queries.meta()).get("codebook", "")
    return f"{what}; coded with codebook {codebook}" if codebook else what


def _day(written: str) -> str:
    day = date.fromisoformat(written)
    return f"{day.day} {day:%B} {day.year}"
