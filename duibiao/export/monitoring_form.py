"""The official form of monitoring of one project, and the notice to who is late.

The form: 项目支出绩效目标执行监控表, annex of 财预〔2019〕136号, with the adjusted budget beside the approved one.
"""

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
_LAST = 15
_GENERAL = "一般公共预算"
"""The fund that the form sets apart."""

_FUNDS_AT, _GOAL_AT, _INDICATORS_AT = 4, 8, 9
"""Rows at which the blocks of the form begin."""


@dataclass(frozen=True)
class Form:
    """What the form of a project says; amounts in yuan, indicators with the columns of the read `monitoring`."""

    year: int
    month: int
    department_name: str
    org_name: str
    project_code: str
    project_name: str
    approved_yuan: Decimal | None
    current_yuan: Decimal | None
    paid_yuan: Decimal | None
    expected_yuan: Decimal | None
    funds: Sequence[Mapping[str, Any]]
    """One row a fund: fund_type, approved_yuan, current_yuan, paid_yuan."""
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
                ((_("Department in charge"), form.department_name), (_("Unit that carries it out"), form.org_name)),
            ),
            2,
        ):
            sheet.merge_range(row, 0, row, 1, left[0], head)
            sheet.merge_range(row, 2, row, 7, left[1], cell)
            sheet.merge_range(row, 8, row, 9, right[0], head)
            sheet.merge_range(row, 10, row, _LAST, right[1], cell)
        _funds(sheet, form, head, money, rate)
        sheet.merge_range(_GOAL_AT, 0, _GOAL_AT, 1, _("Goal of the year"), head)
        sheet.merge_range(_GOAL_AT, 2, _GOAL_AT, _LAST, "", cell)
        _indicators(sheet, form, head, cell)
        for place, note in enumerate(_notes(), _INDICATORS_AT + 3 + len(form.indicators)):
            sheet.merge_range(place, 0, place, _LAST, note, plain)
        sheet.set_column(0, _LAST, 11)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_INDICATORS_AT, _INDICATORS_AT + 2)
        sheet.freeze_panes(_INDICATORS_AT + 3, 0)
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
    """The block of the money: all of it, that of the general public budget, the rest."""
    titles = (
        _("Funds (万元)"),
        _("Budget at the start of the year"),
        _("Adjusted budget"),
        _("Paid in months 1 to {month}").format(month=form.month),
        _("Execution rate of months 1 to {month}").format(month=form.month),
        _("Expected by the year's end"),
    )
    general = [fund for fund in form.funds if _GENERAL in str(fund["fund_type"] or "")]
    other = [fund for fund in form.funds if fund not in general]
    rows = (
        (_("All funds of the year"), form.approved_yuan, form.current_yuan, form.paid_yuan, form.expected_yuan),
        (_("of them general public budget of the year"), *_sums(general), None),
        (_("other funds"), *_sums(other), None),
    )
    for (first, last), title in zip(_FUND_COLUMNS, titles, strict=True):
        sheet.merge_range(_FUNDS_AT, first, _FUNDS_AT, last, title, head)
    for row, (label, approved, current, paid, expected) in enumerate(rows, _FUNDS_AT + 1):
        cells = (label, _wan(approved), _wan(current), _wan(paid), _rate(current, paid), _wan(expected))
        styles = (head, money, money, money, rate, money)
        for (first, last), value, style in zip(_FUND_COLUMNS, cells, styles, strict=True):
            sheet.merge_range(row, first, row, last, value, style)


_FUND_COLUMNS = ((0, 2), (3, 5), (6, 8), (9, 11), (12, 13), (14, 15))


def _sums(funds: Sequence[Mapping[str, Any]]) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Approved, current and paid of some funds; nothing told is not zero."""

    def total(name: str) -> Decimal | None:
        told = [Decimal(fund[name]) for fund in funds if fund[name] is not None]
        return sum(told, Decimal(0)) if told else None

    return total("approved_yuan"), total("current_yuan"), total("paid_yuan")


def _wan(amount: Decimal | None) -> float | str:
    return "" if amount is None else float(amount) / _WAN


def _rate(current: Decimal | None, paid: Decimal | None) -> float | str:
    """Blank without a budget above zero."""
    return "" if paid is None or not current or current < 0 else float(paid / current)


def _notes() -> tuple[str, ...]:
    """What the form says below its table."""
    return (
        _("Reasons of the deviation: judged for each value that differs from its target, with the reason in words."),
        _("Likelihood: whether the target will be reached in the way that was planned, in three degrees."),
        _("Remarks: why a target will not be reached by the end of the year, and what will be done about it."),
    )


def _indicators(sheet: Any, form: Form, head: Any, cell: Any) -> None:
    """The block of the indicators: three levels, target, so far, expected, five reasons, three chances, remarks."""
    top = _INDICATORS_AT
    single = (
        (0, _("Level 1")),
        (1, _("Level 2")),
        (2, _("Level 3")),
        (3, _("Target of the year")),
        (4, _("Reached in months 1 to {month}").format(month=form.month)),
        (5, _("Expected in the whole year")),
        (_LAST, _("Remarks")),
    )
    for place, label in single:
        sheet.merge_range(top, place, top + 2, place, label, head)
    sheet.merge_range(top, 6, top, 11, _("Reasons of the deviation"), head)
    for place, name in enumerate(_REASONS):
        sheet.merge_range(top + 1, 6 + place, top + 2, 6 + place, form.labels[name], head)
    sheet.merge_range(top + 1, 11, top + 2, 11, _("In words"), head)
    sheet.merge_range(top, 12, top, 14, _("Likelihood of reaching the target"), head)
    for place, name in enumerate(_CHANCES):
        sheet.merge_range(top + 1, 12 + place, top + 2, 12 + place, form.labels[name], head)
    for row, told in enumerate(form.indicators, top + 3):
        target = " ".join(str(told[name]) for name in ("comparison", "target", "target_unit") if told[name])
        texts = [told["level1"], told["level2"], told["level3"], target, told["actual"], told["expected_value"]]
        texts += ["√" if told["deviation_kind"] == name else "" for name in _REASONS]
        texts += [told["deviation"], *("√" if told["likelihood"] == name else "" for name in _CHANCES), ""]
        for place, text in enumerate(texts):
            sheet.write_string(row, place, str(text or ""), cell)
