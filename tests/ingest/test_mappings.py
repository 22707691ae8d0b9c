"""What a profile can do, one feature a test."""

from decimal import Decimal
from pathlib import Path

import pytest
from bureau import accepted, csv_text, notes, read, reasons

from duibiao.errors import DuibiaoError, MappingError
from duibiao.ingest.mapping import load_mapping, mapping_names
from duibiao.ingest.reading import Wish, read_file
from duibiao.schema.catalogue import extract_named

ROWS = (
    ("Yr", "Mon", "Section", "Centre", "Prog", "Kind", "Title", "Due"),
    (2026, 8, "7", "001207", "163", "T", "Calles", "10.5"),
    (2026, 8, "12", "001212", "34201", "D", "Piscinas", "20"),
)
COLUMNS = {"year": "Yr", "month": "Mon", "org_code": "Section", "paid_yuan": "Due"}


def mapped(mapping: dict[str, object], *columns: str, rows: tuple[tuple[object, ...], ...] = ROWS) -> list[object]:
    return accepted(read(csv_text(rows), mapping={"columns": COLUMNS} | mapping), *columns)


def with_column(name: str, rule: object) -> dict[str, object]:
    return {"columns": COLUMNS | {name: rule}}


def test_columns_come_from_the_headers_that_the_profile_names() -> None:
    assert mapped({}, "org_code", "paid_yuan") == [("7", Decimal("10.5")), ("12", Decimal(20))]


def test_the_first_header_found_is_taken_where_a_profile_names_several() -> None:
    assert mapped(with_column("project_name", ["Nombre", "Title"]), "project_name") == ["Calles", "Piscinas"]


def test_codes_are_padded_with_zeros() -> None:
    assert mapped(with_column("org_code", {"source": "Section", "pad": 3}), "org_code") == ["007", "012"]


def test_characters_are_cut_out() -> None:
    assert mapped(with_column("org_code", {"source": "Centre", "slice": [3, 6]}), "org_code") == ["207", "212"]


def test_cells_are_joined() -> None:
    joined = {"join": ["Section", "Prog"], "separator": "/"}
    assert mapped(with_column("project_code", joined), "project_code") == ["7/163", "12/34201"]


def test_values_are_replaced() -> None:
    rule = {"source": "Kind", "values": {"T": "town", "D": "department"}}
    assert mapped(with_column("org_type", rule), "org_type") == ["town", "department"]


def test_the_first_pattern_found_gives_the_value() -> None:
    rule = {"source": "Section", "patterns": [["^7$", "town"], ["", "department"]]}
    assert mapped(with_column("org_type", rule), "org_type") == ["town", "department"]


def test_rules_are_applied_in_their_order_cut_then_padded_then_matched() -> None:
    rule = {"source": "Centre", "slice": [4, 6], "pad": 3, "patterns": [["^007$", "town"], ["", "unit"]]}
    assert mapped(with_column("org_type", rule), "org_type") == ["town", "unit"]


def test_constants_fill_columns_that_the_file_has_not() -> None:
    assert mapped({"constants": {"fund_type": "一般公共预算"}}, "fund_type") == ["一般公共预算"] * 2


def test_a_constant_is_read_as_its_column_is() -> None:
    assert mapped({"constants": {"approved_yuan": "12.50"}}, "approved_yuan") == [Decimal("12.50")] * 2


@pytest.mark.parametrize("constant", [{"approved_yuan": "much"}, {"org_type": "city"}])
def test_a_constant_that_is_no_value_of_its_column_is_an_error(constant: dict[str, str]) -> None:
    with pytest.raises(MappingError) as wrong:
        mapped({"constants": constant})
    assert next(iter(constant.values())) in wrong.value.message


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        ({"column": "Title", "drop_equal": ["Calles"]}, ["12"]),
        ({"column": "Prog", "drop_matching": "^342"}, ["7"]),
        ({"column": "Kind", "drop_empty": True}, ["7", "12"]),
    ],
)
def test_filters_leave_rows_out_and_the_report_counts_them(rule: dict[str, object], left: list[str]) -> None:
    blank = (2026, 8, "13", "", "", "", "nadie", "5")
    rows = (*ROWS, blank) if rule.get("drop_empty") else ROWS
    reading = read(csv_text(rows), mapping={"columns": COLUMNS, "filters": [rule]})
    assert accepted(reading, "org_code") == left
    assert reading.rejected.is_empty()
    assert f"1 rows left out by the mapping ({rule['column']})" in notes(reading)


