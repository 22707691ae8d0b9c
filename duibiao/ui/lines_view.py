"""The rows behind a figure: budget lines of an organisation, payments of a project."""

from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from duibiao import formats
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _


@dataclass(frozen=True)
class Reconciliation:
    """Payments of a project against the paid amount of its execution lines."""

    vouchers_yuan: Decimal
    execution_yuan: Decimal

    @property
    def difference_yuan(self) -> Decimal:
        """Vouchers − execution; zero when they tie."""
        return self.vouchers_yuan - self.execution_yuan


def lines_table(lines: pl.DataFrame, who: str, unit: MoneyUnit) -> Table:
    """Budget lines with their total first; every line tells its file and row."""
    rows = lines.with_columns(
        item=_code_and_name("item_code", "item_name"),
        function=_code_and_name("function_code", "function_name"),
        economic=_code_and_name("economic_code", "economic_name"),
        source=source(),
    )
    return Table(
        title=_("{who}: budget lines").format(who=who),
        frame=pl.concat([_line_total(rows), rows], how="diagonal_relaxed"),
        columns=(
            Column("project_code", _("Project code"), Kind.CODE),
            Column("project_name", _("Project")),
            Column("item", _("Service item")),
            Column("grade", _("Grade")),
            Column("approved_yuan", _("Approved budget"), Kind.MONEY),
            Column("current_yuan", _("Current budget"), Kind.MONEY),
            Column("paid_yuan", _("Paid"), Kind.MONEY),
            Column("execution_rate", _("Execution rate"), Kind.RATE),
            Column("source", _("Source")),
            Column("function", _("Function class")),
            Column("economic", _("Economic class")),
            Column("fund_type", _("Fund type")),
        ),
        unit=unit,
        n_totals=1,
    )


def payments_table(payments: pl.DataFrame, project: str, unit: MoneyUnit) -> Table:
    """Lines of the vouchers of a project in the order of their days, their total first."""
    days = pl.Series("day", [formats.day(value) for value in payments["pay_date"]], pl.String)
    rows = payments.with_columns(days, source=source())
    total = pl.DataFrame({"day": [_("Total")], "amount_yuan": [rows["amount_yuan"].sum()]}, schema_overrides=_MONEY)
    return Table(
        title=_("{project}: payments").format(project=project),
        frame=pl.concat([total, rows], how="diagonal_relaxed"),
        columns=(
            Column("day", _("Date")),
            Column("voucher_no", _("Voucher"), Kind.CODE),
            Column("line_no", _("Line of the voucher"), Kind.CODE),
            Column("economic_code", _("Economic class"), Kind.CODE),
            Column("fund_type", _("Fund type")),
            Column("amount_yuan", _("Paid"), Kind.MONEY),
            Column("source", _("Source")),
        ),
        unit=unit,
        n_totals=1,
    )


def all_payments_table(who: str, unit: MoneyUnit) -> Table:
    """All payments of an organisation as a file has them, without its rows: nobody reads so many on a screen."""
    return Table(
        title=_("{who}: all payments").format(who=who),
        frame=pl.DataFrame(),
        columns=(
            Column("pay_date", _("Date"), Kind.DATE),
            Column("voucher_no", _("Voucher"), Kind.CODE),
            Column("line_no", _("Line of the voucher"), Kind.CODE),
            Column("org_code", _("Organisation code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("project_code", _("Project code"), Kind.CODE),
            Column("project_name", _("Project")),
            Column("function_code", _("Function class code"), Kind.CODE),
            Column("function_name", _("Function class")),
            Column("economic_code", _("Economic class code"), Kind.CODE),
            Column("economic_name", _("Economic class")),
            Column("fund_type", _("Fund type")),
            Column("amount_yuan", _("Amount"), Kind.MONEY),
            Column("batch_id", _("Batch"), Kind.CODE),
            Column("file_name", _("File")),
            Column("row_number", _("Row in the file"), Kind.CODE),
        ),
        unit=unit,
    )


def about_lines(about: About, who: str) -> About:
    """The sheet of the page, with whose rows these are."""
    return About((*about.filters, (_("Rows of"), who)), _definitions(), about.data_date, about.batches, about.warning)


def about_all_payments(about: About, who: str, year: int, month: int) -> About:
    """The sheet of the file of all payments: nothing that was chosen on the page but whose and when holds for it."""
    filters = ((_("Rows of"), who), (_("Period"), formats.period_span(f"{year}-01", f"{year}-{month:02d}")))
    payments = _("Every voucher, whatever it was for: vouchers do not tell which item or budget line they belong to.")
    return replace(about, filters=filters, definitions=((_("Payments"), payments),), remarks=())


def reconcile(payments: pl.DataFrame, lines: pl.DataFrame, project: str) -> Reconciliation:
    """Set the vouchers of a project against its execution lines."""
    paid = lines.filter(pl.col("project_code") == project)["paid_yuan"].sum()
    return Reconciliation(Decimal(payments["amount_yuan"].sum()), Decimal(paid))


def reconciliation_text(found: Reconciliation, unit: MoneyUnit) -> str:
    """Whether vouchers and execution tie, and by how much they do not."""
    if not found.difference_yuan:
        return _("The vouchers tie to the paid amount of the execution lines: {paid}").format(
            paid=formats.money_with_unit(found.vouchers_yuan, unit)
        )
    return _("Vouchers {vouchers}, execution lines {paid}: {difference} apart, to be checked").format(
        vouchers=formats.money_with_unit(found.vouchers_yuan, unit),
        paid=formats.money_with_unit(found.execution_yuan, unit),
        difference=formats.money_with_unit(found.difference_yuan, unit),
    )


_MONEY = {"amount_yuan": pl.Decimal(18, 2)}


def _code_and_name(code: str, name: str) -> pl.Expr:
    return pl.concat_str(pl.col(code), pl.col(name), separator=" ", ignore_nulls=True)


def source() -> pl.Expr:
    """In words the batch, the file and the row that a row was read from."""
    return pl.format(
        _("batch {batch}, {file}, row {row}").format(batch="{}", file="{}", row="{}"),
        pl.col("batch_id"),
        pl.col("file_name").fill_null(""),
        pl.col("row_number"),
    )


def _line_total(rows: pl.DataFrame) -> pl.DataFrame:
    sums = rows.select(pl.col("approved_yuan", "current_yuan", "paid_yuan").sum())
    rate = pl.col("paid_yuan").cast(pl.Float64) / pl.col("current_yuan").cast(pl.Float64)
    told = rows.filter(pl.col("current_yuan").is_null() & (pl.col("paid_yuan") != 0)).is_empty()
    return sums.with_columns(
        project_code=pl.lit(_("Total")), execution_rate=pl.when(pl.lit(told) & (pl.col("current_yuan") > 0)).then(rate)
    )


def _definitions() -> tuple[tuple[str, str], ...]:
    return (
        (_("Current budget"), _("Approved budget with all adjustments so far.")),
        (_("Execution rate"), _("Paid ÷ current budget; blank where that is not positive or not told for every line.")),
        (_("Source"), _("The batch, the file and the row from which the figure was read.")),
    )
