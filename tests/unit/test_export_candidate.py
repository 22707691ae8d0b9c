"""The review sheet of candidate standards, as a workbook and as a document."""

import io
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from docx import Document

from duibiao import language
from duibiao.export.about import About
from duibiao.export.candidate import candidate_docx, candidate_xlsx
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit, Scale

ABOUT = About((("年度", "2026年"),), (("候选标准", "P25至P50的分位数"),), "2026年8月31日", ())
YUAN = MoneyUnit(Scale.YUAN)
GRADES = Table(
    "候选标准",
    pl.DataFrame({"grade": ["一级"], "n": [5], "lowest": [40.0], "amount_yuan": [Decimal("60.00")]}),
    (
        Column("grade", "等级"),
        Column("n", "家数", Kind.COUNT, group="依据"),
        Column("lowest", "最低", Kind.MONEY, exact=True, group="依据"),
        Column("amount_yuan", "金额", Kind.MONEY, exact=True, group="候选标准"),
    ),
    YUAN,
)
MEMBERS = Table(
    "测算依据",
    pl.DataFrame({"org_name": ["甲镇", "乙镇"], "counts": ["计入", "工作量为自报"]}),
    (Column("org_name", "单位名称"), Column("counts", "是否计入")),
    YUAN,
)


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh_CN")


def test_the_workbook_has_the_candidates_and_every_unit_cost():
    book = openpyxl.load_workbook(io.BytesIO(candidate_xlsx(GRADES, MEMBERS, ABOUT)))
    first, second, *_rest = book.worksheets
    assert 60 in [cell.value for row in first.iter_rows() for cell in row]
    assert {"甲镇", "工作量为自报"} <= {cell.value for row in second.iter_rows() for cell in row}


def test_the_document_says_what_is_proposed_how_it_came_about_and_who_is_to_decide():
    content = candidate_docx("标准测算评审表", "一级 60 元（n = 5）。", GRADES, MEMBERS, ABOUT)
    document = Document(io.BytesIO(content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for part in ("标准测算评审表", "一级 60 元（n = 5）。", "候选标准：P25至P50的分位数", "确认", "附件"):
        assert part in words
    cells = [[cell.text for row in table.rows for cell in row.cells] for table in document.tables]
    assert any("60.00" in each and "最低" not in each for each in cells), "the printed page leaves out the extremes"
    assert any({"甲镇", "工作量为自报"} <= set(each) for each in cells)
