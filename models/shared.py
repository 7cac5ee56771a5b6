"""What several coders said of the same notes, sentence by sentence, and the questions that can be put to it.

A question makes ``Ratings``: units, and what each coder answered for each. Where a coder did not code a note there is
no answer; a coder who coded a sentence and did not give a theme has said that it is not there.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.values import PRACTICES, CoderReading, CoderSentence, Coding
from models.ratings import Ratings

CLARITIES = (1, 2, 3)

Themes = Mapping[str, Coding]


@dataclass(frozen=True, slots=True)
class SharedSentence:
    """A sentence that two coders or more coded: what each said of it, ``None`` for one who did not code it."""

    note: int
    """The place of its note among the shared notes."""
    number: int
    start: int
    end: int
    practices: tuple[str | None, ...]
    themes: tuple[Themes | None, ...]

    def marks(self, coding: Coding) -> bool:
        """Tell whether a coding rests on a part of the sentence."""
        return [(span.start, span.end) for span in coding.spans] != [(self.start, self.end)]


@dataclass(frozen=True, slots=True)
class SharedCoding:
    """The notes that two coders or more coded. Coders, and what each said, stand in the same order throughout."""

    coders: tuple[str, ...]
    notes: tuple[str, ...]
    readings: tuple[tuple[CoderReading | None, ...], ...]
    """By note, what each coder read in it."""
    sentences: tuple[SharedSentence, ...]

    def practice(self) -> Ratings:
        """The practice of sentences."""
        return self._ratings(((unit.note, unit.practices) for unit in self.sentences), PRACTICES)

    def note_practice(self) -> Ratings:
        """The practice of whole notes, where the coder judged them."""
        said = (
            (place, [reading.practice if reading and reading.judged else None for reading in readings])
            for place, readings in enumerate(self.readings)
        )
        return self._ratings(said, PRACTICES)

    def clarity(self) -> Ratings:
        """How clear an example the whole note is."""
        said = (
            (place, [reading.clarity if reading else None for reading in readings])
            for place, readings in enumerate(self.readings)
        )
        return self._ratings(said, CLARITIES)

    def answers(self, answer: Callable[[Themes], Hashable], categories: Sequence[Hashable]) -> Ratings:
        """What each coder's themes of a sentence come to."""
        said = (
            (unit.note, [None if themes is None else answer(themes) for themes in unit.themes])
            for unit in self.sentences
        )
        return self._ratings(said, categories)

    def of_theme(
        self, themes: Sequence[str], answer: Callable[[Coding], Hashable], categories: Sequence[Hashable]
    ) -> Ratings:
        """What each coder who gave a theme says of it; a unit is a sentence with a theme that two coders gave."""
        said = (
            (unit.note, [answer(codings[theme]) if codings and theme in codings else None for codings in unit.themes])
            for theme in themes
            for unit in self.sentences
        )
        return self._ratings(said, categories)

    def sets(self, answer: Callable[[Themes], frozenset[Hashable]]) -> tuple[Ratings, list[frozenset[Hashable]]]:
        """The sets that coders gave to sentences, and the distinct ones among them, which are the categories."""
        given = {answer(themes): None for unit in self.sentences for themes in unit.themes if themes is not None}
        return self.answers(answer, list(given)), list(given)

    def evidence(self, theme: str) -> Iterator[tuple[int, bool]]:
        """Yield, for each two coders who gave a theme and marked a part of the sentence, note and whether these meet.

        A coding on the whole sentence, which is also how one without marked words is read, meets everything and is left
        out.
        """
        for unit in self.sentences:
            marked = [
                codings[theme] for codings in unit.themes if codings and theme in codings and unit.marks(codings[theme])
            ]
            for place, one in enumerate(marked):
                for other in marked[place + 1 :]:
                    yield unit.note, any(a.overlaps(b) for a in one.spans for b in other.spans)

    def _ratings(self, said: Iterator[tuple[int, Sequence[Hashable]]], categories: Sequence[Hashable]) -> Ratings:
        return Ratings.of(said, categories, notes=len(self.notes), coders=len(self.coders))


def shared_coding(readings: Mapping[str, Mapping[str, CoderReading]]) -> SharedCoding:
    """Lay coders' readings side by side; given by note and coder, a note's readings cut into the same sentences."""
    coders = list(dict.fromkeys(coder for of_note in readings.values() for coder in of_note))
    coders.sort(key=lambda name: (len(name), name))
    beside = tuple(tuple(of_note.get(coder) for coder in coders) for of_note in readings.values())
    sentences = (unit for place, of_note in enumerate(beside) for unit in _sentences(place, of_note))
    return SharedCoding(tuple(coders), tuple(readings), beside, tuple(sentences))


def _sentences(note: int, readings: Sequence[CoderReading | None]) -> Iterator[SharedSentence]:
    cut: list[Sequence[CoderSentence]] = [reading.sentences if reading else () for reading in readings]
    if sum(map(bool, cut)) < 2:
        return
    for number, sentence in enumerate(next(filter(None, cut))):
        said = [parts[number] if parts else None for parts in cut]
        yield SharedSentence(
            note,
            number,
            sentence.start,
            sentence.end,
            practices=tuple(part.practice if part else None for part in said),
            themes=tuple({coding.theme: coding for coding in part.codings} if part else None for part in said),
        )
