"""Charts as SVG and PNG, drawn from a table and from nothing else: what is hidden there is in no chart.

Altair describes a chart, vl-convert draws it in this process: no browser, and no request to anywhere.
"""

import re
import textwrap
from dataclasses import dataclass
from html import escape
from typing import Any

import altair as alt
import vl_convert

from noteworthy.bulletin.content import Cell, Chart, Column, Hidden, Table
from noteworthy.bulletin.wording import value_words

INK, QUIET, GRID, PAPER = "#1b2530", "#4d5965", "#d9d6cd", "#ffffff"
SERIES = ("#1d6f8c", "#b1490f", "#6b4fa5", "#55606a", "#3f7d3a", "#a3357a")
"""At least 3:1 against paper and told apart by shape as well."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
OF_POLARITY = {"good": "#1d6f8c", "mixed": "#8f7fb8", "poor": "#b1490f", "context": "#7d8790"}
"""As on the site."""
VARIABLES = {INK: "ink", QUIET: "quiet", GRID: "rule"} | {
    colour: f"s{number}" for number, colour in enumerate(dict.fromkeys((*SERIES, *OF_POLARITY.values())), 1)
}
"""Colour to the name of the style variable that stands for it on a page, which has a light and a dark side."""
WIDTH, ROW, LABEL = 480, 30, 30
_ID = re.compile(r'\bid="([^"]+)"')
_SIZE = re.compile(r'width="(\d+)" height="(\d+)"')
HIDDEN_MARK = "hidden"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, drawn."""

    chart: Chart
    svg: str
    png: bytes


def draw(chart: Chart, table: Table) -> Picture | None:
    """Draw a chart; nothing where its table has no figure to draw."""
    points = _Points(chart, table)
    if not points.drawn:
        return None
    spec = _KINDS[chart.kind](points).properties(background=PAPER).configure(**_CONFIG).to_dict()
    version = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    svg = vl_convert.vegalite_to_svg(spec, vl_version=version, allowed_base_urls=[])
    png = vl_convert.svg_to_png(svg, scale=2)
    return Picture(chart, _named(svg, chart), png)


def by_itself(picture: Picture, notices: tuple[str, ...]) -> tuple[str, bytes]:
    """Return the SVG and PNG of a chart that goes about without its page: with its title, and what must be told."""
    width, height = _size(picture.svg)
    above = textwrap.wrap(picture.chart.title, max(20, int(width / 9.5)))
    below = [line for notice in notices for line in textwrap.wrap(notice, max(20, int(width / 7)))]
    top, bottom = 14 + 22 * len(above), (10 + 18 * len(below) if below else 0)
    lines = [_line(line, 26 + 22 * number, f'font-size="17" font-weight="bold" fill="{INK}"')
             for number, line in enumerate(above)]  # fmt: skip
    lines += [_line(line, top + height + 18 + 18 * number, f'font-size="13" fill="{QUIET}"')
              for number, line in enumerate(below)]  # fmt: skip
    inner = picture.svg.replace("<svg ", f'<svg y="{top}" ', 1)
    whole = top + height + bottom
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{whole}" viewBox="0 0 {width} {whole}">'
           f'<rect width="{width}" height="{whole}" fill="{PAPER}"/>{"".join(lines)}{inner}</svg>')  # fmt: skip
    return svg, vl_convert.svg_to_png(svg, scale=2)


def _line(words: str, down: int, style: str) -> str:
    return f'<text x="8" y="{down}" font-family="sans-serif" {style}>{escape(words)}</text>'


def for_page(picture: Picture) -> str:
    """Return the SVG as it stands in a page: fluid, without a ground of its own, in the page's colours."""
    svg = picture.svg.replace(f'<rect width="{_size(picture.svg)[0]}" height="{_size(picture.svg)[1]}" '
                              f'fill="{PAPER}"/>', "", 1)  # fmt: skip
    for colour, variable in VARIABLES.items():
        svg = svg.replace(f'"{colour}"', f'"var(--{variable})"')
    return svg.replace(f'"{PAPER}"', '"var(--card)"')


