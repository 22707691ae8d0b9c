"""Kinds of headers and of files around the same table: other script and spelling, other encoding, parts of columns."""

from decimal import Decimal
from random import Random

from tools.mutants.book import Book, Cell, Merge, Row, Sheet, Shown, number, summed
from tools.mutants.kind import kind

TRADITIONAL = dict(
    zip("单位码项编号预数变动后累计支付执调额资质调会年", "單位碼項編號預數變動後累計支付執調額資質調會年", strict=True)
)


def _names(sheet: Sheet) -> list[tuple[Row, int, str]]:
    """Every cell of the header that has a name."""
    return [(row, i, cell) for row in sheet.of("header") for i, cell in enumerate(row.cells) if isinstance(cell, str)]


def _plain(book: Book) -> bool:
    """One table on one sheet under one header row."""
    return len(book.sheets) == 1 and len(book.sheet.of("header")) == 1


def _numbers(book: Book) -> bool:
    """Whether all amounts are plain numbers."""
    sheet = book.sheet
    cells = [row.cells[i] for row in sheet.of("line", "total") for i in sheet.money]
    return not any(isinstance(cell, Shown) or (cell is not None and number(cell) is None) for cell in cells)


@kind
def numbered_headers(book: Book, random: Random) -> bool:
    """The columns are numbered before their names: 1 单位代码, 2.单位名称."""
    if not _plain(book):
        return False
    form = random.choice(("{} {}", "{}.{}", "{}、{}", "（{}）{}"))
    for n, (row, i, name) in enumerate(_names(book.sheet), 1):
        row.cells[i] = form.format(n, name)
    return True


@kind
def a_row_of_column_numbers(book: Book, random: Random) -> bool:
    """Below the header stands a row with the numbers of the columns, as in printed forms: 1 2 3, 甲 乙 1 2 3."""
    if not _plain(book):
        return False
    sheet = book.sheet
    names = random.choice(((), ("甲", "乙"), ("栏次",)))
    form = random.choice(("{}", "（{}）"))
    written = [i for i, cell in enumerate(sheet.header.cells) if cell]
    marks: list[Cell] = [None] * len(sheet.targets)
    for n, i in enumerate(written):
        number_of = n + 1 - len(names)
        marks[i] = names[n] if number_of < 1 else form.format(number_of) if random.random() < 0.5 else number_of
    sheet.rows.insert(sheet.rows.index(sheet.header) + 1, Row(marks, "note"))
    book.closed = True
    return True


@kind
def traditional_headers(book: Book, _random: Random) -> bool:
    """The header is in traditional characters."""
    for sheet in book.sheets:
        for row, i, name in _names(sheet):
            row.cells[i] = "".join(TRADITIONAL.get(letter, letter) for letter in name)
    return True


@kind
def broken_headers(book: Book, random: Random) -> bool:
    """Names are broken into lines, or drawn out by blanks."""
    for sheet in book.sheets:
        for row, i, name in _names(sheet):
            mark = random.choice(("\n", " ", "\u3000")) if book.workbook else " "
            at = random.randint(1, max(1, len(name) - 1))
            row.cells[i] = f"{name[:at]}{mark}{name[at:]}" if name.isalnum() else name
    return True


@kind
def empty_columns(book: Book, random: Random) -> bool:
    """An empty column stands in front, or between two others."""
    if not _plain(book) or any(merge.first.role == "header" for merge in book.sheet.merges):
        return False
    book.sheet.insert_column(random.choice((0, random.randrange(len(book.sheet.targets)))), None, {})
    return True


@kind
def units_in_each_header(book: Book, random: Random) -> bool:
    """Every amount has its unit in its own header, and not the same one."""
    sheet = book.sheet
    if not _plain(book) or not _numbers(book) or book.unit != "元" or len(sheet.money) < 2:
        return False
    if any("元" in name for _row, _i, name in _names(sheet)):
        return False
    for row in sheet.of("title"):
        row.cells = [None if isinstance(cell, str) and cell.startswith("单位：") else cell for cell in row.cells]
    for i in sheet.money:
        unit = random.choice(("元", "万元"))
        sheet.header.cells[i] = f"{sheet.header.cells[i]}（{unit}）"
        _divide(sheet, i, 10_000 if unit == "万元" else 1)
    return True


@kind
def in_hundreds_of_millions(book: Book, _random: Random) -> bool:
    """Amounts in 亿元, with all of their ten decimals."""
    if len(book.sheets) > 1 or not _numbers(book) or book.unit != "元" or not book.sheet.money:
        return False
    said = [(row, i) for row in book.sheet.rows for i, cell in enumerate(row.cells) if cell == "单位：元"]
    if not said:
        return False
    for row, i in said:
        row.cells[i] = "单位：亿元"
    for i in book.sheet.money:
        _divide(book.sheet, i, 100_000_000)
    book.unit = "亿元"
    return True


