"""A chart as an office program has it: a real chart, its numbers in a workbook of its own, to be changed by hand.

How a shape becomes one: bars and parts are bar charts, lines and dots are line charts, points are a scatter, steps are
stacked columns over a base that is not seen. The reference is a series of its own. Heat is a table, not a chart.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import xlsxwriter
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from duibiao.export.figures import bases, figure, number_format, parts_of_steps, series_colour, stands
from duibiao.export.picture import extent_of, sides_of_names, spread, step_colour
from duibiao.export.style import LIGHT
from duibiao.export.typography import cells
from duibiao.export.view import Chart, Series, Shape
from duibiao.language import _

Box = tuple[int, int, int, int]
"""Left, top, width, height in English metric units."""

LATIN, CHINESE = "Arial", "微软雅黑"
_STYLE = LIGHT
_NEAR = 0.06
"""Ends of lines nearer than this share of the axis cannot both have their name beside them."""
_MANY_LINES = 6
_POINTS_HIGH = 270
"""Room for rows, in points."""
_GAP_OF_BARS, _GAP_OF_STEPS = 45, 35


def add_chart(slide: Any, chart: Chart, box: Box, size: int, fixed: tuple[float, float] | None = None) -> Any:
    """A chart on a slide, its type of `size` points; `fixed` is the axis that it shares with other parts of it."""
    drawn = _ADDERS[chart.shape](slide, chart, box, size)
    if fixed:
        drawn.value_axis.minimum_scale, drawn.value_axis.maximum_scale = fixed
    return drawn


def _bars(slide: Any, chart: Chart, box: Box, size: int) -> Any:
    """Lying bars; standing ones where a line has to go through them and their names have room below."""
    upright = stands(chart)
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED if upright else XL_CHART_TYPE.BAR_CLUSTERED
    drawn = _categories(slide, chart, box, size, kind, [*chart.series, *_reference(chart)])
    plot = drawn.plots[0]
    plot.gap_width, plot.overlap = _GAP_OF_BARS, 0 if upright or len(chart.series) > 1 else 100
    _hide_values(drawn)
    small = max(9, min(size, int(_POINTS_HIGH / max(len(chart.categories) * len(chart.series), 1))))
    for number, series in enumerate(chart.series):
        _paint(plot.series[number], chart, number)
        _label(plot.series[number], series, size if upright else small, XL_LABEL_POSITION.OUTSIDE_END)
        if chart.reference:
            _move_inside(plot.series[number], chart, number, size if upright else small)
    if upright:
        _as_line(drawn, [len(chart.series)])
        _dash(drawn.plots[1].series[0])
    else:
        _from_the_top(drawn)
        if chart.reference:
            _tick(plot.series[len(chart.series)], chart)
    _legend(drawn, size, len(chart.series) > 1 or upright)
    return drawn


def _stacked(slide: Any, chart: Chart, box: Box, size: int) -> Any:
    upright = chart.reference is not None
    kind = XL_CHART_TYPE.COLUMN_STACKED if upright else XL_CHART_TYPE.BAR_STACKED
    drawn = _categories(slide, chart, box, size, kind, [*chart.series, *_reference(chart)])
    plot = drawn.plots[0]
    plot.gap_width, plot.overlap = _GAP_OF_BARS, 100
    if not upright:
        _from_the_top(drawn)
    _hide_values(drawn)
    low, high = extent_of(chart)
    for number, series in enumerate(chart.series):
        _paint(plot.series[number], chart, number)
        ink = _STYLE.ink_on(series_colour(chart, number, _STYLE))
        narrow = [place for place, value in enumerate(series.values) if abs(value or 0) < 0.07 * (high - low)]
        _label(plot.series[number], series, size - 2, XL_LABEL_POSITION.CENTER, ink, narrow)
    if upright:
        _as_line(drawn, [len(chart.series)])
        _dash(drawn.plots[1].series[0])
    _legend(drawn, size, True)
    return drawn


def _dots(slide: Any, chart: Chart, box: Box, size: int) -> Any:
    drawn = _categories(slide, chart, box, size, XL_CHART_TYPE.LINE_MARKERS, [*chart.series, *_reference(chart)])
    for number, series in enumerate(chart.series):
        dot = drawn.plots[0].series[number]
        dot.smooth = False
        dot.format.line.fill.background()
        dot.marker.style, dot.marker.size = _MARKERS[number % 4], 14 if number == 0 else 11
        colour = rgb(series_colour(chart, number, _STYLE))
        if number:
            dot.marker.format.fill.background()
            dot.marker.format.line.color.rgb, dot.marker.format.line.width = colour, Pt(2)
        else:
            _fill(dot.marker.format, colour)
            _paint_marks(dot, series, len(chart.categories))
            _label(dot, series, size, XL_LABEL_POSITION.RIGHT)
            _whiten(dot)
    if chart.reference:
        _dash(drawn.plots[0].series[len(chart.series)])
    _calm(drawn)
    _legend(drawn, size, True)
    return drawn


_MARKERS = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.DASH, XL_MARKER_STYLE.DIAMOND)


def _lines(slide: Any, chart: Chart, box: Box, size: int) -> Any:
    drawn = _categories(slide, chart, box, size, XL_CHART_TYPE.LINE_MARKERS, [*chart.series, *_reference(chart)])
    direct = _ends_are_apart(chart)
    for number, series in enumerate(chart.series):
        line = drawn.plots[0].series[number]
        colour = series_colour(chart, number, _STYLE)
        line.smooth = False
        line.format.line.width, line.format.line.color.rgb = Pt(3), rgb(colour)
        if series.dashed:
            line.format.line.dash_style = MSO_LINE.DASH
        line.marker.style, line.marker.size = XL_MARKER_STYLE.CIRCLE, 7
        _fill(line.marker.format, rgb(colour))
        _label_end(line, series, size, _STYLE.legible(colour), direct)
    if chart.reference:
        _dash(drawn.plots[0].series[len(chart.series)])
    _calm(drawn)
    _leave_room_at_the_right(drawn, 0.20 if direct else 0.03)
    _legend(drawn, size, not direct or chart.reference is not None)
    return drawn


def _ends_are_apart(chart: Chart) -> bool:
    low, high = extent_of(chart)
    ends = sorted(known[-1] for series in chart.series if (known := [v for v in series.values if v is not None]))
    gaps = [after - before for before, after in pairwise(ends)]
    return len(ends) <= _MANY_LINES and min(gaps, default=high) >= _NEAR * (high - low)


def _steps(slide: Any, chart: Chart, box: Box, size: int) -> Any:
    parts = parts_of_steps(chart)
    tops = Series(_("Height of the text"), tuple(max(span) for span in bases(chart)))
    drawn = _categories(
        slide, chart, box, size, XL_CHART_TYPE.COLUMN_STACKED, [*parts, tops, *_reference(chart)], [chart.series[0]]
    )
    plot = drawn.plots[0]
    plot.gap_width, plot.overlap = _GAP_OF_STEPS, 100
    for number, part in enumerate(parts):
        bar = plot.series[number]
        if number == 0:
            bar.format.fill.background()
            continue
        for place, value in enumerate(part.values):
            if value:
                _fill(bar.points[place].format, rgb(step_colour(chart, place, _STYLE)))
    _hide_values(drawn)
    _as_line(drawn, list(range(len(parts), len(plot.series))))
    marks = drawn.plots[1].series
    marks[0].format.line.fill.background()
    marks[0].marker.style = XL_MARKER_STYLE.NONE
    _write(marks[0], [figure(chart.series[0], place) for place in range(len(chart.categories))], size, "ABOVE")
    if chart.reference:
        _dash(marks[1])
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    drawn.has_legend = False
    return drawn


def _points(slide: Any, chart: Chart, box: Box, size: int) -> Any:
    across, upwards = chart.series[0], chart.series[1]
    known = [
        place
        for place, pair in enumerate(zip(across.values, upwards.values, strict=True))
        if pair[0] is not None and pair[1] is not None
    ]
    data = XyChartData()
    cloud = data.add_series(upwards.name)
    for place in known:
        cloud.add_data_point(across.values[place], upwards.values[place])
    style = replace(_STYLE, size=size - 3, width=int(box[2] / 12_700 * 0.88))
    reach, extent = spread(across), extent_of(chart)
    sides = sides_of_names(chart, style, reach, extent, box[3] / 12_700 * 0.72)
    ends = (reach[0], reach[1])
    if chart.reference:
        line = data.add_series(chart.reference[0])
        for end in ends:
            line.add_data_point(end, chart.reference[1])
    drawn = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *box, data).chart
    _embed_points(drawn, chart, known, ends)
    _type(drawn, size)
    dots = drawn.plots[0].series[0]
    dots.format.line.fill.background()
    dots.marker.style, dots.marker.size = XL_MARKER_STYLE.CIRCLE, 12
    _fill(dots.marker.format, rgb(series_colour(chart, 1, _STYLE)))
    _paint_marks(dots, _of(upwards, known), len(known))
    for number, place in enumerate(known):
        if side := sides.get(place):
            _write_one(dots, number, chart.categories[place], size - 3, _STYLE.ink, _SIDES[side])
    if chart.reference:
        _dash(drawn.plots[0].series[1])
    _calm(drawn)
    for axis, name in ((drawn.category_axis, chart.across or across.name), (drawn.value_axis, chart.axis)):
        axis.has_title = True
        axis.axis_title.text_frame.text = name
        _font(axis.axis_title.text_frame.paragraphs[0].runs[0].font, size - 2, _STYLE.muted)
    drawn.category_axis.has_major_gridlines = False
    drawn.category_axis.minimum_scale, drawn.category_axis.maximum_scale = reach if chart.days else _rounded(reach)
    drawn.value_axis.minimum_scale, drawn.value_axis.maximum_scale = _rounded(extent)
    drawn.category_axis.tick_labels.number_format = "yyyy-mm-dd" if chart.days else "#,##0.##"
    drawn.category_axis.tick_labels.number_format_is_linked = False
    _legend(drawn, size, chart.reference is not None)
    return drawn


def _rounded(extent: tuple[float, float]) -> tuple[float, float]:
    """A little wider, so that it begins and ends at round numbers."""
    rough = (extent[1] - extent[0]) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= rough)
    return math.floor(extent[0] / step) * step, math.ceil(extent[1] / step) * step


_SIDES = {
    "right": XL_LABEL_POSITION.RIGHT,
    "left": XL_LABEL_POSITION.LEFT,
    "top": XL_LABEL_POSITION.ABOVE,
    "bottom": XL_LABEL_POSITION.BELOW,
}


def _of(series: Series, places: Sequence[int]) -> Series:
    colours = series.colours
    if len(colours) == len(series.values):
        colours = tuple(colours[place] for place in places)
    return Series(series.name, tuple(series.values[place] for place in places), colours=colours)


_ADDERS = {
    Shape.BARS: _bars,
    Shape.STACKED: _stacked,
    Shape.DOTS: _dots,
    Shape.LINES: _lines,
    Shape.STEPS: _steps,
    Shape.POINTS: _points,
}


def _reference(chart: Chart) -> list[Series]:
    """The reference as a series: the same number for every category."""
    if chart.reference is None:
        return []
    name, value = chart.reference
    return [Series(name, (value,) * len(chart.categories))]


def _categories(
    slide: Any,
    chart: Chart,
    box: Box,
    size: int,
    kind: XL_CHART_TYPE,
    series: Sequence[Series],
    more: Sequence[Series] = (),
) -> Any:
    """A chart over categories; its workbook has a column a series, and `more` columns that are not drawn."""
    data = CategoryChartData(number_format="General")
    data.categories = chart.categories
    for each in series:
        data.add_series(each.name, each.values, number_format=number_format(each) or "General")
    drawn = slide.shapes.add_chart(kind, *box, data).chart
    rows = [["", *(each.name for each in (*series, *more))]]
    rows += [[name, *(each.values[place] for each in (*series, *more))] for place, name in enumerate(chart.categories)]  # type: ignore[list-item]
    drawn.part.chart_workbook.update_from_xlsx_blob(_workbook(rows))
    _type(drawn, size)
    return drawn


def _embed_points(drawn: Any, chart: Chart, known: Sequence[int], ends: tuple[float, float]) -> None:
    """The points with their names in one table: the name of each beside its two numbers; below it the reference."""
    across, upwards = chart.series[0], chart.series[1]
    rows: list[list[object]] = [["", across.name, upwards.name]]
    rows += [[chart.categories[place], across.values[place], upwards.values[place]] for place in known]
    last = len(rows)
    refs = [("$C$1", f"$B$2:$B${last}", f"$C$2:$C${last}")]
    if chart.reference:
        name, value = chart.reference
        rows += [["", across.name, name], *(["", end, value] for end in ends)]
        refs.append((f"$C${last + 1}", f"$B${last + 2}:$B${last + 3}", f"$C${last + 2}:$C${last + 3}"))
    drawn.part.chart_workbook.update_from_xlsx_blob(_workbook(rows))
    for element, told in zip(drawn._chartSpace.iter(qn("c:ser")), refs, strict=True):
        for tag, ref in zip(("c:tx", "c:xVal", "c:yVal"), told, strict=True):
            next(element.find(qn(tag)).iter(qn("c:f"))).text = f"Sheet1!{ref}"


def _workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """The numbers behind a chart; text stays text and never becomes a formula."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.set_column(0, 0, 24)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, str) and value:
                    sheet.write_string(row, column, value)
                elif isinstance(value, int | float):
                    sheet.write_number(row, column, value)
    return buffer.getvalue()


