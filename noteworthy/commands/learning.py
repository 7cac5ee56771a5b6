"""Commands that learn from coding and measure it: train, evaluate, agreement."""

from pathlib import Path
from typing import Any

import click

from noteworthy.commands.options import a_file, any_path, existing
from noteworthy.commands.speaking import say


@click.command()
@click.argument("coded", nargs=-1, required=True, type=existing, metavar="CODED...")
@click.option("--output", "-o", type=any_path, required=True, metavar="DIR", help="Folder for the model.")
@click.option("--codebook", type=a_file, metavar="FILE", help="A codebook of your own, in TOML.")
@click.option(
    "--reader", type=click.Choice(["careful", "fast"]), default="careful", show_default=True, help="Which to make."
)
@click.option("--encoder", is_flag=True, help="Fit the careful reader's encoder too (needs the extra 'train').")
@click.option("--raw-text", metavar="REASON", help="Learn from notes as written, names included; the card says why.")
@click.option("--seed", type=int, default=2019, show_default=True)
def train(coded: tuple[Path, ...], output: Path, encoder: bool, **options: Any) -> None:
    """Learn from coded notes: CODED is a folder with notes.jsonl and codings.jsonl; several are taken together.

    Notes that their folder does not declare authored are redacted before anything is learnt from them.
    """
    from noteworthy.learning import train_model

    for sentence in train_model(coded, output, fit_encoder=encoder, state=say, **options):
        say(sentence)


@click.command()
@click.argument("coded", type=existing, metavar="CODED")
@click.option("--model", type=existing, metavar="DIR", help="A model folder of your own.")
@click.option("--codebook", type=a_file, metavar="FILE", help="A codebook of your own, in TOML.")
@click.option("--reader", type=click.Choice(["careful", "fast"]), help="Which reader of the model to measure.")
@click.option("--split", default="test", show_default=True, help="Which split of the corpus to measure on.")
def evaluate(coded: Path, model: Path | None, codebook: Path | None, reader: str | None, split: str) -> None:
    """Measure a model on coded notes that it has not seen: figures with intervals, baselines beside them."""
    from noteworthy.learning import evaluate_model

    click.echo(evaluate_model(coded, model=model, codebook=codebook, split=split, reader=reader))


@click.command()
@click.argument("coded", nargs=-1, required=True, type=existing, metavar="CODED...")
@click.option("--codebook", type=a_file, metavar="FILE", help="A codebook of your own, in TOML.")
@click.option("--split", metavar="NAME", help="Only the notes of this split of the corpus.")
@click.option("--disagreements", type=any_path, metavar="FILE", help="List where coders differ: .csv or .jsonl.")
@click.option("--include-text", is_flag=True, help="Add each sentence's text to that list.")
@click.option("--json", "json_", type=any_path, metavar="FILE", help="Write every figure there too.")
@click.option("--samples", type=click.IntRange(0, 100_000), default=1000, show_default=True, help="Resamples of notes.")
@click.option("--seed", type=click.IntRange(0), default=2019, show_default=True)
def agreement(
    coded: tuple[Path, ...],
    disagreements: Path | None,
    include_text: bool,
    json_: Path | None,
    **options: Any,
) -> None:
    """Measure how far coders agree: kappa, alpha and AC1 by theme, polarity, status and practice, with intervals.

    CODED is a folder with notes.jsonl and codings.jsonl. Further folders hold what other coders made of the same notes.
    """
    from noteworthy.agreement import measure_folders
    from noteworthy.disagreements import check_ending
    from noteworthy.output import check_apart, check_writable, writing

    check_ending(disagreements, include_text=include_text)
    for file in (disagreements, json_):
        check_writable(file)
    check_apart((disagreements, json_), (*coded, options["codebook"]))
    found = measure_folders(coded, **options)
    with writing(None) as write:
        write("\n".join(found.report()) + "\n")
    if json_:
        with writing(json_) as write:
            write(found.record())
    if disagreements:
        say(found.list_differences(disagreements, include_text=include_text))
