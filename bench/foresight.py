"""How well year ends of a real city are foreseen, and how early its stuck investments are found."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from bench.madrid import files
from bench.report import Section
from duibiao import formats
from duibiao.analysis import pace
from duibiao.analysis.backtest import averages, backtest, best_classes
from duibiao.analysis.class_states import States
from duibiao.ingest.load import Job, load_files
from duibiao.ingest.mapping import load_mapping
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse

TESTED = (2021, 2022, 2023)
FIRST_YEAR = 2019
CLASSES = (("item", "programme × chapter"), ("organisation", "organisation × chapter"))
MONTHS = (6, 8, 10)
INVESTMENTS = "6"
"""The chapter of the economic classification."""

LARGE_EUROS = 250_000
ENDED_LOW, ENDED_WELL, HALF = 0.3, 0.8, 0.5
LISTED = (pace.State.SLOW, pace.State.BALANCE, pace.State.UNBUDGETED, pace.State.NEGATIVE)


def measure() -> list[Section]:
    """The sections; empty where the real extracts are not beside the checkout."""
    if not files():
        return []
    with TemporaryDirectory() as folder, Warehouse.open(Path(folder) / "madrid.duckdb") as warehouse:
        list(load_files(warehouse, Job(extract_named("execution"), load_mapping("madrid_execution")), files()))
        return [_foreseen(warehouse), _found_early(warehouse)]


def _foreseen(warehouse: Warehouse) -> Section:
    columns = ("classes and year", "forecast", "straight line", "last year's share", "last year's rate", "worst ÷ best",
               "coverage")  # fmt: skip
    states = {name: warehouse.read("class_states", class_of=of, kind_of="chapter") for of, name in CLASSES}
    rows = [_row(states, name, year) for name in states for year in TESTED]
    chosen = "; ".join(
        f"{year}: " + ", ".join(f"{name} {formats.percent(error)}" for name, error in _choice(states, year).items())
        for year in TESTED
    )
    text = (
        "Madrid, each year from those before it since 2019, mean of the months March to November that are published: "
        "Σ|forecast − recognised| ÷ Σrecognised over the classes. *Worst ÷ best*: the month in which the forecast "
        "compares worst with the best of the three simple rules; *coverage*: the budget in classes whose end the band "
        "of 80 % took in. `duibiao backtest --train 2019-2022 --test 2023` prints a year by its chosen classes (✓): "
        "those of the least error in the worst training year, each foreseen from the other training years alone "
        f"({chosen}). By organisation the band does not hold in 2023, when departments were reorganised in June."
    )
    return Section("Foreseeing the year's end", text, columns, rows)


def _row(states: dict[str, pl.DataFrame], name: str, year: int) -> tuple[str, ...]:
    mean = averages(backtest(states[name], pace.CLASS, (), (year,))).row(0, named=True)
    errors = [formats.percent(mean[each]) for each in ("forecast", "straight_line", "last_share", "last_rate")]
    mark = " ✓" if next(iter(_choice(states, year))) == name else ""
    return f"{name}, {year}{mark}", *errors, f"{mean['times_best']:.2f}", formats.percent(mean["coverage"])


def _choice(states: dict[str, pl.DataFrame], year: int) -> dict[str, float]:
    return best_classes(states, pace.CLASS, range(FIRST_YEAR, year))


def _found_early(warehouse: Warehouse) -> Section:
    listed, low, false = "on the list", "of them low", "false alarms"
    columns = ("year, month", "large groups", "ended low", listed, low, false, "half to be left", low, false)
    rows = [_listed(warehouse, year, month) for year in TESTED[1:] for month in MONTHS]
    text = (
        f"Madrid's investments (chapter 6) by section and programme, those with a budget of at least {LARGE_EUROS:,} "
        "euros at the end of the month and of the year. *Ended low*: under 30 % recognised; *false alarm*: on the "
        "list, ended at 80 % or more. *On the list*: clearly slow or a large balance forecast, by the thresholds as "
        "shipped; *half to be left*: at least half of the budget forecast to be left. From the years before alone."
    )
    return Section("Stuck investments found early", text, columns, rows)


def _listed(warehouse: Warehouse, year: int, month: int) -> tuple[str, ...]:
    groups = large_investments(warehouse, year, month)
    low, well = (groups["final_rate"] < ENDED_LOW), (groups["final_rate"] >= ENDED_WELL)
    counts = [groups.height, low.sum()]
    for chosen in (groups["state"].is_in(LISTED), groups["left_share"] >= HALF):
        counts += [chosen.sum(), (chosen & low).sum(), (chosen & well).sum()]
    return f"{year}, {month}", *(str(count) for count in counts)


def large_investments(warehouse: Warehouse, year: int, month: int) -> pl.DataFrame:
    """Large groups of the chapter as judged at the month end, with left_share forecast and final_rate."""
    end = warehouse.read("pace_of_projects", year=year, month=pace.MONTHS).select(
        "org_code", "project", final_yuan="paid_yuan", final_budget_yuan="current_yuan"
    )
    groups = judged(warehouse, year, month).join(end, on=["org_code", "project"])
    large = pl.min_horizontal("current_yuan", "final_budget_yuan") >= LARGE_EUROS
    return groups.filter((pl.col("chapter") == INVESTMENTS) & large).with_columns(
        left_share=pl.col("unspent_yuan") / pl.col("current_yuan").cast(pl.Float64),
        final_rate=pl.col("final_yuan").cast(pl.Float64) / pl.col("final_budget_yuan").cast(pl.Float64),
    )


def judged(warehouse: Warehouse, year: int, month: int) -> pl.DataFrame:
    """Every group of the month end with its pace, as the page on stuck money judges it."""
    key = ["org_code", "project"]
    years = {each: warehouse.read("amounts_of_projects", year=each) for each in _years(warehouse) if each <= year}
    months = {each: pace.by_month(amounts) for each, amounts in years.items()}
    best = pace.best_months([each for number, each in months.items() if number < year])
    past = pace.outcomes(((number, each) for number, each in years.items() if number < year), month)
    told = _classed(warehouse.read("pace_of_projects", year=year, month=month))
    for more in (best, pace.until(months[year], month)):
        told = told.join(more, on=key, how="left", maintain_order="left")
    states = warehouse.read("class_states", class_of="item", kind_of="chapter")
    foreseen = pace.foreseen(told, pace.usual(_classed(past), States.of(states, pace.CLASS), year, month))
    return pace.paced(foreseen, month, formats.month_end(year, month), pace.Limits())


def _years(warehouse: Warehouse) -> list[int]:
    """The years that are loaded, the latest first."""
    return [int(year) for year in warehouse.read("years")["year"]]


def _classed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(class_code="item_code", kind_code="chapter")
