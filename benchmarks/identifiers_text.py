"""The page docs/redaction.md: what was measured of the finding of identifiers, and what it does not show."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

INTRODUCTION = """# Redaction: how well identifiers are found

Written by `python -m benchmarks.identifiers --real FILE --presidio`; do not edit by hand. Model of names
`{model}`; a word is removed that is part of a name with a probability of {found_from} or more.

An identifier counts as found where 90% of its characters are removed. `lowest` is the lower end of the 95% interval
(Wilson), `by note` that of an interval which resamples whole notes. `rightly removed` is the share of removed
characters that belong to an identifier. Names are people, places, organisations and addresses; all others are
number-like."""

TEST = """## Voices that nothing was made from

The {notes} notes of the test voices: their texts were not read, neither the model nor the word lists nor a threshold
was made from them, and what is missed there was counted and not looked at. Counts by type did steer the work: a
first measurement showed ages and addresses as the weak types, a second addresses and places, a third organisations, and
their rules were widened from general knowledge of how people write them. So these figures are not blind."""

TYPES = "### By type"
ORIGINS = "### People's names by origin and by form"

DEV = """## Were the names learnt, or what stands around them?

The development voices with their own names, and {times} times with other names in their place, of many origins, put
together anew. A finder that had learnt names by heart would find fewer. The development voices are **not unseen**: word
lists, rules and the threshold were mended on what was missed there and in the training voices."""

RIVALS = """## Beside simpler ways

On the test voices. `shapes alone` are the patterns of numbers, dates and addresses; `shapes and capitals` removes every
word with a capital that begins no sentence as well."""

PRESIDIO = """`Presidio` is the stock analyser with all its British recognisers over a blank English pipeline: the
models of names that it usually brings along are downloads, and were left out. With one it would find names too. It is
an optional extra: `noteworthy redact --presidio` removes what either finds."""

REAL = """## What is removed for nothing

Paragraphs of published inspection reports (children's services): many names of authorities and bodies, hardly any of
people, so that nearly all that is removed is removed for nothing. Word lists were mended on the first
{paragraphs:,} paragraphs, not on the rest."""

COMMONEST = """The sixty commonest phrases that are removed from the first part, by kind:"""

SPEED = """## Speed

Processor time of spaCy's blank English pipeline with its sentencizer as a share of the finder's, warm, median of seven
pairs of runs in one process: {speeds}."""

SHORT = """## Where it falls short

* The names are invented and the notes written by language models. Real notes hold names and ways of writing them that
  these do not; a person should look at what is published (`noteworthy review`).
* A name in lower case that is also a word ("will", "eden") is found only where a title, a role or its other mentions
  give it away.
* A name that begins a sentence and is also a word ("April has ...") is sometimes left.
* Two capitals may be initials or an abbreviation: known abbreviations are removed now and then, initials that are known
  abbreviations too are missed now and then.
* The name of a programme or a local service is removed like that of an employer where no list holds it: see the kinds
  above.
* An address is found with what says which house it is ("the end house in ..."), but not one that is described alone
  ("two doors down from the chip shop"), and an age below seventy that is given by its decade alone is left.

## What helped, and what did not

* Reading on past what the model found helped most: the other half of a double name, a surname that is a word, the house
  before a street, the word for what a place is after its name. Missed addresses fell from four to two.
* Some 140 more words that are names too ("Morgan", "Salmon") made names at the start of a sentence candidates; 300
  everyday words that the lexicon lacks ("sensible", "fridge") paid for it: the share rightly removed stayed as it was.
  Words for premises among these ("boatyard", "gallery") had to count as ends of names, not as everyday words alone.
* Names made of words such as those of languages and public bodies are left where the model gives them less than one
  chance in ten: it had taken "Gujarati" and "Tuesdays" for people, and what is taken for a person once is looked for in
  every note by the intruder test.
* Not tried: names in small letters that are words, in notes without any capital; a token classifier that reads the
  sentence whole."""


def page(results: Mapping[str, Any]) -> str:
    """Return the page for the results."""
    test, real, rivals = results["test"], results.get("real"), results["rivals"]
    sections = [
        INTRODUCTION.format(**results),
        TEST.format(**test),
        recalls({"names": test["names"], "number-like": test["number_like"], "all": test["all"]}),
        f"Rightly removed: {test['rightly_removed']:.3f} of the characters.",
        TYPES,
        recalls(test["types"]),
        ORIGINS,
        recalls(test["origins"]),
        recalls(test["forms"]),
        DEV.format(**results["dev_with_other_names"]),
        in_brief({"own names": results["dev"], "other names": results["dev_with_other_names"]}),
        RIVALS,
        in_brief({"the product": test, **rivals}),
    ]
    if "Presidio" in rivals:
        sections.append(PRESIDIO)
    if real is not None:
        parts = {"first": real["first"], "rest": real["rest"]}
        sections += [REAL.format(**real["first"]), removals(parts), kinds(parts), COMMONEST, commonest(real["first"])]
    return "\n\n".join([*sections, SPEED.format(speeds=speeds(results["speed"])), SHORT]) + "\n"


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table whose first row is its head."""
    head, *body = rows
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def recalls(groups: Mapping[str, Mapping[str, float]]) -> str:
    """Return a table of recall, a group a line."""
    rows = [["", "planted", "found", "recall", "lowest", "by note"]]
    for name, of in groups.items():
        ends = (f"{of[figure]:.3f}" for figure in ("recall", "lowest", "lowest_by_note"))
        rows.append([name.replace("_", " "), f"{of['planted']:,}", f"{of['found']:,}", *ends])
    return table(rows)


def in_brief(finders: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a table of recall and of what was removed rightly, a finder a line."""
    rows = [["", "names", "number-like", "all", "lowest of all", "rightly removed"]]
    for name, of in finders.items():
        shares = (f"{of[group]['recall']:.3f}" for group in ("names", "number_like", "all"))
        rows.append([name, *shares, f"{of['all']['lowest']:.3f}", f"{of['rightly_removed']:.3f}"])
    return table(rows)


def removals(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a table of the share of words that are removed, by type."""
    types = sorted({kind for of in parts.values() for kind in of["types"]})
    rows = [["share of words removed", *parts], ["all", *(f"{of['removed']:.2%}" for of in parts.values())]]
    rows += [[kind, *(f"{of['types'].get(kind, 0):.3%}" for of in parts.values())] for kind in types]
    return table([*rows, ["paragraphs", *(f"{of['paragraphs']:,}" for of in parts.values())]])


def kinds(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a table of the same by the kind of phrase."""
    of_all = sorted({kind for of in parts.values() for kind in of["kinds"]})
    rows = [[kind, *(f"{of['kinds'].get(kind, 0):.3%}" for of in parts.values())] for kind in of_all]
    return table([["kind of phrase", *parts], *rows])


def commonest(of: Mapping[str, Any]) -> str:
    """Return a table of the commonest phrases, counted by kind."""
    rows = [[kind, str(one["phrases"]), str(one["times"])] for kind, one in of["commonest"].items()]
    return table([["kind of phrase", "phrases", "times removed"], *rows])


def speeds(measured: Mapping[str, Mapping[str, float]]) -> str:
    """Return the ratios in words."""
    names = {"demo": "the notes of the demonstration corpus", "real": "the real paragraphs"}
    return ", ".join(f"{of['ratio']:.2f} on {names[name]} ({of['words']:,} words)" for name, of in measured.items())