def _named(svg: str, chart: Chart) -> str:
    """Give the drawing a name and a text for those who do not see it, and ids that no other drawing has."""
    svg = re.sub(r' (aria-[a-z]+|role)="[^"]*"', "", svg)
    for found in dict.fromkeys(_ID.findall(svg)):
        svg = svg.replace(f'id="{found}"', f'id="{chart.id}-{found}"').replace(f"#{found})", f"#{chart.id}-{found})")
    opening = f'role="img" aria-labelledby="{chart.id}-title {chart.id}-desc" class="marks"'
    texts = (f'<title id="{chart.id}-title">{escape(chart.title)}</title>'
             f'<desc id="{chart.id}-desc">{escape(chart.description)}</desc>')  # fmt: skip
    head, rest = svg.split(">", 1)
    return head.replace('class="marks"', opening) + ">" + texts + rest


def _size(svg: str) -> tuple[int, int]:
    found = _SIZE.search(svg)
    return (int(found[1]), int(found[2])) if found else (WIDTH, WIDTH)


_CONFIG: dict[str, Any] = {
    "font": "sans-serif",
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "titleColor": QUIET, "gridColor": GRID, "domainColor": QUIET, "tickColor": QUIET,
        "labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal", "labelLimit": 320,
    },
    "legend": {
        "labelColor": INK, "titleColor": QUIET, "labelFontSize": 13, "titleFontSize": 13, "orient": "top",
        "symbolType": "square", "labelLimit": 320, "direction": "horizontal", "columns": 4,
    },
}  # fmt: skip


