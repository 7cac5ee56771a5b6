"""Commands that show what a database holds: serve."""

from pathlib import Path

import click

from noteworthy.commands.options import a_file
from noteworthy.commands.speaking import say


@click.command()
@click.argument("database", type=a_file, metavar="FILE.db")
@click.option("--port", "-p", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option("--private", is_flag=True, help="For a working database: this machine only, with a sign-in link.")
def serve(database: Path, port: int, private: bool) -> None:
    """Serve a database with Datasette and the Noteworthy pages, on this machine."""
    from noteworthy.serving import serve as serve_database

    serve_database(database, port=port, private=private, state=say)
