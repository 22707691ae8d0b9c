"""What was found is kept as data and worded when it is read: in the language of whoever reads, with units, in full."""

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from bureau import Load, csv_text, notes, read, reasons, workbook

from duibiao import language
from duibiao.ingest import wording
from duibiao.ingest.fact import Values, values
from duibiao.ingest.findings import Example, Finding, Option, Severity, findings_frame, findings_of
from duibiao.ingest.load import LoadReport
from duibiao.ingest.note import Note, notes_of
from duibiao.ingest.plausibility.of_file import above_ceiling
from duibiao.ingest.reason import reasons_in_words, reasons_of, worded
from duibiao.ingest.report import in_words
from duibiao.ingest.setaside import rejections_of_batch
from duibiao.ingest.wording import Said
from duibiao.settings import house
from duibiao.warehouse import Warehouse

HEADER = ("年度", "月份", "预算单位代码", "项目代码", "变动后预算数", "累计支付数")
ABOVE = (2026, 8, "1", "P1", 100, 150)
BAD = (2026, 8, "1", "P2", 100, "五十")
NO_ORG = (2026, 8, "", "P3", 100, 7)
FILE = csv_text((HEADER, ABOVE, BAD, NO_ORG))

ALL = values(
    extract="execution", currency="CNY", column="paid_yuan", ceiling="current_yuan",
    columns=["org_code", "project_code"],
    reason="unreadable", value="五十", wanted="2026", n=7, of=5, count=3, file="甲.csv", n_set_aside=2,
    row=17, label="合计", file_yuan="120.00", rows_yuan="110.00", typed="9.00", slip=10_000,
    accepted="8.00", aside="1.00", excess="50.00", limit="100.00", sum="230.00",
    where="title", period="2026-08", periods=["2026-07"], other="2026-06", times=12.5, factor=10.0, like_wan=True,
    less="5.00", amount="6.00", n_organisations=4, batch=3, by="张三", undone=True, org="118001",
    was="10.00", now="9.00", key=["P2"], code="118009", near_code="118001", near_name="夏阳街道",
    codes=["118002"], encoding="gb18030", separator=";", name="盈浦街道", names=["a.docx"], cells=["C5"],
    kinds=["#REF!"], factors=[1, 10_000], found="title", date="2026-03-05", share=0.97, days=10, header="部门",
    headers=["收款人"], letter="F", total="9.00", why=["copy"], sums=["1.00", "2.00"], visible_ties=True,
    who="李华", before="五十", after="50", text="9", scale=10_000, unit="万元",
)  # fmt: skip
"""Every value that any sentence asks for."""

WITHOUT_CELLS = {"hidden_rows", "sums"}
"""Questions whose places are whole rows."""

NOBODY_ELSE = {"not_admitted"}
"""Findings that keep the text of an error."""

TABLES = {
    "finding": wording.FINDINGS,
    "reason": wording.REASONS,
    "note": wording.NOTES,
    "option": wording.OPTIONS,
    "example": wording.EXAMPLES,
}
CODES = [(table, code) for table, codes in TABLES.items() for code in codes]


def said(table: str, code: str) -> list[str]:
    """All that is said of a code, with every value there is."""
    if table == "finding":
        told = wording.finding(code, ALL)
        return [told.message, *([told.mend] if told.mend else [])]
    if table == "example":
        return [wording.example(code, values(value="150.00", why="copy"), ALL)]
    return [{"reason": wording.reason, "note": wording.note, "option": wording.option}[table](code, ALL)]


def in_language(code: str) -> None:
    language.use(code)


