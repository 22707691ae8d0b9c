"""What all pages of the workbench choose, the same way and in the same place, and the figures that follow from it.

A page calls `choose`, which draws the filters and computes the members; a choice made on one page holds on the next.
"""

from dataclasses import dataclass
from functools import cached_property

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.analysis import comparison, panel, prices
from duibiao.analysis.comparison import Comparison, Measure
from duibiao.analysis.deviation import FEWEST_PEERS
from duibiao.analysis.panel import Workload
from duibiao.analysis.peers import Peers
from duibiao.export.about import About
from duibiao.export.table import Kind
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import address, feedback, filters, overview_view, store
from duibiao.ui.compare import neighbours, spent
from duibiao.ui.filters import Members, Subject

_NOTHING = pl.DataFrame(
    schema={
        "year": pl.Int16,
        "scope_org": pl.String,
        "item_code": pl.String,
        "measure": pl.String,
        "grade": pl.String,
        "measure_unit": pl.String,
        "quantity": pl.Float64,
        "planned_quantity": pl.Float64,
        "provenance": pl.String,
    }
)
"""No workload: only service items have one."""


@dataclass(frozen=True)
class Costing:
    """Which costs count and how: what is left out, part years, prices of which year."""

    without: frozenset[str] = frozenset()
    full_year: bool = False
    real: bool = False

    @property
    def parameters(self) -> dict[str, bool]:
        """As the reads of spending take them."""
        left_out = {f"without_{kind}": kind in self.without for kind in ("one_offs", "arrears", "central")}
        return left_out | {"full_year": self.full_year}

    @property
    def counting(self) -> spent.Counting:
        """The same, to be kept by."""
        return tuple(sorted(self.parameters.items()))


@dataclass(frozen=True)
class Bench:
    """A comparison that was chosen, with everything that its figures need to be understood.

    `every` has one row a year and organisation of the group (see `analysis.panel.members`), with org_name and org_type;
    `spending` and `workloads` are what it was made from, of all organisations.
    """

    year: int
    month: int
    subject: Subject
    grade: str | None
    members: Members
    peers: Peers | None
    measure: Measure
    unit: MoneyUnit
    costing: Costing
    workload: Workload
    n_reporting: int
    synthetic: bool
    batches: tuple[str, ...]
    spending: pl.DataFrame
    workloads: pl.DataFrame
    every: pl.DataFrame
    years_without_index: tuple[int, ...] = ()
    """Years whose price index is wanting for what is shown in prices of the chosen year."""

    @cached_property
    def of_year(self) -> pl.DataFrame:
        """The members in the chosen year."""
        return self.every.filter(pl.col("year") == self.year)

    @cached_property
    def comparison(self) -> Comparison:
        """The members in the chosen year, compared."""
        return comparison.compare(self.of_year, self.measure)

    @cached_property
    def measure_unit(self) -> str | None:
        """In what the workload counts."""
        return comparison.measure_unit(self.of_year)

    @property
    def has_peers(self) -> bool:
        """Whether enough members have a figure for a median to compare them with."""
        return self.comparison.n >= FEWEST_PEERS

    @property
    def data_date(self) -> str:
        """The day up to which payments are counted."""
        return formats.day(formats.month_end(self.year, self.month))

    @property
    def subject_name(self) -> str:
        """What is compared, with its grade."""
        if self.grade is None:
            return self.subject.name
        return _("{name} ({grade})").format(name=self.subject.name, grade=self.grade)

    @property
    def measure_label(self) -> str:
        """What the compared value is called."""
        return filters.measure_labels()[self.measure]

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
            case Measure.SHARE:
                return "%"
            case _:
                return formats.unit_cost_label(self.unit, self.per)

    @property
    def per(self) -> str:
        """What the compared value is per one of."""
        names = {
            Measure.PER_INHABITANT: _("inhabitant"),
            Measure.PER_KM2: "km²",
            Measure.PER_UNIT: self.measure_unit or "",
            Measure.PER_STAFF: _("member of staff"),
        }
        return names.get(self.measure, "")

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

    def drawn(self, value: float | None) -> float | None:
        """The value in the units of an axis."""
        if value is None:
            return None
        if self.measure is Measure.TOTAL:
            return value / self.unit.scale.factor
        return value * 100 if self.measure is Measure.SHARE else value

    @property
    def axis(self) -> str:
        """What an axis measures, with the unit."""
        return _("{label} ({unit})").format(label=self.measure_label, unit=self.value_unit)


