"""A briefing as a pdf for print: headers repeated on every page, pages numbered, wide tables on their side.

All texts go to the typesetter as data; none of them is read as markup, and nothing is fetched.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any

import typst

from duibiao.errors import DuibiaoError
from duibiao.export.briefing import Briefing, Slide
from duibiao.export.paper import actions_table, numbered
from duibiao.export.picture import extent_of, svg_text
from duibiao.export.portion import chart_parts, first_rows
from duibiao.export.provenance import foot, joined, sources, warnings
from duibiao.export.style import PAPER
from duibiao.export.table import Column, Table, text
from duibiao.export.typography import cells
from duibiao.export.view import Chart
from duibiao.language import _, current

_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC")
_TEXT_FONTS = ("FangSong", "仿宋", "FangSong_GB2312", "仿宋_GB2312", "STFangsong", *_SERIF, *_SANS)
_HEADING_FONTS = ("SimHei", "黑体", "STHeiti", *_SANS, *_SERIF)
_LATIN_FONT = "Libertinus Serif"
"""Comes with the typesetter."""

_CATEGORIES, _PARTS, _ROWS = 34, 2, 2000
_A4_CELLS, _WIDE_CELLS = 92, 170
"""How many cells of text a table may take on an upright page, and on its side; wider ones need A3."""


def pdf_bytes(briefing: Briefing) -> bytes:
    """The pdf; raises DuibiaoError where no Chinese font is installed rather than print boxes."""
    told = json.dumps(_told(briefing), ensure_ascii=False)
    template = resources.files("duibiao.export").joinpath("printed.typ").read_bytes()
    made = typst.compile(template, format="pdf", font_paths=_fonts(), sys_inputs={"briefing": told})
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    """What is installed, looked through once."""
    return typst.Fonts()


def installed(wanted: Sequence[str], families: Sequence[str]) -> list[str]:
    """Those of the wanted fonts that there are, in their order."""
    known = {family.lower(): family for family in families}
    found = [known[name.lower()] for name in wanted if name.lower() in known]
    if not found:
        raise DuibiaoError(
            _("No Chinese font is installed on this machine, so a printed file would show boxes"),
            _("Install Noto Serif CJK SC (package fonts-noto-cjk), or copy 仿宋 and 黑体 into the fonts of the system"),
        )
    return found


def _told(briefing: Briefing) -> dict[str, Any]:
    """The briefing as the template takes it: only texts and numbers."""
    families = _fonts().families()
    return {
        "title": briefing.title,
        "below": joined(warnings(briefing), briefing.moment),
        "lang": "zh" if current() == "zh_CN" else "en",
        "region": "cn" if current() == "zh_CN" else "gb",
        "fonts": [_LATIN_FONT, *installed(_TEXT_FONTS, families)],
        "heading-fonts": [_LATIN_FONT, *installed(_HEADING_FONTS, families)],
        "chapters": [_chapter(slide, number) for number, slide in enumerate(briefing.slides, 1)],
        "actions": _actions(briefing),
        "sources": {
            "heading": _("Annex: definitions and sources"),
            "views": [
                {"heading": numbered(number, slide.heading), "lines": sources(slide.view)}
                for number, slide in enumerate(briefing.slides, 1)
            ],
        },
    }


def _chapter(slide: Slide, number: int) -> dict[str, Any]:
    view = slide.view
    return {
        "heading": numbered(number, slide.heading),
        "answer": view.answer,
        "notes": [line for line in slide.note.splitlines() if line.strip()],
        "pictures": [picture for chart in view.charts for picture in _pictures(chart, view.answer)],
        "basis": _("Basis: {text}").format(text=foot(view)),
        "tables": [_printed(shown.table) for shown in view.tables],
    }


def _pictures(chart: Chart, answer: str) -> list[dict[str, Any]]:
    parts, rest = chart_parts(chart, _CATEGORIES, _PARTS)
    return [
        {
            "svg": svg_text(part, style=PAPER, extent=extent_of(chart)),
            "width": 1,
            "alt": joined(answer, chart.axis),
            "caption": joined(f"({place}/{len(parts)})" if len(parts) > 1 else "", rest),
        }
        for place, part in enumerate(parts, 1)
    ]


def _actions(briefing: Briefing) -> dict[str, Any] | None:
    if not briefing.actions:
        return None
    heading = numbered(len(briefing.slides) + 1, _("What was agreed"))
    return {"heading": heading, "table": _printed(actions_table(briefing.actions))}


def _printed(table: Table) -> dict[str, Any]:
    shown, rest = first_rows(table, _ROWS)
    rows = [
        [text(value, column.kind) for value, column in zip(row, table.columns, strict=True)]
        for row in shown.scaled().iter_rows()
    ]
    widths = [_want(table, column, [row[place] for row in rows[:200]]) for place, column in enumerate(table.columns)]
    across = sum(widths)
    return {
        "title": table.title,
        "unit": table.unit_line,
        "widths": widths,
        "paper": "a4" if across <= _A4_CELLS else "wide" if across <= _WIDE_CELLS else "a3",
        "sides": [column.kind.side for column in table.columns],
        "header-rows": 2 if table.has_groups else 1,
        "header": _header(table),
        "totals": table.n_totals,
        "rows": rows,
        "rest": rest,
    }


def _want(table: Table, column: Column, texts: Sequence[str]) -> int:
    """How many cells a column wants: its longest text within limits, and a label over two lines."""
    longest = max(map(cells, texts), default=0)
    label = max(cells(line) for line in table.heading(column).split("\n"))
    return max(min(longest, 14 if column.kind.is_number else 30), -(-label // 2) + 1, 4) + 1


def _header(table: Table) -> list[dict[str, Any]]:
    """The cells of one row, or of two with groups over their columns, in the order in which they are set."""
    if not table.has_groups:
        return [_head(table.heading(column)) for column in table.columns]
    top: list[dict[str, Any]] = []
    for group, members in groupby(table.columns, key=lambda column: column.group):
        run = list(members)
        if group:
            top.append(_head(group, across=len(run)))
        else:
            top += [_head(table.heading(column), down=2) for column in run]
    return [*top, *(_head(table.heading(column)) for column in table.columns if column.group)]


def _head(words: str, across: int = 1, down: int = 1) -> dict[str, Any]:
    return {"text": words, "across": across, "down": down}
