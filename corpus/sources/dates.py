"""Dates of inspection as exports write them, made ISO 8601 and no more exact than they were given.

Numbers with a stroke are read as they are in Britain, day first, and never month first: ``11/19/2017`` is no date.
"""

import datetime as dt
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,? +)?"
_SHAPES = tuple(
    re.compile(shape + _TIME, re.IGNORECASE)
    for shape in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})[-/. ](?P<y>\d{4}|\d{2})",
        rf"{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[- ./]*(?P<n>{_MONTH})\.?[- ./,]*(?P<y>\d{{4}}|\d{{2}})",
        rf"{_WEEKDAY}(?P<n>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})",
        rf"(?P<n>{_MONTH})\.?[- ./,']*(?P<y>\d{{4}}|\d{{2}})",
        r"(?P<y>\d{4})-(?P<m>\d{1,2})",
        r"(?P<m>\d{1,2})[/.](?P<y>\d{4})",
        r"(?P<y>\d{4})",
    )
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_EPOCH = dt.date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1950, 2100


def read_date(value: str) -> str | None:
    """Return a date as ISO, to the day, month or year as given; ``None`` where its shape is not a known one.

    >>> [read_date(each) for each in ("19 november 2021", "Nov 2021", "03/04/2017", "11/19/2017", "44519")]
    ['2021-11-19', '2021-11', '2017-04-03', None, '2021-11-19']
    """
    value = " ".join(value.split())
    for shape in _SHAPES:
        if found := shape.fullmatch(value):
            return _iso(found.groupdict())
    if _SERIAL.fullmatch(value):
        return _plausible(_SERIAL_EPOCH + dt.timedelta(days=int(value[:5])))
    return None


def _iso(parts: dict[str, str | None]) -> str | None:
    name, number = parts.get("n"), parts.get("m")
    month = _MONTHS[name.casefold()] if name else int(number) if number else None
    day = parts.get("d")
    year = _year(str(parts["y"]))
    try:
        date = dt.date(year, month or 1, int(day) if day else 1)
    except ValueError:
        return None
    iso = _plausible(date)
    return iso and iso[: 10 if day else 7 if month else 4]


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)


def _plausible(date: dt.date) -> str | None:
    return date.isoformat() if _FIRST_YEAR <= date.year <= _LAST_YEAR else None
