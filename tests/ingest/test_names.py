"""A file that has names and no codes: who is meant, by whose word, at which time; what nobody knows is set aside."""

from datetime import date

import pytest
from bureau import accepted, csv_text, reasons
from small import batch

from duibiao.ingest.examine import Examined, examine
from duibiao.ingest.names import Known, near, plain
from duibiao.ingest.reading import Wish
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse

ORGS = [
    {"org_code": "118001", "org_name": "夏阳街道", "org_type": "subdistrict"},
    {"org_code": "118002", "org_name": "盈浦街道", "org_type": "subdistrict"},
    {"org_code": "201", "org_name": "青浦区绿化和市容管理局", "short_name": "区绿化市容局", "org_type": "department"},
]
HEADER = ("年度", "月份", "单位名称", "项目名称", "变动后预算数", "累计支付数")


def sheet(*rows: tuple[object, ...]) -> bytes:
    return csv_text((HEADER, *((2026, 8, *row) for row in rows))).encode()


def look(warehouse: Warehouse, data: bytes) -> Examined:
    return examine(warehouse, data, "执行.csv", extract_named("execution"), None, Wish())


@pytest.fixture
def bureau(warehouse: Warehouse) -> Warehouse:
    warehouse.accept(batch("org", ORGS))
    return warehouse


def test_a_name_of_the_list_gives_the_code_and_so_does_the_short_name(bureau: Warehouse) -> None:
    examined = look(bureau, sheet(("夏阳街道", "保洁", 2, 1), ("区绿化市容局", "绿化", 2, 1)))
    assert accepted(examined.reading, "org_code") == ["118001", "201"]
    assert examined.scopes["scope_org"].sort().to_list() == ["118001", "201"]


@pytest.mark.parametrize("spelling", ["夏阳 街道", "夏阳街道 ", "夏阳·街道", "(夏阳街道)"])
def test_width_white_space_and_marks_do_not_make_another_name(bureau: Warehouse, spelling: str) -> None:
    assert accepted(look(bureau, sheet((spelling, "保洁", 2, 1))).reading, "org_code") == ["118001"]


def test_what_brackets_hold_tells_units_apart() -> None:
    assert plain("教育局(本级)") == plain("教育局(本级)") != plain("教育局")


def test_a_name_that_nobody_knows_is_set_aside_with_its_near_names(bureau: Warehouse) -> None:
    examined = look(bureau, sheet(("夏阳街道办事处", "保洁", 2, 1), ("夏阳街道", "保洁", 2, 1)))
    assert reasons(examined.reading) == {2: "Organisation code: “夏阳街道办事处” is the name of nothing known"}
    (unknown,) = examined.reading.unknown
    assert (unknown.kind, unknown.name, unknown.n_rows, unknown.near[0][:2]) == (
        "org", "夏阳街道办事处", 1, ("118001", "夏阳街道"),
    )  # fmt: skip


def test_a_row_without_a_name_says_that_it_is_empty(bureau: Warehouse) -> None:
    assert reasons(look(bureau, sheet(("", "保洁", 2, 1))).reading) == {2: "Organisation code is empty"}


def test_a_name_is_confirmed_once_and_known_from_then_on(bureau: Warehouse) -> None:
    bureau.confirm_name("org", "夏阳街道办事处", "118001", "李华")
    reading = look(bureau, sheet(("夏阳街道办事处", "保洁", 2, 1))).reading
    assert accepted(reading, "org_code") == ["118001"]
    (said,) = bureau.read("confirmed_names").rows(named=True)
    assert (said["name"], said["code"], said["confirmed_by"]) == ("夏阳街道办事处", "118001", "李华")


def test_a_confirmation_that_is_taken_back_holds_no_longer(bureau: Warehouse) -> None:
    bureau.confirm_name("org", "夏阳办", "118001", "李华")
    bureau.confirm_name("org", "夏阳办", None, "王芳")
    assert look(bureau, sheet(("夏阳办", "保洁", 2, 1))).reading.rows.is_empty()
    assert bureau.read("confirmed_names").height == 2


