"""Where the money of a year ended: what is chosen, sentence, bars, tables; and money carried over for years."""

from dataclasses import dataclass

import polars as pl

from duibiao import formats
from duibiao.analysis import settlement
from duibiao.analysis.settlement import STALE_YEARS, Tie
from duibiao.charts.stacked import Part, Stack
from duibiao.charts.stacked import plain as plain_parts
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import feedback, filters, overview_view, store

MOST_ROWS = 20
"""How many organisations the chart shows; the table has all of them."""


@dataclass(frozen=True)
class View:
    """Which year is looked at; the settlement or the money carried over."""

    year: int
    unit: MoneyUnit
    look: str
    currency: str
    synthetic: bool


def choose() -> View | None:
    """Draw the filters; none where neither a settlement nor money carried over is loaded."""
    lists = {name: store.read(name, year=None) for name in ("settlements", "carryovers")}
    labels = {"settlements": _("How the year ended"), "carryovers": _("Money carried over")}
    looks = {name: label for name, label in labels.items() if lists[name].height}
    if not looks:
        return None
    look = filters.part(looks)
    rows = lists[look]
    with filters.row():
        year = filters.year(rows.select("year").unique().sort("year", descending=True))
        own = rows.filter(pl.col("year") == year)
        currency = ", ".join(sorted(own["currency"].unique().to_list()))
        unit = filters.money_unit(currency)
    return View(year, unit, look, currency, bool(own["synthetic"].any()))


def rows_of(view: View) -> pl.DataFrame:
    """The rows of the year with their tie (see `settlement.tied`), or their age (see `settlement.aged`)."""
    rows = store.read(view.look, year=view.year)
    return settlement.tied(rows) if view.look == "settlements" else settlement.aged(rows)


