"""Presidio beside the product's finder: asked for by an option, and said to be missing where it is."""

import json
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.errors import NoteworthyError
from noteworthy.cli import main
from noteworthy.presidio import PACKAGE, PresidioFinder, WithPresidio

INSTALLED = find_spec(PACKAGE) is not None
needs_presidio = pytest.mark.skipif(not INSTALLED, reason="the extra 'presidio' is not installed")
CARD = "4111 1111 1111 1111"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    file = tmp_path / "notes.jsonl"
    text = f"Mr Kwabena Osei paid with {CARD}, he said; ana@example.org."
    file.write_text(json.dumps({"id": "N1", "text": text}) + "\n", encoding="utf-8")
    return file


@pytest.mark.skipif(INSTALLED, reason="the extra 'presidio' is installed here")
def test_where_it_is_missing_one_sentence_says_what_to_install(notes: Path) -> None:
    with pytest.raises(NoteworthyError, match=r"pip install -e '\.\[presidio\]'"):
        PresidioFinder()
    told = CliRunner().invoke(main, ["redact", str(notes), "--presidio"])
    assert told.exit_code != 0


@needs_presidio
def test_what_it_finds_has_the_products_types_and_a_reason() -> None:
    (found,) = [one for one in PresidioFinder().find(f"Paid with {CARD} today.") if one.type == "BANK"]
    assert found.reason == "Presidio: credit card"
    assert found.end - found.start == len(CARD)


@needs_presidio
def test_both_together_find_what_either_does_and_nothing_overlaps() -> None:
    text = f"Mr Kwabena Osei paid with {CARD}; ana@example.org, NI QQ123456C."
    found = WithPresidio().find(text)
    assert {"PERSON", "BANK", "EMAIL", "NI_NUMBER"} <= {one.type for one in found}
    assert all(before.end <= after.start for before, after in pairwise(found))


@needs_presidio
def test_the_command_removes_what_presidio_finds_too(notes: Path) -> None:
    told = CliRunner().invoke(main, ["redact", str(notes), "--presidio"])
    assert told.exit_code == 0
    assert "4111" not in told.output
    assert "Osei" not in told.output
