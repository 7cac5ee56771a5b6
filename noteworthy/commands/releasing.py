"""Commands that stand between private and public: review, erase, release, intruder."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import NoteworthyError
from noteworthy.commands.options import a_file, any_path, existing
from noteworthy.commands.speaking import REFUSED, say

if TYPE_CHECKING:
    from noteworthy.review_round import Reviewer


@click.command()
@click.argument("work", type=a_file, metavar="WORK.db")
@click.option("--policy", type=a_file, metavar="FILE", help="What is certain, and how large the sample is, in TOML.")
@click.option("--reviewer", metavar="NAME", help="Who decides: kept in WORK.db alone. Asked for if not given.")
@click.option("--role", metavar="ROLE", help="The reviewer's role, which may be published. Asked for if not given.")
@click.option("--status", is_flag=True, help="Only say how many are left, by type.")
@click.option("--passages", is_flag=True, help="Approve single passages for `release --narratives` instead.")
@click.option("--theme", metavar="CODE", help="With --passages: of this theme alone.")
def review(
    work: Path, policy: Path | None, reviewer: str | None, role: str | None, status: bool, passages: bool,
    theme: str | None,
) -> None:  # fmt: skip
    """Decide uncertain identifiers, and read a random sample of notes without any, one after the other, by single keys.

    With --passages: read single redacted passages, and say of each whether it may be published. Each decision is stored
    at once, so that a round may be left at any time. Keys may be piped in.
    """
    from noteworthy.output import writing
    from noteworthy.redaction_policy import default_redaction_policy, read_redaction_policy
    from noteworthy.review_round import Reviewer
    from noteworthy.review_session import Desk, left_to_review
    from noteworthy.review_session import review as review_database

    def who() -> Reviewer:
        return Reviewer(_named("Your name", reviewer), _named("Your role", role))

    if theme is not None and not passages:
        raise NoteworthyError("--theme goes with --passages: give both, or leave it out.")
    if passages:
        _approve(work, policy, who, status=status, theme=theme)
        return
    rules = read_redaction_policy(policy) if policy else default_redaction_policy()
    with writing(None) as write:
        if status:
            write("\n".join(left_to_review(work, policy=rules).lines()) + "\n")
            return
        left = review_database(work, policy=rules, desk=Desk(_key, _line, _show, _width()), reviewer=who)
    say(left.sentence())


def _approve(
    work: Path, policy: Path | None, who: "Callable[[], Reviewer]", *, status: bool, theme: str | None
) -> None:
    from noteworthy.approval_session import approve_passages, left_to_approve
    from noteworthy.output import writing
    from noteworthy.release import Policy
    from noteworthy.review_session import Desk

    rules = Policy.read(policy).rules
    with writing(None) as write:
        if status:
            write(left_to_approve(work, rules=rules) + "\n")
            return
        desk = Desk(_key, _line, _show, _width())
        told = approve_passages(work, rules=rules, desk=desk, reviewer=who, theme=theme)
    say(told)


def _key() -> str:
    """Wait for a key of the terminal, or take the next character that was piped in; nothing at its end."""
    try:
        return click.getchar() if sys.stdin.isatty() else sys.stdin.read(1)
    except (EOFError, UnicodeDecodeError):
        return ""


def _line(question: str) -> str:
    click.echo(f"{question} ", nl=False)
    try:
        return sys.stdin.readline().strip()
    except UnicodeDecodeError:
        return ""


def _show(line: Any) -> None:
    click.echo("".join(click.style(piece.text, reverse=True) if piece.marked else piece.text for piece in line))


def _width() -> int:
    return max(20, min(shutil.get_terminal_size().columns, 100))


def _named(question: str, given: str | None) -> str:
    name = " ".join((_line(f"{question}:") if given is None else given).split())
    if not name or not name.isprintable():
        raise NoteworthyError("a review needs the reviewer's name and role; give them with --reviewer and --role.")
    return name


@click.command()
@click.argument("work", type=a_file, metavar="WORK.db")
@click.argument("case", metavar="CASE")
def erase(work: Path, case: str) -> None:
    """Erase a case, by its id in the source, and all that derives from it; list the releases that it is in."""
    from noteworthy.erasing import erase as erase_from

    report = erase_from(work, case)
    for sentence in report.sentences():
        say(sentence)
    for release_ in report.releases():
        click.echo(release_)


@click.command()
@click.argument("work", type=a_file, metavar="WORK.db")
@click.option("--database", "-d", type=any_path, required=True, metavar="PUBLIC.db", help="The database to publish.")
@click.option("--kind", type=click.Choice(["open", "protected"]), help="Protected releases hold safe counts alone.")
@click.option("--policy", type=a_file, metavar="FILE", help="What is removed, hidden and kept, in TOML.")
@click.option("--accept-unreviewed", metavar="REASON", default="", help="Release though finds are left to review.")
@click.option("--narratives", is_flag=True, help="Add the single passages that people approved to a protected release.")
def release(
    work: Path, database: Path, kind: Any, policy: Path | None, accept_unreviewed: str, narratives: bool
) -> None:
    """Build the public database from the working one, through the release gate.

    What its mapping declares authored or already public is released openly: redacted, every key hashed. All else is
    protected: a fixed list of counts, none of which can be led back to a small number of people.
    """
    from noteworthy.release import Policy, build_public

    report = build_public(
        work, database, kind=kind, policy=Policy.read(policy), accepted=accept_unreviewed, narratives=narratives,
        state=say,
    )  # fmt: skip
    for sentence in report.sentences():
        say(sentence)


@click.command()
@click.argument("work", type=a_file, metavar="WORK.db")
@click.argument("public", type=a_file, metavar="PUBLIC.db")
@click.option("--truth", type=a_file, metavar="FILE", help="Planted identifiers, as in identifiers.jsonl.")
@click.option("--model", "models", type=existing, multiple=True, metavar="PATH", help="A model to be given away too.")
@click.option("--policy", type=a_file, metavar="FILE", help="The policy of the release: what may stay.")
def intruder(work: Path, public: Path, truth: Path | None, models: tuple[Path, ...], policy: Path | None) -> None:
    """Attack a release with all that the private database knows; leave with status 1 where anything gets out."""
    from noteworthy.intruder import run_intruder
    from noteworthy.redaction_policy import default_redaction_policy, read_redaction_policy
    from noteworthy.reviewing import cleared_in
    from noteworthy.safe_counts import published_tables

    rules = read_redaction_policy(policy) if policy else default_redaction_policy()
    report = run_intruder(work, public, truth=truth, models=models, policy=rules, cleared=cleared_in(work),
                          tables_of=published_tables)  # fmt: skip
    for sentence in report.sentences():
        click.echo(sentence)
    sys.exit(0 if report.passed else REFUSED)