class _Points:
    """What a chart draws, as long rows: category, series, value, low, high."""

    def __init__(self, chart: Chart, table: Table) -> None:
        self.chart = chart
        self._columns = {column.name: (number, column) for number, column in enumerate(table.columns)}
        self.first: Column = self._columns[chart.values[0]][1]
        self.rows = [point for row in table.rows for point in self._of(row)]
        self.drawn = [point for point in self.rows if "value" in point]
        self.categories = list(dict.fromkeys(point["category"] for point in self.rows))
        self.series = list(dict.fromkeys(point["series"] for point in self.rows))

    def _of(self, row: tuple[Cell, ...]) -> list[dict[str, Any]]:
        category = _broken(self._words(row, self.chart.category))
        found = []
        for name in self.chart.values:
            number, column = self._columns[name]
            parts = [self._words(row, self.chart.series)] if self.chart.series else []
            parts += [column.label] if len(self.chart.values) > 1 or not parts else []
            point: dict[str, Any] = {"category": category, "series": ", ".join(parts), "label": ""}
            if isinstance(row[number], Hidden):
                point["label"] = HIDDEN_MARK if row[number] is Hidden.SUPPRESSED else ""
            found.append(point | self._figures(row, column, number))
        return found

    def _figures(self, row: tuple[Cell, ...], column: Column, number: int) -> dict[str, Any]:
        value = self._figure(row[number])
        if value is None:
            return {}
        ends = {key: self._figure(row[self._columns[name][0]])
                for key, name in (("low", column.low), ("high", column.high)) if name}  # fmt: skip
        whole = ends if len(ends) == 2 and None not in ends.values() else {}
        return {"value": value, "words": value_words(column, row[number])} | whole

    def _figure(self, cell: Cell) -> float | None:
        if not isinstance(cell, int | float) or (self.logarithmic and cell <= 0):
            return None
        return float(cell) * (100 if self.first.unit == "difference" else 1)

    def _words(self, row: tuple[Cell, ...], name: str) -> str:
        number, column = self._columns[name]
        return value_words(column, row[number])

    @property
    def logarithmic(self) -> bool:
        """Whether the scale is one of ratios."""
        return self.first.unit == "ratio"

    @property
    def data(self) -> alt.InlineData:
        return alt.InlineData(values=self.rows)

    @property
    def colour(self) -> alt.Color:
        """Colour by series, with a legend where there are several."""
        named = [next((OF_POLARITY[word] for word in re.findall(r"\w+", one.lower()) if word in OF_POLARITY), "")
                 for one in self.series]  # fmt: skip
        by_polarity = all(named) and len(set(named)) == len(named)
        colours = named if by_polarity else [SERIES[number % len(SERIES)] for number in range(len(self.series))]
        legend = alt.Legend(title=None) if len(self.series) > 1 else None
        return alt.Color(
            "series:N", sort=self.series, legend=legend, scale=alt.Scale(domain=self.series, range=colours)
        )

    @property
    def shape(self) -> alt.Shape:
        shapes = [SHAPES[number % len(SHAPES)] for number in range(len(self.series))]
        legend = alt.Legend(title=None) if len(self.series) > 1 else None
        return alt.Shape("series:N", sort=self.series, legend=legend, scale=alt.Scale(domain=self.series, range=shapes))

    @property
    def down(self) -> alt.Y:
        """Return the axis with a row a category."""
        axis = alt.Axis(title=None, labelExpr="split(datum.label, '\\n')", ticks=False, domain=False, labelPadding=8)
        scale = alt.Scale(domain=self.categories, paddingInner=0.25)
        return alt.Y("category:N", sort=self.categories, axis=axis, scale=scale)

    @property
    def height(self) -> alt.Step:
        lines = max((category.count("\n") + 1 for category in self.categories), default=1)
        return alt.Step(max(ROW, 17 * lines + 6, 16 * len(self.series) + 8), **{"for": "position"})

    def across(self, *, stacked: bool = False, field: str = "value:Q") -> alt.X:
        """Return the axis along which the figures lie."""
        axis, scale = self.axis, self.scale
        stack: Any = ("normalize" if self.first.unit == "count" else "zero") if stacked else None
        return alt.X(field, axis=axis, scale=scale, stack=stack)

    @property
    def axis(self) -> alt.Axis:
        words = {"difference": "percentage points", "share": "per cent", "ratio": "ratio, on a logarithmic scale"}
        title = self.first.label if len(self.chart.values) == 1 else ""
        unit = words.get(self.first.unit, "")
        title = f"{title} ({unit})" if title and unit else title or unit.capitalize() or self.first.label
        if self.first.unit == "difference":
            signed = "datum.value > 0 ? '+' + datum.label : datum.label"
            return alt.Axis(title=title, tickCount=6, labelExpr=signed)
        form = {"share": ".0%", "count": ",d"}.get(self.first.unit)
        return alt.Axis(title=title, tickCount=6, format=form) if form else alt.Axis(title=title, tickCount=6)

    @property
    def scale(self) -> alt.Scale:
        if self.logarithmic:
            return alt.Scale(type="log", nice=True)
        if self.first.unit == "share":
            most = max(point.get("high", point["value"]) for point in self.drawn)
            return alt.Scale(domain=[0, 1 if most > 0.5 else _next(most)], clamp=False)
        return alt.Scale(zero=self.first.unit in ("count", "difference"))

    def with_reference(self, layers: list[Any]) -> Any:
        """Lay the parts over one another, with the line to compare with beneath."""
        if self.chart.reference is not None:
            at = self.chart.reference * (100 if self.first.unit == "difference" else 1)
            line = alt.Chart(alt.InlineData(values=[{"at": at}])).mark_rule(color=QUIET, strokeDash=[4, 3])
            layers = [line.encode(x=alt.X("at:Q")), *layers]
        return alt.layer(*layers)


def _next(most: float) -> float:
    """Return the next of the round ends of an axis of shares."""
    return next((end for end in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5) if most <= end), 1.0)


def _broken(words: str) -> str:
    return "\n".join(textwrap.wrap(words, LABEL)) or " "


