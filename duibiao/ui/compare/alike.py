"""Whether the members can be compared: each against one of them, with the reasons."""

import polars as pl

from duibiao import formats
from duibiao.analysis.comparability import CRITERIA, Comparability, Member, Outcome, compared
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui import filters, store
from duibiao.ui.compare.workbench import Bench

_MARKS = {Outcome.SAME: "●", Outcome.PARTLY: "▲", Outcome.DIFFERENT: "■", Outcome.UNKNOWN: "?"}


def against(bench: Bench, org: str) -> dict[str, Comparability]:
    """Every other member with spending on the thing, compared with `org`."""
    members = {row["org_code"]: _member(row) for row in _rows(bench).iter_rows(named=True)}
    if org not in members:
        return {}
    grades, contents = _grades(bench), _contents(bench)
    return {code: compared(members[org], member, grades, contents) for code, member in members.items() if code != org}


def table(bench: Bench, org: str, who: str) -> Table | None:
    """One row a member, the most comparable first; none where the one looked at has no spending."""
    found = against(bench, org)
    if not found:
        return None
    names = dict(bench.comparison.rows.select("org_code", "org_name").iter_rows())
    rows = [
        {
            "org_code": code,
            "org_name": names.get(code),
            "grade": _grade_labels()[each.grade],
            **{name: _outcome(name, each) for name in CRITERIA},
        }
        for code, each in sorted(found.items(), key=lambda pair: (pair[1].grade, pair[0]))
    ]
    labels = criterion_labels()
    return Table(
        title=_("Comparable with {name}?").format(name=who),
        frame=pl.from_dicts(rows),
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("grade", _("Comparability")),
            *(Column(name, labels[name], group=_("Reasons")) for name in CRITERIA),
        ),
        unit=bench.unit,
    )


def definitions() -> tuple[tuple[str, str], ...]:
    """What the grades mean."""
    text = _(
        "A: all criteria the same; B: one or more partly the same or unknown; C: one or more different; D: no grade of "
        "service in common, or no figure. Overlap: the sum of the smaller of both shares of spending."
    )
    return ((_("Comparability"), text),)


def criterion_labels() -> dict[str, str]:
    """What the criteria are called."""
    return {
        "grades": _("Same grades of service"),
        "contents": _("Includes the same"),
        "workload": _("Workload from"),
        "one_offs": _("One-off projects"),
        "terms": _("Terms of contracts"),
    }


def _grade_labels() -> dict[str, str]:
    return {
        "A": _("A comparable"),
        "B": _("B on the whole comparable"),
        "C": _("C with care"),
        "D": _("D not comparable"),
    }


def _outcome(name: str, found: Comparability) -> str:
    labels = {
        Outcome.SAME: _("same"),
        Outcome.PARTLY: _("partly"),
        Outcome.DIFFERENT: _("different"),
        Outcome.UNKNOWN: _("unknown"),
    }
    measured = {"grades": found.grade_overlap, "contents": found.content_overlap}.get(name)
    outcome = found.outcomes[name]
    overlap = f" {formats.percent(measured, 0)}" if measured is not None else ""
    return f"{_MARKS[outcome]} {labels[outcome]}{overlap}"


def _rows(bench: Bench) -> pl.DataFrame:
    """Members with spending on the thing."""
    return bench.comparison.rows.filter(pl.col("spent_yuan").is_not_null())


def _member(row: dict[str, object]) -> Member:
    spent = float(str(row["spent_yuan"]))
    one_off = 0.0 if row["one_off_yuan"] is None else float(str(row["one_off_yuan"]))
    provenance = frozenset(str(row["provenance"]).split(", ")) if row["provenance"] else frozenset()
    return Member(
        org=str(row["org_code"]),
        has_value=row["value"] is not None,
        provenance=provenance,
        one_off_share=one_off / spent if spent > 0 else None,
        has_part_years=bool(row["n_part_year"]),
    )


def _grades(bench: Bench) -> pl.DataFrame:
    """Spending by item and grade; one grade alone is the same for all."""
    own = bench.spending.filter(pl.col("year") == bench.year)
    own = own if bench.grade is None else own.filter(pl.col("grade") == bench.grade)
    code = pl.col("grade").fill_null("")
    return own.select("org_code", code.alias("code"), amount=pl.col("spent_yuan").cast(pl.Float64))


def _contents(bench: Bench) -> pl.DataFrame:
    """Spending by leaf item and economic class; of chosen projects by leaf item."""
    if bench.subject.kind == filters.PROJECTS:
        own = bench.spending.filter(pl.col("year") == bench.year)
        return own.select("org_code", pl.col("item_code").alias("code"), amount=pl.col("spent_yuan").cast(pl.Float64))
    without = {name: value for name, value in bench.costing.parameters.items() if name != "full_year"}
    subject = bench.subject
    told = store.read(
        "spending_by_class", kind=subject.kind, code=subject.code, year=bench.year, month=bench.month, **without
    )
    told = told if bench.grade is None else told.filter(pl.col("grade") == bench.grade)
    code = pl.concat_str(pl.col("item_code").fill_null(""), pl.col("economic_code").fill_null(""), separator="|")
    return told.select("org_code", code.alias("code"), amount=pl.col("spent_yuan").cast(pl.Float64))
