"""What is kept of briefings, against answers worked out by hand."""

from datetime import date

import pytest
from small import batch, line

from duibiao.errors import WarehouseError
from duibiao.warehouse import ActionNoted, BriefingNoted, Delay, TakenView, Warehouse

TREND = TakenView("trend", "item=CY0101&year=2026", "{}", 1)
STUCK = TakenView("stuck", "year=2026", "{}", 1)


@pytest.fixture
def warehouse(tmp_path):
    with Warehouse.open(tmp_path / "w.duckdb") as opened:
        opened.accept(batch("execution", [line("1", 5)]))
        yield opened


@pytest.fixture
def briefing(warehouse):
    """A briefing of two slides: the trend, then stuck money."""
    number = warehouse.note_briefing(BriefingNoted("八月例会", "s"), "李华")
    assert warehouse.add_slide(number, TREND, "走势", "", "李华") == 1
    assert warehouse.add_slide(number, STUCK, "", "", "李华") == 2
    return number


def slides(warehouse, briefing):
    return warehouse.read("briefing_slides", briefing=briefing)


def test_slides_stand_in_their_order_with_where_they_came_from(warehouse, briefing):
    assert slides(warehouse, briefing).select("title", "page", "address").rows() == [
        ("走势", "trend", "item=CY0101&year=2026"),
        ("", "stuck", "year=2026"),
    ]


def test_slides_that_change_places_stand_once_each(warehouse, briefing):
    first, second = slides(warehouse, briefing)["slide_id"]
    warehouse.swap_slides(first, second, "王芳")
    assert slides(warehouse, briefing)["slide_id"].to_list() == [second, first]


def test_a_slide_removed_is_no_longer_shown_and_nobody_brings_it_back(warehouse, briefing):
    first, second = slides(warehouse, briefing)["slide_id"]
    warehouse.remove_slide(first, "王芳")
    assert slides(warehouse, briefing)["slide_id"].to_list() == [second]
    assert warehouse.read("briefings").select("title", "n_slides").rows() == [("八月例会", 1)]
    for late in (
        lambda: warehouse.swap_slides(first, second, "李华"),
        lambda: warehouse.rename_slide(first, "走势", "", "李华"),
        lambda: warehouse.show_again(first, TREND, "李华"),
    ):
        with pytest.raises(WarehouseError, match="已被他人删除"):
            late()
    assert slides(warehouse, briefing)["slide_id"].to_list() == [second]


def test_a_slide_renamed_by_one_and_moved_by_another_has_both(warehouse, briefing):
    first, second = slides(warehouse, briefing)["slide_id"]
    warehouse.rename_slide(first, "单价走势", "请看华新镇", "王芳")
    warehouse.swap_slides(first, second, "李华")
    assert slides(warehouse, briefing).select("slide_id", "title", "note").rows() == [
        (second, "", ""),
        (first, "单价走势", "请看华新镇"),
    ]


def test_a_slide_tells_how_much_came_after_the_data_it_knows_of(warehouse, briefing):
    assert slides(warehouse, briefing)["n_events_since"].to_list() == [0, 0]
    warehouse.accept(batch("execution", [line("1", 7)]))
    warehouse.undo(2)
    first = slides(warehouse, briefing)["slide_id"][0]
    warehouse.show_again(first, TakenView("trend", "", "{}", 2), "李华")
    assert slides(warehouse, briefing)["n_events_since"].to_list() == [1, 2]
    assert slides(warehouse, briefing)["slide_id"][0] == first


def test_the_newest_event_is_that_of_now_or_of_a_past_moment(warehouse):
    assert warehouse.read("newest_event")["event_id"].to_list() == [1]
    past = warehouse.read("batches")["accepted_at"][0]
    warehouse.undo(1)
    assert warehouse.read("newest_event")["event_id"].to_list() == [2]
    assert warehouse.read("newest_event", until=past)["event_id"].to_list() == [1]


def test_the_figures_of_a_frozen_briefing_cannot_be_changed(warehouse, briefing):
    first = slides(warehouse, briefing)["slide_id"][0]
    warehouse.note_briefing(BriefingNoted("八月例会", "s", briefing, date(2026, 8, 31)), "李华")
    assert warehouse.read("briefings")["frozen_on"].to_list() == [date(2026, 8, 31)]
    with pytest.raises(WarehouseError, match="已冻结"):
        warehouse.show_again(first, TREND, "李华")
    with pytest.raises(WarehouseError, match="已冻结"):
        warehouse.add_slide(briefing, STUCK, "", "", "李华")
    warehouse.rename_slide(first, "走势（冻结）", "", "李华")
    assert slides(warehouse, briefing)["title"].to_list() == ["走势（冻结）", ""]


def test_briefings_worked_on_last_come_first_and_removed_ones_not_at_all(warehouse, briefing):
    second = warehouse.note_briefing(BriefingNoted("局长办公会", "t"), "王芳")
    third = warehouse.note_briefing(BriefingNoted("草稿", "u"), "王芳")
    warehouse.note_briefing(BriefingNoted("草稿", "u", third, removed=True), "王芳")
    assert warehouse.read("briefings")["briefing_id"].to_list() == [second, briefing]
    warehouse.rename_slide(slides(warehouse, briefing)["slide_id"][0], "走势", "", "李华")
    assert warehouse.read("briefings")["briefing_id"].to_list() == [briefing, second]


def test_open_actions_come_first_by_their_day(warehouse, briefing):
    warehouse.note_action(ActionNoted(briefing, "核实华新镇保洁单价", "绩效科", date(2026, 9, 30)), "李华")
    warehouse.note_action(ActionNoted(briefing, "收回项目结余", "预算科", date(2026, 9, 10)), "李华")
    warehouse.note_action(ActionNoted(briefing, "补台账", "盈浦街道"), "李华")
    actions = warehouse.read("briefing_actions", briefing=briefing)
    assert actions["who"].to_list() == ["预算科", "绩效科", "盈浦街道"]
    warehouse.change_action(actions["action_id"][0], "王芳", done=True)
    warehouse.change_action(actions["action_id"][2], "王芳", removed=True)
    after = warehouse.read("briefing_actions", briefing=briefing)
    assert after.select("who", "done").rows() == [("绩效科", False), ("预算科", True)]


def test_a_view_is_kept_as_it_was_taken(warehouse, briefing):
    view = slides(warehouse, briefing)["view_id"][1]
    kept = warehouse.read("briefing_view", view=view)
    assert kept.select("page", "address", "content", "taken_by").rows() == [("stuck", "year=2026", "{}", "李华")]


def test_what_is_noted_of_projects_is_news_to_the_pages_and_a_briefing_is_not(warehouse):
    before = warehouse.data_version()
    warehouse.note_briefing(BriefingNoted("八月例会", "s"), "李华")
    assert warehouse.data_version() == before
    warehouse.note_delay(Delay(2026, "1", "P1", "funds"), "李华")
    assert warehouse.data_version() > before