@dataclass(frozen=True)
class Question:
    """The first row of filters: what is compared, up to when, and in what unit."""

    year: int
    month: int
    n_reporting: int
    subject: Subject
    unit: MoneyUnit


def choose() -> Bench:
    """Draw the filters of the workbench; ends the page where there is nothing to compare."""
    if store.is_empty():
        feedback.nothing_loaded()
        address.stop()
    with filters.row():
        asked = _question()
    with filters.row():
        with st.popover(_("What counts"), icon=":material/tune:"):
            costing = _costing()
        spending, workloads = _spending(asked, costing), _workloads(asked.subject)
        members, peers = _group(asked, spending, workloads)
        grade = filters.grade(panel.grades(spending.filter(pl.col("year") == asked.year)))
        workload = _workload(workloads)
        every = _members(asked, spending, workloads, costing, members, grade, workload)
        measure = filters.measure(comparison.available(every.filter(pl.col("year") == asked.year)))
    headline = overview_view.headline(store.read("headline", year=asked.year, month=asked.month))
    return Bench(
        year=asked.year,
        month=asked.month,
        subject=asked.subject,
        grade=grade,
        members=members,
        peers=peers,
        measure=measure,
        unit=asked.unit,
        costing=costing,
        workload=workload,
        n_reporting=asked.n_reporting,
        synthetic=headline.synthetic,
        batches=overview_view.batch_lines(headline, store.read("batches")),
        spending=spending,
        workloads=workloads,
        every=every,
        years_without_index=_years_without_index(asked, costing),
    )


def at_same_month(bench: Bench) -> pl.DataFrame:
    """`every`, with all years cut off at the month of the chosen one where they have it."""
    spending, totals = (
        _in_prices_of_bench(each, bench)
        for each in (
            spent.on(bench.subject, bench.costing.counting, None, bench.month),
            spent.in_all(bench.costing.counting, None, bench.month),
        )
    )
    return _named(
        panel.members(spending, totals, bench.workloads, store.read("sizes"), bench.workload, bench.grade),
        bench.members,
    )


def lines_at_same_month(bench: Bench) -> pl.DataFrame:
    """`spending` of the years that have the month of the chosen one, cut off at it."""
    lines = spent.on(bench.subject, bench.costing.counting, None, bench.month)
    return _in_prices_of_bench(lines, bench).filter(pl.col("month") == bench.month)


def about(bench: Bench) -> About:
    """The sheet that goes with a download."""
    return About(
        filters=(
            (_("Year"), formats.period(str(bench.year))),
            (_("Compared"), bench.subject.title),
            (_("Organisations"), bench.members.label),
            (_("Grade"), bench.grade or _("All grades")),
            (_("Measure"), bench.measure_label),
            (_("What counts"), costing_text(bench.costing)),
        ),
        definitions=definitions(bench),
        data_date=bench.data_date,
        batches=bench.batches,
        warning=feedback.demo_notice() if bench.synthetic else "",
    )


def basis(bench: Bench) -> str:
    """Cut-off date, denominator, n, what counts, and who is left out and why: stands under the answer."""
    parts = [
        _("Payments from 1 January to {date}").format(date=bench.data_date),
        _("n = {n}").format(n=bench.comparison.n),
        _("Denominator: {base}").format(base=base_label(bench)) if bench.measure.base else "",
        costing_text(bench.costing) if bench.costing != Costing() else "",
        _left_out(bench),
    ]
    return " · ".join(part for part in parts if part)


def definitions(bench: Bench) -> tuple[tuple[str, str], ...]:
    """How every figure of a comparison is computed, and what it does not say."""
    spent = _("Cumulative payments since 1 January of the budget lines of this service item or class.")
    total = _("The figure of a group is the ratio of sums, never the mean of ratios; the median stands beside it.")
    return (
        (_("Paid"), spent),
        (bench.measure_label, _measure_definition(bench.measure)),
        (_("Total"), total),
        (_("Median"), _("Over the organisations with a value; those without one are not counted as zero.")),
        *_costing_definitions(bench.costing),
    )


