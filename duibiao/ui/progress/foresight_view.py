"""How well year end would have been foreseen: sentence, lines, tables and definitions."""

import polars as pl

from duibiao import formats
from duibiao.analysis.backtest import Rule, averages
from duibiao.analysis.forecast import COVERAGE, Basis
from duibiao.analysis.simple_forecasts import Method
from duibiao.charts.trend import Line
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui import feedback, overview_view, store
from duibiao.ui.overview_view import Headline
from duibiao.ui.progress.foresight import View, best_rule, class_labels, kind_labels


def answer(view: View, errors: dict[str, float] | None, rows: pl.DataFrame) -> str:
    """How far off the forecast of the month was, against the best simple rule, and what the band took in."""
    if errors is None or rows.is_empty():
        return _(
            "Nothing could be foreseen at the end of month {month} of {year}: no amounts of it are loaded."
        ).format(month=view.month, year=view.year)
    rule = best_rule(errors)
    said = _(
        "At the end of month {month} of {year} the payments of the whole year would have been foreseen with an error "
        "of {error} over {n} classes (together {forecast}, and it became {final}); the best simple rule, {rule}, was "
        "off by {other}."
    ).format(
        month=view.month,
        year=view.year,
        error=formats.percent(errors["forecast"]),
        n=errors["n_classes"],
        forecast=formats.money_with_unit(rows["forecast_yuan"].sum(), view.unit),
        final=formats.money_with_unit(rows["final_yuan"].sum(), view.unit),
        rule=rule_labels()[rule],
        other=formats.percent(errors[rule]),
    )
    band = (
        _("With a single year before it there is no band.")
        if rows["low_yuan"].null_count() == rows.height
        else _("The band of {aim} took in {part} of the budget.").format(
            aim=formats.percent(COVERAGE, 0), part=formats.percent(errors["coverage"])
        )
    )
    return _("{first} {second}").format(first=said, second=band)


def basis(view: View, errors: dict[str, float] | None) -> str:
    """What was known, the denominator, n."""
    return " · ".join(
        (
            _("Known: payments up to {date} and the years before").format(date=view.known_on),
            _("error = Σ|forecast − final| ÷ Σfinal payments of {year}").format(year=view.year),
            _("n = {n} classes").format(n=errors["n_classes"] if errors else 0),
        )
    )


def definitions() -> tuple[tuple[str, str], ...]:
    """How the forecast comes about, what it is measured against, and its limits."""
    return (
        (
            _("Forecast"),
            _(
                "The weighted median of five simple methods; a method weighs 1 ÷ (its relative error)², as each past "
                "year is foreseen from the others, in the same kind and month."
            ),
        ),
        *((label, text) for label, text in zip(method_labels().values(), _method_texts(), strict=True)),
        (
            _("Band of 80 %"),
            _(
                "What forecasts of past years erred by, in units of how far the methods disagree: its lowest and "
                "highest tenth by budget. Coverage is the part of the budget in classes that ended inside."
            ),
        ),
        *((label, text) for label, text in zip(rule_labels().values(), _rule_texts(), strict=True)),
        (
            _("Limits"),
            _(
                "Only years before the one foreseen are used. Budgets raised later and reorganisations are foreseen by "
                "no rule; in a single year coverage can be far from 80 %."
            ),
        ),
    )


def lines(table: pl.DataFrame) -> list[Line]:
    """The error of the forecast and of each rule, month by month, in per cent."""
    names = {"forecast": _("Forecast"), **{str(rule): label for rule, label in rule_labels().items()}}
    return [
        Line(
            code=name,
            name=label,
            values=tuple(error * 100 for error in table[name]),
            texts=tuple(formats.percent(error) for error in table[name]),
            emphasised=name == "forecast",
            dash=dash,
        )
        for (name, label), dash in zip(names.items(), _DASHES, strict=True)
    ]


def month_labels(table: pl.DataFrame) -> list[str]:
    """The months of the table, for the axis."""
    return [_("month {month}").format(month=month) for month in table["month"]]


def axis(view: View) -> str:
    """What the lines measure."""
    return _("Error of the year's payments {year}, foreseen from the end of each month (%)").format(year=view.year)


def months_table(view: View, table: pl.DataFrame) -> Table:
    """One row a month, the mean of the months first."""
    mean = averages(table).with_columns(month=pl.lit(_("Mean")), times_best=pl.lit(None, pl.Float64))
    months = table.with_columns(month=pl.Series(month_labels(table), dtype=pl.String))
    frame = pl.concat([mean.select(table.columns), months], how="vertical_relaxed")
    off, band = _("Error"), _("Band")
    return Table(
        title=_("Error by month: {year}").format(year=view.year),
        frame=frame,
        columns=(
            Column("month", _("Foreseen from")),
            Column("n_classes", _("Classes"), Kind.COUNT),
            Column("forecast", _("Forecast"), Kind.RATE, group=off),
            *(Column(str(rule), label, Kind.RATE, group=off) for rule, label in rule_labels().items()),
            Column("times_best", _("Forecast ÷ best rule"), Kind.NUMBER, group=off),
            Column("coverage", _("Coverage of the budget"), Kind.RATE, group=band),
            Column("width", _("Width ÷ final"), Kind.RATE, group=band),
        ),
        n_totals=1,
    )


