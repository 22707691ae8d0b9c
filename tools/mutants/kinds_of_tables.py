"""Kinds of sheets and tables: several of one header, one below the other, notes and blanks around them."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from tools.mutants.book import Book, Cell, Row, Sheet, Shown, header_copy, number, summed
from tools.mutants.kind import kind


def _titles(sheet: Sheet) -> list[Row]:
    return [Row(list(row.cells), "title") for row in sheet.of("title")]


def _plain(sheet: Sheet) -> bool:
    """A table of one header row without totals between its rows."""
    return len(sheet.of("header")) == 1 and len(sheet.lines) >= 4 and not sheet.of("total")


@kind
def several_sheets(book: Book, random: Random) -> bool:
    """The lines stand on several sheets of one header."""
    sheet = book.sheet
    if not book.workbook or len(book.sheets) > 1 or not _plain(sheet):
        return False
    lines = sheet.lines
    n = random.randint(2, min(4, len(lines)))
    cuts = [0, *sorted(random.sample(range(1, len(lines)), n - 1)), len(lines)]
    names = random.choice(
        (["夏阳", "盈浦", "朱家角", "练塘"], ["Sheet1", "Sheet2", "Sheet3", "Sheet4"], list("一二三四"))
    )
    book.sheets = [
        Sheet(names[i], [*_titles(sheet), header_copy(sheet), *lines[cuts[i] : cuts[i + 1]]], list(sheet.targets))
        for i in range(n)
    ]
    for each in random.sample(book.sheets, random.randint(1, n)):
        each.hidden_columns = set(sheet.hidden_columns)
    return True


@kind
def a_sheet_twice(book: Book, random: Random) -> bool:
    """A copy of the sheet was left in the workbook, as a backup."""
    sheet = book.sheet
    if not book.workbook or len(book.sheets) > 1:
        return False
    rows = [Row(list(row.cells), "note" if row.role == "line" else row.role) for row in sheet.rows]
    copy = Sheet(random.choice(("备份", "Sheet1 (2)", "原表")), rows, list(sheet.targets))
    book.sheets.append(copy)
    return True


@kind
def last_month_on_another_sheet(book: Book, random: Random) -> bool:
    """The month before stands on a sheet of its own, with its own title."""
    if not book.workbook or len(book.sheets) > 1 or book.extract != "execution" or book.sheet.of("total"):
        return False
    if "2026年8月" not in _said(book):
        return False
    now = book.sheet
    before = book.copy().sheet
    before.name, now.name = "7月", "8月"
    for row in before.rows:
        row.cells = [cell.replace("2026年8月", "2026年7月") if isinstance(cell, str) else cell for cell in row.cells]
        if row.fact:
            place = before.targets.index("paid_yuan")
            half = (dict(row.fact.amounts)["paid_yuan"] / 2).quantize(Decimal("0.01"), ROUND_HALF_UP)
            if number(row.cells[place]) is None or isinstance(row.cells[place], Shown):
                return False
            row.cells[place] = (half / book.factor).normalize()
            amounts = tuple((name, half if name == "paid_yuan" else value) for name, value in row.fact.amounts)
            row.fact = replace(row.fact, period="2026-07", amounts=amounts)
    book.sheets = [before, now] if random.random() < 0.5 else [now, before]
    return True


def _said(book: Book) -> str:
    return " ".join(cell for row in book.sheet.of("title") for cell in row.cells if isinstance(cell, str))


@kind
def a_summary_in_front(book: Book, random: Random) -> bool:
    """A first sheet sums up by organisation what the second says by project."""
    sheet = book.sheet
    if not book.workbook or len(book.sheets) > 1 or book.extract != "execution" or not _plain(sheet):
        return False
    at = sheet.targets.index("org_code")
    rows = []
    for code in dict.fromkeys(row.cells[at] for row in sheet.lines):
        own = [row for row in sheet.lines if row.cells[at] == code]
        total = summed(own, sheet)
        total.cells = [own[0].cells[i] if target in ("org_code", "org_name") else total.cells[i]
                       for i, target in enumerate(sheet.targets)]  # fmt: skip
        rows.append(total)
    summary = Sheet("汇总", [*_titles(sheet), header_copy(sheet), *rows], list(sheet.targets))
    sheet.name = "明细"
    book.sheets = [summary, sheet] if random.random() < 0.7 else [sheet, summary]
    return True


def _second_table(book: Book, random: Random) -> tuple[Sheet, int] | None:
    """Where a second table begins below the first, after a heading; None where there is no room for one."""
    sheet = book.sheet
    if len(book.sheets) > 1 or not _plain(sheet):
        return None
    lines = sheet.lines
    start = sheet.rows.index(lines[random.randint(1, len(lines) - 2)])
    width = len(sheet.targets)
    if random.random() < 0.5:
        sheet.rows.insert(start, Row([None] * width, "note"))
        start += 1
    if random.random() < 0.7:
        heading = random.choice(("二、政府性基金预算", "（二）其他单位", "续表"))
        sheet.rows.insert(start, Row([heading, *[None] * (width - 1)], "note"))
        start += 1
    return sheet, start


@kind
def a_second_table(book: Book, random: Random) -> bool:
    """The same header stands once more above the rest of the lines."""
    found = _second_table(book, random)
    if found is None:
        return False
    sheet, start = found
    sheet.rows.insert(start, header_copy(sheet))
    return True


@kind
def a_second_table_with_columns_swapped(book: Book, random: Random) -> bool:
    """The second header has two amounts, or two names, the other way round."""
    money = book.sheet.money
    pairs = [(money[-2], money[-1])] if len(money) > 1 else []
    names = [i for i, target in enumerate(book.sheet.targets) if target in ("project_code", "project_name")]
    pairs += [(names[0], names[1])] if len(names) == 2 and not pairs else []
    found = _second_table(book, random) if pairs else None
    if found is None:
        return False
    sheet, start = found
    a, b = random.choice(pairs)
    sheet.rows.insert(start, header_copy(sheet))
    for row in sheet.rows[start:]:
        row.cells[a], row.cells[b] = row.cells[b], row.cells[a]
    book.closed = True
    return True


@kind
def a_second_table_with_one_column_more(book: Book, random: Random) -> bool:
    """The second header names one more column: 资金性质, 备注."""
    if "fund_type" in book.sheet.targets:
        return False
    found = _second_table(book, random)
    if found is None:
        return False
    sheet, start = found
    name, value = random.choice((("资金性质", "政府性基金"), ("备注", "续建")))
    header = header_copy(sheet)
    sheet.rows.insert(start, header)
    below = {id(row): value for row in sheet.rows[start + 1 :] if row.role == "line"}
    sheet.insert_column(len(sheet.targets), None, {**below, id(header): name})
    return True


@kind
def a_second_table_of_last_month(book: Book, random: Random) -> bool:
    """The rest of the lines is of the month before, as a title over the second header says."""
    if book.extract != "execution" or "2026年8月" not in _said(book) or {"year", "month"} & set(book.sheet.targets):
        return False
    found = _second_table(book, random)
    if found is None:
        return False
    sheet, start = found
    width = len(sheet.targets)
    titles = [Row(["2026年7月预算执行情况表", *[None] * (width - 1)], "title"), header_copy(sheet)]
    if random.random() < 0.5:
        titles.insert(1, Row(["编制单位：青浦区财政局", *[None] * (width - 2), f"单位：{book.unit}"], "title"))
    sheet.rows[start:start] = titles
    for row in sheet.rows[start:]:
        row.fact = row.fact and replace(row.fact, period="2026-07")
    book.closed = True
    return True


@kind
def a_second_table_in_another_unit(book: Book, random: Random) -> bool:
    """The second table is in 万元, as a line over its header or the header itself says: which of them is wanted?"""
    if book.unit != "元" or not book.sheet.money or "单位：元" not in _said(book):
        return False
    found = _second_table(book, random)
    if found is None:
        return False
    sheet, start = found
    header = header_copy(sheet)
    if random.random() < 0.5:
        header.cells = [f"{cell}（万元）" if i in sheet.money else cell for i, cell in enumerate(header.cells)]
        sheet.rows.insert(start, header)
    else:
        said = Row([*[None] * (len(sheet.targets) - 1), "单位：万元"], "title")
        sheet.rows[start:start] = [said, header]
    for row in sheet.rows[start:]:
        for i in sheet.money if row.role == "line" else ():
            value = number(row.cells[i])
            row.cells[i] = None if value is None else (value / 10_000).normalize()
        row.role, row.fact = ("note" if row.role == "line" else row.role), None
    book.asks = book.closed = True
    return True


NOTES = (
    "说明：1.本表由各预算单位填报，区财政局汇总；2.变动后预算数＝年初预算数＋预算调整数；3.累计支付数为截至本月末的数。",
    "注：其中2025年结转12,345.67元，合计以决算为准",
    "备注：合计数与国库支付系统一致，差额100.00元为在途资金。",
    "经办人：李四　　联系电话：59732000",
)


@kind
def notes_below(book: Book, random: Random) -> bool:
    """Long remarks, with numbers and words of totals, stand below the table."""
    width = len(book.sheet.targets)
    for note in random.sample(NOTES, random.randint(1, len(NOTES))):
        book.sheet.rows.append(Row([note, *[None] * (width - 1)], "note"))
    return True


@kind
def blank_rows(book: Book, random: Random) -> bool:
    """Empty rows stand between the lines."""
    sheet = book.sheet
    for row in random.sample(sheet.lines, min(3, len(sheet.lines))):
        sheet.rows.insert(sheet.rows.index(row), Row([None] * len(sheet.targets), "note"))
    return True


@kind
def cells_beside_the_table(book: Book, random: Random) -> bool:
    """Somebody made remarks to the right of the header's last column."""
    sheet = book.sheet
    marked = random.sample(sheet.lines, random.randint(1, len(sheet.lines)))
    remarks: dict[int, Cell] = {id(row): random.choice(("x", "已核", "√", "见附件")) for row in marked}
    sheet.insert_column(len(sheet.targets), None, remarks)
    return True


@kind
def columns_in_another_order(book: Book, random: Random) -> bool:
    """The columns stand in another order."""
    sheet = book.sheet
    if not _plain(sheet) or len(book.sheets) > 1 or any(_wide(merge) for merge in sheet.merges):
        return False
    order = random.sample(range(len(sheet.targets)), len(sheet.targets))
    for row in sheet.of("header", "line", "note"):
        row.cells = [row.cells[i] for i in order]
    sheet.targets = [sheet.targets[i] for i in order]
    return True


def _wide(merge: object) -> bool:
    return getattr(getattr(merge, "first", None), "role", "") == "header"
