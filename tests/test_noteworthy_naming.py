"""Lessons for the model of names: what is marked is what was put in, and the rest of the text stays as it was."""

import random
import re
from pathlib import Path

import pytest

from models.settings import default_settings
from nlp.lexicon import name_words
from noteworthy.naming import variety
from noteworthy.naming.lessons import NAMES, Lesson, Marked, swapped, with_names
from noteworthy.naming.making import _label, learn, planted

TEXT = "He rang Mr Osei at Kestrel House, X000001. mr osei had moved to 14 Tansy Court. KWABENA said so to K. Osei."
PLAIN = "The officer met his sister at the hostel. She told the court. The mentor saw him at the gym; her brother left."


def lesson(text: str, **marked: str) -> Lesson:
    """Return a text with some of its words marked."""
    places = [
        Marked(match.start(), match.end(), kind)
        for kind, words in marked.items()
        for word in words.split("|")
        for match in re.finditer(re.escape(word), text)
    ]
    return Lesson(text, tuple(sorted(places)))


NAMED = lesson(
    TEXT, PERSON="Mr Osei|mr osei|KWABENA|K. Osei", PLACE="Kestrel House", ADDRESS="14 Tansy Court", CRN="X000001"
)


def words_of(one: Lesson) -> list[str]:
    return [one.text[start:end] for start, end, _ in one.marked]


def outside(one: Lesson) -> list[str]:
    """Return what stands between the marked passages."""
    ends = [0, *(end for _, end, _ in one.marked)]
    starts = [*(start for start, _, _ in one.marked), len(one.text)]
    return [one.text[end:start] for end, start in zip(ends, starts, strict=True)]


@pytest.mark.parametrize("seed", range(20))
def test_swapping_changes_names_and_nothing_else(seed: int) -> None:
    other = swapped(NAMED, random.Random(seed))
    assert outside(other) == outside(NAMED)
    assert [mark.type for mark in other.marked] == [mark.type for mark in NAMED.marked]
    assert "X000001" in words_of(other)
    assert "Osei" not in other.text


@pytest.mark.parametrize("seed", range(20))
def test_swapped_names_keep_their_forms(seed: int) -> None:
    titled, place, number, lower, address, capitals, initial = words_of(swapped(NAMED, random.Random(seed)))
    assert titled.startswith("Mr ")
    assert titled[3].isupper()
    assert lower == titled.lower()
    assert capitals.isupper()
    assert re.match(r"K\. \w", initial)
    assert number == "X000001"
    assert place
    assert address


@pytest.mark.parametrize("name", ["DP", "M.C.", "M C"])
def test_initials_give_way_to_initials_in_the_same_form(name: str) -> None:
    others = {variety.like(name, random.Random(seed)) for seed in range(30)}
    shape = "".join("A" if c.isalpha() else c for c in name)
    assert {"".join("A" if c.isalpha() else c for c in other) for other in others} == {shape}
    assert len(others) > 10


@pytest.mark.parametrize("seed", range(60))
def test_names_put_in_are_marked_and_the_rest_is_as_before(seed: int) -> None:
    made = with_names(PLAIN, random.Random(seed))
    assert all(kind in NAMES for _, _, kind in made.marked)
    assert all(words.strip() == words and words for words in words_of(made))
    places = [place for mark in made.marked for place in (mark.start, mark.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(made.text) for place in places)
    if not made.marked:
        # What is put in unmarked are public bodies alone, which stand after what they are.
        assert made.text.casefold().startswith(PLAIN[:12].casefold())


def test_names_are_put_in_at_all_and_in_many_ways() -> None:
    made = [with_names(PLAIN, random.Random(seed)) for seed in range(80)]
    kinds = {kind for one in made for _, _, kind in one.marked}
    assert kinds == set(NAMES)
    assert sum(bool(one.marked) for one in made) > 60
    assert any(one.text.islower() for one in made)
    assert any(one.text.isupper() for one in made)


def test_a_note_without_anybody_in_it_stays_as_it_is() -> None:
    text = "Nothing was offered."
    assert {with_names(text, random.Random(seed)).text.casefold() for seed in range(20)} == {text.casefold()}


def test_the_same_seed_makes_the_same_lessons() -> None:
    assert swapped(NAMED, random.Random(4)) == swapped(NAMED, random.Random(4))
    assert with_names(PLAIN, random.Random(4)) == with_names(PLAIN, random.Random(4))
    assert len({swapped(NAMED, random.Random(seed)).text for seed in range(10)}) > 5


def test_people_have_two_names_that_begin_with_capitals() -> None:
    rng = random.Random(3)
    people = [variety.person(rng) for _ in range(300)]
    assert all(one.first[0].isupper() and one.last[0].isupper() for one in people)
    assert not any(" " in one.first + one.last for one in people)
    assert len({one.last for one in people}) > 250


def test_the_heads_of_invented_names_are_words() -> None:
    rng = random.Random(5)
    assert not any(variety.organisation(rng).endswith("&") for _ in range(400))
    assert "&" in name_words().organisation_heads


def test_a_word_of_an_identifier_that_is_no_name_teaches_nothing() -> None:
    marked = [Marked(0, 4, "CRN"), Marked(5, 9, "PERSON"), Marked(10, 14, "BANK")]
    assert [_label(start, start + 4, marked) for start in (0, 5, 10, 20)] == [None, "PERSON", "ORGANISATION", "none"]


def test_only_notes_of_the_split_are_planted() -> None:
    dev = planted(Path(__file__).parents[1] / "corpus" / "demo", "dev")
    assert len(dev) == 342
    assert sum(len(one.marked) for one in dev) == 391
    for one in dev:
        assert all(0 <= start < end <= len(one.text) for start, end, _ in one.marked)


def test_a_model_learns_from_lessons() -> None:
    settings = default_settings().names.model_copy(update={"least_uses": 1})
    rng = random.Random(1)
    model = learn([with_names(PLAIN, rng) for _ in range(40)], settings)
    assert set(model.regression.classes_) >= {"PERSON", "none"}
