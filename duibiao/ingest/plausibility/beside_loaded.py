"""What only shows beside that which is loaded: jumps, falls, gaps, periods and units that cannot be, copies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from duibiao.analysis.batch_change import BatchChange
from duibiao.ingest.fact import values
from duibiao.ingest.findings import MOST_EXAMPLES, Finding, Severity
from duibiao.ingest.plausibility.places import (
    SCOPE,
    given,
    key_of,
    line_key,
    of_lines,
    of_rows,
    of_scope,
    place,
    plain_money,
    sum_or_null,
)
from duibiao.ingest.reading import Reading
from duibiao.schema.column import Column

JUMP = 10.0
"""By how many times an amount may ordinarily differ from that of the period before."""

SMALL_YUAN = Decimal(10_000)
"""Below this, jumps are not worth a question."""

FEWEST_LINES = 3
"""From fewer lines nothing is concluded about the unit of a file."""

FAR_MONTHS = 12
"""A period further than this from every loaded one is asked about."""

OLD_YEARS = 10
"""So is, where nothing is loaded, one longer ago than this."""

ALIKE = 0.9
"""The share of organisations that must have the same amounts for a file to be a copy of another period."""

_WAN = (1 / 3, 3.0)
"""A factor between a third and three times of 10 000 is that of 万元."""


@dataclass(frozen=True)
class Neighbours:
    """What stood before: for each scope of the file the period before it, of the same organisation.

    `scopes`: scope_org, scope_period (of the file), previous_period. `rows`: the rows of those previous periods, with
    `next_period`, the period of the file that they precede; from the file itself where it holds several periods.
    `sums`: scope_org, scope_period (of the file), previous_period, and every number column twice: `<name>` and
    `<name>_before`.
    """

    scopes: pl.DataFrame
    rows: pl.DataFrame
    sums: pl.DataFrame


def negative_totals(reading: Reading, sums: pl.DataFrame) -> Iterator[Finding]:
    """Sums of an organisation below zero, where the column is no net change."""
    cases = [
        (org, period, column, value)
        for column in plain_money(reading.extract, sums)
        for org, period, value in sums.filter(pl.col(column.name) < 0).select(*SCOPE, column.name).iter_rows()
    ]
    if cases:
        places = tuple(
            of_scope(org, period, column=column.name, sum=value) for org, period, column, value in cases[:MOST_EXAMPLES]
        )
        yield Finding(Severity.WARN, "negative_total", len(cases), given(reading), places)


def wrong_unit(reading: Reading, neighbours: Neighbours) -> Iterator[Finding]:
    """Most lines are ten thousand times, or a ten-thousandth, of what they were: 元 and 万元 mixed up."""
    columns = [each for each in plain_money(reading.extract, reading.rows) if each.name in neighbours.rows.columns]
    columns = [each for each in columns if not each.cumulative] or columns
    lines = _lines(reading, neighbours, [each.name for each in columns])
    for column in columns:
        now, was = pl.col(column.name), pl.col(f"{column.name}_before")
        ratios = lines.filter((now > 0) & (was > 0)).select((now.cast(pl.Float64) / was.cast(pl.Float64)).alias("r"))[
            "r"
        ]
        middle = ratios.median() if ratios.len() >= FEWEST_LINES else None
        if isinstance(middle, float) and _is_wan(middle):
            told = given(reading, column=column.name, times=middle)
            places = of_lines(lines.filter((now > 0) & (was > 0)), reading, column.name)
            yield Finding(Severity.REFUSE, "wrong_unit", ratios.len(), told, places)
            return


def jumped(reading: Reading, neighbours: Neighbours, factor: float = JUMP) -> Iterator[Finding]:
    """Sums that are more than `factor` times, or less than a `factor`-th, of the period before.

    By organisation where the extract has amounts that run up (compared by their pace: amount ÷ month, within a year),
    else over all organisations together: single payments jump every month.
    """
    extract, sums = reading.extract, neighbours.sums
    if not any(column.cumulative for column in extract.money):
        names = [column.name for column in extract.money if column.name in sums.columns]
        both = [*names, *(f"{name}_before" for name in names)]
        sums = sums.group_by("scope_period", "previous_period", maintain_order=True).agg(pl.col(both).sum())
        sums = sums.with_columns(scope_org=pl.lit(""))
    cases = [case for column in plain_money(extract, sums) for case in _jumps(sums, column, factor)]
    if not cases:
        return
    told = given(reading, factor=factor, like_wan=any(_is_wan(times) for *_rest, times in cases))
    places = tuple(
        of_scope(org, period, column=column, was=was, now=now, times=times)
        for org, period, column, was, now, times in cases[:MOST_EXAMPLES]
    )
    yield Finding(Severity.WARN, "jumped", len(cases), told, places)


def fell(reading: Reading, neighbours: Neighbours) -> Iterator[Finding]:
    """Amounts that run up through the year and are below those of an earlier month, by line."""
    columns = _never_falling(reading)
    lines = _lines(reading, neighbours, [each.name for each in columns], same_year=True)
    for column in columns:
        down = lines.filter(pl.col(column.name).fill_null(0) < pl.col(f"{column.name}_before"))
        if down.is_empty():
            continue
        less = down.select((pl.col(f"{column.name}_before") - pl.col(column.name).fill_null(0)).sum()).item()
        told = given(reading, column=column.name, less=less)
        yield Finding(Severity.WARN, "cumulative_fell", down.height, told, of_lines(down, reading, column.name))


def lines_missing(reading: Reading, neighbours: Neighbours) -> Iterator[Finding]:
    """Lines that had an amount in an earlier month of the year and are not in the file any more."""
    columns = _never_falling(reading)
    if not columns or neighbours.rows.is_empty():
        return
    paid = columns[0]
    key = _shared_key(reading, neighbours)
    before = _same_year(neighbours.rows).rename({"scope_period": "was", "next_period": "scope_period"})
    mine = reading.rows.select(*SCOPE, *key).unique()
    gone = before.join(mine, on=[*SCOPE, *key], how="anti", nulls_equal=True)
    gone = gone.filter(pl.col(paid.name) != 0)
    matched = before.height - gone.height
    if gone.is_empty() or not matched:
        return
    told = given(reading, column=paid.name, amount=gone[paid.name].sum())
    places = tuple(
        of_scope(row["scope_org"], row["was"], key=key_of(row, key), amount=row[paid.name])
        for row in gone.head(MOST_EXAMPLES).iter_rows(named=True)
    )
    yield Finding(Severity.WARN, "lines_missing", gone.height, told, places)


def columns_missing(reading: Reading, neighbours: Neighbours) -> Iterator[Finding]:
    """Columns that the period before filled in and that the file has not."""
    before = neighbours.rows
    filled = (
        [each for each in reading.extract.columns if before[each.name].null_count() < before.height]
        if (before.height and set(reading.extract.by_name) <= set(before.columns))
        else []
    )
    missing = [each for each in filled if each.name not in reading.rows.columns]
    if missing:
        told = given(reading, columns=[each.name for each in missing])
        yield Finding(Severity.WARN, "columns_missing", len(missing), told)


def organisations_missing(live: pl.DataFrame, neighbours: Neighbours) -> Iterator[Finding]:
    """Organisations that came in one file with the others in the period before, and are not in this one.

    `live`: scope_org, scope_period, batch_id of all that is read of the extract.
    """
    mine = neighbours.scopes
    if mine["scope_org"].n_unique() < 2:
        return
    previous = mine.select("scope_org", "scope_period", pl.col("previous_period").alias("before")).drop_nulls("before")
    source = live.rename({"scope_period": "before"})
    batches = previous.join(source, on=["scope_org", "before"]).select("scope_period", "before", "batch_id").unique()
    others = source.join(batches, on=["before", "batch_id"]).join(mine, on=["scope_org", "scope_period"], how="anti")
    missing = others.select("scope_org", "before").unique().sort("scope_org", "before")
    if missing.is_empty():
        return
    told = values(n_organisations=missing["scope_org"].n_unique())
    places = tuple(of_scope(org, period) for org, period in missing.head(MOST_EXAMPLES).iter_rows())
    yield Finding(Severity.WARN, "organisations_missing", missing.height, told, places)


def loaded_elsewhere(reading: Reading, same: pl.DataFrame) -> Iterator[Finding]:
    """Rows whose key is loaded for another organisation or period too: they would count twice.

    `same` is the answer of `Warehouse.same_keys`.
    """
    if same.is_empty():
        return
    told = given(reading, columns=reading.extract.key)
    places = tuple(
        place(reading, reading.extract.key[0], row, batch=batch, row=other, org=org, period=period)
        for row, batch, other, org, period in same.head(MOST_EXAMPLES).iter_rows()
    )
    yield Finding(Severity.WARN, "loaded_elsewhere", same["row_number"].n_unique(), told, places)


def restated(reading: Reading, change: BatchChange | None, live: pl.DataFrame) -> Iterator[Finding]:
    """A closed period is replaced with other amounts: one before the latest that is loaded of the organisation."""
    if change is None or "scope_period" not in change.by:
        return
    latest = live.group_by("scope_org").agg(pl.col("scope_period").max().alias("latest"))
    closed = change.amounts.join(latest, on="scope_org").filter(pl.col("scope_period") < pl.col("latest"))
    moved = closed.filter(pl.col("difference") != 0)
    if moved.is_empty():
        return
    scopes = moved.group_by(*SCOPE, "measure", maintain_order=True).agg(pl.col("before", "after", "difference").sum())
    places = tuple(
        of_scope(row["scope_org"], row["scope_period"], column=row["measure"], was=row["before"], now=row["after"])
        for row in scopes.head(MOST_EXAMPLES).iter_rows(named=True)
    )
    yield Finding(Severity.WARN, "restated", moved.select(SCOPE).unique().height, given(reading), places)


def wrong_year(reading: Reading, live: pl.DataFrame, today: date) -> Iterator[Finding]:
    """Periods in the future, or far from all that is loaded of the extract."""
    periods = sorted({period for period in reading.rows["scope_period"].unique() if period})
    known = [_months(period) for period in live["scope_period"].unique() if period]
    monthly = any(len(period) > 4 for period in periods)
    now = today.year * 12 + today.month if monthly else (today.year + 1) * 12 + 1
    far = [
        period
        for period in periods
        if _months(period) > now
        or (known and min(abs(_months(period) - each) for each in known) > FAR_MONTHS)
        or (not known and now - _months(period) > OLD_YEARS * 12)
    ]
    if far:
        rows = reading.rows.filter(pl.col("scope_period").is_in(far))
        told = given(reading, periods=far[: MOST_EXAMPLES + 1])
        places = of_rows(rows, reading, reading.extract.period[0])
        yield Finding(Severity.WARN, "wrong_year", rows.height, told, places)


def copied(reading: Reading, sums: pl.DataFrame, loaded: pl.DataFrame) -> Iterator[Finding]:
    """All amounts of nearly all organisations are those of another period: the file may be a copy of it.

    `sums` are those of the file by scope, `loaded` those that are read now for its organisations.
    """
    names = [each.name for each in reading.extract.numbers if each.name in sums.columns and each.name in loaded.columns]
    if not names or not reading.extract.period:
        return
    moved = sums.filter(pl.any_horizontal((pl.col(name) != 0).fill_null(False) for name in names))
    others = loaded.select("scope_org", pl.col("scope_period").alias("other"), *names)
    same = moved.join(others, on=["scope_org", *names], nulls_equal=True).filter(
        pl.col("other") != pl.col("scope_period")
    )
    counted = (
        same.group_by("scope_period", "other")
        .len("n")
        .join(moved.group_by("scope_period").len("of"), on="scope_period")
    )
    for period, other, n, of in (
        counted.filter(pl.col("n") >= ALIKE * pl.col("of")).sort("scope_period", "other").iter_rows()
    ):
        yield Finding(Severity.WARN, "copied", n, values(period=period, other=other, of=of))
        return


def same_file(batches: pl.DataFrame) -> Iterator[Finding]:
    """The very same file was loaded before; `batches` is the answer of the read `batches_of_file`."""
    if batches.is_empty():
        return
    newest = batches.row(0, named=True)
    told = values(batch=newest["batch_id"], by=newest["accepted_by"] or None, undone=True if newest["undone"] else None)
    yield Finding(Severity.WARN, "same_file", batches.height, told)


def _never_falling(reading: Reading) -> list[Column]:
    """The money columns of the file that only grow through a year."""
    columns = [column for column in reading.extract.money if column.cumulative and not column.may_fall]
    return [column for column in columns if column.name in reading.rows.columns]


def _shared_key(reading: Reading, neighbours: Neighbours) -> list[str]:
    """The part of it that both files fill in."""
    return [
        name
        for name in line_key(reading.extract, reading.rows)
        if name in neighbours.rows.columns
        and reading.rows[name].null_count() < reading.rows.height
        and neighbours.rows[name].null_count() < neighbours.rows.height
    ]


def _lines(reading: Reading, neighbours: Neighbours, names: list[str], same_year: bool = False) -> pl.DataFrame:
    """Grain: line that the file and the period before both have; `<name>`, `<name>_before`, its first row number."""
    if neighbours.rows.is_empty() or not names:
        both = [name for each in names for name in (each, f"{each}_before")]
        return pl.DataFrame(schema={"row_number": pl.Int64(), **{name: pl.Decimal(38, 2) for name in both}})
    before = _same_year(neighbours.rows) if same_year else neighbours.rows
    key = [*SCOPE, *_shared_key(reading, neighbours)]
    now = reading.rows.group_by(key, maintain_order=True).agg(pl.col("row_number").first(), *map(sum_or_null, names))
    was = before.drop("scope_period").rename({"next_period": "scope_period"}).group_by(key).agg(map(sum_or_null, names))
    return now.join(was, on=key, how="inner", nulls_equal=True, suffix="_before", maintain_order="left")


def _same_year(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("scope_period").str.head(4) == pl.col("next_period").str.head(4))


def _jumps(sums: pl.DataFrame, column: Column, factor: float) -> list[tuple[str, str, str, Decimal, Decimal, float]]:
    """Organisation, period, column, sum before, sum now, and how many times it is."""
    was_name = f"{column.name}_before"
    if was_name not in sums.columns:
        return []
    chosen = sums.filter((pl.col(column.name) > 0) & (pl.col(was_name) > 0))
    found = []
    for org, period, previous, was, now in chosen.select(
        "scope_org", "scope_period", "previous_period", was_name, column.name
    ).iter_rows():
        if column.cumulative and period[:4] != previous[:4]:
            continue
        pace = _months(previous, 0) / _months(period, 0) if column.cumulative else 1.0
        times = float(now) / float(was)
        if max(now, was) >= SMALL_YUAN and not 1 / factor <= times * pace <= factor:
            found.append((org, period, column.name, was, now, times))
    return found


def _months(period: str, year: int | None = None) -> int:
    """A period as a number of months; those of a whole year count as its January. With `year` 0: the month alone."""
    month = int(period[5:7]) if len(period) > 4 else 1
    return month if year == 0 else int(period[:4]) * 12 + month


def _is_wan(times: float) -> bool:
    low, high = (each * 10_000 for each in _WAN)
    return low <= times <= high or low <= 1 / times <= high