def _intervals(points: _Points) -> Any:
    """Draw a point and its interval a row."""
    base = alt.Chart(points.data).encode(y=points.down)
    if len(points.series) > 1:
        base = base.encode(yOffset=alt.YOffset("series:N", sort=points.series))
    whole = base.transform_filter("isValid(datum.value)")
    ranges = whole.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2)
    ranges = ranges.encode(x=points.across(field="low:Q"), x2="high:Q", color=points.colour)
    dots = whole.mark_point(filled=True, size=80, opacity=1)
    dots = dots.encode(x=points.across(), color=points.colour, shape=points.shape)
    return points.with_reference([ranges, dots, *_hidden(points, base)]).properties(width=WIDTH, height=points.height)


def _bars(points: _Points) -> Any:
    """Draw a bar a row, with its figure."""
    base = alt.Chart(points.data).encode(y=points.down)
    if len(points.series) > 1:
        base = base.encode(yOffset=alt.YOffset("series:N", sort=points.series))
    whole = base.transform_filter("isValid(datum.value)")
    bars = whole.mark_bar().encode(x=points.across(), color=points.colour)
    layers = [bars]
    if any("low" in point for point in points.drawn):
        ranges = whole.transform_filter("isValid(datum.low)").mark_rule(color=INK, strokeWidth=1.5)
        layers.append(ranges.encode(x=points.across(field="low:Q"), x2="high:Q"))
    else:
        figures = whole.mark_text(align="left", dx=4, color=INK, fontSize=12)
        layers.append(figures.encode(x=points.across(), text="words:N"))
    return points.with_reference([*layers, *_hidden(points, base)]).properties(width=WIDTH, height=points.height)


def _hidden(points: _Points, base: Any) -> list[Any]:
    """Say in its row what is hidden, so that no row reads as nought."""
    if not any(point["label"] for point in points.rows):
        return []
    words = base.transform_filter("datum.label != ''").mark_text(align="left", dx=4, color=QUIET, fontSize=12)
    return [words.encode(x=alt.value(0), text="label:N")]


def _stacks(points: _Points) -> Any:
    """Draw the parts of a whole side by side, parts apart by a line of paper."""
    order = {series: number for number, series in enumerate(points.series)}
    for point in points.rows:
        point["order"] = order[point["series"]]
    bars = alt.Chart(points.data).transform_filter("isValid(datum.value)").mark_bar(stroke=PAPER, strokeWidth=1)
    bars = bars.encode(y=points.down, x=points.across(stacked=True), color=points.colour, order="order:O")
    return bars.properties(width=WIDTH, height=alt.Step(ROW))


def _lines(points: _Points) -> Any:
    """Draw a line a series over time, with a bar for each interval."""
    base = alt.Chart(points.data).transform_filter("isValid(datum.value)")
    when = alt.X("category:N", sort=points.categories, axis=alt.Axis(title=None, labelAngle=0))
    if len(points.series) > 1:
        base = base.encode(xOffset=alt.XOffset("series:N", sort=points.series, scale=_near(len(points.series))))
    high = alt.Y("value:Q", axis=points.axis, scale=points.scale)
    ranges = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=1.5)
    ranges = ranges.encode(x=when, y=alt.Y("low:Q", axis=points.axis, scale=points.scale), y2="high:Q",
                           color=points.colour)  # fmt: skip
    lines = base.mark_line(strokeWidth=2).encode(x=when, y=high, color=points.colour)
    dots = base.mark_point(filled=True, size=70, opacity=1)
    dots = dots.encode(x=when, y=high, color=points.colour, shape=points.shape)
    return alt.layer(lines, ranges, dots).properties(width=WIDTH, height=280)


def _near(number: int) -> alt.Scale:
    """Set the series of one time so close together that they read as one time."""
    half = 5 * (number - 1)
    ends = [{"expr": f"bandwidth('x') / 2 {sign} {half}"} for sign in ("-", "+")]
    return alt.Scale(type="point", range=ends)


_KINDS = {"interval": _intervals, "bar": _bars, "stacked": _stacks, "line": _lines}
