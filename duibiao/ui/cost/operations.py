"""What the operation of a city costs by the unit: against the standard, the others, and its own past."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from duibiao import formats
from duibiao.analysis import forecast, over_standard, panel
from duibiao.analysis.class_states import States
from duibiao.analysis.forecast import Basis
from duibiao.analysis.outliers import FEWEST
from duibiao.analysis.over_standard import STEPS
from duibiao.charts.dots import Dot, Spread, Words
from duibiao.charts.stacked import Part, Stack, plain
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import address, feedback, filters, overview_view, store
from duibiao.ui.compare import evidence, spent
from duibiao.ui.compare.evidence import When
from duibiao.ui.kept import kept
from duibiao.ui.overview_view import Headline

FIELD = "城市运维"
"""The field that the page begins with."""

ELSEWHERE = ("数字化",)
"""Fields that have a page of their own."""

YEARS_BACK = 3
MOMENTS_KEPT = 128
_INDENT = "\u3000"


@dataclass(frozen=True)
class View:
    """What is looked at: a service item of any level, a grade, towns or departments, up to the end of a month."""

    when: When
    item: str
    item_name: str
    grade: str | None
    group: str
    unit: MoneyUnit

    @property
    def title(self) -> str:
        """The item with its grade."""
        name = f"{self.item} {self.item_name}".strip()
        return _("{name} ({grade})").format(name=name, grade=self.grade) if self.grade else name

    @property
    def data_date(self) -> str:
        """The day up to which payments are counted."""
        return formats.day(formats.month_end(self.when.year, self.when.month))


def choose() -> View:
    """Draw the filters; ends the page where there are no data."""
    if store.is_empty():
        feedback.nothing_loaded()
        address.stop()
    with filters.row():
        year = filters.year(store.read("years"))
        month = filters.cut_off(store.read("months", year=year))
        unit = filters.money_unit(store.currency(year))
        full_year = filters.switch(_("Part years as twelve months"), "full_year", default=True)
        when = When(year, month, full_year=full_year)
        _read_ahead(when)
    items = store.read("item_definitions")
    with filters.row():
        item = _item(when)
        group = filters.one_of(_("Organisations"), "of", groups(), 220)
        cells = _cells_of(when, item, group)
        grade = filters.grade(panel.grades(cells))
    names = dict(items.select("item_code", "item_name").iter_rows())
    return View(when, item, str(names.get(item) or ""), grade, group, unit)


def _read_ahead(when: When) -> None:
    """Ask the warehouse for what the month end needs."""
    month_end: dict[str, store.Scalar] = {"year": when.year, "month": when.month}
    of_items: dict[str, store.Scalar] = {"kind": "item", "code": "", "full_year": when.full_year}
    store.read_ahead(("spending", month_end | of_items), ("headline", month_end), ("standards_applying", month_end))


def parts() -> dict[str, str]:
    """What the page can show of the view."""
    return {
        "standard": _("Against the standard"),
        "elements": _("Composition of costs"),
        "rest": _("What cannot be counted in units"),
    }


def computed(view: View) -> pl.DataFrame:
    """Every unit cost of the view with its evidence (see `evidence.judged`), taken apart against its standard (M6)."""
    rows = _cells_of(view.when, view.item, view.group)
    return rows if view.grade is None else rows.filter(pl.col("grade") == view.grade)


def over_the_standard(year: int, month: int) -> pl.DataFrame:
    """Organisations × items × grades that paid more than the standard allows, the flagged first, then the most over it.

    What was paid, not what it would be in twelve months: allowed is what is usual of the year until the month.
    """
    cells = _cells_of(When(year, month), "", "all").filter(pl.col("over_yuan") > 0)
    flagged = pl.col("verdict") == "flagged"
    return cells.sort(flagged, "over_yuan", "org_code", descending=[True, True, False], nulls_last=True)


def by_organisation(view: View, cells: pl.DataFrame) -> pl.DataFrame:
    """One row an organisation: its cells added up, its past, its service level, its flags; flagged, then most over."""
    rows = over_standard.together(cells, ["org_code", "org_name"])
    told = cells.group_by("org_code").agg(
        provenance=pl.col("provenance").drop_nulls().str.split(", ").explode().unique().sort().str.join(", "),
        past=pl.col("past").first(),
        n_cells=pl.len(),
        n_flagged=(pl.col("verdict") == "flagged").sum(),
    )
    joined = rows.join(told, on="org_code", how="left").join(_levels(view), on="org_code", how="left")
    # The past of a mix of grades is the past of nothing in particular.
    past = pl.when((pl.col("n_cells") == 1) & pl.col("value").is_not_null()).then(pl.col("past"))
    return joined.with_columns(
        past=past,
        from_standard=pl.col("value") / pl.col("standard") - 1,
        change=pl.col("value") / past - 1,
        from_median=pl.col("value") / pl.col("value").median() - 1,
    ).sort(pl.col("n_flagged") > 0, "overs_yuan", "org_code", descending=[True, True, False], nulls_last=True)


def by_item(cells: pl.DataFrame) -> pl.DataFrame:
    """One row an item and grade: what was paid over the standard for it, and under it; flagged, then most over."""
    rows = over_standard.together(cells, ["item_code", "item_name", "grade", "measure_unit"])
    counted = cells.group_by("item_code", "grade", "measure_unit").agg(
        n_orgs=pl.col("org_code").n_unique(),
        median=pl.col("value").median(),
        n_flagged=(pl.col("verdict") == "flagged").sum(),
    )
    joined = rows.join(counted, on=["item_code", "grade", "measure_unit"], how="left", nulls_equal=True)
    enough = pl.when(pl.col("n_orgs") >= FEWEST).then(pl.col("median")).alias("median")
    return joined.with_columns(enough, from_standard=pl.col("value") / pl.col("standard") - 1).sort(
        pl.col("n_flagged") > 0, "overs_yuan", "item_code", descending=[True, True, False], nulls_last=True
    )


def is_one_thing(rows: pl.DataFrame) -> bool:
    """Whether organisations can be compared by the unit: at least two unit costs of the same item."""
    return rows["value"].count() > 1


def stacks(view: View, rows: pl.DataFrame, chosen: str | None) -> list[Stack]:
    """One bar an organisation, of what it paid over standard through each step."""
    judged = rows.filter(pl.col("over_yuan").is_not_null())
    return [
        Stack(
            code=row["org_code"],
            name=row["org_name"] or row["org_code"],
            amounts=tuple(_drawn(row[step], view) for step in STEPS),
            texts=tuple(formats.money(row[step], view.unit) for step in STEPS),
            total=formats.money(row["over_yuan"], view.unit),
            emphasised=row["org_code"] == chosen,
        )
        for row in judged.iter_rows(named=True)
    ]


def steps() -> tuple[Part, ...]:
    """What the parts of the bars are, in the order of STEPS."""
    return plain((_("Over price"), _("Over quantity"), _("Off the list")))


def axis(view: View) -> str:
    """What the bars measure."""
    return _("Paid over standard ({unit})").format(unit=view.unit.label)


def dots(view: View, rows: pl.DataFrame, chosen: str | None) -> list[Dot]:
    """One dot an organisation with its standard and own years before, dearest first."""
    known = rows.filter(pl.col("value").is_not_null()).sort("value", descending=True)
    past = _past(view)
    return [
        Dot(
            code=row["org_code"],
            name=row["org_name"] or row["org_code"],
            value=row["value"],
            text=formats.money(row["value"], view.unit.single),
            past=past.get(row["org_code"], ()),
            standard=row["standard"],
            emphasised=row["org_code"] == chosen,
            flagged=bool(row["n_flagged"]),
        )
        for row in known.iter_rows(named=True)
    ]


def spread(view: View, rows: pl.DataFrame) -> Spread | None:
    """Median and quartiles of the unit costs, where there are enough."""
    values = rows["value"].drop_nulls()
    if values.len() < FEWEST:
        return None
    lower, median, upper = (float(values.quantile(level, "linear") or 0) for level in (0.25, 0.5, 0.75))
    label = _("dashed: median {median}; shaded: the middle half, {lower} to {upper}").format(
        **{name: formats.money(value, view.unit.single) for name, value in
           (("median", median), ("lower", lower), ("upper", upper))}
    )  # fmt: skip
    return Spread(lower, median, upper, label)


def words(view: View) -> Words:
    """What the marks of the dots are called."""
    return Words(formats.period(str(view.when.year)), _("Its own earlier years"), _("Standard that applies"))


def unit_axis(view: View, cells: pl.DataFrame) -> str:
    """What the dots measure, with the unit."""
    per = formats.unit_cost_label(view.unit, str(cells["measure_unit"].drop_nulls().first() or ""))
    return _("{label} ({unit})").format(label=_("Unit cost"), unit=per)


def headline(view: View) -> Headline:
    """The figures of the month end, for its warnings."""
    return overview_view.headline(store.read("headline", year=view.when.year, month=view.when.month))


def groups() -> dict[str, str]:
    """Whose unit costs are looked at."""
    return {
        "town": filters.group_label("towns"),
        "department": filters.group_label("departments"),
        "all": _("All of them"),
    }


def _item(when: When) -> str:
    """Choose a service item of any level that somebody spends on; a whole field by default."""
    labels = _item_labels(when.year, *store.state())
    if not labels:
        feedback.nothing_here(_("Nothing is spent on a service item of this kind in this year"))
        address.stop()
    return filters.one_of(_("Service item"), "item", labels, 420)


@kept(MOMENTS_KEPT)
def _item_labels(year: int, as_of: datetime | None, version: int) -> dict[str, str]:  # noqa: ARG001
    items = store.read("item_definitions")
    spent_on = set(store.read("choices", year=year).filter(kind="item")["code"])
    shown = items.filter(~pl.col("field").is_in(ELSEWHERE).fill_null(value=False))
    codes = [code for code in shown["item_code"] if code in spent_on]
    names = dict(shown.select("item_code", "item_name").iter_rows())
    first = shown.filter((pl.col("field") == FIELD) & pl.col("item_code").is_in(codes))["item_code"]
    codes = [*first.to_list(), *(code for code in codes if code not in set(first))]
    return {code: " ".join((_INDENT * (len(code) // 2 - 1) + code, str(names[code] or ""))) for code in codes}


def _cells_of(when: When, item: str, group: str) -> pl.DataFrame:
    rows = taken_apart(when).filter(pl.col("item_code").str.starts_with(item))
    return rows if group == "all" else rows.filter(pl.col("kind_of_org") == group)


def taken_apart(when: When) -> pl.DataFrame:
    """Every unit cost of the month end with its evidence (see `evidence.judged`), taken apart against its standard."""
    return _taken_apart(when, *store.state())


@kept(MOMENTS_KEPT)
def _taken_apart(when: When, as_of: datetime | None, version: int) -> pl.DataFrame:  # noqa: ARG001
    key = ["org_code", "item_code", "grade"]
    joined = evidence.judged(when).join(_off_list(when), on=key, how="left", nulls_equal=True)
    shared = joined.join(_usual_shares(when.year, when.month), on="item_code", how="left", maintain_order="left")
    renamed = shared.rename({"planned_quantity": "approved_quantity"})
    return over_standard.apart(renamed.with_columns(whole_year=pl.lit(_is_over(when))), when.month).drop("whole_year")


def _usual_shares(year: int, month: int) -> pl.DataFrame:
    """Which share of a year each item had usually paid by the month: item_code, share, basis; by field where it must.

    Nothing of an item that neither it nor its field has a past of.
    """
    states = States.of(store.read("class_states", class_of="item", kind_of="field"), ("class_code", "kind_code"))
    if (year, month) not in states.amounts:
        return pl.DataFrame(schema={"item_code": pl.String, "share": pl.Float64, "basis": pl.String})
    usual = forecast.expected(states, year, month).filter(pl.col("basis") != Basis.TOTAL)
    return usual.select("share", "basis", item_code="class_code").filter(pl.col("item_code").is_not_null())


def _is_over(when: When) -> bool:
    """Whether the year is over, so that its workload is that of all of it."""
    return over_standard.MONTHS in store.read("months", year=when.year)["month"]


def _off_list(when: When) -> pl.DataFrame:
    """What is not on the list of any standard: one-off projects, arrears, central charges, by organisation and cell."""
    subject, everything = filters.Subject("item", "", ""), (("full_year", when.full_year),)
    spending = spent.on(subject, everything, when.year, when.month)
    return spending.group_by("org_code", "item_code", "grade").agg(pl.col("off_list_yuan").sum())


def _levels(view: View) -> pl.DataFrame:
    """The service level of each organisation: org_code, level (the mean over the items of the view)."""
    told = spent.workloads_of(view.item).filter(
        (pl.col("year") == view.when.year)
        & pl.col("measure").is_not_null()
        & pl.col("measure_unit").is_in(list(panel.NOT_ADDED))
    )
    return told.group_by(org_code="scope_org").agg(level=pl.col("quantity").mean())


def _past(view: View) -> dict[str, tuple[tuple[int, float], ...]]:
    """Unit costs of earlier years by organisation, oldest first, of the same item and grades."""
    subject = filters.Subject("item", view.item, view.item_name)
    counting = (("full_year", view.when.full_year),)
    lines = spent.on(subject, counting, None, None)
    lines = lines if view.grade is None else lines.filter(pl.col("grade") == view.grade)
    first = view.when.year - YEARS_BACK
    costs = panel.unit_costs(lines, spent.workloads_of(view.item)).filter(
        pl.col("year").is_between(first, view.when.year - 1)
    )
    sums = costs.group_by("org_code", "year").agg(pl.col("spent_yuan").cast(pl.Float64).sum(), pl.col("quantity").sum())
    found: dict[str, list[tuple[int, float]]] = {}
    for org, year, paid, quantity in sums.sort("year").iter_rows():
        found.setdefault(org, []).append((int(year), paid / quantity))
    return {org: tuple(values) for org, values in found.items()}


def _drawn(amount: object, view: View) -> float | None:
    return None if amount is None else float(str(amount)) / view.unit.scale.factor
