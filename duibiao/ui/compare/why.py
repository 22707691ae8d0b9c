"""Why it costs more: against the peers' median, the standard, the same months of a year or another organisation.

The difference is taken apart into steps that tie to the cent; `causes` names what the data tell behind it.
"""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from duibiao import formats
from duibiao.analysis import panel, partners
from duibiao.analysis.decomposition import EFFECTS, Decomposition, decompose
from duibiao.charts.notation import Scenario
from duibiao.charts.waterfall import Step
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.schema.costs import COST_ELEMENTS
from duibiao.ui import filters, store
from duibiao.ui.compare import evidence, excess, workbench
from duibiao.ui.compare.workbench import Bench

BY = ("item_code", "grade")
"""What is compared with what: the same item and grade."""


MONTHS = 12

ORGANISATION, MEDIAN, STANDARD = "org", "median", "standard"
"""What stands on a side."""


@dataclass(frozen=True)
class Side:
    """One of the two: an organisation in a year; or its own work at the median of its peers or at the standard."""

    org: str
    year: int
    label: str
    kind: str = ORGANISATION


@dataclass(frozen=True)
class Pair:
    """What is compared with what: `before` is the base."""

    before: Side
    after: Side

    @property
    def is_one_organisation(self) -> bool:
        """Whether two years of one organisation are compared."""
        return self.before.kind == ORGANISATION and self.before.org == self.after.org


def choose(bench: Bench) -> Pair | None:
    """Choose whose cost to explain, and against what; none where there is nothing to set it against.

    By default whoever has the largest excess, against what the excess was told by.
    """
    known = bench.comparison.rows.filter(pl.col("spent_yuan").is_not_null())
    names = {row["org_code"]: str(row["org_name"] or row["org_code"]) for row in known.iter_rows(named=True)}
    if not names:
        return None
    labels = {code: f"{code} {name}" for code, name in names.items()}
    dearest = excess.of_bench(bench).filter(pl.col("org_code").is_in(list(labels)))
    org = filters.one_of(_("Whose cost"), "org", labels, 300, str(dearest["org_code"][0]) if dearest.height else None)
    others = _partners(bench, org) | {f"o{code}": label for code, label in labels.items() if code != org}
    if not others:
        return None
    by_standard = STANDARD in others and dearest.height and dearest["standard"][0] is not None
    against = filters.one_of(_("Against"), "against", others, 300, STANDARD if by_standard else None)
    after = _side(bench, org, names[org], bench.year)
    if against in (MEDIAN, STANDARD):
        return Pair(Side(org, bench.year, others[against], against), after)
    if against.startswith("y"):
        return Pair(_side(bench, org, names[org], int(against[1:])), after)
    return Pair(_side(bench, against[1:], names[against[1:]], bench.year), after)


def computed(bench: Bench, pair: Pair) -> Decomposition:
    """The difference of the two, by item and grade; against a unit cost only what has one is on either side."""
    own = costs(bench, pair.after)
    if pair.before.kind == ORGANISATION:
        return decompose(costs(bench, pair.before), own, BY)
    before, after = partners.at_unit_costs(own, _reference(bench, pair.after.org, pair.before.kind))
    return decompose(before, after, BY)


def costs(bench: Bench, side: Side) -> pl.DataFrame:
    """Costs of one side by item and grade up to the chosen month, with the workload where it is known."""
    if side.year == bench.year:
        return _counted(bench, bench.spending, side)
    part = _counted(bench, workbench.lines_at_same_month(bench), side)
    return partners.of_months(_counted(bench, bench.spending, side), part)


def of_side(told: pl.DataFrame, side: Side, bench: Bench) -> pl.DataFrame:
    """The rows of one side, of the chosen grade."""
    own = told.filter((pl.col("org_code") == side.org) & (pl.col("year") == side.year))
    return own if bench.grade is None else own.filter(pl.col("grade") == bench.grade)


