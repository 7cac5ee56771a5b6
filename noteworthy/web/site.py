"""Which attached database is ours, and what must be said wherever its data is shown.

Everything else in this package acts only where ``find_site`` finds one: elsewhere the plugin is not noticed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from noteworthy.web.facts import Provenance
from noteworthy.web.queries import Holding, Queries
from noteworthy.web.stylesheet import stylesheet_path
from noteworthy.web.words import PUBLICATION, PUBLICATION_OF_COUNTS, said

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database


@dataclass(frozen=True, slots=True)
class Site:
    """A database of ours, as the reader's way into it."""

    database: str
    """Its name in Datasette, which is the first part of its pages' addresses."""
    sources: tuple[Provenance, ...] = ()
    theme_names: dict[str, str] = field(default_factory=dict)
    holds: Holding = "records"
    """Records, or counts alone: a protected release has nothing else."""
    private: bool = False
    """Whether it is a working database, which may name people."""

    @property
    def table(self) -> str:
        """The table that stands for all of it where permission is asked."""
        return "notes" if self.holds == "records" else "safe_counts"

    @property
    def notices(self) -> tuple[str, ...]:
        """What a reader must be told of the sources, each notice once."""
        words = PUBLICATION if self.holds == "records" else PUBLICATION_OF_COUNTS
        told = [source.notice or said(words, source.publication) for source in self.sources]
        return tuple(dict.fromkeys(notice for notice in told if notice))

    @property
    def stylesheet(self) -> str:
        """Path of the stylesheet, below the site's base."""
        return stylesheet_path()

    def withheld(self) -> Site:
        """Return the site without what only those signed in may know."""
        return replace(self, sources=(), theme_names={})


_known: WeakKeyDictionary[Database, tuple[object, Site | None]] = WeakKeyDictionary()


async def find_site(datasette: Datasette) -> Site | None:
    """Return the first attached database of ours, or ``None``; what a file is, is remembered until it changes."""
    for name, database in datasette.databases.items():
        stamp = (name, database.mtime_ns, database.size)
        known, site = _known.get(database, (None, None))
        if known != stamp:
            site = await _read_site(name, database)
            _known[database] = stamp, site
        if site is not None:
            return site
    return None


async def _read_site(name: str, database: Database) -> Site | None:
    queries = Queries(database)
    holds = await queries.holding()
    if holds is None:
        return None
    names = {theme.code: theme.name for theme in await queries.themes()}
    return Site(name, await queries.sources(), names, holds, private=await queries.is_private())
