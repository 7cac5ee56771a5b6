"""Every kind of table that notes come in, opened by the file's ending."""

from collections.abc import Callable
from pathlib import Path

from corpus.sources.columns import Vocabulary
from corpus.sources.delimited import open_delimited
from corpus.sources.jsonlines import open_json_lines
from corpus.sources.table_row import Table


def open_table(path: Path, vocabulary: Vocabulary) -> Table:
    """Open a table file whose ending is among ``TABLE_ENDINGS``."""
    return _OPENERS[path.suffix.casefold()](path, vocabulary)


def _open_json_lines(path: Path, vocabulary: Vocabulary) -> Table:
    return open_json_lines(path)


def _open_workbook(path: Path, vocabulary: Vocabulary) -> Table:
    from corpus.sources.workbooks import open_workbook

    return open_workbook(path, vocabulary)


def _open_parquet(path: Path, vocabulary: Vocabulary) -> Table:
    from corpus.sources.parquet import open_parquet

    return open_parquet(path)


_OPENERS: dict[str, Callable[[Path, Vocabulary], Table]] = {
    ".csv": open_delimited,
    ".tsv": open_delimited,
    ".tab": open_delimited,
    ".xlsx": _open_workbook,
    ".xlsm": _open_workbook,
    ".jsonl": _open_json_lines,
    ".ndjson": _open_json_lines,
    ".json": _open_json_lines,
    ".parquet": _open_parquet,
}

TABLE_ENDINGS = tuple(_OPENERS)