def answer(bench: Bench, pair: Pair, found: Decomposition) -> str:
    """How much more or less, and which step makes most of it."""
    difference = found.after_yuan - found.before_yuan
    words = {
        "after": pair.after.label,
        "before": pair.before.label,
        "subject": bench.subject_name,
        "amount": formats.money_with_unit(abs(difference), bench.unit),
        "paid": formats.money_with_unit(found.after_yuan, bench.unit),
    }
    if difference == 0:
        return _("{after} paid {paid} for {subject}, exactly as much as {before}.").format(**words)
    effect, amount = max(found.effects.items(), key=lambda pair: abs(pair[1]))
    step = _("Most of it is {effect}: {step}.").format(effect=effect_labels()[effect], step=_signed(amount, bench))
    sentence = (
        _("{after} paid {paid} for {subject}, {amount} more than {before}.")
        if difference > 0
        else _("{after} paid {paid} for {subject}, {amount} less than {before}.")
    )
    return _("{first} {second}").format(first=sentence.format(**words), second=step)


def effect_labels() -> dict[str, str]:
    """What the steps are called."""
    return {
        "price": _("Price"),
        "volume": _("Volume"),
        "mix": _("Mix"),
        "new": _("New"),
        "ended": _("Ended"),
        "unmeasured": _("Not measured"),
    }


def definitions() -> tuple[tuple[str, str], ...]:
    """How the steps are computed."""
    labels = effect_labels()
    return (
        (labels["volume"], _("Σ cost of the base × (all work now ÷ all work of the base − 1), by unit of workload.")),
        (labels["mix"], _("What the work now would cost at the prices of the base, less the base and the volume.")),
        (labels["price"], _("Σ work now × (unit cost now − unit cost of the base).")),
        (labels["new"], _("Items and grades that only this side has.")),
        (labels["ended"], _("Items and grades that only the base has.")),
        (labels["unmeasured"], _("On both sides, but without a workload in the same unit: not taken apart.")),
        (
            _("Work of the same months"),
            _(
                "Workload is told by the year: that of the first months of a past year is taken as the share of that "
                "year's money which was paid by then, so its unit cost stays that of the whole year."
            ),
        ),
        (
            _("Median, standard"),
            _(
                "What the same work would have cost at the median unit cost of the others (five members or more) or at "
                "the standard in force: the difference is price alone, to be checked."
            ),
        ),
        (_("Ties"), _("The steps add up to the difference to the cent.")),
    )


def steps(bench: Bench, pair: Pair, found: Decomposition) -> list[Step]:
    """The bars of the waterfall: base, every step that is not zero, this side."""
    labels = effect_labels()
    base = Scenario.PRIOR if pair.is_one_organisation else Scenario.ACTUAL
    total = [
        Step(
            "before", pair.before.label, _drawn(found.before_yuan, bench), _money(found.before_yuan, bench), True, base
        ),
        Step("after", pair.after.label, _drawn(found.after_yuan, bench), _money(found.after_yuan, bench), True),
    ]
    between = [
        Step(name, labels[name], _drawn(amount, bench), _signed(amount, bench))
        for name, amount in found.effects.items()
        if amount
    ]
    return [total[0], *between, total[1]]


def step_labels(found: Decomposition) -> dict[str, str]:
    """The steps that there are, to choose from."""
    labels = effect_labels()
    return {name: labels[name] for name, amount in found.effects.items() if amount}


