"""A refusal names the nearest column or sheet and the next step, for traditional characters, too."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from duibiao.ingest.header import is_personal, plain
from duibiao.ingest.load import Job, LoadReport, check_files, load_file, load_files
from duibiao.ingest.reading import Wish
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse


def write(folder: Path, text: str) -> Path:
    file = folder / "执行2026-08.csv"
    file.write_text(text, encoding="utf-8")
    return file


def auto(warehouse: Warehouse, file: Path) -> LoadReport:
    (report,) = load_files(warehouse, Job(None), [file])
    return report


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("預算單位代碼", "预算单位代码"),
        ("計畫編號", "计划编号"),
        ("累計支付數", "累计支付数"),
        ("核定經費", "核定经费"),
    ],
)
def test_traditional_headers_are_compared_as_simplified_ones(traditional: str, simplified: str) -> None:
    assert plain(traditional) == plain(simplified)


def test_characters_that_are_simplified_ones_already_stay() -> None:
    assert plain("里后面台干") == "里后面台干"


def test_personal_columns_are_known_in_traditional_characters() -> None:
    assert is_personal("手機號")
    assert is_personal("聯繫電話")


def test_a_file_with_traditional_headers_is_read(warehouse: Warehouse, tmp_path: Path) -> None:
    text = "单位:元\n年度,月份,預算單位代碼,項目代碼,變動後預算數,累計支付數\n2026,8,101,P1,100,40.50\n"
    report = load_file(warehouse, "execution", write(tmp_path, text))
    assert (report.status, report.accepted) == ("loaded", 1), report.error
    assert warehouse.read("execution_by_org", year=2026, month=8)["paid_yuan"].to_list() == [Decimal("40.50")]


def test_executed_amounts_are_known_in_traditional_characters_and_asked_about(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    file = write(tmp_path, "单位:元\n单位代码,项目代码,变动后预算数,執行金額\n101,P1,100,40.50\n101,P2,100,1\n")
    report = load_file(warehouse, "execution", file)
    assert (report.status, [each.code for each in report.findings][:1]) == ("waiting", ["span.paid_yuan"])


def test_the_column_that_is_nearest_to_the_missing_one_is_named_with_what_to_do(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    file = write(tmp_path, "单位:元\n单位代码,项目代码,变动后预算数,實際支付\n101,P1,100,40.50\n101,P2,100,1\n")
    for report in (auto(warehouse, file), load_file(warehouse, "execution", file)):
        assert report.status == "refused"
        assert "“實際支付” (column D) is nearest to Paid" in str(report.hint)
        assert "rename it in the file, or choose it" in str(report.hint)


def test_headers_of_which_none_is_known_are_answered_with_the_nearest(warehouse: Warehouse, tmp_path: Path) -> None:
    file = write(tmp_path, "系所代碼,計畫編號,核定經費,實際支付\nA1,P1,100,40.50\n")
    report = load_file(warehouse, "execution", file)
    assert report.status == "refused"
    assert "“實際支付” (column D) is nearest to Paid" in str(report.hint)
    assert "系所代碼" in str(report.hint)


def test_a_sheet_that_is_not_there_is_answered_with_the_nearest(warehouse: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "执行2026-08.xlsx"
    frame = pl.DataFrame({"单位代码": ["101"], "变动后预算数": [1], "累计支付数": [1]})
    frame.write_excel(file, worksheet="执行表")
    job = Job(extract_named("execution"), wish=Wish(sheet="执行表1"))
    (report,) = load_files(warehouse, job, [file])
    assert report.status == "refused"
    assert "Nearest is 执行表" in str(report.hint)


def test_a_file_that_is_only_looked_at_is_never_called_loaded(warehouse: Warehouse, tmp_path: Path) -> None:
    header = "单位:元\n年度,月份,单位代码,变动后预算数,累计支付数\n2026,8,101,100,40.50\n"
    job = Job(extract_named("execution"))
    (whole,) = check_files(warehouse, job, [write(tmp_path, header)])
    (partly,) = check_files(warehouse, job, [write(tmp_path, header + "2026,8,102,100,x\n")])
    assert (whole.status, partly.status) == ("would_load", "would_load_partly")
    assert '"loaded"' not in whole.as_json() + partly.as_json()
