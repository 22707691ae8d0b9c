"""Kinds of rows: subtotals, nested classes, blocks whose organisation stands once, hidden ones, lines of vouchers."""

from dataclasses import replace
from decimal import Decimal
from random import Random

from tools.mutants.book import Book, Cell, Merge, Row, Sheet, blocks, number, summed
from tools.mutants.kind import kind


def _whole(book: Book) -> bool:
    """One sheet of lines without totals."""
    return len(book.sheets) == 1 and not book.sheet.of("total") and len(book.sheet.lines) >= 3


ADDITIVE = ("execution", "payment", "settlement", "carryover", "adjustment", "analysis", "cost", "request")
"""Extracts whose amounts are summed up by organisation; nobody adds up prices."""


def _additive(book: Book) -> bool:
    return _whole(book) and bool(book.sheet.money) and book.extract in ADDITIVE


def _by_organisation(sheet: Sheet) -> bool:
    at = sheet.place("org_code")
    if at is None:
        return False
    codes = [block[0].cells[at] for block in blocks(sheet)]
    return len(codes) == len(set(codes)) >= 2


def _cell(sheet: Sheet, row: Row, target: str, value: Cell) -> None:
    if (at := sheet.place(target)) is not None:
        row.cells[at] = value


@kind
def subtotals_with_codes(book: Book, random: Random) -> bool:
    """Each organisation has a row of its sums that carries its code, with or without a word, above or below."""
    sheet = book.sheet
    if not _additive(book) or not _by_organisation(sheet):
        return False
    word, above = random.choice(("小计", "合计", "", "")), random.random() < 0.5
    for block in [list(block) for block in blocks(sheet)]:
        row = summed(block, sheet)
        row.cells[1] = None
        for target in ("org_code", "org_name"):
            if (at := sheet.place(target)) is not None:
                row.cells[at] = block[0].cells[at]
        if (at := sheet.place("org_name")) is not None and word:
            row.cells[at] = f"{row.cells[at]}{word}"
        anchor = sheet.rows.index(block[0]) if above else sheet.rows.index(block[-1]) + 1
        sheet.rows.insert(anchor, row)
    return True


@kind
def an_upper_organisation(book: Book, random: Random) -> bool:
    """A department, or the whole district, stands with a code of its own above or below those whose sums it has."""
    sheet = book.sheet
    at, name = sheet.place("org_code"), sheet.place("org_name")
    if not _additive(book) or not _by_organisation(sheet) or at is None or name is None:
        return False
    above = random.random() < 0.6
    groups = [list(block) for block in blocks(sheet)]
    chosen = groups if random.random() < 0.5 else groups[: random.randint(2, len(groups))]
    rows = [row for block in chosen for row in block]
    upper = summed(rows, sheet)
    upper.cells[1] = None
    upper.cells[at], upper.cells[name] = random.choice((("310118", "青浦区"), ("310118900", "青浦区镇街管理部")))
    sheet.rows.insert(sheet.rows.index(rows[0]) if above else sheet.rows.index(rows[-1]) + 1, upper)
    return True


@kind
def subtotals_without_codes(book: Book, random: Random) -> bool:
    """Each organisation has a 小计 row without code."""
    sheet = book.sheet
    if not _additive(book) or not _by_organisation(sheet):
        return False
    word = random.choice(("小计", "小 计", "单位小计"))
    for block in [list(block) for block in blocks(sheet)]:
        sheet.rows.insert(sheet.rows.index(block[-1]) + 1, summed(block, sheet, word))
    return True


@kind
def a_grand_total(book: Book, random: Random) -> bool:
    """A total stands above or below all lines, in one of its many words, or in none."""
    sheet = book.sheet
    if not _additive(book):
        return False
    row = summed(sheet.lines, sheet, random.choice(("合计", "总计", "合 计", "全区合计数", "全区总计", "")))
    where = sheet.rows.index(sheet.lines[0]) if random.random() < 0.4 else sheet.rows.index(sheet.lines[-1]) + 1
    sheet.rows.insert(where, row)
    return True


