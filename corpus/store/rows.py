"""Values as rows of the database, and back: pure functions that know the columns and no connection."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from corpus.values import (
    PRACTICES,
    Case,
    CodedNote,
    CodedSentence,
    CoderReading,
    CoderSentence,
    Coding,
    Identifier,
    Judgement,
    Note,
    PracticeLabel,
    PracticeScore,
    RawText,
    Span,
)

Row = dict[str, Any]


class Fetched(Protocol):
    """A row as it was fetched: `sqlite3.Row`, or a dictionary."""

    def __getitem__(self, name: str, /) -> Any:
        """Return the value of the column with this name."""


MACHINE = "machine"
"""The coder of every coding that the machine made."""

DIGITS = 3
"""Decimals of every probability: finer ones say nothing, and would differ between processors."""

BETWEEN_PASSAGES = " … "


def financial_year(inspected: str | None) -> str | None:
    """Return the financial year (April to March) of an ISO date or month; a plain year stays as it is.

    >>> financial_year("2017-03-31"), financial_year("2017-04"), financial_year("2017"), financial_year(None)
    ('2016-17', '2017-18', '2017', None)
    """
    found = re.match(r"(\d{4})(?:-(\d{2}))?", inspected or "")
    if found is None:
        return None
    year, month = int(found[1]), found[2]
    if month is None:
        return str(year)
    first = year if int(month) >= 4 else year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def fingerprint(note: Note, *, codebook: str, model: str) -> str:
    """Hash everything that the coding of a note depends on."""
    asked = note.judgement
    facts: list[str | None] = [note.text, note.kind, codebook, model]
    facts += [asked.question, asked.stage, asked.factor] if asked is not None else []
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:24]


def rounded_scores(scores: Sequence[float]) -> tuple[float, ...]:
    """Round scores so that they still sum to 1: what rounding leaves over goes to the largest."""
    rounded = [round(score, DIGITS) for score in scores]
    largest = max(range(len(rounded)), key=rounded.__getitem__)
    rounded[largest] = round(rounded[largest] + 1 - sum(rounded), DIGITS)
    return tuple(rounded)


def case_row(case: Case) -> Row:
    """Return a case as a row of `cases`."""
    row = {name: getattr(case, name) for name in Case.__slots__ if name != "case_id"}
    return {"id": case.case_id, "year": financial_year(case.inspected)} | row


def case_of(row: Fetched) -> Case:
    """Return a row of `cases` as a case."""
    return Case(case_id=row["id"], **{name: row[name] for name in Case.__slots__ if name != "case_id"})


def judgement_row(judgement: Judgement, *, key: str, source: str) -> Row:
    """Return a judgement as a row of `judgements`, under its key in the database."""
    row = {name: getattr(judgement, name) for name in Judgement.__slots__ if name != "judgement_id"}
    return {"id": key, "source": source, "given_id": judgement.judgement_id} | row


def judgement_of(row: Fetched) -> Judgement:
    """Return a row of `judgements` as a judgement."""
    names = [name for name in Judgement.__slots__ if name != "judgement_id"]
    return Judgement(judgement_id=row["given_id"], **{name: row[name] for name in names})


def note_facts_row(note: Note, *, key: str, judgement: str | None) -> Row:
    """Return what a source says of a note, without its text and its coding."""
    return {
        "id": key,
        "case_id": case_id_of(note.case, note.judgement),
        "judgement": judgement,
        "kind": note.kind,
        "source": note.source,
        "given_id": note.note_id,
        "row": note.row,
    }


def note_row(coded: CodedNote, *, key: str, judgement: str | None) -> Row:
    """Return a coded note as a row of `notes`."""
    practice = coded.practice
    return note_facts_row(coded.note, key=key, judgement=judgement) | {
        "text": coded.note.text,
        "practice": practice.label,
        "score": _rounded(practice.score),
        "low": _rounded(practice.low),
        "high": _rounded(practice.high),
        "needs_review": int(practice.needs_review),
        "learnt_from": int(coded.learnt_from),
        "codebook": coded.codebook,
        "model": coded.model,
        "fingerprint": fingerprint(coded.note, codebook=coded.codebook, model=coded.model),
    }


def case_id_of(case: Case | None, judgement: Judgement | None) -> str | None:
    """Return the id of the case that a note or judgement is about."""
    if case is not None:
        return case.case_id
    return judgement.case_id if judgement is not None else None


def sentence_key(note: str, number: int) -> str:
    """Return the key of a note's sentence, counted from 1."""
    return f"{note}-{number}"


def sentence_row(sentence: CodedSentence, *, note: str, number: int, text: str) -> Row:
    """Return a sentence as a row of `sentences`; `text` is the note's."""
    scores = zip(PRACTICES, rounded_scores(sentence.practice.scores), strict=True)
    return {
        "id": sentence_key(note, number),
        "note": note,
        "number": number,
        "start": sentence.start,
        "end": sentence.end,
        "text": text[sentence.start : sentence.end],
        "practice": sentence.practice.label,
    } | {f"score_{name}": score for name, score in scores}


