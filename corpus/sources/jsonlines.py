"""JSONL: one object a line, its keys the headings."""

import json
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, TextIO

from corpus.errors import SourceError
from corpus.sources.cells import cell_text
from corpus.sources.encoding import decoded, find_encoding, open_text, refuse_binary, storable
from corpus.sources.table_row import Row, Table
from corpus.values import Refusal

_LOOKED_AT = 1000
"""How many lines are read to know the keys before the columns are decided."""


def open_json_lines(path: Path) -> Table:
    """Open a JSONL file."""
    refuse_binary(path)
    encoding = find_encoding(path)
    statements = (encoding.statement,) if encoding.statement else ()
    return _table(_file_rows(path), source=path.name, statements=statements)


def open_json_stream(stream: BinaryIO, *, source: str) -> Table:
    """Read JSONL from a stream such as standard input, which can be read only once."""
    return _table(_rows(decoded(stream), source=source), source=source)


def _file_rows(path: Path) -> Iterator[Row | Refusal]:
    with open_text(path, find_encoding(path)) as file:
        yield from _rows(file, source=path.name)


def _table(rows: Iterator[Row | Refusal], *, source: str, statements: tuple[str, ...] = ()) -> Table:
    first = list(islice(rows, _LOOKED_AT))
    headings = dict.fromkeys(heading for row in first if isinstance(row, Row) for heading in row.cells)
    if not headings:
        raise SourceError(_nothing(first, source=source))
    return Table(tuple(headings), chain(first, rows), statements, all_known=len(first) < _LOOKED_AT)


def _nothing(first: list[Row | Refusal], *, source: str) -> str:
    refused = [row for row in first if isinstance(row, Refusal)]
    if refused:
        return f"{refused[0]}; no line before or after it is a JSON object with keys. JSONL has one object a line."
    return f"{source} holds no rows."


def _rows(lines: TextIO, *, source: str) -> Iterator[Row | Refusal]:
    for number, line in enumerate(lines, start=1):
        if line.strip("\ufeff \t\r\n\0"):
            yield _row(line, number, source=source)


def _row(line: str, number: int, *, source: str) -> Row | Refusal:
    try:
        value = json.loads(line.strip("\ufeff \t\r\n\0"))
    except (ValueError, RecursionError) as problem:
        reason = (
            f"{problem.msg}, at character {problem.pos + 1}"
            if isinstance(problem, json.JSONDecodeError)
            else "too deep"
        )
        return Refusal(source, number, None, f"is not JSON ({reason}); a line holds one whole object")
    if not isinstance(value, dict):
        return Refusal(source, number, None, f"is not a JSON object but {_KINDS.get(type(value), 'a number')}")
    return Row(number, {storable(key): storable(cell_text(cell)) for key, cell in value.items()})


_KINDS: dict[type, str] = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