def costing_text(costing: Costing) -> str:
    """Which costs count, in words."""
    labels = _without_labels()
    left_out = [labels[kind] for kind in labels if kind in costing.without]
    parts = [
        _("without {what}").format(what="、".join(left_out)) if left_out else _("all costs"),
        _("part years as twelve months") if costing.full_year else "",
        _("prices of the chosen year") if costing.real else "",
    ]
    return "，".join(part for part in parts if part)


def base_label(bench: Bench) -> str:
    """What the compared value is divided by, in words."""
    labels = {
        Measure.TOTAL: "",
        Measure.PER_INHABITANT: _("population at the end of the year"),
        Measure.PER_KM2: _("area of the territory"),
        Measure.PER_UNIT: bench.workload.label or _("workload of the year"),
        Measure.PER_STAFF: _("staff at the end of the year"),
        Measure.SHARE: _("all payments of the organisation"),
    }
    return labels[bench.measure]


def item_texts(bench: Bench) -> tuple[tuple[str, str], ...]:
    """What the service item is, as the list of items says; nothing for a class or for projects."""
    if bench.subject.kind != "item":
        return ()
    found = store.read("item_definitions").filter(pl.col("item_code") == bench.subject.code)
    labels = {
        "definition": _("Definition"),
        "measure_unit": _("Unit of workload"),
        "includes": _("Includes"),
        "excludes": _("Excludes"),
        "grades": _("Grades"),
        "drivers": _("Cost drivers"),
    }
    row = found.row(0, named=True) if found.height else {}
    return tuple((label, str(row[name])) for name, label in labels.items() if row.get(name))


def _costing() -> Costing:
    """Which costs count: what to leave out, and how to make years and terms alike."""
    without = filters.several(_("Leave out"), "without", _without_labels())
    alike = filters.several(
        _("Make alike"),
        "alike",
        {"full_year": _("Part years as twelve months"), "real": _("Prices of the chosen year")},
    )
    return Costing(without, "full_year" in alike, "real" in alike)


def _without_labels() -> dict[str, str]:
    return {
        "one_offs": _("One-off projects"),
        "arrears": _("Arrears of earlier years"),
        "central": _("Central charges"),
    }


def _workloads(subject: Subject) -> pl.DataFrame:
    return spent.workloads_of(subject.code) if subject.kind == "item" else _NOTHING


def _workload(workloads: pl.DataFrame) -> Workload:
    """Choose the quantity of unit costs where there are several; the item's own comes first."""
    counted = list(panel.divisors(workloads, FEWEST_PEERS))
    if workloads["measure"].null_count():
        counted.insert(0, Workload())
    options = {each.label or "own": each for each in counted}
    if len(options) < 2:
        return counted[0] if counted else Workload()
    labels = {name: each.label or _("its own workload") for name, each in options.items()}
    chosen = filters.one_of(_("Counted in"), "counted", labels)
    return options[chosen]


def _question() -> Question:
    year = filters.year(store.read("years"))
    months = store.read("months", year=year)
    month = filters.cut_off(months)
    choices = store.read("choices", year=year, month=month)
    if choices.is_empty():
        feedback.nothing_here(_("The data of this year name neither service items nor classes"))
        address.stop()
    subject = filters.subject(choices, lambda: store.read("projects_of_year", year=year, month=month))
    unit = filters.money_unit(store.currency(year))
    if not subject.code:
        feedback.nothing_here(_("Choose one project or more"))
        address.stop()
    n_reporting = int(months.row(by_predicate=pl.col("month") == month, named=True)["n_orgs"])
    return Question(year, month, n_reporting, subject, unit)


def _group(asked: Question, spending: pl.DataFrame, workloads: pl.DataFrame) -> tuple[Members, Peers | None]:
    """Whose spending is compared, and how they were found where they are the peers of one."""
    orgs = store.read("orgs", year=asked.year)
    group = filters.group(orgs)
    if group != "peers":
        return filters.members(orgs, group), None
    of_year = pl.col("year") == asked.year
    sizes = store.read("sizes").filter(of_year)
    found = neighbours.choose(orgs, sizes, spending.filter(of_year), workloads.filter(of_year))
    return Members(group, filters.group_label(group), found.codes), found


def _spending(asked: Question, costing: Costing) -> pl.DataFrame:
    """Spending on the subject in all years: the chosen one to its month, the others to their last."""
    return _in_prices(
        pl.concat(
            [
                spent.on(asked.subject, costing.counting, None, None).filter(pl.col("year") != asked.year),
                spent.on(asked.subject, costing.counting, asked.year, asked.month),
            ]
        ),
        asked,
        costing,
    )


