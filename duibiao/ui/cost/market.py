"""How far apart the prices of the same goods are: what is chosen, sentence, bars, tables."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from duibiao import formats
from duibiao.analysis import digital, market
from duibiao.analysis.market import Kind as Good
from duibiao.analysis.naming import plain
from duibiao.charts.ranking import Bar
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit, Scale
from duibiao.language import _
from duibiao.ui import feedback, filters, overview_view, store
from duibiao.ui.kept import kept

CATALOGUES_KEPT = 16
MOST_BARS = 25
"""How many goods the chart shows; the table has all of them."""

_BETWEEN = "\u241f"
_NO_YEAR = -1


@dataclass(frozen=True)
class View:
    """Which catalogue is looked at, and which goods of it."""

    year: int
    look: str
    text: str
    apart: float
    currency: str
    synthetic: bool

    @property
    def unit(self) -> MoneyUnit:
        """Prices are shown in single yuan (or the currency of the catalogue)."""
        return MoneyUnit(Scale.YUAN, self.currency)

    @property
    def name(self) -> str:
        """What the catalogue is called."""
        return _catalogue_name(self.year)


def choose() -> View | None:
    """Draw the filters; none where no catalogue is loaded."""
    every = store.read("catalogue_prices", year=None)
    years = sorted(every["year"].unique().to_list(), reverse=True)
    if not years:
        return None
    with filters.row():
        year = int(
            filters.one_of(_("Catalogue"), "catalogue", {str(each): _catalogue_name(each) for each in years}, 220)
        )
        text = filters.search(_("Search goods"), "search")
        apart = filters.how_many(_("At least so far apart (%)"), "apart", (0, 5, 10, 20, 50, 100), 0)
    look = filters.part(_looks(year))
    own = every.filter(pl.col("year") == year)
    currency = ", ".join(sorted(own["currency"].unique().to_list()))
    return View(year, look, text, apart / 100, currency, bool(own["synthetic"].any()))


def goods(view: View) -> pl.DataFrame:
    """Every good of the catalogue with its prices (see `market.offers`), and `key`."""
    return _goods(view.year, *store.state())


def searched(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """The goods whose name has the text that is searched for; all without one."""
    return rows.filter(pl.col("product_name").str.contains(view.text, literal=True)) if view.text else rows


def shown(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """The goods that the choices leave: with several prices, bought, or all."""
    if view.look == "paid":
        rows = market.paid(rows, _bought(view.year))
        rows = rows.filter(pl.col("above") >= view.apart) if view.apart else rows
    elif view.look == "apart":
        rows = rows.filter((pl.col("kind") == Good.APART) & (pl.col("spread") >= view.apart))
    elif view.look == "cut":
        rows = rows.filter((pl.col("kind") == Good.CUT) & (pl.col("spread") >= view.apart))
    return searched(view, rows)


def answer(view: View, goods: pl.DataFrame) -> str:
    """How many goods have several prices, how many cannot be told, the furthest apart; what was paid above.

    Of the goods that are searched for, and of prices at least so far apart, as chart and table have them.
    """
    rows = searched(view, goods)
    far = rows.filter(pl.col("spread") >= view.apart) if view.apart and view.look in ("apart", "cut") else rows
    counts = dict(far.group_by("kind").len().iter_rows())
    told = _(
        "Of {n} goods in {catalogue}, {apart} have several prices; {cut} more do under a name that is cut off."
    ).format(
        n=formats.count(rows.height),
        catalogue=view.name,
        apart=formats.count(counts.get(Good.APART, 0)),
        cut=formats.count(counts.get(Good.CUT, 0)),
    )
    if view.look == "paid":
        return _("{first} {second}").format(first=told, second=_paid_text(view, market.paid(rows, _bought(view.year))))
    first = next(far.filter(pl.col("kind") == Good.APART).iter_rows(named=True), None)
    if first is None:
        return told
    widest = _("The furthest apart: {good}, {lowest} to {highest} ({spread}).").format(
        good=first["product_name"],
        lowest=formats.money(first["lowest_yuan"], view.unit),
        highest=formats.money_with_unit(first["highest_yuan"], view.unit),
        spread=formats.signed_percent(first["spread"]),
    )
    return _("{first} {second}").format(first=told, second=widest)


def basis(view: View, rows: pl.DataFrame) -> str:
    """What is compared with what, n, and what has no price."""
    rows = searched(view, rows)
    unpriced = rows.filter(pl.col("kind") == Good.UNPRICED).height
    parts = [
        _("prices of {catalogue}, tax included").format(catalogue=view.name),
        _("n = {n} goods").format(n=formats.count(rows.height)),
        _("{n} without a price").format(n=formats.count(unpriced)) if unpriced else "",
        _("goods with “{text}” in their name").format(text=view.text) if view.text else "",
        _("counted from {least} apart on").format(least=formats.percent(view.apart, 0))
        if view.apart and view.look != "every"
        else "",
        _("purchases of {first} to {year}").format(first=view.year - digital.WINDOW + 1, year=view.year)
        if view.look == "paid"
        else "",
    ]
    return " · ".join(part for part in parts if part)


def definitions() -> tuple[tuple[str, str], ...]:
    """How every figure is computed."""
    return (
        (_("The same good"), _("The same name in the same unit; width of letters, case and white space do not count.")),
        (_("Name cut off"), _("A name that ends in “…” does not say what the good is: its prices are not judged.")),
        (_("Apart"), _("Highest price ÷ lowest − 1. A price of zero is none.")),
        (_("Paid above the list"), _("Highest unit price paid ÷ highest price of the catalogue − 1.")),
        (
            _("Above the list, in all"),
            _("Σ (unit price − highest price of the catalogue) × quantity, where above zero."),
        ),
        (_("To be checked"), _("Service, warranty and delivery are not told: a difference is a question, no verdict.")),
    )


def bars(view: View, rows: pl.DataFrame, chosen: str | None) -> list[Bar]:
    """How far apart prices are, or how far above the list was paid, in per cent."""
    column = "above" if view.look == "paid" else "spread"
    drawn = rows.filter(pl.col(column) > 0).head(MOST_BARS)
    return [
        Bar(
            row["key"],
            str(row["product_name"]),
            100 * row[column],
            formats.signed_percent(row[column]),
            row["key"] == chosen,
        )
        for row in drawn.iter_rows(named=True)
    ]


def axis(view: View) -> str:
    """What the bars count."""
    return _("Paid above the list (%)") if view.look == "paid" else _("Highest price above the lowest (%)")


def table(view: View, rows: pl.DataFrame) -> Table:
    """One row a good."""
    listed, bought = _("In the catalogue"), _("Bought")
    paid_columns = (
        Column("n_orgs", _("Buyers"), Kind.COUNT, group=bought),
        Column("n_purchases", _("Purchases"), Kind.COUNT, group=bought),
        Column("paid_lowest_yuan", _("Lowest"), Kind.MONEY, group=bought),
        Column("paid_highest_yuan", _("Highest"), Kind.MONEY, group=bought),
        Column("above", _("Above the list"), Kind.DEVIATION, group=bought),
        Column("over_yuan", _("In all"), Kind.MONEY, group=bought),
    )
    return Table(
        title=_looks(view.year).get(view.look, _("Goods")),
        frame=rows.with_columns(pl.col("kind").replace(kind_labels())),
        columns=(
            Column("product_name", _("Product"), group=_("Good")),
            Column("category", _("Category"), group=_("Good")),
            Column("price_unit", _("Unit of workload"), group=_("Good")),
            Column("kind", _("What can be said"), group=_("Good")),
            Column("n_codes", _("Product codes"), Kind.COUNT, group=listed),
            Column("n_prices", _("Prices"), Kind.COUNT, group=listed),
            Column("lowest_yuan", _("Lowest"), Kind.MONEY, group=listed),
            Column("median_yuan", _("Median"), Kind.MONEY, group=listed),
            Column("highest_yuan", _("Highest"), Kind.MONEY, group=listed),
            Column("spread", _("Apart"), Kind.DEVIATION, group=listed),
            *(paid_columns if view.look == "paid" else ()),
        ),
        unit=view.unit,
    )


def kind_labels() -> dict[str, str]:
    """What can be said of a good."""
    return {
        str(Good.APART): _("several prices"),
        str(Good.ONE): _("one price"),
        str(Good.CUT): _("name cut off: cannot tell"),
        str(Good.UNPRICED): _("no price"),
    }


def labels(rows: pl.DataFrame) -> dict[str, str]:
    """The goods to look into."""
    return dict(rows.select("key", "product_name").iter_rows())


def offers_table(view: View, key: str, name: str) -> Table:
    """The rows of all catalogues that are the good, as they were loaded."""
    good, unit = key.split(_BETWEEN)
    every = store.read("catalogue_prices", year=None).with_columns(plain=plain("product_name"))
    own = every.filter((pl.col("plain") == good) & (pl.col("price_unit").fill_null("") == unit))
    years = pl.Series("catalogue", [_catalogue_name(year) for year in own["year"]], pl.String)
    return Table(
        title=_("Prices of {good}").format(good=name),
        frame=own.with_columns(years, pl.col("batch_id", "row_number").cast(pl.String)).sort("year", descending=True),
        columns=(
            Column("catalogue", _("Catalogue")),
            Column("product_code", _("Product code"), Kind.CODE),
            Column("product_name", _("Product")),
            Column("price_unit", _("Unit of workload")),
            Column("price_yuan", _("Price"), Kind.MONEY),
            Column("n_rows", _("Rows"), Kind.COUNT),
            Column("batch_id", _("Batch"), Kind.CODE),
            Column("row_number", _("Row"), Kind.CODE),
        ),
        unit=view.unit,
    )


def purchases_table(view: View, key: str, name: str) -> Table | None:
    """Who bought the good, at what price; none where nobody did."""
    good, unit = key.split(_BETWEEN)
    own = market.purchases(_bought(view.year), good, unit or None)
    if own.is_empty():
        return None
    days = pl.Series("day", [formats.day(each) for each in own["on"]], pl.String)
    return Table(
        title=_("Purchases of {good}").format(good=name),
        frame=own.with_columns(days, pl.col("batch_id").cast(pl.String)),
        columns=(
            Column("org_name", _("Organisation")),
            Column("project_code", _("Project code"), Kind.CODE),
            Column("project_name", _("Project")),
            Column("day", _("Day")),
            Column("quantity", _("Quantity"), Kind.NUMBER),
            Column("unit_price", _("Unit price"), Kind.MONEY),
            Column("amount_yuan", _("Amount"), Kind.MONEY),
            Column("batch_id", _("Batch"), Kind.CODE),
        ),
        unit=view.unit,
    )


def about(view: View) -> About:
    """The sheet that goes with a download."""
    own = store.read("catalogue_prices", year=view.year)
    batches = store.read("batches").filter(pl.col("batch_id").is_in(own["batch_id"].unique().implode()))
    return About(
        filters=((_("Catalogue"), view.name), (_("See"), _looks(view.year)[view.look]), (_("Search goods"), view.text)),
        definitions=definitions(),
        data_date=view.name,
        batches=overview_view.told_batches(batches),
        warning=feedback.demo_notice() if view.synthetic else "",
    )


def _looks(year: int) -> dict[str, str]:
    labels_ = {"apart": _("Several prices"), "cut": _("Name cut off"), "every": _("All goods")}
    return {"paid": _("Paid against the list")} | labels_ if _bought(year).height else labels_


def _bought(year: int) -> pl.DataFrame:
    return digital.comparable(store.read("components"), year)


@kept(CATALOGUES_KEPT)
def _goods(year: int, as_of: datetime | None, version: int) -> pl.DataFrame:  # noqa: ARG001
    rows = market.offers(store.read("catalogue_prices", year=year))
    return rows.with_columns(key=pl.concat_str("plain", pl.col("price_unit").fill_null(""), separator=_BETWEEN))


def _paid_text(view: View, rows: pl.DataFrame) -> str:
    dear = rows.filter(pl.col("over_yuan") > 0, pl.col("above") >= view.apart)
    if dear.is_empty():
        return _("Nothing was bought above the list.")
    first = dear.row(0, named=True)
    return _(
        "{n} of the {bought} that were bought cost more than the list, {over} in all; most: {good}, {above}."
    ).format(
        n=formats.count(dear.height),
        bought=formats.count(rows.height),
        over=formats.money_with_unit(dear["over_yuan"].sum(), view.unit),
        good=first["product_name"],
        above=formats.signed_percent(first["above"]),
    )


def _catalogue_name(year: int) -> str:
    return (
        _("Catalogue without a year")
        if year == _NO_YEAR
        else _("Catalogue of {year}").format(year=formats.period(str(year)))
    )
