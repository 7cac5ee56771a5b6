"""The reader's short list as a quotation sheet: passages with their sources, to print, or as a table or plain text.

The list itself is kept by the reader's browser, as keys alone: no words of a note are stored there. The sheet's address
names them, so that it can be sent to somebody who has no list.
"""

from __future__ import annotations

from textwrap import fill
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from noteworthy.finder.labels import FACET
from noteworthy.finder.questions import Hit
from noteworthy.web.answers import HEADERS, Visit, for_readers, problem
from noteworthy.web.counts import no_notes_page
from noteworthy.web.find_citation import Citing, citing
from noteworthy.web.find_data import passages_as_csv
from noteworthy.web.find_passages import said_of, shown, told
from noteworthy.web.find_question import PATH as FIND
from noteworthy.web.finders import finder_of, no_index_page
from noteworthy.web.marks import printable

PATH = "/-/find/sheet"
MOST = 100
"""Passages on one sheet: what an address can carry."""
_WIDTH = 88


async def _sheet_page(visit: Visit) -> Response:
    found = await _collected(visit)
    if isinstance(found, Response):
        return found
    hits, missing = found
    cited = await citing(visit)
    context: dict[str, Any] = {
        "passages": [(shown(hit), cited.of(hit)) for hit in hits],
        "missing": missing,
        "facet_words": FACET,
        "most": MOST,
        "as_csv": sheet_path(hits, ending=".csv"),
        "as_text": sheet_path(hits, ending=".txt"),
    }
    return await visit.page("sheet.html", context, scripts=("shortlist",))


async def _sheet_csv(visit: Visit) -> Response:
    found = await _collected(visit)
    if isinstance(found, Response):
        return found
    return _download(passages_as_csv(found[0], citing=await citing(visit)), "text/csv", "quotations.csv")


async def _sheet_text(visit: Visit) -> Response:
    found = await _collected(visit)
    if isinstance(found, Response):
        return found
    text = sheet_as_text(found[0], citing=await citing(visit), notices=visit.site.notices)
    return _download(text, "text/plain", "quotations.txt")


def _download(text: str, kind: str, name: str) -> Response:
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, headers=headers, content_type=f"{kind}; charset=utf-8")


def sheet_path(hits: tuple[Hit, ...], *, ending: str = "") -> str:
    """Return the path of the sheet of these passages, below the site's base."""
    return f"{PATH}{ending}?{urlencode([('passage', hit.sentence) for hit in hits])}"


async def _collected(visit: Visit) -> tuple[tuple[Hit, ...], tuple[str, ...]] | Response:
    """Return the passages named, in their order, and the keys that name none; or the page that says why not."""
    if visit.site.holds == "counts":
        return await no_notes_page(visit)
    finder = await finder_of(visit)
    if finder is None:
        return await no_index_page(visit)
    keys = tuple(dict.fromkeys(key for key in visit.request.args.getlist("passage") if key))
    if len(keys) > MOST:
        return await _too_many(visit, len(keys))
    found = await finder.passages(keys)
    return tuple(found.values()), tuple(key for key in keys if key not in found)


async def _too_many(visit: Visit, number: int) -> Response:
    return await problem(
        visit.datasette,
        visit.request,
        status=400,
        heading="That is too much for one sheet",
        reason=f"It names {number:,} passages, and a sheet holds up to {MOST}.",
        advice=[("Make two sheets", None), ("Find practice", visit.datasette.urls.path(FIND))],
    )


def sheet_as_text(hits: tuple[Hit, ...], *, citing: Citing, notices: tuple[str, ...]) -> str:
    """Return a sheet as plain text: each passage, what it was coded as, where it is from and its citation."""
    head = ["Quotations", "Automated tags are aids, not inspection judgements.", *notices]
    entries = [_entry(number, hit, citing) for number, hit in enumerate(hits, start=1)]
    return "\n\n".join(["\n".join(_filled(line) for line in head), *entries]) + "\n"


def _entry(number: int, hit: Hit, citing: Citing) -> str:
    codings = "; ".join(f"{coding.name}: {said_of(coding)}" for coding in hit.codings)
    origin = "; ".join(f"{FACET[name]}: {value}" for name, value in told(hit.attributes))
    lines = [f"{number}. “{hit.text.strip()}”", codings, origin, citing.of(hit).line]
    return "\n".join(_filled(printable(line), indent="" if line is lines[0] else "   ") for line in lines if line)


def _filled(line: str, *, indent: str = "") -> str:
    return fill(line, _WIDTH, initial_indent=indent, subsequent_indent="   ", break_long_words=False)


sheet_view = for_readers(_sheet_page)
sheet_csv_view = for_readers(_sheet_csv)
sheet_text_view = for_readers(_sheet_text)
