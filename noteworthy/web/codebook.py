"""The codebook's page: every theme with its rule, the factors, and what polarity and status mean."""

from datasette.utils.asgi import Response

from noteworthy.web.answers import Visit, for_readers
from noteworthy.web.theme import summaries_of


async def _codebook_page(visit: Visit) -> Response:
    themes = await visit.queries.themes()
    core = [theme for theme in themes if theme.core]
    further = [theme for theme in themes if not theme.core]
    groups = [(name, entries) for name, entries in (("Core themes", core), ("Further themes", further)) if entries]
    factors = await summaries_of(visit).factors(counted=False)
    return await visit.page("codebook.html", {"here": "codebook", "groups": groups, "factors": factors})


codebook_view = for_readers(_codebook_page)
