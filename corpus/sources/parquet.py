"""Parquet: columns of typed values, read a batch of rows at a time. Needs the extra ``parquet`` (pyarrow)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import SourceError
from corpus.sources.cells import cell_text
from corpus.sources.encoding import open_bytes, storable
from corpus.sources.headings import name_headings
from corpus.sources.table_row import Row, Table

_BATCH = 4096


def open_parquet(path: Path) -> Table:
    """Open a Parquet file; raise ``SourceError`` that names the extra where pyarrow is not installed."""
    open_bytes(path).close()
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError:
        advice = "install Noteworthy with it: pip install -e '.[parquet]'"
        raise SourceError(f"{path} needs the extra 'parquet' (pyarrow); {advice}.") from None
    rows = _rows(path, ParquetFile)
    headings, statements = next(rows)
    return Table(headings, rows, statements)


def _rows(path: Path, opener: Any) -> Iterator[Any]:
    """Yield the headings and what is to be said of them, and then every row."""
    try:
        with opener(path) as file:
            headings, statements = name_headings(file.schema_arrow.names)
            if not file.metadata.num_rows:
                raise SourceError(f"{path.name} holds no rows.")
            yield headings, statements
            number = 1
            for batch in file.iter_batches(batch_size=_BATCH):
                columns = [column.to_pylist() for column in batch.columns]
                for values in zip(*columns, strict=True):
                    number += 1
                    yield Row(number, dict(zip(headings, map(_text, values), strict=True)))
    except (SourceError, GeneratorExit):
        raise
    except Exception as problem:
        reason = type(problem).__name__
        raise SourceError(f"{path} is damaged or not a Parquet file ({reason}); write it again.") from None


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return storable(cell_text(value))
