"""Whom to compare one organisation with: the nearest by what drives the work, never by what is spent (method M3).

Source: nearest neighbours as CIPFA builds them: weighted Euclidean distance over z-scored drivers. Drivers are taken as
logs, since a town of twice the size is as far from a given one as a town of half of it. Limits: a driver that is
unknown for a candidate is left out of its distance, which is scaled to the weight that is known; a candidate with less
than half of the weight known is not placed. A driver that is the same for all says nothing and has no weight.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

LEAST_KNOWN = 0.5
"""Share of the weight that must be known to place a candidate."""

SAME = 1e-6
"""Values apart by less than this share are the same: scores would make a whole difference of a last bit."""


@dataclass(frozen=True)
class Driver:
    """A column that drives the work, and how much it counts."""

    name: str
    weight: float = 1.0


@dataclass(frozen=True)
class Peers:
    """The neighbours of one organisation, nearest first.

    `rows`: org_code, distance (in standard deviations), known (share of the weight), and for each driver its value
    `<name>` and its part of the squared distance `<name>_part` (0 to 1; null where unknown). `unplaced`: codes of
    candidates of whom too little is known. `own`: org_code and the drivers of the organisation itself, one row.
    """

    org: str
    own: pl.DataFrame
    drivers: tuple[Driver, ...]
    rows: pl.DataFrame
    unplaced: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The organisation itself, then its neighbours."""
        return (self.org, *self.rows["org_code"])


def nearest(candidates: pl.DataFrame, org: str, drivers: Sequence[Driver], k: int) -> Peers:
    """The k candidates nearest to `org`.

    `candidates`: org_code and the columns of the drivers (numbers above zero, or null), one row an organisation, `org`
    among them. Drivers that nobody else has, that are unknown of `org`, or that are the same for all do not count.
    """
    used = [driver for driver in drivers if driver.weight > 0 and _tells(candidates, org, driver.name)]
    scored = candidates.with_columns(_score(driver.name) for driver in used)
    own = scored.filter(pl.col("org_code") == org)
    others = scored.filter(pl.col("org_code") != org).with_columns(
        (driver.weight * (pl.col(f"{driver.name}_z") - float(own[f"{driver.name}_z"][0])) ** 2).alias(_part(driver))
        for driver in used
    )
    placed, unplaced = _placed(others, used)
    rows = placed.sort("distance", "org_code").head(k)
    names = [name for driver in used for name in (driver.name, _part(driver))]
    shares = [(pl.col(_part(driver)) / pl.col("squared")).fill_nan(0.0).alias(_part(driver)) for driver in used]
    rows = rows.with_columns(shares).select("org_code", "distance", "known", *names)
    return Peers(org, own.select("org_code", *(driver.name for driver in used)), tuple(used), rows, unplaced)


def _tells(candidates: pl.DataFrame, org: str, name: str) -> bool:
    """Whether the driver is known of the organisation and differs among the candidates."""
    if name not in candidates.columns:
        return False
    values = candidates.filter(pl.col(name) > 0)
    if org not in values["org_code"].to_list():
        return False
    lowest, highest = values.select(low=pl.col(name).min(), high=pl.col(name).max()).cast(pl.Float64).row(0)
    return bool(highest > lowest * (1 + SAME))


def _score(name: str) -> pl.Expr:
    logs = pl.when(pl.col(name) > 0).then(pl.col(name).cast(pl.Float64)).log()
    return ((logs - logs.mean()) / logs.std(ddof=0)).alias(f"{name}_z")


def _part(driver: Driver) -> str:
    return f"{driver.name}_part"


def _placed(others: pl.DataFrame, drivers: Sequence[Driver]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Those of whom enough is known, with their distance; and the codes of the rest."""
    whole = sum(driver.weight for driver in drivers)
    if not whole:
        empty = others.clear().with_columns(known=pl.lit(0.0), squared=pl.lit(0.0), distance=pl.lit(0.0))
        return empty, tuple(others["org_code"].sort())
    weights = [pl.when(pl.col(_part(driver)).is_not_null()).then(driver.weight).otherwise(0.0) for driver in drivers]
    known = others.with_columns(
        known=pl.sum_horizontal(weights) / whole,
        squared=pl.sum_horizontal(pl.col(_part(driver)) for driver in drivers),
    )
    enough = pl.col("known") >= LEAST_KNOWN
    placed = known.filter(enough).with_columns(distance=(pl.col("squared") / (pl.col("known") * whole)).sqrt())
    return placed, tuple(known.filter(~enough)["org_code"].sort())
