"""What Datasette's own pages lack for those who do not see them: names of fields and links, and steps of headings."""

import re

from markupsafe import Markup

_NAMED = (
    (re.compile(r'<select name="_filter_column(_\d+)?"'), "Column"),
    (re.compile(r'<select name="_filter_op(_\d+)?"'), "Comparison"),
    (re.compile(r'<input type="text" name="_filter_value(_\d+)?"'), "Value"),
    (re.compile(r'<select name="_sort"'), "Sort by"),
    (re.compile(r'<textarea id="sql-editor"'), "SQL"),
    (re.compile(r'class="cross"'), "Take this back"),
)
"""What a tag of Datasette 0.65's begins with, and the name that it gets."""

_HEADING = re.compile(r"<h3>")
"""Its headings go from the first level to the third; they look as they should, so that only their level is said."""


def mended(content: str) -> Markup:
    """Return the content of one of Datasette's pages with what it lacks.

    Only whole beginnings of tags are looked for: whatever comes out of a database is escaped and has none.
    """
    for beginning, name in _NAMED:
        content = beginning.sub(lambda found, name=name: f'{found[0]} aria-label="{name}"', content)  # type: ignore[misc]
    return Markup(_HEADING.sub('<h3 aria-level="2">', content))
