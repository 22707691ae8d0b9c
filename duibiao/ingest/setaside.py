"""Rows that are not data, and rows that could not be loaded: what becomes of each is said."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import chain, count, pairwise
from pathlib import Path

import polars as pl

from duibiao.ingest import units
from duibiao.ingest.convert import Plan
from duibiao.ingest.header import is_personal
from duibiao.ingest.mapping import Filter
from duibiao.ingest.note import Note, note
from duibiao.ingest.period import MENDS, PERIOD, Period
from duibiao.ingest.reason import worded
from duibiao.language import _

SOURCE = "源文件"
"""Says above the header of rows set aside before anything was accepted which file they are of: the hash of it."""

ROW_NUMBER, REASON = ("文件行号", "Row in the file"), ("原因", "Reason")
"""What the two columns are called that a file of rows set aside has more than the file they are of."""

_FOOTNOTE = (
    r"^\s*(注|备注|说明|填表说明|编制说明|制表|填表|审核|复核|单位负责人|负责人|经办|打印|Note|Source)"
    r"\S*?[\s:\x{ff1a}、]|^\s*[(\x{ff08}]?(金额|计量)?单\s*位\s*[:\x{ff1a}].{0,6}元"
)

SHORT = 16
"""So many bytes at most has a cell that counts its column."""
LEAST_COUNTED = 3
_ONE = r"^\s*[(\x{ff08}]?1(?:\.0+)?[)\x{ff09}]?\s*$"
_LETTER = re.compile(r"[甲乙丙丁戊己]|栏次|行次|列次|序号")
_COUNTED = re.compile(r"[(\uff08]?(\d{1,2})(?:\.0+)?[)\uff09]?(?:\s*=[\d\s+\-*/\u00d7\u00f7()%]+)?")
"""The number of a column, and what it is worked out of: 3, (3), 3=1+2."""


def body_rows(body: pl.DataFrame, plan: Plan) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The rows that may be data or totals, and what was left out, counted."""
    notes = []
    repeated, footnotes, numbers = _repeated_header(body, plan), _footnotes(body), _column_numbers(body)
    for left_out, code in ((repeated, "repeated_headers"), (numbers, "column_numbers"), (footnotes, "footnotes")):
        if n := int(left_out.sum()):
            notes.append(note(code, n=n))
    body = body.filter(~(repeated | footnotes | numbers))
    for rule in plan.mapping.filters if plan.mapping else ():
        left_out = _filtered(body, rule, plan)
        if n := int(left_out.sum()):
            notes.append(note("filtered", n=n, header=rule.column))
            body = body.filter(~left_out)
    return body, tuple(notes)


@dataclass(frozen=True)
class Origin:
    """Where rejected rows come from: the batch that took the others (None where all failed), else the file's hash."""

    batch: int | None
    sha256: str
    file_stem: str


