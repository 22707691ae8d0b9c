"""The pages of figures in a real browser, on the demo."""

import csv
import io
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from browser_window import drawn, settle
from dashboards import windows

OPENED = {
    "": ("本月要盯哪些事？", "What needs attention this month?"),
    "overview": ("收到了哪些数据，差异最大的在哪里？", "What has come in, and where does it differ most?"),
    "help": ("怎么算、怎么用？", "How does it work?"),
    "compare": ("同一类事，谁花得更多？", "Who pays more for the same thing?"),
    "trend": ("历年怎样变化？", "How did it move over the years?"),
    "heat": ("各家分别高在哪里？", "Where does each one stand out?"),
    "service": ("花得少的，做得好不好？", "Is the cheap one good, too?"),
    "why": ("为什么花得多？", "Why does it cost more?"),
    "explore": ("换个角度，还能看出什么？", "What else is there to see?"),
    "checks": ("哪些情况需要核实？", "What should be looked into?"),
}
ROADS = "/compare?item=CY0101&measure=total&unit=yuan"


def choices(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def click_text(page, text):
    page.get_by_role("radio", name=text, exact=True).click()
    settle(page)


def wait_for_choice(page, name, value):
    page.wait_for_function("([n, v]) => new URLSearchParams(location.search).get(n) === v", arg=[name, value])
    settle(page)


def download(page, key):
    with page.expect_download() as waiting:
        page.locator(f".st-key-{key} button").click()
    return waiting.value


def bars(page, key):
    return page.locator(f".st-key-{key} g.point path")


def dots(page, key="comparison_dots"):
    return page.locator(f".st-key-{key} .scatterlayer path.point")


def click_middle(page, mark):
    mark.wait_for()
    box = mark.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def figures(page, key="comparison_dots"):
    """The figures beside the dots, from top to bottom."""
    texts = page.locator(f".st-key-{key} .textpoint")
    texts.first.wait_for()
    return [float(text.replace(",", "")) for text in texts.all_text_contents()]


@pytest.fixture(scope="module")
def tab(chromium, server):
    """One tab, in which pages are opened one after the other: a new window reads the whole program again."""
    with windows(chromium, server) as open_address:
        yield open_address("/help")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("path", OPENED)
def test_each_page_opens_at_its_address_in_each_language_and_is_no_wider_than_the_window(tab, server, path, language):
    tab.goto(f"{server}/{path}?lang={language}")
    drawn(tab)
    assert tab.locator("h1").inner_text() == OPENED[path][0 if language == "zh_CN" else 1]
    assert tab.get_by_role("dialog").count() == 0
    assert tab.locator("[data-testid=stException]").count() == 0
    for width, height in ((1024, 768), (1440, 900)):
        tab.set_viewport_size({"width": width, "height": height})
        settle(tab)
        assert tab.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width


def test_a_window_without_a_language_in_its_address_speaks_chinese(visit):
    assert visit("/").locator("h1").inner_text() == OPENED[""][0]


def test_the_language_switch_speaks_the_other_language_and_keeps_the_view(visit):
    page = visit(ROADS)
    click_text(page, "English")
    wait_for_choice(page, "lang", "en")
    assert page.locator("h1").inner_text() == "Who pays more for the same thing?"
    assert choices(page)["item"] == "CY0101"


def test_a_filter_changes_the_address_and_the_address_restores_the_view(visit):
    page = visit(ROADS)
    click_text(page, "人均")
    wait_for_choice(page, "measure", "per_inhabitant")
    again = visit(page.url.removeprefix(page.url.split("/compare")[0]))
    assert choices(again) == choices(page)
    assert figures(again) == figures(page)
    assert again.get_by_role("radio", name="人均", exact=True).is_checked()


def test_a_click_on_a_dot_leads_to_the_lines_and_a_project_to_its_payments(visit):
    page = visit(ROADS)
    click_middle(page, dots(page).first)
    page.wait_for_function("new URLSearchParams(location.search).has('org')")
    settle(page)
    lines = sheet(download(page, "comparison_lines_xlsx"))
    assert lines["A4"].value == "合计"
    assert lines["G4"].value == pytest.approx(figures(page)[0], abs=0.005)
    again = visit(f"{ROADS}&org={choices(page)['org']}&project={lines['A5'].value}")
    vouchers = sheet(download(again, "payments_xlsx"))
    amounts = [cell.value for cell in vouchers["F"][3:]]
    assert amounts[0] == pytest.approx(sum(amounts[1:]), abs=0.005)


def test_a_row_that_is_selected_leads_to_the_lines_too(visit):
    page = visit(ROADS)
    table = page.locator(".st-key-comparison_rows canvas").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 35 * 3 + 17)
    page.wait_for_function("new URLSearchParams(location.search).has('org')")
    settle(page)
    assert page.locator(".st-key-comparison_lines_rows").count() == 1