def _as_line(drawn: Any, numbers: Sequence[int]) -> None:
    """Turns those series of a column chart into lines over the same axes."""
    bar = drawn._chartSpace.find(".//" + qn("c:barChart"))
    series = bar.findall(qn("c:ser"))
    axes = "".join(f'<c:axId val="{axis.get("val")}"/>' for axis in bar.findall(qn("c:axId")))
    line = parse_xml(
        f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/><c:varyColors val="0"/><c:marker val="1"/>{axes}'
        "</c:lineChart>"
    )
    for place, number in enumerate(numbers):
        moved = series[number]
        for flag in moved.findall(qn("c:invertIfNegative")):
            moved.remove(flag)
        line.insert(2 + place, moved)
    bar.addnext(line)


def _tick(series: Any, chart: Chart) -> None:
    """The reference of lying bars, through which no office program draws a line: a bar that is not seen, and a stroke
    at its end."""
    series.format.fill.background()
    low, high = extent_of(chart)
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="plus"/><c:errValType val="fixedVal"/><c:noEndCap val="0"/>'
        f'<c:val val="{(high - low) * 0.001:.10g}"/><c:spPr><a:ln w="28575"><a:solidFill>'
        f'<a:srgbClr val="{_STYLE.reference[1:]}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    series._element.find(qn("c:cat")).addprevious(bars)


