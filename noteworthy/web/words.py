"""The words that people read for the codes that the tables hold.

Colour never carries a meaning alone on our pages: each polarity, status and source has its words here, once.
"""

import re
from collections.abc import Mapping
from typing import Any

from corpus.values import CodingSource, Polarity, Practice, Publication, Status

POLARITY: dict[Polarity, str] = {
    "good": "good practice",
    "poor": "poor practice",
    "mixed": "mixed practice",
    "context": "context only",
}

POLARITY_MEANING: dict[Polarity, str] = {
    "good": "what was done was sufficient, effective or a strength",
    "poor": "it was missing, late, insufficient or a weakness",
    "mixed": "good and poor on the same theme in one sentence",
    "context": "the theme comes up, but nothing is judged",
}

PRACTICE: dict[Practice, str] = {
    "good": "good practice",
    "poor": "poor practice",
    "mixed": "mixed practice",
    "none": "no judgement of practice",
}

STATUS: dict[Status, str] = {
    "observed": "observed: what was or was not done",
    "hypothetical": "hypothetical: what would have helped, not what was done",
    "normative": "a norm: what staff should do in general",
    "planned": "planned: arranged or intended, not yet done",
    "reported": "reported: someone else’s view, neither adopted nor rejected",
}

SOURCE: dict[CodingSource, str] = {
    "cue": "a phrase of the codebook",
    "model": "the statistical model",
    "cue+model": "a phrase of the codebook and the statistical model",
    "coder": "coders",
}

ANSWER = {"yes": "Yes", "no": "No", "not_applicable": "Not applicable"}

CASE = {
    "organisation": "Organisation",
    "organisation_kind": "Kind of organisation",
    "provider": "Provider",
    "region": "Region",
    "delivery_unit": "Delivery unit",
    "programme": "Inspection programme",
    "inspected": "Inspected",
    "year": "Year of inspection",
    "sex": "Sex",
    "age_band": "Age",
    "ethnicity": "Ethnicity",
    "order_type": "Order",
    "risk_level": "Risk of serious harm",
    "officer": "Officer",
    "inspector": "Inspector",
    "completed": "Order completed",
    "reoffended": "Proven reoffending",
}
"""Labels of a case's attributes, in the order in which a note's page shows those that are there."""

NOTE_KIND = {
    "rationale": "Reason for a judgement",
    "notable": "Notable practice text",
    "survey": "Answer to a survey",
    "interview": "Interview excerpt",
    "unit": "Note on a delivery unit",
}

PUBLICATION: dict[Publication, str] = {
    "authored": "Authored for this project: these are not real cases.",
    "already-public": "Text that was already public.",
    "private": "Private text: not for publication.",
}

PUBLICATION_OF_COUNTS: dict[Publication, str] = {
    **PUBLICATION,
    "private": "The notes are private: nothing but counts is published of them.",
}


def said(words: Mapping[Any, str], code: str | None) -> str | None:
    """Return the words for a code; a code that has none stands for itself, made readable."""
    if not code:
        return None
    return words.get(code) or code.replace("_", " ")


def listed(names: list[str]) -> str:
    """Join names as prose does: "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return "1 note", "1,234 notes"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def practices_told(practices: Mapping[Any, int]) -> str:
    """Say how many notes show which practice, in one sentence."""
    parts = [
        f"{counted(number, 'note shows', 'notes show')} {PRACTICE[practice]}"
        for practice in ("good", "mixed", "poor")
        if (number := practices.get(practice, 0))
    ]
    if silent := practices.get("none", 0):
        parts.append(f"{counted(silent, 'note says', 'notes say')} nothing about how well anything was done")
    return listed(parts)


def sentence_case(text: str | None) -> str | None:
    """Return the text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:] if text else None


def readable(value: str) -> str:
    """Return a code such as ``community_order`` as words; what is no code stays as it is."""
    return value.replace("_", " ").capitalize() if re.fullmatch(r"[a-z]+(_[a-z]+)*", value) else value


def case_attributes(case: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is known of a case, as (label, words) in reading order."""
    return [(label, readable(str(case[name]))) for name, label in CASE.items() if case.get(name)]
