"""A batch is taken back and brought back, and the past is looked at, in a real browser, in both languages."""

import shutil
from datetime import datetime

import polars as pl
import pytest
from browser_window import settle
from dashboards import dashboard, windows

from duibiao.warehouse import Warehouse

WORDS = {
    "zh_CN": {
        "title": "数据是怎么来的？",
        "undo": "撤销批次 {batch}",
        "redo": "恢复批次 {batch}",
        "sure_undo": "确认撤销",
        "sure_redo": "确认恢复",
        "who": "经办人姓名",
        "undone": "李华已撤销批次 {batch}，各页面即时生效。",
        "redone": "李华已恢复批次 {batch}，各页面即时生效。",
        "overview": "总览",
        "ledger": "批次台账",
        "july": "截至2026年7月31日",
        "august": "截至2026年8月31日",
        "now": "当前数据",
        "banner": "以下为2026年9月5日终了时的数据，此后的上传不计在内",
        "back": "返回当前",
        "locked": "历史时点的数据只能查看，不能改动。",
        "file": "_2026年9月5日时点.csv",
    },
    "en": {
        "title": "Which uploads stand behind the figures?",
        "undo": "Undo batch {batch}",
        "redo": "Redo batch {batch}",
        "sure_undo": "Yes, undo it",
        "sure_redo": "Yes, redo it",
        "who": "Your name",
        "undone": "李华 has undone batch {batch}; all pages show what stands without it.",
        "redone": "李华 has redone batch {batch}; all pages show it now.",
        "overview": "Overview",
        "ledger": "Ledger",
        "july": "By 31 July 2026",
        "august": "By 31 August 2026",
        "now": "As of now",
        "banner": "What stood at the end of 5 September 2026; later uploads are not shown",
        "back": "Back to now",
        "locked": "The past can be looked at, not changed",
        "file": ", as of 5 September 2026.csv",
    },
}

LANGUAGES = pytest.mark.parametrize("language", WORDS)


@pytest.fixture(scope="module")
def august(demo_warehouse):
    """The batch of the demo that holds the execution of August 2026."""
    with Warehouse.open(demo_warehouse) as warehouse:
        found = warehouse.read("batches").filter(pl.col("extract") == "execution", pl.col("first_period") == "2026-08")
    return found["batch_id"].item()


@pytest.fixture(scope="module")
def ledger(demo_warehouse, august, tmp_path_factory):
    """A dashboard, working ahead, with the demo as if it had been loaded on 1 September, and August on the 10th."""
    folder = tmp_path_factory.mktemp("ledger")
    path = folder / "earlier.duckdb"
    shutil.copy(demo_warehouse, path)
    with Warehouse.open(path) as warehouse:
        for condition, day in (("true", datetime(2026, 9, 1, 4)), (f"batch_id = {august}", datetime(2026, 9, 10, 4))):
            warehouse._connection.execute(f"update batch_event set happened_at = $day where {condition}", {"day": day})
    with dashboard(path, folder, work_ahead=True) as address:
        yield address


@pytest.fixture
def visit_ledger(chromium, ledger):
    """Open an address of it in a window of its own."""
    with windows(chromium, ledger) as open_address:
        yield open_address


def turn(page, label, sure, words):
    """Undo or redo by name: ask for it, say who, confirm."""
    page.get_by_role("button", name=label).click()
    page.get_by_role("textbox", name=words["who"]).fill("李华")
    page.get_by_role("button", name=sure).click()


def go(page, name):
    link = page.locator("[data-testid=stTopNavLink], [data-testid=stTopNavDropdownLink]").filter(has_text=name)
    for section in page.get_by_test_id("stTopNavSection").all():
        if link.count():
            break
        page.keyboard.press("Escape")
        section.click()
        page.wait_for_timeout(500)
    link.first.click()
    page.wait_for_timeout(300)
    settle(page)


def answer(page):
    return page.locator(".st-key-answer").inner_text()


@LANGUAGES
def test_the_past_is_chosen_in_the_frame_shown_with_a_banner_and_left_again(visit_ledger, language):
    words = WORDS[language]
    page = visit_ledger(f"/overview?lang={language}")
    assert answer(page).startswith(words["august"])
    page.get_by_role("button", name=words["now"]).click()
    page.locator("[data-testid=stPopoverBody] [role=spinbutton]").first.click()
    page.keyboard.type("20260905")
    page.mouse.click(20, 600)
    page.get_by_text(words["banner"]).first.wait_for()
    settle(page)
    assert "asof=2026-09-05" in page.url
    assert answer(page).startswith(words["july"])
    with page.expect_download() as waiting:
        page.locator(".st-key-execution_csv button").click()
    assert waiting.value.suggested_filename.endswith(words["file"])
    go(page, words["ledger"])
    assert page.get_by_text(words["banner"]).first.is_visible()
    page.get_by_role("button", name=words["back"]).click()
    page.get_by_text(words["banner"]).first.wait_for(state="hidden")
    go(page, words["overview"])
    assert answer(page).startswith(words["august"])


@LANGUAGES
def test_a_link_to_the_past_restores_it_and_nothing_can_be_changed_there(visit_ledger, language):
    words = WORDS[language]
    page = visit_ledger(f"/ledger?lang={language}&asof=2026-09-05&batch=1")
    assert page.get_by_text(words["banner"]).first.is_visible()
    assert page.get_by_text(words["locked"]).is_visible()
    assert page.get_by_role("button", name=words["undo"]).count() == 0
    loading = visit_ledger(f"/upload?lang={language}&asof=2026-09-05")
    assert loading.get_by_text(words["locked"]).is_visible()
    assert loading.locator("[data-testid=stFileUploader]").count() == 0


@LANGUAGES
def test_a_stretch_of_the_strip_leads_to_its_batch(visit_ledger, language):
    page = visit_ledger(f"/ledger?lang={language}")
    bars = page.locator(".st-key-coverage g.point path")
    bars.first.wait_for()
    bars.first.scroll_into_view_if_needed()
    box = bars.first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("new URLSearchParams(location.search).has('batch')")
    settle(page)
    assert page.locator(".st-key-before_batch").count() == 1


@LANGUAGES
def test_a_batch_is_undone_and_redone_and_every_page_follows(visit_ledger, august, language):
    words = {key: text.format(batch=august) for key, text in WORDS[language].items()}
    page = visit_ledger(f"/ledger?lang={language}&batch={august}")
    assert page.locator("h1").inner_text() == words["title"]
    turn(page, words["undo"], words["sure_undo"], words)
    page.get_by_text(words["undone"]).wait_for()
    go(page, words["overview"])
    assert answer(page).startswith(words["july"])
    go(page, words["ledger"])
    turn(page, words["redo"], words["sure_redo"], words)
    page.get_by_text(words["redone"]).wait_for()
    other = visit_ledger(f"/?lang={language}")
    assert answer(other).startswith(words["august"])
