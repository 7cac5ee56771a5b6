"""Our templates, found before Datasette's and after those that whoever runs the site gives in a folder of their own."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from noteworthy.web.addresses import (
    contexts_path,
    correct_path,
    factor_path,
    note_path,
    passage_path,
    place_path,
    theme_path,
    words_path,
)
from noteworthy.web.contact import contact
from noteworthy.web.marks import printable
from noteworthy.web.mending import mended
from noteworthy.web.words import sentence_case

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
    environment.filters["sentence_case"] = sentence_case
    environment.filters["mended"] = mended
    environment.globals["note_path"] = note_path
    environment.globals["correct_path"] = correct_path
    environment.globals["nw_contact"] = partial(contact, datasette)
    environment.globals["passage_path"] = passage_path
    environment.globals["place_path"] = place_path
    environment.globals["theme_path"] = theme_path
    environment.globals["factor_path"] = factor_path
    environment.globals["words_path"] = words_path
    environment.globals["contexts_path"] = contexts_path