@dataclass(frozen=True)
class Layout:
    """How a file was laid out: what its rejected rows need to be written as it has them, kept with the batch.

    `names` are its columns in order, `titled` is false where it has no header, `unit` is the worth in yuan of the
    amounts as the title says (None where it does not), `period` what the file is of where no column tells it. `org` and
    `answers` are what the person said of it, and hold for rows of it that are mended, too.
    """

    names: tuple[str, ...]
    titled: bool = True
    unit: int | None = None
    period: str | None = None
    org: str | None = None
    answers: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> str:
        """Kept with the batch."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def names_of_cells(self) -> dict[str, str]:
        """What each cell column (c0, c1, …) is called in a file of rows set aside; personal data are left out."""
        own = added_before(self.names)
        named = {f"c{i}": name or f"#{i + 1}" for i, name in enumerate(self.names) if i not in own}
        return _distinct({cell: name for cell, name in named.items() if not is_personal(name)})


def layout(
    plan: Plan, period: Period | None, org: str | None = None, answers: tuple[tuple[str, str], ...] = ()
) -> Layout:
    """How the file of a plan is laid out."""
    said = str(period) if period else None
    return Layout(plan.header.names, plan.header.first >= 0, plan.header.unit, said, org, answers)


def layout_from(text: str) -> Layout:
    """The layout that a batch keeps (column `header` of the read `batch_report`)."""
    given = json.loads(text)
    answers = tuple((code, value) for code, value in given.get("answers", ()))
    return Layout(tuple(given["names"]), given["titled"], given["unit"], given["period"], given.get("org"), answers)


def rejections_csv(batch: int | None, laid_out: Layout, rejected: pl.DataFrame, sha256: str = "") -> bytes:
    """The rejected rows in their original columns, with row number and reason, as csv that can be mended and loaded.

    `rejected` has row_number, reason and the cells c0, c1, … Its first line says what a file of these rows alone would
    not tell: the batch to add them to, or where nothing is accepted yet the hash of their file; period and unit.
    """
    table = _original(laid_out, rejected).write_csv()
    return f"{_title(batch, sha256, laid_out)}\n{table}".encode("utf-8-sig")


def rejections_of_batch(batch: int, header: str, rejections: pl.DataFrame) -> bytes:
    """The same from what the warehouse keeps: `header` of the read `batch_report`, and the read `rejections`."""
    laid_out = layout_from(header)
    cells = {f"c{i}": pl.String() for i in range(len(laid_out.names))}
    original = rejections["original"].str.json_decode(pl.Struct(cells)).struct.unnest()
    kept = [name for text in rejections["original"][:1] for name in json.loads(text)]
    frame = pl.concat([rejections.select("row_number", "reason"), original.select(kept)], how="horizontal")
    return rejections_csv(batch, laid_out, frame)


def write_rejections(warehouse: Path, origin: Origin, laid_out: Layout, rejected: pl.DataFrame) -> str | None:
    """The rejected rows as a csv file beside the warehouse; returns its path, None where nothing was rejected."""
    if rejected.is_empty():
        return None
    folder = warehouse.parent / "rejected"
    folder.mkdir(parents=True, exist_ok=True)
    safe = re.sub(r"[^\w.-]+", "_", f"{origin.batch or 'refused'}_{origin.file_stem}")
    file = folder / f"{safe}.csv"
    file.write_bytes(rejections_csv(origin.batch, laid_out, rejected, origin.sha256))
    return str(file)


def _title(batch: int | None, sha256: str, laid_out: Layout) -> str:
    whose = f"{MENDS}:{batch}" if batch else f"{SOURCE}:{sha256}"
    unit = f"单位:{units.name(laid_out.unit)}" if laid_out.unit and laid_out.unit != 1 else None
    return ",".join(text for text in (whose, laid_out.period and f"{PERIOD}:{laid_out.period}", unit) if text)


def _original(laid_out: Layout, rejected: pl.DataFrame) -> pl.DataFrame:
    """The rows as the file has them; rows rejected a second time get a new number and reason, not a second one."""
    kept = {cell: name for cell, name in laid_out.names_of_cells.items() if cell in rejected.columns}
    named = _distinct({**kept, "row_number": _("Row in the file"), "reason": _("Reason")})
    return worded(rejected).select(*named).rename(named)


def added_before(names: Sequence[str]) -> set[int]:
    """Where the two columns stand that a file of rows set aside has more, in any language.

    A column of the file itself that is called so is none of them.
    """
    pairs = [i for i, (row, reason) in enumerate(pairwise(names)) if row in ROW_NUMBER and _is_reason(reason)]
    if pairs:
        return {pairs[-1], pairs[-1] + 1}
    moved = {i for i, name in enumerate(names) if name in (*ROW_NUMBER, *REASON)}
    return moved if set(names) & set(ROW_NUMBER) else set()


def _is_reason(name: str) -> bool:
    """Whether it is what the column of reasons is called, with a number where the file has one of that name itself."""
    return re.sub(r"_\d+$", "", name) in REASON


def _repeated_header(body: pl.DataFrame, plan: Plan) -> pl.Series:
    """Rows that say the names of the columns again, as reports with page breaks do."""
    cells = [plan.sources[name] for name in plan.sources]
    named = [(cell, plan.header.names[int(cell[1:])].split("/")[-1]) for cell in dict.fromkeys(cells)]
    same = [pl.col(cell) == name for cell, name in named if name]
    if plan.header.first < 0 or not same:
        return pl.Series([False]).new_from_index(0, body.height)
    return body.select((pl.sum_horizontal(same) > len(same) / 2).fill_null(False)).to_series()


def _column_numbers(body: pl.DataFrame) -> pl.Series:
    """Rows that count the columns, as printed forms have one below each header: 栏次 1 2 3, 甲 乙 1 2 3=1+2."""
    cells = [name for name in body.columns if name != "row_number"]
    short = pl.all_horizontal((pl.col(cell).str.len_bytes() <= SHORT).fill_null(value=True) for cell in cells)
    rows = body.with_row_index("place").filter(short).filter(pl.any_horizontal(pl.col(cells).str.contains(_ONE)))
    places = {int(place) for place, *row in rows.select("place", *cells).iter_rows() if _counts(row)}
    return pl.Series("numbers", [i in places for i in range(body.height)], dtype=pl.Boolean)


def _counts(row: Sequence[str | None]) -> bool:
    """Whether the cells of a row are 1, 2, 3 and so on, but for the letters of columns of names in front."""
    filled = [text for cell in row if cell and (text := cell.strip())]
    counted = [_COUNTED.fullmatch(text) for text in filled if not _LETTER.fullmatch(text)]
    numbers = [int(found[1]) if found else 0 for found in counted]
    return len(numbers) >= LEAST_COUNTED and numbers == list(range(1, len(numbers) + 1))


def _footnotes(body: pl.DataFrame) -> pl.Series:
    """Rows with one text only, which begins as footnotes do."""
    cells = [name for name in body.columns if name != "row_number"]
    few = body.select(pl.sum_horizontal(pl.col(cells).is_not_null()) <= 2).to_series()
    if not bool(few.any()):
        return few
    said = body.filter(few).select(pl.coalesce(cells).str.contains(_FOOTNOTE).fill_null(False)).to_series()
    return few.scatter(few.arg_true(), said)


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
    out: dict[str, str] = {}
    for cell, name in names.items():
        numbered = chain((name,), (f"{name}_{n}" for n in count(2)))
        out[cell] = next(each for each in numbered if each not in out.values())
    return out
