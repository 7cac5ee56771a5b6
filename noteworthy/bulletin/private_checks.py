"""The list of cases to check, for the owner of the data alone: a file of its own, never in the bulletin's folder."""

import csv
import io
from dataclasses import astuple
from pathlib import Path

from corpus.errors import NoteworthyError
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.mismatch import CHECK_COLUMNS, cases_to_check
from noteworthy.output import writing
from noteworthy.spreadsheets import inert


def check_checks(file: Path, data: BulletinData, output: Path) -> None:
    """Raise where the list would be published with the bulletin, or the database does not hold what it names."""
    if data.kind != "private":
        raise NoteworthyError(f"{data.path} is a public file; the list of cases to check is made from the private one.")
    if output.resolve() in file.resolve().parents:
        raise NoteworthyError(
            f"{file} lies in {output}, which is made to be published; name a file elsewhere for the list of cases."
        )


def write_checks(file: Path, data: BulletinData) -> int:
    """Write the list as CSV, readable by its owner alone; return how many cases it names."""
    rows = cases_to_check(data)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(CHECK_COLUMNS)
    for row in rows:
        writer.writerow(["" if value is None else inert(value) for value in astuple(row)])
    with writing(file) as write:
        write(stream.getvalue())
    return len(rows)
