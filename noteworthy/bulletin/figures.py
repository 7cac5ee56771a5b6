"""Figures as cells: an estimate and its interval, the count behind it, and how both read in a sentence."""

import re
from collections.abc import Iterable, Sequence

from noteworthy.bulletin.content import Cell, Column, Hidden, Unit
from noteworthy.bulletin.wording import cell_words
from noteworthy.statistics.estimates import Estimate

MOST_NAMED = 20
"""Rows that a remark names; where it is about more, it gives their number."""
_ASIDE = re.compile(r"\([^\W\d_](?:[^()]|\([^()]*\))*\)\.$")
"""Words in brackets that end a sentence; an interval in brackets begins with a figure."""


def text(name: str, label: str, description: str) -> Column:
    """Return a column of words."""
    return Column(name, label, "text", description)


def count(name: str, label: str, description: str) -> Column:
    """Return a column of counts."""
    return Column(name, label, "count", description)


def interval(name: str, label: str, description: str, *, unit: Unit = "share") -> tuple[Column, Column, Column]:
    """Return a column of estimates and those of the ends of their 95% intervals, each named after it."""
    low, high = f"{name}_low", f"{name}_high"
    return (
        Column(name, label, unit, description, low, high),
        Column(low, f"{label}, lower end", unit, f"Lower end of the 95% interval of: {description}"),
        Column(high, f"{label}, upper end", unit, f"Upper end of the 95% interval of: {description}"),
    )


def cells(estimate: Estimate) -> tuple[Cell, Cell, Cell]:
    """Return an estimate and the ends of its interval; a mark where it could not be had."""
    return tuple(  # type: ignore[return-value]
        Hidden.NOT_AVAILABLE if part is None else part for part in (estimate.value, estimate.low, estimate.high)
    )


def p_cell(value: float | None) -> Cell:
    """Return a p-value; a mark where there is none."""
    return Hidden.NOT_AVAILABLE if value is None else value


def reads(estimate: Estimate, unit: Unit = "share") -> str:
    """Return an estimate as its cell in a table reads, such as '45% (41 to 49)'."""
    return cell_words(Column("", "", unit, ""), *cells(estimate))


def share_words(share: float) -> str:
    """Return a share without an interval as its cell reads.

    >>> share_words(0.452)
    '45%'
    """
    return cell_words(Column("", "", "share", ""), share)


def remarks(named: Iterable[tuple[str, Estimate]]) -> tuple[str, ...]:
    """Return what must be said of single figures, each remark once, with the names of the rows that it is about.

    Where these are many, it is said how many of the rows they are.
    """
    rows: set[str] = set()
    about: dict[str, dict[str, None]] = {}
    for name, estimate in named:
        rows.add(name)
        if estimate.note:
            about.setdefault(estimate.note, {})[name] = None
    return tuple(f"{_rows(tuple(names), of=len(rows))}: {note}" for note, names in about.items())


def _rows(names: Sequence[str], *, of: int) -> str:
    if len(names) <= MOST_NAMED:
        return listed(names)
    return f"All {of:,} rows" if len(names) == of else f"{len(names):,} of {of:,} rows"


def listed(names: Sequence[str], joined_by: str = "and") -> str:
    """Return names as a sentence lists them.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")
    ('a', 'a and b', 'a, b or c')
    """
    return f" {joined_by} ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def in_text(name: str) -> str:
    """Return a name as it stands within a sentence; an abbreviation keeps its capitals.

    >>> in_text("Drug misuse"), in_text("ETE")
    ('drug misuse', 'ETE')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def cited(sentence: str, table: str) -> str:
    """Return a sentence that names the table in which its figures stand.

    >>> cited("No theme stands out.", "5a"), cited("It is 4% (3 to 5) (no clear difference).", "5m")
    ('No theme stands out (table 5a).', 'It is 4% (3 to 5) (no clear difference; table 5m).')
    """
    joined = _ASIDE.search(sentence)
    return f"{sentence[:-2]}; table {table})." if joined else f"{sentence.removesuffix('.')} (table {table})."


def counted(number: int, one: str, several: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "case", "cases"), counted(1066, "case", "cases")
    ('1 case', '1,066 cases')
    """
    return f"{number:,} {one if number == 1 else several}"
