"""A messy file walks the four steps in a real browser, in both languages."""

import csv
import io

import pytest
from browser_window import settle

ROWS = """\
青浦区2026年8月预算执行情况表（更正）,,,,,
单位：万元,,,,,
,,,,,
单位名称,项目编码,项目名称,变动后预算数,累计支付数,收款人
青浦区夏阳街道办事处,310118001T999,道路保洁,100.00,40.50,王小明
青浦区夏阳街道办事处,310118001T998,绿化养护,200.00,待定,李四
青浦区盈浦街道,310118002T997,河道养护,50.00,20.25,张三
合计,,,350.00,60.75,
注：本表由各单位填报,,,,,
""".encode("gb18030")

WORDS = {
    "zh_CN": {
        "steps": ["一、识别", "二、对应", "三、检查", "四、比对与入库"],
        "read": "识别为预算执行",
        "personal": "涉及个人信息，未装入：收款人",
        "before": "可入库 1 行，搁置 2 行",
        "after": "可入库 2 行，搁置 1 行",
        "who": "经办人姓名",
        "nobody": "请先在页面上方填写经办人姓名",
        "unknown": "青浦区夏阳街道办事处",
        "confirm": "确认对应",
        "noted": "我已逐项核实",
        "accept": "确认入库",
        "accepted": "已入库为批次",
    },
    "en": {
        "steps": ["1. Recognise", "2. Map the columns", "3. Check", "4. Compare and accept"],
        "read": "is read as Execution",
        "personal": "Personal data, not loaded: 收款人",
        "before": "1 rows can be loaded, 2 are set aside",
        "after": "2 rows can be loaded, 1 are set aside",
        "who": "Your name",
        "nobody": "Fill in your name at the top first",
        "unknown": "青浦区夏阳街道办事处",
        "confirm": "Confirm the names",
        "noted": "I have looked at",
        "accept": "Accept",
        "accepted": "Accepted as batch",
    },
}


def say(page, words):
    page.get_by_role("textbox", name=words["who"]).fill("李华")
    page.get_by_role("textbox", name=words["who"]).press("Enter")
    page.get_by_text(words["nobody"]).first.wait_for(state="hidden")
    settle(page)


def opened(page, box):
    """The box with its list open; a page that is drawn again meanwhile closes it."""
    for _attempt in range(10):
        box.press("ArrowDown")
        page.wait_for_timeout(500)
        if page.get_by_role("option").count():
            return box
    raise AssertionError("The list does not open")


def confirm_the_first_near_name(page, words):
    names = page.get_by_role("combobox", name=words["unknown"])
    opened(page, names).press("Enter")
    settle(page)
    page.get_by_role("button", name=words["confirm"], exact=True).click()
    page.get_by_text(words["after"]).wait_for()
    settle(page)


def answer_what_is_asked(page):
    """The first answer to each question; an answer may give rise to the next question."""
    for _round in range(5):
        asked = page.locator("[data-testid=stRadio]")
        open_ones = [asked.nth(i) for i in range(asked.count()) if not asked.nth(i).locator("input:checked").count()]
        if not open_ones:
            return
        open_ones[0].locator("label").filter(has=page.locator("input")).first.click()
        settle(page)


def set_aside(page):
    with page.expect_download() as waiting:
        page.locator(".st-key-rows_set_aside button").click()
    text = waiting.value.path().read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_messy_file_goes_in_through_four_steps(visit_own, language):
    words = WORDS[language]
    page = visit_own(f"/upload?lang={language}")
    page.set_input_files("input[type=file]", {"name": "执行.csv", "mimeType": "text/csv", "buffer": ROWS})
    page.get_by_text(words["before"]).wait_for()
    settle(page)
    assert page.locator("h2").all_inner_texts() == words["steps"]
    assert page.get_by_text(words["read"]).count() == 1
    assert page.get_by_text(words["personal"]).count() == 1
    assert "王小明" not in page.content()

    say(page, words)
    confirm_the_first_near_name(page, words)
    rows = set_aside(page)
    assert any("待定" in row for row in rows)
    assert not any("李四" in cell for row in rows for cell in row)

    answer_what_is_asked(page)
    page.locator("label", has_text=words["noted"]).click()
    settle(page)
    page.get_by_role("button", name=words["accept"], exact=True).click()
    page.get_by_text(words["accepted"]).last.wait_for()

    page.goto(page.url.split("/upload")[0] + "/compare?year=2026&who=chosen&orgs=310118001,310118002&kind=item")
    settle(page)
    assert page.locator("[data-testid=stException]").count() == 0
