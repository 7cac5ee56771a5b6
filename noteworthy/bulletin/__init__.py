"""The bulletin: the analyses of the inspectorate's two bulletins, as tables, charts and files.

In a notebook, `tables` gives every table of a database's bulletin as a pandas DataFrame:

    from noteworthy.bulletin import tables

    found = tables("work.db")
    found["1b"].attrs["method"]
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from noteworthy.bulletin.settings import Settings

__all__ = ["tables"]


def tables(
    database: str | Path, *, settings: "Settings | None" = None, policy: str | Path | None = None
) -> "Mapping[str, pd.DataFrame]":
    """Return every table of the bulletin of a database, by its id, with disclosure control applied as in the files.

    Shares are from 0 to 1; what is hidden or cannot be estimated is NaN, and ``attrs["marks"]`` says which it is.
    ``attrs`` also holds title, denominator, notes, the units and descriptions of columns, and question and method of
    the section, with its source.
    """
    from noteworthy.bulletin.notebook import table_frames

    return table_frames(Path(database), settings=settings, policy=Path(policy) if policy else None)
