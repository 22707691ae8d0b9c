"""How well year end would have been foreseen in the past: what the page asks, computes and says."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from duibiao import formats
from duibiao.analysis.backtest import FIRST_MONTH, LAST_MONTH, RULES, Rule, backtest, foreseen
from duibiao.analysis.class_states import YEAR_END
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import address, feedback, filters, store
from duibiao.ui.drilldown import Trail
from duibiao.ui.kept import kept

BY = ("class_code", "kind_code")
VIEWS_KEPT = 64
"""How many computed years and month ends stay in memory for all sessions."""

_AUGUST = 8
"""The month of the dual monitoring."""


@dataclass(frozen=True)
class View:
    """Which year is foreseen, from the end of which month, for which classes."""

    year: int
    month: int
    class_of: str
    kind_of: str
    unit: MoneyUnit

    @property
    def known_on(self) -> str:
        """The day up to which amounts were known."""
        return formats.day(formats.month_end(self.year, self.month))


def choose() -> View:
    """Draw the filters; ends the page where no year has an end and an earlier year with one."""
    if store.is_empty():
        feedback.nothing_loaded()
        address.stop()
    ended = store.read("years").filter(pl.col("last_month") == YEAR_END)
    testable = ended.filter(pl.col("year") > ended["year"].min())
    if testable.is_empty():
        feedback.nothing_here(_("A past year can be foreseen once its December and that of an earlier year are loaded"))
        address.stop()
    with filters.row():
        year = filters.year(testable)
        months = [month for month in store.read("months", year=year)["month"] if FIRST_MONTH <= month <= LAST_MONTH]
        if not months:
            feedback.nothing_here(_("No month end from March to November of this year is loaded"))
            address.stop()
        default = _AUGUST if _AUGUST in months else max(months)
        month = filters.how_many(_("Foreseen from month"), "from_month", sorted(months), default)
        class_of = filters.one_of(_("Whose spending"), "class_of", class_labels(), 180)
        kind_of = filters.one_of(_("Divided by"), "kind_of", kind_labels(), 220)
        unit = filters.money_unit(store.currency(year))
    return View(year, month, class_of, kind_of, unit)


def by_month(view: View) -> pl.DataFrame:
    """The errors of each month of the year (see `backtest.judged`)."""
    return _by_month(view.class_of, view.kind_of, view.year, *store.state())


def classes(view: View) -> pl.DataFrame:
    """What would have been said of each class (see `backtest.foreseen`), with names; the most wrong first.

    Adds key, class_name, kind_name, off_yuan (forecast − final) and inside (whether the end lay in the band).
    """
    rows = _foreseen(view.class_of, view.kind_of, view.year, view.month, *store.state())
    if rows.is_empty():
        return rows
    named = rows.join(_names(view, "class"), on="class_code", how="left").join(
        _names(view, "kind"), on="kind_code", how="left"
    )
    off = pl.col("forecast_yuan") - pl.col("final_yuan")
    within = pl.col("final_yuan").round(2).is_between(pl.col("low_yuan").round(2), pl.col("high_yuan").round(2))
    told = named.filter((pl.col("current_yuan") != 0) | (pl.col("final_yuan") != 0) | (pl.col("forecast_yuan") != 0))
    return told.with_columns(
        key=pl.concat_str(pl.col(BY).fill_null(""), separator="|"), off_yuan=off, inside=within
    ).sort(off.abs(), *BY, descending=[True, False, False])


def of_month(view: View, table: pl.DataFrame) -> dict[str, float] | None:
    """The errors of the chosen month; none where it could not be foreseen."""
    found = table.filter(pl.col("month") == view.month) if table.height else table
    return found.row(0, named=True) if found.height else None


def trail(view: View, rows: pl.DataFrame, key: str) -> Trail:
    """The budget lines behind a class of an organisation, as they stood at the month end."""
    row = rows.row(by_predicate=pl.col("key") == key, named=True)
    kind = {"field": "item", "chapter": "economic", "heading": "economic"}.get(view.kind_of)
    code = row["kind_code"]
    who = str(row["class_name"] or row["class_code"])
    if kind is None or code is None:
        return Trail(view.year, view.month, row["class_code"], who)
    return Trail(view.year, view.month, row["class_code"], who, kind, code)


def labels_of(rows: pl.DataFrame) -> dict[str, str]:
    """Every class with its kind, for the list of what to look into."""
    return {
        row["key"]: " · ".join(
            f"{row[f'{part}_code'] or ''} {row[f'{part}_name'] or ''}".strip() for part in ("class", "kind")
        )
        for row in rows.iter_rows(named=True)
    }


def best_rule(errors: dict[str, float]) -> Rule:
    """The simple rule that was least wrong."""
    return min(RULES, key=lambda rule: errors[rule])


def class_labels() -> dict[str, str]:
    """Whose spending can be foreseen."""
    return {"organisation": _("Organisations"), "item": _("Service items"), "function": _("Function classes")}


def kind_labels() -> dict[str, str]:
    """What it can be divided by."""
    return {
        "field": _("Field"),
        "heading": _("Economic class (three digits)"),
        "chapter": _("Chapter (first digit of the economic class)"),
        "fund": _("Fund"),
    }


def _names(view: View, part: str) -> pl.DataFrame:
    """Code and name of classes or kinds: `class_code`, `class_name` or `kind_code`, `kind_name`."""
    of = view.class_of if part == "class" else view.kind_of
    if of == "organisation":
        names = store.read("organisations").select("org_code", "org_name")
    else:
        catalogue = {"item": "item", "field": "item", "function": "function"}.get(of, "economic")
        choices = store.read("choices", year=view.year)
        names = choices.filter(pl.col("kind") == catalogue).select("code", "name")
    return names.rename(dict(zip(names.columns, (f"{part}_code", f"{part}_name"), strict=True))).unique(f"{part}_code")


def _states(class_of: str, kind_of: str) -> pl.DataFrame:
    return store.read("class_states", class_of=class_of, kind_of=kind_of)


@kept(VIEWS_KEPT)
def _by_month(
    class_of: str,
    kind_of: str,
    year: int,
    as_of: datetime | None,  # noqa: ARG001
    version: int,  # noqa: ARG001
) -> pl.DataFrame:
    return backtest(_states(class_of, kind_of), BY, (), (year,))


@kept(VIEWS_KEPT)
def _foreseen(
    class_of: str,
    kind_of: str,
    year: int,
    month: int,
    as_of: datetime | None,  # noqa: ARG001
    version: int,  # noqa: ARG001
) -> pl.DataFrame:
    return foreseen(_states(class_of, kind_of), BY, year, month)