def classes_table(view: View, rows: pl.DataFrame) -> Table:
    """One row a class: what was known, what was said and why, what came; the total first."""
    added = ("current_yuan", "paid_yuan", "forecast_yuan", "final_yuan", "off_yuan")
    total = rows.select(pl.col(added).sum()).with_columns(class_name=pl.lit(_("Total")))
    told = rows.with_columns(
        pl.col("method").replace(method_labels()),
        pl.col("basis").replace(basis_labels()),
        inside=pl.col("inside").replace_strict({True: _("yes"), False: _("no")}, default="", return_dtype=pl.String),
    )
    known, said, came = _("Known then"), _("Foreseen"), _("At the year's end")
    return Table(
        title=_("What was foreseen at the end of month {month} of {year}").format(month=view.month, year=view.year),
        frame=pl.concat([total, told], how="diagonal_relaxed"),
        columns=(
            Column("class_code", _("Code"), Kind.CODE),
            Column("class_name", class_labels()[view.class_of]),
            Column("kind_code", _("Code"), Kind.CODE),
            Column("kind_name", kind_labels()[view.kind_of]),
            Column("current_yuan", _("Current budget"), Kind.MONEY, group=known),
            Column("paid_yuan", _("Paid"), Kind.MONEY, group=known),
            Column("forecast_yuan", _("Forecast"), Kind.MONEY, group=said),
            Column("low_yuan", _("Band from"), Kind.MONEY, group=said),
            Column("high_yuan", _("Band to"), Kind.MONEY, group=said),
            Column("method", _("Method in the middle"), group=said),
            Column("past_error", _("Error in past years"), Kind.RATE, group=said),
            Column("basis", _("History of"), group=said),
            Column("n_years", _("Years of history"), Kind.COUNT, group=said),
            Column("final_yuan", _("Paid in the end"), Kind.MONEY, group=came),
            Column("off_yuan", _("Forecast − final"), Kind.MONEY, group=came),
            Column("inside", _("Inside the band?"), group=came),
        ),
        unit=view.unit,
        n_totals=1,
    )


def method_labels() -> dict[str, str]:
    """What the simple methods are called."""
    return {
        str(Method.FINAL_RATE): _("final rate"),
        str(Method.REST_SPENT): _("rest spent"),
        str(Method.CONTRACTED): _("contracted"),
        str(Method.BORNHUETTER_FERGUSON): _("Bornhuetter–Ferguson"),
        str(Method.SAME_AGAIN): _("same again"),
    }


def rule_labels() -> dict[Rule, str]:
    """What the simple rules are called."""
    return {
        Rule.STRAIGHT_LINE: _("straight line"),
        Rule.LAST_SHARE: _("last year's share"),
        Rule.LAST_RATE: _("last year's rate"),
    }


def basis_labels(of_project: bool = False) -> dict[str, str]:
    """Whose history a forecast rests on: a class has its own, a project that of its class."""
    own = _("its class") if of_project else _("itself")
    return {str(Basis.CLASS): own, str(Basis.KIND): _("its kind"), str(Basis.TOTAL): _("everything")}


def headline(view: View) -> Headline:
    """The figures of the month end, for its warnings."""
    return overview_view.headline(store.read("headline", year=view.year, month=view.month))


def about(view: View, found: Headline) -> About:
    """The sheet that goes with a download."""
    return About(
        filters=(
            (_("Year"), formats.period(str(view.year))),
            (_("Foreseen from month"), str(view.month)),
            (_("Whose spending"), class_labels()[view.class_of]),
            (_("Divided by"), kind_labels()[view.kind_of]),
        ),
        definitions=definitions(),
        data_date=view.known_on,
        batches=overview_view.batch_lines(found, store.read("batches")),
        warning=feedback.demo_notice() if found.synthetic else "",
    )


def codes(table: pl.DataFrame) -> list[str]:
    """The months of the table, as the filter knows them."""
    return [str(month) for month in table["month"]]


_DASHES = ("solid", "dot", "dash", "dashdot")
"""Of the forecast and of each rule, so that they are told apart in black and white."""


def _method_texts() -> tuple[str, ...]:
    return (
        _("Budget × past payments ÷ past final budgets."),
        _("Paid + what is left × the part of what was left at this month that past years still spent."),
        _("Contracted × past payments ÷ what was contracted by this month, at most the budget."),
        _("Paid + (1 − share of payments by this month) × past payments ÷ budget of this month × budget."),
        _("Paid + what the nearest past year paid after this month, at most the budget."),
    )


def _rule_texts() -> tuple[str, ...]:
    return (
        _("Paid × 12 ÷ month, at most the budget."),
        _("Paid ÷ the share of its payments that the class had made by this month last year, at most the budget."),
        _("Budget × last year's payments ÷ last year's final budget."),
    )
