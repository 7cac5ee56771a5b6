"""The bulletin as one page: accessible, printable, in one file that asks nothing of any other machine."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from noteworthy.bulletin.content import Bulletin, Cell, Chart, Hidden, Section, Table
from noteworthy.bulletin.drawing import Picture, for_page
from noteworthy.bulletin.wording import NOTHING, SHORTHAND, Shown, shorthand_in, shown_columns
from noteworthy.manifest import release_date

_FILES = ("bulletin.html", "bulletin.css")
KEPT_SHORT = 25
"""Rows from which a table is folded away behind its summary line, with what it holds said there."""

KEPT_NARROW = 6
"""Columns beyond which a table is set smaller."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A chart as the page shows it: in the page's own colours."""

    chart: Chart
    svg: Markup


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table as the page shows it."""

    table: Table
    columns: tuple[Shown, ...]
    legend: tuple[str, ...]
    pictures: tuple[PagePicture, ...]

    @property
    def anchor(self) -> str:
        """Return the id by which findings link to it."""
        return f"table-{self.table.id}"

    @property
    def is_long(self) -> bool:
        """Whether it is folded away at first."""
        return len(self.table.rows) > KEPT_SHORT

    @property
    def is_wide(self) -> bool:
        """Whether it is set smaller, so that more of it is seen at once."""
        return len(self.columns) > KEPT_NARROW

    @property
    def naming(self) -> int:
        """Return the number of the column whose cells name their rows: the first of words."""
        return next((number for number, column in enumerate(self.columns) if column.column.unit == "text"), 0)

    def cells(self, row: tuple[Cell, ...]) -> list[tuple[Shown, str, str]]:
        """Return each cell's column, its words, and what it says to those who do not see it."""
        return [(column, column.cell(row), _aloud(row[column.number])) for column in self.columns]


def page(bulletin: Bulletin, pictures: dict[str, Picture]) -> str:
    """Return the page; pictures are by the id of their chart."""
    template = _environment().get_template("bulletin.html")
    sections = [(section, _tables(section, pictures)) for section in bulletin.sections]
    return template.render(
        bulletin=bulletin,
        sections=sections,
        date=_long_date(),
        style=Markup(_source("bulletin.css")),
        shorthand=[(mark.value, meaning) for mark, meaning in SHORTHAND.items()],
        linked=lambda sentence: linked(
            sentence, [table.id for section in bulletin.sections for table in section.tables]
        ),
    )


def _tables(section: Section, pictures: dict[str, Picture]) -> list[PageTable]:
    return [
        PageTable(table, shown_columns(table), tuple(shorthand_in(table)), _drawn(section.charts, table, pictures))
        for table in section.tables
    ]


def _drawn(charts: tuple[Chart, ...], table: Table, pictures: dict[str, Picture]) -> tuple[PagePicture, ...]:
    wanted = [pictures[chart.id] for chart in charts if chart.table == table.id and chart.id in pictures]
    # What vl-convert wrote, with our own texts in it escaped.
    return tuple(PagePicture(picture.chart, Markup(for_page(picture))) for picture in wanted)


def _aloud(cell: Cell) -> str:
    if isinstance(cell, Hidden):
        return SHORTHAND[cell]
    return NOTHING if cell is None else ""


def linked(sentence: str, tables: list[str]) -> Markup:
    """Return a sentence in which each table that it names is a link to that table."""
    words: list[str] = []
    for word in sentence.split(" "):
        bare = word.strip("().,;:")
        before = words[-1].lower().strip("(") if words else ""
        if bare in tables and before in ("table", "tables", "and"):
            around = word.split(bare, 1)
            word = Markup('{}<a href="#table-{}">{}</a>{}').format(around[0], bare, bare, around[1])
        words.append(word)
    return Markup(" ").join(words)


def _long_date() -> str:
    today = release_date()
    return f"{today.day} {today:%B %Y}"


def _source(name: str) -> str:
    return (files("noteworthy.bulletin") / "templates" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(loader=DictLoader({name: _source(name) for name in _FILES}), autoescape=True,
                       undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # fmt: skip
