"""The words of docs/speed.md: what was measured on a large corpus, and what the figures do not show."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

INTRODUCTION = """# Speed: finding passages among many notes

Written by `python -m benchmarks.million`; do not edit by hand.

The notes are generated: sentences of published inspection reports (children's services), cut in two and joined to
halves of others, with codings drawn as often as the demonstration corpus has them. They show how fast the finder is,
and nothing else. Measured on {cores} cores with Python {python} and SQLite {sqlite}; the machine's load over the last
quarter of an hour was {load_at_the_end} (1.0 is one core busy; the readers themselves keep one or two busy).

{questions:,} questions are asked: no word to three, drawn as often as they stand in the notes; in a quarter of the
questions a phrase of two to four words that stands in some note; up to three filters; mostly the first page. Every
answer has its exact total, the counts of all ten facets, and twenty passages with their codings. Where several readers
ask, each asks again as soon as it is answered, all in one Python process."""

INDEX = """## Making the index

What a release works out from coded notes, in seconds, one step after the other."""

STOCK = """## Plain SQL on the same file

Full-text search as Datasette's own pages ask it, milliseconds for words that stand in about so many of all passages.
Datasette gives a facet up where it takes more than 200 ms, and a whole query where it takes more than a second."""

DATASETTE = """## Datasette's own pages on the same file

The same file in the same run, through Datasette in one process, with the limits that Datasette comes with, beside our
page with all its ten facets. How many facets each page was asked for, and how many it left out because they took too
long."""

MIXED = """## Minutes of mixed reading

`noteworthy serve` in a process of its own, asked over the loopback by {readers} readers at once for {minutes:g}
minutes: front, themes, factors, words in context, notes, find practice as page, JSON and CSV with the questions
above, passages alike, and Datasette's own table and rows. The readers run on the same processors. Of {pages:,}
pages ({pages_per_second} a second) {errors:,} were answered with an error. Memory of the server: {start} MB when it
had got ready, {middle} MB half way through, {end} MB at the end, {highest} MB at its highest."""

_STEPS = {"count": "counts", "make_summaries": "summaries", "make_index": "the finder's index"}

LIMITS = """## What the figures do not show

* The text repeats itself more than real notes would, though most sentences are joined anew and one in seven holds a
  word that hardly any other does.
* In the first table the time to build a page or JSON from an answer, and to send it, comes on top; minutes of mixed
  reading have all of it.
* Whatever else runs on the machine slows minutes of mixed reading: the load above says how much that was.
* A server reads what the first searches need as soon as it has started, beside all else; above, the first search by
  meaning has to wait for that (told apart)."""


def write_report(result: dict[str, Any], path: Path) -> None:
    """Write the report."""
    parts = [INTRODUCTION.format(**result), *_sections(result), LIMITS]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _sections(result: dict[str, Any]) -> Iterator[str]:
    runs = result["runs"]
    yield "## Answering\n\n" + _table(
        ["notes", "readers", "half within", "95% within", "longest", "answers a second", "processor time each"],
        [
            [
                f"{run['notes']:,}",
                readers,
                *(f"{run[kind][name]:,} ms" for name in ("p50", "p95", "max")),
                f"{run[kind]['answers_per_second']:,}",
                f"{run[kind]['processor_ms']} ms",
            ]
            for run in runs
            for kind, readers in (("alone", "1"), ("together", str(result["readers"])))
        ],
    )
    yield "Passages alike in meaning, one reader:\n\n" + _table(
        ["notes", "first", "half within", "95% within", "longest"],
        [
            [f"{run['notes']:,}", *(f"{run['similar'][name]:,} ms" for name in ("first", "p50", "p95", "max"))]
            for run in runs
        ],
    )
    yield "Memory of the process, before it answers and after all of this:\n\n" + _table(
        ["notes", "before", "after"],
        [[f"{run['notes']:,}", f"{run['memory_mb']['before']} MB", f"{run['memory_mb']['after']} MB"] for run in runs],
    )
    steps = list(runs[0]["seconds"])
    yield f"{INDEX}\n\n" + _table(
        ["notes", *(_STEPS.get(step, step) for step in steps), "all together"],
        [
            [
                f"{run['notes']:,}",
                *(f"{run['seconds'][step]:,} s" for step in steps),
                f"{sum(run['seconds'].values()):,.0f} s",
            ]
            for run in runs
        ],
    )
    yield _table(
        ["notes", "passages", "codings", "different words", "file", "of it the index"],
        [
            [
                f"{run['notes']:,}",
                *(f"{run['rows'][name]:,}" for name in ("sentences", "codings", "passage_words")),
                f"{run['file_mb']:,} MB",
                f"{run['index_mb']:,} MB",
            ]
            for run in runs
        ],
    )
    yield from _of_datasette(runs)
    yield from (_of_mixed(run) for run in runs if "mixed" in run)
    yield from _of_plain_sql(runs)


def _of_datasette(runs: list[dict[str, Any]]) -> Iterator[str]:
    heads = ["page", "half within", "longest", "facets given", "facets left out", "pages left out"]
    counts = ("facets_given", "facets_given_up", "pages_given_up")
    heading = f"{DATASETTE}\n\n"
    for run in runs:
        if "datasette" in run:
            pages = run["datasette"].items()
            rows = [
                [name, f"{one['median_ms']:,} ms", f"{one['longest_ms']:,} ms", *(f"{one[what]:g}" for what in counts)]
                for name, one in pages
            ]
            yield f"{heading}{run['notes']:,} notes:\n\n{_table(heads, rows)}"
            heading = ""


def _of_mixed(run: dict[str, Any]) -> str:
    mixed = run["mixed"]
    memory = {name: mixed["memory_mb"][name] for name in ("start", "middle", "end", "highest")}
    rows = [
        [name, f"{one['pages']:,}", *(f"{one[what]:,} ms" for what in ("p50", "p95", "max"))]
        for name, one in {**mixed["kinds"], "all together": mixed["all"]}.items()
    ]
    table = _table(["page", "asked for", "half within", "95% within", "longest"], rows)
    wrong = "; ".join(dict.fromkeys(f"`{one}`" for one in mixed["first_errors"]))
    said = MIXED.format(**mixed, **memory) + (f" With an error: {wrong}." if wrong else "")
    return f"{said}\n\n{run['notes']:,} notes:\n\n{table}"


def _of_plain_sql(runs: list[dict[str, Any]]) -> Iterator[str]:
    for run in runs:
        shares = list(next(iter(run["stock"].values())))
        rows = [[name, *(f"{taken[share]:,} ms" for share in shares)] for name, taken in run["stock"].items()]
        yield f"{STOCK if run is runs[0] else ''}\n\n{run['notes']:,} notes:\n\n".lstrip() + _table(["", *shares], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
