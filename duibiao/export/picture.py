"""A chart as a picture: drawn from its numbers, for a screen, the wall of a meeting room, or paper.

Nothing is fetched: the drawing carries its data, and pictures are made in this process.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

import altair as alt
import vl_convert

from duibiao.export.figures import bases, figure, series_colour
from duibiao.export.provenance import joined
from duibiao.export.style import FONT, LIGHT, PAPER, Style
from duibiao.export.typography import cells, shortened, wrapped
from duibiao.export.view import Chart, Series, Shape

_Drawn = TypeVar("_Drawn", alt.LayerChart, alt.VConcatChart)

Extent = tuple[float, float]
"""From where to where the axis of the measure goes."""

DOTS_PER_INCH = 300
_ASPECT = 0.5
_NAME_CELLS = 30
"""More than so many cells of a category's name are shortened; the table has it whole."""


def drawing(chart: Chart, style: Style = LIGHT, extent: Extent | None = None) -> alt.LayerChart:
    """The chart; `extent` fixes its axis, so that parts of one chart can be compared."""
    return _dressed(_undressed(chart, style, extent), style)


def extent_of(chart: Chart) -> Extent:
    """The axis of the measure: from zero where the numbers are spread over it, a little beyond them elsewhere."""
    values = _values(chart)
    if chart.shape is Shape.HEAT:
        most = max(map(abs, values), default=1.0) or 1.0
        return -most, most
    low, high = min(values, default=0.0), max(values, default=1.0)
    if chart.shape in (Shape.BARS, Shape.STACKED, Shape.STEPS) or 0 <= low < 0.5 * high:
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low) or abs(high) or 1.0
    return low - (0.08 * room if low else 0.0), high + 0.12 * room


def png_bytes(
    chart: Chart, title: str, basis: str = "", style: Style = PAPER, extent: Extent | None = None, warning: str = ""
) -> bytes:
    """The picture for print, more than 2000 pixels wide at 300 to the inch: the title above, what it rests on below."""
    spec = framed(chart, title, joined(warning, basis), style, extent).to_dict(validate=False)
    return bytes(vl_convert.vegalite_to_png(spec, ppi=DOTS_PER_INCH, scale=1, allowed_base_urls=[]))


def svg_text(
    chart: Chart,
    title: str = "",
    basis: str = "",
    style: Style = PAPER,
    extent: Extent | None = None,
    warning: str = "",
) -> str:
    """The picture as SVG, its texts as text; without title and foot where they are not given."""
    spec = framed(chart, title, joined(warning, basis), style, extent).to_dict(validate=False)
    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def framed(
    chart: Chart, title: str, foot: str, style: Style = PAPER, extent: Extent | None = None
) -> alt.LayerChart | alt.VConcatChart:
    """The drawing under its title and above its foot, each in as many lines as it takes."""
    drawn = _undressed(chart, style, extent)
    across = int((style.width + style.size * 10) / style.size * 1.8)
    if title:
        drawn = drawn.properties(title=_title(wrapped(title, int(across / 1.25)), style))
    if not foot:
        return _dressed(drawn, style)
    lines = wrapped(foot, across)
    below = (
        alt.Chart(alt.InlineData([{}]), width=style.width, height=style.size * 1.45 * len(lines))
        .mark_text(align="left", baseline="top", text=lines, color=style.muted, fontSize=style.size * 0.85)
        .encode(x=alt.value(0), y=alt.value(0))
    )
    return _dressed(alt.vconcat(drawn, below, spacing=style.size), style)


def _undressed(chart: Chart, style: Style, extent: Extent | None) -> alt.LayerChart:
    layers = _DRAWERS[chart.shape](chart, style, extent or extent_of(chart))
    own: dict[str, Any] = dict.fromkeys(("color", "fill", "stroke", "shape"), "independent")
    drawn: alt.LayerChart = alt.layer(*layers).resolve_scale(**own)
    return drawn


def _title(lines: list[str], style: Style) -> alt.TitleParams:
    size = round(style.size * 1.25)
    return alt.TitleParams(lines, anchor="start", fontSize=size, offset=style.size, lineHeight=size * 1.3)


