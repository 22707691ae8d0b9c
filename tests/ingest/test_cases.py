"""Files that were once read wrongly: each is right by its answer, or asks, by whatever way and wherever it comes."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from case_answers import FOLDER, Case, Outcome, answered, cases, right_or_asked

from duibiao.errors import DuibiaoError
from duibiao.ingest.archive import members
from duibiao.ingest.examine import Examined, examine
from duibiao.ingest.load import Job, LoadReport, check_files, load_file, load_files
from duibiao.ingest.propose import propose
from duibiao.ingest.reading import Wish
from duibiao.ingest.report import report_text
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse

TOLD = tuple(cases().values())
ASKING = tuple(case for case in TOLD if "ask" in case.admits)
NO_ROWS = pl.DataFrame(schema={"scope_org": pl.String, "scope_period": pl.String})
SMALL_SHARE = 0.1
"""So much of what stands may go without a question."""


def each(told: tuple[Case, ...]) -> pytest.MarkDecorator:
    """Run the test once per case; its name is the sentence of the case."""
    return pytest.mark.parametrize("case", told, ids=[f"{case.note} ({case.file})" for case in told])


@dataclass(frozen=True)
class Empty:
    """Warehouses in which nothing is, and those that know no more than the names of organisations abroad.

    Each is written to by one way alone, and what was loaded is taken back: so no file is there before.
    """

    nothing: tuple[Warehouse, Warehouse]
    abroad: tuple[Warehouse, Warehouse]

    def of(self, case: Case, named: bool = False) -> Warehouse:
        """The one for a case and a way."""
        return (self.abroad if case.by_name else self.nothing)[named]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Empty]:
    folder = tmp_path_factory.mktemp("empty")
    listed = folder / "organisations.csv"
    names = sorted({name for case in TOLD for name in case.by_name})
    lines = "".join(f"{number},{name},部门\n" for number, name in enumerate(names, 1))
    listed.write_text(f"预算单位代码,预算单位名称,单位类型\n{lines}", encoding="utf-8")
    with ExitStack() as stack:
        four = [stack.enter_context(Warehouse.open(folder / f"{n}.duckdb")) for n in range(4)]
        for warehouse in four[2:]:
            assert load_file(warehouse, "org", listed).accepted == len(names)
        yield Empty((four[0], four[1]), (four[2], four[3]))


@pytest.fixture(scope="module")
def demo(demo_warehouse: Path) -> Iterator[Warehouse]:
    with Warehouse.open(demo_warehouse, read_only=True) as opened:
        yield opened


@pytest.fixture
def full(demo_warehouse: Path, tmp_path: Path) -> Iterator[Warehouse]:
    """The demo, to load into."""
    with Warehouse.open(shutil.copy(demo_warehouse, tmp_path / "full.duckdb")) as opened:
        yield opened


def job(case: Case, named: bool) -> Job:
    return Job(extract_named(case.extract) if named else None, acknowledged=True)


def loaded(warehouse: Warehouse, case: Case, named: bool) -> Outcome:
    """What stands in a warehouse after the file was loaded into it; it is taken back then."""
    (report,) = load_files(warehouse, job(case, named), [case.path])
    outcome = outcome_of(report, warehouse)
    if report.batch is not None:
        warehouse.undo(report.batch)
    return outcome


def outcome_word(report: LoadReport) -> str:
    """Waiting, refused, or loaded: wholly or partly, really or as it would be."""
    return report.status if report.status in ("waiting", "refused") else "loaded"


def outcome_of(report: LoadReport, warehouse: Warehouse) -> Outcome:
    rows, currency = NO_ROWS, "CNY"
    if report.batch is not None:
        rows = warehouse.live_rows(report.extract, warehouse.live_scopes(report.extract))
        batches = warehouse.read("batches").filter(pl.col("batch_id") == report.batch)
        currency = batches["currency"].item()
    said = "\n".join((report_text(report), str(getattr(report, "account", "") or "")))
    return Outcome(report.extract, outcome_word(report), rows, report.rejected, currency, said, report.findings)


def examined(warehouse: Warehouse, case: Case, named: bool, wish: Wish | None = None) -> Outcome:
    """The file as the upload page reads it before anything is accepted."""
    try:
        return outcome_on_page(_examined(warehouse, case, named, wish or Wish()))
    except DuibiaoError as error:
        return Outcome(case.extract, "refused", NO_ROWS, said=f"{error.message}\n{error.hint}")


@cache
def _examined(warehouse: Warehouse, case: Case, named: bool, wish: Wish) -> Examined:
    (member,) = members(case.path.read_bytes(), case.file)
    extract, mapping = extract_named(case.extract), None
    if not named:
        proposal = propose(member.data, member.name)
        extract, mapping = proposal.extract, proposal.mapping
    return examine(warehouse, member.data, member.name, extract, mapping, wish)


def outcome_on_page(found: Examined) -> Outcome:
    status = "refused" if found.blocked else "waiting" if found.questions else "loaded"
    texts = [f"{each.message}\n{each.mend}\n{each.examples} {each.count}" for each in found.findings]
    account = str(getattr(found.reading, "account", "") or "")
    said = "\n".join((*texts, *(note.message for note in found.reading.notes), account, ""))
    reading = found.reading
    rejected = reading.rejected.height
    return Outcome(reading.extract.name, status, reading.rows, rejected, found.batch.currency, said, found.findings)


@each(TOLD)
@pytest.mark.parametrize("named", [False, True], ids=["auto", "named"])
def test_on_an_empty_warehouse_the_file_is_loaded_right_or_waits(empty: Empty, case: Case, named: bool) -> None:
    assert right_or_asked(loaded(empty.of(case, named), case, named), case) == ""


@each(TOLD)
def test_the_upload_page_reads_the_file_right_or_asks(empty: Empty, case: Case) -> None:
    assert right_or_asked(examined(empty.of(case), case, named=False), case) == ""


@each(TOLD)
@pytest.mark.parametrize("named", [False, True], ids=["auto", "named"])
def test_beside_the_demo_the_file_is_right_or_asks_and_takes_nothing_away_unasked(
    demo: Warehouse, case: Case, named: bool
) -> None:
    """There it may also be asked about or refused for what it would do to that which stands."""
    found = examined(demo, case, named)
    assert right_or_asked(found, replace(case, refusal="."), (*case.admits, "ask", "refuse")) == ""
    assert found.status != "loaded" or share_gone(demo, case, named) <= SMALL_SHARE


def share_gone(warehouse: Warehouse, case: Case, named: bool) -> float:
    """The share of the projects or lines it replaces that would stand no more."""
    change = _examined(warehouse, case, named, Wish()).change
    if change is None:
        return 0.0
    return change.count("gone") / max(1, change.things.height - change.count("new"))


@each(ASKING)
def test_the_right_reading_is_among_the_answers(empty: Empty, case: Case) -> None:
    """A file that asks is right by one of its answers; whoever gives another has been told what it means."""

    def read(wish: Wish) -> Outcome:
        return examined(empty.of(case), case, named=False, wish=wish)

    first = read(Wish())
    if first.status != "waiting":
        return
    outcomes = list(answered(read, first))
    if not case.readings[0].rows:
        assert all(nothing_invented(outcome) for _answers, outcome in outcomes)
        return
    why = {answers: right_or_asked(outcome, case, ("right", "aside")) for answers, outcome in outcomes}
    assert "" in why.values(), why


def nothing_invented(outcome: Outcome) -> bool:
    """Whether no row has a code of a project, where the file has lost them."""
    return (
        "project_code" not in outcome.rows.columns or outcome.rows["project_code"].null_count() == outcome.rows.height
    )


@each(TOLD)
def test_what_check_says_of_the_file_is_what_the_page_says(empty: Empty, case: Case) -> None:
    """The command line and the page decide alike: loaded, waiting or refused, and how many rows."""
    (report,) = check_files(empty.of(case), job(case, named=False), [case.path])
    page = examined(empty.of(case), case, named=False)
    assert (outcome_word(report), report.batch) == (page.status, None)
    if page.status == "loaded":
        assert (report.accepted, report.rejected) == (page.rows.height, page.n_aside)


def test_every_file_has_an_answer() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {*cases(), "answers.toml"}


def n_projects(warehouse: Warehouse) -> int:
    return int(warehouse.live_sums("project", warehouse.live_scopes("project"))["n_rows"].sum())


def test_no_file_of_execution_takes_projects_from_the_register(full: Warehouse) -> None:
    """Loaded for real, with consent to all warnings: the registers of four towns stand as before."""
    before = n_projects(full)
    for file in ("20_one_to_eight_months.xlsx", "16_formula_no_cache.xlsx"):
        list(load_files(full, job(cases()[file], named=False), [FOLDER / file]))
    assert n_projects(full) == before


@pytest.mark.parametrize(
    "file", ["28_subtotals_with_org_code.xlsx", "14_last_year_first.xlsx", "05_hidden_old_rows.xlsx"]
)
def test_a_state_that_stands_is_replaced_only_by_consent_to_it(full: Warehouse, file: str) -> None:
    """Twelve projects in place of all those of four towns: general consent to warnings is none to that."""
    scopes = full.live_scopes("execution").filter(pl.col("scope_period") == "2026-08")
    before = full.live_sums("execution", scopes)
    report = next(load_files(full, job(cases()[file], named=False), [FOLDER / file]))
    assert (report.status, report.batch) in {("waiting", None), ("refused", None)}
    assert full.live_sums("execution", scopes).equals(before)


EXECUTION = (
    "预算单位代码,预算单位名称,基层单位代码,项目代码,项目名称,一类事代码,一类事名称,资金性质,支出功能分类,"
    "部门预算支出经济分类,预算安排/年初预算数,预算安排/预算调整数,预算安排/变动后预算数,执行情况/合同签订数,执行情况/累计支付数"
)
NAME = "青浦区人民代表大会常务委员会办公室"
SOUND = f"101,{NAME},,31011822101T000000680,区人大办保洁,SZ0303,通信链路,一般公共预算,2010102,30207,400,0,400,300,300.5"
BROKEN = (
    f"101,{NAME},,31011822101T000000679,区人大办通信链路租用,SZ0303,通信链路,一般公共预算,2010102,30207,"
    "17.99,0,17.99,17.75,"
)


def september(warehouse: Warehouse, folder: Path, wrong: str) -> LoadReport:
    """The month in which one amount of organisation 101 was no amount."""
    file = folder / "2026年9月执行.csv"
    file.write_text(f"2026年9月预算执行情况表,单位：万元\n{EXECUTION}\n{SOUND}\n{BROKEN}{wrong}\n", encoding="utf-8")
    return load_file(warehouse, "execution", file, answers=(("fell", "load"),))


def paid_in_september(warehouse: Warehouse) -> dict[str | None, str]:
    scopes = warehouse.live_scopes("execution").filter(
        (pl.col("scope_period") == "2026-09") & (pl.col("scope_org") == "101")
    )
    rows = warehouse.live_rows("execution", scopes)
    return {code: f"{paid:.2f}" for code, paid in rows.select("project_code", "paid_yuan").iter_rows()}


BOTH = {"31011822101T000000680": "3005000.00", "31011822101T000000679": "126561.11"}


def test_the_file_of_the_ledger_is_added_to_its_batch_under_whatever_name(full: Warehouse, tmp_path: Path) -> None:
    """Its own first line names batch 122, which is the first after the demo."""
    report = september(full, tmp_path, "12.656.111")
    assert (report.status, report.batch, report.rejected) == ("partly", 122, 1)
    again = next(load_files(full, job(cases()["ledger_mended.csv"], named=False), [FOLDER / "ledger_mended.csv"]))
    assert (again.replaced, again.accepted) == ((), 1), again.error
    assert paid_in_september(full) == BOTH


def test_rows_that_name_no_batch_take_nothing_from_the_month_that_stands(full: Warehouse, tmp_path: Path) -> None:
    """The file of the upload page, mended: it says the period and no batch; the sound row must not vanish."""
    september(full, tmp_path, "22.17.67")
    text = (FOLDER / "set_aside_from_upload_page.csv").read_text(encoding="utf-8-sig")
    mended = tmp_path / "待更正.csv"
    mended.write_text(text.replace("22.17.67,8", "12.656111,8"), encoding="utf-8-sig")
    for way in (Job(None), Job(extract_named("execution"))):
        report = next(load_files(full, way, [mended]))
        assert report.status in ("loaded", "waiting", "refused")
        assert paid_in_september(full)["31011822101T000000680"] == "3005000.00"


def test_rows_set_aside_on_the_page_come_back_to_their_batch(full: Warehouse, tmp_path: Path) -> None:
    """What the page gives out after acceptance names its batch; mended, it is added and replaces nothing."""
    report = september(full, tmp_path, "12.656.111")
    assert report.rejections is not None
    given = Path(report.rejections).read_text(encoding="utf-8-sig")
    mended = tmp_path / "mended.csv"
    mended.write_text(given.replace("12.656.111", "12.656111", 1), encoding="utf-8-sig")
    again = next(load_files(full, Job(None), [mended]))
    assert (again.replaced, again.accepted) == ((), 1), again.error
    assert paid_in_september(full) == BOTH


def test_percentages_mean_the_same_in_texts_and_in_percent_cells(empty: Empty) -> None:
    """53.8 % of 100 % and 53.8 of 100 are the same share; 60 % of 95 % is 63.2 %."""
    case = cases()["monitor_percent_cells.xlsx"]
    rows = _examined(empty.of(case), case, False, Wish()).reading.rows
    shares = [round(_percent(actual) / _percent(target) * 100, 1) for target, actual in
              rows.select("target", "actual").iter_rows()]  # fmt: skip
    assert shares == [53.8, 63.2, 53.8]


def _percent(text: object) -> float:
    return float(str(text).strip().rstrip("%"))
