"""What the file alone tells: its totals, rows that cannot be loaded, rows that stand twice, amounts above a ceiling."""

import re
from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from duibiao.ingest import foreign, lines, totals
from duibiao.ingest.fact import values
from duibiao.ingest.findings import MOST_EXAMPLES, Example, Finding, Severity
from duibiao.ingest.period import stated_period
from duibiao.ingest.plausibility.places import SCOPE, given, line_key, of_cell, of_controls, of_rows, place, sum_or_null
from duibiao.ingest.reading import Reading
from duibiao.ingest.reason import by_code

MOST_REASONS = 20
"""Rows set aside are told by reason; further reasons are counted together."""

_DAY_OF_PRINT = r"日期|打印|填报|制表|报送"


def unaccounted(reading: Reading) -> Iterator[Finding]:
    """Amounts of which nobody can say what became: the reading is not to be trusted."""
    wrong = [line for line in reading.account.lines if line.difference]
    if wrong:
        told = given(reading, header=wrong[0].column, amount=wrong[0].difference)
        yield Finding(Severity.REFUSE, "unaccounted", len(wrong), told)


def no_rows(reading: Reading, file_name: str) -> Iterator[Finding]:
    """A file of which nothing can be loaded."""
    if reading.rows.is_empty():
        told = values(file=file_name, n_set_aside=reading.rejected.height)
        yield Finding(Severity.REFUSE, "empty", 1, told)


def totals_in_file(reading: Reading, overruled: bool) -> Iterator[Finding]:
    """Total rows that the rows of the file do not add up to; refused unless the person said to load despite them."""
    wrong = [control for control in reading.control_totals if control.status == "differs"]
    if wrong:
        first = wrong[0]
        told = given(
            reading,
            row=first.row,
            label=first.label,
            column=first.column,
            file_yuan=first.file_yuan,
            rows_yuan=first.rows_yuan,
        )
        severity = Severity.WARN if overruled else Severity.REFUSE
        yield Finding(severity, "totals_differ", len(wrong), told, of_controls(wrong, reading))
    unread = [control for control in reading.control_totals if control.status == "unreadable"]
    if unread:
        told, places = given(reading), of_controls(unread, reading)
        yield Finding(Severity.WARN, "totals_unreadable", len(unread), told, places)


def typed_total(reading: Reading, typed: Decimal | None) -> Iterator[Finding]:
    """A total that the person typed, in yuan, ties with the sum of one of the money columns, or the file is refused."""
    if typed is None:
        return
    sums = reading.sums()
    if any(abs(accepted - typed) <= _printed(reading, name) for name, (accepted, _aside) in sums.items()):
        return
    with_aside = [name for name, (one, two) in sums.items() if abs(one + two - typed) <= _printed(reading, name)]
    if with_aside:
        accepted, aside = sums[with_aside[0]]
        told = given(reading, column=with_aside[0], typed=typed, accepted=accepted, aside=aside)
        yield Finding(Severity.WARN, "typed_total_with_set_aside", 1, told)
        return
    found = tuple(Example(0, "", values(column=name, sum=sum(both))) for name, both in sums.items())
    slips = [times for times in (1_000, 10_000, 100_000_000) if _ties_times(reading, typed, times)]
    told = given(reading, typed=typed, slip=slips[0] if slips else None)
    yield Finding(Severity.REFUSE, "typed_total_differs", 1, told, found[:MOST_EXAMPLES])


def set_aside(reading: Reading) -> Iterator[Finding]:
    """Rows that cannot be loaded, by what is wrong and with which column; a row with two faults is told with both."""
    if reading.rejected.is_empty():
        return
    rows = by_code(reading.rejected)
    kinds = rows.group_by("code", "column", maintain_order=True).agg(pl.col("row_number").n_unique().alias("n"))
    ranked = kinds.sort("n", descending=True, maintain_order=True)
    for code, column, n in ranked.head(MOST_REASONS).iter_rows():
        same = (pl.col("code") == code) & pl.col("column").eq_missing(pl.lit(column))
        yield _rejected(reading, rows.filter(same), code, column, n)
    told = ranked.head(MOST_REASONS).select("code", "column")
    others = rows.join(told, on=["code", "column"], how="anti", nulls_equal=True)
    rest = others.join(rows.join(told, on=["code", "column"], nulls_equal=True), on="row_number", how="anti")
    if rest.height:
        yield _rejected(reading, rest.unique("row_number", maintain_order=True), "others", None, _n_rows(rest))


