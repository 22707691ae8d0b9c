"""A file read but not yet accepted: read whole, or refused whole with a reason; rows that fail are set aside."""

from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from duibiao.errors import DuibiaoError, RefusedFileError
from duibiao.ingest import totals
from duibiao.ingest.convert import Converted, Plan, convert
from duibiao.ingest.mapping import Mapping
from duibiao.ingest.names import Known, Unknown, coded
from duibiao.ingest.note import Note, note
from duibiao.ingest.period import Period, mended_batch, mended_period, ruled_period, stated_period
from duibiao.ingest.reason import reason, with_one_more
from duibiao.ingest.recognise import Recognised, left_out, personal_cells, plan_for, recognise, sheets_of
from duibiao.ingest.setaside import body_rows
from duibiao.ingest.totals import ControlTotal
from duibiao.language import _
from duibiao.schema.column import Kind
from duibiao.schema.extract import Extract
from duibiao.warehouse import NOBODY


@dataclass(frozen=True)
class Wish:
    """What the person who loads says of the file: it wins over what the file says."""

    period: Period | None = None
    org: str | None = None
    sheet: str | None = None
    despite_totals: bool = False
    mends: int | None = None
    answers: tuple[tuple[str, str], ...] = ()
    """What was answered to the questions that the file gives rise to: the code of each with the value of an option."""


@dataclass(frozen=True)
class Reading:
    """A file read but not yet accepted.

    `rows` are accepted rows with their scope; `rejected` has `row_number`, `reason` and the cells; both together are
    all rows of the file below its header, save totals, repeated headers, footnotes, rows that the profile filters and,
    in a wide file, rows without any amount; what is left out is counted in `notes`.
    `rejected_values` has what could be read of the rejected rows, in the columns of the extract: null where nothing.
    """

    extract: Extract
    mapping: Mapping | None
    plan: Plan
    rows: pl.DataFrame
    rejected: pl.DataFrame
    rejected_values: pl.DataFrame
    control_totals: tuple[ControlTotal, ...]
    notes: tuple[Note, ...]
    period: Period | None = None
    mends: int | None = None
    unknown: tuple[Unknown, ...] = ()
    """Names of organisations and projects whose codes nobody knows, where the file has names and no codes."""

    @property
    def currency(self) -> str:
        """In what the amounts are."""
        return self.mapping.currency if self.mapping else "CNY"

    @property
    def n_rows(self) -> int:
        """How many rows of the file were accepted or set aside; a row of a wide file is one, whatever it becomes."""
        return self.rows["row_number"].n_unique() + self.rejected.height

    def sums(self) -> dict[str, tuple[Decimal, Decimal]]:
        """For every money column of the file: the sum of the accepted rows, and of what could be read of the others."""
        names = [column.name for column in self.extract.money if column.name in self.rows.columns]
        return {name: (_sum(self.rows[name]), _sum(self.rejected_values[name])) for name in names}


def _sum(amounts: pl.Series) -> Decimal:
    return Decimal(amounts.cast(pl.Decimal(38, 2)).sum() or 0)


def read_file(
    data: bytes, file_name: str, extract: Extract, mapping: Mapping | None, wish: Wish, known: Known | None = None
) -> Reading:
    """Everything short of accepting; raises RefusedFileError or MappingError for a file that cannot be the extract.

    `known` tells which codes names mean, for files that have only names.
    """
    if mapping and mapping.extract != extract.name:
        raise DuibiaoError(
            _("The mapping {mapping} is for {wanted}, not for {extract}").format(
                mapping=mapping.name, wanted=mapping.extract, extract=extract.name
            ),
            _("Load the file as {wanted}.").format(wanted=mapping.extract),
        )
    recognised = recognise(sheets_of(data, file_name, mapping), extract, mapping, wish.sheet)
    plan = plan_for(recognised, extract, mapping)
    body, dropped = body_rows(recognised, plan)
    is_total = _total_rows(body, plan)
    converted = convert(body, plan)
    is_total |= totals.is_unlabelled_total(converted.rows, extract, is_total)
    is_upper = totals.is_upper(converted.rows, mapping.hierarchy if mapping else None) & ~is_total
    controls = _control_totals(body, converted, plan, is_total, is_upper, wish)
    is_total |= is_upper
    rows = _settled(converted, plan, ~is_total)
    period, period_notes = _period(rows.filter(pl.col("reason").is_null()), recognised, plan, file_name, wish)
    rows, unknown = coded(rows, plan, period, wish.org, known or Known(None))
    rows = _with_constants(rows, plan, period, wish)
    accepted, rejected, rejected_values = _split(rows, body, plan)
    blank = int((~is_total).sum()) - accepted["row_number"].n_unique() - rejected.height
    notes = (*_facts(recognised, plan), *period_notes, *dropped, *_blank_notes(blank), *_left_out_notes(plan))
    mends = wish.mends or mended_batch(recognised.header.titles)
    return Reading(extract, mapping, plan, accepted, rejected, rejected_values, controls, notes, period, mends, unknown)


