"""A cell's value as the text that a person sees in it."""

import datetime as dt
import re
from decimal import Decimal

_NOT_SHOWN = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.')
_PADDED = re.compile(r"0{2,}")


def cell_text(value: object, *, number_format: str = "") -> str:
    """Write a typed value (of a workbook, JSON or Parquet) as a person reads it.

    A whole number has no point, so that the id 17 stored as 17.0 stays "17"; a date is ISO; nothing is "", and so is
    a list or an object, which no cell can hold.

    >>> cell_text(17.0), cell_text(7, number_format="0000"), cell_text(dt.datetime(2017, 3, 4)), cell_text(True)
    ('17', '0007', '2017-03-04', 'TRUE')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        return _number_text(value, number_format)
    if isinstance(value, dt.datetime):
        return _date_text(value, number_format)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "" if isinstance(value, list | dict) else str(value)


def _date_text(value: dt.datetime, number_format: str) -> str:
    """Write a date as exactly as its format shows it: ``mmm-yy`` shows no day."""
    shown = _NOT_SHOWN.sub("", number_format.casefold())
    if "y" in shown and "d" not in shown:
        return value.strftime("%Y-%m" if "m" in shown else "%Y")
    if value.time() == dt.time.min:
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")


def _number_text(value: int | float | Decimal, number_format: str) -> str:
    if value != value:
        return ""
    if isinstance(value, float) and not value.is_integer():
        return format(value, ".15g")
    if isinstance(value, Decimal) and value != value.to_integral_value():
        return str(value)
    try:
        whole = str(int(value))
    except OverflowError:
        return str(value)
    return whole.zfill(len(number_format)) if _PADDED.fullmatch(number_format) else whole
