"""A briefing in a real browser: put together from five pages, shown with the keyboard, without names, and as files."""

import io
import re
import zipfile

import docx
import openpyxl
import pptx
import pypdf
import pytest
from browser_window import settle
from dashboards import dashboard, windows

PAGES = ("compare?item=CY0101&grade=机械化", "city", "stuck", "monitoring", "settled")
TOWN = re.compile("(朱家角|赵巷|华新|白鹤|重固|徐泾|练塘|金泽|夏阳|盈浦|香花桥)")


@pytest.fixture(scope="module")
def meeting(chromium, demo_warehouse, tmp_path_factory):
    """A dashboard with a briefing of five views on it, and what opens an address of it in a window of its own."""
    with (
        dashboard(demo_warehouse, tmp_path_factory.mktemp("meeting")) as address,
        windows(chromium, address) as visit,
    ):
        for path in PAGES:
            collect(visit(f"/{path}"))
        yield visit


def collect(page):
    page.locator(".st-key-collect button").first.click()
    field = page.locator(".st-key-signed_collect input")
    field.wait_for()
    field.fill("李华")
    field.press("Tab")
    page.locator(".st-key-collect_add button").click()
    page.locator(".st-key-collect_add").wait_for(state="detached")
    settle(page)


@pytest.fixture
def wall(meeting):
    """The first slide of the briefing."""
    page = meeting("/briefing")
    page.get_by_role("link", name="放映").click()
    page.locator("html[data-hears-keys] .stage-heading").wait_for()
    return page


def at(page, number):
    page.get_by_text(f"{number} / {len(PAGES)}", exact=True).wait_for()


def test_the_slides_are_those_of_the_five_pages(meeting):
    page = meeting("/briefing")
    shown = page.locator('[class*="st-key-slide_"] .slide-picture img')
    assert shown.count() == len(PAGES)
    assert page.get_by_text("共5页").count() == 1


def test_keys_lead_through_the_slides(wall):
    at(wall, 1)
    for key, number in (("ArrowRight", 2), (" ", 3), ("PageDown", 4), ("ArrowLeft", 3), ("End", 5), ("Home", 1)):
        wall.keyboard.press(key)
        at(wall, number)
    wall.keyboard.press("4")
    at(wall, 4)
    wall.keyboard.press("Escape")
    wall.get_by_role("heading", name="会上汇报哪些内容？").wait_for()


def test_keys_pressed_faster_than_slides_are_drawn_all_count(wall):
    at(wall, 1)
    for key in ("ArrowRight", " ", "PageDown", "ArrowLeft", "n"):
        wall.keyboard.press(key)
    at(wall, 4)
    settle_slide(wall)
    at(wall, 4)


def test_the_page_behind_a_slide_is_one_key_away_and_so_is_the_way_back(wall):
    wall.keyboard.press("3")
    at(wall, 3)
    heading = wall.locator(".stage-heading").inner_text()
    wall.keyboard.press("l")
    wall.locator(".st-key-back_to_slide").wait_for()
    settle(wall)
    assert wall.locator("h1").inner_text() == heading
    wall.keyboard.press("Escape")
    wall.locator(".stage-heading").wait_for()
    at(wall, 3)


def test_organisations_are_letters_on_every_slide_when_that_is_asked(wall):
    wall.keyboard.press("t")
    wall.locator(".stage-table").wait_for()
    assert TOWN.search(wall.locator(".stMain").inner_text())
    wall.keyboard.press("m")
    wall.get_by_text("显示名称（M）").wait_for()
    for number in range(1, len(PAGES) + 1):
        at(wall, number)
        settle_slide(wall)
        assert not TOWN.search(wall.locator(".stMain").inner_text())
        wall.keyboard.press("ArrowRight")


def test_what_the_meeting_agrees_is_written_on_the_wall(wall):
    wall.keyboard.press("a")
    field = wall.locator(".st-key-action_what input")
    field.wait_for()
    field.fill("核实机械化保洁单价 n")
    wall.locator(".st-key-action_who input").fill("绩效科")
    wall.locator('.st-key-stage_log [data-testid="stFormSubmitButton"] button').click()
    wall.locator(".st-key-actions_rows").wait_for()
    at(wall, 1)


def settle_slide(page):
    page.wait_for_function('!document.querySelector(\'[data-testid="stApp"][data-test-script-state="running"]\')')
    page.wait_for_timeout(200)


def download(page, key):
    with page.expect_download(timeout=60_000) as waiting:
        page.locator(f".st-key-{key} button").click()
    return waiting.value.path().read_bytes()


def test_every_kind_of_file_holds_the_numbers_of_the_wall(meeting, wall):
    wall.keyboard.press("t")
    wall.locator(".stage-table").wait_for()
    rows = [row.locator("td").all_inner_texts() for row in wall.locator(".stage-table tbody tr").all()]
    answer = wall.locator(".stage-answer").inner_text()
    amounts = {cell for row in rows for cell in row if re.fullmatch(r"-?[\d,]+\.\d\d", cell)}
    assert len(amounts) > 10
    board = meeting("/briefing")

    deck = pptx.Presentation(io.BytesIO(download(board, "briefing_pptx")))
    words = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    cells = {cell.text for slide in deck.slides for shape in slide.shapes if shape.has_table
             for row in shape.table.rows for cell in row.cells}  # fmt: skip
    assert any(answer in text for text in words)
    assert amounts <= cells
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) >= len(PAGES) - 1
    first = charts[0]
    book = openpyxl.load_workbook(io.BytesIO(first.part.chart_workbook.xlsx_part.blob))
    embedded = {f"{value:,.2f}" for row in book.active.iter_rows(values_only=True) for value in row
                if isinstance(value, (int, float))}  # fmt: skip
    unit_costs = {row[5] for row in rows[2:] if re.fullmatch(r"[\d,]+\.\d\d", row[5])}
    assert unit_costs
    assert unit_costs <= embedded

    document = docx.Document(io.BytesIO(download(board, "briefing_docx")))
    in_document = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert amounts <= in_document
    assert any(answer in paragraph.text for paragraph in document.paragraphs)

    annex = openpyxl.load_workbook(io.BytesIO(download(board, "briefing_xlsx")))
    numbers = {f"{cell:,.2f}" for sheet in annex for row in sheet.iter_rows(values_only=True) for cell in row
               if isinstance(cell, (int, float))}  # fmt: skip
    assert amounts <= numbers

    pdf = pypdf.PdfReader(io.BytesIO(download(board, "briefing_pdf")))
    printed = "".join(page.extract_text() for page in pdf.pages)
    assert all(amount in printed for amount in amounts)

    with zipfile.ZipFile(io.BytesIO(download(board, "briefing_png"))) as pictures:
        drawn = [pictures.read(name) for name in pictures.namelist()]
    assert len(drawn) >= len(PAGES) - 1
    assert all(picture.startswith(b"\x89PNG") for picture in drawn)


def texts_of(data):
    """Every part of an office file as text, those of the workbooks within it, too."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            part = parts.read(name)
            if name.endswith(".xlsx"):
                yield from texts_of(part)
            elif name.endswith((".xml", ".rels")):
                yield name, part.decode("utf-8")


def test_files_without_names_hold_no_name(meeting):
    board = meeting("/briefing?anon=1")
    for key in ("briefing_pptx", "briefing_docx", "briefing_xlsx"):
        told = [name for name, text in texts_of(download(board, key)) if TOWN.search(text)]
        assert told == [], key
    pdf = pypdf.PdfReader(io.BytesIO(download(board, "briefing_pdf")))
    assert not TOWN.search("".join(page.extract_text() for page in pdf.pages))
