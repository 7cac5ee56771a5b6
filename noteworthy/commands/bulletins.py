"""The command that makes a bulletin."""

import sys
from pathlib import Path

import click

from noteworthy.commands.options import a_file, any_path
from noteworthy.commands.speaking import say


@click.command()
@click.argument("database", type=a_file, metavar="FILE.db")
@click.option("--output", "-o", type=any_path, required=True, metavar="DIR", help="Folder for the bulletin.")
@click.option("--policy", type=a_file, metavar="FILE", help="What is hidden of private data, in TOML.")
@click.option(
    "--settings", type=a_file, metavar="FILE", help="What is compared, and how questions are worded, in TOML."
)
@click.option("--by", metavar="ATTRIBUTE", help="Attribute of cases whose groups are compared.")
@click.option("--groups", nargs=2, metavar="A B", help="The two groups; the two largest if not given.")
@click.option(
    "--private-checks", type=any_path, metavar="FILE", help="List cases to check here, for their owner alone."
)
def bulletin(
    database: Path,
    output: Path,
    policy: Path | None,
    settings: Path | None,
    by: str | None,
    groups: tuple[str, str] | None,
    private_checks: Path | None,
) -> None:
    """Make the statistical bulletin: every analysis as a page, a workbook, a document, CSV files and charts.

    What is declared authored or already public is published exactly; of all else only safe counts are.
    """
    from noteworthy.bulletin.making import make_bulletin
    from noteworthy.bulletin.settings import read_settings

    chosen = read_settings(settings)
    if by or groups:
        chosen = chosen.comparing(by or chosen.attribute, groups or ())
    shown = sys.stderr.isatty()
    report = make_bulletin(database, output, settings=chosen, policy=policy, private_checks=private_checks,
                           state=say if shown else lambda _: None)  # fmt: skip
    for sentence in report.sentences():
        say(sentence)
