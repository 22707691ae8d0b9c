"""Kinds of titles and names: days of printing, two periods, none at all, units and currencies."""

import re
from dataclasses import replace
from random import Random

from tools.mutants.book import Book, Row, number
from tools.mutants.kind import kind


def _retitled(book: Book, old: str, new: str) -> bool:
    """A text of the titles put in the place of another; False where it does not stand there."""
    found = False
    for sheet in book.sheets:
        for row in sheet.of("title"):
            for i, cell in enumerate(row.cells):
                if isinstance(cell, str) and old in cell:
                    row.cells[i], found = cell.replace(old, new), True
    return found


def _of_august(book: Book) -> bool:
    """Whether a statement says its month in its title, and no other time anywhere."""
    if book.extract != "execution" or len(book.sheets) > 1 or {"year", "month"} & set(book.sheet.targets):
        return False
    said = " ".join(str(cell) for row in book.sheet.rows if row.role != "line" for cell in row.cells if cell)
    return "2026年8月" in said and len(re.findall(r"20\d\d", f"{said} {book.name}")) == 1


def _moved(book: Book, period: str) -> None:
    for sheet in book.sheets:
        for row in sheet.lines:
            row.fact = row.fact and replace(row.fact, period=period)


PRINTED = (
    "编制日期：{}",
    "制表日期：{}",
    "打印时间：{} 09:30",
    "填报日期：{}",
    "制表人：王五　打印日期：{}",
    "导出时间：{}",
)


@kind
def a_day_of_printing(book: Book, random: Random) -> bool:
    """The day of printing stands above or below the table, in another month or year."""
    if book.extract != "execution" or len(book.sheets) > 1:
        return False
    day = random.choice(("2026年9月5日", "2027年1月15日", "2026-12-31", "2025年12月31日", "2026.10.8"))
    text, width = random.choice(PRINTED).format(day), len(book.sheet.targets)
    row = Row([text, *[None] * (width - 1)], "title")
    titles = book.sheet.of("title")
    place = random.choice(("second", "first", "below"))
    if place == "below" or not titles:
        row.role = "note"
        book.sheet.rows.append(row)
    else:
        book.sheet.rows.insert(book.sheet.rows.index(titles[0]) + (place == "second"), row)
    return bool(titles)


@kind
def a_year_printed_in_january(book: Book, random: Random) -> bool:
    """2025年度, printed in January 2026: the year's end is meant."""
    if not _of_august(book) or not _retitled(book, "2026年8月", random.choice(("2025年度", "2025年度末"))):
        return False
    _moved(book, "2025-12")
    text = random.choice(PRINTED).format(random.choice(("2026年1月15日", "2026-01-08", "2026年2月")))
    book.sheet.rows.insert(1, Row([text, *[None] * (len(book.sheet.targets) - 1)], "title"))
    return True


@kind
def two_months_in_the_title(book: Book, random: Random) -> bool:
    """From one month to another, of one year or two: the table stands at the end of the second."""
    if not _of_august(book):
        return False
    span = random.choice(
        ("2025年12月至2026年8月", "2026年1月至2026年8月", "2026年1月—8月", "2026年1-8月", "2025年9月-2026年8月")
    )
    return _retitled(book, "2026年8月", span)


@kind
def this_month_against_the_last(book: Book, random: Random) -> bool:
    """The title names the year before for comparison."""
    if not _of_august(book):
        return False
    return _retitled(book, "2026年8月", random.choice(("2026年8月（与2025年8月同比）", "2026年8月较2025年8月")))


@kind
def until_a_day(book: Book, random: Random) -> bool:
    """截至8月31日 in place of the month."""
    if not _of_august(book):
        return False
    return _retitled(book, "2026年8月", random.choice(("截至2026年8月31日", "截至2026年8月末")))


@kind
def a_month_apart_from_its_year(book: Book, random: Random) -> bool:
    """The year stands in one place, the month in another."""
    if not _of_august(book):
        return False
    return _retitled(book, "2026年8月", random.choice(("2026年截至8月末", "2026年度（8月）", "2026年度1至8月")))


@kind
def no_period_at_all(book: Book, random: Random) -> bool:
    """Nothing tells the month."""
    if not _of_august(book) or not _retitled(book, "2026年8月", random.choice(("", "本月"))):
        return False
    book.name = "表一"
    book.asks = True
    return True


@kind
def the_unit_in_another_place(book: Book, random: Random) -> bool:
    """The unit stands in the title, below the table, or in a line of its own."""
    if book.unit not in ("元", "万元") or len(book.sheets) > 1 or not _retitled(book, f"单位：{book.unit}", ""):
        return False
    for row in book.sheet.of("title"):
        row.cells = [cell or None for cell in row.cells]
    width = len(book.sheet.targets)
    said = random.choice(("单位：{}", "（单位：人民币{}）", "金额单位：{}", "计量单位: {}")).format(book.unit)
    place = random.choice(("title", "own", "below"))
    if place == "title":
        book.sheet.rows[0].cells[0] = f"{book.sheet.rows[0].cells[0]}（单位：{book.unit}）"
    elif place == "own":
        book.sheet.rows.insert(1, Row([said, *[None] * (width - 1)], "title"))
    else:
        book.sheet.rows.append(Row([said, *[None] * (width - 1)], "note"))
    return True


@kind
def in_another_currency(book: Book, random: Random) -> bool:
    """The header, or each amount, says that it is in pounds or in Hong Kong dollars."""
    sheet = book.sheet
    if book.extract != "payment" or len(book.sheets) > 1 or book.unit != "元":
        return False
    place, currency = sheet.money[0], random.choice(("GBP", "HKD", "EUR"))
    written = [row for row in sheet.of("line", "total") if row.cells[place] is not None]
    if any(number(row.cells[place]) is None for row in written):
        return False
    _retitled(book, "单位：元", "")
    sign = {"GBP": "£", "HKD": "HK$", "EUR": "€"}[currency]
    if random.random() < 0.5:
        name = random.choice((f"支付金额（{currency}）", f"金额({sign})", f"{currency} Amount"))
        for row in sheet.of("header"):
            row.cells[place] = row.cells[place] and name
    else:
        for row in written:
            row.cells[place] = f"{sign}{number(row.cells[place]):,f}"
    book.currency = currency
    return True
