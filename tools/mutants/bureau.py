"""Good files of a district finance bureau, small and invented: execution and payments, as workbook or as text."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tools.mutants.book import Book, Cell, Fact, Merge, Row, Sheet

TOWNS = (
    ("310118001", "青浦区夏阳街道"), ("310118002", "青浦区盈浦街道"), ("310118003", "青浦区香花桥街道"),
    ("310118102", "青浦区朱家角镇"), ("310118103", "青浦区练塘镇"), ("310118104", "青浦区金泽镇"),
    ("310118105", "青浦区赵巷镇"), ("310118106", "青浦区徐泾镇"), ("310118107", "青浦区华新镇"),
    ("310118109", "青浦区重固镇"), ("310118110", "青浦区白鹤镇"), ("310118601", "青浦区财政局"),
)  # fmt: skip
WORKS = ("道路保洁", "绿化养护", "河道管护", "公厕管理", "垃圾清运")
EXECUTION = {
    "org_code": "单位代码", "org_name": "单位名称", "project_code": "项目编码", "project_name": "项目名称",
    "approved_yuan": "年初预算数", "current_yuan": "变动后预算数", "paid_yuan": "累计支付数",
}  # fmt: skip
PAYMENT = {
    "pay_date": "支付日期", "voucher_no": "支付凭证号", "org_code": "单位代码", "org_name": "单位名称",
    "project_code": "项目编码", "project_name": "项目名称", "amount_yuan": "支付金额",
}  # fmt: skip
YEAR, MONTH = 2026, 8
WAN = 10_000


def execution(random: Random, *, suffix: str = ".xlsx", unit: str = "", grouped: bool = False) -> Book:
    """What was budgeted and paid by the end of August 2026, by project; `grouped` has a header of two rows."""
    unit = unit or random.choice(("元", "万元"))
    lines = [_executed(random, *town, i) for town in _towns(random) for i in range(random.randint(1, len(WORKS)))]
    rows = [Row(_cells(fact, names, EXECUTION, unit), "line", fact) for fact, names in lines]
    title = f"{YEAR}年{MONTH}月{random.choice(('区级部门预算执行情况表', '预算执行情况统计表', '部门预算执行表'))}"
    sheet = _sheet(title, unit, list(EXECUTION), list(EXECUTION.values()), rows, grouped)
    return Book("execution", [sheet], unit, suffix)


def payment(random: Random, *, suffix: str = ".xlsx", unit: str = "元") -> Book:
    """What was paid in August 2026, by voucher."""
    lines = [_paid(random, *town, i) for town in _towns(random) for i in range(random.randint(1, len(WORKS)))]
    random.shuffle(lines)
    rows = []
    for n, (fact, names) in enumerate(lines):
        cells = _cells(fact, names | {"voucher_no": f"ZF{YEAR}{MONTH:02d}{n:06d}"}, PAYMENT, unit)
        rows.append(Row(cells, "line", fact))
    sheet = _sheet(f"{YEAR}年{MONTH}月支付明细表", unit, list(PAYMENT), list(PAYMENT.values()), rows, False)
    return Book("payment", [sheet], unit, suffix, "支付明细表")


def _towns(random: Random) -> list[tuple[str, str, int]]:
    chosen = sorted(random.sample(range(len(TOWNS)), random.randint(3, len(TOWNS))))
    return [(*TOWNS[i], i) for i in chosen]


def _executed(random: Random, code: str, name: str, town: int, i: int) -> tuple[Fact, dict[str, Cell]]:
    approved = _cents(random, 5_000_000, 800_000_000)
    current = approved + random.choice((0, 0, _cents(random, 100_000, 90_000_000)))
    paid = current * random.randint(15, 95) // 100
    amounts = {"approved_yuan": approved, "current_yuan": current, "paid_yuan": paid}
    return _fact(code, name, town, i, amounts)


def _paid(random: Random, code: str, name: str, town: int, i: int) -> tuple[Fact, dict[str, Cell]]:
    fact, names = _fact(code, name, town, i, {"amount_yuan": _cents(random, 10_000, 90_000_000)})
    day = date(YEAR, MONTH, 1) + timedelta(days=random.randrange(31))
    return Fact(fact.org, fact.period, fact.amounts, fact.project, day), names | {"pay_date": day}


def _fact(code: str, name: str, town: int, i: int, cents: dict[str, int]) -> tuple[Fact, dict[str, Cell]]:
    project = f"310118251{town:02d}T{i:09d}"
    names: dict[str, Cell] = {
        "org_code": code,
        "org_name": name,
        "project_code": project,
        "project_name": f"{name.removeprefix('青浦区')}{WORKS[i]}项目",
    }
    amounts = tuple((target, Decimal(value).scaleb(-2)) for target, value in cents.items())
    return Fact(code, f"{YEAR}-{MONTH:02d}", amounts, project), names


def _cents(random: Random, low: int, high: int) -> int:
    """An amount as budgets have them: mostly of whole hundreds of yuan, some to the cent."""
    cents = random.randint(low, high)
    return cents if random.random() < 0.4 else cents // 10_000 * 10_000


def _cells(fact: Fact, names: dict[str, Cell], columns: dict[str, str], unit: str) -> list[Cell]:
    factor = WAN if unit == "万元" else 1
    amounts: dict[str, Cell] = {target: (value / factor).normalize() for target, value in fact.amounts}
    return [(names | amounts)[target] for target in columns]


def _sheet(title: str, unit: str, targets: list[str], headers: list[str], rows: list[Row], grouped: bool) -> Sheet:
    width = len(targets)
    top = Row([title, *[None] * (width - 1)], "title")
    said = Row([*[None] * (width - 1), f"单位：{unit}"], "title")
    header = Row(list(headers), "header")
    sheet = Sheet("Sheet1", [top, said, header, *rows], list(targets))
    sheet.merges.append(Merge(top, 0, top, width - 1))
    if grouped:
        _group(sheet, header)
    return sheet


def _group(sheet: Sheet, header: Row) -> None:
    """A second row of the header over the first: budget and payment."""
    first, last = sheet.money[0], sheet.money[-1]
    upper = Row([*header.cells[:first], "预算安排", None, "执行情况"], "header")
    header.cells[:first] = [None] * first
    sheet.rows.insert(sheet.rows.index(header), upper)
    sheet.merges += [Merge(upper, i, header, i) for i in range(first)]
    sheet.merges += [Merge(upper, first, upper, last - 1)]
