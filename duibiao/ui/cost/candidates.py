"""What a standard could be: quantiles of what comparable organisations pay, and a draft for people to confirm."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from duibiao import formats
from duibiao.analysis import candidate, panel
from duibiao.analysis.candidate import Candidate, Reason
from duibiao.charts.dots import Dot, Spread, Words
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.language import _
from duibiao.ui import address, feedback, filters, moment, overview_view, person, store
from duibiao.ui.compare import distribution, evidence
from duibiao.ui.compare.evidence import When
from duibiao.ui.cost import drafts
from duibiao.ui.overview_view import Headline

LEVELS = (25, 30, 35, 40, 45, 50)


@dataclass(frozen=True)
class View:
    """For which service item a candidate is worked out, from whose unit costs, at which quantile."""

    when: When
    item: str
    item_name: str
    grade: str | None
    group: str
    level: float
    unit: MoneyUnit

    @property
    def data_date(self) -> str:
        """The day up to which payments are counted."""
        return formats.day(formats.month_end(self.when.year, self.when.month))


def choose() -> View:
    """Draw the filters; ends the page where there is no unit cost."""
    if store.is_empty():
        feedback.nothing_loaded()
        address.stop()
    with filters.row():
        year = filters.year(store.read("years"))
        month = filters.cut_off(store.read("months", year=year))
        unit = filters.money_unit(store.currency(year))
        level = filters.how_many(_("Quantile (%)"), "quantile", LEVELS, 50)
    when = When(year, month)
    judged = evidence.judged(when)
    names = dict(judged.select("item_code", "item_name").unique().sort("item_code").iter_rows())
    if not names:
        feedback.nothing_here(_("No unit cost can be computed: no workload is loaded for this year"))
        address.stop()
    with filters.row():
        item = filters.one_of(
            _("Service item"), "item", {code: f"{code} {name or ''}" for code, name in names.items()}, 420
        )
        group = filters.one_of(
            _("Organisations"),
            "of",
            {"town": filters.group_label("towns"), "department": filters.group_label("departments"),
             "all": _("All of them")},
            220,
        )  # fmt: skip
        grade = filters.grade(panel.grades(judged.filter(pl.col("item_code") == item)))
    return View(when, item, str(names[item] or ""), grade, group, level / 100, unit)


def computed(view: View) -> pl.DataFrame:
    """The unit costs of the item with what keeps each from counting (see `candidate.checked`)."""
    rows = evidence.judged(view.when).filter(pl.col("item_code") == view.item)
    rows = rows if view.group == "all" else rows.filter(pl.col("kind_of_org") == view.group)
    rows = rows if view.grade is None else rows.filter(pl.col("grade") == view.grade)
    return candidate.checked(rows).sort(
        panel.grade_rank(), "grade", "value", "org_code", descending=[False, False, True, False], nulls_last=True
    )


def by_grade(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """One row a grade and unit: the candidate with its evidence, beside the standard that applies; null where none."""
    key = ["grade", "measure_unit"]
    parts = rows.partition_by(key, as_dict=True, maintain_order=True)
    told = [
        {"grade": grade, "measure_unit": unit, "standard": part["standard"].drop_nulls().first(), "n_all": part.height}
        | _told(candidate.candidate(part, view.level))
        for (grade, unit), part in parts.items()
    ]
    return pl.from_dicts(told, schema=_SCHEMA).with_columns(
        from_standard=pl.col("amount_yuan").cast(pl.Float64) / pl.col("standard") - 1
    )


def answer(view: View, grades: pl.DataFrame) -> str:
    """What the candidate is, of how many, and what it would save."""
    found = grades.filter(pl.col("amount_yuan").is_not_null())
    if found.is_empty():
        return _("Fewer than five comparable unit costs of {item} in any grade: no candidate.").format(
            item=view.item_name or view.item
        )
    each = [
        _("{grade} {amount} {unit} (n = {n})").format(
            grade=row["grade"] or _("no grades"),
            amount=formats.money(row["amount_yuan"], view.unit.single),
            unit=formats.unit_cost_label(view.unit, row["measure_unit"] or ""),
            n=row["n"],
        )
        for row in found.iter_rows(named=True)
    ]
    return _(
        "P{level} of the comparable unit costs of {item} up to {date}: {each}. If those above it paid it, {saving} "
        "would be saved."
    ).format(
        level=round(view.level * 100),
        item=view.item_name or view.item,
        date=view.data_date,
        each="、".join(each),
        saving=formats.money_with_unit(found["saving_yuan"].sum(), view.unit),
    )  # fmt: skip


def basis(view: View, rows: pl.DataFrame) -> str:
    """Cut-off date, how many count, and why others do not."""
    reasons = dict(rows.filter(pl.col("left_out").is_not_null()).group_by("left_out").len().iter_rows())
    left_out = [f"{label} {reasons[reason]}" for reason, label in reason_labels().items() if reason in reasons]
    parts = [
        _("Payments from 1 January to {date}").format(date=view.data_date),
        _("n = {n} of {all} unit costs count").format(n=rows["left_out"].null_count(), all=rows.height),
        _("left out: {who}").format(who="、".join(left_out)) if left_out else "",
    ]
    return " · ".join(part for part in parts if part)


def definitions() -> tuple[tuple[str, str], ...]:
    """How a candidate comes about, and what it is not."""
    return (
        (
            _("Candidate"),
            _("Quantile (P25 to P50) of the unit costs that pass all checks, of one grade and unit; n ≥ 5."),
        ),
        (
            _("Checks"),
            _("Workload from inventory or contract; one-off costs at most 10 %; no part year; not to be checked."),
        ),
        (_("Spread"), _("(P75 − P25) ÷ median of those that count.")),
        (_("Saving"), _("Σ (unit cost − candidate) × workload of those above it, at the workload of this year.")),
        (_("Net"), _("The same over all that count: what those below it would pay more is taken off.")),
        (_("Draft"), _("A draft is used nowhere until it is issued; people review and confirm it.")),
    )


def reason_labels() -> dict[str, str]:
    """Why a unit cost does not count."""
    return {
        str(Reason.NO_VALUE): _("no unit cost"),
        str(Reason.SELF_REPORTED): _("workload self-reported"),
        str(Reason.ONE_OFFS): _("one-off costs"),
        str(Reason.PART_YEAR): _("part of a year"),
        str(Reason.FLAGGED): _("to be checked"),
    }


def dots(view: View, rows: pl.DataFrame, grades: pl.DataFrame) -> list[Dot]:
    """One dot a unit cost of the first grade shown, with the candidate as its mark; those left out say why."""
    amounts = dict(grades.select("grade", "amount_yuan").iter_rows())
    labels = reason_labels()
    return [
        Dot(
            code=row["org_code"],
            name=row["org_name"] or row["org_code"],
            value=row["value"],
            text=labels.get(row["left_out"], formats.money(row["value"], view.unit.single)),
            standard=None if amounts.get(row["grade"]) is None else float(amounts[row["grade"]]),
            emphasised=row["left_out"] is None,
        )
        for row in of_first_grade(rows).iter_rows(named=True)
    ]


def of_first_grade(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the first grade and unit: what one axis can show."""
    if rows.is_empty():
        return rows
    first = rows.row(0, named=True)
    same = pl.col("grade").eq_missing(pl.lit(first["grade"], pl.String))
    return rows.filter(same & pl.col("measure_unit").eq_missing(pl.lit(first["measure_unit"], pl.String)))


