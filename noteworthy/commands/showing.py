"""Commands that show and hand out what a database holds: find, serve, export."""

import sys
from pathlib import Path

import click

from corpus.values import POLARITIES, STATUSES
from noteworthy.commands.options import a_file, any_path
from noteworthy.commands.speaking import say


@click.command()
@click.argument("database", type=a_file, metavar="FILE.db")
@click.argument("words", default="", metavar="[WORDS]")
@click.option("--theme", multiple=True, metavar="T", help="Code of a theme. This and each below: again for another.")
@click.option("--polarity", multiple=True, type=click.Choice(POLARITIES), help="What is said of practice.")
@click.option("--status", multiple=True, type=click.Choice(STATUSES), help="What kind of statement it is.")
@click.option("--factor", multiple=True, metavar="F", help="Code of a factor.")
@click.option("--organisation-kind", multiple=True, metavar="K", help="Kind of organisation, such as NPS.")
@click.option("--provider", multiple=True, metavar="NAME")
@click.option("--region", multiple=True, metavar="NAME")
@click.option("--year", multiple=True, metavar="YEAR", help="Financial year, such as 2016-17.")
@click.option("--kind", multiple=True, metavar="KIND", help="rationale, notable, survey, interview or unit.")
@click.option("--source", multiple=True, metavar="FILE", help="Name of the file that the notes came from.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@click.option("--size", type=click.IntRange(1, 200), default=20, show_default=True, help="Passages at once.")
@click.option("--json", "json_", is_flag=True, help="One JSON object a passage, a line each.")
def find(database: Path, words: str, page: int, size: int, json_: bool, **chosen: tuple[str, ...]) -> None:
    """Find passages of practice, the clearest first, by words and "phrases"; without words, all that filters leave."""
    from noteworthy.finder.opening import find_in
    from noteworthy.finder.questions import Question
    from noteworthy.finding_screen import json_lines_of, lines_of
    from noteworthy.output import writing

    given = {facet: values for facet, values in chosen.items() if values}
    found = find_in(database, Question(words, given, page=page, size=size))
    with writing(None) as write:
        lines = (
            json_lines_of(found.answer)
            if json_
            else lines_of(found.answer, notices=found.notices, bold=sys.stdout.isatty())
        )
        for line in lines:
            write(line + "\n")
    if json_:
        for notice in found.notices:
            say(notice)


@click.command()
@click.argument("database", type=a_file, metavar="FILE.db")
@click.option("--port", "-p", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option("--private", is_flag=True, help="For a working database: this machine only, with a sign-in link.")
@click.option("--tag", is_flag=True, help="Let readers have notes tagged that are not in it (on with --private).")
@click.option("--contact", default="", metavar="ADDRESS", help="E-mail or web address where concerns are to be sent.")
@click.option("--policy", type=a_file, metavar="FILE", help="With --private: what is to be reviewed, in TOML.")
def serve(database: Path, port: int, private: bool, tag: bool, contact: str, policy: Path | None) -> None:
    """Serve a database with Datasette and the Noteworthy pages, on this machine."""
    from noteworthy.serving import Extras
    from noteworthy.serving import serve as serve_database

    serve_database(
        database, port=port, private=private, extras=Extras(tag=tag, policy=policy, contact=contact), state=say
    )


@click.command()
@click.argument("work", type=a_file, metavar="WORK.db")
@click.option("--coded", type=any_path, required=True, metavar="DIR", help="The folder to write.")
@click.option("--raw", is_flag=True, help="The notes as they were written, names included.")
def export(work: Path, coded: Path, *, raw: bool) -> None:
    """Write what people coded on the private site as a coded folder, to learn from.

    Notes are redacted, and what was coded is carried over; with --raw they are in full. Keep it as safe as WORK.db: a
    redaction can miss a name. Its files are readable by their owner alone.
    """
    from noteworthy.coded_folder import write_coded_folder

    say(write_coded_folder(work, coded, raw=raw).sentence())
