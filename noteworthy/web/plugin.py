"""Register with Datasette: every hook that we take, each a line or two that call the module which does the work.

Announced in ``pyproject.toml`` as the entry point ``datasette: noteworthy``. On a Datasette that serves no database of
ours every hook steps aside and nothing looks or answers differently.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response
from jinja2 import Environment
from markupsafe import Markup
from pluggy import HookimplMarker

from noteworthy.web import cells, refusals, templating
from noteworthy.web.accessibility import accessibility_view
from noteworthy.web.approve import approve_view
from noteworthy.web.bulletin import bulletin_file_view, bulletin_view
from noteworthy.web.codebook import codebook_view
from noteworthy.web.concordance import factor_words_view, theme_words_view
from noteworthy.web.correct import correct_view, corrections_view
from noteworthy.web.csv_cells import InertCells
from noteworthy.web.data import data_view
from noteworthy.web.factor import factor_view, factors_view
from noteworthy.web.feed import feed_view
from noteworthy.web.find import find_csv_view, find_json_view, find_view
from noteworthy.web.find_passage import passage_view
from noteworthy.web.front import front_view, index_view
from noteworthy.web.intake import Intake
from noteworthy.web.keep import keep_view
from noteworthy.web.method import method_view
from noteworthy.web.note import note_view
from noteworthy.web.offers import Offers, offers_of
from noteworthy.web.privacy import privacy_view
from noteworthy.web.review import review_view
from noteworthy.web.scripts import PATTERN, script_view
from noteworthy.web.served_file import ServedFile
from noteworthy.web.shortlist import sheet_csv_view, sheet_text_view, sheet_view
from noteworthy.web.site import Site, find_site
from noteworthy.web.stylesheet import PATH, stylesheet_view
from noteworthy.web.tag import tag_json_view, tag_view
from noteworthy.web.theme import theme_view
from noteworthy.web.versions import keep_texts_off_the_terminal, may_view
from noteworthy.web.warming import Warming

if TYPE_CHECKING:
    from datasette.app import Datasette

hookimpl = HookimplMarker("datasette")

ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"/(\.(?P<format>jsono?))?$", front_view),
    (r"/-/$", index_view),
    (r"/-/note/(?P<key>.+)$", note_view),
    (r"/-/theme/(?P<code>[^/]+)$", theme_view),
    (r"/-/theme/(?P<code>[^/]+)/words$", theme_words_view),
    (r"/-/factors$", factors_view),
    (r"/-/factor/(?P<code>[^/]+)$", factor_view),
    (r"/-/factor/(?P<code>[^/]+)/words$", factor_words_view),
    (r"/-/codebook$", codebook_view),
    (r"/-/find$", find_view),
    (r"/-/find\.json$", find_json_view),
    (r"/-/find\.csv$", find_csv_view),
    (r"/-/find/sheet$", sheet_view),
    (r"/-/find/sheet\.csv$", sheet_csv_view),
    (r"/-/find/sheet\.txt$", sheet_text_view),
    (r"/-/passage/(?P<key>.+)$", passage_view),
    (r"/-/method$", method_view),
    (r"/-/privacy$", privacy_view),
    (r"/-/accessibility$", accessibility_view),
    (r"/-/data$", data_view),
    (r"/-/bulletin$", bulletin_view),
    (r"/-/bulletin/(?P<name>.+)$", bulletin_file_view),
    (r"/-/releases\.atom$", feed_view),
    (PATH.replace(".", r"\.") + "$", stylesheet_view),
    (PATTERN, script_view),
    (r"/-/tag$", tag_view),
    (r"/-/tag\.json$", tag_json_view),
    (r"/-/tag/keep$", keep_view),
    (r"/-/review$", review_view),
    (r"/-/review/passages$", approve_view),
    (r"/-/correct$", corrections_view),
    (r"/-/correct/(?P<key>.+)$", correct_view),
)
"""The addresses that we answer. ``docs/site.md`` describes each; a test holds it to that."""


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Answer our addresses."""
    return list(ROUTES)


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Find our database before the first reader asks."""

    async def inner() -> None:
        if await find_site(datasette) is not None:
            keep_texts_off_the_terminal()

    return inner


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[..., Any]:
    """Take in what is posted within limits, before anything else reads it; let no CSV out that runs as a formula.

    Say so where the file has been replaced, or is of another version. What the first searches need is read as soon as
    the server has started.
    """

    def wrap(app: Any) -> Warming:
        return Warming(ServedFile(Intake(InertCells(app, datasette), datasette), datasette), datasette)

    return wrap


@hookimpl
def skip_csrf(scope: dict[str, Any]) -> bool:
    """Let programs have notes tagged: that address stores nothing, and takes nothing that a form could send."""
    return bool(scope["path"].endswith("/-/tag.json"))


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Make our templates known."""
    templating.prepare(env, datasette)


@hookimpl
def extra_template_vars(
    datasette: Datasette, request: Request | None
) -> Callable[[], Awaitable[dict[str, Site | Offers | None]]]:
    """Tell every template which site it belongs to; ``None`` leaves Datasette's pages as they are."""

    async def inner() -> dict[str, Site | Offers | None]:
        site = await find_site(datasette)
        actor = request.actor if request else None
        if site is not None and not await may_view(datasette, actor, database=site.database, table=site.table):
            return {"noteworthy": site.withheld(), "offers": Offers()}
        return {"noteworthy": site, "offers": offers_of(datasette, request, site)}

    return inner


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Datasette
) -> Callable[[], Awaitable[Markup | None]] | None:
    """Link notes and themes wherever Datasette shows a table."""
    if not cells.is_ours(table, column):
        return None

    async def inner() -> Markup | None:
        return await cells.cell(datasette, row=row, value=value, column=column, table=table, database=database)

    return inner


@hookimpl
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response | None]]:
    """Say plainly what went wrong."""

    async def inner() -> Response | None:
        return await refusals.refusal(datasette, request, exception)

    return inner


@hookimpl
def forbidden(datasette: Datasette, request: Request, message: str) -> Callable[[], Awaitable[Response]]:
    """Say plainly that signing in is needed."""

    async def inner() -> Response:
        return await refusals.forbidden_page(datasette, request, message)

    return inner
