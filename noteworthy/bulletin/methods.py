"""The account of methods, filled by the run: data, counts, what was missing, models, corrections and limits."""

from collections.abc import Iterator

from noteworthy.bulletin.content import Bulletin, Section
from noteworthy.bulletin.wording import SHORTHAND
from noteworthy.manifest import release_date


def methods_text(bulletin: Bulletin) -> str:
    """Return the account as Markdown."""
    return "\n".join(_lines(bulletin)) + "\n"


def _lines(bulletin: Bulletin) -> Iterator[str]:
    yield from (f"# Methods: {bulletin.title}", "", f"Filled by the run of {release_date().isoformat()}.", "")
    for notice in bulletin.notices:
        yield from (f"> {_plain(notice)}", "")
    yield from ("## Data and software", "", "| what | as this run had it |", "|---|---|")
    yield from (f"| {_plain(label)} | {_plain(value)} |" for label, value in bulletin.facts)
    yield from ("", "## Corrections", "")
    for correction in bulletin.corrections:
        yield from (_plain(correction), "")
    yield from ("## Reading the tables", "", "Shares come with 95% intervals. What is missing is never counted as no.")
    yield from (f"* {mark.value} means {meaning}." for mark, meaning in SHORTHAND.items())
    for section in bulletin.sections:
        yield from ("", f"## {section.number}. {_plain(section.title)}", "")
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield from (_plain(section.question), "")
    if section.unsupported:
        yield from (f"**Not supported by these data.** {_plain(section.unsupported)}", "")
    yield _plain(section.method)
    for table in section.tables:
        yield from ("", f"* Table {table.id}, {_plain(table.title)}: {_plain(table.denominator)}")
        yield from (f"  * {_plain(note)}" for note in table.notes)
    if section.limits:
        yield from ("", "Limits:", "")
        yield from (f"* {_plain(limit)}" for limit in section.limits)


def _plain(words: str) -> str:
    """Return words as one line that Markdown takes for words."""
    line = " ".join(words.split())
    for sign in "\\`*_<|":
        line = line.replace(sign, f"\\{sign}")
    return line
