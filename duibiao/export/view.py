"""What one page shows, as a thing of its own: to be kept, presented, and written into every kind of file.

A view holds what was on the screen when it was taken, so a slide, a document and a workbook made from it tie to each
other and to the page to the cent. Its charts are told as categories and series, not as pictures: a slide draws them as
charts that can be edited.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duibiao.export.about import About
from duibiao.export.table import Table


class Shape(StrEnum):
    """How a chart draws its series."""

    BARS = "bars"
    """Horizontal bars, one a category, the first on top."""
    STACKED = "stacked"
    """Horizontal bars made of parts, one series a part."""
    DOTS = "dots"
    """Named dots on lines of their own, one line a category, one series a kind of mark (this year, standard …)."""
    LINES = "lines"
    """Lines over the categories, which are in the order of time."""
    STEPS = "steps"
    """A waterfall: the first series is what each step adds; steps named in `totals` stand on the ground."""
    POINTS = "points"
    """Points of two measures: the first series is across, the second upwards, one point a category."""
    HEAT = "heat"
    """Squares: one series a column, categories are the rows."""


@dataclass(frozen=True)
class Series:
    """Numbers of one name, one for each category of the chart; None where there is no number."""

    name: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...] = ()
    """What is written beside each number, where it is not the number itself."""
    colours: tuple[str, ...] = ()
    """One a category, or one for all, as `#rrggbb`; empty for the usual one."""
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart told by its numbers: the categories by their names as on the screen, and the series over them."""

    shape: Shape
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    """What is measured and in which unit."""
    across: str = ""
    """For points: what the first series measures."""
    days: bool = False
    """For points: whether the first series are days, counted as spreadsheets do (`day_number`)."""
    totals: frozenset[int] = frozenset()
    """For steps: the places of those that are totals."""
    reference: tuple[str, float] | None = None
    """A line through all of them: its name and where it stands (median, time progress …)."""


@dataclass(frozen=True)
class Shown:
    """A table of the page with the sheet that explains it."""

    table: Table
    about: About


@dataclass(frozen=True)
class View:
    """One page as it was shown: the question, the answer, charts and tables, and where to find it again."""

    page: str
    """Address of the page, without a slash: `compare`."""
    query: tuple[tuple[str, str], ...]
    """The filters as they stood in the address; opening the page with them shows the same."""
    title: str
    answer: str
    basis: str
    """Cut-off date, denominator and n in one line."""
    charts: tuple[Chart, ...] = ()
    tables: tuple[Shown, ...] = ()
    keys: tuple[str, ...] = ()
    """What the charts, and after them the tables, are called on their page, in any language."""
    orgs: tuple[tuple[str, str], ...] = ()
    """Code and name of every organisation that the view names, so that they can be shown as A, B, C …"""
    warning: str = ""
    """Said first: demo data, for example."""
    as_of: str = ""
    """The past day at whose end the numbers stood so; empty for what stood when it was taken."""


def day_number(day: date) -> int:
    """The day as spreadsheets count days: 45292 for 1 January 2024."""
    return (day - date(1899, 12, 30)).days
