"""Rows with what the file does not say of them: period, organisation, the scope of the batch; and their split."""

import polars as pl

from duibiao.errors import RefusedFileError
from duibiao.ingest.convert import Plan
from duibiao.ingest.nearest import nearest_columns
from duibiao.ingest.period import Period
from duibiao.ingest.reason import reason, with_one_more
from duibiao.ingest.recognise import Part, personal_cells
from duibiao.language import _
from duibiao.schema.extract import Extract
from duibiao.warehouse import NOBODY

Periods = tuple[tuple[Part | None, Period], ...]
"""The period of each part of the table; of all of it where the part is None."""


def with_constants(rows: pl.DataFrame, plan: Plan, periods: Periods, org: str | None) -> pl.DataFrame:
    """Fill in what the file has not, and set aside rows that contradict what the person said."""
    given: dict[str, tuple[pl.Expr, str]] = {}
    if periods and "year" in plan.extract.period:
        given["year"] = (_by_part(periods, "year", pl.Int16()), _shown(periods, "year"))
    if periods and all(period.month is not None for _part, period in periods) and "month" in plan.extract.period:
        given["month"] = (_by_part(periods, "month", pl.Int8()), _shown(periods, "month"))
    if org and plan.extract.organisation == "org_code":
        given["org_code"] = (pl.lit(org, dtype=pl.String()), org)
    for name, (value, said) in given.items():
        if name not in rows.columns:
            rows = rows.with_columns(value.alias(name))
        else:
            rows = _contradicting(rows, plan.extract, name, pl.col(name) != value, said)
    if periods and (day := plan.extract.dated_by):
        rows = _contradicting(rows, plan.extract, day, ~_within(day, periods[0][1]), str(periods[0][1]))
    _require_columns(rows, plan)
    return rows


def _shown(periods: Periods, name: str) -> str:
    return "、".join(dict.fromkeys(str(getattr(period, name)) for _part, period in periods))


def _by_part(periods: Periods, name: str, dtype: pl.DataType) -> pl.Expr:
    """The year or the month of each row by the part of the table in which it stands."""
    value = pl.lit(getattr(periods[-1][1], name), dtype=dtype)
    for part, period in reversed(periods[:-1]):
        if part is not None:
            inside = pl.col("row_number").is_between(part.first, part.last)
            value = pl.when(inside).then(pl.lit(getattr(period, name), dtype=dtype)).otherwise(value)
    return value


def _within(column: str, period: Period) -> pl.Expr:
    same_year = pl.col(column).dt.year() == period.year
    return same_year if period.month is None else same_year & (pl.col(column).dt.month() == period.month)


def _contradicting(rows: pl.DataFrame, extract: Extract, name: str, wrong: pl.Expr, wanted: str) -> pl.DataFrame:
    said = reason("not_as_told", extract, name, value=pl.col(name).cast(pl.String), wanted=wanted)
    return rows.with_columns(with_one_more(wrong, said))


def _require_columns(rows: pl.DataFrame, plan: Plan) -> None:
    missing = [column for column in plan.extract.required if column.name not in rows.columns]
    if missing:
        near = nearest_columns(missing, plan.header.names, (int(cell[1:]) for cell in plan.sources.values()))
        own = _("Its columns: {columns}. Rename the header, or describe the file in a mapping.").format(
            columns="、".join(name for name in plan.header.names if name)
        )
        raise RefusedFileError(
            _("The file has no column for {columns}").format(columns="、".join(column.label for column in missing)),
            f"{near} {own}".strip(),
        )


def split(rows: pl.DataFrame, body: pl.DataFrame, plan: Plan) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Accepted rows with their scope; rejected rows with the reason and their cells, personal data left out; values."""
    rows = _without_repeats(rows, plan)
    accepted, values = _parted(rows, bool(plan.wide))
    kept = body.drop(personal_cells(plan.header), strict=False)
    reasons = values.drop_nulls("reason").select("row_number", "reason")
    reasons = reasons.unique("row_number", keep="first", maintain_order=True) if plan.wide else reasons
    rejected = kept.join(reasons, on="row_number", maintain_order="left")
    accepted = accepted.drop("reason").with_columns(_scope_org(plan.extract), _scope_period(plan.extract))
    return accepted, rejected, values.drop("reason")


def _parted(rows: pl.DataFrame, wide: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that passed, and those that did not: in a wide file all that one row of the file became."""
    if not rows["reason"].count():
        return rows, rows.clear()
    passed = rows["reason"].is_null()
    if wide:
        passed = ~rows["row_number"].is_in(rows["row_number"].filter(~passed).implode())
    return rows.filter(passed), rows.filter(~passed)


def _without_repeats(rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Where the key must be unique, a later row with the same key is set aside."""
    key = [name for name in plan.extract.key if name in rows.columns]
    if not plan.extract.unique or not key:
        return rows
    repeated = pl.col("row_number").rank("ordinal").over(key) > 1
    if not bool(rows.select(repeated.any()).item()):
        return rows
    said = reason("repeated_key", plan.extract, columns=key)
    return rows.with_columns(with_one_more(pl.col("reason").is_null() & repeated, said))


def _scope_org(extract: Extract) -> pl.Expr:
    return (pl.col(extract.organisation) if extract.organisation else pl.lit(NOBODY)).alias("scope_org")


def _scope_period(extract: Extract) -> pl.Expr:
    if extract.period == ("year", "month"):
        return pl.format("{}-{}", "year", pl.col("month").cast(pl.String).str.zfill(2)).alias("scope_period")
    if extract.period == ("year",):
        return pl.col("year").cast(pl.String).alias("scope_period")
    if extract.period:
        return pl.col(extract.period[0]).dt.strftime("%Y-%m").alias("scope_period")
    return pl.lit("").alias("scope_period")
