"""Names to codes: which organisation or project a spelling means, and what it could mean where nobody knows.

A spelling that a person confirmed wins over the lists, a list over aliases, aliases over what earlier extracts said;
a spelling that is of a certain time holds for rows of that time only. What stays ambiguous is not guessed.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl
from rapidfuzz import fuzz, process

from duibiao.ingest.convert import Plan
from duibiao.ingest.fact import values
from duibiao.ingest.findings import MOST_EXAMPLES, Example, Finding, Severity
from duibiao.ingest.period import Period
from duibiao.ingest.reason import reason, with_one_more
from duibiao.warehouse import Warehouse

NEAR_SHOWN = 3
NEAR = 60.0
"""Spellings less alike than this (0 to 100) are not shown as near."""

NAMED = {"org_code": "org_name", "project_code": "project_name"}
"""Codes that a name gives where a file has no codes."""

_ORIGINS = ("confirmed", "listed", "alias", "seen")
"""Whose word counts, the first most."""

_MARKS = re.compile(r"[\s\W_]+")
_KNOWN = {
    "org_code": pl.String,
    "name": pl.String,
    "code": pl.String,
    "origin": pl.String,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
}


@dataclass(frozen=True)
class Unknown:
    """A spelling of a file that means no known code, or several.

    `kind` is org or project; `org_code` whose project ('' for organisations); `near` are codes with their names and
    how alike they are (0 to 100), the most alike first.
    """

    kind: str
    org_code: str
    name: str
    n_rows: int
    near: tuple[tuple[str, str, float], ...]


class Known:
    """The crosswalk: spellings of organisations and of projects with the codes that they mean; read when asked for."""

    def __init__(self, warehouse: Warehouse | None) -> None:
        self._warehouse = warehouse

    @cached_property
    def orgs(self) -> pl.DataFrame:
        """Spellings of organisations, as the read `known_names` has them, with the `plain` name."""
        return self._names("org")

    @cached_property
    def projects(self) -> pl.DataFrame:
        """Spellings of projects, in the same columns; `org_code` is whose project it is."""
        return self._names("project")

    @cached_property
    def listed(self) -> frozenset[str]:
        """The codes of the list of organisations, those before a renaming too."""
        return frozenset(self._warehouse.read("listed_codes")["code"]) if self._warehouse else frozenset()

    def _names(self, kind: str) -> pl.DataFrame:
        names = self._warehouse.read("known_names", kind=kind) if self._warehouse else pl.DataFrame(schema=_KNOWN)
        return names.with_columns(_plains(names["name"]).alias("plain"))


def plain(name: str) -> str:
    """A name without what spellings differ in: width, case, white space, marks; what brackets hold stays."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def coded(
    rows: pl.DataFrame, plan: Plan, period: Period | None, org: str | None, known: Known
) -> tuple[pl.DataFrame, tuple[Unknown, ...]]:
    """The rows with the codes that their names mean, where the file has names and no codes.

    `rows` has `reason`; a row whose organisation is needed and not known gets one. `org` is the organisation that the
    person told for the whole file. Returns the spellings that are not known, too.
    """
    unknown: list[Unknown] = []
    if org is None and _lacks(plan, "org_code"):
        rows, more = _with_codes(rows, plan, period, "org", known.orgs)
        unknown += more
    if _lacks(plan, "project_code") and (plan.extract.column("project_code").required or known.projects.height):
        rows, more = _with_codes(rows, plan, period, "project", known.projects)
        unknown += more
    return rows, tuple(unknown)


def unknown_codes(rows: pl.DataFrame, plan: Plan, known: Known) -> Iterator[Finding]:
    """Organisations whose codes no list has, where there is a list."""
    if not known.listed or "org_code" not in plan.sources:
        return
    new = rows.filter(~pl.col("org_code").is_in(list(known.listed))).unique("org_code", maintain_order=True)
    if new.is_empty():
        return
    named = new["org_name"] if "org_name" in new.columns else pl.Series([""] * new.height, dtype=pl.String)
    yield Finding(
        Severity.WARN,
        "unknown_organisations",
        new.height,
        (),
        tuple(
            Example(row, "", values(code=code, name=name or None, **_nearest(name, known.orgs)))
            for row, code, name in list(zip(new["row_number"], new["org_code"], named, strict=True))[:MOST_EXAMPLES]
        ),
    )


