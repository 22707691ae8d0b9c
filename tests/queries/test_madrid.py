"""The real extracts of the City of Madrid, loaded with the shipped profiles, against a second reading.

That one uses `csv` and `Decimal` of the standard library alone; nothing expected comes from Duibiao.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path

import duckdb
import polars as pl
import pytest
import real

from bench.foresight import ENDED_LOW, ENDED_WELL, LISTED, large_investments
from duibiao import language
from duibiao.analysis.backtest import RULES, averages, backtest, best_classes
from duibiao.analysis.pace import BY_HISTORY
from duibiao.ingest.load import Job, LoadReport, load_files
from duibiao.ingest.mapping import load_mapping
from duibiao.schema.catalogue import extract_named
from duibiao.ui import store
from duibiao.warehouse import Warehouse

pytestmark = pytest.mark.real

AMOUNTS = ("CRED_INICIAL", "MOD_CREDITO", "C_DEFINITIVO", "C_AUTORIZADO", "C_DISPUESTO", "OBL_RECONOC")
COLUMNS = ("approved_yuan", "adjustment_yuan", "current_yuan", "authorised_yuan", "contracted_yuan", "paid_yuan")

# Salaries are paid fourteen times a year: paid ÷ current × 14 of the basic salaries (Economico 10000) grows by about
# 1.07 a month, 12.4 to 13.5 at the year's end. So the files of a folder were told apart, by hand.
MONTHS = {
    "2019/2019-03-06_0e7871f0": "2019-01",
    "2019/2019-04-01_a1a7e663": "2019-02",
    "2019/2019-05-09_d9f6cd5c": "2019-03",
    "2019/2019-05-21_30f0f76c": "2019-04",
    "2019/2019-07-12_ba86349d": "2019-05",
    "2019/2019-07-22_2c43832f": "2019-06",
    "2019/2019-09-04_c91b5552": "2019-07",
    "2019/2019-10-14_bae0a3a2": "2019-08",
    "2019/2019-10-24_74fb45e0": "2019-09",
    "2019/2019-11-29_a553c2e7": "2019-10",
    "2019/2019-12-20_65d6fcfb": "2019-11",
    "2019/2020-05-09_87085971": "2019-12",
    "2020/2020-05-09_c637792b": "2020-03",
    "2020/2020-05-26_3c928f28": "2020-04",
    "2020/2020-06-19_c23ef28a": "2020-05",
    "2020/2020-07-15_c297b43a": "2020-06",
    "2020/2020-09-03_99c29803": "2020-07",
    "2020/2020-09-30_5bb3be42": "2020-08",
    "2020/2020-10-19_fdb8c631": "2020-09",
    "2020/2020-11-25_0aa90e0e": "2020-10",
    "2020/2020-12-23_e0eec499": "2020-11",
    "2020/2021-03-16_29b8f4ac": "2020-12",
    "2021/2021-06-15_1390ff22": "2021-04",
    "2021/2021-06-25_d1f3f48f": "2021-05",
    "2021/2021-07-27_f8e685ad": "2021-06",
    "2021/2021-08-31_ffe4bf62": "2021-07",
    "2021/2021-09-24_96f28d49": "2021-08",
    "2021/2021-10-20_e66eaac9": "2021-09",
    "2021/2021-11-25_aef3cc34": "2021-10",
    "2021/2021-12-23_56427b5e": "2021-11",
    "2021/2022-03-08_e405f44d": "2021-12",
    "2022/2022-03-04_9fdafd8d": "2022-01",
    "2022/2022-03-28_d067959a": "2022-02",
    "2022/2022-04-20_69ce5f41": "2022-03",
    "2022/2022-05-30_236ce33e": "2022-04",
    "2022/2022-06-27_4643e474": "2022-05",
    "2022/2022-07-26_4fb0eb5f": "2022-06",
    "2022/2022-09-06_401b96cb": "2022-07",
    "2022/2022-09-26_bdc5b826": "2022-08",
    "2022/2022-11-11_c245b284": "2022-09",
    "2022/2022-11-25_be819f7d": "2022-10",
    "2022/2022-12-27_49304acb": "2022-11",
    "2022/2023-03-23_b7626e11": "2022-12",
    "2023/2023-03-07_73488f9f": "2023-01",
    "2023/2023-03-23_d3b8b845": "2023-02",
    "2023/2023-04-24_a005cced": "2023-03",
    "2023/2023-05-22_62f39d35": "2023-04",
    "2023/2023-06-22_bee3641e": "2023-05",
    "2023/2023-07-28_75944a23": "2023-06",
    "2023/2023-09-06_0495804e": "2023-07",
    "2023/2023-09-26_7048e737": "2023-08",
    "2023/2023-10-23_e8187fa7": "2023-09",
    "2023/2023-11-27_35c63fef": "2023-10",
    "2023/2023-12-22_e75e58b8": "2023-11",
    "2023/2024-03-22_29719150": "2024-01",
    "2023/2024-04-19_8779d315": "2023-12",
    "2023/2024-04-19_e2107be0": "2024-02",
}


@dataclass(frozen=True)
class State:
    """One execution file as the standard library reads it: sums of the six amounts, of all rows and of groups."""

    rows: int
    sums: tuple[Decimal, ...]
    by_section: dict[str, tuple[Decimal, ...]]
    by_programme: dict[tuple[str, str], tuple[Decimal, int]]
    """Paid, and the number of lines, by section and programme."""


@dataclass(frozen=True)
class Loaded:
    """The warehouse after all execution files, their reports by key of MONTHS, and sums of live rows by period."""

    path: Path
    reports: dict[str, LoadReport]
    live: dict[str, tuple[int, tuple[Decimal, ...]]]


def read_independently(file: Path) -> State:
    sums = [Decimal(0)] * len(AMOUNTS)
    by_section: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(AMOUNTS))
    by_programme: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    count = 0
    for row in real.csv_rows(file):
        count += 1
        section, programme = row["Seccion"].zfill(3), row["Programa"].zfill(5)
        for i, name in enumerate(AMOUNTS):
            amount = real.euros(row[name])
            sums[i] += amount
            by_section[section][i] += amount
        by_programme[section, programme].append(real.euros(row["OBL_RECONOC"]))
    return State(
        count,
        tuple(sums),
        {section: tuple(amounts) for section, amounts in by_section.items()},
        {key: (sum(paid, Decimal(0)), len(paid)) for key, paid in by_programme.items()},
    )


def reports_of(warehouse: Warehouse, extract: str, mapping: str, files: list[Path]) -> dict[str, LoadReport]:
    before = language.current()
    language.use("en")
    job = Job(extract_named(extract), load_mapping(mapping))
    found = list(load_files(warehouse, job, files))
    language.use(before)
    return {f"{file.parent.name}/{file.stem}": report for file, report in zip(files, found, strict=True)}


@pytest.fixture(scope="module")
def states() -> dict[str, State]:
    return {key: read_independently(real.folder("madrid") / "execution" / f"{key}.csv") for key in MONTHS}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    files = sorted((real.folder("madrid") / "execution").glob("*/*.csv"))
    path = tmp_path_factory.mktemp("madrid") / "madrid.duckdb"
    with Warehouse.open(path) as warehouse:
        reports = reports_of(warehouse, "execution", "madrid_execution", files)
    sums = ", ".join(f"sum({name})" for name in COLUMNS)
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(f"select scope_period, count(*), {sums} from execution group by all").fetchall()
    return Loaded(path, reports, {period: (count, tuple(amounts)) for period, count, *amounts in rows})


@pytest.fixture(scope="module")
def warehouse(loaded: Loaded) -> Iterator[Warehouse]:
    with Warehouse.open(loaded.path, read_only=True) as opened:
        yield opened


def test_every_file_there_is_loads_without_a_row_set_aside(loaded: Loaded) -> None:
    assert loaded.reports.keys() == MONTHS.keys()
    assert {(report.status, report.rejected) for report in loaded.reports.values()} == {("loaded", 0)}


@pytest.mark.parametrize("key", MONTHS)
def test_every_file_lands_in_the_month_that_its_salaries_tell(loaded: Loaded, key: str) -> None:
    assert loaded.reports[key].scope["periods"] == [MONTHS[key]]


@pytest.mark.parametrize("key", MONTHS)
def test_the_six_amounts_of_every_file_equal_an_independent_reading(
    loaded: Loaded, states: dict[str, State], key: str
) -> None:
    count, sums = loaded.live[MONTHS[key]]
    assert (count, dict(zip(AMOUNTS, sums, strict=True))) == (
        states[key].rows,
        dict(zip(AMOUNTS, states[key].sums, strict=True)),
    )


def test_no_state_replaces_another_and_nothing_else_is_live(loaded: Loaded) -> None:
    assert loaded.live.keys() == set(MONTHS.values())
    assert all(report.replaced == () for report in loaded.reports.values())


def test_recognised_spending_grows_from_month_to_month_of_a_year(states: dict[str, State]) -> None:
    paid = sorted((MONTHS[key], state.sums[-1]) for key, state in states.items())
    falls = [later for (earlier, before), (later, after) in pairwise(paid) if after < before]
    assert falls == ["2020-03", "2021-04", "2022-01", "2023-01", "2024-01"]


def test_two_states_published_on_one_day_stand_side_by_side(loaded: Loaded, states: dict[str, State]) -> None:
    assert loaded.live["2019-12"][1] == states["2019/2020-05-09_87085971"].sums
    assert loaded.live["2020-03"][1] == states["2020/2020-05-09_c637792b"].sums


@pytest.fixture
def in_english() -> Iterator[None]:
    before = language.current()
    language.use("en")
    yield
    language.use(before)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("2023/2024-03-22_29719150", "Period 2024-01: listed in the mapping"),
        ("2023/2024-04-19_e2107be0", "Period 2024-02: listed in the mapping"),
        ("2023/2024-04-19_8779d315", "Period 2023-12: published 2024-04-19, 93% of the budget paid: final state"),
        ("2023/2023-12-22_e75e58b8", "Period 2023-11: published 2023-12-22: the last month that had ended"),
    ],
)
@pytest.mark.usefixtures("in_english")
def test_the_report_says_why_a_file_is_of_its_period(loaded: Loaded, key: str, said: str) -> None:
    assert any(note.message.startswith(said) for note in loaded.reports[key].notes)


@pytest.mark.usefixtures("in_english")
def test_every_report_says_what_was_done_with_the_period(loaded: Loaded) -> None:
    for key, report in loaded.reports.items():
        assert sum(note.message.startswith(f"Period {MONTHS[key]}: ") for note in report.notes) == 1, key


@pytest.mark.parametrize("key", MONTHS)
def test_execution_by_org_equals_the_sections_of_an_independent_reading(
    warehouse: Warehouse, states: dict[str, State], key: str
) -> None:
    year, month = MONTHS[key].split("-")
    answer = warehouse.read("execution_by_org", year=int(year), month=int(month))
    found = {
        row["org_code"]: (row["approved_yuan"], row["current_yuan"], row["paid_yuan"]) for row in answer.to_dicts()
    }
    sections = states[key].by_section
    assert found == {section: (sums[0], sums[2], sums[5]) for section, sums in sections.items()}
    for row in answer.iter_rows(named=True):
        current, paid = row["current_yuan"], row["paid_yuan"]
        assert row["execution_rate"] == (pytest.approx(float(paid / current)) if current > 0 else None)


def test_the_21_districts_are_towns_and_all_else_departments(warehouse: Warehouse) -> None:
    answer = warehouse.read("execution_by_org", year=2023, month=12)
    types = dict(answer.select("org_code", "org_type").iter_rows())
    assert sorted(code for code, kind in types.items() if kind == "town") == [str(code) for code in range(201, 222)]
    assert {kind for code, kind in types.items() if not "201" <= code <= "221"} == {"department"}


def test_names_come_from_the_newest_state(warehouse: Warehouse) -> None:
    names = dict(warehouse.read("execution_by_org", year=2023).select("org_code", "org_name").iter_rows())
    newest = real.csv_rows(real.folder("madrid") / "execution" / "2023" / "2024-04-19_e2107be0.csv")
    assert {"201": names["201"], "208": names["208"]} == {
        row["Seccion"].zfill(3): row["Descripcion Seccion"] for row in newest if row["Seccion"] in ("201", "208")
    }


# Street cleaning (a department's), sports centres (the districts'), and all of programme group 34.
@pytest.mark.parametrize("item", ["16301", "34201", "34"])
@pytest.mark.parametrize("key", ["2019/2020-05-09_87085971", "2023/2024-04-19_8779d315"])
def test_comparison_by_item_equals_an_independent_reading(
    warehouse: Warehouse, states: dict[str, State], key: str, item: str
) -> None:
    year, month = (int(part) for part in MONTHS[key].split("-"))
    expected: dict[str, tuple[Decimal, int]] = {}
    for (section, programme), (paid, lines) in states[key].by_programme.items():
        if programme.startswith(item):
            before = expected.get(section, (Decimal(0), 0))
            expected[section] = (before[0] + paid, before[1] + lines)
    answer = warehouse.read("comparison_by_item", year=year, month=month, item=item)
    found = {code: (spent, lines) for code, spent, lines in answer.select("org_code", "spent_yuan", "n_lines").rows()}
    assert found == expected
    assert expected


def test_amounts_are_told_to_be_euros_and_real(warehouse: Warehouse) -> None:
    headline = warehouse.read("headline", year=2023).to_dicts()[0]
    assert (headline["month"], headline["currency"], headline["synthetic"]) == (12, "EUR", False)


TRAINING, TESTED = range(2019, 2023), (2021, 2022, 2023)


@pytest.mark.parametrize("class_of", ["item", "organisation"])
def test_year_end_is_foreseen_better_than_by_the_simple_rules_in_every_year(
    warehouse: Warehouse, class_of: str
) -> None:
    """Each year from those before it; in 2023 departments were reorganised in mid-year."""
    rows = warehouse.read("class_states", class_of=class_of, kind_of="chapter")
    table = backtest(rows, ("class_code", "kind_code"), TRAINING, TESTED)
    assert (table["times_best"] <= 1.1).all(), "no month is much worse than the best of the rules"
    years = averages(table)
    assert years.select("year", "n_months").rows() == [(2021, 8), (2022, 9), (2023, 9)]
    for rule in RULES:
        assert (years["forecast"] < years[str(rule)]).all(), rule


def test_the_training_years_choose_programmes_by_chapter_and_their_band_takes_in_what_it_says(
    warehouse: Warehouse,
) -> None:
    """The organisations were reorganised in one of the training years, too: 2019."""
    by = ("class_code", "kind_code")
    states = {
        name: warehouse.read("class_states", class_of=name, kind_of="chapter") for name in ("organisation", "item")
    }
    for year in TESTED:
        assert next(iter(best_classes(states, by, range(2019, year)))) == "item"
    years = averages(backtest(states["item"], by, TRAINING, TESTED))
    assert years["coverage"].is_between(0.75, 0.85).all(), years["coverage"].to_list()


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_large_investments_that_end_low_are_on_the_list_in_august_with_a_false_alarm_a_hit_at_most(
    warehouse: Warehouse, year: int
) -> None:
    """The list is that of the page on stuck money; what ended at 80 % or more was a false alarm."""
    with store.serving(warehouse):
        groups = large_investments(year, 8)
    low, listed = groups.filter(pl.col("final_rate") < ENDED_LOW), groups.filter(pl.col("state").is_in(LISTED))
    hits = listed.filter(pl.col("final_rate") < ENDED_LOW).height
    assert low.height >= 5
    assert hits >= low.height * 2 / 3
    assert listed.filter(pl.col("final_rate") >= ENDED_WELL).height <= hits
    assert listed["slow_by"].is_in(BY_HISTORY).all(), "every class has a past: the calendar judges none"


INVESTMENT_AMOUNTS = {"approved": "Cred. Inicial", "adjusted": "Modifc.", "current": "C. Definitivo"}


@pytest.fixture(scope="module")
def investments(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """As `loaded`; live sums of every batch as it was accepted, by its file, approved, adjusted, current."""
    files = sorted((real.folder("madrid") / "investments").glob("*/*.csv"))
    path = tmp_path_factory.mktemp("investments") / "investments.duckdb"
    with Warehouse.open(path) as warehouse:
        reports = reports_of(warehouse, "appropriation", "madrid_investments", files)
    wanted = ", ".join(f"sum(amount_yuan) filter (where version = '{version}')" for version in INVESTMENT_AMOUNTS)
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(f"select batch_id, count(*), {wanted} from row_appropriation group by all").fetchall()
    batches = {report.batch: key for key, report in reports.items()}
    return Loaded(path, reports, {batches[batch]: (count, tuple(amounts)) for batch, count, *amounts in rows})


def investment_files() -> list[str]:
    folder = real.FOLDER / "madrid" / "investments"
    return [f"{file.parent.name}/{file.stem}" for file in sorted(folder.glob("*/*.csv"))]


def test_all_investment_files_load(investments: Loaded) -> None:
    assert len(investments.reports) == 13 + 14
    assert {report.status for report in investments.reports.values()} == {"loaded"}


@pytest.mark.parametrize("key", investment_files())
def test_the_three_amounts_and_the_rows_of_every_investment_file_are_accounted_for(
    investments: Loaded, key: str
) -> None:
    rows = list(real.csv_rows(real.folder("madrid") / "investments" / f"{key}.csv"))
    printed = [[real.euros(amount_under(row, header)) for row in rows] for header in INVESTMENT_AMOUNTS.values()]
    expected = tuple(sum(map(to_the_cent, amounts), Decimal(0)) for amounts in printed)
    count, sums = investments.live[key]
    assert sums == expected
    report = investments.reports[key]
    assert (report.accepted, report.rejected, count) == (3 * len(rows), 0, 3 * len(rows))


def to_the_cent(amount: Decimal) -> Decimal:
    """Two files divide amounts between districts and print thousandths; money is kept in cents."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def amount_under(row: dict[str, str], header: str) -> str:
    """The cell under a header that some files number, as in `Modifc. (2)`."""
    return next(cell for name, cell in row.items() if name.startswith(header))


