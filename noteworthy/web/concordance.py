"""A word in its contexts (KWIC): each time it stands in the coded passages of a theme or factor, line under line.

Words are looked up when they are asked for, in the full-text index: any word can be, not only those of a list. How many
notes are looked at for it is bounded, and the page says where the bound was met.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from corpus.values import Polarity
from noteworthy.web.addresses import factor_path, theme_path
from noteworthy.web.answers import Visit, for_readers, problem
from noteworthy.web.chart import ORDER
from noteworthy.web.counts import no_notes_page
from noteworthy.web.factor import factor_of
from noteworthy.web.summaries import Passage, Subject, Summaries
from noteworthy.web.theme import summaries_of, theme_of

NOTES = 2_000
"""Notes with the word that are looked at."""
PASSAGES = 400
"""Their coded passages that are looked at: what can be sorted while a reader waits."""
AROUND = 52
"""Characters of context on either side: what fits beside the word in one line of a wide window."""
PAGE = 50
LONGEST = 80
MOST_WORDS = 6

SORTS = {"after": "the words after", "before": "the words before", "note": "the order of the notes"}
_WORD = re.compile(r"\w+(?:['’]\w+)*")


class Place(NamedTuple):
    """Where the words stand in a passage's text."""

    passage: Passage
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One place where the word stands."""

    before: str
    word: str
    after: str
    polarity: Polarity
    note: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What a reader asks: words, whose passages, and how to sort them."""

    words: tuple[str, ...]
    polarity: str
    sort: str
    page: int

    @property
    def said(self) -> str:
        """The words as they are looked for."""
        return " ".join(self.words)


async def _theme_words_page(visit: Visit) -> Response:
    if visit.site.holds == "counts":
        return await no_notes_page(visit)
    theme = await theme_of(visit)
    if isinstance(theme, Response):
        return theme
    return await _words_page(visit, "theme", theme.code, theme.name, theme_path(theme.code))


async def _factor_words_page(visit: Visit) -> Response:
    if visit.site.holds == "counts":
        return await no_notes_page(visit)
    factor = await factor_of(visit)
    if isinstance(factor, Response):
        return factor
    return await _words_page(visit, "factor", factor.code, factor.name, factor_path(factor.code))


