"""Payments have lines: which rows of a file are payments, and how the lines of a voucher are told apart."""

from decimal import Decimal

import pytest
from bureau import Load, accepted, csv_text, notes, read, reasons, workbook

from duibiao.ingest.document import Document
from duibiao.ingest.fitting import fitting
from duibiao.ingest.reading import Reading, Wish, read_file
from duibiao.warehouse import Warehouse

D = Decimal
HEADER = ("支付日期", "支付凭证号", "预算单位代码", "支付金额")
SPEND = "Department,Entity,Date,Expense Type,Expense Area,Supplier,Transaction Number,Amount\n"


def auto(text: str | bytes, name: str = "spend.csv", currency: str | None = None) -> Reading:
    """The file as it is read where nobody says what it is, of the organisation X."""
    data = text.encode() if isinstance(text, str) else text
    found = fitting(Document(data, name), currency=currency)
    return read_file(data, name, found.extract, found.mapping, Wish(org="X", despite_totals=True, currency=currency))


def amounts(reading: Reading) -> list[object]:
    assert reading.extract.name == "payment"
    return accepted(reading, "amount_yuan")


def test_every_line_of_a_voucher_is_loaded() -> None:
    rows = (
        ("支付明细（模拟）",),
        ("单位：元",),
        HEADER,
        *(("2026-08-03", f"V{i // 3}", "1", 100 + i) for i in range(6)),
    )
    reading = read(workbook({"支付": rows}), "payment", name="支付.xlsx")
    assert accepted(reading, "amount_yuan") == [100, 101, 102, 103, 104, 105]
    assert reading.repeated == ()


def test_lines_are_counted_within_the_voucher_of_an_organisation(load: Load, warehouse: Warehouse) -> None:
    rows = (HEADER, *(("2026-08-03", voucher, org, 5) for voucher, org in (("V1", "1"), ("V2", "1"), ("V1", "1"))))
    load("a.csv", csv_text((*rows, ("2026-08-04", "V1", "1", 6), ("2026-08-04", "V1", "2", 6))), "payment")
    frame = warehouse.read("payments_of_org", year=2026, org="1")
    assert frame.select("voucher_no", "line_no").rows() == [("V1", "1"), ("V1", "2"), ("V2", "1"), ("V1", "3")]
    assert warehouse.read("payments_of_org", year=2026, org="2")["line_no"].to_list() == ["1"]


def test_a_line_number_of_the_file_is_kept_and_gaps_are_counted_on(load: Load, warehouse: Warehouse) -> None:
    header = (*HEADER, "明细序号")
    rows = (header, *(("2026-08-03", "V1", "1", 5 + i, line) for i, line in enumerate(("010", "", "020"))))
    load("a.csv", csv_text(rows), "payment")
    lines = dict(warehouse.read("payments_of_org", year=2026, org="1").select("amount_yuan", "line_no").iter_rows())
    assert lines == {D(5): "010", D(6): "21", D(7): "020"}


def test_a_payment_without_a_voucher_number_is_loaded_with_a_note() -> None:
    rows = (HEADER, ("2026-08-03", "2.00E+11", "1", 5), ("2026-08-03", "", "1", 6), ("2026-08-04", "V3", "1", 7))
    reading = read(csv_text(rows), "payment")
    assert accepted(reading, "voucher_no", "amount_yuan") == [(None, 5), (None, 6), ("V3", 7)]
    assert any("1 rows are loaded without Voucher number: “2.00E+11”" in note for note in notes(reading))
    assert any("it is empty" in note for note in notes(reading))


def test_a_list_without_any_voucher_numbers_is_a_list_of_payments() -> None:
    text = "Department Family,Entity,Date,Expense Type,Supplier Name,Spend\nHO,HO,13/08/2014,Rent,A,100.50\n"
    assert amounts(auto(text)) == [D("100.50")]


def test_one_voucher_on_several_days_is_several_payments() -> None:
    text = SPEND + "HO,HO,01/05/2015,Rent,E,A,500,1000.00\nHO,HO,21/05/2015,Rates,E,A,500,2000.00\n"
    assert amounts(auto(text)) == [1000, 2000]


def test_numbers_in_front_of_the_headers_do_not_matter() -> None:
    text = "1 Department Family,2 Entity,3 Date,4 Expense Type,5 Supplier,6 Transaction No,7 Amount\n"
    assert amounts(auto(text + 'D,M,29-Oct-10,Ops,R,1001,"30,000.00"\nD,M,28-Oct-10,Ops,R,1002,40000\n')) == [
        30000,
        40000,
    ]
    chinese = (("(1)支付日期", "2、支付凭证号", "3.预算单位代码", "④支付金额"), ("2026-08-03", "V1", "1", 5))
    assert accepted(read(csv_text(chinese), "payment"), "amount_yuan") == [5]


