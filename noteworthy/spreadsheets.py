"""Cells that a spreadsheet shows as they are: what would begin a formula gets an apostrophe before it.

See OWASP, "CSV Injection". A number keeps its sign: nothing runs in ``-0.25``.
"""

import re

ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the start of a formula, full-width forms among it."""

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def inert(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; what is no text stays as it is."""
    if isinstance(cell, str) and cell.startswith(ACTIVE) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