def test_the_workbook_holds_what_the_page_shows_and_explains_it(visit):
    page = visit(ROADS)
    found = download(page, "comparison_xlsx")
    assert (
        found.suggested_filename
        == "谁花得多_CY0101 道路机械化保洁：合计_镇和街道 全部等级 全部费用（截至2026年8月31日，演示数据）.xlsx"
    )
    table, about = sheets(found)
    paid = [row[2].value for row in table.iter_rows(min_row=4)]
    assert paid[2:] == pytest.approx(figures(page), abs=0.005)
    assert paid[0] == pytest.approx(sum(paid[2:]), abs=0.005)
    lines = {row[0].value: row[1].value for row in about.iter_rows()}
    assert lines["数据截至"] == "2026年8月31日"
    assert lines["筛选：对比内容"] == "CY0101 道路机械化保洁"
    assert lines["提示"] == "演示数据：单位名称与代码真实，金额为模拟"


def test_the_csv_holds_the_same_numbers(visit):
    page = visit(ROADS)
    data = download(page, "comparison_csv").path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [float(row["累计支付（元）"]) for row in rows[2:]] == pytest.approx(figures(page), abs=0.005)
    assert [row["单位名称"] for row in rows[:2]] == ["合计", "中位数"]


def test_a_deviation_leads_to_its_lines_and_on_to_the_comparison(visit):
    page = visit("/overview")
    box = bars(page, "deviation_bars").first.bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + box["height"] / 2)
    page.wait_for_function("new URLSearchParams(location.search).has('case')")
    settle(page)
    item = choices(page)["case"].split("|")[1]
    page.locator("[data-testid=stPageLink] a").click()
    page.wait_for_url("**/compare**")
    wait_for_choice(page, "item", item)
    assert page.locator("h1").inner_text() == "同一类事，谁花得更多？"


def test_choices_survive_a_change_of_page_and_back(visit):
    page = visit("/compare?year=2025&unit=yi")
    page.get_by_role("link", name="总览").first.click()
    wait_for_choice(page, "year", "2025")
    assert choices(page)["unit"] == "yi"
    page.get_by_test_id("stTopNavSection").first.click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text="谁花得多").click()
    wait_for_choice(page, "year", "2025")
    assert page.locator("h1").inner_text() == "同一类事，谁花得更多？"


def test_a_square_leads_to_its_lines(visit):
    page = visit("/heat?year=2025")
    click_middle(page, dots(page, "heat_cells").first)
    page.wait_for_function("new URLSearchParams(location.search).has('pair')")
    settle(page)
    org, item, _grade = choices(page)["pair"].split("|")
    lines = sheet(download(page, "pair_lines_xlsx"))
    assert {cell.value.split()[0] for cell in lines["C"][4:]} == {item}
    assert org.startswith("310118")


def test_the_header_of_two_rows_is_merged_in_the_workbook(visit):
    page = visit("/why?year=2025&item=CY0101&org=310118107&against=y2023")
    lines = sheet(download(page, "why_xlsx"))
    merged = {str(each) for each in lines.merged_cells.ranges}
    assert {"A3:D3", "E3:G3", "H3:J3", "K3:Q3"} <= merged
    steps = [cell.value or 0 for cell in lines[5]][10:]
    assert sum(steps[:-1]) == pytest.approx(steps[-1], abs=1e-6)


def test_the_grid_of_the_exploration_has_the_sums_of_the_table(visit):
    page = visit("/explore?year=2025&pivot_rows=org_type&pivot_measure=rate")
    total = page.get_by_text("94.0%").first
    total.wait_for()
    lines = sheet(download(page, "pivot_table_xlsx"))
    assert lines["B4"].value == pytest.approx(94.0, abs=0.05)


def sheet(found):
    return sheets(found)[0]


def sheets(found):
    return openpyxl.load_workbook(io.BytesIO(found.path().read_bytes())).worksheets
