"""Commands that read sources: code, redact, build."""

from pathlib import Path
from typing import Any

import click

from noteworthy.commands.options import a_file, any_path, coder_options, reading_of, settings_of, source_options
from noteworthy.commands.speaking import Refusals, progress, say


@click.command()
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
    lines = code_lines(reading=reading_of(options), settings=settings_of(options), include_text=include_text,
                       workers=options["workers"], refused=refusals, state=say)  # fmt: skip
    with writing(output) as write:
        for line in progress(lines, "notes coded"):
            write(line + "\n")
    refusals.exit()


@click.command()
@source_options
@click.option("--output", "-o", type=any_path, metavar="FILE", help="Write here instead of standard output.")
@click.option("--policy", type=a_file, metavar="FILE", help="What is removed, made coarser and kept, in TOML.")
@click.option("--presidio", is_flag=True, help="Remove what Presidio finds too (needs the extra 'presidio').")
def redact(output: Path | None, policy: Path | None, *, presidio: bool, **options: Any) -> None:
    """Replace what could identify someone by placeholders: one JSON object a note, a line each, in input order.

    Each line has the note's id, the redacted text, and the type and place of all that was found in the given text.
    """
    from noteworthy.output import check_writable, writing
    from noteworthy.redaction_policy import default_redaction_policy, read_redaction_policy
    from noteworthy.workflow import redact_lines

    check_writable(output)
    refusals = Refusals()
    lines = redact_lines(reading=reading_of(options), refused=refusals, state=say, presidio=presidio,
                         policy=read_redaction_policy(policy) if policy else default_redaction_policy())  # fmt: skip
    with writing(output) as write:
        for line in progress(lines, "notes redacted"):
            write(line + "\n")
    refusals.exit()


@click.command()
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
    report = build_database(database, reading=reading_of(options), settings=settings_of(options),
                            workers=options["workers"], refused=refusals, state=say,
                            watch=lambda items: progress(items, "notes"))  # fmt: skip
    if report is not None:
        say(report.sentence())
    refusals.exit()
