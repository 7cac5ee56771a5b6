"""What a release is asked for and told: its date, its policy file, and the roles that it may show."""

from pathlib import Path

import pytest

from corpus.errors import ReleaseRefusedError
from noteworthy.disclosure.policy import default_policy
from noteworthy.manifest import release_date
from noteworthy.narratives.policy import default_narratives_policy
from noteworthy.release import Policy
from noteworthy.roles import known_roles, published_role


@pytest.mark.parametrize("epoch", ["today", "1.5", "99999999999999999999", "-99999999999999", " "])
def test_a_date_that_is_none_is_refused_in_a_sentence(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(ReleaseRefusedError, match=f"SOURCE_DATE_EPOCH is '{epoch}'.*correct it or unset it"):
        release_date()


def test_a_date_that_is_set_is_the_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1548115200")
    assert release_date().isoformat() == "2019-01-22"


def test_a_policy_that_says_nothing_of_counts_or_passages_leaves_them_as_shipped(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('[redaction]\nkeep = ["URL"]\n', encoding="utf-8")
    policy = Policy.read(file)
    assert policy.redaction.keep == {"URL"}
    assert policy.disclosure == default_policy()
    assert policy.narratives == default_narratives_policy()
    file.write_text("[narratives]\napprovals = 3\nsensitive_approvals = 4\n", encoding="utf-8")
    assert Policy.read(file).narratives.approvals == 3


def test_a_misspelt_section_is_refused_rather_than_left_out(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("[disclosur]\nthreshold = 30\n", encoding="utf-8")
    with pytest.raises(ReleaseRefusedError, match=r"no section 'disclosur'.*\[disclosure\]"):
        Policy.read(file)


def test_the_shipped_policy_reads_as_its_file() -> None:
    assert Policy.read(None).narratives == Policy.read(Path("noteworthy/data/policy.toml")).narratives


@pytest.mark.parametrize(
    ("typed", "published"),
    [(" Data  Protection OFFICER", "data protection officer"), ("Dana Oz", "reviewer"), ("", "reviewer")],
)
def test_only_a_role_of_the_short_list_is_published(typed: str, published: str) -> None:
    assert published_role(typed) == published
    assert all(published_role(role) == role for role in known_roles())
