"""A file is examined without writing, and accepted only as it was examined: findings by hand, with their cells."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from bureau import Rows, csv_text, places, spoken

from duibiao.errors import ChangedMeanwhileError, DuibiaoError, RefusedFileError
from duibiao.ingest.examine import Examined, accept, examine
from duibiao.ingest.findings import Finding, Severity, address, findings_of
from duibiao.ingest.load import Job, load_file, load_files
from duibiao.ingest.mapping import parse_mapping
from duibiao.ingest.reading import Wish
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse

D = Decimal
EXECUTION = ("年度", "月份", "预算单位代码", "项目代码", "变动后预算数", "累计支付数")
PAYMENT = ("支付日期", "支付凭证号", "预算单位代码", "支付金额")
TODAY = date(2026, 9, 10)


@pytest.fixture
def look(warehouse: Warehouse) -> Callable[..., Examined]:
    def examine_rows(rows: Rows, extract: str = "execution", name: str = "file.csv", **options: object) -> Examined:
        wish = Wish(**{key: options.pop(key) for key in ("despite_totals", "mends") if key in options})
        given = {"today": TODAY} | options
        return examine(warehouse, csv_text(rows).encode(), name, extract_named(extract), None, wish, **given)

    return examine_rows


@pytest.fixture
def take(warehouse: Warehouse, look: Callable[..., Examined]) -> Callable[..., int]:
    def accept_rows(rows: Rows, extract: str = "execution", **options: object) -> int:
        (batch,) = accept(warehouse, look(rows, extract, **options), accepted_by="甲", acknowledged=True)
        return batch

    return accept_rows


Look, Take = Callable[..., Examined], Callable[..., int]


def lines(month: int, *amounts: tuple[str, str, object, object]) -> Rows:
    """Execution of a month: organisation, project, current budget, paid."""
    return (EXECUTION, *((2026, month, *each) for each in amounts))


def finding(found: Examined, code: str) -> Finding:
    return spoken(next(each for each in found.findings if each.code == code))


def codes(found: Examined) -> list[str]:
    return [each.code for each in found.findings]


JULY = lines(7, ("A", "P1", 100_000, 60_000), ("A", "P2", 50_000, 10_000), ("B", "P3", 80_000, 20_000))
AUGUST = lines(8, ("A", "P1", 100_000, 70_000), ("A", "P2", 50_000, 10_000), ("B", "P3", 80_000, 25_000))


def test_an_ordinary_month_after_another_has_nothing_to_be_said(look: Look, take: Take) -> None:
    take(JULY)
    found = look(AUGUST)
    assert (found.findings, found.replaces, found.change, found.same_file) == ((), (), None, ())
    assert found.scopes.rows() == [("A", "2026-08", 2, None), ("B", "2026-08", 1, None)]


def test_examining_writes_nothing_and_needs_only_to_read(warehouse: Warehouse, take: Take) -> None:
    take(JULY)
    path, version = warehouse.path, warehouse.data_version()
    warehouse.close()
    with Warehouse.open(path, read_only=True) as only_read:
        data = csv_text(AUGUST).encode()
        found = examine(only_read, data, "a.csv", extract_named("execution"), None, Wish(), today=TODAY)
        assert found.reading.rows.height == 3
        assert only_read.data_version() == version


def test_paid_that_falls_against_the_month_before_is_told_with_its_cell(look: Look, take: Take) -> None:
    take(JULY)
    found = look(lines(8, ("A", "P1", 100_000, 60_000), ("A", "P2", 50_000, 9_000), ("B", "P3", 80_000, 20_000)))
    fell = finding(found, "cumulative_fell")
    assert (fell.severity, fell.count) == (Severity.WARN, 1)
    assert places(fell) == [(3, "F3", "10,000.00 yuan → 9,000.00 yuan")]
    assert "1,000.00 yuan in all" in fell.message


def test_paid_may_start_again_in_january(look: Look, take: Take) -> None:
    take((EXECUTION, (2025, 12, "A", "P1", 100_000, 90_000)))
    assert codes(look((EXECUTION, (2026, 1, "A", "P1", 100_000, 20_000)))) == []


def test_months_of_one_file_are_compared_with_one_another(look: Look) -> None:
    rows = (
        EXECUTION,
        (2026, 1, "A", "P1", 9_000, 500),
        (2026, 2, "A", "P1", 9_000, 400),
        (2026, 3, "A", "P1", 9_000, 600),
    )
    assert places(finding(look(rows), "cumulative_fell")) == [(3, "F3", "500.00 yuan → 400.00 yuan")]


def test_paid_above_the_budget_is_judged_by_line_not_by_row(look: Look) -> None:
    """P1 is split over two rows which together stay below their budgets; P2 does not."""
    found = look(lines(8, ("A", "P1", 100, 150), ("A", "P1", 100, 20), ("A", "P2", 100, "100.01"), ("A", "P3", "", 5)))
    above = finding(found, "paid_above_budget")
    assert (above.count, places(above)) == (1, [(4, "F4", "100.01 yuan > 100.00 yuan")])


def test_a_jump_is_told_by_organisation_and_the_factor_can_be_given(look: Look, take: Take) -> None:
    take(lines(7, ("A", "P1", 100_000, 50_000), ("B", "P2", 1_000_000, 50_000)))
    rows = lines(8, ("A", "P1", 1_200_000, 60_000), ("B", "P2", 5_000_000, 60_000))
    jumped = finding(look(rows), "jumped")
    assert jumped.count == 1
    said = "A 2026-08 Current budget: 100,000.00 yuan → 1,200,000.00 yuan (× 12.0)"
    assert places(jumped) == [(0, "", said)]
    assert finding(look(rows, factor=4), "jumped").count == 2
    assert codes(look(rows, factor=20)) == []


def test_one_organisation_that_jumps_ten_thousand_times_is_told_to_look_at_its_unit(look: Look, take: Take) -> None:
    take(lines(7, ("A", "P1", 10_000_000, 5_000_000), *(("B", f"P{i}", 80_000, 20_000) for i in range(3))))
    rows = lines(8, ("A", "P1", 1_000, 600), *(("B", f"P{i}", 80_000, 20_000) for i in range(3)))
    assert "万元" in finding(look(rows), "jumped").mend


def test_the_pace_of_running_amounts_is_compared_not_the_amounts(look: Look, take: Take) -> None:
    """15 times from January to February is 7.5 times a month; 25 times is more than ten."""
    take(lines(1, ("A", "P1", 9_000_000, 10_000)))
    assert codes(look(lines(2, ("A", "P1", 9_000_000, 150_000)))) == []
    assert codes(look(lines(2, ("A", "P1", 9_000_000, 250_000)))) == ["jumped"]


def test_a_sum_below_zero_is_told_where_the_column_is_no_net_change(look: Look) -> None:
    header = (*EXECUTION, "预算调整数")
    found = look((header, (2026, 8, "A", "P1", 100, -30, -50), (2026, 8, "A", "P2", 100, 10, -20)))
    negative = finding(found, "negative_total")
    assert (negative.count, places(negative)) == (1, [(0, "", "A 2026-08 Paid: -20.00 yuan")])


def test_a_row_that_stands_twice_is_told_where_the_key_need_not_be_unique(look: Look) -> None:
    found = look(lines(8, ("A", "P1", 100, 5), ("A", "P1", 100, 5), ("A", "P1", 100, 6)))
    repeated = finding(found, "repeated_rows")
    assert (repeated.count, places(repeated)) == (1, [(3, "F3", "5.00 yuan")])


def test_the_lines_of_a_voucher_are_all_loaded_and_nothing_is_asked(look: Look) -> None:
    rows = (PAYMENT, ("2026-08-03", "V1", "A", 5), ("2026-08-03", "V1", "A", 7), ("2026-08-04", "V1", "A", 5))
    found = look(rows, "payment")
    assert (found.findings, found.reading.rows.height) == ((), 3)


def test_a_line_that_is_the_same_to_the_letter_is_loaded_and_asked_about_with_its_sum(look: Look) -> None:
    header = (*PAYMENT, "用途")
    same = ("2026-08-03", "V1", "A", 5, "保洁")
    rows = (header, same, ("2026-08-03", "V1", "A", 5, "绿化"), same, same)
    repeated = finding(look(rows, "payment"), "repeated_rows")
    assert (repeated.severity, repeated.count) == (Severity.WARN, 2)
    assert [each.row_number for each in repeated.examples] == [4, 5]
    assert "Amount is 10.00 yuan in all" in repeated.message


def test_a_running_number_does_not_make_a_repeated_line_another(look: Look) -> None:
    rows = (("序号", *PAYMENT), (1, "2026-08-03", "V1", "A", 5), (2, "2026-08-03", "V1", "A", 5))
    assert finding(look(rows, "payment"), "repeated_rows").count == 1


def test_a_line_number_that_the_file_gives_twice_with_other_amounts_is_asked_about(look: Look) -> None:
    header = ("支付日期", "支付凭证号", "行号", "预算单位代码", "支付金额")
    rows = (header, ("2026-08-03", "V1", 1, "A", 5), ("2026-08-03", "V1", 2, "A", 5), ("2026-08-03", "V1", 2, "A", 7))
    found = look(rows, "payment")
    assert (codes(found), finding(found, "repeated_lines").examples[0].row_number) == (["repeated_lines"], 4)


def test_lines_of_a_voucher_that_are_loaded_for_another_month_in_another_order_are_told(look: Look, take: Take) -> None:
    take((PAYMENT, ("2026-07-31", "V1", "A", 5), ("2026-07-31", "V1", "A", 7), ("2026-07-31", "V2", "A", 9)), "payment")
    rows = (PAYMENT, ("2026-08-01", "V1", "A", 7), ("2026-08-01", "V1", "A", 5), ("2026-08-01", "V3", "A", 9))
    elsewhere = finding(look(rows, "payment"), "loaded_elsewhere")
    assert [(row, there) for row, _cell, there in places(elsewhere)] == [
        (2, "batch 1, row 3 (A 2026-07)"),
        (3, "batch 1, row 2 (A 2026-07)"),
    ]


def test_the_same_lines_under_another_organisation_are_told(look: Look, take: Take) -> None:
    take((PAYMENT, ("2026-08-03", "V1", "A", 5), ("2026-08-03", "V1", "A", 7)), "payment")
    rows = (PAYMENT, ("2026-08-03", "V1", "B", 7))
    assert finding(look(rows, "payment"), "loaded_elsewhere").count == 1


def test_a_voucher_that_is_loaded_for_another_month_is_told(look: Look, take: Take) -> None:
    batch = take((PAYMENT, ("2026-07-31", "V1", "A", 5), ("2026-07-31", "V2", "A", 7)), "payment")
    found = look((PAYMENT, ("2026-08-01", "V2", "A", 7), ("2026-08-02", "V3", "A", 9)), "payment")
    elsewhere = finding(found, "loaded_elsewhere")
    assert places(elsewhere) == [(2, "B2", f"batch {batch}, row 3 (A 2026-07)")]
    again = look((PAYMENT, ("2026-07-31", "V1", "A", 5), ("2026-08-01", "V2", "A", 7)), "payment")
    assert "loaded_elsewhere" not in codes(again), "July is replaced, so V2 of July will not be read any more"


@pytest.mark.parametrize("total", ["230000", "90000"])
def test_a_typed_total_that_is_the_sum_of_one_of_the_columns_ties(look: Look, total: str) -> None:
    assert codes(look(JULY, typed_total=D(total))) == []


def test_a_typed_total_that_is_no_sum_of_the_file_refuses_it_and_shows_the_sums(look: Look) -> None:
    found = look(JULY, typed_total=D(90_001))
    differs = finding(found, "typed_total_differs")
    assert (found.blocked, differs.severity) == (True, Severity.REFUSE)
    assert places(differs) == [(0, "", "Current budget: 230,000.00 yuan"), (0, "", "Paid: 90,000.00 yuan")]


def test_a_total_typed_in_ten_thousands_is_recognised(look: Look) -> None:
    assert "10,000 times" in finding(look(JULY, typed_total=D(9)), "typed_total_differs").mend


def test_a_typed_total_that_ties_with_rows_set_aside_warns(look: Look) -> None:
    rows = (*JULY, (2026, 13, "B", "P4", 10, 5))
    found = look(rows, typed_total=D(90_005))
    assert "5.00 yuan are not" in finding(found, "typed_total_with_set_aside").message
    assert not found.blocked


def test_rows_set_aside_are_told_by_reason_with_the_cell(look: Look) -> None:
    rows = lines(8, ("A", "P1", 100, 5), ("A", "P2", 100, "五"), ("A", "P3", 100, "六"), ("", "P4", 100, 6))
    first, second = look(rows).findings
    assert (first.code, first.severity, first.count) == ("rows_set_aside", Severity.SET_ASIDE, 2)
    assert first.message == "2 rows are set aside: Paid: “…” is not an amount of money"
    assert places(first) == [(3, "F3", "五"), (4, "F4", "六")]
    assert (second.count, places(second)) == (1, [(5, "C5", "")])
    assert second.message == "1 rows are set aside: Organisation code is empty"


def test_totals_that_do_not_tie_refuse_unless_overruled(look: Look) -> None:
    rows = (*JULY, ("合计", "", "", "", 230_000, 90_001))
    refused = look(rows)
    assert (refused.blocked, places(finding(refused, "totals_differ"))) == (
        True,
        [(5, "F5", "90,001.00 yuan ≠ 90,000.00 yuan")],
    )
    overruled = look(rows, despite_totals=True)
    assert (overruled.blocked, finding(overruled, "totals_differ").severity) == (False, Severity.WARN)


def test_a_file_without_a_good_row_is_refused(look: Look) -> None:
    found = look(lines(8, ("A", "P1", 100, "五")))
    assert (found.blocked, found.findings[0].code) == (True, "empty")


def test_organisations_of_the_last_file_that_are_missing_are_named(look: Look, take: Take) -> None:
    take((*JULY, (2026, 7, "C", "P9", 10, 5)))
    missing = finding(look(AUGUST), "organisations_missing")
    assert places(missing) == [(0, "", "C 2026-07")]


def test_a_town_that_sends_only_its_own_file_misses_nobody(look: Look, take: Take) -> None:
    take(JULY)
    assert codes(look(lines(8, ("B", "P3", 80_000, 25_000)))) == []


def test_lines_that_had_payments_and_are_gone_are_told(look: Look, take: Take) -> None:
    take(JULY)
    found = look(lines(8, ("A", "P1", 100_000, 70_000), ("B", "P3", 80_000, 25_000)))
    missing = finding(found, "lines_missing")
    assert (missing.count, places(missing)) == (1, [(0, "", "A 2026-07 P2: 10,000.00 yuan")])


def test_a_list_is_compared_by_its_texts(look: Look, take: Take) -> None:
    header = ("预算单位代码", "预算单位名称", "单位类型")
    take((header, ("1", "甲镇", "镇"), ("2", "乙镇", "镇")), "org")
    found = look((header, ("1", "甲镇", "镇"), ("2", "乙街道", "街道")), "org")
    assert found.change is not None
    assert found.change.things.select("scope_org", "status", "attributes").rows() == [
        ("1", "same", ""),
        ("2", "changed", "org_name,org_type"),
    ]


def test_what_a_batch_changes_is_worked_out_before_it_is_accepted(look: Look, take: Take) -> None:
    take(AUGUST)
    found = look(lines(8, ("A", "P1", 100_000, 71_000), ("A", "P4", 50_000, 10_000), ("B", "P3", 80_000, 25_000)))
    assert found.replaces == (1,)
    assert found.change is not None
    assert [found.change.count(each) for each in ("new", "gone", "changed", "same")] == [1, 1, 1, 1]
    paid = found.change.organisations.filter(measure="paid_yuan").select("scope_org", "before", "after", "difference")
    assert paid.rows() == [("A", D(80_000), D(81_000), D(1_000)), ("B", D(25_000), D(25_000), D(0))]


def test_organisations_that_a_file_of_all_leaves_out_are_gone_in_its_change(warehouse: Warehouse) -> None:
    whole = parse_mapping({"extract": "execution", "scope": {"whole": True}}, "city")
    extract = extract_named("execution")
    first = examine(warehouse, csv_text(JULY).encode(), "a.csv", extract, whole, Wish(), today=TODAY)
    accept(warehouse, first, accepted_by="甲", acknowledged=True)
    rows = csv_text(lines(7, ("A", "P1", 100_000, 60_000), ("A", "P2", 50_000, 10_000))).encode()
    found = examine(warehouse, rows, "b.csv", extract, whole, Wish(), today=TODAY)
    assert found.scopes.rows() == [("A", "2026-07", 2, 1), ("B", "2026-07", 0, 1)]
    assert found.change is not None
    assert found.change.things.filter(status="gone")["scope_org"].to_list() == ["B"]


def test_warnings_must_be_acknowledged_and_who_did_is_kept(warehouse: Warehouse, look: Look) -> None:
    found = look(lines(8, ("A", "P1", 100, 150)))
    with pytest.raises(DuibiaoError, match="took note"):
        accept(warehouse, found, accepted_by="李四")
    assert warehouse.read("batches").is_empty()
    accept(warehouse, found, accepted_by="李四", acknowledged=True)
    report = warehouse.read("batch_report", batch=1).to_dicts()[0]
    assert report["acknowledged_by"] == "李四"
    assert findings_of(warehouse.read("batch_findings", batch=1)) == found.findings


def test_a_file_without_warnings_is_accepted_without_a_word(warehouse: Warehouse, look: Look) -> None:
    said: list[tuple[float, str]] = []
    steps = accept(warehouse, look(JULY), accepted_by="甲", progress=lambda done, what: said.append((done, what)))
    assert steps == (1,)
    assert [done for done, _what in said] == sorted(done for done, _what in said)
    assert said[-1][0] == 1.0
    assert warehouse.read("batch_report", batch=1)["acknowledged_by"].item() is None


def test_a_refused_file_cannot_be_accepted_even_if_acknowledged(warehouse: Warehouse, look: Look) -> None:
    with pytest.raises(RefusedFileError):
        accept(warehouse, look(JULY, typed_total=D(1)), accepted_by="甲", acknowledged=True)


def test_a_file_is_not_accepted_when_its_scope_changed_since(warehouse: Warehouse, look: Look, take: Take) -> None:
    found, other = look(JULY), look(AUGUST)
    take(lines(7, ("B", "P3", 80_000, 21_000)))
    with pytest.raises(ChangedMeanwhileError):
        accept(warehouse, found, accepted_by="甲", acknowledged=True)
    assert accept(warehouse, other, accepted_by="甲", acknowledged=True) == (2,), "August was not touched"


def test_amounts_of_another_currency_are_refused_before_accepting(warehouse: Warehouse, take: Take) -> None:
    take(JULY)
    euro = parse_mapping({"extract": "execution", "unit": {"currency": "EUR"}}, "euro")
    extract = extract_named("execution")
    found = examine(warehouse, csv_text(AUGUST).encode(), "a.csv", extract, euro, Wish(), today=TODAY)
    assert (found.blocked, found.findings[0].code) == (True, "not_admitted")


def test_the_same_file_taken_back_is_to_be_brought_back(warehouse: Warehouse, look: Look, take: Take) -> None:
    take(JULY)
    warehouse.undo(1)
    found = look(JULY)
    assert found.same_file == (1,)
    assert "redo" in finding(found, "same_file").mend


def test_a_load_that_is_not_acknowledged_waits_with_its_report(warehouse: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(csv_text(lines(8, ("A", "P1", 100, 150))))
    (report,) = load_files(warehouse, Job(extract_named("execution"), acknowledged=False), [file])
    assert (report.status, report.batch, report.findings[0].code) == ("waiting", None, "paid_above_budget")
    assert warehouse.read("batches").is_empty()
    loaded = load_file(warehouse, "execution", file)
    assert (loaded.status, loaded.findings[0].code) == ("loaded", "paid_above_budget")


@pytest.mark.parametrize(
    ("cell", "row", "said"),
    [("c0", 1, "A1"), ("c25", 17, "Z17"), ("c26", 2, "AA2"), ("c701", 3, "ZZ3"), ("c702", 4, "AAA4"), (None, 5, "")],
)
def test_cells_are_addressed_as_a_spreadsheet_does(cell: str | None, row: int, said: str) -> None:
    assert address(cell, row) == said