def contradicted(rows: pl.DataFrame, plan: Plan, known: Known) -> Iterator[Finding]:
    """Rows whose organisation has the code of one and the name of another."""
    if not {"org_code", "org_name"} <= set(plan.sources) or not known.listed:
        return
    pairs = rows.drop_nulls(["org_code", "org_name"]).unique(["org_code", "org_name"], maintain_order=True)
    meant = known.orgs.filter(pl.col("origin") != "seen").select("plain", "code").unique()
    plains = pairs.with_columns(_plains(pairs["org_name"]).alias("plain")).join(meant, on="plain")
    mine = plains.group_by("org_code", "org_name", maintain_order=True).agg(
        pl.col("row_number").first(), pl.col("code"), (pl.col("code") == pl.col("org_code")).any().alias("agrees")
    )
    wrong = mine.filter(~pl.col("agrees"))
    if wrong.is_empty():
        return
    yield Finding(
        Severity.WARN,
        "name_and_code_differ",
        wrong.height,
        (),
        tuple(
            Example(row, "", values(code=code, name=name, codes=sorted(codes)))
            for row, code, name, codes in wrong.select("row_number", "org_code", "org_name", "code")
            .head(MOST_EXAMPLES)
            .iter_rows()
        ),
    )


def not_matched(unknown: tuple[Unknown, ...]) -> Iterator[Finding]:
    """Names of projects that mean no known code: their rows are loaded without one."""
    projects = [each for each in unknown if each.kind == "project"]
    if projects:
        yield Finding(
            Severity.WARN,
            "unknown_projects",
            len(projects),
            (),
            tuple(Example(0, "", values(name=each.name)) for each in projects[:MOST_EXAMPLES]),
        )


def near(name: str, among: pl.DataFrame) -> tuple[tuple[str, str, float], ...]:
    """The codes whose spellings are most like the name: code, its spelling, likeness (0 to 100)."""
    spellings = among["plain"].to_list()
    found = process.extract(plain(name), spellings, scorer=fuzz.WRatio, score_cutoff=NEAR, limit=4 * NEAR_SHOWN)
    best: dict[str, tuple[str, str, float]] = {}
    for _spelling, score, i in found:
        code = among["code"][i]
        best.setdefault(code, (code, among["name"][i], round(score, 1)))
    return tuple(best.values())[:NEAR_SHOWN]


def _plains(names: pl.Series) -> pl.Series:
    """Every name made plain; each spelling is worked out once."""
    spelled = {name: plain(name) for name in names.drop_nulls().unique()}
    return names.replace_strict(spelled, return_dtype=pl.String) if spelled else names.cast(pl.String)


def _lacks(plan: Plan, code: str) -> bool:
    return code in plan.extract.by_name and not plan.provides(code) and NAMED[code] in plan.sources


def _with_codes(
    rows: pl.DataFrame, plan: Plan, period: Period | None, kind: str, known: pl.DataFrame
) -> tuple[pl.DataFrame, list[Unknown]]:
    name, code = f"{kind}_name", f"{kind}_code"
    asked = rows.select(
        "row_number",
        pl.col(name),
        _plains(rows[name]).alias("plain"),
        (_whose(rows) if kind == "project" else pl.lit("")).alias("org_code"),
        *_days(rows, plan, period),
    )
    answered = _answered(asked, known)
    column = plan.extract.column(code)
    missing = answered["code"].is_null()
    rows = rows.with_columns(answered["code"].alias(code))
    if column.required and bool(missing.any()):
        unknown = reason("unknown_name", plan.extract, code, value=pl.col(name))
        rows = rows.with_columns(with_one_more(pl.col(code).is_null() & pl.col(name).is_not_null(), unknown))
        empty = pl.col(code).is_null() & pl.col(name).is_null()
        rows = rows.with_columns(with_one_more(empty, reason("missing", plan.extract, code)))
    readable = answered["org_code"].is_not_null() & answered[name].is_not_null()
    return rows, _unknown(answered.filter(missing & readable), kind, name, known)


