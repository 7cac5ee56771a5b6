"""The finder of a site: one for each file, kept while it is served, and asked in Datasette's threads."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Error as SQLiteError
from threading import Thread
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Response

from corpus.errors import DatabaseError
from noteworthy.finder.finder import Finder
from noteworthy.finder.indexing import has_index
from noteworthy.finder.questions import Answer, Hit, Question
from noteworthy.web.answers import Visit, problem

if TYPE_CHECKING:
    from sqlite3 import Connection

    from datasette.database import Database

_known: WeakKeyDictionary[Database, Finder] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class SiteFinder:
    """The finder of one file, with the file."""

    finder: Finder
    database: Database

    async def answer(self, question: Question) -> Answer:
        """Answer a question."""
        found: Answer = await self.database.execute_fn(lambda connection: self.finder.answer(connection, question))
        return found

    async def similar(self, sentence: str, *, number: int, theme: str = "") -> tuple[Hit, ...]:
        """Return passages of other notes that mean most nearly what a sentence does; with a theme only its own."""
        found: tuple[Hit, ...] = await self.database.execute_fn(
            lambda connection: self.finder.similar(connection, sentence, number=number, theme=theme)
        )
        return found

    async def passages(self, sentences: Sequence[str]) -> dict[str, Hit]:
        """Return the passages with these keys, by key, in the order given; those that are not there are left out."""
        found: dict[str, Hit] = await self.database.execute_fn(lambda connection: self._named(connection, sentences))
        return found

    def _named(self, connection: Connection, sentences: Sequence[str]) -> dict[str, Hit]:
        found = ((key, self.finder.passage(connection, key)) for key in sentences)
        return {key: hit for key, hit in found if hit is not None}


async def warm_finder(database: Database) -> None:
    """Begin to read what the first searches need, in a thread beside all else; do nothing where there is no index."""
    if await database.execute_fn(has_index):
        Thread(target=_warm, args=(_finder(database), database), name="finder-warm", daemon=True).start()


def _finder(database: Database) -> Finder:
    return _known.setdefault(database, Finder())


def _warm(finder: Finder, database: Database) -> None:
    connection = database.connect()
    try:
        finder.warm(connection)
        # What is there now stays: to look through all of it for garbage would hold up a page now and then.
        gc.freeze()
    except (DatabaseError, SQLiteError):
        # A file that is being built, or has just been replaced: whoever asks will be told.
        return
    finally:
        connection.close()


async def finder_of(visit: Visit) -> SiteFinder | None:
    """Return the finder of the site that is visited; ``None`` where its file has no index."""
    database = visit.datasette.get_database(visit.site.database)
    if not await database.execute_fn(has_index):
        return None
    return SiteFinder(_finder(database), database)


async def no_index_page(visit: Visit) -> Response:
    """Say that the file cannot be searched, and how that is mended."""
    return await problem(
        visit.datasette,
        visit.request,
        status=503,
        heading="This database cannot be searched yet",
        reason=(
            "It was made by an earlier version of Noteworthy, which made no index of passages. Whoever runs this site "
            "can mend it: run “noteworthy build” again, and for a public site “noteworthy release”, then serve it anew."
        ),
        advice=[
            ("Until then, search the notes by their words", visit.datasette.urls.table(visit.site.database, "notes"))
        ],
    )
