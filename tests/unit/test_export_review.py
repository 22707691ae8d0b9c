"""The review sheet as files, read back with somebody else's eyes."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from duibiao import language
from duibiao.analysis.review import Known, Line, Past, review
from duibiao.analysis.standards import Cell, Library
from duibiao.export.about import About
from duibiao.export.review import Sheet, definitions, review_docx, review_xlsx, summary
from duibiao.formats import MoneyUnit, Scale

D = Decimal
UNIT = "万平方米·年"
ABOUT = About((("年度", "2027"),), definitions(2025), "2025年12月31日", warning="模拟数据")
STANDARD = Cell(
    "B1", "cost_standard", "2026年版", "issued", date(2026, 1, 1), "CY0101", grade="一级", amount_yuan=D(90_000),
    measure_unit=UNIT, source_document="青财〔2026〕1号",
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_english():
    before = language.current()
    language.use("en")
    yield
    language.use(before)


def asked(number: str, amount: object, **more: object) -> Line:
    told = {"item_code": "CY0101", "grade": "一级", "quantity": D(10), "measure_unit": UNIT, "org_name": "甲镇"}
    return Line("SQ1", number, 2027, "T1", D(str(amount)), **(told | more))  # type: ignore[arg-type]


@pytest.fixture
def sheet() -> Sheet:
    """1 000 000 asked, 900 000 by the standard; 5 000 of unknown things; 20 000 asked, five others at 1 000 × 10."""
    lines = [
        asked("1", 1_000_000),
        asked("2", 5_000, item_code="XX", project_name="=1+1"),
        asked("3", 20_000, item_code="CY02"),
    ]
    others = tuple(Past(f"O{n}", D(1_000), D(1), D(1_000)) for n in range(5))
    known = Known(Library((STANDARD,)), {("CY02", "一级", UNIT): others}, {}, 2025)
    return Sheet(review(lines, known), 2027, MoneyUnit(Scale.YUAN))


def test_the_sentence_tells_all_four_sums(sheet: Sheet):
    # 1 025 000 = 900 000 + 10 000 suggested, 100 000 + 10 000 cut, 5 000 not judged; 110 000 of 1 020 000 is 10.8 %.
    told = summary(sheet)
    for part in ("1 requests with 3 lines", "1,025,000.00", "910,000.00", "110,000.00", "10.8%", "5,000.00"):
        assert part in told


def test_the_workbook_has_merged_headers_every_line_and_the_sums(sheet: Sheet):
    book = openpyxl.load_workbook(io.BytesIO(review_xlsx(sheet, ABOUT)))
    assert book.sheetnames == ["Review sheet", "By request", "Not judged", "About"]
    lines = book["Review sheet"]
    assert lines["A1"].value == "Review of the budget requests for 2027"
    assert {"A3:L3", "N3:Q3"} <= {str(each) for each in lines.merged_cells.ranges}
    header = [cell.value.split("\n")[0] for cell in lines[4]]
    rows = [dict(zip(header, (cell.value for cell in row), strict=True)) for row in lines.iter_rows(min_row=5)]
    assert [row["Suggested"] for row in rows] == [910_000, 900_000, None, 10_000]
    assert [row["Amount cut"] for row in rows] == [110_000, 100_000, None, 10_000]
    assert [row["Not judged"] for row in rows] == [5_000, None, 5_000, None]
    assert rows[1]["Basis"] == "B1（2026年版），青财〔2026〕1号"
    assert (rows[2]["Project"], rows[2]["Rule"]) == ("=1+1", "Not judged")
    assert book["Not judged"].max_row == 5
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert about["Notice"] == "模拟数据"
    assert about["Data up to"] == "2025年12月31日"


def test_the_document_is_laid_out_as_an_official_one(sheet: Sheet):
    document = docx.Document(io.BytesIO(review_docx(sheet, ABOUT)))
    title, below, said = document.paragraphs[:3]
    assert title.text == "Review of the budget requests for 2027"
    assert "模拟数据" in below.text
    assert said.text == summary(sheet)
    fonts = [paragraph.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) for paragraph in (title, said)]
    assert fonts == ["方正小标宋简体", "仿宋_GB2312"]
    upright, annex = document.sections
    assert upright.page_width < upright.page_height
    assert annex.page_width > annex.page_height


def test_the_document_holds_the_sums_what_was_not_judged_and_every_line(sheet: Sheet):
    requests, not_judged, lines = docx.Document(io.BytesIO(review_docx(sheet, ABOUT))).tables
    assert [cell.text for cell in requests.rows[1].cells] == [
        "", "", "Total", "3", "1,025,000.00", "910,000.00", "110,000.00", "10.8%", "5,000.00",
    ]  # fmt: skip
    assert [row.cells[6].text for row in not_judged.rows] == ["Requested", "5,000.00", "5,000.00"]
    assert lines.rows[0].cells[0].text == lines.rows[0].cells[7].text == "Request"
    assert len(lines.rows) == 2 + 1 + 3
    suggested = [cell.text for cell in lines.rows[1].cells].index("Suggested")
    assert [row.cells[suggested].text for row in lines.rows[2:]] == ["910,000.00", "900,000.00", "—", "10,000.00"]


def test_the_document_names_what_stands_in_for_its_fonts(sheet: Sheet):
    with zipfile.ZipFile(io.BytesIO(review_docx(sheet, ABOUT))) as parts:
        told = parts.read("word/fontTable.xml").decode()
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="华文中宋,宋体,SimSun"/>' in told


def test_letters_that_xml_cannot_hold_are_left_out_of_the_document(sheet: Sheet):
    lines = [asked("1", 1, item_code="XX", org_name="甲\x02<镇>&")]
    document = docx.Document(io.BytesIO(review_docx(Sheet(review(lines, sheet.review.known), 2027, sheet.unit), ABOUT)))
    assert document.tables[0].rows[2].cells[2].text == "甲<镇>&"