def _dressed(drawn: _Drawn, style: Style) -> _Drawn:
    axis: dict[str, Any] = {
        "labelFontSize": style.size,
        "titleFontSize": style.size * 0.9,
        "labelColor": style.ink,
        "titleColor": style.muted,
        "gridColor": style.grid,
        "domainColor": style.muted,
        "tickColor": style.grid,
        "titleFontWeight": "normal",
        "labelFont": FONT,
        "titleFont": FONT,
    }
    dressed: _Drawn = drawn.configure(
        background=style.background,
        font=FONT,
        padding=style.size,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(**axis),
        title=alt.TitleConfig(color=style.ink, font=FONT),
        text=alt.MarkConfig(font=FONT),
        legend=alt.LegendConfig(
            labelFontSize=style.size, labelColor=style.ink, labelFont=FONT, symbolSize=style.size * 9, labelLimit=0
        ),
    )
    return dressed


def _bars(chart: Chart, style: Style, extent: Extent) -> list[alt.Chart]:
    several = len(chart.series) > 1
    size = style.size * (0.75 if several else 0.92)
    rows = [row | _beside(row, chart, extent, style, size) for row in _rows(chart, style)]
    y, x = _names(chart), _measure(chart, extent, across=True)
    base = _frame(chart, style, rows)
    offset = {"yOffset": alt.YOffset("series:N", sort=[each.name for each in chart.series])} if several else {}
    bars = base.mark_bar(height={"band": 0.86 if several else 0.68}).encode(y=y, x=x, color=_own_colour(), **offset)
    at = _measure(chart, extent, across=True, field="at")
    texts = [
        base.transform_filter(f"datum.side == '{side}'")
        .mark_text(align=align, baseline="middle", fontSize=size, color=style.ink)
        .encode(y=y, x=at, text="text:N", **offset)
        for side, align in _TURNED
    ]
    across = _line(chart, style, extent, across=True)
    return [bars, *_zero(chart, style, extent, across=True), *across, *texts, *_legend(chart, style)]


_TURNED: tuple[tuple[str, Any], ...] = (("right", "left"), ("left", "right"))
"""A text at the right of a mark is aligned left, and the other way round."""


def _beside(row: dict[str, Any], chart: Chart, extent: Extent, style: Style, size: float) -> dict[str, object]:
    """Where the text of a bar stands: beyond its end, and beyond the reference where that would run through it."""
    value, gap = row["value"] or 0.0, 5.0
    pixel = style.width / (extent[1] - extent[0])
    wide = cells(str(row["text"])) * size * 0.56 + gap
    if value < 0:
        return {"at": value - gap / pixel, "side": "left"}
    at = value + gap / pixel
    if chart.reference and at - gap / pixel <= chart.reference[1] <= at + wide / pixel:
        at = chart.reference[1] + gap / pixel
    return {"at": at, "side": "right"}


def _stacked(chart: Chart, style: Style, extent: Extent) -> list[alt.Chart]:
    rows = _rows(chart, style)
    y = _names(chart)
    pixels = style.width / (extent[1] - extent[0])
    for row, (start, end) in zip(rows, _stack(chart), strict=True):
        row |= {"start": start, "end": end, "middle": (start + end) / 2}
        if abs(end - start) * pixels < cells(str(row["text"])) * style.size * 0.5:
            row["text"] = ""
    base = _frame(chart, style, rows)
    bars = base.mark_bar(height={"band": 0.72}, stroke=style.background).encode(
        y=y, x=_measure(chart, extent, across=True, field="start"), x2="end:Q", color=_own_colour()
    )
    texts = base.mark_text(fontSize=style.size * 0.85).encode(
        y=y, x=_measure(chart, extent, across=True, field="middle"), text="text:N", color=_ink_colour()
    )
    return [bars, *_line(chart, style, extent, across=True), texts, *_legend(chart, style)]


def _stack(chart: Chart) -> list[Extent]:
    """From where to where each part goes, series by series; what is below zero grows to the left."""
    spans: list[Extent] = []
    up, down = [0.0] * len(chart.categories), [0.0] * len(chart.categories)
    for series in chart.series:
        for place, value in enumerate(series.values):
            side = up if (value or 0) >= 0 else down
            spans.append((side[place], side[place] + (value or 0.0)))
            side[place] += value or 0.0
    return spans


