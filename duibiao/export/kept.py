"""A view as text and back, so that it can be kept: what was on the screen, to the cent, whatever is loaded later."""

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import polars as pl

from duibiao import formats
from duibiao.errors import DuibiaoError
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.export.view import Chart, Series, Shape, Shown, View
from duibiao.formats import MoneyUnit, Scale
from duibiao.language import _

MOST_ROWS = 20_000
"""Rows of a table that can be kept on a briefing; nobody shows more in a meeting."""


def to_text(view: View) -> str:
    """The view as JSON, its tables as parquet in base64. Raises DuibiaoError for a table of too many rows."""
    plain = {name.name: getattr(view, name.name) for name in fields(View)}
    plain["charts"] = [_chart_told(chart) for chart in view.charts]
    plain["tables"] = [{"table": _table_told(shown.table), "about": asdict(shown.about)} for shown in view.tables]
    return json.dumps(plain, ensure_ascii=False)


def from_text(text: str) -> View:
    """The view that `to_text` wrote."""
    told = json.loads(text)
    told["charts"] = tuple(_chart(chart) for chart in told["charts"])
    told["tables"] = tuple(Shown(_table(each["table"]), _about(each["about"])) for each in told["tables"])
    told["keys"] = tuple(told["keys"])
    told["query"] = _pairs(told["query"])
    told["orgs"] = _pairs(told["orgs"])
    return View(**told)


def _chart_told(chart: Chart) -> dict[str, Any]:
    return asdict(chart) | {"totals": sorted(chart.totals)}


def _chart(told: Mapping[str, Any]) -> Chart:
    reference = told["reference"]
    return Chart(
        **dict(told)
        | {
            "shape": Shape(told["shape"]),
            "categories": tuple(told["categories"]),
            "series": tuple(_series(series) for series in told["series"]),
            "totals": frozenset(told["totals"]),
            "reference": None if reference is None else (reference[0], reference[1]),
        }
    )


def _series(told: Mapping[str, Any]) -> Series:
    lists = {name: tuple(told[name]) for name in ("values", "texts", "colours")}
    return Series(**dict(told) | lists)


def _table_told(table: Table) -> dict[str, Any]:
    if table.frame.height > MOST_ROWS:
        raise DuibiaoError(
            _("The table “{title}” has {n} rows; a briefing keeps at most {most}").format(
                title=table.title, n=formats.count(table.frame.height), most=formats.count(MOST_ROWS)
            ),
            _("Narrow it with the filters of the page, or leave this table out and download it as a file."),
        )
    buffer = io.BytesIO()
    table.frame.select(column.name for column in table.columns).write_parquet(buffer, compression="zstd")
    return {
        "title": table.title,
        "frame": base64.b64encode(buffer.getvalue()).decode("ascii"),
        "columns": [asdict(column) for column in table.columns],
        "unit": asdict(table.unit),
        "n_totals": table.n_totals,
    }


def _table(told: Mapping[str, Any]) -> Table:
    columns = tuple(Column(**column | {"kind": Kind(column["kind"])}) for column in told["columns"])
    unit = MoneyUnit(Scale(told["unit"]["scale"]), told["unit"]["currency"])
    frame = pl.read_parquet(io.BytesIO(base64.b64decode(told["frame"])))
    return Table(told["title"], frame, columns, unit, told["n_totals"])


def _about(told: Mapping[str, Any]) -> About:
    lists = {name: _pairs(told[name]) for name in ("filters", "definitions")}
    return About(**dict(told) | lists | {name: tuple(told[name]) for name in ("batches", "remarks")})


def _pairs(told: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in told)
