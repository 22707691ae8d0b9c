"""What the overview says and shows: headline, deviations between peers, execution, what is loaded."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from duibiao import formats
from duibiao.analysis import progress
from duibiao.analysis.comparison import Measure
from duibiao.analysis.deviation import FEWEST_PEERS, TOLERANCE, Basis, noteworthy
from duibiao.analysis.progress import Lamp
from duibiao.charts.ranking import Bar, Reference
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.schema.catalogue import EXTRACTS
from duibiao.ui import feedback

MOST_SHOWN = 10
"""How many deviations the chart shows; the table has all of them."""


@dataclass(frozen=True)
class Headline:
    """The figures of a month end over all organisations; amounts in yuan (or the currency)."""

    year: int
    month: int
    approved_yuan: Decimal | None
    current_yuan: Decimal | None
    paid_yuan: Decimal | None
    execution_rate: float | None
    n_orgs: int
    n_projects: int | None
    """None where no line names a project."""
    n_lines: int
    currency: str | None
    synthetic: bool
    n_from_appropriation: int = 0
    """Organisations whose execution tells no approved budget: theirs is that of the approved appropriation."""

    @property
    def data_date(self) -> str:
        """The day up to which amounts are counted."""
        return formats.day(formats.month_end(self.year, self.month))

    @property
    def pace(self) -> float:
        """The part of the year that has passed."""
        return progress.time_progress(self.month)

    @property
    def gap(self) -> float | None:
        """Execution rate − time progress."""
        return None if self.execution_rate is None else self.execution_rate - self.pace

    @property
    def warning(self) -> str:
        """What every file with these amounts must say first."""
        return feedback.demo_notice() if self.synthetic else ""


@dataclass(frozen=True)
class Figure:
    """One headline figure: what it is, how much, and against what."""

    label: str
    value: str
    against: str
    definition: str


def measure(basis: str) -> Measure:
    """The measure of the comparison page that shows the same as a basis of deviations."""
    measures = {
        Basis.UNIT_COST: Measure.PER_UNIT,
        Basis.PER_INHABITANT: Measure.PER_INHABITANT,
        Basis.SHARE: Measure.SHARE,
    }
    return measures[Basis(basis)]


def judged_by(deviations: pl.DataFrame) -> dict[str, str]:
    """The bases that the deviations have, strongest evidence first."""
    return {basis: label for basis, label in basis_labels().items() if basis in deviations["basis"]}


def headline(read: pl.DataFrame) -> Headline:
    """The headline from its read (one row)."""
    return Headline(**read.row(0, named=True))


def answer(found: Headline, deviations: pl.DataFrame, unit: MoneyUnit) -> str:
    """What came in and how far it is, then the largest deviation, as something to be checked."""
    execution = _("By {date}, {n} organisations paid {paid} of a current budget of {current}: {rate}, {pace}.").format(
        date=found.data_date,
        n=formats.count(found.n_orgs),
        paid=formats.money_with_unit(found.paid_yuan, unit),
        current=formats.money_with_unit(found.current_yuan, unit),
        rate=formats.percent(found.execution_rate),
        pace=_against_calendar(found.gap),
    )
    return _("{first} {second}").format(first=execution, second=_largest(deviations, unit))


def figures(found: Headline, unit: MoneyUnit) -> tuple[Figure, ...]:
    """The headline figures, each with what it is measured against."""
    current = formats.money_with_unit(found.current_yuan, unit)
    return (
        Figure(
            _("Approved budget"),
            formats.money(found.approved_yuan, unit),
            _approved_basis(found, unit),
            _("Budget approved at the beginning of the year."),
        ),
        Figure(
            _("Current budget"),
            formats.money(found.current_yuan, unit),
            _("{unit}, {n} budget lines").format(unit=unit.label, n=formats.count(found.n_lines)),
            _("Approved budget with all adjustments so far."),
        ),
        Figure(
            _("Paid"),
            formats.money(found.paid_yuan, unit),
            _("{unit}, {n} organisations").format(unit=unit.label, n=formats.count(found.n_orgs)),
            _("Cumulative payments since 1 January."),
        ),
        Figure(
            _("Execution rate"),
            formats.percent(found.execution_rate),
            _("÷ current budget {amount}").format(amount=current),
            _("Paid ÷ current budget; blank where that is not positive or not told for every line."),
        ),
        Figure(
            _("Time progress"),
            formats.percent(found.pace),
            _("gap {points}").format(points=formats.points_with_unit(found.gap)),
            _("Months passed ÷ 12. The gap is execution rate − time progress, in percentage points."),
        ),
    )


def definitions() -> tuple[tuple[str, str], ...]:
    """How the figures of the overview are computed, and what they do not say."""
    return (
        (_("Execution rate"), _("Paid ÷ current budget; blank where that is not positive or not told for every line.")),
        (_("Time progress"), _("Months passed ÷ 12. The gap is execution rate − time progress, in percentage points.")),
        (
            _("Lamp"),
            _(
                "Execution rate ÷ time progress: at least 80% on pace, 60–80% watch, below 60% slow; more paid than "
                "budgeted, to be checked; no budget, no lamp."
            ),
        ),
        (
            _("Deviation"),
            _(
                "Towns and subdistricts are peers. A service item is judged by unit cost per grade where workload is "
                "known, else per inhabitant where population is known, else by its share of the organisation's own "
                "payments; the reference is the median of the peers."
            ),
        ),
        (
            _("Money at stake"),
            _("(value − median) × the organisation's own workload, population or payments."),
        ),
        (
            _("To be checked"),
            _(
                "A deviation of more than {tolerance} is a question, not a verdict: it may have good reasons. "
                "Below {n} peers nothing is said."
            ).format(tolerance=formats.percent(TOLERANCE, 0), n=FEWEST_PEERS),
        ),
    )


def about(found: Headline, batches: tuple[str, ...]) -> About:
    """The sheet that goes with the downloads of the overview."""
    return About(
        filters=(
            (_("Year"), formats.period(str(found.year))),
            (_("Up to the end of"), formats.month(found.year, found.month)),
        ),
        definitions=definitions(),
        data_date=found.data_date,
        batches=batches,
        warning=found.warning,
    )


def basis_labels() -> dict[str, str]:
    """What deviations are judged by, strongest evidence first."""
    return {
        str(Basis.UNIT_COST): _("Unit cost"),
        str(Basis.PER_INHABITANT): _("Per inhabitant"),
        str(Basis.SHARE): _("Share of own spending"),
    }


def named(deviations: pl.DataFrame, unit: MoneyUnit) -> pl.DataFrame:
    """Noteworthy deviations with `case` (identity), `thing` (item and grade) and `judged_by` in words."""
    return noteworthy(deviations).with_columns(
        case=pl.concat_str("org_code", "item_code", pl.col("grade").fill_null(""), separator="|"),
        thing=pl.concat_str("item_code", "item_name", "grade", separator=" ", ignore_nulls=True),
        judged_by=pl.col("basis").replace_strict(basis_labels(), return_dtype=pl.String),
        counted_in=_counted_in(unit),
        state=pl.lit(_("To be checked")),
        set_against=pl.col("reference").replace({"standard": _("standard"), "median": _("median")}),
    )


@dataclass(frozen=True)
class Case:
    """One deviation: whose, on what."""

    code: str
    org_code: str
    item_code: str
    grade: str | None


def case(cases: pl.DataFrame, code: str) -> Case:
    """The deviation with this identity."""
    row = cases.row(by_predicate=pl.col("case") == code, named=True)
    return Case(code, row["org_code"], row["item_code"], row["grade"])


def case_labels(cases: pl.DataFrame) -> dict[str, str]:
    """What the deviations are called in a list."""
    return {row["case"]: f"{row['org_name']} · {row['thing']}" for row in cases.iter_rows(named=True)}


def deviation_basis(found: Headline, cases: pl.DataFrame, too_few: int) -> str:
    """Cut-off date, how many deviations, and what nothing is said about."""
    parts = [
        _("Payments from 1 January to {date}").format(date=found.data_date),
        _(
            "More than {tolerance} above the median of their peers: {n}; the chart shows the {shown} with most money "
            "at stake"
        ).format(
            tolerance=formats.percent(TOLERANCE, 0),
            n=formats.count(cases.height),
            shown=min(MOST_SHOWN, cases.height),
        ),
        _("Groups of fewer than {fewest} peers, left out: {n}").format(n=too_few, fewest=FEWEST_PEERS),
        _("to be checked, not a verdict"),
    ]
    return " · ".join(parts)


def execution_basis(found: Headline) -> str:
    """Cut-off date, n and denominator of the execution rates."""
    parts = [
        _("Payments from 1 January to {date}").format(date=found.data_date),
        _("n = {n}").format(n=found.n_orgs),
        _("Denominator: {base}").format(base=_("current budget of the organisation")),
        _("slowest first"),
    ]
    return " · ".join(parts)


def deviation_bars(cases: pl.DataFrame, unit: MoneyUnit, chosen: str | None) -> list[Bar]:
    """The deviations with most money at stake, one bar each."""
    return [
        Bar(
            code=row["case"],
            name=f"{row['org_name']} · {row['item_name'] or row['item_code']}{_bracketed(row['grade'])}",
            value=row["at_stake_yuan"] / unit.scale.factor,
            text=f"{formats.money(row['at_stake_yuan'], unit)}  ({formats.signed_percent(row['from_median'], 0)})",
            emphasised=row["case"] == chosen,
        )
        for row in cases.head(MOST_SHOWN).iter_rows(named=True)
    ]


def deviation_axis(unit: MoneyUnit) -> str:
    """What the bars of deviations measure."""
    return _("{label} ({unit})").format(label=_("Money at stake, and deviation from the median"), unit=unit.label)


def deviation_table(cases: pl.DataFrame, unit: MoneyUnit) -> Table:
    """All deviations above the median of their peers, the most money at stake first."""
    rows = cases.with_columns(shown_value=_shown("value"), shown_median=_shown("median"))
    return Table(
        title=_("Deviations from the median of peers"),
        frame=rows,
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("thing", _("Service item, grade")),
            Column("at_stake_yuan", _("Money at stake"), Kind.MONEY),
            Column("state", _("State")),
            Column("from_median", _("Against the median"), Kind.DEVIATION),
            Column("shown_value", _("Value"), Kind.NUMBER),
            Column("shown_median", _("Median"), Kind.NUMBER),
            Column("counted_in", _("Counted in")),
            Column("n", _("n"), Kind.COUNT),
            Column("set_against", _("At stake against")),
            Column("spent_yuan", _("Paid"), Kind.MONEY),
            Column("judged_by", _("Judged by")),
        ),
        unit=unit,
    )


def execution_bars(rows: pl.DataFrame, chosen: str | None) -> list[Bar]:
    """Execution rates, lowest first; without a budget a word instead of a bar."""
    return [
        Bar(
            code=row["org_code"],
            name=row["org_name"] or row["org_code"],
            value=None if row["execution_rate"] is None else row["execution_rate"] * 100,
            text=_rate_text(row["execution_rate"], row["current_yuan"]),
            emphasised=row["org_code"] == chosen,
        )
        for row in rows.iter_rows(named=True)
    ]


def execution_axis() -> str:
    """What the bars of execution measure."""
    return _("Execution rate (% of the current budget)")


def pace_line(found: Headline) -> Reference:
    """The time progress as a line through the execution rates."""
    return Reference(found.pace * 100, _("dashed line: time progress {rate}").format(rate=formats.percent(found.pace)))


def execution_table(rows: pl.DataFrame, found: Headline, unit: MoneyUnit) -> Table:
    """Execution of every organisation, slowest first, the total on top."""
    lamps = {
        Lamp.OVER: _("◆ beyond the budget"),
        Lamp.GREEN: _("● on pace"),
        Lamp.YELLOW: _("▲ watch"),
        Lamp.RED: _("■ slow"),
    }
    total = progress.with_gap(_execution_total(found, rows), found.month)
    frame = pl.concat([total, rows], how="diagonal_relaxed").with_columns(
        lamp=pl.col("lamp").replace_strict({str(k): v for k, v in lamps.items()}, default=None, return_dtype=pl.String)
    )
    return Table(
        title=_("Execution by organisation"),
        frame=frame,
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("approved_yuan", _("Approved budget"), Kind.MONEY),
            Column("current_yuan", _("Current budget"), Kind.MONEY),
            Column("paid_yuan", _("Paid"), Kind.MONEY),
            Column("execution_rate", _("Execution rate"), Kind.RATE),
            Column("gap", _("Gap to the calendar"), Kind.POINTS, unit=_("percentage points")),
            Column("lamp", _("Lamp")),
        ),
        unit=unit,
        n_totals=1,
    )


def loaded_table(state: pl.DataFrame, unit: MoneyUnit) -> Table:
    """What is loaded: rows, batches, periods and the last acceptance of each extract."""
    frame = state.with_columns(
        period_spans(state),
        moments(state["last_accepted_at"]),
        name=pl.col("extract").replace_strict(extract_labels(), default=None, return_dtype=pl.String),
        origin=pl.when("synthetic").then(pl.lit(_("Demo"))).otherwise(pl.lit(_("Real"))),
    )
    return Table(
        title=_("Data loaded"),
        frame=frame,
        columns=(
            Column("name", _("Extract")),
            Column("n_rows", _("Rows"), Kind.COUNT),
            Column("n_batches", _("Batches"), Kind.COUNT),
            Column("periods", _("Periods")),
            Column("accepted", _("Last accepted")),
            Column("currency", _("Currency")),
            Column("origin", _("Origin")),
        ),
        unit=unit,
    )


def batches_table(batches: pl.DataFrame, extract: str, unit: MoneyUnit) -> Table:
    """The batches of one extract, newest first, those replaced or undone too."""
    own = batches.filter(pl.col("extract") == extract)
    frame = own.with_columns(
        period_spans(own),
        moments(own["accepted_at"]),
        state=pl.col("state").replace_strict(batch_states(), default=pl.col("state"), return_dtype=pl.String),
    )
    return Table(
        title=_("{extract}: batches").format(extract=extract_labels()[extract]),
        frame=frame,
        columns=(
            Column("batch_id", _("Batch"), Kind.CODE),
            Column("state", _("State")),
            Column("file_name", _("File")),
            Column("periods", _("Periods")),
            Column("n_orgs", _("Organisations"), Kind.COUNT),
            Column("n_accepted", _("Rows accepted"), Kind.COUNT),
            Column("n_rejected", _("Rows set aside"), Kind.COUNT),
            Column("accepted", _("Accepted")),
        ),
        unit=unit,
    )


def extract_labels() -> dict[str, str]:
    """What the extracts are called in the language of the session."""
    return {name: extract.label for name, extract in EXTRACTS.items()}


def batch_lines(found: Headline, batches: pl.DataFrame) -> tuple[str, ...]:
    """The batches that the figures of a month end are read from, one line each, for the sheet of a download."""
    return told_batches(batches.filter(pl.col("state").is_in(["live", "partly_replaced"]), _is_read(found)))


def told_batches(batches: pl.DataFrame) -> tuple[str, ...]:
    """One line a batch: number, extract, file, when it was accepted."""
    return tuple(
        _("{batch}: {extract}, {file}, accepted {moment}").format(
            batch=row["batch_id"],
            extract=extract_labels().get(row["extract"], row["extract"]),
            file=row["file_name"],
            moment=formats.moment(row["accepted_at"]),
        )
        for row in batches.iter_rows(named=True)
    )


def period_spans(rows: pl.DataFrame) -> pl.Series:
    """The column `periods`: from the first to the last, in words."""
    spans = zip(rows["first_period"], rows["last_period"], strict=True)
    return pl.Series("periods", [formats.period_span(first, last) for first, last in spans], pl.String)


def moments(values: pl.Series) -> pl.Series:
    """The column `accepted`: moments in words, in local time."""
    return pl.Series("accepted", [formats.moment(value) for value in values], pl.String)


def batch_states() -> dict[str, str]:
    """What the states of a batch are called."""
    return {
        "live": _("in use"),
        "partly_replaced": _("partly replaced"),
        "replaced": _("replaced"),
        "undone": _("undone"),
    }


def _is_read(found: Headline) -> pl.Expr:
    """Whether a batch holds what a month end needs: lists, the year so far, and of the cumulative execution that month.

    Periods are texts, a year or a month, which sort by time.
    """
    month = f"{found.year}-{found.month:02}"
    from_then = pl.when(pl.col("extract") == "execution").then(pl.lit(month)).otherwise(pl.lit(f"{found.year}"))
    in_time = (pl.col("first_period") <= month) & (pl.col("last_period") >= from_then)
    return pl.col("first_period").is_null() | in_time


def _rate_text(rate: float | None, current_yuan: Decimal | None) -> str:
    """An execution rate, or why there is none."""
    if rate is not None:
        return formats.percent(rate)
    return _("budget not fully told") if current_yuan and current_yuan > 0 else _("no budget")


def _approved_basis(found: Headline, unit: MoneyUnit) -> str:
    if found.n_from_appropriation:
        said = _("{unit}; of {n} organisations from the approved appropriation, as this month tells none")
        return said.format(unit=unit.label, n=formats.count(found.n_from_appropriation))
    if found.n_projects is None:
        return _("{unit}, projects not told").format(unit=unit.label)
    return _("{unit}, {n} projects").format(unit=unit.label, n=formats.count(found.n_projects))


def _against_calendar(gap: float | None) -> str:
    if gap is None:
        return _("budget zero or not fully told, so no rate")
    words = (
        _("{points} percentage points ahead of the calendar")
        if gap >= 0
        else _("{points} percentage points behind the calendar")
    )
    return words.format(points=formats.decimal(abs(gap) * 100, 1))


def _largest(deviations: pl.DataFrame, unit: MoneyUnit) -> str:
    if deviations.is_empty():
        return _("There are too few peers to compare towns and subdistricts.")
    cases = noteworthy(deviations)
    if cases.is_empty():
        return _("No town or subdistrict is more than {tolerance} above the median of its peers.").format(
            tolerance=formats.percent(TOLERANCE, 0)
        )
    row = cases.row(0, named=True)
    return _(
        "Among peers {name} differs most, on {item}: {deviation} above the median of {n}, {money} at stake, "
        "to be checked."
    ).format(
        name=row["org_name"],
        item=f"{row['item_name'] or row['item_code']}{_bracketed(row['grade'])}",
        deviation=formats.percent(row["from_median"]),
        n=row["n"],
        money=formats.money_with_unit(row["at_stake_yuan"], unit),
    )


def _bracketed(grade: str | None) -> str:
    return _(" ({grade})").format(grade=grade) if grade else ""


def _counted_in(unit: MoneyUnit) -> pl.Expr:
    """In what the values of a row count: 元/平方米, 元/人, %."""
    per_unit = pl.format(formats.unit_cost_label(unit, "{}"), pl.col("measure_unit").fill_null(""))
    per_head = pl.lit(formats.unit_cost_label(unit, _("inhabitant")))
    return (
        pl.when(pl.col("basis") == Basis.UNIT_COST)
        .then(per_unit)
        .when(pl.col("basis") == Basis.PER_INHABITANT)
        .then(per_head)
        .otherwise(pl.lit("%"))
    )


def _shown(name: str) -> pl.Expr:
    """A compared value as the unit beside it counts: shares in per cent."""
    return pl.col(name) * pl.when(pl.col("basis") == Basis.SHARE).then(100).otherwise(1)


def _execution_total(found: Headline, rows: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "org_name": [_("Total")],
            "approved_yuan": [found.approved_yuan],
            "current_yuan": [found.current_yuan],
            "paid_yuan": [found.paid_yuan],
            "execution_rate": [found.execution_rate],
        },
        schema_overrides={name: rows.schema[name] for name in ("approved_yuan", "current_yuan", "paid_yuan")},
    )