def groups(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """By organisation, or by year of origin."""
    if view.look == "settlements":
        return settlement.by_org(rows)
    return settlement.by_origin(rows).with_columns(pl.col("origin_year").cast(pl.String).alias("key"))


def answer(view: View, rows: pl.DataFrame) -> str:
    """How much was spent, carried over, unused, and what does not tie; or how old the money carried over is."""
    return _settled_text(view, rows) if view.look == "settlements" else _carried_text(view, rows)


def basis(view: View, rows: pl.DataFrame) -> str:
    """Denominator and n."""
    if view.look == "settlements":
        return _("settlement of {year} ÷ current appropriation · n = {n} items").format(
            year=formats.period(str(view.year)), n=formats.count(rows.height)
        )
    return _("money carried into {year} · n = {n} rows").format(
        year=formats.period(str(view.year)), n=formats.count(rows.height)
    )


def definitions() -> tuple[tuple[str, str], ...]:
    """How every figure is computed."""
    return (
        (_("Ties"), _("Spent + carried over + unused = current appropriation, row by row; a difference is listed.")),
        (_("Spent rate"), _("Spent ÷ current appropriation; blank unless that is positive.")),
        (_("Balance of money carried over"), _("Carried in − used − taken back.")),
        (
            _("Left for years"),
            _("Balance of money whose year of origin lies {n} years back or more: to be taken back.").format(
                n=STALE_YEARS
            ),
        ),
    )


def stacks(view: View, rows: pl.DataFrame, chosen: str | None) -> tuple[list[Stack], tuple[Part, ...]]:
    """Organisations by how their money ended; or years of origin by what became of the money."""
    if view.look == "settlements":
        names = ("spent_yuan", "carried_yuan", "unused_yuan")
        labels = (_("Spent"), _("Carried over"), _("Unused"))
        keyed = [(row["org_code"], row["org_name"], row) for row in rows.head(MOST_ROWS).iter_rows(named=True)]
        total = "appropriation_yuan"
    else:
        names = ("used_yuan", "returned_yuan", "balance_yuan")
        labels = (_("Used"), _("Taken back"), _("Balance of money carried over"))
        keyed = [(row["key"], formats.period(row["key"]), row) for row in rows.iter_rows(named=True)]
        total = "carried_in_yuan"
    return [
        Stack(
            key,
            name,
            tuple(float(view.unit.scaled(row[each])) for each in names),
            tuple(formats.money(row[each], view.unit) for each in names),
            formats.money(row[total], view.unit),
            key == chosen,
        )
        for key, name, row in keyed
    ], plain_parts(labels)


def groups_table(view: View, rows: pl.DataFrame) -> Table:
    """One row an organisation, or a year of origin."""
    if view.look == "settlements":
        columns = (
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("n", _("Items"), Kind.COUNT),
            Column("appropriation_yuan", _("Current appropriation"), Kind.MONEY),
            *_settled_columns(),
            Column("n_differ", _("Rows that do not tie"), Kind.COUNT),
        )
        return Table(_("How the year ended, by organisation"), rows, columns, view.unit)
    columns = (
        Column("key", _("Year of origin"), Kind.CODE),
        Column("n", _("Rows"), Kind.COUNT),
        *_carried_columns(),
    )
    return Table(_("Money carried over, by year of origin"), rows, columns, view.unit)


def labels_of(view: View, rows: pl.DataFrame) -> dict[str, str]:
    """What can be looked into."""
    if view.look == "settlements":
        return {row["org_code"]: f"{row['org_code']} {row['org_name']}" for row in rows.iter_rows(named=True)}
    return {row["key"]: formats.period(row["key"]) for row in rows.iter_rows(named=True)}


def group_label(view: View) -> str:
    """What the list of groups asks for."""
    return (
        _("See the rows of the organisation") if view.look == "settlements" else _("See the rows of the year of origin")
    )


def group_key(view: View) -> str:
    """The column by which a group is chosen."""
    return "org_code" if view.look == "settlements" else "key"


def of_group(view: View, rows: pl.DataFrame, key: str | None) -> pl.DataFrame:
    """The rows of a group or of all, the most left first."""
    if view.look == "settlements":
        own = rows if key is None else rows.filter(pl.col("org_code") == key)
        return own.sort("left_yuan", "row_number", descending=[True, False])
    own = rows if key is None else rows.filter(pl.col("origin_year").cast(pl.String) == key)
    return own.sort("stale_yuan", "balance_yuan", "row_number", descending=[True, True, False])


def differing(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows whose parts do not add up, the largest difference first."""
    return rows.filter(pl.col("tie") != Tie.TIES).sort(pl.col("difference_yuan").abs(), descending=True)


def rows_table(view: View, rows: pl.DataFrame, title: str) -> Table:
    """Rows as they were loaded, with what was worked out."""
    shown = rows.with_columns(pl.col("batch_id", "row_number").cast(pl.String))
    where = (Column("batch_id", _("Batch"), Kind.CODE), Column("row_number", _("Row"), Kind.CODE))
    if view.look == "settlements":
        ties = {Tie.TIES: _("● ties"), Tie.DIFFERS: _("■ does not tie"), Tie.UNTOLD: _("▲ a part is not told")}
        columns = (
            Column("org_name", _("Organisation")),
            Column("unit_name", _("Unit below")),
            Column("section_name", _("Section")),
            Column("project_code", _("Project code"), Kind.CODE),
            Column("settled_item", _("Item")),
            Column("initial_yuan", _("Approved budget"), Kind.MONEY),
            Column("appropriation_yuan", _("Current appropriation"), Kind.MONEY),
            *_settled_columns(),
            Column("tie", _("Does it tie?")),
            *where,
        )
        return Table(title, shown.with_columns(pl.col("tie").replace(ties)), columns, view.unit)
    columns = (
        Column("org_name", _("Organisation")),
        Column("project_code", _("Project code"), Kind.CODE),
        Column("project_name", _("Project")),
        Column("fund_type", _("Fund")),
        Column("origin", _("Year of origin"), Kind.CODE),
        Column("age_years", _("Years since"), Kind.COUNT),
        *_carried_columns(),
        *where,
    )
    return Table(title, shown.with_columns(pl.col("origin_year").cast(pl.String).alias("origin")), columns, view.unit)


def about(view: View) -> About:
    """The sheet that goes with a download."""
    own = store.read(view.look, year=view.year)
    batches = store.read("batches").filter(pl.col("batch_id").is_in(own["batch_id"].unique().implode()))
    return About(
        filters=((_("Year"), formats.period(str(view.year))),),
        definitions=definitions(),
        data_date=formats.period(str(view.year)),
        batches=overview_view.told_batches(batches),
        warning=feedback.demo_notice() if view.synthetic else "",
    )


def _settled_columns() -> tuple[Column, ...]:
    return (
        Column("spent_yuan", _("Spent"), Kind.MONEY),
        Column("carried_yuan", _("Carried over"), Kind.MONEY),
        Column("unused_yuan", _("Unused"), Kind.MONEY),
        Column("spent_rate", _("Spent rate"), Kind.RATE),
        Column("difference_yuan", _("Difference of the parts"), Kind.MONEY),
    )


def _carried_columns() -> tuple[Column, ...]:
    return (
        Column("carried_in_yuan", _("Carried in"), Kind.MONEY),
        Column("used_yuan", _("Used"), Kind.MONEY),
        Column("returned_yuan", _("Taken back"), Kind.MONEY),
        Column("balance_yuan", _("Balance of money carried over"), Kind.MONEY),
        Column("stale_yuan", _("Left for years"), Kind.MONEY),
    )


def _settled_text(view: View, rows: pl.DataFrame) -> str:
    sums = {name: rows[f"{name}_yuan"].sum() for name in ("appropriation", "spent", "carried", "unused")}
    sums["difference"] = rows["difference_yuan"].abs().sum()
    told = {name: formats.money_with_unit(amount, view.unit) for name, amount in sums.items()}
    ended = _("Of {appropriation} in {year}, {spent} was spent, {carried} carried over, {unused} left unused.").format(
        year=formats.period(str(view.year)), **{name: told[name] for name in told if name != "difference"}
    )
    wrong = differing(rows)
    if wrong.is_empty():
        ties = _("All {n} rows tie.").format(n=formats.count(rows.height))
    else:
        ties = _("{n} of {all} rows do not tie, by {difference} in all (signs apart).").format(
            n=formats.count(wrong.height), all=formats.count(rows.height), difference=told["difference"]
        )
    return _("{first} {second}").format(first=ended, second=ties)


def _carried_text(view: View, rows: pl.DataFrame) -> str:
    stale = rows.filter(pl.col("stale_yuan") > 0)
    told = _("{carried} was carried into {year}; {balance} of it is left.").format(
        carried=formats.money_with_unit(rows["carried_in_yuan"].sum(), view.unit),
        year=formats.period(str(view.year)),
        balance=formats.money_with_unit(rows["balance_yuan"].sum(), view.unit),
    )
    if stale.is_empty():
        return _("{first} {second}").format(first=told, second=_("None of it is two years old or older."))
    first = stale.sort("stale_yuan", descending=True).row(0, named=True)
    old = _(
        "{stale} of {n} projects is two years old or older, to be taken back; the most: {who}, {what}, {amount}."
    ).format(
        stale=formats.money_with_unit(stale["stale_yuan"].sum(), view.unit),
        n=formats.count(stale.n_unique(["org_code", "project_code", "project_name"])),
        who=first["org_name"],
        what=first["project_name"] or first["project_code"] or _("no project named"),
        amount=formats.money_with_unit(first["stale_yuan"], view.unit),
    )
    return _("{first} {second}").format(first=told, second=old)
