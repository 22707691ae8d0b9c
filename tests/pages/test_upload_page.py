"""A file is dropped, recognised, mapped, checked, compared and accepted; nothing is written before that."""

import io
import zipfile
from decimal import Decimal

import pytest
import streamlit as st
from open_pages import UPLOAD, page, texts

from duibiao.ui import store

# As a clerk sends it: titles and unit above the header, a total and a footnote below, one cell that is no amount.
MESSY = """\
某区2026年8月预算执行情况表,,,,,
单位：万元,,,,,
,,,,,
单位代码,单位名称,项目编码,项目名称,变动后预算数,累计支付数
310118001,夏阳街道,P1,道路保洁,100.00,40.50
310118002,盈浦街道,P2,绿化养护,200.00,90.25
310118002,盈浦街道,P3,河道养护,50.00,无
合计,,,,350.00,130.75
注：本表由各单位填报,,,,,
""".encode("gb18030")


@pytest.fixture
def upload(serve, tmp_path):
    serve(tmp_path / "warehouse.duckdb")
    return page(UPLOAD, lang="en")


def drop(app, content=MESSY, name="执行.csv"):
    return app.file_uploader[0].upload(name, content, "text/csv").run()


def widget(widgets, key):
    return next(each for each in widgets if each.key.startswith(key))


def findings(app):
    return " ".join(next(frame.value["message"] for frame in app.dataframe if "message" in frame.value.columns))


def accept(app, who="李华"):
    app.text_input(key="accepted_by").set_value(who).run()
    for box in app.checkbox:
        box.check().run()
    return widget(app.button, "accept_").click().run()


def test_before_a_file_is_dropped_the_page_says_what_will_happen(upload):
    assert not upload.exception
    assert upload.title[0].value == "What came in, and may it go in?"
    assert upload.info


def test_a_messy_file_is_recognised_with_its_reasons(upload):
    app = drop(upload)
    assert not app.exception
    assert "**执行.csv** is read as **Execution**: 5 rows below its header, 6 of 6 columns are loaded." in texts(app)
    guesses = dict(app.dataframe[0].value.iloc[:, :2].itertuples(index=False))
    assert guesses["Encoding"] == "gb18030"
    assert guesses["Header in row"] == "4"
    assert guesses["Unit of the amounts"] == "万元"
    assert guesses["Period"] == "2026-08"


def test_rows_that_cannot_be_read_are_set_aside_and_can_be_downloaded(upload):
    app = drop(upload)
    assert any(text.startswith("2 rows can be loaded, 1 are set aside") for text in texts(app))
    assert "Paid: “无” is not an amount of money" in findings(app)
    assert "Download the 1 rows set aside" in [button.label for button in app.get("download_button")]


def test_nothing_is_loaded_before_somebody_accepts_by_name(upload):
    app = drop(upload)
    assert widget(app.button, "accept_").disabled
    assert store.read("batches").is_empty()


def test_an_accepted_file_is_on_every_page_at_once(upload):
    app = accept(drop(upload))
    assert not app.exception
    assert "Accepted as batch 1: 2 rows" in app.success[0].value
    assert store.read("batches")["accepted_by"].to_list() == ["李华"]
    assert store.read("headline", year=2026)["paid_yuan"][0] == Decimal("1307500.00")


def test_a_total_that_is_typed_must_be_that_of_the_file(upload):
    app = drop(upload)
    widget(app.text_input, "total_").set_value("1300000").run()
    assert "typed total" in findings(app).lower()


def test_a_column_that_holds_personal_data_is_named_and_its_cells_are_not_shown(upload):
    content = "支付日期,凭证号,单位代码,金额,收款人\n2026-08-01,V1,1,5.00,王小明\n".encode()
    app = drop(upload, content, "支付.csv")
    assert "Personal data, not loaded: 收款人" in [caption.value for caption in app.caption]
    assert not any("王小明" in frame.value.to_csv() for frame in app.dataframe)


def test_a_file_without_a_period_asks_for_it_and_takes_it(upload):
    content = MESSY.replace("2026年8月".encode("gb18030"), b"")
    app = drop(upload, content)
    assert "Still missing" in app.warning[0].value
    app = widget(app.text_input, "period_").set_value("2026-07").run()
    assert not app.warning
    assert accept(app).success
    assert store.read("batches")["last_period"].to_list() == ["2026-07"]


def test_days_that_can_be_read_in_two_orders_wait_for_an_answer(upload):
    content = "支付日期,凭证号,单位代码,金额\n03/04/2026,V1,1,5.00\n".encode()
    app = drop(upload, content, "支付.csv")
    assert "Day and month" in app.warning[0].value
    app = widget(app.selectbox, "dates_").set_value("mdy").run()
    assert accept(app).success
    assert store.read("batches")["last_period"].to_list() == ["2026-03"]


