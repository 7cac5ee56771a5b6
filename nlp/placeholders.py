"""What stands in a redacted text in place of an identifier, such as `[PERSON 1]` or `[DATE]`.

A text may be redacted already when it is read: what a colleague sent on, what was exported to learn from. Its
placeholders are no names, although they stand in capitals. The forms are exact and short, so that no identifier can
pass for one.
"""

import re
from collections.abc import Iterator

from corpus.values import IDENTIFIER_TYPES, Span

UNNUMBERED = frozenset({"DATE", "AGE"})
"""Types that tell no one apart: two dates are both `[DATE]`."""

_NUMBERED = "|".join(kind.replace("_", " ") for kind in IDENTIFIER_TYPES if kind not in UNNUMBERED)
_PLACEHOLDER = re.compile(
    rf"\[(?:(?:{_NUMBERED})\ \d{{1,4}}"
    r"|DATE(?:\ (?:(?:[A-Z][a-z]+\ )?(?:19|20)\d\d|[+-]\d{1,5}\ days))?"
    r"|AGE(?:\ \d{1,3}\ to\ \d{1,3})?)\]"
)


def placeholders(text: str) -> Iterator[Span]:
    """Yield where placeholders stand, in order."""
    if "[" in text:
        for match in _PLACEHOLDER.finditer(text):
            yield Span(match.start(), match.end())
