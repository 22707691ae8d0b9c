"""How to read a file that nobody has described: what is proposed, why, and what the person may correct."""

import tomllib
from dataclasses import replace

import pytest
from bureau import Rows, csv_text, workbook
from hypothesis import given
from hypothesis import strategies as st

from duibiao.errors import RefusedFileError
from duibiao.ingest.mapping import DATE_ORDERS, ColumnRule, Filter, Mapping, PeriodRule, Wide, parse_mapping
from duibiao.ingest.profile import Profile, fingerprint, mapping_text
from duibiao.ingest.propose import Choice, Proposal, propose
from duibiao.ingest.reading import Wish, read_file

EXECUTION: Rows = (
    ("年度", "月份", "单位代码", "单位名称", "项目编码", "项目名称", "本月支付数", "累计支付数"),
    ("2026", "8", "310118001", "夏阳街道", "31011826T000000000001", "道路保洁", "10.00", "100.50"),
    ("2026", "8", "310118002", "盈浦街道", "31011826T000000000002", "绿化养护", "20.00", "200.25"),
)
PAYMENTS: Rows = (
    ("支付日期", "凭证号", "单位代码", "金额"),
    ("2026-08-03", "V1", "310118001", "12.50"),
    ("2026-08-04", "V2", "310118001", "7.25"),
)


def targets(proposal: Proposal) -> dict[str, str]:
    return {each.target: each.header for each in proposal.suggestions if each.target}


def guessed(proposal: Proposal) -> dict[str, str]:
    return {guess.what: guess.value for guess in proposal.guesses}


def test_the_extract_its_columns_and_their_reasons_are_found():
    proposal = propose(csv_text(EXECUTION).encode(), "8月.csv")
    assert proposal.extract.name == "execution"
    assert targets(proposal) == {
        "year": "年度",
        "month": "月份",
        "org_code": "单位代码",
        "org_name": "单位名称",
        "project_code": "项目编码",
        "project_name": "项目名称",
        "paid_yuan": "累计支付数",
    }
    assert proposal.missing == ()
    assert all(each.reason for each in proposal.suggestions)


def test_the_payments_of_a_month_are_not_taken_for_those_since_january():
    proposal = propose(csv_text(EXECUTION).encode(), "8月.csv")
    month = next(each for each in proposal.suggestions if each.header == "本月支付数")
    assert month.target is None


def test_without_the_cumulative_payments_the_file_is_refused_rather_than_read_from_those_of_the_month():
    rows = tuple(row[:-1] for row in EXECUTION)
    with pytest.raises(RefusedFileError) as refused:
        propose(csv_text(rows).encode(), "8月.csv")
    assert "Paid" in refused.value.message
    assert "本月支付数" in refused.value.hint


def test_what_is_proposed_is_what_is_read():
    data = csv_text((("2026年8月预算执行表",), ("单位：万元",), *EXECUTION)).encode("gb18030")
    proposal = propose(data, "8月.csv")
    reading = read_file(data, "8月.csv", proposal.extract, proposal.mapping, Wish())
    assert [str(paid) for paid in reading.rows["paid_yuan"]] == ["1005000.00", "2002500.00"]
    assert guessed(proposal) | {"encoding": "gb18030", "separator": ",", "header": "3", "unit": "万元"} == guessed(
        proposal
    )


def test_a_column_of_project_codes_is_known_by_its_cells():
    rows = [list(row) for row in EXECUTION]
    rows[0][4] = "识别号"
    proposal = propose(csv_text(rows).encode(), "8月.csv")
    found = next(each for each in proposal.suggestions if each.header == "识别号")
    assert found.target == "project_code"
    assert "100%" in found.reason


def test_a_header_that_is_right_over_cells_that_are_not_is_not_taken():
    rows = [list(row) for row in EXECUTION]
    for row in rows[1:]:
        row[7] = "见附表"
    with pytest.raises(RefusedFileError):
        propose(csv_text(rows).encode(), "8月.csv")


def test_payees_are_named_and_never_suggested():
    rows = [(*row, text) for row, text in zip(PAYMENTS, ("收款人", "王小明", "李小红"), strict=True)]
    payee = propose(csv_text(rows).encode(), "支付.csv").suggestions[-1]
    assert (payee.personal, payee.target) == (True, None)


def test_the_sheet_with_the_table_is_chosen_and_a_hidden_one_is_not():
    notes: Rows = (("填报说明",), ("一、本表由各单位填报",))
    data = workbook({"说明": notes, "旧数": EXECUTION, "执行表": EXECUTION}, hidden=["旧数"])
    proposal = propose(data, "8月.xlsx")
    assert guessed(proposal)["sheet"] == "执行表"
    assert read_file(data, "8月.xlsx", proposal.extract, proposal.mapping, Wish()).rows.height == 2