def _answered(asked: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The spellings asked about with the `code` that each means."""
    if known.is_empty():
        return asked.with_columns(code=pl.lit(None, dtype=pl.String))
    spelled = ["plain", "org_code", "first_day", "last_day"]
    meant = _meant(asked.select(spelled).unique(), known)
    return asked.join(meant, on=spelled, how="left", nulls_equal=True, maintain_order="left")


def _whose(rows: pl.DataFrame) -> pl.Expr:
    return pl.col("org_code") if "org_code" in rows.columns else pl.lit("")


def _days(rows: pl.DataFrame, plan: Plan, period: Period | None) -> list[pl.Expr]:
    """The first and last day of the time to which a row belongs; null where nothing tells."""
    nothing = pl.lit(None, dtype=pl.Date)
    if plan.extract.dated_by in rows.columns:
        return [pl.col(plan.extract.dated_by).alias("first_day"), pl.col(plan.extract.dated_by).alias("last_day")]
    if not plan.extract.period or not (period or "year" in rows.columns):
        return [nothing.alias("first_day"), nothing.alias("last_day")]
    year = pl.col("year") if "year" in rows.columns else pl.lit(period.year if period else None)
    given = pl.lit(period.month if period else None)
    month = pl.col("month") if "month" in rows.columns else given
    monthly = "month" in plan.extract.period
    first = pl.date(year, pl.coalesce(month.cast(pl.Int8), 1) if monthly else 1, 1)
    last = pl.date(year, pl.coalesce(month.cast(pl.Int8), 12) if monthly else 12, 1).dt.month_end()
    return [first.alias("first_day"), last.alias("last_day")]


def _meant(asked: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The one code that each spelling means by the best word there is for its time; none where that is several."""
    rank = pl.col("origin").replace_strict(dict(zip(_ORIGINS, range(len(_ORIGINS)), strict=True)), default=9)
    holds = pl.col("first_day").is_null() | (
        pl.col("valid_from").is_null() | (pl.col("valid_from") <= pl.col("last_day"))
    ) & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= pl.col("first_day")))
    whose = (
        (pl.col("org_code_right") == "") | (pl.col("org_code") == "") | (pl.col("org_code_right") == pl.col("org_code"))
    )
    spelled = ["plain", "org_code", "first_day", "last_day"]
    fitting = asked.join(known, on="plain").filter(holds & whose).with_columns(rank.alias("rank"))
    best = fitting.filter(pl.col("rank") == pl.col("rank").min().over(spelled))
    one = best.group_by(spelled).agg(pl.col("code").n_unique().alias("n"), pl.col("code").first())
    return one.filter(pl.col("n") == 1).drop("n")


def _unknown(rows: pl.DataFrame, kind: str, name: str, known: pl.DataFrame) -> list[Unknown]:
    whose = pl.col("org_code") if kind == "project" else pl.lit("")
    counted = rows.group_by(whose.alias("org_code"), name, maintain_order=True).len().sort("len", descending=True)
    return [
        Unknown(kind, org or "", spelled, n, near(spelled, _of(known, org or "")))
        for org, spelled, n in counted.iter_rows()
    ]


def _of(known: pl.DataFrame, org: str) -> pl.DataFrame:
    return known.filter(pl.col("org_code").is_in(["", org])) if org else known


def _nearest(name: str | None, orgs: pl.DataFrame) -> dict[str, str]:
    alike = near(name, orgs) if name else ()
    return {"near_code": alike[0][0], "near_name": alike[0][1]} if alike else {}