WIDE = {
    "columns": {"org_code": "Org", "project_code": "Proj"},
    "wide": {
        "into": "version",
        "value": "amount_yuan",
        "columns": {"Asked": "requested", "Given": "approved", "Now": "current"},
    },
}


def test_columns_side_by_side_become_rows_and_empty_ones_none() -> None:
    rows = (("Org", "Proj", "Asked", "Given", "Now"), ("1", "P1", 12, 10, 0), ("2", "P2", 7, "", "-"))
    reading = read(csv_text(rows), "appropriation", mapping=WIDE, period="2026")
    assert accepted(reading, "row_number", "version", "amount_yuan") == [
        (2, "requested", 12),
        (2, "approved", 10),
        (2, "current", 0),
        (3, "requested", 7),
    ]


def test_a_wide_row_with_a_bad_cell_is_set_aside_whole_and_once() -> None:
    rows = (("Org", "Proj", "Asked", "Given", "Now"), ("1", "P1", 12, "x", "y"), ("2", "P2", 7, 1, 2))
    reading = read(csv_text(rows), "appropriation", mapping=WIDE, period="2026")
    assert accepted(reading, "project_code") == ["P2"] * 3
    assert list(reasons(reading)) == [2]
    assert reading.rejected.height == 1


def test_a_file_without_a_header_is_read_by_position() -> None:
    columns = {name: {"position": i + 1} for i, name in enumerate(("year", "month", "org_code", "paid_yuan"))}
    text = csv_text(((2026, 8, "1", "5.50"), (2026, 8, "2", "6")))
    reading = read(text, mapping={"columns": columns, "text": {"header": False}})
    assert accepted(reading, "row_number", "org_code", "paid_yuan") == [(1, "1", Decimal("5.50")), (2, "2", 6)]


def test_a_position_beyond_the_width_of_the_file_is_told() -> None:
    columns = {name: {"position": i + 7} for i, name in enumerate(("year", "month", "org_code", "paid_yuan"))}
    with pytest.raises(MappingError):
        read("2026,8,1,5\n", mapping={"columns": columns, "text": {"header": False}})


def test_the_unit_of_a_profile_multiplies_amounts() -> None:
    assert mapped({"unit": {"factor": 1000}}, "paid_yuan") == [10_500, 20_000]


def test_the_currency_of_a_profile_is_told() -> None:
    reading = read(csv_text(ROWS), mapping={"columns": COLUMNS, "unit": {"currency": "EUR"}})
    assert reading.mapping is not None
    assert reading.mapping.currency == "EUR"
    assert "amounts in EUR" in notes(reading)


@pytest.mark.parametrize(("decimal", "amount"), [(",", 1234), (".", Decimal("1.23"))])
def test_the_decimal_mark_of_a_profile_decides_where_the_file_does_not(decimal: str, amount: object) -> None:
    rows = (ROWS[0], (2026, 8, "7", "", "", "", "", "1.234"))
    reading = read(csv_text(rows, ";"), mapping={"columns": COLUMNS, "number": {"decimal": decimal}})
    assert accepted(reading, "paid_yuan") == [amount]


def test_the_amounts_of_the_file_win_over_the_decimal_mark_of_the_profile() -> None:
    rows = (ROWS[0], (2026, 8, "7", "", "", "", "", "1,50"), (2026, 8, "8", "", "", "", "", "1.000,25"))
    reading = read(csv_text(rows, ";"), mapping={"columns": COLUMNS, "number": {"decimal": "."}})
    assert accepted(reading, "paid_yuan") == [Decimal("1.50"), Decimal("1000.25")]


def test_the_separator_of_a_profile_is_used_even_where_another_looks_better() -> None:
    text = "Yr|Mon|Section|Title|Due\n2026|8|7|a,b,c,d,e,f|5\n2026|8|8|a,b,c,d,e,f|6\n"
    reading = read(text, mapping={"columns": COLUMNS, "text": {"separator": "|"}})
    assert accepted(reading, "paid_yuan") == [5, 6]