def cells_table(bench: Bench, pair: Pair, found: Decomposition, step: str | None) -> Table:
    """The items and grades behind all steps or one, the largest difference first, the sum on top."""
    names = store.read("item_definitions").select("item_code", "item_name")
    cells = found.cells if step is None else found.behind(step)
    rows = cells.join(names, on="item_code", how="left").sort(pl.col("difference").abs(), descending=True)
    unit_costs = [
        (pl.col(f"cost_{side}").cast(pl.Float64) / pl.col(f"quantity_{side}")).alias(f"unit_cost_{side}")
        for side in ("before", "after")
    ]
    rows = rows.with_columns(unit_costs)
    sums = pl.col("cost_before", "cost_after", *EFFECTS, "difference").sum()
    total = rows.select(sums).with_columns(item_name=pl.lit(_("Total")))
    before, after, steps_ = pair.before.label, pair.after.label, _("Difference")
    labels = effect_labels()
    return Table(
        title=_("{after} against {before}: {subject}").format(after=after, before=before, subject=bench.subject_name),
        frame=pl.concat([total, rows], how="diagonal_relaxed"),
        columns=(
            Column("item_code", _("Code"), Kind.CODE, group=_("Service item")),
            Column("item_name", _("Name"), group=_("Service item")),
            Column("grade", _("Grade"), group=_("Service item")),
            Column("measure_unit", _("Counted in"), group=_("Service item")),
            *_side_columns("before", before),
            *_side_columns("after", after),
            *(Column(name, labels[name], Kind.MONEY, group=steps_) for name in EFFECTS),
            Column("difference", _("Total"), Kind.MONEY, group=steps_),
        ),
        unit=bench.unit,
        n_totals=1,
    )


def elements_table(bench: Bench, pair: Pair) -> Table | None:
    """Of what the costs are made up, side by side, with shares; none where nobody told."""
    if bench.subject.kind != "item":
        return None
    if pair.before.kind != ORGANISATION:
        return None
    told = store.read("cost_elements", item=bench.subject.code)
    labels = {choice.value: choice.label for choice in COST_ELEMENTS}
    sides = [of_side(told, side, bench).rename({"cost_element": "code", "cost_yuan": "amount"}) for side in _both(pair)]
    return _composition(bench, pair, sides, _("Cost elements"), labels)


def classes_table(bench: Bench, pair: Pair) -> Table | None:
    """The economic classes of both, side by side, with shares."""
    if bench.subject.kind == filters.PROJECTS or pair.before.kind != ORGANISATION:
        return None
    sides: list[pl.DataFrame] = []
    names: dict[str, str] = {}
    for side in _both(pair):
        month = bench.month
        told = store.read(
            "spending_by_class",
            kind=bench.subject.kind,
            code=bench.subject.code,
            year=side.year,
            month=month,
            **_without(bench),
        )
        own = of_side(told.with_columns(year=pl.lit(side.year)), side, bench)
        names |= dict(own.select("economic_code", "economic_name").iter_rows())
        sides.append(own.rename({"economic_code": "code", "spent_yuan": "amount"}))
    labels = {code: f"{code} {name or ''}" for code, name in names.items()}
    return _composition(bench, pair, sides, _("Economic classes"), labels)


def sides(pair: Pair) -> dict[str, Side]:
    """Whose budget lines stand behind the two totals."""
    both = {"after": pair.after, "before": pair.before}
    return {name: side for name, side in both.items() if side.kind == ORGANISATION}


def _partners(bench: Bench, org: str) -> dict[str, str]:
    """What the own work can be held against: the median, the standard, the same months of other years."""
    own = costs(bench, Side(org, bench.year, ""))
    found = {}
    for kind, label in ((MEDIAN, _("the median of its peers")), (STANDARD, _("the standard"))):
        if partners.at_unit_costs(own, _reference(bench, org, kind))[0].height:
            found[kind] = _("{partner}, at the same work").format(partner=label)
    past = workbench.lines_at_same_month(bench).filter((pl.col("org_code") == org) & (pl.col("year") != bench.year))
    years = past["year"].unique().sort(descending=True)
    label = _("itself in {year}") if bench.month == MONTHS else _("itself in the same months of {year}")
    return found | {f"y{year}": label.format(year=year) for year in years}


def _reference(bench: Bench, org: str, kind: str) -> pl.DataFrame:
    """Unit costs to hold the work of an organisation against: item_code, grade, measure_unit, unit_cost."""
    if kind == STANDARD:
        found = evidence.standards_of(evidence.When(bench.year, bench.month))
        return found.rename({"standard": "unit_cost"})
    lines = bench.spending.filter((pl.col("year") == bench.year) & pl.col("org_code").is_in(bench.members.codes))
    return partners.medians(panel.unit_costs(lines, _own_workloads(bench)), org)


