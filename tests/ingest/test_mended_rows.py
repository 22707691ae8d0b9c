"""Rows that were set aside come back without taking anything away."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from bureau import notes

from duibiao.ingest.load import LoadReport, load_file
from duibiao.ingest.setaside import rejections_of_batch
from duibiao.warehouse import Warehouse

HEADER = "年度,月份,单位代码,项目代码,变动后预算数,累计支付数\n"
PAYMENTS = "支付日期,支付凭证号,单位代码,支付金额\n"


@pytest.fixture
def warehouse(tmp_path: Path):
    with Warehouse.open(tmp_path / "w.duckdb") as opened:
        yield opened


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def mended(report: LoadReport, wrong: str, right: str) -> Path:
    assert report.rejections is not None
    file = Path(report.rejections)
    file.write_text(file.read_text(encoding="utf-8-sig").replace(wrong, right), encoding="utf-8-sig")
    return file


def paid(warehouse: Warehouse) -> dict[str, Decimal]:
    frame = warehouse.read("execution_by_org", year=2024, month=8)
    return dict(zip(frame["org_code"], frame["paid_yuan"], strict=True))


def with_one_bad_row(warehouse: Warehouse, folder: Path) -> LoadReport:
    text = f"单位:万元\n{HEADER}2024,8,A,P1,10,1.5\n2024,8,A,P2,10,无\n2024,8,A,P3,10,x2\n2024,8,B,P4,10,3\n"
    return load_file(warehouse, "execution", write(folder, "august.csv", text))


def test_a_dash_word_or_typing_error_is_set_aside_and_the_rest_is_loaded(warehouse: Warehouse, tmp_path: Path) -> None:
    report = with_one_bad_row(warehouse, tmp_path)
    assert (report.status, report.accepted, report.rejected) == ("partly", 2, 2)
    assert paid(warehouse) == {"A": Decimal("15000.00"), "B": Decimal("30000.00")}


def test_mended_rows_are_added_to_the_batch_they_came_from(warehouse: Warehouse, tmp_path: Path) -> None:
    report = with_one_bad_row(warehouse, tmp_path)
    again = load_file(warehouse, "execution", mended(report, "x2", "2"))
    assert (again.accepted, again.rejected, again.replaced) == (1, 1, ())
    assert paid(warehouse) == {"A": Decimal("35000.00"), "B": Decimal("30000.00")}
    last = load_file(warehouse, "execution", mended(again, "无", "0.5"))
    assert (last.status, last.accepted) == ("loaded", 1)
    assert paid(warehouse) == {"A": Decimal("40000.00"), "B": Decimal("30000.00")}


def test_the_same_mended_rows_are_not_added_twice(warehouse: Warehouse, tmp_path: Path) -> None:
    report = with_one_bad_row(warehouse, tmp_path)
    file = mended(report, "x2", "2")
    load_file(warehouse, "execution", file)
    assert load_file(warehouse, "execution", file).status == "refused"
    assert paid(warehouse)["A"] == Decimal("35000.00")


def test_undoing_a_batch_takes_its_mended_rows_with_it_and_redoing_brings_them_back(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    report = with_one_bad_row(warehouse, tmp_path)
    load_file(warehouse, "execution", mended(report, "x2", "2"))
    assert report.batch is not None
    warehouse.undo(report.batch)
    assert paid(warehouse) == {}
    warehouse.redo(report.batch)
    assert paid(warehouse) == {"A": Decimal("35000.00"), "B": Decimal("30000.00")}


def test_undoing_mended_rows_leaves_their_batch(warehouse: Warehouse, tmp_path: Path) -> None:
    report = with_one_bad_row(warehouse, tmp_path)
    again = load_file(warehouse, "execution", mended(report, "x2", "2"))
    assert again.batch is not None
    warehouse.undo(again.batch)
    assert paid(warehouse)["A"] == Decimal("15000.00")


def test_a_newer_whole_file_replaces_the_batch_and_its_mended_rows(warehouse: Warehouse, tmp_path: Path) -> None:
    report = with_one_bad_row(warehouse, tmp_path)
    load_file(warehouse, "execution", mended(report, "x2", "2"))
    newer = write(tmp_path, "new.csv", f"{HEADER}2024,8,A,P1,100000,70000\n")
    assert load_file(warehouse, "execution", newer).status == "waiting", "P3 would be gone"
    load_file(warehouse, "execution", newer, answers=(("replaces", "yes"),))
    assert paid(warehouse) == {"A": Decimal("70000.00"), "B": Decimal("30000.00")}


def test_mended_rows_of_an_organisation_that_a_newer_file_took_over_are_kept_and_said_to_be_unread(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    report = with_one_bad_row(warehouse, tmp_path)
    load_file(warehouse, "execution", write(tmp_path, "new.csv", f"{HEADER}2024,8,A,P1,100000,70000\n"))
    late = load_file(warehouse, "execution", mended(report, "x2", "2"))
    assert late.status == "partly"
    assert any("newer batch" in note for note in notes(late))
    assert paid(warehouse) == {"A": Decimal("70000.00"), "B": Decimal("30000.00")}


def test_mended_rows_of_a_replaced_batch_are_refused(warehouse: Warehouse, tmp_path: Path) -> None:
    report = with_one_bad_row(warehouse, tmp_path)
    load_file(warehouse, "execution", write(tmp_path, "new.csv", f"{HEADER}2024,8,A,P1,100000,70000\n"))
    text = "{HEADER}2024,8,B,P4,100000,30000\n"
    load_file(warehouse, "execution", write(tmp_path, "newer.csv", text.format(HEADER=HEADER)))
    assert load_file(warehouse, "execution", mended(report, "x2", "2")).status == "refused"
    assert paid(warehouse) == {"A": Decimal("70000.00"), "B": Decimal("30000.00")}


def test_a_line_that_is_there_already_cannot_come_back_as_a_mended_row(warehouse: Warehouse, tmp_path: Path) -> None:
    text = f"{PAYMENTS}2024-03-01,V1,A,100\n2024-03-01,V1,A,x\n"
    report = load_file(warehouse, "payment", write(tmp_path, "payments.csv", text))
    assert (report.accepted, report.rejected) == (1, 1)
    same = load_file(warehouse, "payment", mended(report, "A,x", "A,100"))
    assert same.status == "refused"
    other = load_file(warehouse, "payment", mended(report, "A,100", "A,70"))
    assert (other.status, other.accepted) == ("loaded", 1)
    frame = warehouse.read("payments_of_org", year=2024, org="A")
    assert frame.select("voucher_no", "line_no", "amount_yuan").rows() == [
        ("V1", "1", Decimal("100.00")),
        ("V1", "2", Decimal("70.00")),
    ]


def test_a_mended_line_whose_number_the_file_gives_keeps_it(warehouse: Warehouse, tmp_path: Path) -> None:
    header = "支付日期,支付凭证号,分录号,单位代码,支付金额\n"
    text = f"{header}2024-03-01,V1,1,A,100\n2024-03-01,V1,2,A,x\n2024-03-01,V1,3,A,100\n"
    report = load_file(warehouse, "payment", write(tmp_path, "payments.csv", text))
    taken = load_file(warehouse, "payment", mended(report, "V1,2,A,x", "V1,3,A,9"))
    assert taken.status == "refused"
    load_file(warehouse, "payment", mended(report, "V1,3,A,9", "V1,2,A,100"))
    assert warehouse.read("payments_of_org", year=2024, org="A")["line_no"].to_list() == ["1", "3", "2"]


def test_the_file_of_rejected_rows_says_batch_period_and_unit(warehouse: Warehouse, tmp_path: Path) -> None:
    text = "2024年8月执行表\n单位:万元\n单位代码,累计支付数\nA,1\nA,x\n"
    report = load_file(warehouse, "execution", write(tmp_path, "t.csv", text))
    with Path(str(report.rejections)).open(encoding="utf-8-sig", newline="") as source:
        title, header, row = list(csv.reader(source))
    assert title == [f"补充批次:{report.batch}", "所属期间:2024-08", "单位:万元"]
    assert header[:2] == ["单位代码", "累计支付数"]
    assert row[:3] == ["A", "x", "5"]


def test_rows_set_aside_can_be_written_again_from_what_the_warehouse_keeps(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    text = "2024年8月执行表\n单位:万元\n单位代码,累计支付数,账号,备注说明\nA,1,6222,好\nA,x,6223,\nB,,6224,坏\n"
    report = load_file(warehouse, "execution", write(tmp_path, "t.csv", text))
    kept = warehouse.read("batch_report", batch=report.batch)["header"].item()
    again = rejections_of_batch(1, kept, warehouse.read("rejections", batch=report.batch))
    assert again == Path(str(report.rejections)).read_bytes()
    assert "6223" not in again.decode()
