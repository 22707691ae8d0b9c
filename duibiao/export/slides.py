"""A briefing as slides: charts and tables that can be edited, the answer large, what it rests on at the foot."""

import io
from collections.abc import Sequence
from typing import Any

import pptx
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Inches, Pt

from duibiao import palette
from duibiao.export import properties
from duibiao.export.briefing import Action, Briefing, Slide, action_cells, action_words
from duibiao.export.figures import figure, stands
from duibiao.export.native import CHINESE, LATIN, add_chart, rgb, type_size, typefaces
from duibiao.export.picture import extent_of, heat_colour
from duibiao.export.portion import chart_parts, column_parts, first_rows, without_figures
from duibiao.export.provenance import foot, joined, sources, warnings
from duibiao.export.style import LIGHT
from duibiao.export.table import Table, text
from duibiao.export.typography import cells, printable
from duibiao.export.view import Chart, Shape, View
from duibiao.language import _

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)

_LEFT, _ACROSS = Inches(0.6), Inches(12.13)
_TITLE_AT, _ANSWER_AT, _BODY_AT, _FOOT_AT = Inches(0.35), Inches(1.12), Inches(2.2), Inches(6.92)
_BODY_HIGH = _FOOT_AT - _BODY_AT - Inches(0.1)
_DEEP, _INK, _MUTED, _PROBLEM, _TOTAL = (
    palette.LIGHT.chosen, palette.LIGHT.ink, palette.LIGHT.quiet, palette.LIGHT.problem, palette.LIGHT.surface,
)  # fmt: skip
_HEAD, _RULE = "#e8eef4", "#c5d0dc"
_CATEGORIES, _SQUARES, _ROWS, _COLUMNS, _PARTS = 14, 12, 13, 8, 2
"""What a slide has room for, and on how many slides a longer chart or a wider table goes on."""
_BESIDE_ROWS, _BESIDE_COLUMNS = 9, 4
"""A table no larger than this stands beside its chart."""
_ACTIONS = 8
_SIDES = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_LINE_OF_TYPE = 1.32
"""Height of a line in sizes of its type."""


def pptx_bytes(briefing: Briefing) -> bytes:
    """The slides, 16:9: a title, the views in their order, what was agreed; the presenter's notes below each."""
    deck = pptx.Presentation()
    _widen(deck)
    _name_typefaces(deck)
    properties.tell(deck.core_properties, briefing.title, warnings(briefing))
    _add_title(deck, briefing)
    for slide in briefing.slides:
        _add_view(deck, slide)
    for start in range(0, len(briefing.actions), _ACTIONS):
        _add_actions(deck, briefing.actions[start : start + _ACTIONS])
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _add_title(deck: Any, briefing: Briefing) -> None:
    page = _page(deck)
    _write(_box(page, _LEFT, Inches(2.3), Inches(1.2), Inches(0.09), _DEEP), "", 10)
    high = Inches(0.75) * min(_lines(briefing.title, _ACROSS, 40), 3)
    _place_title(page, briefing.title, Inches(2.6), high, 40, MSO_ANCHOR.TOP)
    _write(_box(page, _LEFT, Inches(2.8) + high, _ACROSS, Inches(0.6)), briefing.moment, 22, _MUTED)
    _write(_box(page, _LEFT, Inches(3.4) + high, _ACROSS, Inches(0.9)), warnings(briefing), 22, _PROBLEM, bold=True)


def _add_view(deck: Any, slide: Slide) -> None:
    view = slide.view
    beside = _beside(view)
    drawn = [(part, chart, rest) for chart in view.charts for part, rest in _parts(chart)]
    for number, (part, chart, rest) in enumerate(drawn):
        page = _view_page(deck, slide, _counted(number, len(drawn)))
        across = int(_ACROSS * 0.6) if beside else _ACROSS
        _add_part(page, part, chart, rest, across)
        if beside:
            left = _LEFT + across + Inches(0.25)
            _add_table_beside(page, beside, (left, _BODY_AT, _LEFT + _ACROSS - left, _BODY_HIGH))
    if not beside:
        for shown in view.tables:
            _add_table_pages(deck, slide, shown.table)
    if not drawn and not view.tables:
        _view_page(deck, slide, "")


