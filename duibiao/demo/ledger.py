"""The money of one year: budget versions, adjustments, contracts and payments by month, in whole cents."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from duibiao.demo.projects import Library
from duibiao.demo.stories import Bend, StoryYear, bends, story_projects
from duibiao.demo.tables import YEARS, curve_weights, months_of

Cents = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]

HUNDRED_YUAN = 10_000
"""Budgets are whole hundreds of yuan, so that they print in 万元 with two decimals."""

_PRICE_GROWTH, _WORK_GROWTH, _BUDGET_GROWTH = 1.02, 1.008, 1.03
_TRICKLE = 1.4
"""A month's share (per cent) below which nothing is paid in that month."""


@dataclass(frozen=True)
class Amounts:
    """Parallel arrays, one entry a budget line: versions (n) and months (n × months of the year)."""

    requested: Cents
    reviewed: Cents
    approved: Cents
    adjustments: Cents
    """Change of the budget in each month."""
    contracted: Cents
    """Bound by contract at each month end."""
    paid: Cents
    """Paid in each month; negative where more came back than went out."""

    @property
    def current(self) -> Cents:
        """The budget after all adjustments so far."""
        current: Cents = self.approved + self.adjustments.sum(axis=1)
        return current

    def taken(self, rows: npt.NDArray[np.intp]) -> "Amounts":
        """The lines at `rows`."""
        return Amounts(*(getattr(self, each.name)[rows] for each in fields(self)))

    def joined(self, other: "Amounts") -> "Amounts":
        """These lines, then the others."""
        return Amounts(*(np.concatenate([getattr(self, e.name), getattr(other, e.name)]) for e in fields(self)))


@dataclass(frozen=True)
class Ledger:
    """A year: `lines` has one row a budget line (project × economic class), in the order of the arrays in `amounts`."""

    year: int
    lines: pl.DataFrame
    amounts: Amounts

    @property
    def months(self) -> int:
        """How many months the ledger holds."""
        return int(self.amounts.paid.shape[1])


def ledger_of(library: Library, year: int, seed: int) -> Ledger:
    """The ledger of a year: drawn projects and planted ones, sorted by organisation and project."""
    rng = np.random.default_rng([seed, 2, year])
    drawn = library.of_year(year).join(curve_weights(), on="curve", how="left", maintain_order="left")
    lines, amounts = _split(drawn, _drawn_amounts(drawn, year, rng))
    planted, planted_amounts = _planted(library, year)
    both = pl.concat([lines, planted], how="vertical")
    order = both.with_row_index("row").sort("org_code", "project_code", "economic_code")["row"].to_numpy()
    return Ledger(year, both[order.astype(np.int64)], amounts.joined(planted_amounts).taken(order))


def price_level(year: int) -> float:
    """The general level of prices in a year; 1 in the first."""
    return _PRICE_GROWTH ** (year - YEARS[0])


def unit_prices(projects: pl.DataFrame, year: int) -> Shares:
    """The price level of each project in a year: its own unit cost, dearer by the year and where a story says so."""
    price = projects["unit_cost"].to_numpy() * price_level(year)
    for bend in bends("price"):
        if year >= bend.first_year:
            price = np.where(concerned(projects, bend), price * bend.factor, price)
    return price


def workloads(projects: pl.DataFrame, year: int) -> Shares:
    """What each project does in a whole year; NaN where nothing is counted."""
    quantity = projects["quantity"].to_numpy() * _WORK_GROWTH ** (year - YEARS[0])
    return np.where(quantity >= 20, np.round(quantity), np.round(quantity, 2))


def concerned(frame: pl.DataFrame, bend: Bend) -> npt.NDArray[np.bool_]:
    """Which rows (with org_code, item_code, grade) a story speaks of; none where `bent` says that there are none."""
    grade = pl.lit(True) if bend.grade is None else pl.col("grade") == bend.grade
    about = (
        pl.col("org_code").is_in(bend.orgs)
        & pl.col("item_code").str.starts_with(bend.item_code)
        & grade
        & pl.col("bent")
    )
    return frame.select(about.fill_null(False)).to_series().to_numpy()


def _drawn_amounts(projects: pl.DataFrame, year: int, rng: np.random.Generator) -> Amounts:
    n, months = projects.height, months_of(year)
    done = rng.uniform(projects["done_low"].to_numpy(), projects["done_high"].to_numpy())
    change, month = _changes(projects, months, rng)
    counted = _cost(projects, year, rng)
    fixed = np.isnan(counted)
    cost = np.nan_to_num(counted)
    plan = _plan(projects, year) * np.exp(0.05 * rng.standard_normal(n))
    approved = _hundreds(np.where(fixed, plan, cost / done * (1 - change)))
    adjusted = np.where(fixed, _hundreds(plan * change), _hundreds(cost / done) - approved)
    adjusted = np.where(change == 0, 0, adjusted)
    current = approved + adjusted
    spent = np.minimum(current, np.round(np.where(fixed, current * done, cost))).astype(np.int64)
    reviewed = _hundreds(approved * rng.uniform(1.0, 1.025, n))
    requested = _hundreds(reviewed * rng.uniform(1.0, 1.2, n))
    adjustments = np.where(np.arange(1, months + 1) == month[:, None], adjusted[:, None], 0)
    paid = _by_month(projects, spent, months, rng)
    return Amounts(requested, reviewed, approved, adjustments, _contracts(projects, current, paid, rng), paid)


def _cost(projects: pl.DataFrame, year: int, rng: np.random.Generator) -> Shares:
    """Workload × price with a little noise, in cents; NaN for projects without a workload."""
    noise = 1 + 0.008 * rng.standard_normal(projects.height)
    return workloads(projects, year) * unit_prices(projects, year) * noise * 100