def _total_rows(body: pl.DataFrame, plan: Plan) -> pl.Series:
    keys = [plan.sources[name] for name in plan.extract.key if _is_code(plan, name)]
    return totals.is_total(body.drop("row_number"), keys)


def _is_code(plan: Plan, name: str) -> bool:
    return name in plan.sources and plan.extract.column(name).kind is Kind.CODE


def _control_totals(
    body: pl.DataFrame, converted: Converted, plan: Plan, is_total: pl.Series, is_upper: pl.Series, wish: Wish
) -> tuple[ControlTotal, ...]:
    """What the total rows say against what the rows add up to; raises RefusedFileError when they differ.

    Rows of upper classes (`is_upper`) are no rows of their own: they stand for those of the classes below.
    """
    if not bool((is_total | is_upper).any()):
        return ()
    amounts = [name for name, dtype in converted.rows.schema.items() if dtype.is_decimal() and name in plan.money]
    unread = [
        (converted.rows[name].is_null() & body[plan.money[name]].str.contains(r"\d")).fill_null(False)
        & ~(is_total | is_upper)
        for name in amounts
    ]
    frame = converted.rows.select("row_number", *amounts).with_columns(
        totals.labels(body),
        *(flag.alias(f"{name}__unread") for name, flag in zip(amounts, unread, strict=True)),
    )
    places = {name: _last_place(body[plan.money[name]], plan, name) for name in amounts}
    lowest = frame.with_columns(pl.when(~is_upper).then(pl.col(name)).alias(name) for name in amounts)
    controls = (
        *totals.check("label", lowest, is_total, places),
        *_upper_controls(frame, converted, plan, is_total, is_upper, places),
    )
    wrong = [control for control in controls if control.status == "differs"]
    if wrong and not wish.despite_totals:
        raise RefusedFileError(
            _("The totals of the file do not tie: {first} ({n} in all)").format(
                first=totals.disagreement(wrong[0], plan.extract), n=len(wrong)
            ),
            _("Look for rows that are missing, doubled or cut off; or load the file with --despite-totals."),
        )
    return controls


def _upper_controls(
    frame: pl.DataFrame,
    converted: Converted,
    plan: Plan,
    is_total: pl.Series,
    is_upper: pl.Series,
    places: dict[str, Decimal],
) -> tuple[ControlTotal, ...]:
    if plan.mapping is None or plan.mapping.hierarchy is None or not bool(is_upper.any()):
        return ()
    rows = converted.rows
    whose = next((rows[name] for name in ("org_code", "org_name") if name in rows.columns), None)
    named = frame.with_columns(
        rows[plan.mapping.hierarchy].alias("code"),
        (pl.lit(None, dtype=pl.String) if whose is None else whose).alias("whose"),
    )
    return tuple(totals.check_upper(named, is_upper, ~(is_total | is_upper), places))


def _last_place(cells: pl.Series, plan: Plan, name: str) -> Decimal:
    """What the last printed place of a column is worth in yuan; a cent where the column is in yuan.

    Amounts in 万元 are rounded for print; whole amounts in yuan are whole, and their totals must tie.
    """
    factor = plan.factors.get(name, 1)
    mark = "." if plan.mark == "." else ","
    decimals = cells.str.extract(rf"\{mark}(\d+)\D*$").str.len_chars().max()
    return Decimal("0.01") if factor == 1 else max(Decimal(factor).scaleb(-int(str(decimals or 0))), Decimal("0.01"))


def _settled(converted: Converted, plan: Plan, keep: pl.Series) -> pl.DataFrame:
    """The rows that are no totals, with their reasons; in a wide file one row for each label that has an amount."""
    rows = converted.rows.with_columns(converted.reasons.alias("reason")).filter(keep)
    if not plan.wide or plan.mapping is None or plan.mapping.wide is None:
        return rows
    wide = plan.mapping.wide
    index = [name for name in rows.columns if name not in plan.wide]
    long = rows.unpivot(on=list(plan.wide), index=index, variable_name=wide.into, value_name=wide.value)
    empty = pl.col(wide.value).is_null()
    return long.filter(~empty | pl.col("reason").is_not_null()).sort("row_number", maintain_order=True)


