"""The budget review, without a browser: requests of a small district, judged by hand."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from open_pages import page, shown, texts
from small import batch, line

from duibiao.analysis.review import Line
from duibiao.ui.cost import typed
from duibiao.warehouse import Warehouse

PATH = "pages/cost/budget_review.py"
QUESTION = "How much of this request is justified?"
D = Decimal
ORGS = [{"org_code": f"31011800{n}", "org_name": f"第{n}镇", "org_type": "town"} for n in range(1, 8)]
ROADS = {"item_code": "CY0101", "item_name": "道路", "measure_unit": "km·年"}
GREEN = {"item_code": "CY0201", "item_name": "绿地", "measure_unit": "公顷·年"}
STANDARD = {
    "standard_code": "B1", "standard_kind": "cost_standard", "version": "2026", "status": "issued",
    "valid_from": date(2026, 1, 1), "valid_to": date(2027, 6, 30), "item_code": "CY0101", "measure_unit": "km·年",
    "amount_yuan": D(10), "source_document": "青财〔2026〕1号",
}  # fmt: skip
NEXT = STANDARD | {"version": "2027", "valid_from": date(2027, 7, 1), "valid_to": None, "amount_yuan": D(12)}


def asked(request: str, number: str, org: int, amount: int, **more: object) -> dict[str, object]:
    told = {"request_no": request, "line_no": number, "year": 2027, "org_code": f"31011800{org}"}
    return told | {"amount_yuan": D(amount)} | more


def with_columns(app, *columns):
    """The table on the page that has all these columns."""
    return next(frame.value for frame in app.dataframe if set(columns) <= set(frame.value.columns))


@pytest.fixture
def requests(tmp_path):
    """Seven towns paid 20 000 to 80 000 for 1 000 ha of green in 2025; two of them ask for 2027.

    第1镇: 10 000 km of roads for 150 000 (standard: 10 and 12, half a year each: 110 000), and a thing nobody knows for
    7 000. 第7镇: 1 000 ha for 90 000; the others paid 20 … 70 a ha (P25 32.5, P75 57.5), itself 80: 57 500.
    """
    file = tmp_path / "requests.duckdb"
    with Warehouse.open(file) as warehouse:
        warehouse.accept(batch("org", ORGS))
        warehouse.accept(batch("service_item", [ROADS, GREEN]))
        warehouse.accept(batch("standard", [STANDARD, NEXT]))
        work = {"year": 2025, "item_code": "CY0201", "quantity": D(1000), "measure_unit": "公顷·年"}
        warehouse.accept(batch("workload", [work | {"org_code": org["org_code"]} for org in ORGS]))
        paid = [line(org["org_code"], 10_000 * (n + 1), 2025, 12, item_code="CY0201") for n, org in enumerate(ORGS, 1)]
        warehouse.accept(batch("execution", paid))
        rows = [
            asked("SQ1", "1", 1, 150_000, item_code="CY0101", quantity=D(10_000), measure_unit="km·年"),
            asked("SQ1", "2", 1, 7_000, item_code="XX"),
            asked("SQ7", "1", 7, 90_000, item_code="CY0201", quantity=D(1_000)),
        ]
        warehouse.accept(batch("request", rows, synthetic=True))
    return file


def test_the_page_answers_what_is_justified(serve, requests):
    # Requested 247 000 = suggested 110 000 + 57 500, cut 40 000 + 32 500, not judged 7 000; 72 500 of 240 000: 30.2 %.
    serve(requests)
    app = page(PATH, lang="en")
    assert not app.exception
    assert app.title[0].value == QUESTION
    told = next(text for text in texts(app) if "could not be judged" in text)
    for part in ("2 requests with 3 lines", "24.70", "16.75", "7.25", "30.2%", "1 lines of 0.70", "第1镇, 道路, 4.00"):
        assert part in told


def test_the_table_has_the_verdict_of_every_line_and_the_sums_tie(serve, requests):
    serve(requests)
    rows = shown(page(PATH, lang="en", unit="yuan"), "review_lines")
    rows.columns = [name for _group, name in rows.columns]
    assert list(rows["requested_yuan"]) == [247_000, 150_000, 90_000, 7_000]
    assert list(rows["suggested_yuan"].fillna(-1)) == [167_500, 110_000, 57_500, -1]
    assert list(rows["cut_yuan"].fillna(-1)) == [72_500, 40_000, 32_500, -1]
    assert list(rows["not_judged_yuan"].fillna(-1)) == [7_000, -1, -1, 7_000]
    assert list(rows["rule"]) == ["", "Quota", "Other organisations", "Not judged"]
    assert rows["how"][1] == "10.00 × 10,000 × 6/12 + 12.00 × 10,000 × 6/12"


def test_what_could_not_be_judged_stands_apart_with_its_reason(serve, requests):
    serve(requests)
    rows = with_columns(page(PATH, lang="en", unit="yuan"), "requested_yuan", "why_not")
    assert list(rows["requested_yuan"]) == [7_000, 7_000]
    assert "fewer than 5 other organisations" in rows["why_not"][1]


def test_the_sentences_are_in_the_language_of_each_reader(serve, requests):
    serve(requests)
    assert "不足 5 家" in with_columns(page(PATH, lang="zh_CN"), "requested_yuan", "why_not")["why_not"][1]
    assert "fewer than 5" in with_columns(page(PATH, lang="en"), "requested_yuan", "why_not")["why_not"][1]


def test_one_request_is_looked_into_by_a_link(serve, requests):
    serve(requests)
    app = page(PATH, lang="en", unit="yuan", request="SQ7")
    assert list(shown(app, "review_lines")[("Request", "requested_yuan")]) == [90_000, 90_000]


def test_behind_a_line_stands_its_standard_piece_by_piece(serve, requests):
    serve(requests)
    app = page(PATH, lang="en", unit="yuan", line="SQ1|1")
    pieces = with_columns(app, "version", "piece")
    assert list(pieces["version"]) == ["2026", "2027"]
    assert list(pieces["piece"]) == [50_000, 60_000]


def test_behind_a_line_stand_the_others_and_the_own_budget_lines(serve, requests):
    serve(requests)
    app = page(PATH, lang="en", unit="yuan", line="SQ7|1")
    others = with_columns(app, "unit_cost", "whose")
    assert list(others["unit_cost"]) == [80, 70, 60, 50, 40, 30, 20]
    assert list(others["whose"])[:2] == ["its own", ""]
    assert any("budget lines" in text for text in texts(app))


def test_bars_can_be_organisations(serve, requests):
    serve(requests)
    app = page(PATH, lang="en", bars="org", org="310118001", unit="yuan")
    assert not app.exception
    assert list(shown(app, "review_lines")[("Request", "requested_yuan")]) == [157_000, 150_000, 7_000]


def test_without_requests_lines_are_typed(serve, small_warehouse):
    serve(small_warehouse)
    app = page(PATH, lang="en")
    assert not app.exception
    assert any("No line yet" in box.value for box in app.info)


def test_an_empty_warehouse_says_what_to_do_first(serve, tmp_path):
    with Warehouse.open(tmp_path / "empty.duckdb"):
        pass
    serve(tmp_path / "empty.duckdb")
    assert "No data yet: the warehouse is empty" in [box.value for box in page(PATH, lang="en").info]


def test_rows_of_the_grid_become_lines_and_empty_ones_none():
    rows = pl.DataFrame(
        {
            "request_no": [None, "SQ9", None],
            "org": ["1 甲镇", None, None],
            "project_name": ["路", None, None],
            "item": ["CY0101 道路", "SZ0101 软件", "CY0101 道路"],
            "grade": ["一级", None, None],
            "area": ["新城", None, None],
            "quantity": [10.5, None, 3.0],
            "measure_unit": [None, None, None],
            "unit_price_yuan": [2.25, None, None],
            "months": [9.0, None, None],
            "base_yuan": [None, 100.0, None],
            "person_months": [None, 2.5, None],
            "amount_yuan": [None, 5.005, None],
        },
        schema_overrides={"measure_unit": pl.String},
    )
    orgs = pl.DataFrame({"org_code": ["1"], "org_name": ["甲镇"]})
    # 10.5 × 2.25 = 23.625, to the cent 23.63; 5.005 is 5.01; the third asks for nothing.
    assert tuple(typed.read(rows, orgs, 2027)) == (
        Line("1", "1", 2027, "1", D("23.63"), "甲镇", project_name="路", item_code="CY0101", grade="一级",
             area="新城", quantity=D("10.5000"), unit_price_yuan=D("2.25"), months=D("9.0000")),
        Line("SQ9", "2", 2027, "", D("5.01"), item_code="SZ0101", base_yuan=D("100.00"), person_months=D("2.5000")),
    )  # fmt: skip
