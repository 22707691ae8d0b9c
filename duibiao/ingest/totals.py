"""Rows that say 合计 or 小计: never loaded, but the rows of the file must add up to them."""

from dataclasses import asdict, dataclass
from decimal import Decimal

import polars as pl

from duibiao.ingest.fact import values
from duibiao.ingest.wording import Case, of_file
from duibiao.schema.column import Kind
from duibiao.schema.extract import Extract

_WORDS = r"[合总總小共]\s*[计計]|[总總]\s*合\s*[计計]|本\s*[页頁]\s*[合小]\s*[计計]|(grand\s*|sub\s*-?)?total|suma"
_TOTAL = rf"(?i)^[\s　*]*({_WORDS})[\s\x{{3000}}:\x{{ff1a}}*]*$"
_TOTAL_ENDING = r"(合\s*[计計]|小\s*[计計]|[总總]\s*[计計])[\s\x{3000}:\x{ff1a}*]*$"
_SEARCHED_COLUMNS = 6


@dataclass(frozen=True)
class ControlTotal:
    """One amount of a total row and what the rows of the file add up to; amounts in yuan as decimal text.

    status: `ties` exactly; `rounding` within half a unit of the last printed place for each row; `differs`;
    `unreadable` when amounts of rows set aside could not be read.
    """

    row: int
    label: str
    column: str
    file_yuan: str
    rows_yuan: str
    status: str


def is_total(cells: pl.DataFrame, keys: list[str]) -> pl.Series:
    """True for rows whose first cells say that they are a total and that have none of the `keys` (cell columns).

    A row that has a code of its own, such as a project called 合计, is an ordinary row.
    """
    first = pl.col(cells.columns[:_SEARCHED_COLUMNS])
    either = cells.select(pl.any_horizontal(first.str.contains(rf"{_TOTAL}|{_TOTAL_ENDING}").fill_null(False)))
    if not bool(either.to_series().any()):
        return either.to_series()
    exact = pl.any_horizontal(first.str.contains(_TOTAL).fill_null(False))
    ending = pl.any_horizontal(first.str.contains(_TOTAL_ENDING).fill_null(False))
    found = cells.select(exact=exact, ending=ending)
    coded = pl.any_horizontal([_is_code(pl.col(name)) for name in keys]) if keys else pl.lit(value=False)
    return found["exact"] | (found["ending"] & cells.select(~coded).to_series())


def _is_code(cell: pl.Expr) -> pl.Expr:
    return (cell.str.contains(r"\S") & ~cell.str.contains(_TOTAL_ENDING)).fill_null(False)


def is_unlabelled_total(rows: pl.DataFrame, extract: Extract, labelled: pl.Series) -> pl.Series:
    """True for a row without any code whose amounts are the sums of all other rows: a total that does not say so."""
    nothing = pl.Series([False]).new_from_index(0, rows.height)
    codes = [name for name in rows.columns if name in extract.by_name and extract.column(name).kind is Kind.CODE]
    amounts = [name for name, dtype in rows.schema.items() if dtype.is_decimal()]
    if not codes or not amounts:
        return nothing
    without = rows.select(pl.all_horizontal(pl.col(codes).is_null())).to_series() & ~labelled
    if not 0 < int(without.sum()) <= 3:
        return nothing
    others = rows.filter(~without & ~labelled).select(pl.col(amounts).sum())
    same = rows.select(pl.all_horizontal(pl.col(name) == others[name].item() for name in amounts)).to_series()
    return without & same.fill_null(False)


def is_upper(rows: pl.DataFrame, code: str | None) -> pl.Series:
    """True for rows whose code is the beginning of another's of the same organisation: they stand for those.

    `code` names the column whose codes nest, as those of 类, 款 and 项; without one no row is.
    """
    nothing = pl.Series([False]).new_from_index(0, rows.height) if rows.height else pl.Series([], dtype=pl.Boolean)
    if code is None or code not in rows.columns:
        return nothing
    whose = [name for name in ("org_code", "org_name") if name in rows.columns]
    codes = rows.select(*whose, pl.col(code).alias("code")).drop_nulls("code").unique()
    lengths = codes["code"].str.len_chars()
    begun = [codes.filter(lengths > each).with_columns(pl.col("code").str.head(each)) for each in lengths.unique()]
    if not begun:
        return nothing
    upper = pl.concat(begun).unique().with_columns(pl.lit(value=True).alias("upper"))
    asked = rows.select(*whose, pl.col(code).alias("code"))
    found = asked.join(upper, on=[*whose, "code"], how="left", nulls_equal=True, maintain_order="left")
    return found["upper"].fill_null(value=False)


