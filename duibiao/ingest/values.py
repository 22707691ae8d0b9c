"""Columns of text to values: money, quantities, codes, dates, choices. What cannot be read becomes null.

Everything is an expression over text, so that all columns of a file are read in one pass.
"""

from collections.abc import Callable, Iterable

import polars as pl

from duibiao.ingest import currency
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
_NOTHING = r"^[-—–－/]*$"
_BLANKS = " \u00a0\t\r\n\u3000\u200b\ufeff"
_BESIDE_NUMBERS = rf"(?i){currency.BESIDE_AMOUNTS}|[\s¥£€$元'\u{{200b}}\u{{feff}}]"
_UNTIDY = r"[^!-~]|[¥$%'()]|^-?[A-Za-z]{3}-?[\d.,]+$|^-?[\d.,]+[A-Za-z]{3}$|^.+-$|^[-/]+$|\.0+$|\d[eE]\+\d|^#[A-Z]"
_NO_CODE = r"^\d(\.\d+)?[eE]\+\d+$|^#(REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|ERROR!)"
_MONTH = r"^(?:(?:19|20)\d\d[-/.年]?|\d{1,2}[-—~至])?(\d{1,2})(?:\.0+)?$"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH_OR_NAME = r"\d{1,2}|[a-z]{3,9}"
_MONTH_NAMES = {
    name: str(i + 1)
    for i, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))
}
_PLAUSIBLE_YEARS = (1949, 2099)
_EXCEL_EPOCH = pl.date(1899, 12, 30)


def trimmed(cell: pl.Expr) -> pl.Expr:
    """Without white space around (full-width and no-break spaces too); empty becomes null."""
    stripped = cell.str.strip_chars(_BLANKS)
    return pl.when(stripped != "").then(stripped)


def half_width(cell: pl.Expr) -> pl.Expr:
    """Full-width digits, letters and punctuation as ASCII (Unicode NFKC)."""
    return cell.str.normalize("NFKC")


def decimal_mark(cells: pl.DataFrame, default: str = ".") -> str:
    """Whether the amounts of a file have a decimal point or a decimal comma, from cells that admit only one.

    Where both occur the more frequent wins; cells of the other kind are then unreadable, never misread.
    """
    if not cells.width:
        return default
    counted = cells.select(
        point=pl.sum_horizontal(pl.all().str.contains(_POINT_EVIDENCE).sum()),
        comma=pl.sum_horizontal(pl.all().str.contains(_COMMA_EVIDENCE).sum()),
    )
    point, comma = counted.row(0)
    if point == comma:
        return default
    return "." if point > comma else ","


def tidy_columns(cells: pl.DataFrame) -> frozenset[str]:
    """The columns whose cells are plain ASCII without white space, signs of currency, brackets: most columns are.

    They need no cleaning, which is most of the work of reading.
    """
    untidy = cells.select(pl.all().str.contains(_UNTIDY).any()).row(0) if cells.width else ()
    return frozenset(name for name, found in zip(cells.columns, untidy, strict=True) if not found)


def amounts(cell: pl.Expr, mark: str, tidy: bool = False) -> pl.Expr:
    """Numbers as Decimal(38, 10); a dash is nothing; parentheses or a trailing minus mean negative."""
    signed = cell if tidy else _signed(cell)
    thousands = "," if mark == "." else "."
    digits = signed.str.replace_all(thousands, "", literal=True)
    number = digits if mark == "." else digits.str.replace(",", ".", literal=True)
    return pl.when(signed.str.contains(_WELL_FORMED[mark])).then(number).cast(DECIMAL, strict=False)


def _signed(cell: pl.Expr) -> pl.Expr:
    plain = half_width(cell).str.replace_all("−", "-", literal=True).str.replace_all(_BESIDE_NUMBERS, "")
    return plain.str.replace(r"^\((.*)\)$", "-$1").str.replace(r"^([\d.,]+)-$", "-$1")


def is_nothing(cell: pl.Expr) -> pl.Expr:
    """True for cells that say that there is no number: empty, or a dash."""
    return half_width(cell.str.strip_chars(_BLANKS)).str.contains(_NOTHING).fill_null(True)


def money(number: pl.Expr, factor: int) -> pl.Expr:
    """Amounts in units of `factor` yuan to yuan, rounded half away from zero to the cent."""
    yuan = number if factor == 1 else number * factor
    return yuan.round(2, mode="half_away_from_zero").cast(MONEY, strict=False)


def quantities(number: pl.Expr) -> pl.Expr:
    """Quantities to four decimals, rounded half away from zero."""
    return number.round(4, mode="half_away_from_zero").cast(QUANTITY, strict=False)


