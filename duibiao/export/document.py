"""An official document as Word writes it: title, paragraphs, tables with merged headers; wide tables lie on their side.

Layout after GB/T 9704: A4, 方正小标宋 for the title (二号), 黑体 for headings, 仿宋 for text (三号), lines of 28 pt.
Fonts are named, not embedded: the font table names what stands in for each where it is not installed.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, Twips

from duibiao.export import properties
from duibiao.export.about import About
from duibiao.export.table import Column, Table, text
from duibiao.export.typography import cells, printable

TITLE_FONT, HEADING_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"

_STANDS_IN = {TITLE_FONT: "华文中宋,宋体,SimSun", HEADING_FONT: "SimHei", BODY_FONT: "仿宋,FangSong,华文仿宋"}
_TITLE, _BODY, _PAGE, _CELL, _CELL_OF_ANNEX = 44, 32, 28, 21, 16
"""Sizes in half points: 二号, 三号, 四号, 五号, and small print."""
_LINE = 560
_SMALL_LINE = 340
"""Fixed height of a line in twentieths of a point, and of one of small print."""
_MARGINS = (Mm(37), Mm(26), Mm(35), Mm(28))
"""Top, right, bottom, left."""
_WIDE, _LONG = Mm(210), Mm(297)
_TWIPS_ACROSS, _TWIPS_ALONG = 8_845, 13_200
"""How wide a table may be on an upright page, and on its side."""


@dataclass(frozen=True)
class Heading:
    """A heading of the first level."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text, on the page of what follows it where it is to be kept with that."""

    text: str
    keep: bool = False


@dataclass(frozen=True)
class Annex:
    """From here on pages lie on their side, under this title."""

    title: str


@dataclass(frozen=True)
class Upright:
    """From here on pages stand upright again, beginning a new one."""


@dataclass(frozen=True)
class Wide:
    """From here on pages lie on their side, for what is wide; without a title."""


@dataclass(frozen=True)
class Caption:
    """A line above a table or below a picture, in the middle."""

    text: str


@dataclass(frozen=True)
class Small:
    """A paragraph in small print."""

    text: str


@dataclass(frozen=True)
class Picture:
    """A picture as wide as the page, or less where it would be higher than `most` of it; told in words for who cannot
    see it."""

    png: bytes
    told: str
    most: float = 0.62


Block = Heading | Paragraph | Annex | Upright | Wide | Caption | Small | Picture | Table


