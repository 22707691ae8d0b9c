"""The numbers of a chart on a sheet, with a chart of the office program beside them that follows when they change."""

from dataclasses import replace
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duibiao.export.figures import bases, figure, number_format, parts_of_steps, series_colour, stands
from duibiao.export.picture import extent_of, heat_colour, sides_of_names, spread, step_colour
from duibiao.export.sheet import FONT, set_page
from duibiao.export.style import LIGHT
from duibiao.export.typography import cells
from duibiao.export.view import Chart, Series, Shape
from duibiao.language import _

_HEAD_ROW, _FIRST_ROW = 3, 4
_WIDTH = 760
_BESIDE = 4
"""Beside no more columns than these there is room for the chart; it stands below more."""
_ONE_PAGE = 70


def write_chart(book: Workbook, sheet: Worksheet, chart: Chart, title: str, below: str) -> None:
    """A title, what it rests on, what is measured; a row a category, a column a series; the chart at their right."""
    sheet.write_string(0, 0, title, book.add_format(FONT | {"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, below, book.add_format(FONT | {"font_color": "#6b7280"}))
    sheet.write_string(2, 0, chart.axis, book.add_format(FONT))
    columns = _columns(chart)
    _write_numbers(book, sheet, chart, columns)
    sheet.freeze_panes(_FIRST_ROW, 1)
    sheet.repeat_rows(_HEAD_ROW, _HEAD_ROW)
    set_page(sheet, 120)
    if len(chart.categories) <= _ONE_PAGE:
        sheet.fit_to_pages(1, 1)
    if chart.shape is not Shape.HEAT and chart.categories:
        drawn = _DRAWERS[chart.shape](book, sheet, chart, columns)
        drawn.set_size({"width": _WIDTH, "height": _height(chart)})
        beside = len(columns) <= _BESIDE
        row, column = (_HEAD_ROW, len(columns) + 2) if beside else (_last(chart) + 3, 0)
        sheet.insert_chart(row, column, drawn, {"object_position": 2, "description": title})


def _columns(chart: Chart) -> list[Series]:
    """The series; of steps the parts that are stacked too; the reference last."""
    columns = list(chart.series)
    if chart.shape is Shape.STEPS:
        columns += [*parts_of_steps(chart), Series(_("Height of the text"), tuple(max(span) for span in bases(chart)))]
    if chart.reference:
        columns.append(Series(chart.reference[0], (chart.reference[1],) * len(chart.categories)))
    return columns


def _write_numbers(book: Workbook, sheet: Worksheet, chart: Chart, columns: list[Series]) -> None:
    look = {"bold": True, "bg_color": "#e8eef4", "border": 1, "border_color": "#c5d0dc", "text_wrap": True}
    head, name = book.add_format(FONT | look | {"align": "center"}), book.add_format(FONT)
    sheet.write_blank(_HEAD_ROW, 0, None, head)
    sheet.set_column(0, 0, min(max(map(cells, chart.categories), default=8) + 2, 40))
    sheet.set_column(1, max(len(columns), 1), 13)
    for row, category in enumerate(chart.categories, _FIRST_ROW):
        sheet.write_string(row, 0, category, name)
    for place, series in enumerate(columns, 1):
        sheet.write_string(_HEAD_ROW, place, _head(chart, series, place), head)
        code = "yyyy-mm-dd" if chart.days and place == 1 else number_format(series) or "#,##0.00##"
        plain = book.add_format(FONT | {"num_format": code})
        for row, value in enumerate(series.values, _FIRST_ROW):
            style = _square(book, chart, series, row - _FIRST_ROW, code) if chart.shape is Shape.HEAT else plain
            if value is None and chart.shape is Shape.HEAT:
                sheet.write_string(row, place, figure(series, row - _FIRST_ROW), style)
            elif value is None:
                sheet.write_blank(row, place, None, style)
            else:
                sheet.write_number(row, place, value, style)


def _head(chart: Chart, series: Series, place: int) -> str:
    if chart.shape is Shape.POINTS and place == 1:
        return chart.across or series.name
    return series.name


def _square(book: Workbook, chart: Chart, series: Series, place: int, code: str) -> Any:
    if series.values[place] is None:
        return book.add_format(FONT | {"align": "center"})
    colour = heat_colour(series, place, LIGHT, extent_of(chart))
    look = {"num_format": code, "align": "center", "bg_color": colour, "font_color": LIGHT.ink_on(colour)}
    return book.add_format(FONT | look)


def _bars(book: Workbook, sheet: Worksheet, chart: Chart, columns: list[Series]) -> Any:
    upright = stands(chart)
    drawn = book.add_chart({"type": "column" if upright else "bar"})
    for place, series in enumerate(chart.series):
        drawn.add_series(
            _drawn(sheet, chart, place) | _filled(chart, place) | _labelled(series, "outside_end") | {"gap": 45}
        )
    if chart.reference and upright:
        drawn.combine(_reference(book, sheet, chart, len(columns) - 1))
    elif chart.reference:
        drawn.add_series(_drawn(sheet, chart, len(columns) - 1) | _stroke(chart))
    return _finished(drawn, sheet, upright, len(chart.series) > 1 or chart.reference is not None)


def _stacked(book: Workbook, sheet: Worksheet, chart: Chart, columns: list[Series]) -> Any:
    upright = chart.reference is not None
    drawn = book.add_chart({"type": "column" if upright else "bar", "subtype": "stacked"})
    for place in range(len(chart.series)):
        drawn.add_series(_drawn(sheet, chart, place) | _filled(chart, place) | {"gap": 45})
    if upright:
        drawn.combine(_reference(book, sheet, chart, len(columns) - 1))
    return _finished(drawn, sheet, upright, True)


def _dots(book: Workbook, sheet: Worksheet, chart: Chart, columns: list[Series]) -> Any:
    drawn = book.add_chart({"type": "line"})
    for place in range(len(chart.series)):
        colour = series_colour(chart, place, LIGHT)
        fill = {"fill": {"color": colour}} if place == 0 else {"fill": {"none": True}}
        marker = {"type": _MARKERS[place % 4], "size": 9 if place == 0 else 7, "border": {"color": colour}} | fill
        drawn.add_series(_drawn(sheet, chart, place) | {"line": {"none": True}, "marker": marker})
    if chart.reference:
        drawn.combine(_reference(book, sheet, chart, len(columns) - 1))
    return _finished(drawn, sheet, True, True)


_MARKERS = ("circle", "circle", "long_dash", "diamond")


def _lines(book: Workbook, sheet: Worksheet, chart: Chart, columns: list[Series]) -> Any:
    drawn = book.add_chart({"type": "line"})
    for place, series in enumerate(chart.series):
        colour = series_colour(chart, place, LIGHT)
        line = {"color": colour, "width": 2.25} | ({"dash_type": "dash"} if series.dashed else {})
        marker = {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}}
        drawn.add_series(_drawn(sheet, chart, place) | {"line": line, "marker": marker})
    if chart.reference:
        drawn.combine(_reference(book, sheet, chart, len(columns) - 1))
    return _finished(drawn, sheet, True, len(columns) > 1)


def _steps(book: Workbook, sheet: Worksheet, chart: Chart, columns: list[Series]) -> Any:
    drawn = book.add_chart({"type": "column", "subtype": "stacked"})
    parts = parts_of_steps(chart)
    for number, part in enumerate(parts):
        fills = [
            {"fill": {"color": step_colour(chart, place, LIGHT)}} if value else None
            for place, value in enumerate(part.values)
        ]
        look = {"fill": {"none": True}} if number == 0 else {"points": fills}
        drawn.add_series(_drawn(sheet, chart, number + 1) | look | {"gap": 35})
    over = book.add_chart({"type": "line"})
    told = [{"value": figure(chart.series[0], place)} for place in range(len(chart.categories))]
    # A text that begins with "=" would be read as a formula; no text of a number does.
    custom = [{"delete": True} if each["value"].startswith("=") else each for each in told]
    labels = {"value": True, "position": "above", "custom": custom}
    over.add_series(_drawn(sheet, chart, 1 + len(parts)) | {"line": {"none": True}, "data_labels": labels})
    if chart.reference:
        over.add_series(_drawn(sheet, chart, len(columns) - 1) | _dashed())
    drawn.combine(over)
    return _finished(drawn, sheet, True, False)


def _points(book: Workbook, sheet: Worksheet, chart: Chart, columns: list[Series]) -> Any:
    drawn = book.add_chart({"type": "scatter"})
    across = [sheet.name, _FIRST_ROW, 1, _last(chart), 1]
    own = chart.series[1].colours if len(chart.series[1].colours) == len(chart.categories) else ()
    marker = {"type": "circle", "size": 8, "fill": {"color": series_colour(chart, 1, LIGHT)}}
    style = replace(LIGHT, size=12, width=_WIDTH - 90)
    sides = sides_of_names(chart, style, spread(chart.series[0]), extent_of(chart), 300)
    names = [
        {"value": _literal(sheet, chart, place)} if sides.get(place) == "right" else {"delete": True}
        for place in range(len(chart.categories))
    ]
    look: dict[str, Any] = {"marker": marker, "data_labels": {"value": True, "position": "right", "custom": names}}
    if own:
        look["points"] = [{"fill": {"color": colour}} for colour in own]
    drawn.add_series(_drawn(sheet, chart, 1) | {"categories": across} | look)
    if chart.reference:
        line = _dashed() | {"categories": across, "marker": {"type": "none"}}
        drawn.add_series(_drawn(sheet, chart, len(columns) - 1) | line)
    finished = _finished(drawn, sheet, True, False)
    low, high = spread(chart.series[0])
    axis: dict[str, Any] = {"name": [sheet.name, _HEAD_ROW, 1], "major_gridlines": {"visible": False}}
    if chart.days:
        axis |= {"num_format": "yyyy-mm-dd", "min": int(low), "max": int(high) + 1}
    finished.set_x_axis(axis | {"name_font": _small(), "num_font": _small()})
    return finished


_DRAWERS = {
    Shape.BARS: _bars,
    Shape.STACKED: _stacked,
    Shape.DOTS: _dots,
    Shape.LINES: _lines,
    Shape.STEPS: _steps,
    Shape.POINTS: _points,
}


def _drawn(sheet: Worksheet, chart: Chart, place: int) -> dict[str, Any]:
    """Names and numbers by where they stand: a name given as text might be read as a formula."""
    return {
        "name": [sheet.name, _HEAD_ROW, place + 1],
        "categories": [sheet.name, _FIRST_ROW, 0, _last(chart), 0],
        "values": [sheet.name, _FIRST_ROW, place + 1, _last(chart), place + 1],
    }


def _filled(chart: Chart, place: int) -> dict[str, Any]:
    series = chart.series[place]
    look: dict[str, Any] = {"fill": {"color": series_colour(chart, place, LIGHT)}}
    if len(series.colours) == len(chart.categories):
        look["points"] = [{"fill": {"color": colour}} for colour in series.colours]
    return look


def _labelled(series: Series, where: str) -> dict[str, Any]:
    code = number_format(series) or "#,##0.00"
    return {"data_labels": {"value": True, "position": where, "num_format": code, "font": _small()}}


def _reference(book: Workbook, sheet: Worksheet, chart: Chart, place: int) -> Any:
    line = book.add_chart({"type": "line"})
    line.add_series(_drawn(sheet, chart, place) | _dashed())
    return line


def _dashed() -> dict[str, Any]:
    return {"line": {"color": LIGHT.reference, "width": 1.5, "dash_type": "dash"}}


def _stroke(chart: Chart) -> dict[str, Any]:
    """A bar that is not seen, with a stroke at its end."""
    low, high = extent_of(chart)
    bars = {"type": "fixed", "value": (high - low) * 0.001, "direction": "plus", "end_style": 1}
    return {
        "fill": {"none": True},
        "overlap": 100,
        "y_error_bars": bars | {"line": {"color": LIGHT.reference, "width": 2.25}},
    }


def _finished(drawn: Any, sheet: Worksheet, upright: bool, legend: bool) -> Any:
    measure = {
        "name": [sheet.name, 2, 0],
        "name_font": _small(),
        "num_font": _small(),
        "num_format": "#,##0.##",
        "major_gridlines": {"visible": True, "line": {"color": LIGHT.grid}},
        "line": {"none": True},
    }
    names = {"num_font": _small(), "label_position": "low"} | ({} if upright else {"reverse": True, "interval_unit": 1})
    drawn.set_x_axis(names if upright else measure)
    drawn.set_y_axis(measure if upright else names)
    drawn.set_legend({"position": "top", "font": _small()} if legend else {"none": True})
    drawn.set_title({"none": True})
    drawn.show_blanks_as("gap")
    return drawn


def _small() -> dict[str, Any]:
    return {"name": FONT["font_name"], "size": 9, "bold": False}


def _literal(sheet: Worksheet, chart: Chart, place: int) -> str:
    """The name of a category; where it would be read as a formula, the cell that holds it."""
    name, quoted = chart.categories[place], sheet.name.replace("'", "''")
    return f"='{quoted}'!$A${_FIRST_ROW + place + 1}" if name.startswith("=") else name


def _last(chart: Chart) -> int:
    return _FIRST_ROW + len(chart.categories) - 1


def _height(chart: Chart) -> int:
    lying = chart.shape in (Shape.BARS, Shape.STACKED) and not stands(chart)
    each = 14 * max(len(chart.series), 1) + 10 if chart.shape is Shape.BARS else 22
    return max(360, each * len(chart.categories) + 110) if lying else 400
