"""Unit prices of digital components: the same thing, bought by several."""

from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from duibiao import formats
from duibiao.analysis import digital
from duibiao.analysis.outliers import FEWEST, Verdict
from duibiao.charts.purchases import Purchase
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui import filters, store
from duibiao.ui.compare import evidence
from duibiao.ui.compare.evidence import When
from duibiao.ui.cost.digital import View
from duibiao.ui.kept import kept

JUDGED_KEPT = 32
_BETWEEN = "\u241f"


@dataclass(frozen=True)
class Thing:
    """A component type and specification whose prices are compared."""

    item: str
    thing: str
    measure_unit: str
    label: str

    @property
    def key(self) -> str:
        """As it stands in the address."""
        return _BETWEEN.join((self.item, self.thing, self.measure_unit))


def judged(view: View) -> pl.DataFrame:
    """Unit prices of the year with their evidence (see `digital.unit_prices`)."""
    return _priced(view.year, view.month, *store.state())


def things(rows: pl.DataFrame) -> list[Thing]:
    """What at least two organisations have a price of: flagged ones first, then by money."""
    each = rows.group_by(*digital.PANEL).agg(
        pl.col("item_name", "component_name").first(),
        n=pl.len(),
        n_flagged=(pl.col("verdict") == Verdict.FLAGGED).sum(),
        money=pl.col("amount_yuan").sum(),
    )
    shared = each.filter(pl.col("n") > 1).sort("n_flagged", "money", "item_code", descending=[True, True, False])
    return [
        Thing(row["item_code"], row["thing"], row["measure_unit"], _thing_label(row))
        for row in shared.iter_rows(named=True)
    ]


def choose_thing(all_things: list[Thing]) -> Thing:
    """Choose one of them; the first by default."""
    labels = {each.key: each.label for each in all_things}
    chosen = filters.one_of(_("Component and specification"), "thing", labels, 480)
    return next(each for each in all_things if each.key == chosen)


def of_thing(rows: pl.DataFrame, thing: Thing) -> pl.DataFrame:
    """The organisations with a price of it, the dearest first."""
    same = (pl.col("item_code") == thing.item) & (pl.col("thing") == thing.thing)
    own = rows.filter(same & (pl.col("measure_unit") == thing.measure_unit))
    return own.sort("value", "org_code", descending=[True, False])


def answer(view: View, rows: pl.DataFrame) -> str:
    """How many prices are to be checked, and which is the dearest."""
    flagged = rows.filter(pl.col("verdict") == Verdict.FLAGGED).sort("at_stake_yuan", descending=True)
    n_panels = rows.filter(pl.col("n") >= FEWEST).select(digital.PANEL).unique().height
    if flagged.is_empty():
        return _("In {year} none of the unit prices of {n} comparable components is to be checked.").format(
            year=formats.period(str(view.year)), n=n_panels
        )
    first = flagged.row(0, named=True)
    return _(
        "In {year}, {n_flagged} unit prices of {n} comparable components are to be checked, with {stake} at stake; the "
        "largest: {who}, {what}, {price}, {times} times the median."
    ).format(
        year=formats.period(str(view.year)),
        n_flagged=flagged.height,
        n=n_panels,
        stake=formats.money_with_unit(flagged["at_stake_yuan"].sum(), view.unit),
        who=first["org_name"],
        what=_thing_label(first),
        price=formats.money_with_unit(first["value"], view.unit.single),
        times=formats.decimal(first["value"] / first["median"], 1),
    )


def marks(view: View, thing: Thing, rows: pl.DataFrame, chosen: str | None) -> list[Purchase]:
    """One mark a purchase, or a year of a service."""
    flagged = set(rows.filter(pl.col("verdict") == Verdict.FLAGGED)["org_code"])
    same = (pl.col("item_code") == thing.item) & (pl.col("thing") == thing.thing)
    own = digital.comparable(store.read("components"), view.year).filter(
        same & (pl.col("measure_unit") == thing.measure_unit)
    )
    return [
        Purchase(
            code=row["org_code"],
            on=row["on"],
            price=row["unit_price"],
            quantity=float(row["quantity"]),
            told=_("{who} {day}: {price}, {quantity} {unit}").format(
                who=row["org_name"],
                day=formats.day(row["on"]),
                price=formats.money_with_unit(row["unit_price"], view.unit.single),
                quantity=formats.decimal(float(row["quantity"])),
                unit=row["measure_unit"],
            ),
            name=row["org_name"],
            emphasised=row["org_code"] == chosen,
            flagged=row["org_code"] in flagged,
        )
        for row in own.iter_rows(named=True)
    ]


