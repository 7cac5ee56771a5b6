"""The command line: parse, call, print. The only module that speaks.

Exit status: 0 when all was done, 1 when some input was refused (everything else done), 2 for a wrong call. What a
command needs is imported inside it, so that ``noteworthy --help`` answers at once.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus.errors import NoteworthyError
from noteworthy import __version__

if TYPE_CHECKING:
    from corpus.values import Refusal

REFUSED, WRONG_CALL, STOPPED, TERMINATED = 1, 2, 130, 143

Item = TypeVar("Item")

existing = click.Path(exists=True, path_type=Path)
a_file = click.Path(exists=True, dir_okay=False, path_type=Path)
any_path = click.Path(path_type=Path)


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


class Commands(click.Group):
    """The one place where the root of the error tree is caught."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; turn an error of ours into its sentence and status 2."""
        # A request to end is an orderly end: files half written go, and workers with them.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
        try:
            return super().invoke(context)
        except NoteworthyError as error:
            say(f"noteworthy: {error}")
            sys.exit(WRONG_CALL)
        except BrokenPipeError:
            # The reader of our output (head, a pager) has gone: no news, and nothing to tell it.
            # Else the interpreter complains of the closed pipe once more when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            say(f"noteworthy: cannot write: {error.strerror}; see that there is room, or name another file.")
            sys.exit(WRONG_CALL)
        except KeyboardInterrupt:
            say("Stopped. A build goes on where it was cut off when it is run again.")
            sys.exit(STOPPED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="noteworthy")
def main() -> None:
    """Text mining for inspectors' narrative judgements.

    Codes notes by theme, polarity and practice, each coding on its exact words; builds and publishes the coded corpus.
    Works offline. Automated tags are aids, not inspection judgements.
    """


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


@main.command()
@source_options
@coder_options
@click.option("--output", "-o", type=any_path, metavar="FILE", help="Write here instead of standard output.")
@click.option("--include-text", is_flag=True, help="Add each note's text to its line.")
def code(output: Path | None, include_text: bool, **options: Any) -> None:
    """Code notes: one JSON object a note, a line each, in input order.

    SOURCE is a CSV, TSV, XLSX, JSONL, TXT, DOCX or PDF file, a folder with a mapping.toml, or - for JSON lines on
    standard input.
    """
    from noteworthy.output import check_writable, writing
    from noteworthy.workflow import code_lines

    check_writable(output)
    refusals = Refusals()
    lines = code_lines(reading=_reading(options), settings=_settings(options), include_text=include_text,
                       workers=options["workers"], refused=refusals, state=say)  # fmt: skip
    with writing(output) as write:
        for line in progress(lines, "notes coded"):
            write(line + "\n")
    refusals.exit()


@main.command()
@source_options
@click.option("--output", "-o", type=any_path, metavar="FILE", help="Write here instead of standard output.")
@click.option("--policy", type=a_file, metavar="FILE", help="What is removed, made coarser and kept, in TOML.")
def redact(output: Path | None, policy: Path | None, **options: Any) -> None:
    """Replace what could identify someone by placeholders: one JSON object a note, a line each, in input order.

    Each line has the note's id, the redacted text, and the type and place of all that was found in the given text.
    """
    from noteworthy.output import check_writable, writing
    from noteworthy.redaction_policy import default_redaction_policy, read_redaction_policy
    from noteworthy.workflow import redact_lines

    check_writable(output)
    refusals = Refusals()
    lines = redact_lines(reading=_reading(options), refused=refusals, state=say,
                         policy=read_redaction_policy(policy) if policy else default_redaction_policy())  # fmt: skip
    with writing(output) as write:
        for line in progress(lines, "notes redacted"):
            write(line + "\n")
    refusals.exit()


@main.command()
@source_options
@coder_options
@click.option("--database", "-d", type=any_path, required=True, metavar="WORK.db", help="The private database.")
@click.option("--resume", is_flag=True, help="Go on with a build that was cut off (also what happens without it).")
def build(database: Path, resume: bool, **options: Any) -> None:
    """Read, code and store: the private working database (mode 0600).

    What was coded before, by the same codebook and model, is not coded again; so a build that was cut off goes on where
    it stopped, and a second build is quick.
    """
    from noteworthy.workflow import build_database

    refusals = Refusals()
    report = build_database(database, reading=_reading(options), settings=_settings(options),
                            workers=options["workers"], refused=refusals, state=say,
                            watch=lambda items: progress(items, "notes"))  # fmt: skip
    if report is not None:
        say(report.sentence())
    refusals.exit()