def _dots(chart: Chart, style: Style, extent: Extent) -> list[alt.Chart]:
    low, high = extent
    wide = (low, high + 0.18 * (high - low)) if _text_beside(chart) else extent
    y, x = _names(chart, grid=True), _measure(chart, wide, across=True)
    layers: list[alt.Chart] = [*_line(chart, style, wide, across=True)]
    for number in reversed(range(len(chart.series))):
        rows = [row for row in _rows(chart, style) if row["number"] == number]
        mark = _marks(style)[number % 4]
        filled = mark.pop("filled")
        colour = {"color": _own_colour()} if filled else {"stroke": _own_colour(alt.Stroke)}
        layers.append(
            _frame(chart, style, rows).mark_point(filled=filled, opacity=1, **mark).encode(y=y, x=x, **colour)
        )
        if number == 0 and _text_beside(chart):
            texts = _frame(chart, style, rows).mark_text(align="right", fontSize=style.size * 0.92, color=style.ink)
            layers.append(texts.encode(y=y, x=alt.value(style.width), text="text:N"))
    return [*layers, *_legend(chart, style)]


def _text_beside(chart: Chart) -> bool:
    return bool(chart.series and chart.series[0].texts)


def _marks(style: Style) -> list[dict[str, Any]]:
    """What a dot of the first, second … series looks like: full, hollow, an upright stroke, a hollow square."""
    area = style.size**2
    return [
        {"filled": True, "shape": "circle", "size": area * 0.95},
        {"filled": False, "shape": "circle", "size": area * 0.5, "strokeWidth": 1.5},
        {"filled": False, "shape": "M0,-1L0,1", "size": area * 0.8, "strokeWidth": style.size / 5},
        {"filled": False, "shape": "diamond", "size": area * 0.6, "strokeWidth": 1.5},
    ]


def _lines(chart: Chart, style: Style, extent: Extent) -> list[alt.Chart]:
    height = _height(style)
    rows = _rows(chart, style)
    x = alt.X(
        "category:N",
        sort=_unique(chart.categories),
        title=None,
        scale=alt.Scale(padding=0.3),
        axis=alt.Axis(labelAngle=0, labelOverlap="greedy", grid=False, labelPadding=6),
    )
    y = _measure(chart, extent, across=False)
    base = _frame(chart, style, rows, height)
    layers = [*_zero(chart, style, extent, across=False), *_line(chart, style, extent, across=False)]
    for number, series in enumerate(chart.series):
        own = base.transform_filter(f"datum.number == {number}")
        dash: dict[str, Any] = {"strokeDash": [style.size / 2, style.size / 3]} if series.dashed else {}
        colour = style.colour(series_colour(chart, number, style))
        stroke = own.mark_line(color=colour, strokeWidth=style.size / 5.5, **dash).encode(x=x, y=y, detail="number:N")
        layers += [stroke, own.mark_point(filled=True, opacity=1, size=style.size * 3, color=colour).encode(x=x, y=y)]
    if len(chart.series) == 1 and len(chart.categories) <= 13:
        texts = base.mark_text(dy=-style.size, fontSize=style.size * 0.85, color=style.ink)
        layers.append(texts.encode(x=x, y=y, text="text:N"))
    return [*layers, *_ends(chart, style, extent, height)]


def _ends(chart: Chart, style: Style, extent: Extent, height: float) -> list[alt.Chart]:
    """The name of each line where it ends, moved apart where ends lie near each other."""
    ends = []
    for number, series in enumerate(chart.series):
        known = [place for place, value in enumerate(series.values) if value is not None]
        if known:
            value = series.values[known[-1]]
            told = (
                shortened(series.name, _NAME_CELLS)
                if len(chart.series) == 1
                else f"{shortened(series.name, _NAME_CELLS)} {figure(series, known[-1])}"
            )
            colour = style.legible(style.colour(series_colour(chart, number, style)))
            ends.append({"at": _pixel(value or 0.0, extent, height), "name": told, "colour": colour})
    places = apart([float(str(end["at"])) for end in ends], style.size * 1.35, height)
    rows = [end | {"at": place} for end, place in zip(ends, places, strict=True)]
    text = alt.Chart(alt.InlineData(rows), width=style.width, height=height).mark_text(
        align="left", fontSize=style.size, fontWeight="bold"
    )
    at = alt.Y("at:Q", scale=None, axis=None)
    return [text.encode(x=alt.value(style.width + 6), y=at, text="name:N", color=_own_colour())] if rows else []


def apart(places: Sequence[float], gap: float, most: float) -> list[float]:
    """The places moved as little as needed to stand a gap apart, in their order, none beyond `most`."""
    moved = list(places)
    order = sorted(range(len(places)), key=lambda number: places[number])
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + gap)
    limit = most
    for number in reversed(order):
        moved[number] = min(moved[number], limit)
        limit = moved[number] - gap
    return moved


