"""The codebook's page: every theme with its rule, and what polarity and status mean."""

from datasette.utils.asgi import Response

from noteworthy.web.answers import Visit, for_readers


async def _codebook_page(visit: Visit) -> Response:
    themes = await visit.queries.themes()
    core = [theme for theme in themes if theme.core]
    further = [theme for theme in themes if not theme.core]
    groups = [(name, entries) for name, entries in (("Core themes", core), ("Further themes", further)) if entries]
    return await visit.page("codebook.html", {"here": "codebook", "groups": groups})


codebook_view = for_readers(_codebook_page)
