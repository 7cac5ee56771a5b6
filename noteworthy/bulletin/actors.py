"""Whose practice passages are about: practitioners', contracted providers', partners', managers'."""

from noteworthy.bulletin.content import Table
from noteworthy.bulletin.figures import in_text, text
from noteworthy.bulletin.judged_passages import DENOMINATOR, Balance, JudgedPassages, balance_columns, balance_remarks
from noteworthy.bulletin.note_themes import NOT_KNOWN
from noteworthy.bulletin.theme_shares import group_numbers


def actor_table(id: str, passages: JudgedPassages) -> Table | None:
    """Return how themes were judged by whose practice it is; ``None`` where no passage says."""
    notes = passages.notes
    groups, names = group_numbers(passages.actor)
    known = [name for name in names if name != NOT_KNOWN]
    if not known:
        return None
    codes = len(notes.codes)
    places = [group * codes + int(theme) for group, theme in zip(groups, passages.themes, strict=True)]
    rows: list[tuple[str, str, Balance]] = []
    balances = passages.balances(places, len(names) * codes)
    for group, name in enumerate(names[: len(known)]):
        for theme, code in enumerate(notes.codes):
            balance = balances[group * codes + theme]
            if balance.passages:
                rows.append((notes.data.actors.get(name) or name, notes.name(code), balance))
    said = sum(group < len(known) for group in groups)
    return Table(
        id=id,
        title="Themes by whose practice it is",
        columns=(
            text("actor", "Whose practice", "Whose practice the passage is about."),
            text("theme", "Theme", "Name of the theme."),
            *balance_columns(),
        ),
        rows=tuple((actor, theme, *balance.cells()) for actor, theme, balance in rows),
        denominator=DENOMINATOR,
        notes=(
            f"{said:,} of {len(passages):,} passages that judge say whose practice they are about.",
            *balance_remarks((f"{actor}, {in_text(theme)}", balance) for actor, theme, balance in rows),
        ),
    )
