"""CSV and TSV: grids of cells between commas, semicolons, tabs or bars, whatever the file's ending claims.

Read line by line, so that a million rows need no more memory than one. A quotation mark that is never closed costs
its own line only: the lines that it swallowed are read again as rows. A record of one line whose inner quotation
marks are not doubled is taken if it has a cell for each heading.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TextIO

from corpus.sources.columns import Vocabulary
from corpus.sources.encoding import Encoding, find_encoding, open_text, refuse_binary
from corpus.sources.headings import GridRow, leading_rows, with_headings
from corpus.sources.table_row import Table
from corpus.values import Refusal

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_DECLARED = re.compile(r'"?sep=([^"\w])"?', re.IGNORECASE)
_SAMPLE_LINES = 200
_SAMPLE_CHARACTERS = 1 << 18
_LARGEST_RECORD = 20_000_000
_MOST_RUNAWAYS = 50
_UNCLOSED = "has a quotation mark that is never closed, or one inside quotes that is not doubled; close or double it"
_TOO_MANY = f"{_UNCLOSED}; there are so many of these that the rest of the file is not read"


def open_delimited(path: Path, vocabulary: Vocabulary) -> Table:
    """Open a CSV or TSV file: find its encoding, its separator and its headings."""
    refuse_binary(path)
    csv.field_size_limit(max(csv.field_size_limit(), 4 * _LARGEST_RECORD))
    encoding = find_encoding(path)
    separator, declared = _find_separator(path, encoding, vocabulary)
    grid = _grid(path, encoding, separator, skip=declared)
    headed = with_headings(leading_rows(grid), grid, vocabulary, source=path.name, exact=True)
    statements = [encoding.statement] if encoding.statement else []
    if separator != ("\t" if path.suffix.casefold() in (".tsv", ".tab") else ","):
        statements.append(f"Its cells are separated by {_SEPARATORS.get(separator, repr(separator))}.")
    return Table(headed.headings, headed.rows, (*statements, *headed.statements))


def _find_separator(path: Path, encoding: Encoding, vocabulary: Vocabulary) -> tuple[str, bool]:
    """Return the separator, and whether the first line is Excel's ``sep=;`` that declares it."""
    with open_text(path, encoding) as file:
        sample = [file.readline(_SAMPLE_CHARACTERS)]
        while sample[-1] and len(sample) < _SAMPLE_LINES and sum(map(len, sample)) < _SAMPLE_CHARACTERS:
            sample.append(file.readline(_SAMPLE_CHARACTERS))
    if declared := _DECLARED.fullmatch(sample[0].strip("\r\n")):
        return declared[1], True
    usual = ["\t", ",", ";", "|"] if path.suffix.casefold() in (".tsv", ".tab") else list(_SEPARATORS)
    return max(usual, key=lambda each: _fit(sample, each, vocabulary)), False


def _fit(sample: list[str], separator: str, vocabulary: Vocabulary) -> tuple[int, float, int]:
    """Say how well a separator fits: known headings in one row, then even rows, then many columns."""
    rows = [row for row in csv.reader(sample, delimiter=separator) if any(cell.strip() for cell in row)]
    if not rows:
        return 0, 0.0, 0
    known = [vocabulary.known(row) for row in rows[:12]]
    if any(known):
        width = len(rows[known.index(max(known))])
        return max(known), sum(len(row) == width for row in rows) / len(rows), width
    width, rows_of_it = Counter(map(len, rows)).most_common(1)[0]
    return 0, rows_of_it / len(rows) if width > 1 else 0.0, width


class _Lines(Iterator[str]):
    """Lines of a file, remembering those of the record at hand so that they can be read again."""

    def __init__(self, file: TextIO) -> None:
        self._lines: Iterator[str] = iter(file)
        self._again: deque[str] = deque()
        self._size = 0
        self.record: list[str] = []
        self.from_again = False

    def __next__(self) -> str:
        if self._size > _LARGEST_RECORD:
            raise csv.Error("record too large")
        self.from_again = bool(self._again)
        line = self._again.popleft() if self._again else next(self._lines)
        self.record.append(line)
        self._size += len(line)
        return line

    def begin_record(self) -> None:
        self.record = []
        self._size = 0

    def put_back_all_but_first(self) -> None:
        self._again.extendleft(reversed(self.record[1:]))


def _grid(path: Path, encoding: Encoding, separator: str, *, skip: bool) -> Iterator[GridRow | Refusal]:
    with open_text(path, encoding) as file:
        lines = _Lines(file)
        if skip:
            next(lines)
        yield from _records(lines, separator, source=path.name, first=2 if skip else 1)


def _records(lines: _Lines, separator: str, *, source: str, first: int) -> Iterator[GridRow | Refusal]:
    """Yield records, and a refusal where quotation marks are at fault over several lines."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    runaways = 0
    for number in count(first):
        lines.begin_record()
        try:
            cells = next(reader, None)
        except csv.Error:
            leniently = _leniently(lines.record, separator)
            if leniently is not None:
                yield GridRow(number, leniently, doubtful=True)
                continue
            runaways += 1
            yield Refusal(source, number, None, _UNCLOSED if runaways < _MOST_RUNAWAYS else _TOO_MANY)
            if runaways == _MOST_RUNAWAYS:
                return
            lines.put_back_all_but_first()
            continue
        if cells is None:
            return
        yield GridRow(number, cells, doubtful=lines.from_again)


def _leniently(record: list[str], separator: str) -> list[str] | None:
    """Read a record of one line whose inner quotation marks are not doubled; ``None`` where a cell stays open."""
    if len(record) > 1:
        return None
    reader = csv.reader([*record, "next"], delimiter=separator)
    try:
        cells = next(reader)
        return cells if next(reader, None) == ["next"] else None
    except csv.Error:
        return None