def axes(view: View, thing: Thing) -> tuple[str, str]:
    """What the prices count in, and what the quantities."""
    lines = _("dashed: median, dotted: reference")
    price = f"{formats.unit_cost_label(view.unit, thing.measure_unit)} ┆ {lines}"
    return price, _("Quantity ({unit}) of the year").format(unit=thing.measure_unit)


def table(view: View, thing: Thing, rows: pl.DataFrame) -> Table:
    """One row an organisation: price, quantity, evidence."""
    state = pl.when(pl.col("verdict") == Verdict.FLAGGED).then(pl.lit(_("▲ to be checked"))).otherwise(pl.lit(""))
    return Table(
        title=_("Unit prices: {what}").format(what=thing.label),
        frame=rows.with_columns(state=state),
        columns=(
            Column("org_code", _("Code"), Kind.CODE, group=_("Organisation")),
            Column("org_name", _("Name"), group=_("Organisation")),
            Column("value", _("Unit price"), Kind.MONEY, exact=True, group=_("Price")),
            Column("median", _("Median"), Kind.MONEY, exact=True, group=_("Price")),
            Column("n", _("n"), Kind.COUNT, group=_("Price")),
            Column("from_median", _("Against the median"), Kind.DEVIATION, group=_("Price")),
            Column("standard", _("Reference"), Kind.MONEY, exact=True, group=_("Price")),
            Column("from_standard", _("Against the reference"), Kind.DEVIATION, group=_("Price")),
            Column("change", _("Own change"), Kind.DEVIATION, group=_("Price")),
            Column("quantity", _("Quantity"), Kind.NUMBER, unit=thing.measure_unit, group=_("Bought")),
            Column("amount_yuan", _("Amount"), Kind.MONEY, group=_("Bought")),
            Column("at_stake_yuan", _("At stake"), Kind.MONEY, group=_("Bought")),
            Column("state", _("State")),
        ),
        unit=view.unit,
    )


def flagged_table(view: View, rows: pl.DataFrame) -> Table:
    """The prices to be checked of all things together, the most money first."""
    one = Thing("", "", "", "")
    shown = rows.sort("at_stake_yuan", "org_code", descending=[True, False])
    things = [_thing_label(row) for row in shown.iter_rows(named=True)]
    table_ = table(view, one, shown.with_columns(pl.Series("what", things, pl.String)))
    return replace(
        table_, title=_("Unit prices to be checked"), columns=(Column("what", _("Component type")), *table_.columns)
    )


@kept(JUDGED_KEPT)
def _priced(year: int, month: int, as_of: datetime | None, version: int) -> pl.DataFrame:  # noqa: ARG001
    return digital.unit_prices(store.read("components"), _references(year, month), year)


def _references(year: int, month: int) -> pl.DataFrame:
    """What a component should cost: item_code, thing, measure_unit, standard; by standard, else by catalogue."""
    standards = evidence.standards_of(When(year, month)).filter(pl.col("grade").is_null())
    by_type = standards.select("item_code", "measure_unit", "standard", thing=pl.lit(""))
    products = store.read("product_prices", year=year).filter(pl.col("n_prices") == 1)
    prices = products.select("product_name", "price_unit", standard=pl.col("price_yuan").cast(pl.Float64))
    specified = store.read("components").filter(pl.col("specification").is_not_null())
    named = specified.select(
        "item_code",
        "measure_unit",
        thing=pl.col("specification"),
        product_name=pl.concat_str("component_name", "specification", separator=" "),
    ).unique()
    listed = named.join(prices, left_on=["product_name", "measure_unit"], right_on=["product_name", "price_unit"])
    columns = ["item_code", "thing", "measure_unit", "standard"]
    both = pl.concat([by_type.select(columns), listed.select(columns)])
    return both.unique(["item_code", "thing", "measure_unit"], keep="first", maintain_order=True)


def _thing_label(row: dict[str, object]) -> str:
    """Type, and product with its specification where it has one."""
    name = str(row["item_name"] or row["item_code"])
    what = f"{name}：{row['component_name']} {row['thing']}" if row["thing"] else name
    return f"{what}（{row['measure_unit']}）"
