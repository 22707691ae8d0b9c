"""Where each organisation stands out: its unit costs against the median of its peers, all things at once."""

import polars as pl

from duibiao import formats
from duibiao.analysis.outliers import FEWEST, Verdict
from duibiao.charts.heat import Cell
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import filters
from duibiao.ui.compare.evidence import When
from duibiao.ui.compare.flags import cut_off, thing

MOST_COLUMNS = 36
"""More things than this are not told apart on a screen: those with the least money are put together."""


def group() -> str:
    """Choose towns or departments."""
    return filters.one_of(
        _("Organisations"),
        "heat_of",
        {"town": filters.group_label("towns"), "department": filters.group_label("departments")},
        220,
    )


def field(judged: pl.DataFrame, items: pl.DataFrame) -> str:
    """Choose a field of work, or all of them (empty)."""
    codes = sorted({str(code)[:2] for code in judged["item_code"]})
    names = dict(items.select("item_code", "item_name").iter_rows())
    labels = {"all": _("All fields")} | {code: f"{code} {names.get(code) or ''}" for code in codes}
    chosen = filters.one_of(_("Field"), "field", labels, 220)
    return "" if chosen == "all" else chosen


def comparable(judged: pl.DataFrame, group: str, field: str) -> pl.DataFrame:
    """Unit costs of the group and field in panels of at least five, with the key of the thing; most money first."""
    rows = judged.filter(
        (pl.col("kind_of_org") == group) & pl.col("item_code").str.starts_with(field) & (pl.col("n") >= FEWEST)
    )
    return rows.with_columns(
        thing=pl.concat_str("item_code", pl.col("grade").fill_null(""), separator="|"),
        money=pl.col("spent_yuan").sum().over("item_code", "grade"),
    ).sort("money", "thing", "org_code", descending=[True, False, False])


def answer(when: When, rows: pl.DataFrame) -> str:
    """Who is most often dear, and how much is above the median altogether."""
    known = rows.filter(pl.col("from_median").is_not_null())
    if known.is_empty():
        return _("Nothing to compare: fewer than five organisations tell a unit cost of the same thing")
    above = pl.col("from_median") > 0
    each = known.group_by("org_code").agg(
        pl.col("org_name").first(),
        n=pl.len(),
        n_above=(pl.col("from_median") > _CLEARLY).sum(),
        excess=((pl.col("value") - pl.col("median")) * pl.col("quantity")).filter(above).sum(),
    )
    first = each.sort("n_above", "excess", "org_code", descending=[True, True, False]).row(0, named=True)
    return _(
        "By {date}, {orgs} organisations are compared on {things} things; {name} is more than {step} above the median "
        "most often, on {n} of {of}."
    ).format(
        date=cut_off(when),
        orgs=each.height,
        things=known["thing"].n_unique(),
        name=first["org_name"],
        step=formats.percent(_CLEARLY, 0),
        n=first["n_above"],
        of=first["n"],
    )


def basis(when: When, rows: pl.DataFrame) -> str:
    """Cut-off date, what the signs mean, and how many things only the table shows."""
    more = rows["thing"].n_unique() - MOST_COLUMNS
    rest = (_("{n} more things with less money in the table below").format(n=more),) if more > 0 else ()
    return " · ".join(
        (
            _("Payments from 1 January to {date}").format(date=cut_off(when)),
            _("figures: unit cost against the median of the peers, in %"),
            _("·: not applicable, no such spending"),
            _("framed: to be checked"),
            *rest,
        )
    )


def definitions() -> tuple[tuple[str, str], ...]:
    """How a square is computed."""
    text = _(
        "Unit cost ÷ median unit cost of the same item and grade among the organisations of the same kind − 1; only "
        "where at least five tell one."
    )
    return ((_("Against the median"), text),)


def columns(rows: pl.DataFrame) -> list[tuple[str, str]]:
    """The things with most money behind them, and their names."""
    things = rows.unique("thing", maintain_order=True).head(MOST_COLUMNS)
    return [(row["thing"], thing(row)) for row in things.iter_rows(named=True)]


def organisations(rows: pl.DataFrame) -> list[tuple[str, str]]:
    """The organisations with a figure, by code."""
    orgs = rows.unique("org_code").sort("org_code")
    return [(row["org_code"], str(row["org_name"] or row["org_code"])) for row in orgs.iter_rows(named=True)]


def cells(rows: pl.DataFrame, unit: MoneyUnit) -> list[Cell]:
    """One a pair of organisation and thing shown."""
    shown = dict(columns(rows))
    found = {(row["org_code"], row["thing"]): row for row in rows.iter_rows(named=True)}
    return [
        _cell(org, name, key, what, found.get((org, key)), unit)
        for org, name in organisations(rows)
        for key, what in shown.items()
    ]


def table(rows: pl.DataFrame, unit: MoneyUnit) -> Table:
    """The same as a table: one row an organisation, one column a thing under its item."""
    things = rows.unique("thing", maintain_order=True)
    wide = rows.pivot("thing", index=["org_code", "org_name"], values="from_median", aggregate_function="first")
    return Table(
        title=_("Unit costs against the median of the peers"),
        frame=wide.sort("org_code"),
        columns=(
            Column("org_code", _("Code"), Kind.CODE, group=_("Organisation")),
            Column("org_name", _("Name"), group=_("Organisation")),
            *(
                Column(
                    row["thing"],
                    row["grade"] or _("no grades"),
                    Kind.DEVIATION,
                    group=f"{row['item_code']} {row['item_name'] or ''}",
                )
                for row in things.sort("item_code", "thing").iter_rows(named=True)
            ),
        ),
        unit=unit,
    )


_CLEARLY = 0.10


def _cell(org: str, name: str, key: str, what: str, row: dict[str, object] | None, unit: MoneyUnit) -> Cell:
    if row is None or row["from_median"] is None:
        return Cell(org, key, None, "·", f"{name}<br>{what}<br>{_('no such spending')}")
    deviation = float(str(row["from_median"]))
    value, median = (formats.money(float(str(row[name])), unit.single) for name in ("value", "median"))
    told = _("{value} against {median} (n = {n})").format(value=value, median=median, n=row["n"])
    flagged = row["verdict"] == Verdict.FLAGGED
    return Cell(
        org,
        key,
        deviation,
        formats.signed_percent(deviation, 0).removesuffix("%"),
        f"{name}<br>{what}<br>{told}",
        flagged,
    )