async def _words_page(visit: Visit, subject: Subject, code: str, name: str, path: str) -> Response:
    asked = summaries_of(visit)
    looked = _read(visit)
    if isinstance(looked, str):
        return await _refused(visit, looked, path)
    context: dict[str, Any] = {"subject": subject, "code": code, "name": name, "path": path, "looked": looked}
    if looked.words:
        passages = await asked.contexts(subject, code, looked.words, notes=NOTES, passages=PASSAGES, around=2 * AROUND)
        places = tuple(_places(passages, looked.words))
        shown = _sorted([one for one in places if looked.polarity in ("", one.passage.polarity)], looked.sort)
        pages = max(1, -(-len(shown) // PAGE))
        if looked.page > pages:
            return await _refused(visit, f"There are {pages} pages of these contexts, and no page {looked.page}", path)
        context |= {
            "lines": [_line(place) for place in shown[(looked.page - 1) * PAGE : looked.page * PAGE]],
            "number": len(shown),
            "choices": _choices(looked, Counter(place.passage.polarity for place in places)),
            "sorts": [(_query(looked, sort=sort), told, sort == looked.sort) for sort, told in SORTS.items()],
            "pages": pages,
            "previous": _query(looked, page=looked.page - 1) if looked.page > 1 else None,
            "next": _query(looked, page=looked.page + 1) if looked.page < pages else None,
            "bounded": await _bound(asked, looked, passages),
        }
    context["suggested"] = await asked.words(subject, code) if await asked.there() else None
    return await visit.page("concordance.html", context)


async def _bound(asked: Summaries, looked: Looked, passages: Sequence[Passage]) -> str:
    """Return in words what alone was looked at, where that was not all."""
    if len(passages) >= PASSAGES:
        return f"the first {PASSAGES:,} passages of notes with it"
    if await asked.notes_with(looked.words, most=NOTES + 1) > NOTES:
        return f"the first {NOTES:,} notes with it"
    return ""


def _read(visit: Visit) -> Looked | str:
    """Return what the address asks, or what is wrong with it."""
    args = visit.request.args
    given = " ".join(args.getlist("word"))
    words = tuple(_WORD.findall(given))
    polarity, sort = args.get("polarity") or "", args.get("sort") or "after"
    page = args.get("page") or "1"
    if len(given) > LONGEST or len(words) > MOST_WORDS:
        return f"Up to {MOST_WORDS} words are looked for together, and {LONGEST} characters"
    if polarity and polarity not in ORDER:
        return f"Passages are {', '.join(ORDER)}, and none of them is “{polarity[:40]}”"
    if sort not in SORTS:
        return f"Contexts are sorted by {', '.join(SORTS)}, and not by “{sort[:40]}”"
    if not (page.isascii() and page.isdigit() and int(page[:9]) >= 1 and len(page) < 9):
        return "A page is a whole number from 1"
    return Looked(words, polarity, sort, int(page))


def _places(passages: Sequence[Passage], words: Sequence[str]) -> Iterator[Place]:
    """Yield each place where the very words stand in a passage, whatever their case."""
    parts = (re.escape(word).replace("’", "'").replace("'", "['’]") for word in words)
    pattern = re.compile(r"(?<!\w)" + r"\W+".join(parts) + r"(?!\w)", re.IGNORECASE)
    for passage in passages:
        for found in pattern.finditer(passage.text, passage.start, passage.end):
            yield Place(passage, *found.span())


def _line(place: Place) -> Line:
    passage, start, end = place
    return Line(
        _whole_words(passage.text[max(0, start - AROUND) : start], cut=start > AROUND, at=0),
        passage.text[start:end],
        _whole_words(passage.text[end : end + AROUND], cut=len(passage.text) > end + AROUND, at=-1),
        passage.polarity,
        passage.note,
        passage.sentence,
    )


def _whole_words(text: str, *, cut: bool, at: int) -> str:
    """Return text on one line; where it was cut, without the word that lost a part at that end, unless it is alone."""
    words = text.split()
    if cut and len(words) > 1 and not (text[at].isspace()):
        del words[at]
    lead, trail = ("" if not part[:1].isspace() else " " for part in (text, text[::-1]))
    return f"{'' if cut and at == 0 else lead}{' '.join(words)}{'' if cut and at == -1 else trail}"


def _sorted(places: list[Place], sort: str) -> list[Place]:
    def after(place: Place) -> list[str]:
        return _WORD.findall(place.passage.text[place.end : place.end + AROUND].lower())

    def before(place: Place) -> list[str]:
        return _WORD.findall(place.passage.text[max(0, place.start - AROUND) : place.start].lower())[::-1]

    def of_note(place: Place) -> list[str]:
        return [place.passage.sentence]

    side = {"after": after, "before": before, "note": of_note}[sort]
    return sorted(places, key=lambda place: (side(place), place.passage.note, place.start))


def _choices(looked: Looked, counts: Counter[Polarity]) -> list[tuple[str, str, int, bool]]:
    """Return what can be shown, as (address, polarity, number of lines, whether it is shown)."""
    every = [("", counts.total()), *((polarity, counts[polarity]) for polarity in ORDER)]
    return [
        (_query(looked, polarity=polarity), polarity, number, polarity == looked.polarity)
        for polarity, number in every
        if number or not polarity
    ]


def _query(looked: Looked, *, polarity: str | None = None, sort: str | None = None, page: int = 1) -> str:
    asked = {
        "word": looked.said,
        "polarity": looked.polarity if polarity is None else polarity,
        "sort": sort or looked.sort,
        "page": str(page) if page > 1 else "",
    }
    return "?" + urlencode({name: value for name, value in asked.items() if value})


async def _refused(visit: Visit, reason: str, path: str) -> Response:
    urls = visit.datasette.urls
    return await problem(
        visit.datasette,
        visit.request,
        status=400,
        heading="These contexts cannot be shown",
        reason=f"{reason}.",
        advice=[("Start with a word", urls.path(f"{path}/words"))],
    )


theme_words_view = for_readers(_theme_words_page)
factor_words_view = for_readers(_factor_words_page)
