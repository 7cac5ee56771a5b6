"""The finder's answer as data: JSON with everything that the page shows, and a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corpus.values import Span
from noteworthy.finder.questions import FACETS, Answer, Facet, Hit, HitCoding, Question
from noteworthy.spreadsheets import inert
from noteworthy.web.find_citation import Citation, Citing
from noteworthy.web.find_passages import TOLD, said_of, shown
from noteworthy.web.find_question import find_path, turned
from noteworthy.web.marks import printable

COLUMNS = (
    "passage", "note", "text", "theme", "polarity", "status", "evidence", "coded_by", "confidence", "all_codings",
    "practice", *TOLD, "why", "address", "citation",
)  # fmt: skip
"""Of the table. A passage has one row; theme to confidence are of its first coding, the one asked for if any was."""

_BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""


def answer_as_json(answer: Answer, *, pages: int, citing: Citing, notices: Sequence[str]) -> str:
    """Return an answer as JSON."""
    question = answer.question
    told = {
        "ok": True,
        "question": _question(question),
        "total": answer.total,
        "notes": answer.notes,
        "page": question.page,
        "pages": pages,
        "next": citing.address + find_path(turned(question, question.page + 1), ending=".json")
        if question.page < pages
        else None,
        "passages": [_passage(hit, citing) for hit in answer.hits],
        "facets": [_facet(facet) for facet in answer.facets],
        "wider": [
            {"advice": wider.advice, "total": wider.total, "address": citing.address + find_path(wider.question)}
            for wider in answer.wider
        ],
        "unread": list(answer.unread),
        "notices": list(notices),
    }
    return json.dumps(told) + "\n"


def _question(question: Question) -> dict[str, Any]:
    chosen = {facet: list(question.chosen[facet]) for facet in FACETS if question.chosen.get(facet)}
    return {"words": question.words, "chosen": chosen, "size": question.size}


def _facet(facet: Facet) -> dict[str, Any]:
    values = [
        {"value": value.value, "label": value.label, "count": value.count, "chosen": value.chosen}
        for value in facet.values
    ]
    return {"name": facet.name, "label": facet.label, "values": values}


def _passage(hit: Hit, citing: Citing) -> dict[str, Any]:
    citation = citing.of(hit)
    return {
        "passage": hit.sentence,
        "note": hit.note,
        "text": hit.text,
        "words_at": _pairs(hit.hits),
        "codings": [_coding(coding, hit.text) for coding in hit.codings],
        "practice": hit.practice,
        "why": list(hit.why),
        "from": dict(hit.attributes),
        "address": citation.address,
        "citation": citation.line,
    }


def _coding(coding: HitCoding, text: str) -> dict[str, Any]:
    return {
        "theme": coding.theme,
        "name": coding.name,
        "polarity": coding.polarity,
        "status": coding.status,
        "spans": _pairs(coding.spans),
        "evidence": [text[span.start : span.end] for span in coding.spans],
        "by_coders": coding.by_coders,
        "confidence": coding.confidence,
        "matches": coding.matches,
    }


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


# ---------------------------------------------------------------- for a spreadsheet


def answer_as_csv(answer: Answer, *, citing: Citing) -> str:
    """Return an answer's passages as a table."""
    return passages_as_csv(answer.hits, citing=citing)


def passages_as_csv(hits: Iterable[Hit], *, citing: Citing) -> str:
    """Return passages as a table that no spreadsheet runs anything of."""
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for hit in hits:
        writer.writerow({name: _safe(cell) for name, cell in _row(hit, citing.of(hit)).items()})
    return _BYTE_ORDER_MARK + table.getvalue()


def _safe(cell: object) -> object:
    """Return a cell that shows what it holds: nothing runs, and nothing stands there unseen."""
    return inert(printable(cell)) if isinstance(cell, str) else cell


def _row(hit: Hit, citation: Citation) -> Mapping[str, object]:
    first = min(hit.codings, key=lambda coding: not coding.matches, default=None)
    codings = shown(hit).codings
    return {
        "passage": hit.sentence,
        "note": hit.note,
        "text": hit.text,
        "theme": first.theme if first else "",
        "polarity": first.polarity if first else "",
        "status": first.status if first else "",
        "evidence": " … ".join(codings[0].evidence) if codings else "",
        "coded_by": ("coders" if first.by_coders else "machine") if first else "",
        "confidence": first.confidence if first and not first.by_coders else "",
        "all_codings": "; ".join(f"{coding.name}: {said_of(coding)}" for coding in hit.codings),
        "practice": hit.practice or "",
        **{name: hit.attributes.get(name, "") for name in TOLD},
        "why": "; ".join(hit.why),
        "address": citation.address,
        "citation": citation.line,
    }
