"""Commands that show and hand out what a database holds: serve, export."""

from pathlib import Path

import click

from noteworthy.commands.options import a_file, any_path
from noteworthy.commands.speaking import say


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
def export(work: Path, coded: Path) -> None:
    """Write what people coded on the private site as a coded folder, to learn from.

    It holds the notes in full: keep it as safe as WORK.db. Its files are readable by their owner alone.
    """
    from noteworthy.coded_folder import write_coded_folder

    say(write_coded_folder(work, coded).sentence())
