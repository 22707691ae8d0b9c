"""Free exploration: any dimensions down and across, any measure, ratios of sums at every subtotal."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from duibiao import formats
from duibiao.analysis import panel
from duibiao.analysis.pivot import REST, TOTAL, Pivot, Ratio, pivot
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import feedback, filters, overview_view, store
from duibiao.ui.compare import spent
from duibiao.ui.drilldown import Trail
from duibiao.ui.overview_view import Headline

UNIT_COST = "unit_cost"
YEARS = (1, 2, 3, 5)
MOST_ACROSS = 24


@dataclass(frozen=True)
class Layout:
    """What stands where: dimensions down and across, the measure, and what is filtered."""

    year: int
    month: int
    years: int
    unit: MoneyUnit
    rows: tuple[str, ...]
    column: str | None
    measure: str
    only: str | None
    members: tuple[str, ...]


def choose() -> Layout:
    """Draw the choices; the first two dimensions are given."""
    labels = dimension_labels()
    with filters.row():
        year = filters.year(store.read("years"))
        month = filters.cut_off(store.read("months", year=year))
        years = filters.how_many(_("Years"), "pivot_years", YEARS, 1)
        unit = filters.money_unit(store.currency(year))
    with filters.row():
        measure = filters.one_of(_("Measure"), "pivot_measure", measure_labels(), 200)
        offered = {name: label for name, label in labels.items() if measure != UNIT_COST or name in _OF_UNIT_COSTS}
        rows = filters.ordered(_("Rows, from the outside in"), "pivot_rows", offered, ("org_type", "org"))
        across = {"": _("nothing")} | {name: label for name, label in offered.items() if name not in rows}
        column = filters.one_of(_("Columns"), "pivot_column", across, 200) or None
    with filters.row():
        only = filters.one_of(_("Only where"), "pivot_only", {"": _("no filter")} | offered, 200) or None
        members = _members(only, year, month, years, measure) if only else ()
    return Layout(year, month, years, unit, rows, column, measure, only, members)


def cells(layout: Layout) -> pl.DataFrame:
    """What is added up, filtered."""
    found = _cells(layout.year, layout.month, layout.years, layout.measure)
    return found.filter(pl.col(layout.only).is_in(layout.members)) if layout.only and layout.members else found


def computed(layout: Layout, found: pl.DataFrame) -> Pivot:
    """The table with its subtotals."""
    return pivot(found, layout.rows, layout.column, ratio(layout.measure), MOST_ACROSS)


def ratio(measure: str) -> Ratio:
    """What a measure adds up or divides."""
    ratios = {
        "paid": Ratio("paid_yuan"),
        "current": Ratio("current_yuan"),
        "approved": Ratio("approved_yuan"),
        "contracted": Ratio("contracted_yuan"),
        "rate": Ratio("paid_yuan", "current_yuan"),
        "contracted_rate": Ratio("contracted_yuan", "current_yuan"),
        UNIT_COST: Ratio("spent_yuan", "quantity", "measure_unit"),
    }
    return ratios[measure]


def measure_labels() -> dict[str, str]:
    """The measures, sums first."""
    return {
        "paid": _("Paid"),
        "current": _("Current budget"),
        "approved": _("Approved budget"),
        "contracted": _("Contracted"),
        "rate": _("Execution rate"),
        "contracted_rate": _("Contracted ÷ current budget"),
        UNIT_COST: _("Unit cost"),
    }


def dimension_labels() -> dict[str, str]:
    """What rows and columns can be."""
    return {
        "org_type": _("Organisation type"),
        "org": _("Organisation"),
        "year": _("Year"),
        "field": _("Field"),
        "item": _("Service item"),
        "grade": _("Grade"),
        "function_group": _("Function class (top)"),
        "function": _("Function class"),
        "economic_group": _("Economic class (top)"),
        "economic": _("Economic class"),
        "fund_type": _("Fund type"),
        "one_off": _("Nature"),
        "cost_kind": _("Kind of cost"),
    }


def answer(layout: Layout, found: Pivot) -> str:
    """The total, and the first row with most of it."""
    first = found.rows.row(0, named=True) if found.rows.height else {}
    total = first.get(TOTAL)
    sentence = _("{measure} up to {date}: {total} in all.").format(
        measure=measure_labels()[layout.measure], date=_cut_off(layout), total=_text(layout, total)
    )
    outer = found.rows.filter((pl.col("level") == 1) & pl.col(TOTAL).is_not_null())
    if outer.is_empty():
        return sentence
    largest = outer.sort(pl.col(TOTAL).cast(pl.Float64), descending=True).row(0, named=True)
    second = _("The highest of {n}: {name}, {value}.").format(
        n=outer.height, name=largest[layout.rows[0]] or _("not told"), value=_text(layout, largest[TOTAL])
    )
    return _("{first} {second}").format(first=sentence, second=second)


def basis(layout: Layout, found: pl.DataFrame) -> str:
    """Cut-off date, and of how many cells."""
    parts = [
        _("Payments from 1 January to {date}").format(date=_cut_off(layout)),
        _("earlier years to their last month") if layout.years > 1 else "",
        _("n = {n} cells").format(n=formats.count(found.height)),
    ]
    return " · ".join(part for part in parts if part)


def definitions(layout: Layout) -> tuple[tuple[str, str], ...]:
    """How subtotals come about."""
    labels = measure_labels()
    text = {
        "rate": _("Σ paid ÷ Σ current budget of everything below."),
        "contracted_rate": _("Σ contracted ÷ Σ current budget of everything below."),
        UNIT_COST: _("Σ paid ÷ Σ workload of everything below; only where it all counts in the same unit."),
    }
    return (
        (labels[layout.measure], text.get(layout.measure, _("The sum of everything below."))),
        (_("Subtotals"), _("Always from the cells, never from rounded rows; a ratio is never added up or averaged.")),
        (_("Others"), _("Beyond {n} columns the smallest go together.").format(n=MOST_ACROSS)),
    )


def table(layout: Layout, found: Pivot) -> Table:
    """The hierarchy as a table: the total first, subtotals before what they hold."""
    labels, across = dimension_labels(), layout.column
    rows = found.rows.with_columns(_shown_name(name, place) for place, name in enumerate(found.dimensions))
    kind = Kind.RATE if layout.measure.endswith("rate") else Kind.MONEY
    group = labels[across] if across else ""
    names = {TOTAL: _("Total"), REST: _("Others"), "": _("not told")}
    return Table(
        title=_("{measure} by {what}").format(
            measure=measure_labels()[layout.measure], what="、".join(labels[name] for name in layout.rows)
        ),
        frame=rows,
        columns=(
            *(Column(name, labels[name]) for name in found.dimensions),
            *(
                Column(
                    name,
                    names.get(name, name),
                    kind,
                    exact=layout.measure == UNIT_COST,
                    group=group if name != TOTAL else "",
                )
                for name in found.members
            ),
        ),
        unit=layout.unit,
        n_totals=1,
    )


def paths(layout: Layout, found: Pivot) -> dict[str, str]:
    """Every row of the table but the total: its members from the outside in, as the key and as words."""
    rows = found.rows.filter(pl.col("level") > 0)
    members = [[row[name] for name in layout.rows[: row["level"]]] for row in rows.iter_rows(named=True)]
    return {path_key(each): " / ".join(name or _("not told") for name in each) for each in members}


def path_key(members: Sequence[str]) -> str:
    """The key of a row: its members from the outside in."""
    return _BETWEEN.join(members)


def behind(layout: Layout, found: pl.DataFrame, path: str) -> pl.DataFrame:
    """The cells that a row adds up, those with the most money first."""
    members = path.split(_BETWEEN)
    for name, member in zip(layout.rows, members, strict=False):
        found = found.filter(pl.col(name).cast(pl.String).fill_null("") == member)
    return found.sort(_money(layout), descending=True, nulls_last=True)


def behind_table(layout: Layout, rows: pl.DataFrame, what: str) -> Table:
    """The cells behind a row, with everything that they can be told apart by; their sum on top."""
    labels = dimension_labels()
    names = [name for name in labels if name in rows.columns and name not in ("org_type", "field")]
    money = [name for name in _MONEY if name in rows.columns]
    sums = rows.select(pl.col(money).sum(), *(pl.lit(_("Total")).alias(name) for name in names[:1]))
    amounts = {
        "approved_yuan": _("Approved budget"), "current_yuan": _("Current budget"),
        "contracted_yuan": _("Contracted"), "paid_yuan": _("Paid"), "spent_yuan": _("Paid"),
    }  # fmt: skip
    workload = (Column("quantity", _("Workload"), Kind.NUMBER), Column("measure_unit", _("Counted in")))
    return Table(
        title=what,
        frame=pl.concat([sums, rows.with_columns(pl.col(names).cast(pl.String))], how="diagonal_relaxed"),
        columns=(
            *(Column(name, labels[name]) for name in names),
            *(Column(name, amounts[name], Kind.MONEY) for name in money),
            *(workload if layout.measure == UNIT_COST else ()),
        ),
        unit=layout.unit,
        n_totals=1,
    )


def trail(layout: Layout, path: str, org: str, who: str) -> Trail:
    """The budget lines of an organisation behind a row: of its item, function or economic class where it has one."""
    members = dict(zip(layout.rows, path.split(_BETWEEN), strict=False))
    codes = {name: members[name].split(" ", 1)[0] for name in ("item", "function", "economic") if members.get(name)}
    kind, code = next(iter(codes.items()), ("all", ""))
    year = int(members.get("year", layout.year))
    month = layout.month if year == layout.year else filters.last_month(store.read("years"), year)
    return Trail(year, month, org, who, kind, code, members.get("grade") or None)


def about(layout: Layout, found: Headline, batches: tuple[str, ...]) -> About:
    """The sheet that goes with a download."""
    labels = dimension_labels()
    only = f"{labels[layout.only]}: {'、'.join(layout.members)}" if layout.only else _("no filter")
    return About(
        filters=(
            (_("Year"), formats.period(str(layout.year))),
            (_("Rows, from the outside in"), "、".join(labels[name] for name in layout.rows)),
            (_("Columns"), labels[layout.column] if layout.column else _("nothing")),
            (_("Measure"), measure_labels()[layout.measure]),
            (_("Only where"), only),
        ),
        definitions=definitions(layout),
        data_date=_cut_off(layout),
        batches=batches,
        warning=feedback.demo_notice() if found.synthetic else "",
    )


def headline(layout: Layout) -> Headline:
    """The figures of the month end, for its warnings."""
    return overview_view.headline(store.read("headline", year=layout.year, month=layout.month))


_BETWEEN = "\u241f"
"""Stands between the members of a row's key: a sign that no name has."""

