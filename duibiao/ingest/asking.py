"""What a reading leaves open, as questions: which columns, sheets and rows are meant, of what span the amounts are."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import polars as pl

from duibiao.formats import decimal
from duibiao.ingest import values
from duibiao.ingest.convert import Plan
from duibiao.ingest.doubts import Doubt
from duibiao.ingest.findings import MOST_EXAMPLES, Example, Finding, Option, Severity, address
from duibiao.ingest.mapping import Doubts
from duibiao.ingest.period import Period
from duibiao.ingest.qualifiers import CUMULATIVE, MONTH, qualified
from duibiao.ingest.tables import Apart
from duibiao.language import _
from duibiao.schema.column import Column
from duibiao.schema.extract import Extract

SHEETS, HIDDEN_ROWS, SUMS, SPAN, PERIOD, COLUMN = "sheets", "hidden_rows", "sums", "span", "period", "column"
DATES, DECIMAL, UNIT = "dates", "decimal", "unit"


def asked(
    code: str, message: str, options: Sequence[Option], examples: Sequence[Example] = (), count: int = 1
) -> Finding:
    """A question as a finding."""
    mend = _("Answer with --answer {code}=…, or on the upload page.").format(code=code)
    return Finding(Severity.ASK, code, message, count, tuple(examples[:MOST_EXAMPLES]), mend, tuple(options))


def columns(plan: Plan, body: pl.DataFrame, doubts: Doubts) -> Iterator[Finding]:
    """Amounts and days that several columns of the file could be, unless those say the same."""
    for target, positions in doubts.columns:
        cells = [f"c{position - 1}" for position in positions if f"c{position - 1}" in body.columns]
        if all(body[cell].eq_missing(body[cells[0]]).all() for cell in cells[1:]):
            continue
        column = plan.extract.column(target)
        said = _("{n} columns could be {column}").format(n=len(cells), column=column.label)
        yield asked(f"{COLUMN}.{target}", said, [_column(plan, body, column, cell) for cell in cells])


def _column(plan: Plan, body: pl.DataFrame, column: Column, cell: str) -> Option:
    name, letter = plan.header.names[int(cell[1:])], address(cell, 0).rstrip("0")
    if not column.kind.is_number:
        return Option(letter, _("column {letter}, {name}").format(letter=letter, name=name))
    total = body.select(values.amounts(pl.col(cell), plan.mark).sum()).item() or Decimal(0)
    said = _("column {letter}, {name}: its cells add up to {total}")
    return Option(letter, said.format(letter=letter, name=name, total=decimal(total)))


def cells(doubts: Sequence[Doubt]) -> Iterator[Finding]:
    """What the cells themselves leave open: decimal mark, unit of scaled cells, per cent."""
    for doubt in doubts:
        options = doubt.options or (("as_they_are", _("they are right as they stand")),)
        finding = asked(doubt.code, doubt.message, [Option(value, label) for value, label in options])
        yield replace(finding, mend=f"{doubt.mend} {finding.mend}")


def orders(doubts: Doubts) -> Iterator[Finding]:
    """Days that could be read in two orders."""
    if doubts.dates:
        options = [Option("dmy", _("day month year")), Option("mdy", _("month day year"))]
        yield asked(DATES, _("Day and month cannot be told apart by the cells"), options)


def span(plan: Plan, texts: Sequence[str], month: int | None) -> Iterator[Finding]:
    """Amounts that run up through the year under a header that does not say whether they do."""
    for name, cell in plan.sources.items():
        column = plan.extract.column(name)
        if column.cumulative and not column.may_fall and not _is_said(plan, column, cell, texts, month):
            said = _("“{header}”: paid since 1 January, or in the month alone?")
            options = [Option("cumulative", _("since 1 January")), Option("month", _("in the month alone"))]
            yield asked(f"{SPAN}.{name}", said.format(header=plan.header.names[int(cell[1:])]), options)


def _is_said(plan: Plan, column: Column, cell: str, texts: Sequence[str], month: int | None) -> bool:
    """Whether the header, the titles, a column of the month or of the rate beside it tell that amounts run up."""
    header = plan.header.names[int(cell[1:])]
    own = qualified(header)
    if own.span == CUMULATIVE or header in (column.name, column.zh, column.en) or month == 1:
        return True
    if any(qualified(text).span == CUMULATIVE for text in texts):
        return True
    others = [qualified(other) for i, other in enumerate(plan.header.names) if other and f"c{i}" != cell]
    return any(other.is_rate or (other.span == MONTH and other.notion == own.notion) for other in others)


def of_the_month(plan: Plan, answers: dict[str, str]) -> Iterator[Finding]:
    """Amounts of a month alone cannot stand for those since 1 January."""
    for name in plan.sources:
        if answers.get(f"{SPAN}.{name}") == "month":
            label = plan.extract.column(name).label
            yield Finding(
                Severity.REFUSE,
                "of_the_month",
                _("{column} is of the month alone; what is loaded counts from 1 January").format(column=label),
                1,
                (),
                _("Ask for the amounts since 1 January, or load the payments one by one."),
            )


def sheets(apart: Sequence[Apart], names: Sequence[str]) -> Iterator[Finding]:
    """Tables with the header of the one that is read, which contradict it."""
    if not apart:
        return
    others = list(dict.fromkeys(each.recognised.sheet.name for each in apart))
    reasons = {
        "unit": _("its amounts are in another unit"),
        "copy": _("most of its rows are those of the first"),
        "same_total": _("one adds up to all the others"),
        "hidden": _("it is hidden"),
    }
    why = "、".join(dict.fromkeys(reasons[each.why] for each in apart))
    said = _("{n} more tables have this header: {names} ({why})")
    options = [
        Option("first", _("only {names}").format(names="、".join(names) or _("the first table"))),
        Option("others", _("only {names}").format(names="、".join(filter(None, others)) or _("the others"))),
        Option("all", _("all of them")),
    ]
    if any(each.why == "unit" for each in apart):
        options = options[:2]
    examples = [Example(each.recognised.header.last + 1, each.recognised.sheet.name, each.why) for each in apart]
    shown = "、".join(filter(None, others)) or "—"
    yield asked(SHEETS, said.format(n=len(apart), names=shown, why=why), options, examples, len(apart))


def hidden_rows(rows: pl.DataFrame, plan: Plan, visible_ties: bool) -> Finding:
    """Rows that the person who looks at the file does not see; `rows` are the hidden ones, as values."""
    amounts = "、".join(
        f"{plan.extract.column(name).label} {decimal(Decimal(rows[name].sum() or 0))}"
        for name in plan.factors
        if name in rows.columns and name in plan.extract.by_name
    )
    said = _("{n} rows are hidden: {amounts}")
    if visible_ties:
        said = _("The totals of the file are of its visible rows; {n} more are hidden: {amounts}")
    options = [Option("load", _("load them, too")), Option("leave", _("leave them out"))]
    examples = [Example(int(number), "", "") for number in rows["row_number"].head(MOST_EXAMPLES)]
    message = said.format(n=rows.height, amounts=amounts or "—")
    return asked(HIDDEN_ROWS, message, options[::-1] if visible_ties else options, examples, rows.height)


def sums(rows: pl.DataFrame, plan: Plan) -> Finding:
    """Rows that add up to the rows beside them, though nothing else says that they are sums."""
    amounts = "、".join(
        f"{plan.extract.column(name).label} {decimal(Decimal(rows[name].sum() or 0))}"
        for name in plan.factors
        if name in rows.columns
    )
    said = _("{n} rows add up to the rows beside them: {amounts}. Are they sums of those?")
    options = [Option("sums", _("sums: checked, not loaded")), Option("rows", _("rows of their own: loaded"))]
    examples = [Example(int(number), "", "") for number in rows["row_number"].head(MOST_EXAMPLES)]
    return asked(SUMS, said.format(n=rows.height, amounts=amounts), options, examples, rows.height)


def periods(told: Sequence[Period]) -> Iterator[Finding]:
    """Titles that tell several periods."""
    if len(told) > 1:
        said = _("The titles of the file tell several periods: {periods}")
        options = [Option(str(period), str(period)) for period in told]
        yield asked(PERIOD, said.format(periods="、".join(map(str, told))), options)


def state(found: Sequence[Finding], extract: Extract, sums: pl.DataFrame) -> Iterator[Finding]:
    """A state that does not fit between its neighbours: all amounts of another month, or amounts that fall as a whole.

    `found` are the findings so far, `sums` those of the file and of the period before by scope (see `Neighbours`).
    """
    go_on = [Option("load", _("it is right: load it"))]
    for finding in found:
        if finding.code == "copied":
            yield asked("copied", finding.message, go_on, finding.examples, finding.count)
    fallen = [name for name in _running(extract) if _fell(sums, name)]
    if fallen:
        said = _("{columns} is less in all than in the month before, though it counts from 1 January")
        yield asked("fell", said.format(columns="、".join(extract.column(name).label for name in fallen)), go_on)


def _running(extract: Extract) -> list[str]:
    return [column.name for column in extract.money if column.cumulative and not column.may_fall]


def _fell(sums: pl.DataFrame, name: str) -> bool:
    if not {name, f"{name}_before"} <= set(sums.columns):
        return False
    year = pl.col("scope_period").str.head(4) == pl.col("previous_period").str.head(4)
    both = sums.filter(year).select(pl.col(name, f"{name}_before").fill_null(0).sum())
    now, before = both.row(0)
    return bool(now < before)
