"""The motivated-intruder test: whoever knows the private database tries to find it again in the public file.

The intruder has the private case columns, the identifiers of every note, the planted truth where there is one, and a
wide net; and reads the public file as SQLite does and as bytes, what lies beside it, and the models named.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from corpus.errors import DatabaseError
from corpus.store.migrations import is_ours
from noteworthy.intruder import beside, vocabularies, wide_net
from noteworthy.intruder.findings import Finding, IntruderReport, Leak, Severity, Spot
from noteworthy.intruder.fulltext import FullTextIndex
from noteworthy.intruder.knowledge import Knowledge, Secret, known_from
from noteworthy.intruder.linkage import TablesOf, row_findings, suppressed_findings
from noteworthy.intruder.note_texts import NoteTexts
from noteworthy.intruder.own_note import parts_of_note
from noteworthy.intruder.pages import Layout, chunks
from noteworthy.intruder.search import Cell, Searcher, Stored, batches
from noteworthy.intruder.single_passages import SinglePassages
from noteworthy.intruder.tables import PublicTables, opened
from noteworthy.intruder.words import fold, normal
from noteworthy.redaction_policy import RedactionPolicy


def run_intruder(
    work: Path,
    public: Path,
    *,
    truth: Path | None = None,
    models: Sequence[Path] = (),
    cleared: Collection[tuple[str, int, int]] = (),
    policy: RedactionPolicy | None = None,
    tables_of: TablesOf | None = None,
) -> IntruderReport:
    """Attack a public file with all that the private database knows; return what came to light.

    `truth` is a file of planted identifiers (`identifiers.jsonl` of a coded folder), `models` the model files that go
    out with the release, `cleared` the passages (note, start, end) that a person has declared to be no identifier.
    `policy` says which identifiers may stay, and is asked for nothing else; without it none may. `tables_of` reads the
    published counts of a protected release, so that the suppressed ones can be recomputed.
    """
    if is_ours(public) != "public":
        raise DatabaseError(f"{public} is no release of ours; make one with `noteworthy release`.")
    protected = _says_protected(public)
    knowledge = known_from(work, truth=truth, cleared=cleared, policy=policy, protected=protected)
    attack = _Attack(work, public, knowledge)
    attack.on_tables(tables_of=tables_of)
    attack.on_bytes()
    attack.on_files_beside()
    for model in models:
        attack.on_model(model)
    return attack.report()


def _says_protected(public: Path) -> bool:
    try:
        # As immutable, so that SQLite leaves nothing beside the file before what lies there is looked at.
        with closing(sqlite3.connect(f"{public.resolve().as_uri()}?immutable=1", uri=True)) as connection:
            found = connection.execute("SELECT value FROM meta WHERE key = 'kind'").fetchone()
            return found is not None and found[0] == "protected"
    except sqlite3.Error:
        return False


class _Attack:
    """One run against one file: what is known, and what has been found so far."""

    def __init__(self, work: Path, public: Path, knowledge: Knowledge) -> None:
        self._work = work
        self._public = public
        self._knowledge = knowledge
        self._searcher = Searcher(knowledge.secrets)
        self._findings: dict[Finding, None] = {}
        self._met: set[int] = set()
        self._places: dict[str, int] = {}
        self._kind = "open"

    def report(self) -> IntruderReport:
        """Return the findings, the gravest first."""
        return IntruderReport(
            work=self._work,
            public=self._public,
            kind=self._kind,
            findings=tuple(sorted(self._findings)),
            sought=len(self._knowledge.secrets),
            in_their_note=self._knowledge.in_their_note,
            excused=self._knowledge.excused,
            places=tuple(self._places.items()),
        )

    def _add(self, findings: Iterable[Finding]) -> None:
        self._findings.update(dict.fromkeys(findings))

    # ------------------------------------------------------------------------------------------- as SQLite reads it

    def on_tables(self, *, tables_of: TablesOf | None = None) -> None:
        """Look through schema, cells, full-text indexes and notes, and try to link and to recompute."""
        with opened(self._public) as connection:
            tables = PublicTables(connection, self._knowledge.keys)
            self._search(tables.schema())
            for name in tables.names:
                self._search(tables.rows(name))
            for name, sql in tables.indexes:
                self._on_index(FullTextIndex(connection, name, sql), name)
            texts = NoteTexts(connection, tables.names, self._knowledge)
            self._add(texts.findings())
            passages = SinglePassages(connection, tables.names, self._knowledge)
            self._add(passages.findings(self._work))
            self._on_wide_net((*texts.for_the_net(), *passages.for_the_net()))
            self._kind = "protected" if self._is_protected(connection, tables.names) else "open"
            self._add(row_findings(connection, tables.names, protected=self._kind == "protected"))
            self._add(suppressed_findings(connection, tables.names, tables_of=tables_of))
            counts = {
                "tables": len(tables.names),
                "cells": tables.cells,
                "full-text indexes": len(tables.indexes),
                "notes of its own": texts.notes,
            }
            self._places.update(counts | ({"approved passages": len(passages)} if len(passages) else {}))

    def _search(self, found: Iterable[Cell | Stored], *, general: bool = False) -> None:
        """Look for the secrets in texts and in stored bytes; in a general word list single words are no proof."""
        for texts, stored in batches(found):
            for secret, cell in self._searcher.in_cells(texts):
                self._met.add(id(secret))
                word = general and normal(secret.words).isalpha()
                self._add([_full(secret, cell.spot, severity="warning" if word else "failure")])
            for secret, spot in self._searcher.in_stored(stored):
                self._met.add(id(secret))
                self._add([_full(secret, spot)])
            for one in stored:
                for content in vocabularies.unpacked(one.content):
                    self._add(_full(hit.secret, one.spot) for hit in self._searcher.in_bytes(content))

    def _on_index(self, index: FullTextIndex, name: str) -> None:
        try:
            for secret, document in index.secrets(self._knowledge):
                self._met.add(id(secret))
                self._add([_full(secret, Spot("full-text index", name, row=index.row(document)))])
            for kind, document in index.surplus(self._knowledge):
                spot = Spot("full-text index", name, row=index.row(document))
                self._add([Finding("failure", spot, "part of an identifier", kind, "identifiers")])
        except sqlite3.Error:
            self._add([Finding("failure", Spot("full-text index", name), "not looked into", "an index that is broken")])

    def _on_wide_net(self, cells: Iterable[Cell]) -> None:
        known = {normal(secret.words): secret for secret in self._knowledge.secrets}
        for cell in cells:
            for shape, words in wide_net.caught(cell.text, self._knowledge):
                secret = known.get(normal(words))
                if secret is None or not secret.stands_in(words):
                    self._add([Finding("warning", cell.spot, "looks like an identifier", shape, "wide net")])
                else:
                    self._add([Finding("failure", cell.spot, "identifier in full", secret.type, "wide net")])

    def _is_protected(self, connection: sqlite3.Connection, tables: Collection[str]) -> bool:
        """Tell whether rows may not be published: the file says so, or a source of the private one is private."""
        if "meta" in tables:
            kind = connection.execute("SELECT value FROM meta WHERE key = 'kind'").fetchone()
            if kind is not None and kind[0] == "protected":
                return True
        with closing(sqlite3.connect(f"{self._work.resolve().as_uri()}?mode=ro", uri=True)) as private:
            found = private.execute("SELECT count(*) FROM sources WHERE publication = 'private'").fetchone()
        return bool(found[0])

    # --------------------------------------------------------------------------------------------------- as bytes

    def on_bytes(self) -> None:
        """Look through the file byte by byte; of a page in use only what SQLite does not show is new."""
        layout = Layout(self._public)
        for position, secret in self._in_file(self._public):
            part, page = layout.part(position)
            if part != "page" or id(secret) not in self._met:
                self._add([_full(secret, Spot(part, row=f"page {page}"))])
        self._places |= {"pages": layout.pages, "of them free": len(layout.free)}

    def _in_file(self, path: Path) -> Iterator[tuple[int, Secret]]:
        for start, data in chunks(path):
            for hit in self._searcher.in_bytes(data):
                yield start + hit.position, hit.secret
            if (place := data.find(self._knowledge.hidden_key)) >= 0:
                yield start + place, next(one for one in self._knowledge.secrets if one.type == "secrets.value")

    def on_files_beside(self) -> None:
        """Look through the manifest and the files that bear the name of the public one."""
        files = list(beside.files_beside(self._public))
        for place, path in files:
            spot = Spot(place, path.name)
            if beside.is_stray(path):
                self._add([Finding("failure", spot, "stray file", "what the database held before")])
            before = set(self._met)
            self._met.clear()
            self._search(beside.json_cells(place, path))
            self._add(_full(secret, spot) for _, secret in self._in_file(path) if id(secret) not in self._met)
            self._met |= before
        self._places["files beside it"] = len(files)

    def on_model(self, model: Path) -> None:
        """Look through a model's vocabularies; parts of names there are for a person to look at."""
        names = self._names()
        files = vocabularies.model_files(model)
        for path in files:
            general = path.name in vocabularies.GENERAL
            parts: set[str] = set()

            def watched(path: Path = path, parts: set[str] = parts) -> Iterator[Cell | Stored]:
                for entry in vocabularies.entries(path):
                    if isinstance(entry, Cell) and len(entry.text) <= 40 and (word := fold(entry.text)) in names:
                        parts.add(word)
                    yield entry

            self._search(watched(), general=general)
            if parts and not general:
                spot = Spot(vocabularies.PLACE, path.name, row=f"{len(parts):,} words")
                self._add([Finding("warning", spot, "part of an identifier", "PERSON", "identifiers")])
        self._places["model files"] = self._places.get("model files", 0) + len(files)

    def _names(self) -> frozenset[str]:
        known = self._knowledge
        return frozenset(
            part
            for note in known.notes.values()
            for part, kind in parts_of_note(note, known).items()
            if kind == "PERSON" and part not in known.ordinary
        )


def _full(secret: Secret, spot: Spot, *, severity: Severity = "failure") -> Finding:
    leak: Leak = "private value" if secret.source == "case columns" else "identifier in full"
    return Finding(severity, spot, leak, secret.type, secret.source)
