"""Charts as pictures, read back as the marks and the texts that they are made of."""

import re
import struct

import pytest

from duibiao import language, palette
from duibiao.export.picture import apart, drawing, extent_of, png_bytes, sides_of_names, svg_text
from duibiao.export.style import DARK, LIGHT, WALL, luminance
from duibiao.export.typography import cells, shortened, wrapped
from duibiao.export.view import Chart, Series, Shape
from tests.briefings import BARS, CHARTS, HEAT, LINES, POINTS, STACKED, STEPS, TOWNS


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh_CN")


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_a_picture_is_wide_enough_for_print_and_says_that_it_has_300_dots_to_the_inch():
    data = png_bytes(BARS, "谁花得多？", "截至2026年8月31日")
    width, _height = struct.unpack(">II", data[16:24])
    place = data.index(b"pHYs")
    per_metre, _down, unit = struct.unpack(">IIB", data[place + 4 : place + 13])
    assert data.startswith(b"\x89PNG")
    assert width >= 2000
    assert (round(per_metre * 0.0254), unit) == (300, 1)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.shape.value)
def test_every_shape_is_drawn_with_its_names_as_text(chart):
    written = "".join(texts(svg_text(chart)))
    for name in chart.categories:
        assert name in written


def test_the_chinese_font_is_named_first():
    assert re.search(r'font-family="Noto Sans CJK SC,', svg_text(BARS))


def test_a_bar_has_its_text_beside_it_its_own_colour_and_a_dash_where_nobody_knows():
    svg = svg_text(BARS)
    assert {"12.50", "9.25", "—", "中位数 10.88"} <= set(texts(svg))
    assert "#1f4e79" in svg and "#7fa3c0" in svg


def test_title_basis_and_warning_stand_in_the_picture():
    written = texts(svg_text(BARS, "谁花得多？", "截至2026年8月31日", warning="演示数据"))
    assert "谁花得多？" in written
    assert "演示数据 · 截至2026年8月31日" in written


def test_a_dashed_series_is_dashed_and_lines_have_their_names_at_their_ends():
    svg = svg_text(LINES)
    assert "stroke-dasharray" in svg
    assert {"今年 11.25", "序时进度 25.00"} <= set(texts(svg))


def test_figures_of_heat_and_steps_stand_in_their_marks():
    assert {"+25%", "-50%", "—"} <= set(texts(svg_text(HEAT)))
    assert {"100.00", "+30.50", "-50.25", "80.25"} <= set(texts(svg_text(STEPS)))


def test_parts_have_a_legend():
    assert {"人工", "=机械"} <= set(texts(svg_text(STACKED)))


def test_bars_begin_at_zero_and_steps_reach_their_highest_top():
    # 100 + 30.5 is the highest top; 12 % of room above, none below zero.
    assert extent_of(STEPS) == (0.0, pytest.approx(130.5 * 1.12))
    assert extent_of(BARS)[0] == 0.0


def test_a_dark_chart_shows_the_chosen_in_a_light_colour_that_can_be_told_from_its_background():
    told = drawing(BARS, DARK).to_dict()
    assert told["config"]["background"] == DARK.background
    assert DARK.colour(palette.LIGHT.chosen) == palette.DARK.chosen
    assert luminance(palette.DARK.chosen) > 4.5 * luminance(DARK.background)


def test_type_on_the_wall_is_larger():
    assert drawing(BARS, WALL).to_dict()["config"]["axis"]["labelFontSize"] > LIGHT.size * 1.5


def test_names_of_lines_that_end_at_one_place_are_moved_apart():
    assert apart([50.0, 51.0, 90.0], 10, 100) == [50.0, 60.0, 90.0]
    assert apart([95.0, 96.0], 10, 100) == [90.0, 100.0]


def test_of_two_points_at_one_place_the_second_name_stands_elsewhere_or_nowhere():
    same = Chart(Shape.POINTS, ("甲", "乙"), (Series("x", (5.0, 5.0)), Series("y", (5.0, 5.0))), "y")
    sides = sides_of_names(same, LIGHT, (0, 10), (0, 10), 400)
    assert sides[0] == "right"
    assert sides[1] != "right"
    assert set(sides_of_names(POINTS, LIGHT, (0, 200), (0, 20), 400)) == {0, 1, 2}


def test_two_categories_of_one_name_are_two_bars():
    twice = Chart(Shape.BARS, ("甲", "甲"), (Series("x", (1.0, 2.0)),), "x")
    assert len(re.findall(r'aria-roledescription="bar"', svg_text(twice))) == 2


def test_texts_are_broken_at_the_width_and_shortened_by_a_sign():
    assert cells("镇a") == 3
    assert wrapped("青浦区朱家角镇", 8) == ["青浦区朱", "家角镇"]
    assert wrapped("cost per unit", 9) == ["cost per", "unit"]
    assert shortened("青浦区朱家角镇", 9) == "青浦区朱…"
    assert shortened(TOWNS[0], 8) == TOWNS[0]
