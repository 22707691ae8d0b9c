"""Who pays more for the same thing: every member by name, the middle half, the standard, and its own past."""

from decimal import Decimal

import polars as pl

from duibiao import formats
from duibiao.analysis import comparison
from duibiao.analysis.comparison import Measure, State
from duibiao.analysis.deviation import FEWEST_PEERS
from duibiao.analysis.outliers import Verdict
from duibiao.charts.dots import Dot, Spread, Words
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui.compare.workbench import Bench, base_label

LONGEST_WITH_EVERYBODY = 20
"""Up to so many organisations the chart shows those without such spending too."""

YEARS_BACK = 3
"""How many earlier years the chart shows of each."""


def answer(bench: Bench) -> str:
    """Who spends most on this, how much, against what the others spend."""
    highest = bench.comparison.highest
    if highest is None:
        return _("Nobody among these organisations has a figure for {subject}").format(subject=bench.subject_name)
    words = {
        "date": bench.data_date,
        "n": bench.comparison.n,
        "subject": bench.subject_name,
        "spent": formats.money_with_unit(bench.comparison.spent_yuan, bench.unit),
        "total": bench.value_with_unit(bench.comparison.total),
        "name": highest["org_name"],
        "value": bench.value_with_unit(_float(highest["value"])),
        "median": bench.value_with_unit(bench.comparison.median),
        "deviation": formats.percent(_float(highest["from_median"])),
    }
    if not bench.has_peers:
        return _(
            "By {date}, {n} organisations paid {spent} for {subject}; {name} is highest with {value}. "
            "Fewer than {fewest} have a figure: no comparison with a median."
        ).format(**words, fewest=FEWEST_PEERS)
    if bench.measure is Measure.TOTAL:
        return _(
            "By {date}, {n} organisations paid {spent} for {subject}; "
            "{name} paid the most, {value}, the median is {median}."
        ).format(**words)
    return _(
        "By {date}, {n} organisations paid {spent} for {subject}, {total} taken together; "
        "{name} is highest with {value}, {deviation} above the median of {median}."
    ).format(**words)


def dots(bench: Bench, chosen: str | None, standards: dict[str, float], flagged: frozenset[str]) -> list[Dot]:
    """One row an organisation, highest first; those without a value stay with a word instead of a dot.

    In a long list those who do not spend on this at all are left to the table. `standards` and `flagged` are by code.
    """
    rows = bench.comparison.rows
    shown = rows if rows.height <= LONGEST_WITH_EVERYBODY else rows.filter(pl.col("state") != State.NO_LINES)
    past = _past(bench)
    return [
        Dot(
            code=row["org_code"],
            name=row["org_name"] or row["org_code"],
            value=bench.drawn(row["value"]),
            text=bench.value(row["value"]) if row["state"] == State.KNOWN else state_label(bench, row["state"]),
            past=past.get(row["org_code"], ()),
            standard=bench.drawn(standards.get(row["org_code"])),
            emphasised=row["org_code"] == chosen,
            flagged=row["org_code"] in flagged,
        )
        for row in shown.iter_rows(named=True)
    ]


def standards(bench: Bench, judged: pl.DataFrame) -> dict[str, float]:
    """The standard of each organisation: of one grade its own, of several what the standards make of its mix (M4).

    That is Σ quantity × standard ÷ Σ quantity over its grades; none unless all of them have a standard.
    """
    known = judged.filter(pl.col("org_code").is_in(bench.of_year["org_code"].to_list()))
    together = known.group_by("org_code").agg(
        standard=(pl.col("standard") * pl.col("quantity")).sum() / pl.col("quantity").sum(),
        whole=pl.col("standard").is_not_null().all() & (pl.col("measure_unit").n_unique() == 1),
    )
    return dict(together.filter("whole").select("org_code", "standard").iter_rows())


def flagged(judged: pl.DataFrame) -> frozenset[str]:
    """Whose unit cost is to be checked, in any grade that is shown."""
    return frozenset(judged.filter(pl.col("verdict") == Verdict.FLAGGED)["org_code"])


def spread(bench: Bench) -> Spread | None:
    """Median and quartiles over the members, where there are enough."""
    found = bench.comparison
    lower, median, upper = (bench.drawn(value) for value in (found.lower, found.median, found.upper))
    if lower is None or median is None or upper is None or not bench.has_peers:
        return None
    label = _("dashed: median {median}; shaded: the middle half, {lower} to {upper}").format(
        median=bench.value(found.median), lower=bench.value(found.lower), upper=bench.value(found.upper)
    )
    return Spread(lower, median, upper, label)


def words(bench: Bench) -> Words:
    """What the marks of the chart are called."""
    return Words(
        now=formats.period(str(bench.year)),
        past=_("Its own earlier years"),
        standard=_("Standard that applies"),
    )


