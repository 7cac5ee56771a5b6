"""Which field is read from which heading of a table at hand: the mapping, met with the headings that there are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.errors import MappingError
from corpus.sources.mapping import FIELDS, Columns, Mapping, default_mapping, folded
from corpus.sources.quoting import listed, quoted, quoted_list

_LONGEST_HEADING = 250
_LONGEST_QUOTED = 30
_MOST_WORDS_QUOTED = 4
_SENTENCE_MARK = re.compile(r"[.,;:!?]")


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What is read from where. It never changes; headings met later make another plan (see ``extended``)."""

    taken: dict[str, str]
    """Field to heading, in the order of ``FIELDS``."""
    headings: tuple[str, ...]
    guessed: frozenset[str] = frozenset()
    """The fields whose heading was guessed: neither mapped nor named on the command line."""
    wanted: Columns = field(default_factory=dict)
    """What the options and the mapping ask for."""
    keys: tuple[str, ...] = ()
    """Fields that join a companion file, so that a heading of their bare name is theirs."""

    @property
    def known(self) -> frozenset[str]:
        """The headings, for asking quickly whether a row brings others."""
        return frozenset(self.headings)

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings that nothing is read from."""
        used = set(self.taken.values())
        return tuple(heading for heading in self.headings if heading not in used)

    @property
    def missing(self) -> tuple[tuple[str, str | list[str]], ...]:
        """What was asked for and is not there: field and heading."""
        return tuple((name, asked) for name, asked in self.wanted.items() if asked != [] and name not in self.taken)

    def sentences(self) -> list[str]:
        """Say in plain English what is read from where, what was guessed, and what is left unread."""
        if not self.headings:
            return []
        others = [name for name in self.taken if name not in ("text", "id")]
        said = [f"{_spoken('text').capitalize()} from {quoted(self.taken['text'])}."] if "text" in self.taken else []
        said.append(self._about_ids())
        if others:
            said.append(
                f"Also read: {', '.join(f'{_spoken(each)} from {quoted(self.taken[each])}' for each in others)}."
            )
        if self.guessed:
            said.append(f"Guessed from the headings: {self._guesses()}; --text, --id or a mapping file says otherwise.")
        if self.unused:
            said.append(f"Not read: {quoted_list(self.unused)}.")
        return said

    def extended(self, headings: Iterable[str]) -> "ColumnPlan":
        """Return the plan that also knows these headings; what is taken stays as it is."""
        new = tuple(heading for heading in headings if heading not in self.headings)
        return _fit((*self.headings, *new), self.wanted, self.keys, already=self)

    def _about_ids(self) -> str:
        if "id" in self.taken:
            return f"Ids from {quoted(self.taken['id'])}."
        if "judgement" in self.taken:
            return f"No column holds a note's id, so it has its judgement's, from {quoted(self.taken['judgement'])}."
        return "No column holds ids, so notes are numbered by their data row: 1, 2 and so on."

    def _guesses(self) -> str:
        if len(self.guessed) == len(self.taken):
            return "all of these"
        return ", ".join(_spoken(name) for name in self.taken if name in self.guessed)


def plan_columns(
    headings: Sequence[str],
    mapping: Mapping,
    *,
    source: str,
    text: str | None = None,
    id: str | None = None,
    all_known: bool = True,
) -> ColumnPlan:
    """Decide which heading each field is read from: the options win over the mapping, and it over the guess.

    Raises ``MappingError``, listing the headings there are, where the mapping or an option names one that is not
    among them, or where none looks like the text. ``all_known`` is false for JSONL, where later lines may bring more
    keys: then only the text and the id must be there from the start.
    """
    options: Columns = {name: heading for name, heading in (("text", text), ("id", id)) if heading is not None}
    mapped = {} if mapping is default_mapping() else mapping.columns
    plan = _fit(tuple(headings), mapped | options, tuple(lookup.key for lookup in mapping.lookup))
    for name, names in plan.missing:
        if all_known or name in ("text", "id"):
            raise MappingError(f"{source}: {_not_there(name, names, option=name in options)} {there(headings)}")
    if not {"text", "notable_text"} & plan.taken.keys():
        advice = "name it with --text COLUMN or in a mapping file"
        raise MappingError(f"{source}: no heading looks like that of the notes' text; {advice}. {there(headings)}")
    return plan


def plan_companion(headings: Sequence[str], columns: Columns, *, key: str, source: str) -> ColumnPlan:
    """Decide the columns of a companion file: it needs no text, but the key that joins it."""
    plan = _fit(tuple(headings), columns, (key,))
    for name, names in (*plan.missing, *([] if key in plan.taken else [(key, key)])):
        raise MappingError(f"{source}: {_not_there(name, names, option=False)} {there(headings)}")
    return plan


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The headings that would be read, folded: what tells a heading row from a title above it."""

    headings: frozenset[str]
    texts: frozenset[str]
    """Those that would be read as the text."""

    def known(self, cells: Iterable[str]) -> int:
        """Count the cells that are such headings."""
        return sum(folded(cell) in self.headings for cell in cells if len(cell) <= _LONGEST_HEADING)

    def holds_text(self, cells: Iterable[str]) -> bool:
        """Tell whether one of the cells would be the text's heading."""
        return any(folded(cell) in self.texts for cell in cells if len(cell) <= _LONGEST_HEADING)