@main.command()
@click.argument("work", type=a_file, metavar="WORK.db")
@click.option("--policy", type=a_file, metavar="FILE", help="What is certain, and how large the sample is, in TOML.")
@click.option("--reviewer", metavar="NAME", help="Who decides: kept in WORK.db alone. Asked for if not given.")
@click.option("--role", metavar="ROLE", help="The reviewer's role, which may be published. Asked for if not given.")
@click.option("--status", is_flag=True, help="Only say how many are left, by type.")
def review(work: Path, policy: Path | None, reviewer: str | None, role: str | None, status: bool) -> None:
    """Decide uncertain identifiers, and read a random sample of notes without any, one after the other, by single keys.

    Each decision is stored at once, so that a round may be left at any time. Keys may be piped in.
    """
    from noteworthy.output import writing
    from noteworthy.redaction_policy import default_redaction_policy, read_redaction_policy
    from noteworthy.review_session import Desk, Reviewer, left_to_review
    from noteworthy.review_session import review as review_database

    def who() -> Reviewer:
        return Reviewer(_named("Your name", reviewer), _named("Your role", role))

    rules = read_redaction_policy(policy) if policy else default_redaction_policy()
    with writing(None) as write:
        if status:
            write("\n".join(left_to_review(work, policy=rules).lines()) + "\n")
            return
        left = review_database(work, policy=rules, desk=Desk(_key, _line, _show, _width()), reviewer=who)
    say(left.sentence())


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


@main.command()
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


@main.command()
@click.argument("work", type=a_file, metavar="WORK.db")
@click.option("--database", "-d", type=any_path, required=True, metavar="PUBLIC.db", help="The database to publish.")
@click.option("--kind", type=click.Choice(["open", "protected"]), help="Protected releases hold safe counts alone.")
@click.option("--policy", type=a_file, metavar="FILE", help="What is removed, hidden and kept, in TOML.")
@click.option("--accept-unreviewed", metavar="REASON", default="", help="Release though finds are left to review.")
def release(work: Path, database: Path, kind: Any, policy: Path | None, accept_unreviewed: str) -> None:
    """Build the public database from the working one, through the release gate.

    What its mapping declares authored or already public is released openly: redacted, every key hashed. All else is
    protected: a fixed list of counts, none of which can be led back to a small number of people.
    """
    from noteworthy.release import Policy, build_public

    report = build_public(work, database, kind=kind, policy=Policy.read(policy), accepted=accept_unreviewed, state=say)
    for sentence in report.sentences():
        say(sentence)


@main.command()
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


@main.command()
@click.argument("database", type=a_file, metavar="FILE.db")
@click.option("--port", "-p", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option("--private", is_flag=True, help="For a working database: this machine only, with a sign-in link.")
def serve(database: Path, port: int, private: bool) -> None:
    """Serve a database with Datasette and the Noteworthy pages, on this machine."""
    from noteworthy.serving import serve as serve_database

    serve_database(database, port=port, private=private, state=say)


@main.command()
@click.argument("coded", nargs=-1, required=True, type=existing, metavar="CODED...")
@click.option("--output", "-o", type=any_path, required=True, metavar="DIR", help="Folder for the model.")
@click.option("--codebook", type=a_file, metavar="FILE", help="A codebook of your own, in TOML.")
@click.option(
    "--reader", type=click.Choice(["careful", "fast"]), default="careful", show_default=True, help="Which to make."
)
@click.option("--encoder", is_flag=True, help="Fit the careful reader's encoder too (needs the extra 'train').")
@click.option("--seed", type=int, default=2019, show_default=True)
def train(coded: tuple[Path, ...], output: Path, codebook: Path | None, reader: str, encoder: bool, seed: int) -> None:
    """Learn from coded notes: CODED is a folder with notes.jsonl and codings.jsonl; several are taken together."""
    from noteworthy.learning import train_model

    found = train_model(coded, output, codebook=codebook, seed=seed, reader=reader, fit_encoder=encoder, state=say)
    for sentence in found:
        say(sentence)


@main.command()
@click.argument("coded", type=existing, metavar="CODED")
@click.option("--model", type=existing, metavar="DIR", help="A model folder of your own.")
@click.option("--codebook", type=a_file, metavar="FILE", help="A codebook of your own, in TOML.")
@click.option("--reader", type=click.Choice(["careful", "fast"]), help="Which reader of the model to measure.")
@click.option("--split", default="test", show_default=True, help="Which split of the corpus to measure on.")
def evaluate(coded: Path, model: Path | None, codebook: Path | None, reader: str | None, split: str) -> None:
    """Measure a model on coded notes that it has not seen: figures with intervals, baselines beside them."""
    from noteworthy.learning import evaluate_model

    click.echo(evaluate_model(coded, model=model, codebook=codebook, split=split, reader=reader))


@main.command()
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


def _reading(options: dict[str, Any]) -> Any:
    from noteworthy.workflow import Reading

    return Reading(
        sources=options["sources"],
        mapping=options["mapping"],
        text=options["text"],
        id=options["id_"],
        split_paragraphs=options["split"] == "paragraphs",
    )


def _settings(options: dict[str, Any]) -> Any:
    from noteworthy.coding import CoderSettings

    return CoderSettings(
        codebook=options["codebook"], model=options["model"], reader=options["reader"], profile=options["profile"]
    )


if __name__ == "__main__":
    main()