def check_upper(
    amounts: pl.DataFrame, upper: pl.Series, leaves: pl.Series, places: dict[str, Decimal]
) -> list[ControlTotal]:
    """Compare every upper row (`is_upper`) with the lowest rows whose codes begin with its own.

    `amounts` as for `check`, with `label`, `code` and whose row it is (`whose`).
    """
    lowest = amounts.filter(leaves)
    columns = [name for name, dtype in amounts.schema.items() if dtype.is_decimal()]
    controls = []
    for row in amounts.filter(upper).iter_rows(named=True):
        own = lowest.filter(pl.col("code").str.starts_with(row["code"]) & pl.col("whose").eq_missing(row["whose"]))
        said = f"{row['code']} {row['label']}".strip()
        for column in columns:
            if row[column] is not None:
                block = (Decimal(own[column].sum() or 0), own.height)
                unread = f"{column}__unread" in own.columns and bool(own[f"{column}__unread"].any())
                place = places.get(column, Decimal(0))
                controls.append(_compared(row["row_number"], said, column, row[column], block, unread, place))
    return controls


def labels(body: pl.DataFrame) -> pl.Series:
    """The text of each row that would say that it is a total: the first that is no number."""
    cells = [name for name in body.columns if name != "row_number"][:_SEARCHED_COLUMNS]
    words = [pl.when(pl.col(name).str.contains(r"^\s*\D")).then(pl.col(name).str.strip_chars()) for name in cells]
    return body.select(pl.coalesce(words).fill_null("").alias("label")).to_series()


def check(label: str, amounts: pl.DataFrame, totals: pl.Series, places: dict[str, Decimal]) -> list[ControlTotal]:
    """Compare every total row with the rows it can stand for.

    `amounts` has `row_number` and one Decimal column (yuan) for each amount, all rows of the file in order, null where
    a cell is empty; `<column>__unread` (Boolean) marks cells that could not be read. A total may stand above or below
    its rows, for the whole file or for a block between totals, so subtotals of several levels are understood.
    `places` is the worth (yuan) of the last printed place of each column, to which its cells are rounded.
    """
    labels = dict(zip(amounts["row_number"].filter(totals), amounts[label].filter(totals), strict=True))
    columns = [name for name, dtype in amounts.schema.items() if dtype.is_decimal()]
    return [
        control
        for column in columns
        for control in _check_column(column, amounts, totals, labels, places.get(column, Decimal(0)))
    ]


def _check_column(
    column: str, amounts: pl.DataFrame, totals: pl.Series, labels: dict[int, str], place: Decimal
) -> list[ControlTotal]:
    values = amounts[column]
    running = values.set(totals, None).fill_null(Decimal(0)).cum_sum()
    counted = (~totals).cast(pl.Int64).cum_sum()
    running_here = list(zip(running.filter(totals), counted.filter(totals), strict=True))
    bounds = [(Decimal(0), 0), *running_here, (running[-1], counted[-1])]
    unread = f"{column}__unread" in amounts.columns and bool(amounts[f"{column}__unread"].any())
    rows = zip(amounts["row_number"].filter(totals), values.filter(totals), running_here, strict=True)
    return [
        _compared(row, labels[row], column, stated, _nearest(stated, here, bounds), unread, place)
        for row, stated, here in rows
        if stated is not None
    ]


def _nearest(stated: Decimal, here: tuple[Decimal, int], bounds: list[tuple[Decimal, int]]) -> tuple[Decimal, int]:
    """Sum and length of the block of rows that is nearest to the total: above it, below it, or the whole file."""
    running, count = here
    above = [(running - total, count - rows) for total, rows in bounds if rows < count]
    below = [(total - running, rows - count) for total, rows in bounds if rows > count]
    return min([bounds[-1], *above, *below], key=lambda block: abs(block[0] - stated))


def _compared(
    row: int, label: str, column: str, stated: Decimal, block: tuple[Decimal, int], unread: bool, place: Decimal
) -> ControlTotal:
    found, count = block
    difference = abs(found - stated)
    if difference == 0:
        status = "ties"
    elif difference <= rounding(count, place):
        status = "rounding"
    else:
        status = "unreadable" if unread else "differs"
    return ControlTotal(row, label, column, f"{stated:.2f}", f"{found:.2f}", status)


def rounding(count: int, place: Decimal) -> Decimal:
    """The most by which a total and the sum of `count` cells, all rounded to `place`, can be expected to differ.

    Half a place for the total; for the cells half a place each, but no more than four standard deviations of a sum of
    uniform errors (1 / √12 of a place each): among thousands of rows a missing one must not pass for rounding.
    """
    return place * min(Decimal(count) / 2, 4 * (Decimal(count) / 12).sqrt()) + place / 2


def disagreement(control: ControlTotal, extract: Extract) -> str:
    """One sentence on a total that does not tie; a column that a wide profile makes keeps the name it has there."""
    return of_file.control_total(Case(values(extract=extract.name, **asdict(control))))
