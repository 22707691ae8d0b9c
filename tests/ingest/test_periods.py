"""Which period a file is of: told by the person, by its columns, its title, its name, or it is refused."""

from decimal import Decimal

import pytest
from bureau import accepted, csv_text, notes, read, reasons

from duibiao.errors import DuibiaoError, MappingError, RefusedFileError
from duibiao.ingest.period import parse_period

HEADER = ("预算单位代码", "项目代码", "累计支付数")
ROW = ("310118001", "P1", "40")


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("2026年8月预算执行情况表", 8),
        ("2026年1-8月预算执行情况表", 8),
        ("２０２６年１－８月执行表", 8),
        ("截至2026年8月31日", 8),
        ("2026 年 8 月", 8),
        ("2026年1月至8月执行表", 8),
        ("2026年12月执行表", 12),
    ],
)
def test_the_title_tells_the_month(title: str, month: int) -> None:
    reading = read(csv_text(((title,), HEADER, ROW)))
    assert accepted(reading, "year", "month") == [(2026, month)]
    assert f"Period 2026-{month:02d}: title" in notes(reading)


@pytest.mark.parametrize(
    "name", ["执行_202608.csv", "2026-08 执行.csv", "执行2026年08.csv", "2026年8月.csv", "2026年1-8月执行.csv"]
)
def test_the_name_of_the_file_tells_the_month_where_no_title_does(name: str) -> None:
    reading = read(csv_text((HEADER, ROW)), name=name)
    assert accepted(reading, "year", "month") == [(2026, 8)]
    assert "Period 2026-08: file name" in notes(reading)


def test_the_title_tells_the_year_of_a_yearly_extract() -> None:
    rows = (("2026年度部门预算",), ("预算单位代码", "预算版本", "金额"), ("1", "批复", "5"))
    assert accepted(read(csv_text(rows), "appropriation"), "year", "version") == [(2026, "approved")]


def test_the_title_wins_over_the_name() -> None:
    assert accepted(read(csv_text((("2026年8月",), HEADER, ROW)), name="执行_202607.csv"), "month") == [8]


def test_the_person_wins_over_the_title() -> None:
    reading = read(csv_text((("2026年8月",), HEADER, ROW)), period="2026-07")
    assert accepted(reading, "month") == [7]
    assert "Period 2026-07: as told" in notes(reading)


def test_nothing_that_tells_the_period_refuses_the_file_and_says_how_to_give_it() -> None:
    with pytest.raises(RefusedFileError) as refused:
        read(csv_text((HEADER, ROW)), name="执行.csv")
    assert "--period" in refused.value.hint


def test_a_year_alone_is_not_enough_for_a_monthly_extract() -> None:
    with pytest.raises(RefusedFileError):
        read(csv_text((HEADER, ROW)), name="执行.csv", period="2026")


def test_rows_that_contradict_the_person_are_set_aside() -> None:
    rows = (("年度", "月份", *HEADER), (2026, 8, *ROW), (2025, 8, *ROW), (2026, 7, *ROW))
    reading = read(csv_text(rows), period="2026-08")
    assert accepted(reading, "row_number") == [2]
    assert reasons(reading) == {3: "Year: “2025” is not 2026", 4: "Month: “7” is not 8"}


def test_payments_outside_the_month_told_are_set_aside() -> None:
    header = ("支付日期", "支付凭证号", "预算单位代码", "支付金额")
    rows = (header, ("2026-08-31", "V1", "1", "5"), ("2026-09-01", "V2", "1", "5"), ("2025-08-01", "V3", "1", "5"))
    reading = read(csv_text(rows), "payment", period="2026-08")
    assert accepted(reading, "voucher_no") == ["V1"]
    assert set(reasons(reading)) == {3, 4}


