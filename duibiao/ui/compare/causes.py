"""Why it costs more, in words that the data tell: unit costs, elements of cost, what is included, a jump."""

from decimal import Decimal

import polars as pl

from duibiao import formats
from duibiao.analysis import panel, partners
from duibiao.analysis.decomposition import Decomposition
from duibiao.language import _
from duibiao.schema.costs import COST_ELEMENTS
from duibiao.ui import store
from duibiao.ui.compare import why
from duibiao.ui.compare.why import MONTHS, ORGANISATION, STANDARD, Pair
from duibiao.ui.compare.workbench import Bench


def told(bench: Bench, pair: Pair, found: Decomposition) -> str:
    """What the data tell behind the difference: unit costs, the element that is dearest, what is included, a jump."""
    measured = found.cells.filter(_is_measured())
    parts = (
        _per_unit(bench, measured),
        _dearest_element(bench, pair, measured),
        _included(bench, pair),
        _jumped(bench, pair),
        _not_compared(bench, pair, found),
    )
    return formats.sentences(parts)


def _is_measured() -> pl.Expr:
    return (pl.col("quantity_before") > 0) & (pl.col("quantity_after") > 0) & (pl.col("cost_before") > 0)


def _per_unit(bench: Bench, measured: pl.DataFrame) -> str:
    """Both unit costs, where all of the work counts in one unit."""
    if measured.is_empty() or measured["measure_unit"].n_unique() != 1:
        return ""
    now, base = (
        float(measured[f"cost_{side}"].sum()) / float(measured[f"quantity_{side}"].sum())
        for side in ("after", "before")
    )
    unit = formats.unit_cost_label(bench.unit, str(measured["measure_unit"][0] or ""))
    return _("Per unit of work it is {now} against {base} {unit} ({change}).").format(
        now=formats.money(now, bench.unit.single),
        base=formats.money(base, bench.unit.single),
        unit=unit,
        change=formats.signed_percent(now / base - 1),
    )


def _dearest_element(bench: Bench, pair: Pair, measured: pl.DataFrame) -> str:
    """Which element of cost has most of what is dearer at the same work."""
    if bench.subject.kind != "item" or pair.before.kind == STANDARD or measured.is_empty():
        return ""
    told = store.read("cost_elements", item=bench.subject.code)
    base = why.of_side(told, pair.before, bench) if pair.before.kind == ORGANISATION else _of_others(told, pair, bench)
    paid, price = float(measured["cost_after"].sum()), float(measured["price"].sum())
    split = partners.by_element(why.of_side(told, pair.after, bench), base, paid, paid - price)
    if split.is_empty() or price <= 0 or split["difference_yuan"][0] <= 0:
        return ""
    labels = {choice.value: choice.label for choice in COST_ELEMENTS}
    code, amount = split.row(0)
    return _("Of the difference in price ({price}) most is {element}: {amount}.").format(
        price=formats.money_with_unit(price, bench.unit),
        element=labels.get(code, code),
        amount=f"+{formats.money_with_unit(amount, bench.unit)}",
    )


def _of_others(told: pl.DataFrame, pair: Pair, bench: Bench) -> pl.DataFrame:
    """The elements of cost of the peers together."""
    others = told.filter(
        pl.col("org_code").is_in(bench.members.codes)
        & (pl.col("org_code") != pair.after.org)
        & (pl.col("year") == pair.before.year)
    )
    return others if bench.grade is None else others.filter(pl.col("grade") == bench.grade)


def _included(bench: Bench, pair: Pair) -> str:
    """How much of the own cost is one-off, arrears of earlier years or charged centrally: others may not have it."""
    own = bench.spending.filter((pl.col("org_code") == pair.after.org) & (pl.col("year") == bench.year))
    own = own if bench.grade is None else own.filter(pl.col("grade") == bench.grade)
    amount = own["off_list_yuan"].sum()
    if not amount:
        return ""
    return _("It includes {amount} of one-off projects, arrears or central charges.").format(
        amount=formats.money_with_unit(amount, bench.unit)
    )


def _jumped(bench: Bench, pair: Pair) -> str:
    """The largest jump of a unit cost of one item, grade and unit, of whole years: other grades are other things."""
    whole = bench.spending.filter((pl.col("year") != bench.year) | (bench.month == MONTHS))
    whole = whole.filter((pl.col("month") == MONTHS) & pl.col("org_code").is_in([*bench.members.codes, pair.after.org]))
    whole = whole if bench.grade is None else whole.filter(pl.col("grade") == bench.grade)
    costs = panel.unit_costs(whole, bench.workloads)
    cells = costs.partition_by("item_code", "grade", "measure_unit")
    jumps = [(*found, cell) for cell in cells if (found := partners.jump(cell, pair.after.org))]
    if not jumps:
        return ""
    year, beyond, cell = max(jumps, key=lambda jump: jump[1])
    return _("The unit cost of {what} jumped in {year}: {change} beyond the median change of the others.").format(
        what=_thing(cell), year=formats.period(str(year)), change=formats.signed_percent(beyond)
    )


def _thing(cell: pl.DataFrame) -> str:
    """The item and grade that all the rows are of."""
    item, grade = cell.select("item_code", "grade").row(0)
    names = dict(store.read("item_definitions").select("item_code", "item_name").iter_rows())
    name = names.get(item) or item
    return _("{name} ({grade})").format(name=name, grade=grade) if grade else str(name)


def _not_compared(bench: Bench, pair: Pair, found: Decomposition) -> str:
    """How much of the own cost has nothing to be held against."""
    rest = Decimal(why.costs(bench, pair.after)["cost_yuan"].sum()) - found.after_yuan
    if pair.before.kind == ORGANISATION or not rest:
        return ""
    return _("{amount} have no workload or nothing to be held against and are left out.").format(
        amount=formats.money_with_unit(rest, bench.unit)
    )
