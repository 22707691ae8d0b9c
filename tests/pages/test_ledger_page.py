"""The ledger shows who loaded what and what became of it, and takes a batch back or brings it back, by name."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest
from open_pages import COMPARE, LEDGER, page, shown, texts
from small import batch, line

from duibiao.errors import WarehouseError
from duibiao.ingest.findings import Example, Finding, Severity, findings_frame
from duibiao.ingest.setaside import Layout, rejections_of_batch
from duibiao.ingest.wording import Said
from duibiao.ui import kept, store
from duibiao.warehouse import Warehouse

ROADS = {"item_code": "CY0101", "item_name": "道路", "org_type": "town"}
TOTALS = [
    {"row": 9, "label": "合计", "column": "paid_yuan", "file_yuan": "160.00", "rows_yuan": "160.00", "status": "ties"},
    {
        "row": 5,
        "label": "小计",
        "column": "paid_yuan",
        "file_yuan": "101.00",
        "rows_yuan": "100.00",
        "status": "differs",
    },
]
FOUND = Finding(
    Severity.WARN, "jump", 1, (), (Example(4, "F4", (("text", "100.00"),)),), kept=Said("甲镇 7月至8月翻番", "请核实。")
)
PROFILE = {
    "columns": [["paid_yuan", {"source": ["累计支付数"], "join": [], "separator": "-", "position": None}]],
    "constants": [["fund_type", "一般公共预算"]],
}
ASIDE = pl.DataFrame(
    {"row_number": [7], "reason": ["累计支付数：“无”不是金额"], "original": ['{"c0": "3", "c1": "丙镇", "c2": "无"}']}
)
LAYOUT = Layout(("单位代码", "单位名称", "累计支付数"), unit=10_000, period="2026-08").as_json()


@pytest.fixture
def ledger(serve, tmp_path):
    """June, then August as first sent, then August of 甲镇 alone sent again: batches 1, 2 and 3."""
    with Warehouse.open(tmp_path / "ledger.duckdb") as warehouse:
        warehouse.accept(
            batch("execution", [line("1", 10, month=6, **ROADS)], file_name="六月.csv", accepted_by="张三")
        )
        first = [line("1", 100, org_name="甲镇", **ROADS), line("2", 60, org_name="乙镇", **ROADS)]
        warehouse.accept(
            batch(
                "execution",
                first,
                file_name="八月.csv",
                file_sha256="abcdef0123456789",
                accepted_by="李华",
                rejections=ASIDE,
                header=LAYOUT,
                control_totals=json.dumps(TOTALS),
                findings=findings_frame([FOUND]),
                typed_total=Decimal("160.00"),
                acknowledged_by="李华",
                profile=json.dumps(PROFILE),
                notes=("金额单位为 元",),
            )
        )
        again = [line("1", 70, org_name="甲镇", **ROADS)]
        warehouse.accept(batch("execution", again, file_name="八月更正.csv", accepted_by="王芳"))
    serve(tmp_path / "ledger.duckdb")
    return page(LEDGER, unit="yuan")


def happened(moment):
    """Say that all batches were accepted at another moment (UTC)."""
    store.warehouse()._connection.execute("update batch_event set happened_at = $moment", {"moment": moment})
    kept.forget()


def widget(widgets, key):
    return next(each for each in widgets if each.key and each.key.startswith(key))


def look_into(app, number):
    return app.selectbox(key="batch").set_value(str(number)).run()


def turn(app, number, who="赵六"):
    app = look_into(app, number)
    app.text_input(key="accepted_by").set_value(who)
    return widget(app.button, "sure_").click().run()


def with_column(app, name):
    """The data of the table that has this column; tables that lead nowhere have no key of their own."""
    return next(frame.value for frame in app.dataframe if name in frame.value.columns)


def row(app, number):
    table = shown(app, "ledger").set_index("batch_id")
    return table.loc[str(number)]


def paid():
    return store.read("headline", year=2026)["paid_yuan"][0]


def test_the_title_is_a_question_and_the_answer_counts_batches(ledger):
    assert not ledger.exception
    assert ledger.title[0].value == "数据是怎么来的？"
    answer = next(text for text in texts(ledger) if text.startswith("目前有 3 个批次在使用"))
    assert "入库人：王芳。已撤销 0 批，已被替换 0 批；另有 1 行被搁置，尚待更正。" in answer


def test_every_batch_is_listed_newest_first_with_who_what_and_how_it_tied(ledger):
    table = shown(ledger, "ledger")
    assert table["batch_id"].to_list() == ["3", "2", "1"]
    assert table["accepted_by"].to_list() == ["王芳", "李华", "张三"]
    assert table["said"].to_list() == ["使用中", "部分已替换", "使用中"]
    assert table["replaces"].to_list() == ["2", "", ""]
    assert (row(ledger, 2)["ties"], row(ledger, 2)["typed_total_yuan"]) == ("■ 2 处中 1 处不符", 160)
    assert (row(ledger, 2)["n_rejected"], row(ledger, 2)["n_findings"], row(ledger, 2)["hash"]) == (1, 1, "abcdef01")
    assert row(ledger, 1)["ties"] == "文件中没有"


def test_moments_are_in_local_time(ledger):
    accepted = store.read("batches").filter(pl.col("batch_id") == 3)["accepted_at"][0]
    local = accepted.replace(tzinfo=UTC).astimezone()
    assert row(ledger, 3)["accepted"].endswith(f"{local:%H:%M}")


def test_a_missing_month_in_between_is_named(ledger):
    captions = " ".join(caption.value for caption in ledger.caption)
    assert "中间缺：预算执行 2026年7月" in captions
    assert "尚未装入：" in captions


def test_the_filters_stand_in_the_address_and_come_back_from_it(ledger):
    ledger.selectbox(key="state").set_value("partly_replaced").run()
    assert shown(ledger, "ledger")["batch_id"].to_list() == ["2"]
    assert ledger.query_params["state"] == "partly_replaced"
    again = page(LEDGER, lang="en", state="partly_replaced", extract="execution", batch="2")
    assert shown(again, "ledger")["batch_id"].to_list() == ["2"]
    assert again.selectbox(key="batch").value == "2"


def test_a_state_that_no_batch_is_in_any_more_is_no_filter(ledger):
    app = turn(ledger, 1)
    app.selectbox(key="state").set_value("undone").run()
    assert shown(app, "ledger")["batch_id"].to_list() == ["1"]
    app = turn(app, 1)
    assert not app.exception
    assert shown(app, "ledger").shape[0] == 3


def test_a_batch_shows_its_findings_totals_scopes_history_and_how_it_was_read(ledger):
    app = look_into(ledger, 2)
    assert with_column(app, "places").iloc[0].to_list() == ["待核实", "甲镇 7月至8月翻番", 1, "F4 100.00", "请核实。"]
    totals = with_column(app, "difference_yuan")
    assert totals["status"].to_list() == ["■ 不符", "● 相符"]
    assert totals["difference_yuan"].to_list() == [1, 0]
    assert totals["column"].to_list() == ["累计支付数", "累计支付数"]
    assert with_column(app, "reads")[["org_code", "reads"]].to_numpy().tolist() == [["1", "3"], ["2", "本批"]]
    assert with_column(app, "happened_by")["said"].to_list() == ["已入库"]
    assert with_column(app, "source")["source"].to_list() == ["累计支付数", "各行均为“一般公共预算”"]
    assert "金额单位为 元" in [caption.value for caption in app.caption]


def test_the_rows_set_aside_are_shown_and_come_as_they_stood(ledger):
    app = look_into(ledger, 2)
    assert with_column(app, "cells")["cells"].to_list() == ["3 | 丙镇 | 无"]
    text = rejections_of_batch(2, LAYOUT, store.read("rejections", batch=2)).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("单位代码,单位名称,累计支付数")
    assert text.splitlines()[2].startswith("3,丙镇,无,7,")


def test_rows_that_were_mended_wait_no_longer(ledger):
    store.warehouse().accept(batch("execution", [line("3", 5, **ROADS)], mends=2, file_sha256="1" * 64))
    assert any("另有 0 行被搁置" in text for text in texts(ledger.run()))


def test_an_undone_batch_is_gone_from_the_pages_at_once_and_what_it_replaced_is_back(ledger):
    assert paid() == Decimal("130.00")
    app = turn(ledger, 3)
    assert "赵六已撤销批次 3，各页面即时生效。" in [box.value for box in app.success]
    assert paid() == Decimal("160.00")
    assert row(app, 3)["said"] == "已撤销"
    assert shown(app.switch_page(COMPARE).run(), "comparison")["spent_yuan"].to_list()[0] == 160


def test_an_undone_batch_comes_back_when_it_is_redone_and_its_history_tells(ledger):
    app = turn(turn(ledger, 3), 3, "钱七")
    assert "钱七已恢复批次 3，各页面即时生效。" in [box.value for box in app.success]
    assert paid() == Decimal("130.00")
    history = with_column(app, "happened_by")
    assert history["said"].to_list() == ["已恢复", "已撤销", "已入库"]
    assert history["happened_by"].to_list() == ["钱七", "赵六", "王芳"]


def test_nobody_undoes_without_a_name(ledger):
    app = turn(ledger, 3, who=" ")
    assert "请先填写姓名。" in [box.value for box in app.error]
    assert paid() == Decimal("130.00")


def test_what_will_happen_is_said_before(ledger):
    assert "将恢复使用被批次 3 替换的数据（批次 2），除非后者也已撤销。" in texts(look_into(ledger, 3))
    assert "批次 1 没有可恢复的旧数据，撤销后其单位和期间将没有数据。" in texts(look_into(ledger, 1))


def test_a_batch_that_cannot_be_undone_any_more_is_told_politely(ledger, monkeypatch):
    def too_late(*_given):
        raise WarehouseError("批次 3 已经撤销", "请刷新页面。")

    app = look_into(ledger, 3)
    monkeypatch.setattr(store.warehouse(), "undo", too_late)
    app.text_input(key="accepted_by").set_value("赵六")
    app = widget(app.button, "sure_").click().run()
    assert not app.exception
    assert [box.value for box in app.error] == ["批次 3 已经撤销"]


def test_somebody_else_was_faster(ledger):
    app = look_into(ledger, 3)
    app.text_input(key="accepted_by").set_value("赵六")
    store.warehouse().undo(3, "王芳")
    app = widget(app.button, "sure_").click().run()
    assert not app.exception
    assert row(app, 3)["said"] == "已撤销"
    assert store.read("batch_history", batch=3)["happened_by"].to_list() == ["王芳", "王芳"]


def test_the_name_is_asked_once_a_session(ledger):
    app = turn(ledger, 3)
    app.switch_page(COMPARE).run()
    app.switch_page(LEDGER).run()
    assert look_into(app, 1).text_input(key="accepted_by").value == "赵六"


@pytest.mark.usefixtures("ledger")
def test_the_past_cannot_be_undone():
    happened(datetime(2026, 3, 1))
    app = page(LEDGER, asof="2026-04-01", batch="3")
    assert shown(app, "ledger")["batch_id"].to_list() == ["3", "2", "1"]
    assert not [button for button in app.button if button.key.startswith("sure_")]
    assert any("只能查看，不能改动" in box.value for box in app.info)


@pytest.mark.usefixtures("ledger")
def test_a_batch_leads_to_all_pages_as_they_were_the_day_before():
    happened(datetime(2026, 3, 2, 12))
    app = page(LEDGER, batch="3")
    app.button(key="before_batch").click().run()
    assert app.query_params["asof"] == "2026-03-01"


def test_an_empty_warehouse_leads_to_the_upload_page(serve, tmp_path):
    serve(tmp_path / "empty.duckdb")
    app = page(LEDGER)
    assert not app.exception
    assert app.info[0].value == "还没有数据：数据仓库是空的"


def test_lists_that_belong_to_nobody_are_shown_too(serve, small_warehouse):
    serve(small_warehouse)
    app = page(LEDGER, extract="service_item")
    assert not app.exception
    look_into(app, int(shown(app, "ledger")["batch_id"][0]))
    assert with_column(app, "reads")["org_code"].to_list() == ["—"]


def test_hundreds_of_batches_are_all_there(serve, tmp_path):
    with Warehouse.open(tmp_path / "many.duckdb") as warehouse:
        for number in range(300):
            warehouse.accept(batch("execution", [line(str(number % 50), 1, month=1 + number % 12, **ROADS)]))
    serve(tmp_path / "many.duckdb")
    app = page(LEDGER)
    assert not app.exception
    assert shown(app, "ledger").shape[0] == 300


def test_the_page_speaks_english(ledger):
    ledger.segmented_control(key="lang").set_value("en").run()
    assert ledger.title[0].value == "Which uploads stand behind the figures?"
    assert row(ledger, 2)["said"] == "partly replaced"
