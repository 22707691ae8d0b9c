"""The library of standards: which there are, which apply on a day, how versions differ, who uses them."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.analysis import library
from duibiao.analysis.library import Standing
from duibiao.charts.trend import Line
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit, Scale
from duibiao.language import _
from duibiao.schema.column import Choice
from duibiao.schema.standards import COMPUTINGS, STANDARD_KINDS, STATUSES
from duibiao.ui import address, feedback, filters, moment, person, store
from duibiao.ui.compare import evidence
from duibiao.ui.compare.evidence import When
from duibiao.ui.cost import drafts
from duibiao.ui.kept import kept

_YUAN = MoneyUnit(Scale.YUAN)
_DAYS_KEPT = 16


@dataclass(frozen=True)
class View:
    """Which standards are looked at, as they stand on a day."""

    day: date
    kind: str
    standing: str
    text: str
    synthetic: bool


def choose() -> View:
    """Draw the filters; ends the page where there are no standards."""
    cells = store.read("standard_cells")
    if cells.is_empty():
        feedback.nothing_here(_("No standard is loaded yet; the template on the upload page says what is asked"))
        address.stop()
    anything = {"": _("All")}
    with filters.row():
        day = filters.on_day(_("On the day"), "day", date.today())
        kind = filters.one_of(_("Kind of standard"), "standard_kind", anything | _words(STANDARD_KINDS), 200)
        standing = filters.one_of(_("State"), "standing", anything | standing_labels(), 200)
        text = filters.search(_("Search code, name, item or source"), "search")
    return View(day, kind, standing, text, _is_synthetic())


def stood(view: View) -> pl.DataFrame:
    """Every row of the library as it stands on the day."""
    return _stood(view.day, *store.state())


def versions(view: View) -> pl.DataFrame:
    """Every version of every standard as it stands on the day (see `library.versions`)."""
    return _versions(view.day, *store.state())


def listed(view: View) -> pl.DataFrame:
    """The versions that the filters leave, the newest of each standard first."""
    rows = versions(view)
    rows = rows if not view.kind else rows.filter(pl.col("standard_kind") == view.kind)
    rows = rows if not view.standing else rows.filter(pl.col("standing") == view.standing)
    if not view.text:
        return rows
    hits = [
        pl.col(name).fill_null("").str.contains(view.text, literal=True)
        for name in ("standard_code", "standard_name", "items", "source_document")
    ]
    return rows.filter(pl.any_horizontal(hits))


def answer(view: View, cells: pl.DataFrame) -> str:
    """How many standards there are and how many apply, and what has unit costs but no standard."""
    rows = versions(view)
    applying = rows.filter(pl.col("standing") == Standing.APPLIES)
    kinds = dict(applying.group_by("standard_kind").len().iter_rows())
    parts = "、".join(f"{label} {kinds[kind]}" for kind, label in _words(STANDARD_KINDS).items() if kind in kinds)
    in_work = rows.filter(pl.col("standing") == Standing.IN_WORK).height
    bare = library.without(_priced(view), cells)
    return _(
        "On {day} the library holds {n} standards in {versions} versions; {applying} apply ({kinds}), {in_work} are "
        "being worked out. {bare} things with a unit cost have no cost standard that applies."
    ).format(
        day=formats.day(view.day),
        n=rows["standard_code"].n_unique(),
        versions=rows.height,
        applying=applying.height,
        kinds=parts or _("none"),
        in_work=in_work,
        bare=bare.height,
    )  # fmt: skip


def definitions() -> tuple[tuple[str, str], ...]:
    """What the states mean, and how what applied on a day is found."""
    return (
        (_("Applies"), _("Issued, and the day lies between its first and its last day, both included.")),
        (_("Being worked out"), _("Draft, reviewed or confirmed: it is used in no comparison and in no review.")),
        (_("Change"), _("The newest version ÷ the one before − 1, of the same item, grade, area and tier.")),
        (_("References"), _("Published figures of other places are references, never standards of this district.")),
    )


def table(view: View, rows: pl.DataFrame) -> Table:
    """One row a version."""
    kinds, statuses = _words(STANDARD_KINDS), _words(STATUSES)
    return Table(
        title=_("Library of standards"),
        frame=rows.with_columns(
            pl.col("standard_kind").replace(kinds),
            pl.col("status").replace(statuses),
            pl.col("standing").replace(standing_labels()),
            *_days(rows),
        ),
        columns=(
            Column("standing", _("On {day}").format(day=formats.day(view.day))),
            Column("standard_code", _("Code"), Kind.CODE),
            Column("standard_name", _("Standard")),
            Column("standard_kind", _("Kind of standard")),
            Column("version", _("Version")),
            Column("status", _("Status")),
            Column("from_day", _("Valid from")),
            Column("to_day", _("Valid to")),
            Column("items", _("Service items"), Kind.CODE),
            Column("n_cells", _("Figures"), Kind.COUNT),
            Column("source_document", _("Document that it stands in")),
        ),
        unit=_YUAN,
    )


def standard_labels(rows: pl.DataFrame) -> dict[str, str]:
    """The standards to look into, by code."""
    each = rows.unique("standard_code", maintain_order=True)
    return {
        row["standard_code"]: f"{row['standard_code']} {row['standard_name'] or ''}"
        for row in each.iter_rows(named=True)
    }


def lines(matrix: pl.DataFrame) -> list[Line]:
    """One line a figure of the standard over its versions; none where it states no figures."""
    order = version_names(matrix)
    return [
        Line(
            code=str(number),
            name=_cell_name(row),
            values=tuple(row[version] for version in order),
            texts=tuple(formats.decimal(row[version]) for version in order),
            emphasised=True,
        )
        for number, row in enumerate(matrix.iter_rows(named=True))
        if any(row[version] is not None for version in order)
    ]


def version_names(matrix: pl.DataFrame) -> list[str]:
    """The versions of a matrix, the oldest first."""
    fixed = {*library.CELL, "quantity_to", "item_name", "computing", "is_ratio", "change"}
    return [name for name in matrix.columns if name not in fixed]


def matrix_table(code: str, matrix: pl.DataFrame) -> Table:
    """The figures of a standard: item, grade, area and tier down, versions across."""
    tiers = [_tier(row) for row in matrix.iter_rows(named=True)]
    computing = _words(COMPUTINGS)
    return Table(
        title=_("Standard {code}: versions side by side").format(code=code),
        frame=matrix.with_columns(
            pl.Series("tier", tiers, pl.String), pl.col("computing").replace(computing),
            per=_per(),
        ),
        columns=(
            Column("item_code", _("Code"), Kind.CODE, group=_("Service item")),
            Column("item_name", _("Name"), group=_("Service item")),
            Column("grade", _("Grade"), group=_("Applies to")),
            Column("area", _("Area of validity"), group=_("Applies to")),
            Column("tier", _("Quantity"), group=_("Applies to")),
            Column("computing", _("Computing"), group=_("Applies to")),
            Column("per", _("Unit of workload"), group=_("Applies to")),
            *(Column(name, name, Kind.NUMBER, group=_("Version")) for name in version_names(matrix)),
            Column("change", _("Change"), Kind.DEVIATION),
        ),
        unit=_YUAN,
    )  # fmt: skip


def demands_table(code: str, demands: pl.DataFrame) -> Table:
    """What a standard asks of the service: item, grade and area down, versions across."""
    fixed = ("item_code", "item_name", "grade", "area")
    return Table(
        title=_("Standard {code}: what it asks for").format(code=code),
        frame=demands,
        columns=(
            Column("item_code", _("Code"), Kind.CODE, group=_("Service item")),
            Column("item_name", _("Name"), group=_("Service item")),
            Column("grade", _("Grade"), group=_("Applies to")),
            Column("area", _("Area of validity"), group=_("Applies to")),
            *(Column(name, name, group=_("Version")) for name in demands.columns if name not in fixed),
        ),
        unit=_YUAN,
    )


def grounds_table(view: View, code: str) -> Table:
    """What the versions of a standard rest on: scope, prices, document, evidence; the newest first."""
    rows = versions(view).filter(pl.col("standard_code") == code)
    return Table(
        title=_("Standard {code}: what its versions rest on").format(code=code),
        frame=rows.with_columns(pl.col("status").replace(_words(STATUSES)), *_days(rows)),
        columns=(
            Column("version", _("Version")),
            Column("status", _("Status")),
            Column("from_day", _("Valid from")),
            Column("to_day", _("Valid to")),
            Column("price_base", _("Price base")),
            Column("scope_text", _("Scope of validity")),
            Column("source_document", _("Document that it stands in")),
            Column("evidence", _("How it was worked out")),
        ),
        unit=_YUAN,
    )


def steps(view: View, cells: pl.DataFrame, code: str) -> None:
    """Move versions that are being worked out to their next state, signed; an issued one can be repealed by a day."""
    own = versions(view).filter(pl.col("standard_code") == code)
    statuses = _words(STATUSES)
    last_day = date.today()
    if not own.filter(pl.col("status") == "issued").is_empty():
        last_day = st.date_input(
            _("Last day of one that is repealed"), date.today(), key="repealed_on", width=180, format="YYYY-MM-DD"
        )
    for row in own.filter(pl.col("status") != "repealed").iter_rows(named=True):
        following = library.next_step(row["status"])
        if following is None:
            continue
        label = _("{version}: {now} → {then}").format(
            version=row["version"], now=statuses[row["status"]], then=statuses[following]
        )
        disabled = moment.day() is not None or not person.name()
        if st.button(label, key=f"step_{code}_{row['version']}", disabled=disabled, type="tertiary"):
            moved = library.moved(cells, code, row["version"], following, last_day)
            drafts.save(moved, f"{code}_{statuses[following]}", person.name(), view.synthetic)
            st.rerun()


def about(view: View) -> About:
    """The sheet that goes with a download."""
    kinds = {"": _("All")} | _words(STANDARD_KINDS)
    states = {"": _("All")} | standing_labels()
    return About(
        filters=(
            (_("On the day"), formats.day(view.day)),
            (_("Kind of standard"), kinds[view.kind]),
            (_("State"), states[view.standing]),
            (_("Search"), view.text or formats.MISSING),
        ),
        definitions=definitions(),
        data_date=formats.day(view.day),
        batches=(),
        warning=feedback.demo_notice() if view.synthetic else "",
    )


def standing_labels() -> dict[str, str]:
    """How a version can stand on a day."""
    return {
        str(Standing.APPLIES): _("● applies"),
        str(Standing.FUTURE): _("◔ not yet in force"),
        str(Standing.PAST): _("○ no longer in force"),
        str(Standing.IN_WORK): _("✎ being worked out"),
        str(Standing.REPEALED): _("✕ repealed"),
    }


@kept(_DAYS_KEPT)
def _stood(day: date, as_of: datetime | None, version: int) -> pl.DataFrame:  # noqa: ARG001
    return library.on_day(store.read("standard_cells"), day)


@kept(_DAYS_KEPT)
def _versions(day: date, as_of: datetime | None, version: int) -> pl.DataFrame:
    return library.versions(_stood(day, as_of, version))


def _days(rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """First and last day in words."""
    return (
        pl.Series("from_day", [formats.day(day) for day in rows["valid_from"]], pl.String),
        pl.Series("to_day", ["" if day is None else formats.day(day) for day in rows["valid_to"]], pl.String),
    )


def _words(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {choice.value: choice.label for choice in choices}


def when_of(view: View) -> When | None:
    """The last month loaded in the year of the day; none where that year has no data."""
    years = store.read("years")
    known = years.filter(pl.col("year") == view.day.year)
    return When(view.day.year, int(known["last_month"].item())) if known.height else None


def _priced(view: View) -> pl.DataFrame:
    """Items and grades with a unit cost in the year of the day."""
    when = when_of(view)
    if when is None:
        return pl.DataFrame(schema={"item_code": pl.String, "grade": pl.String})
    return evidence.judged(when).filter(pl.col("value").is_not_null()).select("item_code", "grade")


def _is_synthetic() -> bool:
    state = store.read("batches").filter((pl.col("extract") == "standard") & (pl.col("state") == "live"))
    return bool(state["synthetic"].any())


def _cell_name(row: dict[str, object]) -> str:
    return "　".join(str(row[name]) for name in ("item_name", "grade", "area") if row[name]) + _tier(row)


def _per() -> pl.Expr:
    amount = pl.format("{}/{}", pl.lit(_YUAN.label), pl.col("measure_unit").fill_null(""))
    return pl.when("is_ratio").then(pl.lit("%")).otherwise(amount)


def _tier(row: dict[str, object]) -> str:
    """From which quantity to below which; empty for any."""
    lower, upper = row["quantity_from"], row["quantity_to"]
    if lower is None and upper is None:
        return ""
    texts = [formats.MISSING if each is None else formats.decimal(float(str(each))) for each in (lower, upper)]
    return _("from {lower} to below {upper}").format(lower=texts[0], upper=texts[1])
