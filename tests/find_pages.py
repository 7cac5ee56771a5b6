"""What the tests of find practice share: its pages fetched from a site on a small collection, and taken apart."""

from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from datasette.app import Datasette

VOID = {"br", "img", "input", "link", "meta"}
INLINE = {"a", "b", "bdi", "i", "mark", "q", "span", "strong", "title"}
OURS = ["/-/find", "/-/find?words=waiting", "/-/find?words=nothing+zeppelin&theme=delay", "/-/passage/A1-1"]
OURS += ["/-/find/sheet", "/-/find/sheet?passage=A1-1&passage=A2-1&passage=gone"]


class Page(HTMLParser):
    """A page taken apart: its tags with their attributes, and the words in each."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[tuple[tuple[str, ...], str]] = []
        self.feed(html)
        self.close()
        assert self.open == [], f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another tag"
        if tag not in INLINE:
            self.words.append((tuple(self.open), " "))

    def handle_data(self, data: str) -> None:
        self.words.append((tuple(self.open), data))

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of all elements of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]

    def within(self, tag: str) -> str:
        """Return the text inside all elements of a kind."""
        return " ".join("".join(data for path, data in self.words if tag in path).split())

    @property
    def text(self) -> str:
        """All words that a reader gets, white space made one."""
        return " ".join("".join(data for path, data in self.words if "title" not in path).split())


@cache
def site(collection: Path) -> Datasette:
    """Return the site on a collection, as readers of a public site meet it: one for all tests."""
    return Datasette(immutables=[str(collection)])


def served(collection: Path, **options: Any) -> Any:
    """Return a client of a site on a collection."""
    return (Datasette(immutables=[str(collection)], **options) if options else site(collection)).client


async def page(path: str, collection: Path, *, status: int = 200) -> Page:
    """Fetch a page and take it apart."""
    response = await served(collection).get(path)
    assert response.status_code == status, response.text[:500]
    return Page(response.text)


async def data(path: str, collection: Path) -> Any:
    """Fetch an answer as data."""
    response = await served(collection).get(path)
    assert response.status_code == 200, response.text[:500]
    return response.json()
