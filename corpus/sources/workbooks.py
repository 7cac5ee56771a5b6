"""XLSX: the grid of the sheet that holds the notes, each cell as the text that a person sees in it.

Formulas give the value that Excel last computed; an error such as #N/A gives nothing. A cell merged over several rows
gives its value to each of them, marked as carried, since that is what a person reads off the sheet.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.utils.escape import unescape

from corpus.errors import SourceError
from corpus.sources.archives import check_archive
from corpus.sources.cells import cell_text
from corpus.sources.columns import Vocabulary
from corpus.sources.headings import GridRow, find_headings, leading_rows, with_headings
from corpus.sources.quoting import quoted, quoted_list
from corpus.sources.silence import silenced
from corpus.sources.table_row import Table

_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d+):[A-Z]{1,3}(\d+)[\"']")
_BLOCK = 1 << 20
_TAIL = 256
_AT_ONCE = 100
_Merges = dict[int, list[tuple[int, int]]]
"""First row of a merged cell to the columns (from 0) and last rows of those that begin there."""


def open_workbook(path: Path, vocabulary: Vocabulary) -> Table:
    """Open the visible sheet with a text's heading and the most known ones, or else the first that holds rows."""
    check_archive(path, kind="an Excel workbook", part="xl/")
    workbook = _load(path)
    try:
        sheet = _choose(path, workbook, vocabulary)
    except BaseException:
        workbook.close()
        raise
    grid = _grid(path, workbook, sheet)
    where = f"{path.name}, sheet {quoted(sheet.title)},"
    headed = with_headings(leading_rows(grid), grid, vocabulary, source=where, exact=False)
    return Table(headed.headings, headed.rows, (*_about(workbook, sheet), *headed.statements))


def _load(path: Path) -> Any:
    try:
        with silenced():
            return load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as problem:
        raise _damaged(path, problem) from None


def _choose(path: Path, workbook: Any, vocabulary: Vocabulary) -> Any:
    filled: list[tuple[Any, int]] = []
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()
        leading = list(islice(_rows(path, sheet, {}), 40))
        heading = find_headings([row for row in leading if not row.blank][:12], vocabulary)
        if heading is not None:
            known = vocabulary.known(heading.cells) if vocabulary.holds_text(heading.cells) else 0
            filled.append((sheet, known))
    visible = [(sheet, known) for sheet, known in filled if sheet.sheet_state == "visible"]
    if visible:
        return max(visible, key=lambda each: each[1])[0]
    if filled:
        hidden = _titles([sheet for sheet, _ in filled])
        raise SourceError(f"{path.name}: only hidden sheets hold rows: {hidden}; unhide the one to be read.")
    raise SourceError(f"{path.name} holds no rows.")


def _about(workbook: Any, chosen: Any) -> Iterator[str]:
    others = [sheet for sheet in workbook.worksheets if sheet is not chosen]
    if others:
        yield f"Read from sheet {quoted(chosen.title)}; not read: {_titles(others)}."


def _titles(sheets: Sequence[Any]) -> str:
    return quoted_list(sheet.title for sheet in sheets)


def _grid(path: Path, workbook: Any, sheet: Any) -> Iterator[GridRow]:
    with closing(workbook):
        yield from _rows(path, sheet, _merges(workbook, sheet))


def _rows(path: Path, sheet: Any, merges: _Merges) -> Iterator[GridRow]:
    """Yield a sheet's rows, each filled from the merged cells that reach down to it."""
    reaching: dict[int, tuple[int, str]] = {}
    for number, cells in enumerate(_cells(path, sheet), start=1):
        reaching = {column: (last, value) for column, (last, value) in reaching.items() if last >= number}
        for column, (_, value) in reaching.items():
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = value
        yield GridRow(number, cells, frozenset(reaching))
        for column, last in merges.get(number, ()):
            if column < len(cells):
                reaching[column] = (last, cells[column])


def _cells(path: Path, sheet: Any) -> Iterator[list[str]]:
    rows = sheet.iter_rows()
    while True:
        try:
            with silenced():
                some = [[_text(cell) for cell in row] for row in islice(rows, _AT_ONCE)]
        except Exception as problem:
            raise _damaged(path, problem) from None
        yield from some
        if len(some) < _AT_ONCE:
            return


def _text(cell: Any) -> str:
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, str):
        return unescape(value) if "_x" in value else value
    return cell_text(value, number_format=cell.number_format or "")


def _merges(workbook: Any, sheet: Any) -> _Merges:
    """Find the cells merged over several rows, which openpyxl's reading mode for large files leaves out.

    They stand after all rows in the sheet's XML, so its bytes are searched, not parsed.
    """
    found: _Merges = {}
    with workbook._archive.open(sheet._worksheet_path) as part:
        tail = b""
        while block := part.read(_BLOCK):
            window = tail + block
            end = 0
            for match in _MERGE.finditer(window):
                end = match.end()
                column, first, last = column_index_from_string(match[1].decode()) - 1, int(match[2]), int(match[3])
                if last > first:
                    found.setdefault(first, []).append((column, last))
            tail = window[max(end, len(window) - _TAIL) :]
    return found


def _damaged(path: Path, problem: Exception) -> SourceError:
    reason = type(problem).__name__
    return SourceError(f"{path} is damaged or not an Excel workbook ({reason}); save it again in Excel, or as CSV.")
