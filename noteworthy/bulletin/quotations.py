"""Passages in a bulletin: chosen as examples, shown as a release shows them, with where they come from in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from noteworthy.bulletin.content import Quotation
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.examples import Passage, Passages
from noteworthy.bulletin.note_themes import BoolArray
from noteworthy.bulletin.released_texts import ReleasedTexts
from noteworthy.bulletin.roles import Roles

POLARITY_NAMES = {"good": "good", "poor": "poor", "mixed": "mixed", "context": "not judged"}


@dataclass(frozen=True, eq=False)
class Quoting:
    """Chooses passages of one database and shows them."""

    data: BulletinData
    roles: Roles
    passages: Passages
    texts: ReleasedTexts

    def choose(self, wanted: BoolArray, *, most: int, taken: tuple[Passage, ...] = ()) -> tuple[Passage, ...]:
        """Return up to ``most`` clear and unlike passages among the wanted codings."""
        return tuple(self.passages.clearest(wanted, most=most, taken=taken))

    def quotations(
        self, wanted: BoolArray, *, most: int, theme: Callable[[Passage], str] | None = None
    ) -> tuple[Quotation, ...]:
        """Return them as quotations; ``theme`` names what each is an example of, its theme unless given."""
        return tuple(self.quotation(one, theme(one) if theme else "") for one in self.choose(wanted, most=most))

    def words(self, passage: Passage) -> str:
        """Return the sentence of a passage as it may be shown."""
        return self.texts.passage(passage.note, passage.start, passage.end)

    def quotation(self, passage: Passage, theme: str = "") -> Quotation:
        """Return a passage as a quotation."""
        return Quotation(
            text=self.words(passage),
            note=self.texts.key(passage.note),
            theme=theme or self._name(passage.theme),
            polarity=POLARITY_NAMES.get(passage.polarity, passage.polarity),
            context=self._context(passage.note),
        )

    def _name(self, code: str) -> str:
        return next((theme.name for theme in self.data.themes if theme.code == code), code)

    def _context(self, note: int) -> str:
        kind = str(self.data.notes["kind"].to_numpy()[note])
        name = self.roles.kinds.name(kind)
        return ", ".join(part for part in (self.passages.origins.words(note), name) if part)


def quoting(data: BulletinData, roles: Roles, kinds: Sequence[str]) -> Quoting:
    """Return what chooses and shows passages from notes of these kinds, of a database whose texts may be quoted."""
    return Quoting(data, roles, Passages.of(data, kinds), ReleasedTexts(data))