def _steps(chart: Chart, style: Style, extent: Extent) -> list[alt.Chart]:
    height = _height(style)
    series = chart.series[0]
    names = _step_names(chart, style)
    rows = []
    for place, (start, end) in enumerate(bases(chart)):
        rows.append(
            {
                "category": names[place],
                "start": start,
                "end": end,
                "top": max(start, end),
                "text": figure(series, place),
                "colour": style.colour(step_colour(chart, place, style)),
                "next": names[min(place + 1, len(names) - 1)],
            }
        )
    x = alt.X(
        "category:N",
        sort=names,
        title=None,
        scale=alt.Scale(paddingInner=0.35, paddingOuter=0.15),
        axis=alt.Axis(
            labelAngle=0,
            labelExpr="split(datum.label, '\\n')",
            labelOverlap=False,
            ticks=False,
            labelPadding=6,
            domain=extent[0] >= 0,
        ),
    )
    base = alt.Chart(alt.InlineData(rows), width=style.width, height=height)
    y = _measure(chart, extent, across=False, field="start")
    bars = base.mark_bar().encode(x=x, y=y, y2="end:Q", color=_own_colour())
    ends = _measure(chart, extent, across=False, field="end")
    joints = base.mark_rule(color=style.muted, strokeWidth=1).encode(x=x, x2="next:N", y=ends)
    tops = _measure(chart, extent, across=False, field="top")
    texts = base.mark_text(dy=-style.size * 0.7, fontSize=style.size * 0.92, color=style.ink)
    return [
        joints,
        bars,
        *_zero(chart, style, extent, across=False),
        *_line(chart, style, extent, across=False),
        texts.encode(x=x, y=tops, text="text:N"),
    ]


def step_colour(chart: Chart, place: int, style: Style) -> str:
    """Its own where it has one; else grey for a total, one colour for what rises, another for what falls."""
    series = chart.series[0]
    if len(series.colours) == len(chart.categories):
        return series.colours[place]
    if place in chart.totals:
        return style.total
    return style.high if (series.values[place] or 0) > 0 else style.low


def _step_names(chart: Chart, style: Style) -> list[str]:
    room = max(int(style.width / max(len(chart.categories), 1) / style.size * 1.7), 4)
    return _unique(["\n".join(wrapped(name, room)[:4]) for name in chart.categories])


def _points(chart: Chart, style: Style, extent: Extent) -> list[alt.Chart]:
    height = style.width * 0.6
    across = chart.series[0]
    x_extent = spread(across)
    rows = _placed(chart, style, x_extent, extent, height)
    base = alt.Chart(alt.InlineData(rows), width=style.width, height=height)
    x = alt.X(
        "across:T" if chart.days else "across:Q",
        scale=alt.Scale(domain=[_day(bound) for bound in x_extent] if chart.days else list(x_extent), nice=False),
        title=chart.across or across.name,
        axis=alt.Axis(format="%Y-%m-%d" if chart.days else ",~r", labelOverlap=True, tickCount=6, labelFlush=False),
    )
    y = _measure(chart, extent, across=False, field="value")
    dots = base.mark_point(filled=True, opacity=0.9, size=style.size * 7).encode(x=x, y=y, color=_own_colour())
    texts = [
        base.transform_filter(f"datum.side == '{side}'")
        .mark_text(align=align, dx=dx * style.size, dy=dy * style.size, fontSize=style.size * 0.85, color=style.ink)
        .encode(x=x, y=y, text="name:N")
        for side, (align, dx, dy) in _SIDES.items()
    ]
    return [*_line(chart, style, extent, across=False), dots, *texts]


_SIDES: dict[str, tuple[Any, float, float]] = {
    "right": ("left", 0.6, 0.0),
    "left": ("right", -0.6, 0.0),
    "top": ("center", 0.0, -0.95),
    "bottom": ("center", 0.0, 0.95),
}
"""Where the name of a point may stand: how it is aligned, and how far from the point in sizes of the type."""

_Box = tuple[float, float, float, float]


