"""Tag a note: paste or type it, and see its codings, its practice and its identifiers at once. Nothing is stored.

The same as JSON is ``POST /-/tag.json``. The text travels in the body of a request alone: never in an address, a log,
an error or a cache.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Response

from corpus.codebook import Codebook
from corpus.values import POLARITIES, CodedNote, Coding
from noteworthy.tagging import LIMITS, TaggingError, TooMuchError, answer_of, as_note, read_asked, shared_tagger
from noteworthy.web import words
from noteworthy.web.answers import HEADERS, Visit, problem
from noteworthy.web.desk import LONGEST, who
from noteworthy.web.facts import CodingFacts, NoteFacts, SentenceFacts
from noteworthy.web.layers import marks_of
from noteworthy.web.marks import cut
from noteworthy.web.offers import offers_of
from noteworthy.web.posting import for_writers, form_of
from noteworthy.web.summaries import Summaries
from noteworthy.web.tag_rate import Buckets

if TYPE_CHECKING:
    from datasette.app import Datasette

PART = "x-noteworthy-part"
"""The header with which the page's script asks for the result alone, not for the whole page."""

_buckets: WeakKeyDictionary[Datasette, Buckets] = WeakKeyDictionary()


async def _tag_page(visit: Visit) -> Response:
    shared_tagger().warm()
    if visit.request.method != "POST":
        return await tag_page(visit, "", {})
    text = (await form_of(visit.request)).get("text", "")
    if not text.strip():
        return await tag_page(visit, text, {"fault": "There is nothing to tag yet: type or paste a note."}, status=400)
    try:
        note = as_note(text)
    except ValueError as fault:
        return await tag_page(visit, text, {"fault": f"{words.sentence_case(str(fault))}."}, status=413)
    if later := _later(visit, len(text)):
        return later.on(await tag_page(visit, text, {"fault": later.reason}, status=later.status))
    try:
        coded = await asyncio.wrap_future(shared_tagger().tag(note))
    except TaggingError as fault:
        return await tag_page(visit, text, {"fault": f"{words.sentence_case(str(fault))}"}, status=500)
    return await tag_page(visit, text, _tagged(coded))


async def tag_page(visit: Visit, text: str, tagged: dict[str, Any], *, status: int = 200) -> Response:
    """Answer with the form and what came of it; with the latter alone where the page's script asks."""
    part = PART in visit.request.headers
    context = {"here": "tag", "text": text, "most": LIMITS.note_characters, "fault": None, "tagged": None} | tagged
    if context["tagged"] and offers_of(visit.datasette, visit.request, visit.site).write:
        context["keeping"] = await keeping(visit)
    response = await visit.page("_tagged.html" if part else "tag.html", context, scripts=() if part else ("tag",))
    response.status = status
    if part:
        response.headers[PART] = "tagged"
    else:
        response.headers["Content-Security-Policy"] += "; connect-src 'self'"
    return response


async def keeping(visit: Visit) -> dict[str, Any]:
    """Return what the form needs with which a note is kept: who keeps it, and the factors that it may be on."""
    factors = await Summaries(visit.datasette.get_database(visit.site.database)).factors(counted=False)
    return {"person": who(visit.datasette, visit.request), "factors": factors, "longest": LONGEST}


def _tagged(coded: CodedNote) -> dict[str, Any]:
    """Return what the page shows of a coded note."""
    text, frame = coded.note.text, shared_tagger().coder().codebook
    names = {theme.code: theme.name for theme in frame.theme}
    codings = [
        facts_of(coding, text=text, name=names[coding.theme], frame=frame, sentence=number)
        for number, sentence in enumerate(coded.sentences, start=1)
        for coding in sentence.codings
    ]
    codings.sort(key=lambda coding: (coding.spans[0].start, coding.spans[0].end))
    practice = coded.practice
    note = NoteFacts(
        key="",
        text=text,
        kind="",
        source=None,
        practice=practice.label,
        score=practice.score,
        low=practice.low,
        high=practice.high,
        needs_review=practice.needs_review,
        learnt_from=coded.learnt_from,
    )
    return {
        "tagged": note,
        "said": _said(codings, note, len(coded.identifiers)),
        "pieces": cut(text, marks_of(codings)),
        "codings": codings,
        "identifiers": [(one, text[one.start : one.end]) for one in coded.identifiers],
        "sentences": [
            SentenceFacts(number, text[one.start : one.end], one.practice.label, one.practice.scores)
            for number, one in enumerate(coded.sentences, start=1)
        ],
        "codebook": coded.codebook,
        "model": coded.model,
    }


