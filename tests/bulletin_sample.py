"""A small bulletin with one of everything, for the tests of what is written from it."""

from functools import cache

from noteworthy.bulletin.content import Bulletin, Chart, Column, Hidden, Quotation, Section, Table
from noteworthy.bulletin.drawing import Picture
from noteworthy.bulletin.files import drawn

HIDDEN, NONE = Hidden.SUPPRESSED, Hidden.NOT_AVAILABLE

SHARES = Table(
    "1a",
    "Availability by factor",
    (
        Column("factor", "Factor", "text", "The need."),
        Column("answered", "Answered", "count", "Cases answered yes or no."),
        Column("available", "Available", "count", "Those of them in which something was available."),
        Column("share", "Share available", "share", "Available, as a share of those answered.", "low", "high"),
        Column("low", "Share available, lower end", "share", "Lower end of its 95% interval."),
        Column("high", "Share available, upper end", "share", "Upper end of its 95% interval."),
        Column("difference", "Against the others", "difference", "Less the share of the others.", "from", "to"),
        Column("from", "Against the others, lower end", "difference", "Lower end."),
        Column("to", "Against the others, upper end", "difference", "Upper end."),
        Column("p", "p", "p", "Of no difference."),
    ),
    (
        ("Housing", 1320, 990, 0.75, 0.69, 0.804, -0.1, -0.15, -0.04, 0.0000123),
        ("=Finance & <debt>", 40, 30, 0.75, 0.61, 0.86, 0.0, -0.1, 0.1, 0.5),
        ("Relationships", 12, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
        ("Attitudes", 0, 0, NONE, NONE, NONE, NONE, NONE, NONE, None),
    ),
    "Shares are of the cases answered yes or no.",
    ("Relationships: few cases.",),
)
PARTS = Table(
    "1b",
    "Polarity by theme",
    (
        Column("theme", "Theme", "text", "The theme."),
        Column("good", "Good", "share", "Good practice."),
        Column("poor", "Poor", "share", "Poor practice."),
    ),
    (("Delay", 0.2, 0.8), ("Motivation", 0.6, 0.4)),
    "Shares are of notes on the theme.",
)
TIMES = Table(
    "2a",
    "Over time",
    (
        Column("year", "Year", "text", "Financial year."),
        Column("kind", "Kind", "text", "Kind of organisation."),
        Column("share", "Sufficient", "share", "Sufficient work.", "low", "high"),
        Column("low", "Sufficient, lower end", "share", "Lower end."),
        Column("high", "Sufficient, upper end", "share", "Upper end."),
        Column("ratio", "Odds ratio", "ratio", "Odds ratio."),
    ),
    (("2016-17", "NPS", 0.5, 0.4, 0.6, 1.5), ("2017-18", "NPS", 0.55, 0.45, 0.65, 1.2),
     ("2016-17", "CRC", 0.4, 0.3, 0.5, 0.8), ("2017-18", "CRC", 0.45, 0.35, 0.55, NONE)),
    "Shares are of cases.",
)  # fmt: skip
CHARTS = (
    Chart("figure-1a", "1a", "interval", "Where help was there", "factor", ("share",), "Housing: 75%."),
    Chart("figure-1b", "1b", "stacked", "Good & poor", "theme", ("good", "poor"), "Delay is mostly poor."),
    Chart("figure-1c", "1a", "interval", "Against the others", "factor", ("difference",), "Lower.", reference=0),
)
LATER = (
    Chart("figure-2a", "2a", "line", "Over the years", "year", ("share",), "Little change.", series="kind"),
    Chart("figure-2b", "2a", "bar", "By year", "year", ("share",), "Little change.", series="kind"),
    Chart("figure-2c", "2a", "interval", "Odds", "year", ("ratio",), "Odds.", series="kind", reference=1),
)
BULLETIN = Bulletin(
    title="What was there: an example",
    notices=("Invented for these tests.",),
    facts=(("Cases", "1,066"), ("Codebook", "v1")),
    sections=(
        Section(
            1,
            "Availability",
            "Was something there?",
            "Wilson's interval (Wilson 1927).",
            findings=("Housing had least: 75% (69 to 80) (table 1a).",),
            tables=(SHARES, PARTS),
            charts=CHARTS,
            quotations=(Quotation("He <waited> until [DATE].", "n1", "Delay", "poor practice", "Housing, NPS"),),
            limits=("Two cases had no answer.",),
        ),
        Section(2, "Time", "Did it change?", "By year.", tables=(TIMES,), charts=LATER),
        Section(3, "Outcomes", "What followed?", "Nothing.", unsupported="No case is linked to an outcome."),
    ),
    corrections=("Adjusted for many comparisons.",),
)


@cache
def sample_pictures() -> dict[str, Picture]:
    """Return the charts of the bulletin, drawn once for all tests."""
    return drawn(BULLETIN)