def _parts(chart: Chart) -> list[tuple[Chart, str]]:
    parts, rest = chart_parts(chart, _CATEGORIES if chart.shape is not Shape.HEAT else _SQUARES, _PARTS)
    return [(part, rest) for part in parts]


def _counted(number: int, n: int) -> str:
    return f" ({number + 1}/{n})" if n > 1 else ""


def _beside(view: View) -> Table | None:
    """The only table, where the only chart leaves room beside it."""
    if len(view.charts) != 1 or len(view.tables) != 1 or len(_parts(view.charts[0])) != 1:
        return None
    chart, table = view.charts[0], view.tables[0].table
    small = table.frame.height <= _BESIDE_ROWS and len(table.columns) <= _BESIDE_COLUMNS
    return table if small and chart.shape in (Shape.BARS, Shape.LINES, Shape.POINTS) else None


def _view_page(deck: Any, slide: Slide, counted: str, answer: bool = True) -> Any:
    view = slide.view
    page = _page(deck)
    _place_title(page, slide.heading + counted, _TITLE_AT, Inches(0.75), 28, MSO_ANCHOR.MIDDLE)
    if answer:
        size = 24 if cells(view.answer) <= 120 else 20 if cells(view.answer) <= 190 else 16
        _write(_box(page, _LEFT, _ANSWER_AT, _ACROSS, Inches(1.0)), view.answer, size, _INK, anchor=MSO_ANCHOR.MIDDLE)
    told = foot(view)
    _write(_box(page, _LEFT, _FOOT_AT, Inches(11.2), Inches(0.45)), told, 12 if cells(told) <= 150 else 10, _MUTED)
    _number(page)
    _add_notes(page, slide)
    return page


def _add_part(page: Any, part: Chart, chart: Chart, rest: str, across: int) -> None:
    """The chart with a line above it: the unit, the reference, for whom there is no number, what is not drawn."""
    size = type_size(part)
    missing = without_figures(part) if part.shape is not Shape.POINTS else ()
    names = "、".join(missing[:4]) + ("…" if len(missing) > 4 else "")
    line = part.reference[0] if part.reference and part.shape is Shape.BARS and not stands(part) else ""
    reference = _("Line: {name}").format(name=line) if line else ""
    none = _("No figure: {names}").format(names=names) if missing else ""
    unit = chart.axis if part.shape is not Shape.POINTS else ""
    told = joined(unit, reference, none, rest)
    above = Inches(0.3) * min(_lines(told, across, 14), 2) + Inches(0.05)
    _write(_box(page, _LEFT, _BODY_AT, across, above), told, 14, _MUTED)
    top, high = _BODY_AT + above, _BODY_HIGH - above
    if part.shape is Shape.HEAT:
        _add_heat(page, part, chart, (_LEFT, top, across, high))
        return
    fixed = extent_of(chart) if len(part.categories) < len(chart.categories) else None
    add_chart(page, part, (_LEFT, top, Emu(across), Emu(high)), size, fixed)


def _add_notes(page: Any, slide: Slide) -> None:
    """What the presenter wrote, then how the view is known."""
    told = [slide.note] if slide.note else []
    told += [_("{name}: {text}").format(name=name, text=words) for name, words in sources(slide.view)]
    page.notes_slide.notes_text_frame.text = "\n".join(printable(line) for line in told)


def _add_table_pages(deck: Any, slide: Slide, table: Table) -> None:
    """The first rows, over two slides where there are many columns, and how many rows there are in all."""
    parts, more_columns = column_parts(table, _COLUMNS, _PARTS)
    for number, part in enumerate(parts):
        page = _view_page(deck, slide, _counted(number, len(parts)), answer=False)
        _write(_box(page, _LEFT, Inches(1.12), Inches(9.6), Inches(0.4)), table.title, 18, _INK, bold=True)
        above = _box(page, _LEFT + Inches(9.6), Inches(1.12), _ACROSS - Inches(9.6), Inches(0.4))
        _write(above, part.unit_line, 14, _MUTED, side=PP_ALIGN.RIGHT)
        room = _FOOT_AT - Inches(1.6) - Inches(0.5)
        rows = _add_table(page, part, (_LEFT, Inches(1.6), _ACROSS, room))
        told = joined(rows, more_columns)
        _write(_box(page, _LEFT, _FOOT_AT - Inches(0.42), _ACROSS, Inches(0.36)), told, 14, _MUTED)


