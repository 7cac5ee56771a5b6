"""Datasette's own pages on the same file, with the facets that it can offer, beside our page with all of its own.

Asked through Datasette in this process, as a reader's browser would, with the limits that Datasette comes with: a facet
that takes more than 200 ms is left out of its page, a count or search that takes more than a second as well.
"""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
from datasette.app import Datasette

TIMES = 5
"""Words or themes that are asked for on each page."""

FACETS = {
    "codings": ("theme", "polarity", "status", "coder", "source"),
    "coded_passages": ("theme", "polarity", "status", "factor", "organisation_kind", "region"),
    "notes": ("kind", "practice", "needs_review", "source"),
}
"""What each of Datasette's pages is asked to count: what its rows have of the facets of find practice."""


def measure_datasette(path: Path) -> dict[str, dict[str, Any]]:
    """Return for each page the milliseconds it takes, and how many of the facets that were asked for it gave."""
    return asyncio.run(_measured(path))


async def _measured(path: Path) -> dict[str, dict[str, Any]]:
    datasette = Datasette([], immutables=[str(path)])
    words, themes = _asked(path)
    there = set(await datasette.get_database(path.stem).view_names()) | {"codings", "notes"}
    # What is only done once is not measured.
    await datasette.client.get("/-/find.json?words=work")
    await datasette.client.get(f"/{path.stem}/codings.json?_size=1")
    found = {
        "find practice, a word": await _pages(datasette, [f"/-/find.json?{urlencode({'words': w})}" for w in words]),
        "find practice, a theme": await _pages(datasette, [f"/-/find.json?theme={theme}" for theme in themes]),
    }
    for table, facets in FACETS.items():
        if table in there:
            own = [(("_facet", facet)) for facet in facets]
            name, given = ("a word", [("_search", word) for word in words])
            if table != "notes":
                name, given = ("a theme", [("theme", theme) for theme in themes])
            addresses = [f"/{path.stem}/{table}.json?{urlencode([one, *own, ('_size', 20)])}" for one in given]
            found[f"Datasette's {table}, {name}"] = await _pages(datasette, addresses)
    return found


async def _pages(datasette: Datasette, addresses: Sequence[str]) -> dict[str, Any]:
    taken, given, refused, statuses = list[float](), 0, 0, list[int]()
    for address in addresses:
        began = time.perf_counter()
        answer = await datasette.client.get(address)
        taken.append(1000 * (time.perf_counter() - began))
        statuses.append(answer.status_code)
        told = answer.json() if answer.status_code == 200 else {}
        shown = len(told.get("facet_results") or told.get("facets") or {})
        given += shown
        refused += max(0, address.count("_facet=") - shown)
    return {
        "median_ms": round(float(np.median(taken))),
        "longest_ms": round(max(taken)),
        "facets_given": round(given / len(addresses), 1),
        "facets_given_up": round(refused / len(addresses), 1),
        "pages_given_up": sum(status != 200 for status in statuses),
    }


def _asked(path: Path) -> tuple[list[str], list[str]]:
    """Return words that stand in ever fewer passages, from one in twenty on, and the commonest themes."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    total = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    select = "SELECT word FROM passage_words WHERE passages < ? AND length(word) > 3 ORDER BY passages DESC LIMIT 1"
    words = [connection.execute(select, (total // (20 * 4**step),)).fetchone()[0] for step in range(TIMES)]
    select = "SELECT theme FROM theme_counts WHERE dimension = 'all' GROUP BY theme ORDER BY sum(codings) DESC LIMIT ?"
    themes = [row[0] for row in connection.execute(select, (TIMES,))]
    connection.close()
    return words, themes
