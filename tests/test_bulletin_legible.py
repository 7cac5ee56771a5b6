"""Signs that act on a reader or break a file give way, wherever in a bulletin they stand."""

from dataclasses import replace

from noteworthy.bulletin.content import Hidden
from noteworthy.bulletin.legible import INSTEAD, legible
from tests.bulletin_sample import BULLETIN, SHARES


def test_what_turns_the_writing_or_cannot_be_written_gives_way() -> None:
    assert legible("a\x00b\u202ec\ud800") == f"a{INSTEAD}b{INSTEAD}c{INSTEAD}"
    assert legible("Line\n\tof it, é, שלום") == "Line\n\tof it, é, שלום"


def test_it_reaches_every_word_and_changes_nothing_else() -> None:
    table = replace(SHARES, rows=(("a\x00", 1, Hidden.SUPPRESSED, 0.5, None, *SHARES.rows[0][5:]),))
    odd = replace(BULLETIN, sections=(replace(BULLETIN.sections[0], tables=(table,)),))
    assert legible(odd).sections[0].tables[0].rows[0][:5] == (f"a{INSTEAD}", 1, Hidden.SUPPRESSED, 0.5, None)
    assert legible(BULLETIN) == BULLETIN
