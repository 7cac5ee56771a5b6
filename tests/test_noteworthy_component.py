"""The spaCy component, as any spaCy user meets it."""

from pathlib import Path

import pytest
import spacy

from corpus.errors import CodebookError
from noteworthy.component import SPANS_KEY, CoderComponent

TEXT = "There were no delays in starting the programme. Information was not shared with the police."


def test_one_line_adds_it_and_the_codings_are_spans_with_their_theme() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("noteworthy_coder")
    doc = nlp(TEXT)
    found = {(span.label_, span.text) for span in doc.spans[SPANS_KEY]}
    assert ("delay", "delays") in found
    record = doc.user_data[SPANS_KEY]
    assert [sentence["start"] for sentence in record["sentences"]] == [0, 48]


def test_a_saved_pipeline_codes_as_the_one_that_was_saved(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("noteworthy_coder", config={"profile": "recall"})
    nlp.to_disk(tmp_path / "pipeline")
    loaded = spacy.load(tmp_path / "pipeline")
    assert loaded(TEXT).user_data[SPANS_KEY] == nlp(TEXT).user_data[SPANS_KEY]


def test_finding_changes_nothing_in_the_document() -> None:
    nlp = spacy.blank("en")
    component = nlp.add_pipe("noteworthy_coder")
    assert isinstance(component, CoderComponent)
    doc = nlp.make_doc(TEXT)
    component.find(doc)
    assert SPANS_KEY not in doc.spans
    assert not doc.user_data


def test_two_themes_may_stand_on_the_same_words() -> None:
    nlp = spacy.blank("en")
    component = nlp.add_pipe("noteworthy_coder")
    assert isinstance(component, CoderComponent)
    doc = nlp.make_doc(TEXT)
    coded = component.find(doc)
    first = coded.sentences[0]
    (coding, *_) = first.codings
    from dataclasses import replace

    twice = replace(first, codings=(coding, replace(coding, theme="housing")))
    component.write(doc, replace(coded, sentences=(twice,)))
    assert [span.label_ for span in doc.spans[SPANS_KEY]] == [coding.theme, "housing"]


def test_a_folder_that_holds_no_saved_component_is_refused_in_one_sentence(tmp_path: Path) -> None:
    component = spacy.blank("en").add_pipe("noteworthy_coder")
    assert isinstance(component, CoderComponent)
    with pytest.raises(CodebookError, match="holds no saved noteworthy_coder"):
        component.from_disk(tmp_path)
