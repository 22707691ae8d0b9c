"""Kinds of columns: last year beside this one, the month beside the sum, rates, hidden ones, units, header rows."""

from decimal import Decimal
from random import Random

from tools.mutants.book import Book, Cell, Formula, Merge, Row, Sheet, Shown, number
from tools.mutants.kind import kind


def _one(book: Book) -> bool:
    """A statement of one month on one sheet."""
    paid = "paid_yuan" in book.sheet.targets
    return book.extract == "execution" and len(book.sheets) == 1 and paid and book.month is not None


def _column(sheet: Sheet, place: int, share: Decimal, places: int = 2) -> dict[int, Cell]:
    """Amounts that are that share of those of another column, in lines and totals."""
    quantum = Decimal(1).scaleb(-places)
    found = {id(row): number(row.cells[place]) for row in sheet.of("line", "total")}
    return {key: None if value is None else (value * share).quantize(quantum) for key, value in found.items()}


@kind
def last_years_columns(book: Book, random: Random) -> bool:
    """Last year's amounts stand before or after this year's, under a group header or with 上年 in their names."""
    if not _one(book) or len(book.sheet.of("header")) > 1:
        return False
    sheet = book.sheet
    first, after, grouped = random.random() < 0.6, book.sheet.money, random.random() < 0.5 and book.workbook
    if after != list(range(after[0], after[-1] + 1)):
        return False
    width = len(after)
    share = Decimal(random.randint(60, 95)) / 100
    at = after[0] if first else after[-1] + 1
    header = sheet.header
    assert book.month
    year, month = book.month
    prefix = random.choice(("上年", "去年", "上年同期", f"{year - 1}年"))
    for n, source in enumerate(list(after)):
        place = source + n if first else source  # each column put in before moves the source
        cells = _column(sheet, place, share)
        name = str(header.cells[place])
        cells[id(header)] = name if grouped else f"{prefix}{name}"
        sheet.insert_column(at + n, None, cells)
    if grouped:
        ours = at + width if first else after[0]
        _group(sheet, [(at, width, random.choice(("上年同期", f"{year - 1}年1-{month}月", "上年"))),
                       (ours, width, random.choice(("本年", f"{year}年1-{month}月", "本期")))])  # fmt: skip
    return True


def _group(sheet: Sheet, groups: list[tuple[int, int, str]]) -> None:
    """A row over the header: the name of each group over its columns, the names of the others over both rows."""
    header = sheet.header
    upper = Row(list(header.cells), "header")
    for place, width, name in groups:
        upper.cells[place : place + width] = [name, *[None] * (width - 1)]
    inside = {i for place, width, _name in groups for i in range(place, place + width)}
    for i in range(len(header.cells)):
        if i not in inside:
            header.cells[i] = None
            sheet.merges.append(Merge(upper, i, header, i))
    sheet.merges += [Merge(upper, place, upper, place + width - 1) for place, width, _name in groups]
    sheet.rows.insert(sheet.rows.index(header), upper)


MONTHLY = ("本月支付数", "本月支出", "当月支付数", "{}月支付数")
CUMULATIVE = (
    "累计支付数", "1-{}月累计支付数", "1-{}月累计支付", "截至{}月末累计支出", "本年累计支付", "累计支出数"
)  # fmt: skip


@kind
def month_and_cumulative(book: Book, random: Random) -> bool:
    """What was paid in the month stands beside what was paid since January."""
    if not _one(book) or len(book.sheet.of("header")) > 1:
        return False
    sheet = book.sheet
    place = sheet.targets.index("paid_yuan")
    share = Decimal(random.randint(5, 20)) / 100
    before, grouped = random.random() < 0.6, random.random() < 0.4 and book.workbook
    cells = _column(sheet, place, share)
    assert book.month
    month = book.month[1]
    monthly = sheet.rename(place, "本月" if grouped else random.choice(MONTHLY).format(month))
    sheet.rename(place, "累计" if grouped else random.choice(CUMULATIVE).format(month))
    cells[id(sheet.header)] = monthly
    at = place if before else place + 1
    sheet.insert_column(at, None, cells)
    if grouped:
        _group(sheet, [(min(at, place), 2, random.choice(("支付数", "支出情况", "执行数")))])
    return True


@kind
def cumulative_in_other_words(book: Book, random: Random) -> bool:
    """The header of the amount paid says since when: 1-8月累计支付."""
    if not _one(book):
        return False
    assert book.month
    book.sheet.rename(book.sheet.targets.index("paid_yuan"), random.choice(CUMULATIVE).format(book.month[1]))
    return True


@kind
def paid_of_nobody_knows_when(book: Book, random: Random) -> bool:
    """支付数 under 2026年8月: of the month, or since January; only a question can tell."""
    if not _one(book) or book.sheet.of("total") or not _titled_by_month(book) or _has_rate(book):
        return False
    sheet = book.sheet
    for row in sheet.of("header"):
        for i, cell in enumerate(row.cells):
            if cell == "执行情况":
                row.cells[i] = None
    sheet.rename(sheet.targets.index("paid_yuan"), random.choice(("支付数", "支出数", "执行数")))
    book.asks = True
    return True


def _has_rate(book: Book) -> bool:
    """Whether a column says how much of the budget was paid: then the amounts are those since January."""
    names = [str(cell) for row in book.sheet.of("header") for cell in row.cells]
    return any("率" in name or "进度" in name for name in names)


def _titled_by_month(book: Book) -> bool:
    said = " ".join(str(cell) for row in book.sheet.of("title") for cell in row.cells if cell)
    return "2026年8月" in said