def table(bench: Bench) -> Table:
    """The rows behind the dots: the total as the ratio of sums first, then the median of enough, then everybody."""
    labels = {str(state): state_label(bench, state) for state in State}
    rows = bench.comparison.rows.with_columns(
        note=pl.col("state").replace_strict(labels, return_dtype=pl.String),
        provenance=_in_words("provenance", provenance_labels()),
    )
    totals = _totals(bench, rows)
    return Table(
        title=_("{measure}: {subject}").format(
            measure=bench.measure_label,
            subject=f"{bench.subject.title} {bench.grade or ''}".strip(),
        ),
        frame=pl.concat([totals, rows], how="diagonal_relaxed"),
        columns=_columns(bench),
        unit=bench.unit,
        n_totals=totals.height,
    )


def state_label(bench: Bench, state: str) -> str:
    """Why a member has no value, in a word."""
    missing = {
        Measure.PER_INHABITANT: _("population unknown"),
        Measure.PER_KM2: _("area unknown"),
        Measure.PER_UNIT: _("workload unknown"),
        Measure.PER_STAFF: _("staff unknown"),
        Measure.SHARE: _("no payments at all"),
    }
    labels = {
        State.KNOWN: "",
        State.ZERO: _("zero"),
        State.NO_LINES: _("no such spending"),
        State.NO_BASE: missing.get(bench.measure, ""),
        State.SUPPRESSED: _("more refunds than payments"),
    }
    return labels[State(state)]


def provenance_labels() -> dict[str, str]:
    """Where a workload comes from."""
    return {"inventory": _("Inventory"), "contract": _("Contract"), "self_reported": _("Self-reported")}


def _in_words(column: str, labels: dict[str, str]) -> pl.Expr:
    """Codes with commas between, as words."""
    words = pl.col(column).str.split(", ").list.eval(pl.element().replace(labels))
    return words.list.join("、").alias(column)


def _past(bench: Bench) -> dict[str, tuple[tuple[int, float], ...]]:
    """Values of earlier years by organisation, oldest first, in the units of the axis."""
    earlier = bench.every.filter(pl.col("year").is_between(bench.year - YEARS_BACK, bench.year - 1))
    if bench.measure is Measure.TOTAL:
        return {}
    valued = comparison.valued(earlier, bench.measure).filter(pl.col("value").is_not_null()).sort("year")
    found: dict[str, list[tuple[int, float]]] = {}
    for code, year, value in valued.select("org_code", "year", "value").iter_rows():
        found.setdefault(code, []).append((int(year), bench.drawn(value) or 0.0))
    return {code: tuple(values) for code, values in found.items()}


def _totals(bench: Bench, rows: pl.DataFrame) -> pl.DataFrame:
    found = bench.comparison
    lines: list[dict[str, object]] = [
        {
            "org_name": _("Total"),
            "spent_yuan": found.spent_yuan,
            "base": found.base,
            "value": found.total,
            "n_lines": found.known["n_lines"].sum(),
            "note": _("n = {n}").format(n=found.n),
        },
        {
            "org_name": _("Median"),
            "spent_yuan": _median_spent(bench),
            "value": found.median,
            "note": _("n = {n}").format(n=found.n),
        },
    ]
    schema = {name: rows.schema[name] for name in lines[0]}
    return pl.from_dicts(lines if bench.has_peers else lines[:1], schema=schema)


def _median_spent(bench: Bench) -> Decimal | None:
    """The median of what is compared, where that is the spending itself."""
    if bench.measure is not Measure.TOTAL or bench.comparison.median is None:
        return None
    return Decimal(str(round(bench.comparison.median, 2)))


def _columns(bench: Bench) -> tuple[Column, ...]:
    value = Column(
        "value", bench.measure_label, bench.value_kind, unit=bench.value_unit, exact=bench.measure is not Measure.TOTAL
    )
    deviation = (Column("from_median", _("Against the median"), Kind.DEVIATION),) if bench.has_peers else ()
    return (
        Column("org_code", _("Code"), Kind.CODE),
        Column("org_name", _("Organisation")),
        Column("spent_yuan", _("Paid"), Kind.MONEY),
        *_base_columns(bench),
        *((value,) if bench.measure is not Measure.TOTAL else ()),
        *deviation,
        Column("n_lines", _("Lines"), Kind.COUNT),
        Column("note", _("Note")),
    )


def _base_columns(bench: Bench) -> tuple[Column, ...]:
    match bench.measure:
        case Measure.TOTAL:
            return ()
        case Measure.PER_INHABITANT:
            return (Column("base", _("Population"), Kind.COUNT, unit=_("persons")),)
        case Measure.PER_KM2:
            return (Column("base", _("Area"), Kind.NUMBER, unit="km²"),)
        case Measure.PER_UNIT:
            quantity = Column("base", base_label(bench), Kind.NUMBER, unit=bench.measure_unit or "")
            return (quantity, Column("provenance", _("Provenance")))
        case Measure.PER_STAFF:
            return (Column("base", _("Staff"), Kind.COUNT, unit=_("persons")),)
        case Measure.SHARE:
            return (Column("base", _("All payments"), Kind.MONEY),)


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))
