"""A file of mended rows says itself whose rows they are; renamed, saved anew or cut, it replaces nothing."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from duibiao import language
from duibiao.ingest.examine import Examined, examine
from duibiao.ingest.load import Job, LoadReport, load_file, load_files
from duibiao.ingest.propose import propose
from duibiao.ingest.reading import Wish
from duibiao.ingest.watch import Watch
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse

TITLE = "2026年9月预算执行表\n单位:万元\n"
HEADER = "预算单位代码,项目代码,变动后预算数,累计支付数\n"
GOOD, BAD = "101,P1,10,1.5\n101,P2,10,2\n", "101,P3,10,22.17.67\n"
PAID = Decimal("35000.00")
MENDED = Decimal("221767.00")
OLD_TITLE = "所属期间:2026-09,单位:万元\n"


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    before = language.current()
    language.use("zh_CN")
    yield
    language.use(before)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path / "w.duckdb") as opened:
        yield opened


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def september(folder: Path, name: str = "九月.csv") -> Path:
    return write(folder, name, TITLE + HEADER + GOOD + BAD)


def examined(warehouse: Warehouse, file: Path) -> Examined:
    proposal = propose(file.read_bytes(), file.name)
    return examine(warehouse, file.read_bytes(), file.name, proposal.extract, proposal.mapping, Wish())


def given_out(warehouse: Warehouse, folder: Path) -> Path:
    """What the upload page gives out before the file is accepted, mended and renamed."""
    text = examined(warehouse, september(folder)).rejections_csv().decode("utf-8-sig")
    return write(folder, "改好了.csv", text.replace("10,22.17.67", "10,22.1767"))


def auto(warehouse: Warehouse, file: Path, **said: object) -> LoadReport:
    (report,) = load_files(warehouse, Job(None, wish=Wish(**said)), [file])  # type: ignore[arg-type]
    return report


def paid(warehouse: Warehouse) -> Decimal:
    return Decimal(warehouse.read("execution_by_org", year=2026, month=9)["paid_yuan"].sum())


def test_what_is_given_out_before_acceptance_names_its_file_and_afterwards_its_batch(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    before = examined(warehouse, september(tmp_path))
    assert (
        before.rejections_csv()
        .decode("utf-8-sig")
        .startswith(f"源文件:{before.source.sha256},所属期间:2026-09,单位:万元\n")
    )
    assert before.rejections_csv(7).decode("utf-8-sig").startswith("补充批次:7,所属期间:2026-09,单位:万元\n")


@pytest.mark.parametrize("way", ["auto", "named"])
def test_rows_given_out_before_acceptance_are_added_to_the_batch_of_their_file(
    warehouse: Warehouse, tmp_path: Path, way: str
) -> None:
    file = given_out(warehouse, tmp_path)
    first = auto(warehouse, september(tmp_path))
    assert (first.batch, paid(warehouse)) == (1, PAID)
    report = auto(warehouse, file) if way == "auto" else load_file(warehouse, "execution", file)
    assert (report.status, report.accepted, report.replaced) == ("loaded", 1, ())
    assert paid(warehouse) == PAID + MENDED


def test_rows_of_a_file_that_was_never_accepted_are_refused_with_what_to_do(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    file = given_out(warehouse, tmp_path)
    other = september(tmp_path, "另一份.csv")
    other.write_text(other.read_text("utf-8").replace("P3", "P9"), "utf-8")
    auto(warehouse, other)
    for report in (auto(warehouse, file), load_file(warehouse, "execution", file)):
        assert report.status == "refused"
        assert report.hint
    assert paid(warehouse) == PAID


def test_rows_of_a_batch_that_was_taken_back_are_refused(warehouse: Warehouse, tmp_path: Path) -> None:
    file = given_out(warehouse, tmp_path)
    warehouse.undo(int(str(auto(warehouse, september(tmp_path)).batch)))
    assert auto(warehouse, file).status == "refused"
    assert warehouse.live_scopes("execution").is_empty()


@pytest.mark.parametrize("kept", ["all", "without title", "without our columns"])
def test_the_file_as_a_spreadsheet_saves_it_is_enough(warehouse: Warehouse, tmp_path: Path, kept: str) -> None:
    file = given_out(warehouse, tmp_path)
    auto(warehouse, september(tmp_path))
    rows = [line.split(",") for line in file.read_text("utf-8").splitlines()]
    if kept == "without title":
        rows = rows[1:]
    if kept == "without our columns":
        rows = [rows[0], *(row[:-2] for row in rows[1:])]
    width = max(map(len, rows))
    frame = pl.DataFrame([row + [None] * (width - len(row)) for row in rows], orient="row")
    book = tmp_path / "改好了.xlsx"
    frame.write_excel(book, include_header=False)
    report = auto(warehouse, book)
    assert (report.status, report.replaced) == ("loaded", ()), report.error
    assert paid(warehouse) == PAID + MENDED


def test_rows_without_first_line_are_of_the_only_batch_that_fits(warehouse: Warehouse, tmp_path: Path) -> None:
    auto(warehouse, september(tmp_path))
    row = "101,P3,10,22.1767,6,累计支付数:“22.17.67”不是金额\n"
    old = write(tmp_path, "旧.csv", f"{OLD_TITLE}{HEADER.strip()},文件行号,原因\n{row}")
    assert auto(warehouse, old).status == "loaded"
    assert paid(warehouse) == PAID + MENDED


def test_rows_that_could_be_of_two_batches_wait_for_the_one_that_is_said(warehouse: Warehouse, tmp_path: Path) -> None:
    auto(warehouse, september(tmp_path))
    other = september(tmp_path, "另一单位.csv")
    other.write_text(other.read_text("utf-8").replace("101,", "102,"), "utf-8")
    auto(warehouse, other)
    row = "101,P3,10,22.1767,6,不是金额\n"
    old = write(tmp_path, "旧.csv", f"{OLD_TITLE}{HEADER.strip()},文件行号,原因\n{row}")
    report = auto(warehouse, old)
    assert report.status == "refused"
    assert "2、1" in str(report.hint)
    assert auto(warehouse, old, mends=1).accepted == 1
    assert paid(warehouse) == 2 * PAID + MENDED


def test_rows_that_no_batch_set_aside_are_refused_and_the_month_stays(warehouse: Warehouse, tmp_path: Path) -> None:
    load_file(warehouse, "execution", write(tmp_path, "好.csv", TITLE + HEADER + GOOD))
    old = write(tmp_path, "旧.csv", f"{OLD_TITLE}{HEADER.strip()},文件行号,原因\n101,P3,10,22.17,6,不是金额\n")
    for report in (auto(warehouse, old), load_file(warehouse, "execution", old)):
        assert report.status == "refused"
    assert paid(warehouse) == PAID


def test_a_batch_that_is_not_here_or_of_other_columns_is_refused_with_the_reason(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    row = "101,P3,10,22.1767,6,不是金额\n"
    strange = write(tmp_path, "别处.csv", f"补充批次:122,{OLD_TITLE}{HEADER.strip()},文件行号,原因\n{row}")
    report = auto(warehouse, strange)
    assert report.status == "refused"
    assert "122" in str(report.error)
    load_file(warehouse, "execution", write(tmp_path, "好.csv", f"{TITLE}预算单位代码,累计支付数\n101,1\n101,x\n"))
    strange.write_text(strange.read_text("utf-8").replace("122", "1"), "utf-8")
    assert auto(warehouse, strange).status == "refused"


def test_a_renamed_file_of_the_ledger_is_added_to_the_batch_that_its_first_line_names(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    report = auto(warehouse, september(tmp_path))
    file = tmp_path / "随便.csv"
    shutil.copy(str(report.rejections), file)
    file.write_text(file.read_text("utf-8-sig").replace("10,22.17.67", "10,22.1767"), "gb18030")
    assert auto(warehouse, file).replaced == ()
    assert paid(warehouse) == PAID + MENDED


def test_mended_rows_are_read_by_the_places_of_their_own_file_though_personal_columns_are_left_out(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    """Columns of one name are known by their places, and the account numbers before them are not given out."""
    header = "账号,预算单位代码,项目代码,金额,金额\n"
    text = f"2026年9月\n单位:万元\n{header}6222,101,P1,10,1.5\n6223,101,P2,10,2\n6224,101,P3,10,x\n"
    file = write(tmp_path, "同名.csv", text)
    mapping = write(
        tmp_path,
        "同名.toml",
        'extract = "execution"\n[columns]\norg_code = ["预算单位代码"]\nproject_code = ["项目代码"]\n'
        "current_yuan = { position = 4 }\npaid_yuan = { position = 5 }\n",
    )
    report = load_file(warehouse, "execution", file, mapping=mapping)
    assert (report.accepted, report.rejected) == (2, 1), report.error
    again = Path(str(report.rejections))
    again.write_text(again.read_text("utf-8-sig").replace(",10,x,", ",10,22.1767,"), "utf-8")
    assert auto(warehouse, again).accepted == 1
    assert paid(warehouse) == PAID + MENDED


def test_a_watched_folder_adds_mended_rows_too(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        file = given_out(warehouse, tmp_path)
        auto(warehouse, september(tmp_path))
    shutil.copy(file, folder / "改好了.csv")
    (entry,) = Watch(folder, tmp_path / "w.duckdb", stable_seconds=0).look()
    assert entry.outcome in ("loaded", "waiting")
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        assert paid(warehouse) == (PAID + MENDED if entry.outcome == "loaded" else PAID)


def test_mended_rows_are_no_other_extract(warehouse: Warehouse, tmp_path: Path) -> None:
    file = given_out(warehouse, tmp_path)
    auto(warehouse, september(tmp_path))
    (report,) = load_files(warehouse, Job(extract_named("project")), [file])
    assert report.status == "refused"


KEPT = Path(__file__).parent / "mended_rows"
WIDE = (
    "预算单位代码,预算单位名称,基层单位代码,项目代码,项目名称,一类事代码,一类事名称,资金性质,支出功能分类,部门预算支出经济分类,"
    "预算安排/年初预算数,预算安排/预算调整数,预算安排/变动后预算数,执行情况/合同签订数,执行情况/累计支付数\n"
)


def batch_122(path: Path, folder: Path) -> None:
    """A warehouse whose batch 122 is September's execution of 101, with the row in row 8 of its file set aside."""
    Warehouse.open(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("select nextval('batch_ids') from range(121)").fetchall()
    line = "101,人大办,,{},租用,SZ0303,通信链路,一般公共预算,2010102,30207,10,0,10,5,{}\n"
    rows = "".join(line.format(f"P{i}", "1") for i in range(4, 8)) + line.format("31011822101T000000679", "22.17.67")
    with Warehouse.open(path) as warehouse:
        text = f"2026年9月\n单位:万元\n{WIDE}{rows}"
        assert load_file(warehouse, "execution", write(folder, "九月.csv", text)).batch == 122


@pytest.mark.parametrize(
    ("name", "wrong", "right", "added"),
    [
        ("ledger_mended.csv", "", "", "126561.11"),
        ("set_aside_from_upload_page.csv", "22.17.67,8", "22.1767,8", "221767.00"),
    ],
)
def test_the_two_files_that_once_replaced_a_month_are_added_to_their_batch(
    tmp_path: Path, name: str, wrong: str, right: str, added: str
) -> None:
    path = tmp_path / "w.duckdb"
    batch_122(path, tmp_path)
    text = (KEPT / name).read_text("utf-8-sig")
    file = write(tmp_path, "改好.csv", text.replace(wrong, right) if wrong else text)
    with Warehouse.open(path) as warehouse:
        report = auto(warehouse, file)
        assert (report.status, report.accepted, report.replaced) == ("loaded", 1, ()), report.error
        assert paid(warehouse) == Decimal("40000.00") + Decimal(added)


@pytest.mark.parametrize("name", ["ledger_mended.csv", "set_aside_from_upload_page.csv"])
def test_where_their_batch_is_not_they_are_refused_and_the_month_stays(
    warehouse: Warehouse, tmp_path: Path, name: str
) -> None:
    load_file(warehouse, "execution", write(tmp_path, "好.csv", TITLE + HEADER + GOOD))
    for report in (auto(warehouse, KEPT / name), load_file(warehouse, "execution", KEPT / name)):
        assert report.status == "refused"
        assert report.hint
    assert paid(warehouse) == PAID
