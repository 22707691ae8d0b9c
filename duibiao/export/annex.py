"""The annex of a briefing: a workbook of contents, every table whole, every chart with its numbers, the sources."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duibiao.export.briefing import Briefing, Slide, action_cells, action_words, place_of
from duibiao.export.provenance import foot, joined, moment, sources, warning, warnings
from duibiao.export.sheet import FONT, OPTIONS, set_page, write_table
from duibiao.export.sheet_chart import write_chart
from duibiao.export.table import Table
from duibiao.export.view import Shown
from duibiao.language import _

_LONGEST_NAME = 31
_FORBIDDEN = "[]:*?/\\'"

_Content = tuple[str, str, str]
"""Name of a sheet, what it holds, how many rows."""


def xlsx_annex(briefing: Briefing) -> bytes:
    """A sheet a table and a chart, in the order of the briefing; all rows, numbers as numbers, text as text."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties({"title": briefing.title, "author": "", "comments": warnings(briefing)})
        names = _Names()
        contents = book.add_worksheet(names.of(_("Contents")))
        listed: list[_Content] = []
        for number, slide in enumerate(briefing.slides, 1):
            listed += _write_slide(book, names, slide, number)
        listed.append(_write_sources(book, book.add_worksheet(names.of(_("Definitions and sources"))), briefing))
        if briefing.actions:
            listed.append(_write_actions(book, book.add_worksheet(names.of(_("What was agreed"))), briefing))
        _write_contents(book, contents, briefing, listed)
    return buffer.getvalue()


class _Names:
    """Names of sheets: short enough, without signs that none may have, no two alike."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, wanted: str) -> str:
        clean = "".join("_" if letter in _FORBIDDEN or letter < " " else letter for letter in wanted).strip() or "_"
        name, number = clean[:_LONGEST_NAME], 2
        while name.lower() in self._taken:
            end = f" {number}"
            name, number = clean[: _LONGEST_NAME - len(end)] + end, number + 1
        self._taken.add(name.lower())
        return name


def _write_slide(book: Workbook, names: _Names, slide: Slide, number: int) -> Iterable[_Content]:
    view = slide.view
    for place, shown in enumerate(view.tables, 1):
        name = names.of(f"{place_of(number, place, len(view.tables))} {shown.table.title}")
        write_table(book, book.add_worksheet(name), shown.table, _below(slide, shown))
        yield name, joined(slide.heading, shown.table.title), str(_rows(shown.table))
    for place, chart in enumerate(view.charts, 1):
        name = names.of(_("{place} chart").format(place=place_of(number, place, len(view.charts))))
        write_chart(book, book.add_worksheet(name), chart, slide.heading, foot(view))
        yield name, joined(slide.heading, _("chart with its numbers")), str(len(chart.categories))


def _rows(table: Table) -> int:
    return table.frame.height - table.n_totals


def _below(slide: Slide, shown: Shown) -> str:
    view, about = slide.view, shown.about
    return joined(about.warning or warning(view), about.up_to, about.moment or moment(view), view.basis)


def _write_contents(book: Workbook, sheet: Worksheet, briefing: Briefing, listed: Sequence[_Content]) -> None:
    plain, muted = book.add_format(FONT), book.add_format(FONT | {"font_color": "#6b7280"})
    link = book.add_format(FONT | {"font_color": "#1f5f8b", "underline": 1})
    head = book.add_format(FONT | {"bold": True, "bg_color": "#e8eef4", "border": 1, "border_color": "#c5d0dc"})
    sheet.write_string(0, 0, briefing.title, book.add_format(FONT | {"bold": True, "font_size": 16}))
    sheet.write_string(1, 0, joined(warnings(briefing), briefing.moment), muted)
    for column, words in enumerate((_("Sheet"), _("What it holds"), _("Rows"))):
        sheet.write_string(3, column, words, head)
    for row, (name, words, rows) in enumerate(listed, 4):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, name)
        sheet.write_string(row, 1, words, plain)
        if rows:
            sheet.write_number(row, 2, int(rows), plain)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 80)
    sheet.set_column(2, 2, 10)
    sheet.freeze_panes(4, 0)
    set_page(sheet, 120)


def _write_sources(book: Workbook, sheet: Worksheet, briefing: Briefing) -> _Content:
    title, name = book.add_format(FONT | {"bold": True, "font_size": 14}), book.add_format(FONT | {"bold": True})
    group = book.add_format(FONT | {"bold": True, "bg_color": "#e8eef4"})
    words = book.add_format(FONT | {"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, _("Definitions and sources"), title)
    row = 2
    for number, slide in enumerate(briefing.slides, 1):
        sheet.write_string(row, 0, f"{number}  {slide.heading}", group)
        sheet.write_string(
            row, 1, slide.view.answer, book.add_format(FONT | {"text_wrap": True, "bg_color": "#e8eef4"})
        )
        notes = [(_("Note"), line) for line in slide.note.splitlines() if line.strip()]
        for label, text in (*notes, *sources(slide.view)):
            row += 1
            sheet.write_string(row, 0, label, name)
            sheet.write_string(row, 1, text, words)
        row += 2
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 96)
    set_page(sheet, 130)
    return sheet.name, _("Filters, definitions, data date and batches of every view"), ""


def _write_actions(book: Workbook, sheet: Worksheet, briefing: Briefing) -> _Content:
    head = book.add_format(FONT | {"bold": True, "bg_color": "#e8eef4", "border": 1, "border_color": "#c5d0dc"})
    cell = book.add_format(FONT | {"text_wrap": True, "border": 1, "border_color": "#c5d0dc"})
    day = book.add_format(FONT | {"num_format": "yyyy-mm-dd", "border": 1, "border_color": "#c5d0dc", "align": "left"})
    sheet.write_string(0, 0, _("What was agreed"), book.add_format(FONT | {"bold": True, "font_size": 14}))
    for column, words in enumerate(action_words()):
        sheet.write_string(2, column, words, head)
    for row, action in enumerate(briefing.actions, 3):
        for column, words in enumerate(action_cells(action)):
            sheet.write_string(row, column, words, cell)
        if action.due_on:
            sheet.write_datetime(row, 2, action.due_on, day)
    for column, width in enumerate((60, 30, 16, 12)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(3, 0)
    set_page(sheet, 120)
    return sheet.name, _("Who does what by when"), str(len(briefing.actions))
