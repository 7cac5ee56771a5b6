"""The finder: questions in, answers out, from one file's index; made once for a file, and asked by many threads."""

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from itertools import islice

from pyroaring import BitMap

from corpus.errors import DatabaseError
from noteworthy.finder.index import Index
from noteworthy.finder.indexing import index_stamp
from noteworthy.finder.labels import FACET, labels
from noteworthy.finder.narrowing import Narrowing, in_order
from noteworthy.finder.passages import read_attributes, read_passage, read_passages
from noteworthy.finder.questions import FACETS, Answer, Facet, FacetValue, Hit, Question
from noteworthy.finder.ranking import Ranked, hits_in, rank, varied
from noteworthy.finder.reasons import reasons
from noteworthy.finder.shelf import Shelf
from noteworthy.finder.similar import similar_passages
from noteworthy.finder.tokens import Stemmer
from noteworthy.finder.turns import Turns
from noteworthy.finder.wanted import Part, read_words
from noteworthy.finder.widening import widen

WINDOW = 40
"""Passages that are read, weighed against each other and varied: so many at a time of the clearest-first order."""

LARGEST_PAGE = 200
MOST_CHOSEN = 100
"""Values of one facet that are considered."""


class Finder:
    """Answers questions. It holds no connection: each call brings its own, as Datasette's threads do."""

    def __init__(self) -> None:
        self._stemmer = Stemmer()
        self._lock = threading.Lock()
        # One answer at a time: threads that share one interpreter only make each other wait, and the last the longest.
        self._turns = Turns()
        self._stamp = ""
        self._shelf = Shelf()

    def answer(self, connection: sqlite3.Connection, question: Question) -> Answer:
        """Answer a question. Anything may stand in it; what cannot be used comes back as unread.

        Raises ``DatabaseError`` where the database has no index.
        """
        with self._turns:
            return self._answer(connection, question)

    def _answer(self, connection: sqlite3.Connection, question: Question) -> Answer:
        index = self._index(connection)
        wanted = read_words(question.words, self._stemmer)
        chosen, unread = _read_chosen(question.chosen)
        narrowing = Narrowing(index, wanted.parts, chosen)
        passages = narrowing.passages()
        page = self._page(connection, question, narrowing, passages)
        attributes = read_attributes(connection, index, [one.passage.note for one in page])
        return Answer(
            question=question,
            total=len(passages),
            notes=index.notes_of(passages),
            hits=tuple(self._hit(one, wanted.parts, attributes.get(one.passage.note, {})) for one in page),
            facets=tuple(_facet(narrowing, facet) for facet in FACETS),
            wider=widen(question, narrowing, len(passages)),
            unread=(*wanted.unread, *unread, *narrowing.unknown()),
        )

    def similar(
        self, connection: sqlite3.Connection, sentence: str, *, number: int = 8, theme: str = ""
    ) -> tuple[Hit, ...]:
        """Return the passages that mean most nearly what a sentence does, of other notes and in other words.

        With a theme only those coded with it. Nothing where there is no such sentence. Raises ``DatabaseError`` where
        the database has no index.
        """
        index, most = self._index(connection), min(number, LARGEST_PAGE)
        return similar_passages(connection, index, sentence, stems=self._stemmer, number=most, theme=theme)

    def passage(self, connection: sqlite3.Connection, sentence: str) -> Hit | None:
        """Return one passage by the key of its sentence, or ``None`` where there is none."""
        passage = read_passage(connection, sentence)
        if passage is None:
            return None
        ranked = rank([passage], (), self._stemmer)[0]
        attributes = read_attributes(connection, self._index(connection), [passage.note])
        return self._hit(ranked, (), attributes.get(passage.note, {}))

    def warm(self, connection: sqlite3.Connection) -> None:
        """Read what the first question, and the first search by meaning, would else have to wait for."""
        self.answer(connection, Question())
        first = connection.execute("SELECT sentence FROM passages ORDER BY number LIMIT 1").fetchone()
        if first is not None:
            self.similar(connection, first[0], number=1)

    def _index(self, connection: sqlite3.Connection) -> Index:
        stamp = index_stamp(connection)
        if stamp is None:
            raise DatabaseError(
                "the database has no index to find passages with; make it anew with `noteworthy build`, or, where it "
                "is a release, with `noteworthy release`."
            )
        with self._lock:
            if stamp != self._stamp:
                self._stamp, self._shelf = stamp, Shelf()
            return Index(connection, self._shelf)

    def _page(
        self, connection: sqlite3.Connection, question: Question, narrowing: Narrowing, passages: BitMap
    ) -> list[Ranked]:
        """Return one page: of the window that it falls into, ranked and varied."""
        size = min(max(question.size, 1), LARGEST_PAGE)
        pages = max(1, WINDOW // size)
        window, place = divmod(max(question.page, 1) - 1, pages)
        first = window * pages * size
        if first + place * size >= len(passages):
            return []
        numbers = in_order(passages, narrowing.strata(), first, first + pages * size)
        found = read_passages(connection, numbers, narrowing.choice)
        ordered = varied(rank(found, narrowing.parts, self._stemmer), size)
        return list(islice(ordered, place * size, (place + 1) * size))

    def _hit(self, ranked: Ranked, parts: Sequence[Part], attributes: Mapping[str, str]) -> Hit:
        passage = ranked.passage
        return Hit(
            sentence=passage.sentence,
            note=passage.note,
            text=passage.text,
            hits=hits_in(passage.text, parts, self._stemmer),
            codings=passage.codings,
            practice=passage.practice,
            why=reasons(ranked, parts),
            attributes=attributes,
        )


def notices(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return what the sources of a database want said wherever their texts are shown."""
    rows = connection.execute("SELECT DISTINCT notice FROM sources WHERE notice <> '' ORDER BY name")
    return tuple(row[0] for row in rows)


def _read_chosen(chosen: Mapping[str, Sequence[str]]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return the facets that there are, with what is chosen of them; and the names of others."""
    read = {facet: tuple(dict.fromkeys(chosen[facet]))[:MOST_CHOSEN] for facet in FACETS if chosen.get(facet)}
    return read, [str(facet)[:40] for facet in chosen if facet not in FACETS]


def _facet(narrowing: Narrowing, facet: str) -> Facet:
    chosen, said = narrowing.chosen.get(facet, ()), labels(narrowing.index, facet)
    counts = dict(narrowing.count(facet)) | {value: 0 for value in chosen if value not in narrowing.known_values(facet)}
    values = [
        FacetValue(value, said.get(value, value), count, value in chosen)
        for value, count in counts.items()
        if count or value in chosen
    ]
    return Facet(facet, FACET[facet], tuple(values))
