"""Invented names of people, places, organisations and streets, drawn at random: as various as those of a caseload.

People's names come from the lists of many countries in the package ``faker`` (MIT), taken apart and put together anew,
and from words that are surnames. None of them is kept: they teach what stands around a name, not the names.
"""

import random
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from corpus.errors import ModelError
from nlp.lexicon import name_words

LOCALES = (
    "en_GB", "en_IE", "ga_IE", "ro_RO", "lt_LT", "lv_LV", "hu_HU", "cs_CZ", "sk_SK", "hr_HR", "pt_PT", "es_ES", "it_IT",
    "fr_FR", "de_DE", "nl_NL", "tr_TR", "yo_NG", "tw_GH", "zu_ZA", "en_IN", "en_PK", "id_ID", "az_AZ", "uz_UZ", "fi_FI",
    "sv_SE", "et_EE", "sl_SI", "en_KE", "sw", "pl_PL", "vi_VN",
)  # fmt: skip
_TITLES = ("Mr", "Mrs", "Ms", "Miss", "Mr", "Mrs", "Ms", "Dr", "DC", "PC", "Sgt", "Rev", "Nurse", "Cllr", "Prof")
_FORMS = {
    "full": 30, "first": 24, "title": 22, "last": 9, "initial and last": 4, "initials": 3, "letters": 4,
    "full in lower case": 6, "first in lower case": 4, "full in capitals": 3, "initial and last in lower case": 2,
}  # fmt: skip
_PLACE_WORDS = [
    "saltmarsh",
    "kestrel",
    "orchard",
    "lantern",
    "quarry",
    "harbour",
    "alder",
    "sallow",
    "tansy",
    "otter",
    "thistle",
    "willow",
    "heron",
    "cobble",
    "anvil",
    "foundry",
    "mill",
    "bell",
    "sundial",
    "marl",
    "gorse",
    "ridge",
    "fallow",
    "meadow",
    "maple",
    "beacon",
    "spire",
    "weaver",
    "cutler",
    "tanner",
    "dyer",
    "cooper",
    "chandler",
    "ferry",
    "castle",
    "abbey",
    "priory",
    "minster",
    "cloister",
    "granary",
    "bakehouse",
    "brook",
    "pond",
    "spring",
    "well",
    "stile",
    "hedge",
    "copse",
    "grove",
    "elm",
    "oak",
    "ash",
    "beech",
    "rowan",
    "hazel",
    "juniper",
    "bramble",
    "heather",
    "clover",
    "primrose",
    "poppy",
    "iris",
    "robin",
    "finch",
    "plover",
    "curlew",
    "swift",
    "raven",
    "falcon",
    "hawk",
    "badger",
    "fox",
    "hare",
    "stag",
    "lamb",
    "anchor",
    "compass",
    "lighthouse",
    "pilot",
    "mariner",
    "keel",
    "rope",
    "sail",
    "barge",
    "lock",
    "wharf",
    "jubilee",
    "victoria",
    "albert",
    "coronation",
    "railway",
    "signal",
    "viaduct",
    "tramway",
    "silver",
    "golden",
    "copper",
    "iron",
    "amber",
    "jade",
    "pearl",
    "crystal",
    "northgate",
    "southgate",
    "eastfield",
    "westbrook",
    "upper",
    "lower",
    "nether",
    "old",
    "new",
    "long",
    "high",
    "low",
    "great",
    "little",
    "broad",
    "narrow",
    "first",
    "second",
    "third",
    "open",
    "bright",
    "clear",
    "fresh",
    "better",
    "next",
    "step",
    "phoenix",
    "summit",
    "pathway",
    "haven",
    "sanctuary",
    "unity",
    "hope",
]
_PLACE_ENDINGS = (
    "ton", "ham", "by", "ford", "ley", "wick", "worth", "field", "dale", "combe", "mere", "thorpe", "bourne", "stead",
    "gate", "wood", "hurst", "more", "den", "well",
)  # fmt: skip
_LONG_HEADS = (
    "community centre", "community hall", "primary", "medical centre", "day nursery", "leisure centre", "social club",
    "allotments", "retail park", "industrial estate", "approved premises", "probation hostel",
)  # fmt: skip
_BODIES = (
    "{A} Council", "{A} County Council", "{A} City Council", "{A} Crown Court", "{A} Magistrates' Court", "HMP {A}",
    "{A} Probation Service", "the Department for Work and Pensions", "Turning Point", "the Thinking Skills Programme",
    "Building Better Relationships", "Thinking Skills", "the Drink Impaired Drivers programme", "Citizens Advice",
    "the Jobcentre", "Jobcentre Plus", "Children's Services", "Adult Social Care", "Universal Credit",
    "the Crown Prosecution Service", "the National Probation Service", "Alcoholics Anonymous", "the Samaritans",
    "{A} Police", "{A} Youth Offending Team", "Victim Support", "Women's Aid", "Shelter", "the Home Office",
    "{A}", "{A}", "{A}", "University of {A}", "the Parole Board", "Refer and Monitor",
    "Commissioned Rehabilitative Services", "Horizon", "Kaizen", "Becoming New Me", "Resolve",
    "Integrated Offender Management", "OASys", "nDelius",
    "Multi-Agency Public Protection Arrangements", "Through the Gate", "Housing First", "Personal Wellbeing",
    "Community Payback",
)  # fmt: skip
_INITIALS = "ABCDEFGHJKLMNOPRSTW"
_SMALL = ("and", "of", "&", "the")
_PARTS_OF_AREAS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "north",
        "eastern",
        "western",
        "northern",
        "southern",
        "midlands",
        "central",
        "kings",
        "avon",
        "tyne",
    ]
)


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person's names."""

    first: str
    last: str

    def written(self, rng: random.Random) -> str:
        """Return the name in one of the forms in which people write names."""
        form = rng.choices(tuple(_FORMS), tuple(_FORMS.values()))[0]
        first, last = self.first, self.last
        written = {
            "full": f"{first} {last}",
            "first": first,
            "title": f"{rng.choice(_TITLES)} {last}",
            "last": last,
            "initial and last": f"{first[0]}. {last}",
            "initials": f"{first[0]}.{last[0]}.",
            "letters": f"{first[0]}{last[0]}".upper(),
        }
        if form in written:
            return written[form]
        base, _, case = form.partition(" in ")
        return written[base].lower() if case == "lower case" else written[base].upper()


