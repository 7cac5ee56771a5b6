"""The disclosure policy, percentages, attributes of rows, and what the report says."""

from pathlib import Path

import pytest

from corpus.errors import ReleaseRefusedError
from noteworthy.disclosure.anonymity import rare_rows
from noteworthy.disclosure.percentages import percentage
from noteworthy.disclosure.policy import default_policy, read_policy
from noteworthy.disclosure.protection import protect
from noteworthy.disclosure.tables import CountTable, Dimension

SHIPPED = Path(__file__).parents[1] / "noteworthy" / "data" / "policy.toml"


def changed(folder: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file = folder / "policy.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def test_the_shipped_policy_is_the_default_and_has_the_promised_limits() -> None:
    policy = default_policy()

    assert read_policy(SHIPPED) == policy
    assert (policy.threshold, policy.sensitive_threshold, policy.rounding_base, policy.k) == (5, 10, 5, 10)


def test_which_counts_are_sensitive_is_data() -> None:
    policy = default_policy()

    assert policy.threshold_of((("year", "2017"), ("theme", "delay"))) == 5
    assert policy.threshold_of((("sex", "F"),)) == 10
    assert policy.threshold_of((("theme", "protection"),)) == 10


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("threshold = 5 ", "threshold = 0 ", "disclosure.threshold"),
        ("threshold = 5 ", "threshold = 11 ", "sensitive_threshold is less"),
        ("rounding_base = 5 ", "rounding_base = 10 ", "round to nought"),
        ("k = 10 ", "k = 10\nfloor = 3 ", "disclosure.floor"),
        ("suppress_zeros = false", 'suppress_zeros = "no"', "disclosure.suppress_zeros"),
        ("[disclosure]", "[other]", "disclosure"),
    ],
)
def test_a_policy_that_is_not_in_its_form_is_refused_with_the_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(ReleaseRefusedError, match=said):
        read_policy(changed(tmp_path, old, new))


def test_a_policy_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseRefusedError, match="cannot read"):
        read_policy(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("part", "base", "percent"),
    [(15, 30, 50), (0, 40, 0), (45, 40, 100), (5, 25, None), (None, 40, None), (10, None, None), (1, 200, 1)],
)
def test_percentages_come_from_published_counts_on_a_large_enough_base(
    part: int | None, base: int | None, percent: int | None
) -> None:
    assert percentage(part, base, default_policy()) == percent


def test_rows_that_too_few_others_are_like_are_found() -> None:
    rows = [{"year": "2017", "sex": "F"}] * 10 + [{"year": "2017", "sex": "M"}] * 9 + [{"year": "2018", "sex": "M"}]

    rare = rare_rows(rows, ["year", "sex"], default_policy())

    assert rare.combinations == ((("2018", "M"), 1), (("2017", "M"), 9))
    assert rare.rows == tuple(range(10, 20))
    assert rare.sentence() == "By year, sex, 10 rows in 2 combinations are shared by too few."
    assert rare_rows(rows, ["sex"], default_policy()).sentence() == "By sex, no row stands out."


def test_a_row_without_an_attribute_is_refused() -> None:
    with pytest.raises(ReleaseRefusedError, match="no 'sex'"):
        rare_rows([{"year": "2017"}], ["sex"], default_policy())


def test_the_report_says_what_was_hidden_and_no_hidden_count() -> None:
    year = Dimension("year", ("2017", "2018", "2019"))
    table = CountTable.of("notes", [year], {("2017",): 3, ("2018",): 20, ("2019",): 40})
    exact = default_policy().model_copy(update={"rounding_base": 1})

    said = protect([table], exact).report.sentences()

    assert said == (
        "Of 4 different counts 2 are hidden: 1 for being small or telling of a whole group, 1 so that those cannot be "
        "worked out.",
        "Each of the 2 was attacked with all published counts together; none gave way.",
        "For all that is published, the hidden count that is known best may have 24 different values or more, the one "
        "known least 24 or more.",
        "Hidden of notes by year: 2.",
    )
