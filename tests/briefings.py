"""A small briefing with every kind of chart and a table that has all that a table may have."""

from datetime import date
from decimal import Decimal

import polars as pl

from duibiao.export.about import About
from duibiao.export.briefing import Action, Briefing, Slide
from duibiao.export.table import Column, Kind, Table
from duibiao.export.view import Chart, Series, Shape, Shown, View

TOWNS = ("朱家角镇", "练塘镇", "金泽镇")
ABOUT = About(
    filters=(("年度", "2026年"),),
    definitions=(("执行率", "累计支付 ÷ 变动后预算"),),
    data_date="2026年8月31日",
    batches=("批次 6：执行.xlsx",),
    warning="演示数据",
    remarks=("张三：面积待核实",),
)
ACTION = Action("核实面积台账", "练塘镇", date(2026, 9, 30))

BARS = Chart(
    Shape.BARS,
    TOWNS,
    (Series("单位成本", (12.5, 9.25, None), ("12.50", "9.25", "—"), ("#1f4e79", "#7fa3c0", "#7fa3c0")),),
    "元/平方米",
    reference=("中位数 10.88", 10.875),
)
STACKED = Chart(Shape.STACKED, TOWNS, (Series("人工", (3.0, 2.0, 1.0)), Series("=机械", (1.5, 2.5, 3.5))), "万元")
DOTS = Chart(Shape.DOTS, TOWNS, (Series("2026年", (12.5, 9.25, 8.0)), Series("标准", (10.0, 10.0, 10.0))), "元/平方米")
LINES = Chart(
    Shape.LINES,
    ("1月", "2月", "3月"),
    (Series("今年", (5.5, 11.25, None)), Series("序时进度", (8.3, 16.7, 25.0), dashed=True)),
    "执行率（%）",
    reference=("目标", 20.0),
)
STEPS = Chart(
    Shape.STEPS,
    ("去年", "价格", "工作量", "今年"),
    (Series("金额", (100.0, 30.5, -50.25, 80.25), ("100.00", "+30.50", "-50.25", "80.25")),),
    "万元",
    totals=frozenset({0, 3}),
)
POINTS = Chart(
    Shape.POINTS,
    TOWNS,
    (Series("面积", (120.5, 64.0, 88.25)), Series("单位成本", (12.5, 9.25, 8.0))),
    "元/平方米",
    across="面积（万平方米）",
)
HEAT = Chart(
    Shape.HEAT,
    TOWNS,
    (Series("绿化", (0.25, -0.5, None), ("+25%", "-50%", "—")), Series("保洁", (0.125, 0.0, 0.5))),
    "与中位数之差",
)
CHARTS = (BARS, STACKED, DOTS, LINES, STEPS, POINTS, HEAT)


def table(n: int = 4) -> Table:
    """A total and n - 1 towns: budget and payments in 万元 under one header, one missing, one that looks a formula."""
    names = ["合计", *(TOWNS[number % 3] for number in range(n - 2)), "=1+1"]
    budget = [Decimal("30000.00"), *([Decimal("12345.67")] * (n - 2)), Decimal("17654.33")]
    paid = [Decimal("15000.50"), *([None] * (n - 2)), Decimal("15000.50")]
    frame = pl.DataFrame(
        {
            "org_code": [None, *(str(310118101 + number) for number in range(n - 1))],
            "org_name": names,
            "budget_yuan": budget,
            "paid_yuan": paid,
            "rate": [0.617] * n,
        },
        schema_overrides={"budget_yuan": pl.Decimal(18, 2), "paid_yuan": pl.Decimal(18, 2)},
    )
    columns = (
        Column("org_code", "代码", Kind.CODE),
        Column("org_name", "单位名称"),
        Column("budget_yuan", "预算", Kind.MONEY, group="2026年"),
        Column("paid_yuan", "支付", Kind.MONEY, group="2026年"),
        Column("rate", "执行率", Kind.RATE),
    )
    return Table("各镇执行情况", frame, columns, n_totals=1)


def per_unit(n: int = 1, name: str = "朱家角镇") -> Table:
    """Payments in 万元 beside what they are for one square metre, in whole yuan."""
    frame = pl.DataFrame({"name": [name] * n, "paid": [Decimal("120000.00")] * n, "each": [Decimal("12.50")] * n})
    money = (Column("paid", "支付", Kind.MONEY), Column("each", "单位成本", Kind.MONEY, exact=True))
    return Table("每平方米", frame, (Column("name", "单位名称"), *money))


def view(*charts: Chart, tables: tuple[Table, ...] = (), **told: str) -> View:
    shown = tuple(Shown(each, ABOUT) for each in tables)
    basis = "截至2026年8月31日 ┆ n = 3"
    words = {"title": "同一类事，谁花得多？", "answer": "朱家角镇每平方米 12.50 元。"} | told
    return View("compare", (("year", "2026"),), basis=basis, charts=charts, tables=shown, warning="演示数据", **words)


def briefing(*slides: Slide) -> Briefing:
    return Briefing("八月汇报", slides, (ACTION,), "数据冻结于2026年9月3日")


def every_shape() -> Briefing:
    """A slide a chart, the table with the first."""
    first = Slide(view(BARS, tables=(table(),)), note="先讲朱家角")
    return briefing(first, *(Slide(view(chart), title=chart.shape.value) for chart in CHARTS[1:]))
