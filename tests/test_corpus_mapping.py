"""The mapping file: its form, and the shipped default."""

from pathlib import Path

import pytest

from corpus.codebook import default_codebook
from corpus.errors import MappingError
from corpus.sources.mapping import FIELDS, default_mapping, folded, read_mapping, spellings

FULL = """
[source]
name = "Spring export"
publication = "already-public"
licence = "OGL v3"

[columns]
text = "Commentary"
id = ["Ref", "Reference"]
officer = []

[values.answer]
yes = ["tick"]

[[lookup]]
file = "cases.csv"
key = "case"
columns = { case = "Key" }
"""


def write(folder: Path, content: str) -> Path:
    file = folder / "mapping.toml"
    file.write_text(content, encoding="utf-8")
    return file


def test_a_mapping_file_says_headings_values_and_companions(tmp_path: Path) -> None:
    mapping = read_mapping(write(tmp_path, FULL))
    assert mapping.source.publication == "already-public"
    assert mapping.columns == {"text": "Commentary", "id": ["Ref", "Reference"], "officer": []}
    assert mapping.lookup[0].columns == {"case": "Key"}


def test_a_source_is_private_unless_its_mapping_says_otherwise(tmp_path: Path) -> None:
    assert read_mapping(write(tmp_path, "")).source.publication == "private"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[columns]\ntxet = 'a'", "no field 'txet'"),
        ("[values.colour]\nred = ['r']", "no field 'colour'"),
        ("[source]\npublication = 'open'", "source.publication"),
        ("[[lookup]]\nfile = 'a.csv'\nkey = 'officer'", "lookup.0.key"),
        ("[[lookup]]\nfile = 'a.csv'\nkey = 'case'\ncolumns = { cse = 'x' }", "no field 'cse'"),
        ("[extra]\na = 1", "extra"),
        ("[columns", "not valid TOML"),
    ],
)
def test_a_faulty_mapping_is_one_sentence_that_names_the_file_and_the_place(
    tmp_path: Path, content: str, said: str
) -> None:
    file = write(tmp_path, content)
    with pytest.raises(MappingError) as caught:
        read_mapping(file)
    assert said in str(caught.value)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_shipped_mapping_has_headings_for_every_field_and_none_for_two() -> None:
    columns = default_mapping().columns
    assert list(columns) == list(dict.fromkeys(columns))
    assert set(columns) == set(FIELDS)
    owners: dict[str, set[str]] = {}
    for field, names in columns.items():
        for name in [names] if isinstance(names, str) else names:
            owners.setdefault(folded(name), set()).add(field)
    assert [name for name, fields in owners.items() if len(fields) > 1] == []


@pytest.mark.parametrize("field", sorted(default_mapping().values))
def test_no_spelling_of_the_shipped_mapping_stands_for_two_values(field: str) -> None:
    owners: dict[str, set[str]] = {}
    for canonical, others in default_mapping().values[field].items():
        for name in (canonical, *others):
            owners.setdefault(folded(name), set()).add(canonical)
    assert [name for name, values in owners.items() if len(values) > 1] == []


@pytest.mark.parametrize(
    ("field", "written", "canonical"),
    [
        ("answer", "N/A", "not_applicable"),
        ("answer", "YES", "yes"),
        ("answer", "FALSE", "no"),
        ("sex", "F", "female"),
        ("risk_level", "Very High RoSH", "very_high"),
        ("order_type", "Suspended Sentence Order", "suspended_sentence_order"),
        ("organisation_kind", "National Probation Service", "NPS"),
        ("stage", "Implementation and delivery", "implementation"),
        ("factor", "Drug misuse", "drugs"),
        ("factor", "Education, training & employment", "ete"),
        ("factor", "none", ""),
        ("notable", "Good practice", "good"),
    ],
)
def test_the_spellings_of_exports_are_known(field: str, written: str, canonical: str) -> None:
    assert spellings(default_mapping(), field)[folded(written)] == canonical


def test_every_factor_of_the_codebook_is_known_by_its_name() -> None:
    known = spellings(default_mapping(), "factor")
    for term in default_codebook().factor:
        assert known[folded(term.name)] == term.code


def test_a_mapping_of_ones_own_goes_before_the_shipped_one(tmp_path: Path) -> None:
    mapping = read_mapping(write(tmp_path, "[values.notable]\ngood = ['yes', 'none']"))
    known = spellings(mapping, "notable")
    assert known["yes"] == "good"
    assert known["none"] == "good"
    assert known["poorpractice"] == "poor"
