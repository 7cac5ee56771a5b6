"""Words that every kind of file can hold and no reader is deceived by: signs that act, rather than say, give way."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

Value = TypeVar("Value")

INSTEAD = "\N{REPLACEMENT CHARACTER}"
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, those that turn the direction of writing, and what XML cannot hold; tab and line feed stay."""


def legible(value: Value) -> Value:
    """Return a value with all words in it made legible: a string, or a dataclass or tuple that holds some."""
    return _legible(value)  # type: ignore[no-any-return]


def _legible(value: Any) -> Any:
    if isinstance(value, str):
        return _ACTING.sub(INSTEAD, value)
    if isinstance(value, tuple):
        return tuple(_legible(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: _legible(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **changed)
    return value
