"""Dates and ages made coarser: a month for a day, a number of days since the first, a band of ten years for an age."""

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
_WORD_MONTH = re.compile(rf"(?i)\b({'|'.join(_MONTHS)})[a-z]*")
_FIGURES = re.compile(r"\d+")
_BAND = 10


def date_in(words: str) -> tuple[int | None, int | None, int | None]:
    """Return year, month and day as far as the words of a date say them; days are written before months."""
    figures = [int(figure) for figure in _FIGURES.findall(words)]
    month = _WORD_MONTH.search(words)
    if month:
        year = next((figure for figure in figures if figure > 31), None)
        day = next((figure for figure in figures if 1 <= figure <= 31), None)
        after = [figure for figure in figures if figure != day]
        if year is None and after:
            year = after[0]
        return _whole_year(year), _MONTHS.index(month[1].lower()) + 1, day
    if len(figures) < 2:
        return None, None, None
    if figures[0] > 31:
        year, second, third = (*figures, 0)[0:3]
        return _whole_year(year), _if_month(second), third or None
    return _whole_year(figures[2]) if len(figures) > 2 else None, _if_month(figures[1]), figures[0]


def _whole_year(year: int | None) -> int | None:
    if year is None or year > 99:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _if_month(figure: int) -> int | None:
    return figure if 1 <= figure <= 12 else None


def coarse_date(words: str, *, to: str) -> str | None:
    """Return a date as its month or its year; nothing where the words do not say it."""
    year, month, _ = date_in(words)
    if year is None or (to == "month" and month is None):
        return None
    return f"{_NAMES[month - 1]} {year}" if to == "month" and month else str(year)


def day_of(words: str) -> date | None:
    """Return the day that a date names in full; nothing where it does not."""
    year, month, day = date_in(words)
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def age_band(words: str) -> str | None:
    """Return the ten years in which an age lies, such as 30 to 39; nothing for one in words, or past ninety."""
    found = _FIGURES.search(words)
    if found is None or int(found.group()) >= 90:
        return None
    low = int(found.group()) // _BAND * _BAND
    return f"{low} to {low + _BAND - 1}"
