"""What the comparison page says and shows, from a computed comparison."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from duibiao import formats
from duibiao.analysis.comparison import Comparison, Measure, State
from duibiao.analysis.deviation import FEWEST_PEERS
from duibiao.charts.ranking import Bar, Reference
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import feedback, filters
from duibiao.ui.filters import Members, Subject

LONGEST_WITH_EVERYBODY = 20
"""Up to so many organisations the chart shows those without such spending too."""


@dataclass(frozen=True)
class View:
    """A comparison with everything that its figures need to be understood."""

    year: int
    month: int
    subject: Subject
    members: Members
    grade: str | None
    unit: MoneyUnit
    comparison: Comparison
    measure_unit: str | None
    synthetic: bool
    batches: tuple[str, ...] = ()

    @property
    def measure(self) -> Measure:
        """By what is compared."""
        return self.comparison.measure

    @property
    def value_kind(self) -> Kind:
        """How the compared value is written."""
        return Kind.SHARE if self.measure is Measure.SHARE else Kind.MONEY

    @property
    def value_unit(self) -> str:
        """In what the compared value counts."""
        match self.measure:
            case Measure.TOTAL:
                return self.unit.label
            case Measure.PER_INHABITANT:
                return formats.unit_cost_label(self.unit, _("inhabitant"))
            case Measure.PER_UNIT:
                return formats.unit_cost_label(self.unit, self.measure_unit or "")
            case Measure.SHARE:
                return "%"

    @property
    def subject_name(self) -> str:
        """What is compared, with its grade."""
        return (
            _("{name} ({grade})").format(name=self.subject.name, grade=self.grade) if self.grade else self.subject.name
        )

    @property
    def has_peers(self) -> bool:
        """Whether enough members have a figure for a median to compare them with."""
        return self.comparison.n >= FEWEST_PEERS

    @property
    def data_date(self) -> str:
        """The day up to which payments are counted."""
        return formats.day(formats.month_end(self.year, self.month))

    def value(self, value: float | None) -> str:
        """A compared value as text, without its unit unless that is the sign of per cent."""
        if self.measure is Measure.SHARE:
            return formats.percent(value, 2)
        return formats.money(value, self.unit if self.measure is Measure.TOTAL else self.unit.single)

    def value_with_unit(self, value: float | None) -> str:
        """A compared value as text with its unit."""
        if self.measure is Measure.SHARE:
            return self.value(value)
        if self.measure is Measure.TOTAL:
            return formats.money_with_unit(value, self.unit)
        return f"{self.value(value)} {self.value_unit}"


def answer(view: View) -> str:
    """Who spends most on this, how much, against what the others spend."""
    highest = view.comparison.highest
    if highest is None:
        return _("Nobody among these organisations has a figure for {subject}").format(subject=view.subject_name)
    words = {
        "date": view.data_date,
        "n": view.comparison.n,
        "subject": view.subject_name,
        "spent": formats.money_with_unit(view.comparison.spent_yuan, view.unit),
        "total": view.value_with_unit(view.comparison.total),
        "name": highest["org_name"],
        "value": view.value_with_unit(_float(highest["value"])),
        "median": view.value_with_unit(view.comparison.median),
        "deviation": formats.percent(_float(highest["from_median"])),
    }
    if not view.has_peers:
        return _(
            "By {date}, {n} organisations paid {spent} for {subject}; {name} is highest with {value}. "
            "Fewer than {fewest} have a figure: no comparison with a median."
        ).format(**words, fewest=FEWEST_PEERS)
    if view.measure is Measure.TOTAL:
        return _(
            "By {date}, {n} organisations paid {spent} for {subject}; "
            "{name} paid the most, {value}, the median is {median}."
        ).format(**words)
    return _(
        "By {date}, {n} organisations paid {spent} for {subject}, {total} taken together; "
        "{name} is highest with {value}, {deviation} above the median of {median}."
    ).format(**words)


def basis(view: View) -> str:
    """Cut-off date, denominator, n, and who is left out and why: stands under the answer."""
    parts = [
        _("Payments from 1 January to {date}").format(date=view.data_date),
        _("n = {n}").format(n=view.comparison.n),
        _("Denominator: {base}").format(base=_base_label(view.measure)) if view.measure.base else "",
        _left_out(view),
    ]
    return " · ".join(part for part in parts if part)


def bars(view: View, chosen: str | None) -> list[Bar]:
    """One bar an organisation, highest first; those without a value stay with a word instead of a bar.

    In a long list those who do not spend on this at all are left to the table.
    """
    rows = view.comparison.rows
    shown = rows if rows.height <= LONGEST_WITH_EVERYBODY else rows.filter(pl.col("state") != State.NO_LINES)
    return [
        Bar(
            code=row["org_code"],
            name=row["org_name"] or row["org_code"],
            value=_drawn(view, row["value"]),
            text=view.value(row["value"]) if row["state"] == State.KNOWN else _state_label(row["state"], view.measure),
            emphasised=row["org_code"] == chosen,
        )
        for row in shown.iter_rows(named=True)
    ]


def axis(view: View) -> str:
    """What the bars measure, with the unit."""
    return _("{label} ({unit})").format(label=filters.measure_labels()[view.measure], unit=view.value_unit)


def reference(view: View) -> Reference | None:
    """The median over the members."""
    value = _drawn(view, view.comparison.median)
    if value is None or not view.has_peers:
        return None
    return Reference(value, _("dashed line: median {value}").format(value=view.value(view.comparison.median)))


def table(view: View) -> Table:
    """The rows behind the bars: the total as the ratio of sums first, then the median of enough, then everybody."""
    rows = view.comparison.rows.with_columns(
        note=pl.col("state").replace_strict(_state_labels(view.measure), return_dtype=pl.String)
    )
    totals = _totals(view, rows)
    return Table(
        title=_("{measure}: {subject}").format(
            measure=filters.measure_labels()[view.measure], subject=f"{view.subject.code} {view.subject_name}"
        ),
        frame=pl.concat([totals, rows], how="vertical_relaxed"),
        columns=_columns(view),
        unit=view.unit,
        n_totals=totals.height,
    )


def definitions(view: View) -> tuple[tuple[str, str], ...]:
    """How every figure of the page is computed, and what it does not say."""
    spent = _("Cumulative payments since 1 January of the budget lines of this service item or function class.")
    total = _("The figure of a group is the ratio of sums, never the mean of ratios; the median stands beside it.")
    return (
        (_("Paid"), spent),
        (filters.measure_labels()[view.measure], _measure_definition(view.measure)),
        (_("Total"), total),
        (_("Median"), _("Over the organisations with a value; those without one are not counted as zero.")),
    )


def about(view: View) -> About:
    """The sheet that goes with a download."""
    return About(
        filters=(
            (_("Year"), formats.period(str(view.year))),
            (_("Compared"), view.subject.title),
            (_("Organisations"), view.members.label),
            (_("Grade"), view.grade or _("All grades")),
            (_("Measure"), filters.measure_labels()[view.measure]),
        ),
        definitions=definitions(view),
        data_date=view.data_date,
        batches=view.batches,
        warning=feedback.demo_notice() if view.synthetic else "",
    )


def _drawn(view: View, value: float | None) -> float | None:
    """The value in the units of the axis."""
    if value is None:
        return None
    match view.measure:
        case Measure.TOTAL:
            return value / view.unit.scale.factor
        case Measure.SHARE:
            return value * 100
        case _:
            return value


def _totals(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    found = view.comparison
    known = rows.filter(pl.col("value").is_not_null())
    lines: list[dict[str, object]] = [
        {
            "org_name": _("Total"),
            "spent_yuan": found.spent_yuan,
            "base": found.base,
            "value": found.total,
            "n_lines": known["n_lines"].sum(),
            "note": _("n = {n}").format(n=found.n),
        },
        {
            "org_name": _("Median"),
            "spent_yuan": _median_spent(view),
            "value": found.median,
            "note": _("n = {n}").format(n=found.n),
        },
    ]
    return pl.from_dicts(lines if view.has_peers else lines[:1], schema=rows.schema)


def _median_spent(view: View) -> Decimal | None:
    """The median of what is compared, where that is the spending itself."""
    if view.measure is not Measure.TOTAL or view.comparison.median is None:
        return None
    return Decimal(str(round(view.comparison.median, 2)))


def _columns(view: View) -> tuple[Column, ...]:
    value = Column(
        "value",
        filters.measure_labels()[view.measure],
        view.value_kind,
        unit=view.value_unit,
        exact=view.measure is not Measure.TOTAL,
    )
    spent = (
        Column("org_code", _("Code"), Kind.CODE),
        Column("org_name", _("Organisation")),
        Column("spent_yuan", _("Paid"), Kind.MONEY),
    )
    compared = (value,) if view.measure is not Measure.TOTAL else ()
    deviation = (Column("from_median", _("Against the median"), Kind.DEVIATION),) if view.has_peers else ()
    return (
        *spent,
        *_base_columns(view),
        *compared,
        *deviation,
        Column("n_lines", _("Lines"), Kind.COUNT),
        Column("note", _("Note")),
    )


def _base_columns(view: View) -> tuple[Column, ...]:
    match view.measure:
        case Measure.TOTAL:
            return ()
        case Measure.PER_INHABITANT:
            return (Column("base", _("Population"), Kind.COUNT, unit=_("persons")),)
        case Measure.PER_UNIT:
            return (Column("base", _("Workload"), Kind.NUMBER, unit=view.measure_unit or ""),)
        case Measure.SHARE:
            return (Column("base", _("All payments"), Kind.MONEY),)


def _left_out(view: View) -> str:
    states = view.comparison.rows["state"]
    parts = []
    if missing := int((states == State.NO_BASE).sum()):
        parts.append(_("{n} without {base}").format(n=missing, base=_base_label(view.measure)))
    if none := int((states == State.NO_LINES).sum()):
        parts.append(_("{n} without such spending").format(n=none))
    return _("left out: {who}").format(who=", ".join(parts)) if parts else ""


def _base_label(measure: Measure) -> str:
    labels = {
        Measure.TOTAL: "",
        Measure.PER_INHABITANT: _("population at the end of the year"),
        Measure.PER_UNIT: _("workload of the year"),
        Measure.SHARE: _("all payments of the organisation"),
    }
    return labels[measure]


def _state_labels(measure: Measure) -> dict[str, str]:
    return {str(state): _state_label(state, measure) for state in State}


def _state_label(state: str, measure: Measure) -> str:
    missing = {
        Measure.PER_INHABITANT: _("population unknown"),
        Measure.PER_UNIT: _("workload unknown"),
        Measure.SHARE: _("no payments at all"),
    }
    labels = {
        State.KNOWN: "",
        State.ZERO: _("zero"),
        State.NO_LINES: _("no such spending"),
        State.NO_BASE: missing.get(measure, ""),
    }
    return labels[State(state)]


def _measure_definition(measure: Measure) -> str:
    texts = {
        Measure.TOTAL: _("The sum of payments; it says nothing about the size of an organisation."),
        Measure.PER_INHABITANT: _("Paid ÷ population of the year, in whole currency units per inhabitant."),
        Measure.PER_UNIT: _(
            "Paid so far ÷ workload as the workload extract of the year states it, all grades together unless one is "
            "chosen. Where it states the whole year's before December, the unit cost is too low for everybody."
        ),
        Measure.SHARE: _("Paid for this ÷ all payments of the same organisation in the same months."),
    }
    return texts[measure]


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))