def _add_table_beside(page: Any, table: Table, box: tuple[int, int, int, int]) -> None:
    """The table with its title and its unit above it, and how many rows there are below it."""
    left, top, across, high = box
    titled = int(Inches(0.3) * min(_lines(table.title, across, 14), 2))
    _write(_box(page, left, top, across, titled), table.title, 14, _INK, bold=True)
    unit = Inches(0.28) if table.unit_line else 0
    _write(_box(page, left, top + titled, across, unit), table.unit_line, 12, _MUTED, side=PP_ALIGN.RIGHT)
    above, below = titled + unit + Inches(0.05), Inches(0.5)
    told = _add_table(page, table, (left, top + above, across, high - above - below))
    _write(_box(page, left, top + high - below, across, below), told, 12, _MUTED)


def _add_table(page: Any, table: Table, box: tuple[int, int, int, int]) -> str:
    """As many rows as have room, thirteen at most; returns the words for the others."""
    size = 16 if len(table.columns) <= 6 else 14 if len(table.columns) <= 7 else 12
    widths = _widths(table, box[2])
    shown, told = first_rows(table, _ROWS)
    while _height(shown, widths, size) > box[3] and size > 11:
        size -= 1
    rows = min(_ROWS, table.frame.height)
    while _height(shown, widths, size) > box[3] and rows > table.n_totals + 1:
        rows -= 1
        shown, told = first_rows(table, rows)
    _draw_table(page, shown, widths, box, size)
    return told