@cache
def _lists() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the first and last names of each country that has both in Latin letters."""
    found = []
    for locale in LOCALES:
        try:
            provider: Any = import_module(f"faker.providers.person.{locale}").Provider
        except ImportError:
            if locale == LOCALES[0]:
                raise ModelError(
                    "making the model of names needs 'faker'; install: pip install -e '.[train]'."
                ) from None
            continue
        first, last = _names(provider, "first_name"), _names(provider, "last_name")
        if len(first) > 20 and len(last) > 20:
            found.append((first, last))
    return tuple(found)


def _names(provider: Any, beginning: str) -> tuple[str, ...]:
    names: set[str] = set()
    for attribute in dir(provider):
        if attribute.startswith(beginning):
            values = getattr(provider, attribute)
            names.update(name for name in values if isinstance(name, str)) if not callable(values) else None
    return tuple(sorted(name for name in names if name[:1].isalpha() and ord(name[0]) < 0x250 and len(name) > 2))


def person(rng: random.Random) -> Person:
    """Draw a person's names: of one origin, or put together from two; the last name may be a word."""
    firsts, lasts = rng.choice(_lists())
    first, last = rng.choice(firsts), rng.choice(lasts)
    draw = rng.random()
    if draw < 0.22:
        last = rng.choice(_words())
    elif draw < 0.45:
        last = _grafted(last, rng.choice(rng.choice(_lists())[1]), rng)
    if rng.random() < 0.25:
        first = _grafted(first, rng.choice(rng.choice(_lists())[0]), rng)
    elif rng.random() < 0.12:
        first = rng.choice(_words())
    if rng.random() < 0.8:
        first, last = _unaccented(first), _unaccented(last)
    last = _compound(last.split()[-1], rng)
    return Person(_capital(first.split()[0].replace(".", "")), _capital(last.replace(".", "")))


@cache
def _words() -> tuple[str, ...]:
    return tuple(sorted(word.capitalize() for word in name_words().word_names))