def _divide(sheet: Sheet, place: int, factor: int) -> None:
    for row in sheet.of("line", "total"):
        value = number(row.cells[place])
        row.cells[place] = None if value is None else (value / factor).normalize()


@kind
def in_another_encoding(book: Book, random: Random) -> bool:
    """A text in another encoding, its cells separated by another mark."""
    if book.workbook:
        return False
    book.encoding = random.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16"))
    book.separator = random.choice((",", "\t", "|", ";"))
    return True


@kind
def parts_of_the_amount_beside_it(book: Book, random: Random) -> bool:
    """Columns 其中：… stand behind the amount paid, each a part of it."""
    if book.extract != "execution" or not _plain(book) or not _numbers(book):
        return False
    sheet = book.sheet
    place = sheet.place("paid_yuan")
    if place is None:
        return False
    names = random.choice((("其中：基本支出", "项目支出"), ("其中：一般公共预算", "政府性基金"), ("其中：本级支付",)))
    for n, name in enumerate(names, 1):
        parts: dict[int, Cell] = {
            id(row): (value / 4).quantize(Decimal("0.000001"))
            for row in sheet.of("line", "total")
            if (value := number(row.cells[place])) is not None
        }
        sheet.insert_column(place + n, None, parts | {id(sheet.header): name})
    return True


@kind
def months_beside_the_sum(book: Book, random: Random) -> bool:
    """What was paid in each month stands before what was paid in all of them."""
    if book.extract != "execution" or not _plain(book) or not _numbers(book) or book.month is None:
        return False
    sheet, months = book.sheet, book.month[1]
    place = sheet.place("paid_yuan")
    if place is None or months < 2:
        return False
    sheet.rename(place, random.choice(("累计支付数", f"1-{months}月累计", "累计")))
    share = Decimal(1) / months
    for month in range(months, 0, -1):
        cells: dict[int, Cell] = {
            id(row): (value * share).quantize(Decimal("0.000001"))
            for row in sheet.of("line", "total")
            if (value := number(row.cells[place])) is not None
        }
        sheet.insert_column(place, None, cells | {id(sheet.header): f"{month}月"})
    return True


@kind
def a_header_of_three_rows(book: Book, random: Random) -> bool:
    """Names of groups stand in two rows over the names of the columns."""
    sheet = book.sheet
    if not book.workbook or not _plain(book) or len(sheet.money) < 2 or sheet.merges[1:]:
        return False
    first, last = sheet.money[0], sheet.money[-1]
    if sheet.money != list(range(first, last + 1)):
        return False
    lower, width = sheet.header, len(sheet.targets)
    top, middle = Row([None] * width, "header"), Row([None] * width, "header")
    for i in (*range(first), *range(last + 1, width)):
        top.cells[i], lower.cells[i] = lower.cells[i], None
        sheet.merges.append(Merge(top, i, lower, i))
    top.cells[first] = random.choice(("预算及执行情况", "资金情况"))
    sheet.merges.append(Merge(top, first, top, last))
    middle.cells[first], middle.cells[last] = "预算安排", "执行情况"
    sheet.merges.append(Merge(middle, first, middle, last - 1))
    at = sheet.rows.index(lower)
    sheet.rows[at:at] = [top, middle]
    return True


@kind
def a_total_on_every_page(book: Book, random: Random) -> bool:
    """The table was printed in pages: each ends with 本页小计, the next begins with the header."""
    sheet = book.sheet
    if not _plain(book) or sheet.of("total") or not sheet.money or len(sheet.lines) < 6 or not _numbers(book):
        return False
    lines, size = sheet.lines, random.randint(3, 10)
    for start in range(0, len(lines), size):
        page = lines[start : start + size]
        at = sheet.rows.index(page[-1]) + 1
        again = [Row(list(sheet.header.cells), "note")] if start + size < len(lines) else []
        sheet.rows[at:at] = [summed(page, sheet, random.choice(("本页小计", "本页合计"))), *again]
    book.closed = True
    return True


@kind
def an_empty_sheet_and_notes_on_another(book: Book, random: Random) -> bool:
    """Sheets without any table stand before or behind it."""
    if not book.workbook or len(book.sheets) > 1:
        return False
    notes = ["填报说明", "1.本表金额单位见表头。", "2.2026年8月31日前报送。", "3.合计数应等于各行之和。"]
    said = Sheet("填报说明", [Row([note], "note") for note in notes], [None])
    others = [Sheet("Sheet9", [], []), said]
    book.sheets = [*book.sheets, *others] if random.random() < 0.6 else [*others, *book.sheets]
    return True
