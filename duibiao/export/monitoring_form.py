"""The official form of monitoring (项目支出绩效运行监控表) of one project, and the notice to who is late."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from duibiao.export.about import About
from duibiao.export.document import Block, Heading, Paragraph, docx_bytes
from duibiao.export.table import Table
from duibiao.language import _

_FONT = {"font_name": "仿宋_GB2312", "font_size": 11, "valign": "vcenter", "text_wrap": True, "border": 1}
_WAN = 10_000
_REASONS = ("funds", "rules", "staff", "hardware", "other")
_CHANCES = ("certain", "possible", "impossible")
_LAST = 14


@dataclass(frozen=True)
class Form:
    """What the form of a project says; amounts in yuan, indicators with the columns of the read `monitoring`."""

    year: int
    month: int
    org_name: str
    project_code: str
    project_name: str
    approved_yuan: Decimal | None
    current_yuan: Decimal | None
    paid_yuan: Decimal | None
    expected_yuan: Decimal | None
    execution_rate: float | None
    indicators: Sequence[Mapping[str, Any]]
    labels: Mapping[str, str]
    """What reasons and chances are called."""


def form_xlsx(form: Form, about: About) -> bytes:
    """The form as a workbook of one sheet, headers merged as on paper, amounts in 万元 as numbers."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_("Monitoring"))
        cell = book.add_format(_FONT)
        head = book.add_format(_FONT | {"bold": True, "align": "center", "bg_color": "#eef2f6"})
        title = book.add_format({"font_name": "方正小标宋简体", "font_size": 18, "align": "center"})
        money = book.add_format(_FONT | {"num_format": "#,##0.00"})
        rate = book.add_format(_FONT | {"num_format": "0.0%"})
        plain = book.add_format({"font_name": "仿宋_GB2312", "font_size": 10, "font_color": "#6b7280"})
        sheet.merge_range(0, 0, 0, _LAST, _("Performance monitoring of project spending"), title)
        sheet.merge_range(
            1, 0, 1, _LAST, _("Months 1 to {month} of {year}; {warning}").format(
                month=form.month, year=form.year, warning=about.warning or _("unit: 万元")
            ), plain,
        )  # fmt: skip
        for row, (left, right) in enumerate(
            (
                ((_("Project"), form.project_name), (_("Project code"), form.project_code)),
                ((_("Organisation"), form.org_name), (_("Unit of amounts"), "万元")),
            ),
            2,
        ):
            sheet.merge_range(row, 0, row, 1, left[0], head)
            sheet.merge_range(row, 2, row, 7, left[1], cell)
            sheet.merge_range(row, 8, row, 9, right[0], head)
            sheet.merge_range(row, 10, row, _LAST, right[1], cell)
        _funds(sheet, form, head, money, rate)
        _indicators(sheet, form, head, cell)
        sheet.set_column(0, _LAST, 11)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(6, 8)
        sheet.freeze_panes(9, 0)
    return buffer.getvalue()


def notice_docx(org_name: str, year: int, month: int, days: int, missing: Table, about: About) -> bytes:
    """A notice to a department: which of its projects have not reported, until when, what else is to be explained."""
    when = (
        _("{days} days are left until 31 August.").format(days=days)
        if days >= 0
        else _("The date, 31 August, passed {days} days ago.").format(days=-days)
    )
    blocks: list[Block] = [
        Paragraph(_("{org}:").format(org=org_name)),
        Paragraph(
            _("The monitoring of budget performance of months 1 to {month} of {year} is not complete. {when}").format(
                month=month, year=year, when=when
            )
        ),
        Heading(_("Projects to be reported or explained")),
        missing,
        Paragraph(_("Please fill in the form of each project and explain deviations by their reasons.")),
    ]
    return docx_bytes(_("Notice on performance monitoring"), blocks, about)


def _funds(sheet: Any, form: Form, head: Any, money: Any, rate: Any) -> None:
    """The block of the money: budget, adjusted budget, paid, rate, expected."""
    cells = (
        (_("Approved budget"), form.approved_yuan, money),
        (_("Adjusted budget"), form.current_yuan, money),
        (_("Paid in months 1 to {month}").format(month=form.month), form.paid_yuan, money),
        (_("Execution rate"), form.execution_rate, rate),
        (_("Expected by the year's end"), form.expected_yuan, money),
    )
    for place, (label, value, style) in enumerate(cells):
        first = place * 3
        sheet.merge_range(4, first, 4, first + 2, label, head)
        shown = float(value) / (_WAN if style is money else 1) if value is not None else ""
        sheet.merge_range(5, first, 5, first + 2, shown, style)


def _indicators(sheet: Any, form: Form, head: Any, cell: Any) -> None:
    """The block of the indicators: three levels, target, so far, expected, five reasons, three chances."""
    single = (_("Level 1"), _("Level 2"), _("Level 3"), _("Target of the year"), _("So far"), _("Expected value"))
    for place, label in enumerate(single):
        sheet.merge_range(6, place, 8, place, label, head)
    sheet.merge_range(6, 6, 6, 11, _("Reasons of the deviation"), head)
    for place, name in enumerate(_REASONS):
        sheet.merge_range(7, 6 + place, 8, 6 + place, form.labels[name], head)
    sheet.merge_range(7, 11, 8, 11, _("In words"), head)
    sheet.merge_range(6, 12, 6, 14, _("Likelihood of reaching the target"), head)
    for place, name in enumerate(_CHANCES):
        sheet.merge_range(7, 12 + place, 8, 12 + place, form.labels[name], head)
    for row, told in enumerate(form.indicators, 9):
        target = " ".join(str(told[name]) for name in ("comparison", "target", "target_unit") if told[name])
        texts = [told["level1"], told["level2"], told["level3"], target, told["actual"], told["expected_value"]]
        texts += ["√" if told["deviation_kind"] == name else "" for name in _REASONS]
        texts += [told["deviation"], *("√" if told["likelihood"] == name else "" for name in _CHANCES)]
        for place, text in enumerate(texts):
            sheet.write_string(row, place, str(text or ""), cell)