def coding_row(coding: Coding, *, note: str, sentence: str, text: str, coder: str = MACHINE) -> Row:
    """Return a coding as a row of `codings`; `text` is the note's."""
    return {
        "id": f"{sentence}-{coding.theme}-{coder}",
        "note": note,
        "sentence": sentence,
        "theme": coding.theme,
        "polarity": coding.polarity,
        "status": coding.status,
        **passage(coding.spans, text),
        "confidence": _rounded(coding.confidence) if coder == MACHINE else None,
        "source": coding.source if coder == MACHINE else "coder",
        "coder": coder,
        "standing": 0,
        "actor": coding.actor,
        "factor": coding.factor,
        "intervention": coding.intervention,
        "reason": coding.reason or None,
    }


def passage(spans: Sequence[Span], text: str) -> Row:
    """Return the columns that say where the evidence stands, and its words."""
    several = json.dumps([[span.start, span.end] for span in spans]) if len(spans) > 1 else None
    words = BETWEEN_PASSAGES.join(text[span.start : span.end] for span in spans)
    return {"start": spans[0].start, "end": spans[0].end, "spans": several, "evidence": words}


def spans_of(row: Fetched) -> tuple[Span, ...]:
    """Return the passages of a row of `codings`."""
    if row["spans"] is None:
        return (Span(row["start"], row["end"]),)
    return tuple(Span(start, end) for start, end in json.loads(row["spans"]))


def identifier_rows(identifiers: Iterable[Identifier], *, note: str) -> Iterator[Row]:
    """Yield identifiers as rows of `identifiers`."""
    for found in identifiers:
        yield {
            "note": note,
            "start": found.start,
            "end": found.end,
            "type": found.type,
            "confidence": _rounded(found.confidence),
            "reason": found.reason,
        }


def coded_note_of(
    row: Fetched,
    *,
    case: Case | None,
    judgement: Judgement | None,
    sentences: Iterable[Fetched],
    codings: Iterable[Fetched],
    identifiers: Iterable[Fetched],
) -> CodedNote:
    """Put a coded note together again from its rows."""
    by_sentence: dict[str, list[Coding]] = {}
    for coding in codings:
        by_sentence.setdefault(coding["sentence"], []).append(coding_of(coding))
    note = Note(row["given_id"], RawText(row["text"]), row["kind"], case, judgement, row["source"], row["row"])
    score = (row["score"], row["low"], row["high"])
    return CodedNote(
        note=note,
        sentences=tuple(
            CodedSentence(s["start"], s["end"], _practice_of(s), tuple(by_sentence.get(s["id"], ()))) for s in sentences
        ),
        practice=PracticeScore(row["practice"], *score, needs_review=bool(row["needs_review"])),
        identifiers=tuple(
            Identifier(i["start"], i["end"], i["type"], i["confidence"], i["reason"]) for i in identifiers
        ),
        codebook=row["codebook"],
        model=row["model"],
        learnt_from=bool(row["learnt_from"]),
    )


def _practice_of(row: Fetched) -> PracticeLabel:
    scores = (row["score_good"], row["score_poor"], row["score_mixed"], row["score_none"])
    return PracticeLabel(row["practice"], scores)


def coding_of(row: Fetched) -> Coding:
    """Return a row of `codings` as a coding."""
    return Coding(
        theme=row["theme"],
        polarity=row["polarity"],
        status=row["status"],
        spans=spans_of(row),
        confidence=row["confidence"] if row["confidence"] is not None else 1.0,
        source=row["source"],
        actor=row["actor"],
        factor=row["factor"],
        intervention=row["intervention"],
        reason=row["reason"] or "",
    )


def reading_record(reading: CoderReading) -> str:
    """Return a coder's reading as JSON: what was handed in, whatever the machine makes of the note later."""
    sentences = [
        {
            "start": sentence.start,
            "end": sentence.end,
            "practice": sentence.practice,
            "codings": [_coding_record(coding) for coding in sentence.codings],
        }
        for sentence in reading.sentences
    ]
    return json.dumps({"sentences": sentences}, ensure_ascii=False, separators=(",", ":"))


def _coding_record(coding: Coding) -> Row:
    facts = {name: getattr(coding, name) for name in ("theme", "polarity", "status", "actor", "factor", "intervention")}
    facts["spans"] = [[span.start, span.end] for span in coding.spans]
    return {name: value for name, value in facts.items() if value is not None}


def reading_of(row: Fetched, *, note_id: str) -> CoderReading:
    """Return a row of `readings` as a coder's reading."""
    sentences = tuple(
        CoderSentence(
            start=sentence["start"],
            end=sentence["end"],
            practice=sentence["practice"],
            codings=tuple(_coder_coding(coding) for coding in sentence["codings"]),
        )
        for sentence in json.loads(row["record"])["sentences"]
    )
    return CoderReading(note_id, row["coder"], sentences, row["practice"], row["clarity"])


def _coder_coding(record: Row) -> Coding:
    spans = tuple(Span(start, end) for start, end in record.pop("spans"))
    return Coding(spans=spans, confidence=1.0, source="coder", **record)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