@kind
def of_which_rows(book: Book, random: Random) -> bool:
    """Below a line stands a part of it: 其中."""
    sheet = book.sheet
    at = sheet.place("project_name")
    if not _whole(book) or at is None or book.extract != "execution":
        return False
    for row in random.sample(sheet.lines, min(2, len(sheet.lines))):
        part = Row(list(row.cells), "total")
        part.cells[at] = "其中：人员经费"
        _cell(sheet, part, "project_code", None)
        if random.random() < 0.5:
            _cell(sheet, part, "org_code", None)
            _cell(sheet, part, "org_name", None)
        for i in sheet.money:
            value = number(row.cells[i])
            part.cells[i] = None if value is None else (value / 4).quantize(Decimal("0.01"))
        sheet.rows.insert(sheet.rows.index(row) + 1, part)
    return True


CLASSES = {
    "functional": ("function_code", "支出功能分类", "支出功能分类名称", {
        "212": ("城乡社区支出", {"21205": ("城乡社区环境卫生", ("2120501",)),
                            "21203": ("城乡社区公共设施", ("2120303", "2120399"))}),
        "213": ("农林水支出", {"21303": ("水利", ("2130306", "2130399"))}),
    }),
    "economic": ("economic_code", "部门预算支出经济分类", "经济分类名称", {
        "302": ("商品和服务支出", {"": ("", ("30201", "30213", "30227"))}),
        "310": ("资本性支出", {"": ("", ("31002", "31005"))}),
    }),
}  # fmt: skip
"""Classes by level: the name of the column, of its names, and classes with their sub-classes."""


@kind
def nested_classes(book: Book, random: Random) -> bool:
    """Classes, sub-classes and items stand as rows under each other, the upper ones with the sums of the lower."""
    if book.extract != "execution" or not _whole(book) or not _by_organisation(book.sheet):
        return False
    if any(each in book.sheet.targets for each in ("function_code", "economic_code")):
        return False
    if any(row.lost for row in book.sheet.lines):
        return False
    old, (target, header, names, tree) = book.sheet, random.choice(list(CLASSES.values()))
    places = [i for i in (old.place("project_code"), old.place("project_name")) if i is not None]
    if len(places) != 2 or places[1] != places[0] + 1 or len(old.of("header")) > 1:
        return False
    old.targets[places[0]], old.targets[places[1]] = target, None
    old.header.cells[places[0]], old.header.cells[places[1]] = header, names
    body: list[Row] = []
    for block in blocks(old):
        body += _nested(old, block, places, tree, random)
    old.rows = [*old.of("title", "header"), *body, *old.of("note")]
    return True


def _nested(sheet: Sheet, block: list[Row], places: list[int], tree: object, random: Random) -> list[Row]:
    """The lines of an organisation as items of the classes, each class with its sums above."""
    assert isinstance(tree, dict)
    items = [(top, middle, item) for top, (_n, subs) in tree.items() for middle, (_m, leaves) in subs.items()
             for item in leaves]  # fmt: skip
    chosen = sorted(random.sample(range(len(items)), min(len(block), len(items))))
    rows = []
    for row, n in zip(block, chosen, strict=False):
        row.cells[places[0]], row.cells[places[1]] = items[n][2], f"{items[n][2]}项"
        assert row.fact
        row.fact = replace(row.fact, project=None)
        rows.append((items[n], row))
    out: list[Row] = []
    for top in dict.fromkeys(item[0] for item, _row in rows):
        under = [(item, row) for item, row in rows if item[0] == top]
        out.append(_upper(sheet, [row for _item, row in under], places, top, tree[top][0]))
        for middle in dict.fromkeys(item[1] for item, _row in under):
            below = [row for item, row in under if item[1] == middle]
            if middle:
                out.append(_upper(sheet, below, places, middle, tree[top][1][middle][0]))
            out += below
    return out


