"""Parquet files, with and without the extra."""

import datetime as dt
import sys
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.sources.parquet import open_parquet
from corpus.sources.table_row import Row

arrow = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
parquet = pytest.importorskip("pyarrow.parquet")


def write(folder: Path, columns: dict[str, list[object]]) -> Path:
    file = folder / "notes.parquet"
    parquet.write_table(arrow.table(columns), file)
    return file


def test_columns_are_read_as_text(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {
        "id": [1, 2],
        "text": ["seen\r\ntwice", None],
        "inspected": [dt.date(2017, 5, 3), None],
        "score": [1.0, 0.5],
    }
    table = open_parquet(write(tmp_path, columns))
    assert table.headings == ("id", "text", "inspected", "score")
    assert list(table.rows) == [
        Row(2, {"id": "1", "text": "seen\r\ntwice", "inspected": "2017-05-03", "score": "1"}),
        Row(3, {"id": "2", "text": "", "inspected": "", "score": "0.5"}),
    ]


def test_no_rows_and_damage_are_errors(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no rows"):
        open_parquet(write(tmp_path, {"text": []}))
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 and nothing more")
    with pytest.raises(SourceError, match="damaged or not a Parquet file"):
        open_parquet(tmp_path / "bad.parquet")


def test_without_pyarrow_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, {"text": ["seen"]})
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(SourceError, match="needs the extra 'parquet'"):
        open_parquet(file)
