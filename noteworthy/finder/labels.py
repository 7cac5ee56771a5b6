"""What facets and their values are called for people."""

from collections.abc import Mapping

from noteworthy.finder.index import Index

FACET: Mapping[str, str] = {
    "theme": "Theme",
    "polarity": "Polarity",
    "status": "Kind of statement",
    "factor": "Factor",
    "organisation_kind": "Kind of organisation",
    "provider": "Provider",
    "region": "Region",
    "year": "Year",
    "kind": "Kind of text",
    "source": "Source",
}

_CODES: Mapping[str, Mapping[str, str]] = {
    "polarity": {
        "good": "good practice",
        "poor": "poor practice",
        "mixed": "mixed practice",
        "context": "context only",
    },
    "status": {
        "observed": "observed",
        "hypothetical": "hypothetical",
        "normative": "a norm",
        "planned": "planned",
        "reported": "reported",
    },
    "kind": {
        "rationale": "reason for a judgement",
        "notable": "notable practice text",
        "survey": "answer to a survey",
        "interview": "interview excerpt",
        "unit": "note on a delivery unit",
    },
}

_TABLES = {
    "theme": "SELECT code, name FROM themes ORDER BY position",
    "factor": "SELECT code, name FROM factors ORDER BY name",
    "source": "SELECT name, nullif(title, '') FROM sources ORDER BY name",
}


def labels(index: Index, facet: str) -> Mapping[str, str]:
    """Return what the values of a facet are called, where it is more than their own name; in the order to show them."""
    if facet in _TABLES:
        return index.labels(_TABLES[facet])
    return _CODES.get(facet, {})
