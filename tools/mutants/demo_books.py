"""Files of the demo, and cases that are right as they stand, as books: read by openpyxl and csv, not by our reader."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from random import Random

import openpyxl

from duibiao.demo import DemoFile
from duibiao.demo.sheets import headers_of
from duibiao.schema.catalogue import extract_named
from duibiao.schema.extract import Extract
from duibiao.warehouse import NOBODY
from tools.mutants.book import Book, Cell, Fact, Merge, Row, Sheet, blocks, summed

VARIANTS = ("statement", "export", "older", "system", "library", "list", "catalogue")
MOST_LINES = 40
CENT = Decimal("0.01")
CASES = Path(__file__).parents[2] / "tests" / "ingest" / "cases"
PLAIN = {"30_rate_before_paid.xlsx": ("execution", "万元"), "33_voucher_with_three_lines.xlsx": ("payment", "元")}
"""Cases that are right as they stand: what they are, and their unit."""


@dataclass(frozen=True)
class Source:
    """A file that is right as it is: which, what it is as, and its unit where its titles do not say it."""

    path: Path
    extract: str
    unit: str | None = None


def sources(files: Sequence[DemoFile]) -> tuple[Source, ...]:
    """The files of the demo that have a row for each line (all but the wide budgets), and the plain cases."""
    demo = (Source(file.path, file.extract) for file in files if file.mapping is None)
    return (*demo, *(Source(CASES / name, *told) for name, told in PLAIN.items()))


def book_of(source: Source, random: Random) -> Book:
    """A part of the file: some dozens of its lines with their titles and totals, as a file of its own."""
    rows = _cells(source.path)
    extract = extract_named(source.extract)
    top = _header_row(rows, extract)
    sheet = _sheet(rows, top, extract)
    said = " ".join(str(cell) for row in rows[:top] for cell in row if cell)
    unit = source.unit or ("万元" if re.search("万元", " ".join((said, *map(str, rows[top])))) else "元")
    factor = 10_000 if unit == "万元" else 1
    for row in _some(sheet, random):
        row.fact = _fact(row, sheet, extract, factor, said or source.path.stem)
    _with_totals(sheet)
    name, suffix = source.path.stem, source.path.suffix
    return Book(source.extract, [sheet], unit, suffix, name, "gb18030" if suffix == ".csv" else "utf-8")


@lru_cache(maxsize=4)
def _cells(path: Path) -> list[list[Cell]]:
    if path.suffix == ".csv":
        with path.open(encoding="gb18030", newline="") as file:
            return [[cell or None for cell in row] for row in csv.reader(file)]
    with path.open("rb") as file:
        sheet = openpyxl.load_workbook(file).worksheets[0]
        return [[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _plain(cell: object) -> Cell:
    if isinstance(cell, float):
        return Decimal(repr(cell))
    if isinstance(cell, datetime):
        return cell.date()
    assert cell is None or isinstance(cell, str | int | date)
    return cell


def _header_row(rows: list[list[Cell]], extract: Extract) -> int:
    """The first row in which three columns are named as the extract names them."""
    known = {name for column in extract.columns for name in (column.zh, *column.aliases)}
    known |= {part for header in _spelled(extract).values() for part in header.split("|")}
    return next(i for i, row in enumerate(rows) if sum(_bare(cell) in known for cell in row) >= 3)


def _spelled(extract: Extract) -> dict[str, str]:
    """How the demo spells its columns, in all of its kinds of files."""
    found: dict[str, str] = {}
    for variant in VARIANTS:
        try:
            headers = headers_of(extract.name, variant)
        except KeyError:
            continue
        found |= {f"{variant}:{target}": header for target, header in headers.items()}
    return found


def _bare(cell: Cell) -> str:
    return re.sub(r"[（(].*?[）)]$", "", cell) if isinstance(cell, str) else ""


def _sheet(rows: list[list[Cell]], top: int, extract: Extract) -> Sheet:
    """The table as it stands; a header of two rows has its groups in the first."""
    width = max(len(row) for row in rows)
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    second = top + 1 < len(rows) and padded[top + 1][0] is None and any(padded[top + 1])
    last = top + 1 if second and not any(isinstance(cell, Decimal) for cell in padded[top + 1]) else top
    targets = [_target(padded[last][i] or padded[top][i], extract) for i in range(width)]
    header = [Row(list(row), "header") for row in padded[top : last + 1]]
    body = [Row(list(row), "line" if _is_line(row, targets) else "total") for row in padded[last + 1 :] if any(row)]
    sheet = Sheet("Sheet1", [*(Row(list(row), "title") for row in padded[:top]), *header, *body], targets)
    if last > top:
        sheet.merges = list(_merges(header[0], header[1]))
    return sheet


def _merges(upper: Row, lower: Row) -> Iterator[Merge]:
    """The cells of the first header row that stand over several columns, or over both rows."""
    start = 0
    while start < len(upper.cells):
        stop = start + 1
        if lower.cells[start] is None:
            yield Merge(upper, start, lower, start)
        else:
            while stop < len(upper.cells) and upper.cells[stop] is None and lower.cells[stop] is not None:
                stop += 1
            yield Merge(upper, start, upper, stop - 1)
        start = stop


def _target(header: Cell, extract: Extract) -> str | None:
    name = _bare(header)
    for key, header_text in _spelled(extract).items():
        if name and name == _bare(header_text.split("|")[-1]) and key.split(":")[1] in extract.by_name:
            return key.split(":")[1]
    return next((column.name for column in extract.columns if name in (column.zh, *column.aliases)), None)


def _is_line(row: list[Cell], targets: list[str | None]) -> bool:
    """A total has its word in the second column and else only amounts."""
    texts = [i for i, cell in enumerate(row) if cell is not None and not str(targets[i]).endswith("_yuan")]
    return texts != [1] and bool(texts)


def _some(sheet: Sheet, random: Random) -> list[Row]:
    """Some organisations, or some lines in a row; the others are taken away."""
    lines = sheet.lines
    start = random.randrange(max(1, len(lines) - MOST_LINES))
    kept = lines[start : start + random.randint(5, MOST_LINES)]
    keep = {id(row) for row in kept}
    sheet.rows = [row for row in sheet.rows if row.role != "line" or id(row) in keep]
    return kept


def _fact(row: Row, sheet: Sheet, extract: Extract, factor: int, said: str) -> Fact:
    cells = dict(zip(sheet.targets, row.cells, strict=True))
    amounts = tuple((str(sheet.targets[i]), _yuan(row.cells[i], factor)) for i in sheet.money)
    org = str(cells[extract.organisation]) if extract.organisation else NOBODY
    day = cells.get(extract.dated_by) if extract.dated_by else None
    code = cells.get("project_code")
    day = date.fromisoformat(day) if isinstance(day, str) else day
    assert day is None or isinstance(day, date)
    period = f"{day:%Y-%m}" if day else _period(cells, extract, said)
    return Fact(org, period, amounts, str(code) if code else None, day if extract.name == "payment" else None)


def _period(cells: dict[str | None, Cell], extract: Extract, said: str) -> str:
    """From the columns of the row, else from the title: 2026年1-8月, 2026年8月, 2025年度."""
    if not extract.period:
        return ""
    found = re.search(r"(\d{4})年(?:(?:\d{1,2}-)?(\d{1,2})月)?", said)
    year = cells.get("year") or (found and found[1])
    month = cells.get("month") or (found and found[2]) or 12
    return f"{year}" if "month" not in extract.period else f"{year}-{int(str(month)):02d}"


def _yuan(cell: Cell, factor: int) -> Decimal:
    return Decimal(0) if cell is None else (Decimal(str(cell)) * factor).quantize(CENT, ROUND_HALF_UP)


def _with_totals(sheet: Sheet) -> None:
    """The totals of the part in place of those of the whole: of organisations where there were such, and of all."""
    old = sheet.of("total")
    sheet.rows = [row for row in sheet.rows if row.role != "total"]
    words = [str(row.cells[1]) for row in old]
    for i in sheet.money:
        for row in sheet.lines:
            row.cells[i] = Decimal(str(row.cells[i])) if isinstance(row.cells[i], str) else row.cells[i]
    if any("小计" in word for word in words):
        for block in [list(block) for block in blocks(sheet)]:
            sheet.rows.insert(sheet.rows.index(block[-1]) + 1, summed(block, sheet, "小计"))
    if "合计" in words:
        first = words[0] == "合计"
        place = sheet.rows.index(sheet.lines[0]) if first else len(sheet.rows)
        sheet.rows.insert(place, summed(sheet.lines, sheet, "合计"))