def _move_inside(drawn: Any, chart: Chart, number: int, size: int) -> None:
    """The labels through which the line would run: into their bars."""
    low, high = extent_of(chart)
    series, line = chart.series[number], (chart.reference or ("", 0.0))[1]
    code = number_format(series)
    for place, value in enumerate(series.values):
        if value is None or not 0 <= line - value < 0.1 * (high - low) or value < 0.15 * high or code is None:
            continue
        colours = series.colours if len(series.colours) == len(chart.categories) else ()
        colour = colours[place] if colours else series_colour(chart, number, _STYLE)
        label = drawn.points[place].data_label
        label.position = XL_LABEL_POSITION.INSIDE_END
        _font(label.font, size, _STYLE.ink_on(colour))
        written = parse_xml(f'<c:numFmt {nsdecls("c")} sourceLinked="0"/>')
        written.set("formatCode", code)
        label._dLbl.insert(1, written)


def _whiten(drawn: Any) -> None:
    """White behind the labels, where a line may run through them."""
    labels = drawn.data_labels._element
    for old in labels.findall(qn("c:spPr")):
        labels.remove(old)
    white = f'<c:spPr {nsdecls("c", "a")}><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></c:spPr>'
    labels.find(qn("c:txPr")).addprevious(parse_xml(white))