def vocabulary(mapping: Mapping, *, text: str | None = None, id: str | None = None) -> Vocabulary:
    """Collect every heading that the options, the mapping and the shipped mapping would read."""
    layers = (mapping.columns, default_mapping().columns)
    named = [heading for heading in (text, id) if heading is not None]
    every = [name for layer in layers for names in layer.values() for name in _several(names)]
    texts = [text] if text is not None else [name for layer in layers for name in _several(layer.get("text", []))]
    return Vocabulary(frozenset(map(folded, [*named, *every])) - {""}, frozenset(map(folded, texts)) - {""})


def there(headings: Sequence[str]) -> str:
    """Say which headings there are; what may be a note, in a table without a heading row, only by its number."""
    if not headings:
        return "It has no headings."
    shown = listed(
        quoted(heading) if _looks_like_heading(heading) else f"column {number}"
        for number, heading in enumerate(headings, start=1)
    )
    advice = "" if all(map(_looks_like_heading, headings)) else " The first row should hold headings."
    return f"The headings there are: {shown}.{advice}"


def _looks_like_heading(cell: str) -> bool:
    """Tell a heading from a number or a sentence, which would stand there in a table without a heading row."""
    short = len(cell) <= _LONGEST_QUOTED and len(cell.split()) <= _MOST_WORDS_QUOTED
    return short and any(map(str.isalpha, cell)) and not _SENTENCE_MARK.search(cell)


def _fit(
    headings: tuple[str, ...], wanted: Columns, keys: tuple[str, ...], *, already: ColumnPlan | None = None
) -> ColumnPlan:
    """Fill the fields that are open, first as asked for, then by guess among headings not yet taken."""
    taken = dict(already.taken) if already else {}
    guessed = set(already.guessed) if already else set()
    for name, names in wanted.items():
        if name not in taken and (found := _present(names, headings)):
            taken[name] = found
    for name, names in default_mapping().columns.items():
        free = tuple(heading for heading in headings if heading not in taken.values())
        usual = [*_several(names), *([name] if name in keys else [])]
        if name not in taken and name not in wanted and (found := _present(usual, free)):
            taken[name] = found
            guessed.add(name)
    ordered = {name: taken[name] for name in FIELDS if name in taken}
    return ColumnPlan(ordered, headings, frozenset(guessed), wanted, keys)


def _present(names: str | list[str], headings: Sequence[str]) -> str | None:
    """Return the first of the names that is a heading: to the letter before by its letters and digits alone."""
    by_fold = {folded(heading): heading for heading in reversed(headings)}
    for name in _several(names):
        if name in headings:
            return name
        if folded(name) and folded(name) in by_fold:
            return by_fold[folded(name)]
    return None


def _several(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def _not_there(name: str, names: str | list[str], *, option: bool) -> str:
    wanted = quoted(names) if isinstance(names, str) else f"any of {quoted_list(names)}"
    by = f"--{name} names" if option else f"the mapping of '{name}' names"
    return f"there is no column {wanted}, which {by}; correct it."


def _spoken(name: str) -> str:
    return name.replace("_", " ")