def sides_of_names(chart: Chart, style: Style, x_extent: Extent, y_extent: Extent, height: float) -> dict[int, str]:
    """On which side of its point each name stands; a name that would lie on another one has none."""
    upwards = chart.series[1]
    pixels = {
        place: (_pixel_across(x, x_extent, style.width), _pixel(y, y_extent, height)) for place, x, y in _known(chart)
    }
    half = style.size * 0.3
    taken: list[_Box] = [(x - half, y - half, x + half, y + half) for x, y in pixels.values()]
    sides: dict[int, str] = {}
    usual = series_colour(chart, 1, style)
    for place in sorted(pixels, key=lambda each: (_colour_at(chart, upwards, 1, each, style) == usual, each)):
        name = shortened(chart.categories[place], _NAME_CELLS)
        for side in _SIDES:
            box = _box(pixels[place], side, cells(name) * style.size * 0.5, style.size)
            if box[0] >= 0 and box[2] <= style.width and not any(_meet(box, other) for other in taken):
                sides[place] = side
                taken.append(box)
                break
    return sides


def _placed(chart: Chart, style: Style, x_extent: Extent, y_extent: Extent, height: float) -> list[dict[str, Any]]:
    sides = sides_of_names(chart, style, x_extent, y_extent, height)
    return [
        {
            "across": _day(x) if chart.days else x,
            "value": y,
            "name": shortened(chart.categories[place], _NAME_CELLS),
            "side": sides.get(place, ""),
            "colour": style.colour(_colour_at(chart, chart.series[1], 1, place, style)),
        }
        for place, x, y in _known(chart)
    ]


def _known(chart: Chart) -> list[tuple[int, float, float]]:
    """The points of which both measures are known: place, across, upwards."""
    pairs = zip(chart.series[0].values, chart.series[1].values, strict=True)
    return [(place, x, y) for place, (x, y) in enumerate(pairs) if x is not None and y is not None]


def _box(at: tuple[float, float], side: str, wide: float, size: float) -> _Box:
    align, dx, dy = _SIDES[side]
    x, y = at[0] + dx * size, at[1] + dy * size
    left = {"left": x, "right": x - wide, "center": x - wide / 2}[align]
    return left, y - size * 0.5, left + wide, y + size * 0.5


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def spread(series: Series) -> Extent:
    """The axis across of points: from zero where the numbers are spread over it, a little beyond them elsewhere."""
    values = [value for value in series.values if value is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low) or abs(high) or 1.0
    return (0.0 if 0 <= low < 0.4 * high else low - 0.06 * room), high + 0.08 * room


def _day(number: float) -> int:
    """Milliseconds since 1970 of a day counted as spreadsheets do."""
    return int((number - 25_569) * 86_400_000)


def _heat(chart: Chart, style: Style, extent: Extent) -> list[alt.Chart]:
    columns = _unique(["\n".join(wrapped(series.name, _column_cells(chart, style))[:3]) for series in chart.series])
    names = _unique([shortened(name, _NAME_CELLS) for name in chart.categories])
    rows = []
    for column, series in zip(columns, chart.series, strict=True):
        for place, value in enumerate(series.values):
            colour = heat_colour(series, place, style, extent)
            ink = style.muted if value is None else style.ink_on(colour)
            rows.append(
                {
                    "column": column,
                    "category": names[place],
                    "text": figure(series, place),
                    "colour": colour,
                    "ink": ink,
                }
            )
    type_size = min(style.size, _column_pixels(chart, style) / 3.6)
    lines = max((name.count("\n") for name in columns), default=0)
    x = alt.X(
        "column:N",
        sort=columns,
        title=None,
        scale=alt.Scale(paddingInner=0.04),
        axis=alt.Axis(
            orient="top",
            labelAngle=0,
            labelExpr="split(datum.label, '\\n')",
            labelFontSize=type_size,
            labelLineHeight=type_size * 1.25,
            labelPadding=style.size * 0.4 + lines * type_size * 1.25,
            labelBaseline="bottom",
            ticks=False,
            domain=False,
            labelOverlap=False,
        ),
    )
    y = alt.Y("category:N", sort=names, title=None, scale=alt.Scale(paddingInner=0.08), axis=_name_axis())
    base = alt.Chart(alt.InlineData(rows), width=style.width, height=style.row * max(len(names), 1))
    squares = base.mark_rect().encode(x=x, y=y, color=_own_colour())
    texts = base.mark_text(fontSize=min(style.size * 0.9, _column_pixels(chart, style) / 4)).encode(
        x=x, y=y, text="text:N", color=_ink_colour()
    )
    return [squares, texts]


