"""What a site offers beyond reading: to tag a note, and on the private site to correct and to review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request

from noteworthy.web.bulletin import has_bulletin
from noteworthy.web.site import Site

if TYPE_CHECKING:
    from datasette.app import Datasette

SIGNED_IN = "root"
"""The one actor that a private site knows: whoever opened the sign-in link."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What this reader of this site may do."""

    tag: bool = False
    """Have a note tagged that is not in the database."""
    write: bool = False
    """Correct codings and review identifiers: only on a private database, only for who has signed in."""
    bulletin: bool = False
    """Read the bulletin that lies beside the database."""


def offers_of(datasette: Datasette, request: Request | None, site: Site | None) -> Offers:
    """Return what this reader may do; off a site of ours, nothing."""
    if site is None:
        return Offers()
    actor = (request.actor if request else None) or {}
    # A private file that is served as one that never changes is only read.
    database = datasette.get_database(site.database)
    write = actor.get("id") == SIGNED_IN and site.private and database.is_mutable
    return Offers(tag=write or _switched_on(datasette), write=write, bulletin=has_bulletin(database.path))


def _switched_on(datasette: Datasette) -> bool:
    """Tell whether whoever runs the site has switched tagging on: ``plugins: {noteworthy: {tag: true}}``."""
    settings = datasette.plugin_config("noteworthy") or {}
    return isinstance(settings, dict) and settings.get("tag") is True