def _totals(asked: Question, costing: Costing) -> pl.DataFrame:
    """All spending of everybody in the same years and months."""
    others = spent.in_all(costing.counting, None, None).filter(pl.col("year") != asked.year)
    return _in_prices(pl.concat([others, spent.in_all(costing.counting, asked.year, asked.month)]), asked, costing)


def _years_without_index(asked: Question, costing: Costing) -> tuple[int, ...]:
    if not costing.real:
        return ()
    years = spent.on(asked.subject, costing.counting, None, None)["year"].unique()
    return tuple(prices.missing(store.read("price_index"), years, asked.year, asked.unit.currency))


def _in_prices(spending: pl.DataFrame, asked: Question, costing: Costing) -> pl.DataFrame:
    if not costing.real:
        return spending
    return prices.in_prices_of(spending, store.read("price_index"), asked.year, asked.unit.currency)


def _in_prices_of_bench(spending: pl.DataFrame, bench: Bench) -> pl.DataFrame:
    if not bench.costing.real:
        return spending
    return prices.in_prices_of(spending, store.read("price_index"), bench.year, bench.unit.currency)


def _members(
    asked: Question,
    spending: pl.DataFrame,
    workloads: pl.DataFrame,
    costing: Costing,
    members: Members,
    grade: str | None,
    workload: Workload,
) -> pl.DataFrame:
    totals = _totals(asked, costing)
    return _named(panel.members(spending, totals, workloads, store.read("sizes"), workload, grade), members)


def _named(every: pl.DataFrame, members: Members) -> pl.DataFrame:
    """Those of the group, with their names and types."""
    names = store.read("organisations").select("org_code", "org_name", "org_type")
    return every.filter(pl.col("org_code").is_in(members.codes)).join(names, on="org_code", how="left")


def _left_out(bench: Bench) -> str:
    states = bench.comparison.rows["state"]
    absent = len(set(bench.members.codes) - set(bench.of_year["org_code"]))
    told = {
        _("{n} without {base}").format(n="{n}", base=base_label(bench)): int((states == "no_base").sum()),
        _("{n} without such spending"): int((states == "no_lines").sum()),
        _("{n} with more refunds than payments"): int((states == "suppressed").sum()),
        _("{n} that do not report this month"): absent,
    }
    parts = [text.format(n=n) for text, n in told.items() if n]
    return _("left out: {who}").format(who=", ".join(parts)) if parts else ""


def _costing_definitions(costing: Costing) -> tuple[tuple[str, str], ...]:
    texts = {
        "one_offs": _("Projects of the nature one-off are left out."),
        "arrears": _("Payments marked as arrears of earlier years are left out."),
        "central": _("Costs marked as charged centrally are left out."),
    }
    found = [(_without_labels()[kind], texts[kind]) for kind in texts if kind in costing.without]
    if costing.full_year:
        text = _(
            "Where a contract ran in a part of the months up to the cut-off, its payments × those months ÷ the months "
            "in which it ran (at the year's end: × 12 ÷ its term); workload that was done in that time is raised "
            "alike, an inventory is not. One-off projects, and what was paid before a term began, stay."
        )
        found.append((_("Part years as twelve months"), text))
    if costing.real:
        text = _(
            "Amounts of other years × the change of consumer prices up to the chosen year; a year without an index is "
            "not shown. Consumer prices are not the prices of public services."
        )
        found.append((_("Prices of the chosen year"), text))
    return tuple(found)


def _measure_definition(measure: Measure) -> str:
    texts = {
        Measure.TOTAL: _("The sum of payments; it says nothing about the size of an organisation."),
        Measure.PER_INHABITANT: _("Paid ÷ population of the year, in whole currency units per inhabitant."),
        Measure.PER_KM2: _("Paid ÷ area of the territory in km²."),
        Measure.PER_UNIT: _(
            "Paid so far ÷ workload as the workload extract of the year states it, all grades together unless one is "
            "chosen. Where it states the whole year's before December, the unit cost is too low for everybody. "
            "Unknown unless all of the workload behind the payments is told in one unit."
        ),
        Measure.PER_STAFF: _("Paid ÷ staff in post of the year."),
        Measure.SHARE: _("Paid for this ÷ all payments of the same organisation in the same months."),
    }
    return texts[measure]
