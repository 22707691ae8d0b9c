"""Columns of text to values: money, quantities, codes, dates, choices. What cannot be read becomes null.

Everything is an expression over text, so that all columns of a file are read in one pass.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from duibiao.ingest import currency
from duibiao.ingest.days import Days, dates
from duibiao.schema.column import Choice, Column, Kind

DECIMAL = pl.Decimal(38, 10)
MONEY = pl.Decimal(18, 2)
QUANTITY = pl.Decimal(18, 4)
PERCENT = "%"
"""The unit of columns in per cent."""

_POINT_EVIDENCE = r"^[^.]*\.(\d{1,2}|\d{4,})\D*$|,\d{3}\."
_COMMA_EVIDENCE = r"^[^,]*,(\d{1,2}|\d{4,})\D*$|\.\d{3},"
_ONE_WAY_ONLY = r"\d{4,}[.,]\d|(?:^|\D)0[.,]\d|\.\d{3}\.|,\d{3},"
"""Marks that cannot be both: nobody sets 0,500 or 1234,500 apart as thousands, and no number has two decimal marks."""
_WELL_FORMED = {
    ".": r"^[-+]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][-+]?\d+)?$",
    ",": r"^[-+]?(\d+|\d{1,3}(\.\d{3})+)?(,\d*)?$",
}
_NOTHING = r"^[-—–－/]*$"
_BLANKS = " \u00a0\t\r\n\u3000\u200b\ufeff"
_SCALES = {"千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_UNIT_WORD = r"(?:百万|千万|万|亿|千)?元?"
_UNITS = {"元": 1, **_SCALES, **{f"{word}元": scale for word, scale in _SCALES.items()}}
"""What a cell multiplies its number by that says its own unit."""
_WORDED = r"(?i)[△▲负負退贷貸借万萬亿億千元]|\d\s*(?:cr|dr)\b|\b(?:cr|dr)[\s:]*\d"
_MAY_BE_WORDED = r"(?i)[△▲负負退贷貸借万萬亿億千元]|cr|dr"
_NUMBER = r"[\d][\d.,]*"
_SIGNED_BY_WORD = {
    rf"(?i)^(?:[△▲]|负数?|退|贷|cr):?({_NUMBER})({_UNIT_WORD})$": "-$1$2",
    rf"(?i)^({_NUMBER})({_UNIT_WORD})\(?(?:退|退款|退回|退库|贷|cr)\)?$": "-$1$2",
    rf"(?i)^(?:借|dr):?({_NUMBER})({_UNIT_WORD})$": "$1$2",
    rf"(?i)^({_NUMBER})({_UNIT_WORD})\(?(?:借|dr)\)?$": "$1$2",
}
"""Amounts without any other sign: with one more nobody knows what is meant."""
_TRADITIONAL = (("負", "负"), ("貸", "贷"), ("萬", "万"), ("億", "亿"))
_BESIDE_NUMBERS = rf"(?i){currency.BESIDE_AMOUNTS}|[\s¥£€$元'\u{{200b}}\u{{feff}}]"
_UNTIDY = r"[^!-~]|[¥$%'()\[]|^-?[A-Za-z]{3}-?[\d.,]+$|^-?[\d.,]+[A-Za-z]{3}$|^.+-$|^[-/]+$|\.0+$|\d[eE]\+\d|^#[A-Z]"
_SHORTENED = r"^\d(\.\d+)?[eE]\+\d+$"
_NO_CODE = _SHORTENED + r"|^#(REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|ERROR!)"
_MONTH = r"^(?:(?:19|20)\d\d[-/.年]?|\d{1,2}[-—~至])?(\d{1,2})(?:\.0+)?$"


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


class Certainty(StrEnum):
    """How sure the decimal mark is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNDECIDABLE = "undecidable"


