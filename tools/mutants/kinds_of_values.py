"""Kinds of values: formats that scale, date systems, days in many spellings, codes as numbers, signs, text amounts."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from tools.mutants.book import Book, Cell, Row, Shown, number
from tools.mutants.kind import kind

SCALED = ('0!.0,"万"', "0\\.0,", "0!.0000,", '#0!.0,"万元"', '0\\.0,"万"')
"""Formats that show yuan as 万元: the comma takes three digits away, the mark in front of the last one the fourth."""


def _amount_cells(book: Book) -> list[tuple[Row, int]]:
    sheet = book.sheet
    return [(row, i) for row in sheet.of("line", "total") for i in sheet.money if number(row.cells[i]) is not None]


@kind
def scaled_number_formats(book: Book, random: Random) -> bool:
    """The cells hold yuan, their format shows 万元, and 万元 is what the title says."""
    if not book.workbook or book.unit != "万元" or len(book.sheets) > 1 or _unit_in_header(book):
        return False
    form = random.choice(SCALED)
    for row, i in _amount_cells(book):
        value = number(row.cells[i])
        assert value is not None
        row.cells[i] = Shown((value * 10_000).normalize(), form)
    return True


def _unit_in_header(book: Book) -> bool:
    return any(isinstance(cell, str) and "元" in cell for row in book.sheet.of("header") for cell in row.cells)


@kind
def amounts_as_texts(book: Book, random: Random) -> bool:
    """Amounts are texts: with thousands separators, signs of currency, full-width digits."""
    if len(book.sheets) > 1:
        return False
    if any(isinstance(row.cells[i], Shown) for row, i in _amount_cells(book)):
        return False
    spelled = random.choice((_thousands, _with_sign, _full_width, _plain))
    for row, i in _amount_cells(book):
        value = number(row.cells[i])
        assert value is not None
        row.cells[i] = spelled(value)
    return True


def _thousands(value: Decimal) -> str:
    whole, _, rest = f"{value:f}".partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest else "") if whole not in ("-0",) else f"{value:f}"


def _with_sign(value: Decimal) -> str:
    return f"¥{_thousands(value)}"


def _full_width(value: Decimal) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else "．" if c == "." else c for c in f"{value:f}")


def _plain(value: Decimal) -> str:
    return f"{value:f}"


@kind
def negative_signs(book: Book, random: Random) -> bool:
    """Refunds are written as △, ▲, 负, in brackets, with the sign behind."""
    if book.extract != "payment" or len(book.sheets) > 1 or book.sheet.of("total"):
        return False
    place = book.sheet.money[0]
    for row in random.sample(book.sheet.lines, min(3, len(book.sheet.lines))):
        value = number(row.cells[place])
        if not value or not row.fact or value < 0:
            continue
        text = f"{value:,f}" if random.random() < 0.5 else f"{value:f}"
        row.cells[place] = random.choice(("△{}", "▲{}", "负{}", "({})", "（{}）", "{}-", "−{}", "-{}")).format(text)
        amounts = tuple((name, -amount) for name, amount in row.fact.amounts)
        row.fact = replace(row.fact, amounts=amounts)
    return True


@kind
def the_1904_date_system(book: Book, random: Random) -> bool:
    """The workbook counts its days from 1904; some cells show their day, some the number of it."""
    sheet = book.sheet
    at = sheet.place("pay_date")
    if not book.workbook or at is None or not all(_is_day(row.cells[at]) for row in sheet.lines):
        return False
    book.date_1904 = True
    bare = random.random() < 0.6
    for row in sheet.lines:
        if bare and random.random() < 0.5:
            day = _day(row.cells[at])
            row.cells[at] = (day - date(1904, 1, 1)).days
    return True


def _day(cell: Cell) -> date:
    value = cell.value if isinstance(cell, Shown) else cell
    assert isinstance(value, date)
    return value


def _is_day(cell: Cell) -> bool:
    return isinstance(cell.value if isinstance(cell, Shown) else cell, date)


@kind
def east_asian_date_formats(book: Book, random: Random) -> bool:
    """Days have one of the built-in formats of East Asian programs (27 to 36, 50 to 58), or none."""
    at = book.sheet.place("pay_date")
    if not book.workbook or at is None:
        return False
    days = [row for row in book.sheet.lines if _is_day(row.cells[at])]
    one = random.choice((27, 28, 30, 31, 36, 50, 51, 54, 57, 58))
    for row in days:
        mixed = random.choice((one, one, "yyyy-mm-dd"))
        row.cells[at] = Shown(_day(row.cells[at]), mixed)
    return bool(days)


SPELLINGS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%Y-%m-%d 10:30:00", "%Y-%m-%dT09:05:00+08:00"
)  # fmt: skip


@kind
def days_in_many_spellings(book: Book, random: Random) -> bool:
    """Every day is a text in a spelling of its own."""
    at = book.sheet.place("pay_date")
    if at is None:
        return False
    days = [row for row in book.sheet.lines if _is_day(row.cells[at])]
    for row in days:
        row.cells[at] = _day(row.cells[at]).strftime(random.choice(SPELLINGS))
    return bool(days)


@kind
def one_two_digit_year(book: Book, random: Random) -> bool:
    """One day among many is written with a year of two digits: 26.8.25."""
    at = book.sheet.place("pay_date")
    if at is None or len(book.sheet.lines) < 3 or not all(_is_day(row.cells[at]) for row in book.sheet.lines):
        return False
    row = random.choice(book.sheet.lines)
    for each in book.sheet.lines:
        day = _day(each.cells[at])
        mark = random.choice("./") if each is row else "."
        text = f"{day.year}.{day.month}.{day.day}"
        each.cells[at] = text if each is not row else f"{day:%y}{mark}{day.month}{mark}{day.day}"
    return True


@kind
def times_of_another_zone(book: Book, random: Random) -> bool:
    """Times are in UTC: in the evening it is the next day in Shanghai."""
    at = book.sheet.place("pay_date")
    if at is None:
        return False
    days = [row for row in book.sheet.lines if _is_day(row.cells[at])]
    for row in days:
        day, hour = _day(row.cells[at]), random.randrange(24)
        sent = day - timedelta(days=1) if hour >= 16 else day
        row.cells[at] = f"{sent:%Y-%m-%d}T{hour:02d}:15:00Z"
    return bool(days)


@kind
def long_codes_as_numbers(book: Book, random: Random) -> bool:
    """Codes of projects were stored as numbers: beyond 15 digits the rest of them is lost."""
    sheet = book.sheet
    at = sheet.place("project_code")
    if not book.workbook or at is None or len(book.sheets) > 1:
        return False
    some = sheet.lines if random.random() < 0.5 else random.sample(sheet.lines, max(1, len(sheet.lines) // 2))
    for row in some:
        text = str(row.cells[at] or "").replace("T", "1")
        if len(text) < 17 or not text.isdigit():
            return False
        row.cells[at], row.lost = Decimal(repr(float(text))), True
    return True


@kind
def organisation_codes_as_numbers(book: Book, random: Random) -> bool:
    """Codes of organisations are numbers, as spreadsheets like it: all of them, or some."""
    share = random.choice((0.5, 1.0))
    sheet = book.sheet
    at = sheet.place("org_code")
    if not book.workbook or at is None:
        return False
    codes = {id(row): str(row.cells[at]) for row in sheet.lines if row.cells[at] is not None}
    if not all(code.isdigit() and not code.startswith("0") for code in codes.values()):
        return False
    for row in sheet.lines:
        if id(row) in codes and random.random() < share:
            row.cells[at] = int(codes[id(row)])
    return bool(codes)


@kind
def three_digits_after_the_mark(book: Book, random: Random) -> bool:
    """Every amount has three digits after its mark: a point of thousands, or a decimal one?"""
    if book.workbook or book.extract != "execution" or len(book.sheets) > 1 or book.sheet.of("total"):
        return False
    book.separator = ";" if random.random() < 0.7 else ","
    for row in book.sheet.lines:
        amounts = {}
        for i in book.sheet.money:
            row.cells[i] = text = f"{random.randint(1, 999)}.{random.randint(0, 999):03d}"
            yuan = Decimal(text) * book.factor
            amounts[str(book.sheet.targets[i])] = yuan.quantize(Decimal("0.01"), ROUND_HALF_UP)
        row.fact = row.fact and replace(row.fact, amounts=tuple(amounts.items()))
    book.asks = True
    return True


@kind
def a_cell_that_is_no_amount(book: Book, random: Random) -> bool:
    """One amount has two marks, or is a word: its row stands outside until it is mended."""
    sheet = book.sheet
    place = sheet.place("paid_yuan") or sheet.place("amount_yuan")
    if place is None or len(book.sheets) > 1 or sheet.of("total") or len(sheet.lines) < 3:
        return False
    row = random.choice(sheet.lines)
    row.cells[place] = random.choice(("22.17.67", "待核", "#REF!", "约100"))
    row.lost = True
    return True
