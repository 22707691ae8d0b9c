"""Slides read back with python-pptx, the numbers behind their charts with openpyxl."""

import io
from datetime import UTC, datetime

import openpyxl
import pptx
import pytest
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn

from duibiao import language, palette
from duibiao.export.briefing import Briefing, Slide
from duibiao.export.slides import pptx_bytes
from duibiao.export.view import Chart, Series, Shape
from tests.briefings import (
    BARS,
    DOTS,
    HEAT,
    LINES,
    POINTS,
    STACKED,
    STEPS,
    TOWNS,
    briefing,
    every_shape,
    per_unit,
    table,
    view,
)
from tests.office import converted, pdf_text


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh_CN")


def slides_of(told: Briefing):
    return list(pptx.Presentation(io.BytesIO(pptx_bytes(told))).slides)


def words(slide) -> str:
    frames = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    cells = [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join(frames + cells)


def charts_of(*charts: Chart) -> list:
    slides = slides_of(Briefing("x", tuple(Slide(view(chart)) for chart in charts)))
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]


def numbers_behind(chart) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return list(book.active.iter_rows(values_only=True))


def rows_of(grid) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in grid.rows]


def table_on(slide):
    return next(shape.table for shape in slide.shapes if shape.has_table)


def test_the_first_slide_says_title_moment_and_warning():
    first = words(slides_of(every_shape())[0])
    for told in ("八月汇报", "数据冻结于2026年9月3日", "演示数据"):
        assert told in first


def test_slides_say_that_they_were_made_now_and_by_nobody():
    before = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    made = pptx.Presentation(io.BytesIO(pptx_bytes(Briefing("八月汇报", ())))).core_properties
    assert (made.title, made.author, made.last_modified_by, made.revision) == ("八月汇报", "", "", 1)
    assert before <= made.created == made.modified <= datetime.now(UTC).replace(tzinfo=None)


def test_slides_are_wide():
    deck = pptx.Presentation(io.BytesIO(pptx_bytes(every_shape())))
    assert round(deck.slide_width / deck.slide_height, 3) == round(16 / 9, 3)


def test_a_slide_has_heading_answer_and_what_it_rests_on():
    told = slides_of(briefing(Slide(view(LINES), title="八月进度")))[1]
    assert told.shapes.title.text_frame.text == "八月进度"
    assert "朱家角镇每平方米 12.50 元。" in words(told)
    assert "演示数据 · 截至2026年8月31日 ┆ n = 3" in words(told)


def test_every_chart_is_a_real_chart_of_its_kind():
    kinds = [chart.chart_type for chart in charts_of(STACKED, DOTS, LINES, POINTS)]
    lines = XL_CHART_TYPE.LINE  # its reference has no marks
    assert kinds == [XL_CHART_TYPE.BAR_STACKED, XL_CHART_TYPE.LINE_MARKERS, lines, XL_CHART_TYPE.XY_SCATTER]


def test_the_numbers_behind_bars_are_those_of_the_view_and_the_reference_is_a_series():
    chart = charts_of(BARS)[0]
    assert numbers_behind(chart) == [
        (None, "单位成本", "中位数 10.88"),
        ("朱家角镇", 12.5, 10.875),
        ("练塘镇", 9.25, 10.875),
        ("金泽镇", None, 10.875),
    ]
    line = chart.plots[1].series[0]
    assert (line.name, list(line.values)) == ("中位数 10.88", [10.875] * 3)
    assert list(chart.plots[0].series[0].values) == [12.5, 9.25, None]


def test_bars_with_long_names_lie_the_first_on_top_and_keep_their_reference():
    long = Chart(
        Shape.BARS,
        ("青浦区水务局排水管理所", "乙"),
        (Series("x", (1.0, 2.0)),),
        "元",
        reference=("线", 1.5),
    )
    chart = charts_of(long)[0]
    assert chart.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    assert chart.category_axis.reverse_order
    assert list(chart.plots[0].series[1].values) == [1.5, 1.5]


def test_labels_are_numbers_with_a_format_so_that_they_follow_changes():
    labels = charts_of(BARS)[0].plots[0].series[0].data_labels
    assert (labels.number_format, labels.show_value) == ("#,##0.00", True)


