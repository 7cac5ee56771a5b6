"""Opens a file of notes, whatever its kind, and yields what it holds: notes, unwritten judgements and refusals.

A note's text is its cell, unchanged: not trimmed, not normalised, line breaks as they are. Only what no database can
hold (NUL, lone surrogates) becomes U+FFFD, one character for one, so that offsets count in both. A document's text is
its paragraphs (see ``corpus.sources.documents``).
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import MappingError, SourceError
from corpus.sources.columns import ColumnPlan, plan_columns, vocabulary
from corpus.sources.documents import DOCUMENT_ENDINGS, open_document
from corpus.sources.encoding import storable
from corpus.sources.jsonlines import open_json_stream
from corpus.sources.lookups import Companion, joined, read_companions, unused_judgements
from corpus.sources.mapping import Mapping, SourceFacts, read_mapping
from corpus.sources.records import CASE_FIELDS, Entry, Facts, Item, Records, Unwritten, too_long
from corpus.sources.remarks import Remarks
from corpus.sources.table_row import Table
from corpus.sources.tables import TABLE_ENDINGS, open_table
from corpus.values import Note, RawText, Refusal

__all__ = ["Item", "Source", "Unwritten", "open_source"]

STANDARD_INPUT = "standard input"
MAPPING_FILE = "mapping.toml"


@dataclass(frozen=True, slots=True)
class Source:
    """A file of notes, opened: what is known of it beforehand, and its items, which can be read once."""

    name: str
    columns: ColumnPlan
    facts: SourceFacts
    items: Iterator[Item]
    statements: tuple[str, ...] = ()
    """What its reader did that the user should know: encoding, separator, sheet, title rows."""
    noticed: Remarks = field(default_factory=Remarks)
    """What was noticed in the rows; complete when the items have been read."""
    path: Path | None = None
    """The file that is read; ``None`` for standard input."""

    def sentences(self) -> list[str]:
        """Say in plain English how the file is read, before it is."""
        return [*self.statements, *self.columns.sentences()]


@dataclass(frozen=True, slots=True)
class _Options:
    """Columns named on the command line."""

    text: str | None
    id: str | None


def open_source(
    path: Path | str,
    *,
    mapping: Mapping | None = None,
    text: str | None = None,
    id: str | None = None,
    split_paragraphs: bool = False,
) -> Source:
    """Open a file of notes, a folder with a ``mapping.toml``, or ``-`` (JSONL on standard input).

    ``text`` and ``id`` name columns and win over the mapping, and it over what headings look like.
    ``split_paragraphs`` makes every paragraph of a document a note. Raises ``SourceError`` where the file cannot be
    read at all, and ``MappingError`` where its columns are not found; a bad row is a ``Refusal`` among the items.
    """
    options = _Options(text, id)
    if str(path) == "-":
        if sys.stdin is None:
            raise SourceError(f"{STANDARD_INPUT} is closed; pipe JSONL into it or name a file.")
        table = open_json_stream(sys.stdin.buffer, source=STANDARD_INPUT)
        return _table_source(table, STANDARD_INPUT, None, mapping or Mapping(), options)
    path = Path(path)
    if path.is_dir():
        path, mapping = _open_folder(path, mapping)
    mapping = mapping or Mapping()
    if path.suffix.casefold() in DOCUMENT_ENDINGS:
        return _document_source(path, mapping, split_paragraphs=split_paragraphs)
    if path.suffix.casefold() not in TABLE_ENDINGS:
        raise SourceError(_unknown_ending(path))
    table = open_table(path, vocabulary(mapping, text=text, id=id))
    return _table_source(table, storable(path.name), path, mapping, options)


def _open_folder(folder: Path, mapping: Mapping | None) -> tuple[Path, Mapping]:
    """Return the file that a folder's mapping names, and the mapping to read it with: the user's before its own."""
    own = folder / MAPPING_FILE
    if not own.is_file():
        raise SourceError(f"{folder} is a folder without a {MAPPING_FILE}; name a file in it.")
    from_folder = read_mapping(own)
    chosen = mapping or from_folder
    file = chosen.source.file or from_folder.source.file
    if not file:
        raise MappingError(f'{own} does not name the file of notes; write file = "..." under [source].')
    return folder / file, chosen


def _unknown_ending(path: Path) -> str:
    if not path.exists():
        return f"{path} does not exist; check the path."
    known = ", ".join((*TABLE_ENDINGS, *DOCUMENT_ENDINGS))
    return f"{path} has the ending {path.suffix or '(none)'}, which is not read; these are: {known}."


def _document_source(path: Path, mapping: Mapping, *, split_paragraphs: bool) -> Source:
    document = open_document(path)
    name, stem = storable(path.name), storable(path.stem)
    if split_paragraphs:
        about = f"Each paragraph is a note: {len(document.paragraphs):,}."
        items = (
            _document_note(name, f"{stem}/{place}", paragraph, place)
            for place, paragraph in enumerate(document.paragraphs, start=1)
        )
    else:
        about = "The whole document is one note."
        items = (_document_note(name, stem, text, None) for text in (document.text,))
    statements = (*document.statements, about)
    return Source(name, ColumnPlan({}, ()), _facts(mapping, name), items, statements, path=path)


def _document_note(source: str, note_id: str, text: str, place: int | None) -> Item:
    if reason := too_long(text):
        return Refusal(source, place, None, f"{reason} or take each paragraph as a note (--split paragraphs)")
    return Note(note_id, RawText(text), source=source, row=place)


def _facts(mapping: Mapping, name: str) -> SourceFacts:
    return mapping.source if mapping.source.name else mapping.source.model_copy(update={"name": name})


def _table_source(table: Table, name: str, path: Path | None, mapping: Mapping, options: _Options) -> Source:
    plan = plan_columns(
        table.headings, mapping, source=name, text=options.text, id=options.id, all_known=table.all_known
    )
    remarks = Remarks()
    companions = read_companions(mapping, path.parent if path else Path(), remarks)
    statements = (
        *table.statements,
        *(companion.sentence() for companion in companions),
        *_about_cases(plan, companions),
    )
    items = _items(table, name, plan, Facts(mapping, remarks), companions, remarks)
    return Source(name, plan, _facts(mapping, name), items, statements, remarks, path)


def _about_cases(plan: ColumnPlan, companions: list[Companion]) -> Iterator[str]:
    fields = set(plan.taken).union(*(companion.fields for companion in companions))
    if "case" not in fields and fields & CASE_FIELDS:
        yield "No column holds a case, so each row counts as a case of its own."


def _items(
    table: Table, name: str, plan: ColumnPlan, facts: Facts, companions: list[Companion], remarks: Remarks
) -> Iterator[Item]:
    records = Records(source=name)
    for place, row in enumerate(table.rows, start=1):
        if isinstance(row, Refusal):
            yield row
            continue
        if not table.all_known and not row.cells.keys() <= plan.known:
            plan = plan.extended(row.cells)
        found = facts.read(row, plan)
        if found or any(map(str.strip, row.cells.values())):
            yield from records.read(Entry(joined(found, companions, remarks), row.number, plan.taken, place))
    for found in unused_judgements(companions, remarks):
        yield from records.read_unwritten(found)
    for field_, names in plan.missing:
        remarks.add(f"Columns that the mapping of '{field_}' names and that no line has", str(names))
