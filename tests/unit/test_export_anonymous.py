"""Organisations as letters: no name or code survives, and every number does."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from duibiao.export.about import About
from duibiao.export.anonymous import Known, anonymous
from duibiao.export.briefing import Action, Briefing, Slide
from duibiao.export.table import Column, Kind, Table
from duibiao.export.view import Chart, Series, Shape, Shown, View

TOWN = Known("310118102", ("朱家角镇", "朱家角", "角镇"))
BUREAU = Known("101", ("青浦区水务局", "区水务局"))
STATION = Known("101001", ("青浦区水务局排水所",))
ALL = (TOWN, BUREAU, STATION)


def shown(frame: pl.DataFrame, columns: tuple[Column, ...], about: About | None = None) -> Shown:
    return Shown(Table("表", frame, columns), about or About())


def view(answer: str = "", **told: object) -> View:
    return View("compare", told.pop("query", ()), "问", answer, "依据", **told)  # type: ignore[arg-type]


def briefing(*views: View, title: str = "汇报", **told: object) -> Briefing:
    return Briefing(title, tuple(Slide(each) for each in views), **told)  # type: ignore[arg-type]


def everything(told: object) -> str:
    """All that a briefing holds, frames included."""
    frames = []
    if isinstance(told, Briefing):
        for slide in told.slides:
            frames += [each.table.frame.write_csv() for each in slide.view.tables]
    return repr(told) + "".join(frames)


def letters(told: Briefing) -> list[str]:
    return list(told.slides[0].view.charts[0].categories)


def chart(*names: str) -> Chart:
    return Chart(Shape.BARS, names, (Series("单位成本", tuple(float(number) for number in range(len(names)))),), "元")


def test_the_longest_name_is_replaced_first_so_that_none_is_half_replaced():
    told = anonymous(
        briefing(view("青浦区水务局排水所高于青浦区水务局", charts=(chart("青浦区水务局排水所", "区水务局"),))), ALL
    )
    station, bureau = letters(told)
    assert station != bureau
    assert {station, bureau} < {"A", "B", "C"}
    assert told.slides[0].view.answer == f"{station}高于{bureau}"


def test_an_organisation_has_one_letter_on_all_slides_under_all_its_names():
    other = view("朱家角今年多支出", query=(("org", "310118102"),))
    told = anonymous(briefing(view(charts=(chart("朱家角镇"),)), other, actions=(Action("核实", "朱家角镇"),)), ALL)
    (town,) = letters(told)
    assert town in ("A", "B", "C")
    assert told.slides[1].view.answer == f"{town}今年多支出"
    assert told.slides[1].view.query == (("org", town),)
    assert told.actions[0].who == town


def test_those_to_be_kept_keep_their_names():
    told = anonymous(
        briefing(view("青浦区水务局排水所与朱家角镇", charts=(chart("朱家角镇"),))), ALL, frozenset({"101001"})
    )
    (town,) = letters(told)
    assert town in ("A", "B", "C")
    assert told.slides[0].view.answer == f"青浦区水务局排水所与{town}"


def test_short_codes_are_replaced_in_cells_of_codes_only_and_long_ones_anywhere():
    frame = pl.DataFrame(
        {"code": ["101", "310118102"], "project": ["310118102-0001", "2101"], "paid": [101.0, 310118102.0]}
    )
    columns = (
        Column("code", "代码", Kind.CODE),
        Column("project", "项目代码", Kind.CODE),
        Column("paid", "支付", Kind.NUMBER),
    )
    told = anonymous(
        briefing(view("共 101 个", tables=(shown(frame, columns),), charts=(chart("区水务局", "朱家角镇"),))), ALL
    )
    bureau, town = letters(told)
    assert told.slides[0].view.answer == "共 101 个"
    assert told.slides[0].view.tables[0].table.frame.rows() == [
        (bureau, f"{town}-0001", 101.0),
        (town, "2101", 310118102.0),
    ]


def towns(n: int) -> list[Known]:
    return [Known(f"3101181{number:02d}", (f"第{number}镇",)) for number in range(n)]


def of_towns(title: str = "汇报", seed: str = "", n: int = 12, keep: frozenset[str] = frozenset()) -> list[str]:
    """What twelve towns are called where the chart shows the first n of them."""
    shown_names = [known.names[0] for known in towns(n)]
    return letters(anonymous(briefing(view(charts=(chart(*shown_names),)), title=title), towns(12), keep, seed))


def test_letters_follow_neither_codes_nor_the_order_of_the_chart():
    for seed in ("甲", "乙"):
        assert sorted(of_towns(seed=seed)) == list("ABCDEFGHIJKL")
        assert of_towns(seed=seed) != sorted(of_towns(seed=seed))


def test_only_the_seed_decides_on_letters_so_that_nobody_can_work_them_out_from_what_is_shown():
    assert of_towns("八月汇报", "甲") == of_towns("九月汇报", "甲")
    assert of_towns("八月汇报", "甲") != of_towns("八月汇报", "乙")


def test_a_letter_stays_when_a_view_with_more_organisations_is_added():
    assert of_towns(seed="甲", n=3) == of_towns(seed="甲")[:3]


def test_a_letter_stays_when_another_organisation_is_named():
    kept = of_towns(seed="甲", keep=frozenset({towns(12)[0].code}))
    assert kept == ["第0镇", *of_towns(seed="甲")[1:]]


def test_a_letter_does_not_depend_on_the_order_in_which_organisations_are_known():
    one = briefing(view(charts=(chart("朱家角镇", "区水务局"),)))
    assert letters(anonymous(one, ALL, seed="甲")) == letters(anonymous(one, ALL[::-1], seed="甲"))


def test_after_z_come_two_letters():
    many = [Known(f"3101181{number:02d}", (f"第{number}号镇",)) for number in range(28)]
    told = anonymous(briefing(view(charts=(chart(*(known.names[0] for known in many)),))), many)
    assert {"Z", "AA", "AB"} <= set(letters(told))


def test_columns_that_are_not_shown_are_left_out():
    frame = pl.DataFrame({"name": ["朱家角镇"], "hidden": ["朱家角镇"], "paid_yuan": [Decimal("1.10")]})
    columns = (Column("name", "单位"), Column("paid_yuan", "支付", Kind.MONEY))
    table = anonymous(briefing(view(tables=(shown(frame, columns),))), ALL).slides[0].view.tables[0].table
    assert table.frame.columns == ["name", "paid_yuan"]
    assert table.frame["paid_yuan"].dtype == frame["paid_yuan"].dtype


words = st.text("青浦区水务局镇街道一二三四0123456789 ·（）", max_size=14)
names = st.text("青浦区水务局镇街道一二三四", min_size=2, max_size=6)
codes = st.text("0123456789", min_size=6, max_size=9)
known = st.lists(
    st.builds(Known, codes, st.lists(names, min_size=1, max_size=3).map(tuple)),
    max_size=6,
    unique_by=lambda each: each.code,
)


@st.composite
def told(draw: st.DrawFn) -> tuple[Briefing, list[Known], list[float]]:
    organisations = draw(known)
    known_words = [word for each in organisations for word in (each.code, *each.names)]
    piece = st.one_of(words, st.sampled_from(known_words)) if known_words else words
    text = st.lists(piece, max_size=4).map("".join)
    values = draw(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=2))
    one = Chart(
        Shape.BARS,
        (draw(text), draw(text)),
        (Series(draw(text), tuple(values), colours=("#310118", "#123456")),),
        draw(text),
        reference=(draw(text), 1.5),
    )
    frame = pl.DataFrame({"name": [draw(text), None], "code": [draw(text), draw(text)], "paid": values})
    columns = (
        Column("name", draw(text)),
        Column("code", "代码", Kind.CODE),
        Column("paid", "支付", Kind.NUMBER, group=draw(text)),
    )
    about = About(
        ((draw(text), draw(text)),), ((draw(text), draw(text)),), "", (draw(text),), draw(text), (draw(text),)
    )
    seen = replace(
        view(draw(text), charts=(one,), tables=(shown(frame, columns, about),)), title=draw(text), warning=draw(text)
    )
    seen = replace(
        seen, query=((draw(text), draw(text)),), orgs=tuple((each.code, each.names[0]) for each in organisations)
    )
    made = Briefing(draw(text), (Slide(seen, draw(text), draw(text)),), (Action(draw(text), draw(text)),), draw(text))
    return made, organisations, values


@settings(max_examples=60, deadline=None)
@given(told())
def test_no_name_and_no_code_survives_and_numbers_are_untouched(case):
    made, organisations, values = case
    after = anonymous(made, organisations)
    left = everything(replace(after, slides=tuple(map(without_numbers, after.slides))))
    for each in organisations:
        for word in (each.code, *each.names):
            assert word not in left
    seen = after.slides[0].view
    assert list(seen.charts[0].series[0].values) == values
    assert seen.charts[0].series[0].colours == ("#310118", "#123456")
    assert seen.charts[0].reference[1] == 1.5
    assert seen.tables[0].table.frame["paid"].to_list() == values


def without_numbers(slide: Slide) -> Slide:
    """The slide without numbers and colours, in whose digits a code may be by chance."""
    seen = slide.view
    charts = tuple(
        replace(each, series=tuple(replace(one, values=(), colours=()) for one in each.series)) for each in seen.charts
    )
    tables = tuple(
        replace(each, table=replace(each.table, frame=each.table.frame.drop("paid", strict=False)))
        for each in seen.tables
    )
    return replace(slide, view=replace(seen, charts=charts, tables=tables))
