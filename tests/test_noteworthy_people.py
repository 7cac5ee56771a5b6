"""Who is who in a note."""

import time

import pytest

from noteworthy.people import same_people


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (["Tom Read", "Mr Read", "Tom"], [{"Tom Read", "Mr Read", "Tom"}]),
        (["Mr Read", "Mrs Read"], [{"Mr Read"}, {"Mrs Read"}]),
        (["Tom Read", "Mr Read", "Mrs Read"], [{"Tom Read", "Mr Read"}, {"Mrs Read"}]),
        (["Ana Roe", "Bo Roe", "Roe"], [{"Ana Roe"}, {"Bo Roe"}, {"Roe"}]),
        (["ANA ROE", "Ana Roe", "ana"], [{"ANA ROE", "Ana Roe", "ana"}]),
        (["Kwabena", "Osei"], [{"Kwabena"}, {"Osei"}]),
    ],
)
def test_a_part_of_one_persons_name_is_that_person(names: list[str], same: list[set[str]]) -> None:
    fullest = same_people(names)
    groups: dict[str, set[str]] = {}
    for name in names:
        groups.setdefault(fullest[name], set()).add(name)
    assert sorted(map(sorted, groups.values())) == sorted(map(sorted, same))
    assert same_people(reversed(names)) == fullest


def test_ten_thousand_names_are_told_apart_in_seconds() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"{a}{b}{c}o Roe" for a in letters for b in letters for c in letters][:10_000]
    began = time.perf_counter()
    fullest = same_people([*names, "Roe", "Mr Roe"])
    assert time.perf_counter() - began < 5
    assert len(set(fullest.values())) == 10_001
