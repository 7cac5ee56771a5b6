"""What is and is not published here, how identifiers are found and how many are missed, and where to object."""

from __future__ import annotations

from datasette.utils.asgi import Response

from noteworthy.figures import shipped_figures
from noteworthy.web import words
from noteworthy.web.answers import Visit, for_readers
from noteworthy.web.released import release_of

TYPES = {
    "PERSON": "names of people",
    "CRN": "case reference numbers",
    "PRISON_NUMBER": "prison numbers",
    "PNC": "Police National Computer numbers",
    "CRO": "Criminal Records Office numbers",
    "NI_NUMBER": "National Insurance numbers",
    "NHS_NUMBER": "NHS numbers",
    "DATE": "dates",
    "AGE": "ages",
    "PHONE": "telephone numbers",
    "EMAIL": "e-mail addresses",
    "POSTCODE": "postcodes",
    "ADDRESS": "addresses",
    "PLACE": "places",
    "ORGANISATION": "organisations",
    "VEHICLE": "vehicle registration marks",
    "BANK": "bank details",
    "URL": "web addresses",
    "OTHER_ID": "other reference numbers",
}
"""The types of identifier, in words."""


async def _privacy_page(visit: Visit) -> Response:
    told = release_of(visit)
    replaced = sorted(told.replaced.items(), key=lambda entry: -entry[1]) if told else []
    context = {
        "here": "privacy",
        "private": visit.site.private,
        "told": told,
        "replaced": [(TYPES.get(kind, kind), number) for kind, number in replaced],
        "all_authored": bool(visit.site.sources) and all(s.publication == "authored" for s in visit.site.sources),
        "case_words": words.CASE,
        "figures": shipped_figures(),
    }
    return await visit.page("privacy.html", context)


privacy_view = for_readers(_privacy_page)
