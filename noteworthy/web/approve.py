"""Approving passages on the private site: each as a protected release would show it, one after the other.

It goes through the same round as the terminal (`noteworthy.narratives.approval_round`), one for each person and theme,
held in memory: what is decided is stored at once, and a round that is lost with the server begins anew.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Response

from corpus.errors import DatabaseError
from corpus.store.approving import Verdict
from corpus.store.database import WorkDatabase
from corpus.values import IDENTIFIER_TYPES
from noteworthy.disclosure.policy import default_policy, read_policy
from noteworthy.narratives.approval_round import ApprovalRound, Shown
from noteworthy.narratives.approved import Approved, Rules, approved
from noteworthy.narratives.policy import default_narratives_policy, read_narratives_policy
from noteworthy.redaction_policy import default_redaction_policy, read_redaction_policy
from noteworthy.web import words
from noteworthy.web.answers import Visit
from noteworthy.web.desk import Person, ask_who, at_desk, busy, introduce, who
from noteworthy.web.posting import Form, for_writers, form_of, see_other

if TYPE_CHECKING:
    from datasette.app import Datasette

PATH = "/-/review/passages"
_UNKNOWN = "this form asks for nothing that is known here; load the page again"
_VERDICTS: dict[str, Verdict] = {"approve": "approve", "refuse": "refuse"}

Rounds = dict[tuple[Person, str], ApprovalRound]
_rounds: WeakKeyDictionary[Datasette, Rounds] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class OnTheDesk:
    """What a person sees of one passage."""

    place: int
    of: int
    left: int
    shown: Shown
    can_undo: bool

    @property
    def seen(self) -> str:
        """By what a form says which words it decides on."""
        return self.shown.passage.sha256[:16]


async def _approve_page(visit: Visit) -> Response:
    form = await form_of(visit.request) if visit.request.method == "POST" else {}
    if form.get("step") == "who":
        fault = "Give a name and a role of at most 80 characters each."
        return introduce(visit, form, role=True, back=PATH) or await ask_who(
            visit, role=True, here="review", action=PATH, fault=fault
        )
    person = who(visit.datasette, visit.request)
    if person is None or not person.role or "rename" in visit.request.args:
        return await ask_who(visit, role=True, here="review", action=PATH)
    theme = form.get("theme") or visit.request.args.get("theme") or ""
    try:
        if theme in visit.site.theme_names:
            return await _of_theme(visit, person, theme, form)
        return await _overview(visit, person)
    except DatabaseError as problem:
        return await busy(visit, problem)


async def _overview(visit: Visit, person: Person) -> Response:
    """Say what may go out of each theme, and lead to it."""
    rules = _rules(visit)
    found: Approved = await at_desk(visit, lambda database: approved(database, rules))
    counts = Counter((told.theme, told.polarity) for _, told in found.passages)
    context = {
        "here": "review", "person": person, "rules": rules.narratives, "found": found, "counts": counts,
        "themes": visit.site.theme_names, "told": list(found.sentences()),
        "sensitive": rules.disclosure.sensitive.categories.get("theme", frozenset()),
    }  # fmt: skip
    return await visit.page("approve_themes.html", context)


async def _of_theme(visit: Visit, person: Person, theme: str, form: Form) -> Response:
    """Show the next passage of a theme, or take what was decided of the one before."""
    fault = ""
    if form:
        try:
            said = await at_desk(visit, lambda database: _take(visit, database, person, theme, form))
            query = urlencode({"theme": theme} | ({"said": said} if said else {}))
            return see_other(visit, f"{PATH}?{query}#item")
        except ValueError as problem:
            fault = f"{words.sentence_case(str(problem))}."
    desk, left, can_undo = await at_desk(visit, lambda database: _show(visit, database, person, theme))
    context = {
        "here": "review", "person": person, "theme": theme, "name": visit.site.theme_names[theme], "desk": desk,
        "left": left, "can_undo": can_undo, "types": IDENTIFIER_TYPES, "fault": fault,
        "said": _said(visit.request.args.get("said")), "given": form if fault else {},
    }  # fmt: skip
    response = await visit.page("approve.html", context, scripts=("review",))
    response.status = 400 if fault else 200
    return response


def _rules(visit: Visit) -> Rules:
    """Return the policy that the server was started with."""
    given = (visit.datasette.plugin_config("noteworthy") or {}).get("policy")
    if not given:
        return Rules(default_narratives_policy(), default_policy(), default_redaction_policy())
    file = Path(given)
    return Rules(read_narratives_policy(file), read_policy(file), read_redaction_policy(file))


def _round(visit: Visit, database: WorkDatabase, person: Person, theme: str) -> ApprovalRound:
    rounds = _rounds.setdefault(visit.datasette, {})
    if (person, theme) not in rounds:
        rounds[person, theme] = ApprovalRound(
            database, _rules(visit), approver=person.name, role=person.role, theme=theme
        )
    return rounds[person, theme]


def _show(visit: Visit, database: WorkDatabase, person: Person, theme: str) -> tuple[OnTheDesk | None, int, bool]:
    """Return the passage that comes next, how many are left, and whether the last step can be undone."""
    around = _round(visit, database, person, theme)
    shown = around.current(database)
    desk = OnTheDesk(around.at + 1, len(around.items), around.left, shown, around.can_undo) if shown else None
    return desk, around.left, around.can_undo


def _take(visit: Visit, database: WorkDatabase, person: Person, theme: str, form: Form) -> str:
    """Take the step that a form asks for; return what is to be said of it. Raise ``ValueError`` where it is no step."""
    around, step = _round(visit, database, person, theme), form.get("step", "")
    if step == "undo":
        return "undone" if around.undo(database) else "nothing"
    if step == "again":
        del _rounds[visit.datasette][person, theme]
        return ""
    shown = around.current(database)
    if shown is None:
        return ""
    if form.get("item") != str(around.at + 1) or form.get("seen") != shown.passage.sha256[:16]:
        raise ValueError(
            "something else was decided in the meantime, or the words have changed, and nothing was stored; look at "
            "what is shown now"
        )
    if step == "skip":
        around.skip()
    elif step == "mark":
        if form.get("type") not in IDENTIFIER_TYPES:
            raise ValueError("choose a type from the list")
        if not around.mark(database, shown, form.get("words", ""), form["type"]):
            raise ValueError("these words do not stand in the note; copy them as they are written")
        return "marked"
    elif step in _VERDICTS:
        around.decide(database, shown, _VERDICTS[step])
    else:
        raise ValueError(_UNKNOWN)
    return ""


def _said(code: str | None) -> str:
    known: dict[str, Any] = {
        "undone": "The last step was undone.",
        "nothing": "There is nothing to undo in this round.",
        "marked": "The words were marked wherever they stand in the note. This is how the passage reads now.",
    }
    return str(known.get(code or "", ""))


approve_view = for_writers(_approve_page, offer="write")