def docx_bytes(title: str, blocks: Sequence[Block], about: About) -> bytes:
    """The document; below its title stands what the figures are of, and the warning where there is one."""
    document = docx.Document()
    _set_fonts(document)
    _upright(document.sections[0])
    _number_pages(document.sections[0])
    properties.tell(document.core_properties, title, about.warning)
    _add(document, _paragraph(title, TITLE_FONT, _TITLE, "center"))
    _add(document, _paragraph(_below_title(about), BODY_FONT, _CELL, "center"))
    across, size = _TWIPS_ACROSS, _CELL
    for block in blocks:
        if isinstance(block, Annex | Wide | Upright):
            across, size = _turn(document, block)
        elif isinstance(block, Picture):
            _add_picture(document, block, across)
        else:
            for element in _elements(block, across, size):
                _add(document, element)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _turn(document: Any, block: Annex | Wide | Upright) -> tuple[int, int]:
    """A new page, upright or on its side; returns how wide a table may be on it, and the size of its type."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    if isinstance(block, Upright):
        _upright(section)
        return _TWIPS_ACROSS, _CELL
    _lie_down(section)
    if isinstance(block, Annex):
        _add(document, _paragraph(block.title, HEADING_FONT, _BODY, "left"))
    return _TWIPS_ALONG, _CELL_OF_ANNEX


def _add_picture(document: Any, picture: Picture, across: int) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.line_spacing = 1.0
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Twips(across))
    highest = int(_LONG * picture.most)
    if shape.height > highest:
        shape.width, shape.height = int(shape.width * highest / shape.height), highest
    shape._inline.docPr.set("descr", printable(picture.told))


def _below_title(about: About) -> str:
    return "　".join(part for part in (about.warning, about.up_to, about.moment) if part)


def _elements(block: Heading | Paragraph | Caption | Small | Table, across: int, size: int) -> Iterable[str]:
    if isinstance(block, Heading):
        yield _paragraph(block.text, HEADING_FONT, _BODY, "left", keep=True)
    elif isinstance(block, Paragraph):
        yield _paragraph(block.text, BODY_FONT, _BODY, "both", indent=True, keep=block.keep)
    elif isinstance(block, Caption):
        yield _paragraph(block.text, HEADING_FONT, _CELL, "center", keep=True)
    elif isinstance(block, Small):
        yield _paragraph(block.text, BODY_FONT, _CELL, "left", line=_SMALL_LINE)
    else:
        if block.has_money:
            yield _paragraph(block.unit_line, BODY_FONT, size, "right", keep=True)
        yield _table(block, across, size)
        yield _paragraph("", BODY_FONT, size, "left")


def _add(document: Any, element: str) -> None:
    """Before the properties of the last section, which end the body."""
    document.element.body.insert_element_before(parse_xml(element), "w:sectPr")


def _paragraph(
    words: str, font: str, size: int, align: str, indent: bool = False, keep: bool = False, line: int = _LINE
) -> str:
    first = '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if indent else ""
    kept = "<w:keepNext/>" if keep else ""
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/>'
    return (
        f"<w:p {nsdecls('w')}><w:pPr>{kept}{spacing}{first}"
        f'<w:jc w:val="{align}"/></w:pPr>{_run(words, font, size)}</w:p>'
    )


def _run(words: str, font: str, size: int, bold: bool = False) -> str:
    heavy = "<w:b/>" if bold else ""
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>{heavy}'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        f"{_lines(words)}</w:r>"
    )


def _lines(words: str) -> str:
    """The text of a run, broken where the words are."""
    written = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in printable(words).split("\n"))
    return "<w:br/>".join(written)


def _table(table: Table, across: int, size: int) -> str:
    widths = _widths(table, across)
    rows = "".join((*_header(table, widths, size), *_body(table, widths, size)))
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _widths(table: Table, across: int) -> list[int]:
    """By how long the texts are, within limits; numbers need room for an amount."""
    scaled = table.scaled().head(200)
    wants = [_want(column, [text(value, column.kind) for value in scaled[column.name]]) for column in table.columns]
    return [across * want // sum(wants) for want in wants]


def _want(column: Column, texts: Sequence[str]) -> int:
    longest = max(map(cells, texts), default=0)
    return min(max(longest, min(cells(column.label), 8), 5), 12 if column.kind.is_number else 28)


def _header(table: Table, widths: Sequence[int], size: int) -> Iterable[str]:
    """One row, or two with groups over their columns; repeated on every page."""
    if not table.has_groups:
        yield _row([_head(table.heading(each), width, size) for each, width in _pairs(table, widths)], heads=True)
        return
    top = []
    for group, members in groupby(_pairs(table, widths), key=lambda pair: pair[0].group):
        run = list(members)
        if group:
            top.append(_head(group, sum(width for _column, width in run), size, span=len(run)))
        else:
            top += [_head(table.heading(column), width, size, merge="restart") for column, width in run]
    yield _row(top, heads=True)
    yield _row(
        [
            _head(table.heading(column), width, size) if column.group else _head("", width, size, merge="continue")
            for column, width in _pairs(table, widths)
        ],
        heads=True,
    )


def _pairs(table: Table, widths: Sequence[int]) -> list[tuple[Column, int]]:
    return list(zip(table.columns, widths, strict=True))


def _head(words: str, width: int, size: int, span: int = 1, merge: str = "") -> str:
    return _cell(words, width, size, "center", span, merge, bold=True)


def _body(table: Table, widths: Sequence[int], size: int) -> Iterable[str]:
    for number, row in enumerate(table.scaled().iter_rows()):
        yield _row(
            [
                _cell(text(value, column.kind), width, size, column.kind.side, bold=number < table.n_totals)
                for value, column, width in zip(row, table.columns, widths, strict=True)
            ]
        )


def _row(cells: Sequence[str], heads: bool = False) -> str:
    again = "<w:tblHeader/>" if heads else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{again}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(words: str, width: int, size: int, side: str, span: int = 1, merge: str = "", bold: bool = False) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{merged}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="{side}"/></w:pPr>'
        f"{_run(words, BODY_FONT, size, bold)}</w:p></w:tc>"
    )


def _upright(section: Any) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = _WIDE, _LONG
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = _MARGINS


def _lie_down(section: Any) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _LONG, _WIDE
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = Mm(26)


def _number_pages(section: Any) -> None:
    """— 1 — below every page; later sections take it over."""
    begin, end = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "end"))
    field = f"<w:r>{begin}<w:instrText>PAGE</w:instrText>{end}</w:r>"
    paragraph = section.footer.paragraphs[0]._p
    numbered = (
        f'<w:p {nsdecls("w")}><w:pPr><w:jc w:val="center"/></w:pPr>'
        f"{_run('— ', BODY_FONT, _PAGE)}{field}{_run(' —', BODY_FONT, _PAGE)}</w:p>"
    )
    paragraph.getparent().replace(paragraph, parse_xml(numbered))


def _set_fonts(document: Any) -> None:
    """The fonts of the document with what stands in for them."""
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FONT)
    told = "".join(
        f'<w:font w:name="{font}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for font, others in _STANDS_IN.items()
    )
    part = next(part for part in document.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml")
    part._blob = f'<?xml version="1.0" encoding="UTF-8"?><w:fonts {nsdecls("w")}>{told}</w:fonts>'.encode()
