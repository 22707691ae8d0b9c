"""What is kept of briefings, against answers worked out by hand."""

from datetime import date

import pytest
from small import batch, line

from duibiao.warehouse import ActionNoted, BriefingNoted, SlideNoted, TakenView, Warehouse

TREND = TakenView("trend", "item=CY0101&year=2026", "{}")
STUCK = TakenView("stuck", "year=2026", "{}")


@pytest.fixture
def warehouse(tmp_path):
    with Warehouse.open(tmp_path / "w.duckdb") as opened:
        opened.accept(batch("execution", [line("1", 5)]))
        yield opened


@pytest.fixture
def briefing(warehouse):
    """A briefing of two slides: the trend, then stuck money."""
    number = warehouse.note_briefing(BriefingNoted("八月例会"), "李华")
    warehouse.show_view(TREND, SlideNoted(number, 0, 1, "走势"), "李华")
    warehouse.show_view(STUCK, SlideNoted(number, 0, 2), "李华")
    return number


def noted(warehouse, briefing):
    columns = ("briefing_id", "view_id", "place", "title", "note", "slide_id")
    slides = warehouse.read("briefing_slides", briefing=briefing)
    return [
        SlideNoted(**{name: briefing if name == "briefing_id" else row[name] for name in columns})
        for row in slides.iter_rows(named=True)
    ]


def test_slides_stand_in_their_order_with_where_they_came_from(warehouse, briefing):
    slides = warehouse.read("briefing_slides", briefing=briefing)
    assert slides.select("title", "page", "address").rows() == [
        ("走势", "trend", "item=CY0101&year=2026"),
        ("", "stuck", "year=2026"),
    ]


def test_a_slide_moved_stands_once_at_its_new_place(warehouse, briefing):
    first, second = noted(warehouse, briefing)
    moved = SlideNoted(briefing, second.view_id, 0.5, second.title, second.note, second.slide_id)
    warehouse.note_slides([moved], "王芳")
    assert warehouse.read("briefing_slides", briefing=briefing)["slide_id"].to_list() == [
        second.slide_id,
        first.slide_id,
    ]


def test_a_slide_removed_is_no_longer_shown(warehouse, briefing):
    first, second = noted(warehouse, briefing)
    gone = SlideNoted(briefing, first.view_id, first.place, slide_id=first.slide_id, removed=True)
    warehouse.note_slides([gone], "王芳")
    assert warehouse.read("briefing_slides", briefing=briefing)["slide_id"].to_list() == [second.slide_id]
    assert warehouse.read("briefings").select("title", "n_slides").rows() == [("八月例会", 1)]


def test_a_slide_tells_how_much_came_after_it_was_taken(warehouse, briefing):
    assert warehouse.read("briefing_slides", briefing=briefing)["n_events_since"].to_list() == [0, 0]
    warehouse.accept(batch("execution", [line("1", 7)]))
    warehouse.undo(2)
    first = noted(warehouse, briefing)[0]
    warehouse.show_view(TREND, first, "李华")
    slides = warehouse.read("briefing_slides", briefing=briefing)
    assert slides["n_events_since"].to_list() == [0, 2]
    assert slides["slide_id"][0] == first.slide_id


def test_briefings_worked_on_last_come_first_and_removed_ones_not_at_all(warehouse, briefing):
    second = warehouse.note_briefing(BriefingNoted("局长办公会"), "王芳")
    third = warehouse.note_briefing(BriefingNoted("草稿"), "王芳")
    warehouse.note_briefing(BriefingNoted("草稿", third, removed=True), "王芳")
    assert warehouse.read("briefings")["briefing_id"].to_list() == [second, briefing]
    warehouse.note_slides(noted(warehouse, briefing)[:1], "李华")
    assert warehouse.read("briefings")["briefing_id"].to_list() == [briefing, second]


def test_a_frozen_briefing_says_on_which_day(warehouse, briefing):
    warehouse.note_briefing(BriefingNoted("八月例会", briefing, date(2026, 8, 31)), "李华")
    assert warehouse.read("briefings")["frozen_on"].to_list() == [date(2026, 8, 31)]


def test_open_actions_come_first_by_their_day(warehouse, briefing):
    warehouse.note_action(ActionNoted(briefing, "核实华新镇保洁单价", "绩效科", date(2026, 9, 30)), "李华")
    warehouse.note_action(ActionNoted(briefing, "收回项目结余", "预算科", date(2026, 9, 10)), "李华")
    warehouse.note_action(ActionNoted(briefing, "补台账", "盈浦街道"), "李华")
    actions = warehouse.read("briefing_actions", briefing=briefing)
    assert actions["who"].to_list() == ["预算科", "绩效科", "盈浦街道"]
    done = ActionNoted(briefing, "收回项目结余", "预算科", date(2026, 9, 10), True, actions["action_id"][0])
    warehouse.note_action(done, "王芳")
    after = warehouse.read("briefing_actions", briefing=briefing)
    assert after.select("who", "done").rows() == [("绩效科", False), ("盈浦街道", False), ("预算科", True)]


def test_a_view_is_kept_as_it_was_taken(warehouse, briefing):
    view = noted(warehouse, briefing)[1].view_id
    kept = warehouse.read("briefing_view", view=view)
    assert kept.select("page", "address", "content", "taken_by").rows() == [("stuck", "year=2026", "{}", "李华")]


def test_what_is_noted_of_projects_is_news_to_the_pages_and_a_briefing_is_not(warehouse):
    from duibiao.warehouse import Delay

    before = warehouse.data_version()
    warehouse.note_briefing(BriefingNoted("八月例会"), "李华")
    assert warehouse.data_version() == before
    warehouse.note_delay(Delay(2026, "1", "P1", "funds"), "李华")
    assert warehouse.data_version() > before
