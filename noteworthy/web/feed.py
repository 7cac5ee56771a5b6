"""The feed of releases, in Atom (RFC 4287): one entry a release, with what changed since the one before."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from datasette.utils.asgi import Response

from noteworthy.web import words
from noteworthy.web.answers import HEADERS, Visit, for_readers, problem
from noteworthy.web.marks import printable
from noteworthy.web.released import Changes, Told, release_of
from noteworthy.web.versions import site_title

_ATOM = "http://www.w3.org/2005/Atom"
SHOWN = ("cases", "notes", "sentences", "codings", "safe_counts", "approved_passages")
"""The tables whose growth an entry tells; the others follow from these."""


async def _feed(visit: Visit) -> Response:
    told = release_of(visit)
    if told is None:
        return await problem(
            visit.datasette,
            visit.request,
            status=404,
            heading="There is no feed here",
            reason="A feed tells of releases, and no manifest of a release lies beside this database.",
            advice=[("See the data", visit.datasette.urls.path("/-/data"))],
        )
    urls = visit.datasette.urls
    body = feed_of(
        told,
        title=await site_title(visit.datasette),
        home=visit.datasette.absolute_url(visit.request, urls.path("/")),
        data=visit.datasette.absolute_url(visit.request, urls.path("/-/data")),
        own=visit.datasette.absolute_url(visit.request, urls.path("/-/releases.atom")),
    )
    return Response(body, headers=dict(HEADERS), content_type="application/atom+xml; charset=utf-8")


def feed_of(told: Told, *, title: str, home: str, data: str, own: str) -> str:
    """Return the feed as a document. Whatever stands in it is escaped, and holds no character that XML forbids."""
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _text(feed, "id", own)
    _text(feed, "title", f"Releases: {title}")
    _text(feed, "updated", _moment(told.latest.released))
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": home})
    _text(SubElement(feed, "author"), "name", title)
    for changes in told.changes:
        release = changes.release
        entry = SubElement(feed, "entry")
        _text(entry, "id", f"urn:noteworthy:release:{release.sha256}")
        _text(entry, "title", f"Release of {release.released} ({release.kind}, version {release.version})")
        _text(entry, "updated", _moment(release.released))
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": data})
        _text(entry, "summary", summary(changes))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="unicode") + "\n"


def summary(changes: Changes) -> str:
    """Say what a release holds, and how that differs from the one before."""
    tables = changes.release.tables
    holds = [f"{tables[name]:,} {name.replace('_', ' ')}" for name in SHOWN if name in tables]
    grown = [f"{name.replace('_', ' ')} {now - then:+,}" for name, then, now in changes.differing if name in SHOWN]
    told = f"Holds {words.listed(holds)}." if holds else "Holds tables of counts."
    return f"{told} Since the release before: {', '.join(grown)}." if grown else told


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = printable(text)


def _moment(day: str) -> str:
    """Return a date as the moment at which it begins, which is what Atom wants."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")


feed_view = for_readers(_feed)