_MONEY = ("approved_yuan", "current_yuan", "contracted_yuan", "paid_yuan", "spent_yuan")

_OF_UNIT_COSTS = ("org_type", "org", "year", "field", "item", "grade")
"""Dimensions that workload is told by."""


def _members(only: str, year: int, month: int, years: int, measure: str) -> tuple[str, ...]:
    values = _cells(year, month, years, measure)[only].cast(pl.String).unique().drop_nulls().sort().to_list()
    return filters.ordered(_("is one of"), f"only_{only}", {value: value or _("not told") for value in values}, ())


def _cells(year: int, month: int, years: int, measure: str) -> pl.DataFrame:
    found = _unit_costs(year, month, years) if measure == UNIT_COST else _spending(year, month, years)
    types = {"town": _("Towns"), "subdistrict": _("Subdistricts"), "department": _("Departments"), "unit": _("Units")}
    names = dict(store.read("item_definitions").select("item_code", "item_name").iter_rows())
    fields = {code: f"{code} {names.get(code) or ''}" for code in found["field"].drop_nulls().unique()}
    return found.with_columns(
        _named("org"),
        _named("item"),
        pl.col("org_type").replace(types),
        pl.col("year").cast(pl.String),
        pl.col("field").replace(fields),
    )


def _spending(year: int, month: int, years: int) -> pl.DataFrame:
    kinds = {
        "current": _("Of the year"), "arrears": _("Arrears of earlier years"), "central": _("Central charges")
    }  # fmt: skip
    found = store.read("cells", year=year, month=month, years=years)
    nature = pl.when("one_off").then(pl.lit(_("One-off"))).otherwise(pl.lit(_("Routine")))
    return found.with_columns(
        _named("function"), _named("economic"), one_off=nature, cost_kind=pl.col("cost_kind").replace(kinds)
    )


