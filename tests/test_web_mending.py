"""Datasette's own pages get the names that they lack, and nothing that stands in a database is touched."""

from markupsafe import escape

from noteworthy.web.mending import mended


def test_fields_and_links_are_named_and_headings_go_down_one_step_at_a_time() -> None:
    assert mended('<select name="_filter_column">') == '<select name="_filter_column" aria-label="Column">'
    assert mended('<select name="_filter_op_3">') == '<select name="_filter_op_3" aria-label="Comparison">'
    assert mended('<a href="/" class="cross">✖</a>') == '<a href="/" class="cross" aria-label="Take this back">✖</a>'
    assert mended("<h3>9 rows</h3>") == '<h3 aria-level="2">9 rows</h3>'


def test_what_a_note_says_stays_as_it_is() -> None:
    words = str(escape('<h3>, <select name="_sort"> and class="cross"'))
    assert mended(f"<td>{words}</td>") == f"<td>{words}</td>"
