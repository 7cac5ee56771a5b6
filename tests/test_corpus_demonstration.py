"""Coded folders: what fits together is read, and what does not is an error with its line."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.codebook import Codebook, Theme
from corpus.coded.folder import coders_readings, read_coded_folder
from corpus.errors import SourceError
from corpus.values import CoderReading, CoderSentence, Coding, Span

TEXT = "Seen within days. Nobody rang her back."
NOTE: dict[str, Any] = {"id": "N1", "case": "C1", "text": TEXT, "sentences": [[0, 17], [18, 39]]}
DELAY = {"theme": "delay", "polarity": "good", "status": "observed", "spans": [[5, 16]]}
WHOLE: dict[str, Any] = {"note": "N1", "sentence": None, "coder": "c1", "practice": "mixed", "clarity": 2}
FIRST: dict[str, Any] = {"note": "N1", "sentence": 0, "coder": "c1", "practice": "good", "codings": [DELAY]}
SECOND: dict[str, Any] = {"note": "N1", "sentence": 1, "coder": "c1", "practice": "poor", "start": 18, "end": 39}


def folder_of(folder: Path, *, notes: list[Any] | None = None, codings: list[Any] | None = None) -> Path:
    for name, lines in (("notes.jsonl", notes or [NOTE]), ("codings.jsonl", codings or [WHOLE, FIRST, SECOND])):
        (folder / name).write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


def test_notes_and_readings_are_read(tmp_path: Path) -> None:
    corpus = read_coded_folder(folder_of(tmp_path))
    assert [note.text for note in corpus.notes] == [TEXT]
    coding = Coding("delay", "good", "observed", (Span(5, 16),), 1.0, "coder")
    sentences = (CoderSentence(0, 17, "good", (coding,)), CoderSentence(18, 39, "poor"))
    assert corpus.readings == (CoderReading("N1", "c1", sentences, "mixed", 2),)


def test_readings_come_in_the_order_of_the_notes_and_then_of_the_coders(tmp_path: Path) -> None:
    notes = [{"id": name, "text": "Seen."} for name in ("N2", "N1")]
    codings = [
        {"note": note, "sentence": None, "coder": coder, "practice": "none"}
        for note in ("N1", "N2")
        for coder in ("c2", "adjudicated")
    ]
    readings = read_coded_folder(folder_of(tmp_path, notes=notes, codings=codings)).readings
    order = [(reading.note_id, reading.coder) for reading in readings]
    assert order == [("N2", "adjudicated"), ("N2", "c2"), ("N1", "adjudicated"), ("N1", "c2")]


def test_the_group_is_the_voice_or_else_the_case(tmp_path: Path) -> None:
    notes = [
        NOTE | {"voice": "v01", "split": "dev"},
        {"id": "N2", "case": "C2", "text": "Seen.", "split": "train"},
        {"id": "N3", "text": "Seen."},
    ]
    corpus = read_coded_folder(folder_of(tmp_path, notes=notes))
    assert corpus.groups == {"N1": "v01", "N2": "C2"}
    assert corpus.splits == {"N1": "dev", "N2": "train"}


def test_a_reading_without_a_line_for_the_whole_note_has_no_label(tmp_path: Path) -> None:
    (reading,) = read_coded_folder(folder_of(tmp_path, codings=[SECOND, FIRST])).readings
    assert (reading.practice, reading.clarity) == ("none", None)
    assert [sentence.start for sentence in reading.sentences] == [0, 18]


def test_a_coding_without_spans_rests_on_its_whole_sentence(tmp_path: Path) -> None:
    bare = FIRST | {"codings": [{"theme": "delay", "polarity": "good"}]}
    (reading,) = read_coded_folder(folder_of(tmp_path, codings=[bare, SECOND])).readings
    assert reading.sentences[0].codings[0].spans == (Span(0, 17),)


def test_sentences_may_be_given_with_the_codings_alone(tmp_path: Path) -> None:
    note = {"id": "N1", "text": TEXT}
    (reading,) = read_coded_folder(folder_of(tmp_path, notes=[note], codings=[SECOND])).readings
    assert (reading.sentences[0].start, reading.sentences[0].end) == (18, 39)


def test_another_codebook_brings_its_own_themes(tmp_path: Path) -> None:
    theme = Theme(code="food", name="Food", definition="What was eaten.", use="Meals.")
    codings = [FIRST | {"codings": [{"theme": "food", "polarity": "good"}]}, SECOND]
    own = Codebook(id="kitchen", title="Kitchen", version="1", theme=(theme,))
    (reading,) = read_coded_folder(folder_of(tmp_path, codings=codings), codebook=own).readings
    assert reading.sentences[0].codings[0].theme == "food"


def test_a_second_codebook_has_its_codings_in_a_file_of_its_own(tmp_path: Path) -> None:
    theme = Theme(code="food", name="Food", definition="What was eaten.", use="Meals.")
    own = Codebook(id="kitchen", title="Kitchen", version="1", theme=(theme,))
    folder = folder_of(tmp_path)
    eaten = [FIRST | {"codings": [{"theme": "food", "polarity": "poor"}]}, SECOND]
    (folder / "codings.kitchen.jsonl").write_text("\n".join(map(json.dumps, eaten)), encoding="utf-8")
    (of_kitchen,) = read_coded_folder(folder, codebook=own).readings
    (of_probation,) = read_coded_folder(folder).readings
    assert [coding.theme for coding in of_kitchen.sentences[0].codings] == ["food"]
    assert [coding.theme for coding in of_probation.sentences[0].codings] == ["delay"]
    assert coders_readings(folder, codebook=own) == (of_kitchen,)


@pytest.mark.parametrize(
    ("codings", "said"),
    [
        ([FIRST | {"note": "N9"}], "line 1: there is no note 'N9' in notes.jsonl"),
        ([FIRST | {"sentence": 5}], "line 1: the note has 2 sentences, numbered from 0, and no number 5"),
        ([FIRST | {"start": 1, "end": 17}], "line 1: the sentence is 0:17 among the notes and 1:17 here"),
        ([FIRST, FIRST], "line 2: coder 'c1' codes sentence 0 of 'N1' a second time"),
        ([WHOLE, WHOLE], "line 2: coder 'c1' codes the whole note of 'N1' a second time"),
        ([FIRST], "line 1: coder 'c1' coded 1 of the 2 sentences of 'N1'"),
        ([FIRST | {"coder": ""}], "line 1: at 'coder'"),
        ([FIRST | {"practice": "fair"}], "line 1: at 'practice'"),
        ([WHOLE | {"clarity": 4}], "line 1: at 'clarity'"),
        ([{"note": "N1", "coder": "c1", "practice": "good"}], "line 1: at 'sentence'"),
        ([FIRST | {"codings": [DELAY | {"theme": "dlay"}]}], "no theme 'dlay' in codebook 'probation'; it has: delay,"),
        ([FIRST | {"codings": [DELAY | {"polarity": "bad"}]}], "at 'codings.0.polarity'"),
        ([FIRST | {"codings": [DELAY | {"spans": [[5, 18]]}]}], "span 5:18 of theme 'delay' is blank or lies outside"),
        ([FIRST | {"codings": [DELAY | {"spans": [[4, 5]]}]}], "span 4:5 of theme 'delay' is blank or lies outside"),
        ([FIRST | {"codings": [DELAY | {"spans": [[7, 5]]}]}], "span 7:5 of theme 'delay' is blank or lies outside"),
        ([FIRST | {"codings": [DELAY, DELAY]}], "theme 'delay' is coded twice in one sentence"),
        ([FIRST | {"codings": [DELAY | {"actor": "dog"}]}], "no actor 'dog' in the codebook; it has: practitioner,"),
        ([FIRST | {"codings": [DELAY | {"factor": "luck"}]}], "no factor 'luck' in the codebook"),
    ],
)
def test_what_does_not_fit_is_one_sentence_with_its_file_and_line(
    tmp_path: Path, codings: list[dict[str, Any]], said: str
) -> None:
    with pytest.raises(SourceError) as caught:
        read_coded_folder(folder_of(tmp_path, codings=codings))
    message = str(caught.value)
    assert said in message
    assert f"{tmp_path / 'codings.jsonl'}, line " in message
    assert "\n" not in message
    assert "rang" not in message


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ({"sentences": [[0, 17], [10, 39]]}, "notes.jsonl, line 1: the sentence 10:39 overlaps the one before"),
        ({"sentences": [[0, 99]]}, "notes.jsonl, line 1: the sentence 0:99"),
        ({"split": "exam"}, "notes.jsonl, line 1: at 'split'"),
        ({"text": ""}, "row 1, column 'text': has neither a text nor an answer"),
    ],
)
def test_a_faulty_note_is_one_sentence_with_its_file_and_line(tmp_path: Path, note: dict[str, Any], said: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_coded_folder(folder_of(tmp_path, notes=[NOTE | note]))
    assert said in str(caught.value)


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    with (folder / "codings.jsonl").open("a", encoding="utf-8") as file:
        file.write('\n\n{"note": "N1", "secret')
    with pytest.raises(SourceError, match=r"codings\.jsonl, line 5: is not JSON"):
        read_coded_folder(folder)


def test_a_folder_without_its_files_is_an_error_that_says_which(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"notes\.jsonl does not exist"):
        read_coded_folder(tmp_path)
    (tmp_path / "notes.jsonl").write_text(json.dumps(NOTE), encoding="utf-8")
    with pytest.raises(SourceError, match=r"has no codings\.jsonl"):
        read_coded_folder(tmp_path)
    with pytest.raises(SourceError, match="is no folder"):
        read_coded_folder(tmp_path / "notes.jsonl")


def test_readings_alone_are_none_where_there_are_no_codings(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    assert len(coders_readings(folder)) == 1
    (folder / "codings.jsonl").unlink()
    assert coders_readings(folder) == ()


def test_the_demonstration_corpus_fits_together() -> None:
    folder = Path(__file__).parents[1] / "corpus" / "demo"
    if not (folder / "codings.jsonl").is_file():
        pytest.skip("the demonstration corpus is not coded yet")
    corpus = read_coded_folder(folder)
    assert len(corpus.notes) >= 150
    assert {reading.note_id for reading in corpus.readings} <= {note.note_id for note in corpus.notes}
    assert all(note.case and note.judgement and note.judgement.question for note in corpus.notes)
