"""Charts of the screen told by their numbers: what a slide draws is what the page drew."""

from datetime import date

from duibiao.charts.dots import Dot, Spread, Words
from duibiao.charts.heat import Cell
from duibiao.charts.purchases import Purchase
from duibiao.charts.ranking import Bar, Reference
from duibiao.charts.stacked import Part, Stack
from duibiao.charts.trend import Band, Line
from duibiao.charts.waterfall import Step
from duibiao.export.view import Shape
from duibiao.palette import DARK, LIGHT
from duibiao.ui import told


def test_bars_keep_their_texts_and_the_line_through_them():
    chart = told.bars(
        [Bar("1", "甲镇", 2.5, "2.50", flagged=True), Bar("2", "乙镇", None, "—")], "元", Reference(1.5, "中位数 1.50")
    )
    assert chart.categories == ("甲镇", "乙镇")
    assert chart.series[0].values == (2.5, None)
    assert chart.series[0].texts == ("2.50", "—")
    assert chart.series[0].colours[0] == LIGHT.problem
    assert chart.reference == ("中位数 1.50", 1.5)


def test_dots_have_a_series_for_this_year_the_year_before_and_the_standard():
    members = [
        Dot("1", "甲镇", 3.0, "3.00", ((2024, 1.0), (2025, 2.0)), 2.8, emphasised=True),
        Dot("2", "乙镇", 4.0, "4.00", ((2025, 5.0),)),
    ]
    chart = told.dots(members, "元", Words("2026年", "以前年度", "标准"), Spread(3, 3.5, 4, "中位数 3.50"))
    assert [(series.name, series.values) for series in chart.series] == [
        ("2026年", (3.0, 4.0)),
        ("2025年", (2.0, 5.0)),
        ("标准", (2.8, None)),
    ]
    assert chart.series[0].colours[0] == LIGHT.chosen
    assert chart.reference is not None
    assert chart.reference[1] == 3.5


def test_lines_put_the_chosen_one_first_and_the_middle_half_as_dashed_lines():
    band = Band((1.0, 1.0), (2.0, 2.0), (3.0, 3.0), "中位数", "中间一半")
    drawn = [Line("1", "甲镇", (1.0, None), ("1", "—")), Line("2", "乙镇", (2.0, 3.0), ("2", "3"), emphasised=True)]
    chart = told.lines(["2025", "2026"], drawn, band, "元")
    assert chart.categories == ("2025", "2026")
    assert [series.name for series in chart.series][:3] == ["乙镇", "甲镇", "中位数"]
    assert [series.values for series in chart.series if series.dashed] == [(2.0, 2.0), (1.0, 1.0), (3.0, 3.0)]


def test_parts_drawn_in_the_dark_are_told_in_the_light_colours():
    chart = told.stacks([Stack("1", "甲镇", (2.0,), ("2",), "2")], [Part("已支付", DARK.parts[1])], "万元")
    assert chart.series[0].colours == (LIGHT.parts[1],)
    assert chart.series[0].values == (2.0,)


def test_squares_without_a_figure_stay_empty():
    chart = told.heat([Cell("1", "CY01", 0.2, "+20%", "甲镇")], [("1", "甲镇"), ("2", "乙镇")], [("CY01", "道路")])
    assert chart.shape is Shape.HEAT
    assert (chart.series[0].name, chart.series[0].values, chart.series[0].texts) == ("道路", (0.2, None), ("+20%", ""))


def test_steps_say_which_of_them_are_totals():
    chart = told.steps([Step("a", "去年", 10.0, "10", True), Step("p", "价格", -2.0, "-2")], "万元")
    assert chart.totals == frozenset({0})
    assert chart.series[0].values == (10.0, -2.0)


def test_purchases_stand_on_their_days_or_where_all_are_of_one_day_on_their_quantities():
    first = Purchase("1", date(2024, 1, 1), 9.0, 3.0, "甲局<br>9 元", "甲局", flagged=True)
    second = Purchase("2", date(2024, 1, 3), 8.0, 5.0, "乙局<br>8 元")
    dated = told.purchases([first, second], "元", "个", 8.5)
    assert dated.days
    assert dated.series[0].values == (45292.0, 45294.0)
    assert dated.categories == ("甲局", "乙局")
    same_day = told.purchases([first], "元", "个", None)
    assert not same_day.days
    assert same_day.series[0].values == (3.0,)