def test_a_name_that_looks_a_formula_is_text_in_the_numbers_behind():
    chart = charts_of(STACKED)[0]
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    assert (book.active["C1"].value, book.active["C1"].data_type) == ("=机械", "s")


def test_lines_have_gaps_a_dashed_plan_and_a_reference():
    chart = charts_of(LINES)[0]
    this_year, plan, goal = chart.plots[0].series
    assert list(this_year.values) == [5.5, 11.25, None]
    assert plan.format.line.dash_style is not None
    assert list(goal.values) == [20.0] * 3


def test_steps_stand_on_a_base_and_the_amounts_are_kept_with_their_signs():
    # 100, then up to 130.5, then down to 80.25: the fall of 50.25 stands on 80.25.
    rows = numbers_behind(charts_of(STEPS)[0])
    assert rows[0] == (None, "底座（不显示）", "增加", "减少", "合计", "标注高度", "金额")
    assert rows[1:] == [
        ("去年", None, None, None, 100.0, 100.0, 100.0),
        ("价格", 100.0, 30.5, None, None, 130.5, 30.5),
        ("工作量", 80.25, None, 50.25, None, 130.5, -50.25),
        ("今年", None, None, None, 80.25, 80.25, 80.25),
    ]


def test_steps_through_zero_are_parted_at_zero():
    # 100 falls by 150 to -50: 100 above zero, 50 below.
    through = Chart(Shape.STEPS, ("甲", "乙"), (Series("金额", (100.0, -150.0)),), "万元", totals=frozenset({0}))
    rows = numbers_behind(charts_of(through)[0])
    names, second = rows[0], rows[2]
    assert second[names.index("减少")] == 100.0
    assert second[names.index("减少（零以下）")] == -50.0


def test_points_keep_their_names_beside_their_numbers():
    chart = charts_of(POINTS)[0]
    assert numbers_behind(chart) == [
        (None, "面积", "单位成本"),
        ("朱家角镇", 120.5, 12.5),
        ("练塘镇", 64, 9.25),
        ("金泽镇", 88.25, 8),
    ]
    refs = [each.text for each in chart._chartSpace.iter(qn("c:f"))]
    assert refs == ["Sheet1!$C$1", "Sheet1!$B$2:$B$4", "Sheet1!$C$2:$C$4"]


def test_heat_is_a_table_with_filled_cells():
    grid = table_on(slides_of(Briefing("x", (Slide(view(HEAT)),)))[1])
    assert rows_of(grid) == [
        ["", "绿化", "保洁"],
        ["朱家角镇", "+25%", "0.13"],
        ["练塘镇", "-50%", "0.00"],
        ["金泽镇", "—", "0.50"],
    ]
    # -50 % and +50 % are the farthest from zero, so they have the full colours.
    below, _middle, above = (colour[1:].upper() for colour in palette.LIGHT.scale)
    assert str(grid.cell(2, 1).fill.fore_color.rgb) == below
    assert str(grid.cell(3, 2).fill.fore_color.rgb) == above


def test_a_table_can_be_edited_and_its_header_is_merged_as_on_the_screen():
    slide = slides_of(briefing(Slide(view(tables=(table(),)))))[1]
    grid = table_on(slide)
    assert rows_of(grid)[2:] == [
        ["", "合计", "3.00", "1.50", "61.7%"],
        ["310118101", "朱家角镇", "1.23", "—", "61.7%"],
        ["310118102", "练塘镇", "1.23", "—", "61.7%"],
        ["310118103", "=1+1", "1.77", "1.50", "61.7%"],
    ]
    group = grid.cell(0, 2)
    assert (group.text, group.is_merge_origin, group.span_width) == ("2026年", True, 2)
    assert (grid.cell(0, 0).text, grid.cell(0, 0).span_height) == ("代码", 2)
    assert "单位：万元" in words(slide)


