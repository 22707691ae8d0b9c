"""A briefing as an official document: views as chapters with pictures and tables, what was agreed, the sources."""

from collections.abc import Iterable

import polars as pl

from duibiao.export.about import About
from duibiao.export.briefing import Action, Briefing, Slide, action_cells, action_words
from duibiao.export.document import (
    Annex,
    Block,
    Caption,
    Heading,
    Paragraph,
    Picture,
    Small,
    Upright,
    Wide,
    docx_bytes,
)
from duibiao.export.picture import extent_of, png_bytes
from duibiao.export.portion import chart_parts, first_rows
from duibiao.export.provenance import foot, joined, sources, warnings
from duibiao.export.style import PAPER
from duibiao.export.table import Column, Table
from duibiao.export.view import Chart
from duibiao.language import _, current

_CATEGORIES, _PARTS, _ROWS = 34, 2, 300
"""What has room in a picture, how many pictures a chart may take, and how many rows are printed."""
_COLUMNS = 7
"""A table of more columns lies on its side."""
_NUMERALS = "一二三四五六七八九十"


def docx_bytes_of(briefing: Briefing) -> bytes:
    """The document: warning and moment below its title; wide tables lie on their side; sources at the end."""
    blocks: list[Block] = []
    counts = _Counts()
    for number, slide in enumerate(briefing.slides, 1):
        blocks += _chapter(slide, number, counts)
    if briefing.actions:
        blocks += [Heading(numbered(len(briefing.slides) + 1, _("What was agreed"))), actions_table(briefing.actions)]
    blocks += _sources(briefing)
    return docx_bytes(briefing.title, _tidy(blocks), About(warning=joined(warnings(briefing), briefing.moment)))


def numbered(number: int, heading: str) -> str:
    """一、…, or 1. … where the language is another."""
    if current() != "zh_CN":
        return f"{number}. {heading}"
    tens, ones = divmod(number, 10)
    told = f"{_NUMERALS[tens - 1] if tens > 1 else ''}{'十' if tens else ''}{_NUMERALS[ones - 1] if ones else ''}"
    return f"{told}、{heading}"


def actions_table(actions: tuple[Action, ...]) -> Table:
    """What was agreed, in the order of the briefing: open ones first, by the day on which they are due."""
    names = ("what", "who", "due", "state")
    frame = pl.DataFrame([action_cells(action) for action in actions], schema=names, orient="row")
    columns = tuple(Column(name, label) for name, label in zip(names, action_words(), strict=True))
    return Table(_("What was agreed"), frame, columns)


class _Counts:
    """Pictures and tables are counted through the document."""

    def __init__(self) -> None:
        self.pictures = 0
        self.tables = 0

    def picture(self, title: str) -> str:
        self.pictures += 1
        return _("Figure {n}  {title}").format(n=self.pictures, title=title)

    def table(self, title: str) -> str:
        self.tables += 1
        return _("Table {n}  {title}").format(n=self.tables, title=title)


def _chapter(slide: Slide, number: int, counts: _Counts) -> Iterable[Block]:
    view = slide.view
    yield Heading(numbered(number, slide.heading))
    if view.answer:
        yield Paragraph(view.answer, keep=bool(view.charts))
    yield from (Paragraph(line, keep=bool(view.charts)) for line in slide.note.splitlines() if line.strip())
    for chart in view.charts:
        yield from _pictures(chart, slide, counts)
    yield Small(_("Basis: {text}").format(text=foot(view)))
    for shown in view.tables:
        yield from _printed(shown.table, counts)


def _pictures(chart: Chart, slide: Slide, counts: _Counts) -> Iterable[Block]:
    parts, rest = chart_parts(chart, _CATEGORIES, _PARTS)
    for place, part in enumerate(parts, 1):
        png = png_bytes(part, "", style=PAPER, extent=extent_of(chart))
        count = f" ({place}/{len(parts)})" if len(parts) > 1 else ""
        title = joined(f"{slide.heading}{count}", rest)
        yield Picture(png, joined(slide.view.answer or slide.heading, chart.axis))
        yield Caption(counts.picture(title))


def _printed(table: Table, counts: _Counts) -> Iterable[Block]:
    shown, rest = first_rows(table, _ROWS)
    wide = len(table.columns) > _COLUMNS
    if wide:
        yield Wide()
    yield Caption(counts.table(table.title))
    yield shown
    if rest:
        yield Small(rest)
    if wide:
        yield Upright()


def _sources(briefing: Briefing) -> Iterable[Block]:
    """Filters, definitions, data date, batches of every view."""
    yield Upright()
    yield Heading(_("Annex: definitions and sources"))
    for number, slide in enumerate(briefing.slides, 1):
        yield Paragraph(numbered(number, slide.heading))
        yield from (Small(_("{name}: {text}").format(name=name, text=words)) for name, words in sources(slide.view))


def _tidy(blocks: list[Block]) -> list[Block]:
    """Without turning a page twice for nothing."""
    kept: list[Block] = []
    for block in blocks:
        turns = isinstance(block, Upright | Wide)
        if turns and kept and isinstance(kept[-1], Upright | Wide | Annex):
            kept.pop()
        if turns and isinstance(block, Wide) and kept and _lies(kept):
            continue
        kept.append(block)
    return kept


def _lies(blocks: list[Block]) -> bool:
    """Whether the page of the last block lies on its side."""
    turned = [block for block in blocks if isinstance(block, Upright | Wide | Annex)]
    return bool(turned) and not isinstance(turned[-1], Upright)
