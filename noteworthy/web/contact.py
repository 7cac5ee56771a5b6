"""Where a reader reports a concern: an address from the configuration, since a published database cannot be changed.

In the metadata that the site is started with: ``{"plugins": {"noteworthy": {"contact": "notes@example.org"}}}``;
``noteworthy serve --contact`` sets it too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noteworthy.contact import Contact, understood

if TYPE_CHECKING:
    from datasette.app import Datasette


def contact(datasette: Datasette) -> Contact | None:
    """Return the configured address; ``None`` where there is none, or it is of no kind that we know."""
    given = (datasette.plugin_config("noteworthy") or {}).get("contact")
    return understood(given) if isinstance(given, str) else None