def called(names: dict[str, int]) -> Iterator[tuple[str, str]]:
    """What the program gives as a code: the constant at a place of a call, by the name of what is called."""
    for file in sorted((house() / "duibiao").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
            if isinstance(node, ast.Call) and name in names and len(node.args) > names[name]:
                code = node.args[names[name]]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield name, code.value


@pytest.mark.parametrize(("table", "code"), CODES)
def test_every_code_has_words_in_both_languages_and_nothing_is_left_to_be_filled_in(table: str, code: str) -> None:
    told = {}
    for spoken in language.LANGUAGES:
        in_language(spoken)
        told[spoken] = said(table, code)
        assert all(told[spoken]) or code in WITHOUT_CELLS, spoken
        assert not [text for text in told[spoken] if re.search(r"[{}]|—|None", text)], told[spoken]
    if table in ("finding", "reason", "note"):
        assert all(one != other for one, other in zip(*told.values(), strict=True)), told


def test_every_code_that_the_program_gives_has_words() -> None:
    given = {"Finding": 1, "reason": 0, "note": 0, "Note": 0, "Option": 1}
    tables = {"Finding": "finding", "reason": "reason", "note": "note", "Note": "note", "Option": "option"}
    found = {(tables[name], code) for name, code in called(given)} - {("note", "")}
    findings = {code for table, code in found if table == "finding"}
    assert {"empty", "jumped", "rows_set_aside"} - findings == {"rows_set_aside"}, "its code depends on the reason"
    assert found - {("finding", code) for code in NOBODY_ELSE} <= set(CODES)


def test_a_batch_loaded_in_english_reads_chinese_in_chinese(load: Load, warehouse: Warehouse) -> None:
    load("执行.csv", FILE)
    in_language("zh_CN")
    found = findings_of(warehouse.read("batch_findings", batch=1))
    assert [each.message for each in found] == [
        "搁置 1 行：累计支付数：“五十”不是金额",
        "搁置 1 行：预算单位代码为空",
        "1 条记录的累计支付数超过变动后预算数，共超出 50.00 元",
    ]
    assert found[2].places == (("F2", "150.00 元 > 100.00 元"),)
    rows = worded(warehouse.read("rejections", batch=1))
    assert rows["reason"].to_list() == ["累计支付数：“五十”不是金额", "预算单位代码为空"]
    kept = notes_of(warehouse.read("batch_report", batch=1)["notes"].item())
    assert "表头在第 1 行" in [note.message for note in kept]


def test_a_batch_loaded_in_chinese_reads_english_in_english(load: Load, warehouse: Warehouse) -> None:
    in_language("zh_CN")
    load("执行.csv", FILE)
    in_language("en")
    found = findings_of(warehouse.read("batch_findings", batch=1))
    assert [each.message for each in found] == [
        "1 rows are set aside: Paid: “五十” is not an amount of money",
        "1 rows are set aside: Organisation code is empty",
        "Paid is above Current budget in 1 lines, by 50.00 yuan in all",
    ]
    rows = worded(warehouse.read("rejections", batch=1))
    assert rows["reason"].to_list() == ["Paid: “五十” is not an amount of money", "Organisation code is empty"]
    kept = notes_of(warehouse.read("batch_report", batch=1)["notes"].item())
    assert "header in row 1" in [note.message for note in kept]


def test_the_warehouse_keeps_no_sentence_in_any_language(load: Load, warehouse: Warehouse) -> None:
    load("执行.csv", FILE)
    findings = warehouse.read("batch_findings", batch=1)
    assert findings.select("message", "mend").unique().rows() == [("", "")]
    kept = "".join((*findings["facts"], *findings["examples"], *warehouse.read("rejections", batch=1)["reason"]))
    kept += warehouse.read("batch_report", batch=1)["notes"].item()
    assert not re.search(r"Paid|is not|empty|header in|rows", kept)


def test_a_batch_of_an_earlier_version_keeps_its_sentences() -> None:
    places = '[{"row_number":4,"cell":"F4","value":"100.00"}]'
    schema = findings_frame([]).schema
    old = pl.DataFrame([(1, "warn", "jumped", "甲镇翻番", 1, places, "请核实。", None)], schema, orient="row")
    (found,) = findings_of(old)
    assert (found.message, found.mend, found.places) == ("甲镇翻番", "请核实。", (("F4", "100.00"),))
    assert [note.message for note in notes_of('["金额单位为 元"]')] == ["金额单位为 元"]
    for sentence in ("累计支付数：“无”不是金额", "Paid: “[1]” is not a number", "[x] is empty", "12", '"x"'):
        assert reasons_in_words(sentence) == sentence


def test_a_code_that_this_program_does_not_know_is_shown_with_its_values() -> None:
    newer = Finding(Severity.WARN, "of_tomorrow", 2, values(file="甲.csv"), (Example(3, "C3", values(value="x")),))
    assert newer.message == "of_tomorrow (file 甲.csv, count 2)"
    assert newer.places == (("C3", "x"),)
    assert Note("of_tomorrow").message == "of_tomorrow"


def test_findings_come_back_from_the_warehouse_as_they_were() -> None:
    told: Values = values(columns=["org_code"], factor=10.0, undone=True, excess="1.50", n=3)
    found = Finding(Severity.WARN, "paid_above_budget", 3, told, (Example(0, "", values(key=["P1", "P2"]), "表1"),))
    error = Finding(Severity.WARN, "not_admitted", 1, kept=Said("nein", "doch"))
    assert findings_of(findings_frame([found, error])) == (found, error)


def test_an_answer_to_a_question_is_worded_when_it_is_read() -> None:
    assert Option("yes", kept="as it is").label == "as it is"
    assert Option("yes", "of_tomorrow").label == "of_tomorrow"


def test_json_has_codes_and_values_for_machines_and_words_for_people(load: Load) -> None:
    told = json.loads(load("执行.csv", FILE).as_json())
    aside, _no_org, above = told["findings"]
    assert (aside["code"], aside["count"], aside["severity"]) == ("rows_set_aside", 1, "set_aside")
    assert (aside["values"]["reason"], aside["values"]["column"], aside["values"]["value"]) == (
        "unreadable", "paid_yuan", "五十",
    )  # fmt: skip
    assert above["values"] == {
        "extract": "execution", "currency": "CNY", "column": "paid_yuan", "ceiling": "current_yuan", "excess": "50.00",
    }  # fmt: skip
    assert above["message"] == "Paid is above Current budget in 1 lines, by 50.00 yuan in all"
    assert above["examples"] == [
        {
            "row_number": 2,
            "cell": "F2",
            "values": {"value": "150.00", "limit": "100.00"},
            "value": "150.00 yuan > 100.00 yuan",
        }
    ]
    assert {"code": "header_row", "values": {"row": 1}, "message": "header in row 1"} in told["notes"]


def test_amounts_are_said_in_the_currency_of_the_file() -> None:
    reading = read(FILE, mapping={"unit": {"currency": "EUR"}})
    (above,) = above_ceiling(reading)
    assert above.message == "Paid is above Current budget in 1 lines, by 50.00 euros (EUR) in all"
    assert [there for _where, there in above.places] == ["150.00 euros (EUR) > 100.00 euros (EUR)"]


def test_a_row_keeps_its_reasons_as_data_in_the_order_of_the_columns() -> None:
    reading = read(csv_text((HEADER, ABOVE, (2026, 13, "", "P2", 100, "五\\十"))))
    (text,) = reading.rejected["reason"]
    assert [(each.code, each.column, each.value) for each in reasons_of(text)] == [
        ("unreadable", "month", "13"),
        ("missing", "org_code", None),
        ("unreadable", "paid_yuan", "五\\十"),
    ]
    assert reasons(reading)[3] == (
        "Month: “13” is not a month; Organisation code is empty; Paid: “五\\十” is not an amount of money"
    )


def test_rows_set_aside_are_told_by_what_is_wrong_and_the_column_whatever_the_cells_say(load: Load) -> None:
    quoted = (2026, 8, "1", "P4", 100, "“约”50")
    both = (2026, 8, "", "P5", 100, "六十")
    report = load("执行.csv", csv_text((HEADER, ABOVE, BAD, quoted, both)))
    told = [each for each in report.findings if each.severity is Severity.SET_ASIDE]
    assert [(each.code, each.count, dict(each.values)["column"]) for each in told] == [
        ("rows_set_aside", 3, "paid_yuan"),
        ("rows_set_aside", 1, "org_code"),
    ]
    assert told[0].message == "3 rows are set aside: Paid: “…” is not an amount of money"
    assert [there for _where, there in told[0].places] == ["五十", "“约”50", "六十"]


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(data.decode("utf-8-sig").splitlines()))


