"""What the tests of the site share: its pages fetched as a reader's browser gets them, and taken apart."""

from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from datasette.app import Datasette

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SVG_VOID = {"rect", "line", "path", "circle"}
INLINE = {"a", "b", "bdi", "code", "i", "mark", "q", "span", "strong", "title"}

HOSTILE = "/-/note/x~2F~3Cscript~3Ealert~281~29~3C~2Fscript~3E"
"""The page of a note whose key is a script."""


class Page(HTMLParser):
    """A page taken apart: its tags with their attributes, and the words in each.

    It fails on a tag that is not closed where it was opened.
    """

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

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        assert tag in VOID | SVG_VOID, f"<{tag}/> closes nothing in HTML"

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another tag"
        if tag not in INLINE:
            self.words.append((tuple(self.open), " "))

    def handle_data(self, data: str) -> None:
        self.words.append((tuple(self.open), data))

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of all elements of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]

    def within(self, tag: str) -> str:
        """Return the text inside all elements of a kind, white space made one."""
        return " ".join("".join(data for path, data in self.words if tag in path).split())

    @property
    def text(self) -> str:
        """All words that a reader gets, white space made one."""
        return " ".join("".join(data for path, data in self.words if "title" not in path).split())


@cache
def site(file: Path) -> Datasette:
    """Return the site on a file, as readers of a public site meet it: one for all tests, which only read."""
    return Datasette(immutables=[str(file)])


def served(file: Path, **options: Any) -> Any:
    """Return a client of the site on a file; with options, of a site of its own."""
    return (Datasette(immutables=[str(file)], **options) if options else site(file)).client


async def page(path: str, file: Path, *, status: int = 200) -> Page:
    """Fetch a page and take it apart."""
    response = await served(file).get(path)
    assert response.status_code == status, response.text[:500]
    return Page(response.text)


async def data(path: str, file: Path) -> Any:
    """Fetch an answer as data."""
    response = await served(file).get(path)
    assert response.status_code == 200, response.text[:500]
    return response.json()