def _texts(table: Table) -> list[list[str]]:
    rows = table.scaled().iter_rows()
    kinds = [column.kind for column in table.columns]
    return [[text(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows]


def _widths(table: Table, across: int) -> list[int]:
    """By how long the texts are, within limits."""
    texts = _texts(first_rows(table, 60)[0])
    wants = []
    for place, column in enumerate(table.columns):
        longest = max((cells(row[place]) for row in texts), default=0)
        label = max(cells(word) for word in table.heading(column).split("\n"))
        wants.append(min(max(longest + 2, min(label, 10) + 2, 6), 16 if column.kind.is_number else 34))
    return [across * want // sum(wants) for want in wants]


def _lines(words: str, width: int, size: int) -> int:
    room = max(int((width / 12_700 - 10) / (size * 0.53)), 1)
    return sum(max(1, -(-cells(line) // room)) for line in words.split("\n"))


def _row_height(words: Sequence[str], widths: Sequence[int], size: int) -> int:
    most = max(_lines(each, width, size) for each, width in zip(words, widths, strict=True))
    return int((most * size * _LINE_OF_TYPE + 6) * 12_700)


def _height(table: Table, widths: Sequence[int], size: int) -> int:
    return sum(_heights(table, widths, size))


def _heights(table: Table, widths: Sequence[int], size: int) -> list[int]:
    groups = [_row_height([""] * len(widths), widths, size)] if table.has_groups else []
    labels = [_row_height([table.heading(column) for column in table.columns], widths, size)]
    return [*groups, *labels, *(_row_height(row, widths, size) for row in _texts(table))]


def _draw_table(page: Any, table: Table, widths: Sequence[int], box: tuple[int, int, int, int], size: int) -> None:
    heights = _heights(table, widths, size)
    grid = _grid(page, len(heights), widths, heights, box)
    body = 2 if table.has_groups else 1
    _draw_header(grid, table, size, body)
    for number, row in enumerate(_texts(table)):
        for place, (words, column) in enumerate(zip(row, table.columns, strict=True)):
            total = number < table.n_totals
            _fill_cell(
                grid.cell(number + body, place), words, size, _SIDES[column.kind.side], total, _TOTAL if total else None
            )


def _draw_header(grid: Any, table: Table, size: int, body: int) -> None:
    """One row, or two with the groups merged over their columns."""
    for place, column in enumerate(table.columns):
        _fill_cell(grid.cell(body - 1, place), table.heading(column), size, PP_ALIGN.CENTER, True, _HEAD)
        if body == 2 and not column.group:
            grid.cell(0, place).merge(grid.cell(1, place))
            _fill_cell(grid.cell(1, place), "", size, PP_ALIGN.CENTER, True, _HEAD)
            _fill_cell(grid.cell(0, place), table.heading(column), size, PP_ALIGN.CENTER, True, _HEAD)
    for first, last, group in table.groups:
        for place in range(first, last + 1):
            _fill_cell(grid.cell(0, place), group if place == first else "", size, PP_ALIGN.CENTER, True, _HEAD)
        if first < last:
            grid.cell(0, first).merge(grid.cell(0, last))


def _add_heat(page: Any, part: Chart, chart: Chart, box: tuple[int, int, int, int]) -> None:
    """Squares as a table with filled cells; their colours go by the whole chart, of which this may be a part."""
    n = len(part.series)
    size = 14 if n <= 8 else 12 if n <= 12 else 10
    first = int(box[2] * 0.2)
    widths = [first, *([(box[2] - first) // max(n, 1)] * n)]
    rows = [["", *(series.name for series in part.series)]]
    rows += [[name, *(figure(series, place) for series in part.series)] for place, name in enumerate(part.categories)]
    heights = [_row_height(row, widths, size) for row in rows]
    each = min(26 * 12_700, (box[3] - Inches(0.15) - heights[0]) // max(len(rows) - 1, 1))
    heights = [heights[0], *(max(height, each) for height in heights[1:])]
    grid = _grid(page, len(rows), widths, heights, box)
    for number, row in enumerate(rows):
        for place, words in enumerate(row):
            cell = grid.cell(number, place)
            if number == 0:
                _fill_cell(cell, words, size, PP_ALIGN.CENTER, True, _HEAD)
            elif place == 0:
                _fill_cell(cell, words, size, PP_ALIGN.LEFT, False, None)
            else:
                series = part.series[place - 1]
                known = series.values[number - 1] is not None
                colour = heat_colour(series, number - 1, LIGHT, extent_of(chart)) if known else None
                ink = LIGHT.ink_on(colour) if colour else _MUTED
                _fill_cell(cell, words, size, PP_ALIGN.CENTER, False, colour, ink)


def _add_actions(deck: Any, actions: Sequence[Action]) -> None:
    page = _page(deck)
    _place_title(page, _("What was agreed"), _TITLE_AT, Inches(0.75), 28, MSO_ANCHOR.MIDDLE)
    _number(page)
    across = [int(_ACROSS * share) for share in (0.05, 0.42, 0.24, 0.19, 0.10)]
    rows = [["", *action_words()]]
    for number, action in enumerate(actions, 1):
        rows.append([str(number), *action_cells(action)])
    heights = [max(_row_height(row, across, 18), 34 * 12_700) for row in rows]
    grid = _grid(page, len(rows), across, heights, (_LEFT, Inches(1.4), _ACROSS, 0))
    for number, row in enumerate(rows):
        for place, words in enumerate(row):
            head = number == 0
            side = PP_ALIGN.LEFT if place in (1, 2) and not head else PP_ALIGN.CENTER
            _fill_cell(grid.cell(number, place), words, 18, side, head, _HEAD if head else None)


def _grid(page: Any, n_rows: int, widths: Sequence[int], heights: Sequence[int], box: tuple[int, int, int, int]) -> Any:
    frame = page.shapes.add_table(n_rows, len(widths), box[0], box[1], sum(widths), sum(heights))
    table = frame.table
    table.first_row, table.horz_banding = True, False
    frame._element.find(".//" + qn("a:tableStyleId")).text = _NO_STYLE
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(width)
    for row, height in zip(table.rows, heights, strict=True):
        row.height = Emu(height)
    return table


def _fill_cell(
    cell: Any, words: str, size: int, side: PP_ALIGN, bold: bool, colour: str | None, ink: str = _INK
) -> None:
    cell.margin_left = cell.margin_right = Pt(5)
    cell.margin_top = cell.margin_bottom = Pt(2)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    _say(cell.text_frame, words, size, ink, bold, side)
    if colour:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(colour)
    else:
        cell.fill.background()
    properties = cell._tc.get_or_add_tcPr()
    for old in properties.findall(qn("a:lnB")):
        properties.remove(old)
    rule = f'<a:solidFill><a:srgbClr val="{_RULE[1:]}"/></a:solidFill>'
    properties.insert(0, parse_xml(f'<a:lnB {nsdecls("a")} w="9525">{rule}</a:lnB>'))


def _page(deck: Any) -> Any:
    """A slide with nothing but a title, which outlines and screen readers find."""
    return deck.slides.add_slide(deck.slide_layouts[5])


def _place_title(page: Any, words: str, top: int, high: int, size: int, anchor: MSO_ANCHOR) -> None:
    title = page.shapes.title
    title.left, title.top, title.width, title.height = _LEFT, Emu(top), _ACROSS, Emu(high)
    if cells(words) > _ACROSS / 12_700 / (size * 0.52):
        size = max(18, int(size * 0.75))
    _frame(title.text_frame, anchor)
    _say(title.text_frame, words, size, _DEEP, True, PP_ALIGN.LEFT)


def _box(page: Any, left: int, top: int, wide: int, high: int, colour: str | None = None) -> Any:
    box = page.shapes.add_textbox(Emu(left), Emu(top), Emu(wide), Emu(high))
    if colour:
        box.fill.solid()
        box.fill.fore_color.rgb = rgb(colour)
    return box


def _write(
    box: Any, words: str, size: int, ink: str = _INK, bold: bool = False, side: PP_ALIGN = PP_ALIGN.LEFT,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
) -> None:  # fmt: skip
    """Text in a box; a box that has nothing to say is taken away again."""
    if not words and box.fill.type is None:
        box._element.getparent().remove(box._element)
        return
    _frame(box.text_frame, anchor)
    _say(box.text_frame, words, size, ink, bold, side)


def _frame(frame: Any, anchor: MSO_ANCHOR) -> None:
    frame.word_wrap, frame.vertical_anchor = True, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _say(frame: Any, words: str, size: int, ink: str, bold: bool, side: PP_ALIGN) -> None:
    frame.clear()
    lines = printable(words).split("\n")
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = side
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, rgb(ink)
        typefaces(run.font._element)


def _number(page: Any) -> None:
    """The number of the slide, which stays right when slides are moved."""
    box = _box(page, Inches(12.13), _FOOT_AT, Inches(0.6), Inches(0.35))
    _write(box, " ", 12, _MUTED, side=PP_ALIGN.RIGHT)
    run = box.text_frame.paragraphs[0]._p.find(qn("a:r"))
    field = parse_xml(
        f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:t>‹#›</a:t></a:fld>'
    )
    field.insert(0, run.find(qn("a:rPr")))
    run.getparent().replace(run, field)


def _widen(deck: Any) -> None:
    """16:9; what the layouts hold is moved along, so that slides added by hand look right too."""
    wider = WIDTH / deck.slide_width
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    masters = list(deck.slide_masters)
    for page in (*masters, *(layout for master in masters for layout in master.slide_layouts)):
        for shape in page.placeholders:
            if shape._element.spPr.find(qn("a:xfrm")) is not None:
                shape.left, shape.width = Emu(int(shape.left * wider)), Emu(int(shape.width * wider))


def _name_typefaces(deck: Any) -> None:
    """The typefaces of the theme, which text written by hand takes."""
    for master in deck.slide_masters:
        part = next(each.target_part for each in master.part.rels.values() if each.reltype.endswith("/theme"))
        theme = parse_xml(part.blob)
        for fonts in (*theme.iter(qn("a:majorFont")), *theme.iter(qn("a:minorFont"))):
            fonts.find(qn("a:latin")).set("typeface", LATIN)
            fonts.find(qn("a:ea")).set("typeface", CHINESE)
        part._blob = serialize_part_xml(theme)
