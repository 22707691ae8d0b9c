"""Briefings: put together on their page, shown on the wall, taken again when the data have moved on."""

import shutil
from datetime import date

import pytest
from open_pages import LEDGER, page, texts
from small import batch, line

from duibiao.ui import store
from duibiao.ui.meeting import briefings

BOARD = "pages/meeting/what_to_show.py"
WALL = "pages/meeting/on_the_screen.py"
COMPARE = "pages/compare/same_thing.py"
STUCK = "pages/progress/which_money_is_stuck.py"

pytestmark = pytest.mark.usefixtures("own")


@pytest.fixture
def own(serve, small_warehouse, tmp_path):
    """A warehouse of the test's own, since briefings are written into it."""
    path = tmp_path / "own.duckdb"
    shutil.copy(small_warehouse, path)
    serve(path)


def collect(app, title="", note=""):
    """Put the present page on a briefing."""
    app.session_state["collect"] = True
    app.run()
    app.text_input(key="collect_title").set_value(title)
    app.text_area(key="collect_note").set_value(note)
    app.text_input(key="signed_collect").set_value("李华")
    app.button(key="collect_add").click()
    return app.run()


def newest():
    return int(briefings.listed()["briefing_id"][0])


def html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def test_a_page_is_put_on_a_briefing_with_its_answer_and_its_filters():
    app = collect(page(COMPARE), "保洁单价", "请看最高的三家")
    assert not app.exception
    (slide,) = briefings.told(newest())
    assert (slide.page, slide.heading, slide.note) == ("compare", "保洁单价", "请看最高的三家")
    assert slide.view.title == app.title[0].value
    assert slide.view.answer in texts(app)
    assert dict(slide.view.query)["item"] == app.query_params["item"]
    assert slide.view.charts
    assert slide.view.tables


def test_without_a_name_nothing_is_put_on_a_briefing():
    app = page(COMPARE)
    app.session_state["collect"] = True
    app.run()
    app.button(key="collect_add").click().run()
    assert app.error
    assert briefings.listed().is_empty()


def test_slides_change_places_and_go():
    app = collect(page(COMPARE), "一")
    collect(app, "二")
    board = page(BOARD, briefing=str(newest()))
    first, second = (slide.slide_id for slide in briefings.told(newest()))
    board.button(key=f"move_{second}_-1").click().run()
    assert [slide.heading for slide in briefings.told(newest())] == ["二", "一"]
    board.button(key=f"remove_{first}").click().run()
    assert [slide.heading for slide in briefings.told(newest())] == ["二"]
    assert not board.exception


def test_the_wall_goes_from_slide_to_slide_and_stays_within_them():
    app = collect(page(COMPARE), "第一个")
    collect(app, "第二个")
    wall = page(WALL, briefing=str(newest()))
    assert "第一个" in html(wall)
    for _press in range(3):
        wall.button(key="stage_next").click().run()
    assert "第二个" in html(wall)
    assert wall.query_params["slide"] == "2"
    wall.button(key="stage_before").click().run()
    assert "第一个" in html(wall)


def test_the_table_on_the_wall_has_the_figures_of_the_page():
    app = collect(page(COMPARE))
    shown = briefings.told(newest())[0].view.tables[0].table
    wall = page(WALL, briefing=str(newest()), part="2")
    total = shown.frame.row(0, named=True)
    assert total["paid_yuan" if "paid_yuan" in total else "spent_yuan"] is not None
    assert shown.title in html(wall)
    assert not app.exception


def test_a_briefing_that_is_not_there_is_no_failure():
    wall = page(WALL, briefing="999")
    assert not wall.exception
    assert wall.info


def test_a_slide_says_when_newer_data_exist_and_is_taken_again():
    collect(page(COMPARE))
    before = briefings.told(newest())[0]
    assert not before.is_old
    store.warehouse().accept(batch("execution", [line("9", 5)]))
    assert briefings.told(newest())[0].is_old
    board = page(BOARD, briefing=str(newest()))
    board.button(key="update").click().run()
    assert not board.exception
    after = briefings.told(newest())[0]
    assert after.slide_id == before.slide_id
    assert after.view_id != before.view_id
    assert not after.is_old
    assert after.view.query == before.view.query


def test_a_slide_whose_page_does_not_show_the_same_stays_as_it_was():
    collect(page(COMPARE))
    before = briefings.told(newest())[0]
    board = page(BOARD, briefing=str(newest()))
    store.warehouse().undo(int(store.read("batches")["batch_id"].max()))
    for batch_id in store.read("batches").filter(extract="execution", state="live")["batch_id"]:
        store.warehouse().undo(int(batch_id))
    board.button(key=f"again_{before.slide_id}").click().run()
    assert not board.exception
    (after,) = briefings.told(newest())
    assert after.view_id == before.view_id
    assert any(before.heading in warning.value for warning in board.warning)


def test_freezing_takes_what_is_old_again_and_letting_go_follows_the_data():
    collect(page(COMPARE))
    store.warehouse().accept(batch("execution", [line("9", 5)]))
    board = page(BOARD, briefing=str(newest()))
    board.text_input(key="signed_freeze").set_value("李华").run()
    board.button(key="freeze").click().run()
    assert not board.exception
    assert briefings.noted(newest()).frozen_on == date.today()
    assert not briefings.told(newest())[0].is_old
    store.warehouse().accept(batch("execution", [line("9", 6)]))
    assert briefings.told(newest())[0].is_old
    board = page(BOARD, briefing=str(newest()))
    board.text_input(key="signed_freeze").set_value("李华").run()
    board.button(key="thaw").click().run()
    assert briefings.noted(newest()).frozen_on is None
    assert not briefings.told(newest())[0].is_old


def test_a_name_that_stands_in_a_field_of_the_page_is_no_obstacle():
    app = page(LEDGER, batch="1")
    app.text_input(key="accepted_by").set_value("王芳").run()
    collect(app)
    assert not app.exception
    assert len(briefings.told(newest())) == 1


def test_a_frozen_briefing_keeps_what_was_prepared():
    collect(page(COMPARE))
    said = briefings.noted(newest())
    briefings.freeze(said, date.today(), "李华")
    store.warehouse().accept(batch("execution", [line("9", 5)]))
    board = page(BOARD, briefing=str(newest()))
    assert "update" not in [button.key for button in board.button]
    (slide,) = briefings.told(newest())
    assert board.button(key=f"again_{slide.slide_id}").disabled
    assert slide.is_old


def test_what_is_agreed_is_kept_with_the_briefing_and_marked_as_done():
    collect(page(COMPARE))
    board = page(BOARD, briefing=str(newest()))
    board.text_input(key="action_what").set_value("核实华新镇保洁单价")
    board.text_input(key="action_who").set_value("绩效科")
    next(button for button in board.button if button.key.startswith("FormSubmitter:action-")).click().run()
    (row,) = briefings.actions(newest()).iter_rows(named=True)
    assert (row["what"], row["who"], row["done"]) == ("核实华新镇保洁单价", "绩效科", False)
    board.session_state["action"] = row["action_id"]
    board.run()
    board.button(key="action_done").click().run()
    assert briefings.actions(newest())["done"].to_list() == [True]
