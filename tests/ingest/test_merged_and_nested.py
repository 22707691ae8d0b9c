"""Cells merged over rows, codes inside cells, and classes above classes."""

from decimal import Decimal

import pytest
from bureau import accepted, csv_text, read, reasons, workbook

from duibiao.errors import RefusedFileError

HEADER = ("年度", "单位代码", "项目编码", "项目名称", "项目预算数", "三级指标", "指标值")
FIRST = (2026, "1", "P1", "保洁", 100, "面积", "12")
MORE = (None, None, None, None, None, "合格率", "95")


def test_texts_of_merged_cells_hold_for_all_their_rows_and_amounts_for_the_first() -> None:
    merged = [("C2:C3", "P1"), ("D2:D3", "保洁")]
    rows = (HEADER, FIRST, (2026, "1", *MORE[2:]))
    reading = read(workbook({"指标": rows}, merged), "indicator", "指标.xlsx")
    assert accepted(reading, "project_code", "project_name", "budget_yuan", "level3") == [
        ("P1", "保洁", Decimal("100.00"), "面积"),
        ("P1", "保洁", None, "合格率"),
    ]


def test_a_merged_header_is_not_filled_into_the_table() -> None:
    merged = [("A1:G1", "2026年绩效指标"), ("D2:D3", "项目名称")]
    rows = ((), HEADER, (None,) * 7, FIRST)
    reading = read(workbook({"指标": rows}, merged), "indicator", "指标.xlsx")
    assert accepted(reading, "project_name") == ["保洁"]


CODES = {"function_code": {"source": "科目", "part": "^([0-9]+)-"}, "amount_yuan": "金额", "year": "年度"}
NESTED = {"columns": CODES | {"org_code": "单位"}, "constants": {"version": "批复"}, "hierarchy": "function_code"}


def lines(*rows: tuple[str, object]) -> str:
    return csv_text((("年度", "单位", "科目", "金额"), *((2026, "1", code, amount) for code, amount in rows)))


def test_only_the_lowest_classes_are_loaded_and_the_upper_ones_must_tie() -> None:
    text = lines(("205-教育", 60), ("20502-普通", 60), ("2050205-高等", 40), ("2050299-其他", 20), ("207-文化", 5))
    reading = read(text, "appropriation", mapping=NESTED)
    assert accepted(reading, "function_code") == ["2050205", "2050299", "207"]
    assert [(each.file_yuan, each.status) for each in reading.control_totals] == [("60.00", "ties")] * 2


def test_an_upper_class_that_does_not_tie_refuses_the_file() -> None:
    with pytest.raises(RefusedFileError, match="205"):
        read(lines(("205-教育", 61), ("2050205-高等", 60)), "appropriation", mapping=NESTED)


def test_classes_of_one_organisation_are_not_above_those_of_another() -> None:
    rows = ((2026, "1", "205-教育", 9), (2026, "2", "20502-普通", 7))
    reading = read(csv_text((("年度", "单位", "科目", "金额"), *rows)), "appropriation", mapping=NESTED)
    assert accepted(reading, "org_code", "function_code") == [("1", "205"), ("2", "20502")]


def test_a_cell_without_the_part_that_is_read_is_set_aside_and_not_taken_as_empty() -> None:
    reading = read(lines(("205-教育", 1), ("教育支出", 2)), "appropriation", mapping=NESTED)
    assert reasons(reading) == {3: "Function code: “教育支出” is not a code"}


def test_what_stands_below_the_end_of_the_table_is_another_one() -> None:
    text = lines(("205-教育", 1)) + "上年度预算数,,,\n" + "2025,1,207-文化,2\n"
    reading = read(text, "appropriation", mapping=NESTED | {"until": "^上年度"})
    assert accepted(reading, "function_code") == ["205"]


def test_totals_are_known_in_traditional_characters_too() -> None:
    text = csv_text(
        (
            ("年度", "单位名称", "单位代码", "预算版本", "金额"),
            (2026, "甲", "1", "批复", 5),
            (2026, "合　計", "", "", 5),
        )
    )
    reading = read(text, "appropriation")
    assert accepted(reading, "org_code") == ["1"]
    assert [each.status for each in reading.control_totals] == ["ties"]
