"""The page on redaction says what was measured, and what it says holds."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.identifiers import kind_of, lowest
from benchmarks.identifiers_text import page
from noteworthy.identifiers import finder

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def results() -> Any:
    return json.loads((ROOT / "benchmarks" / "results" / "identifiers.json").read_text(encoding="utf-8"))


def test_the_page_is_the_one_that_the_results_make(results: Any) -> None:
    assert (ROOT / "docs" / "redaction.md").read_text(encoding="utf-8") == page(results)


def test_the_results_are_those_of_the_model_that_ships(results: Any) -> None:
    assert results["model"] == finder().model.hash
    assert results["found_from"] == finder().found_from


def test_little_is_removed_for_nothing(results: Any) -> None:
    assert results["test"]["rightly_removed"] >= 0.9
    assert all(part["removed"] < 0.015 for part in results["real"].values())


def test_people_of_every_origin_are_found(results: Any) -> None:
    assert all(of["recall"] >= 0.97 for of in results["test"]["origins"].values())


def test_the_lower_end_of_an_interval_is_wilsons() -> None:
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
    assert lowest(81, 263) == pytest.approx(0.2553, abs=5e-5)
    assert lowest(0, 20) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("phrase", "type", "kind"),
    [
        ("aged 16", "AGE", "ages"),
        ("RAA", "PERSON", "abbreviations"),
        ("impactful", "PERSON", "words in lower case that the lexicon lacks"),
        ("Outline", "PERSON", "one word with a capital"),
        ("Cheshire East", "PERSON", "areas and authorities"),
        ("Regional Adoption Agency", "ORGANISATION", "bodies, services and programmes"),
        ("Full Circle", "ORGANISATION", "several words with capitals"),
    ],
)
def test_what_is_removed_is_counted_by_kind(phrase: str, type: str, kind: str) -> None:
    assert kind_of(phrase, type) == kind