def test_what_is_no_extract_is_refused_with_the_reason_and_another_file_can_be_dropped(upload):
    app = drop(upload, "<html><body>登录超时</body></html>".encode(), "执行.csv")
    assert "web page" in app.error[0].value
    assert "5 rows" in " ".join(texts(drop(app)))


def test_a_second_file_shows_what_it_changes_against_the_first(upload):
    app = accept(drop(upload))
    more = MESSY.replace(b"40.50", b"45.50").replace(b"130.75", b"135.75")
    app = drop(app, more, "执行2.csv")
    assert any("It replaces batch 1: 0 new, 0 gone, 1 changed, 1 unchanged." in text for text in texts(app))
    changed = app.dataframe[-1].value
    assert list(changed["difference"]) == [5.0]


def test_the_same_file_again_is_recognised(upload):
    app = drop(accept(drop(upload)), MESSY, "again.csv")
    assert "This very file was loaded already" in findings(app)


def test_the_page_speaks_chinese(serve, tmp_path):
    serve(tmp_path / "warehouse.duckdb")
    app = drop(page(UPLOAD))
    assert app.title[0].value == "来了什么数据，能否入库？"
    assert [header.value for header in app.header] == ["一、识别", "二、对应", "三、检查", "四、比对与入库"]


ODD = """\
街道月报
单位代码,名称,期末,实绩,其中:本月
310118001,夏阳街道,90,50,10
310118002,盈浦街道,80,40,20
""".encode()

NAMES = """\
2026年8月
单位名称,变动后预算数,累计支付数
夏阳街道办事处,90,50
盈浦街道,80,40
""".encode()


def say(app, who="李华"):
    return app.text_input(key="accepted_by").set_value(who).run()


def test_a_refusal_can_be_overruled_by_saying_what_the_file_is(upload):
    app = drop(upload, ODD, "月报.csv")
    assert app.error
    assert not app.header[1:]
    app = widget(app.selectbox, "extract_").set_value("execution").run()
    assert "Still missing: Year, Month" in app.warning[0].value or "Still missing" in app.warning[0].value


def test_a_profile_is_saved_and_read_with_the_next_time(upload):
    app = say(drop(upload))
    assert widget(app.button, "save_").disabled is False
    widget(app.text_input, "profile_").set_value("街道月报").run()
    app = widget(app.button, "save_").click().run()
    assert "Saved as 街道月报" in [each.value for each in app.success]
    september = MESSY.replace("2026年8月".encode("gb18030"), "2026年9月".encode("gb18030"))
    app = drop(app, september, "9月.csv")
    assert "Read with the saved profile 街道月报" in [each.value for each in app.caption]
    assert accept(app).success
    assert store.read("batches")["last_period"].to_list() == ["2026-09"]


def test_a_name_that_nobody_knows_is_confirmed_on_the_page_and_its_rows_are_loaded(upload):
    listed = "单位代码,单位名称,单位类型\n310118001,夏阳街道,街道\n310118002,盈浦街道,街道\n".encode()
    app = drop(accept(drop(upload, listed, "单位目录.csv")), NAMES, "执行.csv")
    assert any(text.startswith("1 rows can be loaded, 1 are set aside") for text in texts(app))
    app = widget(say(app).selectbox, "name_org_").set_value("310118001").run()
    app = widget(app.button, "confirm_").click().run()
    assert any(text.startswith("2 rows can be loaded, 0 are set aside") for text in texts(app))
    assert store.read("confirmed_names")["confirmed_by"].to_list() == ["李华"]


def test_what_is_the_same_in_all_rows_can_be_told(upload):
    content = "单位代码,变动后预算数,累计支付数\n310118001,90,50\n".encode()
    app = drop(upload, content, "2026年8月.csv")
    widget(app.multiselect, "fixed_").set_value(["fund_type"]).run()
    app = widget(app.text_input, "fixed_fund_type").set_value("一般公共预算").run()
    accept(app)
    assert store.warehouse().live_rows("execution", store.warehouse().live_scopes("execution"))[
        "fund_type"
    ].to_list() == ["一般公共预算"]


def test_words_that_no_code_list_has_are_asked_for(upload):
    content = "单位代码,单位名称,单位类型\n1,夏阳街道,街道\n2,财政局,部门\n3,朱家角,古镇\n".encode()
    app = drop(upload, content, "单位目录.csv")
    assert "**Organisation type**: what do these words mean?" in texts(app)
    words = next(frame.value for frame in app.dataframe if "word" in frame.value.columns)
    assert words["word"].to_list() == ["古镇"]


