"""What a reading leaves open, as questions: which columns, sheets and rows are meant, of what span the amounts are."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import polars as pl

from duibiao.ingest.convert import Plan
from duibiao.ingest.doubts import Doubt
from duibiao.ingest.fact import Values, values
from duibiao.ingest.findings import MOST_EXAMPLES, Example, Finding, Option, Severity, address
from duibiao.ingest.mapping import Doubts
from duibiao.ingest.period import Period
from duibiao.ingest.qualifiers import CUMULATIVE, MONTH, qualified
from duibiao.ingest.tables import Apart
from duibiao.ingest.values import amounts
from duibiao.schema.column import Column
from duibiao.schema.extract import Extract

SHEETS, HIDDEN_ROWS, SUMS, SPAN, PERIOD, COLUMN = "sheets", "hidden_rows", "sums", "span", "period", "column"
DATES, DECIMAL, UNIT = "dates", "decimal", "unit"


def asked(
    code: str, told: Values, options: Sequence[Option], examples: Sequence[Example] = (), count: int = 1
) -> Finding:
    """A question as a finding."""
    return Finding(Severity.ASK, code, count, told, tuple(examples[:MOST_EXAMPLES]), tuple(options))


def columns(plan: Plan, body: pl.DataFrame, doubts: Doubts) -> Iterator[Finding]:
    """Amounts and days that several columns of the file could be, unless those say the same."""
    for target, positions in doubts.columns:
        cells = [f"c{position - 1}" for position in positions if f"c{position - 1}" in body.columns]
        if all(body[cell].eq_missing(body[cells[0]]).all() for cell in cells[1:]):
            continue
        column = plan.extract.column(target)
        told = values(extract=plan.extract.name, column=target, n=len(cells))
        yield asked(f"{COLUMN}.{target}", told, [_column(plan, body, column, cell) for cell in cells])


def _column(plan: Plan, body: pl.DataFrame, column: Column, cell: str) -> Option:
    name, letter = plan.header.names[int(cell[1:])], address(cell, 0).rstrip("0")
    if not column.kind.is_number:
        return Option(letter, "column", values(letter=letter, header=name))
    total = body.select(amounts(pl.col(cell), plan.mark).sum()).item() or Decimal(0)
    return Option(letter, "column", values(letter=letter, header=name, total=total))


def cells(doubts: Sequence[Doubt]) -> Iterator[Finding]:
    """What the cells themselves leave open: decimal mark, unit of scaled cells, per cent."""
    for doubt in doubts:
        yield asked(doubt.code, doubt.values, doubt.options)


def orders(doubts: Doubts) -> Iterator[Finding]:
    """Days that could be read in two orders."""
    if doubts.dates:
        yield asked(DATES, (), [Option("dmy", "dmy"), Option("mdy", "mdy")])


def span(plan: Plan, texts: Sequence[str], month: int | None) -> Iterator[Finding]:
    """Amounts that run up through the year under a header that does not say whether they do."""
    for name, cell in plan.sources.items():
        column = plan.extract.column(name)
        if column.cumulative and not column.may_fall and not _is_said(plan, column, cell, texts, month):
            told = values(extract=plan.extract.name, column=name, header=plan.header.names[int(cell[1:])])
            options = [Option("cumulative", "cumulative"), Option("month", "month")]
            yield asked(f"{SPAN}.{name}", told, options)


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
            yield Finding(Severity.REFUSE, "of_the_month", 1, values(extract=plan.extract.name, column=name))


def sheets(apart: Sequence[Apart], names: Sequence[str]) -> Iterator[Finding]:
    """Tables with the header of the one that is read, which contradict it."""
    if not apart:
        return
    others = list(filter(None, dict.fromkeys(each.recognised.sheet.name for each in apart)))
    options = [
        Option("first", "first", values(names=tuple(names))),
        Option("others", "others", values(names=others)),
        Option("all", "all"),
    ]
    if any(each.why in ("unit", "currency") for each in apart):
        options = options[:2]
    examples = [
        Example(each.recognised.header.last + 1, "", values(why=each.why), each.recognised.sheet.name) for each in apart
    ]
    told = values(names=others, why=list(dict.fromkeys(each.why for each in apart)))
    yield asked(SHEETS, told, options, examples, len(apart))


def hidden_rows(rows: pl.DataFrame, plan: Plan, visible_ties: bool) -> Finding:
    """Rows that the person who looks at the file does not see; `rows` are the hidden ones, as values."""
    options = [Option("load", "load"), Option("leave", "leave")]
    told = (*_summed(rows, plan), *values(visible_ties=True if visible_ties else None))
    return asked(HIDDEN_ROWS, told, options[::-1] if visible_ties else options, _places(rows), rows.height)


def sums(rows: pl.DataFrame, plan: Plan) -> Finding:
    """Rows that add up to the rows beside them, though nothing else says that they are sums."""
    return asked(
        SUMS, _summed(rows, plan), [Option("sums", "sums"), Option("rows", "rows")], _places(rows), rows.height
    )


def periods(told: Sequence[Period]) -> Iterator[Finding]:
    """Titles that tell several periods."""
    if len(told) > 1:
        options = [Option(str(period), "period", values(period=str(period))) for period in told]
        yield asked(PERIOD, values(periods=[str(period) for period in told]), options)


def state(found: Sequence[Finding], extract: Extract, sums: pl.DataFrame) -> Iterator[Finding]:
    """A state that does not fit between its neighbours: all amounts of another month, or amounts that fall as a whole.

    `found` are the findings so far, `sums` those of the file and of the period before by scope (see `Neighbours`).
    """
    go_on = [Option("load", "go_on")]
    for finding in found:
        if finding.code == "copied":
            yield asked("copied", finding.values, go_on, finding.examples, finding.count)
    fallen = [name for name in _running(extract) if _fell(sums, name)]
    if fallen:
        yield asked("fell", values(extract=extract.name, columns=fallen), go_on)


def _running(extract: Extract) -> list[str]:
    return [column.name for column in extract.money if column.cumulative and not column.may_fall]


def _fell(sums: pl.DataFrame, name: str) -> bool:
    if not {name, f"{name}_before"} <= set(sums.columns):
        return False
    year = pl.col("scope_period").str.head(4) == pl.col("previous_period").str.head(4)
    both = sums.filter(year).select(pl.col(name, f"{name}_before").fill_null(0).sum())
    now, before = both.row(0)
    return bool(now < before)


def _summed(rows: pl.DataFrame, plan: Plan) -> Values:
    """What the rows add up to, column by column."""
    names = [name for name in plan.factors if name in rows.columns]
    totals = [Decimal(rows[name].sum() or 0) for name in names]
    return values(extract=plan.extract.name, currency=plan.currency, columns=names, sums=totals)


def _places(rows: pl.DataFrame) -> list[Example]:
    return [Example(int(number), "") for number in rows["row_number"].head(MOST_EXAMPLES)]
