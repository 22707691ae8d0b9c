"""What a batch changes against the rows that it replaces: what is new, gone and changed, by organisation, the largest.

Amounts are those of the frames that are compared, yuan or quantities, exact decimals; nothing is rounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

LARGEST = 20
"""How many of the largest changes are listed."""

STATUSES = ("new", "gone", "changed", "same")
_ORG = "scope_org"


@dataclass(frozen=True)
class Grain:
    """How two sets of rows are compared.

    `by` tells things apart (it begins with scope_org); `measures` are summed per thing; `attributes` are texts of which
    a thing has one; `labels` are carried along to be shown.
    """

    by: tuple[str, ...]
    measures: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class BatchChange:
    """The change, in four views of the same comparison.

    `things`: grain thing (project, or key where there is none). The columns of `by`, the labels, `status` (new, gone,
    changed, same), `attributes` (names of those that differ, separated by commas; empty where none).
    `amounts`: grain thing × measure. The columns of `by`, the labels, status, measure, before, after, difference;
    before is null for a new thing and after for one that is gone, or where the cell is empty: then it counts as zero.
    `organisations`: grain organisation × measure. scope_org, measure, before, after, difference, n_new, n_gone,
    n_changed.
    `largest`: the rows of `amounts` with the largest absolute differences, largest first.
    """

    by: tuple[str, ...]
    measures: tuple[str, ...]
    things: pl.DataFrame
    amounts: pl.DataFrame
    organisations: pl.DataFrame
    largest: pl.DataFrame

    def count(self, status: str) -> int:
        """How many things are `new`, `gone`, `changed` or the `same`."""
        return int((self.things["status"] == status).sum())

    @property
    def is_nothing(self) -> bool:
        """Whether both sides say the same."""
        return self.count("same") == self.things.height


def batch_change(before: pl.DataFrame, after: pl.DataFrame, grain: Grain, largest: int = LARGEST) -> BatchChange:
    """Compare the rows that are replaced with those that come; a column that one side has not is empty there."""
    measures = tuple(name for name in grain.measures if name in before.columns or name in after.columns)
    grain = Grain(grain.by, measures, _shared(before, after, grain.attributes), grain.labels)
    both = _joined(_things(before, grain), _things(after, grain), grain)
    labels = [name for name in grain.labels if name in both.columns]
    things = both.select(*grain.by, *labels, "status", "attributes")
    amounts = _amounts(both, grain, labels)
    return BatchChange(
        by=grain.by,
        measures=measures,
        things=things,
        amounts=amounts,
        organisations=_organisations(amounts, things),
        largest=_largest(amounts, grain, largest),
    )


def _shared(before: pl.DataFrame, after: pl.DataFrame, names: Sequence[str]) -> tuple[str, ...]:
    """Texts are compared where both sides have them: a file without a column says nothing about it."""
    return tuple(name for name in names if name in before.columns and name in after.columns)


def _things(rows: pl.DataFrame, grain: Grain) -> pl.DataFrame:
    """One row a thing: measures summed (null where every cell is empty), the first of every text."""
    lacking = [pl.lit(None).alias(name) for name in (*grain.by, *grain.measures) if name not in rows.columns]
    rows = rows.with_columns(lacking)
    scale = _scale(rows, grain.measures)
    sums = [
        pl.when(pl.col(name).count() > 0).then(pl.col(name).cast(pl.Decimal(38, scale)).sum()).alias(name)
        for name in grain.measures
    ]
    texts = [name for name in dict.fromkeys((*grain.attributes, *grain.labels)) if name in rows.columns]
    firsts = [pl.col(name).drop_nulls().first() for name in texts if name not in grain.by]
    return rows.group_by(grain.by, maintain_order=True).agg(*sums, *firsts, pl.lit(value=True).alias("there"))


def _scale(rows: pl.DataFrame, measures: Sequence[str]) -> int:
    kinds = [rows.schema[name] for name in measures]
    return max([2, *(kind.scale for kind in kinds if isinstance(kind, pl.Decimal))])


def _joined(before: pl.DataFrame, after: pl.DataFrame, grain: Grain) -> pl.DataFrame:
    """Every thing of either side once, with `<measure>_before` and `<measure>_after`."""
    types = {name: _common(before.schema[name], after.schema[name]) for name in grain.by}
    both = after.cast(types).join(  # type: ignore[arg-type]
        before.cast(types),  # type: ignore[arg-type]
        on=list(grain.by),
        how="full",
        nulls_equal=True,
        coalesce=True,
        suffix="__before",
        maintain_order="left_right",
    )
    differs = [_differs(pl.col(f"{name}__before"), pl.col(name)) for name in grain.attributes]
    names = [pl.when(unlike).then(pl.lit(name)) for name, unlike in zip(grain.attributes, differs, strict=True)]
    both = both.with_columns(attributes=pl.concat_str(names, separator=",", ignore_nulls=True) if names else pl.lit(""))
    changed = [pl.col(f"{name}__before").ne_missing(pl.col(name)) for name in grain.measures]
    both = both.with_columns(
        status=pl.when(pl.col("there__before").is_null())
        .then(pl.lit("new"))
        .when(pl.col("there").is_null())
        .then(pl.lit("gone"))
        .when(pl.any_horizontal(*changed, pl.col("attributes") != ""))
        .then(pl.lit("changed"))
        .otherwise(pl.lit("same"))
    )
    gone = [pl.coalesce(name, f"{name}__before").alias(name) for name in _labels(both, grain)]
    nothing = [pl.when(pl.col("status") == "changed").then("attributes").otherwise(pl.lit("")).alias("attributes")]
    return both.with_columns(*gone, *nothing)


def _common(one: pl.DataType, other: pl.DataType) -> pl.DataType:
    return other if one == pl.Null else one


def _differs(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    return one.cast(pl.String).ne_missing(other.cast(pl.String))


def _labels(both: pl.DataFrame, grain: Grain) -> list[str]:
    return [name for name in grain.labels if name in both.columns and f"{name}__before" in both.columns]


def _amounts(both: pl.DataFrame, grain: Grain, labels: list[str]) -> pl.DataFrame:
    """Grain: thing × measure, in the order of the things."""
    scale = max([2, *(_scale(both, [name, f"{name}__before"]) for name in grain.measures)])
    kept = (*grain.by, *labels, "status")
    if not grain.measures:
        empty = {"measure": pl.String} | dict.fromkeys(("before", "after", "difference"), pl.Decimal(38, 2))
        return both.select(kept).clear().with_columns(pl.lit(None, dtype).alias(name) for name, dtype in empty.items())
    each = [
        both.select(
            *kept,
            pl.lit(name).alias("measure"),
            pl.col(f"{name}__before").cast(pl.Decimal(38, scale)).alias("before"),
            pl.col(name).cast(pl.Decimal(38, scale)).alias("after"),
        )
        for name in grain.measures
    ]
    zero = pl.lit(0).cast(pl.Decimal(38, scale))
    difference = pl.col("after").fill_null(zero) - pl.col("before").fill_null(zero)
    return pl.concat(each).with_columns(difference.cast(pl.Decimal(38, scale)).alias("difference"))


def _organisations(amounts: pl.DataFrame, things: pl.DataFrame) -> pl.DataFrame:
    counted = things.group_by(_ORG, maintain_order=True).agg(
        (pl.col("status") == status).sum().alias(f"n_{status}") for status in STATUSES[:3]
    )
    summed = amounts.group_by(_ORG, "measure", maintain_order=True).agg(pl.col("before", "after", "difference").sum())
    return summed.join(counted, on=_ORG, how="left", maintain_order="left").sort(_ORG, "measure", maintain_order=True)


def _largest(amounts: pl.DataFrame, grain: Grain, n: int) -> pl.DataFrame:
    moved = amounts.filter(pl.col("difference") != 0).with_columns(size=pl.col("difference").abs())
    ranked = moved.sort("size", *grain.by, "measure", descending=[True, *[False] * (len(grain.by) + 1)])
    return ranked.head(n).drop("size")
