"""Who is who in a note: "Tom Read", "Mr Read" and "Tom" are one person, "Mrs Read" is another."""

import re
from collections import defaultdict
from collections.abc import Iterable

from nlp.lexicon import name_words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MEN = frozenset({"mr", "sir", "lord", "fr", "br", "uncle", "father", "grandad"})
_WOMEN = frozenset({"mrs", "ms", "miss", "lady", "dame", "sister", "aunt", "auntie", "nan", "nana", "grandma"})


def same_people(names: Iterable[str]) -> dict[str, str]:
    """Return for each name the fullest one in the note that is the same person's; itself where there is none or two."""
    parts = {name: _parts(name) for name in names}
    fullest: dict[str, str] = {}
    # A note may hold thousands of names, so fuller ones are looked up by the part that fewest of them have.
    leaders: dict[str, list[str]] = defaultdict(list)
    titles: dict[str, frozenset[str]] = {}
    for name in sorted(parts, key=lambda name: (-len(parts[name]), name.casefold(), name)):
        own = _titles(name)
        near = min((leaders[part] for part in parts[name]), key=len, default=[])
        fits = [one for one in near if parts[name] <= parts[one] and not _are_two(own, titles[one])]
        # The same words in other capitals are always the same name; a part of two people's names is nobody's.
        same = [one for one in fits if parts[one] == parts[name]]
        leader = fullest[name] = same[0] if same else fits[0] if len(fits) == 1 else name
        if leader == name:
            for part in parts[name]:
                leaders[part].append(name)
        titles[leader] = titles.get(leader, frozenset()) | own
    return fullest


def _parts(name: str) -> frozenset[str]:
    return frozenset(part.casefold() for part in _WORD.findall(name)) - name_words().titles


def _are_two(own: frozenset[str], known_as: frozenset[str]) -> bool:
    """Tell whether titles make a man of one and a woman of the other."""
    return any(one & _MEN and other & _WOMEN for one, other in ((own, known_as), (known_as, own)))


def _titles(name: str) -> frozenset[str]:
    return frozenset(part.casefold() for part in _WORD.findall(name)) & name_words().titles
