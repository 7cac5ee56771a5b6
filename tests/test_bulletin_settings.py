"""Settings of a bulletin: the defaults, a file of one's own, and what somebody asks for."""

from pathlib import Path

import pytest

from corpus.errors import MappingError
from noteworthy.bulletin.settings import read_settings


def test_the_defaults_compare_two_groups_and_know_their_measures() -> None:
    settings = read_settings()
    assert len(settings.groups) == 2
    assert not settings.asked_for
    assert {one.role for one in settings.measure} >= {"priority", "available", "delivered", "contribution"}


def test_a_file_sets_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('seed = 7\n[[measure]]\ncode = "x"\nname = "X was so"\nrole = "victims"\npatterns = ["^x$"]\n')
    settings = read_settings(file)
    assert settings.seed == 7
    assert [one.code for one in settings.measure] == ["x"]
    assert settings.groups == read_settings().groups


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seed = 'one'", "'seed'"),
        ("case_mix = ['shoe_size']", "'shoe_size'"),
        ("sede = 1", "'sede'"),
        ("groups = ['A']", "two"),
    ],
)
def test_a_wrong_file_is_told_where_it_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text)
    with pytest.raises(MappingError, match=said):
        read_settings(file)


def test_groups_that_are_asked_for_are_remembered_as_such() -> None:
    settings = read_settings().comparing("region", ("North", "South"))
    assert (settings.attribute, settings.groups, settings.asked_for) == ("region", ("North", "South"), True)
    with pytest.raises(MappingError, match="two different groups"):
        read_settings().comparing("region", ("North", "North"))
    with pytest.raises(MappingError, match="no attribute of a case"):
        read_settings().comparing("height", ("A", "B"))


def test_values_have_their_natural_order() -> None:
    assert read_settings().ordered("risk_level", ["very_high", "odd", "low", "high"]) == [
        "low",
        "high",
        "very_high",
        "odd",
    ]
