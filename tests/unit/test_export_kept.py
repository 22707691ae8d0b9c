"""A view kept and read back is the same view, to the cent."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.errors import DuibiaoError
from duibiao.export.about import About
from duibiao.export.kept import MOST_ROWS, from_text, to_text
from duibiao.export.table import Column, Kind, Table
from duibiao.export.view import Chart, Series, Shape, Shown, View
from duibiao.formats import MoneyUnit, Scale

COLUMNS = (
    Column("org_code", "代码", Kind.CODE),
    Column("paid_yuan", "支付数", Kind.MONEY, group="支出"),
    Column("rate", "执行率", Kind.RATE),
)


def table(amounts):
    frame = pl.DataFrame(
        {
            "org_code": [str(place) for place in range(len(amounts))],
            "paid_yuan": pl.Series(amounts, dtype=pl.Decimal(18, 2)),
            "rate": [None if amount is None else float(amount) / 4 for amount in amounts],
            "not_shown": ["x"] * len(amounts),
        }
    )
    return Table("各镇支出", frame, COLUMNS, MoneyUnit(Scale.WAN), 1)


def view(amounts, charts=()):
    about = About(
        (("年份", "2026年"),), (("执行率", "支付÷变动后预算"),), "2026年8月31日", ("批次1",), "模拟数据", ("说明",)
    )
    shown = (Shown(table(amounts), about),)
    return View("stuck", (("year", "2026"),), "哪些钱花不出去？", "两个项目。", "n = 2", tuple(charts), shown)


def test_a_view_comes_back_as_it_was():
    charts = [
        Chart(
            Shape.BARS,
            ("甲镇", "乙镇"),
            (Series("元", (1.5, None), ("1.50", "—"), ("#b3372f",)),),
            "元",
            reference=("中位数", 1.0),
        ),
        Chart(Shape.STEPS, ("去年", "价格"), (Series("万元", (3.0, -1.0)),), "万元", totals=frozenset({0})),
    ]
    before = view([Decimal("1234567.75"), None], charts)
    after = from_text(to_text(before))
    assert (after.page, after.query, after.title, after.charts) == (
        "stuck",
        (("year", "2026"),),
        before.title,
        before.charts,
    )
    assert after.tables[0].about == before.tables[0].about
    kept = after.tables[0].table
    assert (kept.title, kept.columns, kept.unit, kept.n_totals) == ("各镇支出", COLUMNS, MoneyUnit(Scale.WAN), 1)
    assert kept.frame.rows() == [("0", Decimal("1234567.75"), 308641.9375), ("1", None, None)]


def test_only_the_columns_that_are_shown_are_kept():
    assert from_text(to_text(view([Decimal(1)]))).tables[0].table.frame.columns == ["org_code", "paid_yuan", "rate"]


@given(st.lists(st.decimals(-(10**15), 10**15, places=2), min_size=1, max_size=20))
def test_amounts_are_kept_to_the_cent(amounts):
    kept = from_text(to_text(view(amounts))).tables[0].table
    assert kept.frame["paid_yuan"].to_list() == amounts


def test_a_table_of_too_many_rows_is_refused_with_its_name():
    with pytest.raises(DuibiaoError, match="各镇支出"):
        to_text(view([Decimal(1)] * (MOST_ROWS + 1)))
