"""The printed briefing, read back with pypdf."""

import io

import pypdf
import pytest

from duibiao import language
from duibiao.errors import DuibiaoError
from duibiao.export.briefing import Action, Briefing, Slide
from duibiao.export.printed import installed, pdf_bytes
from duibiao.export.table import Column, Kind, Table
from tests.briefings import BARS, TOWNS, briefing, every_shape, table, view


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh_CN")


def pages(data: bytes) -> list[str]:
    """The text of each page, without the spaces between Chinese and digits."""
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]


@pytest.fixture(scope="module")
def all_shapes() -> bytes:
    language.use("zh_CN")
    return pdf_bytes(every_shape())


def test_a_long_table_repeats_its_header_on_every_page_and_pages_are_numbered():
    told = pages(pdf_bytes(briefing(Slide(view(tables=(table(120),))))))
    assert len(told) >= 3
    for page in told[:3]:
        assert "代码" in page and "2026年" in page and "执行率" in page
    assert [f"—{number}/{len(told)}—" in page for number, page in enumerate(told, 1)] == [True] * len(told)
    assert "".join(told).count("61.7%") == 120


def test_numbers_words_and_sources_can_be_found_as_text(all_shapes):
    text = "".join(pages(all_shapes))
    for told in (
        "八月汇报", "演示数据", "数据冻结于2026年9月3日", "一、同一类事，谁花得多？", "朱家角镇每平方米12.50元。",
        "先讲朱家角",
        "依据：演示数据", "各镇执行情况", "单位：万元", "3.00", "1.23", "=1+1", "核实面积台账", "2026年9月30日",
        "附件：口径与数据来源", "累计支付÷变动后预算", "批次6：执行.xlsx",
    ):  # fmt: skip
        assert told in text, told


def test_charts_are_drawn_with_their_names_as_text(all_shapes):
    first = pages(all_shapes)[0]
    for name in TOWNS:
        assert name in first
    assert "中位数10.88" in first


def test_markup_in_a_text_is_printed_as_it_stands():
    odd = '#read("/etc/passwd") *x* $y$ \\ <b> "q"'
    told = Briefing(odd, (Slide(view(BARS, answer=odd), title=odd, note=odd),), (Action(odd, odd),))
    text = "".join(pages(pdf_bytes(told)))
    assert text.count("".join(odd.split())) >= 4


def test_wide_tables_lie_on_their_side_and_very_wide_ones_on_a3():
    def wide(n: int) -> Table:
        one = table()
        columns = tuple(Column(f"c{number}", f"第{number}列的名称", Kind.MONEY) for number in range(n))
        return Table("宽表", one.frame.select(one.frame["budget_yuan"].alias(each.name) for each in columns), columns)

    data = pdf_bytes(Briefing("x", (Slide(view(tables=(table(), wide(13), wide(26)))),)))
    sizes = [
        (round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4))
        for page in pypdf.PdfReader(io.BytesIO(data)).pages
    ]
    assert sizes == [(210, 297), (297, 210), (420, 297), (210, 297)]


def test_without_a_chinese_font_it_is_said_what_to_install():
    with pytest.raises(DuibiaoError) as told:
        installed(("FangSong", "仿宋"), ("DejaVu Sans",))
    assert "未安装中文字体" in told.value.message
    assert "fonts-noto-cjk" in told.value.hint


def test_the_official_face_is_taken_where_there_is_one():
    assert installed(("FangSong", "Noto Serif CJK SC"), ("Noto Serif CJK SC", "fangsong")) == [
        "fangsong",
        "Noto Serif CJK SC",
    ]