def _own_workloads(bench: Bench) -> pl.DataFrame:
    return bench.workloads.filter(pl.col("year") == bench.year)


def _side(bench: Bench, org: str, name: str, year: int) -> Side:
    label = _("{name} {year} (months 1 to {month})").format(
        name=name, year=formats.period(str(year)), month=bench.month
    )
    return Side(org, year, label)


def _counted(bench: Bench, spending: pl.DataFrame, side: Side) -> pl.DataFrame:
    lines = spending.filter((pl.col("org_code") == side.org) & (pl.col("year") == side.year))
    if bench.grade is not None:
        lines = lines.filter(pl.col("grade") == bench.grade)
    key = ["year", "org_code", *BY]
    counted = panel.quantities(lines, bench.workloads, bench.workload, by_grade=True, per=BY)
    spent = lines.group_by(key).agg(cost_yuan=pl.col("spent_yuan").sum())
    joined = spent.join(counted, on=key, how="left", nulls_equal=True)
    return joined.select(*BY, "measure_unit", "cost_yuan", "quantity")


def _both(pair: Pair) -> tuple[Side, Side]:
    return pair.before, pair.after


def _without(bench: Bench) -> dict[str, bool]:
    return {name: value for name, value in bench.costing.parameters.items() if name != "full_year"}


def _composition(
    bench: Bench, pair: Pair, sides: list[pl.DataFrame], title: str, labels: dict[str, str]
) -> Table | None:
    if all(side.is_empty() for side in sides):
        return None
    sums = [
        side.group_by("code").agg(pl.col("amount").cast(pl.Decimal(38, 2)).sum().alias(name))
        for side, name in zip(sides, ("before", "after"), strict=True)
    ]
    rows = sums[0].join(sums[1], on="code", how="full", coalesce=True).with_columns(name=pl.col("code").replace(labels))
    total = rows.select(pl.col("before", "after").sum()).with_columns(name=pl.lit(_("Total")))
    rows = pl.concat([total, rows.sort("after", "before", descending=True, nulls_last=True)], how="diagonal_relaxed")
    shares = [
        pl.when(pl.col(name).first() != 0)
        .then(pl.col(name).cast(pl.Float64) / pl.col(name).first().cast(pl.Float64))
        .alias(f"{name}_share")
        for name in ("before", "after")
    ]
    rows = rows.with_columns(shares).with_columns(shift=pl.col("after_share") - pl.col("before_share"))
    return Table(
        title=_("{title}: {subject}").format(title=title, subject=bench.subject_name),
        frame=rows,
        columns=(
            Column("name", title),
            Column("before", _("Amount"), Kind.MONEY, group=pair.before.label),
            Column("before_share", _("Share"), Kind.SHARE, group=pair.before.label),
            Column("after", _("Amount"), Kind.MONEY, group=pair.after.label),
            Column("after_share", _("Share"), Kind.SHARE, group=pair.after.label),
            Column("shift", _("Shift (percentage points)"), Kind.POINTS),
        ),
        unit=bench.unit,
        n_totals=1,
    )


def _side_columns(side: str, label: str) -> tuple[Column, ...]:
    return (
        Column(f"cost_{side}", _("Paid"), Kind.MONEY, group=label),
        Column(f"quantity_{side}", _("Workload"), Kind.NUMBER, group=label),
        Column(f"unit_cost_{side}", _("Unit cost"), Kind.MONEY, exact=True, group=label),
    )


def _drawn(amount: Decimal, bench: Bench) -> float:
    return float(bench.unit.scaled(amount))


def _money(amount: Decimal, bench: Bench) -> str:
    return formats.money(amount, bench.unit)


def _signed(amount: Decimal, bench: Bench) -> str:
    sign = "+" if amount > 0 else ""
    return f"{sign}{formats.money_with_unit(amount, bench.unit)}"
