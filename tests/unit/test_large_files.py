"""Files of many rows are those of few rows, made otherwise; and they are made beside whoever asks for them."""

import csv
import gc
import io
import json
import time
from datetime import date
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from duibiao import language
from duibiao.errors import DuibiaoError
from duibiao.export import workshop
from duibiao.export.about import About
from duibiao.export.delimited import csv_bytes
from duibiao.export.files import Format
from duibiao.export.making import Order
from duibiao.export.parquet import parquet_bytes
from duibiao.export.table import Column, Kind, Table
from duibiao.export.workbook import write_xlsx, xlsx_bytes
from duibiao.export.workshop import KEPT, Making, State
from duibiao.formats import MoneyUnit, Scale

ABOUT = About(filters=(("单位", "甲镇"),), data_date="2026年8月31日", batches=("批次 1",), warning="演示数据")
RUNS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u3000=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\ufeff=1",
)
ODD = (*RUNS, "a<b>&\"c'", " x ", "甲\n乙", "_x0041_", "", "普通", "0012")


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh_CN")


def table(n_rows, n_totals=0, groups=False):
    """Vouchers of a day each, of 1.05 yuan more each; every fifth has neither day nor amount."""
    known = [number % 5 != 4 for number in range(n_rows)]
    frame = pl.DataFrame(
        {
            "day": [date(2026, 1, 1) if each else None for each in known],
            "code": [f"{number:07d}" for number in range(n_rows)],
            "name": [ODD[number % len(ODD)] for number in range(n_rows)],
            "paid": [Decimal(number * 105) / 100 if each else None for number, each in enumerate(known)],
            "rate": [number / 8 for number in range(n_rows)],
            "n": list(range(n_rows)),
        },
        schema_overrides={"day": pl.Date, "paid": pl.Decimal(18, 2)},
    )
    group = "本年" if groups else ""
    columns = (
        Column("day", "日期", Kind.DATE),
        Column("code", "编码", Kind.CODE),
        Column("name", "=名称"),
        Column("paid", "支付", Kind.MONEY, group=group),
        Column("rate", "执行率", Kind.RATE, group=group),
        Column("n", "件数", Kind.COUNT),
    )
    return Table("支付明细", frame, columns, MoneyUnit(Scale.WAN), n_totals)


def look(cell):
    """What a cell holds and how it looks; openpyxl leaves escapes in text that stands in the row itself."""
    return (
        cell.value.replace("_x005F_", "_") if isinstance(cell.value, str) else cell.value,
        cell.data_type,
        cell.number_format,
        cell.font.b,
        cell.alignment.horizontal,
        cell.border.bottom.style,
    )


@pytest.mark.parametrize("groups", [False, True])
def test_a_large_workbook_is_the_small_one_with_more_rows(tmp_path, groups):
    whole = table(450, n_totals=1, groups=groups)
    write_xlsx(whole, ABOUT, tmp_path / "large.xlsx")
    small = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(whole, ABOUT)))
    large = openpyxl.load_workbook(tmp_path / "large.xlsx")
    assert large.sheetnames == small.sheetnames
    for ours, theirs in zip(large.worksheets, small.worksheets, strict=True):
        cells = zip(ours.iter_rows(), theirs.iter_rows(), strict=True)
        assert [(a, b) for row in cells for a, b in zip(*row, strict=True) if look(a) != look(b)] == []
        assert ours.merged_cells.ranges == theirs.merged_cells.ranges
        assert (ours.freeze_panes, ours.auto_filter.ref) == (theirs.freeze_panes, theirs.auto_filter.ref)
        assert ours.print_title_rows == theirs.print_title_rows


