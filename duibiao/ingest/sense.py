"""Whether what a file says makes sense: one small check each, over the file and what is loaded.

Which check has something to say follows from the declared columns of the extract: those that run up through the year,
those with a ceiling, the key, the period. No check changes anything.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from duibiao.analysis.batch_change import BatchChange
from duibiao.formats import decimal
from duibiao.ingest import foreign, lines, totals
from duibiao.ingest.findings import MOST_EXAMPLES, Example, Finding, Severity, address
from duibiao.ingest.period import stated_period
from duibiao.ingest.reading import Reading
from duibiao.ingest.scope import repeat_reason
from duibiao.language import _
from duibiao.schema.column import Column
from duibiao.schema.extract import Extract

JUMP = 10.0
"""By how many times an amount may ordinarily differ from that of the period before."""

SMALL_YUAN = Decimal(10_000)
"""Below this, jumps are not worth a question."""

FEWEST_LINES = 3
"""From fewer lines nothing is concluded about the unit of a file."""

MOST_REASONS = 20
"""Rows set aside are told by reason; further reasons are counted together."""

FAR_MONTHS = 12
"""A period further than this from every loaded one is asked about."""

OLD_YEARS = 10
"""So is, where nothing is loaded, one longer ago than this."""

ALIKE = 0.9
"""The share of organisations that must have the same amounts for a file to be a copy of another period."""

_SCOPE = ["scope_org", "scope_period"]
_DAY_OF_PRINT = r"日期|打印|填报|制表|报送"
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


def unaccounted(reading: Reading) -> Iterator[Finding]:
    """Amounts of which nobody can say what became: the reading is not to be trusted."""
    wrong = [line for line in reading.account.lines if line.difference]
    if wrong:
        said = _("Of {n} columns not every amount is accounted for; the first is {column}, by {amount}")
        yield Finding(
            Severity.REFUSE,
            "unaccounted",
            said.format(n=len(wrong), column=wrong[0].column, amount=decimal(wrong[0].difference)),
            len(wrong),
            (),
            _("Save the file again, and load it with one table alone; if that does not help, report it with the file."),
        )


def no_rows(reading: Reading, file_name: str) -> Iterator[Finding]:
    """A file of which nothing can be loaded."""
    if reading.rows.is_empty():
        mend = _("The rows are written out with the reasons.") if reading.rejected.height else _("It has no rows.")
        yield Finding(Severity.REFUSE, "empty", _("No row of {file} can be loaded").format(file=file_name), 1, (), mend)


def totals_in_file(reading: Reading, overruled: bool) -> Iterator[Finding]:
    """Total rows that the rows of the file do not add up to; refused unless the person said to load despite them."""
    wrong = [control for control in reading.control_totals if control.status == "differs"]
    if wrong:
        said = _("The totals of the file do not tie: {first} ({n} in all)")
        yield Finding(
            Severity.WARN if overruled else Severity.REFUSE,
            "totals_differ",
            said.format(first=totals.disagreement(wrong[0], reading.extract), n=len(wrong)),
            len(wrong),
            _control_examples(wrong, reading),
            _("Look for rows that are missing, doubled or cut off; or load the file with --despite-totals."),
        )
    unread = [control for control in reading.control_totals if control.status == "unreadable"]
    if unread:
        yield Finding(
            Severity.WARN,
            "totals_unreadable",
            _("{n} totals of the file cannot be checked: amounts of rows set aside cannot be read").format(
                n=len(unread)
            ),
            len(unread),
            _control_examples(unread, reading),
            _("Mend the rows set aside."),
        )


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
        said = _("The typed total ties only with the rows set aside: {accepted} are loaded, {aside} are not")
        yield Finding(
            Severity.WARN,
            "typed_total_with_set_aside",
            said.format(accepted=decimal(accepted), aside=decimal(aside)),
            1,
            (),
            _("Mend the rows set aside and load them too."),
        )
        return
    found = tuple(
        Example(0, "", f"{reading.extract.column(name).label}: {decimal(sum(both))}") for name, both in sums.items()
    )
    slips = [times for times in (1_000, 10_000, 100_000_000) if _ties_times(reading, typed, times)]
    mend = _("Check the typed total, and look for rows that are missing or doubled.")
    if slips:
        mend = _("The typed total ties when it is {times} times as large: type it in yuan.").format(
            times=f"{slips[0]:,}"
        )
    said = _("The typed total {typed} is none of the sums of the file").format(typed=decimal(typed))
    yield Finding(Severity.REFUSE, "typed_total_differs", said, 1, found[:MOST_EXAMPLES], mend)


def set_aside(reading: Reading) -> Iterator[Finding]:
    """Rows that cannot be loaded, by reason."""
    rejected = reading.rejected
    if rejected.is_empty():
        return
    plain = pl.col("reason").str.replace_all(r"“[^”]*”", "“…”")
    grouped = rejected.with_columns(plain=plain).with_columns(n=pl.len().over("plain"))
    ranked = grouped.select("plain", "n").unique(maintain_order=True).sort("n", descending=True, maintain_order=True)
    for reason, n in ranked.head(MOST_REASONS).iter_rows():
        yield _rejected(reading, grouped.filter(pl.col("plain") == reason), reason, n)
    if rest := int(ranked.slice(MOST_REASONS)["n"].sum()):
        others = grouped.filter(~pl.col("plain").is_in(ranked.head(MOST_REASONS)["plain"].to_list()))
        yield _rejected(reading, others, _("other reasons"), rest)


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
    if again.is_empty():
        return
    said = _("{n} rows say exactly what an earlier row of the file says")
    if amounts:
        said = _("{n} rows say exactly what an earlier row of the file says; their {column} is {amount} in all")
    column = amounts[-1] if amounts else columns[0]
    yield Finding(
        Severity.WARN,
        "repeated_rows",
        said.format(
            n=again.height,
            column=reading.extract.column(column).label,
            amount=_summed(again, column) if amounts else "",
        ),
        again.height,
        _row_examples(again, reading, column),
        _("Take them out where they are the same thing twice; their amounts are added up."),
    )


def repeated_lines(reading: Reading) -> Iterator[Finding]:
    """Lines of documents whose number the file gives twice, with other cells."""
    twice = lines.said_twice(reading.rows, reading.plan).filter(~pl.col("row_number").is_in(reading.repeated))
    if twice.is_empty():
        return
    labels = "、".join(reading.extract.column(name).label for name in reading.extract.key)
    yield Finding(
        Severity.WARN,
        "repeated_lines",
        _("{n} rows have the {columns} of an earlier row of the file, and say something else").format(
            n=twice.height, columns=labels
        ),
        twice.height,
        _row_examples(twice, reading, reading.extract.line),
        _("Find out whether they are corrections of the same line: both are loaded and added up."),
    )


def several_currencies(reading: Reading) -> Iterator[Finding]:
    """A file that says several currencies, or another one than that in which it is read."""
    others = foreign.contradicting(reading.plan)
    if others:
        yield Finding(
            Severity.WARN,
            "several_currencies",
            _("The file says {others}; it is read as {currency}").format(
                others="、".join(others), currency=reading.plan.currency
            ),
            len(others),
            (),
            _("Amounts of several currencies cannot be added up: say the right one, or load them apart."),
        )


def above_ceiling(reading: Reading) -> Iterator[Finding]:
    """Amounts above the column that is their ceiling, as paid above the current budget, by line."""
    rows, extract = reading.rows, reading.extract
    key = [*_SCOPE, *_line_key(extract, rows)]
    for column in extract.money:
        if not column.ceiling or not {column.name, column.ceiling} <= set(rows.columns):
            continue
        both = rows.group_by(key, maintain_order=True).agg(
            pl.col("row_number").first(), pl.col(column.name).sum(), _sum_or_null(column.ceiling)
        )
        over = both.filter(pl.col(column.name) > pl.col(column.ceiling))
        if over.is_empty():
            continue
        excess = over.select((pl.col(column.name) - pl.col(column.ceiling)).sum()).item()
        yield Finding(
            Severity.WARN,
            "paid_above_budget",
            _("{column} is above {ceiling} in {n} lines, by {excess} in all").format(
                column=column.label, ceiling=extract.column(column.ceiling).label, n=over.height, excess=decimal(excess)
            ),
            over.height,
            tuple(
                Example(row, _address(reading, column.name, row), f"{decimal(value)} > {decimal(limit)}")
                for row, value, limit in over.select("row_number", column.name, column.ceiling)
                .head(MOST_EXAMPLES)
                .iter_rows()
            ),
            _("Ask the unit: an adjustment of the budget may be missing, or a payment be booked on the wrong line."),
        )


def negative_totals(reading: Reading, sums: pl.DataFrame) -> Iterator[Finding]:
    """Sums of an organisation below zero, where the column is no net change."""
    cases = [
        (org, period, column, value)
        for column in _plain_money(reading.extract, sums)
        for org, period, value in sums.filter(pl.col(column.name) < 0).select(*_SCOPE, column.name).iter_rows()
    ]
    if cases:
        yield Finding(
            Severity.WARN,
            "negative_total",
            _("{n} sums of organisations are below zero").format(n=len(cases)),
            len(cases),
            tuple(
                Example(0, "", f"{_named(org, period)} {column.label}: {decimal(value)}")
                for org, period, column, value in cases[:MOST_EXAMPLES]
            ),
            _("Look for a wrong sign, or for refunds without the payments they belong to."),
        )


def wrong_unit(reading: Reading, neighbours: Neighbours) -> Iterator[Finding]:
    """Most lines are ten thousand times, or a ten-thousandth, of what they were: 元 and 万元 mixed up."""
    columns = [each for each in _plain_money(reading.extract, reading.rows) if each.name in neighbours.rows.columns]
    columns = [each for each in columns if not each.cumulative] or columns
    lines = _lines(reading, neighbours, [each.name for each in columns])
    for column in columns:
        now, was = pl.col(column.name), pl.col(f"{column.name}_before")
        ratios = lines.filter((now > 0) & (was > 0)).select((now.cast(pl.Float64) / was.cast(pl.Float64)).alias("r"))[
            "r"
        ]
        middle = ratios.median() if ratios.len() >= FEWEST_LINES else None
        if isinstance(middle, float) and _is_wan(middle):
            said = _("{column} is {times} of the period before in most of {n} lines: 元 and 万元 are mixed up")
            yield Finding(
                Severity.REFUSE,
                "wrong_unit",
                said.format(column=column.label, times=_times(middle), n=ratios.len()),
                ratios.len(),
                _line_examples(lines.filter((now > 0) & (was > 0)), reading, column.name),
                _("Say the unit of the file; if the earlier one is wrong, take its batch back first."),
            )
            return


def jumped(extract: Extract, neighbours: Neighbours, factor: float = JUMP) -> Iterator[Finding]:
    """Sums that are more than `factor` times, or less than a `factor`-th, of the period before.

    By organisation where the extract has amounts that run up (compared by their pace: amount ÷ month, within a year),
    else over all organisations together: single payments jump every month.
    """
    sums = neighbours.sums
    if not any(column.cumulative for column in extract.money):
        names = [column.name for column in extract.money if column.name in sums.columns]
        both = [*names, *(f"{name}_before" for name in names)]
        sums = sums.group_by("scope_period", "previous_period", maintain_order=True).agg(pl.col(both).sum())
        sums = sums.with_columns(scope_org=pl.lit(_("all organisations")))
    cases = [case for column in _plain_money(extract, sums) for case in _jumps(sums, column, factor)]
    if not cases:
        return
    mend = _("Ask why; look for a missing or doubled block of rows, and for the unit of the amounts.")
    if any(_is_wan(times) for *_rest, times in cases):
        mend = _(
            "Some are about ten thousand times: 元 and 万元 were probably mixed up. Look at the unit of the amounts."
        )
    yield Finding(
        Severity.WARN,
        "jumped",
        _("{n} sums are more than {factor} times, or less than a {factor}th, of the period before").format(
            n=len(cases), factor=f"{factor:g}"
        ),
        len(cases),
        tuple(
            Example(0, "", f"{_named(org, period)} {label}: {decimal(was)} → {decimal(now)} ({_times(times)})")
            for org, period, label, was, now, times in cases[:MOST_EXAMPLES]
        ),
        mend,
    )


def fell(reading: Reading, neighbours: Neighbours) -> Iterator[Finding]:
    """Amounts that run up through the year and are below those of an earlier month, by line."""
    columns = _never_falling(reading)
    lines = _lines(reading, neighbours, [each.name for each in columns], same_year=True)
    for column in columns:
        down = lines.filter(pl.col(column.name).fill_null(0) < pl.col(f"{column.name}_before"))
        if down.is_empty():
            continue
        less = down.select((pl.col(f"{column.name}_before") - pl.col(column.name).fill_null(0)).sum()).item()
        yield Finding(
            Severity.WARN,
            "cumulative_fell",
            _("{column} falls against the month before in {n} lines, by {less} in all").format(
                column=column.label, n=down.height, less=decimal(less)
            ),
            down.height,
            _line_examples(down, reading, column.name),
            _("It counts from 1 January: ask for refunds or corrections, or whether the file is of an earlier month."),
        )


def lines_missing(reading: Reading, neighbours: Neighbours) -> Iterator[Finding]:
    """Lines that had an amount in an earlier month of the year and are not in the file any more."""
    columns = _never_falling(reading)
    if not columns or neighbours.rows.is_empty():
        return
    paid = columns[0]
    key = _shared_key(reading, neighbours)
    before = _same_year(neighbours.rows).rename({"scope_period": "was", "next_period": "scope_period"})
    mine = reading.rows.select(*_SCOPE, *key).unique()
    gone = before.join(mine, on=[*_SCOPE, *key], how="anti", nulls_equal=True)
    gone = gone.filter(pl.col(paid.name) != 0)
    matched = before.height - gone.height
    if gone.is_empty() or not matched:
        return
    amount = gone[paid.name].sum()
    yield Finding(
        Severity.WARN,
        "lines_missing",
        _("{n} rows of the month before have no row in this file; they had {amount} of {column}").format(
            n=gone.height, amount=decimal(amount), column=paid.label
        ),
        gone.height,
        tuple(
            Example(0, "", f"{_named(row['scope_org'], row['was'])} {_words(row, key)}: {decimal(row[paid.name])}")
            for row in gone.head(MOST_EXAMPLES).iter_rows(named=True)
        ),
        _("The file may be cut off, or have other codes; export it again and compare the number of rows."),
    )


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
        yield Finding(
            Severity.WARN,
            "columns_missing",
            _("The file has no {columns}, which the period before had").format(
                columns="、".join(each.label for each in missing)
            ),
            len(missing),
            (),
            _("Export the file with all columns, or say in the mapping which columns they are."),
        )


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
    yield Finding(
        Severity.WARN,
        "organisations_missing",
        _("{n} organisations of the last file of this kind are not in this one").format(
            n=missing["scope_org"].n_unique()
        ),
        missing.height,
        tuple(Example(0, "", _named(org, period)) for org, period in missing.head(MOST_EXAMPLES).iter_rows()),
        _("The file may be cut off; what is loaded of them stays as it is unless the profile lists all organisations."),
    )


def loaded_elsewhere(reading: Reading, same: pl.DataFrame) -> Iterator[Finding]:
    """Rows whose key is loaded for another organisation or period too: they would count twice.

    `same` is the answer of `Warehouse.same_keys`.
    """
    if same.is_empty():
        return
    rows = same["row_number"].n_unique()
    labels = "、".join(reading.extract.column(name).label for name in reading.extract.document)
    yield Finding(
        Severity.WARN,
        "loaded_elsewhere",
        _("{n} rows have the {columns} of a row that is loaded for another organisation or period").format(
            n=rows, columns=labels
        ),
        rows,
        tuple(
            Example(
                row,
                _address(reading, reading.extract.key[0], row),
                _("batch {batch}, row {row} ({scope})").format(batch=batch, row=other, scope=_named(org, period)),
            )
            for row, batch, other, org, period in same.head(MOST_EXAMPLES).iter_rows()
        ),
        _("They would count twice: take them out, or load the other organisation or period again without them."),
    )


def restated(extract: Extract, change: BatchChange | None, live: pl.DataFrame) -> Iterator[Finding]:
    """A closed period is replaced with other amounts: one before the latest that is loaded of the organisation."""
    if change is None or "scope_period" not in change.by:
        return
    latest = live.group_by("scope_org").agg(pl.col("scope_period").max().alias("latest"))
    closed = change.amounts.join(latest, on="scope_org").filter(pl.col("scope_period") < pl.col("latest"))
    moved = closed.filter(pl.col("difference") != 0)
    if moved.is_empty():
        return
    scopes = moved.group_by(*_SCOPE, "measure", maintain_order=True).agg(pl.col("before", "after", "difference").sum())
    yield Finding(
        Severity.WARN,
        "restated",
        _("History is restated: {n} closed periods of organisations get other amounts").format(
            n=moved.select(_SCOPE).unique().height
        ),
        moved.select(_SCOPE).unique().height,
        tuple(
            Example(0, "", f"{_named(row['scope_org'], row['scope_period'])} {extract.column(row['measure']).label}: "
                           f"{decimal(row['before'])} → {decimal(row['after'])}")
            for row in scopes.head(MOST_EXAMPLES).iter_rows(named=True)
        ),
        _("Ask whether the period was reopened; earlier figures remain to be seen as of a past date."),
    )  # fmt: skip


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
        yield Finding(
            Severity.WARN,
            "wrong_year",
            _("{n} rows are of {periods}: in the future, or far from all periods that are loaded").format(
                n=rows.height, periods="、".join(far[:MOST_EXAMPLES])
            ),
            rows.height,
            _row_examples(rows, reading, reading.extract.period[0]),
            _("Check the year in the file and in its title; give the right one as the period of the file."),
        )


def other_period_said(reading: Reading, file_name: str) -> Iterator[Finding]:
    """The title or the name of the file says another period than its rows."""
    if reading.mapping and reading.mapping.period:
        return
    monthly = "month" in reading.extract.period
    titles = tuple(title for title in reading.plan.header.titles if not re.search(_DAY_OF_PRINT, title))
    said = stated_period(titles, file_name, monthly) if "year" in reading.extract.period else None
    periods = {period for period in reading.rows["scope_period"].unique() if period}
    if said and periods and str(said) not in periods:
        yield Finding(
            Severity.WARN,
            "other_period_said",
            _("The {where} says {period}, the rows are of {periods}").format(
                where=said.reason, period=said, periods="、".join(sorted(periods)[:MOST_EXAMPLES])
            ),
            1,
            (),
            _("Check which is right; give the right one as the period of the file."),
        )


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
        yield Finding(
            Severity.WARN,
            "copied",
            _("The amounts of {period} are those of {other} in {n} of {of} organisations").format(
                period=period, other=other, n=n, of=of
            ),
            n,
            (),
            _("The file may be a copy of the earlier one under a new period; ask for the right one."),
        )
        return


def same_file(batches: pl.DataFrame) -> Iterator[Finding]:
    """The very same file was loaded before; `batches` is the answer of the read `batches_of_file`."""
    if batches.is_empty():
        return
    newest = batches.row(0, named=True)
    mend = _("There is nothing to do unless something was changed since.")
    if newest["undone"]:
        mend = _("It was taken back; bring it back with redo instead of loading it again.")
    yield Finding(
        Severity.WARN,
        "same_file",
        _("This very file was loaded already, as batch {batch} by {who}").format(
            batch=newest["batch_id"], who=newest["accepted_by"] or "—"
        ),
        batches.height,
        (),
        mend,
    )


def _control_examples(controls: Sequence[totals.ControlTotal], reading: Reading) -> tuple[Example, ...]:
    return tuple(
        Example(
            each.row, address(reading.plan.money.get(each.column), each.row), f"{each.file_yuan} ≠ {each.rows_yuan}"
        )
        for each in controls[:MOST_EXAMPLES]
    )


def _printed(reading: Reading, name: str) -> Decimal:
    """By how much a sum of printed amounts may miss a typed one: nothing in yuan, the rounding of other units."""
    factor = max(reading.plan.factors.get(each, 1) for each in (name, *reading.plan.wide))
    return totals.rounding(reading.n_rows, Decimal(factor) / 100) if factor > 1 else Decimal(0)


def _ties_times(reading: Reading, typed: Decimal, times: int) -> bool:
    """Whether the typed total is a sum of the file in thousands, ten thousands …, rounded to two places."""
    return any(
        any(both) and abs((both[0] + both[1]) / times - typed) < Decimal("0.01") for both in reading.sums().values()
    )


def _rejected(reading: Reading, rows: pl.DataFrame, reason: str, n: int) -> Finding:
    column = _column_of(reading, reason)
    shown = column is not None and column.name in reading.plan.sources
    cell = reading.plan.sources[column.name] if column is not None and shown else None
    repeat = reason == repeat_reason(
        reading.extract, [name for name in reading.extract.key if name in reading.rows.columns]
    )
    return Finding(
        Severity.SET_ASIDE,
        "repeated_key" if repeat else "rows_set_aside",
        _("{n} rows are set aside: {reason}").format(n=n, reason=reason),
        n,
        tuple(
            Example(row["row_number"], address(cell, row["row_number"]), str(row.get(cell or "") or ""))
            for row in rows.head(MOST_EXAMPLES).iter_rows(named=True)
        ),
        _("Download the rows set aside, mend them and load that file: they are added to the batch."),
    )


def _column_of(reading: Reading, reason: str) -> Column | None:
    """The column that a reason begins with."""
    named = [each for each in reading.extract.columns if reason.startswith((f"{each.label}: ", f"{each.label} "))]
    found = [each for each in reading.extract.columns if reason.startswith(each.label)]
    return max(named or found, key=lambda each: len(each.label), default=None)


def _summed(rows: pl.DataFrame, column: str) -> str:
    return decimal(Decimal(rows[column].cast(pl.Decimal(38, 2)).sum() or 0))


def _address(reading: Reading, column: str, row: int) -> str:
    return address(reading.plan.sources.get(column), row)


def _row_examples(rows: pl.DataFrame, reading: Reading, column: str) -> tuple[Example, ...]:
    return tuple(
        Example(row, _address(reading, column, row), str(value))
        for row, value in rows.select("row_number", column).head(MOST_EXAMPLES).iter_rows()
    )


def _line_examples(lines: pl.DataFrame, reading: Reading, column: str) -> tuple[Example, ...]:
    chosen = lines.select("row_number", f"{column}_before", column).head(MOST_EXAMPLES)
    return tuple(
        Example(row, _address(reading, column, row), f"{decimal(was)} → {decimal(now)}")
        for row, was, now in chosen.iter_rows()
    )


def _plain_money(extract: Extract, frame: pl.DataFrame) -> list[Column]:
    """The money columns of a frame of which a sum below zero, or many times another, is not ordinary."""
    return [column for column in extract.money if column.name in frame.columns and not column.signed]


def _never_falling(reading: Reading) -> list[Column]:
    """The money columns of the file that only grow through a year."""
    columns = [column for column in reading.extract.money if column.cumulative and not column.may_fall]
    return [column for column in columns if column.name in reading.rows.columns]


def _line_key(extract: Extract, rows: pl.DataFrame) -> list[str]:
    """What tells a line apart within its scope."""
    return [
        name for name in extract.key if name in rows.columns and name not in (*extract.period, extract.organisation)
    ]


def _shared_key(reading: Reading, neighbours: Neighbours) -> list[str]:
    """The part of it that both files fill in."""
    return [
        name
        for name in _line_key(reading.extract, reading.rows)
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
    key = [*_SCOPE, *_shared_key(reading, neighbours)]
    now = reading.rows.group_by(key, maintain_order=True).agg(pl.col("row_number").first(), *map(_sum_or_null, names))
    was = (
        before.drop("scope_period").rename({"next_period": "scope_period"}).group_by(key).agg(map(_sum_or_null, names))
    )
    return now.join(was, on=key, how="inner", nulls_equal=True, suffix="_before", maintain_order="left")


def _sum_or_null(name: str) -> pl.Expr:
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)


def _same_year(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("scope_period").str.head(4) == pl.col("next_period").str.head(4))


def _jumps(sums: pl.DataFrame, column: Column, factor: float) -> list[tuple[str, str, str, Decimal, Decimal, float]]:
    """Organisation, period, label, sum before, sum now, and how many times it is."""
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
            found.append((org, period, column.label, was, now, times))
    return found


def _months(period: str, year: int | None = None) -> int:
    """A period as a number of months; those of a whole year count as its January. With `year` 0: the month alone."""
    month = int(period[5:7]) if len(period) > 4 else 1
    return month if year == 0 else int(period[:4]) * 12 + month


def _is_wan(times: float) -> bool:
    low, high = (each * 10_000 for each in _WAN)
    return low <= times <= high or low <= 1 / times <= high


def _times(times: float) -> str:
    return f"× {times:,.1f}" if times >= 1 else f"÷ {1 / times:,.1f}"


def _named(org: str, period: str) -> str:
    return " ".join(part for part in (org if org != "*" else "", period) if part)


def _words(row: dict[str, object], key: list[str]) -> str:
    return " ".join(str(row[name]) for name in key if row[name] is not None)