@pytest.mark.parametrize("header", ["8月", "12 月支付金额", "3 季度支付金额", "1-8月"])
def test_what_counts_months_in_a_header_is_no_number_in_front(header: str) -> None:
    reading = read(csv_text(((*HEADER, header), ("2026-08-03", "V1", "1", 5, 6))), "payment")
    assert accepted(reading, "amount_yuan") == [5]
    assert reading.plan.sources["amount_yuan"] == "c3"


ROWS = tuple(f"MoD,MoD,{day:02}/06/2012,Gas,DIO,BT,{800 + day},{70_000 + day}.00\n" for day in range(11, 17))


@pytest.mark.parametrize("place", [0, 1, 3, 6])
@pytest.mark.parametrize("supplier", ["TOTAL", "Total", "Grand Total"])
def test_a_supplier_called_total_is_paid_like_others(place: int, supplier: str) -> None:
    own = f"MoD,MoD,18/06/2012,Gas,DIO,{supplier},7938,36776.13\n"
    reading = auto(SPEND + "".join((*ROWS[:place], own, *ROWS[place:])))
    assert (reading.rows.height, reading.rejected.height, reading.control_totals) == (7, 0, ())
    assert sum(reading.rows["amount_yuan"]) == D("456857.13")  # 6 × 70 000 + (11 + … + 16) + 36 776.13
    assert any("called a total and are payments of their own" in note for note in notes(reading))


@pytest.mark.parametrize("total", ["Total,,,,,,,420081.00\n", "MoD,MoD,30/06/2012,Gas,DIO,TOTAL,9,420081.00\n"])
def test_a_row_that_is_the_sum_of_the_others_is_a_total_whatever_else_it_has(total: str) -> None:
    reading = auto(SPEND + "".join(ROWS) + total)
    assert reading.rows.height == 6
    assert [control.status for control in reading.control_totals] == ["ties"]


def test_a_total_that_does_not_tie_is_no_payment() -> None:
    reading = auto(SPEND + "".join(ROWS) + "Total,,,,,,,99.00\n")
    assert (reading.rows.height, [control.status for control in reading.control_totals]) == (6, ["differs"])


def test_a_cell_right_of_the_header_is_left_out_with_a_note() -> None:
    text = SPEND + "D,E,11/08/2011,W,O,A,1,30000.00,x\nD,E,18/08/2011,W,O,B,2,40000.00\n"
    reading = auto(text)
    assert amounts(reading) == [30000, 40000]
    assert any("not loaded (row 2: “x”)" in note for note in notes(reading))


@pytest.mark.parametrize(
    "shifted",
    [
        "D,E,28/08/2011,W,O,C,3,1,234.00\n",  # cut at its comma
        "D,E,28/08/2011,W,O,Smith, Jones,3,50000.00\n",  # one column further on
        "D,E,28/08/2011,W,O,C,3,1,234,567.00\n",
    ],
)
def test_a_row_that_a_comma_shifts_is_set_aside(shifted: str) -> None:
    text = SPEND + "D,E,11/08/2011,W,O,A,1,30000.00\nD,E,18/08/2011,W,O,B,2,40000.00\n" + shifted
    reading = auto(text)
    assert amounts(reading) == [30000, 40000]
    assert "cells, the header 8" in reasons(reading)[4]


def test_a_shift_before_an_amount_in_the_middle_is_seen_too() -> None:
    header = "Entity,Date,Supplier,Transaction Number,Amount,Description,Postcode\n"
    good = "E,11/08/2011,A,1,30000.00,rent,SW1\nE,12/08/2011,B,2,40000.00,gas,SW2\n"
    noted = "E,13/08/2011,C,3,50000.00,oil,SW3,checked\n"
    shifted = "E,14/08/2011,Smith, Jones,4,60000.00,paper,SW4\n"
    reading = auto(header + good + noted + shifted)
    assert amounts(reading) == [30000, 40000, 50000]
    assert list(reasons(reading)) == [5]


def test_columns_without_a_name_in_all_rows_are_no_shift() -> None:
    header = "Entity,Date,Supplier,Transaction Number,Amount,Description,,\n"
    text = header + "".join(f"E,{day}/08/2011,A,{day},30000.00,rent,21,{day}9.50\n" for day in range(11, 15))
    assert amounts(auto(text)) == [30000] * 4
