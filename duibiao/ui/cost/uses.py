"""Who uses a standard: unit costs that are held against it, systems under its ceiling, requests that it decides."""

import polars as pl

from duibiao import formats
from duibiao.analysis.library import Standing
from duibiao.analysis.review import Review
from duibiao.export.review import rule_labels
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit, Scale
from duibiao.language import _
from duibiao.ui import store
from duibiao.ui.compare import evidence
from duibiao.ui.cost import asking, digital, library, maintenance
from duibiao.ui.cost.library import View

_YUAN = MoneyUnit(Scale.YUAN)


def tables_of(view: View, cells: pl.DataFrame, code: str) -> dict[str, Table]:
    """What the standard is used for on the day, by kind of use; nothing where nobody uses it."""
    own = cells.filter((pl.col("standard_code") == code) & (pl.col("standing") == Standing.APPLIES))
    found = {
        "uses": _unit_costs(view, own),
        "ceilings": _maintenance(view, own),
        "decided": _requests(cells, code),
    }
    return {name: table for name, table in found.items() if table is not None}


def reviewed(cells: pl.DataFrame, code: str, year: int) -> Review:
    """What the requests of a year ask of the things that the standard is about."""
    items = cells.filter(pl.col("standard_code") == code)["item_code"].drop_nulls().unique().sort()
    return asking.reviewed_items(year, tuple(items))


def _unit_costs(view: View, own: pl.DataFrame) -> Table | None:
    """One row a unit cost that is held against it."""
    when = library.when_of(view)
    key = ["item_code", "grade", "measure_unit"]
    quotas = own.filter((pl.col("standard_kind") == "cost_standard") & pl.col("amount_yuan").is_not_null())
    if when is None or quotas.is_empty():
        return None
    rows = evidence.judged(when).join(quotas.select(key).unique(), on=key, how="semi", nulls_equal=True)
    rows = rows.filter(pl.col("standard").is_not_null())
    if rows.is_empty():
        return None
    until = formats.day(formats.month_end(when.year, when.month))
    return Table(
        title=_("Who is measured by it (payments up to {day})").format(day=until),
        frame=rows.sort("from_standard", descending=True, nulls_last=True),
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("item_name", _("Service item")),
            Column("grade", _("Grade")),
            Column("measure_unit", _("Unit of workload")),
            Column("value", _("Unit cost"), Kind.MONEY, exact=True),
            Column("standard", _("Standard"), Kind.MONEY, exact=True),
            Column("from_standard", _("Against the standard"), Kind.DEVIATION),
            Column("quantity", _("Workload"), Kind.NUMBER),
        ),
        unit=_YUAN,
    )


def _maintenance(view: View, own: pl.DataFrame) -> Table | None:
    """One row a system whose maintenance is held against its share of the build."""
    when = library.when_of(view)
    share = own.filter((pl.col("item_code") == maintenance.MAINTENANCE) & pl.col("ratio_percent").is_not_null())
    if when is None or share.is_empty():
        return None
    seen = digital.View(when.year, when.month, _YUAN, "maintenance")
    rows = maintenance.maintained(seen)
    return None if rows.is_empty() else maintenance.table(seen, rows)


def _requests(cells: pl.DataFrame, code: str) -> Table | None:
    """One row a line of the newest requests that it decides."""
    years = store.read("request_years")
    if years.is_empty():
        return None
    year = int(years["year"].max())  # type: ignore[arg-type]
    labels = rule_labels()
    rows = [
        {
            "request_no": judged.line.request_no,
            "line_no": judged.line.line_no,
            "org_name": judged.line.org_name or judged.line.org_code,
            "item_name": judged.line.item_name,
            "grade": judged.line.grade,
            "quantity": judged.line.quantity,
            "requested": judged.line.amount_yuan,
            "standard": judged.standard_yuan,
            "cut": judged.cut_yuan,
            "rule": labels[judged.rule],
        }
        for judged in reviewed(cells, code, year).lines
        if any(piece.cell.standard_code == code for piece in judged.pieces)
    ]
    if not rows:
        return None
    return Table(
        title=_("Budget requests for {year} that it decides").format(year=formats.period(str(year))),
        frame=pl.from_dicts(rows, infer_schema_length=None).sort("cut", descending=True),
        columns=(
            Column("request_no", _("Request"), Kind.CODE),
            Column("line_no", _("Line"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("item_name", _("Service item")),
            Column("grade", _("Grade")),
            Column("quantity", _("Quantity"), Kind.NUMBER),
            Column("requested", _("Requested"), Kind.MONEY),
            Column("standard", _("By the standard"), Kind.MONEY),
            Column("cut", _("Amount cut"), Kind.MONEY),
            Column("rule", _("Rule")),
        ),
        unit=_YUAN,
    )
