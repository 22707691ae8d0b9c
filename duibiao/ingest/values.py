"""Columns of text to values: money, quantities, codes, dates, choices. What cannot be read stays null."""

import polars as pl

from duibiao.schema.column import Choice, Column, Kind

DECIMAL = pl.Decimal(38, 10)
MONEY = pl.Decimal(18, 2)
QUANTITY = pl.Decimal(18, 4)

_POINT_EVIDENCE = r"^[^.]*\.(\d{1,2}|\d{4,})\D*$|,\d{3}\."
_COMMA_EVIDENCE = r"^[^,]*,(\d{1,2}|\d{4,})\D*$|\.\d{3},"
_WELL_FORMED = {
    ".": r"^[-+]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][-+]?\d+)?$",
    ",": r"^[-+]?(\d+|\d{1,3}(\.\d{3})+)?(,\d*)?$",
}
_NOTHING = r"^[-—–－/]+$"
_EXCEL_EPOCH = pl.date(1899, 12, 30)


def trimmed(cells: pl.Series) -> pl.Series:
    """Without white space around (full-width and no-break spaces too); empty becomes null."""
    stripped = cells.str.strip_chars("  \t\r\n　\u200b\ufeff")
    return stripped.set(stripped == "", None)


def half_width(cells: pl.Series) -> pl.Series:
    """Full-width digits, letters and punctuation as ASCII (Unicode NFKC)."""
    if bool(cells.str.contains(r"[^\x00-\x7f]").any()):
        return cells.str.normalize("NFKC")
    return cells


def decimal_mark(columns: list[pl.Series], default: str = ".") -> str:
    """Whether the amounts of a file have a decimal point or a decimal comma, from cells that admit only one.

    Where both occur the more frequent wins; cells of the other kind are then unreadable, never misread.
    """
    point = sum(int(cells.str.contains(_POINT_EVIDENCE).sum()) for cells in columns)
    comma = sum(int(cells.str.contains(_COMMA_EVIDENCE).sum()) for cells in columns)
    if point == comma:
        return default
    return "." if point > comma else ","


def amounts(cells: pl.Series, mark: str) -> pl.Series:
    """Numbers as Decimal(38, 10); a dash is nothing; parentheses or a trailing minus mean negative."""
    plain = half_width(trimmed(cells)).str.replace_all(r"[\s¥£€$元%']", "")
    plain = plain.set(plain.str.contains(_NOTHING) | (plain == ""), None)
    if bool(plain.str.contains(r"[()−]|-$").any()):
        plain = (
            plain.str.replace("−", "-", literal=True)
            .str.replace(r"^\((.*)\)$", "-$1")
            .str.replace(r"^([\d.,]+)-$", "-$1")
        )
    well_formed = plain.str.contains(_WELL_FORMED[mark])
    thousands = "," if mark == "." else "."
    digits = plain.str.replace_all(thousands, "", literal=True)
    if mark == ",":
        digits = digits.str.replace(",", ".", literal=True)
    return digits.set(~well_formed, None).cast(DECIMAL, strict=False)


def is_nothing(cells: pl.Series) -> pl.Series:
    """True for cells that say that there is no number: empty, or a dash."""
    plain = half_width(trimmed(cells))
    return plain.is_null() | plain.str.contains(_NOTHING).fill_null(False)


def money(numbers: pl.Series, factor: int) -> pl.Series:
    """Amounts in units of `factor` yuan to yuan, rounded half away from zero to the cent."""
    return _rounded(numbers, factor, 2, MONEY)


def quantities(numbers: pl.Series) -> pl.Series:
    """Quantities to four decimals, rounded half away from zero."""
    return _rounded(numbers, 1, 4, QUANTITY)


def counts(numbers: pl.Series) -> pl.Series:
    """Whole numbers; a fraction is unreadable."""
    whole = numbers.cast(pl.Int64, strict=False)
    return whole.set(numbers != whole.cast(DECIMAL, strict=False), None)


def codes(cells: pl.Series) -> pl.Series:
    """Codes without any white space, and without the `.0` that spreadsheets add to numbers."""
    return trimmed(half_width(cells).str.replace_all(r"\s|^'", "").str.replace(r"^(\d+)\.0+$", "$1"))


def years(cells: pl.Series) -> pl.Series:
    """The year in 2026, 2026年度, 2026-08."""
    return half_width(cells).str.extract(r"(?:^|\D)?((?:19|20)\d\d)").cast(pl.Int16, strict=False)


def months(cells: pl.Series) -> pl.Series:
    """The month in 8, 08, 8月, 1-8月, 2026-08, 202608, 2026年8月."""
    text = half_width(trimmed(cells)).str.strip_chars_end("月份 ")
    month = text.str.extract(r"^(?:(?:19|20)\d\d[-/.年]?|\d{1,2}[-—~至])?(\d{1,2})(?:\.0+)?$").cast(
        pl.Int8, strict=False
    )
    return month.set(~month.is_between(1, 12), None)


def dates(cells: pl.Series) -> pl.Series:
    """Dates in year-month-day order with any separator, or as a spreadsheet's day number."""
    text = half_width(trimmed(cells)).str.replace(r"[ T]\d{1,2}:.*$", "").str.replace_all(r"[年月/.]", "-")
    text = text.str.replace_all(r"日|\s", "")
    frame = pl.DataFrame({"text": text})
    number = pl.col("text").str.replace(r"-0+$", "").cast(pl.Int32, strict=False)
    return frame.select(
        pl.coalesce(
            pl.col("text").str.to_date("%Y-%m-%d", strict=False),
            pl.col("text").str.to_date("%Y%m%d", strict=False),
            pl.when(number.is_between(20_000, 70_000)).then(_EXCEL_EPOCH + pl.duration(days=number)).cast(pl.Date),
        ).alias("date")
    )["date"]


def chosen(cells: pl.Series, choices: tuple[Choice, ...]) -> pl.Series:
    """The code of each cell's choice; a text that is none of its spellings is unreadable."""
    spelled = {spelling: choice.value for choice in choices for spelling in choice.spellings}
    return trimmed(cells).replace_strict(spelled, default=None, return_dtype=pl.String)


def read(cells: pl.Series, column: Column, mark: str, factor: int) -> pl.Series:
    """The values of a column of an extract, null where a cell is empty or cannot be read."""
    if column.choices:
        return chosen(cells, column.choices)
    if column.kind.is_number:
        return _number(amounts(cells, mark), column.kind, factor)
    return _READERS[column.kind](cells)


_READERS = {Kind.CODE: codes, Kind.YEAR: years, Kind.MONTH: months, Kind.DATE: dates, Kind.TEXT: trimmed}


def _number(numbers: pl.Series, kind: Kind, factor: int) -> pl.Series:
    if kind is Kind.MONEY:
        return money(numbers, factor)
    return counts(numbers) if kind is Kind.COUNT else quantities(numbers)


def _rounded(numbers: pl.Series, factor: int, decimals: int, dtype: pl.Decimal) -> pl.Series:
    expression = pl.col("n") * factor if factor != 1 else pl.col("n")
    rounded = expression.round(decimals, mode="half_away_from_zero").cast(dtype, strict=False)
    return pl.DataFrame({"n": numbers}).select(rounded)["n"]