def spread(view: View, grades: pl.DataFrame) -> Spread | None:
    """Quartiles of those that count in the first grade."""
    row = grades.row(0, named=True) if grades.height else {}
    if row.get("lower") is None:
        return None
    label = _("dashed: median {median}; shaded: the middle half, {lower} to {upper}").format(
        **{name: formats.money(row[name], view.unit.single) for name in ("median", "lower", "upper")}
    )
    return Spread(row["lower"], row["median"], row["upper"], label)


def words(view: View) -> Words:
    """What the marks are called."""
    return Words(formats.period(str(view.when.year)), "", _("Candidate"))


def axis(view: View, rows: pl.DataFrame) -> str:
    """What the dots measure, and of which grade."""
    first = of_first_grade(rows).row(0, named=True)
    per = formats.unit_cost_label(view.unit, first["measure_unit"] or "")
    return f"{view.item_name} {first['grade'] or ''} ({per})"


def title(view: View) -> str:
    """What the review sheet is called."""
    words = _("Review of the candidate standards of {year}: {item}")
    return words.format(year=formats.period(str(view.when.year)), item=f"{view.item} {view.item_name}")


def grades_table(view: View, grades: pl.DataFrame) -> Table:
    """One row a grade: evidence, candidate, saving. The sheet that is reviewed."""
    seen, found = _("Evidence"), _("Candidate")
    return Table(
        title=_("Candidate standards: {item}").format(item=f"{view.item} {view.item_name}"),
        frame=grades,
        columns=(
            Column("grade", _("Grade")),
            Column("measure_unit", _("Unit of workload")),
            Column("n_all", _("Unit costs"), Kind.COUNT, group=seen),
            Column("n", _("n"), Kind.COUNT, group=seen),
            *(
                Column(name, label, Kind.MONEY, exact=True, group=seen)
                for name, label in (
                    ("lowest", _("Lowest")), ("lower", "P25"), ("median", _("Median")), ("upper", "P75"),
                    ("highest", _("Highest")),
                )
            ),
            Column("spread", _("Spread"), Kind.RATE, group=seen),
            Column("amount_yuan", _("Amount"), Kind.MONEY, exact=True, group=found),
            Column("standard", _("Standard that applies"), Kind.MONEY, exact=True, group=found),
            Column("from_standard", _("Against the standard"), Kind.DEVIATION, group=found),
            Column("saving_yuan", _("Saving"), Kind.MONEY, group=found),
            Column("net_yuan", _("Net"), Kind.MONEY, group=found),
        ),
        unit=view.unit,
    )  # fmt: skip