def test_several_files_and_a_zip_of_them_are_listed_with_what_they_are(upload):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("8月/执行.csv", MESSY)
        archive.writestr("月报.csv", ODD)
    app = upload.file_uploader[0].upload("全部.zip", packed.getvalue(), "application/zip").run()
    listed = app.dataframe[0].value
    assert listed["File"].to_list() == ["执行.csv", "月报.csv"]
    assert listed["State"][0] == "not accepted yet"
    assert listed["State"][1].startswith("refused")
    assert "**执行.csv** is read as **Execution**: 5 rows below its header, 6 of 6 columns are loaded." in texts(app)
    app = accept(app)
    assert "batch 1" in app.run().dataframe[0].value["State"][0]


def test_a_profile_that_ships_can_be_chosen(upload):
    names = "单位代码,单位名称,基层单位代码,项目代码,项目名称,一类事代码,资金性质,功能科目代码,经济科目代码"
    content = f"{names},申报数,审核数,批复数\n1,甲,,P1,保洁,CY01,一般,2120501,30213,9,8,7\n".encode()
    app = drop(upload, content, "2026年预算.csv")
    app = widget(app.selectbox, "through_").set_value("budget_wide").run()
    assert not app.exception
    assert "**2026年预算.csv** is read as **Appropriations**" in " ".join(texts(app))
    assert accept(app).success
    assert store.read("data_state")["n_rows"].to_list() == [3]


def test_totals_that_do_not_tie_are_refused_unless_the_person_says_so(upload):
    app = drop(upload, MESSY.replace(b"130.75", b"999.75").replace("无".encode("gb18030"), b"1"))
    assert "do not tie" in findings(app)
    say(app)
    assert widget(app.button, "accept_").disabled
    assert store.read("batches").is_empty()
    widget(app.checkbox, "despite_").check().run()
    assert accept(app).success


def test_a_template_can_be_downloaded_before_anything_is_dropped(upload):
    assert [button.label for button in upload.get("download_button")] == ["Download the template"]


def paid_in_august():
    return store.read("execution_by_org", year=2026, month=8)["paid_yuan"].sum()


def test_rows_mended_in_the_downloaded_file_are_added_to_the_batch_of_their_file(upload):
    app = accept(drop(upload))
    assert paid_in_august() == Decimal("1307500.00")
    mended = (
        "所属期间:2026-08,单位:万元\n单位代码,单位名称,项目编码,项目名称,变动后预算数,累计支付数,文件行号,原因\n"
        "310118002,盈浦街道,P3,河道养护,50.00,20.00,7,不是金额\n"
    ).encode()
    app = drop(page(UPLOAD, lang="en"), mended, "改名.csv")
    assert not app.exception
    assert any("Mended rows of batch 1" in each.value for each in app.caption)
    accept(app)
    assert paid_in_august() == Decimal("1507500.00")


def test_mended_rows_whose_batch_nobody_knows_are_refused_on_the_page(upload):
    mended = (
        "所属期间:2026-08,单位:万元\n单位代码,项目编码,变动后预算数,累计支付数,文件行号,原因\n"
        "310118002,P3,50.00,20.00,7,不是金额\n"
    ).encode()
    app = drop(upload, mended, "改名.csv")
    assert any("does not say of which batch" in each.value for each in app.error)
    assert not [each for each in app.button if each.key.startswith("accept_")]


def test_a_row_that_is_corrected_on_the_page_is_added_with_the_others(upload, monkeypatch):
    """A table cannot be edited without a browser: what Streamlit would return is given in its place."""
    shown = st.data_editor

    def edited(frame, **options):
        if not options["key"].startswith("corrected_"):
            return shown(frame, **options)
        assert list(frame["reason"])
        return frame.assign(c5="20.00")

    monkeypatch.setattr(st, "data_editor", edited)
    app = drop(upload)
    app = widget(app.text_input, "why_").set_value("街道电话更正").run()
    app = accept(app)
    assert not app.exception
    assert any("added to batch 1, as batch 2" in each.value for each in app.success)
    assert paid_in_august() == Decimal("1507500.00")


def test_a_register_that_would_take_projects_away_waits_for_the_answer(upload):
    def register(n):
        rows = "".join(f"310118001,P{i},道路保洁{i},100\n" for i in range(n))
        return f"单位：元\n单位代码,项目编码,项目名称,项目总预算\n{rows}".encode()

    accept(drop(upload, register(9), "项目.csv"))
    app = drop(page(UPLOAD, lang="en"), register(2), "部分.csv")
    assert any("7 are not in this file" in text for text in texts(app))
    app.text_input(key="accepted_by").set_value("李华").run()
    for box in app.checkbox:
        box.check().run()
    assert widget(app.button, "accept_").disabled
    app = widget(app.radio, "answer_replaces").set_value("yes").run()
    assert accept(app).success
