"""A briefing as an official document, read back with python-docx."""

import io
from datetime import UTC, datetime

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from duibiao import language
from duibiao.export.briefing import Briefing, Slide
from duibiao.export.document import TITLE_FONT
from duibiao.export.paper import docx_bytes_of, numbered
from duibiao.export.table import Column, Kind, Table
from tests.briefings import BARS, TOWNS, briefing, every_shape, per_unit, table, view
from tests.office import converted, pdf_text


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh_CN")


@pytest.fixture(scope="module")
def document():
    language.use("zh_CN")
    return docx.Document(io.BytesIO(docx_bytes_of(every_shape())))


def wide(n: int) -> Table:
    one = table()
    frame = one.frame.select("org_name", *(one.frame["budget_yuan"].alias(f"c{number}") for number in range(n)))
    columns = (one.columns[1], *(Column(f"c{number}", f"列{number}", Kind.MONEY) for number in range(n)))
    return Table("宽表", frame, columns, one.unit, 1)


def said(document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_the_title_is_set_in_its_official_face(document):
    run = document.paragraphs[0].runs[0]
    assert run.text == "八月汇报"
    assert run._element.rPr.rFonts.get(qn("w:eastAsia")) == TITLE_FONT


def test_a_document_says_that_it_was_made_now_and_by_nobody():
    before = datetime.now(UTC).replace(microsecond=0)
    made = docx.Document(io.BytesIO(docx_bytes_of(Briefing("八月汇报", ())))).core_properties
    assert (made.title, made.author, made.last_modified_by, made.revision) == ("八月汇报", "", "", 1)
    assert before <= made.created == made.modified <= datetime.now(UTC)


def test_below_the_title_stand_the_warning_and_the_moment(document):
    assert said(document)[1] == "演示数据 · 数据冻结于2026年9月3日"


def test_views_are_chapters_with_answer_note_and_basis(document):
    told = said(document)
    for line in (
        "一、同一类事，谁花得多？",
        "朱家角镇每平方米 12.50 元。",
        "先讲朱家角",
        "二、stacked",
        "八、会议议定事项",
    ):
        assert line in told
    assert "依据：演示数据 · 截至2026年8月31日 ┆ n = 3" in told


def test_every_chart_is_a_picture_with_a_caption_and_words_for_who_cannot_see_it(document):
    assert len(document.inline_shapes) == 7
    assert "图1　同一类事，谁花得多？" in said(document)
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described[0] == "朱家角镇每平方米 12.50 元。 · 元/平方米"


def test_pictures_are_sharp_enough_for_print_and_not_wider_than_the_page(document):
    for shape in document.inline_shapes:
        image = document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].image
        assert image.px_width / (shape.width / 914_400) >= 300
        assert shape.width <= document.sections[0].page_width


def test_a_table_has_its_numbers_its_merged_header_and_its_unit(document):
    grid = document.tables[0]
    rows = [[cell.text for cell in row.cells] for row in grid.rows]
    assert rows[0] == ["代码", "单位名称", "2026年", "2026年", "执行率"]
    assert rows[2:4] == [["", "合计", "3.00", "1.50", "61.7%"], ["310118101", "朱家角镇", "1.23", "—", "61.7%"]]
    assert rows[5][1] == "=1+1"
    assert "单位：万元" in said(document)
    assert "表1　各镇执行情况" in said(document)
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is not None for row in grid.rows[:2])


def test_what_was_agreed_is_a_table(document):
    assert [cell.text for cell in document.tables[-1].rows[1].cells] == [
        "核实面积台账",
        "练塘镇",
        "2026年9月30日",
        "未完成",
    ]


def test_definitions_filters_date_and_batches_are_annexed(document):
    told = said(document)
    place = told.index("附件：口径与数据来源")
    for line in (
        "口径：执行率：累计支付 ÷ 变动后预算",
        "筛选：年度：2026年",
        "数据截至：2026年8月31日",
        "批次：批次 6：执行.xlsx",
    ):
        assert line in told[place:], told[place:]


def test_a_wide_table_lies_on_its_side_and_the_next_chapter_stands_again():
    made = docx_bytes_of(briefing(Slide(view(tables=(wide(9),))), Slide(view(BARS))))
    sides = [section.orientation for section in docx.Document(io.BytesIO(made)).sections]
    assert sides == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT, WD_ORIENT.PORTRAIT]


def test_of_a_very_long_table_it_is_said_how_many_rows_there_are():
    made = docx.Document(io.BytesIO(docx_bytes_of(briefing(Slide(view(tables=(table(400),)))))))
    assert len(made.tables[0].rows) == 302
    assert "共 399 行，此处为前 299 行，全部见汇报附表" in said(made)


def test_chapters_are_numbered_as_the_language_does():
    assert [numbered(n, "x") for n in (1, 10, 11, 20, 21)] == ["一、x", "十、x", "十一、x", "二十、x", "二十一、x"]
    language.use("en")
    assert numbered(2, "x") == "2. x"


def test_an_office_program_opens_the_document():
    text = pdf_text(converted(docx_bytes_of(every_shape()), "docx"))
    for told in ("八月汇报", "1.23", "核实面积台账", *TOWNS[:2]):
        assert told in text


def test_an_amount_in_whole_yuan_says_so_in_the_header_of_a_document():
    grid = docx.Document(io.BytesIO(docx_bytes_of(briefing(Slide(view(tables=(per_unit(),))))))).tables[0]
    assert [cell.text for cell in grid.rows[0].cells] == ["单位名称", "支付", "单位成本\n（元）"]
