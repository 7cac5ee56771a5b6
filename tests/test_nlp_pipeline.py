"""The pipeline and its components: their names, what they write, and that they survive saving."""

import os
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from corpus.codebook import Codebook, Cues, Theme
from corpus.values import RawText
from nlp import factories
from nlp.context import CLAUSES_KEY, CONTEXT_KEY, default_context
from nlp.cues import CUES_KEY, cue_data
from nlp.pipeline import build_pipeline, cues_of
from nlp.reader import Reader

NAMES = {
    "noteworthy_sentences": "nlp.factories:make_sentences",
    "noteworthy_cues": "nlp.factories:make_cues",
    "noteworthy_context": "nlp.factories:make_context",
}
TEXT = "No delays were seen, but the recording was weak. Mr. Hall felt that it was good.\n- late"


def own_codebook() -> Codebook:
    theme = Theme(code="light", name="Light", definition="d", use="u", cues=Cues(good=("bright",)))
    return Codebook(id="own", title="Own", version="1", theme=(theme,))


def spans(pipeline: Language, text: str = TEXT) -> list[tuple[str, str, str, str]]:
    doc = pipeline(text)
    keys = (CUES_KEY, CONTEXT_KEY, CLAUSES_KEY)
    return [(key, span.label_, span.id_, span.text) for key in keys for span in doc.spans[key]]


def test_the_names_of_the_components_do_not_change() -> None:
    assert tuple(NAMES) == (factories.SENTENCES, factories.CUES, factories.CONTEXT)
    assert build_pipeline().pipe_names == list(NAMES)


def test_the_project_announces_the_same_functions() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    announced = project["project"]["entry-points"]["spacy_factories"]
    assert {name: announced[name] for name in NAMES} == NAMES


def test_anyones_pipeline_may_have_them() -> None:
    pipeline = spacy.blank("en")
    for name in NAMES:
        pipeline.add_pipe(name)
    assert spans(pipeline) == spans(build_pipeline())


def test_what_they_write() -> None:
    written = spans(build_pipeline())
    assert (CUES_KEY, "delay:poor", "delays", "delays") in written
    assert (CONTEXT_KEY, "negation", "no", "No") in written
    assert (CONTEXT_KEY, "attribution", "reported", "felt that") in written
    assert (CLAUSES_KEY, "", "", "but the recording was weak.") in written


def test_they_add_no_extension_attributes() -> None:
    doc = build_pipeline()(TEXT)
    assert not doc.user_data
    assert not doc[0:1]._._extensions


@pytest.mark.parametrize("codebook", [None, own_codebook()])
def test_a_saved_pipeline_reads_as_before(tmp_path: Path, codebook: Codebook | None) -> None:
    pipeline = build_pipeline(codebook)
    text = TEXT + " A bright room."
    pipeline.to_disk(tmp_path / "pipeline")
    assert spans(spacy.load(tmp_path / "pipeline"), text) == spans(pipeline, text)
    assert spans(build_pipeline().from_bytes(pipeline.to_bytes()), text) == spans(pipeline, text)


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    script = "from nlp.pipeline import build_pipeline; import sys; build_pipeline().to_disk(sys.argv[1])"
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", script, str(tmp_path / seed)], check=True, env=environment)
    for name in NAMES:
        assert (tmp_path / "1" / f"{name}.json").read_bytes() == (tmp_path / "2" / f"{name}.json").read_bytes()


def test_using_another_codebook_forgets_the_first() -> None:
    pipeline = build_pipeline()
    cues_of(pipeline).use(cue_data(own_codebook()))
    doc = pipeline("A bright room, no delays.")
    assert [span.text for span in doc.spans[CUES_KEY]] == ["bright"]


def test_a_document_without_sentence_boundaries_is_one_sentence() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("noteworthy_context")
    doc = pipeline("It was late. It was poor.")
    assert [span.text for span in doc.spans[CLAUSES_KEY]] == ["It was late. It was poor."]


def test_the_pipeline_and_the_reader_agree() -> None:
    doc = build_pipeline()(TEXT)
    note = Reader().read(RawText(TEXT))
    assert [sentence.text.strip() for sentence in doc.sents] == [sentence.text for sentence in note.sentences]
    clauses = [span.text for span in doc.spans[CLAUSES_KEY]]
    assert [text.strip() for text in clauses] == [
        TEXT[span.start : span.end] for sentence in note.sentences for span in sentence.clauses
    ]
    kinds = [tuple(dict.fromkeys(s.label_ for s in doc.spans[CONTEXT_KEY] if s.sent == sent)) for sent in doc.sents]
    assert kinds == [sentence.rules for sentence in note.sentences]


def test_rules_have_names_of_their_own_and_phrases_that_no_other_rule_has() -> None:
    rules = default_context().rule
    assert len({rule.name for rule in rules}) == len(rules)
    phrases = [phrase for rule in rules for phrase in rule.phrases]
    twice = [one for one, other in pairwise(sorted(phrases)) if one == other]
    assert twice == []