def _unit_costs(year: int, month: int, years: int) -> pl.DataFrame:
    """Unit costs of the years, each to its cut-off."""
    frames = [
        store.read("spending", kind="item", code="", year=each, month=month if each == year else None)
        for each in range(year - years + 1, year + 1)
    ]
    costs = panel.unit_costs(pl.concat(frames), spent.workloads_of(""))
    orgs = store.read("organisations").select("org_code", "org_name", "org_type")
    items = store.read("item_definitions").select("item_code", "item_name")
    named = costs.join(orgs, on="org_code", how="left").join(items, on="item_code", how="left")
    return named.with_columns(field=pl.col("item_code").str.slice(0, 2))


def _named(what: str) -> pl.Expr:
    """Code before name; nothing where there is no code."""
    return pl.concat_str(f"{what}_code", pl.col(f"{what}_name").fill_null(""), separator=" ").alias(what)


def _shown_name(name: str, place: int) -> pl.Expr:
    """The name of a member on the rows of its level and below; above, the word for all."""
    word = _("Total") if place == 0 else _("Subtotal")
    shown = pl.when(pl.col(name) == "").then(pl.lit(_("not told"))).otherwise(pl.col(name))
    return pl.when(pl.col("level") == place).then(pl.lit(word)).otherwise(shown).alias(name)


def _text(layout: Layout, value: object) -> str:
    number = None if value is None else float(str(value))
    if layout.measure.endswith("rate"):
        return formats.percent(number)
    if layout.measure == UNIT_COST:
        return formats.money(number, layout.unit.single)
    return formats.money_with_unit(number, layout.unit)


def _money(layout: Layout) -> str:
    return "spent_yuan" if layout.measure == UNIT_COST else ratio(layout.measure).numerator


def _cut_off(layout: Layout) -> str:
    return formats.day(formats.month_end(layout.year, layout.month))