def _compound(last: str, rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.06:
        return f"Mc{last.capitalize()}"
    if draw < 0.08:
        return f"O'{last.capitalize()}"
    return f"{last}-{_unaccented(rng.choice(rng.choice(_lists())[1]).split()[-1])}" if draw < 0.15 else last


def _grafted(stem: str, other: str, rng: random.Random) -> str:
    """Put the beginning of one name before the end of another: a name that no list holds."""
    return stem[: rng.randint(2, max(2, len(stem) - 2))] + other[rng.randint(1, max(1, len(other) - 3)) :].lower()


def _unaccented(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return plain.translate(str.maketrans("łŁđĐøßıə", "lLdDosie"))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _capitals(words: str) -> str:
    return " ".join(word if word in _SMALL else _capital(word) for word in words.split())


def like(name: str, rng: random.Random) -> str:
    """Return another person's name in the form of a given one, with capitals where names have them."""
    other = person(rng)
    title = re.match(r"((?:mr|mrs|ms|miss|dr|dc|pc|sgt|sr|rev|nurse|prof)\.?) (.*)", name, re.IGNORECASE)
    if title:
        made = f"{title[1]} {other.last}" if " " not in title[2] else f"{title[1]} {other.first} {other.last}"
    elif re.fullmatch(r"[A-Z]\.? ?[A-Z]\.?", name):
        return re.sub("[A-Z]", lambda _: rng.choice(_INITIALS), name)
    elif re.match(r"[A-Za-z]\.? \S", name):
        made = f"{name[0]}{'.' if '.' in name else ''} {other.last}"
    elif re.search(r" [A-Za-z]\.$", name):
        made = f"{other.first} {other.last[0]}."
    elif " " in name:
        made = f"{other.first} {other.last}"
    else:
        made = rng.choice((other.first, other.first, other.first, other.last))
    return made


def _village(rng: random.Random) -> str:
    stem = person(rng).last.split("-")[0].replace("'", "")
    return _unaccented(stem[: rng.randint(2, max(2, len(stem) - 1))] + rng.choice(_PLACE_ENDINGS)).lower()


def place(rng: random.Random) -> str:
    """Draw the name of a place: a hostel, a pub, a hall, a green."""
    draw, heads = rng.random(), sorted(name_words().place_heads)
    name = rng.choice(_PLACE_WORDS) if rng.random() < 0.6 else _village(rng)
    if draw < 0.5:
        return _capitals(f"{name} {rng.choice(heads)}")
    if draw < 0.62:
        return _capitals(f"{rng.choice(_PLACE_WORDS)} {name} {rng.choice(heads)}")
    if draw < 0.72:
        return rng.choice(("the ", "The ")) + _capitals(name if rng.random() < 0.5 else f"{name} {rng.choice(heads)}")
    if draw < 0.8:
        return _capitals(f"{name}'s {rng.choice(heads)}")
    if draw < 0.87:
        return _capitals(f"{name} {rng.choice(_LONG_HEADS)}")
    if draw < 0.93:
        return f"St {person(rng).first}'s{rng.choice(('', ' Hall', ' Church', ' Centre'))}"
    return _capitals(_village(rng) + rng.choice(("", " bay", " green", " common", " bank")))


def organisation(rng: random.Random) -> str:
    """Draw the name of an employer, a club, a charity."""
    draw, heads = rng.random(), sorted(filter(str.isalpha, name_words().organisation_heads))
    name = rng.choice(_PLACE_WORDS) if rng.random() < 0.6 else rng.choice((_village(rng), person(rng).last))
    if draw < 0.6:
        return _capitals(f"{name} {rng.choice(heads)}")
    if draw < 0.7:
        return _capitals(
            f"{name} {rng.choice(('and', '&'))} {rng.choice(('sons', 'daughters', 'co', person(rng).last))}"
        )
    if draw < 0.82:
        return _capitals(f"{rng.choice(_PLACE_WORDS)} {name} {rng.choice(heads)}")
    if draw < 0.9:
        return _capitals(f"{name}'s {rng.choice(heads)}")
    return _capitals(name if rng.random() < 0.5 else f"{rng.choice(_PLACE_WORDS)} {name}")


def street(rng: random.Random) -> str:
    """Draw an address."""
    heads = sorted(head for head in name_words().street_heads if len(head) > 2)
    name = rng.choice(_PLACE_WORDS) if rng.random() < 0.6 else _village(rng)
    draw, written = rng.random(), _capitals(f"{name} {rng.choice(heads)}")
    if draw < 0.7:
        return f"{rng.randint(1, 180)}{rng.choice(('', '', '', 'a', 'b'))} {written}"
    return f"Flat {rng.randint(1, 40)}, {written}" if draw < 0.85 else written


def body(rng: random.Random) -> str:
    """Draw what is written with capitals and points at no one: a public body, a programme, a city."""
    return rng.choice(_BODIES).format(A=_capitals(area(rng)))


def area(rng: random.Random) -> str:
    """Draw a county, a city or a country, in lower case."""
    return rng.choice(sorted(name for name in name_words().areas if len(name) > 4 and name not in _PARTS_OF_AREAS))