def _paint(bar: Any, chart: Chart, number: int) -> None:
    """The series in its colour, and single bars in theirs."""
    usual = series_colour(chart, number, _STYLE)
    _fill(bar.format, rgb(usual))
    bar.invert_if_negative = False
    colours = chart.series[number].colours
    if len(colours) == len(chart.categories):
        for place, colour in enumerate(colours):
            if colour.lower() != usual.lower():
                _fill(bar.points[place].format, rgb(colour))


def _paint_marks(dots: Any, series: Series, n: int) -> None:
    if len(series.colours) == n:
        for place, colour in enumerate(series.colours):
            _fill(dots.points[place].marker.format, rgb(colour))


def _label(
    drawn: Any, series: Series, size: int, where: Any, ink: str = _STYLE.ink, without: Sequence[int] = ()
) -> None:
    """The number beside every mark: as a format of the number where that reads as its text, so it follows changes."""
    code = number_format(series)
    labels = drawn.data_labels
    labels.show_value, labels.position = True, where
    _font(labels.font, size, ink)
    if code:
        labels.number_format, labels.number_format_is_linked = code, False
    for place, value in enumerate(series.values):
        if value is None:
            continue
        if place in without:
            _unlabelled(labels._element, place)
        elif code is None:
            _write_one(drawn, place, figure(series, place), size, ink, where)


def _unlabelled(labels: Any, place: int) -> None:
    label = labels.get_or_add_dLbl_for_point(place)
    for child in list(label):
        if child.tag != qn("c:idx"):
            label.remove(child)
    label.append(parse_xml(f'<c:delete {nsdecls("c")} val="1"/>'))