@kind
def a_rate_before_the_amount(book: Book, random: Random) -> bool:
    """执行率 stands before the amount paid, as percent cells, texts, or shares."""
    if not _one(book):
        return False
    sheet = book.sheet
    place, form = sheet.targets.index("paid_yuan"), random.choice(("percent", "text", "share"))
    budget = sheet.place("current_yuan")
    if budget is None:
        return False
    cells: dict[int, Cell] = {}
    for row in sheet.of("line", "total"):
        paid, whole = number(row.cells[place]), number(row.cells[budget])
        if paid is None or not whole:
            continue
        share = (paid / whole).quantize(Decimal("0.001"))
        cells[id(row)] = (
            Shown(share, "0.0%")
            if form == "percent" and book.workbook
            else f"{share:.1%}"
            if form != "share"
            else share
        )
    cells[id(sheet.header)] = random.choice(("执行率", "支付进度", "支付率（%）", "执行进度"))
    sheet.insert_column(place if random.random() < 0.7 else place + 1, None, cells)
    return True


@kind
def hidden_columns(book: Book, random: Random) -> bool:
    """A column of amounts is hidden."""
    sheet = book.sheet
    if not book.workbook or len(book.sheets) > 1 or not sheet.money:
        return False
    sheet.hidden_columns.add(random.choice(sheet.money))
    book.must_say = "(?i)hidden|隐藏"
    return True


@kind
def old_hidden_column_of_the_same_name(book: Book, random: Random) -> bool:
    """A hidden column has the same header and the amounts of an earlier draft."""
    if not book.workbook or not _one(book) or len(book.sheet.of("header")) > 1:
        return False
    sheet = book.sheet
    place = sheet.targets.index("paid_yuan")
    cells = _column(sheet, place, Decimal("0.8"))
    cells[id(sheet.header)] = sheet.header.cells[place]
    at = place if random.random() < 0.5 else place + 1
    sheet.insert_column(at, None, cells)
    sheet.hidden_columns.add(at)
    return True


@kind
def formulas_without_values(book: Book, random: Random) -> bool:
    """Amounts are formulas, and the program that wrote the file has stored no values."""
    return _formulas(book, random, "")


@kind
def formulas_that_nobody_calculated(book: Book, random: Random) -> bool:
    """The program stored 0 with every formula, and says in the workbook that all are to be calculated when opened."""
    return _formulas(book, random, 0)


def _formulas(book: Book, random: Random, stored: int | str) -> bool:
    sheet = book.sheet
    if not book.workbook or len(book.sheets) > 1:
        return False
    place = sheet.place("paid_yuan") or sheet.place("amount_yuan")
    if place is None:
        return False
    some = sheet.lines if random.random() < 0.5 else random.sample(sheet.lines, max(1, len(sheet.lines) // 3))
    for row in some:
        row.cells[place] = Formula(f"=1000*{random.randint(2, 9)}", stored)
        row.lost = True
    return True


@kind
def units_in_the_group_header(book: Book, random: Random) -> bool:
    """Budgets in 万元 and payments in 元, said in the headers above them."""
    if not book.workbook or not _one(book) or len(book.sheet.of("header")) > 1 or book.unit != "元":
        return False
    sheet = book.sheet
    paid, money = sheet.targets.index("paid_yuan"), book.sheet.money
    budgets = [i for i in money if i != paid]
    if (
        not budgets
        or budgets != list(range(budgets[0], paid))
        or any(cell_says_unit(row) for row in sheet.of("header"))
    ):
        return False
    if any(isinstance(row.cells[i], str) for row in sheet.of("line", "total") for i in budgets):
        return False
    for row in sheet.of("title"):
        row.cells = [None if isinstance(cell, str) and cell.startswith("单位：") else cell for cell in row.cells]
    for row in sheet.of("line", "total"):
        for i in budgets:
            value = number(row.cells[i])
            row.cells[i] = None if value is None else (value / 10_000).normalize()
    _group(
        sheet,
        [(budgets[0], len(budgets), "预算数（万元）"), (paid, 1, random.choice(("支付情况（元）", "支付（元）")))],
    )
    return True


def cell_says_unit(row: Row) -> bool:
    """Whether a header says a unit of its own."""
    return any(isinstance(cell, str) and "元" in cell for cell in row.cells)


@kind
def a_number_before_each_row(book: Book, random: Random) -> bool:
    """序号 stands in front."""
    sheet = book.sheet
    if len(book.sheets) > 1:
        return False
    cells: dict[int, Cell] = {id(row): n for n, row in enumerate(sheet.lines, 1)}
    titles = {id(row): row.cells[0] for row in sheet.of("title", "note")}
    cells[id(sheet.header)] = random.choice(("序号", "编号", "No."))
    for row in sheet.of("title", "note"):
        row.cells[0] = None
    sheet.insert_column(0, None, cells | titles)
    for merge in sheet.merges:
        if merge.first.role == "title":
            merge.left = 0
    return True


@kind
def budget_called_plainly(book: Book, random: Random) -> bool:
    """预算数 beside 支出数 and 本月支出, as many statements have it."""
    if not _one(book) or len(book.sheet.of("header")) > 1 or "current_yuan" not in book.sheet.targets:
        return False
    sheet = book.sheet
    sheet.rename(sheet.targets.index("current_yuan"), "预算数")
    place = sheet.targets.index("paid_yuan")
    cells = _column(sheet, place, Decimal(random.randint(5, 20)) / 100)
    cells[id(sheet.header)] = sheet.rename(place, "本月支出")
    sheet.rename(place, "累计支出数")
    sheet.insert_column(place, None, cells)
    return True
