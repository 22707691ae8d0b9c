"""The command that says how well past years' ends would have been foreseen."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import polars as pl
import typer

from duibiao import formats
from duibiao.analysis.backtest import averages, backtest, best_classes
from duibiao.cli.terminal import REFUSED, Shape, print_frame, say
from duibiao.language import _
from duibiao.warehouse import Warehouse

app = typer.Typer()

_BY = ("class_code", "kind_code")
_SHARES = ("forecast", "straight_line", "last_share", "last_rate", "best", "coverage", "width")


class Of(StrEnum):
    """Whose spending is foreseen."""

    ORGANISATION = "organisation"
    ITEM = "item"
    FUNCTION = "function"


class Kind(StrEnum):
    """What it is divided into; the class above."""

    FIELD = "field"
    CHAPTER = "chapter"
    HEADING = "heading"
    FUND = "fund"


def _years(text: str) -> tuple[int, ...]:
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text.strip())
    if not found:
        raise typer.BadParameter(_("{text} is neither a year nor two with a hyphen").format(text=repr(text)))
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first:
        raise typer.BadParameter(_("{text} ends before it begins").format(text=repr(text)))
    return tuple(range(first, last + 1))


@app.command("backtest")
def backtest_years(
    context: typer.Context,
    train: Annotated[str, typer.Option(help="The years to learn from, as 2019-2022; those before the year tested.")],
    test: Annotated[str, typer.Option(help="The year to foresee, or several as 2021-2023.")],
    of: Annotated[
        Of | None, typer.Option(help="Whose spending is foreseen; the training years choose where none is named.")
    ] = None,
    by: Annotated[Kind, typer.Option(help="What it is divided into.")] = Kind.CHAPTER,
    shape: Annotated[Shape, typer.Option("--format", help="How the table is printed.")] = Shape.TABLE,
) -> None:
    """Foresee the end of past years from each month of March to November, and say how far that was off.

    Errors are Σ|forecast − final| ÷ Σfinal over the classes; of the straight line, last year's share and last year's
    final rate, too. Coverage is the part of the budget that the band of 80 % took in. The mean over the months follows
    each year; its times_best is that of the worst month. Without --of each tested year is foreseen by the classes that
    do best when every training year before it is foreseen from the others. Exits 1 where nothing can be said.
    """
    trained, tested = _years(train), _years(test)
    with Warehouse.open(context.obj, read_only=True) as warehouse:
        states = {
            str(each): warehouse.read("class_states", class_of=str(each), kind_of=str(by))
            for each in (Of if of is None else (of,))
        }
    tables = [backtest(states[_chosen(states, trained, year)], _BY, trained, (year,)) for year in tested]
    table = pl.concat(told) if (told := [each for each in tables if each.height]) else pl.DataFrame()
    if table.is_empty():
        say(_("None of these years can be foreseen: each needs its December, and a December before it"))
        raise typer.Exit(REFUSED)
    print_frame(_with_averages(table) if shape is Shape.TABLE else table, shape)


def _chosen(states: dict[str, pl.DataFrame], trained: Sequence[int], year: int) -> str:
    """The classes to foresee a year by, said with their errors where there was a choice."""
    if len(states) == 1:
        return next(iter(states))
    errors = best_classes(states, _BY, [each for each in trained if each < year])
    if not errors:
        return str(Of.ORGANISATION)
    chosen = next(iter(errors))
    if errors[chosen] < float("inf"):
        told = ", ".join(f"{name} {_percent(error)}" for name, error in errors.items())
        say(
            _("{year} by {classes}; error of the worst training year, foreseen from the others: {errors}").format(
                year=year, classes=chosen, errors=told
            )
        )
    return chosen


def _with_averages(table: pl.DataFrame) -> pl.DataFrame:
    """As texts, the mean of each year under its months."""
    means = averages(table).with_columns(month=pl.lit(None, pl.Int64)).select(table.columns)
    both = pl.concat([table, means], how="vertical_relaxed").sort("year", "month", nulls_last=True)
    return both.with_columns(
        pl.col("month").cast(pl.String).fill_null(_("mean")),
        *(pl.Series(name, [_percent(share) for share in both[name]], pl.String) for name in _SHARES),
        pl.col("times_best").round(2),
    )


def _percent(share: float | None) -> str:
    return formats.percent(share)