def test_no_text_of_a_large_workbook_is_a_formula_or_a_link(tmp_path):
    write_xlsx(table(450), ABOUT, tmp_path / "large.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "large.xlsx").worksheets[0]
    cells = list(sheet["C"][3:])
    assert len(cells) == 450
    assert {cell.data_type for cell in cells} <= {"s", "n"}, "n is what an empty text is read as"
    assert [cell.value for cell in cells if cell.value == "=1+1"]
    assert all(cell.hyperlink is None for cell in cells)
    assert sheet["C3"].data_type == "s"


def test_amounts_of_a_large_workbook_are_numbers_with_all_their_digits(tmp_path):
    write_xlsx(table(450), ABOUT, tmp_path / "large.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "large.xlsx").worksheets[0]
    assert sheet["D406"].value == 0.04221, "402 × 1.05 元 in 万元"
    assert sheet["A406"].value.date() == date(2026, 1, 1)
    assert sheet["D408"].value is sheet["A408"].value is None


def test_more_rows_than_a_sheet_holds_are_refused_with_the_way_out(tmp_path):
    tall = Table("长表", pl.DataFrame({"n": pl.int_range(1_048_577, eager=True)}), (Column("n", "序号", Kind.COUNT),))
    with pytest.raises(DuibiaoError, match="1048577") as refused:
        write_xlsx(tall, ABOUT, tmp_path / "tall.xlsx")
    assert "Parquet" in refused.value.hint


def test_every_text_that_would_run_is_quoted_in_a_csv_and_no_other():
    rows = list(csv.DictReader(io.StringIO(csv_bytes(table(len(ODD))).decode("utf-8-sig"), newline="")))
    assert [row["'=名称"] for row in rows] == [f"'{word}" if word in RUNS else word for word in ODD]


def test_a_csv_has_a_row_for_each_and_says_the_group_of_a_column():
    lines = list(csv.reader(io.StringIO(csv_bytes(table(25_001, groups=True)).decode("utf-8-sig"), newline="")))
    assert lines[0] == ["日期", "编码", "'=名称", "本年：支付（万元）", "本年：执行率（%）", "件数"]
    assert len(lines) == 25_002
    assert lines[3] == ["2026-01-01", "0000002", "'-1", "0.00021", "25.0", "2"]
    assert lines[5][0] == lines[5][3] == ""


def test_a_parquet_file_keeps_amounts_exact_and_unscaled_and_codes_as_text():
    found = pl.read_parquet(parquet_bytes(table(5), ABOUT))
    assert found.schema == {
        "日期": pl.Date,
        "编码": pl.String,
        "=名称": pl.String,
        "支付（元）": pl.Decimal(18, 2),
        "执行率（%）": pl.Float64,
        "件数": pl.Int64,
    }
    assert found.row(3) == (date(2026, 1, 1), "0000003", "@SUM(A1)", Decimal("3.15"), 37.5, 3)
    assert found.row(4)[3] is None


def test_a_parquet_file_tells_totals_from_rows():
    found = pl.read_parquet(parquet_bytes(table(3, n_totals=1), ABOUT))
    assert found["是否合计行"].to_list() == [True, False, False]


def test_a_parquet_file_explains_itself():
    told = pl.read_parquet_metadata(io.BytesIO(parquet_bytes(table(1), ABOUT)))
    assert (told["title"], told["unit"], told["data_date"]) == ("支付明细", "元", "2026年8月31日")
    lines = json.loads(told["about"])
    assert all(line in lines for line in (["提示", "演示数据"], ["筛选：单位", "甲镇"], ["批次", "批次 1"]))


def test_columns_of_one_name_stay_apart_in_a_csv_and_in_a_parquet_file():
    twice = Table("两列", pl.DataFrame({"a": ["甲"], "b": ["乙"]}), (Column("a", "单位"), Column("b", "单位")))
    assert csv_bytes(twice).decode("utf-8-sig") == "单位,单位 2\r\n甲,乙\r\n"
    assert pl.read_parquet(parquet_bytes(twice, ABOUT)).columns == ["单位", "单位 2"]


def ordered(whole, kind):
    return Making(Order(whole, ABOUT, kind, "zh_CN"), lambda path: (whole.frame.write_ipc(path), whole.frame.height)[1])


def wait(making):
    end = time.monotonic() + 60
    while making.state.is_under_way:
        assert time.monotonic() < end
        time.sleep(0.02)
    return making


def test_another_process_makes_the_same_files():
    whole = table(450, n_totals=1)
    made = {kind: wait(ordered(whole, kind)) for kind in Format}
    assert {making.state for making in made.values()} == {State.READY}
    assert made[Format.CSV].path.read_bytes() == csv_bytes(whole)
    assert_frame_equal(pl.read_parquet(made[Format.PARQUET].path), pl.read_parquet(parquet_bytes(whole, ABOUT)))
    sheet = openpyxl.load_workbook(io.BytesIO(made[Format.XLSX].path.read_bytes())).worksheets[0]
    assert (sheet["A1"].value, sheet["F2"].value, sheet.max_row) == ("支付明细", "单位：万元", 453)
    assert (made[Format.CSV].n_written, made[Format.CSV].share) == (450, 1.0)


def test_a_file_goes_with_whoever_asked_for_it():
    making = wait(ordered(table(3), Format.CSV))
    folder = making.path.parent
    assert [file.name for file in folder.iterdir() if file.name.startswith("rows")] == [], "rows are not kept"
    del making
    gc.collect()
    assert not folder.exists()


def test_a_file_that_is_cancelled_leaves_nothing():
    making = ordered(table(20_000), Format.XLSX)
    folder = making.path.parent
    making.cancel()
    assert making.state is State.GONE
    end = time.monotonic() + 20
    while making.is_at_work and time.monotonic() < end:
        time.sleep(0.02)
    assert not folder.exists()


def test_the_reason_why_there_is_no_file_is_told_and_its_rows_removed():
    def unreadable(_path):
        raise DuibiaoError("no rows", "look elsewhere")

    making = wait(Making(Order(table(1), ABOUT, Format.CSV, "zh_CN"), unreadable))
    assert (making.state, making.error.message, making.error.hint) == (State.FAILED, "no rows", "look elsewhere")
    assert not making.path.parent.exists()


def test_a_process_that_breaks_is_told_as_a_file_that_could_not_be_made():
    def broken(path):
        path.write_text("these are no rows")
        return 1

    making = wait(Making(Order(table(1), ABOUT, Format.CSV, "zh_CN"), broken))
    assert (making.state, making.error.message) == (State.FAILED, "文件未能生成")


def test_a_full_disk_is_told_by_its_name():
    def full(_path):
        raise OSError(28, "No space left on device")

    making = wait(Making(Order(table(1), ABOUT, Format.CSV, "zh_CN"), full))
    assert making.error.message == "文件未能生成：No space left on device"


def test_only_so_many_files_wait_to_be_fetched():
    made = [wait(ordered(table(1), Format.PARQUET)) for _each in range(2)]
    for _more in range(KEPT):
        workshop._keep(made[1])
    assert made[0].state is State.GONE
    assert not made[0].path.exists()
