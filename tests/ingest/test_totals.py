"""合计 and 小计 are what the rows must add up to; they are never rows themselves."""

from decimal import Decimal

import pytest
from bureau import Load, Rows, accepted, csv_text, read, reasons, workbook

from duibiao.errors import RefusedFileError
from duibiao.ingest.reading import Reading
from duibiao.warehouse import Warehouse

HEADER = ("年度", "月份", "预算单位代码", "预算单位名称", "项目代码", "年初预算数", "累计支付数")
A1 = (2026, 8, "1", "夏阳街道", "P1", "100.10", "40")
A2 = (2026, 8, "1", "夏阳街道", "P2", "200", "60.05")
B1 = (2026, 8, "2", "盈浦街道", "P3", "50", "10")


def total(label: str, approved: str, paid: str, column: int = 0) -> tuple[str, ...]:
    cells = [""] * 5
    cells[column] = label
    return (*cells, approved, paid)


def statuses(reading: Reading) -> list[tuple[int, str, str]]:
    return [(control.row, control.column, control.status) for control in reading.control_totals]


@pytest.mark.parametrize("label", ["合计", "总计", "合 计", "合　　计", "合计：", "合计:", "Total", "*合计", " 总 计 "])
@pytest.mark.parametrize("column", [0, 3])
def test_a_total_at_the_end_ties_and_is_no_row(label: str, column: int) -> None:
    reading = read(csv_text((HEADER, A1, A2, B1, total(label, "350.10", "110.05", column))))
    assert accepted(reading, "project_code") == ["P1", "P2", "P3"]
    assert reading.rejected.is_empty()
    assert statuses(reading) == [(5, "approved_yuan", "ties"), (5, "paid_yuan", "ties")]


def test_a_total_may_stand_first() -> None:
    reading = read(csv_text((HEADER, total("合计", "350.10", "110.05"), A1, A2, B1)))
    assert accepted(reading, "paid_yuan") == [40, Decimal("60.05"), 10]
    assert statuses(reading) == [(2, "approved_yuan", "ties"), (2, "paid_yuan", "ties")]


def test_subtotals_below_each_organisation_tie_within_the_total() -> None:
    rows = (
        HEADER,
        A1,
        A2,
        total("夏阳街道小计", "300.10", "100.05", 3),
        B1,
        total("盈浦街道小计", "50", "10", 3),
        total("合计", "350.10", "110.05"),
    )
    reading = read(csv_text(rows))
    assert accepted(reading, "project_code") == ["P1", "P2", "P3"]
    assert {status for _row, _column, status in statuses(reading)} == {"ties"}
    assert [row for row, column, _status in statuses(reading) if column == "paid_yuan"] == [4, 6, 7]


def test_subtotals_above_each_organisation_tie_within_the_total_above_all() -> None:
    rows = (
        HEADER,
        total("合计", "350.10", "110.05"),
        total("小计", "300.10", "100.05"),
        A1,
        A2,
        total("小计", "50", "10"),
        B1,
    )
    reading = read(csv_text(rows))
    assert accepted(reading, "project_code") == ["P1", "P2", "P3"]
    assert {status for _row, _column, status in statuses(reading)} == {"ties"}


def test_a_total_of_three_levels_ties() -> None:
    rows = (
        HEADER,
        A1,
        total("小计", "100.10", "40"),
        A2,
        total("小计", "200", "60.05"),
        total("街道合计", "300.10", "100.05", 3),
        B1,
        total("小计", "50", "10"),
        total("总计", "350.10", "110.05"),
    )
    assert {status for _row, _column, status in statuses(read(csv_text(rows)))} == {"ties"}


def test_the_label_of_an_amount_that_the_file_leaves_empty_is_not_compared() -> None:
    reading = read(csv_text((HEADER, A1, B1, total("合计", "", "50"))))
    assert statuses(reading) == [(4, "paid_yuan", "ties")]


def test_a_total_that_does_not_tie_refuses_the_file_and_says_where_and_by_how_much(load: Load) -> None:
    report = load("a.csv", csv_text((HEADER, A1, A2, B1, total("合计", "350.10", "120.05"))))
    assert (report.status, report.batch, report.accepted) == ("refused", None, 0)
    assert "Row 5 (合计) says Paid 120.05 yuan, the rows add up to 110.05 yuan" in str(report.error)


def test_nothing_of_a_refused_file_is_loaded(load: Load, warehouse: Warehouse) -> None:
    load("a.csv", csv_text((HEADER, A1, total("合计", "100.10", "45"))))
    assert warehouse.read("batches").is_empty()
    assert warehouse.read("years").is_empty()


def test_a_missing_row_is_found_by_the_subtotal_of_its_organisation() -> None:
    rows: Rows = (HEADER, A1, total("小计", "300.10", "100.05"), B1, total("小计", "50", "10"))
    with pytest.raises(RefusedFileError) as refused:
        read(csv_text(rows))
    assert "Row 3 (小计)" in refused.value.message


def test_despite_totals_loads_the_file_and_keeps_the_difference() -> None:
    reading = read(csv_text((HEADER, A1, A2, B1, total("合计", "350.10", "120.05"))), despite_totals=True)
    assert accepted(reading, "project_code") == ["P1", "P2", "P3"]
    wrong = next(control for control in reading.control_totals if control.status == "differs")
    assert (wrong.row, wrong.column, wrong.file_yuan, wrong.rows_yuan) == (5, "paid_yuan", "120.05", "110.05")


