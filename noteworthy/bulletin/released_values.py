"""Values of attributes as a release has them: what reads as an identifier is replaced, before anything is counted."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from corpus.store.schema import database_schema
from noteworthy.bulletin.data import BulletinData
from noteworthy.publication import redacted_value
from noteworthy.redaction_policy import read_redaction_policy

_FRAMES = ("cases", "judgements")


def as_released(data: BulletinData, policy: Path | None = None) -> BulletinData:
    """Return the data with the attributes that a release redacts redacted; a public file's are so already.

    Texts are redacted when they are quoted, by the ``[redaction]`` of the same policy file that a release would have.

    Officers, inspectors and delivery units stay: they say which answers may be alike, and no table names them.
    """
    if data.kind != "private":
        return data
    columns = {table.name: table.columns for table in database_schema().table if table.name in _FRAMES}
    frames: dict[str, Any] = {}
    for name, described in columns.items():
        frame: pd.DataFrame = getattr(data, name)
        redacted = {column.name for column in described if column.publish == "redacted"} & set(frame.columns)
        changed = {column: _redacted(pd.Categorical(frame[column])) for column in sorted(redacted)}
        frames[name] = frame.assign(**changed)
    return replace(data, redaction=read_redaction_policy(policy) if policy else None, **frames)


def _redacted(values: pd.Categorical) -> pd.Categorical:
    """Redact the words of a column; two that are alike once they are redacted become one."""
    words = [redacted_value(str(word)) or "" for word in values.categories]
    if words == list(values.categories):
        return values
    kept = sorted(set(words))
    places = np.array([kept.index(word) for word in words] + [-1])
    return pd.Categorical.from_codes(places[values.codes], categories=pd.Index(kept, dtype=object))
