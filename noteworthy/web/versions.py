"""What differs between Datasette's versions, in one place: everything else in this package is the same for all.

Written for 0.65. Datasette 1.0 replaces the permission calls, and serves its own index at ``/-/`` by itself.

Datasette loads its plugins while it is itself half imported, so that whatever is taken from its application or views is
imported where it is used, here and in this whole package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Forbidden, Request, Response

if TYPE_CHECKING:
    from datasette.app import Datasette

Actor = dict[str, Any] | None


def is_next(datasette: Datasette) -> bool:
    """Tell whether this is Datasette 1.0 or an alpha of it, where permissions are asked of resources."""
    return not hasattr(datasette, "ensure_permissions")


async def may_view(datasette: Datasette, actor: Actor, *, database: str, table: str) -> bool:
    """Tell whether this reader may see this table (and the database and the site around it)."""
    if is_next(datasette):
        from datasette.resources import TableResource

        resource = TableResource(database=database, table=table)
        return bool(await datasette.allowed(action="view-table", resource=resource, actor=actor))
    steps = [("view-table", (database, table)), ("view-database", database), "view-instance"]
    try:
        await datasette.ensure_permissions(actor, steps)
    except Forbidden:
        return False
    return True


async def in_writing_thread(datasette: Datasette, database: Any, work: Any) -> Any:
    """Run a function in the one thread that writes to a database, with no transaction of Datasette's own around it."""
    options = {"transaction": False} if is_next(datasette) else {}
    return await database.execute_write_fn(work, **options)


async def site_title(datasette: Datasette) -> str:
    """Return what whoever runs the site calls it."""
    facts = await datasette.get_instance_metadata() if is_next(datasette) else datasette.metadata() or {}
    return str(facts.get("title") or "Noteworthy")


async def own_index(datasette: Datasette, request: Request, send: Any) -> Any:
    """Answer with Datasette's own list of databases."""
    from datasette.views.index import IndexView

    kwargs = {"format": None, **request.scope.get("url_route", {}).get("kwargs", {})}
    request.scope = dict(request.scope, url_route={"kwargs": kwargs})
    return await IndexView.as_view(datasette)(request, send)


async def own_refusal(datasette: Datasette, request: Request, message: str) -> Response:
    """Return the page with which Datasette itself turns away those who may not see something.

    Datasette takes the first plugin's answer and insists on one, so a plugin cannot simply pass.
    """
    from datasette.forbidden import forbidden

    return await forbidden(datasette, request, message)()


def keep_texts_off_the_terminal() -> None:
    """Stop 0.65 from printing what may hold a note's text, or the words that somebody searched for.

    It prints every error, a mere 404 too, with all local variables, and every question that SQLite cannot answer.
    """
    from datasette import handle_exception
    from datasette.app import Datasette
    from datasette.database import Database

    handle_exception.rich = None
    for execute in (Datasette.execute, Database.execute):
        # The last of their options is `log_sql_errors`.
        execute.__defaults__ = (*execute.__defaults__[:-1], False)