def test_amounts_rounded_to_ten_thousands_may_miss_their_total_by_the_rounding() -> None:
    header = ("年度", "月份", "预算单位代码", "预算单位名称", "项目代码", "年初预算数(万元)", "累计支付数(万元)")
    rows = [(2026, 8, "1", "夏阳街道", f"P{i}", "0.33", "0.33") for i in range(3)]
    reading = read(csv_text((header, *rows, total("合计", "1.00", "0.99"))))
    assert statuses(reading) == [(5, "approved_yuan", "rounding"), (5, "paid_yuan", "ties")]


def test_rounding_is_no_excuse_for_more_than_the_places_that_are_printed() -> None:
    header = ("年度", "月份", "预算单位代码", "预算单位名称", "项目代码", "年初预算数(万元)", "累计支付数(万元)")
    rows = [(2026, 8, "1", "夏阳街道", f"P{i}", "0.33", "0.33") for i in range(3)]
    with pytest.raises(RefusedFileError):
        read(csv_text((header, *rows, total("合计", "1.02", "0.99"))))


def test_whole_amounts_in_yuan_are_whole_and_no_total_over_them_is_rounded() -> None:
    row = (2026, 8, "1", "夏阳街道", "P1", "100", "40")
    with pytest.raises(RefusedFileError, match=r"101\.00"):
        read(csv_text((HEADER, row, total("合计", "101", "40"))))


def test_one_row_missing_among_thousands_is_no_rounding() -> None:
    rows = [(2026, 8, "1", "夏阳街道", f"P{i}", "1.00", "1.00") for i in range(4_000)]
    with pytest.raises(RefusedFileError):
        read(csv_text((HEADER, *rows, total("合计", "4001.00", "4000.00"))))


def test_a_total_that_ties_only_with_rows_set_aside_ties_with_nothing_that_is_loaded() -> None:
    reading = read(csv_text((HEADER, A1, (2026, 13, *B1[2:]), total("合计", "150.10", "50"))))
    assert {status for _row, _column, status in statuses(reading)} == {"set_aside"}
    assert list(reasons(reading)) == [3]


def test_a_total_over_an_amount_that_cannot_be_read_is_told_to_be_so() -> None:
    reading = read(csv_text((HEADER, A1, (*B1[:6], "1O0"), total("合计", "150.10", "50"))))
    assert statuses(reading) == [(4, "approved_yuan", "set_aside"), (4, "paid_yuan", "unreadable")]
    assert list(reasons(reading)) == [3]


def test_a_project_called_total_is_a_row() -> None:
    header = ("年度", "月份", "预算单位代码", "项目代码", "项目名称", "累计支付数")
    rows = (header, (2026, 8, "1", "P1", "全区道路保洁经费合计", 40), (2026, 8, "1", "P2", "绿化", 2))
    assert accepted(read(csv_text(rows)), "paid_yuan") == [40, 2]


def test_a_project_called_total_is_a_row_though_it_lacks_what_few_rows_have() -> None:
    header = ("年度", "月份", "预算单位代码", "下级单位代码", "项目代码", "项目名称", "累计支付数")
    others = ((2026, 8, "1", "11" if i % 3 else "", f"P{i}", "绿化", i) for i in range(2, 9))
    rows = (header, (2026, 8, "1", "", "P1", "TOTAL", 40), *others)
    assert accepted(read(csv_text(rows)), "paid_yuan") == [40, *range(2, 9)]


def test_a_total_of_a_project_is_none_of_its_rows_though_it_has_the_code_of_the_project() -> None:
    header = ("年度", "月份", "预算单位代码", "项目代码", "项目名称", "部门预算支出经济分类", "累计支付数")
    rows = (header, (2026, 8, "1", "P1", "绿化", "30201", 40), (2026, 8, "1", "P1", "绿化", "30202", 2),
            (2026, 8, "1", "P1", "合计", "", 42))  # fmt: skip
    assert accepted(read(csv_text(rows)), "paid_yuan") == [40, 2]


def test_a_total_without_a_word_is_known_by_having_no_code_and_the_sum_of_all_rows() -> None:
    reading = read(csv_text((HEADER, A1, B1, ("", "", "", "", "", "150.10", "50"))))
    assert accepted(reading, "project_code") == ["P1", "P3"]
    assert reading.rejected.is_empty()


def test_totals_in_a_workbook_tie_although_its_numbers_are_binary() -> None:
    rows = [HEADER, *((2026, 8, "1", "夏阳街道", f"P{i}", 0.1, 0.2) for i in range(10))]
    reading = read(workbook({"表": [*rows, ("合计", None, None, None, None, 1.0, 2.0)]}))
    assert statuses(reading) == [(12, "approved_yuan", "ties"), (12, "paid_yuan", "ties")]


def test_totals_of_a_wide_file_tie_under_each_of_its_versions() -> None:
    header = ("预算单位代码", "项目代码", "申报数", "批复数")
    wide = {"into": "version", "value": "amount_yuan", "columns": {"申报数": "requested", "批复数": "approved"}}
    rows = (header, ("1", "P1", 10, 8), ("1", "P2", 5, ""), ("合计", "", 15, 8))
    reading = read(csv_text(rows), "appropriation", mapping={"wide": wide}, period="2026")
    assert statuses(reading) == [(4, "requested", "ties"), (4, "approved", "ties")]
    assert accepted(reading, "version", "amount_yuan") == [("requested", 10), ("approved", 8), ("requested", 5)]