def facts_of(coding: Coding, *, text: str, name: str, frame: Codebook, sentence: int) -> CodingFacts:
    """Return a coding as our pages show it."""
    terms = (
        ("Whose practice", coding.actor, frame.actor),
        ("Factor", coding.factor, frame.factor),
        ("Intervention", coding.intervention, frame.intervention),
    )
    return CodingFacts(
        theme=coding.theme,
        name=name,
        polarity=coding.polarity,
        status=coding.status,
        spans=coding.spans,
        evidence=" … ".join(text[span.start : span.end] for span in coding.spans),
        confidence=coding.confidence,
        source=coding.source,
        coder=None,
        reason=coding.reason,
        sentence=sentence,
        counts=False,
        extras=tuple(
            (label, next((term.name for term in known if term.code == code), code))
            for label, code, known in terms
            if code
        ),
    )


def _said(codings: Sequence[CodingFacts], note: NoteFacts, identifiers: int) -> str:
    """Say the result in a sentence or two, for those who hear that it has changed."""
    told = [
        words.counted(number, words.POLARITY[polarity], words.POLARITY[polarity])
        for polarity in POLARITIES
        if (number := sum(coding.polarity == polarity for coding in codings))
    ]
    found = f"{words.counted(len(codings), 'coding')}: {words.listed(told)}." if codings else "No theme found."
    score = "No practice score."
    if note.score is not None and note.low is not None and note.high is not None:
        score = f"Practice score {note.score:.2f}, 90% interval {note.low:.2f} to {note.high:.2f}."
    return f"{found} {score} {words.counted(identifiers, 'possible identifier')}."


async def _tag_json(visit: Visit) -> Response:
    try:
        asked = read_asked(await visit.request.post_body())
    except ValueError as fault:
        return await _refused(
            visit, 413 if isinstance(fault, TooMuchError) else 400, f"{words.sentence_case(str(fault))}."
        )
    if later := _later(visit, asked.characters):
        return later.on(await _refused(visit, later.status, later.reason))
    try:
        coded = [await asyncio.wrap_future(shared_tagger().tag(note)) for note in asked.notes]
    except TaggingError as fault:
        return await _refused(visit, 500, f"{words.sentence_case(str(fault))}")
    body = json.dumps(answer_of(asked, coded), ensure_ascii=False)
    return Response(body, headers=dict(HEADERS), content_type="application/json; charset=utf-8")


async def _refused(visit: Visit, status: int, reason: str) -> Response:
    return await problem(visit.datasette, visit.request, status=status, heading="Not tagged", reason=reason)


@dataclass(frozen=True, slots=True)
class Later:
    """Why a reader has to wait, and for how many seconds."""

    status: int
    seconds: int
    why: str

    @property
    def reason(self) -> str:
        """Say it in a sentence."""
        return f"{self.why}; try again in {words.counted(self.seconds, 'second')}."

    def on(self, response: Response) -> Response:
        """Say it in the headers of a response too, for programs."""
        response.headers["Retry-After"] = str(self.seconds)
        return response


def _later(visit: Visit, characters: int) -> Later | None:
    """Return why this reader has to wait first; ``None`` where there is no need."""
    if shared_tagger().overrun:
        return Later(503, 5, "Many notes are waiting to be tagged")
    buckets = _buckets.setdefault(visit.datasette, Buckets())
    client = visit.request.scope.get("client") or ("",)
    seconds = math.ceil(buckets.wait_for(str(client[0]), characters))
    return Later(429, seconds, "That is more than is tagged for one reader at a time") if seconds else None


tag_view = for_writers(_tag_page, offer="tag")
tag_json_view = for_writers(_tag_json, offer="tag", methods=("POST",))
