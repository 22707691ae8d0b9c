"""Unit costs that somebody else published: references for questions, never standards of the district."""

from functools import cache

import polars as pl

from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit, Scale
from duibiao.language import _
from duibiao.settings import house


def published() -> Table:
    """One row a published figure, with its place, its year and its source."""
    return Table(
        title=_("Published elsewhere: references, no standards"),
        frame=_published(),
        columns=(
            Column("item_code", _("Service item"), Kind.CODE),
            Column("what", _("What is published")),
            Column("value", _("Figure"), Kind.NUMBER),
            Column("unit", _("Unit of the figure")),
            Column("place", _("Place")),
            Column("year", _("Year"), Kind.CODE),
            Column("source", _("Source")),
            Column("remark", _("Note")),
        ),
        unit=MoneyUnit(Scale.YUAN),
    )


@cache
def _published() -> pl.DataFrame:
    file = house() / "data" / "reference" / "published_costs.csv"
    return pl.read_csv(file, schema_overrides={"year": pl.String})