def mark_certainty(cells: pl.DataFrame, separator: str | None = None, factor: int = 1) -> Certainty:
    """Whether the amounts leave a doubt about their decimal mark.

    There is one where all that have a mark have exactly three digits behind it: 18.500 of files that separate cells by
    semicolons, in plain yuan, which have no third decimal, or written out by hand (numbers of a workbook end in no
    zero); 18,500 only where semicolons separate, for Chinese and English files set thousands apart so. `separator` is
    None for a workbook, `factor` the unit in yuan.
    """
    found = pl.concat([cells[name].drop_nulls() for name in cells.columns]) if cells.width else pl.Series([""])
    marked = found.filter(found.str.contains(r"\d[.,]\d"))
    if marked.is_empty():
        return Certainty.CERTAIN
    if bool(marked.str.contains(rf"{_POINT_EVIDENCE}|{_COMMA_EVIDENCE}|{_ONE_WAY_ONLY}").any()):
        return Certainty.CERTAIN
    pointed = marked.filter(marked.str.contains(r"\.\d{3}(?:\D|$)"))
    is_written = separator is not None or bool(pointed.str.contains(r"\.\d\d0\D*$").any())
    if separator == ";" or (pointed.len() and (factor == 1 or is_written)):
        return Certainty.UNDECIDABLE
    return Certainty.LIKELY


def tidy_columns(cells: pl.DataFrame) -> frozenset[str]:
    """The columns whose cells are plain ASCII without white space, signs of currency, brackets: most columns are.

    They need no cleaning, which is most of the work of reading.
    """
    untidy = cells.select(pl.all().str.contains(_UNTIDY).any()).row(0) if cells.width else ()
    return frozenset(name for name, found in zip(cells.columns, untidy, strict=True) if not found)


def worded_columns(cells: pl.DataFrame) -> frozenset[str]:
    """The columns some of whose cells say their sign or unit in words: △1,234.56, 负600, 3.5万, 100.00（退）."""
    worded = cells.select(pl.all().str.contains(_WORDED).any()).row(0) if cells.width else ()
    return frozenset(name for name, found in zip(cells.columns, worded, strict=True) if found)


def amounts(cell: pl.Expr, mark: str, tidy: bool = False, worded: bool = False) -> pl.Expr:
    """Numbers as Decimal(38, 10); a dash is nothing; parentheses or a trailing minus mean negative.

    In `worded` columns signs may be words, and a unit may stand behind the number: see `own_unit`.
    """
    signed = cell if tidy else _by_word(cell) if worded else _signed(cell)
    thousands = "," if mark == "." else "."
    digits = signed.str.replace_all(thousands, "", literal=True)
    number = digits if mark == "." else digits.str.replace(",", ".", literal=True)
    return pl.when(signed.str.contains(_WELL_FORMED[mark])).then(number).cast(DECIMAL, strict=False)


def read_as_amounts(texts: pl.Series) -> pl.Series:
    """Which of the texts read as amounts with either decimal mark, whatever says their sign or unit."""
    frame = texts.to_frame("cell").select("cell", signed=_signed(pl.col("cell")))
    point, comma = (amounts(pl.col("signed"), mark, tidy=True).is_not_null() for mark in (".", ","))
    found = frame.select(point=point, comma=comma, worded=pl.col("cell").str.contains(_MAY_BE_WORDED))
    if not bool(found["worded"].any()):
        return found["point"] | found["comma"]
    worded = frame.filter(found["worded"]).select(amounts(pl.col("cell"), ".", worded=True).is_not_null()).to_series()
    return found["point"].scatter(found["worded"].arg_true(), worded) | found["comma"]


def own_unit(cell: pl.Expr) -> pl.Expr:
    """By what to multiply a number that says its own unit (3.5万, 12元); null for all others."""
    word = _dense(cell).str.extract(rf"\d({_UNIT_WORD})(?:\D{{0,4}})$", 1)
    return word.replace_strict(_UNITS, default=None, return_dtype=pl.Int64)


def percentages(cell: pl.Expr, mark: str) -> pl.Expr:
    """53.8%, ５３．８％ and 53.8 as 53.8; null for a bare fraction among signs of percent, which may be either."""
    plain = half_width(cell)
    has_sign = plain.str.contains("%", literal=True).fill_null(value=False)
    number = amounts(plain.str.replace(r"%\s*(\)?)$", "$1"), mark)
    unclear = has_sign.any() & ~has_sign & (number.abs() <= 1) & (number != 0)
    return pl.when(~unclear.fill_null(value=False)).then(number)


def _signed(cell: pl.Expr) -> pl.Expr:
    return _bracketed(half_width(cell).str.replace_all(r"[−–]", "-").str.replace_all(_BESIDE_NUMBERS, ""))


