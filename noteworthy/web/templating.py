"""Our templates, found before Datasette's and after those that whoever runs the site gives in a folder of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from noteworthy.web.addresses import note_path
from noteworthy.web.marks import printable

if TYPE_CHECKING:
    from datasette.app import Datasette

_FOLDER = Path(__file__).parent / "templates"


def prepare(environment: Environment, datasette: Datasette) -> None:
    """Add our folder and filters.

    Datasette looks for a plugin's templates beside the module only from Python 3.12 on, so this does it for all.
    """
    given = [FileSystemLoader(datasette.template_dir)] if datasette.template_dir else []
    stock = [environment.loader] if environment.loader else []
    environment.loader = ChoiceLoader([*given, FileSystemLoader(_FOLDER), *stock])
    environment.filters["printable"] = lambda value: printable(str(value))
    environment.globals["note_path"] = note_path