def _write(drawn: Any, texts: Sequence[str], size: int, where: str) -> None:
    for place, words in enumerate(texts):
        _write_one(drawn, place, words, size, _STYLE.ink, getattr(XL_LABEL_POSITION, where))


def _write_one(drawn: Any, place: int, words: str, size: int, ink: str, where: Any) -> None:
    label = drawn.points[place].data_label
    label.text_frame.text = words
    label.position = where
    for run in label.text_frame.paragraphs[0].runs:
        _font(run.font, size, ink)


def _label_end(line: Any, series: Series, size: int, colour: str, named: bool) -> None:
    known = [place for place, value in enumerate(series.values) if value is not None]
    if known and named:
        words = f"{series.name} {figure(series, known[-1])}"
        _write_one(line, known[-1], words, size, colour, XL_LABEL_POSITION.RIGHT)


def _dash(line: Any) -> None:
    """The reference: a dashed line without marks."""
    line.smooth = False
    line.marker.style = XL_MARKER_STYLE.NONE
    line.format.line.width, line.format.line.color.rgb = Pt(2), rgb(_STYLE.reference)
    line.format.line.dash_style = MSO_LINE.DASH


def _from_the_top(drawn: Any) -> None:
    """The first category on top, and the name of every one."""
    axis = drawn.category_axis._element
    axis.find(qn("c:noMultiLvlLbl")).addprevious(parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>'))
    drawn.category_axis.reverse_order = True
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW


def _hide_values(drawn: Any) -> None:
    """No axis of numbers, since each mark has its own."""
    drawn.value_axis.visible = False
    drawn.value_axis.has_major_gridlines = False
    drawn.category_axis.format.line.color.rgb = rgb(_STYLE.muted)
    drawn.category_axis.has_major_gridlines = False


def _calm(drawn: Any) -> None:
    axis = drawn.value_axis
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = rgb(_STYLE.grid)
    axis.format.line.fill.background()
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "#,##0.##", False
    drawn.category_axis.format.line.color.rgb = rgb(_STYLE.muted)


def _legend(drawn: Any, size: int, shown: bool) -> None:
    drawn.has_legend = shown
    if shown:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        _font(drawn.legend.font, size - 1, _STYLE.ink)


def _leave_room_at_the_right(drawn: Any, share: float) -> None:
    """For the names of lines behind their ends."""
    area = drawn._chartSpace.find(".//" + qn("c:plotArea"))
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    places = {"x": 0.06, "y": 0.1, "w": 0.94 - share, "h": 0.78}
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    told = "".join(f'<c:{name} val="{value:.3f}"/>' for name, value in places.items())
    layout = f"<c:layout {nsdecls('c')}><c:manualLayout>{modes}{told}</c:manualLayout></c:layout>"
    area.insert(0, parse_xml(layout))


def _type(drawn: Any, size: int) -> None:
    drawn.has_title = False
    _font(drawn.font, size, _STYLE.ink)


def _font(font: Any, size: int, colour: str) -> None:
    """Size and colour, and the typefaces for letters and for Chinese."""
    font.size, font.color.rgb = Pt(size), rgb(colour)
    typefaces(font._element)


def typefaces(properties: Any) -> None:
    """Names both typefaces in the properties of a run or a paragraph of a drawing."""
    for tag, name in (("a:latin", LATIN), ("a:ea", CHINESE)):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
        properties.append(parse_xml(f'<{tag} {nsdecls("a")} typeface="{name}"/>'))


def _fill(drawn: Any, colour: RGBColor) -> None:
    drawn.fill.solid()
    drawn.fill.fore_color.rgb = colour


def rgb(colour: str) -> RGBColor:
    """A colour as slides take it, from `#rrggbb`."""
    told: RGBColor = RGBColor.from_string(colour[1:].upper())
    return told


def type_size(chart: Chart) -> int:
    """The largest type, in points, with which the names of all categories have room."""
    if chart.shape in (Shape.BARS, Shape.STACKED) and not stands(chart):
        return max(11, min(18, int(_POINTS_HIGH / max(len(chart.categories), 1))))
    if chart.shape in (Shape.STEPS, Shape.DOTS, Shape.BARS, Shape.STACKED):
        longest = max(map(cells, chart.categories), default=1)
        return max(11, min(18, int(850 / max(len(chart.categories), 1) / (0.56 * min(longest, 12)))))
    return 16
