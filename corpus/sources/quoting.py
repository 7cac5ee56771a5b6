"""How names and values are quoted in messages: whole when short, by their length when they could be a note's text."""

from collections.abc import Iterable

_LONGEST = 60


def quoted(value: str) -> str:
    """Quote a heading or value for a message, on one line; of one too long to be a name, say only how long it is.

    >>> quoted("Case ID")
    "'Case ID'"
    >>> quoted("He was seen twice. " * 9)
    '(171 characters)'
    """
    if len(value) > _LONGEST:
        return f"({len(value):,} characters)"
    return f"'{' '.join(value.split())}'"


def quoted_list(values: Iterable[str], *, most: int = 40) -> str:
    """Quote several, and count those beyond ``most``."""
    return listed(map(quoted, values), most=most)


def listed(names: Iterable[str], *, most: int = 40) -> str:
    """List what is fit for a message as it is, and count what is beyond ``most``."""
    all_values = list(names)
    shown = ", ".join(all_values[:most])
    return shown if len(all_values) <= most else f"{shown} and {len(all_values) - most:,} more"


def is_word(value: str, *, longest: int) -> bool:
    """Tell whether a value is one short word, as a code or an id is, and so no note's text.

    >>> is_word("C1/notable", longest=40), is_word("Seen late", longest=40)
    (True, False)
    """
    return len(value) <= longest and value.split() == [value]


def counted(count: int, noun: str, nouns: str = "") -> str:
    """Write a count with its noun.

    >>> counted(1, "row"), counted(2400, "row")
    ('1 row', '2,400 rows')
    """
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"
