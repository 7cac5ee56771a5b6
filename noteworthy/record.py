"""A coded note as the JSON object that other programs rely on (``docs/formats.md``)."""

import json
from collections.abc import Iterable
from typing import Any

from corpus.store.rows import DIGITS, rounded_scores
from corpus.values import PRACTICES, CodedNote, CodedSentence, Coding, Identifier, PracticeScore

Record = dict[str, Any]


def record_of(coded: CodedNote, *, include_text: bool = False) -> Record:
    """Return the coded note as plain values; ``include_text`` adds the input text."""
    record: Record = {"id": coded.note.note_id}
    if include_text:
        record["text"] = coded.note.text
    record["sentences"] = [_sentence(sentence) for sentence in coded.sentences]
    record["practice"] = _practice(coded.practice)
    record["identifiers"] = [_identifier(identifier) for identifier in coded.identifiers]
    record["codebook"] = coded.codebook
    record["model"] = coded.model
    if coded.learnt_from:
        record["learnt_from"] = True
    return record


def line_of(coded: CodedNote, *, include_text: bool = False) -> str:
    """Return the coded note as one line of JSON, without its line end."""
    return json.dumps(record_of(coded, include_text=include_text), ensure_ascii=False)


def redacted_line_of(note_id: str, redacted: str, identifiers: Iterable[Identifier]) -> str:
    """Return a redacted note as one line of JSON; offsets of the identifiers are of the text as it was given."""
    record = {"id": note_id, "redacted": redacted, "identifiers": [_identifier(one) for one in identifiers]}
    return json.dumps(record, ensure_ascii=False)


def _sentence(sentence: CodedSentence) -> Record:
    scores = rounded_scores(sentence.practice.scores)
    return {
        "start": sentence.start,
        "end": sentence.end,
        "practice": {"label": sentence.practice.label, "scores": dict(zip(PRACTICES, scores, strict=True))},
        "codings": [_coding(coding) for coding in sentence.codings],
    }


def _coding(coding: Coding) -> Record:
    first = coding.spans[0]
    record: Record = {
        "theme": coding.theme,
        "polarity": coding.polarity,
        "status": coding.status,
        "start": first.start,
        "end": first.end,
        "confidence": round(coding.confidence, DIGITS),
        "source": coding.source,
    }
    if len(coding.spans) > 1:
        record["spans"] = [[span.start, span.end] for span in coding.spans]
    for name in ("actor", "factor", "intervention"):
        if (value := getattr(coding, name)) is not None:
            record[name] = value
    if coding.reason:
        record["reason"] = coding.reason
    return record


def _practice(practice: PracticeScore) -> Record:
    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, DIGITS)

    return {
        "label": practice.label,
        "score": rounded(practice.score),
        "low": rounded(practice.low),
        "high": rounded(practice.high),
        "needs_review": practice.needs_review,
    }


def _identifier(identifier: Identifier) -> Record:
    return {
        "start": identifier.start,
        "end": identifier.end,
        "type": identifier.type,
        "confidence": round(identifier.confidence, DIGITS),
    }
