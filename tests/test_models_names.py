"""The model of names: it learns from named facts, is stored without code, and refuses what was changed."""

import json
from pathlib import Path

import pytest

from corpus.errors import ModelError
from models.names import NameModel, fit_names, load_names, save_names
from models.settings import default_settings

SETTINGS = default_settings().names.model_copy(update={"least_uses": 1})
WORDS = [["Title", "after mr"], ["Title", "at"], ["lower", "after the"]] * 20
LABELS = ["PERSON", "PLACE", "none"] * 20


@pytest.fixture(scope="module")
def model() -> NameModel:
    return fit_names(WORDS, LABELS, SETTINGS)


def test_it_says_what_a_word_is_and_how_likely_it_is_a_name(model: NameModel) -> None:
    person, place, word = model.judge(WORDS[:3])
    assert (person.type, place.type) == ("PERSON", "PLACE")
    assert min(person.probability, place.probability) > 0.8
    assert word.probability < 0.2


def test_a_verdict_depends_on_its_own_facts_alone(model: NameModel) -> None:
    together = model.judge(WORDS[:3])
    assert together == [model.judge([facts])[0] for facts in WORDS[:3]]
    assert model.judge([list(reversed(WORDS[0]))])[0] == together[0]
    assert model.judge([]) == []


def test_facts_that_it_never_saw_are_left_out(model: NameModel) -> None:
    assert model.judge([["Title", "after mr", "never seen"]])[0] == model.judge([WORDS[0]])[0]


def test_it_comes_back_from_disk_as_it_was(model: NameModel, tmp_path: Path) -> None:
    saved = save_names(model, tmp_path / "names", learnt_from={"corpora": ["own"]}, settings=SETTINGS)
    assert saved.judge(WORDS[:3]) == model.judge(WORDS[:3])
    again = save_names(model, tmp_path / "again", learnt_from={"corpora": ["own"]}, settings=SETTINGS)
    assert saved.hash == again.hash == load_names(tmp_path / "names").hash
    card = json.loads((tmp_path / "names" / "card.json").read_text(encoding="utf-8"))
    assert card["learnt_from"] == {"corpora": ["own"]}


def test_a_changed_or_missing_file_is_refused(model: NameModel, tmp_path: Path) -> None:
    save_names(model, tmp_path, learnt_from={}, settings=SETTINGS)
    facts = tmp_path / "facts.json"
    facts.write_text(facts.read_text(encoding="utf-8") + " ", encoding="utf-8")
    with pytest.raises(ModelError, match="was changed since it was saved"):
        load_names(tmp_path)
    facts.unlink()
    with pytest.raises(ModelError, match="no model of names"):
        load_names(tmp_path)