def test_aliases_are_left_aside_where_the_profile_says_so() -> None:
    rows = (("Yr", "Mon", "Section", "Due", "项目名称"), (2026, 8, "7", 5, "甲"))
    with_aliases = read(csv_text(rows), mapping={"columns": COLUMNS})
    without = read(csv_text(rows), mapping={"columns": COLUMNS, "text": {"aliases": False}})
    assert "project_name" in with_aliases.rows.columns
    assert "project_name" not in without.rows.columns


def test_a_column_of_the_profile_that_the_file_has_not_is_named() -> None:
    with pytest.raises(MappingError) as wrong:
        mapped(with_column("item_code", ["Programa", "Servicio"]))
    assert "Programa / Servicio" in wrong.value.message
    assert "Section" in wrong.value.hint


@pytest.mark.parametrize(
    ("mapping", "key"),
    [
        ({"colums": {}}, "colums"),
        ({"columns": {"org_code": {"sauce": "Section"}}}, "sauce"),
        ({"unit": {"faktor": 1}}, "faktor"),
        ({"number": {"comma": True}}, "comma"),
        ({"scope": {"half": True}}, "half"),
        ({"text": {"codec": "x"}}, "codec"),
        ({"dates": {"odour": "dmy"}}, "odour"),
        ({"filters": [{"column": "Kind", "keep": 1}]}, "keep"),
        ({"period": {"pattern": "(?P<year>x)", "month": 1}}, "month"),
        ({"wide": {"into": "version", "value": "paid_yuan", "columns": {}, "more": 1}}, "more"),
    ],
)
def test_a_key_that_no_profile_has_is_an_error_that_names_it(mapping: dict[str, object], key: str) -> None:
    with pytest.raises(MappingError) as wrong:
        mapped(mapping)
    assert key in wrong.value.message


@pytest.mark.parametrize(
    "mapping",
    [
        {"columns": {"colour": "Kind"}},
        {"constants": {"colour": "red"}},
        {"wide": {"into": "colour", "value": "paid_yuan", "columns": {}}},
    ],
)
def test_a_target_that_the_extract_has_not_is_an_error(mapping: dict[str, object]) -> None:
    with pytest.raises(DuibiaoError) as wrong:
        read(csv_text(ROWS), mapping=mapping)
    assert "colour" in wrong.value.message


def test_a_wide_rule_that_lacks_a_key_is_an_error() -> None:
    with pytest.raises(MappingError):
        mapped({"wide": {"into": "version"}})


@pytest.mark.parametrize(
    "mapping",
    [
        {"period": {"pattern": "(?P<year>"}},
        {"filters": [{"column": "Kind", "drop_matching": "["}]},
        {"columns": {**COLUMNS, "org_type": {"source": "Kind", "patterns": [["*", "town"]]}}},
    ],
)
def test_a_pattern_that_is_no_regular_expression_is_an_error(mapping: dict[str, object]) -> None:
    with pytest.raises(MappingError):
        mapped(mapping)


def test_a_join_of_columns_that_are_not_all_there_is_an_error() -> None:
    with pytest.raises(MappingError):
        mapped(with_column("project_code", {"join": ["Section", "Programa"]}))


def test_a_profile_for_another_extract_is_an_error() -> None:
    with pytest.raises(DuibiaoError):
        read_file(b"a,b\n1,2\n", "a.csv", extract_named("payment"), load_mapping("madrid_execution"), Wish())


def test_every_shipped_profile_is_valid() -> None:
    assert {"madrid_execution", "madrid_investments", "madrid_indicators"} <= set(mapping_names())
    assert [load_mapping(name).name for name in mapping_names()] == list(mapping_names())


def test_a_profile_that_does_not_exist_is_an_error_that_lists_those_that_do() -> None:
    with pytest.raises(MappingError) as wrong:
        load_mapping("barcelona")
    assert "madrid_execution" in wrong.value.hint


def test_a_profile_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('extract = "execution"\n[columns]\npaid_yuan = "Due"\n', encoding="utf-8")
    assert load_mapping(file).name == "ours"


def test_a_file_that_is_no_toml_is_an_error_that_says_where(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('extract = "execution\n', encoding="utf-8")
    with pytest.raises(MappingError) as wrong:
        load_mapping(file)
    assert "line 1" in wrong.value.message