def test_every_investment_file_is_of_the_year_whose_approved_budget_it_repeats(investments: Loaded) -> None:
    """The budget approved in a year is the same in all of its states, so it tells the year of each."""
    years = {key: report.scope["periods"] for key, report in investments.reports.items()}
    approved = {key: sums[0] for key, (_count, sums) in investments.live.items()}
    known = {
        Decimal("619605619.00"): ["2022"],
        Decimal("360605619.00"): ["2023"],
        Decimal("524621554.00"): ["2024"],
    }
    assert years == {key: known[amount] for key, amount in approved.items()}
    assert Counter(year for (year,) in years.values()) == {"2022": 13, "2023": 12, "2024": 2}


def test_a_later_state_replaces_the_whole_year(investments: Loaded) -> None:
    with Warehouse.open(investments.path, read_only=True) as warehouse:
        ledger = warehouse.read("batches")
    live = ledger.filter(ledger["state"] == "live")["file_name"].to_list()
    assert live == ["2024-04-19_e2107be0.csv", "2024-04-19_8779d315.csv", "2023-03-23_b7626e11.csv"]


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_indicators_load_whole_and_their_quantities_are_those_of_the_file(tmp_path: Path, year: int) -> None:
    file = real.folder("madrid") / "indicators" / f"{year}.csv"
    path = tmp_path / "indicators.duckdb"
    with Warehouse.open(path) as warehouse:
        report = reports_of(warehouse, "workload", "madrid_indicators", [file])[f"indicators/{year}"]
    rows = list(real.csv_rows(file))
    planned, done = (
        sum((real.euros(row[name]) for row in rows), Decimal(0)) for name in ("Presupuestado", "Realizado")
    )
    assert (report.status, report.accepted, report.rejected) == ("loaded", len(rows), 0)
    assert report.scope["periods"] == [str(year)]
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute("select count(*), sum(planned_quantity), sum(quantity) from workload").fetchone()
        towns = connection.execute("select count(distinct org_code) from workload where org_type = 'town'").fetchone()
    assert found == (len(rows), planned, done)
    assert towns == (len({row["CeGe"][3:6] for row in rows if "201" <= row["CeGe"][3:6] <= "221"}),)