def repeated_rows(reading: Reading) -> Iterator[Finding]:
    """Rows that another row of the file repeats, where the key need not be unique: to the letter, if they are lines.

    Other rows are compared in the columns that are loaded.
    """
    if reading.extract.unique or reading.rows.is_empty():
        return
    columns = [name for name in reading.extract.by_name if name in reading.rows.columns]
    amounts = [each.name for each in reading.extract.numbers if each.name in columns]
    moved = (
        pl.any_horizontal((pl.col(name) != 0).fill_null(False) for name in amounts) if amounts else pl.lit(value=True)
    )
    same = pl.col("row_number").rank("ordinal").over(columns) > 1
    if reading.extract.line:
        same = pl.col("row_number").is_in(reading.repeated)
    again = reading.rows.filter(same).filter(moved)
    if again.height:
        shown = amounts[-1] if amounts else columns[0]
        total = Decimal(again[shown].cast(pl.Decimal(38, 2)).sum() or 0) if amounts else None
        told = given(reading, column=shown, amount=total)
        yield Finding(Severity.WARN, "repeated_rows", again.height, told, of_rows(again, reading, shown))


def repeated_lines(reading: Reading) -> Iterator[Finding]:
    """Lines of documents whose number the file gives twice, with other cells."""
    twice = lines.said_twice(reading.rows, reading.plan).filter(~pl.col("row_number").is_in(reading.repeated))
    if twice.height:
        told = given(reading, columns=reading.extract.key, column=reading.extract.line)
        places = of_rows(twice, reading, reading.extract.line)
        yield Finding(Severity.WARN, "repeated_lines", twice.height, told, places)


def several_currencies(reading: Reading) -> Iterator[Finding]:
    """A file that says several currencies, or another one than that in which it is read."""
    if others := foreign.contradicting(reading.plan):
        yield Finding(Severity.WARN, "several_currencies", len(others), given(reading, others=others))


def above_ceiling(reading: Reading) -> Iterator[Finding]:
    """Amounts above the column that is their ceiling, as paid above the current budget, by line."""
    rows, extract = reading.rows, reading.extract
    key = [*SCOPE, *line_key(extract, rows)]
    for column in extract.money:
        if not column.ceiling or not {column.name, column.ceiling} <= set(rows.columns):
            continue
        both = rows.group_by(key, maintain_order=True).agg(
            pl.col("row_number").first(), pl.col(column.name).sum(), sum_or_null(column.ceiling)
        )
        over = both.filter(pl.col(column.name) > pl.col(column.ceiling))
        if over.is_empty():
            continue
        excess = over.select((pl.col(column.name) - pl.col(column.ceiling)).sum()).item()
        told = given(reading, column=column.name, ceiling=column.ceiling, excess=excess)
        places = tuple(
            place(reading, column.name, row, value=value, limit=limit)
            for row, value, limit in over.select("row_number", column.name, column.ceiling)
            .head(MOST_EXAMPLES)
            .iter_rows()
        )
        yield Finding(Severity.WARN, "paid_above_budget", over.height, told, places)


def other_period_said(reading: Reading, file_name: str) -> Iterator[Finding]:
    """The title or the name of the file says another period than its rows."""
    if reading.mapping and reading.mapping.period:
        return
    monthly = "month" in reading.extract.period
    titles = tuple(title for title in reading.plan.header.titles if not re.search(_DAY_OF_PRINT, title))
    said = stated_period(titles, file_name, monthly) if "year" in reading.extract.period else None
    periods = {period for period in reading.rows["scope_period"].unique() if period}
    if said and periods and str(said) not in periods:
        told = values(
            where=said.reason.code if said.reason else None,
            period=str(said),
            periods=sorted(periods)[: MOST_EXAMPLES + 1],
        )
        yield Finding(Severity.WARN, "other_period_said", 1, told)


def _printed(reading: Reading, name: str) -> Decimal:
    """By how much a sum of printed amounts may miss a typed one: nothing in yuan, the rounding of other units."""
    factor = max(reading.plan.factors.get(each, 1) for each in (name, *reading.plan.wide))
    return totals.rounding(reading.n_rows, Decimal(factor) / 100) if factor > 1 else Decimal(0)


def _ties_times(reading: Reading, typed: Decimal, times: int) -> bool:
    """Whether the typed total is a sum of the file in thousands, ten thousands …, rounded to two places."""
    return any(
        any(both) and abs((both[0] + both[1]) / times - typed) < Decimal("0.01") for both in reading.sums().values()
    )


def _n_rows(rows: pl.DataFrame) -> int:
    return rows["row_number"].n_unique()


def _rejected(reading: Reading, rows: pl.DataFrame, code: str, column: str | None, n: int) -> Finding:
    """Rows with one fault; the cell is a value of the finding where it is the same in all of them."""
    cell = reading.plan.sources.get(column or "")
    cells = rows["value"].unique().to_list()
    keys = [name for name in reading.extract.key if name in reading.rows.columns]
    told = given(
        reading,
        reason=code,
        column=column,
        value=cells[0] if len(cells) == 1 else None,
        columns=keys if code == "repeated_key" else None,
    )
    places = tuple(
        of_cell(reading, cell, row["row_number"], value=row.get(cell or ""))
        for row in rows.head(MOST_EXAMPLES).iter_rows(named=True)
    )
    return Finding(Severity.SET_ASIDE, "repeated_key" if code == "repeated_key" else "rows_set_aside", n, told, places)
