"""The stylesheet: contrast in light and dark, nothing from outside, kept by browsers until it changes."""

import re
from pathlib import Path

import pytest
from datasette.app import Datasette

CSS = (Path(__file__).parents[1] / "noteworthy" / "web" / "static" / "noteworthy.css").read_text(encoding="utf-8")

TEXT_ON = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "notice"),
    ("quiet", "paper"),
    ("quiet", "card"),
    ("quiet", "notice"),
    ("link", "paper"),
    ("link", "card"),
    ("link", "notice"),
    ("link-visited", "paper"),
    ("link-visited", "card"),
    ("top-ink", "top"),
    *[(f"{polarity}-on", polarity) for polarity in ("good", "poor", "mixed", "context")],
    *[(f"{polarity}-ink", f"{polarity}-tint") for polarity in ("good", "poor", "mixed", "context")],
    *[(f"{polarity}-ink", ground) for polarity in ("good", "poor", "mixed", "context") for ground in ("paper", "card")],
    *[("ink", f"{polarity}-tint") for polarity in ("good", "poor", "mixed", "context")],
]
PARTS_ON = [(part, ground) for part in ("focus", "edge", "good", "poor") for ground in ("paper", "card")]


def colours(scheme: str) -> dict[str, str]:
    """Return the colours of light or dark by name."""
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", CSS, flags=re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", light))
    return {**found, **dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", dark))} if scheme == "dark" else found


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, definitions of contrast ratio and relative luminance)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    found = colours(scheme)
    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), PARTS_ON)
def test_parts_that_carry_meaning_stand_out_from_their_ground(scheme: str, part: str, ground: str) -> None:
    found = colours(scheme)
    assert contrast(found[part], found[ground]) >= 3


def test_dark_has_every_colour_that_light_has() -> None:
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", CSS, flags=re.DOTALL)[:2]
    names = [set(re.findall(r"--([\w-]+):\s*(?:#|rgb)", block)) for block in (light, dark)]
    assert names[0] == names[1]


def test_nothing_comes_from_outside() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "@font-face" not in CSS


def test_each_polarity_has_a_line_of_its_own() -> None:
    lines = dict(re.findall(r"mark\.(\w+) \{[^}]*text-decoration-style: (\w+)", CSS))
    assert set(lines) == {"good", "poor", "mixed", "context"}
    assert len(set(lines.values())) == 4


@pytest.mark.asyncio
async def test_a_browser_may_keep_the_stylesheet_under_its_version_only(collection: Path) -> None:
    client = Datasette(immutables=[str(collection)]).client
    page = (await client.get("/")).text
    address = re.findall(r'href="(/-/noteworthy/[^"]+)"', page)[0]
    versioned = await client.get(address)
    assert versioned.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in versioned.headers["cache-control"]
    assert versioned.text == CSS
    assert (await client.get(address.partition("?")[0])).headers["cache-control"] == "no-cache"
