"""How total budgets of projects grew from one list to a later one: what is chosen, the steps, the projects."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import polars as pl

from duibiao import formats
from duibiao.analysis import growth
from duibiao.analysis.growth import Change
from duibiao.charts.notation import Scenario
from duibiao.charts.waterfall import Step
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import feedback, filters, overview_view, store
from duibiao.ui.kept import kept

PAIRS_KEPT = 32
_BETWEEN = "|"


@dataclass(frozen=True)
class View:
    """Which two lists are compared, in what their amounts are shown."""

    before: int
    after: int
    unit: MoneyUnit
    currency: str
    synthetic: bool
    told_before: str
    told_after: str

    @property
    def names(self) -> tuple[str, str]:
        """What the two lists are called."""
        return _list_name(self.before), _list_name(self.after)


def choose() -> View | None:
    """Draw the filters; none where there are not two lists to compare."""
    lists = store.read("project_lists", year=None)
    years = sorted(lists["year"].unique().to_list(), reverse=True)
    if len(years) < 2:
        return None
    with filters.row():
        after = int(filters.one_of(_("List"), "list", {str(year): _list_name(year) for year in years[:-1]}, 200))
        earlier = {str(year): _list_name(year) for year in years if year < after}
        before = int(filters.one_of(_("Against the earlier list"), "earlier_list", earlier, 200))
        both = lists.filter(pl.col("year").is_in([before, after]))
        currency = ", ".join(sorted(both["currency"].unique().to_list()))
        unit = filters.money_unit(currency)
    days = [_told_on(both, year) for year in (before, after)]
    return View(before, after, unit, currency, bool(both["synthetic"].any()), days[0], days[1])


def found(view: View) -> pl.DataFrame:
    """Every project of the two lists with what became of it (see `growth.compared`), and `case`."""
    return _found(view.before, view.after, *store.state())


def answer(view: View, rows: pl.DataFrame) -> str:
    """How far the totals are apart, how much of it is growth of the same projects, and the largest."""
    before, after = _totals(rows)
    n, together = growth.growth_of_both(rows)
    moved = _("{first} → {second}: the total budgets went from {before} to {after}.").format(
        first=view.names[0],
        second=view.names[1],
        before=formats.money_with_unit(before, view.unit),
        after=formats.money_with_unit(after, view.unit),
    )
    if together is None:
        return _("{first} {second}").format(first=moved, second=_("No project tells its budget in both lists."))
    told = _("The {n} projects told in both are {growth} together; {grew} grew.").format(
        n=n, growth=formats.signed_percent(together), grew=_count(rows, Change.GREW)
    )
    grown = rows.filter(pl.col("change") == Change.GREW).sort("difference_yuan", descending=True)
    if grown.is_empty():
        return _("{first} {second}").format(first=moved, second=told)
    first = grown.row(0, named=True)
    largest = _("The largest growth, to be checked: {who}, {what}, {more} ({growth}).").format(
        who=first["org_name"],
        what=first["project_name"],
        more=formats.money_with_unit(first["difference_yuan"], view.unit),
        growth=formats.signed_percent(first["growth"]),
    )
    return _("{first} {second} {third}").format(first=moved, second=told, third=largest)


def basis(view: View, rows: pl.DataFrame) -> str:
    """What is counted, and as of when."""
    text = _(
        "total budgets as of {first} and {second} · {n} projects in either list · {untold} not told in one"
    ).format(first=view.told_before, second=view.told_after, n=rows.height, untold=_count(rows, Change.UNTOLD))
    if scale := _count(rows, Change.SCALE):
        text += _(" · {n} so far apart that their unit must be checked first").format(n=scale)
    return text


def definitions() -> tuple[tuple[str, str], ...]:
    """How every figure is computed."""
    return (
        (
            _("Same project"),
            _(
                "The same code in the same organisation; where the code changed, the same name if only one has it. "
                "Several of one code, as merged organisations may have, are added up."
            ),
        ),
        (_("Growth"), _("Later total budget ÷ earlier one − 1; of several together: Σ later ÷ Σ earlier − 1.")),
        (_("Difference"), _("Later total budget − earlier one. The kinds add up to the difference of the totals.")),
        (
            _("Not told"),
            _("One of the two budgets is empty, zero or below: it counts in the totals as it stands, not as growth."),
        ),
        (
            _("Unit to be checked"),
            _("Budgets {factor} times apart or more: one list may count in another unit.").format(
                factor=int(growth.SCALE)
            ),
        ),
        (_("Later by"), _("Planned end in the later list − in the earlier one, in days; blank where one is not told.")),
    )


def steps(view: View, rows: pl.DataFrame) -> list[Step]:
    """The bars of the waterfall: earlier list, every kind of change that moves money, later list."""
    before, after = _totals(rows)
    first, second = view.names
    moves = dict(growth.together(rows).select("change", "difference_yuan").iter_rows())
    labels = change_labels()
    between = [_step(view, kind, labels[kind], moves[kind]) for kind in labels if moves.get(kind)]
    earlier = replace(_step(view, "", first, before, total=True), scenario=Scenario.PRIOR)
    return [earlier, *between, _step(view, "", second, after, total=True)]


def change_labels() -> dict[str, str]:
    """What the kinds of change are called."""
    return {
        str(Change.GREW): _("Grew"),
        str(Change.SHRANK): _("Shrank"),
        str(Change.NEW): _("New in the list"),
        str(Change.GONE): _("No longer in the list"),
        str(Change.SAME): _("Unchanged"),
        str(Change.UNTOLD): _("Not told in one list"),
        str(Change.SCALE): _("Unit to be checked"),
    }


def change_choices(rows: pl.DataFrame) -> dict[str, str]:
    """The kinds of change that there are, with how many projects each."""
    counts = dict(growth.together(rows).select("change", "n").iter_rows())
    return {kind: f"{label} ({counts[kind]})" for kind, label in change_labels().items() if kind in counts}


def of_change(rows: pl.DataFrame, kind: str | None) -> pl.DataFrame:
    """The projects of one kind of change or of all: those that grew, then the others, the largest difference first."""
    own = rows if kind is None else rows.filter(pl.col("change") == kind)
    return own.sort(
        pl.col("change") == Change.GREW, pl.col("difference_yuan").abs(), "case", descending=[True, True, False]
    )


def table(view: View, rows: pl.DataFrame) -> Table:
    """One row a project, the sum on top."""
    sums = pl.col("before_yuan", "after_yuan", "difference_yuan").sum()
    total = rows.select(sums).with_columns(org_name=pl.lit(_("Total")))
    shown = rows.with_columns(_days(rows, "end_before", "end_after")).with_columns(
        pl.col("change").replace(change_labels())
    )
    first, second = view.names
    return Table(
        title=_("Projects in {first} and {second}").format(first=first, second=second),
        frame=pl.concat([total, shown], how="diagonal_relaxed"),
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("project_code", _("Project code"), Kind.CODE),
            Column("project_name", _("Project")),
            Column("change", _("Change")),
            Column("before_yuan", first, Kind.MONEY, group=_("Total budget")),
            Column("after_yuan", second, Kind.MONEY, group=_("Total budget")),
            Column("difference_yuan", _("Difference"), Kind.MONEY, group=_("Total budget")),
            Column("growth", _("Growth"), Kind.DEVIATION, group=_("Total budget")),
            Column("end_before", first, group=_("Planned end")),
            Column("end_after", second, group=_("Planned end")),
            Column("later_days", _("Later by (days)"), Kind.COUNT, group=_("Planned end")),
        ),
        unit=view.unit,
        n_totals=1,
    )


def case_labels(rows: pl.DataFrame) -> dict[str, str]:
    """The projects to look into."""
    return {
        row["case"]: f"{row['org_name']} {row['project_code']} {row['project_name'] or ''}"
        for row in rows.iter_rows(named=True)
    }


def told_table(view: View, rows: pl.DataFrame, case: str, label: str) -> Table:
    """What every list says of the project, as it was loaded."""
    (row,) = rows.filter(pl.col("case") == case).iter_rows(named=True)
    codes = {row["project_code"], row["code_before"]} - {None}
    own = (pl.col("org_code") == row["org_code"]) & pl.col("project_code").is_in(codes)
    told = store.read("project_lists", year=None).filter(own).sort("year")
    return Table(
        title=_("What the lists say: {project}").format(project=label),
        frame=told.with_columns(
            *_days(told, "end_date", "told_on"), pl.col("batch_id", "row_number", "year").cast(pl.String)
        ),
        columns=(
            Column("year", _("Year"), Kind.CODE),
            Column("project_code", _("Project code"), Kind.CODE),
            Column("project_name", _("Project")),
            Column("total_budget_yuan", _("Total budget"), Kind.MONEY),
            Column("end_date", _("Planned end")),
            Column("told_on", _("As of")),
            Column("batch_id", _("Batch"), Kind.CODE),
            Column("row_number", _("Row"), Kind.CODE),
        ),
        unit=view.unit,
    )


def about(view: View) -> About:
    """The sheet that goes with a download."""
    lists = store.read("project_lists", year=None).filter(pl.col("year").is_in([view.before, view.after]))
    batches = store.read("batches").filter(pl.col("batch_id").is_in(lists["batch_id"].unique().implode()))
    return About(
        filters=((_("List"), view.names[1]), (_("Against the earlier list"), view.names[0])),
        definitions=definitions(),
        data_date=view.told_after,
        batches=overview_view.told_batches(batches),
        warning=feedback.demo_notice() if view.synthetic else "",
    )


@kept(PAIRS_KEPT)
def _found(before: int, after: int, as_of: datetime | None, version: int) -> pl.DataFrame:  # noqa: ARG001
    lists = [store.read("project_lists", year=year) for year in (before, after)]
    return growth.compared(*lists).with_columns(case=pl.concat_str("org_code", "project_code", separator=_BETWEEN))


def _totals(rows: pl.DataFrame) -> tuple[Decimal, Decimal]:
    return Decimal(rows["before_yuan"].sum()), Decimal(rows["after_yuan"].sum())


def _step(view: View, key: str, name: str, amount: Decimal, total: bool = False) -> Step:
    text = formats.money(amount, view.unit)
    return Step(key, name, float(view.unit.scaled(amount)), text if total or amount < 0 else f"+{text}", total)


def _days(rows: pl.DataFrame, *names: str) -> list[pl.Series]:
    """Days as the language of the session writes them, which another thread would not know."""
    return [pl.Series(name, [formats.day(day) for day in rows[name]], pl.String) for name in names]


def _count(rows: pl.DataFrame, kind: Change) -> int:
    return rows.filter(pl.col("change") == kind).height


def _list_name(year: int) -> str:
    return _("List of {year}").format(year=formats.period(str(year)))


def _told_on(rows: pl.DataFrame, year: int) -> str:
    last = rows.filter(pl.col("year") == year)["told_on"].max()
    return formats.day(last) if last is not None else formats.period(str(year))  # type: ignore[arg-type]