def _plan(projects: pl.DataFrame, year: int) -> Shares:
    """The year's budget as planned, in cents; 0 for projects with a workload."""
    growth = _BUDGET_GROWTH ** (year - projects["first_year"].to_numpy())
    return np.asarray(projects["base_cents"].fill_null(0).to_numpy() * growth)


def _changes(projects: pl.DataFrame, months: int, rng: np.random.Generator) -> tuple[Shares, Cents]:
    """Each project's net change as a share of its budget (0 for most) and its month.

    Within an organisation changes of a year go one way, so that only planted cuts are matched by raises.
    """
    n = projects.height
    orgs = projects["org_code"].rle_id().to_numpy()
    way = np.where(rng.random(int(orgs[-1]) + 1) < 0.55, -1.0, 1.0)[orgs]
    month = rng.integers(5, 12, n)
    happens = (rng.random(n) < projects["adjusted"].to_numpy()) & (month <= months)
    return np.where(happens, way * rng.uniform(0.03, 0.12, n), 0.0), month


def _by_month(projects: pl.DataFrame, spent: Cents, months: int, rng: np.random.Generator) -> Cents:
    """Spread the year's spending over its months along the curve of its class; tiny months pay nothing."""
    expected = np.vstack(projects["months"].to_list()) if projects.height else np.zeros((0, 12))
    for bend in bends("december"):
        expected[concerned(projects, bend), 11] *= bend.factor
    evenness = projects["evenness"].to_numpy()[:, None]
    weights = expected * rng.gamma(evenness, 1 / evenness, expected.shape)
    weights[(weights < _TRICKLE) & (expected < 3)] = 0
    shares = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    cumulative = np.round(spent[:, None] * shares).astype(np.int64)
    return np.asarray(np.diff(cumulative, axis=1, prepend=0)[:, :months])


def _contracts(projects: pl.DataFrame, current: Cents, paid: Cents, rng: np.random.Generator) -> Cents:
    """Contract value from its month on; never below what is paid. Subsidies and ordinary business have none."""
    n, months = paid.shape
    bound = ~projects["curve"].is_in(["subsidy", "business"]).to_numpy()
    value: Cents = _hundreds(current * rng.uniform(0.985, 1.0, n))
    signed = rng.integers(1, 4, (n, 1)) <= np.arange(1, months + 1)
    cumulative = np.cumsum(paid, axis=1)
    return np.where(bound[:, None], np.maximum(np.where(signed, value[:, None], 0), cumulative), 0)


def _split(projects: pl.DataFrame, amounts: Amounts) -> tuple[pl.DataFrame, Amounts]:
    """A project with two economic classes becomes two lines; the second takes what the first leaves, to the cent."""
    lines = _line_columns(projects)
    both = lines["economic_code"].str.contains("|", literal=True).to_numpy()
    share = projects["split"].to_numpy()
    firsts, seconds = [], []
    for each in fields(amounts):
        values = getattr(amounts, each.name)
        part = _part(values, share, both, exact=each.name in ("paid", "contracted"))
        firsts.append(part)
        seconds.append((values - part)[both])
    codes = pl.col("economic_code").str.split("|")
    first = lines.with_columns(economic_code=codes.list.first())
    second = lines.filter(pl.Series(both)).with_columns(economic_code=codes.list.last())
    return pl.concat([first, second]), Amounts(*firsts).joined(Amounts(*seconds))


def _part(values: Cents, share: Shares, both: npt.NDArray[np.bool_], exact: bool) -> Cents:
    if values.ndim > 1:
        share, both = share[:, None], both[:, None]
    part = np.floor(values * share).astype(np.int64) if exact else _hundreds(values * share)
    return np.where(both, part, values)


def _line_columns(projects: pl.DataFrame) -> pl.DataFrame:
    return projects.select(
        "project_no", "org_code", "unit_code", "project_code", "project_name", "item_code", "fund", "function_code",
        "economic_code", vouchers=pl.col("vouchers") if "vouchers" in projects.columns else pl.lit(2.0),
    )  # fmt: skip


def _planted(library: Library, year: int) -> tuple[pl.DataFrame, Amounts]:
    codes = library.codes_of_stories()
    told = [project for project in story_projects() if project.project_name in codes]
    found = [(codes[project.project_name], y) for project in told for y in project.years if y.year == year]
    wanted = pl.DataFrame({"project_code": [code for code, _ in found]}, schema={"project_code": pl.String})
    lines = _line_columns(wanted.join(library.projects, on="project_code", how="left", maintain_order="left"))
    months = months_of(year)
    stacked = [_planted_amounts(year_) for _, year_ in found]
    empty = (np.zeros(0, np.int64),) * 3 + (np.zeros((0, months), np.int64),) * 3
    amounts = Amounts(*(np.stack(parts) for parts in zip(*stacked, strict=True))) if stacked else Amounts(*empty)
    return lines, amounts


def _planted_amounts(year: StoryYear) -> tuple[Cents, ...]:
    paid = np.array(year.paid, np.int64)
    signed = np.where(np.arange(1, len(paid) + 1) >= year.contracted_from, year.contracted, 0)
    versions = (np.array(amount, np.int64) for amount in (year.requested, year.reviewed, year.approved))
    return (*versions, np.array(year.adjusted, np.int64), signed.astype(np.int64), paid)


def _hundreds(cents: npt.NDArray[Any]) -> Cents:
    return (np.round(cents / HUNDRED_YUAN) * HUNDRED_YUAN).astype(np.int64)
