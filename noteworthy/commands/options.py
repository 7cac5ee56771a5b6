"""Options that several commands share, and what they are turned into."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

existing = click.Path(exists=True, path_type=Path)
a_file = click.Path(exists=True, dir_okay=False, path_type=Path)
any_path = click.Path(path_type=Path)


def source_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say how a source is read."""
    options = [
        click.argument("sources", nargs=-1, required=True, metavar="SOURCE..."),
        click.option("--mapping", type=a_file, help="TOML file that says which column is what."),
        click.option("--text", metavar="COLUMN", help="Column that holds the note's text."),
        click.option("--id", "id_", metavar="COLUMN", help="Column that holds the note's id."),
        click.option("--split", type=click.Choice(["paragraphs"]), help="TXT, DOCX, PDF: one note a paragraph."),
    ]
    return _with(command, options)


def coder_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say how notes are coded."""
    options = [
        click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes."),
        click.option("--reader", type=click.Choice(["careful", "fast"]), help="Which reader of the model to use."),
        click.option(
            "--profile",
            type=click.Choice(["balanced", "recall"]),
            default="balanced",
            show_default=True,
            help="recall: find more, at the price of more false finds.",
        ),
        click.option("--model", type=existing, metavar="DIR", help="A model folder of your own."),
        click.option("--codebook", type=a_file, metavar="FILE", help="A codebook of your own, in TOML."),
    ]
    return _with(command, options)


def _with(command: Callable[..., None], options: list[Callable[..., Any]]) -> Callable[..., None]:
    @wraps(command)
    def with_options(*args: Any, **kwargs: Any) -> None:
        command(*args, **kwargs)

    for option in reversed(options):
        with_options = option(with_options)
    return with_options


def reading_of(options: dict[str, Any]) -> Any:
    from noteworthy.workflow import Reading

    return Reading(
        sources=options["sources"],
        mapping=options["mapping"],
        text=options["text"],
        id=options["id_"],
        split_paragraphs=options["split"] == "paragraphs",
    )


def settings_of(options: dict[str, Any]) -> Any:
    from noteworthy.coding import CoderSettings

    return CoderSettings(
        codebook=options["codebook"], model=options["model"], reader=options["reader"], profile=options["profile"]
    )