def test_of_a_long_table_a_slide_says_how_many_rows_there_are():
    slide = slides_of(briefing(Slide(view(tables=(table(120),)))))[1]
    grid = table_on(slide)
    assert len(grid.rows) <= 15  # thirteen below a header of two rows
    shown = len(grid.rows) - 3
    assert f"共 119 行，此处为前 {shown} 行，全部见汇报附表" in words(slide)
    assert grid.cell(2, 1).text == "合计"


def test_sixty_categories_are_not_crowded_on_one_slide_and_thirty_go_over_two():
    def many(n):
        names = tuple(f"第{number}所" for number in range(n))
        return Chart(Shape.BARS, names, (Series("x", tuple(float(number) for number in range(n))),), "元")

    slides = slides_of(Briefing("x", (Slide(view(many(60))),)))
    assert len(slides) == 2
    assert "共 60 个，图中为前 14 个" in words(slides[1])
    halves = charts_of(many(28))
    assert [len(each.plots[0].categories) for each in halves] == [14, 14]
    assert {each.value_axis.maximum_scale for each in halves} == {30.24}  # 27 and 12 % of room


def test_notes_and_sources_stand_in_the_notes_of_the_slide():
    notes = slides_of(every_shape())[1].notes_slide.notes_text_frame.text
    for told in (
        "先讲朱家角",
        "累计支付 ÷ 变动后预算",
        "批次 6：执行.xlsx",
        "2026年8月31日",
        "张三：面积待核实",
        "compare?year=2026",
    ):
        assert told in notes


def test_slides_are_numbered_by_a_field_and_the_last_says_who_does_what_by_when():
    slides = slides_of(every_shape())
    for slide in slides[1:]:
        assert [each.get("type") for each in slide._element.iter(qn("a:fld"))] == ["slidenum"]
    assert rows_of(table_on(slides[-1]))[1] == ["1", "核实面积台账", "练塘镇", "2026年9月30日", "未完成"]


def test_letters_and_chinese_have_their_typefaces_in_every_run():
    for slide in slides_of(every_shape()):
        for run in slide._element.iter(qn("a:rPr")):
            assert run.find(qn("a:latin")).get("typeface") == "Arial"
            assert run.find(qn("a:ea")).get("typeface") == "微软雅黑"


def test_an_office_program_opens_the_slides():
    text = pdf_text(converted(pptx_bytes(every_shape()), "pptx"))
    for told in ("八月汇报", "12.50", "核实面积台账", *TOWNS):
        assert told in text


def test_an_amount_in_whole_yuan_says_so_in_the_header_of_a_slide():
    grid = table_on(slides_of(briefing(Slide(view(tables=(per_unit(),)))))[1])
    assert rows_of(grid)[0] == ["单位名称", "支付", "单位成本\n（元）"]


def test_a_table_beside_its_chart_has_its_title_and_its_unit():
    slide = slides_of(briefing(Slide(view(BARS, tables=(per_unit(),)))))[1]
    assert table_on(slide) and any(shape.has_chart for shape in slide.shapes)
    told = words(slide)
    assert "每平方米" in told and "单位：万元" in told


def test_a_table_beside_its_chart_that_has_no_room_for_all_says_how_many_rows_there_are():
    long = per_unit(9, "青浦区朱家角镇市容环境卫生管理所" * 6)
    slide = slides_of(briefing(Slide(view(BARS, tables=(long,)))))[1]
    shown = len(table_on(slide).rows) - 1
    assert 0 < shown < 9
    assert f"共 9 行，此处为前 {shown} 行，全部见汇报附表" in words(slide)


def test_what_stands_beside_a_chart_lies_on_the_slide_and_above_its_foot():
    long = per_unit(9, "青浦区朱家角镇市容环境卫生管理所" * 6)
    slide = slides_of(briefing(Slide(view(BARS, tables=(long,)))))[1]
    frame = next(shape for shape in slide.shapes if shape.has_table)
    below = next(shape for shape in slide.shapes if shape.has_text_frame and "共 9 行" in shape.text_frame.text)
    above = next(shape for shape in slide.shapes if shape.has_text_frame and "单位：万元" in shape.text_frame.text)
    assert above.top + above.height <= frame.top
    assert frame.top + frame.height <= below.top