def counts(number: pl.Expr) -> pl.Expr:
    """Whole numbers; a fraction is unreadable."""
    whole = number.cast(pl.Int64, strict=False)
    return pl.when(whole.cast(DECIMAL, strict=False) == number).then(whole)


def codes(cell: pl.Expr, tidy: bool = False) -> pl.Expr:
    """Codes without any white space, and without the `.0` that spreadsheets add to numbers.

    3.10118E+08, to which spreadsheets shorten long numbers, is no code: its last digits are lost. Nor is #REF!.
    """
    if tidy:
        return pl.when(cell != "").then(cell)
    code = half_width(cell).str.replace_all(r"\s|^'", "").str.replace(r"^(\d+)\.0+$", "$1")
    return pl.when((code != "") & ~code.str.contains(_NO_CODE)).then(code)


def years(cell: pl.Expr) -> pl.Expr:
    """The year in 2026, 2026年度, 2026-08."""
    return half_width(cell).str.extract(r"(?:^|\D)?((?:19|20)\d\d)").cast(pl.Int16, strict=False)


def months(cell: pl.Expr) -> pl.Expr:
    """The month in 8, 08, 8月, 1-8月, 2026-08, 202608, 2026年8月."""
    text = half_width(trimmed(cell)).str.strip_chars_end("月份 ")
    month = text.str.extract(_MONTH).cast(pl.Int8, strict=False)
    return pl.when(month.is_between(1, 12)).then(month)


def dates(cell: pl.Expr, order: str = "ymd") -> pl.Expr:
    """Dates with any separator, or as a spreadsheet's day number; of 1949 to 2099 only.

    `order` is ymd, dmy or mdy; a year of four digits in front is read in any order, a year of two never in front.
    Months may be English names.
    """
    text = half_width(trimmed(cell)).str.replace(r"[ T]\d{1,2}:.*$", "").str.replace_all(r"[年月/.]", "-")
    day = _year_first(text) if order == "ymd" else pl.coalesce(_year_first(text), _year_last(text, order))
    return pl.when(day.dt.year().is_between(*_PLAUSIBLE_YEARS)).then(day)


def _year_first(cell: pl.Expr) -> pl.Expr:
    text = cell.str.replace_all(r"日|\s", "")
    number = text.str.replace(r"-0+$", "").cast(pl.Int32, strict=False)
    return pl.coalesce(
        pl.when(text.str.contains(r"^\d{4}-")).then(text).str.to_date("%Y-%m-%d", strict=False),
        text.str.to_date("%Y%m%d", strict=False),
        pl.when(number.is_between(20_000, 70_000)).then(_EXCEL_EPOCH + pl.duration(days=number)).cast(pl.Date),
    )


def _year_last(text: pl.Expr, order: str) -> pl.Expr:
    d, m = rf"(?<d>{_DAY})", rf"(?<m>{_MONTH_OR_NAME})"
    front = rf"{d}[-\s,]+{m}" if order == "dmy" else rf"{m}[-\s,]+{d}"
    parts = text.str.extract_groups(rf"(?i)^{front}[-\s,]+(?<y>\d\d|\d{{4}})$")
    month = parts.struct.field("m").str.slice(0, 3).str.to_lowercase().replace(_MONTH_NAMES)
    year = parts.struct.field("y")
    whole = pl.when(year.str.len_chars() == 2).then(pl.concat_str(pl.lit("20"), year)).otherwise(year)
    day = parts.struct.field("d").str.extract(r"(\d+)")
    return pl.concat_str(whole, month, day, separator="-").str.to_date("%Y-%m-%d", strict=False)


def chosen(cell: pl.Expr, choices: Iterable[Choice]) -> pl.Expr:
    """The code of each cell's choice; a text that is none of its spellings is unreadable."""
    spelled = {spelling: choice.value for choice in choices for spelling in choice.spellings}
    return trimmed(cell).replace_strict(spelled, default=None, return_dtype=pl.String)


def read(cell: pl.Expr, column: Column, mark: str, factor: int, tidy: bool = False, date_order: str = "ymd") -> pl.Expr:
    """The values of a column of an extract, null where a cell is empty or cannot be read."""
    if column.kind is Kind.DATE:
        return dates(cell, date_order)
    if column.choices:
        return chosen(cell, column.choices)
    if column.kind.is_number:
        return _number(amounts(cell, mark, tidy), column.kind, factor)
    return codes(cell, tidy) if column.kind is Kind.CODE else _READERS[column.kind](cell)


_READERS: dict[Kind, Callable[[pl.Expr], pl.Expr]] = {
    Kind.YEAR: years,
    Kind.MONTH: months,
    Kind.TEXT: trimmed,
}


def _number(number: pl.Expr, kind: Kind, factor: int) -> pl.Expr:
    if kind is Kind.MONEY:
        return money(number, factor)
    return counts(number) if kind is Kind.COUNT else quantities(number)