def test_a_confirmed_name_wins_over_the_list(bureau: Warehouse) -> None:
    bureau.confirm_name("org", "夏阳街道", "118002", "李华")
    assert accepted(look(bureau, sheet(("夏阳街道", "保洁", 2, 1))).reading, "org_code") == ["118002"]


def test_a_former_name_holds_for_its_time_only(bureau: Warehouse) -> None:
    bureau.accept(
        batch(
            "org_alias",
            [
                {"org_code": "118001", "alias": "城厢办", "valid_to": date(2026, 6, 30)},
                {"org_code": "118002", "alias": "城厢办", "valid_from": date(2026, 7, 1)},
            ],
        )
    )
    rows = ((2026, 6, "城厢办", "甲", 2, 1), (2026, 7, "城厢办", "乙", 2, 1), (2026, 8, "城厢办", "丙", 2, 1))
    reading = look(bureau, csv_text((HEADER, *rows)).encode()).reading
    assert accepted(reading, "month", "org_code") == [(6, "118001"), (7, "118002"), (8, "118002")]


def test_a_name_of_two_organisations_at_once_is_not_guessed(bureau: Warehouse) -> None:
    same = [{"org_code": code, "alias": "市容所"} for code in ("118001", "118002")]
    bureau.accept(batch("org_alias", same))
    reading = look(bureau, sheet(("市容所", "保洁", 2, 1))).reading
    assert reading.rows.is_empty()
    assert {code for code, _name, _likeness in reading.unknown[0].near[:2]} == {"118001", "118002"}


def test_a_project_is_known_by_its_name_within_its_organisation(bureau: Warehouse) -> None:
    projects = [
        {"org_code": "118001", "project_code": "P1", "project_name": "道路保洁"},
        {"org_code": "118002", "project_code": "P2", "project_name": "道路保洁"},
    ]
    bureau.accept(batch("project", projects))
    examined = look(bureau, sheet(("盈浦街道", "道路保洁", 2, 1), ("夏阳街道", "道路保结", 2, 1)))
    assert accepted(examined.reading, "project_code") == ["P2", None]
    (unknown,) = examined.reading.unknown
    assert (unknown.kind, unknown.org_code, unknown.near[0][:2]) == ("project", "118001", ("P1", "道路保洁"))
    assert "unknown_projects" in {finding.code for finding in examined.findings}


def test_codes_that_no_list_has_are_named_with_the_nearest(bureau: Warehouse) -> None:
    header = ("年度", "月份", "单位代码", "单位名称", "变动后预算数", "累计支付数")
    data = csv_text((header, (2026, 8, "118009", "夏阳街道办", 2, 1), (2026, 8, "118001", "夏阳街道", 2, 1))).encode()
    (finding,) = [each for each in look(bureau, data).findings if each.code == "unknown_organisations"]
    assert finding.count == 1
    assert finding.shown(finding.examples[0]).startswith("118009 夏阳街道办 (nearest: 118001")


def test_the_code_of_one_with_the_name_of_another_is_a_warning(bureau: Warehouse) -> None:
    header = ("年度", "月份", "单位代码", "单位名称", "变动后预算数", "累计支付数")
    data = csv_text((header, (2026, 8, "118001", "盈浦街道", 2, 1), (2026, 8, "201", "区绿化市容局", 2, 1))).encode()
    (finding,) = [each for each in look(bureau, data).findings if each.code == "name_and_code_differ"]
    assert [finding.shown(example) for example in finding.examples] == ["118001 盈浦街道 ≠ 118002"]


def test_where_nothing_is_loaded_no_name_is_near_and_no_code_is_unknown(warehouse: Warehouse) -> None:
    assert near("夏阳街道", Known(warehouse).orgs) == ()
    examined = look(warehouse, sheet(("夏阳街道", "保洁", 2, 1)))
    assert examined.blocked
    assert examined.reading.rejected.height == 1
