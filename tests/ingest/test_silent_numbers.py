"""What could be read in two ways is refused, never guessed: each of these once gave a wrong amount in silence."""

import pytest
from bureau import accepted, csv_text, notes, read, reasons, workbook

from duibiao.errors import RefusedFileError

HEADER = ("年度", "月份", "预算单位代码", "项目代码", "累计支付数")
ROW = ("2026", "8", "310118001", "P1", "100.50")


def execution(*rows: tuple[object, ...], titles: tuple[str, ...] = ()) -> str:
    return csv_text((*((title,) for title in titles), HEADER, *rows))


def test_a_row_with_more_cells_than_the_header_is_set_aside_because_its_amount_may_be_cut_at_its_commas():
    reading = read(execution(ROW, ("2026", "8", "310118001", "P2", "1,234,567.00")))
    assert [str(value) for value in accepted(reading, "paid_yuan")] == ["100.50"]
    assert reasons(reading) == {3: "the row has 7 cells, the header 5"}


def test_separators_at_the_end_of_a_row_are_no_cells():
    assert len(accepted(read(csv_text((HEADER, (*ROW, "", "")))), "paid_yuan")) == 1


def test_a_remark_beside_the_table_of_a_workbook_does_no_harm():
    reading = read(workbook({"Sheet1": (HEADER, (*ROW, None, "见附件"))}), name="执行.xlsx")
    assert len(accepted(reading, "paid_yuan")) == 1


@pytest.mark.parametrize(
    "title",
    [
        "单位：万元",
        "单位：（万元）",
        "（万元）",
        "（单位：万元）",
        "单 位：万 元",
        "金额：万元",
        "金额单位：人民币万元",
        "单位：万元人民币",
        "单位(万元)",
        "2026年8月预算执行情况表（万元）",
        "Unit: 10,000 yuan",
        "Unit: RMB 10 thousand",
        "计量单位：万元",
    ],
)
def test_however_the_title_says_ten_thousand_yuan_it_is_heard(title: str):
    data = workbook({"Sheet1": ((title,), HEADER, ROW)})
    assert [str(value) for value in accepted(read(data, name="执行.xlsx"), "paid_yuan")] == ["1005000.00"]


def test_a_unit_below_the_table_counts_as_one_above_it():
    data = workbook({"Sheet1": (HEADER, ROW, ("单位：万元",))})
    reading = read(data, name="执行.xlsx")
    assert [str(value) for value in accepted(reading, "paid_yuan")] == ["1005000.00"]
    assert reasons(reading) == {}


def test_two_units_that_contradict_each_other_are_refused():
    data = workbook({"Sheet1": (("单位：元",), HEADER, ROW, ("单位：万元",))})
    with pytest.raises(RefusedFileError, match="two units"):
        read(data, name="执行.xlsx")


def test_that_nothing_says_the_unit_is_said():
    assert any("no unit is said" in note for note in notes(read(execution(ROW))))
    assert not any("no unit is said" in note for note in notes(read(execution(ROW, titles=("单位:元",)))))


def test_a_share_is_no_amount():
    assert list(reasons(read(execution(ROW, (*ROW[:4], "10%"))))) == [3]


@pytest.mark.parametrize("day", ["25.8.31", "1/2/26", "2206-08-31", "1026-08-31"])
def test_a_day_outside_of_living_memory_is_no_date(day: str):
    header = ("支付日期", "支付凭证号", "预算单位代码", "支付金额")
    reading = read(csv_text((header, ("2026-08-31", "V1", "1", "5"), (day, "V2", "1", "5"))), "payment")
    assert list(reasons(reading)) == [3]


def test_a_code_that_a_spreadsheet_has_cut_to_a_power_of_ten_is_no_code():
    reading = read(execution(ROW, ("2026", "8", "3.10118E+08", "P1", "7")))
    assert "3.10118E+08" in reasons(reading)[3]


def test_of_two_columns_of_one_name_with_different_amounts_it_is_asked_which_is_meant():
    (question,) = read(csv_text(((*HEADER, "累计支付数"), (*ROW, "200")))).questions
    assert (question.code, [option.value for option in question.options]) == ("column.paid_yuan", ["E", "F"])
    assert ["100.50" in question.options[0].label, "200.00" in question.options[1].label] == [True, True]


def test_two_columns_of_one_name_that_say_the_same_are_one():
    twice = csv_text(((*HEADER, "累计支付数"), (*ROW, ROW[-1])))
    assert [str(value) for value in accepted(read(twice), "paid_yuan")] == ["100.50"]
