"""Whose past tells how a project goes: its class, and the kind that the class is of, as what is loaded tells them."""

from datetime import datetime

import polars as pl

from duibiao.analysis.class_states import States
from duibiao.analysis.project_forecast import CLASS
from duibiao.ui import store
from duibiao.ui.kept import kept

_ONE_CHAPTER = 0.9
"""From which part of the money on one chapter of cost is taken for all."""


def classed(rows: pl.DataFrame) -> pl.DataFrame:
    """With the class and kind whose past tells how it goes (see `_class_of`), and the field that it is of."""
    class_of, kind_of = _class_of()
    field_code = pl.col("item_code").str.slice(0, 2)
    named = rows.with_columns(class_code=f"{class_of}_code", field_code=field_code if class_of == "item" else "chapter")
    return named.with_columns(kind_code="field_code" if kind_of == "field" else "chapter")


def states() -> pl.DataFrame:
    """Every month end of every year, by the classes of projects."""
    class_of, kind_of = _class_of()
    return store.read("class_states", class_of=class_of, kind_of=kind_of)


def _class_of() -> tuple[str, str]:
    """What classes and kinds are made of: service item and field, where most of the money is told by item, else
    function and chapter.

    Where items hold several chapters of cost (staff beside investments), these go at paces of their own: item and
    chapter.
    """
    states = store.read("class_states", class_of="item", kind_of="chapter")
    money = states.select("class_code", "kind_code", budget=pl.col("current_yuan").cast(pl.Float64))
    whole = float(money["budget"].sum())
    if 2 * money.filter(pl.col("class_code").is_not_null())["budget"].sum() < whole:
        return "function", "chapter"
    largest = money.group_by("kind_code").agg(pl.col("budget").sum())["budget"].max()
    mixed = float(str(largest or 0)) < _ONE_CHAPTER * whole
    return ("item", "chapter") if mixed else ("item", "field")


def states_of_fields() -> pl.DataFrame:
    """The same by field where there are service items, whatever kinds are made of."""
    class_of, _kind = _class_of()
    return store.read("class_states", class_of=class_of, kind_of="field" if class_of == "item" else "chapter")


@kept(1)
def known(as_of: datetime | None, version: int) -> States:  # noqa: ARG001
    """What the classes of projects learn from: every month end of every year; later ones are not looked at."""
    return States.of(states(), CLASS)
