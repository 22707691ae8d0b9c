"""Of what costs are made up, against the median composition; and sub-items, where no unit cost can be computed."""

import polars as pl

from duibiao import formats
from duibiao.analysis import composition, sub_items
from duibiao.charts.stacked import Part, Stack, plain
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.schema.costs import COST_ELEMENTS
from duibiao.ui import store
from duibiao.ui.compare import evidence
from duibiao.ui.cost.operations import View

MEDIAN = "median"
"""The code of the row that stands for the medians."""

_BY = ("org_code", "org_name", "item_code", "item_name", "economic_code", "economic_name")


def elements(view: View, cells: pl.DataFrame) -> pl.DataFrame:
    """Shares of cost elements of the organisations of the view (see `composition.shares`), with org_name."""
    told = store.read("cost_elements", item="").filter(
        pl.col("item_code").str.starts_with(view.item) & (pl.col("year") == view.when.year)
    )
    told = told if view.grade is None else told.filter(pl.col("grade") == view.grade)
    names = cells.select("org_code", "org_name").unique()
    return composition.shares(told.filter(pl.col("org_code").is_in(names["org_code"].to_list()))).join(
        names, on="org_code", how="left"
    )


def element_labels(shares: pl.DataFrame) -> dict[str, str]:
    """The cost elements that are told, in their usual order."""
    told = set(shares["cost_element"])
    return {choice.value: choice.label for choice in COST_ELEMENTS if choice.value in told}


def parts(shares: pl.DataFrame) -> tuple[Part, ...]:
    """The elements as parts of the bars."""
    return plain(tuple(element_labels(shares).values()))


def stacks(shares: pl.DataFrame, chosen: str | None) -> list[Stack]:
    """The medians first, then one bar an organisation; parts in per cent of its cost."""
    labels = element_labels(shares)
    by_org = shares.filter(pl.col("share").is_not_null()).partition_by("org_code", as_dict=True, maintain_order=True)
    rows = [_stack(str(org), part, labels, "share", chosen) for (org, *_rest), part in by_org.items()]
    if shares["median_share"].null_count() == shares.height:
        return rows
    medians = shares.unique("cost_element", maintain_order=True).with_columns(org_name=pl.lit(_("Median")))
    return [_stack(MEDIAN, medians, labels, "median_share", MEDIAN), *rows]


def elements_table(view: View, shares: pl.DataFrame) -> Table:
    """The medians first, then one row an organisation: the share of each element and its distance to the median."""
    labels, against = element_labels(shares), _("Against the median (percentage points)")
    wide = shares.pivot(
        "cost_element", index=["org_code", "org_name"], values=["share", "from_median"], aggregate_function="first"
    )
    medians = dict(shares.select("cost_element", "median_share").unique().iter_rows())
    total = pl.DataFrame(
        {"org_name": [_("Median")]} | {f"share_{name}": [medians[name]] for name in labels},
        schema={"org_name": pl.String} | {f"share_{name}": pl.Float64 for name in labels},
    )
    return Table(
        title=_("{what}: composition of costs").format(what=view.title),
        frame=pl.concat([total, wide], how="diagonal_relaxed"),
        columns=(
            Column("org_code", _("Code"), Kind.CODE, group=_("Organisation")),
            Column("org_name", _("Name"), group=_("Organisation")),
            *(
                column
                for name, label in labels.items()
                for column in (
                    Column(f"share_{name}", _("Share"), Kind.RATE, group=label),
                    Column(f"from_median_{name}", against, Kind.POINTS, group=label),
                )
            ),
        ),
        unit=view.unit,
        n_totals=1,
    )


def without_unit_cost(view: View) -> pl.DataFrame:
    """Sub-items of what has spending but no unit cost (see `sub_items.controlled`); the largest excess first."""
    year, month = view.when.year, view.when.month
    lines = store.read("cells", year=year, month=month, years=2).filter(
        pl.col("item_code").fill_null("").str.starts_with(view.item)
    )
    if view.grade is not None:
        lines = lines.filter(pl.col("grade") == view.grade)
    towns = pl.col("org_type").is_in(["town", "subdistrict"])
    lines = lines.filter({"town": towns, "department": ~towns, "all": pl.lit(value=True)}[view.group])
    priced = _priced(view)
    lines = lines.join(priced, on=["org_code", "item_code"], how="anti")
    now, before = (lines.filter(pl.col("year") == each) for each in (year, year - 1))
    return sub_items.controlled(now, before, _BY)


def organisations(rows: pl.DataFrame) -> pl.DataFrame:
    """Whose sub-items they are, each once."""
    return rows.unique("org_code", maintain_order=True)


def sub_items_table(view: View, rows: pl.DataFrame) -> Table:
    """One row a sub-item of an organisation's spending on an item."""
    state = pl.when("to_check").then(pl.lit(_("▲ to be checked"))).otherwise(pl.lit(""))
    return Table(
        title=_("{what}: sub-items without a unit cost").format(what=view.title),
        frame=rows.with_columns(
            state=state,
            item=pl.concat_str("item_code", pl.col("item_name").fill_null(""), separator=" "),
            element=pl.concat_str("economic_code", pl.col("economic_name").fill_null(""), separator=" "),
        ),
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("item", _("Service item")),
            Column("element", _("Economic class")),
            Column("approved_yuan", _("Approved budget"), Kind.MONEY),
            Column("current_yuan", _("Current budget"), Kind.MONEY),
            Column("paid_yuan", _("Paid"), Kind.MONEY),
            Column("past_yuan", _("Paid in the year before"), Kind.MONEY),
            Column("growth", _("Budget against the year before"), Kind.DEVIATION),
            Column("excess_yuan", _("Excess"), Kind.MONEY),
            Column("state", _("State")),
        ),
        unit=view.unit,
    )


def sub_items_answer(view: View, rows: pl.DataFrame) -> str:
    """How much money has no unit cost, and how many of its parts grew beyond last year's cost."""
    checked = rows.filter("to_check")
    return _(
        "{paid} were paid for what has no unit cost; of {n} sub-items {n_checked} have a budget more than {tolerance} "
        "above what last year cost, {excess} together."
    ).format(
        paid=formats.money_with_unit(rows["paid_yuan"].sum(), view.unit),
        n=formats.count(rows.height),
        n_checked=checked.height,
        tolerance=formats.percent(sub_items.TOLERANCE, 0),
        excess=formats.money_with_unit(checked["excess_yuan"].sum(), view.unit),
    )


def _priced(view: View) -> pl.DataFrame:
    """org_code and item_code of everything that has a unit cost."""
    return evidence.judged(view.when).filter(pl.col("value").is_not_null()).select("org_code", "item_code").unique()


def _stack(code: str, part: pl.DataFrame, labels: dict[str, str], column: str, chosen: str | None) -> Stack:
    told = dict(part.select("cost_element", column).iter_rows())
    values = [told.get(name) for name in labels]
    return Stack(
        code=code,
        name=str(part["org_name"][0] or code),
        amounts=tuple(None if value is None else value * 100 for value in values),
        texts=tuple(formats.percent(value) for value in values),
        total="",
        emphasised=code == chosen,
    )
