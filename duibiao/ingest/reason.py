"""Why a row is set aside, as data: a JSON list in the column `reason`, made by polars and worded when it is read."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from duibiao import language
from duibiao.ingest import wording
from duibiao.ingest.fact import Values, values_from
from duibiao.schema.extract import Extract

GROUPED = pl.List(pl.Struct({"code": pl.String(), "column": pl.String(), "value": pl.String()}))
"""What rows are told together by, and the cell of each."""

_KEPT_TEXT = ""
"""The code of a sentence that a batch of an earlier version keeps."""


@dataclass(frozen=True)
class Reason:
    """One thing wrong with a row: a stable word for machines, the column, the cell as it stands, more of the case."""

    code: str
    extract: str = ""
    column: str = ""
    value: str | None = None
    more: Values = ()

    @property
    def message(self) -> str:
        """It in words, in the language of the reader."""
        if self.code == _KEPT_TEXT:
            return self.value or ""
        given = {"extract": self.extract, "column": self.column or None, "value": self.value}
        return wording.reason(self.code, (*values_from(given), *self.more))


def reason(code: str, extract: Extract, column: str = "", **given: pl.Expr | str | int | list[str]) -> pl.Expr:
    """One reason as JSON, by row; the values are expressions, or the same in all rows."""
    about = {"code": code, "extract": extract.name} | ({"column": column} if column else {})
    fields = [pl.lit(value).alias(name) for name, value in about.items()]
    fields += [_field(value).alias(name) for name, value in given.items()]
    return pl.struct(fields).struct.json_encode()


def together(reasons: Iterable[pl.Expr]) -> pl.Expr:
    """The reasons of a row as one text, null where there is none."""
    joined = pl.concat_str(list(reasons), separator=",", ignore_nulls=True)
    return pl.when(joined != "").then(pl.concat_str(pl.lit("["), joined, pl.lit("]")))


def with_one_more(wrong: pl.Expr, said: pl.Expr) -> pl.Expr:
    """The column `reason` with one more reason where something is `wrong`."""
    before = pl.col("reason")
    added = pl.concat_str(pl.coalesce(before.str.strip_suffix("]") + ",", pl.lit("[")), said, pl.lit("]"))
    return pl.when(wrong.fill_null(value=False)).then(added).otherwise(before).alias("reason")


def by_code(rejected: pl.DataFrame) -> pl.DataFrame:
    """Grain: row set aside × reason, with the columns of the frame and `code`, `column`, `value` of the reason."""
    decoded = rejected.with_columns(pl.col("reason").str.json_decode(GROUPED).alias("said"))
    return decoded.explode("said").unnest("said")


def reasons_of(text: str) -> tuple[Reason, ...]:
    """The reasons that a row is kept with; those of earlier versions are sentences."""
    try:
        return tuple(_reason(each) for each in json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError):
        return (Reason(_KEPT_TEXT, value=text),)


def reasons_in_words(text: str) -> str:
    """All that is wrong with a row, in the language of the reader."""
    separator = "；" if language.current() == "zh_CN" else "; "
    return separator.join(each.message for each in reasons_of(text))


def worded(rejections: pl.DataFrame) -> pl.DataFrame:
    """The frame with its reasons in words; each different one is worded once."""
    said = {text: reasons_in_words(text) for text in rejections["reason"].unique().to_list()}
    return rejections.with_columns(pl.Series("reason", [said[text] for text in rejections["reason"]], dtype=pl.String))


def _field(value: pl.Expr | str | int | list[str]) -> pl.Expr:
    if isinstance(value, pl.Expr):
        return value
    return pl.lit(pl.Series([value])) if isinstance(value, list) else pl.lit(value)


def _reason(given: dict[str, object]) -> Reason:
    own = {name: str(given.pop(name)) for name in ("code", "extract", "column") if name in given}
    value = given.pop("value", None)
    return Reason(**own, value=None if value is None else str(value), more=values_from(given))