def heat_colour(series: Series, place: int, style: Style, extent: Extent) -> str:
    """Its own where it has one; else blue below zero, orange above, and paler the nearer."""
    if len(series.colours) == len(series.values):
        return style.colour(series.colours[place])
    value = series.values[place]
    if value is None:
        return style.background
    return _blend(style.middle, style.high if value > 0 else style.low, min(abs(value) / extent[1], 1.0))


def _blend(one: str, other: str, share: float) -> str:
    parts = (round(int(one[at : at + 2], 16) * (1 - share) + int(other[at : at + 2], 16) * share) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _column_pixels(chart: Chart, style: Style) -> float:
    return style.width / max(len(chart.series), 1)


def _column_cells(chart: Chart, style: Style) -> int:
    room = _column_pixels(chart, style)
    return max(int(room / min(style.size, room / 3.6) * 1.75), 4)


_Drawer = Callable[[Chart, Style, Extent], list[alt.Chart]]
_DRAWERS: dict[Shape, _Drawer] = {
    Shape.BARS: _bars,
    Shape.STACKED: _stacked,
    Shape.DOTS: _dots,
    Shape.LINES: _lines,
    Shape.STEPS: _steps,
    Shape.POINTS: _points,
    Shape.HEAT: _heat,
}


def _values(chart: Chart) -> list[float]:
    known = [chart.reference[1]] if chart.reference else []
    if chart.shape is Shape.STEPS:
        return known + [bound for span in bases(chart) for bound in span]
    if chart.shape is Shape.STACKED:
        return known + [bound for span in _stack(chart) for bound in span]
    counted = chart.series[1:2] if chart.shape is Shape.POINTS else chart.series
    return known + [value for series in counted for value in series.values if value is not None]


def _rows(chart: Chart, style: Style) -> list[dict[str, Any]]:
    """One for each number, series by series; a number that nobody knows has its text and stands nowhere."""
    names = _unique([shortened(name, _NAME_CELLS) for name in chart.categories])
    rows = []
    for number, series in enumerate(chart.series):
        for place, value in enumerate(series.values):
            colour = style.colour(_colour_at(chart, series, number, place, style))
            rows.append(
                {
                    "category": names[place],
                    "series": series.name,
                    "number": number,
                    "value": value,
                    "text": figure(series, place),
                    "colour": colour,
                    "ink": style.ink_on(colour),
                }
            )
    return rows


def _colour_at(chart: Chart, series: Series, number: int, place: int, style: Style) -> str:
    if len(series.colours) == len(chart.categories):
        return series.colours[place]
    return series_colour(chart, number, style)


def _unique(names: Sequence[str]) -> list[str]:
    """The names, told apart by spaces without width where two are the same."""
    seen: dict[str, int] = {}
    told = []
    for name in names:
        told.append(name + "\u200b" * seen.get(name, 0))
        seen[name] = seen.get(name, 0) + 1
    return told


def _frame(chart: Chart, style: Style, rows: list[dict[str, Any]], height: float | None = None) -> alt.Chart:
    lines = max(len(chart.categories), 1)
    each = style.row * (max(1.0, 0.62 * len(chart.series)) if chart.shape is Shape.BARS else 1.0)
    return alt.Chart(alt.InlineData(rows), width=style.width, height=height or each * lines)


def _height(style: Style) -> float:
    return style.width * _ASPECT


def _names(chart: Chart, grid: bool = False) -> alt.Y:
    names = _unique([shortened(name, _NAME_CELLS) for name in chart.categories])
    return alt.Y("category:N", sort=names, title=None, axis=_name_axis(grid), scale=alt.Scale(domain=names))


def _name_axis(grid: bool = False) -> alt.Axis:
    return alt.Axis(ticks=False, domain=False, labelLimit=0, labelPadding=8, grid=grid, labelOverlap=False)


def _measure(chart: Chart, extent: Extent, across: bool, field: str = "value") -> Any:
    """The axis of what is measured, its name above it where it goes across."""
    scale = alt.Scale(domain=list(extent), nice=False, zero=False)
    count = 6 if across else 5
    axis = alt.Axis(format=",~r", tickCount=count, domain=False, grid=True, ticks=False, labelFlush=False)
    if across:
        return alt.X(f"{field}:Q", scale=scale, title=chart.axis, axis=_over(axis, orient="top", titleAnchor="start"))
    beside = {"titleAngle": 0, "titleAlign": "left", "titleY": -14, "titleX": 0, "titleBaseline": "bottom"}
    return alt.Y(f"{field}:Q", scale=scale, title=chart.axis, axis=_over(axis, **beside))


def _over(axis: alt.Axis, **more: Any) -> alt.Axis:
    return alt.Axis(**(axis.to_dict() | more))


def _line(chart: Chart, style: Style, extent: Extent, across: bool) -> list[alt.Chart]:
    """The reference through all of them, with its name at its end."""
    if chart.reference is None:
        return []
    name, value = chart.reference
    width, height = style.width, _frame(chart, style, []).height if across else _plot_height(chart, style)
    base = alt.Chart(alt.InlineData([{"value": value, "name": name}]), width=width, height=height)
    scale = alt.Scale(domain=list(extent), nice=False, zero=False)
    dash = [style.size / 2.5, style.size / 3.5]
    rule = base.mark_rule(color=style.reference, strokeWidth=style.size / 8, strokeDash=dash)
    text = base.mark_text(color=style.reference, fontSize=style.size * 0.85, text=name)
    if across:
        x = alt.X("value:Q", scale=scale, title=chart.axis)
        told = text.properties().encode(x=x, y=alt.value(height))
        return [rule.encode(x=x), _aligned(told, "center", 0, style.size * 0.9)]
    y = alt.Y("value:Q", scale=scale, title=chart.axis)
    return [rule.encode(y=y), _aligned(text.encode(y=y, x=alt.value(0)), "left", 4, -style.size * 0.65)]


def _zero(chart: Chart, style: Style, extent: Extent, across: bool) -> list[alt.Chart]:
    """Where zero is, when numbers stand on both sides of it."""
    if not extent[0] < 0 < extent[1]:
        return []
    height = _frame(chart, style, []).height if across else _plot_height(chart, style)
    base = alt.Chart(alt.InlineData([{"value": 0}]), width=style.width, height=height)
    return [
        base.mark_rule(color=style.muted, strokeWidth=1).encode(
            **{"x" if across else "y": _measure(chart, extent, across)}
        )
    ]


def _plot_height(chart: Chart, style: Style) -> float:
    return style.width * 0.6 if chart.shape is Shape.POINTS else _height(style)


def _aligned(drawn: alt.Chart, align: Any, dx: float, dy: float = 0) -> alt.Chart:
    copy = drawn.copy()
    copy.mark = alt.MarkDef(**(drawn.mark.to_dict() | {"align": align, "dx": dx, "dy": dy}))
    return copy


def _own_colour(channel: Any = alt.Color) -> Any:
    return channel("colour:N", scale=None)


def _ink_colour() -> alt.Color:
    return alt.Color("ink:N", scale=None)


def _legend(chart: Chart, style: Style) -> list[alt.Chart]:
    """What each series is, where there are several: marks that are not seen, for the sake of their legend."""
    if len(chart.series) < 2:
        return []
    names = [series.name for series in chart.series]
    colours = [style.colour(series_colour(chart, number, style)) for number in range(len(names))]
    legend = alt.Legend(
        orient="top", title=None, symbolOpacity=1, direction="horizontal", columns=_columns(names, style)
    )
    shapes, fills = ["square"] * len(names), colours
    if chart.shape is Shape.DOTS:
        marks = [_marks(style)[number % 4] for number in range(len(names))]
        shapes = [str(mark["shape"]) for mark in marks]
        fills = [colour if mark["filled"] else style.background for mark, colour in zip(marks, colours, strict=True)]
    ranges = ((alt.Fill, fills), (alt.Stroke, colours), (alt.Shape, shapes))
    told = [channel("series:N", scale=alt.Scale(domain=names, range=each), legend=legend) for channel, each in ranges]
    rows = alt.InlineData([{"series": name} for name in names])
    return [alt.Chart(rows).mark_point(opacity=0).encode(*told)]


def _columns(names: Sequence[str], style: Style) -> int:
    room = style.width / style.size * 1.8
    return max(1, int(room / (max(map(cells, names)) + 5)))


def _pixel(value: float, extent: Extent, height: float) -> float:
    return height * (extent[1] - value) / (extent[1] - extent[0])


def _pixel_across(value: float, extent: Extent, width: float) -> float:
    return width * (value - extent[0]) / (extent[1] - extent[0])
