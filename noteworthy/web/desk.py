"""The desk of the private site: who sits at it, and how what they decide gets into the database.

Everything is written in Datasette's one writing thread, so that two tabs never write at once, and by the same code as
on the command line. Who it is, is asked once and kept in a signed cookie; a name goes into the private database alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.utils.asgi import Request, Response
from itsdangerous import BadSignature

from corpus.errors import DatabaseError
from corpus.store.database import WorkDatabase
from noteworthy.roles import known_roles
from noteworthy.web.answers import Visit, problem
from noteworthy.web.posting import Form, see_other
from noteworthy.web.versions import in_writing_thread

if TYPE_CHECKING:
    from datasette.app import Datasette

Result = TypeVar("Result")
COOKIE, NAMESPACE = "noteworthy_who", "noteworthy who"
LONGEST = 80
"""Characters of a name, or of a role."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who decides."""

    name: str
    role: str = ""


async def at_desk(visit: Visit, work: Callable[[WorkDatabase], Result]) -> Result:
    """Do some work on the private database in the writing thread; pass on its ``ValueError`` or ``DatabaseError``."""
    database = visit.datasette.get_database(visit.site.database)
    path = Path(str(database.path))

    def in_thread(_: Any) -> Result | Exception:
        try:
            with WorkDatabase(path, create=False) as held:
                return work(held)
        except (ValueError, DatabaseError) as fault:
            # Datasette would print what is raised here.
            return fault

    done: Result | Exception = await in_writing_thread(visit.datasette, database, in_thread)
    if isinstance(done, Exception):
        raise done
    return done


def who(datasette: Datasette, request: Request) -> Person | None:
    """Return who sits at the desk; ``None`` where nobody has said so since the server was started."""
    try:
        said = datasette.unsign(request.cookies.get(COOKIE, ""), NAMESPACE)
    except BadSignature:
        return None
    return Person(str(said["name"]), str(said["role"]))


def person_of(form: Form) -> Person | None:
    """Return who a form says it is; ``None`` where it gives no plain name."""
    named = " ".join(form.get("name", "").split())
    return Person(named) if _is_plain(named) else None


def introduce(visit: Visit, form: Form, *, role: bool, back: str) -> Response | None:
    """Keep who it is in a signed cookie and send the browser back; ``None`` where a name, or a role, is missing."""
    before = who(visit.datasette, visit.request)
    named, acting = (" ".join(form.get(field, "").split()) for field in ("name", "role"))
    if not _is_plain(named) or (role and not _is_plain(acting)):
        return None
    kept = acting or (before.role if before and before.name == named else "")
    response = see_other(visit, back)
    signed = visit.datasette.sign({"name": named, "role": kept}, NAMESPACE)
    path = visit.datasette.setting("base_url")
    response.set_cookie(COOKIE, signed, max_age=365 * 86_400, path=path, httponly=True, samesite="strict")
    return response


def _is_plain(value: str) -> bool:
    return 0 < len(value) <= LONGEST and value.isprintable()


async def ask_who(visit: Visit, *, role: bool, here: str, action: str, fault: str = "") -> Response:
    """Ask who it is."""
    person = who(visit.datasette, visit.request)
    context = {
        "here": here, "action": action, "role": role, "fault": fault, "person": person, "longest": LONGEST,
        "roles": known_roles(),
    }  # fmt: skip
    response = await visit.page("who.html", context)
    response.status = 400 if fault else 200
    return response


async def busy(visit: Visit, fault: DatabaseError) -> Response:
    """Say that the database cannot be written just now, as while it is being built."""
    return await problem(
        visit.datasette,
        visit.request,
        status=503,
        heading="The database is in use",
        reason=f"Nothing was stored: {fault}",
        advice=[("Go back and try again in a moment, when no build is running", None)],
    )