def test_the_scope_of_payments_is_the_month_of_each() -> None:
    header = ("支付日期", "支付凭证号", "预算单位代码", "支付金额")
    dates = ("2026-08-31", "2026/9/1", "2026年10月5日", "20261106", "46000", "2026.12.1", "2026-01-02 10:11:12")
    rows = (header, *((day, f"V{i}", "1", "5") for i, day in enumerate(dates)))
    found = accepted(read(csv_text(rows), "payment"), "scope_period")
    # Day 46000 of a spreadsheet is 2025-12-09: day 45658 is 2025-01-01, and 342 days later is 9 December.
    assert found == ["2026-08", "2026-09", "2026-10", "2026-11", "2025-12", "2026-12", "2026-01"]


@pytest.mark.parametrize("cell", ["8", "08", "8月", "1-8月", "2026-08", "202608", "2026年8月", "８", "8.0"])
def test_a_month_reads_however_it_is_written(cell: str) -> None:
    assert accepted(read(csv_text((("年度", "月份", *HEADER), (2026, cell, *ROW)))), "month") == [8]


@pytest.mark.parametrize("cell", ["0", "13", "八月份多", "2026-13"])
def test_what_is_no_month_is_set_aside(cell: str) -> None:
    reading = read(csv_text((("年度", "月份", *HEADER), (2026, cell, *ROW), (2026, 8, *ROW))))
    assert list(reasons(reading)) == [2]


@pytest.mark.parametrize("text", ["2026-13", "26-08", "2026/08", "August", "2026-00", ""])
def test_what_is_no_period_is_an_error(text: str) -> None:
    with pytest.raises(DuibiaoError):
        parse_period(text)


def test_the_organisation_told_is_that_of_a_file_without_one() -> None:
    rows = (("年度", "月份", "项目代码", "累计支付数"), (2026, 8, "P1", 40))
    assert accepted(read(csv_text(rows), org="310118001"), "org_code", "scope_org") == [("310118001", "310118001")]


def test_rows_of_another_organisation_than_told_are_set_aside() -> None:
    rows = (("年度", "月份", *HEADER), (2026, 8, *ROW), (2026, 8, "310118002", "P2", "4"))
    reading = read(csv_text(rows), org="310118001")
    assert accepted(reading, "project_code") == ["P1"]
    assert list(reasons(reading)) == [3]


RULE = {
    "pattern": r"(?P<date>\d{4}-\d{2}-\d{2})",
    "days_after_month_end": 15,
    "year_end_until": 5,
    "year_end_paid_share": 0.7,
    "known": {"2024-06-30_late": "2024-01"},
}


@pytest.mark.parametrize(
    ("name", "paid", "period"),
    [
        ("2024-03-20.csv", "50", "2024-02"),
        ("2024-03-10.csv", "50", "2024-01"),
        ("2024-03-20.csv", "80", "2023-12"),
        ("2024-06-20.csv", "80", "2024-05"),
        ("2024-01-10.csv", "50", "2023-11"),
        ("2024-06-30_late.csv", "80", "2024-01"),
    ],
)
def test_the_day_of_publication_tells_the_month_by_the_rule_of_a_profile(name: str, paid: str, period: str) -> None:
    rows = (("预算单位代码", "变动后预算数", "累计支付数"), ("1", "100", paid))
    assert accepted(read(csv_text(rows), name=name, mapping={"period": RULE}), "scope_period") == [period]


def test_a_rule_whose_pattern_is_not_in_the_name_refuses_the_file() -> None:
    with pytest.raises(RefusedFileError):
        read(csv_text((HEADER, ROW)), name="march.csv", mapping={"period": RULE})


def test_a_rule_without_a_group_is_a_mistake_in_the_profile() -> None:
    with pytest.raises(MappingError):
        read(csv_text((HEADER, ROW)), mapping={"period": {"pattern": r"\d{4}"}})


def test_year_and_month_of_a_name_by_the_groups_of_a_profile() -> None:
    rule = {"pattern": r"m(?P<month>\d\d)y(?P<year>\d{4})"}
    reading = read(csv_text((HEADER, ROW)), name="m08y2026.csv", mapping={"period": rule})
    assert accepted(reading, "year", "month", "paid_yuan") == [(2026, 8, Decimal(40))]
