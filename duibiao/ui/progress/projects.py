"""Projects at a month end, with the names of their organisations and the departments that these belong to."""

import polars as pl

from duibiao.ui import store


def at(year: int, month: int) -> pl.DataFrame:
    """The read `pace_of_projects` with the columns of the read `departments`; the code stands in for a name."""
    rows = store.read("pace_of_projects", year=year, month=month)
    joined = rows.join(store.read("departments"), on="org_code", how="left")
    codes = ("org_name", "department_code", "department_name")
    return joined.with_columns(pl.coalesce(name, "org_code").alias(name) for name in codes)
