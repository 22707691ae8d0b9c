from datetime import date
from decimal import Decimal

import pytest
from open_pages import COMPARE, page, shown, texts
from small import batch, line

from duibiao.analysis.comparison import Measure
from duibiao.warehouse import Warehouse


def test_the_title_is_the_question_in_chinese(compare):
    assert not compare.exception
    assert compare.title[0].value == "同一类事，谁花得更多？"


def test_the_answer_names_who_is_highest_and_by_how_much(compare):
    assert (
        "截至2026年8月31日，6 家单位在“道路机械化保洁”上共支付 2.46 万元，合计水平为 11.71 元/万平方米；"
        "最高的是华新镇，为 16.00 元/万平方米，比中位数 10.00 元/万平方米高 60.0%。"
    ) in texts(compare)


def test_the_total_comes_first_as_the_ratio_of_sums_and_the_median_second(compare):
    table = shown(compare, "comparison")
    assert table["org_name"].to_list()[:3] == ["合计", "中位数", "华新镇"]
    assert table["value"].to_list()[:3] == pytest.approx([24600 / 2100, 10, 16])


def test_who_spent_nothing_on_it_is_said_and_not_counted_as_zero(compare):
    compare.segmented_control(key="who").set_value("departments").run()
    assert set(shown(compare, "comparison")["note"].to_list()[1:]) == {"无此项支出"}
    assert "所选单位在“道路机械化保洁”上没有可比的数" in texts(compare)


def test_fewer_than_five_are_not_set_against_a_median(serve, small_warehouse):
    serve(small_warehouse)
    app = page(COMPARE, kind="item", item="CY0101", who="chosen", orgs="310118001,310118006")
    table = shown(app, "comparison")
    assert table["org_name"].to_list() == ["合计", "华新镇", "夏阳街道"]
    assert "from_median" not in table.columns


def test_a_member_without_population_has_no_value_per_inhabitant(compare):
    compare.segmented_control(key="measure").set_value("per_inhabitant").run()
    table = shown(compare, "comparison").set_index("org_name")
    assert table.loc["金泽镇", "note"] == "缺人口数"
    assert table.loc["合计", "value"] == pytest.approx(19600 / 16000)


def test_the_share_is_of_the_own_spending(compare):
    compare.segmented_control(key="measure").set_value("share").run()
    assert set(shown(compare, "comparison")["value"].to_list()) == {100.0}


def test_every_measure_runs_in_both_languages(compare):
    for language in ("en", "zh_CN"):
        compare.segmented_control(key="lang").set_value(language).run()
        for measure in Measure:
            compare.segmented_control(key="measure").set_value(str(measure)).run()
            assert not compare.exception


def test_the_unit_switch_changes_amounts_and_their_unit(compare):
    compare.segmented_control(key="unit").set_value("yuan").run()
    assert shown(compare, "comparison")["spent_yuan"].to_list()[0] == 24600
    assert "单位：元" in [caption.value for caption in compare.caption]


def test_an_organisation_leads_to_its_lines_and_a_project_to_its_payments(compare):
    compare.selectbox(key="org").set_value("310118006").run()
    compare.selectbox(key="project").set_value("P310118006").run()
    assert shown(compare, "comparison_lines")["paid_yuan"].to_list() == pytest.approx([0.96, 0.96])
    assert compare.dataframe[-1].value["day"].to_list() == ["合计", "2026年8月5日"]
    assert "支付凭证合计与预算执行表的累计支付一致：0.96 万元" in [caption.value for caption in compare.caption]


def test_the_vouchers_of_a_project_are_set_against_its_lines_of_every_function(serve, tmp_path):
    with Warehouse.open(tmp_path / "two.duckdb") as warehouse:
        lines = [
            line("1", paid, project_code="P1", function_code=code) for paid, code in ((60, "2120501"), (40, "213"))
        ]
        voucher = {"pay_date": date(2026, 8, 3), "voucher_no": "V1", "org_code": "1", "project_code": "P1"}
        warehouse.accept(batch("execution", lines))
        warehouse.accept(batch("payment", [voucher | {"amount_yuan": Decimal(100)}]))
    serve(tmp_path / "two.duckdb")
    app = page(COMPARE, kind="function", item="2120501", unit="yuan", org="1", project="P1")
    assert shown(app, "comparison_lines")["paid_yuan"].to_list() == [60, 60]
    assert "支付凭证合计与预算执行表的累计支付一致：100.00 元" in [caption.value for caption in app.caption]


def test_the_address_holds_every_choice_as_codes(compare):
    compare.segmented_control(key="measure").set_value("share").run()
    assert dict(compare.query_params) == {
        "lang": "zh_CN",
        "year": "2026",
        "month": "8",
        "grade": "all",
        "kind": "item",
        "item": "CY0101",
        "unit": "wan",
        "who": "towns",
        "measure": "share",
    }


def test_an_address_restores_the_view_in_either_language(serve, small_warehouse):
    serve(small_warehouse)
    app = page(COMPARE, lang="en", measure="per_inhabitant", unit="yuan", who="chosen", orgs="310118001,310118006")
    assert app.title[0].value == "Who pays more for the same thing?"
    assert app.segmented_control(key="measure").value == "per_inhabitant"
    assert app.multiselect(key="orgs").value == ["310118001", "310118006"]


def test_nonsense_in_an_address_is_ignored(serve, small_warehouse):
    serve(small_warehouse)
    app = page(COMPARE, year="1850", item="'; drop table batch", measure="x", org="nobody", lang="xx")
    assert not app.exception
    assert app.selectbox(key="year").value == "2026"


def test_any_level_of_the_functional_classification_can_be_compared(serve, small_warehouse):
    serve(small_warehouse)
    app = page(COMPARE, kind="function", item="213", who="departments")
    assert shown(app, "comparison")["spent_yuan"].to_list()[0] == pytest.approx(float(Decimal("0.9")))


def test_demo_data_say_that_they_are(compare):
    assert [box.value for box in compare.info] == ["演示数据：单位名称与代码真实，金额为模拟"]
