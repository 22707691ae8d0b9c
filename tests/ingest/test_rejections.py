"""Rows that fail are set aside with the reason, can be mended and loaded again; personal data stays outside."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from bureau import Load, accepted, csv_text, notes, read, reasons, workbook

from duibiao.errors import MappingError
from duibiao.warehouse import Warehouse

HEADER = ("年度", "月份", "预算单位代码", "项目代码", "变动后预算数", "累计支付数")
GOOD = (2026, 8, "1", "P1", 100, 40)
BAD_AMOUNT = (2026, 8, "1", "P2", 100, "五十")
NO_ORG = (2026, 8, "", "P3", 100, 7)
BAD_MONTH = (2026, 13, "2", "P4", 100, 9)


def written(path: str | None) -> list[list[str]]:
    """The lines of the file of rejected rows."""
    assert path is not None
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def mended(path: str | None, replacements: dict[str, str]) -> bytes:
    assert path is not None
    text = Path(path).read_text(encoding="utf-8-sig")
    for wrong, right in replacements.items():
        assert wrong in text
        text = text.replace(wrong, right, 1)
    return text.encode("utf-8-sig")


def paid(warehouse: Warehouse) -> dict[str, Decimal]:
    return dict(warehouse.read("execution_by_org", year=2026, month=8).select("org_code", "paid_yuan").iter_rows())


def test_every_reason_names_the_column_and_the_cell() -> None:
    reading = read(csv_text((HEADER, GOOD, BAD_AMOUNT, NO_ORG, BAD_MONTH)))
    assert accepted(reading, "project_code") == ["P1"]
    assert reasons(reading) == {
        3: "Paid: “五十” is not an amount of money",
        4: "Organisation code is empty",
        5: "Month: “13” is not a month",
    }


def test_a_row_with_several_faults_says_all_of_them() -> None:
    reading = read(csv_text((HEADER, GOOD, (2026, 13, "", "P2", "x", "y"))))
    assert reasons(reading)[3].count("; ") == 3


def test_the_report_counts_and_the_file_of_rejected_rows_has_the_original_columns(load: Load) -> None:
    report = load("执行.csv", csv_text((HEADER, GOOD, BAD_AMOUNT, NO_ORG)))
    assert (report.status, report.accepted, report.rejected) == ("partly", 1, 2)
    lines = written(report.rejections)
    assert tuple(lines[-3][: len(HEADER)]) == HEADER
    assert lines[-2][: len(HEADER)] == [str(cell) for cell in BAD_AMOUNT]
    assert lines[-1][len(HEADER) :] == ["4", "Organisation code is empty"]


def test_mended_rows_load_as_the_file_is_and_are_added_to_those_that_passed(load: Load, warehouse: Warehouse) -> None:
    first = load("执行.csv", csv_text((HEADER, GOOD, BAD_AMOUNT, NO_ORG)))
    again = load("mended.csv", mended(first.rejections, {"五十": "50", "2026,8,,P3": "2026,8,2,P3"}))
    assert (again.status, again.accepted) == ("loaded", 2)
    assert paid(warehouse) == {"1": 90, "2": 7}


def test_mended_rows_keep_the_unit_and_the_period_of_their_file(load: Load, warehouse: Warehouse) -> None:
    title = ("2026年8月", "", "", "单位：万元")
    rows = (title, HEADER[2:], GOOD[2:], BAD_AMOUNT[2:])
    first = load("执行.csv", csv_text(rows))
    assert paid(warehouse) == {"1": 400_000}
    load("mended.csv", mended(first.rejections, {"五十": "50"}))
    assert paid(warehouse) == {"1": 900_000}


def test_rows_mended_one_after_the_other_all_count(load: Load, warehouse: Warehouse) -> None:
    first = load("执行.csv", csv_text((HEADER, GOOD, BAD_MONTH, (2026, 13, "2", "P5", 1, 1))))
    second = load("mended.csv", mended(first.rejections, {"2026,13,2,P4": "2026,8,2,P4"}))
    assert (second.accepted, second.rejected) == (1, 1)
    load("mended again.csv", mended(second.rejections, {"2026,13,2,P5": "2026,8,2,P5"}))
    assert paid(warehouse) == {"1": 40, "2": 10}


def test_mended_rows_do_not_replace_a_newer_file(load: Load, warehouse: Warehouse) -> None:
    first = load("执行.csv", csv_text((HEADER, GOOD, BAD_MONTH)))
    load("newer.csv", csv_text((HEADER, (2026, 8, "2", "P4", 100, 90), (2026, 8, "2", "P6", 100, 5))))
    load("mended.csv", mended(first.rejections, {"2026,13,2,P4": "2026,8,2,P4"}))
    assert paid(warehouse) == {"1": 40, "2": 95}


def test_undoing_a_batch_takes_its_mended_rows_along(load: Load, warehouse: Warehouse) -> None:
    first = load("执行.csv", csv_text((HEADER, GOOD, BAD_MONTH)))
    load("mended.csv", mended(first.rejections, {"2026,13,2,P4": "2026,8,2,P4"}))
    warehouse.undo(first.batch or 0)
    assert paid(warehouse) == {}
    warehouse.redo(first.batch or 0)
    assert paid(warehouse) == {"1": 40, "2": 9}


def test_the_same_mended_rows_are_not_loaded_twice(load: Load, warehouse: Warehouse) -> None:
    first = load("执行.csv", csv_text((HEADER, GOOD, BAD_AMOUNT)))
    content = mended(first.rejections, {"五十": "50"})
    load("mended.csv", content)
    assert load("mended.csv", content).status == "refused"
    assert paid(warehouse) == {"1": 90}


def test_mended_rows_that_were_undone_can_be_mended_again(load: Load, warehouse: Warehouse) -> None:
    header = ("支付日期", "支付凭证号", "预算单位代码", "支付金额")
    rows = (header, ("2026-08-05", "V1", "1", "5"), ("2026-08-06", "V2", "1", "x"))
    first = load("支付.csv", csv_text(rows), "payment")
    wrong = load("mended.csv", mended(first.rejections, {",x,": ",70,"}), "payment")
    warehouse.undo(wrong.batch or 0)
    right = load("mended.csv", mended(first.rejections, {",x,": ",7,"}), "payment")
    assert right.status == "loaded"
    assert warehouse.read("data_state")["n_rows"].to_list() == [2]


def test_mended_rows_may_not_repeat_a_key(load: Load) -> None:
    header = ("支付日期", "支付凭证号", "行号", "预算单位代码", "支付金额")
    rows = (header, ("2026-08-05", "V1", "2", "1", "5"), ("2026-08-06", "V2", "2", "1", "x"))
    first = load("支付.csv", csv_text(rows), "payment")
    report = load("mended.csv", mended(first.rejections, {"V2,2,1,x": "V1,2,1,7"}), "payment")
    assert report.status == "refused"


def test_rows_that_mend_a_mended_batch_belong_to_the_first(load: Load, warehouse: Warehouse) -> None:
    load("执行.csv", csv_text((HEADER, GOOD)))
    load("one.csv", csv_text((HEADER, (2026, 8, "1", "P2", 1, 2))), mends=1)
    load("two.csv", csv_text((HEADER, (2026, 8, "1", "P3", 1, 3))), mends=2)
    assert paid(warehouse) == {"1": 45}


def test_rows_cannot_mend_what_is_not_read(load: Load, warehouse: Warehouse) -> None:
    load("执行.csv", csv_text((HEADER, GOOD)))
    warehouse.undo(1)
    more = csv_text((HEADER, (2026, 8, "1", "P2", 1, 2)))
    assert load("one.csv", more, mends=1).status == "refused"
    assert load("one.csv", more, mends=77).status == "refused"


def test_a_file_of_which_every_row_fails_is_refused_and_its_rows_are_written_out(load: Load) -> None:
    report = load("执行.csv", csv_text((HEADER, BAD_AMOUNT, NO_ORG)))
    assert (report.status, report.batch, report.accepted, report.rejected) == ("refused", None, 0, 2)
    title, _header, *rows = written(report.rejections)
    assert title == [f"源文件:{report.sha256}"]
    assert len(rows) == 2


def test_a_header_without_rows_is_refused(load: Load, warehouse: Warehouse) -> None:
    assert load("执行.csv", csv_text((HEADER,))).status == "refused"
    assert warehouse.read("batches").is_empty()


def test_rejected_rows_of_a_workbook_are_written_as_csv(load: Load) -> None:
    report = load("执行.xlsx", workbook({"表": [HEADER, GOOD, BAD_AMOUNT]}))
    assert written(report.rejections)[-1][:6] == ["2026", "8", "1", "P2", "100", "五十"]


def test_two_columns_of_one_name_are_both_written(load: Load) -> None:
    report = load("执行.csv", csv_text(((*HEADER, "备注", "备注"), (*GOOD, "a", "b"), (*BAD_AMOUNT, "c", "d"))))
    assert written(report.rejections)[-1][6:8] == ["c", "d"]


PAYMENTS = ("支付日期", "支付凭证号", "预算单位代码", "支付金额", "收款人名称", "收款账号", "经办人电话")
TO_SOMEBODY = ("2026-08-05", "V1", "1", "12.50", "王小明", "6222020000001", "13800000000")
TO_ANOTHER = ("2026-08-05", "V2", "1", "x", "李小红", "6222020000002", "13900000000")


def test_personal_data_is_never_loaded_and_the_report_names_its_columns(load: Load) -> None:
    report = load("支付.csv", csv_text((PAYMENTS, TO_SOMEBODY)), "payment")
    assert "Personal data, not loaded: 收款人名称、收款账号、经办人电话" in notes(report)


def test_personal_data_is_nowhere_in_the_warehouse_nor_in_the_rejected_rows(
    load: Load, warehouse: Warehouse, tmp_path: Path
) -> None:
    report = load("支付.csv", csv_text((PAYMENTS, TO_SOMEBODY, TO_ANOTHER)), "payment")
    assert report.rejected == 1
    kept = [
        *warehouse.read("rejections", batch=report.batch)["original"],
        Path(str(report.rejections)).read_text("utf-8"),
    ]
    warehouse.close()
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("small.duckdb*")).decode("utf-8", errors="ignore")
    for secret in (*TO_SOMEBODY[4:], *TO_ANOTHER[4:]):
        assert not [text for text in (*kept, stored) if str(secret) in text]


@pytest.mark.parametrize("rule", ["收款人名称", {"join": ["支付凭证号", "收款账号"]}, {"position": 5}])
def test_a_profile_cannot_ask_for_personal_data(rule: object) -> None:
    with pytest.raises(MappingError):
        read(csv_text((PAYMENTS, TO_SOMEBODY)), "payment", mapping={"columns": {"project_name": rule}})


def test_rejections_are_kept_in_the_warehouse_with_their_cells(load: Load, warehouse: Warehouse) -> None:
    report = load("执行.csv", csv_text((HEADER, GOOD, BAD_AMOUNT)))
    kept = warehouse.read("rejections", batch=report.batch).to_dicts()
    said = {"code": "unreadable", "extract": "execution", "column": "paid_yuan", "value": "五十"}
    assert [(row["row_number"], json.loads(row["reason"])) for row in kept] == [(3, [said])]
    assert "五十" in json.loads(kept[0]["original"]).values()


@pytest.mark.parametrize(
    ("extract", "header", "row", "other"),
    [
        ("project", ("预算单位代码", "项目代码", "项目名称"), ("1", "P1", "甲"), ("2", "P1", "乙")),
        ("org_profile", ("年度", "预算单位代码", "常住人口"), (2026, "1", 5), (2026, "1", 6)),
    ],
)
def test_a_row_that_repeats_a_key_is_set_aside_where_the_key_tells_rows_apart(
    extract: str, header: tuple[object, ...], row: tuple[object, ...], other: tuple[object, ...]
) -> None:
    reading = read(csv_text((header, row, other)), extract)
    assert accepted(reading, "row_number") == [2]
    assert reasons(reading)[3].startswith("an earlier row of the file has the same ")


def test_lines_of_execution_that_share_a_key_add_up() -> None:
    reading = read(csv_text((HEADER, GOOD, GOOD)))
    assert accepted(reading, "paid_yuan") == [40, 40]


def test_negative_payments_load_as_refunds() -> None:
    rows = (PAYMENTS[:4], ("2026-08-05", "V1", "1", "12.50"), ("2026-08-06", "V2", "1", "(2.50)"))
    assert accepted(read(csv_text(rows), "payment"), "amount_yuan") == [Decimal("12.50"), Decimal("-2.50")]


@pytest.mark.parametrize(("current", "paid_yuan"), [("0", "40"), ("", "40"), ("-5", "40"), ("0", "0")])
def test_the_rate_of_a_budget_that_is_not_positive_is_unknown(
    load: Load, warehouse: Warehouse, current: str, paid_yuan: str
) -> None:
    load("执行.csv", csv_text((HEADER, (2026, 8, "1", "P1", current, paid_yuan))))
    answer = warehouse.read("execution_by_org", year=2026).to_dicts()[0]
    assert answer["execution_rate"] is None
    assert answer["paid_yuan"] == Decimal(paid_yuan)


def test_organisations_that_the_file_does_not_mention_are_named_in_the_report(load: Load) -> None:
    load("a.csv", csv_text((HEADER, GOOD, (2026, 8, "2", "P4", 1, 1))))
    report = load("b.csv", csv_text((HEADER, GOOD)))
    assert report.replaced == (1,)
    assert any("1 organisations (2)" in note for note in notes(report))