def _upper(sheet: Sheet, rows: list[Row], places: list[int], code: str, name: str) -> Row:
    row = summed(rows, sheet)
    row.cells[1] = None
    for target in ("org_code", "org_name"):
        if (at := sheet.place(target)) is not None:
            row.cells[at] = rows[0].cells[at]
    row.cells[places[0]], row.cells[places[1]] = code, name
    return row


@kind
def organisation_in_its_first_row(book: Book, random: Random) -> bool:
    """Code and name of an organisation stand in the first row of its block only, as merged cells or alone."""
    sheet = book.sheet
    if len(book.sheets) > 1 or not _by_organisation(sheet) or len(sheet.lines) == len(list(blocks(sheet))):
        return False
    merged = book.workbook and random.random() < 0.5
    for block in [list(block) for block in blocks(sheet)]:
        for target in ("org_code", "org_name"):
            at = sheet.place(target)
            if at is None:
                continue
            for row in block[1:]:
                row.cells[at] = None
            adjacent = sheet.rows.index(block[-1]) - sheet.rows.index(block[0]) == len(block) - 1
            if merged and adjacent and len(block) > 1:
                sheet.merges.append(Merge(block[0], at, block[-1], at))
    return True


@kind
def hidden_rows(book: Book, random: Random) -> bool:
    """Some lines are hidden, or filtered away; a total is of all, of the visible ones, or there is none."""
    sheet = book.sheet
    if not book.workbook or not _whole(book):
        return False
    hidden = random.sample(sheet.lines, random.randint(1, len(sheet.lines) // 2))
    for row in hidden:
        row.hidden = True
    sheet.filtered = random.random() < 0.4
    visible = [row for row in sheet.lines if not row.hidden]
    book.must_say = "(?i)hidden|隐藏|filter"
    total = random.choice(("none", "all", "visible"))
    if total != "none":
        rows = sheet.lines if total == "all" else visible
        sheet.rows.insert(sheet.rows.index(sheet.lines[-1]) + 1, summed(rows, sheet))
    return True


@kind
def vouchers_of_several_lines(book: Book, random: Random) -> bool:
    """One voucher pays several things: its number stands in several rows."""
    sheet = book.sheet
    at = sheet.place("voucher_no")
    if book.extract != "payment" or at is None or sheet.of("total"):
        return False
    for row in list(sheet.lines):
        if random.random() < 0.3:
            sheet.rows[sheet.rows.index(row) + 1 : sheet.rows.index(row) + 1] = _more_lines(book, row, random)
    return True


def _more_lines(book: Book, row: Row, random: Random) -> list[Row]:
    """Other amounts of the same voucher, in the unit of the file."""
    place = book.sheet.money[0]
    more = []
    for _line in range(random.randint(1, 3)):
        assert row.fact
        amount = Decimal(random.randint(100, 9_000_000)).scaleb(-2)
        other = Row(list(row.cells), "line", replace(row.fact, amounts=(("amount_yuan", amount),)))
        other.cells[place] = (amount / book.factor).normalize()
        more.append(other)
    return more


@kind
def a_line_repeated_to_the_letter(book: Book, random: Random) -> bool:
    """A payment stands twice: nobody can know whether it was paid twice."""
    sheet = book.sheet
    if book.extract != "payment":
        return False
    row = random.choice(sheet.lines)
    sheet.rows.insert(sheet.rows.index(row) + 1, Row(list(row.cells), "line", row.fact))
    book.asks = True
    return True


@kind
def names_like_totals(book: Book, random: Random) -> bool:
    """A supplier or a project is called 合计 or TOTAL; its row is a line."""
    sheet = book.sheet
    at = sheet.place("project_name")
    if at is None:
        return False
    for row in random.sample(sheet.lines, min(3, len(sheet.lines))):
        row.cells[at] = random.choice(("合计物业公司", "TOTAL", "道达尔（TOTAL）加油", "总计软件维护"))
    return True