def _bracketed(dense: pl.Expr) -> pl.Expr:
    return dense.str.replace(r"^[(\[](.*)[)\]]$", "-$1").str.replace(r"^([\d.,]+)-$", "-$1")


def _by_word(cell: pl.Expr) -> pl.Expr:
    """The number with a sign, whatever words said so; what is still worded is no number."""
    text = _dense(cell)
    for pattern, signed in _SIGNED_BY_WORD.items():
        text = text.str.replace(pattern, signed)
    return _bracketed(text.str.replace(rf"(\d)({_UNIT_WORD})([)\]]?-?)$", "$1$3"))


def _dense(cell: pl.Expr) -> pl.Expr:
    """Half-width, without white space and signs of currency; the unit stays."""
    text = half_width(cell).str.replace_all(r"[−–]", "-").str.replace_all(_BESIDE_NUMBERS.replace("元", ""), "")
    for traditional, simplified in _TRADITIONAL:
        text = text.str.replace_all(traditional, simplified, literal=True)
    return text


def is_nothing(cell: pl.Expr) -> pl.Expr:
    """True for cells that say that there is no number: empty, or a dash."""
    return half_width(cell.str.strip_chars(_BLANKS)).str.contains(_NOTHING).fill_null(True)


def money(number: pl.Expr, factor: int | pl.Expr) -> pl.Expr:
    """Amounts in units of `factor` yuan to yuan, rounded half away from zero to the cent."""
    yuan = number if isinstance(factor, int) and factor == 1 else number * factor
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


def has_lost_digits(cell: pl.Expr) -> pl.Expr:
    """True for 3.10118E+20: a code that a spreadsheet took for a number."""
    return half_width(cell.str.strip_chars(_BLANKS)).str.contains(_SHORTENED).fill_null(value=False)


def years(cell: pl.Expr) -> pl.Expr:
    """The year in 2026, 2026年度, 2026-08."""
    return half_width(cell).str.extract(r"(?:^|\D)?((?:19|20)\d\d)").cast(pl.Int16, strict=False)


def months(cell: pl.Expr) -> pl.Expr:
    """The month in 8, 08, 8月, 1-8月, 2026-08, 202608, 2026年8月."""
    text = half_width(trimmed(cell)).str.strip_chars_end("月份 ")
    month = text.str.extract(_MONTH).cast(pl.Int8, strict=False)
    return pl.when(month.is_between(1, 12)).then(month)


def chosen(cell: pl.Expr, choices: Iterable[Choice]) -> pl.Expr:
    """The code of each cell's choice; a text that is none of its spellings is unreadable."""
    spelled = {spelling: choice.value for choice in choices for spelling in choice.spellings}
    return trimmed(cell).replace_strict(spelled, default=None, return_dtype=pl.String)


@dataclass(frozen=True)
class Writing:
    """How the cells of a column are written: the decimal mark, the unit, whether they need cleaning, how days look."""

    mark: str = "."
    factor: int = 1
    tidy: bool = False
    worded: bool = False
    days: Days = field(default_factory=Days)


def read(cell: pl.Expr, column: Column, writing: Writing) -> pl.Expr:
    """The values of a column of an extract, null where a cell is empty or cannot be read."""
    if column.kind is Kind.DATE:
        return dates(cell, writing.days)
    if column.choices:
        return chosen(cell, column.choices)
    if column.kind.is_number:
        return _number(cell, column, writing)
    return codes(cell, writing.tidy) if column.kind is Kind.CODE else _READERS[column.kind](cell)


_READERS: dict[Kind, Callable[[pl.Expr], pl.Expr]] = {
    Kind.YEAR: years,
    Kind.MONTH: months,
    Kind.TEXT: trimmed,
}


def _number(cell: pl.Expr, column: Column, writing: Writing) -> pl.Expr:
    if column.unit == PERCENT:
        return quantities(percentages(cell, writing.mark))
    number = amounts(cell, writing.mark, writing.tidy, writing.worded)
    if column.kind is Kind.MONEY:
        own = pl.coalesce(own_unit(cell), pl.lit(writing.factor)) if writing.worded else writing.factor
        return money(number, own)
    number = number * pl.coalesce(own_unit(cell), pl.lit(1)) if writing.worded else number
    return counts(number) if column.kind is Kind.COUNT else quantities(number)