def members_table(view: View, rows: pl.DataFrame) -> Table:
    """One row a unit cost, and whether it counts."""
    labels = reason_labels()
    provenance = pl.col("provenance").replace(distribution.provenance_labels())
    return Table(
        title=_("From what it was worked out: {item}").format(item=f"{view.item} {view.item_name}"),
        frame=rows.with_columns(
            provenance, counts=pl.coalesce(pl.col("left_out").replace(labels), pl.lit(_("counts")))
        ),
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("grade", _("Grade")),
            Column("value", _("Unit cost"), Kind.MONEY, exact=True),
            Column("measure_unit", _("Unit of workload")),
            Column("quantity", _("Workload"), Kind.NUMBER),
            Column("provenance", _("Provenance")),
            Column("spent_yuan", _("Paid"), Kind.MONEY),
            Column("counts", _("Counts?")),
        ),
        unit=view.unit,
    )


def save(view: View, grades: pl.DataFrame, synthetic: bool) -> None:
    """A form that keeps the candidates as a draft in the library, signed; nothing uses it until it is issued."""
    found = grades.filter(pl.col("amount_yuan").is_not_null())
    if found.is_empty():
        return
    with st.form("draft", border=True):
        st.markdown(_("**Save as a draft**: it goes into the library of standards, and is used nowhere until issued."))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            first_day = st.date_input(_("Valid from"), date(view.when.year + 1, 1, 1), key="draft_from", width=180)
            by = person.sign("draft")
            sent = st.form_submit_button(_("Save as a draft"), disabled=moment.day() is not None)
    if sent and by:
        person.keep(by)
        batch = drafts.add(_draft(view, found, first_day), f"草案_{view.item}_{view.when.year}", by, synthetic)
        st.success(_("Saved as batch {batch}").format(batch=batch))
        st.page_link("pages/cost/standards.py", label=_("Standards library"), icon=":material/menu_book:")
    elif sent:
        st.error(_("A name is needed"))


def headline(view: View) -> Headline:
    """The figures of the month end, for its warnings."""
    return overview_view.headline(store.read("headline", year=view.when.year, month=view.when.month))


def about(view: View, found: Headline, batches: tuple[str, ...]) -> About:
    """The sheet that goes with a download."""
    return About(
        filters=(
            (_("Year"), formats.period(str(view.when.year))),
            (_("Service item"), f"{view.item} {view.item_name}"),
            (_("Grade"), view.grade or _("All grades")),
            (_("Quantile (%)"), str(round(view.level * 100))),
        ),
        definitions=definitions(),
        data_date=view.data_date,
        batches=batches,
        warning=feedback.demo_notice() if found.synthetic else "",
    )


_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "grade": pl.String, "measure_unit": pl.String, "standard": pl.Float64, "n_all": pl.Int64, "n": pl.Int64,
    "amount_yuan": pl.Decimal(18, 2), "lowest": pl.Float64, "lower": pl.Float64, "median": pl.Float64,
    "upper": pl.Float64, "highest": pl.Float64, "spread": pl.Float64, "saving_yuan": pl.Decimal(18, 2),
    "net_yuan": pl.Decimal(18, 2),
}  # fmt: skip


def _told(found: Candidate | None) -> dict[str, object]:
    names = ("n", "amount_yuan", "lowest", "lower", "median", "upper", "highest", "spread", "saving_yuan", "net_yuan")
    return {name: None if found is None else getattr(found, name) for name in names}


def _draft(view: View, found: pl.DataFrame, first_day: date) -> pl.DataFrame:
    """Rows of the extract `standard`: one a grade, with the evidence in words."""
    rows = [
        {
            "standard_code": f"CG-{view.item}-{row['grade'] or '0'}",
            "standard_name": f"{view.item_name}{row['grade'] or ''}成本定额（候选）",
            "standard_kind": "cost_standard",
            "version": f"{view.when.year}年测算",
            "status": "draft",
            "valid_from": first_day,
            "item_code": view.item,
            "item_name": view.item_name,
            "grade": row["grade"],
            "amount_yuan": row["amount_yuan"],
            "measure_unit": row["measure_unit"],
            "computing": "quota",
            "price_base": f"{view.when.year}年",
            "evidence": _evidence(view, row),
        }
        for row in found.iter_rows(named=True)
    ]
    return pl.from_dicts(rows, schema_overrides={"amount_yuan": pl.Decimal(18, 2), "grade": pl.String})


def _evidence(view: View, row: dict[str, object]) -> str:
    """What a draft rests on, in the language of the file."""
    figures = [f"{float(str(row[name])):,.2f}" for name in ("lower", "median", "upper")]
    return (
        f"截至{view.when.year}年{view.when.month}月末，n={row['n']}（共{row['n_all']}），P{round(view.level * 100)}；"
        f"P25 {figures[0]}、中位数 {figures[1]}、P75 {figures[2]}；如高于者均按此支付可节约 {row['saving_yuan']} 元"
    )