@pytest.mark.parametrize(
    ("days", "order", "sure"),
    [
        (("31/08/2026", "01/08/2026"), "dmy", True),
        (("08/31/2026", "08/01/2026"), "mdy", True),
        (("03/08/2026", "04/08/2026", "05/08/2026", "06/08/2026"), "dmy", True),
        (("08/03/2026", "08/04/2026", "08/05/2026", "08/06/2026"), "mdy", True),
        (("03/04/2026", "03/04/2026"), "dmy", False),
        (("2026-08-03", "2026-08-04"), "ymd", True),
    ],
)
def test_the_order_of_days_is_told_by_the_cells_or_left_open(days: tuple[str, ...], order: str, sure: bool):
    rows = [PAYMENTS[0], *((day, f"V{i}", "310118001", "1.00") for i, day in enumerate(days))]
    proposal = propose(csv_text(rows).encode(), "list.csv")
    assert (proposal.mapping.dates, "dates" not in {guess.what for guess in proposal.open}) == (order, sure)


def test_the_month_in_the_name_of_the_file_tells_the_order_of_a_single_day():
    rows = [PAYMENTS[0], ("04/03/2026", "V1", "310118001", "1.00")]
    assert propose(csv_text(rows).encode(), "spend-2026-03.csv").mapping.dates == "dmy"
    assert propose(csv_text(rows).encode(), "spend-2026-04.csv").mapping.dates == "mdy"


def test_a_correction_wins_over_the_guess_and_frees_the_column():
    choice = Choice(columns=(("paid_yuan", 7),))
    proposal = propose(csv_text(EXECUTION).encode(), "8月.csv", choice)
    assert targets(proposal)["paid_yuan"] == "本月支付数"
    assert next(each for each in proposal.suggestions if each.header == "累计支付数").target is None


def test_a_column_said_not_to_be_in_the_file_is_missing_unless_a_constant_gives_it():
    data = csv_text(EXECUTION).encode()
    assert propose(data, "8月.csv", Choice(columns=(("org_code", None),))).missing == ()  # the name gives it
    without = Choice(columns=(("org_code", None), ("org_name", None)))
    assert propose(data, "8月.csv", without).missing == ("org_code",)
    assert propose(data, "8月.csv", replace(without, constants=(("org_code", "310118"),))).missing == ()


def test_a_saved_profile_is_used_again_when_the_same_header_comes_under_other_titles():
    data = csv_text(EXECUTION).encode()
    first = propose(data, "8月.csv", Choice(columns=(("paid_yuan", 7),)))
    saved = Profile(replace(first.mapping, name="街道月报"), fingerprint(first.header))
    again = propose(csv_text((("2026年9月",), *EXECUTION)).encode(), "9月.csv", profiles=[saved])
    assert again.profile == "街道月报"
    assert targets(again)["paid_yuan"] == "本月支付数"
    assert again.mapping.header_rows == (2, 2)


def test_a_profile_is_not_used_for_another_header_but_teaches_its_columns():
    first = propose(csv_text(EXECUTION).encode(), "8月.csv", Choice(columns=(("paid_yuan", 7),)))
    saved = Profile(replace(first.mapping, name="街道月报"), fingerprint(first.header))
    rows = [(*row, text) for row, text in zip(EXECUTION, ("备注", "", ""), strict=True)]
    other = propose(csv_text(rows).encode(), "9月.csv", profiles=[saved])
    assert other.profile is None
    assert targets(other)["paid_yuan"] == "本月支付数"


@pytest.mark.parametrize(
    "content",
    ["<html><body>spend</body></html>", "姓名,年龄\n张三,30\n", "a,b,c\n1,2,3\n", "2026年工作总结\n一、主要工作\n"],
)
def test_what_is_no_extract_is_refused_with_what_was_looked_for(content: str):
    with pytest.raises(RefusedFileError) as refused:
        propose(content.encode(), "x.csv")
    assert refused.value.hint


RULES = st.builds(
    ColumnRule,
    source=st.just(("项目",)),
    slice=st.none() | st.just((0, 3)),
    pad=st.integers(0, 9),
    values=st.just(()) | st.just((("甲", "乙"),)),
)
MAPPINGS = st.builds(
    Mapping,
    name=st.just("街道"),
    extract=st.just("execution"),
    title=st.sampled_from(["", "月报"]),
    columns=st.just(()) | st.tuples(st.tuples(st.just("project_code"), RULES)),
    constants=st.sampled_from([(), (("version", "approved"),)]).map(lambda _pairs: ()),
    wide=st.none() | st.just(Wide("project_code", "paid_yuan", (("甲", "1"),))),
    filters=st.just(()) | st.just((Filter("项目", drop_empty=True, drop_equal=("合计",)),)),
    period=st.none() | st.just(PeriodRule("(?P<year>20..)", known=(("a", "2026"),))),
    header=st.booleans(),
    whole=st.booleans(),
    factor=st.sampled_from([None, 1, 10_000]),
    decimal=st.sampled_from([None, ".", ","]),
    separator=st.sampled_from([None, ",", "\t"]),
    currency=st.sampled_from(["CNY", "EUR"]),
    aliases=st.booleans(),
    encoding=st.sampled_from([None, "gb18030"]),
    sheet=st.sampled_from([None, "^表$"]),
    header_rows=st.sampled_from([None, (1, 2)]),
    dates=st.sampled_from([None, *DATE_ORDERS]),
)


@given(MAPPINGS)
def test_a_mapping_written_as_toml_is_read_back_the_same(mapping: Mapping):
    assert parse_mapping(tomllib.loads(mapping_text(mapping)), mapping.name) == mapping
