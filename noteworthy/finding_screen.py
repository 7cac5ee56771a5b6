"""What the finder found, for a terminal and for other programs: lines of text, and lines of JSON."""

import json
import textwrap
from collections.abc import Iterator, Sequence

from noteworthy.finder.questions import Answer, Hit, HitCoding
from noteworthy.review_screen import harmless

WIDTH = 100
"""Columns that a passage is wrapped to."""

_INDENT = "    "
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand for the marks until lines are cut; no passage holds them once it is harmless."""
_BOLD = ("\x1b[1m", "\x1b[0m")
_TOLD = ("factor", "organisation_kind", "provider", "region", "year", "source")


def lines_of(answer: Answer, *, notices: Sequence[str] = (), bold: bool = False) -> Iterator[str]:
    """Yield an answer for a person to read, with what its sources want said.

    `bold` marks the words that were asked for, for a terminal that can.
    """
    yield _total(answer)
    if answer.unread:
        yield f"Not used: {', '.join(map(harmless, answer.unread))}"
    first = (answer.question.page - 1) * answer.question.size + 1
    for place, hit in enumerate(answer.hits, first):
        yield ""
        yield from _passage(hit, place, bold=bold)
    if answer.wider:
        yield ""
        yield "To find more:"
        for wider in answer.wider:
            yield f"{_INDENT}{harmless(wider.advice)} ({_many(wider.total, 'passage')})"
    if notices:
        yield ""
        yield from map(harmless, notices)


def json_lines_of(answer: Answer) -> Iterator[str]:
    """Yield one line of JSON a passage, offsets in code points of its text."""
    for hit in answer.hits:
        record = {
            "sentence": hit.sentence,
            "note": hit.note,
            "text": hit.text,
            "hits": [[span.start, span.end] for span in hit.hits],
            "practice": hit.practice,
            "codings": [_record(coding) for coding in hit.codings],
            "why": hit.why,
            **hit.attributes,
        }
        yield json.dumps(record, ensure_ascii=False)


def _total(answer: Answer) -> str:
    if not answer.total:
        return "No passage found."
    found = _many(answer.total, "passage") + (f" in {_many(answer.notes, 'note')}" if answer.notes is not None else "")
    if answer.total <= len(answer.hits):
        return f"{found}."
    return f"{found}; {len(answer.hits)} shown (page {answer.question.page})."


def _passage(hit: Hit, place: int, *, bold: bool) -> Iterator[str]:
    number = f"{place}. ".rjust(len(_INDENT))
    lines = textwrap.wrap(_marked(hit), WIDTH, initial_indent=number, subsequent_indent=_INDENT) or [number]
    on, off = _BOLD if bold else ("", "")
    yield from (line.replace(_OPEN, on).replace(_CLOSE, off) for line in lines)
    for coding in sorted(hit.codings, key=lambda coding: not coding.matches):
        status = "" if coding.status == "observed" else f", {coding.status}"
        evidence = " … ".join(harmless(hit.text[span.start : span.end]) for span in coding.spans)
        yield f"{_INDENT}{coding.name}: {coding.polarity}{status}" + (f" (“{evidence}”)" if evidence else "")
    where = [hit.attributes[facet] for facet in _TOLD if facet in hit.attributes]
    yield f"{_INDENT}note {harmless(hit.note)}" + (f" · {harmless(' · '.join(where))}" if where else "")
    if hit.why:
        yield f"{_INDENT}why: {'; '.join(hit.why)}"


def _marked(hit: Hit) -> str:
    """Return the passage with each word that was asked for between marks, and nothing in it that acts on a terminal."""
    parts, at = [], 0
    for span in hit.hits:
        if span.start >= at:
            # Word by word, since a line may end between two.
            words = harmless(hit.text[span.start : span.end]).split(" ")
            parts += [harmless(hit.text[at : span.start]), " ".join(f"{_OPEN}{word}{_CLOSE}" for word in words)]
            at = span.end
    return "".join((*parts, harmless(hit.text[at:])))


def _record(coding: HitCoding) -> dict[str, object]:
    return {
        "theme": coding.theme,
        "polarity": coding.polarity,
        "status": coding.status,
        "spans": [[span.start, span.end] for span in coding.spans],
        "by_coders": coding.by_coders,
        "confidence": coding.confidence,
        "matches": coding.matches,
    }


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