def test_rows_set_aside_are_downloaded_in_the_language_of_the_reader(load: Load, warehouse: Warehouse) -> None:
    load("执行.csv", FILE)
    header = warehouse.read("batch_report", batch=1)["header"].item()
    in_language("zh_CN")
    told = lines(rejections_of_batch(1, header, warehouse.read("rejections", batch=1)))
    assert told[1][-2:] == ["文件行号", "原因"]
    assert [row[-1] for row in told[2:]] == ["累计支付数：“五十”不是金额", "预算单位代码为空"]


def test_the_command_line_words_what_a_batch_keeps(load: Load, warehouse: Warehouse) -> None:
    load("执行.csv", FILE)
    in_language("zh_CN")
    rows = in_words("rejections", warehouse.read("rejections", batch=1))
    assert rows["in_words"].to_list() == ["累计支付数：“五十”不是金额", "预算单位代码为空"]
    found = in_words("batch_findings", warehouse.read("batch_findings", batch=1))
    assert found["in_words"][1].startswith("搁置 1 行：预算单位代码为空")
    assert in_words("batches", warehouse.read("batches")).columns == warehouse.read("batches").columns


def mended(report: LoadReport, wrong: str, right: str) -> str:
    text = Path(str(report.rejections)).read_text(encoding="utf-8-sig")
    assert wrong in text
    return text.replace(wrong, right, 1)


def test_mended_rows_load_in_another_language_than_that_in_which_they_were_written(load: Load) -> None:
    in_language("zh_CN")
    first = load("执行.csv", FILE)
    in_language("en")
    again = load("一.csv", mended(first, ",五十", ",50"))
    assert (again.accepted, again.rejected) == (1, 1)
    told = lines(Path(str(again.rejections)).read_bytes())
    assert told[1] == [*HEADER, "Row in the file", "Reason"]
    in_language("zh_CN")
    last = load("二.csv", mended(again, ",,P3", ",1,P3"))
    assert (last.status, last.accepted) == ("loaded", 1)


def test_a_column_of_the_file_that_is_called_as_ours_stays_in_the_rows_set_aside(load: Load) -> None:
    rows = ((*HEADER, "Reason"), (*ABOVE, "a"), (*BAD, "b"))
    first = load("执行.csv", csv_text(rows))
    told = lines(Path(str(first.rejections)).read_bytes())
    assert told[1][-3:] == ["Reason", "Row in the file", "Reason_2"]
    assert told[2][-3:] == ["b", "3", "Paid: “五十” is not an amount of money"]
    again = load("一.csv", mended(first, "五十", "六十"))
    assert lines(Path(str(again.rejections)).read_bytes())[1][-3:] == ["Reason", "Row in the file", "Reason_2"]


def test_notes_of_a_workbook_are_worded_when_they_are_read() -> None:
    reading = read(workbook({"执行": [HEADER, ABOVE]}), name="a.xlsx")
    assert "sheet 执行" in notes(reading)
    in_language("zh_CN")
    assert "工作表 执行" in notes(reading)
