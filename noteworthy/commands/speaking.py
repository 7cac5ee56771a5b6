"""What a command says to people: sentences, progress and refusals on standard error, never among results."""

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from corpus.values import Refusal

REFUSED, WRONG_CALL, HUNG_UP, STOPPED, TERMINATED = 1, 2, 129, 130, 143
"""Exit statuses beside 0: some input was refused, a wrong call, a terminal gone, an interrupt, a request to end."""

Item = TypeVar("Item")


def say(sentence: str) -> None:
    """Print one sentence for people on standard error; standard output is for results alone."""
    click.echo(sentence, err=True)


class Refusals:
    """Print each refusal as it comes, and remember that there were some."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, refusal: "Refusal") -> None:
        self.count += 1
        say(f"refused: {refusal}")

    def exit(self) -> None:
        """Leave with status 1 when anything was refused."""
        if self.count:
            say(f"{self.count:,} refused; everything else is done.")
            sys.exit(REFUSED)


def progress(items: Iterable[Item], what: str) -> Iterator[Item]:
    """Yield the items, counting them on a terminal; silent when piped."""
    shown = sys.stderr.isatty()
    count = 0
    for count, item in enumerate(items, start=1):
        if shown and count % 100 == 0:
            click.echo(f"\r{what}: {count:,}", nl=False, err=True)
        yield item
    if shown and count >= 100:
        click.echo(f"\r{what}: {count:,}", err=True)
