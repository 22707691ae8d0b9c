from duibiao.charts.ranking import Bar, Reference, ranking
from duibiao.charts.stacked import Part, Stack, plain, stacked

BARS = [
    Bar("002", "练塘镇", 20.0, "20.00"),
    Bar("001", "练塘镇", None, "缺人口数"),
    Bar("003", "金泽镇", -5.0, "-5.00"),
]


def test_bars_keep_their_order_and_two_of_one_name_stay_apart():
    figure = ranking(BARS, "人均(元/人)")
    assert list(figure.data[0].y) == ["002", "001", "003"]
    assert list(figure.layout.yaxis.ticktext) == ["练塘镇", "练塘镇", "金泽镇"]


def test_codes_are_names_and_not_numbers_on_the_axis():
    assert ranking(BARS, "").layout.yaxis.type == "category"


def test_a_missing_value_shows_its_reason_instead_of_a_bar():
    bars, figures = ranking(BARS, "").data
    assert (bars.x[1], figures.text[1]) == (0, "缺人口数")


def test_the_axis_says_the_unit_and_has_room_for_negative_bars():
    axis = ranking(BARS, "人均(元/人)").layout.xaxis
    assert axis.title.text == "人均(元/人)"
    assert axis.range[0] == -5 and axis.range[1] > 20


def test_the_reference_line_is_named():
    figure = ranking(BARS, "", Reference(7.5, "中位数 7.50"))
    assert figure.layout.shapes[0].x0 == 7.5
    assert figure.layout.xaxis.title.text.endswith("中位数 7.50")


def test_no_bars_make_an_empty_chart():
    assert len(ranking([], "").data[0].x) == 0


def test_parts_stand_one_behind_the_other_with_room_for_their_texts():
    kinds = (Part("建议", "#7fa3c0"), Part("核减", "#b3372f", "/"))
    rows = [
        Stack("1", "甲镇", (90.0, 10.0), ("90", "10"), "核减 10"),
        Stack("2", "乙镇", (50.0, None), ("50", ""), "核减 0"),
    ]
    figure = stacked(rows, kinds, "万元")
    suggested, cut, texts = figure.data
    assert figure.layout.barmode == "relative"
    assert (list(suggested.x), list(cut.x), list(texts.text)) == ([90, 50], [10, None], ["核减 10", "核减 0"])
    assert figure.layout.xaxis.range[1] > 100
    assert cut.marker.pattern.shape == "/"


def test_no_parts_make_an_empty_chart():
    assert [len(trace.y) for trace in stacked([], (), "万元").data] == [0]


def test_what_is_below_zero_lies_to_the_left_and_has_room():
    figure = stacked([Stack("1", "甲镇", (30.0, -10.0), ("30", "-10"), "20")], plain(("单价", "数量")), "万元")
    assert figure.layout.xaxis.range[0] < -10
