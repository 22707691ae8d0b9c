"""Rows that are not data, and rows that could not be loaded: what becomes of each is said."""

import json
import re
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import polars as pl

from duibiao.ingest import units
from duibiao.ingest.convert import Plan
from duibiao.ingest.mapping import Filter
from duibiao.ingest.note import Note, note
from duibiao.ingest.period import MENDS, PERIOD, Period
from duibiao.ingest.reason import worded
from duibiao.language import _, everywhere

_FOOTNOTE = (
    r"^\s*(注|备注|说明|填表说明|编制说明|制表|填表|审核|复核|单位负责人|负责人|经办|打印|Note|Source)"
    r"\S*?[\s:\x{ff1a}、]|^\s*[(\x{ff08}]?(金额|计量)?单\s*位\s*[:\x{ff1a}].{0,6}元"
)


def body_rows(body: pl.DataFrame, plan: Plan) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The rows that may be data or totals, and what was left out, counted."""
    notes = []
    repeated, footnotes = _repeated_header(body, plan), _footnotes(body)
    for left_out, code in ((repeated, "repeated_headers"), (footnotes, "footnotes")):
        if n := int(left_out.sum()):
            notes.append(note(code, n=n))
    body = body.filter(~(repeated | footnotes))
    for rule in plan.mapping.filters if plan.mapping else ():
        left_out = _filtered(body, rule, plan)
        if n := int(left_out.sum()):
            notes.append(note("filtered", n=n, header=rule.column))
            body = body.filter(~left_out)
    return body, tuple(notes)


@dataclass(frozen=True)
class Origin:
    """Where rejected rows come from: the batch that took the others (None where all failed), and its period."""

    batch: int | None
    period: Period | None
    file_stem: str


@dataclass(frozen=True)
class Layout:
    """How a file was laid out: what its rejected rows need to be written as it has them, kept with the batch.

    `names` are its columns in order, `titled` is false where it has no header, `unit` is the worth in yuan of the
    amounts as the title says (None where it does not), `period` what the file is of where no column tells it.
    """

    names: tuple[str, ...]
    titled: bool = True
    unit: int | None = None
    period: str | None = None

    def as_json(self) -> str:
        """Kept with the batch."""
        return json.dumps(asdict(self), ensure_ascii=False)


def layout(plan: Plan, period: Period | None) -> Layout:
    """How the file of a plan is laid out."""
    return Layout(plan.header.names, plan.header.first >= 0, plan.header.unit, str(period) if period else None)


def layout_from(text: str) -> Layout:
    """The layout that a batch keeps (column `header` of the read `batch_report`)."""
    given = json.loads(text)
    return Layout(tuple(given["names"]), given["titled"], given["unit"], given["period"])


def rejections_csv(batch: int | None, laid_out: Layout, rejected: pl.DataFrame) -> bytes:
    """The rejected rows in their original columns, with row number and reason, as csv that can be mended and loaded.

    `rejected` has row_number, reason and the cells c0, c1, … Its first line says what a file of these rows alone would
    not tell: the batch to add them to (none where nothing of the file was accepted), period and unit.
    """
    title = _title(batch, laid_out) if laid_out.titled else ""
    table = _original(laid_out, rejected).write_csv(include_header=laid_out.titled)
    return ((f"{title}\n" if title else "") + table).encode("utf-8-sig")


def rejections_of_batch(batch: int, header: str, rejections: pl.DataFrame) -> bytes:
    """The same from what the warehouse keeps: `header` of the read `batch_report`, and the read `rejections`."""
    laid_out = layout_from(header)
    cells = {f"c{i}": pl.String() for i in range(len(laid_out.names))}
    original = rejections["original"].str.json_decode(pl.Struct(cells)).struct.unnest()
    kept = [name for text in rejections["original"][:1] for name in json.loads(text)]
    frame = pl.concat([rejections.select("row_number", "reason"), original.select(kept)], how="horizontal")
    return rejections_csv(batch, laid_out, frame)


def write_rejections(warehouse: Path, origin: Origin, plan: Plan, rejected: pl.DataFrame) -> str | None:
    """The rejected rows as a csv file beside the warehouse; returns its path, None where nothing was rejected."""
    if rejected.is_empty():
        return None
    folder = warehouse.parent / "rejected"
    folder.mkdir(parents=True, exist_ok=True)
    safe = re.sub(r"[^\w.-]+", "_", f"{origin.batch or 'refused'}_{origin.file_stem}")
    file = folder / f"{safe}.csv"
    file.write_bytes(rejections_csv(origin.batch, layout(plan, origin.period), rejected))
    return str(file)


def _title(batch: int | None, laid_out: Layout) -> str:
    mended = (batch and f"{MENDS}:{batch}", laid_out.period and f"{PERIOD}:{laid_out.period}")
    unit = f"单位:{units.name(laid_out.unit)}" if laid_out.unit and laid_out.unit != 1 else None
    return ",".join(text for text in (*mended, unit) if text)


def _original(laid_out: Layout, rejected: pl.DataFrame) -> pl.DataFrame:
    """The rows as the file has them; rows rejected a second time get a new number and reason, not a second one."""
    added = _added_before(laid_out.names)
    names = {f"c{i}": header or f"#{i + 1}" for i, header in enumerate(laid_out.names) if i not in added}
    kept = {cell: name for cell, name in names.items() if cell in rejected.columns}
    numbered = worded(rejected).select(*kept, "row_number", "reason")
    return numbered.rename(_distinct(kept | {"row_number": _("Row in the file"), "reason": _("Reason")}))


def _added_before(names: tuple[str, ...]) -> set[int]:
    """Where the two columns stand that we added before, in any language: who mends may speak another than we did."""
    rows, reasons = everywhere("Row in the file"), everywhere("Reason")
    found = [
        i for i, (row, reason) in enumerate(pairwise(names)) if row in rows and reason.removesuffix("_2") in reasons
    ]
    return {i + offset for i in found[-1:] for offset in (0, 1)}


def _repeated_header(body: pl.DataFrame, plan: Plan) -> pl.Series:
    """Rows that say the names of the columns again, as reports with page breaks do."""
    cells = [plan.sources[name] for name in plan.sources]
    named = [(cell, plan.header.names[int(cell[1:])].split("/")[-1]) for cell in dict.fromkeys(cells)]
    same = [pl.col(cell) == name for cell, name in named if name]
    if plan.header.first < 0 or not same:
        return pl.Series([False]).new_from_index(0, body.height)
    return body.select((pl.sum_horizontal(same) > len(same) / 2).fill_null(False)).to_series()


def _footnotes(body: pl.DataFrame) -> pl.Series:
    """Rows with one text only, which begins as footnotes do."""
    cells = [name for name in body.columns if name != "row_number"]
    filled = pl.sum_horizontal(pl.col(name).is_not_null() for name in cells)
    text = pl.coalesce(cells)
    return body.select(((filled <= 2) & text.str.contains(_FOOTNOTE)).fill_null(False)).to_series()


def _filtered(body: pl.DataFrame, rule: Filter, plan: Plan) -> pl.Series:
    i = plan.header.position(rule.column)
    if i is None:
        return pl.Series([False]).new_from_index(0, body.height)
    cell = pl.col(f"c{i}").str.strip_chars()
    wrong = cell.is_in(list(rule.drop_equal)).fill_null(False)
    if rule.drop_empty:
        wrong |= cell.is_null() | (cell == "")
    if rule.drop_matching:
        wrong |= cell.str.contains(rule.drop_matching).fill_null(False)
    return body.select(wrong).to_series()


def _distinct(names: dict[str, str]) -> dict[str, str]:
    """Headers that occur twice get a number, because a csv needs different ones."""
    seen: dict[str, int] = {}
    out: dict[str, str] = {}
    for cell, name in names.items():
        seen[name] = seen.get(name, 0) + 1
        out[cell] = name if seen[name] == 1 else f"{name}_{seen[name]}"
    return out
