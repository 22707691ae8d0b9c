"""The pages of unit costs and standards, on the small district."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from open_pages import page, shown
from small_district import QUANTITIES, build

from duibiao.export.extract_rows import rows_xlsx
from duibiao.ingest.load import load_file
from duibiao.schema.catalogue import extract_named
from duibiao.ui import store
from duibiao.warehouse import NewBatch, Warehouse

STANDARD = {
    "standard_code": "B1", "standard_kind": "cost_standard", "status": "issued", "item_code": "CY0101", "grade": "一级",
    "measure_unit": "万平方米", "version": "2026", "valid_from": date(2026, 1, 1), "amount_yuan": Decimal(12),
}  # fmt: skip


def batch(extract, rows, scope="*", period=""):
    """A batch of those rows."""
    names = [name for name in extract_named(extract).by_name if any(name in row for row in rows)]
    frame = pl.DataFrame([{name: row.get(name) for name in names} for row in rows], infer_schema_length=None)
    scoped = frame.with_row_index("row_number", 2).with_columns(
        scope_org=pl.lit(scope) if scope != "code" else pl.col("standard_code"), scope_period=pl.lit(period)
    )
    none = pl.DataFrame(schema={"row_number": pl.Int64, "reason": pl.String, "original": pl.String})
    return NewBatch(extract, scoped, none, f"{extract}.xlsx", "0" * 64, synthetic=True)


@pytest.fixture
def with_standard(tmp_path):
    """The small district with a standard of 12 yuan for its roads."""
    file = build(tmp_path / "small.duckdb")
    with Warehouse.open(file) as warehouse:
        warehouse.accept(batch("standard", [STANDARD], "code"))
    return file


@pytest.fixture
def with_inventory(tmp_path):
    """The same, with workloads from the inventory"""
    file = build(tmp_path / "small.duckdb")
    with Warehouse.open(file) as warehouse:
        warehouse.accept(batch("standard", [STANDARD], "code"))
        towns = warehouse.read("orgs", year=2026).filter(pl.col("org_type") != "department")["org_code"].sort()
        told = {
            "year": 2026,
            "item_code": "CY0101",
            "grade": "一级",
            "measure_unit": "万平方米",
            "provenance": "inventory",
        }
        own = [told | {"org_code": org, "quantity": Decimal(QUANTITIES[i])} for i, org in enumerate(towns)]
        for row in own:
            warehouse.accept(batch("workload", [row], row["org_code"], "2026"))
    return file


def holding(app, column):
    """The first table on the page that has the column; only those that lead on have a name."""
    return next(frame.value for frame in app.dataframe if column in frame.value.columns)


def path(name):
    return f"pages/cost/{name}.py"


def test_what_was_paid_over_the_standard_ties_to_the_total(serve, with_standard):
    # Every town paid 10 for each of 1 500 units where 12 are allowed, 华新镇 16 for 600: −3 000 + 2 400.
    serve(with_standard)
    app = page(path("city_operations"), item="CY0101", unit="yuan")
    total, first, *_rest = shown(app, "operations").to_dict("records")
    over = ("超标准支付", "over_yuan")
    assert (total[over], first[over], first[("单位名称", "org_name")]) == (-600, 2400, "华新镇")
    assert total[("超标准支付", "spent_yuan")] - total[("超标准支付", "allowed_yuan")] == -600
    assert first[("单位成本", "standard")] == 12


def test_without_a_standard_the_page_says_that_nothing_can_be_judged(serve, small_warehouse):
    serve(small_warehouse)
    app = page(path("city_operations"), item="CY0101")
    assert any("没有适用的成本定额标准" in text.value for text in app.markdown)


def test_what_has_no_workload_is_held_against_its_own_past(serve, with_standard):
    # The drains of one department: 10 000 budgeted now, nothing told of last year.
    serve(with_standard)
    app = page(path("city_operations"), item="CY0101", part="rest")
    assert not app.exception
    assert any("都有单位成本" in text.value for text in app.info)


def test_a_standard_in_tiers_holds_by_the_workload(serve, tmp_path):
    # 12 below 500 units and 11 from there on; 华新镇 has 600, the others fewer or more as the district tells.
    file = build(tmp_path / "small.duckdb")
    tiers = [
        STANDARD | {"quantity_to": Decimal(500)},
        STANDARD | {"quantity_from": Decimal(500), "amount_yuan": Decimal(11)},
    ]
    with Warehouse.open(file) as warehouse:
        warehouse.accept(batch("standard", tiers, "code"))
    serve(file)
    _total, *rows = shown(page(path("city_operations"), item="CY0101", unit="yuan"), "operations").to_dict("records")
    told = {(row[("工作量", "quantity")], row[("单位成本", "standard")]) for row in rows}
    assert told == {(quantity, 11 if quantity >= 500 else 12) for quantity in QUANTITIES}


def test_what_nobody_told_a_workload_of_is_shown_by_its_sub_items(serve, with_standard):
    # 1 000 budgeted for drains and 900 paid: no unit cost, nothing told of the year before.
    drains = {
        "year": 2026, "month": 8, "org_code": "203", "project_code": "P203", "item_code": "CY0503",
        "function_code": "2120303", "approved_yuan": Decimal(1000), "current_yuan": Decimal(1000),
        "paid_yuan": Decimal(900),
    }  # fmt: skip
    with Warehouse.open(with_standard) as warehouse:
        warehouse.accept(batch("execution", [drains], "203", "2026-08"))
    serve(with_standard)
    app = page(path("city_operations"), item="CY0503", of="department", unit="yuan")
    assert not app.exception
    assert any("没有报送工作量" in text.value for text in app.markdown)
    (row,) = shown(app, "sub_items").to_dict("records")
    assert (row["org_code"], row["current_yuan"], row["paid_yuan"]) == ("203", 1000, 900)


def test_the_page_is_empty_without_data(serve, tmp_path):
    with Warehouse.open(tmp_path / "empty.duckdb"):
        pass
    serve(tmp_path / "empty.duckdb")
    app = page(path("city_operations"))
    assert not app.exception
    assert app.info


def test_a_candidate_is_saved_as_a_draft_and_moved_to_the_next_state(serve, with_inventory):
    # Five towns at 10, 华新镇 at 16 (flagged): P50 of those that count is 10.
    serve(with_inventory)
    app = page(path("candidates"), item="CY0101")
    app.text_input(key="signed_draft").set_value("李华")
    app.button(key="FormSubmitter:draft-存为草案").click().run()
    assert not app.exception
    drafts = store.read("standard_cells").filter(pl.col("status") == "draft")
    assert drafts.select("item_code", "grade", "amount_yuan").rows() == [("CY0101", "一级", Decimal(10))]
    code = drafts["standard_code"].item()
    app = page(path("standards"), standard=code)
    app.text_input(key="accepted_by").set_value("王芳").run()
    app.button(key=f"step_{code}_{drafts['version'].item()}").click().run()
    assert not app.exception
    cells = store.read("standard_cells").select("standard_code", "status").sort("standard_code").rows()
    assert cells == [("B1", "issued"), (code, "reviewed")]


def test_a_draft_leaves_the_issued_version_of_its_standard_as_it_is(serve, with_inventory):
    issued = STANDARD | {"standard_code": "CG-CY0101-一级", "version": "2025年测算", "amount_yuan": Decimal(11)}
    with Warehouse.open(with_inventory) as warehouse:
        warehouse.accept(batch("standard", [issued], "code"))
    serve(with_inventory)
    app = page(path("candidates"), item="CY0101")
    app.text_input(key="signed_draft").set_value("李华")
    app.button(key="FormSubmitter:draft-存为草案").click().run()
    assert not app.exception
    own = store.read("standard_cells").filter(pl.col("standard_code") == issued["standard_code"])
    assert own.select("version", "status", "amount_yuan").sort("version").rows() == [
        ("2025年测算", "issued", Decimal(11)),
        ("2026年测算", "draft", Decimal(10)),
    ]


def test_a_repealed_standard_still_answers_for_the_days_before(serve, with_standard):
    serve(with_standard)
    app = page(path("standards"), standard="B1", day="2026-06-30")
    app.text_input(key="accepted_by").set_value("王芳").run()
    app.date_input(key="repealed_on").set_value(date(2026, 6, 30)).run()
    app.button(key="step_B1_2026").click().run()
    assert not app.exception
    assert any("其中1个适用" in text.value for text in app.markdown)
    assert any("其中0个适用" in text.value for text in page(path("standards"), day="2026-07-01").markdown)
    assert store.read("standards_applying", year=2026, month=6).height == 1
    assert store.read("standards_applying", year=2026, month=7).is_empty()


def test_a_standard_says_what_it_rests_on_and_who_is_measured_by_it(serve, tmp_path):
    file = build(tmp_path / "small.duckdb")
    told = STANDARD | {"price_base": "2025年", "scope_text": "城市道路", "source_document": "青财〔2025〕1号"}
    service = STANDARD | {
        "standard_code": "F1", "standard_kind": "service_standard", "amount_yuan": None, "requirement": "每日两次",
    }  # fmt: skip
    with Warehouse.open(file) as warehouse:
        warehouse.accept(batch("standard", [told, service], "code"))
    serve(file)
    app = page(path("standards"), standard="B1", day="2026-06-30")
    grounds = holding(app, "price_base")
    assert grounds[["price_base", "scope_text", "source_document"]].values.tolist() == [
        ["2025年", "城市道路", "青财〔2025〕1号"]
    ]
    assert len(holding(app, "from_standard")) == 6
    app = page(path("standards"), standard="F1", day="2026-06-30")
    assert holding(app, ("版本", "2026"))[("版本", "2026")].to_list() == ["每日两次"]
    assert any("没有对照或采用" in text.value for text in app.info), "a service standard measures no unit cost"


def test_self_reported_workload_makes_no_candidate(serve, with_standard):
    serve(with_standard)
    app = page(path("candidates"), item="CY0101")
    assert any("不提出候选标准" in text.value for text in app.markdown)


def test_the_library_says_what_applied_on_a_day(serve, with_standard):
    serve(with_standard)
    assert any("其中1个适用" in text.value for text in page(path("standards"), day="2026-06-30").markdown)
    assert any("其中0个适用" in text.value for text in page(path("standards"), day="2025-12-31").markdown)


def test_the_library_is_searched_by_what_people_know(serve, with_standard):
    serve(with_standard)
    assert shown(page(path("standards"), search="CY01"), "library")["standard_code"].to_list() == ["B1"]
    assert shown(page(path("standards"), search="没有这个"), "library").empty


def test_what_is_downloaded_from_the_library_loads_again_as_it_is(with_standard, tmp_path):
    with Warehouse.open(with_standard) as warehouse:
        before = warehouse.read("standard_cells").drop("batch_id")
        file = tmp_path / "标准库.xlsx"
        file.write_bytes(rows_xlsx(extract_named("standard"), before))
        report = load_file(warehouse, "standard", file)
        assert (report.status, report.accepted) == ("loaded", before.height)
        assert warehouse.read("standard_cells").drop("batch_id").rows() == before.rows()