def _period(
    rows: pl.DataFrame, recognised: Recognised, plan: Plan, file_name: str, wish: Wish
) -> tuple[Period | None, tuple[Note, ...]]:
    """The period for columns that the file has not; raises RefusedFileError when nothing tells it."""
    needed = [name for name in plan.extract.period if name in ("year", "month")]
    missing = [name for name in needed if not plan.provides(name)]
    if wish.period:
        return wish.period, (_period_note(replace(wish.period, reason=note("told"))),)
    if not missing:
        return None, ()
    rule = plan.mapping.period if plan.mapping else None
    if period := mended_period(recognised.header.titles):
        return period, (_period_note(period),)
    period = ruled_period(rule, file_name, _paid_share(rows)) if rule else None
    if rule is None:
        period = stated_period(recognised.header.titles, file_name, "month" in needed)
    if period is None or ("month" in missing and period.month is None):
        raise RefusedFileError(
            _("Nothing in {file} tells its period").format(file=file_name),
            _("Give it with --period YYYY-MM, or write it above the header, e.g. 2026年8月."),
        )
    return period, (_period_note(period),)


def _period_note(period: Period) -> Note:
    found = period.reason or note("told")
    return Note("period", (("period", str(period)), ("found", found.code), *found.values))


def _paid_share(rows: pl.DataFrame) -> float | None:
    if not {"paid_yuan", "current_yuan"} <= set(rows.columns):
        return None
    paid, current = rows["paid_yuan"].sum(), rows["current_yuan"].sum()
    return float(paid) / float(current) if current else None


def _with_constants(rows: pl.DataFrame, plan: Plan, period: Period | None, wish: Wish) -> pl.DataFrame:
    """Fill in what the file has not, and set aside rows that contradict what the person said."""
    given: dict[str, tuple[object, pl.DataType]] = {}
    if period and "year" in plan.extract.period:
        given["year"] = (period.year, pl.Int16())
    if period and period.month is not None and "month" in plan.extract.period:
        given["month"] = (period.month, pl.Int8())
    if wish.org and plan.extract.organisation == "org_code":
        given["org_code"] = (wish.org, pl.String())
    for name, (value, dtype) in given.items():
        literal = pl.lit(value, dtype=dtype)
        if name not in rows.columns:
            rows = rows.with_columns(literal.alias(name))
        else:
            rows = _contradicting(rows, plan.extract, name, pl.col(name) != literal, str(value))
    if period and (day := plan.extract.dated_by):
        rows = _contradicting(rows, plan.extract, day, ~_within(day, period), str(period))
    _require_columns(rows, plan)
    return rows


def _within(column: str, period: Period) -> pl.Expr:
    same_year = pl.col(column).dt.year() == period.year
    return same_year if period.month is None else same_year & (pl.col(column).dt.month() == period.month)


def _contradicting(rows: pl.DataFrame, extract: Extract, name: str, wrong: pl.Expr, wanted: str) -> pl.DataFrame:
    said = reason("not_as_told", extract, name, value=pl.col(name).cast(pl.String), wanted=wanted)
    return rows.with_columns(with_one_more(wrong, said))


def _require_columns(rows: pl.DataFrame, plan: Plan) -> None:
    missing = [column.label for column in plan.extract.required if column.name not in rows.columns]
    if missing:
        raise RefusedFileError(
            _("The file has no column for {columns}").format(columns="、".join(missing)),
            _("Its columns: {columns}. Rename the header, or describe the file in a mapping.").format(
                columns="、".join(name for name in plan.header.names if name)
            ),
        )


def _split(rows: pl.DataFrame, body: pl.DataFrame, plan: Plan) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Accepted rows with their scope; rejected rows with the reason and their cells, personal data left out; values."""
    rows = _without_repeats(rows, plan)
    bad = rows.filter(pl.col("reason").is_not_null()).group_by("row_number", maintain_order=True).first()
    accepted = rows.join(bad.select("row_number"), on="row_number", how="anti") if bad.height else rows
    accepted = accepted.drop("reason").with_columns(_scope_org(plan.extract), _scope_period(plan.extract))
    kept = body.drop(personal_cells(plan.header), strict=False)
    rejected = kept.join(bad.select("row_number", "reason"), on="row_number", maintain_order="left")
    values = rows.join(bad.select("row_number"), on="row_number", how="semi") if bad.height else rows.clear()
    return accepted, rejected, values.drop("reason")


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


def _facts(recognised: Recognised, plan: Plan) -> tuple[Note, ...]:
    header = note("header_row", row=recognised.header.last + 1)
    currency = plan.mapping.currency if plan.mapping else "CNY"
    said = note("units", factors=sorted(set(plan.factors.values())))
    if currency != "CNY":
        said = note("currency", currency=currency)
    elif not plan.unit_said:
        said = note("no_unit")
    return (*recognised.sheet.facts, header, *((said,) if plan.factors else ()))


def _blank_notes(n: int) -> tuple[Note, ...]:
    return (note("without_amount", n=n),) if n else ()


def _left_out_notes(plan: Plan) -> tuple[Note, ...]:
    personal, unused = left_out(plan)
    both = (("personal_columns", personal), ("columns_not_loaded", unused))
    return tuple(note(code, headers=headers) for code, headers in both if headers)
