"""A note's neighbours in theme: passages of other notes on the theme where it is clearest, the nearest in meaning."""

from pathlib import Path

import pytest
from datasette.app import Datasette

from corpus.codebook import default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.values import CodedNote, CodedSentence, Coding, Note, PracticeLabel, PracticeScore, RawText, Span
from noteworthy.finder.indexing import make_index

TEXTS = {
    "asked": ("delay", "He waited eleven weeks for a place on the course."),
    "near": ("delay", "Nine weeks she waited until the course had a place."),
    "far": ("delay", "Letters about the appointment arrived late because the printer broke."),
    "copy": ("delay", "He waited eleven weeks for a place on the course!"),
    "other theme": ("housing", "He waited twelve weeks for a place in the hostel."),
    # What most notes have in common is taken off, so that there have to be others.
    "debts": ("signposting", "The bank was rung about his debts and a budget was drawn up."),
    "drugs": ("tailoring", "Her methadone was changed after the clinic tested her blood."),
    "school": ("coordination", "Teachers and the family met to plan the return to school."),
    "job": ("motivation", "A friend helped to write the letter for a job in the bakery."),
    "alone": ("staffing", "Two officers left and nobody took over their cases."),
}


@pytest.fixture(scope="module")
def collection_of_near_notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("neighbours") / "near.db"
    with WorkDatabase(path) as database:
        database.store_source(StoredSource("a.csv", "a.csv", "0" * 64, "authored"))
        database.store_codebook(default_codebook())
        database.store([_coded(key, theme, text) for key, (theme, text) in TEXTS.items()])
        database.finish(make_index)
    return path


def _coded(key: str, theme: str, text: str) -> CodedNote:
    coding = Coding(theme, "poor", "observed", (Span(0, len(text) - 1),), 0.9, "model")
    practice = PracticeLabel("poor", (0.05, 0.85, 0.05, 0.05))
    score = PracticeScore("poor", 0.1, 0.0, 0.3, needs_review=False)
    sentences = (CodedSentence(0, len(text), practice, (coding,)),)
    return CodedNote(Note(key, RawText(text), source="a.csv"), sentences, score, codebook=default_codebook().hash)


async def _near(key: str, path: Path) -> str:
    """Return the list of neighbours on a note's page, or nothing where it has none."""
    html = (await Datasette(immutables=[str(path)]).client.get(f"/-/note/{key}")).text
    return str(html.partition('<ul class="passages near">')[2].partition("</ul>")[0])


@pytest.mark.asyncio
async def test_a_note_shows_what_others_say_nearest_to_it_on_its_theme(collection_of_near_notes: Path) -> None:
    near = await _near("asked", collection_of_near_notes)

    assert "Nine weeks she waited" in near
    assert '<a href="/-/note/near#s1">' in near
    assert "poor practice" in near
    for left_out in ("asked", "copy", "other~20theme", "alone"):
        assert f"/-/note/{left_out}#" not in near, left_out


@pytest.mark.asyncio
async def test_a_note_that_nothing_is_near_has_no_such_list(collection_of_near_notes: Path) -> None:
    assert await _near("alone", collection_of_near_notes) == ""
